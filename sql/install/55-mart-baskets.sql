/* Marts of baskets: what goes with what */

CREATE MATERIALIZED VIEW mart.mart_category_affinity AS
SELECT
	p.category,
	p.other_category,
	p.baskets,
	p.category_baskets,
	p.other_baskets,
	p.all_baskets,
	ecom.ratio(100 * p.baskets, p.all_baskets, 3) AS support_pct,
	ecom.ratio(100 * p.baskets, p.category_baskets, 1) AS confidence_pct,
	ecom.ratio(100 * p.baskets, p.other_baskets, 1) AS confidence_back_pct,
	ecom.ratio(p.baskets::numeric * p.all_baskets, p.category_baskets::numeric * p.other_baskets, 2) AS lift
FROM refinement.category_pairs p;
COMMENT ON MATERIALIZED VIEW mart.mart_category_affinity IS
'What is bought together: of the baskets (what one user ordered on one day) with at least two categories, in the covered months, the pairs that at least 5 of them have and at least 0.005 percent; one row per pair of categories, the first in byte order as category. In bi.category_affinity each pair is there from both sides. Baskets with more than 50 categories, rather a stock than a purchase, are left out. The category is the one that each line itself gives, as in ref_orders_enriched; lines that give none (UNKNOWN) are left out';
COMMENT ON COLUMN mart.mart_category_affinity.category IS 'Category';
COMMENT ON COLUMN mart.mart_category_affinity.other_category IS 'The category that is bought with it';
COMMENT ON COLUMN mart.mart_category_affinity.baskets IS 'Baskets with both. Not to be summed: a basket with three categories counts in three pairs';
COMMENT ON COLUMN mart.mart_category_affinity.category_baskets IS 'Baskets with category and at least one other. Not to be summed';
COMMENT ON COLUMN mart.mart_category_affinity.other_baskets IS 'Baskets with other_category and at least one other. Not to be summed';
COMMENT ON COLUMN mart.mart_category_affinity.all_baskets IS 'Baskets with at least two categories; the same in all rows, not to be summed';
COMMENT ON COLUMN mart.mart_category_affinity.support_pct IS '100 * baskets / all_baskets, percent, rounded to 3 decimals: how many baskets have both. Not to be summed';
COMMENT ON COLUMN mart.mart_category_affinity.confidence_pct IS '100 * baskets / category_baskets, percent, rounded to 1 decimal: of the baskets with category, how many have the other, too. Not to be averaged';
COMMENT ON COLUMN mart.mart_category_affinity.confidence_back_pct IS '100 * baskets / other_baskets, percent, rounded to 1 decimal: the same from the other side. Not to be averaged';
COMMENT ON COLUMN mart.mart_category_affinity.lift IS 'baskets * all_baskets / (category_baskets * other_baskets), rounded to 2 decimals: how many times as often they are together as they would be by chance; below 1: less often. Not to be averaged';
CREATE UNIQUE INDEX mart_category_affinity_key ON mart.mart_category_affinity (category, other_category);
COMMENT ON INDEX mart.mart_category_affinity_key IS 'The grain: category, other_category';
