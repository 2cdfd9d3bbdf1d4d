/*
 * Metabase's questions, without Metabase: each against the sample, with variables put in as Metabase does.
 *
 *	node metabase.mjs METABASE GUIDE
 *
 * METABASE is the folder with the questions, GUIDE is docs/metabase.md.  The database is as test/bi_tools.sh makes it.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { assert, checks } from './checks.mjs';
import { connect, sum } from './database.mjs';

const [metabase, guide] = process.argv.slice(2);
const check = checks('metabase');
const reader = await connect('bi_reader');
const onlyBi = await connect('bi_only');

const questions = readdirSync(metabase).sort();
const read = (file) => readFileSync(`${metabase}/${file}`, 'utf8');

/* Variables that a question must have: the defaults that it asks for */
const defaults = { period: 'all', orders: 20 };
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
const one = async (sql) => Object.values((await reader.query(sql)).rows[0])[0];

for (const file of questions)
{
	const question = file.replace('.sql', '');

	await check(`${question}: begins with its title and how to show it`, () => assert.match(read(file), /^-- [A-Z].*\n-- Display: .*\n/));
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

const revenue = await one('SELECT sum(total_revenue) FROM bi.sales_by_state_m_y');

await check('key_figures: all revenue', async () => assert.equal((await rows('key_figures'))[0].revenue, revenue));
await check('revenue_by_month: sums to all revenue, months in order', async () =>
{
	const months = await rows('revenue_by_month');

	assert.equal(sum(months, 'revenue'), revenue);
	assert.deepEqual(months.map(({ month }) => month), months.map(({ month }) => month).sort());
});
await check('revenue_by_month: a year and a state together', async () => assert.equal(
	sum(await rows('revenue_by_month', { year: 2021, state: 'California' }), 'revenue'),
	await one("SELECT sum(total_revenue) FROM bi.sales_by_state_m_y WHERE month BETWEEN '2021-01-01' AND '2021-12-01' AND state_key = '06'")));
await check('revenue_by_state: sums to the revenue of known states', async () => assert.equal(sum(await rows('revenue_by_state'), 'revenue'),
	await one("SELECT sum(total_revenue) FROM bi.revenue_by_income_state WHERE state_key <> '00'")));
await check('revenue_per_user_by_age: youngest first', async () => assert.deepEqual(
	(await rows('revenue_per_user_by_age')).map((row) => row.age_group),
	['18 - 24 years', '25 - 34 years', '35 - 44 years', '45 - 54 years', '55 - 64 years', '65 and older']));
await check('top_products: the first 20 of all years', async () => assert.deepEqual((await rows('top_products')).map(({ rank }) => rank),
	Array.from({ length: 20 }, (_, i) => i + 1)));
await check('top_products: of a year', async () => assert.equal((await rows('top_products', { period: '2021' }))[0].revenue,
	await one("SELECT max(total_revenue) FROM bi.top_products WHERE period = '2021'")));
await check('wealthier_states: thirds from low to high income, every state in one', async () =>
{
	const thirds = await rows('wealthier_states');

	assert.deepEqual(thirds.map((row) => row.income_third), [1, 2, 3]);
	assert.ok(thirds[0].highest_income <= thirds[1].lowest_income && thirds[1].highest_income <= thirds[2].lowest_income);
	assert.equal(thirds.reduce((total, { states }) => total + states, 0),
		await one('SELECT count(DISTINCT state_fips) FROM bi.revenue_vs_income_state_year WHERE is_complete_year AND median_household_income IS NOT NULL'));
});
await check('growth_by_income, income_and_revenue: a row a complete year', async () =>
{
	const years = [2018, 2019, 2020, 2021, 2022];

	assert.deepEqual((await rows('growth_by_income')).map(({ year }) => year), years);
	assert.deepEqual((await rows('income_and_revenue')).map(({ year }) => year), years);
});
await check('highest_average_order_value: of categories with enough orders, also of a year', async () =>
{
	for (const values of [defaults, { orders: 10, year: 2021 }])
	{
		const categories = await rows('highest_average_order_value', values);
		const averages = categories.map((row) => row.average_order_value);

		assert.deepEqual(averages, [...averages].sort((a, b) => b - a));
		assert.ok(categories.length > 1 && categories.every(({ orders }) => orders >= values.orders));
	}
});
await check('retention_by_cohort: a cell is that of bi.cohort_retention', async () => assert.equal(
	(await rows('retention_by_cohort')).find((row) => row.cohort === '2018-02' && row.months_after === 2).retention_pct,
	await one("SELECT retention_pct FROM bi.cohort_retention WHERE cohort_month = '2018-02-01' AND months_after = 2")));

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
