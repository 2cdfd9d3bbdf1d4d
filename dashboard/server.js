// The dashboard's server: assets, API, and the manners of both.

import { createServer, STATUS_CODES } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import { makeApi } from './api.js';
import { readAssets, serveAssets, versionOf } from './assets.js';
import { ConfigError, readConfig, usage } from './config.js';
import { openDatabase } from './database.js';
import { makeHealth } from './health.js';
import { logRequests, makeLog } from './log.js';
import { onlyByName } from './names.js';
import { problemOf } from './problems.js';
import { keepResults } from './results.js';

const longestHeader = 64 * 1024;	// bytes, the address included
const longestStop = 3000;	// milliseconds that requests under way have when the server is stopped

const policy = helmet({
	contentSecurityPolicy: {
		useDefaults: false,
		directives: {
			defaultSrc: ["'none'"],
			scriptSrc: ["'self'"],
			styleSrc: ["'self'"],
			imgSrc: ["'self'"],
			connectSrc: ["'self'"],
			baseUri: ["'none'"],
			formAction: ["'none'"],
			frameAncestors: ["'none'"],
		},
	},
	// served over plain HTTP on loopback; a proxy that adds TLS adds its own
	strictTransportSecurity: false,
});

function makeApp({ config, results, assets, log }) {
	const app = express();
	const { user } = config.database;
	app.disable('x-powered-by');
	app.set('etag', false);
	if (log.isOfRequests) {
		app.use(logRequests(log));
	}
	app.use(policy);
	app.use(makeHealth(results, user));
	app.use(onlyByName(config.host, config.names));
	app.use(serveAssets(assets));
	app.use('/api', makeApi(results, user, log));
	app.use((request, response) => response.status(404).type('text').send('There is no such page.\n'));
	// in place of Express's own, which shows where in which file
	app.use((error, request, response, next) => {
		log.trouble(`${request.path} failed`, error);
		if (response.headersSent) {
			return response.destroy();
		}
		response.status(error.status >= 400 && error.status < 500 ? error.status : 500).type('text')
			.send('The request cannot be answered. The log of the dashboard says why.\n');
	});
	return app;
}

// What is no HTTP, or too long to be read
function refuse(error, socket) {
	if (!socket.writable) {
		return socket.destroy();
	}
	const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code] ?? 400;
	const text = status === 431 ? `The address is longer than ${longestHeader / 1024} kB.\n` : `${STATUS_CODES[status]}.\n`;
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
}

// The first signal lets requests under way end, for a while; the second one does not wait. Nothing keeps the process.
function stopOnSignals(server, database) {
	let isStopping = false;
	function stop() {
		if (isStopping) {
			process.exit(0);
		}
		isStopping = true;
		setTimeout(() => process.exit(0), longestStop);
		server.close(() => database.close().finally(() => process.exit(0)));
		server.closeIdleConnections();
	}
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}

// What is wrong with the database is said at the start, too, where whoever starts it reads it.
async function lookAtDatabase(results, role, log) {
	try {
		const { last_order_date } = await results.freshness();
		if (!last_order_date) {
			log.trouble('there are no orders yet; the page says how to load them');
		}
	} catch (error) {
		const { title, hint, command } = problemOf(error, role);
		log.trouble(title, error);
		log.trouble(command ? `${hint}\n${command}` : hint);
	}
}

async function start() {
	const config = readConfig(process.argv.slice(2), process.env);
	const log = makeLog(config.logFormat);
	const database = openDatabase(config.database, log);
	const assets = await readAssets();
	const results = keepResults(database, versionOf(assets));
	const server = createServer({ maxHeaderSize: longestHeader }, makeApp({ config, results, assets, log }));

	server.on('clientError', refuse);
	server.on('error', (error) => {
		if (server.listening) {
			log.trouble('a connection could not be accepted', error);	// as where there are no more file descriptors
			return;
		}
		console.error(error.code === 'EADDRINUSE'
			? `Port ${config.port} is in use; choose another with DASHBOARD_PORT.`
			: `The dashboard cannot listen on ${config.host}, port ${config.port}: ${error.code}.`);
		process.exit(1);
	});
	stopOnSignals(server, database);
	server.listen(config.port, config.host, () => {
		const host = config.host.includes(':') ? `[${config.host}]` : config.host;
		log.started(`http://${host}:${server.address().port}/`);
		lookAtDatabase(results, config.database.user, log);
	});
}

if (process.argv[2] === '--help') {
	console.log(usage);
	process.exit(0);
}
try {
	await start();
} catch (error) {
	if (!(error instanceof ConfigError)) {
		throw error;
	}
	console.error(error.message);
	process.exit(2);
}
