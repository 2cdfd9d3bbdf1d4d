-- What has a customer been worth, by year of the first order?
-- Display: line; x months_after, y lifetime_value, series cohort_year. Of the cohorts of the year that have got so far; years of few users are left out.
SELECT
	cohort_year,
	months_after,
	users,
	lifetime_value
FROM bi.cohort_years
WHERE NOT is_small
	[[AND cohort_year = {{year}}]]
ORDER BY cohort_year, months_after
