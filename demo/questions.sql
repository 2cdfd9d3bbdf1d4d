-- The questions that the marts answer. Years that the data do not cover are left out.
\pset footer off

\echo
\echo 1. Do wealthier states generate more revenue?
SELECT
	third AS income_third,
	min(median_household_income) AS lowest_income,
	max(median_household_income) AS highest_income,
	sum(total_revenue) AS revenue,
	sum(active_users) AS user_years,
	round(sum(total_revenue) / sum(active_users), 2) AS revenue_per_user
FROM
(
	SELECT *, ntile(3) OVER (PARTITION BY year ORDER BY median_household_income, state_fips) AS third
	FROM bi.revenue_vs_income_state_year
	WHERE is_complete_year AND median_household_income IS NOT NULL
) s
GROUP BY third
ORDER BY third;

\echo
\echo 2. Are lower-income states showing purchasing growth?
WITH by_half AS
(
	SELECT
		year,
		CASE ntile(2) OVER (PARTITION BY year ORDER BY median_household_income, state_fips)
			WHEN 1 THEN 'lower' ELSE 'higher' END AS income_half,
		total_revenue
	FROM bi.revenue_vs_income_state_year
	WHERE is_complete_year AND median_household_income IS NOT NULL
),
by_year AS
(
	SELECT
		year,
		sum(total_revenue) FILTER (WHERE income_half = 'lower') AS lower_income_states,
		sum(total_revenue) FILTER (WHERE income_half = 'higher') AS higher_income_states
	FROM by_half
	GROUP BY year
)
SELECT
	year,
	lower_income_states,
	round(100 * lower_income_states / lag(lower_income_states) OVER (ORDER BY year) - 100, 1) AS growth_pct,
	higher_income_states,
	round(100 * higher_income_states / lag(higher_income_states) OVER (ORDER BY year) - 100, 1) AS growth_pct
FROM by_year
ORDER BY year;

\echo
\echo 3. How does median household income correlate with revenue? (correlation coefficient r over the states)
SELECT
	year,
	count(*) AS states,
	round(corr(median_household_income, revenue_per_capita)::numeric, 2) AS r_per_capita,
	round(corr(median_household_income, revenue_per_user)::numeric, 2) AS r_per_user
FROM bi.revenue_vs_income_state_year
WHERE is_complete_year AND median_household_income IS NOT NULL
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
