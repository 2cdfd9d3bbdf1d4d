-- Income and revenue of all states with Census figures, year by year, as indexes: the first year is 100.
WITH by_year AS
(
	SELECT
		year,
		is_complete_year,
		sum(median_household_income::numeric * total_population) / sum(total_population) AS income,
		sum(total_revenue) AS revenue,
		sum(total_revenue) / sum(active_users) AS revenue_per_user
	FROM bi.revenue_vs_income_state_year
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2))
		AND median_household_income IS NOT NULL AND total_population > 0
	GROUP BY year, is_complete_year
)
SELECT
	year,
	is_complete_year,
	round(income) AS income,
	revenue,
	round(revenue_per_user, 2) AS revenue_per_user,
	round(100 * income / first_value(income) OVER (ORDER BY year), 1) AS income_index,
	round(100 * revenue / first_value(revenue) OVER (ORDER BY year), 1) AS revenue_index,
	round(100 * revenue_per_user / first_value(revenue_per_user) OVER (ORDER BY year), 1) AS revenue_per_user_index
FROM by_year
ORDER BY year
