SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
DROP SCHEMA IF EXISTS cohort_test CASCADE;
RESET client_min_messages;

CREATE SCHEMA cohort_test;
SET search_path = cohort_test;
SET datestyle = iso;

-- the table that every other test is about: 5 users of 3 cohorts, unsorted; u5 skips a month, 2021-03 is not over
CREATE TABLE few (user_key text, user_id bigint, order_date date, amount numeric);
INSERT INTO few VALUES
	('u3', 3, '2021-02-28', 7), ('u1', 1, '2021-01-31', 10.50), ('u5', 5, '2021-03-20', 0.5),
	('u1', 1, '2021-02-01', 1.25), ('u2', 2, '2021-01-01', 4), ('u1', 1, '2021-02-02', 2),
	('u4', 4, '2021-01-15', NULL), ('u5', 5, '2020-12-31', 100), ('u4', 4, '2021-03-01', NULL),
	('u3', 3, '2021-02-01', -7.00), (NULL, NULL, '2020-01-01', 1), ('u9', 9, NULL, 1);

CREATE FUNCTION try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	detail text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, SQLERRM, detail);
END $$;

-- every cohort has a cell for every month up to 2021-03; u4's amounts are NULL and add nothing
SELECT (unnest(ecom.cohort_retention(user_key, order_date, amount))).* FROM few;

-- without an amount, the column is NULL and all else is the same
SELECT (unnest(ecom.cohort_retention(user_key, order_date))).* FROM few;

-- bigint users: the same cells; t
SELECT ecom.cohort_retention(user_id, order_date, amount) = ecom.cohort_retention(user_key, order_date, amount),
	ecom.cohort_retention(user_id, order_date) = ecom.cohort_retention(user_key, order_date)
FROM few;

-- month is the default grain, and case does not matter; t
SELECT ecom.cohort_retention(user_id, order_date, amount) = ecom.cohort_retention(user_id, order_date, amount, 'MONTH'),
	ecom.cohort_retention(user_id, order_date) = ecom.cohort_retention(user_id, order_date, 'Month')
FROM few;

-- no rows: NULL
SELECT ecom.cohort_retention(user_key, order_date, amount) FROM few WHERE false;

-- only rows without user or date: NULL
SELECT ecom.cohort_retention(user_key, order_date, amount) FROM few WHERE user_key IS NULL OR order_date IS NULL;

-- one row, on the last day of its month: complete
SELECT ecom.cohort_retention('u'::text, DATE '2021-02-28', 19.99);

-- the empty text is a user
SELECT ecom.cohort_retention(u, DATE '2021-02-27') FROM (VALUES (''), ('a'), ('')) v (u);

-- ISO weeks across the ends of years: 2020-12-28 to 2021-01-03 is one week, and is complete
SELECT (unnest(ecom.cohort_retention(u, d, 'week'))).*
FROM (VALUES (1, DATE '2020-12-28'), (2, '2021-01-03'), (3, '2020-12-27'), (2, '2020-12-31')) v (u, d);

-- each grain at its seams: the cohorts, the periods since and whether the last is complete
SELECT grain, c.cohort, c.period, c.active_users, c.is_complete
FROM (VALUES ('day'), ('week'), ('month'), ('quarter'), ('year')) g (grain),
	LATERAL (SELECT ecom.cohort_retention(u, d, grain) AS cells
		FROM (VALUES (1, DATE '1999-12-31'), (1, '2000-01-01'), (2, '2000-01-02'), (2, '2000-01-03')) v (u, d)) a,
	unnest(cells) c
ORDER BY array_position('{day,week,month,quarter,year}', grain), c.cohort, c.period;

-- half a tenth is rounded away from zero: 1 of 16 is 6.25, 6.3
SELECT c.period, c.active_users, c.cohort_size, c.retention_pct
FROM (SELECT ecom.cohort_retention(u, DATE '2021-01-01') AS a, ecom.cohort_retention(u, d) AS cells
	FROM (SELECT u, DATE '2021-01-01' AS d FROM generate_series(1, 16) u UNION ALL SELECT 7, '2021-02-01') v) s, unnest(cells) c;

-- a gap of a thousand years by month: 12,001 cells, all zero but the ends
SELECT count(*), sum(c.active_users), sum(c.amount), min(c.cohort), count(*) FILTER (WHERE NOT c.is_complete)
FROM (SELECT ecom.cohort_retention(1, d, 2.50) AS cells
	FROM (VALUES (DATE '1021-01-01'), ('2021-01-01')) v (d)) s, unnest(cells) c;

