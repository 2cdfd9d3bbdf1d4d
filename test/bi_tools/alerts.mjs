/*
 * What alarms, without what it is written for: the queries of postgres_exporter, Prometheus' rules over their metrics, and Grafana's alert
 * rules.  Each is asked by a role that may only read, and has to fire where it should, and nowhere else.
 *
 *	node alerts.mjs PROMETHEUS GRAFANA
 *
 * PROMETHEUS is the folder with queries.yaml and alerts.yaml, GRAFANA the one with the provisioning.  The database is as test/bi_tools.sh
 * makes it.
 */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { assert, checks } from './checks.mjs';
import { connect } from './database.mjs';

const [, , prometheus, grafana] = process.argv;
const read = (file) => parse(readFileSync(file, 'utf8'));
const owner = await connect(process.env.PGUSER);
const readers = { bi_reader: await connect('bi_reader'), bi_only: await connect('bi_only') };

/* What is done to the database, in a transaction that is taken back, and which alarms that is a matter of */
const test = (severity) => [
	`INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('mine', 'mart.mart_months', '${severity}', 'None', 'SELECT FROM mart.mart_months')`,
	'SELECT count(*) FROM ecom.check()',
];
const daysAgo = "UPDATE ecom.refresh_runs SET finished_at = now() - interval '2 days'";
const states = {
	'nothing': [[], []],
	'two days without a refresh': [[daysAgo], ['overdue']],
	'two days in which some models were refreshed': [[daysAgo,
		"UPDATE ecom.refresh_runs SET finished_at = now(), asked_for = '{mart.mart_months}' WHERE run_id = (SELECT max(run_id) FROM ecom.refresh_runs)",
		"UPDATE ecom.refresh_runs SET asked_for = NULL WHERE finished_at < now()"], ['overdue']],
	'no refresh at all': [['DELETE FROM ecom.refresh_runs'], ['overdue']],
	'a run that failed': [[`INSERT INTO ecom.refresh_runs (run_id, started_at, finished_at, seconds, started_by, forced, outcome, rebuilt, skipped, failed, models, sqlstate, message, transaction_id)
		SELECT run_id + 1, now(), now(), 0, started_by, false, 'failed', 0, 0, 0, '[]', '22P02', 'sekret', transaction_id FROM ecom.refresh_runs ORDER BY run_id DESC LIMIT 1`], ['failed']],
	'a test that fails': [test('error'), ['tests']],
	'a test that warns': [test('warn'), []],
};

/* The rows of each query, as the role has them after the statements */
async function after(statements, role, ...queries)
{
	const found = [];

	await owner.query('BEGIN READ WRITE');
	try
	{
		for (const statement of statements)
			await owner.query(statement);
		await owner.query(`SET LOCAL ROLE ${role}`);
		for (const query of queries)
			found.push((await owner.query(query)).rows);
	}
	finally
	{
		await owner.query('ROLLBACK');
	}
	return found;
}

/*
 * postgres_exporter: a metric for each column that is no label, called after the query and the column
 */

let check = checks('prometheus');
const queries = read(`${prometheus}/queries.yaml`);
const metricsOf = (name) => queries[name].metrics.map((metric) => Object.entries(metric)[0]);
const gaugesOf = (name) => metricsOf(name).filter(([, { usage }]) => usage === 'GAUGE').map(([column]) => column);
const known = new Set(Object.keys(queries).flatMap((name) => gaugesOf(name).map((column) => `${name}_${column}`)));

