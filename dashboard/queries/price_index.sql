-- Prices of the same products, month by month: of the chosen categories that have an index, else of the five with most revenue that do.
SELECT
	category,
	to_char(month, 'YYYY-MM') AS month,
	matched_products,
	price_change_pct,
	price_index,
	is_small
FROM bi.price_index
WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND CASE WHEN $2::text[] IS NULL THEN category_rank <= 5 ELSE category = ANY ($2) END
ORDER BY category_rank, month
