-- Who are the best customers, and what is to be expected of them?
-- Display: table; or bar chart of total_revenue by segment, in the order of the rows. What is expected is for the 365 days after the last covered month.
SELECT
	segment,
	customers,
	total_revenue,
	revenue_per_customer,
	repeat_pct,
	expected_baskets_365,
	expected_revenue_365
FROM bi.customer_segments
ORDER BY segment_order
