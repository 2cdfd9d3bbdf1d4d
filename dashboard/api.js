// The API: GET /api/status, and GET /api/NAME for each of the queries.

import { Router } from 'express';
import { queries } from './queries.js';
import { BadParameter, readParameters } from './parameters.js';
import { sendPayload } from './payload.js';
import { problemOf } from './problems.js';

export function makeApi(results, log) {
	const api = Router();

	api.get('/status', async (request, response) => {
		response.set('Cache-Control', 'no-store').json(await results.freshness());
	});

	api.get('/:name', async (request, response, next) => {
		const query = queries.get(request.params.name);
		if (!query) {
			return next();
		}
		const values = readParameters(query.wanted, new URL(request.originalUrl, 'http://localhost').searchParams);
		// who has the current result gets no other, and no query is run
		const etag = await results.etag();
		if (etag) {
			response.set('ETag', etag);
		}
		if (request.fresh) {
			return response.set('Cache-Control', 'no-cache').status(304).end();
		}
		sendPayload(request, response, await results.get(query, values));
	});

	api.use((request, response) => {
		response.status(404).json({ code: 'not_found', title: 'There is no such page' });
	});

	api.use((error, request, response, next) => {
		response.removeHeader('ETag');
		response.set('Cache-Control', 'no-store');
		if (error instanceof BadParameter) {
			return response.status(400).json({ code: 'bad_parameter', title: 'A parameter cannot be used', hint: error.message });
		}
		// what Express cannot read, such as half an escape
		if (error.status >= 400 && error.status < 500) {
			return response.status(400).json({ code: 'bad_request', title: 'The address cannot be read' });
		}
		const { status, ...problem } = problemOf(error);
		log(`${request.path} failed`, error);
		response.status(status).json(problem);
	});

	return api;
}
