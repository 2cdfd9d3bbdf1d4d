/* The database as a BI tool sees it: by a role that may only read, in a session whose time zone is not that of the data. */

import pg from 'pg';

const { Client, types } = pg;

/* A date is a calendar day, in no time zone. */
types.setTypeParser(types.builtins.DATE, (day) => day);
types.setTypeParser(types.builtins.NUMERIC, Number);
types.setTypeParser(types.builtins.INT8, Number);

export async function connect(user)
{
	const client = new Client({
		host: process.env.PGHOST,
		database: process.env.PGDATABASE,
		user,
		options: '-c TimeZone=America/Los_Angeles -c default_transaction_read_only=on',
	});

	await client.connect();
	return client;
}

/* sum(ROWS, COLUMN), in cents: no error adds up */
export const sum = (rows, column) => rows.reduce((total, row) => total + Math.round(100 * row[column]), 0) / 100;

/* What a client's query must not compute by itself: bi has growth, thirds, correlations, averages, and users that are counted once. */
export const ownMeasures = /\b(lag|lead|ntile|corr|regr_\w+|first_value|avg|percentile_cont)\s*\(|sum\(active_users\)(?![^;]*cohort)/i;
