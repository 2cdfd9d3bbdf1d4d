/* node forward.mjs SOCKET: a port of loopback, which it prints, for what cannot speak to a Unix socket. It ends with its standard input. */

import { connect, createServer } from 'node:net';

const server = createServer((client) =>
{
	const socket = connect(process.argv[2]);

	client.pipe(socket).pipe(client);
	for (const end of [client, socket])
		end.on('error', () => { client.destroy(); socket.destroy(); });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
