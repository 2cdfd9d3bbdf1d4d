-- The star schema from a tiny seed: all of it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

SELECT count(*) AS refreshed FROM ecom.refresh();
SET datestyle = 'ISO';

-- the fact: state shipped to, else home state, else 00; UNKNOWN where the line has no code
SELECT * FROM refinement.fct_orders ORDER BY user_key, date_key, product_key;

-- users who answered (Eve never bought) and users who bought (Dan never answered); never NULL
\x on
SELECT * FROM refinement.dim_user ORDER BY user_key;
\x off

-- products: the most frequent title and category of each code, and UNKNOWN
SELECT * FROM refinement.dim_product ORDER BY product_key;

-- states, with 00 for unknown
SELECT * FROM refinement.dim_state WHERE state_fips IN ('00', '06', '11', '48', '72') ORDER BY state_fips;
SELECT region, count(*) AS states, count(DISTINCT division) AS divisions FROM refinement.dim_state GROUP BY region ORDER BY region;

-- days, first to last order without a gap
SELECT count(*) AS days, min(date_key), max(date_key), max(date_key) - min(date_key) + 1 AS expected FROM refinement.dim_date;
SELECT * FROM refinement.dim_date WHERE date_key IN ('2021-01-05', '2021-02-20', '2022-01-01', '2022-12-31') ORDER BY date_key;

-- 2021: three users ordered in January or December; 2022: one in January, two in December: both years are covered
SELECT year, bool_and(is_complete_year) AS is_complete_year FROM refinement.dim_date GROUP BY year ORDER BY year;

SELECT survey_year, count(*) AS states, count(DISTINCT state_fips) AS keys FROM refinement.dim_state_demographics GROUP BY survey_year ORDER BY survey_year;
SELECT * FROM refinement.dim_state_demographics WHERE state_fips = '06' AND survey_year >= 2022 ORDER BY survey_year;

-- the wide view
\x on
SELECT * FROM refinement.ref_orders_enriched WHERE survey_responseid IN ('R_cleo', 'R_dan') ORDER BY survey_responseid, order_date;
\x off
SELECT count(*) AS lines, sum(order_value) AS revenue, count(*) FILTER (WHERE is_gift_card) AS gift_cards, count(*) FILTER (WHERE is_digital) AS digital
FROM refinement.ref_orders_enriched;

-- every key has its row in its dimension: no row
SELECT f.* FROM refinement.fct_orders f LEFT JOIN refinement.dim_user d ON d.user_key = f.user_key WHERE d.user_key IS NULL;
SELECT f.* FROM refinement.fct_orders f LEFT JOIN refinement.dim_date d ON d.date_key = f.date_key WHERE d.date_key IS NULL;
SELECT f.* FROM refinement.fct_orders f LEFT JOIN refinement.dim_state d ON d.state_fips = f.state_key WHERE d.state_fips IS NULL;
SELECT f.* FROM refinement.fct_orders f LEFT JOIN refinement.dim_product d ON d.product_key = f.product_key WHERE d.product_key IS NULL;

-- equally frequent titles: the first in byte order, whatever the order of loading
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, title, asin_isbn_product_code, category, survey_responseid)
SELECT '2021-05-0' || n, '1', '1', t, 'B1', c, 'R_x'
FROM (VALUES (1, 'b', 'Z'), (2, 'a', 'Y'), (3, 'a', 'Z'), (4, 'b', 'Y'), (5, NULL, NULL), (6, NULL, NULL), (7, NULL, NULL)) v(n, t, c);
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT * FROM refinement.dim_product ORDER BY product_key;

-- the first year starts late and the last one thins out: neither is complete
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid)
SELECT d, '1', '1', u FROM (VALUES
	('2019-02-01', 'R_1'), ('2019-12-01', 'R_1'),
	('2020-01-01', 'R_1'), ('2020-01-01', 'R_2'), ('2020-12-01', 'R_1'),
	('2021-01-01', 'R_1'), ('2021-01-01', 'R_2'), ('2021-01-01', 'R_3'), ('2021-12-01', 'R_1'),
	('2022-01-01', 'R_1')) v(d, u);
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT year, bool_and(is_complete_year) AS is_complete_year FROM refinement.dim_date GROUP BY year ORDER BY year;
