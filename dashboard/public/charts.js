// ECharts, dressed: what all charts have in common.

import * as echarts from '/vendor/echarts.js';
import { ask } from './api.js';
import { element } from './dom.js';
import { color, onThemeChange, setPaper } from './theme.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');
let drawn = [];
let isOnPaper = false;

const resized = new ResizeObserver((entries) => {
	for (const { target } of entries) {
		echarts.getInstanceByDom(target)?.resize();
	}
});

function setOption(chart, makeOption) {
	chart.setOption({
		animation: !calm.matches && !isOnPaper,
		animationDuration: 300,
		textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
		// large ones are painted little by little, for which paper does not wait
		...(isOnPaper ? { progressive: 0 } : {}),
		...makeOption(chart.getWidth()),
	}, true);
}

/* onclick is told what was clicked, as ECharts tells it; of a bar and of its label dataIndex is the same. */
export function drawChart(target, makeOption, onclick) {
	const chart = echarts.init(target, null, { renderer: 'canvas' });
	setOption(chart, makeOption);
	if (onclick) {
		chart.on('click', onclick);
	}
	resized.observe(target);
	drawn.push({ chart, target, makeOption });
}

// What is painted little by little would go on in the next frame, where there is nothing left to paint on.
export function endChart(chart) {
	chart.clear();
	chart.getZr().refreshImmediately();
	chart.dispose();
}

export function clearCharts() {
	for (const { chart, target } of drawn) {
		resized.unobserve(target);
		endChart(chart);
	}
	drawn = [];
}

onThemeChange(() => drawn.forEach(({ chart, makeOption }) => setOption(chart, makeOption)));

// On paper a chart is a picture of it, as wide as a sheet, light, and of more points than a screen has. It is painted when this
// returns: the browser does not wait. (Chromium prints of the layers of canvases that ECharts has the topmost only.)
function print(isPaper) {
	isOnPaper = isPaper;
	document.querySelectorAll('.picture').forEach((picture) => picture.remove());
	document.documentElement.classList.toggle('paper', isPaper);
	drawn.forEach(({ chart }) => chart.resize());
	setPaper(isPaper);
	if (isPaper) {
		for (const { chart, target } of drawn) {
			const picture = chart.renderToCanvas({ pixelRatio: 2 });
			picture.className = 'picture';
			picture.removeAttribute('style');
			target.prepend(picture);
		}
	}
}

addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));

export async function loadMap() {
	if (!echarts.getMap('us')) {
		echarts.registerMap('us', await ask('/us_map.json', (body) => Array.isArray(body?.features)));
	}
}

// The largest of any number of values: Math.max() takes them as arguments, which overflow the stack.
export function largest(values, least = -Infinity) {
	return values.reduce((most, value) => value > most ? value : most, least);
}

export function smallest(values) {
	return -largest(values.map((value) => -value));
}

// A tooltip: lines are [color or nothing, label, value].
export function tooltipContent(title, lines, remark) {
	return element('div', {},
		element('strong', {}, title),
		element('table', {}, lines.map(([swatch, label, value]) => {
			const dot = element('span', { class: 'swatch' });
			dot.style.backgroundColor = swatch ?? 'transparent';
			return element('tr', {}, element('td', {}, dot, label), element('td', {}, value));
		})),
		remark ? element('em', {}, remark) : null);
}

export function tooltip(trigger, formatter) {
	return {
		trigger,
		formatter,
		confine: true,
		className: 'tooltip',
		padding: 0,
		borderWidth: 0,
		backgroundColor: 'transparent',
		transitionDuration: 0,
		axisPointer: { type: trigger === 'axis' ? 'line' : 'none', lineStyle: { color: color('muted') } },
	};
}

export function valueAxis(name, formatter, more = {}) {
	return {
		type: 'value',
		name,
		nameLocation: 'middle',
		nameTextStyle: { color: color('muted'), fontSize: 12 },
		axisLabel: { color: color('muted'), formatter, hideOverlap: true },
		axisLine: { show: false },
		axisTick: { show: false },
		splitLine: { lineStyle: { color: color('grid') } },
		...more,
	};
}

