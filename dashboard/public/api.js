// Asks the server. Rows come as arrays beside the names of their columns, and leave here as objects.

import { querySearch } from './state.js';

export class Problem extends Error {
	constructor({ code, title, hint, command }) {
		super(title);
		Object.assign(this, { code, title, hint, command });
	}
}

const serverGone = {
	code: 'server_unreachable',
	title: 'The dashboard’s server does not answer',
	hint: 'It may have been stopped. This page tries again by itself.',
};

async function ask(path) {
	let response;
	try {
		response = await fetch(`/api/${path}`);
	} catch {
		throw new Problem(serverGone);
	}
	const body = await response.json().catch(() => serverGone);
	if (!response.ok) {
		throw new Problem(body);
	}
	return body;
}

export const readStatus = () => ask('status');

export async function readRows(name, state, keys) {
	const search = querySearch(state, keys);
	const { columns, rows } = await ask(search === '' ? name : `${name}?${search}`);
	return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

export async function readRow(name, state, keys) {
	return (await readRows(name, state, keys))[0];
}
