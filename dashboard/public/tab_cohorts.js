// Cohort Analysis: who comes back, of those who first ordered in the same month.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, largest, stripes, tooltip, tooltipContent } from './charts.js';
import { curvesCard, firstMonth, later, yearsCard } from './cohort_curves.js';
import { choice } from './filters.js';
import { format } from './format.js';
import { color } from './theme.js';
import { counted, list } from './words.js';

// tell: what it is of some users, in words
const measures = [
	{
		key: 'users', name: 'Users', column: 'retention_pct', title: 'Retention', unit: 'Percent of the cohort’s users who ordered in the month',
		value: format.percent, axis: (value) => `${value}%`, axisName: 'Users who ordered', meaning: 'came back',
		tell: ({ retention_pct: percent, users }, whose) => `${format.percent(percent)} of the ${counted(users, 'user')} of ${whose} ordered`,
	},
	{
		key: 'revenue', name: 'Revenue', column: 'revenue_per_user', title: 'Revenue of the cohorts', unit: 'USD in the month per user of the cohort',
		value: format.money, axis: format.shortMoney, axisName: 'Revenue per user', meaning: 'they brought in the month',
		tell: ({ revenue_per_user: value, users }, whose) => `the ${counted(users, 'user')} of ${whose} brought ${format.money(value)} each`,
	},
	{
		key: 'value', name: 'Lifetime value', column: 'lifetime_value', title: 'Lifetime value', unit: 'USD per user of the cohort, from the first order to the end of the month', addsUp: true,
		value: format.money, axis: format.shortMoney, axisName: 'Revenue per user so far', meaning: 'they have brought so far',
		tell: ({ lifetime_value: value, users }, whose) => `the ${counted(users, 'user')} of ${whose} had brought ${format.money(value)} each`,
	},
];

async function load(state) {
	const [totals, compared, cells, average, ofYears] = await Promise.all([
		readRow('cohort_totals', state, ['years', 'min_size']),
		readRows('cohort_compare', state, ['years', 'min_size']),
		readRows('cohort_cells', state, ['years', 'min_size']),
		readRows('cohort_average', state, ['years', 'min_size']),
		readRows('cohort_years', state, ['years', 'min_size']),
	]);
	return { totals, compared, cells, average, ofYears };
}

// What is said of a cell beside its numbers
function remarkOf({ is_complete, is_small }, few) {
	const remarks = [is_complete === false ? 'not complete' : null, is_small ? few : null].filter((remark) => remark !== null);
	return remarks.length > 0 ? remarks.join('; ') : null;
}

function valueFinding(average) {
	const [first, ...others] = [12, 24, 48].map((months) => average.find(({ months_after: after }) => after === months)).filter(Boolean);
	return first ? `A user had brought ${list([
		`${format.money(first.lifetime_value)} ${counted(first.months_after, 'month')} after the first order (average of ${counted(first.users, 'user')})`,
		...others.map(({ months_after: months, lifetime_value: value, users }) => `${format.money(value)} ${counted(months, 'month')} after it (of ${format.count(users)})`),
	])}.` : null;
}

function cellsFinding(totals) {
	const [first, ...others] = [1, 6, 12].map((months) => ({ months, pct: totals[`month_${months}_pct`], users: totals[`month_${months}_users`] })).filter(({ pct }) => pct !== null);
	return first ? `Of ${counted(first.users, 'user')} ${list([
		`${format.percent(first.pct)} ordered ${counted(first.months, 'month')} after their first order`,
		...others.map(({ months, pct, users }) => `${format.percent(pct)} ${users === first.users ? '' : `(of ${format.count(users)}) `}${counted(months, 'month')} after it`),
	])}.` : null;
}

