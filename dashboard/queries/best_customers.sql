-- The customers who have brought most revenue, or of whom most is expected.
SELECT
	user_key,
	segment,
	home_state_name,
	last_order_date::text AS last_order_date,
	baskets,
	orders_count AS orders,
	total_revenue AS revenue,
	round(100 * probability_alive, 1) AS alive_pct,
	expected_baskets_365 AS expected_baskets,
	expected_revenue_365 AS expected_revenue
FROM bi.customer_value
WHERE ($1::integer[] IS NULL OR income_bracket_order = ANY ($1)) AND ($2::integer[] IS NULL OR segment_order = ANY ($2))
ORDER BY CASE $3::text WHEN 'expected' THEN expected_revenue_365 ELSE total_revenue END DESC NULLS LAST, total_revenue DESC, user_key COLLATE "C"
LIMIT 20
