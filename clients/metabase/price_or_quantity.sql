-- How much of a category's growth is price, how much quantity, how much other products?
-- Display: bar, stacked; x year, y price, quantity, other_products; choose a category. They add up to the growth over the year before, to the cent.
SELECT year, category, growth, price_effect AS price, quantity_effect AS quantity, products_effect AS other_products
FROM bi.category_growth
WHERE true
	[[AND category = {{category}}]]
	[[AND year = {{year}}]]
ORDER BY abs(growth) DESC, year, category COLLATE "C"
LIMIT 20
