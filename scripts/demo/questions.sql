-- The questions that the marts answer. Years that the data do not cover are left out.
\pset footer off

CREATE TEMP VIEW covered AS
SELECT * FROM bi.revenue_vs_income_state_year WHERE is_complete_year AND median_household_income IS NOT NULL;

\echo
\echo 1. Do wealthier states generate more revenue? (states by their average median household income)
WITH states AS
(
	SELECT
		avg(median_household_income) AS income,
		sum(total_revenue) AS revenue,
		sum(active_users) AS user_years,
		ntile(3) OVER (ORDER BY avg(median_household_income), state_fips) AS income_third
	FROM covered
	GROUP BY state_fips
)
SELECT
	income_third,
	count(*) AS states,
	round(min(income)) AS lowest_income,
	round(max(income)) AS highest_income,
	sum(revenue) AS revenue,
	round(sum(revenue) / sum(user_years), 2) AS revenue_per_user_and_year
FROM states
GROUP BY income_third
ORDER BY income_third;

\echo
\echo 2. Are lower-income states showing purchasing growth? (percent over the year before)
WITH states AS
(
	SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS income_half
	FROM covered
	GROUP BY state_fips
),
years AS
(
	SELECT
		year,
		sum(total_revenue) FILTER (WHERE income_half = 1) AS lower,
		sum(total_revenue) FILTER (WHERE income_half = 2) AS higher
	FROM covered
	JOIN states USING (state_fips)
	GROUP BY year
)
SELECT
	year,
	lower AS lower_income_states,
	round(100 * lower / lag(lower) OVER (ORDER BY year) - 100, 1) AS growth_pct,
	higher AS higher_income_states,
	round(100 * higher / lag(higher) OVER (ORDER BY year) - 100, 1) AS growth_pct
FROM years
ORDER BY year;

\echo
\echo 3. How does median household income correlate with revenue? (correlation coefficient r over the states)
SELECT
	year,
	count(*) AS states,
	round(corr(median_household_income, revenue_per_capita)::numeric, 2) AS r_per_capita,
	round(corr(median_household_income, revenue_per_user)::numeric, 2) AS r_per_user
FROM covered
GROUP BY year
ORDER BY year;

\echo
\echo 4. Which categories have the highest average order value? (at least 20 orders)
SELECT
	category,
	sum(orders_count) AS orders,
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value
FROM bi.sales_by_category_m_y
GROUP BY category
HAVING sum(orders_count) >= 20
ORDER BY avg_order_value DESC, category
LIMIT 8;

\echo
\echo 5. How does retention vary by cohort? (percent of users who ordered again so many months later)
SELECT
	cohort_year,
	sum(cohort_size) FILTER (WHERE months_after = 0) AS users,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 1) / sum(cohort_size) FILTER (WHERE months_after = 1), 1) AS month_1,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 3) / sum(cohort_size) FILTER (WHERE months_after = 3), 1) AS month_3,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 6) / sum(cohort_size) FILTER (WHERE months_after = 6), 1) AS month_6,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 12) / sum(cohort_size) FILTER (WHERE months_after = 12), 1) AS month_12
FROM bi.cohort_retention
WHERE is_complete
GROUP BY cohort_year
ORDER BY cohort_year;
