-- What the growth of each category over the year before is made of: of the chosen ones, else of those with most revenue in these years.
WITH shown AS
(
	SELECT *
	FROM bi.category_growth
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND CASE WHEN $2::text[] IS NULL THEN category <> 'UNKNOWN' ELSE category = ANY ($2) END
),
ranked AS
(
	SELECT category, sum(total_revenue) AS category_revenue, row_number() OVER (ORDER BY sum(total_revenue) DESC, category COLLATE "C") AS place
	FROM shown
	GROUP BY category
)
SELECT
	s.category,
	s.year,
	s.previous_year_revenue AS revenue_before,
	s.total_revenue AS revenue,
	s.growth,
	s.growth_pct,
	s.price_effect,
	s.quantity_effect,
	s.products_effect,
	s.matched_products,
	s.is_small
FROM ranked r
JOIN shown s ON s.category = r.category
WHERE r.place <= $3
ORDER BY r.place, s.year
