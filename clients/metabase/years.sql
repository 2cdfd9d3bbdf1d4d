-- How do the years compare?
-- Display: table. Each user counts once a year. Years that are not complete have no growth; a basket is what one user ordered on one day.
SELECT
	year,
	is_complete_year,
	total_revenue AS revenue,
	growth_pct,
	active_users AS users,
	revenue_per_user,
	orders_count AS orders,
	avg_order_value AS average_order_value,
	baskets,
	avg_basket_value AS average_basket_value,
	round(income_weight / nullif(population, 0)) AS median_household_income
FROM bi.years
ORDER BY year
