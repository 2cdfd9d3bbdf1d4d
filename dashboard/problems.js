// What is told to people when a query fails: what happened, and what to do. Details stay in the log.

import { isOfTls } from './tls.js';

const goesOn = 'This page tries again by itself and goes on as soon as it can.';

const unreachable = {
	code: 'database_unreachable',
	title: 'The database does not answer',
	hint: `It may be restarting. ${goesOn}`,
};
const starting = {
	code: 'database_starting',
	title: 'The database lets nobody in yet',
	hint: `It is starting, shutting down or recovering. ${goesOn}`,
};
const full = {
	code: 'too_many_connections',
	title: 'The database has no connection left',
	hint: `All that the server (max_connections) or the role of the dashboard (CONNECTION LIMIT) may have are taken. ${goesOn}`,
};
const refused = {
	code: 'login_refused',
	title: 'The database does not let the dashboard in',
	hint: 'Check the role, password and database that the dashboard was started with: a connection string, or PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.',
};
const untrusted = {
	code: 'tls_failed',
	title: 'There is no encrypted connection to the database that could be trusted',
	hint: 'Check sslmode and sslrootcert of the connection string, or PGSSLMODE and PGSSLROOTCERT, against the certificate of the server. The log of the dashboard says what is wrong with it.',
};
const notInstalled = (role) => ({
	code: 'not_installed',
	title: 'There are no marts in this database',
	hint: 'Is it the right one? If it is, the extension is missing there, or is an older version. Its owner types there:',
	command: `CREATE EXTENSION ecom_analytics;\n${grant(role)}\n${fill}`,
});
const noRights = (role) => ({
	code: 'no_rights',
	title: 'The dashboard may not read the marts',
	hint: 'Its role lacks read access to bi. The owner of the extension can grant it:',
	command: grant(role),
});
const notFilled = {
	code: 'not_filled',
	title: 'A mart has never been filled',
	hint: 'It was restored or created without its rows. The owner of the extension can fill it; this page goes on by itself.',
	command: 'SELECT * FROM ecom.refresh();',
};
const busy = {
	code: 'database_busy',
	title: 'The database is busy',
	hint: 'The marts are locked, perhaps by a refresh, or the server has too much to do. This page tries again by itself.',
};
const unexpected = {
	status: 500,
	code: 'unexpected',
	title: 'Something went wrong',
	hint: 'The log of the dashboard says what.',
};

const grant = (role) => `SELECT ecom.grant_read('${role.replaceAll("'", "''")}');`;
const fill = `SELECT * FROM ecom.load_directory('/folder/on/the/server');
SELECT * FROM ecom.load_bundled_census();
SELECT * FROM ecom.refresh();`;

// by SQLSTATE, or by its class
const problems = {
	'3F000': notInstalled, '42P01': notInstalled, '42703': notInstalled, '42883': notInstalled,
	'42501': noRights,
	'53300': full,
	'57P03': starting,
	'55P03': busy, '57014': busy, '25P03': busy, '40': busy, '53': busy,
	'28': refused, '3D': refused,
	'08': unreachable, '57': unreachable,
};

function kindOf(error) {
	const code = error?.code, message = error?.message ?? '';
	if (error?.severity) {
		// the one prerequisite of a materialized view that a reader meets; routine is in no language
		const isEmpty = code === '55000' && error.routine === 'ExecOpenScanRelation';
		return isEmpty ? notFilled : problems[code] ?? problems[code.slice(0, 2)] ?? unexpected;
	}
	if (/timeout exceeded when trying to connect/.test(message)) {
		return busy;	// all connections were in use
	}
	if (error && isOfTls(error)) {
		return untrusted;
	}
	if (error?.syscall || /^E[A-Z]+$/.test(code ?? '') || /connection|timeout/i.test(message)) {
		return unreachable;
	}
	return /password/i.test(message) ? refused : unexpected;
}

// role is the dashboard's in the database: what it needs can be typed as it stands.
export function problemOf(error, role) {
	const kind = kindOf(error);
	return { status: 503, ...(typeof kind === 'function' ? kind(role) : kind) };
}
