// ECharts, dressed: what all charts have in common.

import * as echarts from '/vendor/echarts.js';
import { element } from './dom.js';
import { color, onThemeChange } from './theme.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');
let drawn = [];

const resized = new ResizeObserver((entries) => {
	for (const { target } of entries) {
		echarts.getInstanceByDom(target)?.resize();
	}
});

function setOption(chart, makeOption) {
	chart.setOption({
		animation: !calm.matches,
		animationDuration: 300,
		textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
		...makeOption(chart.getWidth()),
	}, true);
}

export function drawChart(target, makeOption) {
	const chart = echarts.init(target, null, { renderer: 'canvas' });
	setOption(chart, makeOption);
	resized.observe(target);
	drawn.push({ chart, target, makeOption });
}

export function clearCharts() {
	for (const { chart, target } of drawn) {
		resized.unobserve(target);
		chart.dispose();
	}
	drawn = [];
}

onThemeChange(() => drawn.forEach(({ chart, makeOption }) => setOption(chart, makeOption)));

export async function loadMap() {
	if (!echarts.getMap('us')) {
		echarts.registerMap('us', await (await fetch('/us_map.json')).json());
	}
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

export const yearLabels = { interval: 0, hideOverlap: false };

// Stripes, so that not only the color tells what is not complete
export const stripes = () => ({ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4, color: color('surface') });
