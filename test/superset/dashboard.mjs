/*
 * The dashboard in a real Superset, in a browser: every chart's query, figures beside those of SQL over the facts, and what people who click
 * ask of texts, times and places.
 *
 *	node dashboard.mjs ADDRESS PASSWORD BUNDLE DASHBOARD PICTURES
 *
 * Superset is at ADDRESS, with the user admin and the BUNDLE imported; DASHBOARD has node_modules; pictures of the tabs go to PICTURES.  The
 * PG* variables name the database, as its owner.
 */

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert, checks } from '../bi_tools/checks.mjs';

const [address, password, bundle, modules, pictures] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const { chromium } = require('playwright-core');
const { Client, types } = require('pg');
const check = checks('superset');

types.setTypeParser(types.builtins.NUMERIC, Number);
types.setTypeParser(types.builtins.INT8, Number);
const owner = new Client();
await owner.connect();
const facts = async (sql) => (await owner.query({ text: sql, rowMode: 'array' })).rows;
const fact = async (sql) => (await facts(sql))[0][0];

/* Part of SQL: complete years, as the sample is made; a user's age and the like; a line's category */
const complete = "o.date_key < '2023-01-01'";
const orders = 'FROM refinement.fct_orders o JOIN refinement.dim_user u USING (user_key) JOIN refinement.dim_state s ON s.state_fips = o.state_key JOIN refinement.dim_product p USING (product_key)';

/*
 * Every chart, as the browser asks for it
 */

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: 1400, height: 1100 }, timezoneId: 'Europe/Berlin' });
const asked = new Map();	// by the number of the chart: what was asked last, and the answer
const troubles = [];
const searches = [];	// what was typed into filters
let waiting = 0;

/* Maps are asked for in an older way, which has the chart's number in the address, and the rows alone in the answer. */
const isQuery = (url) => url.includes('/api/v1/chart/data') || url.includes('/superset/explore_json/');
const numberIn = (url) => JSON.parse(new URL(url).searchParams.get('form_data') ?? '{}').slice_id;

page.on('pageerror', (error) => troubles.push(error.message));
page.on('request', (request) => { waiting += isQuery(request.url()) ? 1 : 0; });
page.on('requestfailed', (request) => { waiting -= isQuery(request.url()) ? 1 : 0; });
page.on('response', async (response) =>
{
	if (!isQuery(response.url()))
		return;
	const answer = await response.json().catch((error) => ({ message: error.message }));
	const isOlder = response.url().includes('explore_json');
	const question = isOlder ? null : response.request().postDataJSON();
	const number = question?.form_data.slice_id ?? numberIn(response.url());

	if (response.status() !== 200)
		troubles.push(`${response.status()} ${JSON.stringify(answer).slice(0, 500)}`);
	if (number)
		asked.set(number, { question, answer: isOlder ? { result: [{ error: answer.error, data: answer.data }] } : answer });
	else if (question)
		searches.push(...question.queries.flatMap(({ filters }) => filters).filter(({ op }) => op === 'ILIKE'));
	waiting--;
});

/* Until nothing has been asked for a second, and all that was asked is there */
async function settled()
{
	for (let quiet = 0; quiet < 4;)
	{
		await page.waitForTimeout(250);
		quiet = waiting === 0 ? quiet + 1 : 0;
	}
}

await page.goto(`${address}/login/`);
await page.fill('input[type=password]', password);
await page.fill('input:not([type=password]):not([type=hidden])', 'admin');
await page.keyboard.press('Enter');
await page.waitForURL((url) => !url.pathname.startsWith('/login'));
await page.goto(`${address}/superset/dashboard/purchases/`);
await page.waitForSelector('[role=tab]');
const tabs = (await page.locator('[role=tab]').allTextContents()).map((title) => title.trim());

await check('a tab for each of the five topics', () => assert.deepEqual(tabs,
	['Sales overview', 'Category performance', 'Customer insights', 'Cohort analysis', 'Revenue vs income']));
