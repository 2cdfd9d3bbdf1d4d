// Where the database is and where the page is served, from the command line and the environment.

const usage = `usage: node server.js [connection string]

The database is that of the connection string, else of DATABASE_URL, else of PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD
(or ~/.pgpass). The page is served on DASHBOARD_HOST (127.0.0.1) and DASHBOARD_PORT (8050; 0 takes any that is free).`;

export class ConfigError extends Error {}

export function readConfig(args, environment) {
	if (args.length > 1 || args[0]?.startsWith('-')) {
		throw new ConfigError(usage);
	}
	const port = Number(environment.DASHBOARD_PORT || 8050);
	if (!Number.isInteger(port) || port < 0 || port > 65535) {
		throw new ConfigError('DASHBOARD_PORT must be a number from 0 to 65535.');
	}
	const connectionString = args[0] || environment.DATABASE_URL;
	// the string is not repeated: it may hold a password
	if (connectionString && !/^(postgres|postgresql|socket):\/\//.test(connectionString)) {
		throw new ConfigError('A connection string looks like postgresql://user@host:5432/database.');
	}
	return { connectionString, port, host: environment.DASHBOARD_HOST || '127.0.0.1' };
}
