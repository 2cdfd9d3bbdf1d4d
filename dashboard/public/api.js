// Asks the server. Rows come as arrays beside the names of their columns, and leave here as objects.

import { querySearch } from './state.js';

// Milliseconds: longer than the server takes to find out that the database is gone
const longestWait = 30000;
// What is longer than this is sent as a form: proxies cut addresses off
const longestSearch = 4000;

export class Problem extends Error {
	constructor({ code, title, hint, command, action }) {
		super(title);
		Object.assign(this, { code, title, hint, command, action });
	}
}

const serverGone = {
	code: 'server_unreachable',
	title: 'The dashboard’s server does not answer',
	hint: 'It may have been stopped. This page tries again by itself.',
};

const loadAgain = { label: 'Load the page again', run: () => location.reload() };

// What answers is not the server: a proxy that shows its own page, or sends to one
const somebodyElse = {
	code: 'not_the_dashboard',
	title: 'Something else answers in place of the dashboard',
	hint: 'Perhaps a proxy before it wants you to sign in again. This page tries again by itself.',
	action: loadAgain,
};

// The answer of the server and nobody else's: JSON in the shape that is expected, or the problem that it tells of
async function answerOf(response, isExpected) {
	if (response.type === 'opaqueredirect') {
		throw new Problem(somebodyElse);
	}
	let body;
	if (/^application\/json\b/.test(response.headers.get('Content-Type'))) {
		body = await response.json().catch(() => undefined);
	}
	if (response.ok && isExpected(body)) {
		return body;
	}
	if (!response.ok && typeof body?.code === 'string' && typeof body.title === 'string') {
		throw new Problem(body);
	}
	throw new Problem(response.status >= 500 ? serverGone : somebodyElse);
}

export async function ask(path, isExpected, form) {
	let response;
	try {
		response = await fetch(path, {
			redirect: 'manual',	// the server never does
			signal: AbortSignal.timeout(longestWait),
			...(form === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form }),
		});
	} catch {
		throw new Problem(serverGone);
	}
	return answerOf(response, isExpected);
}

// A part of the page that comes when it is needed. Some browsers never ask again for what has once failed: there the whole page must.
export async function codeOf(path) {
	try {
		return (await import(path)).default;
	} catch {
		throw new Problem({ ...serverGone, action: loadAgain });
	}
}

// The versions of the data of all answers since it was last asked: more than one means that a refresh came in between.
let seen = new Set();

export function seenVersions() {
	const versions = seen;
	seen = new Set();
	return versions;
}

export const readStatus = () => ask('/api/status', (body) => body?.version !== undefined);

export async function readRows(name, state, keys) {
	const search = querySearch(state, keys);
	const isExpected = (body) => Array.isArray(body?.columns) && Array.isArray(body.rows);
	const path = `/api/${name}`;
	const { version, columns, rows } = search.length > longestSearch ? await ask(path, isExpected, search)
		: await ask(search === '' ? path : `${path}?${search}`, isExpected);
	seen.add(version);
	return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

export async function readRow(name, state, keys) {
	return (await readRows(name, state, keys))[0];
}
