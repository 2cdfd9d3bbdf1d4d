// What the page is made of. All of it is read at the start, so that no request can reach another file.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { makePayload, sendPayload } from './payload.js';
import { usMap } from './us_map.js';

const require = createRequire(import.meta.url);
const folder = new URL('public/', import.meta.url);
const types = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.json': 'application/json; charset=utf-8',
};

export async function readAssets() {
	const assets = new Map();
	const add = async (path, content, type = types[extname(path)]) => {
		const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
		assets.set(path, await makePayload(type, content, etag, { isKept: true }));
	};

	for (const file of readdirSync(folder)) {
		await add(file === 'index.html' ? '/' : `/${file}`, readFileSync(new URL(file, folder)), types[extname(file)]);
	}
	await add('/vendor/echarts.js', readFileSync(require.resolve('echarts/dist/echarts.esm.min.mjs')));
	await add('/us_map.json', JSON.stringify(usMap()));
	return assets;
}

export function serveAssets(assets) {
	return (request, response, next) => {
		const payload = assets.get(request.path);
		if (!payload || !['GET', 'HEAD'].includes(request.method)) {
			return next();
		}
		sendPayload(request, response, payload);
	};
}

// A text that changes with any of the assets.
export function versionOf(assets) {
	return [...assets.values()].map((payload) => payload.etag).join('');
}
