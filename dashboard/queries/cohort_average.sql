-- The average over the cohorts, weighted by their size, of the cells that the data cover.
SELECT
	c.months_after,
	count(*) AS cohorts,
	sum(c.cohort_size) AS users,
	sum(c.active_users) AS active_users,
	round(100.0 * sum(c.active_users) / sum(c.cohort_size), 1) AS retention_pct,
	round(sum(c.total_revenue) / sum(c.cohort_size), 2) AS revenue_per_user
FROM bi.cohort_retention c
JOIN (SELECT DISTINCT year, is_complete_year FROM bi.revenue_vs_income_state_year) y
	ON y.year = extract(year FROM c.cohort_month + make_interval(months => c.months_after)) AND y.is_complete_year
WHERE ($1::integer[] IS NULL OR c.cohort_year = ANY ($1)) AND c.cohort_size >= $2 AND c.is_complete
GROUP BY c.months_after
ORDER BY c.months_after
