-- Revenue beside income, a row a state with orders, in one year.
SELECT
	state_name,
	median_household_income AS income,
	total_population AS population,
	active_users AS users,
	orders_count AS orders,
	total_revenue AS revenue,
	round(100000 * total_revenue / total_population, 2) AS revenue_per_100000,
	revenue_per_user,
	is_small
FROM bi.state_years
WHERE year = $1 AND ($2::text[] IS NULL OR state_fips = ANY ($2))
	AND active_users > 0 AND median_household_income IS NOT NULL AND total_population > 0
ORDER BY state_name
