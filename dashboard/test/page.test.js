// The page in a browser: what people see equals what SQL says, in both schemes and on a phone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import pg from 'pg';
import { drawn } from './browser.js';
import { chart, figure, save, startPages, table } from './pages.js';
import { ask, askOne, controlDatabase, get, startServer } from './support.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tabs = {
	sales: ['Sales Overview', 4], categories: ['Category Performance', 8], customers: ['Customer Insights', 10],
	cohorts: ['Cohort Analysis', 3], income: ['Revenue vs Income', 4],
};

const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);

const dollars = (value) => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(value);
const count = (value) => new Intl.NumberFormat('en-US').format(value);
const percent = (value) => `${value.toFixed(1)}%`;

test('every tab opens by a click, with all its charts drawn and its title and address', async () => {
	const page = await openPage();
	await open(page, '');
	for (const [id, [title, charts]] of Object.entries(tabs)) {
		await page.click(`nav >> text=${title}`);
		await page.waitForFunction((wanted) => document.title.startsWith(wanted), title);
		await drawn(page);
		assert.equal(await page.textContent('nav [aria-current=page]'), title);
		assert.equal(await page.locator('.chart:has(canvas)').count(), charts, title);
		assert.equal(new URL(page.url()).searchParams.get('tab') ?? 'sales', id);
		// something was painted
		const painted = await page.$$eval('.chart', (all) => all.filter((one) => [...one.querySelectorAll('canvas')].some((canvas) =>
			canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))).length);
		assert.equal(painted, charts, title);
	}
	await page.close();
});

test('figures of Sales Overview', async () => {
	const page = await openPage();
	await open(page, '');
	const fact = await askOne(`SELECT sum(order_value) AS revenue, sum(order_value) FILTER (WHERE date_key < '2023-01-01') AS covered_revenue, count(*) AS orders,
		count(DISTINCT (user_key, date_key)) AS baskets, count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS states FROM refinement.fct_orders`);
	assert.equal(await figure(page, 'revenue'), dollars(fact.revenue));
	assert.equal(await figure(page, 'month'), dollars(fact.covered_revenue / 60));
	assert.ok((await page.textContent('.figures')).includes(`purchase lines of ${dollars(fact.revenue / fact.orders)} on average, baskets of ${dollars(fact.revenue / fact.baskets)}`));
	assert.equal(await figure(page, 'orders'), count(fact.orders));
	assert.equal(await figure(page, 'states'), count(fact.states));
	await page.close();
});

test('charts of Sales Overview', async () => {
	const page = await openPage();
	await open(page, '');
	const months = await ask(`SELECT date_part('year', date_key)::integer AS year, date_part('month', date_key)::integer AS month, sum(order_value) AS revenue
		FROM refinement.fct_orders GROUP BY 1, 2`);
	const revenue = (year, month) => months.find((row) => row.year === year && row.month === month)?.revenue ?? null;
	const lines = await chart(page, 'sales-months');
	assert.deepEqual(lines.series.map(({ name }) => name), ['Total', '2018', '2019', '2020', '2021', '2022', '2023*', '2024*']);
	assert.deepEqual(lines.series[3].data, Array.from({ length: 12 }, (_, i) => revenue(2020, i + 1)));
	const ofMay = months.filter(({ month }) => month === 5).reduce((sum, row) => sum + row.revenue, 0);
	assert.equal(lines.series[0].data[4].toFixed(2), ofMay.toFixed(2));

	const growth = await chart(page, 'sales-growth');
	const years = await ask(`SELECT date_part('year', date_key)::integer AS year, sum(order_value) AS revenue FROM refinement.fct_orders GROUP BY 1 ORDER BY 1`);
	assert.deepEqual(growth.x, ['2018', '2019', '2020', '2021', '2022', '2023*', '2024*']);
	assert.deepEqual(growth.series[0].data.map((value) => value?.toFixed(1) ?? null),
		years.map(({ year, revenue: of }, i) => i === 0 || year > 2022 ? null : (100 * of / years[i - 1].revenue - 100).toFixed(1)));

	const states = await ask(`SELECT s.state_name AS name, sum(order_value) AS revenue FROM refinement.fct_orders f
		JOIN refinement.dim_state s ON s.state_fips = f.state_key GROUP BY 1 ORDER BY 2 DESC`);
	assert.deepEqual((await chart(page, 'sales-states')).y, states.slice(0, 10).map(({ name }) => name));
	assert.deepEqual((await chart(page, 'sales-map')).series[0].data.filter((value) => value !== null), states.map((state) => state.revenue));
	await page.close();
});