-- dates before Christ, across the year that does not exist
SELECT (unnest(ecom.cohort_retention(1, d, 'year'))).*
FROM (VALUES (DATE '0002-06-01 BC'), ('0001-12-31 BC'), ('0001-01-01')) v (d);

-- the first and the last date there are, by year: 5,879,610 years, one by one, of which two have orders
SELECT cardinality(cells), cells[1], cells[cardinality(cells)]
FROM (SELECT ecom.cohort_retention(1, d, 'year') AS cells
	FROM (VALUES (DATE '4713-01-01 BC'), ('5874897-12-31')) v (d)) s;

-- the day that the calendar begins on has no first day of its month, but is a day
SELECT try($$SELECT ecom.cohort_retention(1, '4714-11-24 BC'::date)$$);
SELECT ecom.cohort_retention(1, '4714-11-24 BC'::date, 'day');

-- too many cells for an array: refused before anything is made
SELECT ecom.cohort_retention(1, d, 'day') FROM (VALUES (DATE '0001-01-01'), ('5000000-01-01')) v (d);

-- infinite dates are refused
SELECT ecom.cohort_retention(1, 'infinity'::date);
SELECT try($$SELECT ecom.cohort_retention('u'::text, '-infinity'::date, 1.0, 'day')$$);

-- an unknown grain, none, and one that changes are refused
SELECT ecom.cohort_retention(1, DATE '2021-01-01', 'fortnight');
SELECT ecom.cohort_retention(1, DATE '2021-01-01', NULL::text);
SELECT try($$SELECT ecom.cohort_retention(1, NULL::date, '')$$);
SELECT ecom.cohort_retention(1, DATE '2021-01-01', grain) FROM (VALUES ('month'), ('week')) g (grain);

-- the parts of the aggregate cannot be called on their own
SELECT ecom.cohort_retention_trans(NULL, 1, DATE '2021-01-01');
SELECT try('SELECT ecom.cohort_retention_combine(NULL, NULL)'), try('SELECT ecom.cohort_retention_final(NULL)');

/* Against the classic self-join, which is what every answer must equal, down to the decimals shown */

-- some 4,000 orders of 150 users in no order, with odd amounts
CREATE TABLE orders AS
SELECT
	i AS line,
	'user ' || r[1] % 150 AS user_key,
	(r[1] % 150 - 75) * 100000000000 AS user_id,
	DATE '2019-11-17' + (r[2] % (200 + r[1] % 150 * 4))::integer AS order_date,
	CASE r[3] % 23
		WHEN 0 THEN NULL
		WHEN 1 THEN r[2]
		WHEN 2 THEN -r[2] / 1000.0
		WHEN 3 THEN r[2] * 1e-9
		WHEN 4 THEN r[2] * 1e15
		WHEN 5 THEN 0.00
		WHEN 6 THEN CASE WHEN i % 40 = 0 THEN 'NaN' WHEN i % 40 = 1 THEN 'Infinity' WHEN i % 40 = 2 THEN '-Infinity' ELSE 0.5 END
		WHEN 7 THEN r[2] * 10000
		ELSE (r[2] % 100000) / 100.00
	END::numeric AS amount_wide,
	round((r[2] % 100000)::numeric / 100, (r[3] % 5)::integer) AS amount
FROM generate_series(1, 4000) i,
	LATERAL (SELECT ARRAY(SELECT ('x' || substr(md5(i || 'cohort'), k, 7))::bit(28)::bigint
		FROM unnest(ARRAY[1, 9, 17]) k) AS r) random;
ALTER TABLE orders SET (parallel_workers = 2);
ANALYZE orders;

