-- Revenue of each month.
SELECT
	to_char(s.month, 'YYYY-MM') AS month,
	year,
	extract(month FROM s.month)::integer AS month_of_year,
	sum(total_revenue) AS revenue,
	sum(orders_count) AS orders
FROM bi.sales_by_state_m_y s
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2))
GROUP BY s.month, year
ORDER BY s.month
