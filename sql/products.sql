-- ecom.product_catalog and ecom.products, ecom.top_products
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- the most frequent category and title; ties by byte order, NULLs do not count, lines without code are ignored
CREATE TABLE lines (code text COLLATE "C", category text, title text);
INSERT INTO lines VALUES
	('A', 'TEA', 'Green'), ('A', 'TEA', 'Black'), ('A', 'COFFEE', 'Green'),
	('B', 'b', 'zz'), ('B', 'a', 'z'), ('C', NULL, NULL), ('D', NULL, 'only'), ('D', '', NULL), (NULL, 'X', 'X'), ('', 'EMPTY', 'code');
SELECT (p.product).* FROM (SELECT ecom.products(c.catalog) AS product FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines) c) p ORDER BY 1;
SELECT count(*) FROM (SELECT ecom.products(c.catalog) FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines WHERE false) c) p;

-- the same as mode(), with temporary files, titles longer than a buffer, and products of many titles: no row differs
TRUNCATE lines;
INSERT INTO lines
SELECT CASE WHEN n % 100 < 90 THEN 'P' || n * 7919 % 20011 ELSE 'common' END, 'C' || n % 7,
	CASE WHEN n % 5000 = 0 THEN repeat(n::text || ' ', 4000) ELSE 'title ' || n % 1009 || repeat(' and more', n % 20) END
FROM generate_series(1, 60000) n;
CREATE TABLE products AS
SELECT (p.product).* FROM (SELECT ecom.products(c.catalog) AS product FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines) c) p;
CREATE TABLE modes AS
SELECT code, mode() WITHIN GROUP (ORDER BY category COLLATE "C") AS category, mode() WITHIN GROUP (ORDER BY title COLLATE "C") AS title FROM lines GROUP BY code;
SELECT count(*) FROM products;
(TABLE products EXCEPT TABLE modes) UNION ALL (TABLE modes EXCEPT TABLE products);

-- what sums know of titles, of which they have only hashes: given all titles, the same as mode(); given but one, whether it leads for certain, as it does unless another has as many lines
CREATE TABLE title_parts AS
SELECT (s.sums).* FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog(code, category, title, 2020, 1, 1.00) AS catalog FROM lines) c) s;
SELECT m.*, k.* FROM (SELECT code, array_agg(DISTINCT title) AS titles FROM lines GROUP BY code) l
JOIN modes m USING (code) LEFT JOIN title_parts t ON t.part = ecom.product_part(l.code) CROSS JOIN LATERAL ecom.known_product(t.products, l.code, l.titles, NULL) k
WHERE (k.category, k.title, k.is_certain) IS DISTINCT FROM (m.category, m.title, true);
CREATE TABLE one_title AS
SELECT l.code, l.title, l.n, k.title AS known, k.is_certain, rank() OVER (PARTITION BY l.code ORDER BY l.n DESC) = 1 AND count(*) OVER (PARTITION BY l.code, l.n) = 1 AS leads
FROM (SELECT code, title, count(*) AS n FROM lines GROUP BY code, title) l
JOIN title_parts t ON t.part = ecom.product_part(l.code) CROSS JOIN LATERAL ecom.known_product(t.products, l.code, ARRAY[l.title], NULL) k;
SELECT count(*) > 20000 AS many, count(*) FILTER (WHERE known IS DISTINCT FROM title OR is_certain <> leads) AS wrong, count(*) FILTER (WHERE leads) > 100 AS lead, count(*) FILTER (WHERE NOT leads) > 10000 AS do_not FROM one_title;
-- of several titles that as many lines have the first; none of those that nobody has; no categories, no titles, no product; NULLs
CREATE TABLE few_titles AS
SELECT (s.sums).products FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog('A', v.category, v.title, v.period, 1, 1) AS catalog
	FROM (VALUES ('TEA', 'b', 1), ('TEA', 'b', NULL), ('HERBS', 'a', 1), (NULL, 'a', 2), ('HERBS', 'c', 3), (NULL, NULL, 4)) v (category, title, period)) c) s;
SELECT titles, k.* FROM few_titles f, (VALUES (1, '{a,b}'::text[]), (2, '{b,a,b}'), (3, '{b,NULL}'), (4, '{c}'), (5, '{a,b,c}'), (6, '{z}'), (7, '{}'), (8, NULL)) t (n, titles), ecom.known_product(f.products, 'A', t.titles, 'none') k ORDER BY n;
SELECT k.* FROM few_titles f, (VALUES (1, 'B'), (2, ''), (3, NULL)) c (n, code), ecom.known_product(f.products, c.code, '{a}', 'none') k;
SELECT ecom.known_product(NULL, 'A', '{a}', 'none') AS of_nothing, ecom.known_product('', 'A', '{a}', 'none') AS of_no_products;
SELECT k.* FROM (SELECT (ecom.product_sums(c.catalog)).products FROM (SELECT ecom.product_catalog('A', NULL, NULL, 1, 1, 1) AS catalog) c) s, ecom.known_product(s.products, 'A', '{a}', 'none') k;
SELECT k.* FROM (SELECT (ecom.product_sums(c.catalog)).products FROM (SELECT ecom.product_catalog('A', NULL, NULL, 1, 1, 1) AS catalog) c) s, ecom.known_product(s.products, 'A', '{a}', NULL) k;
SELECT ecom.known_product('\x01', 'A', '{a}', 'none');
-- of such a catalog there are no titles
SELECT (p.product).* FROM (SELECT ecom.products(c.catalog) AS product FROM (SELECT ecom.product_catalog('A', 'TEA', 'Green', 2020, 1, 1) AS catalog) c) p;

