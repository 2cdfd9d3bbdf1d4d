-- Top products
-- Display: table. The period is "all" (give the variable that default) or a year.
SELECT rank_by_revenue AS rank, title, category, total_quantity AS units, total_revenue AS revenue
FROM bi.top_products
WHERE period = {{period}} AND rank_by_revenue <= 20
ORDER BY rank_by_revenue
