// Sentences about figures: what they have in common.

import { format } from './format.js';

export const list = (texts) => texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

export const counted = (number, one, many = `${one}s`) => `${format.count(number)} ${number === 1 ? one : many}`;

// A title may be a paragraph.
export function shortened(text, longest = 60) {
	const letters = [...text];
	return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('').trimEnd()}…`;
}

// grew by 4.1%
export function grown(percent) {
	const size = format.percent(Math.abs(percent));
	return percent > 0 ? `grew by ${size}` : percent < 0 ? `fell by ${size}` : 'stayed the same';
}

// Of rows, the one with most and the one with least of a figure; none where there are not two to tell apart
export function extremes(rows, value) {
	const known = rows.filter((row) => value(row) !== null && value(row) !== undefined);
	if (known.length < 2) {
		return null;
	}
	const most = known.reduce((best, row) => value(row) > value(best) ? row : best);
	const least = known.reduce((best, row) => value(row) < value(best) ? row : best);
	return value(most) === value(least) ? null : { most, least };
}

// Is the difference of two shares, each of so many, more than chance makes of equal ones in 19 of 20 cases?
export function isMoreThanChance(percent, of, otherPercent, otherOf) {
	const together = (percent * of + otherPercent * otherOf) / (of + otherOf) / 100;
	const deviation = Math.sqrt(together * (1 - together) * (1 / of + 1 / otherOf));
	return deviation > 0 && Math.abs(percent - otherPercent) / 100 > 1.96 * deviation;
}
