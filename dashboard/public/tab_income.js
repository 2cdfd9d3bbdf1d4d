// Revenue vs Income: do wealthier states buy more, and do poorer ones catch up?

import { readRow, readRows } from './api.js';
import { chartCard, figures } from './card.js';
import { categoryAxis, isRoomy, largest, legend, namedLines, smallest, tooltip, tooltipContent, valueAxis, yearLabels } from './charts.js';
import { choice } from './filters.js';
import { format } from './format.js';
import { answerColor, color, hue } from './theme.js';
import { counted, extremes, list } from './words.js';
import { completeYears, markYear } from './years.js';

const measures = [
	{
		key: 'user', name: 'Per user', column: 'revenue_per_user', title: 'revenue per user', axisName: 'Revenue per user',
		r: 'user_r', slope: 'user_slope', intercept: 'user_intercept',
	},
	{
		key: 'capita', name: 'Per 100,000 inhabitants', column: 'revenue_per_100000', title: 'revenue per 100,000 inhabitants', axisName: 'Revenue per 100,000 inhabitants',
		r: 'capita_r', slope: 'capita_slope', intercept: 'capita_intercept',
	},
];

// The year of the scatter: the one chosen for it, else the last complete one with income among the years shown. What is chosen is
// shown, also if there is nothing to show; hasIncome says whether there is. years are those to choose from.
function scatterYear(state, options) {
	const complete = completeYears(options);
	const shown = options.income_years.filter((year) => state.years.length === 0 || state.years.includes(year));
	const year = state.year || (shown.findLast((each) => complete.get(each)) ?? shown.at(-1) ?? state.years.at(-1));
	return { year, hasIncome: options.income_years.includes(year), years: [...new Set([...shown, year])].filter(Boolean).sort() };
}

async function load(state, options) {
	const { year, hasIncome } = scatterYear(state, options);
	const [points, fit, correlations, byYear, growth, brackets] = await Promise.all([
		hasIncome ? readRows('income_states', { ...state, year }, ['year', 'states']) : [],
		hasIncome ? readRow('income_fit', { ...state, year }, ['year', 'states']) : null,
		state.states.length === 0 ? readRows('income_correlations', state, []) : [],
		readRows('income_years', state, ['years', 'states']),
		readRows('income_growth', state, ['years', 'states']),
		readRows('income_brackets', state, ['incomes', 'states']),
	]);
	return { points, fit: fit ?? { states: 0, user_r: null, capita_r: null, note: 'no state with orders has an income' }, correlations, byYear, growth, brackets };
}

const states = (number) => `${format.count(number)} ${number === 1 ? 'state' : 'states'}`;

const withoutIncome = (year) => year === undefined ? 'There are no Census figures.' : `There are no Census figures for ${year}.`;

// Beside r: over how many states it is, and what it is if they are counted in other ways
function countedOtherwise(fit, measure, year) {
	const others = [[fit[`${measure}_rank_r`], 'by their ranks'], [fit[`${measure}_weighted_r`], 'weighted by users']];
	return [`over ${states(fit.states)} in ${year}`, ...others.filter(([r]) => (r ?? null) !== null).map(([r, how]) => `${format.correlation(r)} ${how}`)].join(', ');
}

// What speaks against r, if anything
function doubt(fit, state) {
	if (fit.note) {
		return fit.user_r === null ? `${fit.note}.` : `Not reliable: ${fit.note}.`;
	}
	return state.states.length > 0 ? 'Of chosen states it is not checked whether one of them decides r.' : null;
}

// How strong a correlation is, as people say it
const strengths = [[0.1, 'hardly goes'], [0.3, 'goes a little'], [0.5, 'goes somewhat'], [Infinity, 'goes strongly']];

function scatterFinding(fit, measure, year) {
	const r = fit[measure.r] ?? null;
	if (r === null) {
		return null;
	}
	const over = `r = ${format.correlation(r)} over ${states(fit.states)}`;
	if (fit.note) {
		return `For ${year} it cannot be told whether ${measure.title} goes with income: ${over}, ${fit.note}.`;
	}
	const strength = strengths.find(([below]) => Math.abs(r) < below)[1];
	const direction = Math.abs(r) < 0.1 ? 'with income at all' : r > 0 ? 'up with income' : 'down as income goes up';
	return `In ${year} ${measure.title} ${strength} ${direction} (${over}).`;
}

