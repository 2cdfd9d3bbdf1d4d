-- All who were asked, year by year, beside the year before where both are complete; is_shown: the years that are chosen.
WITH years AS
(
	SELECT
		year,
		is_complete_year,
		sum(orders_count) AS orders,
		sum(total_revenue) AS revenue,
		sum(segment_users) AS users
	FROM bi.customer_segment_metrics
	WHERE $2::integer[] IS NULL OR income_bracket_order = ANY ($2)
	GROUP BY year, is_complete_year
)
SELECT
	y.year,
	y.is_complete_year,
	$1::integer[] IS NULL OR y.year = ANY ($1) AS is_shown,
	y.orders,
	b.orders AS orders_before,
	ecom.growth_pct(y.orders, b.orders) AS orders_growth_pct,
	y.revenue,
	b.revenue AS revenue_before,
	ecom.growth_pct(y.revenue, b.revenue) AS revenue_growth_pct,
	ecom.ratio(y.revenue, y.orders, 2) AS avg_order_value,
	ecom.ratio(b.revenue, b.orders, 2) AS avg_order_value_before,
	ecom.growth_pct(y.revenue / nullif(y.orders, 0), b.revenue / nullif(b.orders, 0)) AS avg_order_value_growth_pct,
	y.users,
	b.users AS users_before,
	ecom.growth_pct(y.users, b.users) AS users_growth_pct
FROM years y
LEFT JOIN years b ON b.year = y.year - 1 AND b.is_complete_year AND y.is_complete_year
ORDER BY y.year
