/* Marts of income: what the buyers earn, and the states that they live in */

CREATE MATERIALIZED VIEW mart.mart_revenue_by_income_state AS
WITH by_user AS
(
	SELECT m.state_key, m.user_key, sum(m.orders_count) AS orders, ecom.exact_sum(m.total_revenue) AS revenue
	FROM refinement.fct_orders_yearly m
	GROUP BY m.state_key, m.user_key
)
SELECT
	u.income_bracket,
	u.income_bracket_order,
	b.state_key,
	s.state_name,
	sum(b.orders)::bigint AS orders_count,
	ecom.exact_sum(b.revenue) AS total_revenue,
	ecom.ratio(ecom.exact_sum(b.revenue), sum(b.orders), 2) AS avg_order_value,
	count(*) AS active_users
FROM by_user b
JOIN refinement.dim_user u ON u.user_key = b.user_key
JOIN refinement.dim_state s ON s.state_fips = b.state_key
GROUP BY u.income_bracket, u.income_bracket_order, b.state_key, s.state_name;
COMMENT ON MATERIALIZED VIEW mart.mart_revenue_by_income_state IS
'Sales by household income of the buyer and state; one row per income bracket and state with orders, over all years together. The income is the one that the buyer gave on the day of the survey (2022 or 2023), whenever the order was';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.state_key IS 'FIPS code of the state shipped to, of the home state where the line names no place; 00 for unknown';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several rows: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_revenue_by_income_state.active_users IS 'Users of the bracket with an order in that state. To be summed over brackets, not over states: who orders to two states counts in both';
CREATE UNIQUE INDEX mart_revenue_by_income_state_key ON mart.mart_revenue_by_income_state (income_bracket, state_key);
COMMENT ON INDEX mart.mart_revenue_by_income_state_key IS 'The grain: income_bracket, state_key';

/*
 * Who orders to two states in a year is an active user of both, and users cannot be added up over states.  So each user's year also
 * belongs to one state, with all that the user bought in it: those users, orders and revenues add up.
 */
CREATE MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year AS
WITH by_user AS
(
	SELECT m.year, m.state_key, m.user_key, m.orders_count AS orders, m.total_revenue AS revenue
	FROM refinement.fct_orders_yearly m
),
by_state AS
(
	SELECT u.year, u.state_key, sum(u.orders)::bigint AS orders, ecom.exact_sum(u.revenue) AS revenue, count(*) AS users
	FROM by_user u
	GROUP BY u.year, u.state_key
),
residents AS
(
	SELECT r.year, r.state_key, count(*) AS users, sum(r.orders)::bigint AS orders, ecom.exact_sum(r.revenue) AS revenue
	FROM
	(
		SELECT DISTINCT ON (u.year, u.user_key)
			u.year,
			u.state_key,
			sum(u.orders) OVER of_user AS orders,
			ecom.exact_sum(u.revenue) OVER of_user AS revenue
		FROM by_user u
		WINDOW of_user AS (PARTITION BY u.year, u.user_key)
		ORDER BY u.year, u.user_key, u.orders DESC, u.revenue DESC, u.state_key
	) r
	GROUP BY r.year, r.state_key
)
SELECT
	b.state_key AS state_fips,
	s.state_name,
	b.year,
	b.revenue AS total_revenue,
	b.orders AS total_orders,
	b.users AS active_users,
	d.median_household_income,
	d.total_population,
	ecom.ratio(b.revenue, d.total_population, 6) AS revenue_per_capita,
	ecom.ratio(b.revenue, b.users, 2) AS revenue_per_user,
	y.is_complete_year,
	coalesce(r.users, 0) AS resident_users,
	coalesce(r.orders, 0) AS resident_orders,
	coalesce(r.revenue, 0) AS resident_revenue
FROM by_state b
LEFT JOIN residents r ON r.year = b.year AND r.state_key = b.state_key
JOIN (SELECT DISTINCT m.year, m.is_complete_year FROM refinement.fct_months m) y ON y.year = b.year
JOIN refinement.dim_state s ON s.state_fips = b.state_key
LEFT JOIN refinement.dim_state_demographics d ON d.state_fips = b.state_key AND d.survey_year = b.year;
COMMENT ON MATERIALIZED VIEW mart.mart_revenue_vs_income_state_year IS
'Revenue beside income and population; one row per state and year with orders. The buyers are a sample, not the population: compare revenue_per_user before revenue_per_capita. Revenue, orders and what is of residents add up over states and years (of users: user-years); active users, incomes and averages do not';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.state_fips IS 'FIPS code of the state shipped to, of the home state where the line names no place; 00 for unknown';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.year IS 'Year';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_orders IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.active_users IS 'Users with an order in that state and year. Not to be summed: who orders to two states counts in both; resident_users add up';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.median_household_income IS 'Median household income in the past 12 months, in USD of the year (ACS 5-year); NULL where there is no figure. Of several states: weighted by total_population, over the same states every year (bi.state_years has the weights)';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.total_population IS 'Inhabitants (ACS 5-year); NULL where there is no figure. To be summed over the states of a year, not over years';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.revenue_per_capita IS 'total_revenue / total_population, USD, rounded to 6 decimals. Of several states: sum(total_revenue) / sum(total_population) of those that have both';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.revenue_per_user IS 'total_revenue / active_users, USD, rounded to cents. Of several states: sum(resident_revenue) / sum(resident_users)';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.is_complete_year IS 'Do the purchase histories cover the year? See refinement.dim_date.is_complete_year';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.resident_users IS 'Users whose year belongs to the state: most of their purchase lines of that year went there (of equally many lines, most revenue; then the lowest FIPS code). Each user of a year counts in one state: to be summed';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.resident_orders IS 'All purchase lines of the resident users in that year, wherever they went';
COMMENT ON COLUMN mart.mart_revenue_vs_income_state_year.resident_revenue IS 'Sum of order_value of these lines, USD';
CREATE UNIQUE INDEX mart_revenue_vs_income_state_year_key ON mart.mart_revenue_vs_income_state_year (state_fips, year);
COMMENT ON INDEX mart.mart_revenue_vs_income_state_year_key IS 'The grain: state_fips, year';