for (const [name, { query, ...rest }] of Object.entries(queries))
{
	await check(`${name}: metrics are labels and gauges, each described once`, () =>
	{
		const metrics = metricsOf(name);

		assert.deepEqual(Object.keys(rest), ['metrics']);
		assert.match(name, /^ecom_[a-z_]+$/);
		for (const metric of queries[name].metrics)
			assert.equal(Object.keys(metric).length, 1);
		for (const [column, settings] of metrics)
		{
			assert.deepEqual(Object.keys(settings), ['usage', 'description'], column);
			assert.match(settings.usage, /^(LABEL|GAUGE)$/, column);
			assert.match(settings.description, /^\S.{5,}$/, column);
		}
		assert.equal(new Set(metrics.map(([column]) => column)).size, metrics.length);
	});
	for (const [role, client] of Object.entries(readers))
		await check(`${name}: by ${role}, the columns are those that the metrics name`, async () =>
		{
			const { fields, rows } = await client.query(query);

			assert.deepEqual(fields.map((field) => field.name), metricsOf(name).map(([column]) => column));
			assert.equal(rows.length, 1);
		});
	await check(`${name}: what is measured is a number, a label a text`, async () =>
	{
		const { rows: [row] } = await readers.bi_reader.query(query);

		for (const [column, { usage }] of metricsOf(name))
			assert.equal(typeof row[column], usage === 'GAUGE' ? 'number' : 'string', column);
	});
	await check(`${name}: booleans are 0 and 1`, async () =>
	{
		const { rows: booleans } = await readers.bi_reader.query("SELECT column_name FROM information_schema.columns WHERE table_schema = 'bi' AND table_name = 'refresh_monitor' AND data_type = 'boolean'");
		const rows = [await after([], 'bi_reader', query), await after([daysAgo], 'bi_reader', query)].flat(2);

		assert.equal(rows.length, 2);
		assert.equal(booleans.length, 3);
		for (const row of rows)
			for (const { column_name: column } of booleans)
				assert.ok(row[column] === 0 || row[column] === 1, column);
	});
	await check(`${name}: has all figures of the view, and no message`, async () =>
	{
		const { rows: columns } = await readers.bi_reader.query("SELECT column_name FROM information_schema.columns WHERE table_schema = 'bi' AND table_name = 'refresh_monitor' AND data_type !~ 'timestamp'");

		assert.deepEqual(gaugesOf(name).sort(), columns.map(({ column_name: column }) => column).sort());
		assert.doesNotMatch(JSON.stringify(await after(states['a run that failed'][0], 'bi_reader', query)), /sekret/);
	});
}

/*
 * Prometheus: an alarm is METRIC > NUMBER, or that there is no METRIC
 */

const alarms = read(`${prometheus}/alerts.yaml`).groups.flatMap(({ rules }) => rules);
const condition = (expr) => expr.match(/^(?:(?<metric>\w+) > (?<limit>\d+)|absent\((?<absent>\w+)\))$/)?.groups;
const named = { overdue: 'EcomRefreshOverdue', failed: 'EcomRefreshFailed', tests: 'EcomDataTestsFail' };

for (const { alert, expr, for: pending, labels, annotations, ...rest } of alarms)
	await check(`${alert}: of a metric that exists, in a while, with words`, () =>
	{
		const found = condition(expr);

		assert.ok(found, expr);
		assert.ok(known.has(found.metric ?? found.absent), expr);
		assert.match(pending, /^\d+m$/);
		assert.match(labels.severity, /^(warning|critical)$/);
		assert.ok(annotations.summary && annotations.description);
		for (const [, label] of Object.values(annotations).join(' ').matchAll(/\$labels\.(\w+)/g))
			assert.ok(!found.absent && Object.keys(queries).some((name) => metricsOf(name).some(([column, { usage }]) => column === label && usage === 'LABEL')), label);
		assert.deepEqual(rest, {});
	});
await check('no two alarms have a name', () => assert.equal(new Set(alarms.map(({ alert }) => alert)).size, alarms.length));
for (const [state, [statements, expected]] of Object.entries(states))
	await check(`after ${state}: ${expected.join(', ') || 'no alarm'}`, async () =>
	{
		const values = {};

		const found = await after(statements, 'bi_reader', ...Object.values(queries).map(({ query }) => query));

		for (const [i, name] of Object.keys(queries).entries())
			for (const column of gaugesOf(name))
				values[`${name}_${column}`] = found[i][0][column] ?? NaN;
		assert.deepEqual(alarms.filter(({ expr }) =>
		{
			const { metric, limit, absent } = condition(expr);

			return absent ? !(absent in values) : values[metric] > Number(limit);
		}).map(({ alert }) => alert), expected.map((alarm) => named[alarm]));
	});

