// Sales Overview: revenue over months, years and states.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, isRoomy, largest, legend, loadMap, namedLines, stripes, tooltip, tooltipContent, valueAxis, yearLabels } from './charts.js';
import { toggleButton } from './filters.js';
import { format, monthNames, months } from './format.js';
import { color, hue, yearColor, yearHue } from './theme.js';
import { counted, extremes, grown, list } from './words.js';
import { completeYears, markYear } from './years.js';

async function load(state) {
	const [totals, compared, byMonth, byYear, topStates, map] = await Promise.all([
		readRow('sales_totals', state, ['years', 'states']),
		readRow('sales_compare', state, ['years', 'states']),
		readRows('sales_months', state, ['years', 'states']),
		readRows('sales_years', state, ['years', 'states']),
		readRows('sales_top_states', state, ['years', 'states', 'top']),
		readRows('sales_map', state, ['years', 'states']),
		loadMap(),
	]);
	return { totals, compared, byMonth, byYear, topStates, map };
}

// The year that is compared with the one before: the last complete one, else the last with a month that can be
function comparedYear(rows, complete) {
	const comparable = rows.filter(({ revenue_before }) => revenue_before !== null);
	return (comparable.findLast(({ year }) => complete.get(year)) ?? comparable.at(-1))?.year;
}

function monthsFinding(rows, complete, year) {
	if (year !== undefined) {
		const beside = rows.filter((row) => row.year === year && row.revenue_before !== null);
		return `In ${year} revenue was above that of the year before in ${beside.filter((row) => row.revenue > row.revenue_before).length} of ${counted(beside.length, 'month')}.`;
	}
	const last = rows.findLast((row) => complete.get(row.year))?.year;
	const found = extremes(rows.filter((row) => row.year === last), (row) => row.revenue);
	return found && `In ${last} most was sold in ${monthNames[found.most.month_of_year - 1]} (${format.dollars(found.most.revenue)}) and least in ${
		monthNames[found.least.month_of_year - 1]} (${format.dollars(found.least.revenue)}).`;
}

function monthsCard(rows, complete, state, change) {
	const years = [...new Set(rows.map(({ year }) => year))];
	const found = new Map(rows.map((row) => [`${row.year} ${row.month_of_year}`, row]));
	const of = (year, column) => months.map((name, i) => found.get(`${year} ${i + 1}`)?.[column] ?? null);
	const totals = months.map((name, i) => years.reduce((sum, year) => sum + (found.get(`${year} ${i + 1}`)?.revenue ?? 0), 0));
	const year = state.compare ? comparedYear(rows, complete) : undefined;
	const ofYears = () => years.map((each) => ({
		name: markYear(complete, each),
		tone: yearHue(years.filter((shown) => complete.get(shown)), each, complete.get(each)),
		data: of(each, 'revenue'),
		lineStyle: complete.get(each) ? {} : { type: 'dashed' },
	}));
	const ofTwo = () => [
		{ name: markYear(complete, year), tone: hue(0), data: of(year, 'revenue') },
		{ name: markYear(complete, year - 1), tone: hue(1), data: of(year, 'revenue_before'), lineStyle: { type: 'dashed' } },
	];
	return chartCard({
		id: 'sales-months',
		title: year ? `Monthly revenue of ${year} and of the year before` : 'Monthly revenue',
		unit: year ? 'USD' : 'USD; a line for each year. The bars behind are all years shown together, on a scale of their own',
		finding: monthsFinding(rows, complete, year),
		note: state.compare && !year ? 'No year shown can be compared with the one before: the data have to cover both.' : null,
		size: 'wide',
		height: 360,
		rows,
		controls: [toggleButton({ id: 'sales-months-compare', label: 'Compare with previous year', isOn: state.compare === 1, onchange: (isOn) => change({ compare: isOn ? 1 : 0 }) })],
		columns: [
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'revenue_before', label: 'A year before (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			{ key: 'is_covered', label: 'Covered month', type: 'flag' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend(),
			grid: { top: isRoomy(width) ? 14 : 44, left: 56, right: isRoomy(width) ? 56 : 12, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(points[0].name, points.filter(({ value }) => (value ?? null) !== null).map(({ color: swatch, seriesName, value }) =>
				[swatch, seriesName, format.money(value)]),
			year && `Growth: ${format.change(found.get(`${year} ${points[0].dataIndex + 1}`)?.growth_pct)}`)),
			xAxis: categoryAxis(months),
			yAxis: [valueAxis('', format.shortMoney), { type: 'value', show: false }],
			series: [
				...(year ? [] : [{
					type: 'bar', name: 'Total', yAxisIndex: 1, z: 1, barWidth: '70%', data: totals,
					itemStyle: { color: color('behind'), borderRadius: [3, 3, 0, 0] },
				}]),
				...namedLines(year ? ofTwo() : ofYears(), width),
			],
		}),
	});
}

