-- Every cell of the retention triangle. Covered: the month is over, and in a year that the data cover.
SELECT
	to_char(c.cohort_month, 'YYYY-MM') AS cohort,
	c.months_after,
	c.cohort_size,
	c.active_users,
	c.retention_pct,
	c.total_revenue AS revenue,
	round(c.total_revenue / c.cohort_size, 2) AS revenue_per_user,
	c.is_complete AND coalesce(y.is_complete_year, false) AS is_covered
FROM bi.cohort_retention c
LEFT JOIN (SELECT DISTINCT year, is_complete_year FROM bi.revenue_vs_income_state_year) y
	ON y.year = extract(year FROM c.cohort_month + make_interval(months => c.months_after))
WHERE ($1::integer[] IS NULL OR c.cohort_year = ANY ($1)) AND c.cohort_size >= $2
ORDER BY c.cohort_month, c.months_after
