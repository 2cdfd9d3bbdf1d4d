-- What the chosen products sold by month; 0 in months without an order.
SELECT
	p.product_key,
	p.title,
	to_char(m.month, 'YYYY-MM') AS month,
	m.year,
	coalesce(s.total_revenue, 0) AS revenue,
	coalesce(s.total_units, 0) AS units,
	coalesce(s.orders_count, 0) AS orders,
	m.is_covered
FROM (SELECT DISTINCT product_key, title FROM bi.top_product_months WHERE product_key = ANY ($2)) p
JOIN bi.months m ON $1::integer[] IS NULL OR m.year = ANY ($1)
LEFT JOIN bi.top_product_months s ON s.product_key = p.product_key AND s.month = m.month
ORDER BY array_position($2, p.product_key), m.month
