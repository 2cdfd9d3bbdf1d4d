// A proxy before the database, on loopback, which does to connections what networks do to them.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

// Where the database is: its socket in the file system
const target = `${process.env.PGHOST}/.s.PGSQL.${process.env.PGPORT}`;

/*
 * after is the hook, of a file or of a test, that ends it. environment leads a dashboard through it. What it does holds for the
 * connections that there are and for those that come.
 */
export async function startProxy(after) {
	const links = new Set();	// {client, server, sent, held}: held is what is kept back from the client, if anything is
	let isSilent = false, delay = 0;
	let watched;	// {text, act}: what to do with the link on which the text is sent first

	const proxy = createServer((client) => {
		const server = connect(target);
		const link = { client, server, sent: '', held: undefined };
		links.add(link);
		client.on('data', (bytes) => {
			link.sent += bytes.toString('latin1');
			if (isSilent) {
				return;	// lost
			}
			server.write(bytes);
			if (watched && link.sent.includes(watched.text)) {
				const { act } = watched;
				watched = undefined;
				act(link);
			}
		});
		server.on('data', (bytes) => {
			if (link.held) {
				link.held.push(bytes);
			} else if (!isSilent) {
				setTimeout(() => client.write(bytes), delay);
			}
		});
		for (const [one, other] of [[client, server], [server, client]]) {
			one.on('error', () => {});
			one.on('close', () => {
				links.delete(link);
				if (!isSilent) {
					other.destroy();
				}
			});
		}
	});
	const watch = (text) => new Promise((act) => {
		watched = { text, act };
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	const { port } = proxy.address();
	after(() => {
		proxy.close();
		links.forEach(({ client, server }) => [client, server].forEach((socket) => socket.destroy()));
	});

	return {
		environment: { PGHOST: '127.0.0.1', PGPORT: String(port) },
		links,

		// Each answer comes so many milliseconds later.
		slowDown: (milliseconds) => {
			delay = milliseconds;
		},

		// Nothing arrives any more, on either side, and nobody is told.
		silence: () => {
			isSilent = true;
		},

		// New connections work again; those that were silent are gone, and the client learns that only when it sends.
		heal: () => {
			isSilent = false;
			for (const { client } of links) {
				client.on('data', () => client.resetAndDestroy());
			}
		},

		// Breaks the connection on which the text is sent, without a word.
		async breakAt(text) {
			(await watch(text)).client.resetAndDestroy();
		},

		// Keeps back all answers from the moment on at which the text is sent; gives what lets them go.
		async holdAt(text) {
			const link = await watch(text);
			link.held = [];
			return () => {
				link.client.write(Buffer.concat(link.held));
				link.held = undefined;
			};
		},

		closeAll: () => links.forEach(({ client }) => client.destroy()),
	};
}
