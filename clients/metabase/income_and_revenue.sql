-- How does median household income correlate with revenue?
-- Display: line; X axis year, Y axes both r columns. r over the states, complete years only.
SELECT
	year,
	count(*) AS states,
	round(corr(median_household_income, revenue_per_user)::numeric, 2) AS r_per_user,
	round(corr(median_household_income, revenue_per_capita)::numeric, 2) AS r_per_capita
FROM bi.revenue_vs_income_state_year
WHERE is_complete_year AND median_household_income IS NOT NULL
GROUP BY year
ORDER BY year
