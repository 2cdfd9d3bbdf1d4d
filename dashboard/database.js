// The connections: few, read-only, and with a limit on every wait.

import pg from 'pg';
import { freshnessQuery } from './queries.js';

// Sums in dollars and counts stay below 2^53 cents, so that numbers of JavaScript hold them to the cent.
const numeric = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);
const types = {
	getTypeParser: (oid, format) => numeric.has(oid) ? Number : pg.types.getTypeParser(oid, format),
};

export function openDatabase(connectionString, log) {
	const pool = new pg.Pool({
		connectionString,
		types,
		application_name: 'ecom_analytics dashboard',
		max: 6,
		connectionTimeoutMillis: 5000,
		idleTimeoutMillis: 30000,
		statement_timeout: 10000,
		lock_timeout: 3000,
		idle_in_transaction_session_timeout: 10000,
	});
	// an idle connection that the server closed; the pool opens another when it needs one
	pool.on('error', (error) => log('a database connection was lost', error));

	async function inTransaction(work) {
		const client = await pool.connect();
		let failure;
		try {
			await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
			const result = await work(client);
			await client.query('COMMIT');
			return result;
		} catch (error) {
			failure = error;
			throw error;
		} finally {
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
