/*
 * BI: what is compared from year to year.  All of these views have a row for every year (or month) from the first order to the last,
 * so that the row before is that of the year before; growth is over that one, where the histories cover both.
 */

CREATE VIEW bi.months AS
SELECT
	m.month,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.is_covered,
	m.is_complete_year,
	m.orders_count,
	m.total_units,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.active_users,
	m.baskets,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.avg_basket_value::numeric(38,2) AS avg_basket_value,
	m.revenue_year_before::numeric(38,2) AS revenue_year_before,
	ecom.growth_pct(m.total_revenue, m.revenue_year_before)::numeric(38,1) AS growth_pct
FROM
(
	SELECT a.*, CASE WHEN a.is_covered AND lag(a.is_covered, 12) OVER w THEN lag(a.total_revenue, 12) OVER w END AS revenue_year_before
	FROM mart.mart_months a
	WINDOW w AS (ORDER BY a.month)
) m;
COMMENT ON COLUMN bi.months.revenue_year_before IS 'total_revenue of the same month of the year before, USD; NULL unless both months are covered';
COMMENT ON COLUMN bi.months.growth_pct IS 'Growth of total_revenue over the same month of the year before, percent; NULL unless both months are covered, or if there was no revenue. Not to be averaged';

/* 0 where nothing was sold, so that the month a year before is always there */
CREATE VIEW bi.state_months AS
SELECT
	g.month,
	g.year,
	make_date(g.year, 1, 1) AS year_start,
	g.state_fips,
	g.state_fips AS state_key,
	g.state_postal,
	'US-' || nullif(g.state_postal, 'ZZ') AS iso_code,
	g.state_name,
	g.orders_count,
	g.total_units,
	g.total_revenue::numeric(38,2) AS total_revenue,
	g.revenue_year_before::numeric(38,2) AS revenue_year_before,
	ecom.growth_pct(g.total_revenue, g.revenue_year_before)::numeric(38,1) AS growth_pct,
	g.is_covered,
	g.is_complete_year
FROM
(
	SELECT
		m.month,
		m.year,
		d.state_fips,
		d.state_postal,
		d.state_name,
		m.is_covered,
		m.is_complete_year,
		coalesce(s.orders_count, 0) AS orders_count,
		coalesce(s.total_units, 0) AS total_units,
		coalesce(s.total_revenue, 0) AS total_revenue,
		CASE WHEN m.is_covered AND lag(m.is_covered, 12) OVER w THEN lag(coalesce(s.total_revenue, 0), 12) OVER w END AS revenue_year_before
	FROM refinement.dim_state d
	CROSS JOIN mart.mart_months m
	LEFT JOIN mart.mart_sales_by_state_m_y s ON s.state_key = d.state_fips AND s.month = m.month
	WHERE d.state_fips <> '00' OR EXISTS (SELECT FROM mart.mart_sales_by_state_m_y a WHERE a.state_key = '00')
	WINDOW w AS (PARTITION BY d.state_fips ORDER BY m.month)
) g;
COMMENT ON VIEW bi.state_months IS
'Sales by month and state beside the year before; one row per state (and 00 for unknown, if anything went there) and month from the first order to the last, also where nothing was sold. Orders, units and revenues add up over states and months';
COMMENT ON COLUMN bi.state_months.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN bi.state_months.total_revenue IS 'Sum of order_value, USD; 0 if nothing was sold';
COMMENT ON COLUMN bi.state_months.growth_pct IS 'Growth of total_revenue over revenue_year_before, percent, rounded to 1 decimal; NULL if that is NULL or 0. Of several rows: 100 * sum(total_revenue) / sum(revenue_year_before) - 100 of those where it is not NULL';

