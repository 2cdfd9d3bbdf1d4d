/*
 * The data tests of what the measures mean: places, coverage, users, ranks, growth.  As those in 77, each is broken by a case in
 * sql/check.sql; they compute anew from the fact, by other ways than the models do.  Rows without a key are left to the tests of grains.
 */

/* Places and categories. */
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('all states are known', 'staging.stg_state_codes',
'All 50 states, DC and PR are in raw.state_codes: what goes to one that is not counts as sent to nowhere after the next refresh',
$q$SELECT u.postal_code, u.state_name, u.state_fips
FROM ecom.us_states() u
EXCEPT
SELECT c.postal_code, c.state_name, c.state_fips
FROM raw.state_codes c$q$),

('fact and wide view agree', 'refinement.ref_orders_enriched',
'Line for line: user, day, product and place are those of refinement.fct_orders, where a place that is none is 00, and of lines without a code the category',
$q$WITH fact AS
(
	SELECT f.user_key, f.date_key, f.product_key, f.state_key, f.line_category, count(*) AS lines
	FROM refinement.fct_orders f
	GROUP BY f.user_key, f.date_key, f.product_key, f.state_key, f.line_category
),
enriched AS
(
	SELECT e.survey_responseid AS user_key, e.order_date AS date_key, coalesce(e.product_code, 'UNKNOWN') AS product_key,
		coalesce(e.final_state_fips, '00') AS state_key, CASE WHEN e.product_code IS NULL THEN e.category END AS line_category, count(*) AS lines
	FROM refinement.ref_orders_enriched e
	GROUP BY 1, 2, 3, 4, 5
)
SELECT 'only in the fact' AS found, a.* FROM (TABLE fact EXCEPT TABLE enriched) a
UNION ALL
SELECT 'only in the wide view', b.* FROM (TABLE enriched EXCEPT TABLE fact) b$q$),

('home stands in for no other place', 'refinement.ref_orders_enriched',
'The final state is the one shipped to, and the home state only where the line names no place',
$q$SELECT e.survey_responseid, e.order_date, e.state_given, e.shipping_state_fips, e.home_state_fips, e.final_state_fips
FROM refinement.ref_orders_enriched e
WHERE e.final_state_fips IS DISTINCT FROM CASE WHEN e.state_given THEN e.shipping_state_fips ELSE e.home_state_fips END$q$);

/* Coverage. */
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('months are covered', 'refinement.dim_date',
'Covered are the first month, and later ones up to the last that is over and in which half as many users ordered as on average in the latest twelve covered months before; complete are years of twelve covered months',
$q$WITH RECURSIVE days AS
(
	SELECT min(m.first_order_date) AS first_day, max(m.last_order_date) AS last_day FROM refinement.fct_orders_monthly m
),
counted AS MATERIALIZED
(
	SELECT m.month, count(DISTINCT m.user_key) AS users FROM refinement.fct_orders_monthly m GROUP BY 1
),
months AS MATERIALIZED
(
	SELECT g.month::date AS month, coalesce(c.users, 0) AS users, g.month + interval '1 month' <= d.last_day + 1 AS is_over
	FROM days d
	CROSS JOIN LATERAL generate_series(ecom.month_start(d.first_day)::timestamp, d.last_day, '1 month') AS g (month)
	LEFT JOIN counted c ON c.month = g.month
),
reaches AS	/* from one month that is covered by itself to the next */
(
	SELECT min(m.month) AS month FROM months m HAVING bool_or(m.is_over)
	UNION ALL
	SELECT n.month
	FROM reaches r
	CROSS JOIN LATERAL
	(
		SELECT min(m.month) AS month
		FROM months m,
			(SELECT avg(b.users) AS users FROM months b WHERE b.month > r.month - interval '12 months' AND b.month <= r.month) a
		WHERE m.month > r.month AND m.is_over AND m.users >= a.users / 2
	) n
	WHERE n.month IS NOT NULL
),
covered AS
(
	SELECT m.month, m.month <= (SELECT max(r.month) FROM reaches r) AS is_covered FROM months m
)
SELECT d.date_key, d.month_start, d.is_covered, d.is_complete_year
FROM refinement.dim_date d
LEFT JOIN covered c ON c.month = d.month_start
WHERE d.month_start IS NOT NULL AND
	(d.is_covered, d.is_complete_year) IS DISTINCT FROM
	(
		coalesce(c.is_covered, false),
		(SELECT count(*) FROM covered y WHERE ecom.calendar_year(y.month) = d.year AND y.is_covered) = 12
	)$q$);

INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	'coverage of ' || k.model, k.model,
	'What it says of months and years is what refinement.dim_date says',
	pg_catalog.format(
$q$SELECT m.*
FROM %s m
WHERE NOT EXISTS (SELECT FROM refinement.dim_date d WHERE d.%s = %s AND (%s) IS NOT DISTINCT FROM (%s)) AND m.%s IS NOT NULL$q$,
		k.model, k.period, k.period_of_model, k.flags, k.flags_of_model, k.key)
FROM
(
	VALUES
	('refinement.fct_months', 'month_start', 'm.month', 'd.is_covered, d.is_complete_year', 'm.is_covered, m.is_complete_year', 'month'),
	('mart.mart_months', 'month_start', 'm.month', 'd.is_covered, d.is_complete_year', 'm.is_covered, m.is_complete_year', 'month'),
	('mart.mart_sales_by_state_m_y', 'month_start', 'm.month', 'd.is_covered, d.is_complete_year', 'm.is_covered, m.is_complete_year', 'month'),
	('mart.mart_sales_by_category_m_y', 'month_start', 'm.month', 'd.is_covered, d.is_complete_year', 'm.is_covered, m.is_complete_year', 'month'),
	('mart.mart_customer_segment_metrics', 'year', 'm.year', 'd.is_complete_year', 'm.is_complete_year', 'year'),
	('mart.mart_revenue_vs_income_state_year', 'year', 'm.year', 'd.is_complete_year', 'm.is_complete_year', 'year'),
	('mart.mart_cohort_retention', 'month_start', '(m.cohort_month + pg_catalog.make_interval(months => m.months_after))::date', 'd.is_covered', 'm.is_complete', 'cohort_month')
) AS k (model, period, period_of_model, flags, flags_of_model, key);

/* Users and pieces. */
INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	k.model || ' has all units', k.model, 'As many pieces as staging.stg_amazon_purchases',
	pg_catalog.format(
$q$SELECT s.units, m.units AS units_of_model
FROM (SELECT coalesce(sum(p.quantity), 0) AS units FROM staging.stg_amazon_purchases p) s,
	(SELECT coalesce(sum(a.total_units), 0) AS units FROM %s a) m
WHERE m.units <> s.units$q$, k.model)
FROM
(
	VALUES
	('refinement.fct_orders_monthly'), ('mart.mart_months'), ('mart.mart_sales_by_state_m_y'), ('mart.mart_sales_by_category_m_y'), ('mart.mart_customer_segment_metrics')
) AS k (model);

