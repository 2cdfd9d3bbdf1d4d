// Where the database is, where the page is served and under which names, from the command line and the environment.

import pg from 'pg';
import { logFormats } from './log.js';
import { nameOf } from './names.js';
import { splitTls, TlsError, tlsWays } from './tls.js';

export const usage = `usage: node server.js [connection string | --help]

The database is that of the connection string, else of DATABASE_URL, else of PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD
(or ~/.pgpass); sslmode and the like are as for psql. The page is served on DASHBOARD_HOST (127.0.0.1) and DASHBOARD_PORT (8050;
0 takes any that is free). DASHBOARD_NAMES are the names, separated by commas, that a proxy passes on. DASHBOARD_LOG=json
writes a line for each request.`;

export class ConfigError extends Error {}

function port(text) {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 0 || number > 65535) {
		throw new ConfigError('DASHBOARD_PORT must be a number from 0 to 65535.');
	}
	return number;
}

function names(text) {
	const list = text.split(/[\s,]+/).filter((name) => name !== '');
	const wrong = list.find((name) => nameOf([name]) === undefined || /:\d*$/.test(name));
	if (wrong !== undefined) {
		throw new ConfigError('DASHBOARD_NAMES must be names without scheme, port and path, as in DASHBOARD_NAMES=shop.example,10.0.0.7.');
	}
	return list;
}

function logFormat(text) {
	if (!logFormats.includes(text)) {
		throw new ConfigError(`DASHBOARD_LOG must be one of ${logFormats.join(', ')}.`);
	}
	return text;
}

// What the driver is given to connect with, and the ways to TLS. Nothing of the string is repeated: it may hold a password.
function database(connectionString, environment) {
	if (connectionString && !/^(postgres|postgresql|socket):\/\//.test(connectionString)) {
		throw new ConfigError('A connection string looks like postgresql://user@host:5432/database.');
	}
	const { given, rest } = splitTls(connectionString);
	const options = rest === '' ? {} : { connectionString: rest };
	let client;
	try {
		client = new pg.Client({ ...options, ssl: false });
	} catch {
		throw new ConfigError('The connection string cannot be read. One looks like postgresql://user@host:5432/database.');
	}
	try {
		// PostgreSQL speaks no TLS on a socket in the file system
		return { options, user: client.user, ways: client.host.startsWith('/') ? [false] : tlsWays(given, environment) };
	} catch (error) {
		throw error instanceof TlsError ? new ConfigError(error.message) : error;
	}
}

export function readConfig(args, environment) {
	if (args.length > 1 || args[0]?.startsWith('-')) {
		throw new ConfigError(usage);
	}
	return {
		database: database(args[0] || environment.DATABASE_URL, environment),
		host: environment.DASHBOARD_HOST || '127.0.0.1',
		port: port(environment.DASHBOARD_PORT || 8050),
		names: names(environment.DASHBOARD_NAMES ?? ''),
		logFormat: logFormat(environment.DASHBOARD_LOG || 'text'),
	};
}
