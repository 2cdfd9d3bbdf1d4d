// Customer Insights: who buys, by the answers to the survey, in the order of the answers; and what customers are worth.

import { readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { backtestCard, bestCustomersCard, expectedCard } from './customer_forecast.js';
import { segmentsCard, tenthsCard } from './customer_worth.js';
import { choice } from './filters.js';
import { format } from './format.js';
import { answerColor, color } from './theme.js';
import { extremes } from './words.js';
import { completeYears, markYear } from './years.js';

const dimensions = [
	{ id: 'age', title: 'Age' },
	{ id: 'income', title: 'Household income' },
	{ id: 'gender', title: 'Gender' },
	{ id: 'education', title: 'Education' },
	{ id: 'household', title: 'Household size' },
	{ id: 'hispanic', title: 'Hispanic origin' },
];

const metrics = [
	{ key: 'revenue', adds: true, name: 'Revenue', unit: 'USD', value: format.money, axis: format.shortMoney, label: format.shortMoney },
	{ key: 'orders', adds: true, name: 'Orders', unit: 'Number of purchase lines', value: format.count, axis: format.shortCount, label: format.shortCount },
	{ key: 'avg_order_value', name: 'Average order value', unit: 'USD a purchase line; revenue divided by orders', value: format.money, axis: format.shortMoney, label: format.money },
	{ key: 'user_years', adds: true, name: 'User-years', unit: 'Users, counted once in each year with an order', value: format.count, axis: format.shortCount, label: format.shortCount },
	{ key: 'revenue_per_user_year', name: 'Revenue per user and year', unit: 'USD; complete years only', value: format.money, axis: format.shortMoney, label: format.money },
];

async function load(state) {
	const [segments, years, worth, tenths, fits, best] = await Promise.all([
		readRows('customer_segments', state, ['years', 'incomes']),
		readRows('customer_years', state, ['years', 'incomes']),
		readRows('customer_worth', state, ['incomes']),
		readRows('customer_tenths', state, ['incomes']),
		readRows('customer_fit', state, []),
		readRows('best_customers', state, ['incomes', 'segments', 'best']),
	]);
	return { segments, years, worth, tenths, fits, best };
}

const saysNothing = ['Unknown', 'Prefer not to say'];

// Which answer stands out, of those that say something and of groups that are large enough. What adds up has a share of all.
function finding(rows, metric, total) {
	const told = rows.filter(({ answer, is_small }) => !saysNothing.includes(answer) && !is_small);
	const found = extremes(told, (row) => row[metric.key]);
	if (!found) {
		return null;
	}
	const left = rows.some(({ is_small }) => is_small) ? ' (groups of few users aside)' : '';
	const tell = ({ answer, [metric.key]: value }) => `“${answer}” (${metric.label(value)})`;
	return metric.adds && total[metric.key] > 0
		? `Most: ${tell(found.most)}, ${format.percent(100 * found.most[metric.key] / total[metric.key])} of all${left}.`
		: `Most: ${tell(found.most)}, least: ${tell(found.least)}${left}.`;
}

function segmentCard({ id, title }, rows, metric, few, total, onclick) {
	return chartCard({
		id: `customer-${id}`,
		title: `${metric.name} by ${title.toLowerCase().replace('hispanic', 'Hispanic')}`,
		unit: metric.unit,
		finding: finding(rows, metric, total),
		onclick,
		height: 60 + 34 * Math.max(rows.length, 4),
		size: 'third',
		rows,
		columns: [
			{ key: 'answer', label: title, type: 'text' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'avg_order_value', label: 'Average order value (USD a line)', type: 'money' },
			{ key: 'user_years', label: 'User-years', type: 'count' },
			{ key: 'revenue_per_user_year', label: 'Revenue per user and complete year (USD)', type: 'money' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: () => ({
			grid: { top: 8, left: 142, right: 64, bottom: 28 },
			tooltip: tooltip('item', ({ name, dataIndex }) => tooltipContent(name, metrics.map((each) =>
				[each === metric ? color('accent-chart') : null, each.name, each.value(rows[dataIndex][each.key])]),
			rows[dataIndex].is_small ? few : null)),
			xAxis: valueAxis('', metric.axis, { splitNumber: 3 }),
			yAxis: categoryAxis(rows.map(({ answer }) => answer), {
				inverse: true, triggerEvent: Boolean(onclick), axisLabel: { width: 130, overflow: 'break', lineHeight: 13, color: color('text'), interval: 0, hideOverlap: false },
			}),
			series: [{
				type: 'bar',
				barMaxWidth: 20,
				label: { show: true, position: 'right', formatter: ({ value }) => metric.label(value), color: color('text') },
				data: rows.map((row) => ({
					value: row[metric.key],
					itemStyle: { color: answerColor(row.answer), borderRadius: [0, 3, 3, 0], decal: row.is_small ? stripes() : null },
				})),
			}],
		}),
	});
}

// What customers have been and will be worth. None of it is of a year.
function worthCards({ worth, tenths, fits, best }, state, options, change, toggle) {
	const rows = worth.filter(({ segment }) => segment !== null);
	const total = worth.find(({ segment }) => segment === null);
	const few = `fewer than ${format.count(options.min_group_size)} users`;
	const fitOf = (wanted) => fits.find(({ purpose }) => purpose === wanted);
	const fit = fitOf('forecast');
	return [
		segmentsCard({ rows, total, chosen: state.segments, few, toggle }),
		tenthsCard({ rows: tenths, fewest: options.min_group_size }),
		expectedCard({ rows, total, fit, few }),
		backtestCard(fitOf('backtest')),
		bestCustomersCard({ rows: best, best: state.best, segments: options.segments.filter(({ key }) => state.segments.includes(key)).map(({ name }) => name), fit, change }),
	];
}

function show(data, state, options, change, { toggle }) {
	const { segments: rows, years } = data;
	const total = rows.find(({ dimension }) => dimension === 'total');
	const metric = metrics.find(({ key }) => key === state.metric) ?? metrics[0];
	const year = total.year ? markYear(completeYears(options), total.year) : null;
	const few = `fewer than ${format.count(options.min_group_size)} users${year ? ` in ${year}` : ''}`;
	const compared = years.findLast(({ is_shown, orders_before }) => is_shown && orders_before !== null);
	const beside = (column, type) => compared ? { year: compared.year, value: compared[column], before: compared[`${column}_before`], type, growth: compared[`${column}_growth_pct`] } : null;
	const line = (column, label, type) => ({
		points: years.filter(({ is_shown }) => is_shown).map((row) => ({ at: row.year, value: row[column], isComplete: row.is_complete_year })), label, type, at: 'year',
	});
	const incomes = rows.filter(({ dimension }) => dimension === 'income');
	const chooseIncome = ({ dataIndex }) => toggle('incomes', options.incomes.find(({ name }) => name === incomes[dataIndex].answer).key);
	return {
		figures: figures([
			{
				id: 'figure-orders', label: 'Orders', value: format.count(total.orders), remark: 'purchase lines',
				compared: beside('orders', 'count'), line: line('orders', 'Orders by year', 'count'),
			},
			{
				id: 'figure-revenue', label: 'Revenue', value: format.money(total.revenue), remark: `${format.money(total.revenue_per_user_year)} per user and complete year`,
				compared: beside('revenue', 'briefMoney'), line: line('revenue', 'Revenue by year', 'money'),
			},
			{
				id: 'figure-order', label: 'Average order value', value: format.money(total.avg_order_value), remark: 'revenue divided by purchase lines',
				compared: beside('avg_order_value', 'money'), line: line('avg_order_value', 'Average order value by year', 'money'),
			},
			{
				id: 'figure-users', label: year ? `Users in ${year}` : 'Users', value: format.count(total.users_in_year),
				remark: `${format.count(total.user_years)} user-years: each counts once in each year shown`,
				compared: beside('users', 'count'), line: line('users', 'Users by year', 'count'),
			},
		]),
		lead: choice({
			id: 'metric', label: 'Show', options: metrics, chosen: metric.key, onchange: (key) => change({ metric: key }),
		}),
		explanation: `People are what they answered on the day of the survey (2022 or 2023), whatever the year of the order. Striped bars: ${few}, too few to say much.`,
		cards: [
			...dimensions.map((dimension) => segmentCard(dimension, rows.filter((row) => row.dimension === dimension.id), metric, few, total,
				dimension.id === 'income' ? chooseIncome : undefined)),
			...worthCards(data, state, options, change, toggle),
		],
	};
}

export default { filters: ['years', 'incomes'], choices: ['segments'], load, show };
