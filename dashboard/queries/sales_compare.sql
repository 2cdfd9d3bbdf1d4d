-- The latest year shown that can be compared with the calendar year before, both complete; none if there is none.
SELECT
	year,
	sum(total_revenue) AS revenue,
	sum(previous_year_revenue) AS revenue_before,
	ecom.growth_pct(sum(total_revenue), sum(previous_year_revenue)) AS revenue_growth_pct,
	sum(orders_count) AS orders,
	sum(previous_year_orders) AS orders_before,
	ecom.growth_pct(sum(orders_count), sum(previous_year_orders)) AS orders_growth_pct,
	ecom.ratio(sum(total_revenue), 12, 2) AS revenue_per_month,
	ecom.ratio(sum(previous_year_revenue), 12, 2) AS revenue_per_month_before,
	count(*) FILTER (WHERE orders_count > 0 AND state_fips <> '00') AS states,
	count(*) FILTER (WHERE previous_year_orders > 0 AND state_fips <> '00') AS states_before
FROM bi.state_years
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2)) AND previous_year_orders IS NOT NULL
GROUP BY year
ORDER BY year DESC
LIMIT 1
