/*
 * Metabase's questions, without Metabase: each against the sample, with variables put in as Metabase does.
 *
 *	node metabase.mjs METABASE GUIDE
 *
 * METABASE is the folder with the questions, GUIDE is docs/metabase.md.  The database is as test/bi_tools.sh makes it.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { assert, checks } from './checks.mjs';
import { connect, ownMeasures, sum } from './database.mjs';

const [metabase, guide] = process.argv.slice(2);
const check = checks('metabase');
const reader = await connect('bi_reader');
const onlyBi = await connect('bi_only');
const owner = await connect(process.env.PGUSER);	// sees the fact, from which figures are computed anew

const questions = readdirSync(metabase).sort();
const read = (file) => readFileSync(`${metabase}/${file}`, 'utf8');

/* Variables that a question must have: the defaults that it asks for */
const defaults = { period: 'all', orders: 20, category: 'PET_FOOD' };
/* and those that it can do without */
const optional = { year: 2021, state: 'California', smallest_cohort: 2 };

/* A clause in [[...]] goes if its variable has no value. Text is sent beside the query, as a parameter; numbers stand in it. */
function put(sql, values)
{
	const parameters = [];
	const text = sql
		.replace(/\[\[(.*?\{\{(\w+)\}\}.*?)\]\]/gs, (_, clause, name) => (name in values ? clause : ''))
		.replace(/\{\{(\w+)\}\}/g, (variable, name) =>
		{
			assert.ok(name in values, `${variable} is neither optional nor has it a default`);
			return typeof values[name] === 'number' ? String(values[name]) : `$${parameters.push(values[name])}`;
		});

	return { text, values: parameters };
}

const rows = async (question, values = defaults, client = reader) => (await client.query(put(read(`${question}.sql`), values))).rows;
const facts = async (sql) => (await owner.query(sql)).rows;
const one = async (sql) => Object.values((await facts(sql))[0])[0];

for (const file of questions)
{
	const question = file.replace('.sql', '');

	await check(`${question}: begins with its title and how to show it`, () => assert.match(read(file), /^-- [A-Z].*\n-- Display: .*\n/));
	await check(`${question}: computes no measure that bi has`, () => assert.doesNotMatch(read(file).replace(/^--.*$/gm, ''), ownMeasures));
	await check(`${question}: gives rows`, async () => assert.ok((await rows(question)).length > 0));
	for (const [name, value] of Object.entries(optional).filter(([variable]) => read(file).includes(`{{${variable}}}`)))
		await check(`${question}: gives fewer for a ${name}, or other figures`, async () =>
		{
			const some = await rows(question, { ...defaults, [name]: value });

			assert.ok(some.length > 0);
			assert.notDeepEqual(some, await rows(question));
		});
	await check(`${question}: reads nothing but bi`, () => rows(question, defaults, onlyBi));
}

const revenue = await one('SELECT sum(order_value) FROM refinement.fct_orders');
const complete = [2018, 2019, 2020, 2021, 2022];	// as the sample is made

await check('key_figures: all revenue', async () => assert.equal((await rows('key_figures'))[0].revenue, revenue));
await check('key_figures: the average month is over all covered months, be there a sale or not', async () =>
{
	const wyoming = (filter) => `SELECT sum(order_value) FROM refinement.fct_orders WHERE state_key = '56' AND ${filter}`;
	const average = async (values) => (await rows('key_figures', values))[0].average_month;

	assert.equal(await average({ state: 'Wyoming' }), await one(`SELECT round((${wyoming("date_key < '2023-01-01'")}) / 60, 2)`));
	assert.equal(await average({ state: 'Wyoming', year: 2021 }), await one(`SELECT round(coalesce((${wyoming('extract(year FROM date_key) = 2021')}), 0) / 12, 2)`));
	assert.equal(await average({ year: 2023 }), null);
});
await check('revenue_by_month: sums to all revenue, every month in order', async () =>
{
	const months = await rows('revenue_by_month');

	assert.equal(sum(months, 'revenue'), revenue);
	assert.equal(months.length, 75);	// January 2018 to March 2024
	assert.deepEqual(months.map(({ month }) => month), months.map(({ month }) => month).sort());
});
await check('revenue_by_month: a year and a state together, months without a sale too', async () =>
{
	for (const [state, key] of [['California', '06'], ['Wyoming', '56']])
	{
		const months = await rows('revenue_by_month', { year: 2021, state });

		assert.equal(months.length, 12);
		assert.equal(sum(months, 'revenue'), await one(`SELECT coalesce(sum(order_value), 0) FROM refinement.fct_orders
			WHERE extract(year FROM date_key) = 2021 AND state_key = '${key}'`));
	}
});
await check('revenue_by_state: sums to the revenue of known states', async () => assert.equal(sum(await rows('revenue_by_state'), 'revenue'),
	await one("SELECT sum(order_value) FROM refinement.fct_orders WHERE state_key <> '00'")));
