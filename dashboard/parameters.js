// The parameters that a client may send: what each looks like, and how it reaches a query. A query has one $n for each of
// its parameters; a list that is left out is NULL, which means all.

export class BadParameter extends Error {}

function integer(text, least, most) {
	if (!/^\d{1,9}$/.test(text) || Number(text) < least || Number(text) > most) {
		throw new BadParameter(`must be a whole number from ${least} to ${most}`);
	}
	return Number(text);
}

function stateCode(text) {
	if (!/^\d\d$/.test(text)) {
		throw new BadParameter('must be two-digit FIPS codes');
	}
	return text;
}

function name(text) {
	if (text === '' || text.includes('\0')) {
		throw new BadParameter('must be names, not empty and without NUL');
	}
	return text;
}

// Codes are joined by commas; names may contain commas, so that their parameter is repeated. How many there are is limited by how
// long a request may be, and by nothing else: all that the page offers can be chosen.
function codes(parse) {
	return (values) => values.length === 0 ? null : values.join(',').split(',').map(parse);
}

function names(values) {
	return values.length === 0 ? null : values.map(name);
}

function number(fallback, least, most) {
	return (values) => {
		if (values.length > 1) {
			throw new BadParameter('is given more than once');
		}
		if (values.length === 0 && fallback === undefined) {
			throw new BadParameter('is missing');
		}
		return values.length === 0 ? fallback : integer(values[0], least, most);
	};
}

// One of some words; the first where it is left out
function word(...words) {
	return (values) => {
		if (values.length > 1 || (values.length === 1 && !words.includes(values[0]))) {
			throw new BadParameter(`must be one of ${words.join(', ')}`);
		}
		return values[0] ?? words[0];
	};
}

const parsers = {
	years: codes((text) => integer(text, 1900, 9999)),
	year: number(undefined, 1900, 9999),
	states: codes(stateCode),
	incomes: codes((text) => integer(text, 1, 99)),
	category: names,
	product: names,
	period: number(null, 1900, 9999),	// NULL: all years together
	segments: codes((text) => integer(text, 1, 99)),
	rank: word('revenue', 'units'),
	best: word('revenue', 'expected'),
	top: number(10, 1, 50),
	min_orders: number(20, 1, 1000000),
	min_size: number(1, 1, 1000000),
};

// The values of the wanted parameters, in that order.
export function readParameters(wanted, search) {
	for (const key of search.keys()) {
		if (!wanted.includes(key)) {
			throw new BadParameter(`unknown parameter ${JSON.stringify(key.slice(0, 50))}`);
		}
	}
	return wanted.map((key) => {
		try {
			return parsers[key](search.getAll(key));
		} catch (error) {
			throw error instanceof BadParameter ? new BadParameter(`${key} ${error.message}`) : error;
		}
	});
}
