// What somebody does with the charts: clicks, compares, reads what they say, takes them along.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { chart, clickAt, clickRegion, figure, save, startPages, table } from './pages.js';
import { ask, askOne, startServer } from './support.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);

const dollars = (value) => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(value);
const change = (value) => `${value > 0 ? '+' : ''}${value.toFixed(1)}%`.replace('-', '−');
const chips = (page) => page.$$eval('.chip bdi', (all) => all.map((chip) => chip.textContent));
const finding = (page, id) => page.textContent(`#${id} .finding`);
const search = (page) => new URL(page.url()).search;

/* Until the address is this, and what it asks for is drawn. */
async function arrived(page, wanted) {
	await page.waitForFunction((text) => location.search === text, wanted);
	await drawn(page);
}

const products = await ask(`SELECT f.product_key AS key, p.title, p.category, sum(f.order_value) AS revenue, sum(f.quantity)::integer AS units,
		sum(f.order_value) FILTER (WHERE date_part('year', f.date_key) = 2021) AS revenue_2021, sum(f.quantity) FILTER (WHERE date_part('year', f.date_key) = 2021)::integer AS units_2021
	FROM refinement.fct_orders f JOIN refinement.dim_product p ON p.product_key = f.product_key WHERE f.product_key <> 'UNKNOWN' GROUP BY 1, 2, 3`);
const best = (column, list = products) => list.filter((product) => product[column] > 0).sort((a, b) => b[column] - a[column] || (a.key < b.key ? -1 : 1)).slice(0, 10);

test('top products by revenue and by units, of all years and of one, of all categories and of one', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const shown = async (column) => {
		const { y, series } = await chart(page, 'top-products');
		assert.deepEqual([y, series[0].data], [best(column).map(({ key }) => key), best(column).map((product) => product[column])], column);
	};
	await shown('revenue');
	await page.selectOption('#rank', 'units');
	await arrived(page, '?tab=categories&rank=units');
	await shown('units');
	await page.selectOption('#period', '2021');
	await arrived(page, '?tab=categories&rank=units&period=2021');
	await shown('units_2021');
	await page.selectOption('#rank', 'revenue');
	await arrived(page, '?tab=categories&period=2021');
	await shown('revenue_2021');
	const [first] = best('revenue_2021');
	assert.ok((await finding(page, 'top-products')).startsWith(`${first.title.slice(0, 30)}`));
	// the one year that is chosen is that of the list; some years cannot be added up
	await open(page, '?tab=categories&years=2021');
	await shown('revenue_2021');
	await open(page, '?tab=categories&years=2020,2021');
	await shown('revenue');
	assert.match(await page.textContent('#top-products .note'), /lists of some years cannot be added up/);
	await open(page, '?tab=categories&category=PET_FOOD&top=20');
	assert.deepEqual((await chart(page, 'top-products')).y, best('revenue', products.filter(({ category }) => category === 'PET_FOOD')).map(({ key }) => key));
	assert.match(await page.textContent('#top-products .note'), /Of a category ten products are known/);
	await page.close();
});

