/*
 * Superset's bundle, without Superset: files that belong together, and every measure against the sample.  test/superset.sh has the real one.
 *
 *	node superset.mjs BUNDLE
 *
 * BUNDLE is the folder that Superset imports.  The database is as test/bi_tools.sh makes it.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { assert, checks } from './checks.mjs';
import { connect } from './database.mjs';

const [bundle] = process.argv.slice(2);
const check = checks('superset bundle');
const onlyBi = await connect('bi_only');
const owner = await connect(process.env.PGUSER);	// sees the fact, from which figures are computed anew

const load = (folder) => readdirSync(`${bundle}/${folder}`).sort().map((file) => parse(readFileSync(`${bundle}/${folder}/${file}`, 'utf8')));
const datasets = load('datasets/ecom_analytics');
const charts = load('charts');
const [dashboard] = load('dashboards');
const [database] = load('databases');
const byUuid = Object.fromEntries(datasets.map((dataset) => [dataset.uuid, dataset]));
const named = (name) => datasets.find((dataset) => dataset.table_name === name);
const measure = (name, metric) => named(name).metrics.find((candidate) => candidate.metric_name === metric).expression;
const rows = async (sql, client = onlyBi) => (await client.query({ text: sql, rowMode: 'array' })).rows;
const near = (actual, expected, message) => assert.ok(Math.abs(actual - expected) < 0.06, `${message}: ${actual}, expected ${expected}`);

await check('no two parts have the same uuid', () =>
{
	const uuids = [...datasets, ...charts, dashboard, database].map(({ uuid }) => uuid);

	assert.equal(new Set(uuids).size, uuids.length);
});
await check('the database has no password, and nothing may be written or uploaded', () =>
{
	assert.match(database.sqlalchemy_uri, /^postgresql\+psycopg2:\/\/\w+@/);
	assert.deepEqual([database.allow_dml, database.allow_ctas, database.allow_cvas, database.allow_csv_upload], [false, false, false, false]);
});
await check('every chart has its dataset, and is on the dashboard; all that it names is in the dataset', () =>
{
	const placed = Object.values(dashboard.position).filter(({ type }) => type === 'CHART').map(({ meta }) => meta.uuid);

	assert.deepEqual([...placed].sort(), charts.map(({ uuid }) => uuid).sort());
	for (const { slice_name: title, description, dataset_uuid: uuid, params } of charts)
	{
		const dataset = byUuid[uuid];
		const columns = new Set(dataset.columns.map((column) => column.column_name));
		const metrics = new Set(dataset.metrics.map((metric) => metric.metric_name));
		const { viz_type: kind, adhoc_filters: filters, x_axis: x, groupby = [], all_columns: all = [], entity, series } = params;
		const bubble = kind === 'bubble_v2' ? [params.x, params.y, params.size] : [];

		assert.ok(description, title);
		for (const column of [...filters.flatMap(({ subject }) => subject ?? []), ...(x ? [x] : []), ...[groupby].flat(), ...all, ...[entity, series].filter(Boolean)])
			assert.ok(columns.has(column), `${title}: ${column}`);
		for (const metric of [...(params.metrics ?? []), ...[params.metric, params.timeseries_limit_metric].filter(Boolean), ...bubble])
			assert.ok(metrics.has(metric), `${title}: ${metric}`);
	}
});
await check('every filter has its column', () =>
{
	for (const { name, targets: [{ datasetUuid: uuid, column }] } of dashboard.metadata.native_filter_configuration.filter(({ filterType: kind }) => kind !== 'filter_time'))
		assert.ok(byUuid[uuid].columns.some((candidate) => candidate.column_name === column.name), name);
});
await check('charts that compare years leave out those that are not complete, and say so', () =>
{
	for (const { slice_name: title, params } of charts.filter(({ params: { metrics = [], metric } }) => [...metrics, metric].some((name) => /per_user$|^growth$|^user_years$/.test(name))))
		assert.ok(params.adhoc_filters.some(({ subject }) => subject === 'is_complete_year' || subject === 'previous_year_revenue'), title);
});
for (const { table_name: name, metrics } of datasets.filter((dataset) => dataset.metrics.length > 0))
	await check(`${name}: every measure gives a figure, read from bi alone; none is an average of averages, or a sum of users that count twice`, async () =>
	{
		for (const { metric_name: metric, expression } of metrics)
		{
			const [[figure]] = await rows(`SELECT (${expression})::float8 FROM bi.${name}`);

			assert.ok(Number.isFinite(figure), `${metric}: ${figure}`);
			assert.doesNotMatch(expression, /\bavg\(|sum\((avg_|\w+_pct|growth|retention|median|revenue_per|income\)|r_)/i, metric);
			// a cohort's users are in one cell of each month; those of a year, once
			if (!/^cohort_|^years$/.test(name))
				assert.doesNotMatch(expression, /active_users/i, metric);
		}
	});

const [[revenue, lines]] = await rows('SELECT sum(order_value), count(*) FROM refinement.fct_orders', owner);

for (const { table_name: name, metrics } of datasets)
	if (metrics.some((metric) => metric.metric_name === 'average_order') && name !== 'top_product_months')	// which has some products only
		await check(`${name}: all revenue, and the average of all orders`, async () =>
		{
			const [[sum, average]] = await rows(`SELECT ${measure(name, 'revenue')}, ${measure(name, 'average_order')} FROM bi.${name}`);

			assert.equal(sum, revenue);
			near(average, revenue / lines, name);
		});
for (const [name, metric, by, expected] of [
	['years', 'growth', 'year', 'SELECT year, growth_pct FROM bi.years'],
	['years', 'income', 'year', 'SELECT year, income FROM bi.years'],
	['months', 'growth', 'month', 'SELECT month, growth_pct FROM bi.months'],
	['category_years', 'growth', "category || ' ' || year", "SELECT category || ' ' || year, growth_pct FROM bi.category_years"],
	['state_years', 'growth', "state_key || ' ' || year", "SELECT state_key || ' ' || year, growth_pct FROM bi.state_years"],
	['state_years', 'income', 'year', 'SELECT year, income FROM bi.years'],
	['state_years', 'user_years', 'year', 'SELECT year, active_users FROM bi.years'],
	['customer_segment_metrics', 'user_years', 'year', 'SELECT year, active_users FROM bi.years'],
	['customer_segment_metrics', 'revenue_per_user', 'year', 'SELECT year, revenue_per_user FROM bi.years'],
	['cohort_retention', 'retention', "cohort_year || ' ' || months_after", "SELECT cohort_year || ' ' || months_after, retention_pct FROM bi.cohort_years"],
	['cohort_years', 'retention', "cohort_year || ' ' || months_after", "SELECT cohort_year || ' ' || months_after, retention_pct FROM bi.cohort_years"],
	['income_groups', 'growth', "grouping || income_group || ' ' || year", "SELECT grouping || income_group || ' ' || year, growth_pct FROM bi.income_groups"],
	['income_groups', 'revenue_per_user', "grouping || income_group || ' ' || year", "SELECT grouping || income_group || ' ' || year, revenue_per_user FROM bi.income_groups"],
])
	await check(`${name}: ${metric}, by ${by}, is what bi says`, async () =>
	{
		const found = Object.fromEntries(await rows(`SELECT ${by}, ${measure(name, metric)} FROM bi.${name} GROUP BY ${by}`));
		const wanted = (await rows(expected)).filter(([, value]) => value !== null);

		assert.ok(wanted.length > 0);
		for (const [key, value] of wanted)
			near(found[key], value, key);
	});

await onlyBi.end();
await owner.end();
