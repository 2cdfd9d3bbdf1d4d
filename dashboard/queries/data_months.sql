-- How many users ordered in each month, and which months count: those that the purchase histories cover.
SELECT
	to_char(month, 'YYYY-MM') AS month,
	year,
	active_users AS users,
	orders_count AS orders,
	is_covered,
	is_complete_year
FROM bi.months
ORDER BY month
