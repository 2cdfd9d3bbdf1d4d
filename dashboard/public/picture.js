// A chart as a file: with its title, what it says and from which data it is, as wide as on the page, in the colors of the page.

import * as echarts from '/vendor/echarts.js';
import { endChart } from './charts.js';
import { color } from './theme.js';

const margin = 20, leastWidth = 640;
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;	// in XML

// ECharts puts it between double quotes
const family = () => getComputedStyle(document.body).fontFamily.replaceAll('"', '\'');

// Lines no longer than the picture is wide, in the font that they will have
function wrapped(text, font, width) {
	const pen = document.createElement('canvas').getContext('2d');
	pen.font = font;
	const lines = [];
	for (const word of text.split(/\s+/)) {
		const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
		if (lines.length > 0 && pen.measureText(longer).width <= width) {
			lines[lines.length - 1] = longer;
		} else {
			lines.push(word);
		}
	}
	return lines;
}

// What stands above and below the chart: lines of text, each with its place
function layout({ title, unit, finding, note }, width, height) {
	const lines = [];
	let y = margin;
	const add = (text, size, weight, tone) => {
		for (const line of text ? wrapped(text, `${weight} ${size}px ${family()}`, width - 2 * margin) : []) {
			y += size * 1.35;
			lines.push({ line, size, weight, tone: color(tone), y: Math.round(y) });
		}
	};
	add(title, 18, 600, 'text');
	add(unit, 13, 400, 'muted');
	add(finding, 14, 500, 'text');
	const top = Math.round(y + 12);
	y = top + height;
	add(note, 12, 400, 'muted');
	add([...document.getElementById('freshness').children].map(({ textContent }) => textContent).join(' · '), 12, 400, 'muted');
	return { lines, top, whole: Math.round(y + margin) };
}

function drawnOnce(card, settings, use) {
	const chart = echarts.init(settings.ssr ? null : document.createElement('div'), null, settings);
	try {
		chart.setOption({ animation: false, progressive: 0, textStyle: { fontFamily: family() }, ...card.option(settings.width) });
		return use(chart);
	} finally {
		endChart(chart);
	}
}

function sizeOf({ width, height }) {
	const whole = Math.max(width, leastWidth);
	return { whole, chart: { width: whole - 2 * margin, height } };
}

/* card: title, unit, finding, note; option, as of chartCard(); width and height of its chart on the page */
export function pngOf(card) {
	const { whole, chart } = sizeOf(card);
	const { lines, top, whole: height } = layout(card, whole, chart.height);
	const canvas = document.createElement('canvas');
	const scale = 2;
	canvas.width = whole * scale;
	canvas.height = height * scale;
	const pen = canvas.getContext('2d');
	pen.scale(scale, scale);
	pen.fillStyle = color('surface');
	pen.fillRect(0, 0, whole, height);
	for (const { line, size, weight, tone, y } of lines) {
		pen.font = `${weight} ${size}px ${family()}`;
		pen.fillStyle = tone;
		pen.fillText(line, margin, y);
	}
	drawnOnce(card, { renderer: 'canvas', ...chart, devicePixelRatio: scale }, (drawn) =>
		pen.drawImage(drawn.renderToCanvas({ pixelRatio: scale }), margin, top, chart.width, chart.height));
	return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

const escaped = (text) => text.replace(illegal, '').replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

export function svgOf(card) {
	const { whole, chart } = sizeOf(card);
	const { lines, top, whole: height } = layout(card, whole, chart.height);
	const texts = lines.map(({ line, size, weight, tone, y }) =>
		`<text x="${margin}" y="${y}" font-family="${escaped(family())}" font-size="${size}" font-weight="${weight}" fill="${tone}">${escaped(line)}</text>`);
	const inner = drawnOnce(card, { renderer: 'svg', ssr: true, ...chart }, (drawn) => drawn.renderToSVGString());
	return new Blob([
		`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}">`,
		`<rect width="${whole}" height="${height}" fill="${color('surface')}"/>`,
		...texts, `<g transform="translate(${margin} ${top})">`, inner.replace(illegal, ''), '</g></svg>\n',
	], { type: 'image/svg+xml' });
}
