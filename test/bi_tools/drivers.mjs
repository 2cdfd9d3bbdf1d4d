/*
 * bi through drivers, as programs read it: parameters with the types that the driver gives them, the texts that enums would turn away, and
 * what the driver says of columns.  node is this program; the others are programs of their own, which it asks the same.
 *
 *	node drivers.mjs [NAME COMMAND...]
 *
 * COMMAND, the driver of that name, reads lines of a statement with ? for each parameter, and the parameters, tabs between; it writes a line
 * with the value for each.  The database is as test/bi_tools.sh makes it.
 */

import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { assert, checks } from './checks.mjs';
import { connect } from './database.mjs';

const [name = 'node', ...command] = process.argv.slice(2);
const check = checks(name);
const owner = await connect(process.env.PGUSER);	// sees the fact, from which figures are computed anew

const segments = (filter) => `SELECT coalesce(sum(total_revenue), 0)::text FROM bi.customer_segment_metrics WHERE ${filter}`;
const orders = (filter) => `SELECT coalesce(sum(o.order_value), 0)::text FROM refinement.fct_orders o
	JOIN refinement.dim_user u USING (user_key) JOIN refinement.dim_state s ON s.state_fips = o.state_key WHERE ${filter}`;
const states = (filter) => `SELECT sum(total_revenue)::text FROM bi.sales_by_state_m_y WHERE ${filter}`;

/* What is asked, with which parameters (an array is one of text), and what SQL over the facts gives */
const cases = {
	'a pattern': [segments('income_bracket ILIKE ?'), ['%100,000%'], orders("u.income_bracket::text ILIKE '%100,000%'")],
	'a pattern that minds case': [segments('is_hispanic LIKE ?'), ['Y%'], orders("u.is_hispanic = 'Yes'")],
	'a list with what is no label': [segments('gender IN (?, ?)'), ['Female', 'no label'], orders("u.gender = 'Female'")],
	'an empty text': [segments('gender = ?'), [''], "SELECT '0'"],
	'another word for what is missing': [segments('coalesce(gender, ?) = ?'), ['n/a', 'n/a'], "SELECT '0'"],
	'lower case': [segments('lower(age_group) = ?'), ['65 and older'], orders("u.age_group = '65 and older'")],
	'a label': [segments('income_bracket = ?'), ['Less than $25,000'], orders("u.income_bracket = 'Less than $25,000'")],
	'what is no label': [segments('income_bracket = ?'), ['no label'], "SELECT '0'"],
	'all but a label': [segments('household_size_cat <> ?'), ['2'], orders("u.household_size_cat <> '2'")],
	'an array': [segments('education = ANY (?)'), [["Bachelor's degree", 'no label']], orders("u.education = 'Bachelor''s degree'")],
	'none of an array': [segments('gender <> ALL (?)'), [['Female', 'no label']], orders("u.gender <> 'Female'")],
	'texts put together': [segments('gender || ? = ?'), [' person', 'Male person'], orders("u.gender = 'Male'")],
	'a case': [segments("CASE age_group WHEN ? THEN 'x' ELSE age_group END = ?"), ['18 - 24 years', 'x'], orders("u.age_group = '18 - 24 years'")],
	'labels beside a word for all': ['SELECT count(*)::text FROM (SELECT age_group FROM bi.customer_segment_metrics UNION SELECT ?) v', ['All'],
		'SELECT (count(DISTINCT u.age_group) + 1)::text FROM refinement.fct_orders JOIN refinement.dim_user u USING (user_key)'],
	'in their order': ["SELECT string_agg(b, ? ORDER BY place) FROM (SELECT DISTINCT income_bracket, income_bracket_order FROM bi.customer_segment_metrics) v (b, place)",
		[' | '], "SELECT string_agg(b::text, ' | ' ORDER BY b) FROM (SELECT DISTINCT u.income_bracket FROM refinement.fct_orders JOIN refinement.dim_user u USING (user_key)) v (b)"],
	'from one bracket to another': [segments('income_bracket_order BETWEEN ?::integer AND ?::integer'), ['2', '3'],
		orders("u.income_bracket BETWEEN '$25,000 - $49,999' AND '$50,000 - $74,999'")],
	'a label, in another view': ['SELECT sum(total_revenue)::text FROM bi.revenue_by_income_state WHERE income_bracket = ? AND state_postal = ?', ['Less than $25,000', 'CA'],
		orders("u.income_bracket = 'Less than $25,000' AND s.state_postal = 'CA'")],
	'an ISO code': [states('iso_code = ?'), ['US-CA'], orders("s.state_name = 'California'")],
	'postal codes': [states('state_postal = ANY (?)'), [['CA', 'NY', 'no code']], orders("s.state_name IN ('California', 'New York')")],
	'days': [states('month >= ?::date AND month < ?::date'), ['2021-01-01', '2021-03-01'], orders("o.date_key BETWEEN '2021-01-01' AND '2021-02-28'")],
	'days of years': ['SELECT sum(total_revenue)::text FROM bi.years WHERE year_start >= ?::date AND year_start < ?::date', ['2020-01-01', '2022-01-01'],
		orders("extract(year FROM o.date_key) IN (2020, 2021)")],
	'the year of a period': ['SELECT total_revenue::text FROM bi.top_products WHERE year = ?::integer AND rank_by_revenue = 1', ['2021'],
		`SELECT sum(order_value)::text FROM refinement.fct_orders WHERE extract(year FROM date_key) = 2021 AND product_key <> 'UNKNOWN' GROUP BY product_key
		ORDER BY sum(order_value) DESC LIMIT 1`],
	// the database's own time zone is east of UTC: of the role, or of the machine, months stay what they are
	'months, rounded down': ["SELECT string_agg(to_char(date_trunc('month', month), ?), ',' ORDER BY month) FROM bi.months WHERE year = 2021",
		['YYYY-MM-DD'], "SELECT string_agg(to_char(m, 'YYYY-MM-DD'), ',' ORDER BY m) FROM generate_series('2021-01-01'::timestamp, '2021-12-01', '1 month') m"],
};