test('figures and charts of Category Performance', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const categories = await ask(`SELECT coalesce(f.line_category, p.category) AS category, sum(order_value) AS revenue, count(*) AS orders, round(sum(order_value) / count(*), 2) AS average
		FROM refinement.fct_orders f JOIN refinement.dim_product p ON p.product_key = f.product_key GROUP BY 1 ORDER BY 2 DESC`);
	const known = categories.filter(({ category }) => category !== 'UNKNOWN');
	const unknown = categories.find(({ category }) => category === 'UNKNOWN');
	const fact = await askOne('SELECT sum(order_value) AS revenue, sum(order_value) / count(*) AS average FROM refinement.fct_orders');
	assert.equal(await figure(page, 'revenue'), dollars(fact.revenue));
	assert.equal(await figure(page, 'categories'), count(known.length));
	assert.equal(await figure(page, 'order'), dollars(fact.average));
	assert.equal(await figure(page, 'unknown'), dollars(unknown.revenue));

	const label = (category) => category.charAt(0) + category.slice(1).toLowerCase().replaceAll('_', ' ');
	// unknown comes last, though it has more revenue than any other
	assert.deepEqual((await chart(page, 'category-years')).y, [...known.slice(0, 10), unknown].map(({ category }) => label(category)));
	const often = known.filter(({ orders }) => orders >= 20);
	assert.deepEqual((await chart(page, 'category-order-values')).series[0].data,
		[...often.map(({ average }) => average).sort((a, b) => b - a).slice(0, 10), unknown.average]);
	assert.deepEqual((await chart(page, 'category-weakest')).series[0].data, often.map(({ revenue }) => revenue).sort((a, b) => a - b).slice(0, 10));
	const trend = await chart(page, 'category-months');
	assert.deepEqual(trend.series.map(({ name }) => name), known.slice(0, 5).map(({ category }) => label(category)));
	assert.equal(trend.series[0].data.reduce((sum, value) => sum + value, 0).toFixed(2), known[0].revenue.toFixed(2));
	await page.close();
});

test('figures and charts of Customer Insights, in the order of the answers', async () => {
	const page = await openPage();
	await open(page, '?tab=customers');
	const fact = await askOne(`SELECT sum(order_value) AS revenue, count(*) AS orders, sum(order_value) / count(*) AS average,
		count(DISTINCT user_key) FILTER (WHERE date_part('year', date_key) = 2022) AS users FROM refinement.fct_orders`);
	assert.equal(await figure(page, 'revenue'), dollars(fact.revenue));
	assert.equal(await figure(page, 'orders'), count(fact.orders));
	assert.equal(await figure(page, 'order'), dollars(fact.average));
	assert.equal(await figure(page, 'users'), count(fact.users));
	assert.match(await page.textContent('.figures'), /Users in 2022/);
	for (const [id, column] of Object.entries({ age: 'age_group', income: 'income_bracket', gender: 'gender', education: 'education', household: 'household_size_cat', hispanic: 'is_hispanic' })) {
		const answers = await ask(`SELECT u.${column}::text AS answer, sum(order_value) AS revenue
			FROM refinement.fct_orders f JOIN refinement.dim_user u ON u.user_key = f.user_key GROUP BY u.${column} ORDER BY u.${column}`);
		const bars = await chart(page, `customer-${id}`);
		assert.deepEqual(bars.y, answers.map(({ answer }) => answer), id);
		assert.deepEqual(bars.series[0].data, answers.map(({ revenue }) => revenue), id);
	}
	assert.match(await page.textContent('.explanation'), /on the day of the survey .* fewer than 10 users in 2022/);
	const userYears = await ask(`SELECT sum(users) AS users FROM (SELECT date_part('year', date_key), u.gender, count(DISTINCT f.user_key) AS users
		FROM refinement.fct_orders f JOIN refinement.dim_user u ON u.user_key = f.user_key GROUP BY 1, 2) y GROUP BY gender ORDER BY gender`);
	await page.selectOption('#metric', 'user_years');
	await page.waitForSelector('#customer-gender :text("User-years by gender")');
	assert.deepEqual((await chart(page, 'customer-gender')).series[0].data, userYears.map(({ users }) => users));
	await page.close();
});

