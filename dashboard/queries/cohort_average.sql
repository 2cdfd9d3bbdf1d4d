-- The cohorts together: of the same number of months after, from the sums of their users, in complete cells only.
SELECT
	months_after,
	count(*) AS cohorts,
	sum(cohort_size) AS users,
	sum(active_users) AS active_users,
	round(100.0 * sum(active_users) / sum(cohort_size), 1) AS retention_pct,
	round(sum(total_revenue) / sum(cohort_size), 2) AS revenue_per_user,
	round(sum(cumulative_revenue) / sum(cohort_size), 2) AS lifetime_value,
	sum(cohort_size) < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM bi.cohort_retention
WHERE ($1::integer[] IS NULL OR cohort_year = ANY ($1)) AND cohort_size >= $2 AND is_complete
GROUP BY months_after
ORDER BY months_after
