-- Key figures
-- Display: a table of one row, or one number card a column.
SELECT
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / count(DISTINCT month), 2) AS average_month,
	sum(orders_count)::bigint AS orders,
	round(sum(total_revenue) / sum(orders_count), 2) AS average_order_value,
	count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS states
FROM bi.sales_by_state_m_y
WHERE true
	[[AND year = {{year}}]]
	[[AND state_name = {{state}}]]
