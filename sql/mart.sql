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
SELECT * FROM mart.mart_sales_by_category_m_y ORDER BY month, category;
\x on
SELECT * FROM mart.mart_customer_segment_metrics ORDER BY year, age_group, income_bracket;
\x off

-- cohorts of January 2021 (Ann, Bob), June 2021 (Cleo) and December 2022 (Dan): every month up to the newest order's, zeros too.
-- December 2022 is complete: the newest order is of its last day
SELECT * FROM mart.mart_cohort_retention WHERE months_after <= 1 OR active_users > 0 ORDER BY cohort_month, months_after;
SELECT cohort_month, count(*) AS months, min(months_after), max(months_after), sum(active_users) AS user_months FROM mart.mart_cohort_retention
GROUP BY cohort_month ORDER BY cohort_month;

SELECT * FROM mart.mart_top_products ORDER BY period, rank_by_revenue;
SELECT * FROM mart.mart_revenue_by_income_state ORDER BY income_bracket, state_key;
SELECT * FROM mart.mart_revenue_vs_income_state_year ORDER BY state_fips, year;

-- bi: the same rows, the same comments
SELECT (SELECT count(*) FROM bi.sales_by_state_m_y) AS state, (SELECT count(*) FROM bi.sales_by_category_m_y) AS category,
	(SELECT count(*) FROM bi.customer_segment_metrics) AS segment, (SELECT count(*) FROM bi.cohort_retention) AS cohort,
	(SELECT count(*) FROM bi.top_products) AS product, (SELECT count(*) FROM bi.revenue_by_income_state) AS income_state,
	(SELECT count(*) FROM bi.revenue_vs_income_state_year) AS state_year;
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