test('figures and charts of Cohort Analysis', async () => {
	const page = await openPage();
	await open(page, '?tab=cohorts');
	const cells = await ask(`SELECT to_char(cohort_month, 'FMMon YYYY') AS cohort, cohort_month, months_after, active_users, cohort_size, retention_pct, total_revenue,
		cohort_month + make_interval(months => months_after) < '2023-01-01' AS is_covered, cohort_size < 10 AS is_small
		FROM mart.mart_cohort_retention WHERE cohort_size >= 5 ORDER BY cohort_month, months_after`);
	const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
	assert.equal(await figure(page, 'cohorts'), count(cohorts.length));
	for (const months of [1, 6, 12]) {
		const covered = cells.filter(({ months_after, is_covered }) => months_after === months && is_covered);
		const sum = (column) => covered.reduce((total, cell) => total + cell[column], 0);
		assert.equal(await figure(page, `month-${months}`), percent(100 * sum('active_users') / sum('cohort_size')));
	}
	const heatmap = await chart(page, 'cohort-cells');
	assert.deepEqual(heatmap.y, cohorts);
	const points = (isWanted) => cells.filter(isWanted).map(({ months_after, cohort, retention_pct }) => [months_after, cohorts.indexOf(cohort), retention_pct]);
	const kinds = [({ is_covered, is_small }) => is_covered && !is_small, ({ is_covered, is_small }) => is_covered && is_small, ({ is_covered }) => !is_covered].map(points);
	assert.ok(kinds.every(({ length }) => length > 0));
	assert.deepEqual(heatmap.series.map(({ data }) => data), kinds);
	assert.match(await page.textContent('#cohort-cells .note'), /Striped cohorts have fewer than 10 users/);
	const rows = await table(page, 'cohort-cells');
	assert.deepEqual(rows.slice(1).map((row) => row.slice(-2)), cells.map(({ is_covered, is_small }) => [is_covered, is_small].map((flag) => flag ? 'Yes' : 'No')));
	await page.click('#cohort-cells button[aria-controls]');

	await page.selectOption('#measure', 'revenue');
	await page.waitForSelector('text=Revenue of the cohorts by cohort');
	const [, first] = cells;
	assert.equal((await chart(page, 'cohort-cells')).series[0].data[1][2].toFixed(2), (first.total_revenue / first.cohort_size).toFixed(2));

	await page.click('#cohort-curves .picker summary');
	await page.click('#cohort-curves .picker label:has-text("Mar 2018")');
	await page.waitForFunction(() => location.search.includes('cohorts=2018-03'));
	await drawn(page);
	assert.deepEqual((await chart(page, 'cohort-curves')).series.map(({ name }) => name), ['Mar 2018', 'Average']);
	// the list is still open for another one
	await page.click('#cohort-curves .picker label:has-text("Jun 2018")');
	await page.waitForFunction(() => location.search.includes('cohorts=2018-03,2018-06'));
	await drawn(page);
	assert.deepEqual((await chart(page, 'cohort-curves')).series.map(({ name }) => name), ['Mar 2018', 'Jun 2018 (few users)', 'Average']);
	await page.close();
});