-- each group has a catalog of its own
SELECT c.category, count(*)
FROM (SELECT category, ecom.products(ecom.product_catalog(code, category, title)) FROM lines GROUP BY category) c GROUP BY 1 ORDER BY 1 LIMIT 2;

-- a scan that ends early
SELECT count(*) FROM (SELECT ecom.products(c.catalog) FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines) c LIMIT 3) p;

-- however often and by how many a catalog is read, each gets all of its products: two readers side by side all 20012, whose lines are in files;
-- two in a join 9 pairs of 3; one for each of 4 rows 3; and 3 again after a scan that ended early
SELECT count(*) AS rows, count(DISTINCT one) AS one, count(DISTINCT other) AS other
FROM (SELECT ecom.products(c.catalog) AS one, ecom.products(c.catalog) AS other FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines) c) p;
CREATE TABLE few AS SELECT * FROM (VALUES ('A', 'TEA', 'Green'), ('B', 'TEA', 'Black'), ('C', NULL, NULL)) v (code, category, title);
SELECT count(*) AS pairs, count(DISTINCT (p.product_code, q.product_code)) AS different
FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM few) c, LATERAL ecom.products(c.catalog) p, LATERAL ecom.products(c.catalog) q;
SELECT n, (SELECT count(*) FROM ecom.products(c.catalog) p WHERE n > 0) AS products
FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM few) c, generate_series(1, 4) n ORDER BY n;
SELECT (SELECT count(*) FROM (SELECT ecom.products(c.catalog) LIMIT 1) p) AS first, (SELECT count(*) FROM (SELECT ecom.products(c.catalog)) p) AS again
FROM (SELECT ecom.product_catalog(code, category, title) AS catalog FROM few) c;

-- a catalog is no value to keep, to write down, or to make up
CREATE TABLE kept AS SELECT ecom.product_catalog(code, category, title) AS catalog FROM lines;
SELECT ecom.product_catalog(code, category, title) FROM lines;
SELECT count(*) FROM (SELECT ecom.products('a product catalog')) p;

-- nor what another type is cast into: an error, not a crash
CREATE CAST (path AS ecom.product_catalog) WITHOUT FUNCTION;
SELECT count(*) FROM (SELECT ecom.products('((1,2),(3,4))'::path::ecom.product_catalog)) p;
DROP CAST (path AS ecom.product_catalog);

-- without a line that has a code there is no catalog
SELECT ecom.product_catalog(NULL, category, title) IS NULL AS none FROM few;

-- texts that no row could hold together
SELECT ecom.product_catalog(t, t, t) IS NULL AS none FROM (SELECT repeat(repeat('x', n), 360000) AS t FROM generate_series(1000, 1000) n OFFSET 0) long;
SELECT ecom.top_products(repeat(repeat('x', n), 262144), 1, 1, 1, 1) IS NULL AS none FROM generate_series(1024, 1024) n;

-- the top 2 by either, of each period and of all, with both ranks; ties by key
CREATE FUNCTION flat(rankings ecom.product_ranking[])
	RETURNS TABLE (period integer, product_key text, units bigint, revenue numeric, rank_by_revenue bigint, rank_by_units bigint) LANGUAGE sql
	AS 'SELECT r.period, p.* FROM unnest(rankings) r CROSS JOIN LATERAL unnest(r.products) p';
CREATE TABLE sales (key text COLLATE "C", year integer, units bigint, amount numeric);
INSERT INTO sales VALUES
	('A', 2021, 1, 100), ('A', 2022, 1, 50.50), ('B', 2021, 9, 9), ('B', 2021, 9, 9), ('C', 2021, 1, 100), ('D', 2022, 5, 5), ('E', 2022, 5, 5),
	(NULL, 2021, 1, 1), ('F', NULL, 1, 1), ('F', 2021, NULL, 1), ('F', 2021, 1, NULL);
SELECT t.* FROM flat((SELECT ecom.top_products(key, year, units, amount, 2) FROM sales)) t;
SELECT ecom.top_products(key, year, units, amount, 2) FROM sales WHERE false;
-- what is asked for the same groups once more by a nested loop is refused, and not empty; a CTE holds it
SET enable_material = off;
SET enable_sort = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT n, count(t.top) FROM generate_series(1, 2) AS n LEFT JOIN (SELECT year, ecom.top_products(key, year, units, amount, 2) AS top FROM sales GROUP BY year) t ON n < year GROUP BY n;
WITH t AS MATERIALIZED (SELECT year, ecom.top_products(key, year, units, amount, 2) AS top FROM sales GROUP BY year)
SELECT n, count(t.top) > 0 AS has_some FROM generate_series(1, 2) AS n JOIN t ON n < year GROUP BY n ORDER BY n;
RESET enable_material;
RESET enable_sort;
RESET enable_hashjoin;
RESET enable_mergejoin;
SELECT ecom.top_products(key, year, units, amount, 0) FROM sales;
SELECT ecom.top_products(key, year, units, amount, NULL) FROM sales;
SELECT ecom.top_products('A', n, 1, 1, 1) FROM generate_series(1, 1001) n;
SELECT ecom.top_products('A', 1, 9223372036854775807, 1, 1) FROM generate_series(1, 2) n;

