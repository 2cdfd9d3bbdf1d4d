-- ecom.exact_sum: what sum(numeric) gives
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- nothing, NULLs only, one, some
SELECT ecom.exact_sum(a) FROM (VALUES (1.0)) v (a) WHERE false;
SELECT ecom.exact_sum(a) FROM (VALUES (NULL::numeric), (NULL)) v (a);
SELECT ecom.exact_sum(a), sum(a) FROM (VALUES (NULL), (0.00)) v (a);
SELECT ecom.exact_sum(a), sum(a) FROM (VALUES (19.99), (NULL), (-5), (0.1)) v (a);

-- what does not fit 64 bits of 1/10000: many decimals, large numbers, NaN, infinity
SELECT ecom.exact_sum(a), sum(a) FROM (VALUES (0.00001), (19.99), (1e-20)) v (a);
SELECT ecom.exact_sum(a), sum(a) FROM (VALUES (99999999999999.99), (1e30), (-1e30), (0.01)) v (a);
SELECT ecom.exact_sum(a), sum(a) FROM (SELECT 99999999.99 * 2147483647 AS a FROM generate_series(1, 100)) v;
SELECT ecom.exact_sum(a) FROM (VALUES (1.5), ('NaN'::numeric)) v (a);
SELECT ecom.exact_sum(a) FROM (VALUES (1.5), ('Infinity'::numeric)) v (a);

-- beyond numeric's range and back, in every order of three out of eleven amounts, NaN and infinities among them: no order differs, and both fail alike
CREATE FUNCTION outcome(aggregate text, amounts numeric[]) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT coalesce(%s(a)::text, ''NULL'') FROM unnest($1) a', aggregate) INTO result USING amounts;
	RETURN CASE WHEN length(result) > 60 THEN left(result, 20) || '... ' || length(result) || ' ' || md5(result) ELSE result END;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT outcome('ecom.exact_sum', a) AS exact_sum, outcome('sum', a) AS sum
FROM (VALUES (ARRAY[9e131071, 9e131071, -9e131071]), (ARRAY[9e131071, 9e131071, -9e131071, -9e131071, 19.99]), (ARRAY[-9e131071, -9e131071, 9e131071, 0.001]),
	(ARRAY[9e131071, 9e131071]), (ARRAY[-9e131071, -1e131071]), (ARRAY[9e131071, 9e131071, 9e131071, -9e131071]), (ARRAY[9e131071, 9e131071, 'Infinity']),
	(ARRAY[9e131071, 9e131071, 'NaN', -9e131071]), (ARRAY[-9e131071, -9e131071, '-Infinity', 'Infinity']), (ARRAY[9.9e131071, 1e130, 9.9e131071, -9.9e131071, 1e-16383])) v (a);
CREATE TABLE orders AS
WITH RECURSIVE amounts (n, a) AS
(
	VALUES (1, 9e131071), (2, -9e131071), (3, 8.5e131071), (4, -5e131071), (5, 1e131071 - 0.00001), (6, 19.99), (7, 1e12), (8, 'NaN'), (9, 'Infinity'), (10, '-Infinity'), (11, 9e131071)
),
orders (ns, amounts) AS
(
	SELECT ARRAY[n], ARRAY[a] FROM amounts
	UNION ALL
	SELECT ns || n, amounts || a FROM orders, amounts WHERE cardinality(ns) < 3 AND n <> ALL (ns)
)
SELECT amounts FROM orders WHERE cardinality(ns) = 3;
SELECT count(*) AS orders FROM orders;
SELECT count(*) AS differ FROM orders WHERE outcome('ecom.exact_sum', amounts) IS DISTINCT FROM outcome('sum', amounts);

-- in many groups: no group differs
CREATE TABLE amounts AS SELECT n % 997 AS g, ((n * 7919) % 1000003)::numeric / 100 AS a FROM generate_series(1, 100000) n;
INSERT INTO amounts VALUES (3, 1e25), (5, 0.000001), (7, NULL);
SELECT g FROM amounts GROUP BY g HAVING ecom.exact_sum(a) IS DISTINCT FROM sum(a) OR ecom.exact_sum(a)::text <> sum(a)::text;

-- in parallel: first that the plan is, then that the sums are the same
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
\getenv abs_srcdir PG_ABS_SRCDIR
\set plan_has :abs_srcdir '/sql/include/plan_has.sql'
\i :plan_has
SELECT plan_has('SELECT ecom.exact_sum(a) FROM amounts', 'Partial Aggregate');
SELECT ecom.exact_sum(a) = (SELECT sum(x.a) FROM (SELECT a FROM amounts OFFSET 0) x) AS same FROM amounts;
SELECT count(*) AS differ
FROM (SELECT g, ecom.exact_sum(a) AS s FROM amounts GROUP BY g) e JOIN (SELECT g, sum(a) AS s FROM amounts GROUP BY g) p USING (g)
WHERE e.s::text IS DISTINCT FROM p.s::text;