test('figures and charts of Revenue vs Income', async () => {
	const page = await openPage();
	await open(page, '?tab=income');
	const states = await ask(`SELECT s.state_name, d.median_household_income AS income, d.total_population AS population, sum(f.order_value) AS revenue, count(DISTINCT f.user_key) AS users,
			round(sum(f.order_value) / count(DISTINCT f.user_key), 2) AS per_user, round(100000 * sum(f.order_value) / d.total_population, 2) AS per_100000
		FROM refinement.fct_orders f JOIN refinement.dim_state s ON s.state_fips = f.state_key
		JOIN refinement.dim_state_demographics d ON d.state_fips = f.state_key AND d.survey_year = 2022
		WHERE date_part('year', f.date_key) = 2022 GROUP BY 1, 2, 3 ORDER BY 1`);
	const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const correlation = (xs, ys) => {
		const [x, y] = [mean(xs), mean(ys)];
		const product = (as, a, bs, b) => as.reduce((sum, value, i) => sum + (value - a) * (bs[i] - b), 0);
		return product(xs, x, ys, y) / Math.sqrt(product(xs, x, xs, x) * product(ys, y, ys, y));
	};
	const incomes = states.map(({ income }) => income);
	const r = (values) => `r = ${correlation(incomes, values).toFixed(2).replace('-', '−')}`;
	assert.equal(await figure(page, 'r-user'), r(states.map(({ revenue, users }) => revenue / users)));
	assert.equal(await figure(page, 'r-capita'), r(states.map(({ revenue, population }) => revenue / population)));
	const scatter = await chart(page, 'income-states');
	assert.deepEqual(scatter.series[0].data, states.map(({ income, per_user }) => [income, per_user]));

	const growth = await ask(`WITH halves AS (SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half
			FROM refinement.dim_state_demographics GROUP BY 1)
		SELECT half, 100 * sum(order_value) FILTER (WHERE date_part('year', date_key) = 2022) / sum(order_value) FILTER (WHERE date_part('year', date_key) = 2021) - 100 AS pct
		FROM refinement.fct_orders JOIN halves ON state_fips = state_key GROUP BY half ORDER BY half`);
	const change = ({ pct }) => `${pct > 0 ? '+' : ''}${percent(pct).replace('-', '−')}`;
	assert.equal(await figure(page, 'lower'), change(growth[0]));
	assert.equal(await figure(page, 'higher'), change(growth[1]));
	assert.equal((await chart(page, 'income-growth')).series[0].data[4].toFixed(1), growth[0].pct.toFixed(1));

	// of all states, whether they sold or not; revenue per user with each user of the year counted once
	const [income] = await ask(`SELECT 100 * sum(median_household_income::numeric * total_population) FILTER (WHERE survey_year = 2022) / sum(total_population) FILTER (WHERE survey_year = 2022)
		/ (sum(median_household_income::numeric * total_population) FILTER (WHERE survey_year = 2018) / sum(total_population) FILTER (WHERE survey_year = 2018)) AS index
		FROM refinement.dim_state_demographics`);
	const users = await ask(`SELECT date_part('year', date_key)::integer AS year, sum(order_value) / count(DISTINCT user_key) AS revenue_per_user FROM refinement.fct_orders GROUP BY 1 ORDER BY 1`);
	const indexes = await chart(page, 'income-years');
	assert.equal(indexes.series[0].data[4].toFixed(1), income.index.toFixed(1));
	assert.deepEqual(indexes.series[2].data.map((value) => value?.toFixed(1) ?? null),
		users.map(({ year, revenue_per_user: of }) => year > 2022 ? null : (100 * of / users[0].revenue_per_user).toFixed(1)));
	await page.selectOption('#per', 'capita');
	await page.waitForSelector('text=Income and revenue per 100,000 inhabitants');
	assert.equal((await chart(page, 'income-states')).series[0].data[0][1], states[0].per_100000);
	await page.selectOption('#year', '2019');
	await page.waitForSelector('#income-states .unit:has-text("2019")');
	const { note } = await askOne('SELECT note FROM bi.income_correlation WHERE year = 2019');
	assert.ok((await page.textContent('#income-states .note')).startsWith(`Not reliable: ${note}.`));
	await open(page, '?tab=income&states=06,36,39');
	assert.match(await page.textContent('#income-states .unit'), /over 3 states$/);
	assert.match(await page.textContent('#income-states .note'), /^Not reliable: only 3 states, too few to tell\./);
	assert.match(await page.textContent('.figures'), /over 3 states in 2022\. Not reliable: only 3 states/);
	await page.close();
});

/* Ticks an option of a picker, by the name of the picker and of the option. */
async function tick(page, name, option) {
	await page.click(`.filters .picker summary:has-text("${name}")`);
	const search = page.locator('.filters .picker[open] input[type=search]');
	if (await search.count() > 0) {
		await search.fill(option);
	}
	const before = page.url();
	await page.click(`.filters .picker[open] label:has-text("${option}")`);
	await page.waitForFunction((url) => location.href !== url, before);
	await drawn(page);
	await page.keyboard.press('Escape');
}

