-- Revenue by month of the chosen categories, else of the five with most revenue; 0 in months without an order.
WITH chosen AS
(
	SELECT category, sum(total_revenue) AS revenue
	FROM bi.category_years
	WHERE ($1::integer[] IS NULL OR year = ANY ($1))
		AND CASE WHEN $2::text[] IS NULL THEN category <> 'UNKNOWN' ELSE category = ANY ($2) END
	GROUP BY category
	HAVING sum(orders_count) > 0
	ORDER BY category = 'UNKNOWN', revenue DESC, category
	LIMIT CASE WHEN $2::text[] IS NULL THEN 5 END
)
SELECT
	c.category,
	to_char(m.month, 'YYYY-MM') AS month,
	coalesce(s.total_revenue, 0) AS revenue,
	coalesce(s.orders_count, 0) AS orders,
	m.is_covered
FROM chosen c
JOIN bi.months m ON $1::integer[] IS NULL OR m.year = ANY ($1)
LEFT JOIN bi.sales_by_category_m_y s ON s.category = c.category AND s.month = m.month
ORDER BY c.category = 'UNKNOWN', c.revenue DESC, c.category, m.month
