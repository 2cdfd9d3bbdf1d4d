/*
 * Marts.  Those that count users or ask for states start from refinement.fct_orders_monthly, a seventh of the fact, and group by
 * user first: that takes small groups, instead of a sort of every line for count(DISTINCT).
 */

CREATE MATERIALIZED VIEW mart.mart_sales_by_state_m_y AS
SELECT
	m.month,
	ecom.calendar_year(m.month)::integer AS year,
	m.state_key,
	s.state_name,
	sum(m.orders_count)::bigint AS orders_count,
	sum(m.total_units)::bigint AS total_units,
	ecom.exact_sum(m.total_revenue) AS total_revenue,
	round(ecom.exact_sum(m.total_revenue) / sum(m.orders_count), 2) AS avg_order_value,
	count(*) AS active_users
FROM refinement.fct_orders_monthly m
JOIN refinement.dim_state s ON s.state_fips = m.state_key
GROUP BY m.month, m.state_key, s.state_name;
COMMENT ON MATERIALIZED VIEW mart.mart_sales_by_state_m_y IS 'Sales by month and state; one row per month and state with orders';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.month IS 'First day of the month';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.state_key IS 'FIPS code of the state shipped to, else of the home state; 00 for unknown';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.avg_order_value IS 'total_revenue / orders_count, USD, rounded to cents';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.active_users IS 'Users with an order in that month and state';
CREATE UNIQUE INDEX mart_sales_by_state_m_y_key ON mart.mart_sales_by_state_m_y (month, state_key);
COMMENT ON INDEX mart.mart_sales_by_state_m_y_key IS 'The grain: month, state_key';

CREATE MATERIALIZED VIEW mart.mart_sales_by_category_m_y AS
SELECT
	c.month,
	ecom.calendar_year(c.month)::integer AS year,
	c.category,
	c.orders_count,
	c.total_units,
	c.total_revenue,
	round(c.total_revenue / c.orders_count, 2) AS avg_order_value
FROM
(
	SELECT
		ecom.month_start(f.date_key) AS month,
		p.category,
		count(*) AS orders_count,
		sum(f.quantity) AS total_units,
		ecom.exact_sum(f.order_value) AS total_revenue
	FROM refinement.fct_orders f
	JOIN refinement.dim_product p ON p.product_key = f.product_key
	GROUP BY ecom.month_start(f.date_key), p.category
) c;
COMMENT ON MATERIALIZED VIEW mart.mart_sales_by_category_m_y IS
'Sales by month and category of the product; one row per month and category with orders';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.month IS 'First day of the month';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.category IS 'Category of the product (dim_product); UNKNOWN if it has none, and for lines without a product code';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.avg_order_value IS 'total_revenue / orders_count, USD, rounded to cents';
CREATE UNIQUE INDEX mart_sales_by_category_m_y_key ON mart.mart_sales_by_category_m_y (month, category);
COMMENT ON INDEX mart.mart_sales_by_category_m_y_key IS 'The grain: month, category';

CREATE MATERIALIZED VIEW mart.mart_customer_segment_metrics AS
WITH by_user AS
(
	SELECT
		ecom.calendar_year(m.month) AS year, m.user_key,
		sum(m.orders_count) AS orders, sum(m.total_units) AS units, ecom.exact_sum(m.total_revenue) AS revenue
	FROM refinement.fct_orders_monthly m
	GROUP BY ecom.calendar_year(m.month), m.user_key
)
SELECT
	b.year::integer AS year,
	u.age_group,
	u.income_bracket,
	u.gender,
	u.is_hispanic,
	u.education,
	u.household_size_cat,
	u.age_group_order,
	u.income_bracket_order,
	count(*) AS segment_users,
	sum(b.orders)::bigint AS orders_count,
	sum(b.units)::bigint AS total_units,
	ecom.exact_sum(b.revenue) AS total_revenue,
	round(ecom.exact_sum(b.revenue) / sum(b.orders), 2) AS avg_order_value,
	round(sum(b.orders) / count(*), 2) AS avg_orders_per_user
FROM by_user b
JOIN refinement.dim_user u ON u.user_key = b.user_key
GROUP BY b.year, u.age_group, u.income_bracket, u.gender, u.is_hispanic, u.education, u.household_size_cat,
	u.age_group_order, u.income_bracket_order;
