// The manners of the server: which names it answers to, what it never tells, what supervisors ask it and what it logs.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { onlyByName } from '../names.js';
import { startProxy } from './proxy.js';
import { get, startServer, until } from './support.js';

const hookOf = (context) => (stop) => context.after(stop);
const server = await startServer({}, after);

/* What comes back for these bytes: the status, and everything as it is. */
async function send(bytes, url = server.url) {
	const { hostname, port } = new URL(url);
	const socket = connect(port, hostname.replace(/[[\]]/g, ''));
	await once(socket, 'connect');
	socket.write(bytes);
	const answer = await text(socket);
	return { status: Number(answer.split(' ')[1]), answer };
}

const statusFor = async (host, url, path = '/api/options') => (await send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, url)).status;

test('a request says which host it is for: else 400', async () => {
	for (const head of ['HTTP/1.0', 'HTTP/1.1', 'HTTP/1.1\r\nHost:', 'HTTP/1.0\r\nHost: ', 'HTTP/1.1\r\nHost: localhost\r\nHost: localhost', 'HTTP/1.1\r\nHost: a b',
		'HTTP/1.1\r\nHost: localhost/x', 'HTTP/1.1\r\nHost: x@localhost', 'HTTP/1.1\r\nHost: localhost:80:80', 'HTTP/1.1\r\nHost: [::1', 'HTTP/1.1\r\nHost: \xff']) {
		for (const path of ['/', '/api/options', '/nothing']) {
			const { status, answer } = await send(`GET ${path} ${head}\r\nConnection: close\r\n\r\n`);
			assert.equal(status, 400, `${path} ${head}`);
			assert.doesNotMatch(answer, /\.js|node|    at /, head);
		}
	}
});

test('on loopback, whatever its number, it answers to names of loopback only', async (context) => {
	const { hostname, port } = new URL(server.url);
	assert.equal(hostname, '127.0.0.1');
	const other = await startServer({ DASHBOARD_HOST: '127.0.0.2' }, hookOf(context));
	assert.equal(new URL(other.url).hostname, '127.0.0.2');
	for (const { url } of [server, other]) {
		for (const name of ['localhost', 'LOCALHOST.', '127.0.0.1', '127.0.0.2', '[::1]', `localhost:${port}`]) {
			assert.equal(await statusFor(name, url), 200, name);
		}
		for (const name of ['shop.example', `shop.example:${port}`, '127.0.0.1.example', 'localhost.example', '10.0.0.1', '[::2]', '128.0.0.1']) {
			assert.equal(await statusFor(name, url), 421, name);
			assert.equal(await statusFor(name, url, '/'), 421, name);
		}
	}
});

test('DASHBOARD_NAMES are the names that a proxy passes on; on an open address they are all that it answers to', async (context) => {
	const behind = await startServer({ DASHBOARD_NAMES: 'shop.example, 10.0.0.7' }, hookOf(context));
	for (const [name, status] of [
		['shop.example', 200], ['Shop.Example:443', 200], ['10.0.0.7', 200], ['localhost', 200], ['other.example', 421], ['www.shop.example', 421],
	]) {
		assert.equal(await statusFor(name, behind.url), status, name);
	}
	// what an open address does is asked of the rule itself: no test listens beyond loopback
	for (const [names, name, passes] of [
		[['shop.example'], 'shop.example', true], [['shop.example'], 'localhost', true], [['shop.example'], 'other.example', false], [['shop.example'], '10.0.0.7', false],
		[[], 'shop.example', true], [[], '', false], [[], undefined, false],
	]) {
		let hasPassed = false;
		const response = { status: () => response, type: () => response, send: () => response };
		onlyByName('0.0.0.0', names)({ headersDistinct: { host: name === undefined ? undefined : [name] } }, response, () => {
			hasPassed = true;
		});
		assert.equal(hasPassed, passes, `${names} ${name}`);
	}
	for (const wrong of ['https://shop.example', 'shop.example:8050', 'shop.example/x', '*']) {
		await assert.rejects(startServer({ DASHBOARD_NAMES: wrong }, hookOf(context)), /DASHBOARD_NAMES must be names/, wrong);
	}
});

