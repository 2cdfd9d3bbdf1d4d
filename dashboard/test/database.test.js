// How a database goes away, and comes back: each time a message, within seconds, and recovery without help.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError, readConfig } from '../config.js';
import { openDatabase } from '../database.js';
import { problemOf } from '../problems.js';
import { startProxy } from './proxy.js';
import { ask, askOne, beginningOf, controlDatabase, get, startServer, until } from './support.js';

const hookOf = (context) => (stop) => context.after(stop);

/* A server behind a proxy. */
async function startBehindProxy(context, environment = {}) {
	const proxy = await startProxy(hookOf(context));
	const server = await startServer({ ...proxy.environment, ...environment }, hookOf(context));
	return { proxy, server, api: (path, headers) => get(`${server.url}api/${path}`, headers) };
}

/* Stops the database, which runs again when the test has ended, whatever its end. */
function stopDatabase(context, ...options) {
	controlDatabase('stop', ...options);
	context.after(async () => {
		try {
			await ask('SELECT');
		} catch {
			controlDatabase('restart', '-o', '');
		}
	});
}

/* Holds a lock that the query of the map of sales has to wait for, until the test has ended or what it gives is called. */
async function lockMap(context) {
	const client = new pg.Client();
	client.on('error', () => {});	// the test may take its server away
	await client.connect();
	const end = () => client.end().catch(() => {});
	context.after(end);
	await client.query('BEGIN; REFRESH MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year');
	return end;
}

/* The process of the dashboard's query that waits for that lock. */
const waiting = () => until(async () => (await askOne(`SELECT pid FROM pg_stat_activity
	WHERE usename = 'dashboard' AND wait_event_type = 'Lock' AND starts_with(query, $1)`, [beginningOf('sales_map')]))?.pid);

async function comesBack(api, seconds = 20) {
	await until(async () => (await api('sales_totals?years=2019')).status === 200, seconds);
}

/* The status with which a server exits; it must, within seconds. */
const exitOf = ({ exited }, seconds = 10) => Promise.race([exited, sleep(1000 * seconds).then(() => 'it goes on')]);

/* The figures that a query gives by the way that is tried. */
const revenueOf = async ({ rows: [{ revenue }] }) => revenue;

test('a connection that breaks without a word, in mid-query or idle: a message, and the server goes on', async (context) => {
	const { proxy, server, api } = await startBehindProxy(context);
	await api('options');
	const broken = proxy.breakAt(beginningOf('sales_map'));
	const { status, body } = await api('sales_map');
	await broken;
	assert.equal(status, 503);
	assert.equal(body.code, 'database_unreachable');
	assert.match(body.hint, /tries again by itself/);
	// the very next one is answered
	assert.equal((await api('sales_map')).status, 200);
	// broken between BEGIN and the query
	const brokenBefore = proxy.breakAt('BEGIN');
	assert.equal((await api('sales_map?years=2021')).status, 503);
	await brokenBefore;
	assert.equal((await api('sales_map?years=2021')).status, 200);
	proxy.closeAll();
	await until(() => proxy.links.size === 0);
	await comesBack(api, 2);
	assert.match(server.log(), /a database connection was lost/);
});

test('a killed backend, in mid-query: a message, and the server goes on', async (context) => {
	const server = await startServer({}, hookOf(context));
	const api = (path) => get(`${server.url}api/${path}`);
	const unlock = await lockMap(context);
	const asked = api('sales_map');
	await ask('SELECT pg_terminate_backend($1)', [await waiting()]);
	assert.deepEqual((({ status, body }) => [status, body.code])(await asked), [503, 'database_unreachable']);
	// also one that has no time to say so, which ends all others
	const killed = api('sales_map');
	process.kill(await waiting(), 'SIGKILL');
	assert.deepEqual((({ status, body }) => [status, body.code])(await killed), [503, 'database_unreachable']);
	await unlock();
	await comesBack(api);
});

