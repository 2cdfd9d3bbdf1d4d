/*
 * Grafana's dashboards, without Grafana: their JSON against Grafana's types, and every query of theirs against the sample, with
 * variables and macros put in as Grafana does.
 *
 *	node dashboards.mjs GRAFANA
 *
 * GRAFANA is the folder with the dashboards.  The database is as test/bi_tools.sh makes it.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { defaultDashboard } from '@grafana/schema';
import { parse } from 'yaml';
import { assert, checks } from './checks.mjs';
import { connect, ownMeasures, sum } from './database.mjs';
import { putMacros, putVariables } from './grafana.mjs';

const grafana = process.argv[2];
const check = checks('grafana');
const reader = await connect('bi_reader');		// has what ecom.grant_read() gives
const onlyBi = await connect('bi_only');		// has not even mart
const owner = await connect(process.env.PGUSER);	// sees the fact, from which figures are computed anew

const read = (file) => readFileSync(`${grafana}/${file}`, 'utf8');
const files = readdirSync(`${grafana}/dashboards`).sort();
const dashboards = files.map((file) => ({ name: file.replace('.json', ''), ...JSON.parse(read(`dashboards/${file}`)) }));
const named = (name) => dashboards.find((dashboard) => dashboard.name === name);

const everything = { from: '2018-01-01T00:00:00.000Z', to: '2030-01-01T00:00:00.000Z' };
const quoted = 'MEN\'S "BEST" SHOES';	// a category that test/bi_tools.sh adds

/* The options of a dashboard's variables, by name, as their queries give them to Grafana */
async function options(dashboard, client = reader)
{
	const found = {};

	for (const { name, type, query, options: fixed } of dashboard.templating.list)
	{
		if (type === 'custom')
			found[name] = fixed.map(({ value }) => value);
		else
		{
			const { rows, fields } = await client.query(query);
			const column = fields.find((field) => field.name === '__value') ?? fields[0];

			found[name] = rows.map((row) => row[column.name]);
		}
	}
	return found;
}

/* What is chosen when a dashboard is opened, save what changes says */
async function selection(dashboard, changes = {})
{
	const all = await options(dashboard);
	const chosen = {};

	for (const { name, current } of dashboard.templating.list)
		chosen[name] = current.value[0] === '$__all' ? all[name] : current.value;
	return { ...chosen, ...changes };
}

/* A query's rows and columns. Errors name the panel. */
async function answer(dashboard, title, target, chosen, range, client = reader)
{
	const sql = putMacros(putVariables(target.rawSql, dashboard.templating.list, chosen), range);

	try
	{
		assert.doesNotMatch(sql.replace(/'(?:[^']|'')*'/g, ''), /\$/);
		return await client.query(sql);
	}
	catch (error)
	{
		throw new Error(`${title}: ${error.message}\n${sql}`);
	}
}

/* each(DASHBOARD, CHANGES, RANGE): the panels of a dashboard with what their queries give */
async function each(dashboard, changes = {}, range = everything, client = reader)
{
	const chosen = await selection(dashboard, changes);
	const found = [];

	for (const panel of dashboard.panels)
	{
		const results = [];

		for (const target of panel.targets)
			results.push(await answer(dashboard, panel.title, target, chosen, range, client));
		found.push({ panel, results });
	}
	return found;
}

/* The rows of one panel's first query */
async function rowsOf(dashboard, title, changes = {}, range = everything)
{
	const panel = dashboard.panels.find((candidate) => candidate.title === title);
	const { rows } = await answer(dashboard, title, panel.targets[0], await selection(dashboard, changes), range);

	return rows;
}

/* What SQL over the fact and its dimensions gives: one value, or rows */
async function value(sql)
{
	return Object.values((await facts(sql))[0])[0];
}

async function facts(sql)
{
	return (await owner.query(sql)).rows;
}

/* The compiler's complaints about dashboards, an array for each name; contents is their JSON by name */
function typeErrors(contents)
{
	const directory = mkdtempSync('types-');
	const names = Object.keys(contents);
	const header = "import type { DashboardJson } from './dashboard_types';\nexport const dashboard: DashboardJson =\n";

	copyFileSync('dashboard_types.ts', `${directory}/dashboard_types.ts`);
	for (const name of names)
		writeFileSync(`${directory}/${name}.ts`, header + contents[name]);
	const { stdout, status } = spawnSync('node_modules/.bin/tsc', ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext',
		'--moduleResolution', 'bundler', '--target', 'es2022', ...names.map((name) => `${directory}/${name}.ts`)], { encoding: 'utf8' });
	const complaints = stdout.split('\n').filter((line) => line.includes('error TS'));

	assert.equal(status === 0, complaints.length === 0, `the compiler ended with ${status}`);
	assert.ok(!complaints.some((line) => line.includes('dashboard_types')), stdout);
	return Object.fromEntries(names.map((name) => [name, complaints.filter((line) => line.includes(`/${name}.ts(`))]));
}

/*
 * The files
 */