/* The values that this program's driver gives; an error is one, too */
async function ask()
{
	const reader = new pg.Client({ host: process.env.PGHOST, database: process.env.PGDATABASE, user: 'bi_reader' });
	const found = [];

	await reader.connect();
	for (const [sql, parameters] of Object.values(cases))
	{
		let i = 0;

		found.push(await reader.query({ text: sql.replace(/\?/g, () => `$${++i}`), values: parameters, rowMode: 'array' })
			.then(({ rows }) => rows[0][0], (error) => `error: ${error.message}`));
	}
	const { rows: [{ zone }] } = await reader.query('SELECT date_trunc(\'month\', month) AS zone FROM bi.months ORDER BY month LIMIT 1');

	await check('a month is midnight in UTC', () => assert.match(zone.toISOString(), /-01T00:00:00.000Z$/));
	await reader.end();
	return found;
}

/* The same of another program, and what it says of columns by itself: lines "ok - ..." */
function askOther()
{
	const lines = Object.values(cases).map(([sql, parameters]) =>
		[sql.replace(/\s+/g, ' '), ...parameters.map((parameter) => (Array.isArray(parameter) ? `array:${parameter.join('|')}` : `text:${parameter}`))].join('\t'));
	const { stdout, stderr, status } = spawnSync(command[0], command.slice(1), { input: `${lines.join('\n')}\n`, encoding: 'utf8' });

	assert.equal(status, 0, stderr);
	const said = stdout.split('\n').slice(0, -1);

	for (const line of said.filter((value) => /^(not )?ok - /.test(value)))
	{
		console.log(line);
		if (line.startsWith('not'))
			process.exitCode = 1;
	}
	return said.filter((value) => !/^((not )?ok - |#)/.test(value));
}

const found = command.length > 0 ? askOther() : await ask();

await check('answers everything', () => assert.equal(found.length, Object.keys(cases).length));
for (const [i, [words, [, , facts]]] of Object.entries(cases).entries())
	await check(words, async () => assert.equal(found[i], Object.values((await owner.query(facts)).rows[0])[0]));
await owner.end();
