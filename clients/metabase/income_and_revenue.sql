-- How does median household income correlate with revenue?
-- Display: table, or line; X axis year, Y axes the r columns. r over the states, complete years only; rank_r is that of their places in
-- order, weighted_r counts each state as often as it has users. Where r says little, not_reliable says why.
SELECT
	year,
	states,
	r_per_user,
	rank_r_per_user,
	weighted_r_per_user,
	r_per_capita,
	rank_r_per_capita,
	note AS not_reliable
FROM bi.income_correlation
WHERE is_complete_year
ORDER BY year
