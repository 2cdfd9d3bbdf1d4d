-- Income and revenue year by year, of all states or of the chosen ones. Income is over the same states every year, whether they sold or not,
-- weighted by inhabitants; each user of a year counts in one state. Indexes: the first complete year that is shown and has an income is 100.
-- Revenue of years that are not complete has none.
WITH by_year AS
(
	SELECT
		year,
		is_complete_year,
		sum(income_weight) AS income_weight,
		sum(population_weight) AS population,
		sum(income_weight) / sum(population_weight) AS income,
		sum(total_revenue) AS revenue,
		sum(resident_revenue) AS resident_revenue,
		nullif(sum(resident_users), 0) AS users
	FROM bi.state_years
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2))
	GROUP BY year, is_complete_year
),
base AS
(
	SELECT *
	FROM by_year
	WHERE is_complete_year
	ORDER BY income IS NULL, year
	LIMIT 1
)
SELECT
	y.year,
	y.is_complete_year,
	round(y.income) AS income,
	y.revenue,
	round(y.resident_revenue / y.users, 2) AS revenue_per_user,
	b.year AS base_year,
	-- divided once, and rounded once
	round(100 * y.income_weight * b.population / nullif(b.income_weight * y.population, 0), 1) AS income_index,
	CASE WHEN y.is_complete_year THEN round(100 * y.revenue / nullif(b.revenue, 0), 1) END AS revenue_index,
	CASE WHEN y.is_complete_year THEN round(100 * y.resident_revenue * b.users / nullif(b.resident_revenue * y.users, 0), 1) END AS revenue_per_user_index
FROM by_year y
LEFT JOIN base b ON true
ORDER BY y.year