for (const [i, tab] of tabs.entries())
{
	await page.locator('[role=tab]').nth(i).click();
	await settled();
	// charts further down are asked for as they come into view
	const height = await page.evaluate(() => Math.max(...[...document.querySelectorAll('[data-test=grid-content], .dashboard-content')].map((e) => e.getBoundingClientRect().bottom)));
	await page.setViewportSize({ width: 1400, height: Math.ceil(height) + 20 });
	await settled();
	await page.mouse.move(0, 0);
	await page.waitForTimeout(1500);
	await page.screenshot({ path: `${pictures}/superset-${tab.toLowerCase().replaceAll(' ', '-')}.png` });
	await check(`${tab}: no chart shows an error`, async () => assert.deepEqual(await page.locator('[role=alert], .ant-alert-error').allTextContents(), []));
	await page.setViewportSize({ width: 1400, height: 1100 });
}

const request = async (method, path, data) =>
{
	const response = await page.request.fetch(`${address}/api/v1/${path}`, { method, data });

	return { status: response.status(), body: await response.json() };
};
const { body: { result: charts } } = await request('GET', 'dashboard/purchases/charts');
const titles = Object.fromEntries(charts.map(({ id, slice_name: title }) => [title, id]));

/* What a chart was given */
function rowsOf(title)
{
	assert.ok(asked.has(titles[title]), `${title} was not asked for`);
	const { answer } = asked.get(titles[title]);

	assert.ok(answer.result, JSON.stringify(answer).slice(0, 300));
	assert.equal(answer.result[0].error ?? null, null);
	return answer.result[0].data;
}
/* Of lying bars the last row is on top. */
const fromTheTop = (title) => [...rowsOf(title)].reverse();
const day = (moment) => new Date(moment).toISOString().slice(0, 10);
const byKey = ([a], [b]) => (a < b ? -1 : 1);
const near = (actual, expected, message) => assert.ok(Math.abs(actual - expected) < 0.006, `${message ?? ''} ${actual}, expected ${expected}`);
const sameRows = (actual, expected) =>
{
	assert.ok(expected.length > 0);
	assert.deepEqual(actual.map(([key]) => key), expected.map(([key]) => key));
	for (const [i, row] of expected.entries())
		for (const [j, value] of row.entries())
			if (j > 0)
				near(actual[i][j], value, row[0]);
};

await check('the page had no trouble', () => assert.deepEqual(troubles, []));
await check('every chart of the bundle is on the dashboard', () => assert.equal(charts.length, readdirSync(`${bundle}/charts`).length));
for (const title of Object.keys(titles))
	await check(`${title}: its query gives rows`, () => assert.ok(rowsOf(title).length > 0));

/*
 * Figures
 */

await check('Revenue, Orders, Average order: those of the facts', async () =>
{
	const [[revenue, lines]] = await facts('SELECT sum(order_value), count(*) FROM refinement.fct_orders');

	near(rowsOf('Revenue')[0].revenue, revenue);
	assert.equal(rowsOf('Orders')[0].orders, lines);
	near(rowsOf('Average order')[0].average_order, revenue / lines);
});
await check('Average month: over the 60 months that are covered', async () =>
	near(rowsOf('Average month')[0].average_month, await fact(`SELECT sum(order_value) / 60 FROM refinement.fct_orders o WHERE ${complete}`)));
await check('Revenue by month: every month from the first to the last, none moved by a time zone', async () => sameRows(
	rowsOf('Revenue by month').map(({ month, ...measures }) => [day(month), Object.values(measures)[0]]),
	await facts(`SELECT m::date::text, coalesce(sum(o.order_value), 0) FROM generate_series('2018-01-01'::timestamp, '2024-03-01', '1 month') m
		LEFT JOIN refinement.fct_orders o ON o.date_key >= m AND o.date_key < m + interval '1 month' GROUP BY m ORDER BY m`)));
await check('Revenue by state, on the map: by the codes that it knows states by', async () => sameRows(
	rowsOf('Revenue by state, on the map').map(({ country_id: code, metric }) => [code, metric]).sort(byKey),
	(await facts(`SELECT 'US-' || s.state_postal, sum(o.order_value) ${orders} WHERE s.state_fips <> '00' GROUP BY 1`)).sort(byKey)));
