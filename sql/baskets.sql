-- ecom.category_pairs, and the mart of what is bought together
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- what a statement fails with
CREATE FUNCTION refusal(statement text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	code := 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$$;

-- Five baskets with several categories. Ann has bread twice on the first day, which counts once, and only milk on the third; Bob's eggs of the first day are another
-- basket than Ann's. By hand: BREAD in 4 baskets, MILK in 3, EGGS in 3, TEA in 1; BREAD+MILK 3, BREAD+EGGS 2, EGGS+MILK 1, EGGS+TEA 1.
CREATE TABLE lines (user_key text, day date, category text);
INSERT INTO lines VALUES
	('ann', '2022-01-01', 'BREAD'), ('ann', '2022-01-01', 'MILK'), ('ann', '2022-01-01', 'BREAD'),
	('ann', '2022-01-02', 'BREAD'), ('ann', '2022-01-02', 'MILK'), ('ann', '2022-01-02', 'EGGS'),
	('ann', '2022-01-03', 'MILK'),
	('bob', '2022-01-01', 'EGGS'), ('bob', '2022-01-01', 'BREAD'),
	('bob', '2022-01-02', 'MILK'), ('bob', '2022-01-02', 'BREAD'),
	('cleo', '2022-01-01', 'EGGS'), ('cleo', '2022-01-01', 'TEA');
SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 1, 1000) AS pairs FROM lines) l, unnest(l.pairs) AS p ORDER BY p.category, p.other_category;
-- in at least two baskets; in at least half of the five, which are three
SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 2, 1000) AS pairs FROM lines) l, unnest(l.pairs) AS p ORDER BY p.category, p.other_category;
SELECT p.category, p.other_category, p.baskets FROM (SELECT ecom.category_pairs(user_key, day, category, 1, 2) AS pairs FROM lines) l, unnest(l.pairs) AS p;
-- lines with something unknown do not count; without lines there is NULL, without pairs an empty array
INSERT INTO lines VALUES (NULL, '2022-01-01', 'BREAD'), (NULL, '2022-01-01', 'TEA'), ('dan', NULL, 'BREAD'), ('dan', NULL, 'TEA'), ('dan', '2022-01-01', NULL), ('dan', '2022-01-01', 'TEA');
SELECT count(*) AS pairs, min(p.all_baskets) AS baskets FROM (SELECT ecom.category_pairs(user_key, day, category, 1, 1000) AS pairs FROM lines) l, unnest(l.pairs) AS p;
SELECT ecom.category_pairs(user_key, day, category, 1, 1000) AS none FROM lines WHERE category IS NULL;
SELECT ecom.category_pairs(user_key, day, category, 1, 1000) AS no_pair FROM lines WHERE category = 'TEA';
-- any day is one; categories that differ in case, or are empty, differ
SELECT p.category, p.other_category, p.baskets FROM (SELECT ecom.category_pairs(u, d, c, 1, 9) AS pairs
	FROM (VALUES ('a', 'infinity'::date, 'x'), ('a', 'infinity', 'X'), ('a', '-infinity', 'x'), ('a', '-infinity', ''), ('', '5000-01-01', 'é'), ('', '5000-01-01', 'X')) v (u, d, c)) l,
	unnest(l.pairs) AS p ORDER BY p.category COLLATE "C", p.other_category COLLATE "C";

-- 50 categories are a basket, 51 are somebody's stock, and count nowhere
SELECT n, count(p.*) AS pairs, min(p.all_baskets) AS baskets
FROM (SELECT n, ecom.category_pairs('ann', '2022-01-01', 'C' || c, 1, 1000) AS pairs FROM (VALUES (50), (51)) AS s (n), generate_series(1, s.n) AS c GROUP BY n) l
LEFT JOIN LATERAL unnest(l.pairs) AS p ON true
GROUP BY n ORDER BY n;

-- what a join of the lines with themselves gives, of 60,000 lines; the same with little memory, when lines go to temporary files
CREATE TABLE many AS
SELECT 'user ' || n * 7919 % 500 AS user_key, '2022-01-01'::date + n * 31 % 40 AS day, 'category ' || (n % 11) * (n % 13) AS category FROM generate_series(1, 60000) AS n;
CREATE TABLE joined AS
WITH bought AS (SELECT DISTINCT * FROM many),
baskets AS (SELECT user_key, day FROM bought GROUP BY 1, 2 HAVING count(*) BETWEEN 2 AND 50),
of_several AS (SELECT b.* FROM bought b JOIN baskets USING (user_key, day)),
counts AS (SELECT category, count(*) AS baskets FROM of_several GROUP BY 1)
SELECT a.category, b.category AS other_category, count(*) AS baskets, c.baskets AS category_baskets, o.baskets AS other_baskets, (SELECT count(*) FROM baskets) AS all_baskets
FROM of_several a JOIN of_several b ON b.user_key = a.user_key AND b.day = a.day AND b.category COLLATE "C" > a.category COLLATE "C"
JOIN counts c ON c.category = a.category JOIN counts o ON o.category = b.category
GROUP BY a.category, b.category, c.baskets, o.baskets HAVING count(*) >= 30;
CREATE TABLE counted AS SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 30, 1000000) AS pairs FROM many) l, unnest(l.pairs) AS p;
SELECT count(*) > 500 AS many_pairs FROM counted;
SELECT count(*) AS differences FROM ((TABLE joined EXCEPT TABLE counted) UNION ALL (TABLE counted EXCEPT TABLE joined)) d;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT count(*) AS differences FROM (SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 30, 1000000 ORDER BY category) AS pairs FROM many) l, unnest(l.pairs) AS p
	EXCEPT TABLE joined) d;
