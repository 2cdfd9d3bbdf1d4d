// Cohort Analysis: who comes back, of those who first ordered in the same month.

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, isRoomy, largest, legend, mostHues, namedLines, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { choice, picker } from './filters.js';
import { format } from './format.js';
import { color, hue } from './theme.js';
import { counted, isMoreThanChance, list } from './words.js';

const measures = [
	{
		key: 'users', name: 'Users', column: 'retention_pct', title: 'Retention', unit: 'Percent of the cohort’s users who ordered in the month',
		value: format.percent, axis: (value) => `${value}%`, axisName: 'Users who ordered',
	},
	{
		key: 'revenue', name: 'Revenue', column: 'revenue_per_user', title: 'Revenue of the cohorts', unit: 'USD in the month per user of the cohort',
		value: format.money, axis: format.shortMoney, axisName: 'Revenue per user',
	},
];

async function load(state) {
	const [totals, compared, cells, average] = await Promise.all([
		readRow('cohort_totals', state, ['years', 'min_size']),
		readRows('cohort_compare', state, ['years', 'min_size']),
		readRows('cohort_cells', state, ['years', 'min_size']),
		readRows('cohort_average', state, ['years', 'min_size']),
	]);
	return { totals, compared, cells, average };
}

const later = (months) => months === 0 ? 'the month of the first order' : months === 1 ? '1 month later' : `${months} months later`;

// What is said of a cell beside its numbers
function remarkOf({ is_complete, is_small }, few) {
	const remarks = [is_complete === false ? 'not complete' : null, is_small ? few : null].filter((remark) => remark !== null);
	return remarks.length > 0 ? remarks.join('; ') : null;
}

function cellsFinding(totals) {
	const [first, ...others] = [1, 6, 12].map((months) => ({ months, pct: totals[`month_${months}_pct`], users: totals[`month_${months}_users`] })).filter(({ pct }) => pct !== null);
	return first ? `Of ${counted(first.users, 'user')} ${list([
		`${format.percent(first.pct)} ordered ${counted(first.months, 'month')} after their first order`,
		...others.map(({ months, pct, users }) => `${format.percent(pct)} ${users === first.users ? '' : `(of ${format.count(users)}) `}${counted(months, 'month')} after it`),
	])}.` : null;
}

