// A line so small that it has no axes: how a figure came about. What is not complete is gray.

import { largest, smallest } from './charts.js';
import { format } from './format.js';

const width = 120, height = 30, margin = 3;

function svg(tag, attributes, ...children) {
	const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
	for (const [name, value] of Object.entries(attributes)) {
		node.setAttribute(name, value);
	}
	node.append(...children);
	return node;
}

/*
 * points: [{at, value, isComplete}] in their order, which value may be missing of; type and unit are a format's and what an "at" is.
 * Nothing of fewer than three points: there is no line to see.
 */
export function sparkline(points, { label, type, at }) {
	const known = points.filter(({ value }) => value !== null && value !== undefined);
	if (known.length < 3) {
		return null;
	}
	const [low, high] = [smallest(known.map(({ value }) => value)), largest(known.map(({ value }) => value))];
	const x = (i) => margin + (width - 2 * margin) * i / (known.length - 1);
	const y = (value) => height - margin - (height - 2 * margin) * (high === low ? 0.5 : (value - low) / (high - low));
	const place = ({ value }, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`;
	const last = known.findLastIndex(({ isComplete }) => isComplete);
	const line = (className, from, to) => svg('polyline', { class: className, points: known.map(place).slice(from, to).join(' ') });
	const texts = [known[0], known.at(-1)].map((point) => `${format[at](point.at)}: ${format[type](point.value)}`);
	// the line is as wide as there is room; a line of no length stays a point
	return svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${label}, ${texts.join(', ')}` },
		line('incomplete', Math.max(last, 0), undefined),
		line('complete', 0, last + 1),
		...(last < 0 ? [] : [svg('polyline', { class: 'end', points: Array(2).fill(place(known[last], last)).join(' ') })]));
}
