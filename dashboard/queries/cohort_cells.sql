-- Every cell of the retention triangle.
SELECT
	to_char(cohort_month, 'YYYY-MM') AS cohort,
	months_after,
	cohort_size,
	active_users,
	retention_pct,
	total_revenue AS revenue,
	round(total_revenue / cohort_size, 2) AS revenue_per_user,
	lifetime_value,
	is_complete,
	is_small
FROM bi.cohort_retention
WHERE ($1::integer[] IS NULL OR cohort_year = ANY ($1)) AND cohort_size >= $2
ORDER BY cohort_month, months_after