-- amounts that 64 bits cannot hold are ranked too
SELECT t.product_key, t.revenue, t.rank_by_revenue
FROM flat((SELECT ecom.top_products(k, 1, 1, a, 3) FROM (VALUES ('A', 1e30), ('B', 1e30 + 0.000001), ('C', 5), ('D', 5.000001), ('E', -1e40)) v (k, a))) t
WHERE t.period IS NULL ORDER BY t.rank_by_revenue;

-- where one such amount is, the others keep all of their decimals: d, a, b, c; with NaN, infinities and the largest numbers as window functions order them: no row
SELECT t.product_key, t.revenue, t.rank_by_revenue
FROM flat((SELECT ecom.top_products(k, 1, 1, a, 4) FROM (VALUES ('a', 1.99), ('b', 1.50), ('c', 1.10000001), ('d', 2.00)) v (k, a))) t WHERE t.period IS NULL;
CREATE TABLE odd AS
SELECT 'P' || n AS key, n % 2 AS year, (ARRAY[1.99, 1.5, 2, 1.10000001, 1.9900000, 0, -1.5, 1e12, 999999999999.9999, -1e12, 12345678901234.5, 1e-9, 3.1, 'NaN', 'Infinity', '-Infinity',
	9e131071, -9e131071, 1e25, 1e25 + 1e-9]::numeric[])[1 + n % 20] AS amount
FROM generate_series(1, 400) n;
INSERT INTO odd SELECT key, year, amount FROM odd WHERE length(key) < 4 AND abs(amount) <> 9e131071 UNION ALL VALUES ('P4', 0, 0.00000009), ('P16', 0, '-Infinity'), ('P16', 0, 'NaN'), ('P15', 1, '-Infinity');
CREATE TABLE odd_ranked AS
SELECT r.*
FROM
(
	SELECT t.*, row_number() OVER (PARTITION BY year ORDER BY revenue DESC, key COLLATE "C") AS rank_by_revenue, row_number() OVER (PARTITION BY year ORDER BY units DESC, key COLLATE "C") AS rank_by_units
	FROM (SELECT year, key, count(*) AS units, sum(amount) AS revenue FROM odd GROUP BY GROUPING SETS ((year, key), (key))) t
) r
WHERE rank_by_revenue <= 300 OR rank_by_units <= 300;
CREATE TABLE odd_top AS SELECT t.* FROM flat((SELECT ecom.top_products(key, year, 1, amount, 300) FROM odd)) t;
SELECT count(*) AS rows, count(DISTINCT revenue) AS revenues FROM odd_top;
(SELECT period, product_key, units, revenue::text, rank_by_revenue, rank_by_units FROM odd_top EXCEPT SELECT year, key, units, revenue::text, rank_by_revenue, rank_by_units FROM odd_ranked)
UNION ALL (SELECT year, key, units, revenue::text, rank_by_revenue, rank_by_units FROM odd_ranked EXCEPT SELECT period, product_key, units, revenue::text, rank_by_revenue, rank_by_units FROM odd_top);

-- the same as window functions on many products with many ties: no row differs
TRUNCATE sales;
INSERT INTO sales SELECT 'P' || n * 7919 % 30011, 2018 + n % 5, 1 + (n % 97 = 0)::integer * (n % 11), (n::bigint * 104729 % 5003)::numeric / 100 FROM generate_series(1, 90000) n;
CREATE TABLE top AS SELECT t.* FROM flat((SELECT ecom.top_products(key, year, units, amount, 50) FROM sales)) t;
CREATE TABLE ranked AS
SELECT r.*
FROM
(
	SELECT t.*, row_number() OVER (PARTITION BY year ORDER BY revenue DESC, key) AS rank_by_revenue, row_number() OVER (PARTITION BY year ORDER BY units DESC, key) AS rank_by_units
	FROM (SELECT year, key, sum(units)::bigint AS units, sum(amount) AS revenue FROM sales GROUP BY GROUPING SETS ((year, key), (key))) t
) r
WHERE rank_by_revenue <= 50 OR rank_by_units <= 50;
SELECT count(*) AS rows, count(DISTINCT period) AS periods FROM top;
(TABLE top EXCEPT TABLE ranked) UNION ALL (TABLE ranked EXCEPT TABLE top);

