// Prints a line for each test, as test/check.sh counts them; what went wrong follows those that fail.

import { inspect } from 'node:util';

const commented = (text) => text.replace(/^/gm, '# ');

export default async function* report(events) {
	for await (const { type, data } of events) {
		// a file is a test, too, and the tests are in it
		if (type === 'test:pass' && !data.name.endsWith('.js')) {
			yield `ok - dashboard: ${data.name}\n`;
		} else if (type === 'test:fail') {
			yield `not ok - dashboard: ${data.name}\n${commented(inspect(data.details.error.cause ?? data.details.error))}\n`;
		}
	}
}
