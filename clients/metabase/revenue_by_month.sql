-- Revenue by month
-- Display: line; X axis month, Y axis revenue. Year and state are optional. Months without a sale are 0; those that the data do not cover are
-- too low.
SELECT m.month, coalesce(sum(s.total_revenue), 0) AS revenue, m.is_covered
FROM bi.months m
LEFT JOIN bi.sales_by_state_m_y s ON s.month = m.month [[AND s.state_name = {{state}}]]
WHERE true
	[[AND m.year = {{year}}]]
GROUP BY m.month, m.is_covered
ORDER BY m.month