-- sums of products by part: the number of lines by category, units and amounts by period; the same of lines in whatever order, and of sums of
-- some of them added up: one value of each part. Amounts that 64 bits cannot hold are in it
CREATE TABLE kinds AS SELECT DISTINCT key, CASE WHEN hashtext(key) % 5 <> 0 THEN 'C' || abs(hashtext(key)) % (1 + abs(hashtext(key || 'x')) % 1000) END AS category FROM sales;
CREATE TABLE kind_lines AS
SELECT key, year, units, amount, CASE WHEN n % 7 = 0 THEN 'other' ELSE category END AS category, n
FROM (SELECT *, row_number() OVER () AS n FROM sales) s JOIN kinds USING (key);
INSERT INTO kind_lines VALUES ('P1', 2018, 1, 1e30, NULL, 1), ('P1', 2018, 1, 1e-9, NULL, 2), ('P1', 2018, 1, 4e13, 'x', 3), ('P1', 2018, 1, 4e13, 'x', 4), (NULL, 2018, 1, 1, 'x', 5), ('P2', NULL, 1, 1, 'x', 6);
CREATE TABLE parts AS
SELECT (s.sums).* FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog(key, category, 'title ' || n % 3, year, units, amount) AS catalog FROM kind_lines) c) s;
CREATE TABLE some_parts AS
SELECT n % 3 AS some, (s.sums).*
FROM (SELECT n, ecom.product_sums(c.catalog) AS sums FROM (SELECT n % 3 AS n, ecom.product_catalog(key, category, 'title ' || n % 3, year, units, amount ORDER BY n DESC) AS catalog FROM kind_lines GROUP BY n % 3) c) s;
SELECT count(*) > 20000 AS many, count(*) = count(DISTINCT part) AS each_once, min(part) >= 0 AND max(part) < 262144 AS in_range FROM parts;
SELECT p.part FROM parts p FULL JOIN (SELECT part, ecom.added_product_sums(products) AS products FROM some_parts GROUP BY part) a USING (part) WHERE p.products IS DISTINCT FROM a.products;
SELECT ecom.product_part('P1') = part AS is_there FROM parts WHERE position('P1'::bytea IN products) = 2 ORDER BY 1 DESC LIMIT 1;
SELECT ecom.product_part(NULL) IS NULL AS none, ecom.added_product_sums(NULL) IS NULL AS no_sums;

-- bytes that are no products are an error, and no crash: what is cut off anywhere, numbers without end, counts and lengths beyond the end
CREATE FUNCTION reads(products bytea) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	PERFORM count(*) FROM ecom.reached_rankings(products, NULL, 'none', 1);
	PERFORM ecom.known_product(products, 'no product', '{a}', 'none');
	PERFORM ecom.top_products(products, 1, 1, NULL, 1), ecom.category_sums(products, 'none'), ecom.category_sums(NULL, products, 'none'), ecom.add_product_sums(products, products);
	RETURN 'read';
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN SQLERRM;
END
$$;
SELECT r.outcome, count(*) > 1 AS several
FROM (SELECT products FROM parts ORDER BY length(products) DESC, part LIMIT 1) p, generate_series(0, length(p.products)) n, LATERAL (SELECT reads(substr(p.products, 1, n)) AS outcome) r GROUP BY 1 ORDER BY 1;
SELECT b.bytes, reads(b.bytes) FROM (VALUES ('\x'::bytea), ('\x80'), ('\xffffffffffffffffffffff01'), ('\x0141ffffffff0f'), ('\x01410100'), ('\x014100ffff7f'), ('\x0141000102020f0000000000000000')) b (bytes);
SELECT ecom.added_product_sums('\x01');
SELECT ecom.top_products(products, 0, 1, NULL, 1) FROM parts;
SELECT ecom.top_products(products, 1, 1001, NULL, 1) FROM parts;
SELECT ecom.top_products(products, 1, NULL, NULL, 1) FROM parts;
SELECT ecom.top_products(NULL::bytea, 1, 1, NULL, 1) IS NULL AS none;
-- against the rules each product twice: it may be there twice, but does no harm
SELECT cardinality(ecom.top_products(t.products, 3, 3, NULL, 1)) > 5 AS some FROM (SELECT products FROM parts UNION ALL SELECT products FROM parts) t;
SELECT ecom.top_products(products, 1, 1, NULL, 0) FROM parts;
SELECT ecom.top_products(products, 1, 1, NULL, NULL) FROM parts;
-- months put together to years, also those before year 0
SELECT r.period, p.units
FROM unnest
((
	SELECT ecom.top_products(s.products, 1, 1, NULL, 12)
	FROM (SELECT (ecom.product_sums(c.catalog)).products FROM (SELECT ecom.product_catalog('A', NULL, NULL, month, 1, 1) AS catalog FROM unnest('{-13,-12,-1,0,11,12,24228}'::integer[]) month) c) s
)) r
CROSS JOIN LATERAL unnest(r.products) p ORDER BY r.period NULLS FIRST;