await check('Revenue by state: the 15 with most', async () => sameRows(
	rowsOf('Revenue by state').map(({ state_name: state, revenue }) => [state, revenue]).sort((a, b) => b[1] - a[1]),
	await facts(`SELECT s.state_name, sum(o.order_value) ${orders} GROUP BY 1 ORDER BY 2 DESC LIMIT 15`)));
await check('Years: growth of complete years over complete years, users once a year', async () => sameRows(
	rowsOf('Years').map((row) => [row.year, row.total_revenue, row.growth_pct ?? 0, row.active_users]),
	await facts(`SELECT y, r, CASE WHEN y BETWEEN 2019 AND 2022 THEN round(100 * r / lag(r) OVER (ORDER BY y) - 100, 1) ELSE 0 END, n
		FROM (SELECT extract(year FROM date_key)::integer, sum(order_value), count(DISTINCT user_key) FROM refinement.fct_orders GROUP BY 1) v (y, r, n) ORDER BY y`)));
await check('Revenue by category: the 15 with most', async () => sameRows(
	rowsOf('Revenue by category').map(({ category, revenue }) => [category, revenue]).sort((a, b) => b[1] - a[1]),
	await facts(`SELECT coalesce(o.line_category, p.category), sum(o.order_value) ${orders} WHERE coalesce(o.line_category, p.category) <> 'UNKNOWN' GROUP BY 1 ORDER BY 2 DESC LIMIT 15`)));
await check('Highest average order: of complete years and at least 20 orders', async () => sameRows(
	rowsOf('Highest average order').map((row) => [row.category, row.average_order, row.orders]),
	await facts(`SELECT coalesce(o.line_category, p.category), sum(o.order_value) / count(*), count(*) ${orders}
		WHERE coalesce(o.line_category, p.category) <> 'UNKNOWN' AND ${complete} GROUP BY 1 HAVING count(*) >= 20 ORDER BY 2 DESC`)));
await check('Top products: the first 20 of all years', async () => sameRows(
	rowsOf('Top products').map((row) => [row.rank_by_revenue, row.total_revenue]),
	await facts(`SELECT row_number() OVER (ORDER BY sum(order_value) DESC)::integer, sum(order_value) FROM refinement.fct_orders WHERE product_key <> 'UNKNOWN'
		GROUP BY product_key ORDER BY 2 DESC LIMIT 20`)));
await check('User-years, Revenue per user and year: of complete years', async () =>
{
	const [[revenue, users]] = await facts(`SELECT sum(o.order_value), count(DISTINCT (o.user_key, extract(year FROM o.date_key))) FROM refinement.fct_orders o WHERE ${complete}`);

	assert.equal(rowsOf('User-years')[0].user_years, users);
	near(rowsOf('Revenue per user and year')[0].revenue_per_user, revenue / users);
});
for (const [words, answer] of [['age', 'age_group'], ['household income', 'income_bracket'], ['education', 'education'], ['gender', 'gender'], ['household size', 'household_size_cat']])
	await check(`Revenue per user, by ${words}: in the order of the survey`, async () => sameRows(
		fromTheTop(`Revenue per user, by ${words}`).map((row) => [row[answer], row.revenue_per_user]),
		await facts(`SELECT u.${answer}::text, sum(o.order_value) / count(DISTINCT (o.user_key, extract(year FROM o.date_key))) ${orders} WHERE ${complete}
			GROUP BY u.${answer} ORDER BY u.${answer}`)));
