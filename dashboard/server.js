// The dashboard's server: assets, API, and the manners of both.

import express from 'express';
import helmet from 'helmet';
import { makeApi } from './api.js';
import { readAssets, serveAssets, versionOf } from './assets.js';
import { ConfigError, readConfig } from './config.js';
import { openDatabase } from './database.js';
import { keepResults } from './results.js';

const loopback = ['127.0.0.1', 'localhost', '::1'];

function log(message, error) {
	console.error(`dashboard: ${message}: ${error.code ? `${error.code} ` : ''}${error.message}`);
}

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

// A page elsewhere whose name was made to point to this machine must not read from it.
function onlyByLoopbackName(request, response, next) {
	if (loopback.includes(request.hostname.replace(/^\[|\]$/g, ''))) {
		next();
	} else {
		response.status(421).type('text').send('The dashboard answers to the names of this machine only.\n');
	}
}

function start() {
	const config = readConfig(process.argv.slice(2), process.env);
	const database = openDatabase(config.connectionString, log);
	const assets = readAssets();
	const app = express();

	app.disable('x-powered-by');
	app.set('etag', false);
	app.use(policy);
	if (loopback.includes(config.host)) {
		app.use(onlyByLoopbackName);
	}
	app.use(serveAssets(assets));
	app.use('/api', makeApi(keepResults(database, versionOf(assets)), log));
	app.use((request, response) => response.status(404).type('text').send('There is no such page.\n'));

	const server = app.listen(config.port, config.host, (error) => {
		if (error) {
			console.error(error.code === 'EADDRINUSE'
				? `Port ${config.port} is in use; choose another with DASHBOARD_PORT.`
				: `The dashboard cannot listen on ${config.host}, port ${config.port}: ${error.code}.`);
			process.exit(1);
		}
		const host = config.host.includes(':') ? `[${config.host}]` : config.host;
		console.log(`Dashboard: http://${host}:${server.address().port}/`);
	});

	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.once(signal, () => {
			server.close(() => database.close());
			server.closeAllConnections();
		});
	}
}

try {
	start();
} catch (error) {
	if (!(error instanceof ConfigError)) {
		throw error;
	}
	console.error(error.message);
	process.exit(2);
}
