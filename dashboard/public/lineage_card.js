// The lineage: a drawing in which a click chooses, or its edges as a table.

import { csvFile, download } from './csv.js';
import { element } from './dom.js';
import { graphOf, idOf } from './lineage_graph.js';
import { lineageDrawing } from './lineage_drawing.js';

const smallest = 0.86;	// of its size: where there is less room it is scrolled
const columns = [
	{ key: 'source', label: 'Source' }, { key: 'source_kind', label: 'Kind of source' }, { key: 'reader', label: 'Read by' },
	{ key: 'kind', label: 'Kind' }, { key: 'columns', label: 'Columns that it reads' },
];

let isTable = false;	// goes on when it is drawn anew

export function lineageCard({ relations, lineage, stateOf, describe, hrefOf, choose }) {
	const id = 'data-lineage', title = 'Lineage';
	const graph = graphOf(relations, lineage);
	const rows = lineage.map((edge) => ({
		source: idOf(edge.source_schema, edge.source), source_kind: edge.source_kind, reader: idOf(edge.schema, edge.name), kind: edge.kind, columns: edge.columns?.join(', ') ?? '',
	}));
	const scroll = element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Drawing: Lineage' });
	const numbers = element('div', { class: 'numbers', id: `${id}-numbers`, tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` });
	const about = element('p', { class: 'about', role: 'status' });
	const toggle = element('button', { type: 'button', class: 'button', id: `${id}-toggle`, 'aria-controls': numbers.id });
	const card = element('section', { class: 'card full', id, 'aria-labelledby': `${id}-title` },
		element('header', {},
			element('div', {}, element('h2', { id: `${id}-title` }, title),
				element('p', { class: 'unit' }, 'What is made from what, from the left to the right; tables are square, models are boxes, views are round')),
			element('div', { class: 'actions' }, toggle,
				element('button', { type: 'button', class: 'button', id: `${id}-save`, 'aria-label': `Download ${title} as CSV`, onclick: () => download(`${id}.csv`, csvFile(columns, rows)) }, 'CSV'))),
		about, scroll, numbers);
	let drawing;
	let chosen = '';

	function table() {
		return element('table', {},
			element('caption', {}, title),
			element('thead', {}, element('tr', {}, columns.map(({ label }) => element('th', { scope: 'col' }, label)))),
			element('tbody', {}, rows.map((row) => element('tr', {}, columns.map(({ key }, i) =>
				element(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: key === 'columns' ? 'long' : null }, row[key]))))));
	}

	function show() {
		if (isTable && !numbers.hasChildNodes()) {
			numbers.append(table());
		}
		numbers.hidden = !isTable;
		scroll.hidden = isTable;
		about.hidden = isTable;
		toggle.setAttribute('aria-expanded', isTable);
		toggle.textContent = isTable ? 'Drawing' : 'Table';
		if (!isTable && !drawing) {
			drawing = lineageDrawing({ graph, width: scroll.clientWidth, stateOf, hrefOf, describe, choose });
			const svg = drawing.drawing;
			svg.style.minWidth = `${Math.floor(smallest * svg.getAttribute('width'))}px`;
			scroll.append(svg);
			drawing.show(chosen);
		}
	}
	toggle.addEventListener('click', () => {
		isTable = !isTable;
		show();
	});

	return {
		card,
		draw: show,
		// aboutIt is what the line above the drawing says of it
		choose(id, aboutIt) {
			chosen = id;
			about.replaceChildren(...aboutIt);
			drawing?.show(id);
		},
	};
}
