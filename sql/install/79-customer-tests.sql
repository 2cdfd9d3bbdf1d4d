/* The data tests of what is said of customers; each is broken by a case in sql/check.sql */

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('lifetime value adds up', 'mart.mart_cohort_retention',
'cumulative_revenue is what the users of the cohort have brought so far, lifetime_value that by user; both are there for covered months, and no others',
$q$WITH firsts AS
(
	SELECT f.user_key, ecom.month_start(min(f.date_key)) AS cohort_month FROM refinement.fct_orders f GROUP BY f.user_key
),
sizes AS
(
	SELECT c.cohort_month, count(*) AS users FROM firsts c GROUP BY c.cohort_month
),
brought AS
(
	SELECT c.cohort_month, ecom.month_start(f.date_key) AS month, sum(f.order_value) AS revenue
	FROM refinement.fct_orders f
	JOIN firsts c ON c.user_key = f.user_key
	GROUP BY 1, 2
),
months AS
(
	SELECT ecom.month_start(d.date_key) AS month, bool_or(d.is_covered) AS is_covered FROM refinement.dim_date d GROUP BY 1
),
so_far AS
(
	SELECT s.cohort_month, m.month, s.users, m.is_covered, sum(b.revenue) AS revenue
	FROM sizes s
	JOIN months m ON m.month >= s.cohort_month
	JOIN brought b ON b.cohort_month = s.cohort_month AND b.month <= m.month
	GROUP BY s.cohort_month, m.month, s.users, m.is_covered
)
SELECT c.cohort_month, c.months_after, c.cumulative_revenue, s.revenue AS right_cumulative_revenue, c.lifetime_value, round(s.revenue / s.users, 2) AS right_lifetime_value
FROM mart.mart_cohort_retention c
JOIN so_far s ON s.cohort_month = c.cohort_month AND s.month = (c.cohort_month + make_interval(months => c.months_after))::date
WHERE (c.cumulative_revenue, c.lifetime_value) IS DISTINCT FROM (CASE WHEN s.is_covered THEN s.revenue END, CASE WHEN s.is_covered THEN round(s.revenue / s.users, 2) END)$q$),

('customers are those of the fact', 'mart.mart_customer_value',
'Each user of refinement.fct_orders, with these days, months and baskets, up to the last covered day with this distance from it, and in the fifths that so many users are below',
$q$WITH covered AS
(
	SELECT (ecom.month_start(max(d.date_key)) + interval '1 month')::date - 1 AS until FROM refinement.dim_date d WHERE d.is_covered
),
bought AS
(
	SELECT
		f.user_key,
		min(f.date_key) AS first_order_date,
		max(f.date_key) AS last_order_date,
		count(DISTINCT ecom.month_start(f.date_key)) AS active_months,
		count(DISTINCT f.date_key) AS baskets,
		count(DISTINCT f.date_key) FILTER (WHERE f.date_key <= c.until) AS covered_baskets,
		c.until - max(f.date_key) FILTER (WHERE f.date_key <= c.until) AS days_since_last_order,
		sum(f.order_value) FILTER (WHERE f.date_key <= c.until) AS covered_revenue
	FROM refinement.fct_orders f
	CROSS JOIN covered c
	GROUP BY f.user_key, c.until
),
scored AS	/* those that are less: all before the first of its equals */
(
	SELECT b.*,
		1 + 5 * (min(b.by_day) OVER (PARTITION BY b.days_since_last_order) - 1) / b.customers AS recency_score,
		1 + 5 * (min(b.by_baskets) OVER (PARTITION BY b.covered_baskets) - 1) / b.customers AS frequency_score,
		1 + 5 * (min(b.by_revenue) OVER (PARTITION BY b.covered_revenue) - 1) / b.customers AS monetary_score
	FROM
	(
		SELECT a.*,
			count(*) OVER () AS customers,
			row_number() OVER (ORDER BY a.days_since_last_order DESC) AS by_day,
			row_number() OVER (ORDER BY a.covered_baskets) AS by_baskets,
			row_number() OVER (ORDER BY a.covered_revenue) AS by_revenue
		FROM bought a
		WHERE a.covered_baskets > 0
	) b
)
SELECT user_key, m.first_order_date, b.first_order_date AS right_first_order_date, m.last_order_date, b.last_order_date AS right_last_order_date,
	m.active_months, b.active_months AS right_active_months, m.baskets, b.baskets AS right_baskets,
	m.days_since_last_order, b.days_since_last_order AS right_days_since_last_order, m.recency_score, s.recency_score AS right_recency_score,
	m.frequency_score, s.frequency_score AS right_frequency_score, m.monetary_score, s.monetary_score AS right_monetary_score
FROM mart.mart_customer_value m
FULL JOIN bought b USING (user_key)
LEFT JOIN scored s USING (user_key)
WHERE user_key IS NOT NULL
	AND (m.first_order_date, m.last_order_date, m.active_months, m.baskets, m.days_since_last_order, m.recency_score, m.frequency_score, m.monetary_score)
	IS DISTINCT FROM (b.first_order_date, b.last_order_date, b.active_months, b.baskets, b.days_since_last_order, s.recency_score, s.frequency_score, s.monetary_score)$q$),