test('a click on a product shows what it sold by month, another one hides it', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const product = best('revenue')[1];
	await clickAt(page, 'top-products', [product.revenue / 2, 1]);
	await arrived(page, `?tab=categories&product=${product.key}`);
	const sold = await ask(`SELECT coalesce(sum(f.order_value), 0) AS revenue, coalesce(sum(f.quantity), 0)::integer AS units
		FROM (SELECT DISTINCT month_start FROM refinement.dim_date) d LEFT JOIN refinement.fct_orders f ON date_trunc('month', f.date_key) = d.month_start AND f.product_key = $1
		GROUP BY month_start ORDER BY month_start`, [product.key]);
	assert.deepEqual((await chart(page, 'product-months')).series.map(({ data }) => data), [sold.map(({ revenue }) => revenue)]);
	const most = Math.max(...sold.map(({ revenue }) => revenue));
	assert.ok((await finding(page, 'product-months')).includes(`${sold.find(({ revenue }) => revenue === most).units} piece`));
	assert.ok((await finding(page, 'product-months')).includes(dollars(most)));
	assert.deepEqual((await chips(page))[0].slice(0, 20), product.title.slice(0, 20));
	await page.selectOption('#rank', 'units');
	await arrived(page, `?tab=categories&product=${product.key}&rank=units`);
	assert.deepEqual((await chart(page, 'product-months')).series[0].data, sold.map(({ units }) => units));
	await page.selectOption('#rank', 'revenue');
	await arrived(page, `?tab=categories&product=${product.key}`);
	await clickAt(page, 'top-products', [product.revenue / 2, 1]);
	await arrived(page, '?tab=categories');
	assert.equal(await page.locator('#product-months').count(), 0);
	// one that is at the top of nothing, and one that is nowhere
	await open(page, '?tab=categories&product=nowhere');
	assert.match(await page.textContent('#product-months'), /Months are known of the fifty products/);
	await page.close();
});

/* What XML is to whoever opens a file: in a page without a policy. */
async function readSvg(page, { bytes }) {
	const reader = await page.context().browser().newPage();
	try {
		return await reader.evaluate((text) => {
			const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
			return {
				root: parsed.documentElement.tagName, wrong: parsed.querySelectorAll('parsererror, script, image').length,
				surface: parsed.querySelector('rect')?.getAttribute('fill'), texts: [...parsed.querySelectorAll('text')].map((node) => node.textContent).join(' '),
			};
		}, bytes.toString());
	} finally {
		await reader.close();
	}
}

const hostile = [
	'<script>alert(1)</script><img src=x onerror=alert(1)>', `${'Supercalifragilistic'.repeat(40)}`, 'مرحبا بالعالم قهوة عربية', '👩‍👩‍👧‍👦🏳️‍🌈 家族セット ☕️', '{a} {b} \\{c} %s $& &amp; "quoted"', '= 1 + 1',
];

test('titles and categories that nobody would write are texts like any other, and keep to their place', async (context) => {
	const name = 'hostile_titles';
	await ask(`CREATE DATABASE ${name} TEMPLATE empty`);
	context.after(() => ask(`DROP DATABASE ${name} WITH (FORCE)`));
	for (const [i, title] of hostile.entries()) {
		for (const month of ['01', '02', '03']) {
			await ask('INSERT INTO raw.amazon_purchases VALUES ($1, $2, \'1\', \'CA\', $3, $4, $5, \'R_x\')', [`2022-${month}-0${i + 1}`, String(100 - i), title, `B00000000${i}`, title.slice(0, 100)], name);
		}
	}
	await ask('SELECT FROM ecom.refresh()', [], name);
	const other = await startServer({ PGDATABASE: name }, (stop) => context.after(stop));
	const codes = hostile.map((_, i) => `product=B00000000${i}`).join('&');
	for (const width of [1280, 320]) {
		const page = await openPage({ url: other.url, width });
		let alerts = 0;
		page.on('dialog', (dialog) => { alerts++; dialog.dismiss(); });
		await open(page, `?tab=categories&min_orders=1&${codes}`, other.url);
		assert.equal((await chart(page, 'top-products')).y.length, hostile.length);
		assert.equal((await chart(page, 'product-months')).series.length, hostile.length);
		assert.equal(await page.locator('.chip').count(), hostile.length);
		const titles = (await ask('SELECT title FROM bi.top_products WHERE period = \'all\' ORDER BY rank_by_revenue', [], name)).map(({ title }) => title);
		await page.hover('#top-products canvas', { position: { x: 0.42 * (width - 60) + 60, y: 20 } });
		await page.hover('#top-products canvas', { position: { x: 0.42 * (width - 60) + 70, y: 22 } });
		assert.ok((await page.textContent('#top-products .tooltip')).includes(titles[0]));
		assert.ok(!await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), `${width}: wider than the window`);
		assert.equal(await page.locator('main script, main img').count(), 0);
		for (const id of ['top-products', 'product-months', 'category-years']) {
			assert.equal((await readSvg(page, await save(page, id, 'SVG'))).wrong, 0, id);
			assert.equal((await save(page, id, 'PNG')).bytes.subarray(1, 4).toString(), 'PNG');
		}
		const rows = await table(page, 'top-products');
		assert.deepEqual(rows.slice(1).map(([title]) => title), titles);
		assert.equal(alerts, 0);
		await page.close();
	}
});

