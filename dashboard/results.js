// Results of queries, kept until the data behind them are refreshed.

import { createHash } from 'node:crypto';
import { makePayload } from './payload.js';

const mostResults = 300;
// The age in milliseconds from which on the answer to "has anything changed?" is asked for again, and the one from which on
// nobody is given it any more: in between, nobody waits for the new one.
const renewedAfter = 1000, uselessAfter = 5000;

// Changes with the program that made the result, too.
function etagOf(program, version) {
	return `W/"${createHash('sha256').update(`${program} ${version}`).digest('base64url').slice(0, 16)}"`;
}

export function keepResults(database, program) {
	const results = new Map();	// key: {version, payload}, least recently used first
	const running = new Map();	// key: the promise of a result, which all who ask meanwhile share
	let known = { at: -Infinity };	// the last answer
	let asking;	// the promise of the next one, while it is under way

	async function askFreshness() {
		try {
			known = { at: performance.now(), freshness: await database.freshness() };
			return known.freshness;
		} catch (error) {
			known = { at: -Infinity };
			throw error;
		} finally {
			asking = undefined;
		}
	}

	async function currentFreshness() {
		const age = performance.now() - known.at;
		if (age < renewedAfter) {
			return known.freshness;
		}
		asking ??= askFreshness();
		if (age > uselessAfter) {
			return asking;
		}
		// that it fails is told to those who ask next
		asking.catch(() => {});
		return known.freshness;
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