function growthFinding(rows) {
	const [last, before] = rows.filter(({ growth_pct }) => growth_pct !== null).reverse();
	return last ? `Revenue ${grown(last.growth_pct)} in ${last.year}${before ? `, after it ${grown(before.growth_pct)} in ${before.year}` : ''}.` : null;
}

function growthCard(rows, toggle) {
	const tones = (value) => color(value < 0 ? 'down' : 'up');
	return chartCard({
		id: 'sales-growth',
		title: 'Yearly growth',
		unit: 'Percent of revenue over the calendar year before; only where both years are complete',
		finding: growthFinding(rows),
		onclick: ({ dataIndex }) => toggle('years', rows[dataIndex].year),
		size: 'narrow',
		height: 360,
		rows,
		columns: [
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_before', label: 'Year before (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: (width) => ({
			grid: { top: 24, left: 56, right: 8, bottom: 36 },
			tooltip: tooltip('item', ({ dataIndex }) => tooltipContent(String(rows[dataIndex].year), [
				[tones(rows[dataIndex].growth_pct), 'Growth', format.change(rows[dataIndex].growth_pct)],
				[null, 'Revenue', format.money(rows[dataIndex].revenue)],
				[null, 'Year before', format.money(rows[dataIndex].revenue_before)],
			])),
			xAxis: categoryAxis(rows.map(({ year, is_complete_year }) => is_complete_year ? String(year) : `${year}*`), { triggerEvent: true, axisLabel: yearLabels(rows, width - 64) }),
			yAxis: valueAxis('', (value) => `${value}%`),
			series: [{
				type: 'bar',
				barMaxWidth: 44,
				data: rows.map(({ growth_pct }) => ({
					value: growth_pct,
					itemStyle: { color: tones(growth_pct), borderRadius: growth_pct < 0 ? [0, 0, 3, 3] : [3, 3, 0, 0] },
					label: { show: true, position: growth_pct < 0 ? 'bottom' : 'top', formatter: ({ value }) => format.change(value), color: color('text') },
				})),
			}],
		}),
	});
}

function statesFinding(map) {
	const known = map.filter(({ state_key, revenue }) => state_key !== '00' && revenue > 0);
	if (known.length < 2) {
		return null;
	}
	const [first, ...others] = known;
	return `${first.state_name} has most revenue, ${format.dollars(first.revenue)} or ${format.share(first.share_pct)} of all; then ${
		others.length > 1 ? 'come' : 'comes'} ${list(others.slice(0, 2).map(({ state_name }) => state_name))}.`;
}

// How few states make up half of the revenue
function mapFinding(map) {
	const known = map.filter(({ state_key }) => state_key !== '00');
	const half = known.reduce((sum, { revenue }) => sum + revenue, 0) / 2;
	let sum = 0;
	const number = known.findIndex(({ revenue }) => (sum += revenue) >= half) + 1;
	if (known.length < 5 || half === 0) {
		return null;
	}
	return `${number === 1 ? 'One' : format.count(number)} of ${format.count(known.length)} states with orders ${number === 1 ? 'makes' : 'make'} up half of the revenue.`;
}

function topStatesCard(rows, map, complete, top, toggleState) {
	const states = [...new Set(rows.map(({ state_name }) => state_name))];
	const years = [...new Set(rows.map(({ year }) => year))].sort();
	const found = new Map(rows.map((row) => [`${row.state_name} ${row.year}`, row.revenue]));
	const totals = new Map(rows.map(({ state_name, state_revenue }) => [state_name, state_revenue]));
	return chartCard({
		id: 'sales-states',
		title: `Top ${Math.min(top, states.length)} states`,
		unit: 'Revenue in USD, stacked by year',
		finding: statesFinding(map),
		onclick: ({ dataIndex }) => toggleState(states[dataIndex]),
		height: 90 + 26 * states.length,
		rows,
		columns: [
			{ key: 'state_name', label: 'State', type: 'text' },
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 36, left: 112, right: 24, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(points[0].name, [
				...points.map(({ color: swatch, seriesName, value }) => [swatch, seriesName, format.money(value)]),
				[null, 'Total', format.money(totals.get(points[0].name))],
			])),
			xAxis: valueAxis('', format.shortMoney),
			yAxis: categoryAxis(states, { inverse: true, triggerEvent: true, axisLabel: { width: 100, overflow: 'truncate', color: color('text') } }),
			series: years.map((year) => ({
				type: 'bar',
				name: markYear(complete, year),
				stack: 'years',
				barMaxWidth: 18,
				itemStyle: {
					color: yearColor(years.filter((shown) => complete.get(shown)), year, complete.get(year)),
					decal: complete.get(year) ? null : stripes(),
				},
				data: states.map((state) => found.get(`${state} ${year}`) ?? null),
			})),
		}),
	});
}

