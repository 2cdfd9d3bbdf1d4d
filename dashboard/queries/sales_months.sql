-- Revenue of each month from the first order to the last; 0 in months without one.
SELECT
	to_char(m.month, 'YYYY-MM') AS month,
	m.year,
	extract(month FROM m.month)::integer AS month_of_year,
	coalesce(s.revenue, 0) AS revenue,
	coalesce(s.orders, 0) AS orders,
	m.is_covered
FROM bi.months m
LEFT JOIN
(
	SELECT month, sum(total_revenue) AS revenue, sum(orders_count) AS orders
	FROM bi.sales_by_state_m_y
	WHERE $2::text[] IS NULL OR state_key = ANY ($2)
	GROUP BY month
) s ON s.month = m.month
WHERE $1::integer[] IS NULL OR m.year = ANY ($1)
ORDER BY m.month
