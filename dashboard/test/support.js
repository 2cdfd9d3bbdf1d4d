// What the tests share: servers of the dashboard, and the database as its owner sees it.

import { execFileSync, spawn } from 'node:child_process';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
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
	const exited = new Promise((done) => server.once('exit', (code, signal) => done(code ?? signal)));
	let log = '';
	after(() => {
		server.kill('SIGKILL');
		return exited;
	});
	server.stderr.on('data', (text) => { log += text; });
	for await (const line of createInterface(server.stdout)) {
		const [, url] = /^Dashboard: (.*)$|^\{.*"address":"(.*?)".*\}$/.exec(line)?.filter(Boolean) ?? [];
		if (url) {
			server.stdout.on('data', (text) => { log += text; });
			// exited is the promise of its status, or of the signal that ended it
			return { url, pid: server.pid, log: () => log, signal: (name) => server.kill(name), exited };
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

/* DATABASE_CONTROL is a command that stops and starts the database, with more options of pg_ctl if there are any. */
export function controlDatabase(what, ...options) {
	execFileSync(process.env.DATABASE_CONTROL, [what, ...options], { stdio: 'ignore' });
}

/* Until what is asked gives true, or something like it, which it then gives. */
export async function until(what, seconds = 20) {
	const giveUpAt = performance.now() + 1000 * seconds;
	for (;;) {
		const found = await what();
		if (found) {
			return found;
		}
		if (performance.now() > giveUpAt) {
			throw new Error(`not within ${seconds} s: ${what}`);
		}
		await sleep(50);
	}
}

/*
 * What the API says, with rows as objects; form is what is sent by POST. (fetch() asks for no cached answer as soon as it is given
 * If-None-Match.)
 */
export async function get(url, headers = {}, form) {
	const response = await new Promise((done, fail) => {
		const asked = request(url, form === undefined ? { agent: false, headers } : { agent: false, method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } }, done);
		asked.on('error', fail).end(form);
	});
	const content = await text(response);
	const body = content === '' ? null : JSON.parse(content);
	const rows = body?.rows?.map((row) => Object.fromEntries(body.columns.map((column, i) => [column, row[i]])));
	return { status: response.statusCode, etag: response.headers.etag, body, rows };
}