-- and where the parts leave numeric's range, which the whole does not: states travel
CREATE TABLE giants AS SELECT CASE WHEN n % 2 = 0 THEN 9e131071 ELSE -9e131071 END + n AS a FROM generate_series(1, 400) n ORDER BY n % 2;
INSERT INTO giants VALUES (19.99), (0.00001);
ALTER TABLE giants SET (parallel_workers = 2);
SELECT plan_has('SELECT ecom.exact_sum(a) FROM giants', 'Partial Aggregate');
SELECT left(ecom.exact_sum(a)::text, 50) AS exact_sum, left(sum(a)::text, 50) AS sum FROM giants;

/* The state on its way */

-- by hand, nothing is changed in place
SELECT ecom.exact_sum_add(NULL, NULL), ecom.exact_sum_add(NULL, 19.90), ecom.exact_sum_add('1.5', 0.00001), ecom.exact_sum_add('NaN', 1), ecom.exact_sum_add('Infinity', -5);
SELECT ecom.exact_sum_combine(NULL, NULL), ecom.exact_sum_combine('1.50', NULL), ecom.exact_sum_combine(NULL, '-2'), ecom.exact_sum_combine('1.50', '-2'),
	ecom.exact_sum_combine('Infinity', '-Infinity'), ecom.exact_sum_combine('1e-20', '1.25');
SELECT ecom.exact_sum_final(NULL), ecom.exact_sum_final('0.00'), ecom.exact_sum_final('-57646075230342.3488'), ecom.exact_sum_final('  1e3 ');
CREATE TABLE states (n integer, state ecom.exact_sum_state);
INSERT INTO states VALUES (1, '19.99'), (2, '0.00001'), (3, '1e30'), (4, NULL);
SELECT n, state, ecom.exact_sum_add(state, 1), ecom.exact_sum_combine(state, state), ecom.exact_sum_add(state, 1e-7), state AS as_it_was FROM states ORDER BY n;

-- in a window it grows, and frames that move begin anew
SELECT n, ecom.exact_sum(a) OVER (ORDER BY n) AS grows, sum(a) OVER (ORDER BY n) AS same, ecom.exact_sum(a) OVER (ORDER BY n ROWS 1 PRECEDING) AS moves, sum(a) OVER (ORDER BY n ROWS 1 PRECEDING) AS same
FROM (VALUES (1, NULL), (2, 1.5), (3, 0.000001), (4, NULL), (5, 1e30), (6, -1e30), (7, 0.10)) v (n, a) ORDER BY n;

-- beyond numeric's range: a number and a multiple of the first power of ten that it does not hold
SELECT left(s::text, 8) AS begins, right(s::text, 18) AS ends, ecom.exact_sum_final(ecom.exact_sum_combine(s, '-9e131071')) = 9.5e131071 + 0.00001 AS comes_back
FROM (SELECT ecom.exact_sum_add(ecom.exact_sum_add('9e131071', 9.5e131071), 0.00001) AS s) v;
SELECT ecom.exact_sum_final('5.5 + 0e131072') AS no_wraps, ecom.exact_sum_final('-9e131071 + 1e131072') = 1e131071 AS one, ecom.exact_sum_final('9e131071 + -1e131072') = -1e131071 AS less_one,
	ecom.exact_sum_final('NaN + 7e131072'), ecom.exact_sum_final('-Infinity + 7e131072');
SELECT ecom.exact_sum_final('5.5 + 1e131072');
SELECT ecom.exact_sum_add('5.5 + 9223372036854775807e131072', 1);
SELECT ecom.exact_sum_combine('5.5 + 9223372036854775807e131072', '5.5 + 1e131072');