INSERT INTO ecom.data_tests (test, model, description, query)
SELECT
	k.model || ' counts users', k.model, pg_catalog.format('%s in refinement.fct_orders, each once by %s', k.what, k.keys),
	pg_catalog.format(
$q$WITH fact AS
(
	SELECT %1$s, count(DISTINCT f.user_key) AS users, count(DISTINCT (f.user_key, f.date_key)) AS baskets
	FROM
	(
		SELECT o.user_key, o.date_key, o.state_key, ecom.month_start(o.date_key) AS month, ecom.calendar_year(o.date_key) AS year
		FROM refinement.fct_orders o
	) f
	GROUP BY %1$s
),
model AS
(
	SELECT %2$s, sum(m.%3$s) AS users, sum(%4$s) AS baskets FROM %5$s m GROUP BY %1$s
)
SELECT %1$s, f.users, f.baskets, m.users AS users_of_model, m.baskets AS baskets_of_model
FROM fact f
FULL JOIN model m USING (%1$s)
WHERE (coalesce(f.users, 0) <> coalesce(m.users, 0) OR coalesce(f.baskets, 0) <> m.baskets) AND (%1$s) IS NOT NULL$q$, k.keys, k.columns, k.users, k.baskets, k.model)
FROM
(
	VALUES
	('refinement.fct_months', 'Users and baskets (user and day)', 'month', 'm.month', 'active_users', 'm.baskets'),
	('mart.mart_months', 'Users and baskets (user and day)', 'month', 'm.month', 'active_users', 'm.baskets'),
	('mart.mart_sales_by_state_m_y', 'Users and baskets (user and day)', 'month, state_key', 'm.month, m.state_key', 'active_users', 'm.baskets'),
	('mart.mart_customer_segment_metrics', 'Users', 'year', 'm.year', 'segment_users', 'NULL::bigint'),
	('mart.mart_revenue_by_income_state', 'Users', 'state_key', 'm.state_key', 'active_users', 'NULL::bigint'),
	('mart.mart_revenue_vs_income_state_year', 'Users', 'year, state_key', 'm.year, m.state_fips AS state_key', 'active_users', 'NULL::bigint')
) AS k (model, what, keys, columns, users, baskets);

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('residents are the users', 'mart.mart_revenue_vs_income_state_year',
'Residents, their orders and their revenue are those of refinement.fct_orders in the state to which most of the user''s lines of the year went',
$q$WITH places AS
(
	SELECT ecom.calendar_year(f.date_key) AS year, f.user_key, f.state_key, count(*) AS lines, sum(f.order_value) AS revenue
	FROM refinement.fct_orders f
	GROUP BY 1, 2, 3
),
ranked AS
(
	SELECT p.*,
		row_number() OVER (PARTITION BY p.year, p.user_key ORDER BY p.lines DESC, p.revenue DESC, p.state_key) AS place,
		sum(p.lines) OVER (PARTITION BY p.year, p.user_key) AS all_lines,
		sum(p.revenue) OVER (PARTITION BY p.year, p.user_key) AS all_revenue
	FROM places p
),
residents AS
(
	SELECT r.year, r.state_key AS state_fips, count(*) AS users, sum(r.all_lines) AS orders, sum(r.all_revenue) AS revenue
	FROM ranked r
	WHERE r.place = 1
	GROUP BY r.year, r.state_key
)
SELECT year, state_fips, m.resident_users, r.users, m.resident_orders, r.orders, m.resident_revenue, r.revenue
FROM mart.mart_revenue_vs_income_state_year m
FULL JOIN residents r USING (year, state_fips)
WHERE (coalesce(m.resident_users, 0), coalesce(m.resident_orders, 0), coalesce(m.resident_revenue, 0))
	<> (coalesce(r.users, 0), coalesce(r.orders, 0), coalesce(r.revenue, 0))$q$),

