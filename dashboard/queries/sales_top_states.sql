-- The states with most revenue, year by year; orders whose state is unknown are left out.
WITH by_state AS
(
	SELECT state_key, state_name, year, sum(total_revenue) AS revenue, sum(orders_count) AS orders
	FROM bi.sales_by_state_m_y
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2)) AND state_key <> '00'
	GROUP BY state_key, state_name, year
),
ranked AS
(
	SELECT state_key, rank() OVER (ORDER BY sum(revenue) DESC, state_key) AS place, sum(revenue) AS state_revenue
	FROM by_state
	GROUP BY state_key
)
SELECT r.place, s.state_name, s.year, s.revenue, s.orders, r.state_revenue
FROM ranked r
JOIN by_state s ON s.state_key = r.state_key
WHERE r.place <= $3
ORDER BY r.place, s.year
