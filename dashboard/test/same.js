// Does the dashboard answer the same through another way to the database as through that of the environment?
//
//	node test/same.js SUBJECT HOST PORT
//
// The other way is that of PGHOST and PGPORT. Every query of the API is asked of both, all of them at the same time. Prints a
// line for each check, whose name begins with the subject.

import { isDeepStrictEqual } from 'node:util';
import { queries } from '../queries.js';
import { get, startServer } from './support.js';

const [subject, PGHOST, PGPORT] = process.argv.slice(2);
const ends = [];
const after = (end) => ends.push(end);

function check(name, isSo) {
	console.log(`${isSo ? 'ok' : 'not ok'} - ${subject}: ${name}`);
	process.exitCode ||= isSo ? 0 : 1;
}

async function answers(server) {
	const api = (path) => get(`${server.url}api/${path}`);
	const product = (await api('top_products')).rows?.[0]?.product_key;
	const asked = [...queries.values()].map(async ({ name, wanted }) => {
		const { status, body } = await api(wanted.includes('year') ? `${name}?year=2022` : wanted.includes('product') ? `${name}?product=${product}` : name);
		return [name, { status, body }];
	});
	return { status: (await api('status')).body, all: new Map(await Promise.all(asked)) };
}

try {
	const direct = await answers(await startServer({}, after));
	const other = await answers(await startServer({ PGHOST, PGPORT }, after));
	const failed = [...other.all].filter(([, { status, body }]) => status !== 200 || body.rows.length === 0).map(([name]) => name);
	const differing = [...other.all].filter(([name, answer]) => !isDeepStrictEqual(answer, direct.all.get(name))).map(([name]) => name);
	for (const [what, names] of [['failed', failed], ['differing', differing]]) {
		if (names.length > 0) {
			console.log(`# ${what}: ${names.join(', ')}`);
		}
	}
	check('the dashboard answers every query', failed.length === 0 && other.all.size > 0);
	check('with the same figures', differing.length === 0);
	check('of the same refresh', other.status.version !== null && other.status.version === direct.status.version);
	check('and shows no refresh that runs', !other.status.is_refreshing);
} finally {
	await Promise.all(ends.map((end) => end()));
}
