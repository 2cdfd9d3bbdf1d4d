// The server without its page: what it answers, refuses and survives.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { readConfig } from '../config.js';
import { openDatabase } from '../database.js';
import { queries } from '../queries.js';
import { ask, askOne, controlDatabase, get, startServer } from './support.js';

const server = await startServer({}, after);

const api = (path, headers) => get(`${server.url}api/${path}`, headers);

test('every query answers, with what it must be told and nothing else', async () => {
	const { product_key: product } = (await api('top_products')).rows[0];
	for (const { name, wanted } of queries.values()) {
		const { status, rows } = await api(wanted.includes('year') ? `${name}?year=2022` : wanted.includes('product') ? `${name}?product=${product}` : name);
		assert.equal(status, 200, name);
		assert.ok(rows.length > 0, name);
	}
});

test('its sums are those of the fact table', async () => {
	const fact = await askOne('SELECT count(*) AS orders, sum(order_value) AS revenue FROM refinement.fct_orders');
	const sum = (rows, column) => Math.round(100 * rows.reduce((total, row) => total + row[column], 0)) / 100;
	for (const path of ['sales_totals', 'sales_months', 'sales_map', 'category_totals', 'customer_years', 'income_brackets']) {
		const { rows } = await api(path);
		assert.equal(sum(rows, 'revenue'), fact.revenue, path);
		assert.equal(sum(rows, 'orders'), fact.orders, path);
	}
	assert.equal(sum((await api('category_sums')).rows, 'revenue'), fact.revenue);
	assert.equal(sum((await api('customer_tenths')).rows, 'revenue'), fact.revenue);
	assert.equal(sum((await api('cohort_cells')).rows, 'revenue'), fact.revenue);
	const worth = (await api('customer_worth')).rows;
	for (const part of [worth.filter(({ segment }) => segment !== null), worth.filter(({ segment }) => segment === null)]) {
		assert.deepEqual([sum(part, 'revenue'), sum(part, 'orders')], [fact.revenue, fact.orders]);
	}
	const { rows } = await api('customer_segments');
	for (const dimension of ['age', 'income', 'gender', 'education', 'household', 'hispanic', 'total']) {
		assert.equal(sum(rows.filter((row) => row.dimension === dimension), 'revenue'), fact.revenue, dimension);
	}
});

test('filters choose what the fact table has of it', async () => {
	const { revenue } = await askOne(`SELECT sum(order_value) AS revenue FROM refinement.fct_orders
		WHERE date_part('year', date_key) IN (2020, 2022) AND state_key IN ('06', '39')`);
	const { rows } = await api('sales_totals?years=2020,2022&states=06,39');
	assert.equal(rows[0].revenue, revenue);
	assert.equal(rows[0].states, 2);
});

test('the average of the cohorts is of complete months, weighted by size', async () => {
	const [expected] = await ask(`SELECT round(100.0 * sum(active_users) / sum(cohort_size), 1) AS pct FROM mart.mart_cohort_retention
		WHERE months_after = 12 AND cohort_size >= 5 AND cohort_month + interval '12 months' < '2023-01-01'`);
	const { rows } = await api('cohort_average?min_size=5');
	assert.equal(rows[12].retention_pct, expected.pct);
});

test('the year before counts also where it is not shown', async () => {
	const all = (await api('sales_years')).rows.find(({ year }) => year === 2021);
	assert.deepEqual((await api('sales_years?years=2021')).rows, [all]);
	assert.ok(all.growth_pct > 0);
});

test('growth is over a complete year before, or there is none', async () => {
	const { rows } = await api('sales_years?years=2018,2022,2023,2024&states=06');
	assert.deepEqual(rows.map(({ year, growth_pct }) => [year, growth_pct === null]), [[2018, true], [2022, false], [2023, true], [2024, true]]);
	const { before, after } = await askOne(`SELECT sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) AS before,
		sum(order_value) FILTER (WHERE date_part('year', date_key) = 2022) AS after FROM refinement.fct_orders WHERE state_key = '06'`);
	assert.equal(rows[1].revenue_before, before);
	assert.equal(rows[1].growth_pct.toFixed(1), (100 * after / before - 100).toFixed(1));
	for (const name of ['sales_top_states', 'category_years']) {
		const incomplete = (await api(`${name}?years=2018,2023,2024`)).rows;
		assert.ok(incomplete.length > 0 && incomplete.every(({ growth_pct }) => growth_pct === null), name);
	}
});