await check('Retention by cohort: of cohorts that are not small, cell by cell', async () =>
{
	const cells = await facts(`WITH first AS (SELECT user_key, min(date_trunc('month', date_key::timestamp)) AS cohort FROM refinement.fct_orders GROUP BY 1),
		active AS (SELECT DISTINCT user_key, date_trunc('month', date_key::timestamp) AS month FROM refinement.fct_orders)
		SELECT cohort::date::text || ' ' || n, 100.0 * count(a.user_key) / count(*)
		FROM first CROSS JOIN generate_series(1, 12) n LEFT JOIN active a ON a.user_key = first.user_key AND a.month = cohort + make_interval(months => n)
		WHERE cohort + make_interval(months => n) < '2023-01-01'
		GROUP BY cohort, n HAVING count(*) >= 10`);

	sameRows(rowsOf('Retention by cohort').map((row) => [`${day(row.cohort_month)} ${row.months_after}`, row.retention]).sort(byKey), cells.sort(byKey));
});
await check('Users by cohort: each once', async () => assert.equal(
	rowsOf('Users by cohort').reduce((total, row) => total + row.cohort_users, 0), await fact('SELECT count(DISTINCT user_key) FROM refinement.fct_orders')));
await check('Revenue per user, by income of the state: from the lowest third to the highest', async () => sameRows(
	fromTheTop('Revenue per user, by income of the state').map((row) => [row.group_name, row.revenue_per_user]),
	await facts(`WITH year_of_user AS (SELECT DISTINCT ON (y, user_key) y, user_key, state_key, sum(r) OVER (PARTITION BY y, user_key) AS revenue
			FROM (SELECT extract(year FROM o.date_key) AS y, user_key, state_key, count(*) AS n, sum(order_value) AS r FROM refinement.fct_orders o WHERE ${complete} GROUP BY 1, 2, 3) v
			ORDER BY y, user_key, n DESC, r DESC, state_key),
		thirds AS (SELECT state_fips, ntile(3) OVER (ORDER BY avg(median_household_income), state_fips) AS third FROM refinement.dim_state_demographics GROUP BY 1)
		SELECT ('{lowest third,middle third,highest third}'::text[])[third], sum(revenue) / count(*) FROM year_of_user JOIN thirds ON state_fips = state_key GROUP BY third ORDER BY third`)));
await check('Growth, by income of the state: the two halves, year by year', async () => sameRows(
	rowsOf('Growth, by income of the state').flatMap(({ year_start: year, ...halves }) => Object.entries(halves).map(([half, growth]) => [`${day(year)} ${half}`, growth])).sort(byKey),
	(await facts(`WITH halves AS (SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half FROM refinement.dim_state_demographics GROUP BY 1),
		sold AS (SELECT extract(year FROM date_key)::integer AS y, half, sum(order_value) AS r FROM refinement.fct_orders o JOIN halves ON state_fips = state_key WHERE ${complete} GROUP BY 1, 2)
		SELECT a.y || '-01-01 ' || ('{lower half,higher half}'::text[])[half], 100 * a.r / b.r - 100 FROM sold a JOIN sold b USING (half) WHERE b.y = a.y - 1`)).sort(byKey)));
await check('Average order, by income of the buyer: brackets from low to high', async () => sameRows(
	fromTheTop('Average order, by income of the buyer').map((row) => [row.income_bracket, row.average_order]),
	await facts(`SELECT u.income_bracket::text, sum(o.order_value) / count(*) ${orders} GROUP BY u.income_bracket ORDER BY u.income_bracket`)));
await check('what sorts the bars is not drawn beside them', async () =>
{
	const { question } = asked.get(titles['Revenue per user, by age']);

	// Superset leaves out a measure by this name only if it has no other
	const { body: { result: dataset } } = await request('GET', `dataset/${question.datasource.id}`);
	assert.equal(dataset.metrics.find((metric) => metric.metric_name === 'age_group_place').verbose_name, null);
});

/*
 * What people ask who build charts of their own: texts, in all ways that an enum turned away
 */

