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
CREATE FUNCTION plan_has(query text, what text) RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
		IF line LIKE '%' || what || '%' THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;
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

DROP FUNCTION plan_has, outcome;
DROP TABLE amounts, giants, orders;
