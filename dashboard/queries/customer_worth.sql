-- What customers have been worth, and what is to be expected of them, by segment; and of all together, where segment is NULL. Segments are those
-- among all customers, whichever are chosen.
WITH shown AS
(
	SELECT *
	FROM bi.customer_value
	WHERE $1::integer[] IS NULL OR income_bracket_order = ANY ($1)
),
segments AS
(
	SELECT
		segment,
		segment_order,
		count(*) AS customers,
		count(*) FILTER (WHERE baskets > 1) AS repeat_customers,
		sum(orders_count) AS orders,
		sum(baskets) AS baskets,
		sum(total_revenue) AS revenue,
		count(expected_baskets_365) AS foretold,
		sum(probability_alive) AS alive,
		sum(expected_baskets_365) AS expected_baskets,
		sum(expected_revenue_365) AS expected_revenue
	FROM shown
	GROUP BY GROUPING SETS ((segment, segment_order), ())
)
SELECT
	s.segment,
	s.segment_order,
	s.customers,
	ecom.ratio(100 * s.customers, t.customers, 1) AS customers_pct,
	s.repeat_customers,
	ecom.ratio(100 * s.repeat_customers, s.customers, 1) AS repeat_pct,
	s.orders,
	s.baskets,
	coalesce(s.revenue, 0) AS revenue,
	ecom.ratio(100 * s.revenue, t.revenue, 1) AS revenue_pct,
	ecom.ratio(s.revenue, s.customers, 2) AS revenue_per_customer,
	s.foretold,
	ecom.ratio(100 * s.alive, s.foretold, 1) AS alive_pct,
	ecom.ratio(s.expected_baskets, s.foretold, 1) AS expected_baskets_per_customer,
	s.expected_revenue,
	ecom.ratio(s.expected_revenue, s.foretold, 2) AS expected_revenue_per_customer,
	s.customers < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM segments s
CROSS JOIN (SELECT customers, revenue FROM segments WHERE segment IS NULL) t
ORDER BY s.segment_order NULLS LAST
