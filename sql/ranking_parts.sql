-- ecom.ranking_parts: products by what they are ranked in
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- three products: two of one category, one of none; of months of two years
CREATE TABLE some_lines (key text, category text, month integer, units bigint, amount numeric);
INSERT INTO some_lines VALUES ('A', 'TEA', 12 * 2018, 1, 1.10), ('A', 'TEA', 12 * 2018 + 11, 2, 2.20), ('A', 'PENS', 12 * 2019, 4, 4.40), ('B', 'TEA', 12 * 2019 + 3, 8, 8.80), ('N', NULL, 12 * 2018 + 5, 16, 16.00);
CREATE VIEW some_products AS
SELECT string_agg(s.products, '') AS products FROM (SELECT ecom.product_catalog(key, category, NULL, month, units, amount) AS catalog FROM some_lines) c CROSS JOIN LATERAL ecom.product_sums(c.catalog) s;
CREATE FUNCTION parts(buckets integer) RETURNS TABLE (bucket integer, of_categories boolean, period integer, products text) LANGUAGE sql AS
$$
	SELECT r.bucket, r.of_categories, r.period, string_agg(format('%s %s %s', p.product_code, p.period, p.units), ', ' ORDER BY p.product_code COLLATE "C", p.period)
	FROM some_products s CROSS JOIN LATERAL ecom.ranking_parts(s.products, 'UNKNOWN', 12, buckets) r CROSS JOIN LATERAL ecom.product_periods(r.products_of_it, NULL) p
	GROUP BY r.bucket, r.of_categories, r.period ORDER BY r.of_categories, r.period, r.bucket
$$;
SELECT of_categories, period, products FROM parts(1);
-- those of a category are in one place, whatever the other products are
SELECT of_categories, period, products, bucket BETWEEN 0 AND 999 AS in_range, CASE WHEN of_categories THEN bucket IN (ecom.product_part('TEA') % 1000, ecom.product_part('UNKNOWN') % 1000) END AS by_category FROM parts(1000);

-- ranked by their parts, products have the ranks that they have among all: of 30000 lines, 3000 products, 50 categories, months before year 0, too
INSERT INTO some_lines SELECT 'P' || n * 7919 % 3000, nullif('C' || n * 7919 % 3000 % 51, 'C50'), n * 31 % 100 - 20, n % 7, n * 7919 % 10007 / 100.0 FROM generate_series(1, 30000) n;
CREATE FUNCTION differences(buckets integer) RETURNS text LANGUAGE sql AS
$$
	WITH whole AS MATERIALIZED
	(
		SELECT t.* FROM (SELECT ecom.top_products(s.products, 20, 5, 'UNKNOWN', 12) AS rankings FROM some_products s) r CROSS JOIN LATERAL unnest(r.rankings) t
	),
	parts AS MATERIALIZED
	(
		SELECT t.*
		FROM
		(
			SELECT p.bucket, p.of_categories, p.period AS of_period, ecom.top_products(p.products_of_it, 20, 5, 'UNKNOWN', 12) AS rankings
			FROM some_products s CROSS JOIN LATERAL ecom.ranking_parts(s.products, 'UNKNOWN', 12, buckets) p
			GROUP BY p.bucket, p.of_categories, p.period
		) r
		CROSS JOIN LATERAL unnest(r.rankings) t
		WHERE CASE WHEN r.of_categories THEN t.category IS NOT NULL ELSE t.category IS NULL AND t.period IS NOT DISTINCT FROM r.of_period END
	)
	SELECT format('%s, of %s rankings', count(*), (SELECT count(*) FROM whole)) FROM ((TABLE whole EXCEPT ALL TABLE parts) UNION ALL (TABLE parts EXCEPT ALL TABLE whole)) d
$$;
SELECT buckets, differences(buckets) FROM unnest('{1,7,64}'::integer[]) buckets;

-- of no products, of NULL
SELECT count(*) FROM ecom.ranking_parts('', 'UNKNOWN', 12, 64);
SELECT count(*) FROM ecom.ranking_parts(NULL, 'UNKNOWN', 12, 64);

-- what cannot be meant
SELECT count(*) FROM ecom.ranking_parts('', 'UNKNOWN', 0, 64);
SELECT count(*) FROM ecom.ranking_parts('', 'UNKNOWN', 12, 0);
SELECT count(*) FROM ecom.ranking_parts('', 'UNKNOWN', 12, 65537);
SELECT count(*) FROM ecom.ranking_parts('\x01', 'UNKNOWN', 12, 64);

DROP FUNCTION parts, differences;
DROP VIEW some_products;
DROP TABLE some_lines;