test('the filters of Sales Overview: years, states, top; and their reset', async () => {
	const page = await openPage();
	await open(page, '');
	const everything = await figure(page, 'revenue');
	assert.ok(await page.isDisabled('#reset'));
	await tick(page, 'Years', '2021');
	const revenue = async (condition) => dollars((await askOne(`SELECT sum(order_value) AS revenue FROM refinement.fct_orders WHERE ${condition}`)).revenue);
	assert.equal(await figure(page, 'revenue'), await revenue("date_part('year', date_key) = 2021"));
	assert.deepEqual((await chart(page, 'sales-months')).series.map(({ name }) => name), ['Total', '2021']);
	await tick(page, 'States', 'Ohio');
	assert.equal(await figure(page, 'revenue'), await revenue("date_part('year', date_key) = 2021 AND state_key = '39'"));
	assert.equal(await figure(page, 'states'), '1');
	assert.equal(new URL(page.url()).search, '?years=2021&states=39');
	await page.click('#reset');
	await page.waitForFunction(() => location.search === '');
	await drawn(page);
	assert.equal(await figure(page, 'revenue'), everything);
	await page.selectOption('#top', '5');
	await page.waitForSelector('text=Top 5 states');
	assert.equal((await chart(page, 'sales-states')).y.length, 5);
	await page.close();
});

test('the filters of the other tabs: categories, orders at least, incomes, size of cohorts', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	await page.selectOption('#min_orders', '1');
	await page.waitForSelector('text=categories with at least 1 order');
	const [weakest] = await ask(`SELECT sum(order_value) AS revenue FROM refinement.fct_orders f JOIN refinement.dim_product p ON p.product_key = f.product_key
		WHERE coalesce(f.line_category, p.category) <> 'UNKNOWN' GROUP BY coalesce(f.line_category, p.category) ORDER BY 1 LIMIT 1`);
	assert.equal((await chart(page, 'category-weakest')).series[0].data[0], weakest.revenue);
	await tick(page, 'Categories', 'Pet food');
	assert.equal(await figure(page, 'categories'), '1');
	assert.deepEqual((await chart(page, 'category-months')).series.map(({ name }) => name), ['Pet food']);

	await open(page, '?tab=customers');
	await tick(page, 'Household income', '$50,000');
	assert.deepEqual((await chart(page, 'customer-income')).y, ['$50,000 - $74,999']);
	const { orders } = await askOne(`SELECT count(*) AS orders FROM refinement.fct_orders f JOIN refinement.dim_user u ON u.user_key = f.user_key WHERE income_bracket = '$50,000 - $74,999'`);
	assert.equal(await figure(page, 'orders'), count(orders));

	await open(page, '?tab=cohorts');
	await page.selectOption('#min_size', '10');
	const { cohorts } = await askOne('SELECT count(*) AS cohorts FROM mart.mart_cohort_retention WHERE months_after = 0 AND cohort_size >= 10');
	await page.waitForFunction((wanted) => document.querySelector('#figure-cohorts')?.textContent === wanted, count(cohorts));

	await open(page, '?tab=income');
	await tick(page, 'Household income', '$150,000');
	assert.deepEqual((await chart(page, 'income-brackets')).y, ['$150,000 or more']);
	await tick(page, 'Years', '2020');
	assert.match(await page.textContent('#income-states .unit'), /2020/);
	await page.close();
});

test('an address restores what was chosen, Back goes back, and what is unknown is dropped', async () => {
	const page = await openPage();
	await open(page, '?tab=categories&years=2020,2021&category=PET_FOOD&category=GIFT_CARD&top=5&min_orders=5');
	assert.equal(await page.textContent('.picker:has-text("Years") .chosen'), '2020, 2021');
	assert.equal(await page.textContent('.picker:has-text("Categories") .chosen'), 'Gift card, Pet food');
	assert.equal(await page.inputValue('#min_orders'), '5');
	assert.equal(await figure(page, 'categories'), '2');
	const seen = await figure(page, 'revenue');
	await page.click('nav >> text=Sales Overview');
	await page.waitForFunction(() => document.title.startsWith('Sales'));
	await drawn(page);
	assert.equal(await page.textContent('.picker:has-text("Years") .chosen'), '2020, 2021');
	await page.goBack();
	await page.waitForFunction(() => document.title.startsWith('Category'));
	await drawn(page);
	assert.equal(await figure(page, 'revenue'), seen);
	await open(page, '?tab=nowhere&years=1999,x&states=99&top=7&category=%3Cscript%3Ealert(1)%3C/script%3E&per=x');
	assert.equal(await page.textContent('nav [aria-current=page]'), 'Sales Overview');
	assert.ok(await page.isDisabled('#reset'));
	await page.close();
});

