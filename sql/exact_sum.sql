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

DROP FUNCTION plan_has;
DROP TABLE amounts;