test('what stands beside the year before is of years and months that are covered, chosen or not', async () => {
	const { now, before, orders, orders_before } = await askOne(`SELECT sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) AS now,
			sum(order_value) FILTER (WHERE date_part('year', date_key) = 2020) AS before, count(*) FILTER (WHERE date_part('year', date_key) = 2021) AS orders,
			count(*) FILTER (WHERE date_part('year', date_key) = 2020) AS orders_before FROM refinement.fct_orders WHERE state_key = '06'`);
	const [row] = (await api('sales_compare?years=2018,2021,2023&states=06')).rows;
	assert.deepEqual([row.year, row.revenue, row.revenue_before, row.orders, row.orders_before], [2021, now, before, orders, orders_before]);
	assert.deepEqual((await api('sales_compare?years=2018,2023,2024')).rows, []);
	assert.deepEqual((await api('category_compare?years=2018,2023,2024')).rows, []);
	const months = (await api('sales_months?states=06')).rows;
	for (const { month, year, revenue_before } of months) {
		assert.equal(revenue_before, year < 2019 || year > 2022 ? null : months.find((other) => other.month === `${year - 1}${month.slice(4)}`).revenue, month);
	}
	assert.deepEqual((await api('customer_years?years=2022')).rows.filter(({ is_shown }) => is_shown).map(({ year }) => year), [2022]);
});

test('the average month is over all months that the data cover, be there a sale or not', async () => {
	const { revenue, months } = await askOne(`SELECT sum(order_value) AS revenue, count(DISTINCT date_trunc('month', date_key)) AS months
		FROM refinement.fct_orders WHERE state_key = '39' AND date_key < '2023-01-01'`);
	assert.ok(months < 60);
	const [row] = (await api('sales_totals?states=39')).rows;
	assert.equal(row.covered_months, 60);
	assert.equal(row.revenue_per_month.toFixed(2), (revenue / 60).toFixed(2));
	assert.equal((await api('sales_totals?years=2024')).rows[0].revenue_per_month, null);
	const zeros = (await api('sales_months?states=39')).rows.filter(({ revenue: of }) => of === 0);
	assert.ok(zeros.length > 0 && zeros.every(({ orders }) => orders === 0));
});

test('baskets are not added up over states', async () => {
	const basketValue = async (states) => (await api(`sales_totals?${states}`)).rows[0].avg_basket_value;
	const { value } = await askOne('SELECT round(sum(order_value) / count(DISTINCT (user_key, date_key)), 2) AS value FROM refinement.fct_orders');
	assert.equal(await basketValue(''), value);
	const ohio = await askOne("SELECT round(sum(order_value) / count(DISTINCT (user_key, date_key)), 2) AS value FROM refinement.fct_orders WHERE state_key = '39'");
	assert.equal(await basketValue('states=39'), ohio.value);
	assert.equal(await basketValue('states=06,39'), null);
});

test('income is that of the same states every year, whether they sold or not', async () => {
	// Montana has no order
	const [montana] = (await api('income_years?states=30&years=2022')).rows;
	assert.deepEqual([montana.revenue, montana.revenue_per_user], [0, null]);
	const incomes = await ask("SELECT median_household_income AS income FROM refinement.dim_state_demographics WHERE state_fips = '30' AND survey_year = 2022");
	assert.equal(montana.income, incomes[0].income);
	// a user counts once a year, also one who orders to two states
	const { value } = await askOne("SELECT round(sum(order_value) / count(DISTINCT user_key), 2) AS value FROM refinement.fct_orders WHERE date_part('year', date_key) = 2022");
	assert.equal((await api('income_years')).rows.find(({ year }) => year === 2022).revenue_per_user, value);
});

test('a state stays in its half of the incomes, whatever is chosen', async () => {
	// California and Massachusetts are both of the higher half
	for (const row of (await api('income_growth?states=06,25')).rows) {
		assert.deepEqual([row.lower_states, row.higher_states, row.lower_revenue, row.lower_growth_pct], [0, 2, null, null]);
	}
});

