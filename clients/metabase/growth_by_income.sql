-- Are lower-income states showing purchasing growth?
-- Display: bar; X axis year, Y axes both growth columns. Percent over the year before, complete years only.
WITH covered AS
(
	SELECT * FROM bi.revenue_vs_income_state_year WHERE is_complete_year AND median_household_income IS NOT NULL
),
halves AS
(
	SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half
	FROM covered
	GROUP BY state_fips
),
years AS
(
	SELECT year, sum(total_revenue) FILTER (WHERE half = 1) AS lower, sum(total_revenue) FILTER (WHERE half = 2) AS higher
	FROM covered
	JOIN halves USING (state_fips)
	GROUP BY year
)
SELECT
	year,
	round(100 * lower / lag(lower) OVER w - 100, 1) AS lower_income_growth,
	round(100 * higher / lag(higher) OVER w - 100, 1) AS higher_income_growth
FROM years
WINDOW w AS (ORDER BY year)
ORDER BY year
