-- The models as one would write them in plain SQL, in one text for PostgreSQL and DuckDB: MODEL is MATERIALIZED VIEW
-- there and TABLE here. A line "-- step: NAME" begins what is timed together.

-- step: stg_amazon_purchases
CREATE MODEL peer.stg_amazon_purchases AS
SELECT survey_responseid, order_date, state, unit_price, quantity, product_code, title, category
FROM
(
	SELECT l.*, row_number() OVER (PARTITION BY survey_responseid, order_date, state, unit_price, quantity, product_code ORDER BY title) AS copy
	FROM
	(
		SELECT
			nullif(trim(survey_responseid), '') AS survey_responseid,
			CAST(order_date AS date) AS order_date,
			nullif(upper(trim(shipping_address_state)), '') AS state,
			CAST(purchase_price_per_unit AS numeric(10,2)) AS unit_price,
			CAST(CAST(quantity AS numeric(10,2)) AS integer) AS quantity,
			nullif(upper(trim(asin_isbn_product_code)), '') AS product_code,
			nullif(replace(regexp_replace(trim(title), '\s+', ' ', 'g'), '&amp;', '&'), '') AS title,
			coalesce(nullif(upper(trim(category)), ''), 'UNKNOWN') AS category
		FROM peer.amazon_purchases
	) l
	WHERE survey_responseid IS NOT NULL AND order_date >= DATE '2018-01-01' AND order_date <= current_date AND unit_price > 0 AND quantity > 0
) d
WHERE copy = 1;

-- step: refinement
CREATE MODEL peer.dim_user AS
SELECT u.user_key, coalesce(s.q_demos_age, 'Unknown') AS age_group, coalesce(s.q_demos_income, 'Unknown') AS income_bracket,
	coalesce(s.q_demos_gender, 'Unknown') AS gender, coalesce(s.q_demos_hispanic, 'Unknown') AS is_hispanic, coalesce(s.q_demos_education, 'Unknown') AS education,
	coalesce(s.q_amazon_use_hh_size, 'Unknown') AS household_size_cat, c.postal_code AS home_state
FROM (SELECT survey_responseid AS user_key FROM peer.survey UNION SELECT survey_responseid FROM peer.stg_amazon_purchases) u
LEFT JOIN peer.survey s ON s.survey_responseid = u.user_key
LEFT JOIN peer.state_codes c ON c.state_name = s.q_demos_state;
CREATE MODEL peer.dim_product AS
SELECT c.product_code AS product_key, c.category, t.title
FROM
(
	SELECT product_code, category, row_number() OVER (PARTITION BY product_code ORDER BY count(*) DESC, category) AS place
	FROM peer.stg_amazon_purchases WHERE product_code IS NOT NULL GROUP BY product_code, category
) c
JOIN
(
	SELECT product_code, title, row_number() OVER (PARTITION BY product_code ORDER BY count(*) DESC, title) AS place
	FROM peer.stg_amazon_purchases WHERE product_code IS NOT NULL GROUP BY product_code, title
) t ON t.product_code = c.product_code AND t.place = 1
WHERE c.place = 1
UNION ALL SELECT 'UNKNOWN', 'UNKNOWN', 'Unknown';
CREATE MODEL peer.ref_orders_enriched AS
SELECT p.*, u.age_group, u.income_bracket, u.gender, u.is_hispanic, u.education, u.household_size_cat, u.home_state,
	coalesce(p.state, u.home_state) AS final_state, c.state_name, c.state_fips, d.median_household_income, d.total_population, p.unit_price * p.quantity AS order_value,
	p.category LIKE '%GIFT\_CARD' ESCAPE '\' AS is_gift_card
FROM peer.stg_amazon_purchases p
JOIN peer.dim_user u ON u.user_key = p.survey_responseid
LEFT JOIN peer.state_codes c ON c.postal_code = coalesce(p.state, u.home_state)
LEFT JOIN peer.state_demographics d ON d.state_fips = c.state_fips AND d.survey_year = extract(year FROM p.order_date);
CREATE MODEL peer.fct_orders AS
SELECT p.survey_responseid AS user_key, p.order_date AS date_key, coalesce(c.state_fips, '00') AS state_key, coalesce(p.product_code, 'UNKNOWN') AS product_key,
	p.quantity, p.unit_price, p.unit_price * p.quantity AS order_value
FROM peer.stg_amazon_purchases p
JOIN peer.dim_user u ON u.user_key = p.survey_responseid
LEFT JOIN peer.state_codes c ON c.postal_code = coalesce(p.state, u.home_state);

