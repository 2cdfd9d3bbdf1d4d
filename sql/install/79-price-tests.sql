/* The data tests of what is said of prices; each is broken by a case in sql/check.sql */

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('price index is that of matched products', 'mart.mart_price_index',
'Each covered month of the 50 categories with most revenue in these, with as many products that were sold in it and in the month before, and their geometric mean, chained',
$q$WITH lines AS
(
	SELECT ecom.month_start(l.order_date) AS month, coalesce(l.product_code, 'UNKNOWN') AS product_key, coalesce(p.category, l.category) AS category, l.quantity, l.order_value
	FROM staging.stg_amazon_purchases l
	LEFT JOIN refinement.dim_product p ON p.product_key = l.product_code
	WHERE l.order_date < (SELECT (max(d.month_start) + interval '1 month')::date FROM refinement.dim_date d WHERE d.is_covered)
),
categories AS
(
	SELECT l.category, row_number() OVER (ORDER BY sum(l.order_value) DESC, l.category COLLATE "C") AS category_rank
	FROM lines l
	WHERE l.category <> 'UNKNOWN' AND l.category NOT LIKE '%GIFT\_CARD'
	GROUP BY l.category
),
sold AS
(
	SELECT l.month, l.product_key, l.category, sum(l.order_value) / sum(l.quantity) AS price
	FROM lines l
	WHERE l.product_key <> 'UNKNOWN'
	GROUP BY l.month, l.product_key, l.category
),
matched AS
(
	SELECT n.month, n.category, count(*) AS products, sum(ln(n.price::double precision / b.price::double precision)) / count(*) AS log_change
	FROM sold n
	JOIN sold b ON b.product_key = n.product_key AND b.month = (n.month - interval '1 month')::date
	GROUP BY n.month, n.category
),
chained AS
(
	SELECT month, category, c.category_rank, m.log_change,
		CASE WHEN month > min(month) OVER () THEN coalesce(m.products, 0) END AS products,
		sum(coalesce(m.log_change, 0)) OVER (PARTITION BY category ORDER BY month) AS log_index
	FROM categories c
	CROSS JOIN (SELECT DISTINCT d.month_start AS month FROM refinement.dim_date d WHERE d.is_covered) d
	LEFT JOIN matched m USING (month, category)
	WHERE c.category_rank <= 50
)
SELECT month, category, i.category_rank, c.category_rank AS right_category_rank, i.matched_products, c.products AS right_products,
	i.price_change_pct, 100 * exp(c.log_change) - 100 AS right_price_change_pct, i.price_index, 100 * exp(c.log_index) AS right_price_index
FROM mart.mart_price_index i
FULL JOIN chained c USING (month, category)
WHERE month IS NOT NULL AND category IS NOT NULL AND ((i.category_rank, i.matched_products, i.price_change_pct IS NULL) IS DISTINCT FROM (c.category_rank, c.products, c.log_change IS NULL)
	OR abs(i.price_change_pct - (100 * exp(c.log_change) - 100)) > 0.006 + 1e-6 * exp(c.log_change)
	OR CASE WHEN abs(c.log_index) < 60 THEN abs(i.price_index - 100 * exp(c.log_index)) < 0.006 + 1e-4 * exp(c.log_index) ELSE i.price_index IS NULL END IS NOT TRUE)$q$),

('growth adds up', 'mart.mart_category_growth',
'Each category of two complete years, with their revenues; price, quantity and other products give the growth, to the cent; the price''s share is what the products say that were sold in both',
$q$WITH years AS
(
	SELECT DISTINCT d.year::integer AS year FROM refinement.dim_date d WHERE d.is_complete_year
),
lines AS
(
	SELECT l.order_year::integer AS year, coalesce(l.product_code, 'UNKNOWN') AS product_key, coalesce(p.category, l.category) AS category, l.quantity, l.order_value
	FROM staging.stg_amazon_purchases l
	LEFT JOIN refinement.dim_product p ON p.product_key = l.product_code
),
revenues AS
(
	SELECT y.year, l.category, coalesce(sum(l.order_value) FILTER (WHERE l.year < y.year), 0) AS previous_year_revenue,
		coalesce(sum(l.order_value) FILTER (WHERE l.year = y.year), 0) AS total_revenue
	FROM years y
	JOIN years b ON b.year = y.year - 1
	JOIN lines l ON l.year IN (y.year, y.year - 1)
	GROUP BY y.year, l.category
),
sold AS
(
	SELECT l.year, l.product_key, l.category, sum(l.quantity) AS units, sum(l.order_value) AS revenue
	FROM lines l
	WHERE l.product_key <> 'UNKNOWN'
	GROUP BY l.year, l.product_key, l.category
),
matched AS
(
	SELECT n.year, n.category, count(*) AS products, sum(b.revenue) AS previous_revenue, sum(n.revenue) AS revenue,
		sum(n.revenue - b.revenue + n.revenue * b.units * 1.000000000000 / n.units - b.revenue * n.units * 1.000000000000 / b.units) / 2 AS price_effect
	FROM sold n
	JOIN sold b ON b.product_key = n.product_key AND b.year = n.year - 1
	GROUP BY n.year, n.category
)
SELECT year, category, g.previous_year_revenue, r.previous_year_revenue AS right_previous_year_revenue, g.total_revenue, r.total_revenue AS right_total_revenue, g.growth,
	g.matched_products, m.products AS right_products, g.matched_previous_revenue, m.previous_revenue AS right_matched_previous_revenue,
	g.matched_revenue, m.revenue AS right_matched_revenue, g.price_effect, m.price_effect AS right_price_effect, g.quantity_effect, g.products_effect
FROM mart.mart_category_growth g
FULL JOIN revenues r USING (year, category)
LEFT JOIN matched m USING (year, category)
WHERE year IS NOT NULL AND category IS NOT NULL AND ((g.previous_year_revenue, g.total_revenue, g.growth, g.growth_pct, g.matched_products, g.matched_previous_revenue, g.matched_revenue) IS DISTINCT FROM
		(r.previous_year_revenue, r.total_revenue, r.total_revenue - r.previous_year_revenue,
		round(100 * (r.total_revenue - r.previous_year_revenue) / nullif(r.previous_year_revenue, 0), 1), coalesce(m.products, 0), coalesce(m.previous_revenue, 0), coalesce(m.revenue, 0))
	OR g.growth <> g.price_effect + g.quantity_effect + g.products_effect
	OR g.products_effect <> g.growth - (g.matched_revenue - g.matched_previous_revenue)
	OR abs(g.price_effect - coalesce(m.price_effect, 0)) > 0.0051)$q$);