test('an immediate stop, in mid-query: a message, and the server goes on', async (context) => {
	const server = await startServer({}, hookOf(context));
	const api = (path) => get(`${server.url}api/${path}`);
	await lockMap(context);
	const asked = api('sales_map');
	await waiting();
	stopDatabase(context, '-m', 'immediate');
	assert.deepEqual((({ status, body }) => [status, body.code])(await asked), [503, 'database_unreachable']);
	assert.equal((await api('sales_map')).body.code, 'database_unreachable');
	controlDatabase('start');
	await comesBack(api, 3);
});

test('a database that goes silent: all who ask are told within 20 seconds, and are answered once it speaks again', async (context) => {
	const { proxy, server, api } = await startBehindProxy(context);
	for (const path of ['options', 'sales_map', 'sales_totals']) {
		await api(path);
	}
	await sleep(1100);	// what is known of the refresh is asked for again
	proxy.silence();
	const began = performance.now();
	const answers = await Promise.all(['status', 'options', ...Array.from({ length: 20 }, (_, i) => `sales_months?years=${2018 + i}`)].map((path) => api(path)));
	await until(async () => (await api('status')).status === 503, 6);
	assert.ok(performance.now() - began < 26000);
	for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
		assert.equal(status, 503);
		assert.match(body.code, /^database_(unreachable|busy)$/);
	}
	assert.ok(answers.some(({ status }) => status === 503));
	// also those who connect anew
	assert.equal((await api('status')).body.code, 'database_unreachable');
	assert.match(server.log(), /timeout/);
	proxy.heal();
	await comesBack(api, 6);
	assert.equal((await api('sales_months?years=2020')).status, 200);
});

test('connections that died while nobody asked are all replaced after the first that is found so', async (context) => {
	const { proxy, api } = await startBehindProxy(context);
	await Promise.all([2018, 2019, 2020, 2021, 2022].map((year) => api(`sales_map?years=${year}`)));
	assert.ok(proxy.links.size > 2);
	proxy.silence();
	proxy.heal();
	const statuses = [];
	for (let i = 0; i < 6; i++) {
		statuses.push((await api(`sales_totals?years=${2018 + i}`)).status);
	}
	assert.ok(statuses.filter((status) => status !== 200).length <= 1, String(statuses));
});

test('a host that drops packets, one that refuses them, and a name that is none', async (context) => {
	// listens, and accepts nothing: the kernel drops the packets of those who come when its queue is full
	const host = spawn(process.execPath, ['-e', `const server = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
		() => { console.log(server.address().port); process.kill(process.pid, 'SIGSTOP'); })`], { stdio: ['ignore', 'pipe', 'ignore'] });
	context.after(() => host.kill('SIGKILL'));
	const [port] = await once(createInterface(host.stdout), 'line');
	const queued = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
	context.after(() => queued.forEach((socket) => socket.destroy()));
	await sleep(200);
	await Promise.all([{ PGHOST: '127.0.0.1', PGPORT: port }, { PGHOST: '127.0.0.1', PGPORT: '1' }, { PGHOST: 'nowhere.invalid' }].map(async (environment) => {
		const server = await startServer(environment, hookOf(context));
		const began = performance.now();
		const { status, body } = await get(`${server.url}api/options`);
		assert.equal(status, 503);
		assert.equal(body.code, 'database_unreachable');
		assert.ok(performance.now() - began < 7000);
	}));
});

test('SIGTERM ends the server: at once when it is idle, with the answer when one is under way, and also in silence', async (context) => {
	const { proxy, server, api } = await startBehindProxy(context);
	await api('options');
	const release = proxy.holdAt(beginningOf('sales_map'));
	const asked = api('sales_map');
	const letGo = await release;
	server.signal('SIGTERM');
	setTimeout(letGo, 500);
	assert.equal((await asked).status, 200);
	assert.equal(await exitOf(server), 0);

	const idle = await startServer({}, hookOf(context));
	await get(`${idle.url}api/options`);
	let began = performance.now();
	idle.signal('SIGTERM');
	assert.equal(await exitOf(idle), 0);
	assert.ok(performance.now() - began < 1000);

	for (const signals of [1, 2]) {
		const other = await startBehindProxy(context);
		await other.api('options');
		other.proxy.silence();
		const lost = other.api('sales_map').catch(() => 'cut off');
		await sleep(300);
		began = performance.now();
		for (let i = 0; i < signals; i++) {
			other.server.signal('SIGTERM');
			await sleep(100);
		}
		assert.equal(await exitOf(other.server), 0);
		assert.equal(await lost, 'cut off');
		assert.ok(performance.now() - began < (signals === 1 ? 5000 : 1000));
	}
});