-- as text and in the binary protocol it stays what it is, whatever was added up
CREATE FUNCTION total(state ecom.exact_sum_state) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	RETURN md5(ecom.exact_sum_final(state)::text);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
TRUNCATE states;
ALTER TABLE states ADD COLUMN amounts numeric[];
INSERT INTO states
SELECT row_number() OVER (), ecom.exact_sum_add(ecom.exact_sum_add(NULL, a[1]), a[2]), a
FROM (SELECT amounts[1:2] FROM orders GROUP BY 1 UNION ALL VALUES (ARRAY[0, 0.00]), (ARRAY[0.0001, -0.0001]), (ARRAY[57646075230342.3487, 0.0001]), (ARRAY[1e-1000, 1]), (ARRAY[-19.9, NULL])) v (a)
-- what has more digits than a page has room for is another matter
WHERE pg_column_size(ecom.exact_sum_add(ecom.exact_sum_add(NULL, a[1]), a[2])) < 8000;
INSERT INTO states SELECT 1000 + n, ('7.25 + ' || n || 'e131072')::ecom.exact_sum_state FROM generate_series(-2, 2) n;
SELECT count(*) AS states, count(*) FILTER (WHERE total(state) LIKE '22003%') AS beyond_numeric, count(*) FILTER (WHERE pg_column_size(state) = 16) AS small FROM states;
SELECT count(*) AS differ FROM states WHERE total(state) !~ '^22003' AND total(state) <> md5((SELECT sum(a)::text FROM unnest(amounts) a));
SELECT count(*) AS differ FROM states WHERE total(state) <> total(state::text::ecom.exact_sum_state) OR state::text <> state::text::ecom.exact_sum_state::text;
\copy states (n, state) TO 'results/exact_sum_states.bin' WITH (FORMAT binary)
CREATE TABLE states_read (n integer, state ecom.exact_sum_state);
\copy states_read FROM 'results/exact_sum_states.bin' WITH (FORMAT binary)
SELECT count(*) AS states, count(*) FILTER (WHERE total(s.state) <> total(r.state) OR s.state::text <> r.state::text) AS differ FROM states s JOIN states_read r USING (n);

-- an aggregate of states: stored, and merged
CREATE AGGREGATE merge(ecom.exact_sum_state) (SFUNC = ecom.exact_sum_combine, STYPE = ecom.exact_sum_state, COMBINEFUNC = ecom.exact_sum_combine, FINALFUNC = ecom.exact_sum_final, PARALLEL = SAFE);
CREATE AGGREGATE state(numeric) (SFUNC = ecom.exact_sum_add, STYPE = ecom.exact_sum_state, COMBINEFUNC = ecom.exact_sum_combine, PARALLEL = SAFE);
CREATE TABLE parts AS SELECT g, state(a) FROM amounts GROUP BY g;
SELECT merge(state) = (SELECT sum(a) FROM amounts) AS same, merge(state::text::ecom.exact_sum_state) = (SELECT sum(a) FROM amounts) AS by_text FROM parts;
SELECT merge(state::ecom.exact_sum_state) FROM (VALUES (NULL), ('1.50'), (NULL), ('2.125')) v (state);

-- malformed text: 22P02, and what is too large 22003; none is read
CREATE FUNCTION refusal(statement text) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	result text;
BEGIN
	EXECUTE statement INTO result;
	RETURN 'taken: ' || left(result, 40);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || left(SQLERRM, 80);
END
$$;
SELECT text, refusal(format('SELECT %L::ecom.exact_sum_state', text))
FROM (VALUES (1, ''), (2, ' '), (3, 'x'), (4, '1,5'), (5, '1 2'), (6, '1 +'), (7, '1 + '), (8, ' + 1e131072'), (9, '1 + 1'), (10, '1 + 1e131071'), (11, '1 + 1e1310720'), (12, '1 + 1.5e131072'),
	(13, '1 + -e131072'), (14, '1 + --1e131072'), (15, '1 + +1e131072'), (16, '1 +  1e131072'), (17, '1 + 1 e131072'), (18, '1 + 1e131072 '), (19, '1 + 1e131072 + 1e131072'), (20, '1 - 1e131072'),
	(21, '1 + 9223372036854775808e131072'), (22, '1 + -9223372036854775809e131072'), (23, '1 + 99999999999999999999999e131072'), (24, '1 + NaNe131072'), (25, 'NaNN'), (26, 'Inf inity'), (27, '\x00'),
	(28, '1e131072'), (29, '-1e131072'), (30, '1e999999999999'), (31, '1 + 0x1e131072')) v (n, text) ORDER BY n;

-- malformed bytes, in the binary protocol: 22P03 but for the one that is 1.00; each of 400 that chance makes of good ones is refused, or is a state that is the same as text
CREATE TABLE received (state ecom.exact_sum_state);
CREATE FUNCTION receive(bytes bytea) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	file text := current_setting('data_directory') || '/ecom_exact_sum_state';
	result text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L WITH (FORMAT binary)', bytes, file);
	DELETE FROM received;
	BEGIN
		EXECUTE format('COPY received FROM %L WITH (FORMAT binary)', file);
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE || ' ' || SQLERRM;
	END;
	SELECT CASE WHEN total(r.state) = total(r.state::text::ecom.exact_sum_state) THEN 'a state' ELSE 'another as text' END INTO result FROM received r;
	RETURN result;
