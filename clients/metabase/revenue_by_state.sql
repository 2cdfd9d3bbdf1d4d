-- Revenue by state
-- Display: map, region map, United States, region field state_postal; or bar.
SELECT state_postal, state_name AS state, sum(total_revenue) AS revenue, sum(orders_count)::bigint AS orders
FROM bi.sales_by_state_m_y
WHERE state_key <> '00'
	[[AND year = {{year}}]]
GROUP BY state_postal, state_name
ORDER BY revenue DESC, state
