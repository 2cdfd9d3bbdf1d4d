// Category Performance: which categories sell most, least, and at which value.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, isRoomy, legend, mostHues, namedLines, onePerLine, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { affinityCard } from './category_affinity.js';
import { growthCard, pricesCard } from './category_growth.js';
import { areasNotCovered, coveredUntil, roomForNames } from './covered.js';
import { toggleButton } from './filters.js';
import { categoryLabel, format } from './format.js';
import { monthsOfProducts, periodOf, productsCard, titlesOf } from './products.js';
import { grouped } from './rows.js';
import { color, hue, yearColor } from './theme.js';
import { counted, extremes, grown } from './words.js';
import { completeYears, markYear } from './years.js';

async function load(state) {
	const [totals, compared, sums, byYear, orderValues, weakest, byMonth, growth, prices, affinity, products, productMonths] = await Promise.all([
		readRow('category_totals', state, ['years', 'category']),
		readRow('category_compare', state, ['years', 'category']),
		readRows('category_sums', state, ['years', 'category']),
		readRows('category_years', state, ['years', 'category', 'top']),
		readRows('category_order_values', state, ['years', 'category', 'top', 'min_orders']),
		readRows('category_weakest', state, ['years', 'category', 'top', 'min_orders']),
		readRows('category_months', state, ['years', 'category']),
		readRows('category_growth', state, ['years', 'category', 'top']),
		readRows('price_index', state, ['years', 'category']),
		readRows('category_affinity', state, ['category', 'top']),
		readRows('top_products', { ...state, period: periodOf(state) || undefined }, ['period', 'rank', 'top', 'category']),
		state.product.length > 0 ? readRows('product_months', state, ['years', 'product']) : [],
	]);
	return { totals, compared, sums, byYear, orderValues, weakest, byMonth, growth, prices, affinity, products, productMonths };
}

const labelAxis = (categories) => categoryAxis(categories.map(categoryLabel), {
	inverse: true,
	triggerEvent: true,
	axisLabel: { width: 150, overflow: 'truncate', color: color('text') },
});

function topFinding(rows) {
	const first = rows.find(({ category }) => category !== 'UNKNOWN');
	const growth = first && rows.findLast(({ category, growth_pct }) => category === first.category && growth_pct !== null);
	return first ? `${categoryLabel(first.category)} sells most: ${format.dollars(first.category_revenue)}${growth ? `. In ${growth.year} it ${grown(growth.growth_pct)}` : ''}.` : null;
}

