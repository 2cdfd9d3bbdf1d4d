// Results of queries, kept until the data behind them are refreshed.

import { createHash } from 'node:crypto';
import { makePayload, sizeOf } from './payload.js';

const mostResults = 300, mostBytes = 64 * 1024 * 1024;
// The age in milliseconds from which on the answer to "has anything changed?" is asked for again, and the one from which on
// nobody is given it any more: in between, nobody waits for the new one.
const renewedAfter = 1000, uselessAfter = 5000;

// Changes with the program that made the result, too.
function etagOf(program, version) {
	return `W/"${createHash('sha256').update(`${program} ${version}`).digest('base64url').slice(0, 16)}"`;
}

// Results by key, the least recently used first, which is the first to go
function boundedStore() {
	const kept = new Map();
	let bytes = 0;

	function drop(key) {
		bytes -= kept.get(key)?.bytes ?? 0;
		kept.delete(key);
	}

	return {
		get(key, version) {
			const found = kept.get(key);
			if (found?.version !== version || found.until < performance.now()) {
				return undefined;
			}
			kept.delete(key);
			kept.set(key, found);
			return found.payload;
		},
		set(key, version, payload, until) {
			drop(key);
			const entry = { version, until, payload, bytes: key.length + sizeOf(payload) };
			kept.set(key, entry);
			bytes += entry.bytes;
			while (kept.size > mostResults || bytes > mostBytes) {
				drop(kept.keys().next().value);
			}
		},
	};
}

export function keepResults(database, program) {
	const results = boundedStore();
	// The promise of a result, which all who ask meanwhile share. Those who know of a refresh by then do not: the query may
	// have begun before it.
	const running = new Map();	// key: with the version that was known when it began
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
		if (version !== known.freshness?.version) {
			known.at = -Infinity;	// somebody has refreshed since
		}
		const body = JSON.stringify({ version, columns, rows });
		const make = (etag) => makePayload('application/json; charset=utf-8', body, etag);
		if (!query.isVersioned) {
			const payload = await make(etagOf(program, body));
			results.set(key, version, payload, performance.now() + renewedAfter);
			return payload;
		}
		// data that ecom.refresh() never refreshed have no version, so that nobody could tell when they change
		const payload = await make(version && etagOf(program, version));
		if (version) {
			results.set(key, version, payload, Infinity);
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
			const kept = (version || !query.isVersioned) && results.get(key, version);
			if (kept) {
				return kept;
			}
			const started = `${version} ${key}`;
			if (!running.has(started)) {
				running.set(started, run(key, query, values).finally(() => running.delete(started)));
			}
			return running.get(started);
		},
	};
}