COMMENT ON MATERIALIZED VIEW mart.mart_customer_segment_metrics IS
'What each demographic segment bought in a year; one row per year, age group, income bracket, gender, Hispanic origin, education and household size with orders';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.year IS 'Year';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.age_group IS 'Age group';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.gender IS 'Gender';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.is_hispanic IS 'Of Spanish, Hispanic or Latino origin: Yes, No or Unknown';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.education IS 'Highest level of education completed';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.age_group_order IS 'Place of age_group in the natural order, 1 for the youngest';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.segment_users IS 'Users of the segment with an order in that year';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.avg_order_value IS 'total_revenue / orders_count, USD, rounded to cents';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.avg_orders_per_user IS 'orders_count / segment_users, rounded to 2 decimals';
CREATE UNIQUE INDEX mart_customer_segment_metrics_key ON mart.mart_customer_segment_metrics
	(year, age_group, income_bracket, gender, is_hispanic, education, household_size_cat);
COMMENT ON INDEX mart.mart_customer_segment_metrics_key IS 'The grain: year, age_group, income_bracket, gender, is_hispanic, education, household_size_cat';

CREATE MATERIALIZED VIEW mart.mart_cohort_retention AS
SELECT
	c.cohort AS cohort_month,
	c.period AS months_after,
	date_part('year', c.cohort)::integer AS cohort_year,
	c.active_users,
	c.cohort_size,
	c.retention_pct,
	c.amount AS total_revenue,
	c.is_complete
FROM
(
	/* the last day, so that the newest month is known to be complete or not */
	SELECT ecom.cohort_retention(m.user_key, m.last_order_date, m.total_revenue) AS cells
	FROM refinement.fct_orders_monthly m
) r
CROSS JOIN LATERAL unnest(r.cells) AS c;
COMMENT ON MATERIALIZED VIEW mart.mart_cohort_retention IS
'Retention of the users who first ordered in the same month; one row per cohort and month since, up to the month of the newest order, also where nobody came back. The history of every user begins in 2018 at the earliest, so the first cohorts are not acquisitions';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_month IS 'First day of the month of the first order';
COMMENT ON COLUMN mart.mart_cohort_retention.months_after IS 'Months since: 0 is the month of the first order';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_year IS 'Year of the cohort';
COMMENT ON COLUMN mart.mart_cohort_retention.active_users IS 'Users of the cohort with an order in that month';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_size IS 'Users of the cohort';
COMMENT ON COLUMN mart.mart_cohort_retention.retention_pct IS '100 * active_users / cohort_size, percent, rounded to 1 decimal';
COMMENT ON COLUMN mart.mart_cohort_retention.total_revenue IS 'Sum of order_value of the cohort in that month, USD; 0 where nobody came back';
COMMENT ON COLUMN mart.mart_cohort_retention.is_complete IS 'Do the data reach the last day of that month? False for the running month';
CREATE UNIQUE INDEX mart_cohort_retention_key ON mart.mart_cohort_retention (cohort_month, months_after);
COMMENT ON INDEX mart.mart_cohort_retention_key IS 'The grain: cohort_month, months_after';

CREATE MATERIALIZED VIEW mart.mart_top_products AS
SELECT
	coalesce(t.period::text, 'all') AS period,
	t.product_key,
	p.title,
	p.category,
	t.units AS total_quantity,
	t.revenue AS total_revenue,
	t.rank_by_revenue::integer AS rank_by_revenue,
	t.rank_by_units::integer AS rank_by_units
FROM
(
	SELECT ecom.top_products(f.product_key, ecom.calendar_year(f.date_key), f.quantity, f.order_value, 50) AS products
	FROM refinement.fct_orders f
	WHERE f.product_key <> 'UNKNOWN'
) r
CROSS JOIN LATERAL unnest(r.products) AS t
JOIN refinement.dim_product p ON p.product_key = t.product_key;
COMMENT ON MATERIALIZED VIEW mart.mart_top_products IS
'The 50 products with most revenue and the 50 with most pieces, of all years and of each; one row per period and product. Lines without a product code are left out';
COMMENT ON COLUMN mart.mart_top_products.period IS 'all, or a year';
COMMENT ON COLUMN mart.mart_top_products.product_key IS 'Product code';
COMMENT ON COLUMN mart.mart_top_products.title IS 'Title of the product';
COMMENT ON COLUMN mart.mart_top_products.category IS 'Category of the product';
COMMENT ON COLUMN mart.mart_top_products.total_quantity IS 'Pieces sold in the period';
COMMENT ON COLUMN mart.mart_top_products.total_revenue IS 'Sum of order_value in the period, USD';
COMMENT ON COLUMN mart.mart_top_products.rank_by_revenue IS '1 for the product with most revenue in the period; ties by product code';
COMMENT ON COLUMN mart.mart_top_products.rank_by_units IS '1 for the product with most pieces in the period; ties by product code';
CREATE UNIQUE INDEX mart_top_products_key ON mart.mart_top_products (period, product_key);
COMMENT ON INDEX mart.mart_top_products_key IS 'The grain: period, product_key';