test('customers of all incomes are those of bi, and of one income no others', async () => {
	const segments = await ask('SELECT segment, customers, repeat_customers, baskets, total_revenue AS revenue FROM bi.customer_segments ORDER BY segment_order');
	const { rows } = await api('customer_worth');
	assert.deepEqual(rows.slice(0, -1).map(({ segment, customers, repeat_customers, baskets, revenue }) => ({ segment, customers, repeat_customers, baskets, revenue })), segments);
	const tenths = await ask('SELECT tenth, customers, total_revenue AS revenue, revenue_pct, customers_so_far_pct, revenue_so_far_pct FROM bi.customer_tenths ORDER BY tenth');
	assert.deepEqual((await api('customer_tenths')).rows, tenths);
	const one = await askOne(`SELECT count(DISTINCT f.user_key) AS customers, sum(f.order_value) AS revenue
		FROM refinement.fct_orders f JOIN refinement.dim_user u ON u.user_key = f.user_key WHERE u.income_bracket_order = 2`);
	const total = (await api('customer_worth?incomes=2')).rows.at(-1);
	assert.deepEqual([total.customers, total.revenue], [one.customers, one.revenue]);
	assert.deepEqual((await api('customer_tenths?incomes=99')).rows, []);
	assert.deepEqual((await api('customer_worth?incomes=99')).rows.map(({ customers, revenue }) => [customers, revenue]), [[0, 0]]);
});

test('best customers in either order, those of whom nothing is expected last', async () => {
	for (const [best, column] of [['revenue', 'total_revenue'], ['expected', 'expected_revenue_365']]) {
		const expected = await ask(`SELECT user_key FROM mart.mart_customer_value WHERE segment_order IN (1, 5) ORDER BY ${column} DESC NULLS LAST, total_revenue DESC, user_key COLLATE "C" LIMIT 20`);
		const { rows } = await api(`best_customers?segments=1,5&best=${best}`);
		assert.deepEqual(rows.map(({ user_key: key }) => key), expected.map(({ user_key: key }) => key), best);
	}
});

test('a correlation says of how many states it is, and when they are too few', async () => {
	const [all] = (await api('income_fit?year=2019')).rows;
	const expected = await askOne('SELECT states, r_per_user, rank_r_per_user, note FROM bi.income_correlation WHERE year = 2019');
	assert.deepEqual([all.states, all.user_r, all.user_rank_r, all.note], Object.values(expected));
	const [few] = (await api('income_fit?year=2022&states=06,36,39')).rows;
	assert.deepEqual([few.states, few.user_rank_r, few.note], [3, null, 'only 3 states, too few to tell']);
	const [one] = (await api('income_fit?year=2022&states=06')).rows;
	assert.deepEqual([one.states, one.user_r, one.note], [1, null, '1 states with income and buyers: there is no correlation to tell']);
});

test('groups of few users are told', async () => {
	const { min_group_size: least } = (await api('options')).rows[0].options;
	assert.equal(least, 10);
	for (const [path, users] of [['cohort_cells', 'cohort_size'], ['cohort_average', 'users'], ['income_states?year=2022', 'users'], ['customer_segments', 'users_in_year']]) {
		const { rows } = await api(path);
		assert.ok(rows.every((row) => row.is_small === row[users] < least), path);
	}
	assert.ok((await api('cohort_cells')).rows.some(({ is_small }) => is_small));
});

test('parameters that cannot be used: 400, with the reason', async () => {
	for (const [path, reason] of [
		['sales_totals?years=now', 'years must be a whole number from 1900 to 9999'],
		['sales_totals?years=', 'years must be a whole number'],
		['sales_totals?years=2022,', 'years must be a whole number'],
		['sales_totals?years=2e3', 'years must be a whole number'],
		['sales_totals?years=99999999999999999999', 'years must be a whole number'],
		['sales_totals?states=CA', 'states must be two-digit FIPS codes'],
		['sales_totals?states=06;', 'states must be two-digit FIPS codes'],
		['sales_totals?top=5', 'unknown parameter "top"'],
		['sales_totals?sql=SELECT', 'unknown parameter "sql"'],
		['sales_top_states?top=0', 'top must be a whole number from 1 to 50'],
		['sales_top_states?top=51', 'top must be a whole number from 1 to 50'],
		['sales_top_states?top=5&top=6', 'top is given more than once'],
		['customer_segments?incomes=low', 'incomes must be a whole number'],
		['category_years?category=', 'category must be names'],
		['category_years?category=%00', 'category must be names'],
		['cohort_cells?min_size=-1', 'min_size must be a whole number'],
		['top_products?period=all', 'period must be a whole number from 1900 to 9999'],
		['top_products?rank=price', 'rank must be one of revenue, units'],
		['top_products?rank=units&rank=revenue', 'rank must be one of revenue, units'],
		['best_customers?best=worst', 'best must be one of revenue, expected'],
		['best_customers?segments=Lost', 'segments must be a whole number'],
		['customer_worth?years=2022', 'unknown parameter "years"'],
		['product_months?product=', 'product must be names'],
		['income_states', 'year is missing'],
		['sales_totals?years=%zz', 'years must be a whole number'],
		['%zz', ''],
		['__proto__?x=1', null],
		['constructor', null],
	]) {
		const { status, body } = await api(path);
		assert.equal(status, reason === null ? 404 : 400, path);
		assert.ok(!reason || body.hint.startsWith(reason), `${path}: ${body.hint}`);
	}
});