('retention is that of the fact', 'mart.mart_cohort_retention',
'A cell for each cohort and month to the newest, and in it the users of the cohort who ordered in that month; more of them than the cohort has are a matter of the test retention is a share',
$q$WITH firsts AS
(
	SELECT f.user_key, ecom.month_start(min(f.date_key)) AS cohort_month FROM refinement.fct_orders f GROUP BY f.user_key
),
active AS
(
	SELECT c.cohort_month, ecom.month_start(f.date_key) AS month, count(DISTINCT f.user_key) AS users
	FROM refinement.fct_orders f
	JOIN firsts c ON c.user_key = f.user_key
	GROUP BY 1, 2
),
cells AS
(
	SELECT c.cohort_month, (row_number() OVER (PARTITION BY c.cohort_month ORDER BY g.month) - 1)::integer AS months_after, coalesce(a.users, 0) AS users
	FROM (SELECT DISTINCT f.cohort_month FROM firsts f) c
	CROSS JOIN LATERAL generate_series(c.cohort_month::timestamp, (SELECT max(a.month) FROM active a), '1 month') AS g (month)
	LEFT JOIN active a ON a.cohort_month = c.cohort_month AND a.month = g.month
)
SELECT cohort_month, months_after, m.active_users, c.users
FROM mart.mart_cohort_retention m
FULL JOIN cells c USING (cohort_month, months_after)
WHERE m.active_users IS DISTINCT FROM c.users AND (m.active_users <= m.cohort_size) IS NOT FALSE AND cohort_month IS NOT NULL$q$);

/* Ranks. */
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('top products of categories are the top', 'mart.mart_top_products_by_category',
'They are those that refinement.fct_orders has, with these pieces, dollars and ranks among the products of their category',
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
ranked AS
(
	SELECT s.*, p.category,
		row_number() OVER (PARTITION BY s.period, p.category ORDER BY s.total_revenue DESC, s.product_key) AS rank_by_revenue,
		row_number() OVER (PARTITION BY s.period, p.category ORDER BY s.total_quantity DESC, s.product_key) AS rank_by_units
	FROM sold s
	JOIN refinement.dim_product p ON p.product_key = s.product_key
),
top AS
(
	SELECT r.* FROM ranked r WHERE r.rank_by_revenue <= 10 OR r.rank_by_units <= 10
)
SELECT period, category, product_key, m.total_quantity, t.total_quantity AS right_quantity, m.total_revenue, t.total_revenue AS right_revenue,
	m.rank_by_revenue, t.rank_by_revenue AS right_rank_by_revenue, m.rank_by_units, t.rank_by_units AS right_rank_by_units
FROM mart.mart_top_products_by_category m
FULL JOIN top t USING (period, category, product_key)
WHERE (m.total_quantity, m.total_revenue, m.rank_by_revenue, m.rank_by_units) IS DISTINCT FROM (t.total_quantity, t.total_revenue, t.rank_by_revenue, t.rank_by_units)
	AND product_key IS NOT NULL$q$),

('months of top products are those of the fact', 'mart.mart_top_product_months',
'Each product of mart.mart_top_products has the months, orders, pieces and dollars that refinement.fct_orders has',
$q$WITH sold AS
(
	SELECT ecom.month_start(f.date_key) AS month, f.product_key, count(*) AS orders_count, sum(f.quantity) AS total_units, sum(f.order_value) AS total_revenue
	FROM refinement.fct_orders f
	WHERE f.product_key IN (SELECT t.product_key FROM mart.mart_top_products t)
	GROUP BY 1, 2
)
SELECT month, product_key, m.orders_count, s.orders_count AS right_orders_count, m.total_units, s.total_units AS right_units,
	m.total_revenue, s.total_revenue AS right_revenue
FROM mart.mart_top_product_months m
FULL JOIN sold s USING (month, product_key)
WHERE (m.orders_count, m.total_units, m.total_revenue) IS DISTINCT FROM (s.orders_count, s.total_units, s.total_revenue)
	AND month IS NOT NULL AND product_key IS NOT NULL$q$);

