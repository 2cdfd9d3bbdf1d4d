-- Sales by household income of the buyer on the day of the survey, over all years: there is no year in it. Users of a bracket may have orders
-- in several states, so they cannot be summed here.
SELECT
	income_bracket,
	sum(total_revenue) AS revenue,
	sum(orders_count) AS orders,
	round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value
FROM bi.revenue_by_income_state
WHERE ($1::integer[] IS NULL OR income_bracket_order = ANY ($1)) AND ($2::text[] IS NULL OR state_key = ANY ($2))
GROUP BY income_bracket, income_bracket_order
ORDER BY income_bracket_order
