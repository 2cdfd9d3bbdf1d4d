-- Revenue of each year beside the year before, which counts also where it is not among the chosen years.
WITH by_year AS
(
	SELECT year, is_complete_year, sum(total_revenue) AS revenue
	FROM bi.revenue_vs_income_state_year
	WHERE $2::text[] IS NULL OR state_fips = ANY ($2)
	GROUP BY year, is_complete_year
)
SELECT
	y.year,
	y.is_complete_year,
	y.revenue,
	p.revenue AS revenue_before,
	round(100 * y.revenue / nullif(p.revenue, 0) - 100, 1) AS growth_pct
FROM by_year y
LEFT JOIN by_year p ON p.year = y.year - 1
WHERE $1::integer[] IS NULL OR y.year = ANY ($1)
ORDER BY y.year
