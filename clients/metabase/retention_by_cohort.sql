-- How does retention vary by cohort?
-- Display: pivot table; rows cohort, columns months_after, values retention_pct; colours by conditional formatting. Months that the data do
-- not cover are left out; cohorts of few users have their number beside them.
SELECT
	to_char(cohort_month, 'YYYY-MM') || CASE WHEN is_small THEN ' (' || cohort_size || ' users)' ELSE '' END AS cohort,
	months_after,
	retention_pct
FROM bi.cohort_retention
WHERE is_complete AND months_after BETWEEN 1 AND 12
	[[AND cohort_year = {{year}}]]
	[[AND cohort_size >= {{smallest_cohort}}]]
ORDER BY cohort, months_after