test('few connections are enough, none is a message, and more are used as soon as they are granted', async (context) => {
	await ask('CREATE ROLE few LOGIN CONNECTION LIMIT 2');
	await ask("SELECT ecom.grant_read('few')");
	context.after(() => ask("SELECT ecom.grant_read('few'); DROP OWNED BY few; DROP ROLE few"));
	const server = await startServer({ PGUSER: 'few' }, hookOf(context));
	const api = (path) => get(`${server.url}api/${path}`);
	const paths = ['sales_totals', 'sales_months', 'sales_years', 'sales_top_states', 'sales_map', 'category_totals', 'cohort_totals'];
	assert.deepEqual((await Promise.all(paths.map(api))).map(({ status }) => status), paths.map(() => 200));
	const connections = async () => (await askOne("SELECT count(*) AS n FROM pg_stat_activity WHERE usename = 'few'")).n;
	assert.equal(await connections(), 2);

	await ask('ALTER ROLE few CONNECTION LIMIT 0');
	await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'few'");
	const { status, body } = await until(async () => {
		const answer = await api('status');
		return answer.status !== 200 && answer.body.code === 'too_many_connections' && answer;
	});
	assert.equal(status, 503);
	assert.match(body.hint, /CONNECTION LIMIT.*tries again by itself/);
	await ask('ALTER ROLE few CONNECTION LIMIT -1');
	await comesBack(api, 3);
});

test('a server whose connections are all taken: a message, and recovery', async (context) => {
	const { n: free } = await askOne(`SELECT current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
		- count(*) + 1 AS n FROM pg_stat_activity WHERE backend_type = 'client backend'`);
	const taken = await Promise.all(Array.from({ length: free }, async () => {
		const client = new pg.Client({ user: 'dashboard' });
		client.on('error', () => {});
		await client.connect();
		return client;
	}));
	let isTaken = true;
	const letGo = async () => {
		if (isTaken) {
			isTaken = false;
			await Promise.all(taken.map((client) => client.end()));
		}
	};
	context.after(letGo);
	const server = await startServer({}, hookOf(context));
	const api = (path) => get(`${server.url}api/${path}`);
	assert.equal((await api('sales_map')).body.code, 'too_many_connections');
	await letGo();
	await comesBack(api, 3);
});

test('a server in recovery: a message, and recovery', async (context) => {
	const server = await startServer({}, hookOf(context));
	const api = (path) => get(`${server.url}api/${path}`);
	const before = await api('sales_map');
	const signalFile = `${process.env.DATABASE_DIRECTORY}/standby.signal`;
	context.after(() => rmSync(signalFile, { force: true }));
	stopDatabase(context);
	writeFileSync(signalFile, '');
	controlDatabase('start', '-o', '-c hot_standby=off');
	const { status, body } = await until(async () => {
		const answer = await api('sales_map');
		return answer.status !== 200 && answer.body.code !== 'database_unreachable' && answer;
	});
	controlDatabase('stop');
	rmSync(signalFile);
	controlDatabase('start');
	assert.equal(status, 503);
	assert.equal(body.code, 'database_starting');
	await comesBack(api, 3);
	assert.equal(await revenueOf(await api('sales_map')), await revenueOf(before));
});

