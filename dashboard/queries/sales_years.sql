-- Revenue of each year, and its growth over the calendar year before, be that chosen or not; none unless both are complete.
SELECT
	year,
	is_complete_year,
	sum(total_revenue) AS revenue,
	sum(previous_year_revenue) AS revenue_before,
	round(100 * sum(total_revenue) / nullif(sum(previous_year_revenue), 0) - 100, 1) AS growth_pct
FROM bi.state_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2))
GROUP BY year, is_complete_year
ORDER BY year