CREATE FUNCTION classic(grain text, wide boolean) RETURNS SETOF text LANGUAGE sql AS $$
	WITH o AS
	(
		SELECT user_key, date_trunc(grain, order_date::timestamp)::date AS period, order_date,
			CASE WHEN wide THEN amount_wide ELSE amount END AS amount
		FROM cohort_test.orders
	),
	cohorts AS (SELECT user_key, min(period) AS cohort FROM o GROUP BY user_key),
	sizes AS (SELECT cohort, count(*) AS cohort_size FROM cohorts GROUP BY cohort),
	active AS
	(
		SELECT cohort, period, count(DISTINCT user_key) AS active_users, sum(amount) AS amount
		FROM cohorts JOIN o USING (user_key)
		GROUP BY cohort, period
	),
	cells AS
	(
		SELECT s.cohort, p.period::date, s.cohort_size,
			row_number() OVER (PARTITION BY s.cohort ORDER BY p.period) - 1 AS since,
			(p.period + ('1 ' || replace(grain, 'quarter', 'month') || 's')::interval * CASE grain WHEN 'quarter' THEN 3 ELSE 1 END
				- interval '1 day')::date <= n.newest AS is_complete
		FROM sizes s,
			(SELECT max(order_date) AS newest FROM o) n,
			generate_series(s.cohort::timestamp, n.newest::timestamp,
				('1 ' || replace(grain, 'quarter', 'month') || 's')::interval * CASE grain WHEN 'quarter' THEN 3 ELSE 1 END) p (period)
	)
	SELECT ROW(c.cohort, c.since, coalesce(a.active_users, 0), c.cohort_size,
		round(100.0 * coalesce(a.active_users, 0) / c.cohort_size, 1), coalesce(a.amount, 0), c.is_complete)::text
	FROM cells c LEFT JOIN active a USING (cohort, period)
$$;

CREATE FUNCTION one_pass(grain text, wide boolean) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT unnest(ecom.cohort_retention(user_key, order_date, CASE WHEN wide THEN amount_wide ELSE amount END, grain))::text
	FROM cohort_test.orders
$$;

-- every grain, money and odd amounts: so many cells, none differs
SELECT grain, wide,
	(SELECT count(*) FROM classic(grain, wide)) AS cells,
	(SELECT count(*) FROM (SELECT classic(grain, wide) EXCEPT ALL SELECT one_pass(grain, wide)) d) AS missing,
	(SELECT count(*) FROM (SELECT one_pass(grain, wide) EXCEPT ALL SELECT classic(grain, wide)) d) AS wrong
FROM (VALUES (1, 'day'), (2, 'week'), (3, 'month'), (4, 'quarter'), (5, 'year')) g (n, grain), (VALUES (false), (true)) w (wide)
ORDER BY n, wide;

-- the cells come by cohort and period; none is out of order
SELECT count(*) AS out_of_order
FROM (SELECT (cohort, period) < lag((cohort, period)) OVER (ORDER BY n) AS descends
	FROM (SELECT ecom.cohort_retention(user_key, order_date, 'week') AS cells FROM orders) s,
		unnest(cells) WITH ORDINALITY u (cohort, period, active_users, cohort_size, retention_pct, amount, is_complete, n)) o
WHERE descends;

-- the order of the rows does not matter; t
SELECT ecom.cohort_retention(user_id, order_date, amount, 'week' ORDER BY line)
	= ecom.cohort_retention(user_id, order_date, amount, 'week' ORDER BY order_date DESC)
FROM orders;

/* Amounts: what sum(numeric) gives, and in its decimals */

CREATE TABLE amounts (kind text, amount numeric);
INSERT INTO amounts
SELECT kind, unnest(amounts) FROM (VALUES
	('whole numbers', ARRAY[1, 20, 300]::numeric[]),
	('decimals of different length', '{1.1,2.22,3.333,4.4444,5}'),
	('zeros', '{0,0.0,0.000}'),
	('cancel each other', '{12.34,-12.34}'),
	('negative', '{-0.01,-5000,-99999999.99}'),
	('trailing zeros are not stored', '{10000,100000000,1000000000000,0.1000,20000.5000}'),
	('least units', '{0.0001,-0.0003,0.0010}'),
	('finer than units', '{0.00001,19.99,-0.000000000000000000001}'),
	('edge of units', '{999999999999.9999,1000000000000,1000000000000.0001,-999999999999.9999}'),
	('many digits', '{123456789012345678901234567890.123456789,0.5}'),
	('many decimals shown', ARRAY[round(1, 70), 2.5, round(0, 500)]),
	('largest', '{9e131071,-8e131071,0.5}'),
	('beyond the largest and back', '{9e131071,9e131071,-9e131071}'),
	('NaN', '{NaN,1,Infinity}'),
	('infinity', '{Infinity,1.50}'),
	('minus infinity', '{-Infinity,1.50,1e20}'),
	('both infinities', '{-Infinity,1.50,Infinity}'),
	('no value', '{NULL}'),
	('one value', '{NULL,7.70}')) v (kind, amounts)
