// What the tests of the page share: pages in a browser, and what is on them.

import { readFileSync } from 'node:fs';
import { drawn, startBrowser } from './browser.js';

/*
 * Pages of the dashboard at this address. after is the hook of the file. complaints are those of any page: console errors, and
 * requests that left the server.
 */
export async function startPages(address, after) {
	const browser = await startBrowser();
	const complaints = [];
	after(() => browser.close());

	async function openPage({ url = address, width = 1280, scheme = 'light', isTroubleExpected = false } = {}) {
		const page = await browser.newPage({
			viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-US',
		});
		page.setDefaultTimeout(15000);
		page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
		page.on('console', (message) => {
			if (['error', 'warning'].includes(message.type()) && !(isTroubleExpected && /status of 50\d|ERR_CONNECTION|ERR_FAILED/.test(message.text()))) {
				complaints.push(`${message.text()} (${message.location().url})`);
			}
		});
		page.on('request', (request) => {
			if (!request.url().startsWith(url) && !request.url().startsWith(`blob:${url}`)) {
				complaints.push(`asked for ${request.url()}`);
			}
		});
		return page;
	}

	async function open(page, path, url = address) {
		await page.goto(url + path);
		await drawn(page);
	}

	return { complaints, openPage, open };
}

export const figure = (page, id) => page.textContent(`#figure-${id}`);

/* The option of a chart as ECharts has it. Of a line that is drawn in two parts the values of both are one series. */
export async function chart(page, id) {
	const { series, ...axes } = await page.evaluate(async (card) => {
		const echarts = await import('/vendor/echarts.js');
		const { series, xAxis, yAxis } = echarts.getInstanceByDom(document.querySelector(`#${card} .chart`)).getOption();
		return {
			series: series.map(({ type, name, data }) => ({ type, name, data: data.map((point) => Array.isArray(point) ? point : point?.value ?? (typeof point === 'object' ? null : point)) })),
			x: xAxis?.[0].data, y: yAxis?.[0].data,
		};
	}, id);
	const whole = [];
	for (const { type, name, data } of series) {
		const begun = type === 'line' && name !== undefined ? whole.find((other) => other.type === type && other.name === name) : undefined;
		const values = type === 'line' && axes.x ? axes.x.map((_, i) => begun?.data[i] ?? data[i] ?? null) : data;
		if (begun) {
			begun.data = values;
		} else {
			whole.push({ type, name, data: values });
		}
	}
	return { series: whole, ...axes };
}

/* Shows the numbers of a chart; gives them as texts, line by line. */
export async function table(page, id) {
	await page.click(`#${id} button[aria-controls]`);
	return page.$$eval(`#${id} .numbers tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

/* Saves a chart as CSV, PNG or SVG; gives the name of the file and its bytes. */
export async function save(page, id, kind) {
	await page.click(`#${id}-save`);
	const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#${id} .menu button:has-text("${kind}")`)]);
	return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/* A click into a chart, at a point in its own values; left: so many pixels right of its left edge instead. */
export async function clickAt(page, id, values, { left } = {}) {
	await page.locator(`#${id} .chart`).scrollIntoViewIfNeeded();
	const [x, y] = await page.evaluate(async ([card, point]) => {
		const echarts = await import('/vendor/echarts.js');
		return echarts.getInstanceByDom(document.querySelector(`#${card} .chart`)).convertToPixel({ seriesIndex: 0 }, point);
	}, [id, values]);
	await page.click(`#${id} .chart`, { position: { x: left ?? x, y } });
}

/* A click on a state of the map. */
export async function clickRegion(page, id, name) {
	await page.locator(`#${id} .chart`).scrollIntoViewIfNeeded();
	const [x, y] = await page.evaluate(async ([card, state]) => {
		const echarts = await import('/vendor/echarts.js');
		const map = echarts.getInstanceByDom(document.querySelector(`#${card} .chart`)).getModel().getSeriesByIndex(0).coordinateSystem;
		return map.dataToPoint(map.getRegion(state).getCenter());
	}, [id, name]);
	await page.click(`#${id} .chart`, { position: { x, y } });
}
