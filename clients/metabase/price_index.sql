-- Did prices rise?
-- Display: line; x month, y price_index, series category. What the same products cost, chained: 100 in the first covered month; of the five categories with most revenue, or of one.
SELECT month, category, price_index, matched_products
FROM bi.price_index
WHERE (category_rank <= 5 [[OR true) AND (category = {{category}}]])
ORDER BY category_rank, month
