-- Invariants: each of these queries returns no row.

-- raw = staged + rejected, and every rejected line has a reason
SELECT 'raw = staged + rejected' AS broken FROM (SELECT
	(SELECT count(*) FROM raw.amazon_purchases) AS raw, (SELECT count(*) FROM staging.stg_amazon_purchases) AS staged,
	(SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected) c WHERE raw <> staged + rejected;
SELECT 'rejected without reason' AS broken FROM staging.stg_amazon_purchases_rejected WHERE reason IS NULL OR reason = '';
SELECT 'raw line rejected that is no raw line' AS broken FROM
	(SELECT order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, survey_responseid
	 FROM staging.stg_amazon_purchases_rejected EXCEPT ALL TABLE raw.amazon_purchases) x;
SELECT 'staged twice' AS broken FROM staging.stg_amazon_purchases
GROUP BY survey_responseid, order_date, state, unit_price, quantity, product_code, CASE WHEN product_code IS NULL THEN title END HAVING count(*) > 1 LIMIT 5;

-- the fact has a row per staged line, the same units and value, as has the wide view
SELECT 'fact <> staging' AS broken FROM (SELECT count(*) AS n, sum(quantity) AS q, sum(unit_price * quantity) AS v FROM staging.stg_amazon_purchases) s,
	(SELECT count(*) AS n, sum(quantity) AS q, sum(order_value) AS v FROM refinement.fct_orders) f,
	(SELECT count(*) AS n, sum(quantity) AS q, sum(order_value) AS v FROM refinement.ref_orders_enriched) e
WHERE (s.n, s.q, s.v) IS DISTINCT FROM (f.n, f.q, f.v) OR (s.n, s.q, s.v) IS DISTINCT FROM (e.n, e.q, e.v);

-- every key of the fact has its row in its dimension
SELECT 'fact without user' AS broken FROM refinement.fct_orders f WHERE NOT EXISTS (SELECT FROM refinement.dim_user d WHERE d.user_key = f.user_key) LIMIT 5;
SELECT 'fact without day' AS broken FROM refinement.fct_orders f WHERE NOT EXISTS (SELECT FROM refinement.dim_date d WHERE d.date_key = f.date_key) LIMIT 5;
SELECT 'fact without state' AS broken FROM refinement.fct_orders f WHERE NOT EXISTS (SELECT FROM refinement.dim_state d WHERE d.state_fips = f.state_key) LIMIT 5;
SELECT 'fact without product' AS broken FROM refinement.fct_orders f WHERE NOT EXISTS (SELECT FROM refinement.dim_product d WHERE d.product_key = f.product_key) LIMIT 5;

-- every additive mart sums to the fact, to the cent
WITH fact AS (SELECT count(*) AS orders, coalesce(sum(quantity), 0) AS units, coalesce(sum(order_value), 0) AS revenue FROM refinement.fct_orders),
marts(mart, orders, units, revenue) AS (
	SELECT 'sales_by_state', sum(orders_count), sum(total_units), sum(total_revenue) FROM mart.mart_sales_by_state_m_y
	UNION ALL SELECT 'sales_by_category', sum(orders_count), sum(total_units), sum(total_revenue) FROM mart.mart_sales_by_category_m_y
	UNION ALL SELECT 'customer_segment', sum(orders_count), sum(total_units), sum(total_revenue) FROM mart.mart_customer_segment_metrics
	UNION ALL SELECT 'revenue_by_income_state', sum(orders_count), NULL, sum(total_revenue) FROM mart.mart_revenue_by_income_state
	UNION ALL SELECT 'revenue_vs_income', sum(total_orders), NULL, sum(total_revenue) FROM mart.mart_revenue_vs_income_state_year
	UNION ALL SELECT 'cohort_retention', NULL, NULL, sum(total_revenue) FROM mart.mart_cohort_retention)
SELECT 'does not reconcile' AS broken, m.* FROM marts m, fact f
WHERE coalesce(m.revenue, 0) <> f.revenue OR coalesce(m.orders, f.orders) <> f.orders OR coalesce(m.units, f.units) <> f.units;

-- retention equals the classic self-join, cell by cell
WITH first_month AS (SELECT user_key, date_trunc('month', min(date_key)::timestamp) AS cohort FROM refinement.fct_orders GROUP BY user_key),
classic AS (
	SELECT c.cohort::date AS cohort_month, count(DISTINCT f.user_key) AS active_users, sum(f.order_value) AS total_revenue,
		((date_part('year', f.date_key) - date_part('year', c.cohort)) * 12 + date_part('month', f.date_key) - date_part('month', c.cohort))::integer AS months_after
	FROM refinement.fct_orders f JOIN first_month c ON c.user_key = f.user_key GROUP BY c.cohort, months_after),
size AS (SELECT cohort::date AS cohort_month, count(*) AS cohort_size FROM first_month GROUP BY cohort)
SELECT 'retention' AS broken, cohort_month, months_after
FROM mart.mart_cohort_retention m LEFT JOIN classic c USING (cohort_month, months_after) LEFT JOIN size s USING (cohort_month)
WHERE m.active_users <> coalesce(c.active_users, 0) OR m.total_revenue <> coalesce(c.total_revenue, 0) OR m.cohort_size IS DISTINCT FROM s.cohort_size
	OR m.retention_pct <> round(100.0 * m.active_users / m.cohort_size, 1)
UNION ALL
SELECT 'retention lacks a cell', cohort_month, months_after FROM classic c
WHERE NOT EXISTS (SELECT FROM mart.mart_cohort_retention m WHERE m.cohort_month = c.cohort_month AND m.months_after = c.months_after);

-- averages are of sums
SELECT 'average' AS broken FROM mart.mart_sales_by_state_m_y WHERE avg_order_value <> round(total_revenue / orders_count, 2)
UNION ALL SELECT 'average' FROM mart.mart_sales_by_category_m_y WHERE avg_order_value <> round(total_revenue / orders_count, 2)
UNION ALL SELECT 'average' FROM mart.mart_customer_segment_metrics
	WHERE avg_order_value <> round(total_revenue / orders_count, 2) OR avg_orders_per_user <> round(orders_count::numeric / segment_users, 2)
UNION ALL SELECT 'average' FROM mart.mart_revenue_by_income_state WHERE avg_order_value <> round(total_revenue / orders_count, 2)
UNION ALL SELECT 'average' FROM mart.mart_revenue_vs_income_state_year WHERE revenue_per_user <> round(total_revenue / active_users, 2);

-- dimensions hold no NULL, the calendar has no gap
SELECT 'NULL in dim_user' AS broken FROM refinement.dim_user u WHERE num_nulls(VARIADIC ARRAY[u.age_group::text, u.income_bracket::text,
	u.gender::text, u.is_hispanic::text, u.education::text, u.household_size_cat::text, u.race, u.home_state_name]) > 0;
SELECT 'gap in dim_date' AS broken FROM refinement.dim_date HAVING max(date_key) - min(date_key) + 1 <> count(*);
