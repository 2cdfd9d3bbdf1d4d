-- The marts from a tiny seed: all of them, and the plain views over them.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

SELECT count(*) AS refreshed FROM ecom.refresh();
SET datestyle = 'ISO';

SELECT * FROM mart.mart_sales_by_state_m_y ORDER BY month, state_key;
-- Bob's line without a code is of its own category, as in the wide view
SELECT * FROM mart.mart_sales_by_category_m_y ORDER BY month, category;
-- every month, also those without orders; January 2021: 3 lines of 2 users on 3 days (Ann 2, Bob 1)
SELECT * FROM mart.mart_months WHERE month IN ('2021-01-01', '2021-04-01', '2022-12-01') ORDER BY month;
SELECT count(*) AS months, sum(orders_count) AS orders, sum(total_units) AS units, sum(total_revenue) AS revenue, sum(baskets) AS baskets FROM mart.mart_months;
\x on
SELECT * FROM mart.mart_customer_segment_metrics ORDER BY year, age_group, income_bracket;
\x off

-- cohorts of January 2021 (Ann, Bob), June 2021 (Cleo) and December 2022 (Dan): every month up to the newest order's, zeros too.
-- December 2022 is complete: the newest order is of its last day
SELECT * FROM mart.mart_cohort_retention WHERE months_after <= 1 OR active_users > 0 ORDER BY cohort_month, months_after;
SELECT cohort_month, count(*) AS months, min(months_after), max(months_after), sum(active_users) AS user_months FROM mart.mart_cohort_retention
GROUP BY cohort_month ORDER BY cohort_month;

SELECT * FROM mart.mart_top_products ORDER BY period, rank_by_revenue;
SELECT period, category, product_key, title, total_quantity, total_revenue, rank_by_revenue, rank_by_units FROM mart.mart_top_products_by_category
WHERE period <> '2021' ORDER BY period, category, rank_by_revenue;
-- tea: 2 lines in January 2021 (10 USD each), one of 3 pieces in January 2022 (15 USD)
SELECT * FROM mart.mart_top_product_months ORDER BY product_key, month;
SELECT period, category, string_agg(products::text, '') FILTER (WHERE category = 'TEA') AS tea, count(*) AS rankings FROM refinement.product_rankings
WHERE period = 'all' AND category IN ('', 'TEA') GROUP BY 1, 2 ORDER BY 2;
SELECT * FROM mart.mart_revenue_by_income_state ORDER BY income_bracket, state_key;
SELECT * FROM mart.mart_revenue_vs_income_state_year ORDER BY state_fips, year;

-- bi: the same rows, comments of their own or the same
SELECT (SELECT count(*) FROM bi.sales_by_state_m_y) AS state, (SELECT count(*) FROM bi.sales_by_category_m_y) AS category,
	(SELECT count(*) FROM bi.customer_segment_metrics) AS segment, (SELECT count(*) FROM bi.cohort_retention) AS cohort,
	(SELECT count(*) FROM bi.top_products) AS product, (SELECT count(*) FROM bi.revenue_by_income_state) AS income_state,
	(SELECT count(*) FROM bi.revenue_vs_income_state_year) AS state_year;
-- beside the year before where both months are covered, 0 where nothing was sold: tea 15 after 20 USD in January, nothing after nothing in February
SELECT month, orders_count, total_revenue, revenue_year_before, growth_pct FROM bi.category_months
WHERE category = 'TEA' AND month IN ('2021-01-01', '2022-01-01', '2022-02-01') ORDER BY month;
-- California: 15 after 20 USD in January 2022, 25 after 19.99 in December
SELECT state_fips, month, orders_count, total_revenue, revenue_year_before, growth_pct FROM bi.state_months
WHERE state_fips = '06' AND month IN ('2021-12-01', '2022-01-01', '2022-12-01') ORDER BY month;
SELECT count(*) AS rows, count(DISTINCT state_fips) AS states, sum(total_revenue) = (SELECT sum(order_value) FROM refinement.fct_orders) AS reconciles FROM bi.state_months;
SELECT year, orders_count, previous_year_orders FROM bi.years ORDER BY year;
SELECT year, orders_count, previous_year_orders FROM bi.state_years WHERE state_fips = '06' ORDER BY year;
SELECT year, orders_count, previous_year_orders FROM bi.category_years WHERE category = 'TEA' ORDER BY year;
SELECT col_description('bi.cohort_retention'::regclass, 6) AS comment, obj_description('bi.top_products'::regclass, 'pg_class') IS NOT NULL AS view_has_comment;
SELECT * FROM bi.survey_fields ORDER BY field;
SELECT first_order_date, last_order_date, last_complete_year, last_census_year, last_refresh_at IS NOT NULL AS refreshed FROM bi.data_freshness;

