-- Which categories have the highest average order value?
-- Display: row chart. USD a purchase line, complete years only. orders is the least number of orders that a category must have: give it the
-- default 20.
SELECT
	category,
	sum(orders_count)::bigint AS orders,
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / sum(orders_count), 2) AS average_order_value
FROM bi.category_years
WHERE category <> 'UNKNOWN' AND is_complete_year
	[[AND year = {{year}}]]
GROUP BY category
HAVING sum(orders_count) >= {{orders}} AND sum(orders_count) > 0
ORDER BY average_order_value DESC, category
LIMIT 15