test('figures stand beside the year before where both are covered, with a small line', async () => {
	const page = await openPage();
	const sums = (where) => askOne(`SELECT sum(order_value) FILTER (WHERE date_part('year', date_key) = 2022) AS now, sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) AS before,
		count(*) FILTER (WHERE date_part('year', date_key) = 2022) AS orders, count(*) FILTER (WHERE date_part('year', date_key) = 2021) AS orders_before
		FROM refinement.fct_orders WHERE ${where}`);
	const beside = (id) => page.textContent(`.figure:has(#figure-${id}) .compared`);
	for (const [path, where] of [['', 'true'], ['?states=06', "state_key = '06'"], ['?states=06&years=2022,2023', "state_key = '06'"]]) {
		await open(page, path);
		const { now, before, orders, orders_before } = await sums(where);
		const count = (value) => value.toLocaleString('en-US');
		assert.equal(await beside('orders'), `2022: ${count(orders)} ${change(100 * orders / orders_before - 100)} over ${count(orders_before)}`, path);
		assert.ok((await beside('revenue')).includes(change(100 * now / before - 100)), path);
	}
	assert.match(await page.getAttribute('.figure:has(#figure-revenue) .spark', 'aria-label'), /^Revenue by month, Jan 2022: \$[\d,.]+, Dec 2023: \$[\d,.]+$/);
	// 2018 has no year before, and 2023 is not complete
	for (const tab of ['sales', 'categories', 'customers', 'cohorts']) {
		await open(page, `?tab=${tab}&years=2018,2023`);
		assert.equal(await page.locator('.compared').count(), 0, tab);
	}
	for (const [tab, figures] of [['sales', 4], ['categories', 4], ['customers', 4], ['income', 4]]) {
		await open(page, `?tab=${tab}`);
		assert.equal(await page.locator('.compared').count(), figures, tab);
		assert.ok(await page.locator('.spark').count() >= 2, tab);
	}
	await page.close();
});

test('time series beside the year before, in the address', async () => {
	const page = await openPage();
	await open(page, '');
	const months = await ask(`SELECT date_part('year', date_key)::integer AS year, date_part('month', date_key)::integer AS month, sum(order_value) AS revenue
		FROM refinement.fct_orders WHERE date_part('year', date_key) IN (2021, 2022) GROUP BY 1, 2 ORDER BY 1, 2`);
	const of = (year) => months.filter((row) => row.year === year).map(({ revenue }) => revenue);
	await page.click('#sales-months-compare');
	await arrived(page, '?compare=1');
	assert.equal(await page.getAttribute('#sales-months-compare', 'aria-pressed'), 'true');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'sales-months-compare');
	assert.deepEqual((await chart(page, 'sales-months')).series, [2022, 2021].map((year) => ({ type: 'line', name: String(year), data: of(year) })));
	const above = of(2022).filter((revenue, i) => revenue > of(2021)[i]).length;
	assert.equal(await finding(page, 'sales-months'), `In 2022 revenue was above that of the year before in ${above} of 12 months.`);
	// chosen alone, it has still its year before
	await open(page, '?compare=1&years=2021');
	assert.deepEqual((await chart(page, 'sales-months')).series[0].data, of(2021));
	await open(page, '?compare=1&years=2018');
	assert.match(await page.textContent('#sales-months .note'), /No year shown can be compared/);
	await open(page, '?tab=categories&compare=1&category=PET_FOOD');
	const { series } = await chart(page, 'category-months');
	assert.deepEqual(series.map(({ name }) => name), ['Pet food', 'Pet food, a year before']);
	assert.deepEqual(series[1].data.slice(12, 60), series[0].data.slice(0, 48));
	assert.ok(series[1].data.every((value, i) => (value === null) === (i < 12 || i >= 60)));
	await page.close();
});

