-- ecom.price_changes, and the marts of prices
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
SET datestyle = 'ISO';

-- Months by their number: 24264 is January 2022. Tea costs 5, then 6 (a dozen for 72), then, after a month without, 9; it is matched in February only, and by year 2021 to 2022.
-- By hand: ln(6 / 5) = 0.182321557; r0 50, r1 72, q0 10, q1 12: 72 - 50 + 72 * 10 / 12 - 50 * 12 / 10 = 22. Coffee goes from 10 to 8 in February: ln(0.8) = -0.223143551.
-- By year tea has 20 at 4 in 2021 (80 USD) and 10 + 12 + 1 for 50 + 72 + 9 in 2022: ln((131 / 23) / 4) = 0.353287..., 131 - 80 + 131 * 20 / 23 - 80 * 23 / 20 = 72.91304348.
CREATE TABLE lines (product_key text, month integer, units bigint, amount numeric, category text);
INSERT INTO lines VALUES
	('tea', 24252, 20, 80, 'DRINKS'),
	('tea', 24264, 4, 20, 'DRINKS'), ('tea', 24264, 6, 30, 'HERBS'), ('tea', 24265, 12, 72, NULL), ('tea', 24267, 1, 9, 'DRINKS'),
	('coffee', 24264, 1, 10, 'DRINKS'), ('coffee', 24265, 2, 16, 'DRINKS'),
	('cup', 24264, 1, 3.99, 'CUPS'), ('cup', 24266, 1, 4.99, 'CUPS'),
	('no category', 24264, 1, 1, NULL), ('no category', 24265, 1, 2, NULL);
-- what is kept of products, as refinement.product_sums has it
CREATE FUNCTION sums() RETURNS TABLE (products bytea) LANGUAGE sql AS
$$
	SELECT (s.sums).products
	FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog(product_key, category, NULL, month, units, amount) AS catalog FROM lines) c) s
$$;
SELECT c.* FROM (SELECT ecom.price_changes(products, NULL, 24268) AS changes FROM sums()) l, unnest(l.changes) AS c ORDER BY category, is_year, period;
-- products of no category have one if it is said; months from a certain one on do not count, and none does if it is not said
SELECT c.category, c.is_year, c.period, c.products FROM (SELECT ecom.price_changes(products, 'NONE', 24268) AS changes FROM sums()) l, unnest(l.changes) AS c WHERE c.category = 'NONE';
SELECT c.category, c.is_year, c.period, c.products, c.revenue FROM (SELECT ecom.price_changes(products, NULL, 24265) AS changes FROM sums()) l, unnest(l.changes) AS c;
SELECT ecom.price_changes(products, NULL, NULL) IS NULL AS none, ecom.price_changes(NULL, NULL, 24268) IS NULL AS nothing FROM sums();
SELECT ecom.price_changes(products, NULL, 24264) AS no_match FROM sums();
-- in whatever order
SELECT count(DISTINCT changes) AS results FROM (
	SELECT (SELECT array_agg(c ORDER BY c) FROM unnest(l.changes) c) AS changes FROM (
		SELECT ecom.price_changes(products, 'NONE', 24268 ORDER BY products) AS changes FROM sums() UNION ALL
		SELECT ecom.price_changes(products, 'NONE', 24268 ORDER BY products DESC) FROM sums()) l) r;
-- what products say otherwise than before: what they say now, less what they said; nothing where nothing has changed
CREATE FUNCTION parts() RETURNS TABLE (part integer, products bytea) LANGUAGE sql AS
$$
	SELECT (s.sums).*
	FROM (SELECT ecom.product_sums(c.catalog) AS sums FROM (SELECT ecom.product_catalog(product_key, category, NULL, month, units, amount) AS catalog FROM lines) c) s
