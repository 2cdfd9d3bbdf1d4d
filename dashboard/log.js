// What the server says: sentences for a terminal or a journal, or a line of JSON each, a request or an event, for what collects logs.

export const logFormats = ['text', 'json'];

const described = (error) => error && `${error.code ? `${error.code} ` : ''}${error.message}`;

export function makeLog(format) {
	const line = (stream, what) => stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...what })}\n`);
	if (format === 'json') {
		return {
			isOfRequests: true,
			started: (address) => line(process.stdout, { event: 'started', address }),
			trouble: (message, error) => line(process.stderr, { event: 'trouble', message, error: described(error) }),
			request: (what) => line(process.stdout, { event: 'request', ...what }),
		};
	}
	return {
		isOfRequests: false,
		started: (address) => console.log(`Dashboard: ${address}`),
		trouble: (message, error) => console.error(`dashboard: ${message}${error ? `: ${described(error)}` : ''}`),
		request: () => {},
	};
}

// A line for each request, when its answer is out or the client has gone.
export function logRequests(log) {
	return (request, response, next) => {
		const began = performance.now();
		response.once('close', () => log.request({
			method: request.method,
			address: request.originalUrl,
			status: response.statusCode,
			milliseconds: Math.round(10 * (performance.now() - began)) / 10,
			client: request.socket.remoteAddress,
			...(response.writableFinished ? {} : { aborted: true }),
		}));
		next();
	};
}