-- more than 50 products: the top 50 by either measure, ranks without gap or tie
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, survey_responseid)
SELECT '2021-05-01', round(100000.0 / (n * n), 2)::text, n::text, 'P' || to_char(n, 'FM000'), 'R_x' FROM generate_series(1, 300) n;
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT period, count(*) AS products, count(DISTINCT rank_by_revenue) AS revenue_ranks, max(rank_by_revenue) FILTER (WHERE rank_by_units > 50) AS last_by_revenue,
	count(*) FILTER (WHERE rank_by_revenue <= 50) AS top_by_revenue, count(*) FILTER (WHERE rank_by_units <= 50) AS top_by_units
FROM mart.mart_top_products GROUP BY period ORDER BY period;

-- ranks of amounts beyond a trillion are in their order, without gap: ...00.99 before ...00.50 before what the third, of the lower code, shares with the fourth
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, survey_responseid)
SELECT '2021-05-0' || n, p, q, k, 'R_x'
FROM (VALUES ('P4', 1, '10000000.00', '100000'), ('P4', 2, '0.99', '1'), ('P3', 1, '10000000.00', '100000'), ('P3', 2, '0.50', '1'),
	('P2', 1, '5', '1'), ('P1', 1, '5', '1')) v (k, n, p, q);
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT period, product_key, total_revenue, rank_by_revenue, rank_by_units FROM mart.mart_top_products WHERE period = 'all' ORDER BY rank_by_revenue;

-- the best of a category that has none among the 50 best: two of each of 60 tea pots at 1000 USD and more, a pen at 900, another at 1
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, category, survey_responseid)
SELECT '2021-05-01', (1000 + n)::text, '2', 'T' || to_char(n, 'FM00'), 'TEAPOT', 'R_x' FROM generate_series(1, 60) n
UNION ALL VALUES ('2021-05-01', '900', '1', 'PEN1', 'PEN', 'R_x'), ('2021-05-01', '1', '1', 'PEN2', 'PEN', 'R_x');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT category, count(*) AS products FROM mart.mart_top_products WHERE period = '2021' GROUP BY category ORDER BY category;
SELECT * FROM mart.mart_top_products_by_category WHERE period = '2021' AND category = 'PEN' ORDER BY rank_by_revenue;
-- pots: T60 to T51 by revenue, T01 to T10 by pieces (all have two), each with its rank in the other order
SELECT product_key, total_revenue, rank_by_revenue, rank_by_units FROM mart.mart_top_products_by_category
WHERE period = 'all' AND category = 'TEAPOT' AND (rank_by_revenue IN (1, 10) OR rank_by_units IN (1, 10)) ORDER BY rank_by_revenue;
SELECT count(*) AS products, max(rank_by_revenue), max(rank_by_units) FROM mart.mart_top_products_by_category WHERE period = 'all' AND category = 'TEAPOT';

-- baskets: what one user orders on one day, to whatever states. Two lines and another to a second state on the first of May, one on the 2nd; another user on the first:
-- 3 baskets of 50 / 3 = 16.67 USD; 2 in California and 2 in Texas, where a basket sent to both counts in both
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, asin_isbn_product_code, survey_responseid) VALUES
	('2021-05-01', '10', '1', 'CA', 'B1', 'R_x'), ('2021-05-01', '10', '1', 'CA', 'B2', 'R_x'), ('2021-05-01', '10', '1', 'TX', 'B1', 'R_x'), ('2021-05-02', '10', '1', 'CA', 'B1', 'R_x'),
	('2021-05-01', '10', '1', 'TX', 'B1', 'R_y');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT orders_count, active_users, baskets, avg_order_value, avg_basket_value FROM bi.months;
SELECT year, baskets, avg_order_value, avg_basket_value FROM bi.years;
SELECT state_name, orders_count, active_users, baskets FROM bi.sales_by_state_m_y ORDER BY state_name;
