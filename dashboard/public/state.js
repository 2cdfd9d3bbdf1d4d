// What is chosen lives in the URL, and only there: a link shows what its sender saw. In its query, as long as that is short; else
// behind #?, which browsers keep to themselves, so that no proxy and no server can find it too long.

import { searchable } from './search.js';

const longestSearch = 4000;	// characters

const defaults = {
	tab: 'sales',
	years: [],
	states: [],
	incomes: [],
	category: [],
	cohorts: [],
	top: 10,
	min_orders: 20,
	min_size: 5,
	metric: 'revenue',
	measure: 'users',
	per: 'user',
	year: 0,	// 0: the last complete one
	model: '',	// of the lineage, with its schema; empty: none
	find: '',
};

export const choices = {
	top: [5, 10, 15, 20, 30, 50],
	min_orders: [1, 5, 20, 100, 500, 1000],
	min_size: [1, 2, 5, 10, 20, 50, 100],
};

// What a filter is, and not which page or view of it: reset by the button
const filters = ['years', 'states', 'incomes', 'category', 'cohorts', 'top', 'min_orders', 'min_size'];

function parse(key, values) {
	const fallback = defaults[key];
	if (Array.isArray(fallback)) {
		const list = key === 'category' ? values : values.flatMap((value) => value.split(','));
		return ['years', 'incomes'].includes(key) ? list.map(Number).filter(Number.isInteger) : list.filter((text) => text !== '');
	}
	if (typeof fallback === 'string') {
		return values[0];
	}
	const value = Number(values[0]);
	return choices[key]?.includes(value) ?? Number.isInteger(value) ? value : fallback;
}

export function readState({ search, hash }) {
	const parameters = new URLSearchParams(hash.startsWith('#?') ? hash.slice(1) : search);
	return Object.fromEntries(Object.entries(defaults).map(([key, fallback]) =>
		[key, parameters.has(key) ? parse(key, parameters.getAll(key)) : fallback]));
}

// Categories may be spelled in another way, as PET FOOD for PET_FOOD.
function keepCategories(chosen, known) {
	const exact = new Set(known);
	const spelled = new Map(known.map((category) => [searchable(category), category]));
	return chosen.map((category) => exact.has(category) ? category : spelled.get(searchable(category))).filter(Boolean);
}

// A link may name what this database does not have.
export function knownOnly(state, { years, states, incomes, categories }) {
	const keep = (chosen, known) => chosen.filter((key) => known.includes(key));
	return {
		...state,
		years: keep(state.years, years.map(({ year }) => year)),
		states: keep(state.states, states.map(({ key }) => key)),
		incomes: keep(state.incomes, incomes.map(({ key }) => key)),
		category: [...new Set(keepCategories(state.category, categories))],
	};
}

// The year of a chart does not outlive a choice of years without it.
export function changed(state, part) {
	const isYearLeft = !part.years || part.years.length === 0 || part.years.includes(state.year);
	return { ...state, ...(isYearLeft ? {} : { year: defaults.year }), ...part };
}

// The parameters of these keys that differ from their defaults
function parametersOf(state, keys) {
	const parameters = new URLSearchParams();
	for (const key of keys) {
		const value = state[key];
		if (key === 'category') {
			value.forEach((name) => parameters.append(key, name));
		} else if (String(value) !== String(defaults[key])) {
			parameters.set(key, value);
		}
	}
	return parameters.toString().replaceAll('%2C', ',');
}

export function urlOf(state) {
	const search = parametersOf(state, Object.keys(defaults));
	return search === '' ? '/' : search.length > longestSearch ? `/#?${search}` : `/?${search}`;
}

// What the API is asked with: numbers always, since its own defaults need not be the page's
export function querySearch(state, keys) {
	const parameters = new URLSearchParams();
	for (const key of keys) {
		for (const value of [state[key]].flat()) {
			parameters.append(key, value);
		}
	}
	return parameters.toString();
}

// shown: the filters that have an effect where the question is asked
export function isFiltered(state, shown) {
	return filters.some((key) => shown.includes(key) && String(state[key]) !== String(defaults[key]));
}

export function withoutFilters(state) {
	return { ...state, ...Object.fromEntries(filters.map((key) => [key, defaults[key]])) };
}