-- sums by category and period: as GROUP BY gives them
CREATE TABLE kind_sums AS SELECT s.* FROM (SELECT ecom.category_sums(p.products, 'none') AS sums FROM parts p) c CROSS JOIN LATERAL unnest(c.sums) s;
CREATE TABLE kind_groups AS
SELECT m.category, l.year AS period, count(*) AS lines, sum(l.units)::bigint AS units, sum(l.amount) AS amount
FROM kind_lines l JOIN (SELECT key, coalesce(mode() WITHIN GROUP (ORDER BY category COLLATE "C"), 'none') AS category FROM kind_lines GROUP BY key) m USING (key)
WHERE l.year IS NOT NULL
GROUP BY m.category, l.year;
SELECT count(*) > 1000 AS many, count(DISTINCT period) AS periods FROM kind_sums;
(TABLE kind_sums EXCEPT ALL TABLE kind_groups) UNION ALL (TABLE kind_groups EXCEPT ALL TABLE kind_sums);
DROP TABLE kind_sums, kind_groups;
SELECT ecom.category_sums(products, 'none') IS NULL AS nothing FROM parts WHERE false;
SELECT ecom.category_sums(NULL, 'none') IS NULL AS nothing;
SELECT ecom.category_sums(products, NULL) FROM parts;
SELECT ecom.category_sums(products, products, 'none') AS nothing, ecom.category_sums(NULL, NULL, 'none') AS none FROM parts;
SELECT ecom.category_sums(products, NULL, NULL) FROM parts;
-- amounts that no 64 bits hold, taken away again
SELECT s.*
FROM
(
	SELECT ecom.category_sums(n.products, b.products, 'none') AS sums
	FROM
		(SELECT (ecom.product_sums(c.catalog)).* FROM (SELECT ecom.product_catalog('A', NULL, NULL, 1, v.units, v.amount) AS catalog FROM (VALUES (1, 1e20), (1, 0.00001), (2, 3)) v (units, amount)) c) n
		JOIN (SELECT (ecom.product_sums(c.catalog)).* FROM (SELECT ecom.product_catalog('A', NULL, NULL, 1, v.units, v.amount) AS catalog FROM (VALUES (1, 1e20), (1, 0.00001)) v (units, amount)) c) b USING (part)
) c
CROSS JOIN LATERAL unnest(c.sums) s;

-- the top 1 of each category: A and B are pens, most lines say; C is a pen that did not sell, D is of no category, E of an empty one. Pens: A 150.50 USD, B 18 pieces
CREATE TABLE pens AS
SELECT * FROM
(
	VALUES
	('A', 2021, 1::bigint, 100::numeric, 'PENS'), ('A', 2022, 1, 50.50, 'PENS'), ('A', 2022, NULL, NULL, 'INK'), ('B', 2021, 9, 9, 'PENS'), ('B', 2021, 9, 9, 'TEA'), ('D', 2021, 99, 999, NULL), ('E', 2021, 1, 1, ''),
	('C', NULL, NULL, NULL, 'PENS'), (NULL, 2021, 1, 1, 'TEA')
) v (key, year, units, amount, category);
SELECT no.category AS no_category, r.category, r.period, p.*
FROM (VALUES (NULL), ('NONE')) no (category)
CROSS JOIN LATERAL
(
	SELECT ecom.top_products(s.products, 1, 1, no.category, 1) AS rankings
	FROM (SELECT (ecom.product_sums(c.catalog)).products FROM (SELECT ecom.product_catalog(key, category, NULL, year, units, amount) AS catalog FROM pens) c) s
) t
CROSS JOIN LATERAL unnest(t.rankings) r
CROSS JOIN LATERAL unnest(r.products) p
ORDER BY no.category NULLS FIRST, r.category NULLS FIRST, r.period NULLS FIRST, p.rank_by_revenue;

-- the same as window functions, of all products and of up to 1000 categories, some of one product, some of hundreds: no row differs
DELETE FROM kind_lines WHERE amount > 1e12 OR amount < 1e-6;
CREATE TABLE kind_top AS
SELECT r.period, r.category, p.*
FROM unnest
((
	SELECT ecom.top_products(s.products, 50, 10, NULL, 1)
	FROM (SELECT (ecom.product_sums(c.catalog)).products FROM (SELECT ecom.product_catalog(key, category, NULL, year, units, amount) AS catalog FROM kind_lines) c) s
)) r
CROSS JOIN LATERAL unnest(r.products) p;
CREATE TABLE kind_ranked AS
WITH most AS
(
	SELECT key, mode() WITHIN GROUP (ORDER BY category COLLATE "C") AS category FROM kind_lines GROUP BY key
),
sums AS
(
	SELECT l.year, key, m.category, sum(l.units)::bigint AS units, sum(l.amount) AS revenue
	FROM kind_lines l JOIN most m USING (key)
	WHERE l.year IS NOT NULL
	GROUP BY GROUPING SETS ((l.year, key, m.category), (key, m.category))
),
ranks AS
(
	SELECT year, NULL AS category, key, units, revenue,
		row_number() OVER (PARTITION BY year ORDER BY revenue DESC, key) AS rank_by_revenue, row_number() OVER (PARTITION BY year ORDER BY units DESC, key) AS rank_by_units
	FROM sums
	UNION ALL
	SELECT year, category, key, units, revenue,
		row_number() OVER (PARTITION BY year, category ORDER BY revenue DESC, key), row_number() OVER (PARTITION BY year, category ORDER BY units DESC, key)
	FROM sums WHERE category IS NOT NULL
)
SELECT * FROM ranks WHERE least(rank_by_revenue, rank_by_units) <= CASE WHEN category IS NULL THEN 50 ELSE 10 END;
SELECT count(DISTINCT category) > 500 AS many_categories, count(*) > 5000 AS many_rows, max(rank_by_revenue) FILTER (WHERE category IS NOT NULL) > 100 AS large_categories FROM kind_top;
(TABLE kind_top EXCEPT TABLE kind_ranked) UNION ALL (TABLE kind_ranked EXCEPT TABLE kind_top);
SELECT count(*) - (SELECT count(*) FROM kind_ranked) AS rows_too_many FROM kind_top;

