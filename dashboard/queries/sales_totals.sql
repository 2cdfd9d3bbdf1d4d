-- The figures on the cards of Sales Overview.
SELECT
	coalesce(sum(total_revenue), 0) AS revenue,
	coalesce(sum(orders_count), 0) AS orders,
	count(DISTINCT month) AS months,
	round(sum(total_revenue) / nullif(count(DISTINCT month), 0), 2) AS revenue_per_month,
	round(sum(total_revenue) / nullif(sum(orders_count), 0), 2) AS avg_order_value,
	count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS states
FROM bi.sales_by_state_m_y
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2))
