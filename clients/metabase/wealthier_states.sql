-- Do wealthier states generate more revenue?
-- Display: bar; X axis states_by_income, Y axis revenue_per_user_and_year; leave the X axis unsorted. Thirds of the states by income, the same every
-- year; complete years only. A user counts once a year, in the state where most of the year's orders went.
SELECT
	group_name AS states_by_income,
	states,
	round(lowest_income_level) AS lowest_income,
	round(highest_income_level) AS highest_income,
	sum(resident_users)::bigint AS user_years,
	sum(resident_revenue) AS revenue,
	round(sum(resident_revenue) / nullif(sum(resident_users), 0), 2) AS revenue_per_user_and_year
FROM bi.income_groups
WHERE grouping = 'third' AND is_complete_year
GROUP BY income_group, group_name, states, lowest_income_level, highest_income_level
ORDER BY income_group