CREATE MATERIALIZED VIEW mart.mart_revenue_by_income_state AS
WITH by_user AS
(
	SELECT m.state_key, m.user_key, sum(m.orders_count) AS orders, ecom.exact_sum(m.total_revenue) AS revenue
	FROM refinement.fct_orders_monthly m
	GROUP BY m.state_key, m.user_key
)
SELECT
	u.income_bracket,
	u.income_bracket_order,
	b.state_key,
	s.state_name,
	sum(b.orders)::bigint AS orders_count,
	ecom.exact_sum(b.revenue) AS total_revenue,
	round(ecom.exact_sum(b.revenue) / sum(b.orders), 2) AS avg_order_value,
	count(*) AS active_users
FROM by_user b
JOIN refinement.dim_user u ON u.user_key = b.user_key
JOIN refinement.dim_state s ON s.state_fips = b.state_key
GROUP BY u.income_bracket, u.income_bracket_order, b.state_key, s.state_name;
COMMENT ON MATERIALIZED VIEW mart.mart_revenue_by_income_state IS
'Sales by household income of the buyer and state; one row per income bracket and state with orders';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.state_key IS 'FIPS code of the state shipped to, else of the home state; 00 for unknown';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.avg_order_value IS 'total_revenue / orders_count, USD, rounded to cents';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.active_users IS 'Users of the bracket with an order in that state';
CREATE UNIQUE INDEX mart_revenue_by_income_state_key ON mart.mart_revenue_by_income_state (income_bracket, state_key);
COMMENT ON INDEX mart.mart_revenue_by_income_state_key IS 'The grain: income_bracket, state_key';

CREATE MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year AS
WITH by_user AS
(
	SELECT
		ecom.calendar_year(m.month) AS year, m.state_key, m.user_key,
		sum(m.orders_count) AS orders, ecom.exact_sum(m.total_revenue) AS revenue
	FROM refinement.fct_orders_monthly m
	GROUP BY ecom.calendar_year(m.month), m.state_key, m.user_key
),
by_state AS
(
	SELECT u.year, u.state_key, sum(u.orders)::bigint AS orders, ecom.exact_sum(u.revenue) AS revenue, count(*) AS users
	FROM by_user u
	GROUP BY u.year, u.state_key
),
years AS
(
	SELECT DISTINCT d.year, d.is_complete_year FROM refinement.dim_date d
)
SELECT
	b.state_key AS state_fips,
	s.state_name,
	b.year::integer AS year,
	b.revenue AS total_revenue,
	b.orders AS total_orders,
	b.users AS active_users,
	d.median_household_income,
	d.total_population,
	round(b.revenue / nullif(d.total_population, 0), 6) AS revenue_per_capita,
	round(b.revenue / b.users, 2) AS revenue_per_user,
	y.is_complete_year
FROM by_state b
JOIN years y ON y.year = b.year
JOIN refinement.dim_state s ON s.state_fips = b.state_key
LEFT JOIN refinement.dim_state_demographics d ON d.state_fips = b.state_key AND d.survey_year = b.year;
COMMENT ON MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year IS
'Revenue beside income and population; one row per state and year with orders. The buyers are a sample, not the population: compare revenue_per_user before revenue_per_capita';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.state_fips IS 'FIPS code of the state shipped to, else of the home state; 00 for unknown';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.year IS 'Year';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_orders IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.active_users IS 'Users with an order in that state and year';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.median_household_income IS 'Median household income in the past 12 months, in USD of the year (ACS 5-year); NULL where there is no figure';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_population IS 'Inhabitants (ACS 5-year); NULL where there is no figure';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.revenue_per_capita IS 'total_revenue / total_population, USD, rounded to 6 decimals';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.revenue_per_user IS 'total_revenue / active_users, USD, rounded to cents';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.is_complete_year IS 'Do the data cover the year? See refinement.dim_date.is_complete_year';
CREATE UNIQUE INDEX mart_revenue_vs_income_state_year_key ON mart.mart_revenue_vs_income_state_year (state_fips, year);
COMMENT ON INDEX mart.mart_revenue_vs_income_state_year_key IS 'The grain: state_fips, year';
