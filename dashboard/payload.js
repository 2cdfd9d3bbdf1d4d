// A response body that is sent many times: compressed once, and not at all to those who have it.

import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipCallback } from 'node:zlib';

// beside the server's thread: the largest results take it a while
const gzip = promisify(gzipCallback), brotli = promisify(brotliCompress);
// a tenth smaller than gzip, in the same time; with more it takes seconds
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } };

// isKept: sent so often that it is compressed in both ways. Browsers take Brotli by TLS and on loopback.
export async function makePayload(type, body, etag, { isKept = false } = {}) {
	const bytes = Buffer.from(body);
	const isLarge = bytes.length > 1000;
	const [br, gzipped] = await Promise.all([isLarge && isKept ? brotli(bytes, quality) : null, isLarge ? gzip(bytes) : null]);
	return { type, etag, bytes, encoded: [['br', br], ['gzip', gzipped]].filter(([, content]) => content !== null) };
}

export const sizeOf = ({ bytes, encoded }) => encoded.reduce((sum, [, { length }]) => sum + length, bytes.length);

export function sendPayload(request, response, payload) {
	response.set({ 'Content-Type': payload.type, 'Cache-Control': 'no-cache', 'Vary': 'Accept-Encoding' });
	if (payload.etag) {
		response.set('ETag', payload.etag);
	}
	if (request.fresh) {
		return response.status(304).end();
	}
	const [encoding, content] = payload.encoded.find(([name]) => request.acceptsEncodings(name)) ?? [];
	if (encoding) {
		response.set('Content-Encoding', encoding);
	}
	response.end(content ?? payload.bytes);
}
