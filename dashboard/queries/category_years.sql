-- The categories with most revenue, year by year; UNKNOWN, which is no category, comes last and takes no place of another.
WITH chosen AS NOT MATERIALIZED
(
	SELECT category, year, total_revenue, orders_count, growth_pct
	FROM bi.category_years
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2))
),
ranked AS
(
	SELECT
		category,
		row_number() OVER (PARTITION BY category = 'UNKNOWN' ORDER BY sum(total_revenue) DESC, category) AS place,
		sum(total_revenue) AS category_revenue
	FROM chosen
	GROUP BY category
	HAVING sum(orders_count) > 0
)
SELECT c.category, c.year, c.total_revenue AS revenue, c.orders_count AS orders, c.growth_pct, r.category_revenue
FROM ranked r
JOIN chosen c ON c.category = r.category
WHERE r.place <= $3
ORDER BY c.category = 'UNKNOWN', r.place, c.year
