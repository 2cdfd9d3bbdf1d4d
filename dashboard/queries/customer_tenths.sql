-- What share of the revenue the best customers bring: tenths of the chosen ones, as bi.customer_tenths has them of all. Nothing of fewer than ten.
WITH ranked AS
(
	SELECT ntile(10) OVER (ORDER BY total_revenue DESC, user_key) AS tenth, total_revenue
	FROM bi.customer_value
	WHERE $1::integer[] IS NULL OR income_bracket_order = ANY ($1)
),
tenths AS
(
	SELECT tenth, count(*) AS customers, sum(total_revenue) AS revenue
	FROM ranked
	GROUP BY tenth
)
SELECT
	tenth,
	customers,
	revenue,
	ecom.ratio(100 * revenue, sum(revenue) OVER (), 1) AS revenue_pct,
	ecom.ratio(100 * sum(customers) OVER so_far, sum(customers) OVER (), 1) AS customers_so_far_pct,
	ecom.ratio(100 * sum(revenue) OVER so_far, sum(revenue) OVER (), 1) AS revenue_so_far_pct
FROM tenths
WHERE (SELECT count(*) FROM tenths) = 10
WINDOW so_far AS (ORDER BY tenth)
ORDER BY tenth