-- of more categories than have a place for each pair then: 20 in each basket, the n-th of which is 97 n lines of 301 away, so that each of 301 has 19 others behind it: 5719
CREATE TABLE wide AS SELECT 'user ' || n % 50 AS user_key, '2022-01-01'::date + n / 50 % 20 AS day, 'category ' || n * 8 % 301 AS category FROM generate_series(1, 20000) AS n;
CREATE TABLE with_files AS SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 2, 1000000) AS pairs FROM wide) l, unnest(l.pairs) AS p;
RESET work_mem;
RESET hash_mem_multiplier;
CREATE TABLE in_memory AS SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 2, 1000000) AS pairs FROM wide) l, unnest(l.pairs) AS p;
SELECT count(*) AS pairs FROM with_files;
SELECT count(*) AS differences FROM ((TABLE with_files EXCEPT TABLE in_memory) UNION ALL (TABLE in_memory EXCEPT TABLE with_files)) d;

-- The same of several processes, each of which has lines of most baskets, but all of few.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
ALTER TABLE many SET (parallel_workers = 2);
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END
$$;
SELECT count(*) FILTER (WHERE plan ~ 'Finalize') AS finalized, count(*) FILTER (WHERE plan ~ 'Partial') AS partial
FROM plan('SELECT ecom.category_pairs(user_key, day, category, 30, 1000000) FROM many') AS plan;
CREATE TABLE in_parallel AS SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 30, 1000000) AS pairs FROM many) l, unnest(l.pairs) AS p;
SELECT count(*) AS differences FROM ((TABLE joined EXCEPT TABLE in_parallel) UNION ALL (TABLE in_parallel EXCEPT TABLE joined)) d;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
TRUNCATE in_parallel;
INSERT INTO in_parallel SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 30, 1000000) AS pairs FROM many) l, unnest(l.pairs) AS p;
SELECT count(*) AS differences FROM ((TABLE joined EXCEPT TABLE in_parallel) UNION ALL (TABLE in_parallel EXCEPT TABLE joined)) d;
RESET work_mem;
RESET hash_mem_multiplier;
-- with the process that leads, which has lines of its own
RESET parallel_leader_participation;
SELECT count(*) AS differences FROM (SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, 30, 1000000) AS pairs FROM many) l, unnest(l.pairs) AS p
	EXCEPT TABLE joined) d;
-- without lines; in groups; and what cannot be
SELECT ecom.category_pairs(user_key, day, category, 1, 1000) AS none FROM many WHERE category = 'none';
SELECT count(*) AS groups, count(*) FILTER (WHERE s.pairs IS DISTINCT FROM p.pairs) AS differences
FROM (SELECT day, cardinality(ecom.category_pairs(user_key, day, category, 1, 1000)) AS pairs FROM many GROUP BY day) p
FULL JOIN (SELECT day, cardinality(ecom.category_pairs(user_key, day, category, 1, 1000 ORDER BY category)) AS pairs FROM many GROUP BY day) s USING (day);
SELECT (refusal('SELECT ecom.category_pairs(user_key, day, category, 0, 1) FROM many')).*;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Lines of a user that are in no order, one after another of the same day, and of days that come again; users whose names begin alike, and long ones.
-- By hand: Ann has TEA and PENS on two days, the one with the long name on one, and Anna on none.
SELECT p.* FROM (SELECT ecom.category_pairs(u, d, c, 1, 1000) AS pairs FROM (VALUES
	('ann', '2022-01-02'::date, 'TEA'), ('ann', '2022-01-01', 'PENS'), ('anna', '2022-01-01', 'TEA'), ('ann', '2022-01-02', 'PENS'), (repeat('ann', 100), '2022-01-01', 'TEA'),
	('ann', '2000-01-01', 'TEA'), ('ann', '2000-01-01', 'PENS'), (repeat('ann', 100), '2022-01-01', 'PENS'), ('anna', '1999-12-31', 'PENS')) v (u, d, c)) l, unnest(l.pairs) AS p;