test('a click filters: a state on the map and of the bars, a category, a year, a cohort, an income; Escape takes the last one back', async () => {
	const page = await openPage();
	await open(page, '');
	await clickRegion(page, 'sales-map', 'Texas');
	await arrived(page, '?states=48');
	assert.deepEqual(await chips(page), ['Texas']);
	assert.equal(await figure(page, 'revenue'), dollars((await askOne("SELECT sum(order_value) AS revenue FROM refinement.fct_orders WHERE state_key = '48'")).revenue));
	assert.equal(await page.textContent('.picker:has-text("States") .chosen'), 'Texas');
	// also where nothing is drawn of it
	await clickRegion(page, 'sales-map', 'Ohio');
	await arrived(page, '?states=48,39');
	const growth = await chart(page, 'sales-growth');
	await clickAt(page, 'sales-growth', [growth.x.indexOf('2020'), growth.series[0].data[growth.x.indexOf('2020')] / 2]);
	await arrived(page, '?states=48,39&years=2020');
	assert.deepEqual(await chips(page), ['Texas', 'Ohio', '2020']);
	const { y } = await chart(page, 'sales-states');
	await clickAt(page, 'sales-states', [1, y.indexOf('Texas')]);
	await arrived(page, '?states=39&years=2020');
	await page.keyboard.press('Escape');
	await arrived(page, '?states=39');
	await page.keyboard.press('Escape');
	await arrived(page, '');
	await page.keyboard.press('Escape');	// nothing is left
	await page.goBack();
	await arrived(page, '?states=39');
	await page.click('.chip');
	await arrived(page, '');

	await open(page, '?tab=categories');
	const categories = await ask('SELECT category FROM bi.category_years WHERE category <> \'UNKNOWN\' GROUP BY 1 ORDER BY sum(total_revenue) DESC, 1 LIMIT 3');
	await clickAt(page, 'category-years', [1, 2]);
	await arrived(page, `?tab=categories&category=${categories[2].category}`);
	// a label is the same as its bar
	await page.keyboard.press('Escape');
	await arrived(page, '?tab=categories');
	await page.mouse.move(0, 0);
	await clickAt(page, 'category-years', [0, 0], { left: 120 });
	await arrived(page, `?tab=categories&category=${categories[0].category}`);

	await open(page, '?tab=cohorts&min_size=5');
	const heat = await chart(page, 'cohort-cells');
	await clickAt(page, 'cohort-cells', [20, heat.y.indexOf('Mar 2018')]);
	await arrived(page, '?tab=cohorts&cohorts=2018-03');
	assert.deepEqual((await chart(page, 'cohort-curves')).series.map(({ name }) => name), ['Mar 2018', 'Average']);
	assert.deepEqual(await chips(page), ['Cohort Mar 2018']);

	for (const [tab, id] of [['customers', 'customer-income'], ['income', 'income-brackets']]) {
		await open(page, `?tab=${tab}`);
		const bars = await chart(page, id);
		await clickAt(page, id, [bars.series[0].data[2] / 2, 2]);
		await page.waitForFunction(() => location.search.includes('incomes='));
		await drawn(page);
		assert.deepEqual(await chips(page), [bars.y[2]]);
		assert.deepEqual((await chart(page, id)).y, [bars.y[2]]);
	}
	await open(page, '?tab=income');
	const scatter = await table(page, 'income-states');
	await page.click('#income-states button[aria-controls]');
	const [point] = (await chart(page, 'income-states')).series[0].data;
	await clickAt(page, 'income-states', point);
	await page.waitForFunction(() => location.search.includes('states='));
	await drawn(page);
	const [name] = await chips(page);
	assert.ok(scatter.slice(1).some(([state]) => state === name));
	await page.close();
});