$$;
CREATE TABLE parts_before AS SELECT * FROM parts();
SELECT ecom.price_changes(n.products, b.products, 'NONE', 24268) AS nothing FROM parts() n FULL JOIN parts_before b USING (part);
BEGIN;
DELETE FROM lines WHERE product_key = 'coffee' AND month = 24264;
INSERT INTO lines VALUES ('tea', 24265, 4, 30, NULL), ('cup', 24265, 2, 8.50, 'CUPS'), ('no category', 24264, 1, 1, 'CUPS');
SELECT s.* FROM (SELECT ecom.price_changes(n.products, b.products, 'NONE', 24268) AS changes FROM parts() n FULL JOIN parts_before b USING (part)) c CROSS JOIN LATERAL unnest(c.changes) s ORDER BY category, is_year, period;
WITH changes AS
(
	SELECT s.*, 1 AS sign FROM (SELECT ecom.price_changes(products, 'NONE', 24268) AS changes FROM parts()) c CROSS JOIN LATERAL unnest(c.changes) s
	UNION ALL
	SELECT s.*, -1 FROM (SELECT ecom.price_changes(products, 'NONE', 24268) AS changes FROM parts_before) c CROSS JOIN LATERAL unnest(c.changes) s
)
SELECT category, is_year, period, sum(sign * products) AS products, sum(sign * log_relatives) AS log_relatives, sum(sign * previous_revenue) AS previous_revenue, sum(sign * revenue) AS revenue, sum(sign * twice_price_effect) AS twice_price_effect
FROM changes GROUP BY category, is_year, period HAVING sum(sign * revenue) <> 0 OR sum(sign * products) <> 0 ORDER BY category, is_year, period;
ROLLBACK;
SELECT ecom.price_changes(products, NULL, 'NONE', NULL) IS NULL AS none FROM parts_before;
DROP TABLE parts_before;
-- what has no price does not count: no pieces, nothing paid, money back, no number, more decimals, 30 digits (29 do); nor what is no month
INSERT INTO lines SELECT 'odd ' || o.n, m.month, o.units, o.amount, 'ODD'
FROM (VALUES (1, 0, 5), (2, 1, 0), (3, 1, -5), (4, 1, 'NaN'), (5, 1, 'Infinity'), (6, 1, '-Infinity'), (7, -1, 5), (8, 1, 0.00001), (9, 1, 1e29), (10, 1, 1e28)) AS o (n, units, amount), (VALUES (24264), (24265)) AS m (month);
INSERT INTO lines VALUES ('odd', -1, 1, 5, 'ODD'), ('odd', 0, 1, 5, 'ODD'), ('odd', 1, 1, 5, 'ODD'), ('odder', 2147483647, 1, 5, 'ODD'), ('odder', -2147483648, 1, 5, 'ODD'), ('odder', 2147483646, 1, 5, 'ODD');
SELECT c.* FROM (SELECT ecom.price_changes(products, NULL, 2147483647) AS changes FROM sums()) l, unnest(l.changes) AS c WHERE c.category = 'ODD';
-- trillions are exact; years that no number holds are not matched
TRUNCATE lines;
INSERT INTO lines VALUES ('gold', 24264, 1, 214748364700000000.01, 'METALS'), ('gold', 24265, 2, 429496729400000000.02, 'METALS'),
	('lead', 24263, 1, 1, 'METALS'), ('lead', 24264, 9223372036854775807, 1, 'METALS'), ('lead', 24266, 1, 1, 'METALS');
SELECT c.is_year, c.products, c.log_relatives, c.previous_revenue, c.revenue, c.twice_price_effect FROM (SELECT ecom.price_changes(products, NULL, 24268) AS changes FROM sums()) l, unnest(l.changes) AS c ORDER BY 1, 3;
-- bytes that are no products are an error, and no crash, wherever they are cut off or whichever is another one
CREATE FUNCTION reads(products bytea) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	PERFORM ecom.price_changes(products, 'NONE', 24268), ecom.price_changes(products, NULL, 'NONE', 24268), ecom.price_changes(NULL, products, 'NONE', 24268);
	RETURN 'read';
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN SQLERRM;
END
$$;
SELECT r.outcome, count(*) FROM (SELECT string_agg(products, '') AS all_of_them FROM sums()) p, generate_series(0, length(p.all_of_them)) n, LATERAL (SELECT reads(substr(p.all_of_them, 1, n)) AS outcome) r GROUP BY 1 ORDER BY 1;
SELECT r.outcome = 'read' AS is_read, count(*) > 100 AS many
FROM (SELECT string_agg(products, '') AS all_of_them FROM sums()) p, generate_series(0, length(p.all_of_them) - 1) n, (VALUES (0), (1), (127), (128), (255)) b (byte),
	LATERAL (SELECT reads(set_byte(p.all_of_them, n, b.byte)) AS outcome) r GROUP BY 1 ORDER BY 1;
SELECT ecom.price_changes('\x80', 'NONE', 24268);
-- what a join of the sums with themselves gives, of 40,000 lines
TRUNCATE lines;
INSERT INTO lines SELECT 'product ' || n % 900, 24252 + (n * 31 + n / 900) % 24, 1 + n % 7, (1 + n * 7919 % 1000) / 100.0, 'category ' || hashtext('product ' || n % 900) % 5 FROM generate_series(1, 40000) AS n;
CREATE TABLE joined AS
WITH sold AS (SELECT category, product_key, month, false AS is_year, sum(units) AS units, sum(amount) AS amount FROM lines GROUP BY 1, 2, 3
	UNION ALL SELECT category, product_key, month / 12, true, sum(units), sum(amount) FROM lines GROUP BY 1, 2, 3)
SELECT n.category, n.is_year, n.month AS period, count(*) AS products, round(sum(ln((n.amount / n.units) / (b.amount / b.units))), 6) AS log_relatives, sum(b.amount) AS previous_revenue,
	sum(n.amount) AS revenue, round(sum((n.amount / n.units - b.amount / b.units) * (n.units + b.units)), 4) AS twice_price_effect
