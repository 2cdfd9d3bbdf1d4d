// Category Performance: which categories sell most, least, and at which value.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, legend, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { categoryLabel, format } from './format.js';
import { color, series, yearColor } from './theme.js';
import { completeYears, markYear } from './years.js';

async function load(state) {
	const [totals, byYear, orderValues, weakest, byMonth] = await Promise.all([
		readRow('category_totals', state, ['years', 'category']),
		readRows('category_years', state, ['years', 'category', 'top']),
		readRows('category_order_values', state, ['years', 'category', 'top', 'min_orders']),
		readRows('category_weakest', state, ['years', 'category', 'top', 'min_orders']),
		readRows('category_months', state, ['years', 'category']),
	]);
	return { totals, byYear, orderValues, weakest, byMonth };
}

const labelAxis = (categories) => categoryAxis(categories.map(categoryLabel), {
	inverse: true,
	axisLabel: { width: 150, overflow: 'truncate', color: color('text') },
});

function topCard(rows, complete) {
	const categories = [...new Set(rows.map(({ category }) => category))];
	const years = [...new Set(rows.map(({ year }) => year))].sort();
	const found = new Map(rows.map((row) => [`${row.category} ${row.year}`, row.revenue]));
	const totals = new Map(rows.map(({ category, category_revenue }) => [category, category_revenue]));
	return chartCard({
		id: 'category-years',
		title: 'Categories with most revenue',
		unit: 'USD, stacked by year; the unknown category comes last',
		height: 90 + 26 * categories.length,
		rows,
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 36, left: 164, right: 24, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(points[0].name, [
				...points.map(({ color: swatch, seriesName, value }) => [swatch, seriesName, format.money(value)]),
				[null, 'Total', format.money(totals.get(categories[points[0].dataIndex]))],
			])),
			xAxis: valueAxis('', format.shortMoney),
			yAxis: labelAxis(categories),
			series: years.map((year) => ({
				type: 'bar',
				name: markYear(complete, year),
				stack: 'years',
				barMaxWidth: 18,
				itemStyle: {
					color: yearColor(years.filter((shown) => complete.get(shown)), year, complete.get(year)),
					decal: complete.get(year) ? null : stripes(),
				},
				data: categories.map((category) => found.get(`${category} ${year}`) ?? null),
			})),
		}),
	});
}

// Bars of one figure of each category, its value beside the bar
function barCard({ key, tone, ...card }) {
	const { rows } = card;
	return chartCard({
		...card,
		height: 50 + 26 * rows.length,
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'avg_order_value', label: 'Average order value (USD a line)', type: 'money' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
		],
		option: () => ({
			grid: { top: 8, left: 164, right: 76, bottom: 28 },
			tooltip: tooltip('item', ({ name, dataIndex }) => tooltipContent(name, [
				[null, 'Average order', format.money(rows[dataIndex].avg_order_value)],
				[null, 'Revenue', format.money(rows[dataIndex].revenue)],
				[null, 'Orders', format.count(rows[dataIndex].orders)],
			])),
			xAxis: valueAxis('', format.shortMoney),
			yAxis: labelAxis(rows.map(({ category }) => category)),
			series: [{
				type: 'bar',
				barMaxWidth: 18,
				label: { show: true, position: 'right', formatter: ({ value }) => format.money(value), color: color('text') },
				data: rows.map((row) => ({
					value: row[key],
					itemStyle: { color: color(row.category === 'UNKNOWN' ? 'incomplete' : tone), borderRadius: [0, 3, 3, 0] },
				})),
			}],
		}),
	});
}

// As many lines as somebody may try to tell apart; a browser draws hundreds slowly.
const mostLines = 30;

function trendCard(rows, complete, isChosen) {
	const categories = [...new Set(rows.map(({ category }) => category))];
	const drawn = categories.slice(0, mostLines);
	const months = [...new Set(rows.map(({ month }) => month))];
	return chartCard({
		id: 'category-months',
		title: isChosen ? 'Trend of the chosen categories' : 'Trend of the five categories with most revenue',
		unit: 'Revenue by month in USD',
		height: 340,
		size: 'full',
		rows,
		note: !isChosen ? 'Choose categories above to see theirs.'
			: drawn.length < categories.length ? `Lines of the ${mostLines} with most revenue; the table has all ${format.count(categories.length)}.` : null,
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_covered', label: 'Covered month', type: 'flag' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 44, left: 60, right: 16, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(format.month(months[points[0].dataIndex]),
				points.map(({ color: swatch, seriesName, value }) => [swatch, seriesName, format.money(value)]))),
			xAxis: categoryAxis(months.map((month) => `${format.month(month)}${complete.get(Number(month.slice(0, 4))) ? '' : '*'}`), { boundaryGap: false }),
			yAxis: valueAxis('', format.shortMoney),
			series: drawn.map((category, i) => ({
				type: 'line',
				name: categoryLabel(category),
				showSymbol: false,
				lineStyle: { width: 2, type: i < 8 ? 'solid' : 'dashed' },
				color: series(i),
				data: rows.filter((row) => row.category === category).map(({ revenue }) => revenue),
				markArea: i > 0 ? null : areasNotCovered(rows.filter((row) => row.category === category)),
			})),
		}),
	});
}

// The months in which nobody should look for a decline, of those of one category
function areasNotCovered(rows) {
	const areas = [];
	rows.forEach(({ is_covered }, i) => {
		if (!is_covered && (i === 0 || rows[i - 1].is_covered)) {
			areas.push([{ name: 'not complete', xAxis: i }, { xAxis: i }]);
		} else if (!is_covered) {
			areas.at(-1)[1].xAxis = i;
		}
	});
	return {
		silent: true,
		itemStyle: { color: color('incomplete'), opacity: 0.12 },
		label: { color: color('muted'), position: 'insideTop' },
		data: areas,
	};
}

function show({ totals, byYear, orderValues, weakest, byMonth }, state, options) {
	const complete = completeYears(options);
	const marked = (rows) => rows.map((row) => ({ ...row, is_complete_year: complete.get(row.year ?? Number(row.month.slice(0, 4))) }));
	const threshold = `categories with at least ${format.count(state.min_orders)} ${state.min_orders === 1 ? 'order' : 'orders'}`;
	return {
		figures: figures([
			{ id: 'figure-revenue', label: 'Revenue', value: format.money(totals.revenue), remark: `${format.count(totals.orders)} orders` },
			{ id: 'figure-categories', label: 'Categories shown', value: format.count(totals.categories), remark: 'the unknown one aside' },
			{ id: 'figure-order', label: 'Average order value', value: format.money(totals.avg_order_value), remark: 'revenue divided by purchase lines' },
			{
				id: 'figure-unknown', label: 'Without category', value: format.money(totals.unknown_revenue),
				remark: totals.revenue > 0 ? `${format.share(100 * totals.unknown_revenue / totals.revenue)} of the revenue` : null,
			},
		]),
		cards: [
			topCard(marked(byYear), complete),
			barCard({ id: 'category-order-values', title: 'Highest average order value', unit: `USD a purchase line; ${threshold}`, rows: orderValues, key: 'avg_order_value', tone: 'accent-chart' }),
			trendCard(marked(byMonth), complete, state.category.length > 0),
			barCard({ id: 'category-weakest', title: 'Weakest categories', unit: `Revenue in USD, least first; ${threshold}`, rows: weakest, key: 'revenue', tone: 'down', size: 'full' }),
		],
	};
}

export default { id: 'categories', title: 'Category Performance', filters: ['years', 'category', 'top', 'min_orders'], load, show };
