-- Growth of the half of the states with lower income against the half with higher income, over the calendar year before; none unless both
-- years are complete. A state stays in its half, whichever states and years are chosen.
SELECT
	year,
	is_complete_year,
	count(*) FILTER (WHERE income_half = 1) AS lower_states,
	count(*) FILTER (WHERE income_half = 2) AS higher_states,
	sum(resident_users) FILTER (WHERE income_half = 1) AS lower_users,
	sum(resident_users) FILTER (WHERE income_half = 2) AS higher_users,
	sum(total_revenue) FILTER (WHERE income_half = 1) AS lower_revenue,
	sum(total_revenue) FILTER (WHERE income_half = 2) AS higher_revenue,
	round(100 * sum(total_revenue) FILTER (WHERE income_half = 1) / nullif(sum(previous_year_revenue) FILTER (WHERE income_half = 1), 0) - 100, 1) AS lower_growth_pct,
	round(100 * sum(total_revenue) FILTER (WHERE income_half = 2) / nullif(sum(previous_year_revenue) FILTER (WHERE income_half = 2), 0) - 100, 1) AS higher_growth_pct
FROM bi.state_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2)) AND income_half IS NOT NULL
GROUP BY year, is_complete_year
ORDER BY year
