// What is to be expected of customers: by models that are fitted in the database, beside how well they foretold what is known by now.

import { chartCard } from './card.js';
import { categoryAxis, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { choice } from './filters.js';
import { format } from './format.js';
import { listCard } from './list_card.js';
import { color, hue } from './theme.js';
import { counted, list } from './words.js';

const notFitted = 'Nothing is expected of anybody: the models could not be fitted. They take a hundred customers, and histories that they can explain.';

// fit: of the forecast
export function expectedCard({ rows: all, total, fit, few }) {
	const rows = all.filter(({ foretold }) => foretold > 0);
	return chartCard({
		id: 'worth-expected',
		title: 'What a customer is expected to be worth',
		unit: `USD per customer in the ${fit ? `365 days after ${format.day(fit.known_until)}` : 'next 365 days'}, by segment`,
		finding: total.foretold > 0 ? `A customer is expected to order ${format.index(total.expected_baskets_per_customer)} times for ${format.money(total.expected_revenue_per_customer)} in all, and has not stopped for good with a probability of ${
			format.percent(total.alive_pct)}: averages of ${counted(total.foretold, 'customer')}.` : null,
		height: 50 + 40 * Math.max(rows.length, 4),
		rows,
		nothing: notFitted,
		note: [
			'The models are BG/NBD and Gamma-Gamma (Fader, Hardie and Lee 2005). They assume that each customer orders at random, at a rate of their own that does not change, and stops for good after an order with a chance of their own;',
			'and that how much an order is worth has nothing to do with how often they come. They know nothing of seasons, prices or habits that grow. An order is what one customer buys on one day; alive is who has not stopped for good.',
			rows.some(({ is_small: isSmall }) => isSmall) ? `Striped: ${few}.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'segment', label: 'Segment', type: 'text' },
			{ key: 'foretold', label: 'Customers', type: 'count' },
			{ key: 'alive_pct', label: 'Alive (%)', type: 'percent' },
			{ key: 'expected_baskets_per_customer', label: 'Expected baskets per customer', type: 'index' },
			{ key: 'expected_revenue_per_customer', label: 'Expected revenue per customer (USD)', type: 'money' },
			{ key: 'expected_revenue', label: 'Expected revenue (USD)', type: 'money' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: () => ({
			grid: { top: 8, left: 92, right: 76, bottom: 28 },
			tooltip: tooltip('item', ({ name, dataIndex }) => tooltipContent(name, [
				[color('accent-chart'), 'Expected per customer', format.money(rows[dataIndex].expected_revenue_per_customer)],
				[null, 'Baskets per customer', format.index(rows[dataIndex].expected_baskets_per_customer)],
				[null, 'Alive', format.percent(rows[dataIndex].alive_pct)],
				[null, 'Expected of the segment', format.money(rows[dataIndex].expected_revenue)],
			], rows[dataIndex].is_small ? few : null)),
			xAxis: valueAxis('', format.shortMoney),
			yAxis: categoryAxis(rows.map(({ segment }) => segment), { inverse: true, axisLabel: { color: color('text'), interval: 0 } }),
			series: [{
				type: 'bar',
				barMaxWidth: 20,
				label: { show: true, position: 'right', formatter: ({ value }) => format.money(value), color: color('text') },
				data: rows.map((row) => ({
					value: row.expected_revenue_per_customer, itemStyle: { color: color('accent-chart'), borderRadius: [0, 3, 3, 0], decal: row.is_small ? stripes() : null },
				})),
			}],
		}),
	});
}

const foretold = [
	{ name: 'Baskets', expected: 'expected_baskets', actual: 'actual_baskets', error: 'baskets_error_pct', value: format.count, above: 'too many', below: 'too few' },
	{ name: 'Revenue', expected: 'expected_revenue', actual: 'actual_revenue', error: 'revenue_error_pct', value: format.dollars, above: 'too much', below: 'too little' },
];

function missed(percent, { above, below }) {
	return percent === null ? 'nothing to compare with' : percent === 0 ? 'as foretold' : `foretold ${format.percent(Math.abs(percent))} ${percent > 0 ? above : below}`;
}

function backtestFinding(fit) {
	const [baskets, revenue] = foretold.map((measure) => `${measure.value(fit[measure.actual])}${measure.name === 'Baskets' ? ' times' : ''} (${missed(fit[measure.error], measure)})`);
	return `In those months the ${counted(fit.customers, 'customer')} known by then ordered ${baskets} for ${revenue}.`;
}

/* fit: of the backtest */
export function backtestCard(fit) {
	const rows = fit?.converged ? [fit] : [];
	return chartCard({
		id: 'worth-backtest',
		title: 'How well the models foretold what is known by now',
		unit: fit ? `After ${format.day(fit.known_until)}, up to ${format.day(fit.foretold_until)}: the last six covered months, from all that was known before` : 'The last six covered months, from all that was known before',
		finding: fit?.converged ? backtestFinding(fit) : null,
		height: 290,
		rows,
		nothing: fit ? notFitted : 'No month is covered, so nothing can be foretold from what was known before.',
		note: 'Of customers who came later the models know nothing, and neither is what they bought counted here. Whoever takes the forecast should expect it to be wrong by as much.',
		columns: [
			{ key: 'known_until', label: 'Known until', type: 'day' },
			{ key: 'foretold_until', label: 'Foretold until', type: 'day' },
			{ key: 'customers', label: 'Customers', type: 'count' },
			{ key: 'expected_baskets', label: 'Baskets foretold', type: 'index' },
			{ key: 'actual_baskets', label: 'Baskets', type: 'count' },
			{ key: 'baskets_error_pct', label: 'Error (%)', type: 'change' },
			{ key: 'expected_revenue', label: 'Revenue foretold (USD)', type: 'money' },
			{ key: 'actual_revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_error_pct', label: 'Error of the revenue (%)', type: 'change' },
		],
		option: () => ({
			// without values at the sides: the bars have theirs
			grid: [{ top: 56, left: 8, width: '44%', bottom: 28 }, { top: 56, left: '54%', right: 8, bottom: 28 }],
			title: foretold.map(({ name }, i) => ({ text: name, left: i === 0 ? 8 : '54%', top: 0, padding: 0, textStyle: { color: color('muted'), fontSize: 13, fontWeight: 550 } })),
			tooltip: tooltip('item', ({ name, seriesIndex }) => tooltipContent(foretold[seriesIndex].name, [
				[null, name, foretold[seriesIndex].value(fit[name === 'Foretold' ? foretold[seriesIndex].expected : foretold[seriesIndex].actual])],
				[null, 'Error', format.change(fit[foretold[seriesIndex].error])],
			])),
			xAxis: foretold.map((each, i) => ({ ...categoryAxis(['Foretold', 'Actual'], { axisLabel: { color: color('text'), interval: 0, hideOverlap: false } }), gridIndex: i })),
			yAxis: foretold.map((each, i) => ({ ...valueAxis('', String, { show: false }), gridIndex: i })),
			series: foretold.map(({ name, expected, actual, value }, i) => ({
				type: 'bar', name, xAxisIndex: i, yAxisIndex: i, barMaxWidth: 64,
				label: { show: true, position: 'top', formatter: ({ value: height }) => value(height), color: color('text') },
				data: [[expected, 0], [actual, 2]].map(([key, tone]) => ({ value: fit[key], itemStyle: { color: hue(tone), borderRadius: [3, 3, 0, 0] } })),
			})),
		}),
	});
}

const orders = [{ key: 'revenue', name: 'By revenue', unit: 'The twenty who have brought most revenue' }, { key: 'expected', name: 'By expected revenue', unit: 'The twenty of whom most revenue is expected' }];

/* segments: the names of those that are chosen */
export function bestCustomersCard({ rows, best, segments, fit, change }) {
	const order = orders.find(({ key }) => key === best) ?? orders[0];
	return listCard({
		id: 'worth-best',
		title: segments.length > 0 ? `Best customers: ${list(segments)}` : 'Best customers',
		unit: `${order.unit}${fit?.converged ? `; expected: in the 365 days after ${format.day(fit.known_until)}` : ''}`,
		size: 'full',
		nothing: 'No customer is left with these filters.',
		controls: fit?.converged ? [choice({ id: 'best', label: 'Order of the customers', hideLabel: true, options: orders, chosen: order.key, onchange: (key) => change({ best: key }) })] : [],
		note: 'Baskets: days with an order. Alive: with which probability the customer has not stopped for good. Where nothing is told, the models know nothing.',
		rows,
		columns: [
			{ key: 'user_key', label: 'Customer', type: 'text' },
			{ key: 'segment', label: 'Segment', type: 'text' },
			{ key: 'home_state_name', label: 'State of residence', type: 'text', isOnlyInFile: true },
			{ key: 'last_order_date', label: 'Last order', type: 'day' },
			{ key: 'baskets', label: 'Baskets', type: 'count' },
			{ key: 'orders', label: 'Orders', type: 'count', isOnlyInFile: true },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'alive_pct', label: 'Alive (%)', type: 'percent' },
			{ key: 'expected_baskets', label: 'Expected baskets', type: 'index' },
			{ key: 'expected_revenue', label: 'Expected revenue (USD)', type: 'money' },
		],
	});
}