CREATE VIEW bi.category_months AS
SELECT
	g.month,
	g.year,
	make_date(g.year, 1, 1) AS year_start,
	g.category,
	g.orders_count,
	g.total_units,
	g.total_revenue::numeric(38,2) AS total_revenue,
	g.revenue_year_before::numeric(38,2) AS revenue_year_before,
	ecom.growth_pct(g.total_revenue, g.revenue_year_before)::numeric(38,1) AS growth_pct,
	g.is_covered,
	g.is_complete_year
FROM
(
	SELECT
		m.month,
		m.year,
		c.category,
		m.is_covered,
		m.is_complete_year,
		coalesce(s.orders_count, 0) AS orders_count,
		coalesce(s.total_units, 0) AS total_units,
		coalesce(s.total_revenue, 0) AS total_revenue,
		CASE WHEN m.is_covered AND lag(m.is_covered, 12) OVER w THEN lag(coalesce(s.total_revenue, 0), 12) OVER w END AS revenue_year_before
	FROM (SELECT DISTINCT a.category FROM mart.mart_sales_by_category_m_y a) c
	CROSS JOIN mart.mart_months m
	LEFT JOIN mart.mart_sales_by_category_m_y s ON s.category = c.category AND s.month = m.month
	WINDOW w AS (PARTITION BY c.category ORDER BY m.month)
) g;
COMMENT ON VIEW bi.category_months IS
'Sales by month and category beside the year before; one row per category and month from the first order to the last, also where nothing was sold. Orders, units and revenues add up over categories and months';
COMMENT ON COLUMN bi.category_months.category IS 'Category, as in bi.sales_by_category_m_y; UNKNOWN if there is none';
COMMENT ON COLUMN bi.category_months.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN bi.category_months.total_revenue IS 'Sum of order_value, USD; 0 if nothing was sold';
COMMENT ON COLUMN bi.category_months.growth_pct IS 'Growth of total_revenue over revenue_year_before, percent, rounded to 1 decimal; NULL if that is NULL or 0. Of several rows: 100 * sum(total_revenue) / sum(revenue_year_before) - 100 of those where it is not NULL';

CREATE VIEW bi.category_years AS
WITH sold AS
(
	SELECT m.category, m.year, sum(m.orders_count)::bigint AS orders_count, sum(m.total_units)::bigint AS total_units, sum(m.total_revenue) AS total_revenue
	FROM mart.mart_sales_by_category_m_y m
	GROUP BY m.category, m.year
)
SELECT
	g.category,
	g.year,
	make_date(g.year, 1, 1) AS year_start,
	g.is_complete_year,
	g.orders_count,
	g.total_units,
	g.total_revenue::numeric(38,2) AS total_revenue,
	ecom.ratio(g.total_revenue, g.orders_count, 2)::numeric(38,2) AS avg_order_value,
	g.previous_year_orders,
	g.previous_year_revenue::numeric(38,2) AS previous_year_revenue,
	ecom.growth_pct(g.total_revenue, g.previous_year_revenue)::numeric(38,1) AS growth_pct
