-- The figures on the cards of Category Performance.
SELECT
	coalesce(sum(total_revenue), 0) AS revenue,
	coalesce(sum(orders_count), 0) AS orders,
	count(DISTINCT category) FILTER (WHERE category <> 'UNKNOWN' AND orders_count > 0) AS categories,
	round(sum(total_revenue) / nullif(sum(orders_count), 0), 2) AS avg_order_value,
	coalesce(sum(total_revenue) FILTER (WHERE category = 'UNKNOWN'), 0) AS unknown_revenue
FROM bi.category_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2))
