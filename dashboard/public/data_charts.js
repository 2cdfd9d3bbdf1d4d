// The charts of the tab Data: refreshes, months, reasons.

import { chartCard } from './card.js';
import { categoryAxis, legend, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { format } from './format.js';
import { color } from './theme.js';

const outcomes = {
	done: { name: 'Done', color: 'accent-chart' },
	failed: { name: 'Failed', color: 'bad' },
	'rolled back': { name: 'Rolled back', color: 'hue-2', isStriped: true },
	refused: { name: 'Refused', color: 'incomplete', isStriped: true },
	running: { name: 'Running', color: 'hue-3' },
};

export function runsCard(runs) {
	const shown = Object.entries(outcomes).filter(([outcome]) => runs.some((run) => run.outcome === outcome));
	return chartCard({
		id: 'data-runs', title: 'Refreshes', unit: 'Seconds of each of the latest runs, the newest at the right',
		nothing: 'Nothing has been refreshed yet.',
		rows: runs,
		columns: [
			{ key: 'run_id', label: 'Run', type: 'year' },
			{ key: 'started_at', label: 'Began', type: 'moment' },
			{ key: 'outcome', label: 'Outcome', type: 'text' },
			{ key: 'seconds', label: 'Took', type: 'seconds' },
			{ key: 'rebuilt', label: 'Models rebuilt', type: 'count' },
			{ key: 'skipped', label: 'Left as they were', type: 'count' },
			{ key: 'failed', label: 'Failed', type: 'count' },
			{ key: 'tests', label: 'Data tests', type: 'count' },
			{ key: 'failed_tests', label: 'Data tests that failed', type: 'count' },
			{ key: 'sqlstate', label: 'SQLSTATE', type: 'text' },
			{ key: 'slowest_model', label: 'Slowest model', type: 'text' },
			{ key: 'slowest_seconds', label: 'It took', type: 'seconds' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 36, left: 56, right: 12, bottom: 28 },
			tooltip: tooltip('axis', ([{ dataIndex }]) => {
				const run = runs[dataIndex];
				return tooltipContent(format.moment(run.started_at), [
					[color(outcomes[run.outcome].color), outcomes[run.outcome].name, format.seconds(run.seconds)],
					...(run.rebuilt === null ? [] : [[null, 'Rebuilt', format.count(run.rebuilt)], [null, 'Left as they were', format.count(run.skipped)]]),
					...(run.failed > 0 ? [[null, 'Failed', format.count(run.failed)]] : []),
					...(run.tests === null ? [] : [[null, 'Data tests that failed', `${format.count(run.failed_tests)} of ${format.count(run.tests)}`]]),
					...(run.slowest_model ? [[null, run.slowest_model, format.seconds(run.slowest_seconds)]] : []),
				], run.is_of_all_models ? null : 'It was asked for some models only.');
			}),
			xAxis: categoryAxis(runs.map(({ started_at: at }) => format.shortMoment(at))),
			yAxis: valueAxis('', (value) => `${value} s`, { minInterval: 0.001 }),
			series: shown.map(([outcome, { name, color: hue, isStriped }]) => ({
				type: 'bar',
				name,
				stack: 'runs',
				barMaxWidth: 22,
				barMinHeight: 3,
				itemStyle: { color: color(hue), borderRadius: [3, 3, 0, 0], decal: isStriped ? stripes() : null },
				data: runs.map((run) => run.outcome === outcome ? run.seconds ?? 0 : null),
			})),
		}),
	});
}

export function monthsCard(months) {
	const kinds = [[true, 'Covered', 'accent-chart'], [false, 'Not covered', 'incomplete']].filter(([isCovered]) => months.some((month) => month.is_covered === isCovered));
	return chartCard({
		id: 'data-months', title: 'Coverage by month', unit: 'Users who ordered; months that are not covered count in no comparison',
		nothing: 'There are no orders yet.',
		rows: months,
		columns: [
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'users', label: 'Users', type: 'count' },
			{ key: 'orders', label: 'Orders', type: 'count' },
			{ key: 'is_covered', label: 'Covered', type: 'flag' },
			{ key: 'is_complete_year', label: 'Complete year', type: 'flag' },
		],
		option: () => ({
			legend: legend(),
			grid: { top: 36, left: 48, right: 12, bottom: 28 },
			tooltip: tooltip('axis', ([{ dataIndex }]) => {
				const month = months[dataIndex];
				return tooltipContent(format.month(month.month), [
					[color(month.is_covered ? 'accent-chart' : 'incomplete'), 'Users', format.count(month.users)], [null, 'Orders', format.count(month.orders)],
				], month.is_covered ? null : 'Not covered: too few histories reach it.');
			}),
			xAxis: categoryAxis(months.map(({ month }) => format.month(month))),
			yAxis: valueAxis('', format.shortCount, { minInterval: 1 }),
			series: kinds.map(([isCovered, name, hue]) => ({
				type: 'bar',
				name,
				stack: 'months',
				barCategoryGap: '20%',
				itemStyle: { color: color(hue), decal: isCovered ? null : stripes() },
				data: months.map((month) => month.is_covered === isCovered ? month.users : null),
			})),
		}),
	});
}

const stages = { loading: ['By the loader', 'hue-2'], cleaning: ['By cleaning', 'accent-chart'] };

export function reasonsCard(rejected) {
	const rows = rejected.map((row) => ({ ...row, share: row.lines_of_source > 0 ? 100 * row.lines / row.lines_of_source : null }));
	const shown = Object.entries(stages).filter(([stage]) => rows.some((row) => row.stage === stage));
	return chartCard({
		id: 'data-reasons', title: 'Lines turned away, by reason', unit: 'Number of lines; the table has what they are a share of',
		nothing: 'No line was turned away.',
		height: 70 + 30 * rows.length,
		rows,
		columns: [
			{ key: 'reason', label: 'Reason', type: 'text' },
			{ key: 'source', label: 'Table', type: 'text' },
			{ key: 'stage', label: 'While', type: 'text' },
			{ key: 'lines', label: 'Lines', type: 'count' },
			{ key: 'lines_of_source', label: 'Of so many', type: 'count' },
			{ key: 'share', label: 'Share', type: 'share' },
		],
		note: 'By the loader: of the latest 200 loads, and the share of those in which a line was turned away for this reason. By cleaning: of all lines in the table.',
		option: () => ({
			legend: legend(),
			grid: { top: 36, left: 170, right: 56, bottom: 28 },
			tooltip: tooltip('item', ({ dataIndex }) => {
				const row = rows[dataIndex];
				return tooltipContent(row.reason, [[color(stages[row.stage][1]), stages[row.stage][0], format.count(row.lines)], [null, `Of lines of ${row.source}`, format.share(row.share)]]);
			}),
			xAxis: valueAxis('', format.shortCount, { minInterval: 1, splitNumber: 4 }),
			yAxis: categoryAxis(rows.map(({ reason }, i) => `${i} ${reason}`), {
				inverse: true, axisLabel: { width: 156, overflow: 'truncate', color: color('text'), interval: 0, hideOverlap: false, formatter: (text) => text.replace(/^\d+ /, '') },
			}),
			series: shown.map(([stage, [name, hue]]) => ({
				type: 'bar',
				name,
				stack: 'reasons',
				barMaxWidth: 18,
				itemStyle: { color: color(hue), borderRadius: [0, 3, 3, 0] },
				label: { show: true, position: 'right', color: color('text'), formatter: ({ value }) => format.count(value) },
				data: rows.map((row) => row.stage === stage ? row.lines : null),
			})),
		}),
	});
}