-- products that are another than in another state of their part: none of the same, all beside none; P1 has one more line, P3 is gone
CREATE TABLE two AS
SELECT s.state, (ecom.product_sums(s.catalog)).products
FROM
(
	SELECT v.state, ecom.product_catalog(v.key, 'x', NULL, 1, 1, 1) AS catalog
	FROM (VALUES ('was', 'P1'), ('was', 'P2'), ('was', 'P3'), ('now', 'P1'), ('now', 'P1'), ('now', 'P2'), ('now', 'P4')) v (state, key)
	GROUP BY v.state
) s;
CREATE TABLE two_parts AS SELECT state, string_agg(products, '' ORDER BY substr(products, 2, 2)) AS products FROM two GROUP BY state;
SELECT ecom.changed_products(w.products, w.products) IS NULL AS same, ecom.changed_products(w.products, NULL) = w.products AS beside_none, ecom.changed_products(NULL, w.products) IS NULL AS of_none,
	ecom.changed_products(w.products, '') = w.products AS beside_empty, (SELECT array_agg(DISTINCT p.product_code ORDER BY p.product_code) FROM ecom.product_periods(ecom.changed_products(w.products, n.products), '') p) AS were,
	(SELECT array_agg(DISTINCT p.product_code ORDER BY p.product_code) FROM ecom.product_periods(ecom.changed_products(n.products, w.products), '') p) AS are
FROM two_parts w JOIN two_parts n ON w.state = 'was' AND n.state = 'now';
SELECT ecom.changed_products('\x01', NULL);
SELECT ecom.changed_products(products, '\x01') FROM two_parts WHERE state = 'was';

