// The bar above the charts. Each filter shows what is chosen and says so to change(), with the keys that it sets.

import { closeOnEscape, element } from './dom.js';
import { categoryLabel, format } from './format.js';
import { searchable } from './search.js';
import { choices, isFiltered, withoutFilters } from './state.js';
import { shortened } from './words.js';

const mostShown = 60;

let pickerNumber = 0;

// A button that opens a list of boxes to tick; many options can be searched. options: [{key, name}]
export function picker({ label, all, options, chosen, onchange }) {
	const id = `picker-${++pickerNumber}`;
	const known = new Set(options.map(({ key }) => key));
	const selected = new Set(chosen.filter((key) => known.has(key)));
	const summary = element('span', { class: 'chosen' });
	const list = element('div', { class: 'options' });
	const search = options.length > 12
		? element('input', { type: 'search', 'aria-label': `Search ${label.toLowerCase()}`, placeholder: 'Search', autocomplete: 'off', oninput: fill })
		: null;
	const clear = element('button', { type: 'button', class: 'link', onclick: () => { selected.clear(); fill(); changed(); } }, all);
	const node = element('details', { class: 'picker' },
		element('summary', { id }, element('span', { class: 'label' }, label), ' ', summary),
		element('div', { class: 'panel', role: 'group', 'aria-labelledby': id }, search, clear, list));

	function describe() {
		const names = options.filter(({ key }) => selected.has(key)).map(({ name }) => name);
		summary.textContent = names.length === 0 ? all : names.length <= 2 ? names.join(', ') : `${names.length} chosen`;
		node.classList.toggle('active', names.length > 0);
	}

	function changed() {
		describe();
		onchange([...selected]);	// in the order in which they were chosen
	}

	function option({ key, name }) {
		const box = element('input', { type: 'checkbox', value: key, checked: selected.has(key) });
		box.addEventListener('change', () => {
			selected[box.checked ? 'add' : 'delete'](key);
			changed();
		});
		return element('label', {}, box, ' ', name);
	}

	function fill() {
		const words = searchable(search?.value ?? '');
		const found = options.filter(({ key, name }) => searchable(name).includes(words) || searchable(String(key)).includes(words));
		// what is chosen stays in reach
		found.sort((a, b) => selected.has(b.key) - selected.has(a.key));
		const left = found.length - mostShown;
		list.replaceChildren(...(search ? found.slice(0, mostShown) : options).map(option),
			...(search && left > 0 ? [element('p', {}, `${left} more: search for them`)] : []),
			...(found.length === 0 ? [element('p', {}, 'None has this in its name')] : []));
	}

	node.addEventListener('toggle', () => {
		if (node.open) {
			fill();
			search?.focus();
		}
	});
	closeOnEscape(node, () => {
		node.open = false;
		node.querySelector('summary').focus();
	});
	describe();
	return node;
}

// A list of which one is chosen. options: [{key, name}]
export function choice({ id, label, options, chosen, onchange, hideLabel = false }) {
	const select = element('select', { id, 'aria-label': hideLabel ? label : null, onchange: () => onchange(options[select.selectedIndex].key) },
		options.map(({ key, name }) => element('option', { value: key, selected: String(key) === String(chosen) }, name)));
	return hideLabel ? select : element('label', { class: 'choice' }, element('span', { class: 'label' }, label), ' ', select);
}

const counted = (keys, unit) => keys.map((key) => ({ key, name: `${format.count(key)}${unit ? ` ${unit}${key === 1 ? '' : 's'}` : ''}` }));

const makers = {
	years: ({ years }, state, change) => picker({
		label: 'Years', all: 'All years', chosen: state.years, onchange: (chosen) => change({ years: chosen }),
		options: years.map(({ year, is_complete }) => ({ key: year, name: is_complete ? String(year) : `${year}, not complete` })),
	}),
	states: ({ states }, state, change) => picker({
		label: 'States', all: 'All states', chosen: state.states, options: states, onchange: (chosen) => change({ states: chosen }),
	}),
	incomes: ({ incomes }, state, change) => picker({
		label: 'Household income', all: 'All incomes', chosen: state.incomes, options: incomes, onchange: (chosen) => change({ incomes: chosen }),
	}),
	category: ({ categories }, state, change) => picker({
		label: 'Categories', all: 'All categories', chosen: state.category, onchange: (chosen) => change({ category: chosen }),
		options: categories.map((key) => ({ key, name: categoryLabel(key) })),
	}),
	top: (known, state, change) => choice({
		id: 'top', label: 'Top', options: counted(choices.top), chosen: state.top, onchange: (top) => change({ top }),
	}),
	min_orders: (known, state, change) => choice({
		id: 'min_orders', label: 'At least', chosen: state.min_orders, onchange: (chosen) => change({ min_orders: chosen }),
		options: counted(choices.min_orders, 'order'),
	}),
	min_size: (known, state, change) => choice({
		id: 'min_size', label: 'Cohorts of at least', chosen: state.min_size, onchange: (chosen) => change({ min_size: chosen }),
		options: counted(choices.min_size, 'user'),
	}),
};

// A button that is on or off
export function toggleButton({ id, label, isOn, onchange }) {
	return element('button', { type: 'button', class: 'button toggle', id, 'aria-pressed': String(isOn), onclick: () => onchange(!isOn) }, label);
}

// What the chosen values are called; names: of what is known to nobody but the tab
const named = {
	years: (year) => String(year),
	states: (key, { states }) => states.find((state) => state.key === key)?.name,
	incomes: (key, { incomes }) => incomes.find((income) => income.key === key)?.name,
	segments: (key, { segments }) => segments.find((segment) => segment.key === key)?.name,
	category: (key) => categoryLabel(key),
	cohorts: (key) => `Cohort ${format.month(key)}`,
	product: (key, options, names) => shortened(names?.get(key) ?? key, 40),
};

// All that has an effect on a tab
const keysOf = (tab) => [...tab.filters, ...tab.choices ?? []];

// More are in the lists above
const mostChips = 40;

// What is chosen, in the order in which it was: each can be given up.
function chips(tab, options, state, names, toggle) {
	const keys = keysOf(tab);
	const chosen = state.chosen.filter(([key]) => keys.includes(key));
	const left = chosen.length - mostChips;
	return element('ul', { class: 'chips', id: 'chips', 'aria-label': 'What is chosen' },
		left > 0 ? element('li', { class: 'label' }, `${format.count(left)} more and`) : null,
		chosen.slice(-mostChips).map(([key, value]) => {
			const name = named[key](value, options, names) ?? String(value);
			return element('li', {}, element('button', { type: 'button', class: 'chip', 'aria-label': `Give up ${name}`, onclick: () => toggle(key, value) },
				element('bdi', {}, name), element('span', { 'aria-hidden': 'true' }, '×')));
		}));
}

// The choice that was made last, of those that have an effect on a tab: [key, value]
export const lastChoice = (tab, state) => state.chosen.findLast(([key]) => keysOf(tab).includes(key));

export function filterBar({ tab, options, state, names, change, toggle, reset }) {
	const button = element('button', { type: 'button', class: 'button', id: 'reset', onclick: () => reset(withoutFilters(state)) }, 'Reset filters');
	button.disabled = !isFiltered(state, keysOf(tab));
	return element('form', { class: 'filters', id: 'filters', hidden: tab.filters.length === 0, 'aria-label': 'Filters', onsubmit: (event) => event.preventDefault() },
		tab.filters.map((name) => makers[name](options, state, change)), button, chips(tab, options, state, names, toggle));
}
