-- What is bought together?
-- Display: table. Of the baskets (what one user orders on one day) with several categories; a lift of 2: twice as often as by chance.
SELECT category, other_category, baskets, confidence_pct, lift
FROM bi.category_affinity
WHERE true
	[[AND category = {{category}}]]
ORDER BY baskets DESC, category COLLATE "C", other_category COLLATE "C"
LIMIT 20