FROM
(
	SELECT
		c.category,
		y.year,
		y.is_complete_year,
		coalesce(s.orders_count, 0) AS orders_count,
		coalesce(s.total_units, 0) AS total_units,
		coalesce(s.total_revenue, 0) AS total_revenue,
		CASE WHEN y.is_complete_year AND lag(y.is_complete_year) OVER w THEN lag(coalesce(s.orders_count, 0)) OVER w END AS previous_year_orders,
		CASE WHEN y.is_complete_year AND lag(y.is_complete_year) OVER w THEN lag(coalesce(s.total_revenue, 0)) OVER w END AS previous_year_revenue
	FROM (SELECT DISTINCT a.category FROM sold a) c
	CROSS JOIN (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y
	LEFT JOIN sold s ON s.category = c.category AND s.year = y.year
	WINDOW w AS (PARTITION BY c.category ORDER BY y.year)
) g;
COMMENT ON VIEW bi.category_years IS
'Sales by category and year, with growth; one row per category and year from the first order to the last, also where nothing was sold. Orders, units and revenues add up over categories and years';
COMMENT ON COLUMN bi.category_years.category IS 'Category, as in bi.sales_by_category_m_y; UNKNOWN if there is none';
COMMENT ON COLUMN bi.category_years.total_revenue IS 'Sum of order_value, USD; 0 if nothing was sold';

/* What the Census Bureau says of the states, over all years together: the same states every year, whether they bought or not. */
CREATE VIEW bi.states AS
WITH figures AS
(
	SELECT d.state_fips, d.survey_year, d.median_household_income
	FROM refinement.dim_state_demographics d
	WHERE d.median_household_income IS NOT NULL AND d.total_population > 0
),
/* the years of orders in which any state has figures */
years AS
(
	SELECT DISTINCT f.survey_year FROM figures f WHERE f.survey_year IN (SELECT m.year FROM mart.mart_months m)
),
levels AS
(
	SELECT
		l.state_fips,
		l.income_level,
		ntile(2) OVER w AS income_half,
		ntile(3) OVER w AS income_third
	FROM
	(
		SELECT d.state_fips, avg(d.median_household_income) AS income_level
		FROM refinement.dim_state_demographics d
		WHERE d.median_household_income IS NOT NULL
		GROUP BY d.state_fips
	) l
	WINDOW w AS (ORDER BY l.income_level, l.state_fips)
)
SELECT
	s.state_fips,
	s.state_fips AS state_key,
	s.state_postal,
	'US-' || nullif(s.state_postal, 'ZZ') AS iso_code,
	s.state_name,
	s.region,
	s.division,
	round(l.income_level, 2)::numeric(12,2) AS income_level,
	l.income_half,
	l.income_third,
	EXISTS (SELECT FROM years) AND NOT EXISTS
	(
		SELECT FROM years y WHERE NOT EXISTS (SELECT FROM figures f WHERE f.state_fips = s.state_fips AND f.survey_year = y.survey_year)
	) AS is_income_comparable
FROM refinement.dim_state s
LEFT JOIN levels l ON l.state_fips = s.state_fips;
COMMENT ON VIEW bi.states IS 'States with their codes and their place by income; one row per state, and 00 for unknown';
COMMENT ON COLUMN bi.states.region IS 'Census Bureau region';
COMMENT ON COLUMN bi.states.division IS 'Census Bureau division';

CREATE VIEW bi.state_years AS
SELECT
	g.state_fips,
	g.state_fips AS state_key,
	g.state_postal,
	g.iso_code,
	g.state_name,
	g.region,
	g.division,
	g.year,
	make_date(g.year, 1, 1) AS year_start,
	g.is_complete_year,
	g.orders_count,
	g.orders_count AS total_orders,
	g.total_revenue::numeric(38,2) AS total_revenue,
	g.active_users,
	g.revenue_per_user::numeric(38,2) AS revenue_per_user,
	g.resident_users,
	g.resident_orders,
	g.resident_revenue::numeric(38,2) AS resident_revenue,
	ecom.ratio(g.resident_revenue, g.resident_users, 2)::numeric(38,2) AS revenue_per_resident_user,
	g.active_users < (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size') AS is_small,
	g.previous_year_orders,
	g.previous_year_revenue::numeric(38,2) AS previous_year_revenue,
	ecom.growth_pct(g.total_revenue, g.previous_year_revenue)::numeric(38,1) AS growth_pct,
	d.median_household_income,
	d.total_population,
	ecom.ratio(g.total_revenue, d.total_population, 6)::numeric(38,6) AS revenue_per_capita,
	g.income_level,
	g.income_half,
	g.income_third,
	g.is_income_comparable,
	CASE WHEN g.is_income_comparable AND d.total_population > 0 THEN d.median_household_income::bigint * d.total_population END AS income_weight,
	CASE WHEN g.is_income_comparable AND d.median_household_income IS NOT NULL THEN nullif(d.total_population, 0) END AS population_weight
FROM
(
	SELECT
		s.*,
		y.year,
		y.is_complete_year,
		coalesce(m.total_orders, 0) AS orders_count,
		coalesce(m.total_revenue, 0) AS total_revenue,
		coalesce(m.active_users, 0) AS active_users,
		m.revenue_per_user,
		coalesce(m.resident_users, 0) AS resident_users,
		coalesce(m.resident_orders, 0) AS resident_orders,
		coalesce(m.resident_revenue, 0) AS resident_revenue,
		CASE WHEN y.is_complete_year AND lag(y.is_complete_year) OVER w THEN lag(coalesce(m.total_orders, 0)) OVER w END AS previous_year_orders,
		CASE WHEN y.is_complete_year AND lag(y.is_complete_year) OVER w THEN lag(coalesce(m.total_revenue, 0)) OVER w END AS previous_year_revenue
	FROM bi.states s
	CROSS JOIN (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y
	LEFT JOIN mart.mart_revenue_vs_income_state_year m ON m.state_fips = s.state_fips AND m.year = y.year
	WHERE s.state_fips <> '00' OR EXISTS (SELECT FROM mart.mart_revenue_vs_income_state_year a WHERE a.state_fips = '00')
	WINDOW w AS (PARTITION BY s.state_fips ORDER BY y.year)
) g
LEFT JOIN refinement.dim_state_demographics d ON d.state_fips = g.state_fips AND d.survey_year = g.year;
COMMENT ON VIEW bi.state_years IS
'Revenue beside income and population, with growth; one row per state (and 00 for unknown, if anything went there) and year from the first order to the last, also where nothing was sold. Revenue, orders, what is of residents and both weights add up over states and years (of users: user-years); active users, incomes and averages do not. Income of several states and years: sum(income_weight) / sum(population_weight). Revenue per user: sum(resident_revenue) / sum(resident_users)';
COMMENT ON COLUMN bi.state_years.region IS 'Census Bureau region';
COMMENT ON COLUMN bi.state_years.division IS 'Census Bureau division';
COMMENT ON COLUMN bi.state_years.total_revenue IS 'Sum of order_value of what went to the state, USD; 0 if nothing did';
COMMENT ON COLUMN bi.state_years.active_users IS 'Users with an order in that state and year; 0 if none. Not to be summed: who orders to two states counts in both; resident_users add up';
COMMENT ON COLUMN bi.state_years.revenue_per_user IS 'total_revenue / active_users, USD, rounded to cents; NULL if nothing was sold. Of several states: sum(resident_revenue) / sum(resident_users)';
COMMENT ON COLUMN bi.state_years.resident_users IS 'Users whose year belongs to the state: most of their purchase lines of that year went there (see mart_revenue_vs_income_state_year). Each user of a year counts in one state: to be summed';
COMMENT ON COLUMN bi.state_years.resident_orders IS 'All purchase lines of the resident users in that year, wherever they went';
COMMENT ON COLUMN bi.state_years.resident_revenue IS 'Sum of order_value of these lines, USD';
COMMENT ON COLUMN bi.state_years.revenue_per_resident_user IS 'resident_revenue / resident_users, USD, rounded to cents; NULL without any. Of several rows: sum(resident_revenue) / sum(resident_users)';
COMMENT ON COLUMN bi.state_years.is_small IS 'Are active_users fewer than the setting min_group_size? Then what is per user says little';
COMMENT ON COLUMN bi.state_years.median_household_income IS 'Median household income in the past 12 months, in USD of the year (ACS 5-year), whether anything was sold or not; NULL where there is no figure. Not to be averaged: sum(income_weight) / sum(population_weight)';
COMMENT ON COLUMN bi.state_years.total_population IS 'Inhabitants (ACS 5-year); NULL where there is no figure. To be summed over the states of a year, not over years';
COMMENT ON COLUMN bi.state_years.revenue_per_capita IS 'total_revenue / total_population, USD, rounded to 6 decimals; NULL without population. Of several states: sum(total_revenue) / sum(total_population) of those that have both';
COMMENT ON COLUMN bi.state_years.income_weight IS 'median_household_income * total_population where is_income_comparable, else NULL: to be summed';
COMMENT ON COLUMN bi.state_years.population_weight IS 'total_population where is_income_comparable and there is an income, else NULL: to be summed';

CREATE VIEW bi.years AS
SELECT
	y.year,
	make_date(y.year, 1, 1) AS year_start,
	y.is_complete_year,
	y.covered_months,
	y.months,
	y.orders_count,
	y.total_units,
	y.total_revenue::numeric(38,2) AS total_revenue,
	s.active_users,
	y.baskets,
	ecom.ratio(y.total_revenue, y.orders_count, 2)::numeric(38,2) AS avg_order_value,
	ecom.ratio(y.total_revenue, y.baskets, 2)::numeric(38,2) AS avg_basket_value,
	ecom.ratio(y.total_revenue, s.active_users, 2)::numeric(38,2) AS revenue_per_user,
	y.previous_year_orders,
	y.previous_year_revenue::numeric(38,2) AS previous_year_revenue,
	ecom.growth_pct(y.total_revenue, y.previous_year_revenue)::numeric(38,1) AS growth_pct,
	s.income,
	s.income_weight::numeric(38,0) AS income_weight,
	s.population
FROM
(
	SELECT
		a.*,
		CASE WHEN a.is_complete_year AND lag(a.is_complete_year) OVER w THEN lag(a.orders_count) OVER w END AS previous_year_orders,
		CASE WHEN a.is_complete_year AND lag(a.is_complete_year) OVER w THEN lag(a.total_revenue) OVER w END AS previous_year_revenue
	FROM
	(
		SELECT
			m.year,
			m.is_complete_year,
			count(*) FILTER (WHERE m.is_covered)::integer AS covered_months,
			count(*)::integer AS months,
			sum(m.orders_count)::bigint AS orders_count,
			sum(m.total_units)::bigint AS total_units,
			sum(m.total_revenue) AS total_revenue,
			sum(m.baskets)::bigint AS baskets
		FROM mart.mart_months m
		GROUP BY m.year, m.is_complete_year
	) a
	WINDOW w AS (ORDER BY a.year)
) y
LEFT JOIN
(
	/* each user of a year is a resident of one state */
	SELECT
		a.year,
		sum(a.resident_users)::bigint AS active_users,
		ecom.ratio(sum(a.income_weight), sum(a.population_weight), 2)::numeric(12,2) AS income,
		sum(a.income_weight) AS income_weight,
		sum(a.population_weight)::bigint AS population
	FROM bi.state_years a
	GROUP BY a.year
) s ON s.year = y.year;
COMMENT ON VIEW bi.years IS
'Sales by year, with growth and income; one row per year from the first order to the last. Orders, units, revenue and baskets add up over years; users, averages and incomes do not';
COMMENT ON COLUMN bi.years.covered_months IS 'Number of its months that the purchase histories cover, see refinement.dim_date.is_covered; 12 if it is complete';
COMMENT ON COLUMN bi.years.months IS 'Number of its months from the first order to the last';
COMMENT ON COLUMN bi.years.total_revenue IS 'Sum of order_value, USD; 0 if nothing was sold';
COMMENT ON COLUMN bi.years.active_users IS 'Users with an order in the year, each counted once. Not to be summed over years, but for user-years';
COMMENT ON COLUMN bi.years.baskets IS 'Baskets (what one user ordered on one day), each counted once';
COMMENT ON COLUMN bi.years.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several years: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN bi.years.avg_basket_value IS 'total_revenue / baskets, USD a basket, rounded to cents. Of several years: sum(total_revenue) / sum(baskets)';
COMMENT ON COLUMN bi.years.revenue_per_user IS 'total_revenue / active_users, USD, rounded to cents. Of several years, for a user and year: sum(total_revenue) / sum(active_users)';
COMMENT ON COLUMN bi.years.income IS 'Median household income of the comparable states (bi.states.is_income_comparable), weighted by population, USD of the year; NULL for years without Census figures. Of several years: sum(income_weight) / sum(population)';
COMMENT ON COLUMN bi.years.population IS 'Inhabitants of the comparable states; NULL for years without Census figures. To be summed only below income_weight';

CREATE VIEW bi.cohort_years AS
SELECT
	c.cohort_year,
	make_date(c.cohort_year, 1, 1) AS year_start,
	y.is_complete_year,
	c.months_after,
	c.cohorts,
	c.users,
	c.active_users,
	ecom.ratio(100.0 * c.active_users, c.users, 1)::numeric(4,1) AS retention_pct,
	c.total_revenue::numeric(38,2) AS total_revenue,
	ecom.ratio(c.total_revenue, c.users, 2)::numeric(38,2) AS revenue_per_user,
	c.users < (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size') AS is_small,
	c.cumulative_revenue::numeric(38,2) AS cumulative_revenue,
	ecom.ratio(c.cumulative_revenue, c.users, 2)::numeric(38,2) AS lifetime_value
FROM
(
	SELECT
		m.cohort_year,
		m.months_after,
		count(*) AS cohorts,
		sum(m.cohort_size)::bigint AS users,
		sum(m.active_users)::bigint AS active_users,
		sum(m.total_revenue) AS total_revenue,
		sum(m.cumulative_revenue) AS cumulative_revenue
	FROM mart.mart_cohort_retention m
	WHERE m.is_complete
	GROUP BY m.cohort_year, m.months_after
) c
LEFT JOIN (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y ON y.year = c.cohort_year;
COMMENT ON VIEW bi.cohort_years IS
'Retention of the cohorts of a year together, from complete cells only; one row per year of the cohorts and months since, where a cell of it is complete. Retention of several years: sum(active_users) / sum(users) of the same months_after. The last months_after of a year are those of its first cohorts alone: see cohorts';

COMMENT ON COLUMN bi.cohort_years.cohort_year IS 'Year of the cohorts';
COMMENT ON COLUMN bi.cohort_years.months_after IS 'Months since: 0 is the month of the first order';
COMMENT ON COLUMN bi.cohort_years.cohorts IS 'Number of cohorts whose cell is complete';
COMMENT ON COLUMN bi.cohort_years.users IS 'Users of these cohorts. To be summed over cohort_year, not over months_after';
COMMENT ON COLUMN bi.cohort_years.active_users IS 'Those of them with an order in that month. To be summed over cohort_year, not over months_after';
COMMENT ON COLUMN bi.cohort_years.retention_pct IS '100 * active_users / users, percent, rounded to 1 decimal. Not to be averaged; of several years: 100 * sum(active_users) / sum(users) of the same months_after';
COMMENT ON COLUMN bi.cohort_years.total_revenue IS 'Sum of order_value of these cohorts in that month, USD';
COMMENT ON COLUMN bi.cohort_years.revenue_per_user IS 'total_revenue / users, USD, rounded to cents. Of several years: sum(total_revenue) / sum(users) of the same months_after';
COMMENT ON COLUMN bi.cohort_years.cumulative_revenue IS 'Revenue of these cohorts from their first month to this one, USD. To be summed over cohort_year, not over months_after';
COMMENT ON COLUMN bi.cohort_years.lifetime_value IS 'cumulative_revenue / users, USD, rounded to cents: what a user of these cohorts has been worth so far. Of several years: sum(cumulative_revenue) / sum(users) of the same months_after. It may fall where a cohort that was worth more has not got so far: see cohorts';
COMMENT ON COLUMN bi.cohort_years.is_small IS 'Are users fewer than the setting min_group_size? Then the percentages say little';
COMMENT ON COLUMN bi.cohort_years.is_complete_year IS 'Do the purchase histories cover all twelve months of cohort_year? See refinement.dim_date.is_complete_year';
