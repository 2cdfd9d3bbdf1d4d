-- The categories with the highest average order value, a purchase line, among those with enough orders; UNKNOWN last.
WITH ranked AS
(
	SELECT
		category,
		sum(orders_count) AS orders,
		sum(total_revenue) AS revenue,
		round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value,
		row_number() OVER (PARTITION BY category = 'UNKNOWN' ORDER BY sum(total_revenue) / sum(orders_count) DESC, category) AS place
	FROM bi.category_years
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2))
	GROUP BY category
	HAVING sum(orders_count) >= $4
)
SELECT category, orders, revenue, avg_order_value
FROM ranked
WHERE place <= $3
ORDER BY category = 'UNKNOWN', place