function mapCard(rows, toggleState) {
	const known = rows.filter(({ state_key }) => state_key !== '00');
	const unknown = rows.find(({ state_key }) => state_key === '00');
	const most = largest(known.map(({ revenue }) => revenue), 0);
	return chartCard({
		id: 'sales-map',
		title: 'Revenue by state',
		unit: 'USD, all years shown',
		finding: mapFinding(rows),
		onclick: ({ name }) => toggleState(name),
		height: 350,
		rows,
		note: `States without orders are gray.${unknown ? ` ${format.money(unknown.revenue)} has no known state and is not on the map.` : ''}`,
		columns: [
			{ key: 'state_name', label: 'State', type: 'text' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'share_pct', label: 'Share (%)', type: 'share' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'avg_order_value', label: 'Average order value (USD a line)', type: 'money' },
		],
		option: () => ({
			tooltip: tooltip('item', ({ name, data, color: swatch }) => tooltipContent(name, data?.row ? [
				[swatch, 'Revenue', format.money(data.value)],
				[null, 'Share', format.share(data.row.share_pct)],
				[null, 'Orders', format.count(data.row.orders)],
				[null, 'Average order', format.money(data.row.avg_order_value)],
			] : [[null, 'No orders', '']])),
			visualMap: {
				min: 0, max: most, calculable: false, hoverLink: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 140,
				text: [format.shortMoney(most), '$0'], textStyle: { color: color('muted') },
				inRange: { color: [color('low'), color('middle'), color('high')] },
			},
			series: [{
				type: 'map',
				map: 'us',
				nameProperty: 'name',
				projection: { project: (point) => point, unproject: (point) => point },
				top: 4, bottom: 40, left: 8, right: 8,
				selectedMode: false,
				itemStyle: { areaColor: color('hole'), borderColor: color('surface'), borderWidth: 1 },
				label: { show: false },
				emphasis: { label: { show: false }, itemStyle: { areaColor: null, borderColor: color('text'), borderWidth: 1.5 } },
				data: known.map((row) => ({ name: row.state_name, value: row.revenue, row })),
			}],
		}),
	});
}

// A basket is what one user ordered on one day; those of several states are not counted.
function orderValues({ avg_order_value, avg_basket_value }) {
	if (avg_order_value === null) {
		return 'purchase lines';
	}
	return `purchase lines of ${format.money(avg_order_value)} on average${avg_basket_value === null ? '' : `, baskets of ${format.money(avg_basket_value)}`}`;
}

function show({ totals, compared, byMonth, byYear, topStates, map }, state, options, change, { toggle }) {
	const complete = completeYears(options);
	const marked = (rows) => rows.map((row) => ({ ...row, is_complete_year: complete.get(row.year) }));
	const partial = byYear.filter(({ is_complete_year }) => !is_complete_year).map(({ year }) => `${year}*`);
	const toggleState = (name) => {
		const found = options.states.find((each) => each.name === name);
		if (found) {
			toggle('states', found.key);
		}
	};
	const beside = (column, type, growth) => compared ? { year: compared.year, value: compared[column], before: compared[`${column}_before`], type, growth: compared[growth] } : null;
	const line = (column, label, type) => ({
		points: byMonth.map((row) => ({ at: row.month, value: row[column], isComplete: row.is_covered })), label, type, at: 'month',
	});
	return {
		figures: figures([
			{
				id: 'figure-revenue', label: 'Total revenue', value: format.money(totals.revenue), remark: partial.length > 0 ? `with ${partial.join(', ')}, not complete` : null,
				compared: beside('revenue', 'briefMoney', 'revenue_growth_pct'), line: line('revenue', 'Revenue by month', 'money'),
			},
			{
				id: 'figure-month', label: 'Average month', value: format.money(totals.revenue_per_month), compared: beside('revenue_per_month', 'briefMoney'),
				remark: totals.covered_months === 0 ? 'the data cover none of these months'
					: `over the ${format.count(totals.covered_months)} months that the data cover, with a sale or not`,
			},
			{
				id: 'figure-orders', label: 'Orders', value: format.count(totals.orders), remark: orderValues(totals),
				compared: beside('orders', 'count', 'orders_growth_pct'), line: line('orders', 'Orders by month', 'count'),
			},
			{
				id: 'figure-states', label: 'States shown', value: format.count(totals.states), remark: 'with orders; DC and Puerto Rico count', compared: beside('states', 'count'),
			},
		]),
		cards: [
			monthsCard(marked(byMonth), complete, state, change), growthCard(byYear, toggle),
			topStatesCard(marked(topStates), map, complete, state.top, toggleState), mapCard(map, toggleState),
		],
	};
}

export default { filters: ['years', 'states', 'top'], load, show };
