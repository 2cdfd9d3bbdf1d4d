// The products at the top, and what some of them sold by month.

import { chartCard } from './card.js';
import { categoryAxis, isRoomy, legend, namedLines, onePerLine, tooltip, tooltipContent, valueAxis } from './charts.js';
import { areasNotCovered, coveredUntil, roomForNames } from './covered.js';
import { choice } from './filters.js';
import { categoryLabel, format } from './format.js';
import { grouped } from './rows.js';
import { color, hue } from './theme.js';
import { counted, extremes, shortened } from './words.js';
import { completeYears, markYear } from './years.js';

const ranks = [
	{ key: 'revenue', name: 'By revenue', title: 'most revenue', unit: 'Revenue in USD', value: format.money, axis: format.shortMoney },
	{ key: 'units', name: 'By units', title: 'most units', unit: 'Pieces sold', value: format.count, axis: format.shortCount },
];

const rankOf = (state) => ranks.find(({ key }) => key === state.rank) ?? ranks[0];

// The year of the list, 0 for all together: lists of several years cannot be added up.
export const periodOf = ({ period, years }) => period || (years.length === 1 ? years[0] : 0);

export const titlesOf = (...lists) => new Map(lists.flat().map(({ product_key, title }) => [product_key, title]));

// More is told when it is pointed at
const longestTitle = 400;

function finding([first], rank) {
	return first ? `${shortened(first.title)} has ${rank.title}: ${rank.value(first[rank.key])}${rank.key === 'units' ? ` pieces, ${format.money(first.revenue)}` : ` from ${counted(first.units, 'piece')}`}.` : null;
}

export function productsCard({ rows, titles, state, options, change, toggle }) {
	const rank = rankOf(state), period = periodOf(state), complete = completeYears(options);
	const isOfCategories = state.category.length > 0;
	const isAnyChosen = rows.some(({ product_key }) => state.product.includes(product_key));
	return chartCard({
		id: 'top-products',
		title: `Products with ${rank.title}`,
		unit: `${rank.unit}, ${period ? markYear(complete, period) : 'all years'}${isOfCategories ? ', of the chosen categories' : ''}; lines without a product code are left out`,
		finding: finding(rows, rank),
		size: 'full',
		height: 50 + 26 * rows.length,
		rows,
		controls: [
			choice({ id: 'rank', label: 'Order of the products', hideLabel: true, options: ranks, chosen: rank.key, onchange: (key) => change({ rank: key }) }),
			choice({
				id: 'period', label: 'Year of the products', hideLabel: true, chosen: period, onchange: (key) => change({ period: key }),
				options: [{ key: 0, name: 'All years' }, ...options.years.map(({ year }) => ({ key: year, name: markYear(complete, year) }))],
			}),
		],
		note: [
			'Click a product to see what it sold by month.',
			!state.period && state.years.length > 1 ? 'Of all years: the lists of some years cannot be added up.' : null,
			isOfCategories && state.top > 10 ? 'Of a category ten products are known.' : null,
		].filter(Boolean).join(' '),
		onclick: ({ dataIndex }) => toggle('product', rows[dataIndex].product_key),
		columns: [
			{ key: 'title', label: 'Product', type: 'text' },
			{ key: 'product_key', label: 'Product code', type: 'text' },
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'units', label: 'Pieces', type: 'count' },
		],
		option: (width) => {
			const left = Math.round(Math.min(420, 0.42 * width));
			return {
				grid: { top: 8, left, right: 84, bottom: 28 },
				tooltip: tooltip('item', ({ dataIndex }) => tooltipContent(shortened(rows[dataIndex].title, longestTitle), [
					[null, 'Revenue', format.money(rows[dataIndex].revenue)],
					[null, 'Pieces', format.count(rows[dataIndex].units)],
					[null, 'Category', categoryLabel(rows[dataIndex].category)],
					[null, 'Product code', rows[dataIndex].product_key],
				])),
				xAxis: valueAxis('', rank.axis),
				yAxis: categoryAxis(rows.map(({ product_key }) => product_key), {
					inverse: true,
					triggerEvent: true,
					axisLabel: { width: left - 16, overflow: 'truncate', color: color('text'), interval: 0, hideOverlap: false, formatter: (key) => titles.get(key) },
				}),
				series: [{
					type: 'bar',
					barMaxWidth: 18,
					label: { show: true, position: 'right', formatter: ({ value }) => rank.value(value), color: color('text') },
					data: rows.map((row) => ({
						value: row[rank.key],
						itemStyle: { color: color(!isAnyChosen || state.product.includes(row.product_key) ? 'accent-chart' : 'incomplete'), borderRadius: [0, 3, 3, 0] },
					})),
				}],
			};
		},
	});
}

function monthsFinding(rows, rank) {
	const groups = grouped(rows, ({ product_key }) => product_key);
	const [first] = groups.values();
	const found = first && extremes(first, (row) => row[rank.key]);
	const sold = first?.filter(({ orders }) => orders > 0) ?? [];
	return found && sold.length > 0 ? `${shortened(first[0].title)} sold most in ${format.month(found.most.month)}: ${
		counted(found.most.units, 'piece')}, ${format.money(found.most.revenue)}; ${sold.at(-1) === sold[0] ? 'in no other month' : `in ${sold.length} of ${first.length} months in all`}.` : null;
}

export function monthsOfProducts({ rows, titles, state, complete }) {
	const rank = rankOf(state);
	const months = [...new Set(rows.map(({ month }) => month))];
	const products = [...grouped(rows, ({ product_key }) => product_key)];
	const without = state.product.filter((key) => !products.some(([known]) => known === key));
	const names = new Map(products.map(([key]) => [key, shortened(titles.get(key), 40)]));
	return chartCard({
		id: 'product-months',
		title: products.length === 1 ? `What ${shortened(titles.get(products[0][0]), 80)} sold by month` : 'What the chosen products sold by month',
		unit: `${rank.unit} by month`,
		finding: monthsFinding(rows, rank),
		height: 300,
		size: 'full',
		rows,
		nothing: 'Months are known of the fifty products with most revenue and with most units of a year or of all: this is none of them.',
		note: products.length > 0 && without.length > 0 ? `Not of ${counted(without.length, 'product')}: months are known of the fifty with most revenue and with most units of a year or of all.` : null,
		columns: [
			{ key: 'title', label: 'Product', type: 'text' },
			{ key: 'product_key', label: 'Product code', type: 'text' },
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'units', label: 'Pieces', type: 'count' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_covered', label: 'Covered month', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend({ formatter: (key) => names.get(key) }),
			grid: { top: isRoomy(width) ? 20 : 44, left: 60, right: isRoomy(width) ? roomForNames(products[0][1], width) : 16, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(format.month(months[points[0].dataIndex]),
				onePerLine(points).map(({ color: swatch, seriesName, value }) => [swatch, names.get(seriesName), rank.value(value)]))),
			xAxis: categoryAxis(months.map((month) => `${format.month(month)}${complete.get(Number(month.slice(0, 4))) ? '' : '*'}`), { boundaryGap: false }),
			yAxis: valueAxis('', rank.axis, { minInterval: rank.key === 'units' ? 1 : 0 }),
			series: namedLines(products.map(([key, own], i) => ({
				name: key,
				label: names.get(key),
				tone: hue(i),
				data: own.map((row) => row[rank.key]),
				complete: coveredUntil(own),
				markArea: i > 0 ? null : areasNotCovered(own),
			})), width),
		}),
	});
}
