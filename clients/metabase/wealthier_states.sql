-- Do wealthier states generate more revenue?
-- Display: bar; X axis income_third, Y axis revenue_per_user_and_year. Thirds of the states by income, complete years only.
WITH states AS
(
	SELECT
		avg(median_household_income) AS income,
		sum(total_revenue) AS revenue,
		sum(active_users) AS user_years,
		ntile(3) OVER (ORDER BY avg(median_household_income), state_fips) AS income_third
	FROM bi.revenue_vs_income_state_year
	WHERE is_complete_year AND median_household_income IS NOT NULL
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
ORDER BY income_third
