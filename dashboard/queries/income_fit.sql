-- How revenue goes with income over the states of one year, each counted once: bi says it of all states; of chosen ones there are the
-- straight line and r, and a warning where they are few. Capita: revenue per 100,000 inhabitants.
SELECT
	states,
	r_per_user AS user_r,
	rank_r_per_user AS user_rank_r,
	weighted_r_per_user AS user_weighted_r,
	slope_per_user AS user_slope,
	intercept_per_user AS user_intercept,
	r_per_capita AS capita_r,
	rank_r_per_capita AS capita_rank_r,
	100000 * slope_per_capita AS capita_slope,
	100000 * intercept_per_capita AS capita_intercept,
	note
FROM bi.income_correlation
WHERE year = $1 AND $2::text[] IS NULL
UNION ALL
SELECT
	count(*),
	corr(revenue_per_user, median_household_income)::numeric(5,4),
	NULL,
	NULL,
	regr_slope(revenue_per_user, median_household_income),
	regr_intercept(revenue_per_user, median_household_income),
	corr(revenue_per_capita, median_household_income)::numeric(5,4),
	NULL,
	100000 * regr_slope(revenue_per_capita, median_household_income),
	100000 * regr_intercept(revenue_per_capita, median_household_income),
	CASE
		WHEN corr(revenue_per_user, median_household_income) IS NULL THEN format('%s states with income and buyers: there is no correlation to tell', count(*))
		WHEN count(*) < 10 THEN format('only %s states, too few to tell', count(*))
	END
FROM bi.state_years
WHERE year = $1 AND state_fips = ANY ($2) AND active_users > 0 AND median_household_income IS NOT NULL AND total_population > 0
HAVING $2::text[] IS NOT NULL