UNION ALL
SELECT 'sum beyond units', 999999999999.99 FROM generate_series(1, 200)
UNION ALL
SELECT 'sum beyond units, negative', -999999999999.9 FROM generate_series(1, 200);

-- by one user, over many users, and combined from states of one row each: no kind differs from sum()
CREATE AGGREGATE state (text, date, numeric, text)
	(SFUNC = ecom.cohort_retention_trans, STYPE = ecom.cohort_state, COMBINEFUNC = ecom.cohort_retention_combine, PARALLEL = SAFE);
CREATE AGGREGATE merge (ecom.cohort_state)
	(SFUNC = ecom.cohort_retention_combine, STYPE = ecom.cohort_state, FINALFUNC = ecom.cohort_retention_final);

SELECT kind, sum, one_user, many_users, combined
FROM
(
	SELECT kind, coalesce(sum(amount), 0)::text AS sum,
		((ecom.cohort_retention('u'::text, DATE '2021-01-01', amount))[1]).amount::text AS one_user,
		((ecom.cohort_retention(line, DATE '2021-01-01', amount))[1]).amount::text AS many_users,
		((merge(state))[1]).amount::text AS combined
	FROM
	(
		SELECT kind, amount, row_number() OVER () AS line,
			(SELECT state('u', d, amount, 'month') FROM (VALUES (DATE '2021-01-01')) v (d))::text::ecom.cohort_state AS state
		FROM amounts
	) s
	GROUP BY kind
) a
WHERE (one_user, many_users, combined) IS DISTINCT FROM (sum, sum, sum);

-- and a few to look at
SELECT kind, (ecom.cohort_retention(1, DATE '2021-01-31', amount))[1] AS cell
FROM amounts WHERE kind IN ('finer than units', 'both infinities', 'no value', 'sum beyond units', 'decimals of different length')
GROUP BY kind ORDER BY kind;

/* Parallel, grouped, windowed */

CREATE FUNCTION is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
	has_partial boolean := false;
	has_workers boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		has_partial := has_partial OR line ~ 'Partial (Hash|Group)?Aggregate';
		has_workers := has_workers OR line ~ 'Workers Planned: [1-9]';
	END LOOP;
	RETURN has_partial AND has_workers;
END $$;

CREATE TABLE answers (how text, grain text, cells ecom.cohort_cell[]);
SET max_parallel_workers_per_gather = 0;

-- serial: no parallel plan
SELECT is_parallel($$SELECT ecom.cohort_retention(user_key, order_date, amount_wide, 'week') FROM orders$$);
INSERT INTO answers SELECT 'serial', 'week', ecom.cohort_retention(user_key, order_date, amount_wide, 'week') FROM orders;
INSERT INTO answers SELECT 'serial', 'month', ecom.cohort_retention(user_id, order_date) FROM orders;
INSERT INTO answers SELECT 'serial group', user_key, ecom.cohort_retention(user_key, order_date, amount, 'day') FROM orders GROUP BY user_key;

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;

-- parallel: the plan is taken; t
SELECT is_parallel($$SELECT ecom.cohort_retention(user_key, order_date, amount_wide, 'week') FROM orders$$),
	is_parallel($$SELECT ecom.cohort_retention(user_id, order_date) FROM orders$$),
	is_parallel($$SELECT user_key, ecom.cohort_retention(user_key, order_date, amount, 'day') FROM orders GROUP BY user_key$$);

CREATE TABLE parallel_answers AS
SELECT 'parallel' AS how, 'week' AS grain, ecom.cohort_retention(user_key, order_date, amount_wide, 'week') AS cells FROM orders;
INSERT INTO answers SELECT * FROM parallel_answers;
DROP TABLE parallel_answers;
CREATE TABLE parallel_answers AS
SELECT 'parallel' AS how, 'month' AS grain, ecom.cohort_retention(user_id, order_date) AS cells FROM orders;
INSERT INTO answers SELECT * FROM parallel_answers;
DROP TABLE parallel_answers;
CREATE TABLE parallel_answers AS
SELECT 'parallel group' AS how, user_key AS grain, ecom.cohort_retention(user_key, order_date, amount, 'day') AS cells FROM orders GROUP BY user_key;
INSERT INTO answers SELECT * FROM parallel_answers;
DROP TABLE parallel_answers;