END
$$;
SELECT what, receive(bytes)
FROM (VALUES
	(1, 'nothing', '\x'::bytea),
	(2, 'one byte', '\x02'),
	(3, 'ends in the units', '\x0200000000000027'),
	(4, '1.00', '\x020000000000002710'),
	(5, 'a byte too many', '\x02000000000000271000'),
	(6, 'scale 5', '\x050000000000002710'),
	(7, 'scale 63', '\x3f0000000000002710'),
	(8, 'finer than its scale', '\x020000000000000001'),
	(9, 'beyond 60 bits', '\x040800000000000000'),
	(10, 'the least bigint', '\x048000000000000000'),
	(11, 'wraps without a numeric', '\x420000000000000000'),
	(12, 'wraps without a numeric, and there', '\x4200000000000000000000000000000001'),
	(13, 'a numeric that is not there', '\x820000000000000000'),
	(14, 'a numeric of no length', '\x82000000000000000000000000'),
	(15, 'a numeric longer than all', '\x820000000000000000ffffffff'),
	(16, 'a numeric that ends too early', '\x8200000000000000000000000800010000000000'),
	(17, 'a numeric without its digits', '\x820000000000000000000000080001000000000000'),
	(18, 'a numeric of unknown sign', '\x8200000000000000000000000a00010000123400000001'),
	(19, 'a numeric digit of 10000', '\x8200000000000000000000000a00010000000000002710'),
	(20, 'a negative numeric digit', '\x8200000000000000000000000a0001000000000000ffff'),
	(21, 'a numeric of more decimals than there can be', '\x8200000000000000000000000a00010000000040000001'),
	(22, 'a numeric of unknown kind of infinity', '\x82000000000000000000000008000000000000e000'),
	(23, 'a numeric and a byte', '\x8200000000000000000000000a0001000000000000000100'),
	(24, 'wraps that are not there', '\xc200000000000000000000000a00010000000000000001'),
	(25, 'wraps that end too early', '\xc200000000000000000000000a0001000000000000000100'),
	(26, 'wraps and a byte', '\xc200000000000000000000000a00010000000000000001000000000000000100')) v (n, what, bytes) ORDER BY n;
CREATE TABLE chances AS
SELECT n, CASE n % 4
	WHEN 0 THEN set_byte(bytes, place, byte)
	WHEN 1 THEN substr(bytes, 1, place)
	WHEN 2 THEN substr(bytes, 1, place) || set_byte('\x00', 0, byte) || substr(bytes, place + 1)
	ELSE set_byte(set_byte(bytes, place, byte), (place * 7 + 3) % length(bytes), 255 - byte) END AS bytes
FROM generate_series(1, 400) n
CROSS JOIN LATERAL (SELECT (ARRAY['\x020000000000002710', '\x8200000000000003e80000000e00030001000000020001000a1388', '\xc2ffffffffffffff9c0000000a00017fff0000000000090000000000000001'])[1 + n % 3]::bytea AS bytes) b
CROSS JOIN LATERAL (SELECT (n * 7919) % length(b.bytes) AS place, (n * 104729) % 256 AS byte) c;
CREATE TABLE answers AS SELECT n, receive(bytes) AS answer FROM chances;
SELECT count(*) AS inputs, count(*) FILTER (WHERE answer ~ '^22P03') > 150 AS most_refused, count(*) FILTER (WHERE answer = 'a state') > 20 AS some_states FROM answers;
SELECT n, answer FROM answers WHERE answer <> 'a state' AND answer !~ '^(22P03|22003) ' ORDER BY n;
DO $$ BEGIN EXECUTE format('COPY (SELECT 1 LIMIT 0) TO PROGRAM %L', 'rm "' || current_setting('data_directory') || '/ecom_exact_sum_state"'); END $$;

-- what somebody smuggles in from another type is no sum, wherever it is used: XX001
CREATE CAST (bytea AS ecom.exact_sum_state) WITHOUT FUNCTION;
CREATE CAST (path AS ecom.exact_sum_state) WITHOUT FUNCTION;
SELECT path, refusal(format('SELECT %L::path::ecom.exact_sum_state', path)) AS shown, refusal(format('SELECT ecom.exact_sum_add(%L::path::ecom.exact_sum_state, 1)', path)) AS added_to,
	refusal(format('SELECT merge(%L::path::ecom.exact_sum_state)', path)) AS merged
FROM (VALUES ('[(0,0)]'), ('((0,0))'), ('[(0,1.5)]'), ('[(0,0),(0,0)]'), ('[(0,0),(1,1),(2,2),(3,3),(4,4)]')) v (path);
DROP CAST (path AS ecom.exact_sum_state);

-- all that can be said of a function is said: immutable, parallel safe
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'ecom'::regnamespace AND p.proname LIKE 'exact\_sum%' AND p.prokind = 'f' AND (p.provolatile <> 'i' OR p.proparallel <> 's' OR obj_description(p.oid, 'pg_proc') IS NULL);

DROP AGGREGATE merge(ecom.exact_sum_state), state(numeric);
DROP FUNCTION plan_has, outcome, total, refusal, receive;
DROP TABLE amounts, giants, orders, states, states_read, parts, received, chances, answers;