const errors = typeErrors(Object.fromEntries(dashboards.map(({ name }) => [name, read(`dashboards/${name}.json`)])));
for (const { name } of dashboards)
	await check(`${name}: is a dashboard by @grafana/schema`, () => assert.deepEqual(errors[name], []));

const mistakes = {
	'a panel option that does not exist': ['"xTickLabelRotation"', '"xTickRotation"'],
	'a stacking mode that does not exist': ['"stacking": "none"', '"stacking": "on"'],
	'a field setting that does not exist': ['"lineWidth"', '"lineWidht"'],
	'a variable setting that does not exist': ['"multi"', '"many"'],
	'a schema version in words': ['"schemaVersion": 42', '"schemaVersion": "42"'],
	'a query without SQL': ['"rawSql"', '"sql"'],
};
const wrong = typeErrors(Object.fromEntries(Object.values(mistakes).map(([from, to], i) =>
	[`mistake_${i}`, read('dashboards/sales_overview.json').replace(from, to)])));
for (const [i, mistake] of Object.keys(mistakes).entries())
	await check(`the types turn away ${mistake}`, () => assert.equal(wrong[`mistake_${i}`].length, 1));

await check('the dashboards are what their sources give', () =>
{
	mkdirSync('built');
	assert.equal(spawnSync('node', [`${grafana}/source/build.mjs`, 'built']).status, 0);
	assert.deepEqual(readdirSync('built').sort(), files);
	for (const file of files)
		assert.equal(readFileSync(`built/${file}`, 'utf8'), read(`dashboards/${file}`), file);
});
await check('there is one for each of the five topics', () => assert.deepEqual(dashboards.map(({ title }) => title).sort(),
	['Category performance', 'Cohort analysis', 'Customer insights', 'Revenue vs income', 'Sales overview']));
await check('no two have the same uid', () => assert.equal(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length));

await check('data source: PostgreSQL, with user, password and encryption from the environment', () =>
{
	const { apiVersion, datasources: [source] } = parse(read('provisioning/datasources/ecom_analytics.yaml'));

	assert.equal(apiVersion, 1);
	assert.equal(source.type, 'grafana-postgresql-datasource');
	assert.equal(source.editable, false);
	for (const setting of [source.url, source.user, source.secureJsonData.password, source.jsonData.database, source.jsonData.sslmode])
		assert.match(setting, /^(\$\{\w+\}:?)+$/);
	for (const dashboard of dashboards)
		for (const { datasource } of [...dashboard.panels.flatMap(({ targets }) => targets), ...dashboard.annotations.list, ...dashboard.templating.list])
			assert.deepEqual(datasource ?? source, datasource ? { type: source.type, uid: source.uid } : source);
});
await check('dashboard provider: the folder of the dashboards', () =>
{
	const { apiVersion, providers: [provider] } = parse(read('provisioning/dashboards/ecom_analytics.yaml'));

	assert.equal(apiVersion, 1);
	assert.equal(provider.type, 'file');
	assert.match(provider.options.path, /^\$\{\w+\}$/);
});

/*
 * How they are put together
 */

for (const dashboard of dashboards)
{
	const { name, panels, templating: { list } } = dashboard;

	await check(`${name}: newest schema version, in UTC`, () =>
		assert.deepEqual([dashboard.schemaVersion, dashboard.timezone], [defaultDashboard.schemaVersion, 'utc']));
	await check(`${name}: panels fill the width and do not overlap`, () =>
	{
		const taken = new Set();

		assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
		for (const { title, gridPos: { x, y, w, h } } of panels)
		{
			assert.ok(x + w <= 24, title);
			for (let row = y; row < y + h; row++)
				for (let cell = x; cell < x + w; cell++)
				{
					assert.ok(!taken.has(`${row} ${cell}`), title);
					taken.add(`${row} ${cell}`);
				}
		}
		assert.equal(taken.size, 24 * Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)));
	});
	await check(`${name}: every figure has a title, a description and a unit`, () =>
	{
		for (const { type, title, description, fieldConfig } of panels.filter((panel) => panel.type !== 'text'))
		{
			assert.ok(title && description, title);
			assert.ok(title === 'Data' || fieldConfig.defaults.unit, `${title}: ${type} without a unit`);
		}
	});
	await check(`${name}: variables are used, and used ones are there`, () =>
	{
		const sql = panels.flatMap(({ targets }) => targets).map(({ rawSql }) => rawSql).join('\n');

		for (const variable of list)
			assert.match(sql, new RegExp(`\\$\\{?${variable.name}\\b`));
		// in lists bare, since sqlstring does not fit values with double quotes; in others quoted
		for (const variable of list)
			assert.doesNotMatch(sql, variable.multi ? new RegExp(`\\$\\{${variable.name}\\b`) : new RegExp(`\\$${variable.name}\\b`));
	});
	await check(`${name}: variables have options, none NULL or twice`, async () =>
	{
		for (const [variable, values] of Object.entries(await options(dashboard)))
		{
			assert.ok(values.length > 0, variable);
			assert.ok(values.every((option) => typeof option === 'string' && option !== ''), variable);
			assert.equal(new Set(values).size, values.length, variable);
		}
	});
	await check(`${name}: computes no measure that bi has`, () =>
	{
		for (const { title, targets } of panels)
			for (const { rawSql } of targets)
				assert.doesNotMatch(rawSql, ownMeasures, title);
	});
	await check(`${name}: columns that options, overrides and transformations name are there`, async () =>
	{
		for (const { panel, results } of await each(dashboard))
		{
			const columns = new Set(results.flatMap(({ fields }) => fields.map((field) => field.name)));

			for (const { id, options: settings } of panel.transformations ?? [])
				if (id === 'groupingToMatrix')
				{
					for (const field of [settings.rowField, settings.columnField, settings.valueField])
						assert.ok(columns.has(field), `${panel.title}: ${field}`);
					columns.add(`${settings.rowField}\\${settings.columnField}`);
				}
				else
					for (const { targetField } of settings.conversions)
						assert.ok(columns.has(targetField), `${panel.title}: ${targetField}`);
			const matchers = [
				...(panel.fieldConfig?.overrides ?? []).map(({ matcher }) => matcher),
				...(panel.options.series ?? []).flatMap(({ x, y, size }) => [x, y, size].flatMap((dimension) => dimension?.matcher ?? [])),
			];
			const layers = (panel.options.layers ?? []).flatMap(({ location, config }) => [location.lookup, config.style.size.field]);

			for (const field of [panel.options.xField, ...layers, ...matchers.map((matcher) => matcher.options)])
				assert.ok(field === undefined || columns.has(field), `${panel.title}: ${field}`);
		}
	});
}