export function categoryAxis(data, more = {}) {
	return {
		type: 'category',
		data,
		axisLabel: { color: color('muted'), hideOverlap: true, ...more.axisLabel },
		axisLine: { lineStyle: { color: color('border') } },
		axisTick: { show: false },
		...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'axisLabel')),
	};
}

export function legend(more = {}) {
	return {
		type: 'scroll',
		top: 0,
		left: 0,
		itemWidth: 14,
		itemHeight: 8,
		icon: 'roundRect',
		textStyle: { color: color('text') },
		pageTextStyle: { color: color('muted') },
		pageIconColor: color('accent'),
		pageIconInactiveColor: color('border'),
		...more,
	};
}

// As many hues as people can tell apart, color-blind ones too: lines beyond them are gray, and say their names to whoever points at them.
export const mostHues = 5;

// Is there room for names at the ends of lines?
export const isRoomy = (width) => width >= 560;

// Where names stand that would cover each other: a later one above the earlier ones, so that none gets among the labels of the axis below.
function oneAboveAnother() {
	let placed = [], before = Infinity;
	return ({ seriesIndex, labelRect: { x, y, width, height } }) => {
		if (seriesIndex <= before) {
			placed = [];	// all of them once more
		}
		before = seriesIndex;
		let top = y;
		for (const other of [...placed].sort((a, b) => b.top - a.top)) {
			if (top < other.top + other.height && top + height > other.top && x < other.x + other.width && x + width > other.x) {
				top = other.top - height;
			}
		}
		placed.push({ x, top, width, height });
		return { y: top + height / 2 };
	};
}

/*
 * Lines that carry their names, or labels, at their ends: [{name, label, tone, data, complete, ...}], where tone is a color, or nothing for a
 * gray one. Of data, that many first ones are complete; the rest is thin, and no line ends there. What is narrow has a legend instead: see
 * isRoomy().
 */
export function namedLines(lines, width) {
	const labelLayout = oneAboveAnother();
	return lines.flatMap(({ name, label = name, tone, data, complete = data.length, lineStyle, ...more }) => {
		const isKnown = (value) => (Array.isArray(value) ? value[1] : value) !== null;
		const common = { type: 'line', name, color: tone ?? color('incomplete'), symbolSize: 6, showSymbol: false, z: tone ? 3 : 2 };
		const whole = data.slice(0, complete);
		const line = {
			...common,
			data: whole.slice(0, whole.findLastIndex(isKnown) + 1),
			lineStyle: { width: tone ? 2.5 : 1.25, opacity: tone ? 1 : 0.7, ...lineStyle },
			endLabel: {
				show: Boolean(tone) && isRoomy(width), formatter: () => label, color: color('text'), fontSize: 12, distance: 6, width: 132, overflow: 'truncate',
				textBorderColor: color('surface'), textBorderWidth: 3,
			},
			labelLayout,
			emphasis: { focus: 'series', lineStyle: { width: 3.5, opacity: 1 }, endLabel: { show: isRoomy(width), fontWeight: 600 } },
			blur: { lineStyle: { opacity: 0.25 } },
			triggerLineEvent: true,
			...more,
		};
		// it goes on where the whole one ends
		const rest = { ...common, silent: true, lineStyle: { width: 1, opacity: 0.8 }, data: data.map((value, i) => i < complete - 1 ? null : value) };
		return complete < data.length ? [line, rest] : [line];
	});
}

// Of the points of a tooltip one for each line, though it may be drawn in two parts
export function onePerLine(points) {
	const found = new Map(points.filter(({ value }) => (value ?? null) !== null).map((point) => [point.seriesName, point]));
	return [...found.values()];
}

// Every year, also on a phone
export const yearLabels = (years, width) => ({ interval: 0, hideOverlap: false, rotate: width < 46 * years.length ? 45 : 0 });

// Stripes, so that not only the color tells what is not complete
export const stripes = () => ({ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4, color: color('surface') });