/*
 * Grafana: a query (A), its last value (B), and whether that is above a number (C)
 */

check = checks('grafana');
const source = read(`${grafana}/provisioning/datasources/ecom_analytics.yaml`).datasources[0];
const { apiVersion, groups } = read(`${grafana}/provisioning/alerting/ecom_analytics.yaml`);
const rules = groups.flatMap((group) => group.rules);
const uids = { overdue: 'ecom_refresh_overdue', failed: 'ecom_refresh_failed', tests: 'ecom_data_tests_fail' };
const expression = { type: '__expr__', uid: '__expr__' };
const sqlOf = ({ data }) => data[0].model.rawSql;

await check('alert rules: beside the dashboards, each with a uid of its own', () =>
{
	const { providers: [provider] } = read(`${grafana}/provisioning/dashboards/ecom_analytics.yaml`);

	assert.equal(apiVersion, 1);
	for (const { orgId, name, folder, interval } of groups)
	{
		assert.deepEqual([orgId, folder], [provider.orgId, provider.folder]);
		assert.ok(name);
		assert.match(interval, /^\d+m$/);
	}
	assert.equal(new Set(rules.map(({ uid }) => uid)).size, rules.length);
	for (const { uid } of rules)
		assert.match(uid, /^[a-z_]{1,40}$/);
	// Grafana takes what follows a dollar sign for a variable of its environment
	assert.doesNotMatch(readFileSync(`${grafana}/provisioning/alerting/ecom_analytics.yaml`, 'utf8'), /\$/);
});
for (const rule of rules)
{
	const { uid, title, condition: last, data, for: pending, noDataState, execErrState, labels, annotations } = rule;

	await check(`${uid}: a query of the data source, reduced, compared`, () =>
	{
		const [query, reduce, threshold] = data;

		assert.deepEqual(data.map(({ refId, model }) => [refId, model.refId]), [['A', 'A'], ['B', 'B'], ['C', 'C']]);
		assert.equal(last, 'C');
		assert.equal(query.datasourceUid, source.uid);
		assert.deepEqual(query.model.datasource, { type: source.type, uid: source.uid });
		assert.deepEqual([query.model.rawQuery, query.model.format, query.relativeTimeRange.to], [true, 'table', 0]);
		assert.ok(query.relativeTimeRange.from > 0);
		for (const { datasourceUid, model } of [reduce, threshold])
			assert.deepEqual([datasourceUid, model.datasource], ['__expr__', expression]);
		assert.deepEqual([reduce.model.type, reduce.model.expression, reduce.model.reducer], ['reduce', 'A', 'last']);
		assert.deepEqual([threshold.model.type, threshold.model.expression], ['threshold', 'B']);
		assert.deepEqual(threshold.model.conditions.map(({ evaluator }) => evaluator), [{ type: 'gt', params: [0] }]);
		assert.match(pending, /^\d+m$/);
		assert.deepEqual([noDataState, execErrState], ['NoData', 'Error']);
		assert.ok(title && annotations.summary && annotations.description && labels.severity);
	});
	// else Grafana takes it for no number: one column that is one, others are labels
	for (const [role, client] of Object.entries(readers))
		await check(`${uid}: by ${role}, one row with one number`, async () =>
			assert.deepEqual((await client.query(sqlOf(rule))).rows.map((row) => Object.values(row).map((value) => typeof value)), [['number']]));
}
for (const [state, [statements, expected]] of Object.entries(states))
	await check(`after ${state}: ${expected.join(', ') || 'no alarm'}`, async () =>
	{
		const found = await after(statements, 'bi_reader', ...rules.map(sqlOf));
		const firing = rules.filter(({ data }, i) => Object.values(found[i][0])[0] > data[2].model.conditions[0].evaluator.params[0]);

		assert.deepEqual(firing.map(({ uid }) => uid), expected.map((alarm) => uids[alarm]));
	});

for (const client of [owner, ...Object.values(readers)])
	await client.end();