await check('years: growth over the calendar year before, both complete; users once', async () => assert.deepEqual(
	(await rows('years')).map((row) => [row.year, row.growth_pct, row.users, row.baskets]),
	(await facts(`SELECT y.year, CASE WHEN y.year BETWEEN 2019 AND 2022 THEN round(100 * y.revenue / b.revenue - 100, 1) END, y.users, y.baskets
		FROM (SELECT extract(year FROM date_key)::integer AS year, sum(order_value) AS revenue, count(DISTINCT user_key) AS users,
			count(DISTINCT (user_key, date_key)) AS baskets FROM refinement.fct_orders GROUP BY 1) y
		LEFT JOIN (SELECT extract(year FROM date_key)::integer AS year, sum(order_value) AS revenue FROM refinement.fct_orders GROUP BY 1) b
			ON b.year = y.year - 1
		ORDER BY y.year`)).map(Object.values)));
await check('revenue_per_user_by_age: youngest first', async () => assert.deepEqual(
	(await rows('revenue_per_user_by_age')).map((row) => row.age_group),
	['18 - 24 years', '25 - 34 years', '35 - 44 years', '45 - 54 years', '55 - 64 years', '65 and older']));
await check('revenue_per_user_by_age: users count once a year', async () => assert.equal(
	(await rows('revenue_per_user_by_age')).reduce((total, row) => total + row.user_years, 0),
	await one('SELECT count(DISTINCT (user_key, extract(year FROM date_key))) FROM refinement.fct_orders WHERE extract(year FROM date_key) <= 2022')));
await check('top_products: the first 20 of all years', async () => assert.deepEqual((await rows('top_products')).map(({ rank }) => rank),
	Array.from({ length: 20 }, (_, i) => i + 1)));
await check('top_products: of a year', async () => assert.equal((await rows('top_products', { period: '2021' }))[0].revenue,
	await one(`SELECT sum(order_value) FROM refinement.fct_orders WHERE extract(year FROM date_key) = 2021 AND product_key <> 'UNKNOWN'
		GROUP BY product_key ORDER BY 1 DESC LIMIT 1`)));
for (const [period, years] of [['all', 'true'], ['2021', 'extract(year FROM date_key) = 2021']])
	await check(`top_products_of_category: the best of the category, in ${period}`, async () => assert.deepEqual(
		(await rows('top_products_of_category', { period, category: 'PET_FOOD' })).map(({ title, revenue: of }) => [title, of]),
		(await facts(`SELECT title, sum(order_value) FROM refinement.fct_orders JOIN refinement.dim_product USING (product_key)
			WHERE category = 'PET_FOOD' AND ${years} GROUP BY product_key, title ORDER BY 2 DESC, product_key COLLATE "C" LIMIT 10`)).map(Object.values)));
await check('bought_together: of a category', async () => assert.deepEqual(
	(await rows('bought_together', { category: 'ABIS_BOOK' })).slice(0, 2).map((row) => [row.category, row.other_category, row.baskets]),
	[['ABIS_BOOK', 'PET_FOOD', 10], ['ABIS_BOOK', 'CELLULAR_PHONE_CASE', 6]]));
await check('wealthier_states: thirds from low to high income, every state in one', async () =>
{
	const thirds = await rows('wealthier_states');

	assert.deepEqual(thirds.map((row) => row.states_by_income), ['lowest third', 'middle third', 'highest third']);
	assert.ok(thirds[0].highest_income <= thirds[1].lowest_income && thirds[1].highest_income <= thirds[2].lowest_income);
	assert.equal(thirds.reduce((total, { states }) => total + states, 0), 52);
});
await check('wealthier_states: each user of a year counts once', async () =>
{
	const thirds = await rows('wealthier_states');
	const [{ users, sold }] = await facts(`SELECT count(DISTINCT (user_key, extract(year FROM date_key))) AS users, sum(order_value) AS sold
		FROM refinement.fct_orders WHERE date_key < '2023-01-01'`);

	assert.equal(await one("SELECT count(*) FROM refinement.fct_orders WHERE state_key = '00'"), 0);	// all of them have a state
	assert.equal(thirds.reduce((total, row) => total + row.user_years, 0), users);
	assert.equal(sum(thirds, 'revenue'), sold);
	for (const row of thirds)
		assert.ok(Math.abs(row.revenue / row.user_years - row.revenue_per_user_and_year) < 0.006);
});
await check('growth_by_income, income_and_revenue: a row a complete year', async () =>
{
	assert.deepEqual((await rows('growth_by_income')).map(({ year }) => year), complete);
	assert.deepEqual((await rows('income_and_revenue')).map(({ year }) => year), complete);
});
await check('growth_by_income: both halves together grow as all does', async () =>
{
	for (const { year, lower_income_growth, higher_income_growth } of await rows('growth_by_income'))
	{
		const [{ before, after }] = await facts(`SELECT sum(order_value) FILTER (WHERE extract(year FROM date_key) = ${year - 1}) AS before,
			sum(order_value) FILTER (WHERE extract(year FROM date_key) = ${year}) AS after FROM refinement.fct_orders WHERE state_key <> '00'`);
		const growth = 100 * after / before - 100;

		if (year === 2018)
			assert.deepEqual([lower_income_growth, higher_income_growth], [null, null]);
		else
			assert.ok(Math.min(lower_income_growth, higher_income_growth) - 0.1 < growth && growth < Math.max(lower_income_growth, higher_income_growth) + 0.1, year);
	}
});
await check('income_and_revenue: says what is not reliable', async () =>
	assert.match((await rows('income_and_revenue')).find(({ year }) => year === 2019).not_reliable, /West Virginia/));
