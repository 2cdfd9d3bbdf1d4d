// Months that the data do not cover: rows of one line, in their order, with is_covered.

import { color } from './theme.js';

// The months in which nobody should look for a decline, marked
export function areasNotCovered(rows) {
	const areas = [];
	rows.forEach(({ is_covered }, i) => {
		if (!is_covered && (i === 0 || rows[i - 1].is_covered)) {
			areas.push([{ name: 'not complete', xAxis: i }, { xAxis: i }]);
		} else if (!is_covered) {
			areas.at(-1)[1].xAxis = i;
		}
	});
	return {
		silent: true,
		itemStyle: { color: color('incomplete'), opacity: 0.12 },
		label: { color: color('muted'), position: 'insideTop' },
		data: areas,
	};
}

// How many months there are up to the last that is covered; all, if none is
export const coveredUntil = (rows) => rows.findLastIndex(({ is_covered }) => is_covered) + 1 || rows.length;

// Names stand where the lines end, and so may reach into the months after it.
export function roomForNames(rows, width) {
	const after = (width - 60) * (rows.length - coveredUntil(rows)) / rows.length;
	return Math.round(Math.max(16, 150 - after));
}
