// A card that is a list: a table always in sight, whose cells may hold more than text.

import { csvFile, download } from './csv.js';
import { element } from './dom.js';
import { format } from './format.js';

const textual = ['text', 'day', 'moment', 'shortMoment', 'flag'];

// A word with a sign before it, so that not only its color tells
export function mark(tone, text) {
	return element('span', { class: `mark ${tone}` }, element('span', { class: 'sign', 'aria-hidden': 'true' }, { good: '●', warn: '▲', bad: '■', none: '○' }[tone]), ' ', text);
}

// columns: {key, label, type, cell}: cell(row) makes what is in a cell, where that is more than its value by format.js; isOnlyInFile
// those that CSV alone has. controls are put beside the title.
export function listCard({ id, title, unit, note, nothing, columns, rows, size = 'half', controls = [] }) {
	const isEmpty = rows.length === 0;
	const shown = columns.filter(({ isOnlyInFile }) => !isOnlyInFile);
	const classOf = ({ type, isLong }) => type === 'day' ? 'day' : textual.includes(type) ? (isLong ? 'long' : null) : 'number';
	const card = element('section', { class: `card list ${size}`, id, 'aria-labelledby': `${id}-title` },
		element('header', {},
			element('div', {}, element('h2', { id: `${id}-title` }, title), element('p', { class: 'unit' }, unit)),
			element('div', { class: 'actions' }, controls, isEmpty ? [] : element('button', {
				type: 'button', class: 'button', id: `${id}-save`, 'aria-label': `Download ${title} as CSV`, onclick: () => download(`${id}.csv`, csvFile(columns, rows)),
			}, 'CSV'))),
		isEmpty ? element('p', { class: 'nothing' }, nothing) : element('div', { class: 'numbers', id: `${id}-numbers`, tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` },
			element('table', {},
				element('caption', {}, `${title}, ${unit}`),
				element('thead', {}, element('tr', {}, shown.map((column) => element('th', { scope: 'col', class: classOf(column) }, column.label)))),
				element('tbody', {}, rows.map((row) => element('tr', {}, shown.map((column, i) =>
					element(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: classOf(column) },
						column.cell ? column.cell(row) : format[column.type](row[column.key])))))))),
		note && !isEmpty ? element('p', { class: 'note' }, note) : null);
	return { card, draw: () => {} };
}