/*
 * The queries
 */

await check('variables and macros are put in as Grafana does', () =>
{
	const sql = `SELECT $__timeGroupAlias(month, '1h') WHERE $__timeFilter(month) AND $__timeFrom() < $__timeTo()
AND s IN ($s) AND t IN (\${s:sqlstring}) AND n = \${n:sqlstring}`;
	const variables = [{ name: 's', multi: true, includeAll: true }, { name: 'n' }];
	const range = { from: '2021-03-15T00:00:00.000Z', to: '2021-05-10T00:00:00.000Z' };

	assert.equal(putMacros(putVariables(sql, variables, { s: ["it's", '"b"'], n: '5' }), range),
		`SELECT floor(extract(epoch from month)/3600)*3600 AS "time" WHERE month BETWEEN '2021-03-15T00:00:00Z' AND '2021-05-10T00:00:00Z'`
		+ ` AND '2021-03-15T00:00:00Z' < '2021-05-10T00:00:00Z'
AND s IN ('it''s','"b"') AND t IN ('it''s','\\"b\\"') AND n = '5'`);
});

/* The titles of panels none of whose queries gave rows */
const empty = (found) => found
	.filter(({ results }) => results.length > 0 && results.every(({ rows }) => rows.length === 0))
	.map(({ panel }) => panel.title);

for (const dashboard of dashboards)
{
	const { name } = dashboard;
	const all = await options(dashboard);

	await check(`${name}: every query gives rows`, async () =>
	{
		for (const { panel, results } of await each(dashboard))
			for (const { rows } of results)
				assert.ok(rows.length > 0, panel.title);
	});
	for (const { name: variable, multi } of dashboard.templating.list)
		await check(`${name}: every panel shows something for a single ${variable}`, async () =>
			assert.deepEqual(empty(await each(dashboard, { [variable]: multi ? [all[variable][0]] : all[variable][0] })), []));
	await check(`${name}: a value that would break out of its quotes is only a value`, async () =>
	{
		for (const { name: variable } of dashboard.templating.list.filter(({ multi }) => multi))
			await each(dashboard, { [variable]: ["x') OR true --"] });
	});
	await check(`${name}: no query fails while there is nothing to choose from`, () =>
		each(dashboard, Object.fromEntries(dashboard.templating.list.filter(({ multi }) => multi).map((variable) => [variable.name, []]))));
	await check(`${name}: reads nothing but bi`, async () =>
	{
		await options(dashboard, onlyBi);
		await each(dashboard, {}, everything, onlyBi);
		for (const annotation of dashboard.annotations.list)
			await answer(dashboard, annotation.name, annotation.target, {}, everything, onlyBi);
	});
	await check(`${name}: times are sorted, there, and midnights in UTC`, async () =>
	{
		const found = (await each(dashboard)).filter(({ panel }) => panel.type === 'timeseries');

		for (const annotation of dashboard.annotations.list)
			found.push({ panel: { title: annotation.name }, results: [await answer(dashboard, annotation.name, annotation.target, {}, everything)] });
		for (const { panel, results: [{ rows }] } of found)
		{
			const times = rows.map(({ time }) => time.toISOString());

			assert.deepEqual(times, [...times].sort(), panel.title);
			for (const time of times)
				assert.match(time, /-01T00:00:00\.000Z$/, panel.title);
		}
	});
}