-- what rankings they are in: P1 sold more, P3 is gone, P4 came, all of category x, of period 1; nothing changed, none; bytes that are no products, and no number of periods
SELECT r.* FROM two_parts w JOIN two_parts n ON w.state = 'was' AND n.state = 'now' CROSS JOIN LATERAL ecom.reached_rankings(ecom.changed_products(w.products, n.products), ecom.changed_products(n.products, w.products), 'none', 1) r ORDER BY 1, 2;
SELECT count(*) FROM two_parts w CROSS JOIN LATERAL ecom.reached_rankings(w.products, w.products, NULL, 12) r;
SELECT count(*) FROM ecom.reached_rankings(NULL, NULL, 'none', 1);
SELECT * FROM ecom.reached_rankings('\x01', NULL, 'none', 1);
SELECT * FROM ecom.reached_rankings(NULL, NULL, 'none', 0);
-- rankings that are known as they were, after a change: those that come out different, together with the others, are what they are afresh
CREATE TABLE some_lines AS SELECT key, year, units, amount, category FROM kind_lines WHERE n % 9 = 0 AND key < 'P2';
CREATE TABLE some_sums (part integer PRIMARY KEY, products bytea);
CREATE TABLE some_rankings (period integer, category text COLLATE "C", products ecom.ranked_product[]);
CREATE TABLE some_changes (was bytea, now bytea, rankings ecom.product_ranking[]);
/* in a plan of one process, and in one of several that put together what each has counted */
CREATE VIEW some_follows AS
SELECT t.*
FROM
(
	SELECT ecom.top_products(s.products, 7, 3, 'none', 2, (SELECT c.was FROM some_changes c), (SELECT c.now FROM some_changes c), (SELECT c.rankings FROM some_changes c)) AS rankings
	FROM some_sums s
) a
CROSS JOIN LATERAL unnest(a.rankings) t;
CREATE FUNCTION follow(change text, OUT given bigint, OUT gone bigint, OUT wrong bigint) LANGUAGE plpgsql AS
$$
BEGIN
	CREATE TEMPORARY TABLE sums_before AS TABLE some_sums;
	EXECUTE change;
	TRUNCATE some_sums;
	INSERT INTO some_sums SELECT (s.sums).* FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog(key, category, NULL, year, units, amount) AS catalog FROM some_lines) c) s;
	TRUNCATE some_changes;
	INSERT INTO some_changes
	SELECT c.was, c.now, r.rankings
	FROM
		(SELECT string_agg(ecom.changed_products(b.products, n.products), '') AS was, string_agg(ecom.changed_products(n.products, b.products), '') AS now FROM sums_before b FULL JOIN some_sums n USING (part)) c,
		LATERAL
		(
			SELECT array_agg(ROW(w.period, w.category, k.products)::ecom.product_ranking) AS rankings
			FROM ecom.reached_rankings(c.was, c.now, 'none', 2) w LEFT JOIN some_rankings k ON (w.period, w.category) IS NOT DISTINCT FROM (k.period, k.category)
		) r;
	CREATE TEMPORARY TABLE follows AS TABLE some_follows;
	SET LOCAL max_parallel_workers_per_gather = 0;
	CREATE TEMPORARY TABLE follows_alone AS TABLE some_follows;
	SET LOCAL max_parallel_workers_per_gather = 2;
	DELETE FROM some_rankings k USING follows f WHERE (f.period, f.category) IS NOT DISTINCT FROM (k.period, k.category);
	INSERT INTO some_rankings SELECT * FROM follows f WHERE f.products IS NOT NULL;
	SELECT count(*), count(*) FILTER (WHERE f.products IS NULL) INTO given, gone FROM follows f;
	CREATE TEMPORARY TABLE afresh AS
	SELECT t.* FROM (SELECT ecom.top_products(s.products, 7, 3, 'none', 2) AS rankings FROM some_sums s) a CROSS JOIN LATERAL unnest(a.rankings) t;
	SELECT count(*) INTO wrong FROM (SELECT k::text AS ranking FROM some_rankings k) k FULL JOIN (SELECT a::text AS ranking FROM afresh a) a USING (ranking) WHERE k.ranking IS NULL OR a.ranking IS NULL;
	/* and by how much the sums of categories have changed; what is no number cannot be taken away */
	SELECT wrong + count(*) INTO wrong
	FROM
	(
		SELECT s.category, s.period, s.lines, s.units, s.amount
		FROM (SELECT ecom.category_sums(n.products, b.products, 'none') AS sums FROM sums_before b FULL JOIN some_sums n USING (part)) c
		CROSS JOIN LATERAL unnest(c.sums) s
	) f
	FULL JOIN
	(
		SELECT s.category, s.period, sum(p.sign * s.lines)::bigint AS lines, sum(p.sign * s.units)::bigint AS units, sum(p.sign * s.amount) AS amount
		FROM
		(
			SELECT 1 AS sign, ecom.category_sums(n.products, 'none') AS sums FROM some_sums n
			UNION ALL
			SELECT -1, ecom.category_sums(b.products, 'none') FROM sums_before b
		) p
		CROSS JOIN LATERAL unnest(p.sums) s
		GROUP BY s.category, s.period
		HAVING sum(p.sign * s.lines) <> 0 OR sum(p.sign * s.units) <> 0 OR sum(p.sign * s.amount) <> 0
	) a USING (category, period, lines, units, amount)
	WHERE (f.category IS NULL OR a.category IS NULL) AND coalesce(f.amount, a.amount) NOT IN ('NaN', 'Infinity', '-Infinity');
	SELECT wrong + count(*) INTO wrong FROM (SELECT f::text AS ranking FROM follows f) f FULL JOIN (SELECT a::text AS ranking FROM follows_alone a) a USING (ranking) WHERE f.ranking IS NULL OR a.ranking IS NULL;
	DROP TABLE sums_before, follows, follows_alone, afresh;
