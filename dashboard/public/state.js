// What is chosen lives in the URL, and only there: a link shows what its sender saw, and Escape takes back what he chose last. In its
// query, as long as that is short; else behind #?, which browsers keep to themselves, so that no proxy and no server can find it too
// long. (URLSearchParams reads and writes it; libraries for that know neither the order of choices nor the second place.)

import { searchable } from './search.js';

const longestSearch = 4000;	// characters

const defaults = {
	tab: 'sales',
	years: [],
	states: [],
	incomes: [],
	segments: [],
	category: [],
	cohorts: [],
	product: [],
	top: 10,
	min_orders: 20,
	min_size: 5,
	metric: 'revenue',
	measure: 'users',
	per: 'user',
	rank: 'revenue',
	best: 'revenue',
	year: 0,	// 0: the last complete one
	period: 0,	// 0: the one that is chosen, else all years
	compare: 0,	// 1: time series stand beside those of the year before
	model: '',	// of the lineage, with its schema; empty: none
	find: '',
};

export const choices = {
	top: [5, 10, 15, 20, 30, 50],
	min_orders: [1, 5, 20, 100, 500, 1000],
	min_size: [1, 2, 5, 10, 20, 50, 100],
	compare: [0, 1],
};

// Of which several may be chosen; the texts of these may hold commas
const lists = Object.keys(defaults).filter((key) => Array.isArray(defaults[key]));
const texts = ['category', 'product'];

// What a filter is, and not which page or view of it: reset by the button
const filters = [...lists, 'top', 'min_orders', 'min_size'];

function parseList(key, text) {
	if (texts.includes(key)) {
		return text === '' ? [] : [text];
	}
	const list = text.split(',').filter((part) => part !== '');
	if (key === 'cohorts') {
		return list.filter((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month));
	}
	return ['years', 'incomes', 'segments'].includes(key) ? list.map(Number).filter(Number.isInteger) : list;
}

function parseOne(key, text) {
	if (typeof defaults[key] === 'string') {
		return text;
	}
	const value = Number(text);
	return choices[key]?.includes(value) ?? Number.isInteger(value) ? value : defaults[key];
}

// chosen: [key, value] of all lists, in the order in which they were chosen, each once
function withOrder(state) {
	const left = new Map(lists.map((key) => [key, new Set(state[key])]));
	const kept = (state.chosen ?? []).filter(([key, value]) => left.get(key).delete(value));
	return { ...state, chosen: [...kept, ...lists.flatMap((key) => [...left.get(key)].map((value) => [key, value]))] };
}

export function readState({ search, hash }) {
	const parameters = new URLSearchParams(hash.startsWith('#?') ? hash.slice(1) : search);
	const chosen = [...parameters].flatMap(([key, text]) => lists.includes(key) ? parseList(key, text).map((value) => [key, value]) : []);
	const state = Object.fromEntries(Object.entries(defaults).map(([key, fallback]) => {
		if (lists.includes(key)) {
			return [key, [...new Set(chosen.filter(([of]) => of === key).map(([, value]) => value))]];
		}
		return [key, parameters.has(key) ? parseOne(key, parameters.get(key)) : fallback];
	}));
	return withOrder({ ...state, chosen });
}

// Categories may be spelled in another way, as PET FOOD for PET_FOOD.
function keepCategories(chosen, known) {
	const exact = new Set(known);
	const spelled = new Map(known.map((category) => [searchable(category), category]));
	return chosen.map((category) => exact.has(category) ? category : spelled.get(searchable(category))).filter(Boolean);
}

// A link may name what this database does not have.
export function knownOnly(state, { years, states, incomes, segments, categories }) {
	const keep = (chosen, known) => chosen.filter((key) => known.includes(key));
	return withOrder({
		...state,
		years: keep(state.years, years.map(({ year }) => year)),
		states: keep(state.states, states.map(({ key }) => key)),
		incomes: keep(state.incomes, incomes.map(({ key }) => key)),
		segments: keep(state.segments, segments.map(({ key }) => key)),
		category: [...new Set(keepCategories(state.category, categories))],
	});
}

// The year of a chart does not outlive a choice of years without it.
export function changed(state, part) {
	const isLeft = (year) => !part.years || part.years.length === 0 || part.years.includes(year);
	return withOrder({
		...state, ...(isLeft(state.year) ? {} : { year: defaults.year }), ...(isLeft(state.period) ? {} : { period: defaults.period }), ...part,
	});
}

// What is chosen is not any more, and the other way round.
export function toggled(state, key, value) {
	return changed(state, { [key]: state[key].includes(value) ? state[key].filter((other) => other !== value) : [...state[key], value] });
}

// In the order in which they were chosen; neighbors of one list share a parameter if no value of it may hold a comma.
function addChosen(parameters, chosen) {
	const runs = [];
	for (const [key, value] of chosen) {
		if (runs.at(-1)?.key === key && !texts.includes(key)) {
			runs.at(-1).values.push(value);
		} else {
			runs.push({ key, values: [value] });
		}
	}
	runs.forEach(({ key, values }) => parameters.append(key, values.join(',')));
}

export function urlOf(state) {
	const parameters = new URLSearchParams();
	const add = (keys) => keys.filter((key) => state[key] !== defaults[key]).forEach((key) => parameters.set(key, state[key]));
	add(['tab']);
	addChosen(parameters, state.chosen);
	add(Object.keys(defaults).filter((key) => key !== 'tab' && !lists.includes(key)));
	const search = parameters.toString().replaceAll('%2C', ',');
	return search === '' ? '/' : search.length > longestSearch ? `/#?${search}` : `/?${search}`;
}

// What the API is asked with: numbers always, since its own defaults need not be the page's
export function querySearch(state, keys) {
	const parameters = new URLSearchParams();
	for (const key of keys) {
		for (const value of [state[key] ?? []].flat()) {
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
	return withOrder({ ...state, ...Object.fromEntries(filters.map((key) => [key, defaults[key]])) });
}
