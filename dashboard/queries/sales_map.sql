-- Revenue of each state with orders; 00 is unknown.
SELECT
	state_key,
	state_name,
	sum(total_revenue) AS revenue,
	sum(orders_count) AS orders,
	round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value,
	round(100 * sum(total_revenue) / nullif(sum(sum(total_revenue)) OVER (), 0), 2) AS share_pct
FROM bi.revenue_vs_income_state_year
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2))
GROUP BY state_key, state_name
ORDER BY state_key = '00', revenue DESC, state_name