test('an address keeps the order of choices; Escape leaves what is open, typed or chosen elsewhere alone', async () => {
	const page = await openPage();
	await open(page, '?states=39&years=2021&states=48&cohorts=2018-03&product=B0&category=PET_FOOD');
	assert.deepEqual(await chips(page), ['Ohio', '2021', 'Texas']);
	await page.click('.picker summary:has-text("States")');
	await page.fill('.picker[open] input', 'cal');
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.picker[open]').count(), 0);
	assert.equal(await page.locator('.chip').count(), 3);
	await page.click('#sales-map-save');
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.menu[open]').count(), 0);
	assert.equal(await page.locator('.chip').count(), 3);
	await page.keyboard.press('Escape');
	await arrived(page, '?states=39&years=2021&cohorts=2018-03&product=B0&category=PET_FOOD');
	// by the keyboard: the place stays among what is chosen
	await page.focus('.chip:has-text("Ohio")');
	await page.keyboard.press('Enter');
	await arrived(page, '?years=2021&cohorts=2018-03&product=B0&category=PET_FOOD');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), '2021×');
	await page.click('#reset');
	await arrived(page, '');
	// what is no month is no cohort
	await open(page, '?tab=cohorts&cohorts=2018-13,x,2018-03,2018-03');
	assert.deepEqual(await chips(page), ['Cohort Mar 2018']);
	await page.close();
});

test('sentences say what the data say, with doubt where it is due, and nothing where they say nothing', async () => {
	const page = await openPage();
	await open(page, '?tab=income');
	const halves = await ask(`WITH halves AS (SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half
			FROM refinement.dim_state_demographics GROUP BY 1)
		SELECT half, 100 * sum(order_value) FILTER (WHERE date_part('year', date_key) = 2022) / sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) - 100 AS in_2022,
			100 * sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) / sum(order_value) FILTER (WHERE date_part('year', date_key) = 2020) - 100 AS in_2021
		FROM refinement.fct_orders JOIN halves ON state_fips = state_key GROUP BY half ORDER BY half`);
	const lead = (year) => Number(halves[0][`in_${year}`].toFixed(1)) - Number(halves[1][`in_${year}`].toFixed(1));
	const tell = (year) => `${Math.abs(lead(year)).toFixed(1)} points ${lead(year) > 0 ? 'faster' : 'slower'} in ${year}`;
	const growth = await finding(page, 'income-growth');
	assert.ok(growth.startsWith(`Lower-income states grew ${tell(2021)} and ${tell(2022)} than higher-income ones.`), growth);
	assert.match(growth, /With no more than \d+ users in one of the halves, it may be chance\.$/);
	await open(page, '?tab=income&years=2019');
	assert.match(await finding(page, 'income-states'), /^For 2019 it cannot be told whether revenue per user goes with income: r = .* without/);
	for (const [path, ids] of [['?years=2024', ['sales-months', 'sales-growth']], ['?tab=income&years=2023', ['income-growth', 'income-years']], ['?tab=cohorts&years=2023&min_size=1', ['cohort-cells', 'cohort-curves']]]) {
		await open(page, path);
		for (const id of ids) {
			assert.equal(await page.locator(`#${id} .finding`).count(), 0, `${path} ${id}`);
		}
	}
	await open(page, '');
	const [first, half] = await Promise.all([
		askOne(`SELECT s.state_name AS name, round(sum(order_value)) AS revenue, round(100 * sum(order_value) / (SELECT sum(order_value) FROM refinement.fct_orders), 2) AS share
			FROM refinement.fct_orders f JOIN refinement.dim_state s ON s.state_fips = f.state_key GROUP BY 1 ORDER BY 2 DESC LIMIT 1`),
		askOne(`SELECT count(*) FILTER (WHERE before < total / 2) AS states, count(*) AS of FROM (SELECT sum(sum(order_value)) OVER (ORDER BY sum(order_value) DESC) - sum(order_value) AS before,
			sum(sum(order_value)) OVER () AS total FROM refinement.fct_orders WHERE state_key <> '00' GROUP BY state_key) s`),
	]);
	assert.equal((await finding(page, 'sales-states')).split(';')[0], `${first.name} has most revenue, $${first.revenue.toLocaleString('en-US')} or ${first.share.toFixed(2)}% of all`);
	assert.equal(await finding(page, 'sales-map'), `${half.states} of ${half.of} states with orders make up half of the revenue.`);
	await page.close();
});

