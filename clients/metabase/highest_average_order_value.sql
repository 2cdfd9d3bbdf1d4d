-- Which categories have the highest average order value?
-- Display: row chart. orders is the least number of orders that a category must have: give it the default 20.
SELECT
	category,
	sum(orders_count)::bigint AS orders,
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / sum(orders_count), 2) AS average_order_value
FROM bi.sales_by_category_m_y
WHERE category <> 'UNKNOWN'
	[[AND year = {{year}}]]
GROUP BY category
HAVING sum(orders_count) >= {{orders}}
ORDER BY average_order_value DESC, category
LIMIT 15
