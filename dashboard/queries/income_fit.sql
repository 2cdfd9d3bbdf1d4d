-- The straight line through the states of one year, each counted once, and its correlation coefficient. Capita: revenue per
-- 100,000 inhabitants.
SELECT
	count(*) AS states,
	regr_slope(100000 * revenue_per_capita, median_household_income) AS capita_slope,
	regr_intercept(100000 * revenue_per_capita, median_household_income) AS capita_intercept,
	round(corr(100000 * revenue_per_capita, median_household_income)::numeric, 2) AS capita_r,
	regr_slope(revenue_per_user, median_household_income) AS user_slope,
	regr_intercept(revenue_per_user, median_household_income) AS user_intercept,
	round(corr(revenue_per_user, median_household_income)::numeric, 2) AS user_r
FROM bi.revenue_vs_income_state_year
WHERE year = $1 AND ($2::text[] IS NULL OR state_fips = ANY ($2)) AND median_household_income IS NOT NULL AND total_population > 0