function topCard(rows, complete, toggle) {
	const categories = [...new Set(rows.map(({ category }) => category))];
	const years = [...new Set(rows.map(({ year }) => year))].sort();
	const found = new Map(rows.map((row) => [`${row.category} ${row.year}`, row.revenue]));
	const totals = new Map(rows.map(({ category, category_revenue }) => [category, category_revenue]));
	return chartCard({
		id: 'category-years',
		title: 'Categories with most revenue',
		unit: 'USD, stacked by year; the unknown category comes last',
		finding: topFinding(rows),
		onclick: ({ dataIndex }) => toggle('category', categories[dataIndex]),
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
function barCard({ key, tone, toggle, ...card }) {
	const { rows } = card;
	return chartCard({
		...card,
		onclick: ({ dataIndex }) => toggle('category', rows[dataIndex].category),
		height: 50 + 26 * rows.length,
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'avg_order_value', label: 'Average order value (USD a line)', type: 'money' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
		],
		option: () => ({
			grid: { top: 8, left: 164, right: 92, bottom: 28 },
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

// When the first of them sells most; or how often the year compared was above the one before
function trendFinding(rows, complete, isCompared) {
	const [{ category } = {}] = rows;
	const last = rows.findLast((row) => row.category === category && complete.get(yearOf(row)) && (!isCompared || row.revenue_before !== null));
	if (!last) {
		return null;
	}
	const ofYear = rows.filter((row) => row.category === category && yearOf(row) === yearOf(last));
	if (isCompared) {
		const beside = ofYear.filter(({ revenue_before }) => revenue_before !== null);
		return `${categoryLabel(category)} was above the year before in ${format.count(beside.filter((row) => row.revenue > row.revenue_before).length)} of ${counted(beside.length, 'month')} of ${yearOf(last)}.`;
	}
	const found = extremes(ofYear, ({ revenue }) => revenue);
	return found && `${categoryLabel(category)} sold most in ${format.month(found.most.month)} (${format.dollars(found.most.revenue)}) and least in ${
		format.month(found.least.month)} (${format.dollars(found.least.revenue)}), of the months of ${yearOf(last)}.`;
}

const yearOf = ({ month }) => Number(month.slice(0, 4));

function trendCard(rows, complete, state, change) {
	const isChosen = state.category.length > 0, isCompared = state.compare === 1;
	const categories = [...new Set(rows.map(({ category }) => category))];
	const drawn = categories.slice(0, mostLines);
	const months = [...new Set(rows.map(({ month }) => month))];
	const byCategory = grouped(rows, ({ category }) => category);
	const named = new Set(drawn.slice(0, mostHues).map(categoryLabel));
	return chartCard({
		id: 'category-months',
		title: isChosen ? 'Trend of the chosen categories' : 'Trend of the five categories with most revenue',
		unit: isCompared ? 'Revenue by month in USD; dashed: the same month of the year before, where the data cover both' : 'Revenue by month in USD',
		finding: trendFinding(rows, complete, isCompared),
		height: 340,
		size: 'full',
		rows,
		controls: [toggleButton({ id: 'category-months-compare', label: 'Compare with previous year', isOn: isCompared, onchange: (isOn) => change({ compare: isOn ? 1 : 0 }) })],
		note: [
			!isChosen ? 'Choose categories above to see theirs.' : null,
			drawn.length > mostHues ? 'Gray lines say their names where they are pointed at.' : null,
			drawn.length < categories.length ? `Lines of the ${mostLines} with most revenue; the table has all ${format.count(categories.length)}.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'revenue_before', label: 'A year before (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			{ key: 'is_covered', label: 'Covered month', type: 'flag' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend({ data: drawn.map(categoryLabel) }),
			grid: { top: isRoomy(width) ? 20 : 44, left: 60, right: isRoomy(width) ? roomForNames(byCategory.get(categories[0]), width) : 16, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(format.month(months[points[0].dataIndex]),
				onePerLine(points).filter(({ seriesName }) => named.has(seriesName)).map(({ color: swatch, seriesName, value, dataIndex }) =>
					[swatch, seriesName, isCompared ? `${format.money(value)} (${format.change(byCategory.get(drawn.find((category) => categoryLabel(category) === seriesName))[dataIndex].growth_pct)})` : format.money(value)]))),
			xAxis: categoryAxis(months.map((month) => `${format.month(month)}${complete.get(Number(month.slice(0, 4))) ? '' : '*'}`), { boundaryGap: false }),
			yAxis: valueAxis('', format.shortMoney),
			series: [
				...namedLines(drawn.map((category, i) => ({
					name: categoryLabel(category), tone: hue(i), data: byCategory.get(category).map(({ revenue }) => revenue), complete: coveredUntil(byCategory.get(category)),
					markArea: i > 0 ? null : areasNotCovered(byCategory.get(category)),
				})), width),
				...(isCompared ? drawn.slice(0, mostHues).map((category, i) => ({
					type: 'line', name: `${categoryLabel(category)}, a year before`, color: hue(i), showSymbol: false, silent: true, tooltip: { show: false },
					lineStyle: { width: 1.25, type: 'dashed', opacity: 0.8 }, data: byCategory.get(category).map(({ revenue_before }) => revenue_before),
				})) : []),
			],
		}),
	});
}

// With how many orders, since an average of few says little
const valueFinding = (rows) => rows[0] && rows[0].category !== 'UNKNOWN'
	? `${categoryLabel(rows[0].category)} has the highest: ${format.money(rows[0].avg_order_value)}, the average of ${counted(rows[0].orders, 'order')}${rows[0].orders < 100 ? ', so it may be chance' : ''}.` : null;

const weakestFinding = (rows) => rows[0] ? `${categoryLabel(rows[0].category)} has least revenue of them: ${format.money(rows[0].revenue)} from ${counted(rows[0].orders, 'order')}.` : null;

function show({ totals, compared, sums, byYear, orderValues, weakest, byMonth, growth, prices, affinity, products, productMonths }, state, options, change, { toggle }) {
	const complete = completeYears(options);
	const marked = (rows) => rows.map((row) => ({ ...row, is_complete_year: complete.get(row.year ?? yearOf(row)) }));
	const threshold = `categories with at least ${format.count(state.min_orders)} ${state.min_orders === 1 ? 'order' : 'orders'}`;
	const beside = (column, type, growth) => compared ? { year: compared.year, value: compared[column], before: compared[`${column}_before`], type, growth: compared[growth] } : null;
	const line = (column, label, type) => ({ points: sums.map((row) => ({ at: row.month, value: row[column], isComplete: row.is_covered })), label, type, at: 'month' });
	const titles = titlesOf(products, productMonths);
	return {
		names: titles,
		figures: figures([
			{
				id: 'figure-revenue', label: 'Revenue', value: format.money(totals.revenue), remark: `${format.count(totals.orders)} orders`,
				compared: beside('revenue', 'briefMoney', 'revenue_growth_pct'), line: line('revenue', 'Revenue by month', 'money'),
			},
			{
				id: 'figure-categories', label: 'Categories shown', value: format.count(totals.categories), remark: 'the unknown one aside',
				compared: beside('categories', 'count'), line: line('categories', 'Categories with orders by month', 'count'),
			},
			{
				id: 'figure-order', label: 'Average order value', value: format.money(totals.avg_order_value), remark: 'revenue divided by purchase lines',
				compared: beside('avg_order_value', 'money', 'avg_order_value_growth_pct'), line: line('avg_order_value', 'Average order value by month', 'money'),
			},
			{
				id: 'figure-unknown', label: 'Without category', value: format.money(totals.unknown_revenue),
				remark: totals.revenue > 0 ? `${format.share(100 * totals.unknown_revenue / totals.revenue)} of the revenue` : null,
				compared: beside('unknown_revenue', 'briefMoney', 'unknown_growth_pct'), line: line('unknown_revenue', 'Revenue without category by month', 'money'),
			},
		]),
		cards: [
			topCard(marked(byYear), complete, toggle),
			barCard({
				id: 'category-order-values', title: 'Highest average order value', unit: `USD a purchase line; ${threshold}`, finding: valueFinding(orderValues),
				rows: orderValues, key: 'avg_order_value', tone: 'accent-chart', toggle,
			}),
			trendCard(marked(byMonth), complete, state, change),
			growthCard({ all: growth, chosen: state.category, fewest: options.min_group_size }),
			pricesCard({ rows: prices, chosen: state.category, fewest: options.min_group_size }),
			affinityCard({ rows: affinity, chosen: state.category, fewest: options.min_group_size, toggle }),
			productsCard({ rows: products, titles, state, options, change, toggle }),
			...(state.product.length > 0 ? [monthsOfProducts({ rows: marked(productMonths), titles, state, complete })] : []),
			barCard({
				id: 'category-weakest', title: 'Weakest categories', unit: `Revenue in USD, least first; ${threshold}`, finding: weakestFinding(weakest),
				rows: weakest, key: 'revenue', tone: 'down', size: 'full', toggle,
			}),
		],
	};
}

// choices: what is chosen in a chart, and not in the bar
export default { filters: ['years', 'category', 'top', 'min_orders'], choices: ['product'], load, show };
