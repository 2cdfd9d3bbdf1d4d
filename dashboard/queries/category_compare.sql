-- The latest year shown that can be compared with the calendar year before, both complete; none if there is none.
SELECT
	year,
	sum(total_revenue) AS revenue,
	sum(previous_year_revenue) AS revenue_before,
	ecom.growth_pct(sum(total_revenue), sum(previous_year_revenue)) AS revenue_growth_pct,
	count(*) FILTER (WHERE orders_count > 0 AND category <> 'UNKNOWN') AS categories,
	count(*) FILTER (WHERE previous_year_orders > 0 AND category <> 'UNKNOWN') AS categories_before,
	ecom.ratio(sum(total_revenue), sum(orders_count), 2) AS avg_order_value,
	ecom.ratio(sum(previous_year_revenue), sum(previous_year_orders), 2) AS avg_order_value_before,
	ecom.growth_pct(sum(total_revenue) / nullif(sum(orders_count), 0), sum(previous_year_revenue) / nullif(sum(previous_year_orders), 0)) AS avg_order_value_growth_pct,
	coalesce(sum(total_revenue) FILTER (WHERE category = 'UNKNOWN'), 0) AS unknown_revenue,
	coalesce(sum(previous_year_revenue) FILTER (WHERE category = 'UNKNOWN'), 0) AS unknown_revenue_before,
	ecom.growth_pct(sum(total_revenue) FILTER (WHERE category = 'UNKNOWN'), sum(previous_year_revenue) FILTER (WHERE category = 'UNKNOWN')) AS unknown_growth_pct
FROM bi.category_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR category = ANY ($2)) AND previous_year_orders IS NOT NULL
GROUP BY year
ORDER BY year DESC
LIMIT 1