await check('income_and_revenue_by_state: a year\'s income is the Census figure', async () => assert.deepEqual(
	(await rows('income_and_revenue_by_state', { year: 2021 })).map((row) => [row.state, row.median_household_income]),
	(await facts(`SELECT s.state_name, d.median_household_income
		FROM refinement.dim_state_demographics d JOIN refinement.dim_state s USING (state_fips)
		WHERE survey_year = 2021 AND state_fips IN (SELECT state_fips FROM bi.state_years WHERE year = 2021 AND resident_users > 0)
		ORDER BY s.state_name`)).map(Object.values)));
await check('highest_average_order_value: of categories with enough orders in complete years, also of a year', async () =>
{
	for (const values of [defaults, { orders: 10, year: 2021 }])
	{
		const categories = await rows('highest_average_order_value', values);
		const averages = categories.map((row) => row.average_order_value);

		assert.deepEqual(averages, [...averages].sort((a, b) => b - a));
		assert.ok(categories.length > 1 && categories.every(({ orders }) => orders >= values.orders));
		for (const { category, revenue: of } of categories)
			assert.equal(of, await one(`SELECT sum(total_revenue) FROM bi.sales_by_category_m_y
				WHERE category = '${category}' AND ${values.year ? `year = ${values.year}` : 'year <= 2022'}`), category);
	}
});
await check('retention_by_cohort: a cell is that of bi.cohort_retention', async () => assert.equal(
	(await rows('retention_by_cohort')).find((row) => row.cohort === '2018-02' && row.months_after === 2).retention_pct,
	await one("SELECT retention_pct FROM bi.cohort_retention WHERE cohort_month = '2018-02-01' AND months_after = 2")));
await check('retention_by_cohort: says how many users small cohorts have, and only those', async () =>
{
	const sizes = Object.fromEntries((await facts(`SELECT to_char(cohort, 'YYYY-MM') AS month, count(*) AS size
		FROM (SELECT min(date_key) AS cohort FROM refinement.fct_orders GROUP BY user_key) f GROUP BY 1`)).map(({ month, size }) => [month, size]));
	const shown = [...new Set((await rows('retention_by_cohort')).map((row) => row.cohort))];

	assert.ok(shown.some((cohort) => cohort.endsWith(' users)')) && shown.some((cohort) => cohort.length === 7));
	for (const cohort of shown)
	{
		const size = sizes[cohort.slice(0, 7)];

		assert.equal(cohort.slice(7), size < 10 ? ` (${size} users)` : '');
	}
});
await check('retention_by_year: of the sums of users, none where they are few', async () =>
{
	const found = await rows('retention_by_year');

	assert.deepEqual(found, await facts(`SELECT cohort_year, months_after, sum(cohort_size) AS users, sum(active_users) AS active_users,
			round(100.0 * sum(active_users) / sum(cohort_size), 1) AS retention_pct
		FROM bi.cohort_retention
		WHERE is_complete AND months_after BETWEEN 1 AND 12
		GROUP BY cohort_year, months_after
		HAVING sum(cohort_size) >= 10
		ORDER BY cohort_year, months_after`));
	assert.ok(!found.some(({ cohort_year }) => cohort_year === 2022));
});

/*
 * The guide
 */

const words = readFileSync(guide, 'utf8');

await check('the guide names every question', () =>
{
	for (const file of questions)
		assert.ok(words.includes(`[${file}](../clients/metabase/${file})`), file);
});
await check('columns that the guide sets a semantic type for are there', async () =>
{
	const { rows: found } = await reader.query(`SELECT table_name || '.' || column_name AS name
		FROM information_schema.columns WHERE table_schema = 'bi'`);
	const columns = new Set(found.map(({ name }) => name));
	const types = [...words.matchAll(/^\| `(\w+)` \|(.*)$/gm)];

	assert.equal(types.length, new Set(found.map(({ name }) => name.split('.')[0])).size);
	for (const [, view, cells] of types)
		for (const [, column] of cells.matchAll(/`(\w+)`/g))
			assert.ok(columns.has(`${view}.${column}`), `${view}.${column}`);
});

await reader.end();
await onlyBi.end();
await owner.end();
