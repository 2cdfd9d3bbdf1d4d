/* From 1.0 to 1.1: refreshes after appended lines cost less */

/* Nobody's plan needs more of them */
ALTER MATERIALIZED VIEW refinement.product_sums ALTER part SET STATISTICS 20;
ALTER MATERIALIZED VIEW refinement.product_rankings ALTER period SET STATISTICS 20, ALTER category SET STATISTICS 20;

/* Years, of which a further month says nothing new unless they are complete with it */
SELECT ecom.row_rule('mart.mart_customer_segment_metrics', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');
SELECT ecom.row_rule('mart.mart_revenue_vs_income_state_year', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');

/* Of few rankings: most of their products are where they were */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.product_rankings', 'rows', keys => '{period,category,product_key}', rows => $$
WITH listed AS
(
	SELECT r.period, r.category, t.product_key, t.units, t.revenue, scale(t.revenue) AS decimals, t.rank_by_revenue, t.rank_by_units
	FROM added r CROSS JOIN LATERAL unnest(r.products) AS t
	WHERE r.category <> ''
),
were_listed AS
(
	SELECT r.period, r.category, t.product_key, t.units, t.revenue, scale(t.revenue) AS decimals, t.rank_by_revenue, t.rank_by_units
	FROM removed r CROSS JOIN LATERAL unnest(r.products) AS t
	WHERE r.category <> ''
),
/* to the digit: 1.0 is not 1.00 */
different AS MATERIALIZED
(
	SELECT * FROM listed EXCEPT ALL SELECT * FROM were_listed
),
titles AS MATERIALIZED
(
	SELECT m.period, m.category, m.product_key, m.title
	FROM removed r
	JOIN mart.mart_top_products_by_category m ON m.period = r.period AND m.category = r.category
),
gone AS
(
	SELECT period, category, product_key FROM were_listed EXCEPT ALL SELECT period, category, product_key FROM listed
)
SELECT
	d.period,
	d.category,
	d.product_key,
	coalesce(t.title, (SELECT p.title FROM refinement.dim_product p WHERE p.product_key = d.product_key)),
	d.units,
	d.revenue,
	d.rank_by_revenue::integer,
	d.rank_by_units::integer
FROM different d
LEFT JOIN titles t ON t.period = d.period AND t.category = d.category AND t.product_key = d.product_key
UNION ALL
SELECT g.period, g.category, g.product_key, NULL, NULL, NULL, NULL, NULL FROM gone g
$$);
UPDATE ecom.row_rules r SET is_built_in = true
WHERE r.model = 'mart.mart_top_products_by_category' AND r.source = 'refinement.product_rankings' AND r.kind = 'rows';

/* Few rows, found by their whole key */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.dim_product', 'rows', keys => '{period,category,product_key}', rows => $$
WITH titles AS MATERIALIZED
(
	SELECT a.product_key, r.category, a.title FROM added a JOIN removed r ON r.product_key = a.product_key WHERE a.title IS DISTINCT FROM r.title
)
SELECT m.period, m.category, m.product_key, t.title, m.total_quantity, m.total_revenue, m.rank_by_revenue, m.rank_by_units
FROM titles t
CROSS JOIN (SELECT r.period FROM refinement.product_rankings r WHERE r.category = '') p
JOIN mart.mart_top_products_by_category m ON m.period = p.period AND m.category = t.category AND m.product_key = t.product_key
$$);

SELECT ecom.shorten_dump();
