// The connections: few, read-only, and with a limit on every wait. Whatever becomes of the database, those who ask are told within
// seconds, and the next one who asks finds it as soon as it is back.

import pg from 'pg';
import { freshnessQuery } from './queries.js';
import { isOfTls } from './tls.js';

// Sums in dollars and counts stay below 2^53 cents, so that numbers of JavaScript hold them to the cent.
const numeric = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);
const types = {
	getTypeParser: (oid, format) => numeric.has(oid) ? Number : pg.types.getTypeParser(oid, format),
};

const mostConnections = 6;
// Milliseconds: to get a connection, and to get from BEGIN to COMMIT. The server's own limit comes before the latter, so that it
// counts only where the server says nothing at all.
const longestConnect = 5000, longestTransaction = 15000;
// Milliseconds after which as many connections as ever are asked for again, where the server granted fewer
const grantedFor = 30000;

// In the transaction, not in the startup packet, which PgBouncer would refuse
const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SET LOCAL statement_timeout = '10s';
	SET LOCAL lock_timeout = '3s';
	SET LOCAL idle_in_transaction_session_timeout = '10s';
	SET LOCAL jit = off`;	// to compile any of these queries takes longer than to run it

const tooManyConnections = '53300';
const isAnswer = (error) => error.severity !== undefined;	// the server's, and not of the way to it

export function openDatabase({ options = {}, ways: [...ways] }, log) {
	const pool = new pg.Pool({
		...options,
		types,
		application_name: 'ecom_analytics dashboard',
		max: mostConnections,
		connectionTimeoutMillis: longestConnect,
		idleTimeoutMillis: 30000,
		keepAlive: true,
	});
	const established = new Set();	// clients
	const working = new Set();	// those of them that are in a transaction
	let refusedAt = -Infinity;	// when the server last granted no more connections

	// A client that loses its connection says so, idle or not, and whoever does not listen is ended by it. A query that is
	// under way fails with it.
	pool.on('connect', (client) => {
		established.add(client);
		client.once('error', (error) => log.trouble('a database connection was lost', error));
		client.on('error', () => {});
		client.once('end', () => established.delete(client));
	});
	pool.on('error', () => {});

	function cut(client, reason) {
		client.connection.stream.destroy(reason);
	}

	// Where one connection broke or went silent the others are not worth a wait, either.
	function cutIdle() {
		for (const client of established) {
			if (!working.has(client)) {
				cut(client);
			}
		}
	}

	async function connect() {
		const giveUpAt = performance.now() + longestConnect;
		let triedWays = 0;
		for (;;) {
			pool.options.max = performance.now() - refusedAt < grantedFor ? Math.max(1, Math.min(established.size, pool.options.max)) : mostConnections;
			const [way] = ways;
			pool.options.ssl = way;
			try {
				return await pool.connect();
			} catch (error) {
				if (error.code === tooManyConnections && established.size > 0 && performance.now() < giveUpAt) {
					// those that are there must do: wait for one of them
					refusedAt = performance.now();
				} else if ((isAnswer(error) || isOfTls(error)) && ++triedWays < ways.length) {
					if (ways[0] === way) {
						ways.push(ways.shift());
					}
				} else {
					throw error;
				}
			}
		}
	}

	async function inTransaction(work) {
		const client = await connect();
		const deadline = setTimeout(() => cut(client, new Error('timeout, the database says nothing')), longestTransaction);
		let failure;
		working.add(client);
		try {
			await client.query(begin);
			const result = await work(client);
			await client.query('COMMIT');
			return result;
		} catch (error) {
			failure = error;
			if (!isAnswer(error)) {
				cut(client);
				cutIdle();
			}
			throw error;
		} finally {
			clearTimeout(deadline);
			working.delete(client);
			client.release(failure);
		}
	}

	async function freshness(client) {
		return (await client.query(freshnessQuery)).rows[0];
	}

	return {
		freshness: () => inTransaction(freshness),

		// The rows, and the version of the data in the snapshot that they are from.
		read: (query, values) => inTransaction(async (client) => {
			const { version } = await freshness(client);
			const { fields, rows } = await client.query({ text: query.sql, values, rowMode: 'array' });
			return { version, columns: fields.map((field) => field.name), rows };
		}),

		close: () => pool.end(),
	};
}
