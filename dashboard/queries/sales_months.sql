-- Revenue of each month from the first order to the last, 0 in months without one; and that of the same month of the year before, where both
-- are covered.
SELECT
	to_char(month, 'YYYY-MM') AS month,
	year,
	extract(month FROM month)::integer AS month_of_year,
	sum(total_revenue) AS revenue,
	sum(orders_count) AS orders,
	sum(revenue_year_before) AS revenue_before,
	ecom.growth_pct(sum(total_revenue), sum(revenue_year_before)) AS growth_pct,
	is_covered
FROM bi.state_months
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2))
GROUP BY month, year, is_covered
ORDER BY month
