-- The cohorts of a year together, in the months to which all of them have come in complete months: what the last are of only some could rise or
-- fall by who is left.
WITH cells AS
(
	SELECT *
	FROM bi.cohort_retention
	WHERE ($1::integer[] IS NULL OR cohort_year = ANY ($1)) AND cohort_size >= $2
),
sizes AS
(
	SELECT cohort_year, count(*) AS cohorts
	FROM cells
	WHERE months_after = 0
	GROUP BY cohort_year
)
SELECT
	c.cohort_year AS year,
	c.months_after,
	s.cohorts,
	sum(c.cohort_size) AS users,
	sum(c.active_users) AS active_users,
	ecom.ratio(100 * sum(c.active_users), sum(c.cohort_size), 1) AS retention_pct,
	ecom.ratio(sum(c.total_revenue), sum(c.cohort_size), 2) AS revenue_per_user,
	ecom.ratio(sum(c.cumulative_revenue), sum(c.cohort_size), 2) AS lifetime_value,
	sum(c.cohort_size) < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM cells c
JOIN sizes s ON s.cohort_year = c.cohort_year
GROUP BY c.cohort_year, c.months_after, s.cohorts
HAVING bool_and(c.is_complete) AND count(*) = s.cohorts
ORDER BY c.cohort_year, c.months_after
