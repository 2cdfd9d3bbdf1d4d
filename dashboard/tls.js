// TLS on the way to the database, as psql understands sslmode, sslrootcert, sslcert, sslkey, sslpassword and sslcrl, and the variables
// PGSSLMODE ... of the same names. The driver's own reading of them is another: it verifies with require, and never goes without.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const names = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslcrl'];

export class TlsError extends Error {}

// Is it of a certificate, or of a server that speaks no TLS?
export function isOfTls({ code, message }) {
	return /SSL|TLS|CERT|CRL|SIGNATURE|ISSUER|INVALID_CA|HOSTNAME_MISMATCH/.test(code ?? '') || /SSL/.test(message);
}

// The connection string without what it says of TLS, and that.
export function splitTls(connectionString = '') {
	const [address, query = ''] = connectionString.split(/\?(.*)/s);
	const parameters = new URLSearchParams(query);
	const given = Object.fromEntries(names.filter((name) => parameters.has(name)).map((name) => [name, parameters.get(name)]));
	if (parameters.get('ssl') === 'true') {
		given.sslmode ??= 'require';	// as libpq reads what JDBC calls it
	}
	['ssl', ...names].forEach((name) => parameters.delete(name));
	return { given, rest: [address, parameters.toString()].filter((part) => part !== '').join('?') };
}

function read(what, file) {
	try {
		return file && readFileSync(file, 'utf8');
	} catch (error) {
		throw new TlsError(`${what} cannot be read: ${error.message}`);
	}
}

/*
 * The ways to connect, in the order to try them: false is without TLS, else Node's options for it. given is that of splitTls().
 */
export function tlsWays(given, environment) {
	const setting = (name) => given[name] || environment[`PG${name.toUpperCase()}`] || undefined;
	// A file that is not there is as one that is not named; where it is needed, that is said below.
	const file = (name, usual) => {
		const path = setting(name) ?? join(homedir(), '.postgresql', usual);
		return existsSync(path) ? path : undefined;
	};
	const mode = setting('sslmode') ?? 'prefer';
	if (!modes.includes(mode)) {
		throw new TlsError(`sslmode must be one of ${modes.join(', ')}.`);
	}
	if (mode === 'disable') {
		return [false];
	}

	const isSystems = setting('sslrootcert') === 'system';
	const root = isSystems ? undefined : file('sslrootcert', 'root.crt');
	if (isSystems && mode !== 'verify-full') {
		throw new TlsError('sslrootcert=system needs sslmode=verify-full.');
	}
	if (mode.startsWith('verify-') && !isSystems && root === undefined) {
		throw new TlsError(`sslmode=${mode} needs the certificate of the authority that signed the server's: name its file, which must exist, with sslrootcert.`);
	}
	const options = {
		rejectUnauthorized: isSystems || root !== undefined,
		ca: read('sslrootcert', root),
		cert: read('sslcert', file('sslcert', 'postgresql.crt')),
		key: read('sslkey', file('sslkey', 'postgresql.key')),
		crl: read('sslcrl', file('sslcrl', 'root.crl')),
		passphrase: setting('sslpassword'),
		// whose certificate it is matters to verify-full only
		checkServerIdentity: mode === 'verify-full' ? undefined : () => undefined,
	};
	const tls = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
	return { allow: [false, tls], prefer: [tls, false] }[mode] ?? [tls];
}