function scatterCard(rows, fit, measure, { years, year, hasIncome }, state, options, change, toggleState) {
	const complete = completeYears(options);
	const few = `fewer than ${format.count(options.min_group_size)} users`;
	const most = largest(rows.map(({ users }) => users), 1);
	const incomes = rows.map(({ income }) => income);
	const line = [smallest(incomes), largest(incomes)].map((income) => [income, fit[measure.intercept] + fit[measure.slope] * income]);
	const byUsers = [...rows].sort((a, b) => b.users - a.users).slice(0, 10).map(({ state_name }) => state_name);
	return chartCard({
		id: 'income-states',
		title: `Income and ${measure.title} of the states`,
		unit: !hasIncome ? 'USD'
			: `USD, ${markYear(complete, year)}; the larger the bubble, the more users; correlation r = ${format.correlation(fit[measure.r])} over ${states(fit.states)}`,
		finding: scatterFinding(fit, measure, markYear(complete, year)),
		onclick: ({ data }) => toggleState(data.row.state_name),
		size: 'wide',
		height: 420,
		rows,
		nothing: hasIncome ? undefined : withoutIncome(year),
		controls: [
			choice({ id: 'per', label: 'Revenue', hideLabel: true, options: measures, chosen: measure.key, onchange: (key) => change({ per: key }) }),
			choice({
				id: 'year', label: 'Year', hideLabel: true, chosen: year, onchange: (key) => change({ year: key }),
				options: years.map((key) => ({ key, name: markYear(complete, key) })),
			}),
		],
		note: [
			doubt(fit, state),
			'The users are a sample, not the population: per user says more.',
			`Each state counts once for the line and r, however few users it has; hollow bubbles have ${few}.`,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'state_name', label: 'State', type: 'text' },
			{ key: 'income', label: 'Median household income (USD)', type: 'dollars' },
			{ key: 'revenue_per_user', label: 'Revenue per user (USD)', type: 'money' },
			{ key: 'revenue_per_100000', label: 'Revenue per 100,000 inhabitants (USD)', type: 'money' },
			{ key: 'users', label: 'Users', type: 'count' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'population', label: 'Inhabitants', type: 'count' },
			{ key: 'is_small', label: 'Few users', type: 'flag' },
		],
		option: () => ({
			grid: { top: 28, left: 76, right: 24, bottom: 48 },
			tooltip: tooltip('item', ({ data: { row } }) => tooltipContent(row.state_name, [
				[null, 'Median household income', format.dollars(row.income)],
				[null, 'Revenue per user', format.money(row.revenue_per_user)],
				[null, 'Per 100,000 inhabitants', format.money(row.revenue_per_100000)],
				[null, 'Users', format.count(row.users)],
				[null, 'Revenue', format.money(row.revenue)],
			], row.is_small ? few : null)),
			xAxis: valueAxis('Median household income', format.shortMoney, { scale: true, nameGap: 28, splitLine: { show: false } }),
			yAxis: valueAxis(measure.axisName, format.shortMoney, { nameGap: 52 }),
			series: [
				{
					type: 'scatter',
					data: rows.map((row) => ({
						name: row.state_name, value: [row.income, row[measure.column]], row, symbolSize: 8 + 34 * Math.sqrt(row.users / most),
						itemStyle: row.is_small ? { color: 'transparent' } : {},
					})),
					itemStyle: { color: color('bubble'), borderColor: color('accent-chart'), borderWidth: 1 },
					label: { show: true, position: 'top', color: color('text'), fontSize: 11, formatter: ({ name }) => byUsers.includes(name) ? name : '' },
					labelLayout: { hideOverlap: true },
					emphasis: { itemStyle: { color: color('accent-chart') } },
				},
				...((fit[measure.slope] ?? null) === null ? [] : [{
					type: 'line',
					data: line,
					silent: true,
					tooltip: { show: false },
					symbol: 'none',
					color: color('down'),
					lineStyle: { width: 2.5, type: fit.note ? 'dashed' : 'solid' },
				}]),
			],
		}),
	});
}

