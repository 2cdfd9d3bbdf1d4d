-- Retention by year of the cohorts
-- Display: line; X axis months_after, Y axis retention_pct, a series a cohort_year. Where too few users have reached the month it is left out.
SELECT cohort_year, months_after, users, active_users, retention_pct
FROM bi.cohort_years
WHERE NOT is_small AND months_after BETWEEN 1 AND 12
	[[AND cohort_year = {{year}}]]
ORDER BY cohort_year, months_after
