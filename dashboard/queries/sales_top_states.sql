-- The states with most revenue, year by year; orders whose state is unknown are left out.
WITH chosen AS
(
	SELECT state_fips, state_name, year, total_revenue, orders_count, growth_pct
	FROM bi.state_years
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_fips = ANY ($2)) AND state_fips <> '00'
),
ranked AS
(
	SELECT state_fips, row_number() OVER (ORDER BY sum(total_revenue) DESC, state_fips) AS place, sum(total_revenue) AS state_revenue
	FROM chosen
	GROUP BY state_fips
	HAVING sum(orders_count) > 0
)
SELECT r.place, c.state_name, c.year, c.total_revenue AS revenue, c.orders_count AS orders, c.growth_pct, r.state_revenue
FROM ranked r
JOIN chosen c ON c.state_fips = r.state_fips
WHERE r.place <= $3
ORDER BY r.place, c.year
