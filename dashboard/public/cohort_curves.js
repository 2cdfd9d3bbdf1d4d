// Cohorts over one another: single ones beside their average, and those of a year together.

import { chartCard } from './card.js';
import { isRoomy, legend, mostHues, namedLines, tooltip, tooltipContent, valueAxis } from './charts.js';
import { picker } from './filters.js';
import { format } from './format.js';
import { grouped } from './rows.js';
import { color, hue } from './theme.js';
import { counted, extremes, isMoreThanChance } from './words.js';

export const later = (months) => months === 0 ? 'the month of the first order' : months === 1 ? '1 month later' : `${months} months later`;

// What adds up begins with the first order. Else that month, which is every user, or the first orders, would take the room of all others.
export const firstMonth = ({ addsUp }) => addsUp ? 0 : 1;

// The months after the first order of which sentences tell, the best first
const told = [12, 6, 1];

// What all such charts have in common. lines: [{name, tone, isSmall, isAverage, cells}]; tone gives a color when it is drawn, since colors change with the theme.
function curves({ lines, measure, ...card }) {
	const named = new Set(lines.filter(({ tone }) => tone).map(({ name }) => name));
	return chartCard({
		...card,
		unit: `${measure.unit}${measure.addsUp ? '' : ', from month 1'}; complete months only`,
		size: 'full',
		height: 340,
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend(),
			grid: { top: isRoomy(width) ? 16 : 44, left: 72, right: isRoomy(width) ? 150 : 16, bottom: 44 },
			tooltip: tooltip('axis', (points) => tooltipContent(later(points[0].value[0]), points.filter(({ seriesName }) => named.has(seriesName)).map(({ color: swatch, seriesName, value }) =>
				[swatch, `${seriesName}${value[2] ? ' (few users)' : ''}`, measure.value(value[1])]))),
			xAxis: { ...valueAxis('Months after the first order', String, { nameGap: 26, min: 0, max: ({ max }) => 6 * Math.ceil(max / 6), interval: 6, splitLine: { show: false } }) },
			yAxis: valueAxis(measure.axisName, measure.axis, { nameGap: 48 }),
			series: namedLines(lines.map(({ name, tone, isSmall, isAverage, cells }) => ({
				name,
				tone: tone?.(),
				...(isAverage ? { z: 5 } : {}),
				lineStyle: { ...(isAverage ? { width: 3.5 } : {}), type: isSmall ? 'dashed' : 'solid' },
				data: cells.map((cell) => [cell.months_after, cell[measure.column], cell.is_small && !isSmall]),
			})), width),
		}),
	});
}

const figuresOfCells = [
	{ key: 'months_after', label: 'Months after', type: 'count' },
	{ key: 'users', label: 'Users of the cohort', type: 'count' },
	{ key: 'active_users', label: 'Users who ordered', type: 'count' },
	{ key: 'retention_pct', label: 'Retention (%)', type: 'percent' },
	{ key: 'revenue_per_user', label: 'Revenue per user (USD)', type: 'money' },
	{ key: 'lifetime_value', label: 'Lifetime value (USD)', type: 'money' },
	{ key: 'is_small', label: 'Few users', type: 'flag' },
];

// The largest cohort of each year, where none is chosen
function usualCohorts(cells) {
	const ofYears = new Map();
	for (const { cohort, months_after: months, cohort_size: size } of cells) {
		const year = cohort.slice(0, 4);
		if (months === 0 && size > (ofYears.get(year)?.size ?? 0)) {
			ofYears.set(year, { cohort, size });
		}
	}
	return [...ofYears.values()].map(({ cohort }) => cohort);
}

// Which of the cohorts drawn stand out, where most of them can be told
function cohortsFinding(lines, measure) {
	const at = (months) => lines.filter(({ isSmall }) => !isSmall).flatMap(({ cells }) => cells.filter(({ months_after: after }) => after === months));
	const months = told.find((each) => at(each).length > 1);
	const found = months && extremes(at(months), (cell) => cell[measure.column]);
	return found ? `${counted(months, 'month')} after the first order ${measure.tell(found.most, format.month(found.most.cohort))}, most of these cohorts, and ${
		measure.tell(found.least, format.month(found.least.cohort))}, least.` : null;
}