// From the year that is 100 to the last one that is complete
function indexFinding(rows) {
	const last = rows.findLast((row) => row.revenue_per_user_index !== null && row.income_index !== null);
	if (!last || last.year === last.base_year) {
		return null;
	}
	const change = (index) => `${index < 100 ? 'fell' : 'rose'} by ${format.percent(Math.abs(index - 100))}`;
	return `From ${last.base_year} to ${last.year} household income ${change(last.income_index)}, revenue per user ${change(last.revenue_per_user_index)}.`;
}

function indexCard(rows, complete, isChosen) {
	const lines = [
		{ key: 'income_index', name: 'Household income', tone: 1 },
		{ key: 'revenue_index', name: 'Revenue', tone: 0 },
		{ key: 'revenue_per_user_index', name: 'Revenue per user', tone: 2 },
	];
	return chartCard({
		id: 'income-years',
		title: isChosen ? 'Income and revenue of the chosen states' : 'National income and revenue',
		unit: rows.length === 0 ? 'Indexes' : rows[0].base_year ? `Indexes: ${rows[0].base_year} is 100` : 'Indexes, which begin with a complete year: there is none',
		finding: indexFinding(rows),
		height: 340,
		rows,
		note: [
			'Income: the medians of the same states every year, whether they sold or not, weighted by inhabitants, in dollars of each year.',
			'Revenue also grows because more people buy; revenue per user leaves that out. It has no index in years that are not complete.',
		].join(' '),
		columns: [
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'income', label: 'Household income (USD)', type: 'dollars' },
			{ key: 'income_index', label: 'Income index', type: 'index' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'revenue_index', label: 'Revenue index', type: 'index' },
			{ key: 'revenue_per_user', label: 'Revenue per user (USD)', type: 'money' },
			{ key: 'revenue_per_user_index', label: 'Revenue per user index', type: 'index' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend(),
			grid: { top: isRoomy(width) ? 16 : 44, left: 48, right: isRoomy(width) ? 140 : 16, bottom: 28 },
			tooltip: tooltip('axis', ([{ name: year, dataIndex }]) => tooltipContent(year, lines.map(({ key, name, tone }) => [hue(tone), name, format.index(rows[dataIndex][key])]))),
			xAxis: categoryAxis(rows.map(({ year }) => markYear(complete, year))),
			yAxis: valueAxis('', String, { scale: true }),
			series: namedLines(lines.map(({ key, name, tone }) => ({
				name, tone: hue(tone), showSymbol: true, symbol: 'circle', symbolSize: 7, data: rows.map((row) => row[key]),
			})), width),
		}),
	});
}

// Fewer than these may have ordered something dear once.
const fewUsers = 500;

// By how much one half grew faster than the other, in the last years that can be told
function growthFinding(rows) {
	const told = rows.filter(({ lower_growth_pct, higher_growth_pct }) => lower_growth_pct !== null && higher_growth_pct !== null).slice(-2);
	if (told.length === 0) {
		return null;
	}
	const lead = ({ lower_growth_pct, higher_growth_pct }) => Math.round(10 * (lower_growth_pct - higher_growth_pct)) / 10;
	const isFaster = ({ year }) => lead(told.find((row) => row.year === year)) > 0;
	const points = (row) => `${format.index(Math.abs(lead(row)))} points`;
	const tell = (row) => lead(row) === 0 ? `as fast in ${row.year}` : `${points(row)} ${isFaster(row) ? 'faster' : 'slower'} in ${row.year}`;
	const fewest = smallest(told.flatMap(({ lower_users, higher_users }) => [lower_users, higher_users]));
	const doubt = fewest < fewUsers ? ` With no more than ${counted(fewest, 'user')} in one of the halves, it may be chance.` : '';
	return `Lower-income states grew ${list(told.map(tell))} than higher-income ones.${doubt}`.replace(/(as fast in \d+) than higher-income ones/, '$1 as higher-income ones');
}