test('lines carry their names; from the sixth on they are gray, and named where they are pointed at', async () => {
	const page = await openPage();
	const categories = (await ask('SELECT category FROM bi.category_years WHERE category <> \'UNKNOWN\' GROUP BY 1 ORDER BY sum(total_revenue) DESC, 1 LIMIT 7')).map(({ category }) => category);
	await open(page, `?tab=categories&${categories.map((category) => `category=${category}`).join('&')}`);
	const lines = await page.evaluate(async () => {
		const echarts = await import('/vendor/echarts.js');
		const { series } = echarts.getInstanceByDom(document.querySelector('#category-months .chart')).getOption();
		return series.filter(({ emphasis }) => emphasis?.endLabel).map(({ color, endLabel, emphasis }) => ({ color, named: endLabel.show, onHover: emphasis.endLabel.show }));
	});
	assert.equal(lines.length, 7);
	assert.deepEqual(lines.map(({ named }) => named), [true, true, true, true, true, false, false]);
	assert.equal(new Set(lines.slice(0, 6).map(({ color }) => color)).size, 6);
	assert.equal(lines[5].color, lines[6].color);
	assert.ok(lines.every(({ onHover }) => onHover));
	assert.match(await page.textContent('#category-months .note'), /Gray lines say their names/);
	await page.close();
});

