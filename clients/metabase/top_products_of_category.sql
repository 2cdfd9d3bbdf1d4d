-- Top products of a category
-- Display: table. The 10 with most revenue. The period is "all" (give the variable that default) or a year.
SELECT rank_by_revenue AS rank, title, total_quantity AS units, total_revenue AS revenue
FROM bi.top_products_by_category
WHERE period = {{period}} AND category = {{category}} AND rank_by_revenue <= 10
ORDER BY rank_by_revenue
