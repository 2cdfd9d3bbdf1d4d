// Results of queries, kept until the data behind them are refreshed.

import { createHash } from 'node:crypto';
import { makePayload } from './payload.js';

const mostResults = 300;
const freshnessAge = 1000;	// milliseconds for which the answer to "has anything changed?" is taken as given

// Changes with the program that made the result, too.
function etagOf(program, version) {
	return `W/"${createHash('sha256').update(`${program} ${version}`).digest('base64url').slice(0, 16)}"`;
}

export function keepResults(database, program) {
	const results = new Map();	// key: {version, payload}, least recently used first
	const running = new Map();	// key: the promise of a result, which all who ask meanwhile share
	let freshness = { at: -Infinity };

	function currentFreshness() {
		const now = performance.now();
		if (now - freshness.at > freshnessAge) {
			const asked = { at: now, promise: database.freshness() };
			freshness = asked;
			asked.promise.catch(() => {
				if (freshness === asked) {
					freshness = { at: -Infinity };
				}
			});
		}
		return freshness.promise;
	}

	async function run(key, query, values) {
		const { version, columns, rows } = await database.read(query, values);
		// data that ecom.refresh() never refreshed have no version, so that nobody could tell when they change
		const etag = version && etagOf(program, version);
		const payload = makePayload('application/json; charset=utf-8', JSON.stringify({ columns, rows }), etag);
		if (version) {
			results.delete(key);
			results.set(key, { version, payload });
			if (results.size > mostResults) {
				results.delete(results.keys().next().value);
			}
		}
		return payload;
	}

	return {
		freshness: currentFreshness,

		etag: async () => {
			const { version } = await currentFreshness();
			return version && etagOf(program, version);
		},

		async get(query, values) {
			const key = JSON.stringify([query.name, values]);
			const { version } = await currentFreshness();
			const kept = results.get(key);
			if (kept && kept.version === version) {
				results.delete(key);
				results.set(key, kept);
				return kept.payload;
			}
			if (!running.has(key)) {
				running.set(key, run(key, query, values).finally(() => running.delete(key)));
			}
			return running.get(key);
		},
	};
}