FROM sold n JOIN sold b ON b.product_key = n.product_key AND b.is_year = n.is_year AND b.month = n.month - 1 GROUP BY 1, 2, 3;
CREATE TABLE counted AS
SELECT c.category, c.is_year, c.period, c.products, round(c.log_relatives, 6) AS log_relatives, c.previous_revenue, c.revenue, round(c.twice_price_effect, 4) AS twice_price_effect
FROM (SELECT ecom.price_changes(products, NULL, 24276) AS changes FROM sums()) l, unnest(l.changes) AS c;
SELECT count(*) AS rows, count(*) FILTER (WHERE j.products IS DISTINCT FROM c.products OR j.previous_revenue <> c.previous_revenue OR j.revenue <> c.revenue
	OR abs(j.log_relatives - c.log_relatives) > 0.00001 OR abs(j.twice_price_effect - c.twice_price_effect) > 0.001) AS differences
FROM joined j FULL JOIN counted c USING (category, is_year, period);

-- The marts. Tea and pens are sold in all 24 months of 2021 and 2022: tea at 5.00 in 2021 and 6.00 in 2022, 2 pieces a month and then 3; pens at 1.00, and twice the price and back from December
-- 2021 to January 2022; ink is sold in 2021 only, paper in 2022 only; a gift card has no price. January 2023 is not over.
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid)
SELECT to_char('2021-01-15'::date + make_interval(months => n), 'YYYY-MM-DD'), p.price, p.quantity, p.code, p.category, 'x', 'R_' || u
FROM generate_series(0, 23) AS n, generate_series(1, 2) AS u, LATERAL (VALUES
	('B000000001', 'TEA', CASE WHEN n < 12 THEN '5.00' ELSE '6.00' END, CASE WHEN u = 2 THEN '1' WHEN n < 12 THEN '1' ELSE '2' END, true),
	('B000000002', 'OFFICE', CASE WHEN n = 11 THEN '2.00' ELSE '1.00' END, '1', true),
	('B000000003', 'OFFICE', '3.00', '1', n < 12),
	('B000000004', 'OFFICE', '4.00', '1', n >= 12),
	('B000000005', 'GIFT_CARD', n + 1 || '.00', '1', true)) AS p (code, category, price, quantity, is_sold)
WHERE p.is_sold;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid)
VALUES ('2023-01-10', '60.00', '1', 'B000000001', 'TEA', 'x', 'R_1'), ('2022-06-20', '7.50', '2', NULL, 'OFFICE', 'without a code', 'R_1');
SELECT count(*) > 30 AS refreshed FROM ecom.refresh();
-- Tea: 100, and from January 2022 on 120, though all months have it. Office: pens double in December 2021 beside ink, which stays: the square root of 2, 141.42; in January 2022 pens go back, ink is
-- gone and paper not yet to be compared: half of that, 70.71; and there it stays, though nothing costs less than before: what chaining does.
SELECT month, category, category_rank, matched_products, price_change_pct, price_index FROM mart.mart_price_index
WHERE month IN ('2021-01-01', '2021-02-01', '2021-12-01', '2022-01-01', '2022-02-01', '2022-12-01') ORDER BY category, month;
SELECT count(*) AS rows, min(month) AS first, max(month) AS last, string_agg(DISTINCT category, ', ') AS categories FROM bi.price_index;
-- Growth of tea from 24 pieces (120 USD) to 36 (216 USD): the price by (6 - 5) * (24 + 36) / 2 = 30, the quantity by (36 - 24) * (5 + 6) / 2 = 66. Office: pens, 26 USD for 24 pieces, then 24 for 24:
-- price -2; ink of 72 USD is gone, paper of 96 has come, and 15 USD of a line without a code.
SELECT year, category, previous_year_revenue, total_revenue, growth, growth_pct, matched_products, price_effect, quantity_effect, products_effect FROM mart.mart_category_growth ORDER BY category;
SELECT category, price_effect_pct, quantity_effect_pct, products_effect_pct, is_small FROM bi.category_growth ORDER BY category;
SELECT test, failures FROM ecom.check() WHERE failures > 0 AND severity = 'error';

-- Lines of a month that is not covered change nothing; a late line, a product that comes to another category, and a month that is covered now do
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid) VALUES ('2023-01-11', '60.00', '1', 'B000000001', 'TEA', 'x', 'R_2');
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'price_changes';
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid) VALUES ('2022-12-16', '12.00', '6', 'B000000001', 'TEA', 'x', 'R_2');
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'price_changes';
-- 6 more pieces for 72 USD: an average piece of December costs (18 + 72) / 9 = 10 USD, that of November 6
SELECT category, matched_products, price_change_pct, price_index FROM bi.price_index WHERE month = '2022-12-01' AND category = 'TEA';
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid)
SELECT '2023-01-12', '1.00', n::text, 'B000000002', 'PENS', 'x', 'R_1' FROM generate_series(1, 60) AS n;
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'price_changes';
SELECT DISTINCT category FROM refinement.price_changes ORDER BY 1;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, title, survey_responseid) VALUES ('2023-01-31', '6.00', '2', 'B000000001', 'TEA', 'x', 'R_2');
SELECT model, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'price_changes';
SELECT max(month) AS last FROM bi.price_index;
SELECT test, failures FROM ecom.check(deep => true) WHERE failures > 0 AND severity = 'error';

DROP FUNCTION sums(), reads(bytea);
DROP TABLE lines, joined, counted;
DROP EXTENSION ecom_analytics CASCADE;