await check('every dashboard follows the time range', () => assert.ok(dashboards.every(({ timepicker }) => !timepicker.hidden)));
for (const name of ['category_performance', 'sales_overview'])
	await check(`${name}: a range from the middle of a month to the middle of another keeps both`, async () =>
	{
		const found = await each(named(name), {}, { from: '2021-03-15T07:30:00.000Z', to: '2021-05-10T00:00:00.000Z' });
		const series = found.filter(({ panel }) => panel.type === 'timeseries');

		assert.ok(series.length > 0);
		for (const { panel, results: [{ rows }] } of series)
			assert.deepEqual([...new Set(rows.map(({ time }) => time.toISOString().slice(0, 10)))], ['2021-03-01', '2021-04-01', '2021-05-01'], panel.title);
	});
for (const [name, title, column] of [
	['sales_overview', 'Growth over the year before', 'Year'],
	['sales_overview', 'Years', 'Year'],
	['category_performance', 'Growth over the year before', 'Year'],
	['customer_insights', 'Users by year', 'Year'],
	['cohort_analysis', 'Users by cohort', 'Cohort'],
	['revenue_vs_income', 'Correlation over the states', 'Year'],
	['revenue_vs_income', 'States and years', 'Year'],
])
	await check(`${name}, ${title}: shows the years that the range touches, whole`, async () =>
	{
		const years = async (from, to) => [...new Set((await rowsOf(named(name), title, {}, { from, to })).map((row) => row[column].slice(0, 4)))].sort();

		assert.deepEqual(await years('2019-06-15T07:30:00.000Z', '2021-02-01T00:00:00.000Z'), ['2019', '2020', '2021']);
		assert.deepEqual(await years('2020-01-01T00:00:00.000Z', '2020-12-31T23:59:59.000Z'), ['2020']);
	});
await check('the time axis is shaded from the first month that is not covered to the end of the data', async () =>
{
	const sales = named('sales_overview');
	const { rows } = await answer(sales, 'annotation', sales.annotations.list[0].target, {}, everything);

	assert.deepEqual(rows.map(({ time, timeend }) => [time.toISOString(), timeend.toISOString()]), [['2023-01-01T00:00:00.000Z', '2024-03-31T00:00:00.000Z']]);
});

/*
 * The figures, beside those that SQL over the fact gives
 */

const in2021 = { from: '2021-01-01T00:00:00.000Z', to: '2021-12-31T23:59:59.000Z' };
const isComplete = 'extract(year FROM f.date_key) BETWEEN 2018 AND 2022';	// as the sample is made

/* Percent, as growth is rounded */
const percentOver = (amount, before) => Math.round(1000 * amount / before - 1000) / 10;
const near = (actual, expected, tolerance, message) => assert.ok(Math.abs(actual - expected) < tolerance, `${message ?? ''} ${actual}, expected ${expected}`);

/* Revenue by year, 0 where there is none; filter is SQL */
async function yearlyRevenue(filter)
{
	const revenues = Object.fromEntries((await facts(`SELECT extract(year FROM f.date_key)::integer AS year, sum(f.order_value) AS revenue
		FROM refinement.fct_orders f
		JOIN refinement.dim_product USING (product_key)
		WHERE ${filter}
		GROUP BY 1`)).map(({ year, revenue }) => [year, revenue]));

	return (year) => revenues[year] ?? 0;
}

const revenue = await value('SELECT sum(order_value) FROM refinement.fct_orders');
const sales = named('sales_overview');

for (const title of ['Revenue by month', 'Revenue by month of the year', 'States', 'Sales', 'Years'])
	await check(`sales_overview, ${title}: sums to all revenue`, async () => assert.equal(sum(await rowsOf(sales, title), 'Revenue'), revenue));
await check('sales_overview, Revenue by state: with as many states as there are, sums to all revenue', async () =>
	assert.equal(sum(await rowsOf(sales, 'Revenue by state', { top: '50' }), 'Revenue'), revenue));
await check('sales_overview, Map: the revenue of each state, by its postal code', async () => assert.deepEqual(
	(await rowsOf(sales, 'Map', {}, in2021)).map(({ Code, Revenue, Orders }) => [Code, Revenue, Orders]).sort(),
	(await facts(`SELECT s.state_postal, sum(f.order_value) AS revenue, count(*) AS orders
		FROM refinement.fct_orders f
		JOIN refinement.dim_state s ON s.state_fips = f.state_key
		WHERE extract(year FROM f.date_key) = 2021 AND f.state_key <> '00'
		GROUP BY s.state_postal`)).map(Object.values).sort()));
await check('sales_overview: a state\'s months sum to its revenue', async () => assert.equal(
	sum(await rowsOf(sales, 'Revenue by month', { state: ['California', 'Texas'] }), 'Revenue'),
	await value("SELECT sum(order_value) FROM refinement.fct_orders WHERE state_key IN ('06', '48')")));
for (const title of ['Revenue by month', 'Revenue by month of the year'])
	await check(`sales_overview, ${title}: months without orders of a state are 0, also where nobody ordered`, async () =>
	{
		const rows = await rowsOf(sales, title, { state: ['Wyoming'] });

		assert.equal(rows.length, 75);	// January 2018 to March 2024
		assert.ok(rows.some(({ Revenue }) => Revenue === 0));
	});