export function curvesCard(cells, average, measure, state, change, few) {
	const first = firstMonth(measure);
	const sizes = new Map(cells.map(({ cohort, cohort_size }) => [cohort, cohort_size]));
	const small = new Set(cells.filter(({ is_small }) => is_small).map(({ cohort }) => cohort));
	const chosen = state.cohorts.filter((cohort) => sizes.has(cohort));
	const drawn = chosen.length > 0 ? chosen : usualCohorts(cells);
	const shown = (cell) => cell.is_complete !== false && cell.months_after >= first;
	const single = drawn.map((cohort, i) => ({
		name: `${format.month(cohort)}${small.has(cohort) ? ' (few users)' : ''}`,
		isSmall: small.has(cohort),
		tone: i < mostHues ? () => hue(i) : undefined,
		cells: cells.filter((cell) => cell.cohort === cohort && shown(cell)).map((cell) => ({ ...cell, users: cell.cohort_size })),
	}));
	// of what adds up, an average would leap where the cohorts that were worth more or less are no longer in it
	const least = measure.addsUp ? (average[0]?.users ?? 0) / 2 : 0;
	const lines = [...single, { name: 'Average', isAverage: true, tone: () => color('text'), cells: average.filter((cell) => shown(cell) && cell.users >= least) }];
	return curves({
		id: 'cohort-curves',
		title: `${measure.title} over time`,
		finding: cohortsFinding(single, measure),
		measure,
		lines,
		rows: lines.flatMap((line) => line.cells.map((cell) => ({ ...cell, line: line.name }))),
		controls: [picker({
			label: 'Cohorts', all: 'Largest of each year', chosen: drawn === chosen ? chosen : [], onchange: (cohorts) => change({ cohorts }),
			options: [...sizes].map(([key, size]) => ({ key, name: `${format.month(key)} (${format.count(size)})` })),
		})],
		note: `The average is over all cohorts shown above, weighted by their size; the further to the right, the fewer cohorts are in it${measure.addsUp ? '; it ends where they have not half of the users' : ''}. Dashed: a cohort of ${few}.${
			drawn.length > mostHues ? ' Gray lines say their names where they are pointed at.' : ''}`,
		columns: [{ key: 'line', label: 'Cohort', type: 'text' }, ...figuresOfCells],
	});
}

// The latest year beside the one before, where both can be told
function yearsFinding(rows, measure) {
	for (const months of told) {
		const at = rows.filter(({ months_after: after }) => after === months);
		const now = at.findLast(({ year }) => at.some((other) => other.year === year - 1));
		if (now) {
			const before = at.find(({ year }) => year === now.year - 1);
			const isDoubtful = measure.key === 'users' ? !isMoreThanChance(now.retention_pct, now.users, before.retention_pct, before.users) : now.is_small || before.is_small;
			return `${counted(months, 'month')} after the first order ${measure.tell(now, `${now.year}’s cohorts`)}, and ${measure.tell(before, `${before.year}’s`)}${
				isDoubtful ? '; of so few, the difference may be chance' : ''}.`;
		}
	}
	return null;
}

export function yearsCard(rows, measure, few) {
	const first = firstMonth(measure);
	const years = [...grouped(rows.filter(({ months_after: months }) => months >= first), ({ year }) => year)].reverse();
	const lines = years.map(([year, cells], i) => ({ name: String(year), isSmall: cells[0].is_small, tone: i < mostHues ? () => hue(i) : undefined, cells })).reverse();
	return curves({
		id: 'cohort-years',
		title: `${measure.title} by year of the first order`,
		finding: yearsFinding(rows, measure),
		measure,
		lines,
		rows: lines.flatMap((line) => line.cells.map((cell) => ({ ...cell, line: line.name }))),
		nothing: 'Of no year have all cohorts come to a complete month with these filters.',
		note: `All cohorts of a year together, as far as the last of them has come; a year of which some month is not covered has no line. No history begins before 2018, so that year’s first cohorts are not new customers. Dashed: ${few}.`,
		columns: [{ key: 'line', label: 'Year of the first order', type: 'text' }, { key: 'cohorts', label: 'Cohorts', type: 'count' }, ...figuresOfCells],
	});
}