test('a query that began before a refresh is not shared with those who know of the refresh', async (context) => {
	const { proxy, api } = await startBehindProxy(context);
	const old = (await api('status')).body.version;
	const holding = proxy.holdAt(beginningOf('sales_map'));
	// the marts are read before the refresh; what they gave is under way for long
	const slow = api('sales_map');
	const letGo = await holding;
	await sleep(300);
	await ask("INSERT INTO raw.amazon_purchases VALUES ('2019-03-04', '3000', '1', 'CA', 'Lamp', 'B0LAMP0001', 'LAMP', 'R_' || gen_random_uuid())");
	await ask('SELECT FROM ecom.refresh()');
	const renewed = await until(async () => {
		const { version } = (await api('status')).body;
		return version !== old && version;
	});
	const revenue = ({ rows }) => rows.find(({ state_key }) => state_key === '06').revenue;
	setTimeout(letGo, 1000);
	const [fresh, stale] = await Promise.all([api('sales_map'), slow]);
	assert.equal((revenue(fresh) - revenue(stale)).toFixed(2), '3000.00');
	assert.notEqual(fresh.etag, stale.etag);
	assert.deepEqual([stale.body.version, fresh.body.version], [old, renewed]);
	// and the late one does not take the place of the new one
	assert.equal(revenue(await api('sales_map')), revenue(fresh));
});

test('a mart that was never filled, and a database without the extension: what to type, on the page and where the server was started', async (context) => {
	await ask('CREATE DATABASE unfilled TEMPLATE empty');
	await ask('CREATE DATABASE without_extension');
	await ask('REFRESH MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year WITH NO DATA', [], 'unfilled');
	context.after(async () => {
		await ask('DROP DATABASE unfilled WITH (FORCE)');
		await ask('DROP DATABASE without_extension WITH (FORCE)');
	});
	const unfilled = await startServer({ PGDATABASE: 'unfilled' }, hookOf(context));
	const { status, body } = await get(`${unfilled.url}api/sales_map`);
	assert.equal(status, 503);
	assert.equal(body.code, 'not_filled');
	assert.match(body.command, /^SELECT \* FROM ecom\.refresh\(\);$/);

	const bare = await startServer({ PGDATABASE: 'without_extension' }, hookOf(context));
	const { body: { code, command } } = await get(`${bare.url}api/status`);
	assert.equal(code, 'not_installed');
	await until(() => /CREATE EXTENSION ecom_analytics/.test(bare.log()));
	// what is said is right: it is typed as it stands, but for the folder
	await ask(command.replace("SELECT * FROM ecom.load_directory('/folder/on/the/server');", ''), undefined, 'without_extension');
	assert.equal((await get(`${bare.url}api/sales_map`)).status, 200);
});

test('nothing in the startup packet that a pooler such as PgBouncer refuses', async (context) => {
	const { proxy, api } = await startBehindProxy(context, { PGSSLMODE: 'disable' });
	await api('sales_map');
	const [link] = proxy.links;
	const length = Buffer.from(link.sent, 'latin1').readInt32BE(0);
	const names = link.sent.slice(8, length).split('\0').filter((_, i) => i % 2 === 0).filter(Boolean);
	assert.deepEqual(names.sort(), ['application_name', 'client_encoding', 'database', 'user'].filter((name) => names.includes(name)));
});

/* What comes of a connection string and of such an environment: the code of the problem, or undefined. */
async function problemWith(connectionString, environment = {}) {
	const database = openDatabase(readConfig([connectionString], environment).database, { trouble: () => {} });
	try {
		await database.freshness();
		return undefined;
	} catch (error) {
		return problemOf(error, 'x').code;
	} finally {
		await database.close();
	}
}

