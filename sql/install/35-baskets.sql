/*
 * Refinement: what is bought together.  The category is the one that each line gives, not that of its product: it stays as it is, whatever
 * lines come later, and so do the pairs of what was ordered in months that are covered.
 */

CREATE MATERIALIZED VIEW refinement.category_pairs AS
SELECT
	p.baskets,
	p.category_baskets,
	p.other_baskets,
	p.all_baskets,
	p.category,
	p.other_category
FROM
(
	SELECT ecom.category_pairs(l.survey_responseid, l.order_date, l.category, 5, 20000) AS pairs
	FROM staging.stg_amazon_purchases l
	WHERE l.order_date < (SELECT (max(m.month) + interval '1 month')::date FROM refinement.fct_months m WHERE m.is_covered)
		AND l.category <> 'UNKNOWN'
) b
CROSS JOIN LATERAL unnest(b.pairs) AS p;
COMMENT ON MATERIALIZED VIEW refinement.category_pairs IS
'Categories that at least 5 baskets have together, and one of 20,000 (0.005 percent), of those (what one user ordered on one day) with 2 to 50 categories, in the covered months; one row per pair. The category is the one that the line gives; lines that give none are left out';
COMMENT ON COLUMN refinement.category_pairs.baskets IS 'Baskets with both';
COMMENT ON COLUMN refinement.category_pairs.category_baskets IS 'Baskets with category and at least one other';
COMMENT ON COLUMN refinement.category_pairs.other_baskets IS 'Baskets with other_category and at least one other';
COMMENT ON COLUMN refinement.category_pairs.all_baskets IS 'Baskets with at least two categories; the same in all rows';
COMMENT ON COLUMN refinement.category_pairs.category IS 'The category that comes first in byte order';
COMMENT ON COLUMN refinement.category_pairs.other_category IS 'The other one';
CREATE UNIQUE INDEX category_pairs_key ON refinement.category_pairs (category, other_category);
COMMENT ON INDEX refinement.category_pairs_key IS 'The grain: category, other_category';
