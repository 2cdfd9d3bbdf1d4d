-- Income and revenue by state
-- Display: scatter; X axis median_household_income, Y axis revenue_per_user_and_year, bubble size users_a_year. Complete years only.
SELECT
	state_name AS state,
	round(avg(median_household_income)) AS median_household_income,
	round(sum(total_revenue) / sum(active_users), 2) AS revenue_per_user_and_year,
	round(avg(active_users), 1) AS users_a_year
FROM bi.revenue_vs_income_state_year
WHERE is_complete_year AND median_household_income IS NOT NULL
	[[AND year = {{year}}]]
GROUP BY state_name
ORDER BY state