function heatmapCard(cells, totals, measure, control, few, toggle) {
	const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
	const places = new Map(cohorts.map((cohort, i) => [cohort, i]));
	const width = largest(cells.map(({ months_after }) => months_after)) + 1;
	// month 0 is every user, or the first orders: it would take the colors from all others
	const returning = cells.filter(({ months_after, is_complete }) => is_complete && months_after > 0).map((cell) => cell[measure.column]).sort((a, b) => a - b);
	const top = returning[Math.floor(0.98 * (returning.length - 1))] || 1;
	const point = (cell) => ({ value: [cell.months_after, places.get(cell.cohort), cell[measure.column]], cell });
	// asked for when it is drawn: colors change with the theme
	const heatmap = (decal = null) => ({
		type: 'heatmap', emphasis: { itemStyle: { borderColor: color('text'), borderWidth: 1.5 } }, itemStyle: { borderColor: color('surface'), borderWidth: 1, decal },
	});
	return chartCard({
		id: 'cohort-cells',
		title: `${measure.title} by cohort`,
		unit: measure.unit,
		finding: cellsFinding(totals),
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

// The largest cohort of each year, where none is chosen
function usualCohorts(cells) {
	const ofYears = new Map();
	for (const { cohort, months_after, cohort_size } of cells) {
		const year = cohort.slice(0, 4);
		if (months_after === 0 && cohort_size > (ofYears.get(year)?.cohort_size ?? 0)) {
			ofYears.set(year, { cohort, cohort_size });
		}
	}
	return [...ofYears.values()].map(({ cohort }) => cohort);
}

// The cohorts of a year beside those of the year before
function curvesFinding(compared) {
	const row = compared.findLast(({ months_after }) => months_after <= 12);
	return row ? `${later(row.months_after).replace(' later', '')} after their first order ${format.percent(row.retention_pct)} of the ${counted(row.users, 'user')} of ${row.year}’s cohorts ordered, and ${
		format.percent(row.retention_pct_before)} of the ${format.count(row.users_before)} of those of ${row.year - 1}${
		isMoreThanChance(row.retention_pct, row.users, row.retention_pct_before, row.users_before) ? '' : '; of so few, the difference may be chance'}.` : null;
}

function curvesCard(cells, average, compared, measure, state, change, few) {
	const sizes = new Map(cells.map(({ cohort, cohort_size }) => [cohort, cohort_size]));
	const small = new Set(cells.filter(({ is_small }) => is_small).map(({ cohort }) => cohort));
	const chosen = state.cohorts.filter((cohort) => sizes.has(cohort));
	const drawn = chosen.length > 0 ? chosen : usualCohorts(cells);
	const lines = drawn.map((cohort) => ({
		name: `${format.month(cohort)}${small.has(cohort) ? ' (few users)' : ''}`,
		isSmall: small.has(cohort),
		cells: cells.filter((cell) => cell.cohort === cohort && cell.is_complete && cell.months_after > 0),
	}));
	lines.push({ name: 'Average', isAverage: true, cells: average.filter(({ months_after }) => months_after > 0) });
	const named = new Set(lines.filter(({ isAverage }, i) => isAverage || i < mostHues).map(({ name }) => name));
	const rows = lines.flatMap((line) => line.cells.map((cell) => ({ ...cell, line: line.name, cohort_size: cell.cohort_size ?? cell.users })));
	return chartCard({
		id: 'cohort-curves',
		title: `${measure.title} over time`,
		unit: `${measure.unit}, from month 1; complete months only`,
		finding: curvesFinding(compared),
		size: 'full',
		height: 340,
		rows,
		controls: [picker({
			label: 'Cohorts', all: 'Largest of each year', chosen: drawn === chosen ? chosen : [], onchange: (cohorts) => change({ cohorts }),
			options: [...sizes].map(([key, size]) => ({ key, name: `${format.month(key)} (${format.count(size)})` })),
		})],
		note: `The average is over all cohorts shown above, weighted by their size; the further to the right, the fewer cohorts are in it. Dashed: a cohort of ${few}.${lines.length > mostHues + 1 ? ' Gray lines say their names where they are pointed at.' : ''}`,
		columns: [
			{ key: 'line', label: 'Cohort', type: 'text' },
			{ key: 'months_after', label: 'Months after', type: 'count' },
			{ key: 'cohort_size', label: 'Users of the cohort', type: 'count' },
			{ key: 'active_users', label: 'Users who ordered', type: 'count' },
			{ key: 'retention_pct', label: 'Retention (%)', type: 'percent' },
			{ key: 'revenue_per_user', label: 'Revenue per user (USD)', type: 'money' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend(),
			grid: { top: isRoomy(width) ? 16 : 44, left: 72, right: isRoomy(width) ? 150 : 16, bottom: 44 },
			tooltip: tooltip('axis', (points) => tooltipContent(later(points[0].value[0]), points.filter(({ seriesName }) => named.has(seriesName)).map(({ color: swatch, seriesName, value }) =>
				[swatch, `${seriesName}${value[2] ? ' (few users)' : ''}`, measure.value(value[1])]))),
			xAxis: { ...valueAxis('Months after the first order', String, { nameGap: 26, min: 0, max: ({ max }) => 6 * Math.ceil(max / 6), interval: 6, splitLine: { show: false } }) },
			yAxis: valueAxis(measure.axisName, measure.axis, { nameGap: 48 }),
			series: namedLines(lines.map((line, i) => ({
				name: line.name,
				tone: line.isAverage ? color('text') : hue(i),
				...(line.isAverage ? { z: 5 } : {}),
				lineStyle: { ...(line.isAverage ? { width: 3.5 } : {}), type: line.isSmall ? 'dashed' : 'solid' },
				data: line.cells.map((cell) => [cell.months_after, cell[measure.column], cell.is_small && !line.isSmall]),
			})), width),
		}),
	});
}

function show({ totals, compared, cells, average }, state, options, change, { toggle }) {
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
		explanation: 'How to read it: a row is the users who first ordered in one month; the further right, the later; the stronger the color, the more came back.',
		cards: [heatmapCard(cells, totals, measure, control, few, toggle), curvesCard(cells, average, compared, measure, state, change, few)],
	};
}

// choices: what is chosen in a chart, and not in the bar
export default { id: 'cohorts', title: 'Cohort Analysis', filters: ['years', 'min_size'], choices: ['cohorts'], load, show };