-- step: marts
CREATE MODEL peer.mart_sales_by_state_m_y AS
SELECT date_trunc('month', date_key) AS month, state_key, count(*) AS orders_count, sum(quantity) AS total_units, sum(order_value) AS total_revenue,
	round(sum(order_value) / count(*), 2) AS avg_order_value, count(DISTINCT user_key) AS active_users
FROM peer.fct_orders GROUP BY 1, 2;
CREATE MODEL peer.mart_sales_by_category_m_y AS
SELECT date_trunc('month', f.date_key) AS month, p.category, count(*) AS orders_count, sum(f.quantity) AS total_units, sum(f.order_value) AS total_revenue,
	round(sum(f.order_value) / count(*), 2) AS avg_order_value
FROM peer.fct_orders f JOIN peer.dim_product p ON p.product_key = f.product_key GROUP BY 1, 2;
CREATE MODEL peer.mart_customer_segment_metrics AS
SELECT extract(year FROM f.date_key) AS year, u.age_group, u.income_bracket, u.gender, u.is_hispanic, u.education, u.household_size_cat,
	count(DISTINCT f.user_key) AS segment_users, count(*) AS orders_count, sum(f.quantity) AS total_units, sum(f.order_value) AS total_revenue,
	round(sum(f.order_value) / count(*), 2) AS avg_order_value
FROM peer.fct_orders f JOIN peer.dim_user u ON u.user_key = f.user_key GROUP BY 1, 2, 3, 4, 5, 6, 7;
CREATE MODEL peer.mart_top_products AS
SELECT r.*, p.title, p.category
FROM
(
	SELECT y.*, row_number() OVER (PARTITION BY period ORDER BY revenue DESC, product_key) AS rank_by_revenue,
		row_number() OVER (PARTITION BY period ORDER BY units DESC, product_key) AS rank_by_units
	FROM
	(
		SELECT CAST(extract(year FROM date_key) AS varchar) AS period, product_key, sum(quantity) AS units, sum(order_value) AS revenue
		FROM peer.fct_orders WHERE product_key <> 'UNKNOWN' GROUP BY 1, 2
		UNION ALL
		SELECT 'all', product_key, sum(quantity), sum(order_value) FROM peer.fct_orders WHERE product_key <> 'UNKNOWN' GROUP BY 2
	) y
) r
JOIN peer.dim_product p ON p.product_key = r.product_key
WHERE r.rank_by_revenue <= 50 OR r.rank_by_units <= 50;
CREATE MODEL peer.mart_revenue_by_income_state AS
SELECT u.income_bracket, f.state_key, count(*) AS orders_count, sum(f.order_value) AS total_revenue, round(sum(f.order_value) / count(*), 2) AS avg_order_value,
	count(DISTINCT f.user_key) AS active_users
FROM peer.fct_orders f JOIN peer.dim_user u ON u.user_key = f.user_key GROUP BY 1, 2;
CREATE MODEL peer.mart_revenue_vs_income_state_year AS
SELECT b.*, d.median_household_income, d.total_population, round(b.total_revenue / d.total_population, 6) AS revenue_per_capita,
	round(b.total_revenue / b.active_users, 2) AS revenue_per_user
FROM
(
	SELECT state_key, extract(year FROM date_key) AS year, sum(order_value) AS total_revenue, count(*) AS total_orders, count(DISTINCT user_key) AS active_users
	FROM peer.fct_orders GROUP BY 1, 2
) b
LEFT JOIN peer.state_demographics d ON d.state_fips = b.state_key AND d.survey_year = b.year;

-- step: cohort
CREATE MODEL peer.mart_cohort_retention AS
WITH first_month AS (SELECT user_key, date_trunc('month', min(date_key)) AS cohort_month FROM peer.fct_orders GROUP BY user_key),
size AS (SELECT cohort_month, count(*) AS cohort_size FROM first_month GROUP BY cohort_month),
active AS
(
	SELECT m.cohort_month, date_trunc('month', f.date_key) AS month, count(DISTINCT f.user_key) AS active_users, sum(f.order_value) AS total_revenue
	FROM peer.fct_orders f JOIN first_month m ON m.user_key = f.user_key GROUP BY 1, 2
)
SELECT a.cohort_month, CAST((extract(year FROM a.month) - extract(year FROM a.cohort_month)) * 12 + extract(month FROM a.month) - extract(month FROM a.cohort_month) AS integer) AS months_after,
	a.active_users, s.cohort_size, round(100.0 * a.active_users / s.cohort_size, 1) AS retention_pct, a.total_revenue
FROM active a JOIN size s ON s.cohort_month = a.cohort_month;
