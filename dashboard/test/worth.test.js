// What customers are worth, on the page: their segments, the best of them, what is expected of them, and the cohorts' lifetime value.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { chart, clickAt, startPages, table } from './pages.js';
import { ask, askOne, startServer } from './support.js';

const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);

const dollars = (value) => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(value);
const percent = (value) => `${value.toFixed(1)}%`;
const finding = (page, id) => page.textContent(`#${id} .finding`);
const rowsOf = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

async function arrived(page, wanted) {
	await page.waitForFunction((text) => location.search === text, wanted);
	await drawn(page);
}

const ofFact = `SELECT f.user_key, sum(f.order_value) AS revenue, count(DISTINCT f.date_key) AS days FROM refinement.fct_orders f GROUP BY 1`;

test('segments by customers and revenue, and who has ordered again, as the fact table says', async () => {
	const page = await openPage();
	await open(page, '?tab=customers');
	const segments = await ask(`SELECT v.segment, count(*) AS customers, sum(f.revenue) AS revenue, 100.0 * count(*) / sum(count(*)) OVER () AS customers_pct,
			100 * sum(f.revenue) / sum(sum(f.revenue)) OVER () AS revenue_pct
		FROM mart.mart_customer_value v JOIN (${ofFact}) f USING (user_key) GROUP BY v.segment, v.segment_order ORDER BY v.segment_order`);
	const { y, series } = await chart(page, 'worth-segments');
	assert.deepEqual(y, segments.map(({ segment }) => segment));
	assert.deepEqual(series.map(({ name, data }) => [name, data.map((value) => value.toFixed(1))]), [
		['Customers', segments.map((row) => row.customers_pct.toFixed(1))], ['Revenue', segments.map((row) => row.revenue_pct.toFixed(1))],
	]);
	const { again, customers } = await askOne(`SELECT count(*) FILTER (WHERE days > 1) AS again, count(*) AS customers FROM (${ofFact}) f`);
	const [champions] = segments;
	assert.equal(await finding(page, 'worth-segments'), `Champions: ${percent(champions.customers_pct)} of the customers, ${percent(champions.revenue_pct)} of the revenue. ${
		percent(100 * again / customers)} of ${customers} customers have ordered on more than one day.`);
	await page.close();
});

test('the best tenth, of all customers and of an income', async () => {
	const page = await openPage();
	for (const [search, condition] of [['', 'true'], ['&incomes=2', 'u.income_bracket_order = 2']]) {
		await open(page, `?tab=customers${search}`);
		const revenues = (await ask(`SELECT f.revenue FROM (${ofFact}) f JOIN refinement.dim_user u USING (user_key) WHERE ${condition} ORDER BY 1 DESC`)).map(({ revenue }) => revenue);
		const sum = (list) => list.reduce((total, value) => total + value, 0);
		const best = revenues.slice(0, Math.ceil(revenues.length / 10));
		const { series } = await chart(page, 'worth-tenths');
		assert.equal(series[0].data.length, 11);
		assert.deepEqual([series[0].data[0], series[0].data[10]], [[0, 0], [100, 100]]);
		assert.equal(series[0].data[1][1].toFixed(1), (100 * sum(best) / sum(revenues)).toFixed(1));
		const said = await finding(page, 'worth-tenths');
		assert.ok(said.startsWith(`The best tenth of the customers (${best.length}) brings ${percent(100 * sum(best) / sum(revenues))} of the revenue, the lower half `), said);
		// of few customers, with doubt
		assert.equal(/of so few/.test(said), best.length < 10);
	}
	await page.close();
});

