-- The figures on the cards of Sales Overview. The average month is over all months that the data cover, be there a sale or not. A basket that
-- is sent to two states counts in both, so that baskets are told for one state, or for all of them together.
WITH sold AS
(
	SELECT *
	FROM bi.sales_by_state_m_y
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2))
),
months AS
(
	SELECT
		count(*) FILTER (WHERE is_covered) AS covered,
		sum(total_revenue) / nullif(sum(baskets), 0) AS basket_value
	FROM bi.months
	WHERE $1::integer[] IS NULL OR year = ANY ($1)
)
SELECT
	coalesce(sum(s.total_revenue), 0) AS revenue,
	coalesce(sum(s.orders_count), 0) AS orders,
	m.covered AS covered_months,
	round(coalesce(sum(s.total_revenue) FILTER (WHERE s.is_covered), 0) / nullif(m.covered, 0), 2) AS revenue_per_month,
	round(sum(s.total_revenue) / nullif(sum(s.orders_count), 0), 2) AS avg_order_value,
	round(CASE
		WHEN $2::text[] IS NULL THEN m.basket_value
		WHEN cardinality($2::text[]) = 1 THEN sum(s.total_revenue) / nullif(sum(s.baskets), 0)
	END, 2) AS avg_basket_value,
	count(DISTINCT s.state_key) FILTER (WHERE s.state_key <> '00') AS states
FROM months m
LEFT JOIN sold s ON true
GROUP BY m.covered, m.basket_value