test('sslmode is what it is to psql', async (context) => {
	// also that of a certificate which did not sign the server's
	const own = `${process.env.DATABASE_DIRECTORY}/server.crt`, other = `${process.env.DATABASE_CONTROL}.other.crt`;
	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=other', '-keyout', '/dev/null', '-out', other], { stdio: 'ignore' });
	await ask('CREATE ROLE with_tls LOGIN; CREATE ROLE without_tls LOGIN');
	await ask("SELECT ecom.grant_read('with_tls'), ecom.grant_read('without_tls')");
	const rules = `${process.env.DATABASE_DIRECTORY}/pg_hba.conf`;
	const { text: usual } = await askOne('SELECT pg_read_file($1) AS text', [rules]);
	const setRules = (text) => {
		writeFileSync(rules, text);
		return ask('SELECT pg_reload_conf()');
	};
	await setRules(`hostnossl all with_tls all reject\nhostssl all without_tls all reject\n${usual}`);
	context.after(async () => {
		await setRules(usual);
		await ask('DROP OWNED BY with_tls, without_tls; DROP ROLE with_tls, without_tls');
	});
	const proxy = await startProxy(hookOf(context));	// to a socket, on which the server speaks no TLS
	const url = (user, query, host = 'localhost', port = process.env.PGPORT) => `postgresql://${user}@${host}:${port}/shop?${query}`;

	for (const [user, query, expected, host] of [
		// as psql, a connection takes what the server has, and prefers TLS
		['with_tls', '', undefined],
		['without_tls', '', undefined],
		['with_tls', 'sslmode=disable', 'login_refused'],
		['without_tls', 'sslmode=disable', undefined],
		['with_tls', 'sslmode=allow', undefined],
		['without_tls', 'sslmode=allow', undefined],
		['with_tls', 'sslmode=prefer', undefined],
		['without_tls', 'sslmode=prefer', undefined],
		// whoever signed the certificate
		['with_tls', 'sslmode=require', undefined],
		['with_tls', 'ssl=true', undefined],
		['without_tls', 'sslmode=require', 'login_refused'],
		// unless that is asked for; localhost is the name in it, 127.0.0.1 is not
		['with_tls', `sslmode=verify-ca&sslrootcert=${own}`, undefined],
		['with_tls', `sslmode=verify-ca&sslrootcert=${own}`, undefined, '127.0.0.1'],
		['with_tls', `sslmode=verify-full&sslrootcert=${own}`, undefined],
		['with_tls', `sslmode=verify-full&sslrootcert=${own}`, 'tls_failed', '127.0.0.1'],
		['with_tls', `sslmode=verify-ca&sslrootcert=${other}`, 'tls_failed'],
		['with_tls', `sslmode=require&sslrootcert=${other}`, 'tls_failed'],
		['with_tls', 'sslmode=require&sslrootcert=/nowhere', undefined],
		['with_tls', 'sslmode=verify-full&sslrootcert=system', 'tls_failed'],
	]) {
		assert.equal(await problemWith(url(user, query, host)), expected, `${query} ${user} ${host}`);
	}
	// by the environment
	assert.equal(await problemWith(url('with_tls', ''), { PGSSLMODE: 'verify-full', PGSSLROOTCERT: own }), undefined);
	assert.equal(await problemWith(url('with_tls', ''), { PGSSLMODE: 'verify-full', PGSSLROOTCERT: other }), 'tls_failed');
	assert.equal(await problemWith(url('with_tls', 'sslmode=require'), { PGSSLMODE: 'disable' }), undefined);
	// where there is no TLS
	const { PGPORT: port } = proxy.environment;
	assert.equal(await problemWith(url('dashboard', 'sslmode=prefer', '127.0.0.1', port)), undefined);
	assert.equal(await problemWith(url('dashboard', 'sslmode=require', '127.0.0.1', port)), 'tls_failed');
	assert.equal(await problemWith(`postgresql:///shop?host=${process.env.PGHOST}&user=dashboard&sslmode=require`), undefined);
	// what cannot be is said at the start
	for (const [query, reason] of [
		['sslmode=sometimes', /sslmode must be one of disable, allow/],
		['sslmode=verify-full&sslrootcert=/nowhere', /needs the certificate of the authority/],
		['sslmode=require&sslrootcert=system', /needs sslmode=verify-full/],
	]) {
		assert.throws(() => readConfig([url('with_tls', query)], {}), (error) => error instanceof ConfigError && reason.test(error.message), query);
	}
});