-- serial and parallel answers are the same: 152, all equal in text
SELECT count(*), count(*) FILTER (WHERE s.cells::text = p.cells::text) AS equal
FROM answers s JOIN answers p USING (grain)
WHERE s.how LIKE 'serial%' AND p.how LIKE 'parallel%';

RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET parallel_leader_participation;

-- many groups at once, hashed and sorted; none differs
SET enable_sort = off;
CREATE TABLE hashed AS
SELECT line % 3000 AS g, ecom.cohort_retention(user_key, order_date, amount, 'week') AS cells FROM orders GROUP BY 1;
RESET enable_sort;
SET enable_hashagg = off;
CREATE TABLE sorted AS
SELECT line % 3000 AS g, ecom.cohort_retention(user_key, order_date, amount, 'week') AS cells FROM orders GROUP BY 1;
RESET enable_hashagg;
SELECT count(*), count(*) FILTER (WHERE h.cells::text = s.cells::text) AS equal FROM hashed h JOIN sorted s USING (g);

-- grouping sets share no state: the parts and the whole equal what each is alone; 4, all equal
SELECT count(*), count(*) FILTER (WHERE cells = (SELECT ecom.cohort_retention(user_key, order_date, amount)
	FROM orders o WHERE r.part IS NULL OR o.line % 3 = r.part)) AS equal
FROM (SELECT part, ecom.cohort_retention(user_key, order_date, amount) AS cells
	FROM (SELECT line % 3 AS part, * FROM orders) o GROUP BY ROLLUP (part)) r;

-- as a window aggregate, the state goes on after each result: every prefix equals its own aggregate
SELECT count(*), count(*) FILTER (WHERE running = (SELECT ecom.cohort_retention(o.user_key, o.order_date, o.amount_wide)
	FROM orders o WHERE o.line <= w.line)) AS equal
FROM (SELECT line, ecom.cohort_retention(user_key, order_date, amount_wide) OVER (ORDER BY line) AS running
	FROM orders WHERE line <= 300) w;

-- and over a frame that moves
SELECT count(*), count(*) FILTER (WHERE running = (SELECT ecom.cohort_retention(o.user_key, o.order_date, o.amount)
	FROM orders o WHERE o.line BETWEEN w.line - 5 AND w.line)) AS equal
FROM (SELECT line, ecom.cohort_retention(user_key, order_date, amount) OVER (ORDER BY line ROWS 5 PRECEDING) AS running
	FROM orders WHERE line <= 100) w;

/* The state on its way */

CREATE AGGREGATE state (bigint, date, text)
	(SFUNC = ecom.cohort_retention_trans, STYPE = ecom.cohort_state, COMBINEFUNC = ecom.cohort_retention_combine, PARALLEL = SAFE);

CREATE TABLE states (part integer, state ecom.cohort_state);
INSERT INTO states SELECT line % 7, state(user_key, order_date, amount_wide, 'week') FROM orders GROUP BY 1;

-- seven stored states merged equal the whole; t, and so do they by way of text
SELECT merge(state)::text = (SELECT cells::text FROM answers WHERE how = 'serial' AND grain = 'week'),
	merge(state::text::ecom.cohort_state)::text = (SELECT cells::text FROM answers WHERE how = 'serial' AND grain = 'week')
FROM states;

-- and by way of the binary protocol
\copy states TO 'results/cohort_states.bin' WITH (FORMAT binary)
CREATE TABLE states_read (LIKE states);
\copy states_read FROM 'results/cohort_states.bin' WITH (FORMAT binary)
SELECT count(*), bool_and(r.state::text = s.state::text) FROM states s JOIN states_read r USING (part);

-- equal states have equal bytes, whatever order the rows came in; t
SELECT state(user_key, order_date, amount, 'week' ORDER BY line)::text = state(user_key, order_date, amount, 'week' ORDER BY line DESC)::text
FROM orders;

-- a state, byte by byte: version 1, bigint, no amounts, month, newest date 7319, 1 user: 7, 1 period: 24240
SELECT state(7, DATE '2020-01-15', 'month');
SELECT merge('\x0101000200001c970000000100000000000000070000000100005eb0');

