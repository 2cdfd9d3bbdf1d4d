-- Growth of the half of the states with lower income against the half with higher income. Halves by the average of the
-- yearly medians over the complete years, so that a state stays in its half.
WITH halves AS
(
	SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half
	FROM bi.revenue_vs_income_state_year
	WHERE is_complete_year AND median_household_income IS NOT NULL AND ($2::text[] IS NULL OR state_fips = ANY ($2))
	GROUP BY state_fips
),
by_year AS
(
	SELECT
		year,
		is_complete_year,
		sum(total_revenue) FILTER (WHERE half = 1) AS lower,
		sum(total_revenue) FILTER (WHERE half = 2) AS higher
	FROM bi.revenue_vs_income_state_year
	JOIN halves USING (state_fips)
	GROUP BY year, is_complete_year
)
SELECT
	y.year,
	y.is_complete_year,
	y.lower AS lower_revenue,
	y.higher AS higher_revenue,
	round(100 * y.lower / nullif(p.lower, 0) - 100, 1) AS lower_growth_pct,
	round(100 * y.higher / nullif(p.higher, 0) - 100, 1) AS higher_growth_pct
FROM by_year y
LEFT JOIN by_year p ON p.year = y.year - 1
WHERE $1::integer[] IS NULL OR y.year = ANY ($1)
ORDER BY y.year
