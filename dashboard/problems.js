// What is told to people when a query fails: what happened, and what to do. Details stay in the log.

const unreachable = {
	status: 503,
	code: 'database_unreachable',
	title: 'The database does not answer',
	hint: 'It may be restarting. This page tries again by itself and goes on as soon as the database is back.',
};
const refused = {
	status: 503,
	code: 'login_refused',
	title: 'The database does not let the dashboard in',
	hint: 'Check the role, password and database that the dashboard was started with: a connection string, or PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.',
};
const notInstalled = {
	status: 503,
	code: 'not_installed',
	title: 'There are no marts in this database',
	hint: 'Is it the right one? If it is, the extension is missing there, or is an older version.',
	command: 'CREATE EXTENSION ecom_analytics;',
};
const noRights = {
	status: 503,
	code: 'no_rights',
	title: 'The dashboard may not read the marts',
	hint: 'Its role lacks read access to bi. The owner of the extension can grant it:',
	command: "SELECT ecom.grant_read('role of the dashboard');",
};
const busy = {
	status: 503,
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

// by SQLSTATE, or by its class
const problems = {
	'3F000': notInstalled, '42P01': notInstalled, '42703': notInstalled, '42883': notInstalled,
	'42501': noRights,
	'55P03': busy, '57014': busy, '53300': busy, '25P03': busy, '55000': busy,
	'28': refused, '3D': refused,
	'08': unreachable, '57': unreachable,
};

export function problemOf(error) {
	const code = error?.code;
	if (error?.severity) {
		return problems[code] ?? problems[code.slice(0, 2)] ?? unexpected;
	}
	if (/timeout exceeded when trying to connect/.test(error?.message ?? '')) {
		return busy;	// all connections were in use
	}
	if (error?.syscall || /^E[A-Z]+$/.test(code ?? '') || /connection|timeout/i.test(error?.message ?? '')) {
		return unreachable;
	}
	return /password/i.test(error?.message ?? '') ? refused : unexpected;
}