-- a sum beyond the range of numeric travels as well, and may come back: t; it cannot be shown
SELECT merge(s)::text = (SELECT ecom.cohort_retention(1, DATE '2021-01-01', 9e131071 + 0.5, 'month')::text)
FROM (SELECT state('1', DATE '2021-01-01', a, 'month')::text::ecom.cohort_state AS s FROM (VALUES (1, 9e131071), (1, 9e131071 + 0.5), (2, -9e131071)) v (part, a) GROUP BY part ORDER BY part) t;
SELECT ecom.cohort_retention('1'::text, DATE '2021-01-01', a) FROM (VALUES (9e131071), (9e131071)) v (a);

-- states of different kinds do not mix
SELECT merge(s) FROM (VALUES (1, (SELECT state('u', DATE '2021-01-01', 1, 'month'))), (2, (SELECT state('u', DATE '2021-01-01', 1, 'day')))) v (n, s);
SELECT merge(s) FROM (VALUES (1, (SELECT state('u', DATE '2021-01-01', 1, 'month'))), (2, (SELECT state(1, DATE '2021-01-01', 'month')))) v (n, s);

-- what does not hold together is refused: 22P02 as text; XX001 where it was smuggled in and is used
CREATE CAST (bytea AS ecom.cohort_state) WITHOUT FUNCTION;
CREATE TABLE malformed (n serial, what text, bytes bytea);
INSERT INTO malformed (what, bytes) VALUES
	('nothing', '\x'),
	('a header only', '\x01010002'),
	('no users', '\x0101000200001c9700000000'),
	('ends in the count of users', '\x0101000200001c97000000'),
	('ends in a user', '\x0101000200001c970000000100000000000000'),
	('ends in a period', '\x0101000200001c970000000100000000000000070000000100005e'),
	('goes on behind the end', '\x0101000200001c970000000100000000000000070000000100005eb000'),
	('version 2', '\x0201000200001c970000000100000000000000070000000100005eb0'),
	('unknown kind of user', '\x0102000200001c970000000100000000000000070000000100005eb0'),
	('unknown kind of amount', '\x0101020200001c970000000100000000000000070000000100005eb0'),
	('unknown grain', '\x0101000500001c970000000100000000000000070000000100005eb0'),
	('newest date infinite', '\x010100027fffffff0000000100000000000000070000000100005eb0'),
	('newest date out of range', '\x010100027ffffffe0000000100000000000000070000000100005eb0'),
	('newest date before all', '\x01010002ff0000000000000100000000000000070000000100005eb0'),
	('newest date in a later month', '\x0101000200001cc70000000100000000000000070000000100005eb0'),
	('newest date in an earlier month', '\x0101000200001c800000000100000000000000070000000100005eb0'),
	('more users than bytes', '\x0101000200001c97ffffffff00000000000000070000000100005eb0'),
	('more users than there are', '\x0101000200001c970000000200000000000000070000000100005eb0'),
	('more periods than bytes', '\x0101000200001c97000000010000000000000007ffffffff00005eb0'),
	('no periods', '\x0101000200001c970000000100000000000000070000000000005eb0'),
	('period out of range', '\x0101000200001c97000000010000000000000007000000028000000000005eb0'),
	('periods descend', '\x0101000200001c970000000100000000000000070000000200005eb000005eaf'),
	('a period twice', '\x0101000200001c970000000100000000000000070000000200005eb000005eb0'),
	('a user twice', '\x0101000200001c970000000200000000000000070000000100005eb000000000000000070000000100005eb0'),
	('users descend', '\x0101000200001c970000000200000000000000070000000100005eb0fffffffffffffff90000000100005eb0'),
	('a text user twice', '\x0100000200001c970000000200000001610000000100005eb000000001610000000100005eb0'),
	('a longer text user first', '\x0100000200001c97000000020000000261610000000100005eb000000001610000000100005eb0'),
	('a text user longer than all', '\x0100000200001c9700000001ffffffff610000000100005eb0'),
	('an amount of scale 5', '\x0101010200001c970000000100000000000000070000000100005eb0050000000000000000'),
	('an amount beyond 60 bits', '\x0101010200001c970000000100000000000000070000000100005eb0040800000000000000'),
	('an amount of the least bigint', '\x0101010200001c970000000100000000000000070000000100005eb0048000000000000000'),
	('an amount finer than its scale', '\x0101010200001c970000000100000000000000070000000100005eb0020000000000000001'),
	('wraps without a numeric', '\x0101010200001c970000000100000000000000070000000100005eb0420000000000000000'),
	('wraps that are not there', '\x0101010200001c970000000100000000000000070000000100005eb0c200000000000000000000000a0001000000000000000100'),
	('a numeric that is not there', '\x0101010200001c970000000100000000000000070000000100005eb0820000000000000000'),
	('a numeric that ends too early', '\x0101010200001c970000000100000000000000070000000100005eb08200000000000000000000000800010000000000'),
	('a numeric without its digits', '\x0101010200001c970000000100000000000000070000000100005eb0820000000000000000000000080001000000000000'),
	('a numeric of no length', '\x0101010200001c970000000100000000000000070000000100005eb082000000000000000000000000'),
	('a numeric of unknown sign', '\x0101010200001c970000000100000000000000070000000100005eb08200000000000000000000000a00010000123400000001'),
	('a numeric digit of 10000', '\x0101010200001c970000000100000000000000070000000100005eb08200000000000000000000000a00010000000000002710');