function heatmapCard(cells, finding, measure, control, few, toggle) {
	const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
	const places = new Map(cohorts.map((cohort, i) => [cohort, i]));
	const width = largest(cells.map(({ months_after }) => months_after)) + 1;
	// what the first month would take the colors from
	const returning = cells.filter(({ months_after, is_complete }) => is_complete && months_after >= firstMonth(measure)).map((cell) => cell[measure.column]).sort((a, b) => a - b);
	const top = returning[Math.floor(0.98 * (returning.length - 1))] || 1;
	// where there is no value, the cell is gray, but drawn
	const point = (cell) => ({ value: [cell.months_after, places.get(cell.cohort), cell[measure.column] ?? 0], cell });
	// asked for when it is drawn: colors change with the theme
	const heatmap = (decal = null) => ({
		type: 'heatmap', emphasis: { itemStyle: { borderColor: color('text'), borderWidth: 1.5 } }, itemStyle: { borderColor: color('surface'), borderWidth: 1, decal },
	});
	return chartCard({
		id: 'cohort-cells',
		title: `${measure.title} by cohort`,
		unit: measure.unit,
		finding,
		onclick: ({ componentType, dataIndex, data }) => toggle('cohorts', componentType === 'yAxis' ? cohorts[dataIndex] : data.cell.cohort),
		height: Math.max(220, 96 + Math.max(8, Math.min(20, 640 / cohorts.length)) * cohorts.length),
		size: 'full',
		minWidth: 620,
		rows: cells,
		controls: [control],
		note: `Click a cohort to see its line below. Gray cells are not complete: their month is not over, or the data do not cover it. Striped cohorts have ${few}: their percentages say little. No history begins before 2018, so the first cohorts are not new customers.`,
		columns: [
			{ key: 'cohort', label: 'Cohort', type: 'month' },
			{ key: 'months_after', label: 'Months after', type: 'count' },
			{ key: 'cohort_size', label: 'Users of the cohort', type: 'count' },
			{ key: 'active_users', label: 'Users who ordered', type: 'count' },
			{ key: 'retention_pct', label: 'Retention (%)', type: 'percent' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_per_user', label: 'Revenue per user (USD)', type: 'money' },
			{ key: 'lifetime_value', label: 'Lifetime value (USD)', type: 'money' },
			{ key: 'is_complete', label: 'Complete', type: 'flag' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: () => ({
			grid: { top: 8, left: 72, right: 12, bottom: 78 },
			tooltip: tooltip('item', ({ data: { cell }, color: swatch }) => tooltipContent(`${format.month(cell.cohort)}, ${later(cell.months_after)}`, [
				[measure.key === 'users' ? swatch : null, 'Retention', format.percent(cell.retention_pct)],
				[null, 'Users', `${format.count(cell.active_users)} of ${format.count(cell.cohort_size)}`],
				[null, 'Revenue', format.money(cell.revenue)],
				[measure.key === 'revenue' ? swatch : null, 'Revenue per user', format.money(cell.revenue_per_user)],
				[measure.key === 'value' ? swatch : null, 'Revenue per user so far', format.money(cell.lifetime_value)],
			], remarkOf(cell, few))),
			xAxis: categoryAxis([...Array(width).keys()], {
				name: 'Months after the first order', nameLocation: 'middle', nameGap: 24, nameTextStyle: { color: color('muted') }, axisLabel: { interval: width > 24 ? 5 : 0 },
			}),
			yAxis: categoryAxis(cohorts.map(format.month), { inverse: true, triggerEvent: true }),
			visualMap: [
				{
					seriesIndex: [0, 1], min: 0, max: top, hoverLink: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 140,
					text: [`${measure.value(top)} or more`, measure.value(0)], textStyle: { color: color('muted') },
					inRange: { color: [color('low'), color('middle'), color('high')] },
				},
				{ seriesIndex: 2, show: false, min: 0, max: 1, inRange: { color: [color('hole'), color('hole')] } },
			],
			series: [
				{ ...heatmap(), data: cells.filter(({ is_complete, is_small }) => is_complete && !is_small).map(point) },
				{ ...heatmap(stripes()), data: cells.filter(({ is_complete, is_small }) => is_complete && is_small).map(point) },
				{ ...heatmap(), data: cells.filter(({ is_complete }) => !is_complete).map(point) },
			],
		}),
	});
}

function show({ totals, compared, cells, average, ofYears }, state, options, change, { toggle }) {
	const measure = measures.find(({ key }) => key === state.measure) ?? measures[0];
	const control = choice({
		id: 'measure', label: 'Measure', hideLabel: true, options: measures, chosen: measure.key, onchange: (key) => change({ measure: key }),
	});
	const few = `fewer than ${format.count(options.min_group_size)} users`;
	const returned = (users) => users === null ? 'no such month is complete'
		: `of ${format.count(users)} users ordered again in that month${users < options.min_group_size ? ': too few to say much' : ''}`;
	const beside = (months) => {
		const row = compared.find(({ months_after }) => months_after === months);
		return row && !row.is_small ? { year: row.year, value: row.retention_pct, before: row.retention_pct_before, type: 'percent' } : null;
	};
	const line = (months) => ({
		points: cells.filter(({ months_after, is_complete }) => months_after === months && is_complete).map((cell) => ({ at: cell.cohort, value: cell.retention_pct, isComplete: true })),
		label: `Retention of the cohorts after ${counted(months, 'month')}`, type: 'percent', at: 'month',
	});
	return {
		figures: figures([
			{
				id: 'figure-cohorts', label: 'Cohorts shown', value: format.count(totals.cohorts),
				remark: `${format.count(totals.users)} users; striped: ${format.count(totals.small_cohorts)} of ${few}; ${format.count(totals.smaller_cohorts)} smaller cohorts left out`,
			},
			{ id: 'figure-month-1', label: 'After 1 month', value: format.percent(totals.month_1_pct), remark: returned(totals.month_1_users), compared: beside(1), line: line(1) },
			{ id: 'figure-month-6', label: 'After 6 months', value: format.percent(totals.month_6_pct), remark: returned(totals.month_6_users), compared: beside(6), line: line(6) },
			{ id: 'figure-month-12', label: 'After 12 months', value: format.percent(totals.month_12_pct), remark: returned(totals.month_12_users), compared: beside(12), line: line(12) },
		]),
		explanation: `How to read it: a row is the users who first ordered in one month; the further right, the later; the stronger the color, the more ${measure.meaning}.`,
		cards: [
			heatmapCard(cells, measure.key === 'value' ? valueFinding(average) : cellsFinding(totals), measure, control, few, toggle),
			curvesCard(cells, average, measure, state, change, few),
			yearsCard(ofYears, measure, few),
		],
	};
}

// choices: what is chosen in a chart, and not in the bar
export default { filters: ['years', 'min_size'], choices: ['cohorts'], load, show };
