-- Retention of the cohorts of a year after 1, 6 and 12 months beside that of the cohorts of the year before: of the latest year shown of which,
-- as of the one before, all cohorts have come so far in complete months.
WITH cohorts AS
(
	SELECT cohort_year, months_after, cohort_size, active_users, is_complete AND is_complete_year AS is_complete
	FROM bi.cohort_retention
	WHERE cohort_size >= $2 AND months_after IN (0, 1, 6, 12)
),
sizes AS
(
	SELECT cohort_year, count(*) AS cohorts
	FROM cohorts
	WHERE months_after = 0
	GROUP BY cohort_year
),
years AS
(
	SELECT c.cohort_year AS year, c.months_after, sum(c.cohort_size) AS users, sum(c.active_users) AS active_users
	FROM cohorts c
	JOIN sizes s ON s.cohort_year = c.cohort_year
	GROUP BY c.cohort_year, c.months_after, s.cohorts
	HAVING bool_and(c.is_complete) AND count(*) = s.cohorts
)
SELECT DISTINCT ON (y.months_after)
	y.months_after,
	y.year,
	y.users,
	ecom.ratio(100 * y.active_users, y.users, 1) AS retention_pct,
	b.users AS users_before,
	ecom.ratio(100 * b.active_users, b.users, 1) AS retention_pct_before,
	least(y.users, b.users) < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM years y
JOIN years b ON b.year = y.year - 1 AND b.months_after = y.months_after
WHERE y.months_after > 0 AND ($1::integer[] IS NULL OR y.year = ANY ($1))
ORDER BY y.months_after, y.year DESC