await check('sales_overview: the average month is over all covered months, be there a sale or not', async () =>
{
	const covered = "date_key < '2023-01-01'";
	const wyoming = await value(`SELECT sum(order_value) FROM refinement.fct_orders WHERE state_key = '56' AND ${covered}`);
	const average = async (changes, range) => (await rowsOf(sales, 'Sales', changes, range))[0]['Average month'];

	near(await average({ state: ['Wyoming'] }), wyoming / 60, 0.006);
	near(await average({}), await value(`SELECT sum(order_value) / 60 FROM refinement.fct_orders WHERE ${covered}`), 0.006);
	assert.equal(await average({}, { from: '2023-05-01T00:00:00.000Z', to: '2023-09-01T00:00:00.000Z' }), null);
});
await check('sales_overview, Revenue by state: top 5 are 5 states', async () =>
	assert.equal(new Set((await rowsOf(sales, 'Revenue by state', { top: '5' })).map(({ State }) => State)).size, 5));
for (const [whose, changes, filter] of [
	['all', {}, 'true'],
	['two', { state: ['California', 'Texas'] }, "f.state_key IN ('06', '48')"],
	['one with years without a sale', { state: ['Wyoming'] }, "f.state_key = '56'"],
])
	await check(`sales_overview, Growth: of ${whose} over the calendar year before, none unless both are complete`, async () =>
	{
		const revenueOf = await yearlyRevenue(filter);
		const expected = [2018, 2019, 2020, 2021, 2022, 2023, 2024].map((year) =>
			[year, year > 2018 && year < 2023 && revenueOf(year - 1) > 0 ? percentOver(revenueOf(year), revenueOf(year - 1)) : null]);

		assert.deepEqual((await rowsOf(sales, 'Growth over the year before', changes)).map((row) => [parseInt(row.Year), row.Growth]), expected);
		assert.deepEqual((await rowsOf(sales, 'Growth over the year before', changes, in2021)).map((row) => row.Growth), [expected[3][1]]);
	});
await check('sales_overview, Years: users and baskets count once, wherever their orders went', async () => assert.deepEqual(
	(await rowsOf(sales, 'Years', { state: ['Wyoming'] })).map((row) => [parseInt(row.Year), row.Users, row.Baskets, row['Average basket'], row['Revenue per user']]),
	(await facts(`SELECT extract(year FROM date_key)::integer AS year, count(DISTINCT user_key) AS users, count(DISTINCT (user_key, date_key)) AS baskets,
			round(sum(order_value) / count(DISTINCT (user_key, date_key)), 2) AS average, round(sum(order_value) / count(DISTINCT user_key), 2) AS per_user
		FROM refinement.fct_orders
		GROUP BY 1
		ORDER BY 1`)).map(Object.values)));
await check('sales_overview, States: baskets of a state', async () => assert.equal(
	(await rowsOf(sales, 'States')).find(({ State }) => State === 'California')['Average basket'],
	await value("SELECT round(sum(order_value) / count(DISTINCT (user_key, date_key)), 2) FROM refinement.fct_orders WHERE state_key = '06'")));
await check('years that are not complete are marked', async () =>
	assert.deepEqual((await rowsOf(sales, 'Years')).map(({ Year }) => Year), ['2018', '2019', '2020', '2021', '2022', '2023*', '2024*']));