-- asked once more for the same groups, it gives the same
SET enable_material = off;
SET enable_sort = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT n, sum(cardinality(l.pairs)) AS pairs
FROM generate_series(1, 3) AS n JOIN (SELECT user_key, ecom.category_pairs(user_key, day, category, 1, 1000) AS pairs FROM lines GROUP BY user_key) l ON n < length(l.user_key) + 2
GROUP BY n ORDER BY n;
RESET enable_material;
RESET enable_sort;
RESET enable_hashjoin;
RESET enable_mergejoin;

-- in groups; not as a window function that would look at its lines again
SELECT user_key, cardinality(ecom.category_pairs(user_key, day, category, 1, 1000)) AS pairs FROM lines WHERE user_key <> 'dan' GROUP BY user_key ORDER BY user_key;
SELECT (refusal('SELECT ecom.category_pairs(user_key, day, category, 1, 1000) OVER (ORDER BY day) FROM lines')).*;
-- what cannot be
SELECT (refusal(format('SELECT ecom.category_pairs(user_key, day, category, %s) FROM lines', arguments))).* FROM (VALUES ('0, 1'), ('1, 0'), ('NULL, 1'), ('1, -5')) v (arguments);

-- The mart: of the covered months, by the category that the line itself gives. Six users have paper on the same days in each of five months; in three of these, tape with it; and
-- the product of the tape is PAPER by most of its lines, which makes no difference. A line without category is none, and the last month, of which a day is there, is not covered.
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid)
SELECT '2022-0' || m || '-1' || u % 2, '2.00', '1', p.code, p.category, 'R_' || u
FROM generate_series(1, 5) AS m, generate_series(1, 6) AS u,
	(VALUES (1, 5, 'B000000001', 'PAPER'), (1, 3, 'B000000002', 'TAPE'), (2, 2, 'B000000003', 'PENS'), (5, 5, 'B000000004', NULL)) AS p (first, last, code, category)
WHERE m BETWEEN p.first AND p.last;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid)
SELECT '2022-05-31', '2.00', n::text, 'B000000002', 'PAPER', 'R_1' FROM generate_series(2, 40) AS n
UNION ALL SELECT '2022-06-0' || n, '2.00', '1', 'B000000001', 'PAPER', 'R_1' FROM generate_series(1, 5) AS n
UNION ALL SELECT '2022-06-0' || n, '2.00', '1', 'B000000005', 'GLUE', 'R_1' FROM generate_series(1, 5) AS n;
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT count(*) > 30 AS refreshed FROM ecom.refresh();
SELECT category, is_gift_card FROM refinement.dim_product WHERE product_key = 'B000000002';
SELECT max(month) FILTER (WHERE is_covered) AS covered, max(month) AS last FROM refinement.fct_months;
-- by hand: 18 baskets (6 users, January to March), all with PAPER and TAPE, 6 with PENS, too; a lift of 1, since all have the others
SELECT * FROM mart.mart_category_affinity ORDER BY category, other_category;
-- from both sides
SELECT category, other_category, baskets, category_baskets, other_baskets, confidence_pct, confidence_back_pct, lift FROM bi.category_affinity ORDER BY category, other_category;
SELECT test, failures FROM ecom.check() WHERE failures > 0 AND severity = 'error';

-- Lines of a month that is not covered change nothing; one more of a covered month, TAPE with PAPER in April, does, and so does the end of June, by which it is covered.
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid) VALUES
	('2022-06-07', '2.00', '1', 'B000000001', 'PAPER', 'R_2'), ('2022-06-07', '2.00', '1', 'B000000005', 'GLUE', 'R_2');
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('category_pairs', 'mart_category_affinity') ORDER BY model;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid) VALUES
	('2022-04-11', '2.00', '1', 'B000000002', 'TAPE', 'R_1');
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('category_pairs', 'mart_category_affinity') ORDER BY model;
SELECT category, other_category, baskets, all_baskets, lift FROM mart.mart_category_affinity ORDER BY category, other_category;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid)
SELECT '2022-06-30', '2.00', '1', 'B000000001', 'PAPER', 'R_' || u FROM generate_series(2, 6) AS u;
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('category_pairs', 'mart_category_affinity') ORDER BY model;
SELECT category, other_category, baskets, category_baskets, other_baskets, all_baskets, lift FROM mart.mart_category_affinity ORDER BY category, other_category;
SELECT test, failures FROM ecom.check(deep => true) WHERE failures > 0 AND severity = 'error';

DROP TABLE lines, many, joined, counted, wide, with_files, in_memory, in_parallel;
DROP FUNCTION refusal(text), plan(text);
DROP EXTENSION ecom_analytics CASCADE;
