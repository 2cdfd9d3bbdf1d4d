/* Refinement: how prices have changed, of products that are matched with themselves */

CREATE MATERIALIZED VIEW refinement.price_changes AS
SELECT
	CASE WHEN c.is_year THEN make_date(c.period, 1, 1) ELSE make_date(c.period / 12, c.period % 12 + 1, 1) END AS period,
	c.is_year,
	c.products AS matched_products,
	c.category,
	c.log_relatives,
	c.previous_revenue,
	c.revenue,
	c.twice_price_effect
FROM
(
	SELECT ecom.price_changes(s.products, 'UNKNOWN', (SELECT max(12 * ecom.calendar_year(m.month) + ecom.calendar_month(m.month)) FROM refinement.fct_months m WHERE m.is_covered)) AS changes
	FROM refinement.product_sums s
) p
CROSS JOIN LATERAL unnest(p.changes) AS c;
COMMENT ON MATERIALIZED VIEW refinement.price_changes IS
'What the products that were sold in a month and in the one before say of prices, and those that were in a year and in the one before, in the covered months; one row per month or year and category that has any';
COMMENT ON COLUMN refinement.price_changes.period IS 'First day of the month or year';
COMMENT ON COLUMN refinement.price_changes.is_year IS 'Is it a year?';
COMMENT ON COLUMN refinement.price_changes.matched_products IS 'Products sold in both';
COMMENT ON COLUMN refinement.price_changes.category IS 'Category of the products: that of most of their lines, as in dim_product';
COMMENT ON COLUMN refinement.price_changes.log_relatives IS 'Sum of the natural logarithms of their price relatives (what a piece cost, divided by what it cost before), each rounded to 9 decimals';
COMMENT ON COLUMN refinement.price_changes.previous_revenue IS 'Their revenue of the period before, USD';
COMMENT ON COLUMN refinement.price_changes.revenue IS 'Their revenue of the period, USD';
COMMENT ON COLUMN refinement.price_changes.twice_price_effect IS 'Twice what other prices added to their revenue, USD: see ecom.price_change';
ALTER MATERIALIZED VIEW refinement.price_changes
	ALTER period SET STATISTICS 20, ALTER is_year SET STATISTICS 20, ALTER matched_products SET STATISTICS 20, ALTER category SET STATISTICS 20,
	ALTER log_relatives SET STATISTICS 20, ALTER previous_revenue SET STATISTICS 20, ALTER revenue SET STATISTICS 20, ALTER twice_price_effect SET STATISTICS 20;
CREATE UNIQUE INDEX price_changes_key ON refinement.price_changes (category, is_year, period);
COMMENT ON INDEX refinement.price_changes_key IS 'The grain: category, is_year, period';