const categories = named('category_performance');
await check('category_performance, Categories: sums to all revenue, UNKNOWN last', async () =>
{
	const rows = await rowsOf(categories, 'Categories');

	assert.equal(sum(rows, 'Revenue'), revenue);
	assert.equal(rows.at(-1).Category, 'UNKNOWN');
});
await check('category_performance: a category with both kinds of quotes is shown by every panel', async () =>
{
	const found = await each(categories, { category: [quoted] });

	assert.deepEqual(empty(found), []);
	for (const { panel, results: [{ rows }] } of found.filter(({ panel }) => panel.title !== 'Data'))
		assert.deepEqual([...new Set(rows.map((row) => row.Category ?? row.metric))], [quoted], panel.title);
});
await check('category_performance, Revenue by month: every month, which sum to the category\'s revenue', async () =>
{
	const rows = await rowsOf(categories, 'Revenue by month', { category: [quoted] });

	assert.equal(rows.length, 75);
	assert.equal(sum(rows, 'Revenue'), 599.94);
});
await check('category_performance, Growth: over the calendar year before', async () =>
{
	const revenueOf = await yearlyRevenue("category = 'PET_FOOD'");

	assert.deepEqual((await rowsOf(categories, 'Growth over the year before', { category: ['PET_FOOD'] })).map((row) => [row.Year, row.Growth]),
		[['2018', null], ...[2019, 2020, 2021, 2022].map((year) => [String(year), percentOver(revenueOf(year), revenueOf(year - 1))]), ['2023*', null], ['2024*', null]]);
	assert.deepEqual((await rowsOf(categories, 'Growth over the year before', { category: [quoted] })).map((row) => row.Growth),
		[null, null, null, null, -50, null, null]);
});
await check('category_performance, Top products: the best of whichever categories are chosen', async () =>
{
	const best = (filter) => facts(`SELECT p.title, sum(f.order_value) AS revenue
		FROM refinement.fct_orders f
		JOIN refinement.dim_product p USING (product_key)
		WHERE f.product_key <> 'UNKNOWN' AND ${filter}
		GROUP BY p.product_key, p.title
		ORDER BY revenue DESC, p.product_key COLLATE "C"
		LIMIT 10`);
	const shown = async (changes) => (await rowsOf(categories, 'Top products', changes)).map(({ Product, Revenue }) => ({ title: Product, revenue: Revenue }));

	assert.deepEqual(await shown({ top: '50' }), await best('true'));
	assert.deepEqual(await shown({ period: '2021' }), await best('extract(year FROM f.date_key) = 2021'));
	// of categories none of which is among the 50 products of all
	const small = (await facts(`SELECT category FROM bi.top_products_by_category WHERE period = 'all' AND category <> 'UNKNOWN'
		EXCEPT SELECT category FROM bi.top_products WHERE period = 'all' ORDER BY category LIMIT 30`)).map(({ category }) => category);
	assert.equal(small.length, 30);
	for (const category of small)
		assert.deepEqual(await shown({ category: [category] }), await best(`p.category = '${category.replaceAll("'", "''")}'`), category);
	assert.deepEqual(await shown({ category: small }), await best(`p.category IN (${small.map((category) => `'${category.replaceAll("'", "''")}'`)})`));
});
await check('category_performance, Highest average order value: falls, of enough orders', async () =>
{
	const rows = await rowsOf(categories, 'Highest average order value', { orders: '20' });
	const averages = rows.map((row) => row['Average order']);

	assert.deepEqual(averages, [...averages].sort((a, b) => b - a));
	for (const { Category } of rows)
		assert.ok(await value(`SELECT sum(orders_count) FROM bi.sales_by_category_m_y WHERE category = '${Category}'`) >= 20, Category);
});

const customers = named('customer_insights');
await check('customer_insights, Groups: each way to group sums to the revenue of complete years', async () =>
{
	const rows = await rowsOf(customers, 'Groups');
	const complete = await value(`SELECT sum(f.order_value) FROM refinement.fct_orders f WHERE ${isComplete}`);

	for (const by of ['Age', 'Income', 'Gender', 'Education', 'Household size', 'Hispanic origin'])
		assert.equal(sum(rows.filter((row) => row.By === by), 'Revenue'), complete, by);
});
await check('customer_insights: users count once a year; few are marked', async () =>
{
	const expected = await facts(`SELECT u.education::text AS answer, round(count(DISTINCT (f.user_key, extract(year FROM f.date_key))) / 5.0, 1) AS users,
			round(sum(f.order_value) / count(DISTINCT (f.user_key, extract(year FROM f.date_key))), 2) AS per_user
		FROM refinement.fct_orders f
		JOIN refinement.dim_user u USING (user_key)
		WHERE ${isComplete}
		GROUP BY u.education
		ORDER BY u.education`);
	const groups = (await rowsOf(customers, 'Groups')).filter(({ By }) => By === 'Education');
	const bars = await rowsOf(customers, 'Revenue per user and year, by education');

	assert.deepEqual(groups.map((row) => [row.Group, row['Users a year'], row['Revenue per user and year']]), expected.map(Object.values));
	assert.deepEqual(groups.map(({ Few }) => Few), expected.map(({ users }) => users < 10 ? 'few' : null));
	assert.deepEqual(bars.map(Object.values), expected.map(({ answer, users, per_user }) => [`${answer}${users < 10 ? ' (few)' : ''}`, per_user]));
	assert.ok(groups.some(({ Few }) => Few === 'few') && groups.some(({ Few }) => Few === null));
});
await check('customer_insights: brackets stand in their natural order', async () => assert.deepEqual(
	(await rowsOf(customers, 'Revenue per user and year, by income')).map(({ Income }) => Income.replace(' (few)', '')),
	['Less than $25,000', '$25,000 - $49,999', '$50,000 - $74,999', '$75,000 - $99,999', '$100,000 - $149,999', '$150,000 or more',
		'Prefer not to say']));
await check('customer_insights: a bracket filters', async () => assert.equal(
	(await rowsOf(customers, 'Customers', { income: ['$25,000 - $49,999'] }))[0].Revenue,
	await value(`SELECT sum(f.order_value) FROM refinement.fct_orders f JOIN refinement.dim_user USING (user_key)
		WHERE income_bracket = '$25,000 - $49,999' AND ${isComplete}`)));

const cohorts = named('cohort_analysis');
await check('cohort_analysis, Retention by cohort: the complete cells and no others, cohorts of few users marked', async () =>
{
	const rows = await rowsOf(cohorts, 'Retention by cohort', { months: '60' });
	const cells = await facts(`WITH firsts AS
		(
			SELECT user_key, date_trunc('month', min(date_key)) AS cohort FROM refinement.fct_orders GROUP BY user_key
		),
		sizes AS
		(
			SELECT cohort, count(*) AS size FROM firsts GROUP BY cohort
		)
		SELECT to_char(cohort, 'YYYY-MM') || format(CASE WHEN size < 10 THEN ' (%s, few)' ELSE ' (%s)' END, size) AS "Cohort",
			n AS "Months after",
			round(100.0 * (SELECT count(DISTINCT user_key) FROM firsts f JOIN refinement.fct_orders o USING (user_key)
				WHERE f.cohort = s.cohort AND date_trunc('month', o.date_key) = s.cohort + n * interval '1 month') / size, 1) AS "Retention"
		FROM sizes s
		CROSS JOIN generate_series(1, 60) n
		WHERE s.cohort + n * interval '1 month' < '2023-01-01'
		ORDER BY 1, 2`);

	assert.deepEqual(rows, cells);
	assert.ok(rows.some(({ Cohort }) => Cohort.endsWith(', few)')) && rows.some(({ Cohort }) => !Cohort.endsWith(', few)')));
});
const threeMonths = `FROM bi.cohort_retention WHERE months_after = 3 AND cohort_month < '2022-10-01'`;
await check('cohort_analysis: the average is weighted by the size of the cohorts', async () => assert.equal(
	(await rowsOf(cohorts, 'Retention curves')).find((row) => row.Cohorts === 'All' && row['Months after'] === 3).Retention,
	await value(`SELECT round(100.0 * sum(active_users) / sum(cohort_size), 1) ${threeMonths}`)));
await check('cohort_analysis, Retention: says of how many users', async () => assert.equal(
	(await rowsOf(cohorts, 'Retention'))[0]['Month 3'],
	await value(`SELECT round(100.0 * sum(active_users) / sum(cohort_size), 1) || ' % of ' || sum(cohort_size) ${threeMonths}`)));
await check('cohort_analysis: curves leave out where they are few', async () =>
{
	const rows = await rowsOf(cohorts, 'Retention curves', { months: '60' });
	const few = await facts(`SELECT cohort_year::text, months_after FROM bi.cohort_retention WHERE is_complete GROUP BY 1, 2 HAVING sum(cohort_size) < 10`);

	assert.ok(few.length > 0);
	for (const { cohort_year, months_after } of few)
		assert.ok(!rows.some((row) => row.Cohorts === cohort_year && row['Months after'] === months_after), `${cohort_year}, ${months_after}`);
	assert.deepEqual([...new Set(rows.map((row) => row.Cohorts))].sort(), ['2018', '2019', '2020', '2021', 'All']);
});
await check('cohort_analysis: smaller cohorts are left out', async () => assert.equal(
	(await rowsOf(cohorts, 'Users by cohort', { size: '5' })).length,
	await value('SELECT count(*) FROM bi.cohort_retention WHERE months_after = 0 AND is_complete AND cohort_size >= 5')));

const income = named('revenue_vs_income');

/* Where a user's year belongs: the state of most of its lines, then of most revenue, then the first. Levels: halves and thirds of the states. */
const residents = `WITH residents AS
(
	SELECT DISTINCT ON (year, user_key) year, user_key, state_key, sum(revenue) OVER (PARTITION BY year, user_key) AS revenue
	FROM
	(
		SELECT extract(year FROM f.date_key)::integer AS year, f.user_key, f.state_key, count(*) AS lines, sum(f.order_value) AS revenue
		FROM refinement.fct_orders f
		GROUP BY 1, 2, 3
	) s
	ORDER BY year, user_key, lines DESC, s.revenue DESC, state_key
),
levels AS
(
	SELECT state_fips AS state_key, ntile(2) OVER w AS half, ntile(3) OVER w AS third
	FROM (SELECT state_fips, avg(median_household_income) AS level FROM refinement.dim_state_demographics GROUP BY state_fips) l
	WHERE level IS NOT NULL
	WINDOW w AS (ORDER BY level, state_fips)
)`;
await check('revenue_vs_income: thirds of the states, each user of a year counted once', async () =>
{
	const thirds = async (range) => (await rowsOf(income, 'Revenue per user and year, by income of the states', {}, range)).map(Object.values);
	const expected = async (years) => (await facts(`${residents}
		SELECT ('{lowest third,middle third,highest third}'::text[])[third], round(sum(revenue) / count(*), 2)
		FROM residents JOIN levels USING (state_key)
		WHERE year BETWEEN ${years}
		GROUP BY third
		ORDER BY third`)).map(Object.values);

	assert.deepEqual(await thirds(), await expected('2018 AND 2022'));
	assert.deepEqual(await thirds(in2021), await expected('2021 AND 2021'));
});
await check('revenue_vs_income: growth of the halves over the calendar year before, whichever years are shown', async () =>
{
	const halves = await facts(`${residents}
		SELECT extract(year FROM f.date_key)::integer AS year, sum(f.order_value) FILTER (WHERE half = 1) AS lower, sum(f.order_value) FILTER (WHERE half = 2) AS higher
		FROM refinement.fct_orders f JOIN levels USING (state_key)
		GROUP BY 1
		ORDER BY 1`);
	const expected = halves.map(({ year, lower, higher }, i) => [`${year}${year > 2022 ? '*' : ''}`,
		...[[lower, 'lower'], [higher, 'higher']].map(([amount, half]) => year > 2018 && year < 2023 ? percentOver(amount, halves[i - 1][half]) : null)]);
	const shown = async (range) => (await rowsOf(income, 'Growth of lower and higher income states', {}, range)).map(Object.values);

	assert.deepEqual(await shown(), expected);
	assert.deepEqual(await shown(in2021), [expected[3]]);
});

const scatterTitle = 'Revenue per user and median household income';
await check('revenue_vs_income: r and the line are those of the bubbles', async () =>
{
	const { results: [bubbles, line] } = (await each(income)).find(({ panel }) => panel.title === scatterTitle);
	const figures = (await rowsOf(income, 'Correlation over the states')).at(-1);
	const x = bubbles.rows.map((row) => row['Median household income']);
	const y = bubbles.rows.map((row) => row['Revenue per user']);
	const mean = (values) => values.reduce((a, b) => a + b) / values.length;
	const covariance = (a, b) => mean(a.map((value, i) => (value - mean(a)) * (b[i] - mean(b))));
	const correlation = (a, b) => covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
	const ranks = (values) => values.map((value) => values.filter((other) => other < value).length + values.filter((other) => other === value).length / 2);
	const slope = covariance(x, y) / covariance(x, x);

	assert.deepEqual([...new Set(bubbles.rows.map(({ Year }) => Year)), figures.Year], [2022, '2022']);
	assert.equal(figures.States, x.length);
	near(figures['r, revenue per user'], correlation(x, y), 0.0001);
	near(figures['of ranks'], correlation(ranks(x), ranks(y)), 0.0001);
	assert.deepEqual(line.rows.map((row) => row['Median household income']), [Math.min(...x), Math.max(...x)]);
	for (const row of line.rows)
		near(row['Regression line'], mean(y) + slope * (row['Median household income'] - mean(x)), 0.01);
});
await check('revenue_vs_income: a correlation that one state decides has a note', async () =>
{
	const notes = Object.fromEntries((await rowsOf(income, 'Correlation over the states')).map((row) => [row.Year, row]));

	assert.equal(notes['2018']['Not reliable'], null);
	assert.match(notes['2019']['Not reliable'], /West Virginia/);
	assert.equal(notes['2019']['Deciding state'], 'West Virginia');
});
await check('revenue_vs_income: the indexes begin at 100; income is of the same states every year, weighted by population', async () =>
{
	const indexes = (changes, range) => rowsOf(income, 'Income and revenue over the years', changes, range);
	const [first, ...others] = await indexes();

	assert.deepEqual(first, { Year: 2018, Income: 100, Revenue: 100, 'Revenue per user': 100 });
	assert.deepEqual(others.map(({ Year, Income }) => [Year, Income]), (await facts(`WITH incomes AS
		(
			SELECT survey_year, sum(median_household_income::numeric * total_population) / sum(total_population) AS income
			FROM refinement.dim_state_demographics
			GROUP BY survey_year
		)
		SELECT i.survey_year, round(100 * i.income / b.income, 1)
		FROM incomes i, incomes b
		WHERE b.survey_year = 2018 AND i.survey_year BETWEEN 2019 AND 2022
		ORDER BY 1`)).map(Object.values));
	// whether a state sold or not: the median of one state is its own
	assert.deepEqual((await indexes({ state: ['Wyoming'] })).map(({ Year, Income }) => [Year, Income]), (await facts(`
		SELECT d.survey_year, round(100.0 * d.median_household_income / b.median_household_income, 1)
		FROM refinement.dim_state_demographics d, refinement.dim_state_demographics b
		WHERE d.state_fips = '56' AND b.state_fips = '56' AND b.survey_year = 2018 AND d.survey_year BETWEEN 2018 AND 2022
		ORDER BY 1`)).map(Object.values));
});
await check('revenue_vs_income, States and years: growth is over the calendar year before, 0 where nothing was sold', async () =>
{
	const revenueOf = await yearlyRevenue("f.state_key = '56'");
	const rows = await rowsOf(income, 'States and years', { state: ['Wyoming'] });

	assert.deepEqual(rows.map(({ Year, Revenue, Growth }) => [Year, Revenue, Growth]), [2018, 2019, 2020, 2021, 2022, 2023, 2024].map((year) =>
		[`${year}${year > 2022 ? '*' : ''}`, revenueOf(year),
			year > 2018 && year < 2023 && revenueOf(year - 1) > 0 ? percentOver(revenueOf(year), revenueOf(year - 1)) : null]));
	assert.ok(rows.every(({ Users, Few }) => Few === (Users < 10 ? 'few' : null)));
});
await check('revenue_vs_income, Revenue by income bracket: sums to all revenue', async () =>
	assert.equal(sum(await rowsOf(income, 'Revenue by income bracket'), 'Revenue'), revenue));

await reader.end();
await onlyBi.end();
await owner.end();
