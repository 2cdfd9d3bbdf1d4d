// What the tests share: servers of the dashboard, and the database as its owner sees it.

import { execFileSync, spawn } from 'node:child_process';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import pg from 'pg';

const program = new URL('../server.js', import.meta.url).pathname;

/*
 * A server on a free port, which reads as the role dashboard unless the environment says otherwise. after is
 * the hook, of a file or of a test, that stops it.
 */
export async function startServer(environment, after) {
	const server = spawn(process.execPath, [program], {
		env: { ...process.env, PGUSER: 'dashboard', DASHBOARD_PORT: '0', ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const exited = new Promise((done) => server.once('exit', done));
	let log = '';
	after(() => {
		server.kill();
		return exited;
	});
	server.stderr.on('data', (text) => { log += text; });
	for await (const line of createInterface(server.stdout)) {
		const [, url] = /^Dashboard: (.*)$/.exec(line) ?? [];
		if (url) {
			server.stdout.on('data', (text) => { log += text; });
			return { url, log: () => log };
		}
	}
	throw new Error(`the server did not start: ${log}`);
}

/* The owner's answer to a query: rows as objects, numbers as numbers. */
export async function ask(sql, values, database = process.env.PGDATABASE) {
	const client = new pg.Client({ database, types: { getTypeParser: (oid) => [20, 23, 1700].includes(oid) ? Number : pg.types.getTypeParser(oid) } });
	await client.connect();
	try {
		return (await client.query(sql, values)).rows;
	} finally {
		await client.end();
	}
}

export async function askOne(sql, values) {
	return (await ask(sql, values))[0];
}

/* DATABASE_CONTROL is a command that stops and starts the database. */
export function controlDatabase(what) {
	execFileSync(process.env.DATABASE_CONTROL, [what], { stdio: 'ignore' });
}

/* What the API says, with rows as objects. (fetch() asks for no cached answer as soon as it is given If-None-Match.) */
export async function get(url, headers = {}) {
	const response = await new Promise((done, fail) => request(url, { headers }, done).on('error', fail).end());
	const content = await text(response);
	const body = content === '' ? null : JSON.parse(content);
	const rows = body?.rows?.map((row) => Object.fromEntries(body.columns.map((column, i) => [column, row[i]])));
	return { status: response.statusCode, etag: response.headers.etag, body, rows };
}
