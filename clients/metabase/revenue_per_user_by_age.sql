-- Revenue per user and year, by age
-- Display: bar. The rows come in the order of the age groups: leave the X axis unsorted. Complete years only; the age is that on the day of the
-- survey.
SELECT
	age_group,
	sum(segment_users)::bigint AS user_years,
	round(sum(total_revenue) / sum(segment_users), 2) AS revenue_per_user_and_year
FROM bi.customer_segment_metrics
WHERE is_complete_year
	[[AND year = {{year}}]]
GROUP BY age_group, age_group_order
ORDER BY age_group_order
