-- The categories with most revenue, year by year; UNKNOWN, which is no category, comes last and takes no place of another.
WITH by_year AS
(
	SELECT category, year, sum(total_revenue) AS revenue, sum(orders_count) AS orders
	FROM bi.sales_by_category_m_y
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2))
	GROUP BY category, year
),
ranked AS
(
	SELECT
		category,
		row_number() OVER (PARTITION BY category = 'UNKNOWN' ORDER BY sum(revenue) DESC, category) AS place,
		sum(revenue) AS category_revenue
	FROM by_year
	GROUP BY category
)
SELECT y.category, y.year, y.revenue, y.orders, r.category_revenue
FROM ranked r
JOIN by_year y ON y.category = r.category
WHERE r.place <= $3
ORDER BY y.category = 'UNKNOWN', r.place, y.year
