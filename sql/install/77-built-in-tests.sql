/*
 * The data tests that come with the extension.
 *
 * They run with pg_catalog as the search_path.  Each has a case in sql/check.sql that breaks what it tests.
 */

/* The grain of each model that has one: unique, and not NULL. */
INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	'grain of ' || k.model, k.model,
	pg_catalog.format('One row per %s, none of them NULL', k.columns),
	pg_catalog.format($q$SELECT %1$s, count(*) AS rows FROM %2$s GROUP BY %1$s HAVING count(*) > 1 OR %3$s$q$, k.columns, k.model, k.nulls)
FROM
(
	SELECT pg_catalog.format('%I.%I', m.schema, m.model) AS model,
		pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY c.n) AS columns,
		pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' IS NULL', ' OR ' ORDER BY c.n) AS nulls
	FROM ecom.models m
	JOIN pg_catalog.pg_index i ON i.indrelid = m.model_oid AND i.indisunique
	CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY c (attnum, n)
	JOIN pg_catalog.pg_attribute a ON a.attrelid = m.model_oid AND a.attnum = c.attnum
	GROUP BY m.schema, m.model, i.indexrelid
) k;

/* Nothing of what was loaded is lost on the way to the fact. */
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('raw lines are accounted for', 'staging.stg_amazon_purchases',
'Raw purchase lines = staged + rejected; so it is after a refresh, until lines are loaded',
$q$SELECT c.*
FROM
(
	SELECT
		(SELECT count(*) FROM raw.amazon_purchases) AS raw,
		(SELECT count(*) FROM staging.stg_amazon_purchases) AS staged,
		(SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected
) c
WHERE c.raw <> c.staged + c.rejected$q$),

('survey answers are accounted for', 'staging.stg_survey',
'Raw survey answers = staged + rejected, and of each respondent one is staged; so it is after a refresh, until answers are loaded',
$q$SELECT c.*
FROM
(
	SELECT
		(SELECT count(*) FROM raw.survey) AS raw,
		(SELECT count(DISTINCT s.survey_responseid) FROM staging.stg_survey s) AS staged,
		(SELECT count(*) FROM staging.stg_survey_rejected) AS rejected,
		(SELECT count(DISTINCT ecom.clean_respondent(a.survey_responseid)) FROM raw.survey a) AS respondents
) c
WHERE c.raw <> c.staged + c.rejected OR c.staged <> c.respondents
	OR EXISTS (SELECT s.survey_responseid FROM staging.stg_survey s EXCEPT SELECT ecom.clean_respondent(a.survey_responseid) FROM raw.survey a)$q$);

INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	k.model || ' has all staged lines', 'refinement.' || k.model,
	'As many rows, units and dollars as staging.stg_amazon_purchases',
	pg_catalog.format(
$q$SELECT s.rows, s.units, s.revenue, m.rows AS rows_of_model, m.units AS units_of_model, m.revenue AS revenue_of_model
FROM (SELECT count(*) AS rows, sum(p.quantity) AS units, sum(p.unit_price * p.quantity) AS revenue FROM staging.stg_amazon_purchases p) s,
	(SELECT count(*) AS rows, sum(o.quantity) AS units, sum(o.order_value) AS revenue FROM refinement.%I o) m
WHERE (s.rows, s.units, s.revenue) IS DISTINCT FROM (m.rows, m.units, m.revenue)$q$, k.model)
FROM (VALUES ('fct_orders'), ('ref_orders_enriched')) AS k (model);

/* The star. */
INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	'fct_orders.' || k.key, 'refinement.fct_orders',
	pg_catalog.format('Each %s is in %s', k.key, k.dimension),
	pg_catalog.format(
$q$SELECT f.%1$s, count(*) AS rows
FROM refinement.fct_orders f
LEFT JOIN refinement.%2$s d ON d.%3$s = f.%1$s
WHERE d.%3$s IS NULL
GROUP BY f.%1$s$q$, k.key, k.dimension, k.dimension_key)
FROM
(
	VALUES
	('user_key', 'dim_user', 'user_key'),
	('date_key', 'dim_date', 'date_key'),
	('state_key', 'dim_state', 'state_fips'),
	('product_key', 'dim_product', 'product_key')
) AS k (key, dimension, dimension_key);

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('fct_orders has real values', 'refinement.fct_orders',
'Quantity and price are positive, and their product is the order value',
$q$SELECT f.*
FROM refinement.fct_orders f
WHERE (f.quantity > 0 AND f.unit_price > 0 AND f.order_value = f.unit_price * f.quantity) IS NOT TRUE$q$),

('dim_date has no gap', 'refinement.dim_date',
'Every day from the first order to the last',
$q$SELECT min(d.date_key) AS first, max(d.date_key) AS last, count(*) AS days
FROM refinement.dim_date d
HAVING max(d.date_key) - min(d.date_key) + 1 <> count(*)$q$);

/* Each mart that adds up adds up to the fact, to the cent. */
INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	k.mart || ' reconciles', 'mart.' || k.mart, 'Orders and revenue sum to those of refinement.fct_orders, to the cent',
	pg_catalog.format(
$q$SELECT m.orders, f.orders AS orders_of_fact, m.revenue, f.revenue AS revenue_of_fact
FROM (SELECT coalesce(sum(total_revenue), 0) AS revenue, coalesce(sum(%2$s), 0) AS orders FROM mart.%1$s) m,
	(SELECT coalesce(sum(order_value), 0) AS revenue, count(*) AS orders FROM refinement.fct_orders) f
WHERE m.revenue <> f.revenue OR m.orders <> f.orders$q$, k.mart, k.orders)
FROM
(
	VALUES
	('mart_sales_by_state_m_y', 'orders_count'),
	('mart_sales_by_category_m_y', 'orders_count'),
	('mart_customer_segment_metrics', 'orders_count'),
	('mart_revenue_by_income_state', 'orders_count'),
	('mart_revenue_vs_income_state_year', 'total_orders'),
	('mart_months', 'orders_count'),
	('mart_customer_value', 'orders_count')
) AS k (mart, orders);

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('mart_cohort_retention reconciles', 'mart.mart_cohort_retention',
'Revenue sums to that of refinement.fct_orders, to the cent, and the cohorts to its users',
$q$SELECT m.users, f.users AS users_of_fact, m.revenue, f.revenue AS revenue_of_fact
FROM (SELECT coalesce(sum(c.total_revenue), 0) AS revenue, coalesce(sum(c.cohort_size) FILTER (WHERE c.months_after = 0), 0) AS users
		FROM mart.mart_cohort_retention c) m,
	(SELECT coalesce(sum(o.order_value), 0) AS revenue, count(DISTINCT o.user_key) AS users FROM refinement.fct_orders o) f
WHERE m.revenue <> f.revenue OR m.users <> f.users$q$),

('retention is a share', 'mart.mart_cohort_retention',
'From 0 to 100 percent, and 100 in the month of acquisition',
$q$SELECT r.*
FROM mart.mart_cohort_retention r
WHERE r.retention_pct < 0 OR r.retention_pct > 100 OR r.active_users > r.cohort_size OR (r.months_after = 0 AND r.retention_pct <> 100)$q$),

('top products are the top', 'mart.mart_top_products',
'They are those that refinement.fct_orders has, with these pieces, dollars and ranks, of which those from 51 on are not counted out',
$q$WITH by_year AS
(
	SELECT ecom.calendar_year(f.date_key) AS year, f.product_key, sum(f.quantity) AS total_quantity, sum(f.order_value) AS total_revenue
	FROM refinement.fct_orders f
	WHERE f.product_key <> 'UNKNOWN'
	GROUP BY 1, 2
),
sold AS
(
	SELECT y.year::text AS period, y.product_key, y.total_quantity, y.total_revenue FROM by_year y
	UNION ALL
	SELECT 'all', y.product_key, sum(y.total_quantity), sum(y.total_revenue) FROM by_year y GROUP BY y.product_key
),
last AS	/* of the top of each period; where there is none, all that was sold in the period is compared */
(
	SELECT m.period, min(m.total_quantity) FILTER (WHERE m.rank_by_units = 50) AS total_quantity,
		min(m.total_revenue) FILTER (WHERE m.rank_by_revenue = 50) AS total_revenue
	FROM mart.mart_top_products m
	GROUP BY m.period
),
ranked AS
(
	SELECT s.*,
		row_number() OVER (PARTITION BY s.period ORDER BY s.total_revenue DESC, s.product_key) AS rank_by_revenue,
		row_number() OVER (PARTITION BY s.period ORDER BY s.total_quantity DESC, s.product_key) AS rank_by_units
	FROM sold s
	LEFT JOIN last l ON l.period = s.period
	WHERE (s.total_revenue < l.total_revenue AND s.total_quantity < l.total_quantity) IS NOT TRUE
),
top AS
(
	SELECT r.*
	FROM ranked r
	JOIN refinement.dim_product p ON p.product_key = r.product_key
	WHERE r.rank_by_revenue <= 50 OR r.rank_by_units <= 50
)
SELECT coalesce(m.period, t.period) AS period, coalesce(m.product_key, t.product_key) AS product_key,
	m.total_quantity, t.total_quantity AS right_quantity, m.total_revenue, t.total_revenue AS right_revenue,
	m.rank_by_revenue, t.rank_by_revenue AS right_rank_by_revenue, m.rank_by_units, t.rank_by_units AS right_rank_by_units
FROM top t
FULL JOIN mart.mart_top_products m ON m.period = t.period AND m.product_key = t.product_key
WHERE (m.total_quantity, m.total_revenue, least(m.rank_by_revenue, 51), least(m.rank_by_units, 51))
	IS DISTINCT FROM (t.total_quantity, t.total_revenue, least(t.rank_by_revenue, 51), least(t.rank_by_units, 51))$q$);

/* What somebody should look at. */
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
('rejected lines', 'staging.stg_amazon_purchases_rejected', 'warn',
'No larger share of the raw lines than the setting max_rejected_share',
$q$SELECT r.reason, count(*) AS lines
FROM staging.stg_amazon_purchases_rejected r
GROUP BY r.reason
HAVING (SELECT count(*) FROM staging.stg_amazon_purchases_rejected)
	> (SELECT s.value::numeric FROM ecom.settings s WHERE s.name = 'max_rejected_share') * (SELECT count(*) FROM raw.amazon_purchases)$q$),

('unknown states', 'staging.stg_amazon_purchases', 'warn',
'The state of a raw line is one that ecom.clean_state() knows, or missing',
$q$SELECT p.shipping_address_state, count(*) AS lines
FROM raw.amazon_purchases p
WHERE ecom.clean_text(p.shipping_address_state) IS NOT NULL AND ecom.clean_state(p.shipping_address_state) IS NULL
GROUP BY p.shipping_address_state$q$),

('order of day and month', 'staging.stg_amazon_purchases_rejected', 'warn',
'No line is rejected for a date that fits only the other order of day and month than the setting date_order''s',
$q$SELECT r.order_date, count(*) AS lines
FROM staging.stg_amazon_purchases_rejected r
WHERE r.reason = 'order date unreadable'
	AND ecom.clean_date(r.order_date, (SELECT CASE s.value WHEN 'MDY' THEN 'DMY' ELSE 'MDY' END FROM ecom.settings s WHERE s.name = 'date_order')) IS NOT NULL
GROUP BY r.order_date$q$),

('order values', 'staging.stg_amazon_purchases', 'warn',
'Price times quantity of no purchase is above the setting max_order_value',
$q$SELECT p.survey_responseid, p.order_date, p.product_code, p.unit_price, p.quantity, p.order_value
FROM staging.stg_amazon_purchases p
WHERE p.order_value > (SELECT s.value::numeric FROM ecom.settings s WHERE s.name = 'max_order_value')$q$),

('new categories', 'refinement.dim_product', 'warn',
'Every category is in ecom.known_categories, unless that is empty',
$q$SELECT p.category, count(*) AS products
FROM refinement.dim_product p
WHERE EXISTS (SELECT k.category FROM ecom.known_categories k) AND p.category NOT IN (SELECT k.category FROM ecom.known_categories k)
GROUP BY p.category$q$);

/* A survey answer that nothing knows becomes NULL.  Races and life changes are lists of free text. */
INSERT INTO ecom.data_tests (test, model, severity, description, query)
SELECT
	'unknown answers on ' || k.field, 'staging.stg_survey', 'warn',
	pg_catalog.format('Each answer in raw.survey.%s is missing or %s', k.field, k.known_by),
	pg_catalog.format(
$q$SELECT s.%1$s, count(*) AS respondents
FROM raw.survey s
WHERE ecom.clean_text(s.%1$s) IS NOT NULL AND %2$s
GROUP BY s.%1$s$q$, k.field, pg_catalog.format(k.unknown, 's.' || k.field))
FROM
(
	SELECT a.field, 'a label of ecom.' || a.type, pg_catalog.format('ecom.clean_answer(%%s, NULL::ecom.%s) IS NULL', a.type)
	FROM
	(
		VALUES
		('q_demos_age', 'age_group'),
		('q_demos_education', 'education'),
		('q_demos_income', 'income_bracket'),
		('q_demos_gender', 'gender'),
		('q_sexual_orientation', 'sexual_orientation'),
		('q_amazon_use_howmany', 'people'),
		('q_amazon_use_hh_size', 'people'),
		('q_amazon_use_how_oft', 'purchase_frequency'),
		('q_substance_use_cigarettes', 'survey_answer'),
		('q_substance_use_marijuana', 'survey_answer'),
		('q_substance_use_alcohol', 'survey_answer'),
		('q_personal_diabetes', 'survey_answer'),
		('q_personal_wheelchair', 'survey_answer'),
		('q_sell_your_data', 'survey_answer'),
		('q_sell_consumer_data', 'survey_answer'),
		('q_small_biz_use', 'survey_answer'),
		('q_census_use', 'survey_answer'),
		('q_research_society', 'survey_answer')
	) AS a (field, type)
	UNION ALL
	VALUES
	('q_demos_hispanic', 'one that ecom.clean_boolean() knows', 'ecom.clean_boolean(%s) IS NULL'),
	('q_demos_state', 'one that ecom.clean_state() knows, or outside the United States',
		$q$ecom.clean_state(%1$s) IS NULL AND ecom.clean_text(%1$s) <> 'I did not reside in the United States'$q$)
) AS k (field, known_by, unknown);

INSERT INTO ecom.data_tests (test, model, severity, of_contents, description, query) VALUES
('refresh is on time', 'ecom.refresh_log', 'warn', false,
'The last refresh is not older than the setting max_refresh_age; the first one is still to be checked',
$q$SELECT m.last_done_at FROM ecom.refresh_monitor m WHERE m.is_overdue AND m.last_done_at IS NOT NULL$q$);
