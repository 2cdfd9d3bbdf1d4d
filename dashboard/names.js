// The names that the dashboard answers to. A page elsewhere whose name was made to point to this machine sends that name as
// Host, and must not read from here.

import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const plain = (name) => name.toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/(.)\.$/, '$1');

export function isLoopback(name) {
	const family = isIP(name);
	return family ? loopback.check(name, `ipv${family}`) : name === 'localhost';
}

// The name in a Host header, undefined where there is none: HTTP allows exactly one header, of a name and maybe a port.
export function nameOf(hosts) {
	const [, name] = (hosts?.length === 1 && /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i.exec(hosts[0])) || [];
	return name && plain(name);
}

/*
 * Lets requests pass that ask for one of the names, for the address listened on, or for this machine's loopback. Without names, and
 * not on loopback, it is not known what the dashboard is called: every name passes.
 */
export function onlyByName(host, names) {
	const own = new Set([host, ...names].map(plain));
	const isOpen = names.length === 0 && !isLoopback(plain(host));
	return (request, response, next) => {
		const name = nameOf(request.headersDistinct.host);
		if (name === undefined) {
			response.status(400).type('text').send('The request does not say which host it is for.\n');
		} else if (isOpen || own.has(name) || isLoopback(name)) {
			next();
		} else {
			response.status(421).type('text').send('The dashboard does not answer to this name. Those that it answers to are in DASHBOARD_NAMES.\n');
		}
	};
}