test('what is expected of customers, by which models, and how well they foretold', async () => {
	const page = await openPage();
	await open(page, '?tab=customers');
	const expected = await ask(`SELECT segment, round(sum(expected_revenue_365) / count(*), 2) AS worth FROM mart.mart_customer_value GROUP BY segment, segment_order ORDER BY segment_order`);
	const { y, series } = await chart(page, 'worth-expected');
	assert.deepEqual([y, series[0].data], [expected.map(({ segment }) => segment), expected.map(({ worth }) => worth)]);
	const all = await askOne(`SELECT count(*) AS customers, avg(expected_baskets_365) AS baskets, avg(expected_revenue_365) AS worth, 100 * avg(probability_alive) AS alive FROM mart.mart_customer_value`);
	assert.equal(await finding(page, 'worth-expected'), `A customer is expected to order ${all.baskets.toFixed(1)} times for ${dollars(all.worth)} in all, and has not stopped for good with a probability of ${
		percent(all.alive)}: averages of ${all.customers} customers.`);
	assert.match(await page.textContent('#worth-expected .note'), /BG\/NBD and Gamma-Gamma.*assume that each customer orders at random.*know nothing of seasons/);

	// what there was, by the fact table
	const known = await askOne(`SELECT count(*) AS customers FROM (SELECT user_key FROM refinement.fct_orders GROUP BY 1 HAVING min(date_key) <= '2022-06-30') u`);
	const later = await askOne(`SELECT count(DISTINCT (user_key, date_key)) AS baskets, sum(order_value) AS revenue FROM refinement.fct_orders
		WHERE date_key BETWEEN '2022-07-01' AND '2022-12-31' AND user_key IN (SELECT user_key FROM refinement.fct_orders WHERE date_key <= '2022-06-30')`);
	const model = await askOne(`SELECT expected_baskets AS baskets, expected_revenue AS revenue FROM mart.mart_customer_fit WHERE purpose = 'backtest'`);
	const bars = (await chart(page, 'worth-backtest')).series;
	assert.deepEqual(bars.map(({ data }) => data[1]), [later.baskets, later.revenue]);
	assert.deepEqual(bars.map(({ data }) => data[0].toFixed(1)), [model.baskets.toFixed(1), model.revenue.toFixed(1)]);
	const said = await finding(page, 'worth-backtest');
	const miss = (measure) => 100 * model[measure] / later[measure] - 100;
	assert.ok(said.startsWith(`In those months the ${known.customers} customers known by then ordered ${later.baskets} times (foretold ${percent(Math.abs(miss('baskets')))} too ${miss('baskets') > 0 ? 'many' : 'few'}) for `), said);
	assert.ok(said.endsWith(`(foretold ${percent(Math.abs(miss('revenue')))} too ${miss('revenue') > 0 ? 'much' : 'little'}).`), said);
	await page.close();
});

test('the best customers, by what they brought and by what is expected; a click on a segment shows those of it', async () => {
	const page = await openPage();
	await open(page, '?tab=customers');
	const best = async (order, condition = 'true') => (await ask(`SELECT user_key FROM mart.mart_customer_value WHERE ${condition} ORDER BY ${order} DESC NULLS LAST, total_revenue DESC, user_key COLLATE "C" LIMIT 20`)).map(({ user_key: key }) => key);
	const shown = async () => (await rowsOf(page, 'worth-best')).map(([key]) => key);
	assert.deepEqual(await shown(), await best('total_revenue'));
	const [first] = await rowsOf(page, 'worth-best');
	const { revenue, days } = await askOne(`SELECT revenue, days FROM (${ofFact}) f WHERE user_key = $1`, [first[0]]);
	assert.deepEqual([first[3], first[4]], [String(days), dollars(revenue)]);
	await page.focus('#best');
	await page.selectOption('#best', 'expected');
	await arrived(page, '?tab=customers&best=expected');
	assert.deepEqual(await shown(), await best('expected_revenue_365'));
	assert.equal(await page.evaluate(() => document.activeElement.id), 'best');

	const { y, series } = await chart(page, 'worth-segments');
	const lost = y.indexOf('Lost');
	await clickAt(page, 'worth-segments', [series[0].data[lost] / 2, lost], { left: 70 });
	await arrived(page, '?tab=customers&segments=6&best=expected');
	assert.deepEqual(await page.$$eval('.chip bdi', (all) => all.map((chip) => chip.textContent)), ['Lost']);
	assert.equal(await page.textContent('#worth-best h2'), 'Best customers: Lost');
	assert.deepEqual(await shown(), await best('expected_revenue_365', "segment = 'Lost'"));
	// the other charts stay those of all
	assert.deepEqual((await chart(page, 'worth-segments')).y, y);
	await page.focus('body');
	await page.keyboard.press('Escape');
	await arrived(page, '?tab=customers&best=expected');
	// a segment that is none
	await open(page, '?tab=customers&segments=6,9,x');
	assert.deepEqual(await page.$$eval('.chip bdi', (all) => all.map((chip) => chip.textContent)), ['Lost']);
	await page.close();
});

