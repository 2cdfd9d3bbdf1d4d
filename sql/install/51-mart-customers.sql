/* Marts of customers: by what they answered, and by when they came */

CREATE MATERIALIZED VIEW mart.mart_customer_segment_metrics AS
WITH by_user AS
(
	SELECT
		m.year, m.user_key,
		sum(m.orders_count) AS orders, sum(m.total_units) AS units, ecom.exact_sum(m.total_revenue) AS revenue
	FROM refinement.fct_orders_yearly m
	GROUP BY m.year, m.user_key
)
SELECT
	b.year,
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
	ecom.ratio(ecom.exact_sum(b.revenue), sum(b.orders), 2) AS avg_order_value,
	ecom.ratio(sum(b.orders), count(*), 2) AS avg_orders_per_user,
	y.is_complete_year
FROM by_user b
JOIN refinement.dim_user u ON u.user_key = b.user_key
JOIN (SELECT DISTINCT d.year, d.is_complete_year FROM refinement.fct_months d) y ON y.year = b.year
GROUP BY b.year, y.is_complete_year, u.age_group, u.income_bracket, u.gender, u.is_hispanic, u.education, u.household_size_cat,
	u.age_group_order, u.income_bracket_order;
COMMENT ON MATERIALIZED VIEW mart.mart_customer_segment_metrics IS
'What each demographic segment bought in a year; one row per year, age group, income bracket, gender, Hispanic origin, education and household size with orders. Who counts in a segment is of it by the answers on the day of the survey (2022 or 2023), whatever the year. Within a year users add up over segments; over years they do not';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.year IS 'Year';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.age_group IS 'Age group';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.gender IS 'Gender';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.is_hispanic IS 'Of Spanish, Hispanic or Latino origin: Yes, No or Unknown';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.education IS 'Highest level of education completed';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.age_group_order IS 'Place of age_group in the natural order, 1 for the youngest';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.segment_users IS 'Users of the segment with an order in that year, each in one segment: to be summed over the segments of a year, not over years';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several rows: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.avg_orders_per_user IS 'orders_count / segment_users, rounded to 2 decimals. Of several segments: sum(orders_count) / sum(segment_users)';
COMMENT ON COLUMN mart.mart_customer_segment_metrics.is_complete_year IS 'Do the purchase histories cover the year? See refinement.dim_date.is_complete_year';
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
	d.is_covered AS is_complete,
	CASE WHEN d.is_covered THEN c.amount_so_far END AS cumulative_revenue,
	CASE WHEN d.is_covered THEN ecom.ratio(c.amount_so_far, c.cohort_size, 2) END AS lifetime_value
FROM
(
	SELECT ecom.cohort_retention(m.user_key, m.month, m.total_revenue) AS cells
	FROM refinement.fct_orders_monthly m
) r
CROSS JOIN LATERAL (SELECT l.*, sum(l.amount) OVER (PARTITION BY l.cohort ORDER BY l.period) AS amount_so_far FROM unnest(r.cells) AS l) c
JOIN refinement.fct_months d ON d.month = (c.cohort + make_interval(months => c.period))::date;
COMMENT ON MATERIALIZED VIEW mart.mart_cohort_retention IS
'Retention of the users who first ordered in the same month; one row per cohort and month since, up to the month of the newest order, also where nobody came back. The history of every user begins in 2018 at the earliest, so the first cohorts are not acquisitions. Averages over cohorts: from the sums of active_users and cohort_size, of complete cells only';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_month IS 'First day of the month of the first order';
COMMENT ON COLUMN mart.mart_cohort_retention.months_after IS 'Months since: 0 is the month of the first order';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_year IS 'Year of the cohort';
COMMENT ON COLUMN mart.mart_cohort_retention.active_users IS 'Users of the cohort with an order in that month. To be summed over the cohorts of a month, not over months';
COMMENT ON COLUMN mart.mart_cohort_retention.cohort_size IS 'Users of the cohort, the same in each of its rows: not to be summed over them';
COMMENT ON COLUMN mart.mart_cohort_retention.retention_pct IS '100 * active_users / cohort_size, percent, rounded to 1 decimal. Not to be averaged; of several cohorts: 100 * sum(active_users) / sum(cohort_size) of the same months_after';
COMMENT ON COLUMN mart.mart_cohort_retention.total_revenue IS 'Sum of order_value of the cohort in that month, USD; 0 where nobody came back';
COMMENT ON COLUMN mart.mart_cohort_retention.is_complete IS 'Is that month over, and do the purchase histories cover it? See refinement.dim_date.is_covered. Cells that are not complete are too low, since histories end in them: compare complete ones only';
COMMENT ON COLUMN mart.mart_cohort_retention.cumulative_revenue IS 'Revenue of the cohort from its first month to this one, USD; NULL where that month is not covered. Not to be summed over months';
COMMENT ON COLUMN mart.mart_cohort_retention.lifetime_value IS 'cumulative_revenue / cohort_size, USD, rounded to cents: what a user of the cohort has been worth so far; NULL where that month is not covered. Of several cohorts: sum(cumulative_revenue) / sum(cohort_size), of complete cells with the same months_after';
CREATE UNIQUE INDEX mart_cohort_retention_key ON mart.mart_cohort_retention (cohort_month, months_after);
COMMENT ON INDEX mart.mart_cohort_retention_key IS 'The grain: cohort_month, months_after';