function growthCard(rows) {
	const bars = [
		{ key: 'lower_growth_pct', name: 'Lower-income states', tone: 1 },
		{ key: 'higher_growth_pct', name: 'Higher-income states', tone: 0 },
	];
	return chartCard({
		id: 'income-growth',
		title: 'Growth of lower- and higher-income states',
		unit: 'Percent of revenue over the calendar year before; only where both years are complete',
		finding: growthFinding(rows),
		height: 340,
		rows,
		note: [
			'Halves of all states by the average of their median household incomes over all years with figures; a state stays in its half.',
			rows.length > 0 ? `Shown: ${states(rows[0].lower_states)} of the lower half, ${states(rows[0].higher_states)} of the higher.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'lower_revenue', label: 'Lower-income states (USD)', type: 'money' },
			{ key: 'lower_growth_pct', label: 'Their growth (%)', type: 'change' },
			{ key: 'higher_revenue', label: 'Higher-income states (USD)', type: 'money' },
			{ key: 'higher_growth_pct', label: 'Their growth (%)', type: 'change' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: (width) => ({
			legend: legend(),
			grid: { top: 52, left: 52, right: 8, bottom: 36 },
			tooltip: tooltip('axis', (points) => tooltipContent(points[0].name, points.map(({ color: swatch, seriesName, value }) => [swatch, seriesName, format.change(value)]))),
			xAxis: categoryAxis(rows.map(({ year, is_complete_year }) => is_complete_year ? String(year) : `${year}*`), { axisLabel: yearLabels(rows, width - 64) }),
			yAxis: valueAxis('', (value) => `${value}%`),
			series: bars.map(({ key, name, tone }) => ({
				type: 'bar', name, color: hue(tone), barMaxWidth: 30, barGap: '12%',
				label: { show: true, color: color('text'), fontSize: 11, formatter: ({ value }) => format.wholeChange(value) },
				data: rows.map((row) => ({
					value: row[key],
					itemStyle: { borderRadius: row[key] < 0 ? [0, 0, 3, 3] : [3, 3, 0, 0] },
					label: { position: row[key] < 0 ? 'bottom' : 'top' },
				})),
			})),
		}),
	});
}

// Of those who said what they earn
function bracketsFinding(rows) {
	const told = rows.filter(({ income_bracket }) => !['Unknown', 'Prefer not to say'].includes(income_bracket));
	const all = rows.reduce((sum, { revenue }) => sum + revenue, 0);
	const found = extremes(told, ({ revenue }) => revenue);
	return found && all > 0 ? `Households of ${found.most.income_bracket} bought most: ${format.dollars(found.most.revenue)}, ${format.percent(100 * found.most.revenue / all)} of all.` : null;
}

function bracketsCard(rows, options, toggle) {
	return chartCard({
		id: 'income-brackets',
		title: 'Revenue by income bracket',
		unit: 'USD, of the buyer’s household; all years, whichever are chosen',
		finding: bracketsFinding(rows),
		onclick: ({ dataIndex }) => toggle('incomes', options.incomes.find(({ name }) => name === rows[dataIndex].income_bracket).key),
		size: 'narrow',
		height: 420,
		rows,
		note: 'The income is what the buyer answered on the day of the survey (2022 or 2023), whenever the order was.',
		columns: [
			{ key: 'income_bracket', label: 'Household income', type: 'text' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'avg_order_value', label: 'Average order value (USD a line)', type: 'money' },
		],
		option: () => ({
			grid: { top: 8, left: 132, right: 56, bottom: 28 },
			tooltip: tooltip('item', ({ name, dataIndex }) => tooltipContent(name, [
				[null, 'Revenue', format.money(rows[dataIndex].revenue)],
				[null, 'Orders', format.count(rows[dataIndex].orders)],
				[null, 'Average order', format.money(rows[dataIndex].avg_order_value)],
			])),
			xAxis: valueAxis('', format.shortMoney, { splitNumber: 3 }),
			yAxis: categoryAxis(rows.map(({ income_bracket }) => income_bracket), { inverse: true, triggerEvent: true, axisLabel: { color: color('text'), interval: 0 } }),
			series: [{
				type: 'bar', barMaxWidth: 22,
				label: { show: true, position: 'right', color: color('text'), formatter: ({ value }) => format.shortMoney(value) },
				data: rows.map(({ income_bracket, revenue }) => ({ value: revenue, itemStyle: { color: answerColor(income_bracket), borderRadius: [0, 3, 3, 0] } })),
			}],
		}),
	});
}

function show({ points, fit, correlations, byYear, growth, brackets }, state, options, change, { toggle }) {
	const complete = completeYears(options);
	const scatter = scatterYear(state, options);
	const measure = measures.find(({ key }) => key === state.per) ?? measures[0];
	const lower = growth.findLast(({ lower_growth_pct }) => lower_growth_pct !== null);
	const higher = growth.findLast(({ higher_growth_pct }) => higher_growth_pct !== null);
	const overBefore = (row) => row ? `revenue in ${row.year} over the year before` : 'no year to compare';
	const year = markYear(complete, scatter.year);
	const r = (value) => scatter.hasIncome ? `r = ${format.correlation(value)}` : format.correlation(null);
	const basis = (key) => scatter.hasIncome ? countedOtherwise(fit, key, year) : withoutIncome(scatter.year);
	// both years of the scatter and the one before it, if all of it is told
	const [now, before] = [scatter.year, scatter.year - 1].map((each) => correlations.find(({ year: of, is_complete_year }) => of === each && is_complete_year));
	const besideR = (key) => (now?.[key] ?? null) !== null && (before?.[key] ?? null) !== null
		? { year: now.year, value: now[key], before: before[key], type: 'correlation' } : null;
	const lineOfR = (key) => ({ points: correlations.map((row) => ({ at: row.year, value: row[key], isComplete: row.is_complete_year })), label: 'r by year', type: 'correlation', at: 'year' });
	const besideGrowth = (key) => {
		const [last, previous] = growth.filter((row) => row[key] !== null).reverse();
		return previous && previous.year === last.year - 1 ? { year: last.year, value: last[key], before: previous[key], type: 'change' } : null;
	};
	const lineOfGrowth = (key) => ({ points: growth.map((row) => ({ at: row.year, value: row[key], isComplete: true })), label: 'Growth by year', type: 'change', at: 'year' });
	const toggleState = (name) => toggle('states', options.states.find((each) => each.name === name).key);
	const doubts = scatter.hasIncome ? doubt(fit, state) : null;
	return {
		figures: figures([
			{ id: 'figure-r-user', label: 'Income and revenue per user', value: r(fit.user_r), remark: `${basis('user')}${doubts ? `. ${doubts}` : ''}`, compared: besideR('user_r'), line: lineOfR('user_r') },
			{ id: 'figure-r-capita', label: 'Income and revenue per inhabitant', value: r(fit.capita_r), remark: basis('capita'), compared: besideR('capita_r'), line: lineOfR('capita_r') },
			{ id: 'figure-lower', label: 'Lower-income states', value: format.change(lower?.lower_growth_pct), remark: overBefore(lower), compared: besideGrowth('lower_growth_pct'), line: lineOfGrowth('lower_growth_pct') },
			{ id: 'figure-higher', label: 'Higher-income states', value: format.change(higher?.higher_growth_pct), remark: overBefore(higher), compared: besideGrowth('higher_growth_pct'), line: lineOfGrowth('higher_growth_pct') },
		]),
		explanation: options.income_years.length > 0 ? null
			: 'There is no income to compare with: the owner of the extension loads the Census figures with SELECT * FROM ecom.load_bundled_census() and SELECT * FROM ecom.refresh().',
		cards: [scatterCard(points, fit, measure, scatter, state, options, change, toggleState), bracketsCard(brackets, options, toggle), indexCard(byYear, complete, state.states.length > 0), growthCard(growth)],
	};
}

export default { filters: ['years', 'states', 'incomes'], load, show };
