// A chart with all that belongs to it: title, unit, what it says, numbers as a table, and all of it as files.

import { drawChart } from './charts.js';
import { csvFile, download } from './csv.js';
import { element, menu } from './dom.js';
import { format } from './format.js';
import { pngOf, svgOf } from './picture.js';
import { sparkline } from './spark.js';

const textual = ['text', 'day', 'month', 'year', 'flag'];
// More rows than anybody reads, and than a browser lays out at once; CSV has them all
const mostRows = 5000;
// The cards that show their tables: they go on to when they are drawn anew
const asTables = new Set();

function table(title, columns, rows) {
	return element('table', {},
		element('caption', {}, title),
		element('thead', {}, element('tr', {}, columns.map(({ label, type }) =>
			element('th', { scope: 'col', class: textual.includes(type) ? null : 'number' }, label)))),
		element('tbody', {}, rows.slice(0, mostRows).map((row) => element('tr', {}, columns.map(({ key, type }, i) =>
			element(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: textual.includes(type) ? null : 'number' },
				format[type](row[key])))))),
		rows.length > mostRows ? element('tfoot', {}, element('tr', {}, element('td', { colspan: columns.length },
			`${format.count(rows.length - mostRows)} more rows are in the CSV file.`))) : null);
}

/*
 * The card of one chart. columns: [{key, label, type}], with a type of format.js, say what table and CSV have of rows; option
 * makes ECharts' from the width. finding is what the chart says, in a sentence, if it says something; controls are put beside the
 * title; note below the chart; nothing in its place where there are no rows. onclick is told where the chart is clicked.
 */
export function chartCard({
	id, title, unit, finding, note, nothing = 'Nothing to show with these filters.', columns, rows, option, height = 320, size = 'half', minWidth, controls = [], onclick,
}) {
	const chart = element('div', { class: 'chart', role: 'img', 'aria-label': `Chart: ${title}, ${unit}. Its numbers are in the table.` });
	const scroll = element('div', minWidth ? { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Chart: ${title}` } : { class: 'scroll' }, chart);
	const numbers = element('div', { class: 'numbers', id: `${id}-numbers`, tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` });
	const toggle = element('button', { type: 'button', class: 'button', id: `${id}-toggle`, 'aria-controls': numbers.id });
	const picture = () => ({ title, unit, finding, note, option, width: chart.clientWidth || card.clientWidth, height });
	const save = menu({
		id: `${id}-save`, label: 'Save', description: `Save ${title}`, items: [
			{ label: 'CSV', description: 'the numbers', run: () => download(`${id}.csv`, csvFile(columns, rows)) },
			{ label: 'PNG', description: 'a picture', run: async () => download(`${id}.png`, await pngOf(picture())) },
			{ label: 'SVG', description: 'a drawing', run: () => download(`${id}.svg`, svgOf(picture())) },
		],
	});
	const isEmpty = rows.length === 0;
	const card = element('section', { class: `card ${size}`, id, 'aria-labelledby': `${id}-title` },
		element('header', {},
			element('div', {}, element('h2', { id: `${id}-title` }, title), element('p', { class: 'unit' }, unit)),
			element('div', { class: 'actions' }, controls, isEmpty ? [] : [toggle, save])),
		finding && !isEmpty ? element('p', { class: 'finding' }, finding) : null,
		isEmpty ? element('p', { class: 'nothing' }, nothing) : [scroll, numbers],
		note && !isEmpty ? element('p', { class: 'note' }, note) : null);

	chart.style.minHeight = `${height}px`;
	if (minWidth) {
		chart.style.minWidth = `${minWidth}px`;
	}
	let isDrawn = false;
	function show() {
		const isTable = asTables.has(id) && !isEmpty;
		if (isTable && !numbers.hasChildNodes()) {
			numbers.append(table(`${title}, ${unit}`, columns, rows));
		}
		numbers.hidden = !isTable;
		scroll.hidden = isTable;
		toggle.setAttribute('aria-expanded', isTable);
		toggle.textContent = isTable ? 'Chart' : 'Table';
		// ECharts measures its element, which must be on the page and in sight for that
		if (!isTable && !isDrawn && !isEmpty) {
			isDrawn = true;
			drawChart(chart, option, onclick);
		}
	}
	toggle.addEventListener('click', () => {
		asTables[asTables.has(id) ? 'delete' : 'add'](id);
		show();
	});
	return { card, draw: show };
}

// Beside the year before: {year, value, before, type, growth}; growth in percent is left out where it says nothing.
function comparison({ year, value, before, type, growth = null }) {
	const [now, then] = [value, before].map(format[type]);
	return element('span', { class: 'compared' }, growth === null ? `${year}: ${now}, ${year - 1}: ${then}`
		: [`${year}: ${now} `, element('strong', {}, format.change(growth)), element('span', {}, ` over ${then}`)]);
}

/*
 * The figures at the top: {id, label, value, remark}, beside the year before if compared is given, with a small line of how they came about
 * if line is: {points, label, type, at}, as of sparkline().
 */
export function figures(entries) {
	return element('dl', { class: 'figures' }, entries.map(({ id, label, value, remark, compared, line }) =>
		element('div', { class: 'figure' }, element('dt', {}, label), element('dd', {},
			element('span', { class: 'value', id }, value),
			compared ? comparison(compared) : null,
			remark ? element('span', { class: 'remark' }, remark) : null,
			line ? sparkline(line.points, line) : null))));
}
