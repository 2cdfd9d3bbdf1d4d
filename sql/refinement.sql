-- The star schema from a tiny seed: all of it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

SELECT count(*) AS refreshed FROM ecom.refresh();
SET datestyle = 'ISO';

-- the fact: state shipped to, else home state, else 00; UNKNOWN where the line has no code, and then its own category
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

-- both years are covered, by one user in an average month: see the test of coverage
SELECT year, bool_and(is_complete_year) AS is_complete_year FROM refinement.dim_date GROUP BY year ORDER BY year;

-- days with orders, a bit each: on January 5 and 6 Ann ordered 2 lines (2^4 + 2^5 = 48), on the 20th Bob (2^19); on the last day of a month of 31 days Dan (2^30)
SELECT month, user_key, state_key, first_order_date, last_order_date, order_days, bit_count(order_days::bit(32)) AS days, orders_count FROM refinement.fct_orders_monthly
WHERE month IN ('2021-01-01', '2022-12-01') ORDER BY month, user_key;

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

-- places: the state that a line names; the home state where it names none, be that in whatever words; 00 where it names a place that is no state,
-- and where neither is known. So in the wide view, where 00 is NULL, with the income of the state and year
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.survey (survey_responseid, q_demos_state) VALUES ('R_home', 'California');
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, title, survey_responseid)
SELECT '2021-05-' || to_char(n, 'FM00'), '1', '1', state, 'Pen', CASE WHEN n > 10 THEN 'R_nobody' ELSE 'R_home' END
FROM (VALUES (1, 'TX'), (2, 'Texas'), (3, NULL), (4, ''), (5, 'N/A'), (6, 'Unknown'), (7, 'GU'), (8, 'AE'), (9, 'Ontario'), (11, 'Texas'), (12, NULL), (13, 'GU')) v (n, state);
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT s.order_date, coalesce(r.shipping_address_state, '-') AS names, s.state, s.state_given, f.state_key, e.final_state_postal, e.final_state_name, e.final_state_fips, e.median_household_income
FROM staging.stg_amazon_purchases s JOIN refinement.fct_orders f ON f.date_key = s.order_date JOIN refinement.ref_orders_enriched e ON e.order_date = s.order_date
JOIN raw.amazon_purchases r ON r.order_date = s.order_date::text ORDER BY s.order_date;
SELECT state_name, orders_count FROM mart.mart_sales_by_state_m_y ORDER BY state_name;

-- without its row in raw.state_codes a state is none: what went there goes to 00, not home, and a data test fails
DELETE FROM raw.state_codes WHERE postal_code = 'TX';
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT date_key, state_key FROM refinement.fct_orders WHERE date_key <= '2021-05-03' ORDER BY date_key;
SELECT order_date, state, state_given, final_state_postal, final_state_fips FROM refinement.ref_orders_enriched WHERE order_date <= '2021-05-03' ORDER BY order_date;
SELECT test, failures, detail FROM ecom.check() WHERE failures > 0 AND severity = 'error';
INSERT INTO raw.state_codes SELECT postal_code, state_name, state_fips FROM ecom.us_states() WHERE postal_code = 'TX';

-- the earliest first day there can be, and orders from then to yesterday: 56 years of cohorts are not too many
UPDATE ecom.settings SET value = '1970-01-01' WHERE name = 'earliest_order_date';
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid)
SELECT to_char(d, 'YYYY-MM-DD'), '1', '1', 'R_1' FROM generate_series('1970-01-01'::timestamp, now()::timestamp - interval '1 day', '1 month') d;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) VALUES ('1969-12-31', '1', '1', 'R_1');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT min(date_key) AS first_day, (SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected, (SELECT count(*) = (SELECT count(*) FROM bi.months) FROM mart.mart_cohort_retention) AS a_cell_a_month
FROM refinement.dim_date;