test('where the models cannot be fitted, nothing is expected of anybody, and it says so', async (context) => {
	await ask('CREATE DATABASE few_customers TEMPLATE empty');
	context.after(() => ask('DROP DATABASE few_customers WITH (FORCE)'));
	await ask(`INSERT INTO raw.amazon_purchases SELECT (date '2021-01-05' + 40 * i)::text, (10 + i)::text, '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_' || u FROM generate_series(0, 9) i, generate_series(1, 5) u`, undefined, 'few_customers');
	await ask('SELECT FROM ecom.refresh()', undefined, 'few_customers');
	const other = await startServer({ PGDATABASE: 'few_customers' }, (stop) => context.after(stop));
	const page = await openPage({ url: other.url });
	await open(page, '?tab=customers', other.url);
	for (const id of ['worth-expected', 'worth-backtest']) {
		assert.match(await page.textContent(`#${id} .nothing`), /^Nothing is expected of anybody: the models could not be fitted/, id);
		assert.equal(await page.locator(`#${id} .finding`).count(), 0, id);
	}
	assert.match(await page.textContent('#worth-tenths .nothing'), /fewer than ten customers/);
	assert.match(await finding(page, 'worth-segments'), /100\.0% of 5 customers have ordered on more than one day; of so few, that says little\.$/);
	assert.equal((await rowsOf(page, 'worth-best')).length, 5);
	assert.equal(await page.locator('#best').count(), 0);
	await page.close();
});

test('the triangle as lifetime value: what a user has brought so far', async () => {
	const page = await openPage();
	await open(page, '?tab=cohorts');
	await page.selectOption('#measure', 'value');
	await arrived(page, '?tab=cohorts&measure=value');
	const cells = await ask(`SELECT to_char(c.month, 'FMMon YYYY') AS cohort, m.months_after, round(sum(f.order_value) / c.users, 2) AS worth
		FROM (SELECT month, array_agg(user_key) AS keys, count(*) AS users FROM (SELECT user_key, date_trunc('month', min(date_key)) AS month FROM refinement.fct_orders GROUP BY 1) u GROUP BY 1 HAVING count(*) >= 10) c
		CROSS JOIN generate_series(0, 59) AS m(months_after)
		JOIN refinement.fct_orders f ON f.user_key = ANY (c.keys) AND f.date_key < c.month + make_interval(months => m.months_after + 1)
		WHERE c.month + make_interval(months => m.months_after) < '2023-01-01' GROUP BY c.month, c.users, 2 ORDER BY c.month, 2`);
	const { y, series } = await chart(page, 'cohort-cells');
	assert.deepEqual(series[0].data, cells.map(({ cohort, months_after: months, worth }) => [months, y.indexOf(cohort), worth]));
	// cells that are not complete are there, and gray
	assert.ok(series[2].data.length > 0 && series[2].data.every(([, , value]) => value === 0));
	assert.match(await page.textContent('.explanation'), /the stronger the color, the more they have brought so far/);
	// a curve of a cohort is its row, and rises
	await open(page, '?tab=cohorts&measure=value&cohorts=2018-03');
	const [march, average] = (await chart(page, 'cohort-curves')).series;
	assert.deepEqual(march.data.map(([months, value]) => [months, value]), cells.filter(({ cohort }) => cohort === 'Mar 2018').map(({ months_after: months, worth }) => [months, worth]));
	assert.ok(march.data.every(([, value], i) => i === 0 || value >= march.data[i - 1][1]));
	assert.equal(average.name, 'Average');
	assert.equal(average.data[0][0], 0);
	await page.close();
});

test('cohorts of a year over one another: by any measure, as far as all of them have come', async () => {
	const page = await openPage();
	for (const [measure, column] of [['users', 'retention_pct'], ['revenue', 'revenue_per_user'], ['value', 'lifetime_value']]) {
		await open(page, `?tab=cohorts&min_size=1&measure=${measure}`);
		const rows = await ask(`SELECT c.cohort_year::text AS year, c.months_after, c.${column} AS value FROM bi.cohort_years c
			WHERE c.cohorts = (SELECT count(*) FROM mart.mart_cohort_retention r WHERE r.cohort_year = c.cohort_year AND r.months_after = 0) ${measure === 'value' ? '' : 'AND c.months_after > 0'} ORDER BY 1, 2`);
		const { series } = await chart(page, 'cohort-years');
		assert.deepEqual(series.map(({ name }) => name), [...new Set(rows.map(({ year }) => year))]);
		for (const { name, data } of series) {
			assert.deepEqual(data.map(([months, value]) => [months, value]), rows.filter(({ year }) => year === name).map(({ months_after: months, value }) => [months, value]), `${measure} ${name}`);
		}
	}
	const said = await finding(page, 'cohort-years');
	const { users, worth } = await askOne('SELECT users, lifetime_value AS worth FROM bi.cohort_years WHERE cohort_year = 2021 AND months_after = 12');
	assert.ok(said.startsWith(`12 months after the first order the ${users} users of 2021’s cohorts had brought ${dollars(worth)} each, and `), said);
	const shown = await table(page, 'cohort-years');
	assert.deepEqual(shown[0].slice(0, 3), ['Year of the first order', 'Cohorts', 'Months after']);
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
