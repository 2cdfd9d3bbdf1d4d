-- The figures on the cards of Cohort Analysis.
WITH covered AS
(
	SELECT c.*
	FROM bi.cohort_retention c
	JOIN (SELECT DISTINCT year, is_complete_year FROM bi.revenue_vs_income_state_year) y
		ON y.year = extract(year FROM c.cohort_month + make_interval(months => c.months_after)) AND y.is_complete_year
	WHERE ($1::integer[] IS NULL OR c.cohort_year = ANY ($1)) AND c.cohort_size >= $2 AND c.is_complete
),
chosen AS
(
	SELECT c.cohort_size
	FROM bi.cohort_retention c
	WHERE ($1::integer[] IS NULL OR c.cohort_year = ANY ($1)) AND c.months_after = 0
)
SELECT
	(SELECT count(*) FILTER (WHERE cohort_size >= $2) FROM chosen) AS cohorts,
	(SELECT count(*) FILTER (WHERE cohort_size < $2) FROM chosen) AS smaller_cohorts,
	(SELECT coalesce(sum(cohort_size) FILTER (WHERE cohort_size >= $2), 0) FROM chosen) AS users,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 1) / nullif(sum(cohort_size) FILTER (WHERE months_after = 1), 0), 1) AS month_1_pct,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 6) / nullif(sum(cohort_size) FILTER (WHERE months_after = 6), 0), 1) AS month_6_pct,
	round(100.0 * sum(active_users) FILTER (WHERE months_after = 12) / nullif(sum(cohort_size) FILTER (WHERE months_after = 12), 0), 1) AS month_12_pct
FROM covered
