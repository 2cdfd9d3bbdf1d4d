-- The products with most revenue, or with most pieces, of all years or of one: of all products, or of the chosen categories, of each of which
-- ten are known. has_months: those whose months product_months tells.
WITH found AS
(
	SELECT product_key, title, category, total_quantity AS units, total_revenue AS revenue
	FROM bi.top_products
	WHERE $4::text[] IS NULL AND period = coalesce($1::integer::text, 'all') AND CASE $2::text WHEN 'units' THEN rank_by_units ELSE rank_by_revenue END <= $3
	UNION ALL
	SELECT product_key, title, category, total_quantity, total_revenue
	FROM bi.top_products_by_category
	WHERE category = ANY ($4) AND period = coalesce($1::integer::text, 'all') AND CASE $2::text WHEN 'units' THEN rank_by_units ELSE rank_by_revenue END <= 10
)
SELECT f.*, EXISTS (SELECT FROM bi.top_product_months m WHERE m.product_key = f.product_key) AS has_months
FROM found f
ORDER BY CASE $2::text WHEN 'units' THEN f.units ELSE f.revenue END DESC, f.product_key COLLATE "C"
LIMIT CASE WHEN $4::text[] IS NULL THEN $3 ELSE least($3, 10) END
