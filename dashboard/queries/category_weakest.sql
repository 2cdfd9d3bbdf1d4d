-- The categories with least revenue among those with enough orders; UNKNOWN is none.
SELECT
	category,
	sum(orders_count) AS orders,
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value
FROM bi.category_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2)) AND category <> 'UNKNOWN'
GROUP BY category
HAVING sum(orders_count) >= $4
ORDER BY revenue, category
LIMIT $3
