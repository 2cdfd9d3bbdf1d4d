-- Revenue by month of the chosen categories, else of the five with most revenue, 0 in months without an order; and that of the same month of the
-- year before, where both are covered.
WITH chosen AS MATERIALIZED
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
	m.total_revenue AS revenue,
	m.orders_count AS orders,
	m.revenue_year_before AS revenue_before,
	m.growth_pct,
	m.is_covered
FROM chosen c
JOIN bi.category_months m ON m.category = c.category
WHERE m.category = ANY (ARRAY(SELECT a.category FROM chosen a)) AND ($1::integer[] IS NULL OR m.year = ANY ($1))
ORDER BY c.category = 'UNKNOWN', c.revenue DESC, c.category, m.month
