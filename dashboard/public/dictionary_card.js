// The dictionary: each table, model and view with its columns, types and comments, to be searched.

import { element } from './dom.js';
import { format } from './format.js';
import { layers } from './lineage_graph.js';
import { layerNames } from './lineage_drawing.js';
import { searchable } from './search.js';

const mostColumns = 6;	// of a relation that are told where they are found

// Where the words are found: undefined if nowhere, else the columns
function finder(relation) {
	const own = searchable(`${relation.schema}.${relation.name} ${relation.name} ${relation.description ?? ''}`);
	const ofColumns = relation.columns.map(([name, , description]) => searchable(`${name} ${description ?? ''}`));
	return (words) => {
		const columns = words === '' ? [] : relation.columns.filter((column, i) => ofColumns[i].includes(words));
		return own.includes(words) || columns.length > 0 ? columns : undefined;
	};
}

function columnTable(relation) {
	return relation.columns.length === 0 ? element('p', { class: 'unit' }, 'It has no columns.') : element('div', { class: 'numbers', tabindex: 0, role: 'region', 'aria-label': `Columns of ${relation.name}` },
		element('table', {},
			element('caption', {}, `Columns of ${relation.name}`),
			element('thead', {}, element('tr', {}, ['Column', 'Type', 'What it holds'].map((label) => element('th', { scope: 'col' }, label)))),
			element('tbody', {}, relation.columns.map(([name, type, description]) => element('tr', {},
				element('th', { scope: 'row' }, name), element('td', { class: 'type' }, type), element('td', { class: 'long' }, description ?? '–'))))));
}

/*
 * relations with their names in SQL as id; lineage; factsOf(id): [label, text or element] pairs. link(id) makes the link that chooses a relation.
 */
export function dictionaryCard({ relations, lineage, factsOf, link, find, onfind }) {
	const id = 'data-dictionary';
	const known = new Map(relations.map((relation) => [relation.id, { relation, isFound: finder(relation) }]));
	const search = element('input', { type: 'search', id: `${id}-find`, 'aria-label': 'Search names, columns and comments', placeholder: 'Search names, columns and comments', autocomplete: 'off', value: find });
	const found = element('p', { class: 'unit', role: 'status' });
	const list = element('nav', { class: 'relations', tabindex: 0, 'aria-label': 'Tables, models and views' });
	const detail = element('div', { class: 'detail', id: `${id}-detail` });
	const card = element('section', { class: 'card full', id, 'aria-labelledby': `${id}-title` },
		element('header', {}, element('div', {}, element('h2', { id: `${id}-title` }, 'Dictionary'), element('p', { class: 'unit' }, 'Each table, model and view, its columns and what their comments say'))),
		element('div', { class: 'dictionary' }, element('div', { class: 'index' }, search, found, list), detail));
	let chosen = '';

	function item({ relation, isFound }, words) {
		const columns = isFound(words);
		return element('li', {}, link(relation.id, relation.name, relation.id === chosen),
			columns.length > 0 ? element('span', { class: 'hits' }, columns.slice(0, mostColumns).map(([name]) => name).join(', '), columns.length > mostColumns ? ', …' : '') : null);
	}

	function fill() {
		const words = searchable(search.value);
		const hits = [...known.values()].filter(({ isFound }) => isFound(words));
		found.textContent = words === '' ? `${format.count(known.size)} relations` : `${format.count(hits.length)} of ${format.count(known.size)} have this in a name or comment`;
		list.replaceChildren(...layers.flatMap((layer) => {
			const ofLayer = hits.filter(({ relation }) => relation.schema === layer);
			return ofLayer.length === 0 ? [] : [element('h3', {}, layerNames[layer]), element('ul', {}, ofLayer.map((hit) => item(hit, words)))];
		}));
	}
	search.addEventListener('input', () => {
		fill();
		onfind(search.value);
	});

	function links(ids) {
		return ids.length === 0 ? 'nothing' : element('ul', { class: 'links' }, [...new Set(ids)].map((each) => element('li', {}, known.has(each) ? link(each, each, false) : each)));
	}

	const definitions = (kind, facts) => facts.length === 0 ? '' : element('dl', { class: kind }, facts.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value))));

	function show() {
		const { relation } = known.get(chosen) ?? {};
		if (!relation) {
			detail.replaceChildren(element('p', { class: 'hint' }, 'Choose a table, model or view here or in the drawing.'));
			return;
		}
		const reads = [
			['Made from', relation.kind === 'table' ? 'what is loaded' : links(lineage.filter((edge) => edge.reader === chosen).map((edge) => edge.from))],
			['Read by', links(lineage.filter((edge) => edge.from === chosen).map((edge) => edge.reader))],
		];
		detail.replaceChildren(
			element('h3', {}, element('span', { class: 'schema' }, `${relation.schema}.`), relation.name, ' ', element('span', { class: 'kind' }, relation.is_built_in ? relation.kind : `${relation.kind} of your own`)),
			element('p', { class: 'description' }, relation.description ?? 'It has no comment.'),
			definitions('facts', factsOf(chosen)),
			definitions('reads', reads),
			columnTable(relation));
	}

	return {
		card,
		draw() {
			fill();
			show();
		},
		choose(id) {
			chosen = id;
			fill();
			show();
		},
	};
}

