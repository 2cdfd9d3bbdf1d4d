-- Revenue per user, by age
-- Display: bar. The rows come in the order of the age groups: leave the X axis unsorted.
SELECT age_group::text AS age_group, round(sum(total_revenue) / sum(segment_users), 2) AS revenue_per_user_and_year
FROM bi.customer_segment_metrics
WHERE true
	[[AND year = {{year}}]]
GROUP BY age_group, age_group_order
ORDER BY age_group_order