const { question: model } = asked.get(titles['Revenue per user, by age']);
const ask = async (query, datasource = model.datasource) =>
{
	const { status, body } = await request('POST', 'chart/data', { datasource, force: true, result_format: 'json', result_type: 'full',
		queries: [{ columns: [], metrics: ['revenue'], row_limit: 1000, filters: [], ...query }] });

	assert.equal(status, 200, JSON.stringify(body).slice(0, 400));
	return body.result[0].data;
};
const revenueWhere = (filter) => fact(`SELECT coalesce(sum(o.order_value), 0) ${orders} WHERE ${filter}`);
const filters = {
	'a search in a list': [{ col: 'income_bracket', op: 'ILIKE', val: '%100,000%' }, "u.income_bracket::text ILIKE '%100,000%'"],
	'a search that minds case': [{ col: 'age_group', op: 'LIKE', val: '%older' }, "u.age_group = '65 and older'"],
	'all that do not contain': [{ col: 'gender', op: 'NOT LIKE', val: '%ale%' }, "u.gender::text NOT LIKE '%ale%'"],
	'a label': [{ col: 'gender', op: '==', val: 'Female' }, "u.gender = 'Female'"],
	'what is no label': [{ col: 'gender', op: '==', val: 'no label' }, 'false'],
	'nothing': [{ col: 'gender', op: '==', val: '' }, 'false'],
	'a list with what is no label': [{ col: 'is_hispanic', op: 'IN', val: ['Yes', 'no label'] }, "u.is_hispanic = 'Yes'"],
	'none of a list': [{ col: 'education', op: 'NOT IN', val: ["Bachelor's degree", 'no label'] }, "u.education <> 'Bachelor''s degree'"],
};

for (const [words, [filter, sql]] of Object.entries(filters))
	await check(`filters: ${words}`, async () => near((await ask({ filters: [filter] }))[0].revenue ?? 0, await revenueWhere(sql)));
for (const [words, expression, filter] of [
	['another word for what is missing', "coalesce(gender, 'n/a')", 'u.gender::text'],
	['lower case', 'lower(gender)', 'lower(u.gender::text)'],
	['a case', "CASE WHEN gender IN ('Female', 'Male') THEN gender ELSE 'others' END", "CASE WHEN u.gender::text IN ('Female', 'Male') THEN u.gender::text ELSE 'others' END"],
])
	await check(`a calculated column: ${words}`, async () => sameRows(
		(await ask({ columns: [{ expressionType: 'SQL', label: 'it', sqlExpression: expression }] })).map((row) => [row.it, row.revenue]).sort(byKey),
		(await facts(`SELECT ${filter}, sum(o.order_value) ${orders} GROUP BY 1`)).sort(byKey)));
await check('years that a range of days chooses, where there is only a year', async () =>
{
	const { question } = asked.get(titles.Years);
	const [query] = question.queries;
	const { body } = await request('POST', 'chart/data', { ...question, queries: [{ ...query,
		filters: [{ col: 'year_start', op: 'TEMPORAL_RANGE', val: '2020-01-01 : 2022-01-01' }] }] });

	assert.deepEqual(body.result[0].data.map(({ year }) => year), [2020, 2021]);
});

/*
 * The filters of the dashboard, with the mouse
 */

await page.locator('[role=tab]').nth(tabs.indexOf('Customer insights')).click();
await settled();
await check('a search box in a filter: finds brackets by a part of their name, and applies them', async () =>
{
	troubles.length = 0;
	const search = page.locator('#NATIVE_FILTER-income');

	await search.click();
	await search.pressSequentially('$75');	// a comma would end the word
	await settled();
	await page.locator('.ant-select-item-option', { hasText: '$75,000 - $99,999' }).first().click();
	await page.keyboard.press('Escape');
	await page.locator('[data-test=filter-bar__apply-button]').click();
	await settled();
	assert.deepEqual(troubles, []);
	assert.ok(searches.some(({ col, val }) => col === 'income_bracket' && val === '%$75%'), JSON.stringify(searches));
	assert.deepEqual(rowsOf('Revenue per user, by household income').map((row) => row.income_bracket), ['$75,000 - $99,999']);
	assert.equal(rowsOf('User-years')[0].user_years,
		await fact(`SELECT count(DISTINCT (o.user_key, extract(year FROM o.date_key))) ${orders} WHERE ${complete} AND u.income_bracket = '$75,000 - $99,999'`));
});

await browser.close();
await owner.end();
