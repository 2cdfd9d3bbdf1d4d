// What customers have been worth: their segments, and how much of the revenue the best of them bring.

import { chartCard } from './card.js';
import { categoryAxis, legend, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { format } from './format.js';
import { color, hue } from './theme.js';
import { counted } from './words.js';

function segmentsFinding(rows, total) {
	const first = rows.filter(({ is_small: isSmall }) => !isSmall).sort((a, b) => b.revenue - a.revenue)[0];
	return [
		first && rows.length > 1 ? `${first.segment}: ${format.percent(first.customers_pct)} of the customers, ${format.percent(first.revenue_pct)} of the revenue.` : null,
		`${format.percent(total.repeat_pct)} of ${counted(total.customers, 'customer')} have ordered on more than one day${total.is_small ? '; of so few, that says little' : ''}.`,
	].filter(Boolean).join(' ');
}

/* rows: of the segments; total: of all together */
export function segmentsCard({ rows, total, chosen, few, toggle }) {
	const isFaint = ({ segment_order: order }) => chosen.length > 0 && !chosen.includes(order);
	const bars = (name, key, tone) => ({
		type: 'bar', name, color: hue(tone), barMaxWidth: 13, barGap: '0%',
		label: { show: true, position: 'right', formatter: ({ value }) => format.percent(value), color: color('text'), fontSize: 11 },
		data: rows.map((row) => ({ value: row[key], itemStyle: { borderRadius: [0, 3, 3, 0], opacity: isFaint(row) ? 0.35 : 1, decal: row.is_small ? stripes() : null } })),
	});
	return chartCard({
		id: 'worth-segments',
		title: 'Segments of customers',
		unit: 'Share of the customers, and of the revenue they have brought in all years, in percent',
		finding: segmentsFinding(rows, total),
		onclick: ({ dataIndex }) => toggle('segments', rows[dataIndex].segment_order),
		height: 70 + 44 * rows.length,
		rows,
		note: [
			'Click a segment to see its best customers below. Customers are in fifths by their last order, by how often they have ordered, and by revenue, up to the last covered month.',
			'Champions are in the best two of all three; Loyal ones order often, Recent ones seldom so far, and both not long ago; those At risk ordered often, and Lost ones seldom, long ago.',
			rows.some(({ is_small: isSmall }) => isSmall) ? `Striped: ${few}.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'segment', label: 'Segment', type: 'text' },
			{ key: 'customers', label: 'Customers', type: 'count' },
			{ key: 'customers_pct', label: 'Of all (%)', type: 'percent' },
			{ key: 'repeat_customers', label: 'Ordered on more than one day', type: 'count' },
			{ key: 'repeat_pct', label: 'Of the segment (%)', type: 'percent' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'baskets', label: 'Baskets', type: 'count' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_pct', label: 'Of all revenue (%)', type: 'percent' },
			{ key: 'revenue_per_customer', label: 'Revenue per customer (USD)', type: 'money' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 32, left: 92, right: 56, bottom: 28 },
			tooltip: tooltip('axis', ([{ name, dataIndex }]) => tooltipContent(name, [
				[hue(0), 'Customers', `${format.count(rows[dataIndex].customers)} (${format.percent(rows[dataIndex].customers_pct)})`],
				[hue(1), 'Revenue', `${format.money(rows[dataIndex].revenue)} (${format.percent(rows[dataIndex].revenue_pct)})`],
				[null, 'Revenue per customer', format.money(rows[dataIndex].revenue_per_customer)],
				[null, 'Ordered on more than one day', format.percent(rows[dataIndex].repeat_pct)],
			], rows[dataIndex].is_small ? few : null)),
			xAxis: valueAxis('', (value) => `${value}%`),
			yAxis: categoryAxis(rows.map(({ segment }) => segment), { inverse: true, triggerEvent: true, axisLabel: { color: color('text'), interval: 0 } }),
			series: [bars('Customers', 'customers_pct', 0), bars('Revenue', 'revenue_pct', 1)],
		}),
	});
}

function tenthsFinding(rows, fewest) {
	if (rows.length === 0) {
		return null;
	}
	const total = rows.reduce((sum, { revenue }) => sum + revenue, 0);
	const lower = rows.slice(5).reduce((sum, { revenue }) => sum + revenue, 0);
	return `The best tenth of the customers (${format.count(rows[0].customers)}) brings ${format.percent(rows[0].revenue_pct)} of the revenue, the lower half ${format.percent(100 * lower / total)}${
		rows[0].customers < fewest ? '; of so few, that says little' : ''}.`;
}

/* fewest: as many customers as a share should be of, to say something */
export function tenthsCard({ rows, fewest }) {
	return chartCard({
		id: 'worth-tenths',
		title: 'How much of the revenue the best customers bring',
		unit: 'Share of the revenue of all years that the best customers bring, in percent (a Lorenz curve, from above)',
		finding: tenthsFinding(rows, fewest),
		height: 334,
		rows,
		nothing: 'There are fewer than ten customers with these filters.',
		note: 'Straight: if all brought the same. The further the curve is above it, the more depends on few.',
		columns: [
			{ key: 'tenth', label: 'Tenth, the best first', type: 'count' },
			{ key: 'customers', label: 'Customers', type: 'count' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_pct', label: 'Of all revenue (%)', type: 'percent' },
			{ key: 'customers_so_far_pct', label: 'Customers so far (%)', type: 'percent' },
			{ key: 'revenue_so_far_pct', label: 'Revenue so far (%)', type: 'percent' },
		],
		option: () => ({
			grid: { top: 16, left: 62, right: 24, bottom: 44 },
			tooltip: tooltip('item', ({ dataIndex }) => dataIndex === 0 ? '' : tooltipContent(`The best ${format.percent(rows[dataIndex - 1].customers_so_far_pct)} of the customers`, [
				[color('accent-chart'), 'Share of the revenue', format.percent(rows[dataIndex - 1].revenue_so_far_pct)],
				[null, 'The last tenth of them', format.money(rows[dataIndex - 1].revenue)],
			])),
			xAxis: valueAxis('Customers, the best first', (value) => `${value}%`, { nameGap: 26, min: 0, max: 100, interval: 20, splitLine: { show: false } }),
			yAxis: valueAxis('Revenue', (value) => `${value}%`, { nameGap: 44, min: 0, max: 100, interval: 20 }),
			series: [
				{
					type: 'line', name: 'Revenue', color: color('accent-chart'), symbolSize: 8, lineStyle: { width: 2.5 }, areaStyle: { color: color('accent-chart'), opacity: 0.12 },
					data: [[0, 0], ...rows.map((row) => [row.customers_so_far_pct, row.revenue_so_far_pct])],
				},
				{ type: 'line', name: 'If all brought the same', color: color('muted'), silent: true, showSymbol: false, lineStyle: { width: 1, type: 'dashed' }, data: [[0, 0], [100, 100]] },
			],
		}),
	});
}
