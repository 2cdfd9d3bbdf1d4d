// Sales Overview: revenue over months, years and states.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, largest, legend, loadMap, stripes, tooltip, tooltipContent, valueAxis, yearLabels } from './charts.js';
import { format, months } from './format.js';
import { color, yearColor } from './theme.js';
import { completeYears, markYear } from './years.js';

async function load(state) {
	const [totals, byMonth, byYear, topStates, map] = await Promise.all([
		readRow('sales_totals', state, ['years', 'states']),
		readRows('sales_months', state, ['years', 'states']),
		readRows('sales_years', state, ['years', 'states']),
		readRows('sales_top_states', state, ['years', 'states', 'top']),
		readRows('sales_map', state, ['years', 'states']),
		loadMap(),
	]);
	return { totals, byMonth, byYear, topStates, map };
}

function monthsCard(rows, complete) {
	const years = [...new Set(rows.map(({ year }) => year))];
	const found = new Map(rows.map((row) => [`${row.year} ${row.month_of_year}`, row.revenue]));
	const totals = months.map((name, i) => years.reduce((sum, year) => sum + (found.get(`${year} ${i + 1}`) ?? 0), 0));
	return chartCard({
		id: 'sales-months',
		title: 'Monthly revenue',
		unit: 'USD; a line for each year, and behind them the total of all years shown',
		size: 'wide',
		height: 360,
		rows,
		columns: [
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_covered', label: 'Covered month', type: 'flag' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: () => ({
			legend: legend({ data: [...years.map((year) => markYear(complete, year)), 'Total'] }),
			grid: { top: 44, left: 56, right: 60, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(points[0].name, points.map(({ color: swatch, seriesName, value }) =>
				[swatch, seriesName, format.money(value)]))),
			xAxis: categoryAxis(months),
			yAxis: [
				valueAxis('Revenue of a year', format.shortMoney, { nameGap: 44 }),
				valueAxis('Total of all years', format.shortMoney, { nameGap: 48, splitLine: { show: false } }),
			],
			series: [
				{
					type: 'bar', name: 'Total', yAxisIndex: 1, z: 1, barWidth: '70%', data: totals,
					itemStyle: { color: color('behind'), borderRadius: [3, 3, 0, 0] },
				},
				...years.map((year) => ({
					type: 'line',
					name: markYear(complete, year),
					z: 3,
					symbolSize: 5,
					showSymbol: false,
					lineStyle: { width: 2.5, type: complete.get(year) ? 'solid' : 'dashed' },
					color: yearColor(years.filter((shown) => complete.get(shown)), year, complete.get(year)),
					data: months.map((name, i) => found.get(`${year} ${i + 1}`) ?? null),
				})),
			],
		}),
	});
}

function growthCard(rows) {
	const tones = (value) => color(value < 0 ? 'down' : 'up');
	return chartCard({
		id: 'sales-growth',
		title: 'Yearly growth',
		unit: 'Percent of revenue over the calendar year before; only where both years are complete',
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
			xAxis: categoryAxis(rows.map(({ year, is_complete_year }) => is_complete_year ? String(year) : `${year}*`), { axisLabel: yearLabels(rows, width - 64) }),
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

function topStatesCard(rows, complete, top) {
	const states = [...new Set(rows.map(({ state_name }) => state_name))];
	const years = [...new Set(rows.map(({ year }) => year))].sort();
	const found = new Map(rows.map((row) => [`${row.state_name} ${row.year}`, row.revenue]));
	const totals = new Map(rows.map(({ state_name, state_revenue }) => [state_name, state_revenue]));
	return chartCard({
		id: 'sales-states',
		title: `Top ${Math.min(top, states.length)} states`,
		unit: 'Revenue in USD, stacked by year',
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
			yAxis: categoryAxis(states, { inverse: true, axisLabel: { width: 100, overflow: 'truncate', color: color('text') } }),
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

function mapCard(rows) {
	const known = rows.filter(({ state_key }) => state_key !== '00');
	const unknown = rows.find(({ state_key }) => state_key === '00');
	const most = largest(known.map(({ revenue }) => revenue), 0);
	return chartCard({
		id: 'sales-map',
		title: 'Revenue by state',
		unit: 'USD, all years shown',
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
			tooltip: tooltip('item', ({ name, data, color: swatch }) => tooltipContent(name, data ? [
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

function show({ totals, byMonth, byYear, topStates, map }, state, options) {
	const complete = completeYears(options);
	const marked = (rows) => rows.map((row) => ({ ...row, is_complete_year: complete.get(row.year) }));
	const partial = byYear.filter(({ is_complete_year }) => !is_complete_year).map(({ year }) => `${year}*`);
	return {
		figures: figures([
			{ id: 'figure-revenue', label: 'Total revenue', value: format.money(totals.revenue), remark: partial.length > 0 ? `with ${partial.join(', ')}, not complete` : null },
			{
				id: 'figure-month', label: 'Average month', value: format.money(totals.revenue_per_month),
				remark: totals.covered_months === 0 ? 'the data cover none of these months'
					: `over the ${format.count(totals.covered_months)} months that the data cover, with a sale or not`,
			},
			{ id: 'figure-orders', label: 'Orders', value: format.count(totals.orders), remark: orderValues(totals) },
			{ id: 'figure-states', label: 'States shown', value: format.count(totals.states), remark: 'with orders; DC and Puerto Rico count' },
		]),
		cards: [monthsCard(marked(byMonth), complete), growthCard(byYear), topStatesCard(marked(topStates), complete, state.top), mapCard(map)],
	};
}

export default { id: 'sales', title: 'Sales Overview', filters: ['years', 'states', 'top'], load, show };