SELECT what, try(format('SELECT %L::ecom.cohort_state', bytes)) AS as_text,
	left(try(format('SELECT merge(%L::bytea::ecom.cohort_state)', bytes)), 5) AS used,
	left(try(format('SELECT ecom.cohort_retention_combine(NULL, %L::bytea::ecom.cohort_state)', bytes)), 5) AS called
FROM malformed ORDER BY n;

-- text that is not hexadecimal at all
SELECT what, try(format('SELECT %L::ecom.cohort_state', what)) AS answer
FROM (VALUES (1, ''), (2, '\'), (3, '\x0'), (4, '\x0g'), (5, 'x00'), (6, '0101'), (7, '\x01 01'), (8, '\xé')) v (n, what) ORDER BY n;

-- the same in the binary protocol: 22P03
CREATE TABLE smuggled (state ecom.cohort_state);
INSERT INTO smuggled SELECT bytes::ecom.cohort_state FROM malformed WHERE what = 'periods descend';
\copy smuggled TO 'results/cohort_smuggled.bin' WITH (FORMAT binary)
\set VERBOSITY sqlstate
\copy smuggled FROM 'results/cohort_smuggled.bin' WITH (FORMAT binary)
\set VERBOSITY default

-- all that can be said of a function is said: immutable, parallel safe; none is not
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'ecom'::regnamespace AND p.proname LIKE 'cohort%' AND p.prokind = 'f'
	AND (p.provolatile <> 'i' OR p.proparallel <> 's' OR obj_description(p.oid, 'pg_proc') IS NULL);

-- users and days of other types are refused with the way to cast them; smaller integers and other kinds of text are taken
SELECT ecom.cohort_retention('00000000-0000-0000-0000-000000000001'::uuid, '2021-01-01'::date);
SELECT ecom.cohort_retention(1, '2021-01-01 00:00+00'::timestamptz);
SELECT ecom.cohort_retention('u1'::text, '2021-01-01 00:00'::timestamp, 1.5, 'week');
SELECT (unnest(ecom.cohort_retention('00000000-0000-0000-0000-000000000001'::uuid, '2021-01-01 00:00+00'::timestamptz, 1.5))).*;
SELECT ecom.cohort_retention('u1'::text, '2021-01-01'::date, 1.5::float8);
SELECT ecom.cohort_retention('u1'::text);
SELECT ecom.cohort_retention(n::smallint, '2021-01-31'::date) = ecom.cohort_retention(n::bigint, '2021-01-31'::date) AS small,
	ecom.cohort_retention(n::varchar(5), '2021-01-31'::date, 1) = ecom.cohort_retention(n::text, '2021-01-31'::date, 1.0) AS short
FROM generate_series(1, 3) n;
-- a moment is of the day that it is in the setting time_zone: 03:00 in London is still December in New York
UPDATE ecom.settings SET value = 'America/New_York' WHERE name = 'time_zone';
SELECT ((ecom.cohort_retention('u1'::text, ('2021-01-01 03:00+00'::timestamptz AT TIME ZONE (SELECT value FROM ecom.settings WHERE name = 'time_zone'))::date))[1]).cohort;
UPDATE ecom.settings SET value = 'UTC' WHERE name = 'time_zone';

-- eight aggregates, each safe to run in parallel, with a state that has a type; and one that refuses
SELECT p.oid::regprocedure, a.aggtranstype::regtype, p.proparallel
FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.pronamespace = 'ecom'::regnamespace AND p.proname = 'cohort_retention'
ORDER BY p.oid::regprocedure::text COLLATE "C";

SET client_min_messages = warning;
DROP SCHEMA cohort_test CASCADE;