test('SQL in a parameter is a text like any other, or refused', async () => {
	const before = await askOne('SELECT count(*) AS orders FROM refinement.fct_orders');
	for (const attempt of ["'; DROP MATERIALIZED VIEW mart.mart_top_products CASCADE; --", "' OR '1'='1", '$1', "\\'; SELECT pg_sleep(60); --", '{a,b}', 'NULL', "UNKNOWN' UNION SELECT usename FROM pg_user --"]) {
		const { status, rows } = await api(`category_years?category=${encodeURIComponent(attempt)}`);
		assert.equal(status, 200, attempt);
		assert.deepEqual(rows, [], attempt);
		for (const parameter of ['years', 'states', 'top']) {
			assert.equal((await api(`sales_top_states?${parameter}=${encodeURIComponent(attempt)}`)).status, 400, attempt);
		}
	}
	assert.deepEqual(await askOne('SELECT count(*) AS orders FROM refinement.fct_orders'), before);
	assert.equal((await ask("SELECT FROM pg_class WHERE relname = 'mart_top_products'")).length, 1);
});

test('nothing but the page and the API is served', async () => {
	for (const path of ['server.js', 'package.json', '..%2fserver.js', '%2e%2e/server.js', 'public/app.js', 'vendor/', 'vendor/../app.js%00', 'api', 'api/', 'api/nothing', 'api/sales_totals/x', 'queries/options.sql']) {
		assert.equal((await fetch(server.url + path)).status, 404, path);
	}
	for (const [method, path] of [['PUT', 'api/sales_totals'], ['DELETE', 'api/sales_totals'], ['POST', ''], ['POST', 'app.js'], ['POST', 'api/status'], ['POST', 'healthz']]) {
		assert.equal((await fetch(server.url + path, { method })).status, 404, `${method} ${path}`);
	}
});

test('a strict content security policy, on the page, the API and errors', async () => {
	for (const path of ['', 'app.js', 'api/options', 'api/nothing', 'nothing']) {
		const { headers } = await fetch(server.url + path);
		const policy = headers.get('content-security-policy');
		assert.match(policy, /default-src 'none';script-src 'self';style-src 'self'/, path);
		assert.doesNotMatch(policy, /unsafe|\*|http|data:/, path);
		assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
		assert.equal(headers.get('x-powered-by'), null, path);
	}
});

test('any number of names of any length can be chosen: what an address cannot hold comes as a form', async () => {
	const names = (await api('options')).body.rows[0][0].categories;
	const fields = (list) => list.map((name) => `category=${encodeURIComponent(name)}`).join('&');
	const all = await api('category_totals');
	const none = await api(`category_totals?category=${'x'.repeat(201)}`);
	assert.deepEqual([none.status, none.rows[0].categories], [200, 0]);
	assert.equal((await api(`category_totals?category=${'%F0%9F%91%9F'.repeat(200)}`)).status, 200);
	const many = await api(`category_totals?${fields([...names, ...Array.from({ length: 101 }, (_, i) => `none ${i}`)])}`);
	assert.deepEqual(many.rows, all.rows);
	// longer than any address may be
	const form = fields([...names, ...Array.from({ length: 500 }, (_, i) => `${i} ${'x'.repeat(400)}`)]);
	assert.ok(form.length > 200000);
	const posted = await get(`${server.url}api/category_totals`, {}, form);
	assert.equal(posted.status, 200);
	assert.deepEqual(posted.rows, all.rows);
	// a form is read as an address is
	assert.equal((await get(`${server.url}api/category_totals`, {}, 'years=now')).status, 400);
	assert.deepEqual((await get(`${server.url}api/sales_totals`, {}, 'years=2021')).rows, (await api('sales_totals?years=2021')).rows);
});

test('who has the current data gets them not again: 304, and no query is run', async (context) => {
	const client = new pg.Client();
	await client.connect();
	context.after(() => client.end());
	const first = await api('sales_totals?years=2021');
	assert.match(first.etag, /^W\/"[\w-]{16}"$/);
	// a mart that nobody can read: what needs a query has to wait, and is told so
	await client.query('BEGIN; REFRESH MATERIALIZED VIEW mart.mart_sales_by_state_m_y');
	assert.equal((await api('sales_totals?years=2021', { 'If-None-Match': first.etag })).status, 304);
	assert.deepEqual((await api('sales_totals?years=2021')).rows, first.rows);
	const { status, body } = await api('sales_totals?years=2018,2021');
	assert.equal(status, 503);
	assert.equal(body.code, 'database_busy');
	await client.query('ROLLBACK');
	assert.equal((await api('sales_totals?years=2018,2021')).status, 200);
});

