// The API: GET /api/status, and GET or POST /api/NAME for each of the queries.

import express from 'express';
import { queries } from './queries.js';
import { BadParameter, readParameters } from './parameters.js';
import { sendPayload } from './payload.js';
import { problemOf } from './problems.js';

// Parameters that are too long for an address come as a form does.
const form = express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' });

function searchOf(request) {
	return request.method === 'POST' ? new URLSearchParams(request.body) : new URL(request.originalUrl, 'http://localhost').searchParams;
}

export function makeApi(results, role, log) {
	const api = express.Router();

	api.get('/status', async (request, response) => {
		response.set('Cache-Control', 'no-store').json(await results.freshness());
	});

	async function answer(request, response, next) {
		const query = queries.get(request.params.name);
		if (!query) {
			return next();
		}
		const values = readParameters(query.wanted, searchOf(request));
		// who has the current result gets no other, and no query is run
		const etag = query.isVersioned && await results.etag();
		if (etag) {
			response.set('ETag', etag);
		}
		if (request.fresh) {
			return response.set('Cache-Control', 'no-cache').status(304).end();
		}
		response.removeHeader('ETag');
		sendPayload(request, response, await results.get(query, values));
	}

	api.get('/:name', answer);
	api.post('/:name', form, answer);

	api.use((request, response) => {
		response.status(404).json({ code: 'not_found', title: 'There is no such page' });
	});

	api.use((error, request, response, next) => {
		if (response.headersSent) {
			return response.destroy();
		}
		response.removeHeader('ETag');
		response.set('Cache-Control', 'no-store');
		if (error instanceof BadParameter) {
			return response.status(400).json({ code: 'bad_parameter', title: 'A parameter cannot be used', hint: error.message });
		}
		// what Express cannot read, such as half an escape
		if (error.status >= 400 && error.status < 500) {
			return response.status(error.status).json({ code: 'bad_request', title: 'The request cannot be read' });
		}
		const { status, ...problem } = problemOf(error, role);
		log.trouble(`${request.path} failed`, error);
		response.status(status).json(problem);
	});

	return api;
}
