-- Income and revenue by state
-- Display: scatter; X axis median_household_income, Y axis revenue_per_user_and_year, bubble size user_years. Complete years only. A user counts
-- once a year, in the state where most of the year's orders went; small bubbles say little.
SELECT
	state_name AS state,
	round(sum(income_weight) / sum(population_weight)) AS median_household_income,
	round(sum(resident_revenue) / sum(resident_users), 2) AS revenue_per_user_and_year,
	sum(resident_users)::bigint AS user_years
FROM bi.state_years
WHERE is_complete_year
	[[AND year = {{year}}]]
GROUP BY state_name
HAVING sum(resident_users) > 0 AND sum(population_weight) > 0
ORDER BY state
