// A response body that is sent many times: compressed once, and not at all to those who have it.

import { gzipSync } from 'node:zlib';

export function makePayload(type, body, etag) {
	const bytes = Buffer.from(body);
	return { type, etag, bytes, gzip: bytes.length > 1000 ? gzipSync(bytes) : null };
}

export function sendPayload(request, response, payload) {
	response.set({ 'Content-Type': payload.type, 'Cache-Control': 'no-cache', 'Vary': 'Accept-Encoding' });
	if (payload.etag) {
		response.set('ETag', payload.etag);
	}
	if (request.fresh) {
		response.status(304).end();
	} else if (payload.gzip && request.acceptsEncodings('gzip')) {
		response.set('Content-Encoding', 'gzip').end(payload.gzip);
	} else {
		response.end(payload.bytes);
	}
}