function parseCsv(text) {
	const rows = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
		rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
		if (end !== ',') {
			rows.push([]);
		}
	}
	return rows.slice(0, -1);
}

test('every chart has its numbers as a table and as CSV, which are equal', async () => {
	const page = await openPage();
	// what formatting adds
	const plain = (cell) => cell === '–' ? '' : /^[+−]?\$?[\d,]+(\.\d+)?%?$/.test(cell) ? cell.replace('−', '-').replace(/[+$,%]/g, '') : cell;
	const named = (day, parts) => new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC', ...parts });
	const month = (cell) => /^\d{4}-\d\d$/.test(cell) ? named(`${cell}-01`) : /^\d{4}-\d\d-\d\d$/.test(cell) ? named(cell, { day: 'numeric' }) : cell;
	const number = (cell) => /^-?\d+(\.\d+)?$/.test(cell) ? String(Number(cell)) : cell;
	for (const tab of Object.keys(tabs)) {
		await open(page, `?tab=${tab}`);
		for (const card of await page.locator('.card:not(.list)').all()) {
			const id = await card.getAttribute('id');
			const { name, bytes } = await save(page, id, 'CSV');
			assert.equal(name, `${id}.csv`);
			const csv = parseCsv(bytes.toString().replace(/^\ufeff/, ''));
			const shown = await table(page, id);
			assert.ok(shown.length > 1, id);
			assert.deepEqual(csv.map((row) => row.map(month).map(number)), shown.map((row, i) => i === 0 ? row : row.map((cell) => number(plain(cell)))), id);
			assert.ok(await card.locator('.chart').isHidden(), id);
		}
	}
	await page.close();
});

test('years that are not complete are marked', async () => {
	const page = await openPage();
	await open(page, '?tab=sales');
	assert.match(await page.textContent('.figures'), /with 2023\*, 2024\*, not complete/);
	assert.match(await page.textContent('.body > .note'), /2023, 2024: not complete/);
	await page.click('.picker summary:has-text("Years")');
	await page.waitForSelector('.picker[open] label');
	assert.match(await page.textContent('.picker[open]'), /2022(?!, not complete).*2023, not complete/s);
	const rows = await table(page, 'sales-growth');
	assert.deepEqual(rows.slice(1).map((row) => [row[0], row.at(-1)]), [2018, 2019, 2020, 2021, 2022].map((year) => [String(year), 'Yes']).concat([['2023', 'No'], ['2024', 'No']]));
	await open(page, '?tab=income');
	assert.deepEqual((await chart(page, 'income-growth')).x.slice(-2), ['2023*', '2024*']);
	await page.close();
});

test('the last refresh is in sight on every tab', async () => {
	const page = await openPage();
	const { moment } = await askOne("SELECT to_char(last_refresh_at AT TIME ZONE 'UTC', 'FMMon FMDD, YYYY, FMHH12:MI AM') AS moment FROM bi.data_freshness");
	for (const tab of Object.keys(tabs)) {
		await open(page, `?tab=${tab}`);
		const text = await page.textContent('#freshness');
		assert.equal(text.replaceAll('\u202f', ' ').split('Orders')[0], `Refreshed ${moment}`);
		assert.match(text, /Orders from Jan 7, 2018 to Mar 20, 2024/);
	}
	await page.close();
});

test('the keyboard is enough', async () => {
	const page = await openPage();
	await open(page, '');
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the charts');
	await page.focus('nav >> text=Customer Insights');
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => document.title.startsWith('Customer'));
	await drawn(page);
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Customer Insights');
	await page.focus('.picker summary');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.picker[open] label');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Space');
	await page.waitForFunction(() => location.search.includes('years=2018'));
	await drawn(page);
	// the open list and the place in it stay
	assert.equal(await page.evaluate(() => document.activeElement.value), '2018');
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.picker[open]').count(), 0);
	assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
	await page.focus('#metric');
	await page.keyboard.press('ArrowDown');
	await page.waitForFunction(() => location.search.includes('metric=orders'));
	await drawn(page);
	assert.equal(await page.evaluate(() => document.activeElement.id), 'metric');
	await page.focus('#customer-age button[aria-controls]');
	await page.keyboard.press('Enter');
	assert.ok(await page.isVisible('#customer-age table'));
	assert.equal(await page.getAttribute('#customer-age button[aria-controls]', 'aria-expanded'), 'true');
	await page.close();
});