/* Growth, which is of bi. */
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('growth is over the year before', 'bi.years',
'Growth of each year, month, state and category is over what refinement.fct_orders has a calendar year before, where the orders cover both, and NULL elsewhere',
$q$WITH covered AS
(
	SELECT d.month_start AS month, d.year, bool_or(d.is_covered) AS is_covered, bool_or(d.is_complete_year) AS is_complete_year
	FROM refinement.dim_date d
	GROUP BY d.month_start, d.year
),
lines AS
(
	SELECT ecom.month_start(f.date_key) AS month, f.state_key, coalesce(f.line_category, p.category) AS category, sum(f.order_value) AS revenue
	FROM refinement.fct_orders f
	LEFT JOIN refinement.dim_product p ON p.product_key = f.product_key
	GROUP BY 1, 2, 3
),
amounts AS
(
	SELECT 'years' AS seen, '' AS key, ecom.calendar_year(l.month)::integer AS year, sum(l.revenue) AS revenue FROM lines l GROUP BY 3
	UNION ALL
	SELECT 'states', l.state_key, ecom.calendar_year(l.month), sum(l.revenue) FROM lines l GROUP BY 2, 3
	UNION ALL
	SELECT 'categories', l.category, ecom.calendar_year(l.month), sum(l.revenue) FROM lines l GROUP BY 2, 3
),
shown AS MATERIALIZED
(
	SELECT 'years' AS seen, '' AS key, y.year, y.growth_pct FROM bi.years y
	UNION ALL
	SELECT 'states', s.state_fips, s.year, s.growth_pct FROM bi.state_years s
	UNION ALL
	SELECT 'categories', c.category, c.year, c.growth_pct FROM bi.category_years c
),
amounts_of_months AS
(
	SELECT 'months' AS seen, '' AS key, l.month, sum(l.revenue) AS revenue FROM lines l GROUP BY 3
	UNION ALL
	SELECT 'months of states', l.state_key, l.month, sum(l.revenue) FROM lines l GROUP BY 2, 3
	UNION ALL
	SELECT 'months of categories', l.category, l.month, sum(l.revenue) FROM lines l GROUP BY 2, 3
),
shown_months AS MATERIALIZED
(
	SELECT 'months' AS seen, '' AS key, m.month, m.year, m.growth_pct FROM bi.months m
	UNION ALL
	SELECT 'months of states', s.state_fips, s.month, s.year, s.growth_pct FROM bi.state_months s
	UNION ALL
	SELECT 'months of categories', c.category, c.month, c.year, c.growth_pct FROM bi.category_months c
),
complete AS
(
	SELECT c.year FROM covered c GROUP BY c.year HAVING bool_or(c.is_complete_year)
)
SELECT s.seen, s.key, s.year, s.growth_pct, a.revenue, b.revenue AS revenue_before
FROM shown s
LEFT JOIN amounts a ON a.seen = s.seen AND a.key = s.key AND a.year = s.year
LEFT JOIN amounts b ON b.seen = s.seen AND b.key = s.key AND b.year = s.year - 1
/* compared as products, which are exact: a quotient of large amounts is rounded */
WHERE s.key IS NOT NULL
	AND CASE WHEN s.year IN (SELECT c.year FROM complete c) AND s.year - 1 IN (SELECT c.year FROM complete c) AND b.revenue > 0
		THEN abs(s.growth_pct * b.revenue - (coalesce(a.revenue, 0) - b.revenue) * 100) <= 0.05 * b.revenue
		ELSE s.growth_pct IS NULL
	END IS NOT TRUE
UNION ALL
SELECT m.seen, concat_ws(' ', m.month, m.key), m.year, m.growth_pct, a.revenue, b.revenue
FROM shown_months m
LEFT JOIN amounts_of_months a ON a.seen = m.seen AND a.key = m.key AND a.month = m.month
LEFT JOIN amounts_of_months b ON b.seen = m.seen AND b.key = m.key AND b.month = m.month - interval '1 year'
WHERE m.month IS NOT NULL AND m.key IS NOT NULL
	AND CASE WHEN (SELECT count(*) FROM covered c WHERE c.is_covered AND c.month IN (m.month, (m.month - interval '1 year')::date)) = 2 AND b.revenue > 0
		THEN abs(m.growth_pct * b.revenue - (coalesce(a.revenue, 0) - b.revenue) * 100) <= 0.05 * b.revenue
		ELSE m.growth_pct IS NULL
	END IS NOT TRUE$q$);
