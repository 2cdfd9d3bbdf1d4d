-- Revenue by month
-- Display: line; X axis month, Y axis revenue. Year and state are optional.
SELECT month, sum(total_revenue) AS revenue
FROM bi.sales_by_state_m_y
WHERE true
	[[AND year = {{year}}]]
	[[AND state_name = {{state}}]]
GROUP BY month
ORDER BY month