test('a chart as PNG and SVG: with its title, what it says, and of which data', async () => {
	for (const scheme of ['light', 'dark']) {
		const page = await openPage({ scheme });
		for (const tab of ['sales', 'categories', 'customers', 'cohorts', 'income']) {
			await open(page, `?tab=${tab}`);
			for (const id of await page.$$eval('.card:not(.list)', (all) => all.map((card) => card.id))) {
				const png = await save(page, id, 'PNG');
				assert.equal(png.name, `${id}.png`);
				assert.deepEqual([...png.bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
				assert.ok(png.bytes.readUInt32BE(16) >= 1280 && png.bytes.readUInt32BE(20) >= 400, id);
				const svg = await save(page, id, 'SVG');
				const { root, texts, wrong, surface } = await readSvg(page, svg);
				assert.deepEqual([svg.name, root, wrong, surface], [`${id}.svg`, 'svg', 0, scheme === 'light' ? '#ffffff' : '#151c28']);
				assert.ok(texts.includes(await page.textContent(`#${id} h2`)), id);
				assert.ok(texts.replace(/\s+/g, ' ').includes((await page.locator(`#${id} .finding`).count()) > 0 ? await finding(page, id) : ''), id);
				assert.match(texts, /Refreshed .* · Orders from/);
			}
			if (scheme === 'dark') {
				break;
			}
		}
		await page.close();
	}
});

test('a report of all tabs, for paper', async () => {
	const page = await openPage();
	await open(page, '?states=06&tab=cohorts');
	await page.evaluate(() => {
		window.prints = 0;
		window.print = () => window.prints++;
	});
	await page.click('#report');
	await page.waitForFunction(() => window.prints === 1);
	assert.equal(search(page), '?tab=report&states=06');
	assert.deepEqual(await page.$$eval('.part > h2', (all) => all.map((title) => title.textContent)),
		['Sales Overview', 'Category Performance', 'Customer Insights', 'Cohort Analysis', 'Revenue vs Income', 'Data']);
	assert.deepEqual(await chips(page), ['California']);
	const ids = await page.$$eval('[id]', (all) => all.map(({ id }) => id));
	assert.equal(new Set(ids).size, ids.length);
	assert.equal(await page.locator('.message').count(), 0);
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
	const pdf = (await page.pdf({ format: 'A4', path: `${process.env.SCREENSHOTS}/report.pdf` })).toString('latin1');
	assert.ok(pdf.match(/\/Type\s*\/Page\b/g).length >= 5);
	// the way back
	await page.goBack();
	await page.waitForFunction(() => document.title.startsWith('Cohort'));
	await page.close();
});

/* What came to the browser: the paths, and how many bytes it was, heads and all. */
function countLoaded(page) {
	const loaded = { paths: [], bytes: 0 };
	page.on('requestfinished', async (request) => {
		loaded.paths.push(request.url().slice(server.url.length - 1));
		const { responseBodySize, responseHeadersSize } = await request.sizes();
		loaded.bytes += responseBodySize + responseHeadersSize;
	});
	return loaded;
}

/* As many bytes as these would be to who takes gzip and nothing better, as over HTTP from another machine. */
async function bytesAsGzip(paths) {
	const sizes = await Promise.all(paths.map((path) => new Promise((done, fail) => {
		request(server.url + path.slice(1), { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
			let bytes = response.rawHeaders.join('    ').length;
			response.on('data', (part) => { bytes += part.length; }).on('end', () => done(bytes));
		}).on('error', fail).end();
	})));
	return sizes.reduce((sum, size) => sum + size, 0);
}

const codeOf = (paths) => paths.filter((path) => path.endsWith('.js'));

test('the first load of each tab is below 500 kB, as Brotli and as gzip, and has no code of the others', async () => {
	const tabs = ['sales', 'categories', 'customers', 'cohorts', 'income', 'data'];
	for (const tab of tabs) {
		const page = await openPage();
		const loaded = countLoaded(page);
		await open(page, `?tab=${tab}`);
		await page.waitForLoadState('networkidle');
		assert.ok(loaded.bytes > 300000 && loaded.bytes < 500000, `${tab}: ${loaded.bytes} bytes`);
		const gzipped = await bytesAsGzip(loaded.paths);
		assert.ok(gzipped > loaded.bytes && gzipped < 500000, `${tab}: ${gzipped} bytes as gzip`);
		assert.deepEqual(codeOf(loaded.paths).filter((path) => path.startsWith('/tab_')), [`/tab_${tab}.js`]);
		await page.close();
	}
});

test('the code of a tab comes when it is shown, once; where it cannot come, a message, and the page goes on by itself', async () => {
	const page = await openPage({ isTroubleExpected: true });
	const loaded = countLoaded(page);
	await open(page, '');
	await page.route('**/lineage_card.js', (route) => route.abort());
	await page.click('nav >> text=Data');
	await page.waitForSelector('.message h2:has-text("The dashboard’s server does not answer")');
	assert.ok(await page.isVisible('.message button:has-text("Load the page again")'));
	// the others can be seen meanwhile
	await page.click('nav >> text=Cohort Analysis');
	await page.waitForSelector('#cohort-cells canvas');
	await page.click('nav >> text=Data');
	await page.waitForSelector('.message h2');
	await page.unroute('**/lineage_card.js');
	await page.waitForSelector('#data-dictionary');
	const before = codeOf(loaded.paths).length;
	for (const [title, card] of [['Cohort Analysis', 'cohort-cells'], ['Data', 'data-dictionary'], ['Sales Overview', 'sales-map']]) {
		await page.click(`nav >> text=${title}`);
		await page.waitForSelector(`#${card}`);
	}
	await drawn(page);
	assert.equal(codeOf(loaded.paths).length, before);
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