test('after a refresh that changed something, everybody gets the new data', async () => {
	const { rows: [{ revenue }], etag } = await api('sales_totals?years=2020');
	await ask("INSERT INTO raw.amazon_purchases VALUES ('2020-02-03', '1000', '2', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_new')");
	await ask('SELECT FROM ecom.refresh()');
	let fresh;
	do {	// what is known of the refresh may be a second old
		fresh = await api('sales_totals?years=2020', { 'If-None-Match': etag });
	} while (fresh.status === 304);
	assert.notEqual(fresh.etag, etag);
	assert.equal(fresh.rows[0].revenue, Math.round(100 * (revenue + 2000)) / 100);
});

test('transactions are read-only, waits are limited, few connections are used', async () => {
	// as a superuser, whom no missing right holds back
	const database = openDatabase(readConfig([], process.env).database, { trouble: () => {} });
	await assert.rejects(database.read({ sql: 'CREATE TABLE public.written ()' }, []), { code: '25006' });
	const { rows } = await database.read({ sql: "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')" }, []);
	assert.deepEqual(rows, [['10s', '3s']]);
	const connections = { sql: "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.1) WHERE application_name = 'ecom_analytics dashboard' AND usename = current_user" };
	const counts = await Promise.all(Array.from({ length: 20 }, () => database.read(connections, [])));
	assert.ok(Math.max(...counts.map((count) => count.rows[0][0])) <= 6);
	await database.close();
});

test('a role without rights: what to do, and no data', async (context) => {
	const other = await startServer({ PGUSER: 'stranger' }, (stop) => context.after(stop));
	const { status, body } = await get(`${other.url}api/sales_totals`);
	assert.equal(status, 503);
	assert.equal(body.code, 'no_rights');
	assert.match(body.command, /ecom\.grant_read/);
});

test('a database that does not exist, one without the extension, one without orders', async (context) => {
	for (const [database, status, code] of [['nowhere', 503, 'login_refused'], ['postgres', 503, 'not_installed'], ['empty', 200, undefined]]) {
		const other = await startServer({ PGDATABASE: database }, (stop) => context.after(stop));
		for (const path of ['status', 'options', 'sales_totals', 'customer_segments', 'cohort_totals', 'income_fit?year=2022']) {
			const answer = await get(`${other.url}api/${path}`);
			assert.equal(answer.status, status, `${database} ${path}`);
			assert.equal(answer.body.code, code, `${database} ${path}`);
		}
	}
});

test('a password is told to nobody', async (context) => {
	const other = await startServer({ DATABASE_URL: 'postgresql://dashboard:hunter2@127.0.0.1:1/shop' }, (stop) => context.after(stop));
	const { status, body } = await get(`${other.url}api/sales_totals`);
	assert.equal(status, 503);
	assert.equal(body.code, 'database_unreachable');
	assert.match(other.log(), /ECONNREFUSED/);
	assert.doesNotMatch(JSON.stringify(body) + other.log(), /hunter2|127\.0\.0\.1:1\/|shop/);
});

test('configuration that cannot be used is said in a sentence', async (context) => {
	await assert.rejects(startServer({ DASHBOARD_PORT: 'http' }, (stop) => context.after(stop)), /DASHBOARD_PORT must be a number/);
	await assert.rejects(startServer({ DATABASE_URL: 'user=x password=hunter2' }, (stop) => context.after(stop)), (error) => /looks like postgresql:/.test(error.message) && !/hunter2/.test(error.message));
	await assert.rejects(startServer({ DASHBOARD_PORT: new URL(server.url).port }, (stop) => context.after(stop)), /is in use/);
});

test('it survives a restart of the database', async () => {
	const before = await api('sales_totals?years=2019');
	controlDatabase('stop');
	let gone;
	do {	// what is known of the refresh may be a second old
		gone = await api('sales_totals?years=2019');
	} while (gone.status === 200);
	assert.equal(gone.status, 503);
	assert.equal(gone.body.code, 'database_unreachable');
	controlDatabase('start');
	assert.deepEqual((await api('sales_totals?years=2019')).rows, before.rows);
	assert.deepEqual((await api('sales_totals?years=2018,2019')).status, 200);
});