('forecasts are of these customers', 'mart.mart_customer_fit',
'The forecast is of the users with orders up to the last covered day, and is what is expected of each, but for rounding; the backtest says what those who had ordered before did order',
$q$WITH covered AS
(
	SELECT (ecom.month_start(max(d.date_key)) + interval '1 month')::date - 1 AS until, (ecom.month_start(max(d.date_key)) - interval '5 months')::date - 1 AS known
	FROM refinement.dim_date d
	WHERE d.is_covered
),
bought AS
(
	SELECT f.user_key, min(f.date_key) AS first_day, count(DISTINCT f.date_key) FILTER (WHERE f.date_key > c.known AND f.date_key <= c.until) AS baskets,
		coalesce(sum(f.order_value) FILTER (WHERE f.date_key > c.known AND f.date_key <= c.until), 0) AS revenue
	FROM refinement.fct_orders f
	CROSS JOIN covered c
	GROUP BY f.user_key
),
right_fits AS
(
	SELECT 'forecast' AS purpose, c.until AS known_until, count(*) AS customers, NULL::numeric AS actual_baskets, NULL::numeric AS actual_revenue
	FROM bought b JOIN covered c ON b.first_day <= c.until GROUP BY c.until
	UNION ALL
	SELECT 'backtest', c.known, count(*), sum(b.baskets), sum(b.revenue) FROM bought b JOIN covered c ON b.first_day <= c.known GROUP BY c.known
),
expected AS
(
	SELECT sum(v.expected_baskets_365) AS baskets, sum(v.expected_revenue_365) AS revenue, count(*) AS customers FROM mart.mart_customer_value v
)
SELECT purpose, m.known_until, r.known_until AS right_known_until, m.customers, r.customers AS right_customers, m.actual_baskets, r.actual_baskets AS right_actual_baskets,
	m.actual_revenue, r.actual_revenue AS right_actual_revenue, m.expected_baskets, e.baskets AS expected_of_customers, m.expected_revenue, e.revenue AS expected_revenue_of_customers
FROM mart.mart_customer_fit m
FULL JOIN right_fits r USING (purpose)
LEFT JOIN expected e ON purpose = 'forecast'
WHERE (m.known_until, m.customers, m.actual_baskets, m.actual_revenue) IS DISTINCT FROM (r.known_until, r.customers, r.actual_baskets, r.actual_revenue)
	OR (purpose = 'forecast' AND (abs(m.expected_baskets - e.baskets) > 0.1 + 0.00005 * e.customers OR abs(m.expected_revenue - e.revenue) > 0.01 + 0.005 * e.customers
		OR (m.expected_baskets IS NULL) <> (e.baskets IS NULL)))$q$);
