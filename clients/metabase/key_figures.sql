-- Key figures
-- Display: a table of one row, or one number card a column. The average month is over the months that the data cover, be there a sale or
-- not; the average order is per purchase line.
SELECT
	coalesce(sum(total_revenue), 0) AS revenue,
	round(coalesce(sum(total_revenue) FILTER (WHERE is_covered), 0)
		/ nullif((SELECT count(*) FROM bi.months WHERE is_covered [[AND year = {{year}}]]), 0), 2) AS average_month,
	coalesce(sum(orders_count), 0)::bigint AS orders,
	round(sum(total_revenue) / sum(orders_count), 2) AS average_order_value,
	count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS states
FROM bi.sales_by_state_m_y
WHERE true
	[[AND year = {{year}}]]
	[[AND state_name = {{state}}]]
