-- The figures on the cards of Cohort Analysis. Those of 1, 6 and 12 months after are from complete cells only, and NULL without any.
WITH cells AS
(
	SELECT *, cohort_size >= $2 AS is_shown, cohort_size >= $2 AND is_complete AS is_counted
	FROM bi.cohort_retention
	WHERE $1::integer[] IS NULL OR cohort_year = ANY ($1)
)
SELECT
	count(*) FILTER (WHERE is_shown AND months_after = 0) AS cohorts,
	count(*) FILTER (WHERE is_shown AND is_small AND months_after = 0) AS small_cohorts,
	count(*) FILTER (WHERE NOT is_shown AND months_after = 0) AS smaller_cohorts,
	coalesce(sum(cohort_size) FILTER (WHERE is_shown AND months_after = 0), 0) AS users,
	sum(cohort_size) FILTER (WHERE is_counted AND months_after = 1) AS month_1_users,
	sum(cohort_size) FILTER (WHERE is_counted AND months_after = 6) AS month_6_users,
	sum(cohort_size) FILTER (WHERE is_counted AND months_after = 12) AS month_12_users,
	round(100.0 * sum(active_users) FILTER (WHERE is_counted AND months_after = 1) / sum(cohort_size) FILTER (WHERE is_counted AND months_after = 1), 1) AS month_1_pct,
	round(100.0 * sum(active_users) FILTER (WHERE is_counted AND months_after = 6) / sum(cohort_size) FILTER (WHERE is_counted AND months_after = 6), 1) AS month_6_pct,
	round(100.0 * sum(active_users) FILTER (WHERE is_counted AND months_after = 12) / sum(cohort_size) FILTER (WHERE is_counted AND months_after = 12), 1) AS month_12_pct
FROM cells
