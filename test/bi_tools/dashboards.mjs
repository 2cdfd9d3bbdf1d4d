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
import { connect, sum } from './database.mjs';
import { putMacros, putVariables } from './grafana.mjs';

const grafana = process.argv[2];
const check = checks('grafana');
const reader = await connect('bi_reader');		// has what ecom.grant_read() gives
const onlyBi = await connect('bi_only');		// has not even mart

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
async function rowsOf(dashboard, title, changes, range)
{
	const { results } = (await each(dashboard, changes, range)).find(({ panel }) => panel.title === title);

	return results[0].rows;
}

async function value(sql)
{
	const { rows } = await reader.query(sql);

	return Object.values(rows[0])[0];
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
			for (const field of [panel.options.xField, ...matchers.map((matcher) => matcher.options)])
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

await check('only dashboards by month have the time picker', () =>
	assert.deepEqual(dashboards.filter(({ timepicker }) => !timepicker.hidden).map(({ name }) => name), ['category_performance', 'sales_overview']));
for (const name of ['category_performance', 'sales_overview'])
	await check(`${name}: a range from the middle of a month to the middle of another keeps both`, async () =>
	{
		const found = await each(named(name), {}, { from: '2021-03-15T07:30:00.000Z', to: '2021-05-10T00:00:00.000Z' });
		const series = found.filter(({ panel }) => panel.type === 'timeseries');

		assert.ok(series.length > 0);
		for (const { panel, results: [{ rows }] } of series)
			assert.deepEqual([...new Set(rows.map(({ time }) => time.toISOString().slice(0, 10)))], ['2021-03-01', '2021-04-01', '2021-05-01'], panel.title);
	});

/*
 * The figures
 */

const revenue = await value('SELECT sum(total_revenue) FROM bi.sales_by_state_m_y');
const sales = named('sales_overview');

for (const title of ['Revenue by month', 'Revenue by month of the year', 'States', 'Sales'])
	await check(`sales_overview, ${title}: sums to all revenue`, async () => assert.equal(sum(await rowsOf(sales, title), 'Revenue'), revenue));
await check('sales_overview, Revenue by state: with as many states as there are, sums to all revenue', async () =>
	assert.equal(sum(await rowsOf(sales, 'Revenue by state', { top: '50' }), 'Revenue'), revenue));
await check('sales_overview: a state\'s months sum to its revenue', async () => assert.equal(
	sum(await rowsOf(sales, 'Revenue by month', { state: ['California', 'Texas'] }), 'Revenue'),
	await value("SELECT sum(total_revenue) FROM bi.sales_by_state_m_y WHERE state_name IN ('California', 'Texas')")));
await check('sales_overview: months without orders of a state are 0', async () =>
{
	const months = await value('SELECT count(DISTINCT month) FROM bi.sales_by_state_m_y');
	const rows = await rowsOf(sales, 'Revenue by month', { state: ['Wyoming'] });

	assert.equal(rows.length, months);
	assert.ok(rows.some(({ Revenue }) => Revenue === 0));
});
await check('sales_overview, Revenue by state: top 5 are 5 states', async () =>
	assert.equal(new Set((await rowsOf(sales, 'Revenue by state', { top: '5' })).map(({ State }) => State)).size, 5));
await check('sales_overview, Growth: of 2020 is by the sums of both years', async () => assert.equal(
	(await rowsOf(sales, 'Growth over the year before')).find(({ Year }) => Year === '2020').Growth,
	await value(`SELECT round(100 * sum(total_revenue) FILTER (WHERE year = 2020) / sum(total_revenue) FILTER (WHERE year = 2019) - 100, 1)
		FROM bi.sales_by_state_m_y`)));
await check('years that are not complete are marked', async () =>
{
	const { rows } = await reader.query(`SELECT year, bool_and(is_complete_year) AS complete
		FROM bi.revenue_vs_income_state_year GROUP BY year ORDER BY year`);
	const labels = rows.map(({ year, complete }) => `${year}${complete ? '' : '*'}`);
	const growth = await rowsOf(sales, 'Growth over the year before');

	assert.ok(labels.some((label) => label.endsWith('*')) && labels.some((label) => !label.endsWith('*')));
	assert.deepEqual(growth.map(({ Year }) => Year), labels.slice(1));
});

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
await check('category_performance, Revenue by month: sums to the category\'s revenue', async () => assert.equal(
	sum(await rowsOf(categories, 'Revenue by month', { category: [quoted] }), 'Revenue'),
	await value(`SELECT sum(total_revenue) FROM bi.sales_by_category_m_y WHERE category = 'MEN''S "BEST" SHOES'`)));
await check('category_performance, Highest average order value: falls, of enough orders', async () =>
{
	const rows = await rowsOf(categories, 'Highest average order value', { orders: '20' });
	const averages = rows.map((row) => row['Average order']);

	assert.deepEqual(averages, [...averages].sort((a, b) => b - a));
	for (const { Category } of rows)
		assert.ok(await value(`SELECT sum(orders_count) FROM bi.sales_by_category_m_y WHERE category = '${Category}'`) >= 20, Category);
});

const customers = named('customer_insights');
await check('customer_insights, Groups: each way to group sums to all revenue', async () =>
{
	const rows = await rowsOf(customers, 'Groups');

	for (const by of ['Age', 'Income', 'Gender', 'Education', 'Household size', 'Hispanic origin'])
		assert.equal(sum(rows.filter((row) => row.By === by), 'Revenue'), revenue, by);
});
await check('customer_insights: brackets stand in their natural order', async () => assert.deepEqual(
	(await rowsOf(customers, 'Revenue per user, by income')).map(({ Income }) => Income),
	['Less than $25,000', '$25,000 - $49,999', '$50,000 - $74,999', '$75,000 - $99,999', '$100,000 - $149,999', '$150,000 or more',
		'Prefer not to say']));
await check('customer_insights: a bracket filters', async () => assert.equal(
	(await rowsOf(customers, 'Customers', { income: ['$25,000 - $49,999'] }))[0].Revenue,
	await value("SELECT sum(total_revenue) FROM bi.revenue_by_income_state WHERE income_bracket = '$25,000 - $49,999'")));

const cohorts = named('cohort_analysis');
await check('cohort_analysis, Retention by cohort: the complete cells, and no others', async () =>
{
	const rows = await rowsOf(cohorts, 'Retention by cohort', { months: '60' });
	const { rows: cells } = await reader.query(`SELECT to_char(cohort_month, 'YYYY-MM') || ' (' || cohort_size || ')' AS "Cohort",
			months_after AS "Months after", retention_pct AS "Retention"
		FROM bi.cohort_retention
		WHERE is_complete AND months_after BETWEEN 1 AND 60
		ORDER BY cohort_month, months_after`);

	assert.deepEqual(rows, cells);
});
await check('cohort_analysis: the average is weighted by the size of the cohorts', async () => assert.equal(
	(await rowsOf(cohorts, 'Retention curves')).find((row) => row.Cohorts === 'All' && row['Months after'] === 3).Retention,
	await value('SELECT round(100.0 * sum(active_users) / sum(cohort_size), 1) FROM bi.cohort_retention WHERE months_after = 3 AND is_complete')));
await check('cohort_analysis: smaller cohorts are left out', async () => assert.equal(
	(await rowsOf(cohorts, 'Users by cohort', { size: '5' })).length,
	await value('SELECT count(*) FROM bi.cohort_retention WHERE months_after = 0 AND is_complete AND cohort_size >= 5')));

const income = named('revenue_vs_income');
const scatterTitle = 'Revenue per user and median household income';
await check('revenue_vs_income: r and the line are those of the bubbles', async () =>
{
	const { results: [bubbles, line] } = (await each(income)).find(({ panel }) => panel.title === scatterTitle);
	const [figures] = await rowsOf(income, 'Correlation over the states');
	const x = bubbles.rows.map((row) => row['Median household income']);
	const y = bubbles.rows.map((row) => row['Revenue per user and year']);
	const mean = (values) => values.reduce((a, b) => a + b) / values.length;
	const covariance = (a, b) => mean(a.map((value, i) => (value - mean(a)) * (b[i] - mean(b))));
	const slope = covariance(x, y) / covariance(x, x);
	const close = (a, b) => assert.ok(Math.abs(a - b) < 0.011, `${a}, ${b}`);

	assert.equal(figures.States, x.length);
	close(figures['r, revenue per user'], covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y)));
	assert.deepEqual(line.rows.map((row) => row['Median household income']), [Math.min(...x), Math.max(...x)]);
	for (const row of line.rows)
		close(row['Regression line'], mean(y) + slope * (row['Median household income'] - mean(x)));
});
await check('revenue_vs_income: the indexes begin at 100', async () =>
{
	const { Year, ...indexes } = (await rowsOf(income, 'Income and revenue over the years'))[0];

	assert.deepEqual([Year, indexes], [2018, { Income: 100, Revenue: 100, 'Revenue per user': 100 }]);
});
await check('revenue_vs_income: growth of both halves together is all growth', async () =>
{
	const rows = await rowsOf(income, 'Growth of lower and higher income states');
	const growth = await value(`SELECT 100 * sum(total_revenue) FILTER (WHERE year = 2020) / sum(total_revenue) FILTER (WHERE year = 2019) - 100
		FROM bi.revenue_vs_income_state_year WHERE median_household_income IS NOT NULL`);
	const halves = Object.values(rows.find(({ Year }) => Year === '2020')).filter((half) => typeof half === 'number');

	assert.ok(Math.min(...halves) <= growth && growth <= Math.max(...halves), `${halves} around ${growth}`);
});
await check('revenue_vs_income, Revenue by income bracket: sums to all revenue', async () =>
	assert.equal(sum(await rowsOf(income, 'Revenue by income bracket'), 'Revenue'), revenue));

await reader.end();
await onlyBi.end();