END
$$;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
\getenv abs_srcdir PG_ABS_SRCDIR
\set plan_has :abs_srcdir '/sql/include/plan_has.sql'
\i :plan_has
SELECT plan_has('TABLE some_follows', 'Partial Aggregate') AS in_parallel;
-- from nothing: all of them
SELECT gone, wrong FROM follow('SELECT');
SELECT count(*) > 1500 AS many, count(*) FILTER (WHERE cardinality(products) > 3) > 100 AS of_many_products, count(DISTINCT period) AS periods FROM some_rankings;
-- no change: none
SELECT * FROM follow('SELECT');
-- a new product at the top of all and of its category, in one period: 4; a line of no period, that says what others do: none
SELECT * FROM follow($$INSERT INTO some_lines VALUES ('A', 2018, 1000, 10000, 'C1')$$);
SELECT * FROM follow($$INSERT INTO some_lines VALUES ('A', NULL, 1, 1, 'C1')$$);
-- one with the same sums, and a key that comes before: 4 again; and one that comes behind
SELECT * FROM follow($$INSERT INTO some_lines VALUES ('9', 2018, 1000, 10000, 'C1')$$);
SELECT * FROM follow($$INSERT INTO some_lines VALUES ('B', 2018, 1000, 10000, 'C1')$$);
SELECT k.period, k.category, p.product_key, p.rank_by_revenue, p.rank_by_units FROM some_rankings k CROSS JOIN LATERAL unnest(k.products) p WHERE k.category = 'C1' AND p.units = 1000 AND k.period IS NULL ORDER BY p.rank_by_revenue;
-- the same price written with more decimals: other rows
SELECT * FROM follow($$UPDATE some_lines SET amount = 10000.00 WHERE key = 'B'$$);
-- one of them sells elsewhere from now on: what it was in, and what it is in
SELECT * FROM follow($$UPDATE some_lines SET category = 'C2' WHERE key = 'A'$$);
-- a product of no category has one, a new one; has none again: its rankings are gone
SELECT * FROM follow($$INSERT INTO some_lines VALUES ('N', 2018, 1, 1, NULL)$$);
SELECT * FROM follow($$UPDATE some_lines SET category = 'first' WHERE key = 'N'$$);
SELECT * FROM follow($$UPDATE some_lines SET category = '' WHERE key = 'N'$$);
-- the best of all are gone: who follows is found among the others
SELECT wrong FROM follow($$DELETE FROM some_lines WHERE key IN (SELECT p.product_key FROM some_rankings k CROSS JOIN LATERAL unnest(k.products) p WHERE k.category IS NULL AND k.period IS NULL)$$);
-- a category is gone; so is a period; a new one
SELECT gone > 0 AS are_gone, wrong FROM follow($$DELETE FROM some_lines WHERE category = 'C1'$$);
SELECT gone > 0 AS are_gone, wrong FROM follow($$DELETE FROM some_lines WHERE year = 2022$$);
SELECT * FROM follow($$INSERT INTO some_lines SELECT DISTINCT ON (key) key, 2030, 1, 0, category FROM some_lines WHERE category = 'C2' ORDER BY key LIMIT 5$$);
-- what is the worst comes to be the best, and the other way round; some lines of all are gone; amounts beyond all measure, which are no number, or are negative
SELECT gone, wrong FROM follow($$UPDATE some_lines SET amount = 60 - amount, units = 20 - units$$);
SELECT wrong FROM follow($$DELETE FROM some_lines WHERE hashtext(key || amount) % 5 = 0$$);
SELECT wrong FROM follow($$INSERT INTO some_lines SELECT key, 2018, 1, (ARRAY[1e30, 1e-9, 'NaN', 'Infinity', -5, 1e13])[1 + abs(hashtext(key)) % 6], category FROM some_lines WHERE hashtext(key) % 50 = 0$$);
SELECT wrong FROM follow($$DELETE FROM some_lines WHERE amount > 1e12 OR amount < 0$$);
SELECT wrong FROM follow($$UPDATE some_lines SET category = 'C' || abs(hashtext(key || year)) % 50 WHERE hashtext(key) % 7 = 0$$);
-- too many for little memory: it cannot be told; and of no products nothing is
SET work_mem = '64kB';
SELECT ecom.top_products(s.products, 7, 3, 'none', 2, repeat('x', 1000000)::bytea, NULL, NULL) IS NULL AS cannot_be_told FROM some_sums s;
SET max_parallel_workers_per_gather = 0;
SELECT ecom.top_products(s.products, 7, 3, 'none', 2, repeat('x', 1000000)::bytea, NULL, NULL) IS NULL AS cannot_be_told FROM some_sums s;
RESET max_parallel_workers_per_gather;
RESET work_mem;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT ecom.top_products(NULL::bytea, 7, 3, 'none', 2, NULL, NULL, NULL) IS NULL AS nothing, ecom.top_products('', 7, 3, 'none', 2, NULL, NULL, NULL) AS no_change;
-- arguments and bytes that cannot be meant
SELECT ecom.top_products(products, 0, 3, NULL, 1, NULL, NULL, NULL) FROM some_sums;
SELECT ecom.top_products(products, 7, 1001, NULL, 1, NULL, NULL, NULL) FROM some_sums;
SELECT ecom.top_products(products, 7, 3, NULL, 0, NULL, NULL, NULL) FROM some_sums;
SELECT ecom.top_products(products, 7, 3, NULL, 1, '\x01', NULL, ARRAY[ROW(NULL, NULL, NULL)]::ecom.product_ranking[]) FROM some_sums;
SELECT ecom.top_products(products, 7, 3, NULL, 1, NULL, '\x01', ARRAY[ROW(NULL, NULL, NULL)]::ecom.product_ranking[]) FROM some_sums;
SELECT ecom.top_products('\x01', 7, 3, NULL, 1, NULL, products, ARRAY[ROW(NULL, NULL, NULL)]::ecom.product_ranking[]) FROM some_sums;
SELECT ecom.top_products(products, 7, 3, NULL, 1, NULL, products, ARRAY[ROW(NULL, NULL, ARRAY[ROW('P', NULL, 1, 1, 1)::ecom.ranked_product])::ecom.product_ranking]) FROM some_sums;
SELECT cardinality(ecom.top_products(products, 7, 3, NULL, 1, NULL, NULL, ARRAY[NULL, ROW(NULL, NULL, NULL)]::ecom.product_ranking[])) AS rankings FROM some_sums;

DROP FUNCTION flat, reads, follow, plan_has;
DROP VIEW some_follows;
DROP TABLE two, two_parts, some_lines, some_sums, some_rankings, some_changes;
DROP TABLE kinds, kind_lines, parts, some_parts, pens, kind_top, kind_ranked;
DROP TABLE title_parts, one_title, few_titles;
DROP TABLE lines, few, products, modes, sales, odd, odd_ranked, odd_top, top, ranked;
