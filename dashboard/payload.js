// A response body that is sent many times: compressed once, and not at all to those who have it.

import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

const gzip = promisify(gzipCallback);	// beside the server's thread: the largest results take it a while

export async function makePayload(type, body, etag) {
	const bytes = Buffer.from(body);
	return { type, etag, bytes, gzip: bytes.length > 1000 ? await gzip(bytes) : null };
}

export const sizeOf = ({ bytes, gzip: compressed }) => bytes.length + (compressed?.length ?? 0);

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
