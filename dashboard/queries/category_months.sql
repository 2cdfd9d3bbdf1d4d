-- Revenue by month of the chosen categories, else of the five with most revenue; 0 in months without an order.
WITH chosen AS
(
	SELECT category, sum(total_revenue) AS revenue
	FROM bi.sales_by_category_m_y
	WHERE ($1::integer[] IS NULL OR year = ANY ($1))
		AND CASE WHEN $2::text[] IS NULL THEN category <> 'UNKNOWN' ELSE category = ANY ($2) END
	GROUP BY category
	ORDER BY category = 'UNKNOWN', revenue DESC, category
	LIMIT CASE WHEN $2::text[] IS NULL THEN 5 END
),
months AS
(
	SELECT DISTINCT month, year
	FROM bi.sales_by_state_m_y
	WHERE $1::integer[] IS NULL OR year = ANY ($1)
)
SELECT
	c.category,
	to_char(m.month, 'YYYY-MM') AS month,
	coalesce(s.total_revenue, 0) AS revenue,
	coalesce(s.orders_count, 0) AS orders
FROM chosen c
CROSS JOIN months m
LEFT JOIN bi.sales_by_category_m_y s ON s.category = c.category AND s.month = m.month
ORDER BY c.category = 'UNKNOWN', c.revenue DESC, c.category, m.month
