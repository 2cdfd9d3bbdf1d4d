/* Refinement: the products at the top, from which the marts of products are made: all in one pass, of which the sums are most of the work */

CREATE MATERIALIZED VIEW refinement.product_rankings AS
SELECT
	coalesce(t.period::text, 'all') COLLATE "C" AS period,
	coalesce(t.category, '') AS category,
	t.products
FROM
(
	SELECT ecom.top_products(l.product_key, l.year, l.quantity, l.order_value, 50, l.category, 10) AS rankings
	FROM
	(
		SELECT f.product_key, ecom.calendar_year(f.date_key)::integer AS year, f.quantity::bigint AS quantity, f.order_value, NULL::text AS category
		FROM refinement.fct_orders f
		WHERE f.product_key <> 'UNKNOWN'
		UNION ALL
		SELECT p.product_key, NULL AS year, NULL AS quantity, NULL AS order_value, p.category
		FROM refinement.dim_product p
	) l
) r
CROSS JOIN LATERAL unnest(r.rankings) AS t;
COMMENT ON MATERIALIZED VIEW refinement.product_rankings IS
'The products at the top of each period, and of each category in it; one row per period and category. Lines without a product code are left out';
COMMENT ON COLUMN refinement.product_rankings.period IS 'all, or a year';
COMMENT ON COLUMN refinement.product_rankings.category IS 'Category whose products are ranked; empty for all products together';
COMMENT ON COLUMN refinement.product_rankings.products IS
'The 10 products of the category with most revenue and the 10 with most pieces (of all products: 50), with the sums of quantity and order_value (USD) and their ranks';
/* nobody asks for products by what is in it, and it does not shrink */
ALTER MATERIALIZED VIEW refinement.product_rankings ALTER products SET STATISTICS 0, ALTER products SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX product_rankings_key ON refinement.product_rankings (period, category);
COMMENT ON INDEX refinement.product_rankings_key IS 'The grain: period, category';