test('no answer has a stack trace or a path of the machine in it', async () => {
	const form = (headers, body) => `POST /api/sales_totals HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${body.length}\r\n${headers}\r\n\r\n${body}`;
	const type = 'Content-Type: application/x-www-form-urlencoded';
	for (const [bytes, status] of [
		['GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
		['GET /api/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
		['GET //[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
		['GET /api/sales_totals?%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
		['GET /api//[?years=2020 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
		['GET http://[/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
		[form(`${type}; charset=none`, 'years=2020'), 415],
		[form(`${type}\r\nContent-Encoding: none`, 'years=2020'), 415],
		[form(`${type}\r\nContent-Encoding: gzip`, 'years=2020'), 400],
		[form(type, `category=${'x'.repeat(1100000)}`), 413],
		['nonsense\r\n\r\n', 400],
		[`GET /?${'x'.repeat(70000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 431],
	]) {
		const got = await send(bytes);
		assert.equal(got.status, status, bytes.slice(0, 100));
		assert.doesNotMatch(got.answer, /\.js\b|node_modules|    at |Error:/, bytes.slice(0, 100));
	}
	// what people see of it is a sentence
	assert.match((await send(`GET /?${'x'.repeat(70000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).answer, /The address is longer than 64 kB\.\n$/);
	assert.equal((await send(`GET /?${'x'.repeat(60000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).status, 200);
});

test('/healthz is the process, /readyz the database; both whatever the host', async (context) => {
	const proxy = await startProxy(hookOf(context));
	const { url } = await startServer(proxy.environment, hookOf(context));
	const ask = async (path) => {
		const { status, answer } = await send(`GET ${path} HTTP/1.0\r\n\r\n`, url);
		return [status, answer.split('\r\n\r\n')[1]];
	};
	assert.deepEqual(await ask('/healthz'), [200, 'ok\n']);
	assert.deepEqual(await ask('/readyz'), [200, 'ok\n']);
	assert.equal(await statusFor('10.1.2.3:8050', url, '/readyz'), 200);
	proxy.silence();
	const [status, answer] = await until(async () => {
		const began = performance.now();
		const got = await ask('/readyz');
		assert.ok(performance.now() - began < 3000);
		return got[0] !== 200 && got;
	});
	assert.deepEqual([status, answer], [503, 'database_unreachable: The database does not answer\n']);
	assert.deepEqual(await ask('/healthz'), [200, 'ok\n']);
	proxy.heal();
	await until(async () => (await ask('/readyz'))[0] === 200);
	const stranger = await startServer({ PGUSER: 'stranger' }, hookOf(context));
	assert.match((await send('GET /readyz HTTP/1.0\r\n\r\n', stranger.url)).answer, /503 .*no_rights/s);
});

test('DASHBOARD_LOG=json: a line for each request, and nothing else', async (context) => {
	const logging = await startServer({ DASHBOARD_LOG: 'json', PGUSER: 'stranger' }, hookOf(context));
	await get(`${logging.url}api/sales_totals?years=2020`);
	await fetch(`${logging.url}nothing"\n`);
	await fetch(`${logging.url}healthz`);
	const lines = await until(() => {
		const all = logging.log().trimEnd().split('\n').map((line) => JSON.parse(line));
		return all.filter(({ event }) => event === 'request').length === 3 && all;
	});
	const requests = lines.filter(({ event }) => event === 'request');
	assert.deepEqual(requests.map(({ method, address, status }) => [method, address, status]), [
		['GET', '/api/sales_totals?years=2020', 503], ['GET', '/nothing%22', 404], ['GET', '/healthz', 200],
	]);
	for (const { time, milliseconds, client } of requests) {
		assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60000);
		assert.ok(milliseconds >= 0 && milliseconds < 10000);
		assert.equal(client, '127.0.0.1');
	}
	assert.ok(lines.some(({ event, error }) => event === 'trouble' && /^42501 /.test(error)));
	// without it there are none
	await get(`${server.url}api/sales_totals?years=2020`);
	assert.doesNotMatch(server.log(), /sales_totals/);
	await assert.rejects(startServer({ DASHBOARD_LOG: 'xml' }, hookOf(context)), /DASHBOARD_LOG must be one of text, json/);
});
