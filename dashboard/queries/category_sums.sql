-- The chosen categories together, by month; 0 in months without an order.
SELECT
	to_char(m.month, 'YYYY-MM') AS month,
	m.year,
	coalesce(s.revenue, 0) AS revenue,
	coalesce(s.categories, 0) AS categories,
	ecom.ratio(s.revenue, s.orders, 2) AS avg_order_value,
	coalesce(s.unknown_revenue, 0) AS unknown_revenue,
	m.is_covered
FROM bi.months m
LEFT JOIN
(
	SELECT
		month,
		sum(total_revenue) AS revenue,
		sum(orders_count) AS orders,
		count(*) FILTER (WHERE category <> 'UNKNOWN') AS categories,
		sum(total_revenue) FILTER (WHERE category = 'UNKNOWN') AS unknown_revenue
	FROM bi.sales_by_category_m_y
	WHERE $2::text[] IS NULL OR category = ANY ($2)
	GROUP BY month
) s ON s.month = m.month
WHERE $1::integer[] IS NULL OR m.year = ANY ($1)
ORDER BY m.month
