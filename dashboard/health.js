// What asks whether the dashboard lives and works: supervisors and load balancers, which send any Host, or none.

import { Router } from 'express';
import { problemOf } from './problems.js';

const longestWait = 2000;	// milliseconds; those who ask do not wait long

function say(response, status, text) {
	response.status(status).set('Cache-Control', 'no-store').type('text').send(`${text}\n`);
}

function within(milliseconds, promise) {
	let timer;
	const late = new Promise((done, fail) => {
		timer = setTimeout(fail, milliseconds, new Error('timeout'));
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function makeHealth(results, role) {
	const health = Router();

	// the process answers: it is to be restarted when this does not
	health.get('/healthz', (request, response) => {
		say(response, 200, 'ok');
	});

	// the database answers, and lets the dashboard read: requests may be sent here
	health.get('/readyz', async (request, response) => {
		try {
			await within(longestWait, results.freshness());
			say(response, 200, 'ok');
		} catch (error) {
			const { code, title } = problemOf(error, role);
			say(response, 503, `${code}: ${title}`);
		}
	});

	return health;
}