test('light and dark: as the system says, and by the button', async () => {
	const page = await openPage({ scheme: 'dark' });
	await open(page, '');
	const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	assert.equal(await background(), 'rgb(13, 18, 27)');
	await page.click('#theme');
	assert.equal(await background(), 'rgb(244, 246, 249)');
	await page.reload();
	await drawn(page);
	assert.equal(await background(), 'rgb(244, 246, 249)');
	await page.close();
});

for (const [look, settings] of Object.entries({ light: {}, dark: { scheme: 'dark' }, 'phone': { width: 390 } })) {
	test(`axe finds nothing: ${look}`, async () => {
		const page = await openPage(settings);
		const check = async (what) => {
			// injected by the debugger, which the page's policy does not bind
			await page.evaluate(axe);
			const { violations } = await page.evaluate(() => globalThis.axe.run());
			assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], what);
		};
		for (const tab of Object.keys(tabs)) {
			await open(page, `?tab=${tab}`);
			await page.screenshot({ path: `${process.env.SCREENSHOTS}/${tab}-${look}.png`, fullPage: true });
			const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
			assert.ok(!wide, `${tab} is wider than the window`);
			await page.locator('.card:not(.list)').last().locator('button[aria-controls]').click();
			await page.click('.filters .picker summary');
			await page.waitForSelector('.picker[open] label');
			await check(tab);
		}
		await page.close();
	});
}

test('a refresh that is running is told, also the first one', async (context) => {
	for (const [database, place, words] of [[process.env.PGDATABASE, '#freshness', 'A refresh is running'], ['empty', '.message h2', 'The first refresh is running']]) {
		const client = new pg.Client({ database });
		await client.connect();
		context.after(() => client.end());
		await client.query('BEGIN; SELECT FROM ecom.refresh()');
		const other = await startServer({ PGDATABASE: database }, (stop) => context.after(stop));
		const page = await openPage({ url: other.url });
		await open(page, '', other.url);
		assert.ok((await page.textContent(place)).startsWith(words), database);
		await page.close();
	}
});

test('what is loaded and refreshed is shown by itself', async (context) => {
	const other = await startServer({ PGDATABASE: 'filling' }, (stop) => context.after(stop));
	const page = await openPage({ url: other.url });
	await open(page, '', other.url);
	assert.equal(await page.textContent('.message h2'), 'There are no orders yet');
	await ask("INSERT INTO raw.amazon_purchases VALUES ('2022-02-03', '1200', '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_new')", [], 'filling');
	await ask('SELECT FROM ecom.refresh()', [], 'filling');
	await page.waitForSelector('#sales-months');
	assert.equal(await figure(page, 'revenue'), '$1,200.00');
	await page.close();
});

test('an empty database, missing rights, a database that goes and comes back: what to do', async (context) => {
	for (const [environment, title, help] of [
		[{ PGDATABASE: 'empty' }, 'There are no orders yet', 'ecom.refresh()'],
		[{ PGDATABASE: 'postgres' }, 'There are no marts in this database', 'CREATE EXTENSION ecom_analytics'],
		[{ PGUSER: 'stranger' }, 'The dashboard may not read the marts', 'ecom.grant_read'],
	]) {
		const other = await startServer(environment, (stop) => context.after(stop));
		const page = await openPage({ url: other.url, isTroubleExpected: true });
		await open(page, '', other.url);
		assert.equal(await page.textContent('.message h2'), title);
		assert.ok((await page.textContent('.message code')).includes(help), title);
		await page.close();
	}

	const page = await openPage({ isTroubleExpected: true });
	await open(page, '');
	const revenue = await figure(page, 'revenue');
	controlDatabase('stop');
	let status;
	do {	// the server may hold what it knows of the refresh for a second
		({ status } = await get(`${server.url}api/status`));
	} while (status === 200);
	await page.click('nav >> text=Cohort Analysis');
	await page.waitForSelector('.message h2:has-text("The database does not answer")');
	controlDatabase('start');
	await page.waitForSelector('#cohort-cells');
	await page.click('nav >> text=Sales Overview');
	await page.waitForSelector('#sales-map');
	assert.equal(await figure(page, 'revenue'), revenue);
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
