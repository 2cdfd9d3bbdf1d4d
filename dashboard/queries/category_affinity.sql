-- What is bought together more often than by chance: of a chosen category, what goes with it; else the pairs, each once.
SELECT
	category,
	other_category,
	baskets,
	category_baskets,
	other_baskets,
	confidence_pct,
	confidence_back_pct,
	lift,
	baskets < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM bi.category_affinity
WHERE lift > 1 AND CASE WHEN $1::text[] IS NULL THEN category < other_category COLLATE "C" ELSE category = ANY ($1) END
ORDER BY lift DESC, baskets DESC, category COLLATE "C", other_category COLLATE "C"
LIMIT $2
