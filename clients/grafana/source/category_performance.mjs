import { asTime, bars, choice, column, count, dashboard, dollars, freshness, incompleteYears, labelledYears, list, markedYears, matrix,
	matrixColumn, monthInRange, percent, table, timeSeries, top } from './panels.mjs';

const categories = `categories AS
(
	SELECT category, sum(orders_count) AS orders, sum(total_revenue) AS revenue
	FROM bi.sales_by_category_m_y
	WHERE ${monthInRange}
		AND category = ANY (ARRAY[$category]::text[])
	GROUP BY category
)`;

/* the named categories with most revenue */
const largest = `largest AS
(
	SELECT category, revenue
	FROM categories
	WHERE category <> 'UNKNOWN'
	ORDER BY revenue DESC, category
	LIMIT \${top:sqlstring}
)`;

export default dashboard({
	uid: 'ecom-category-performance',
	title: 'Category performance',
	description: 'Which categories sell, at which average order value, and how they develop.',
	variables: [
		list('category', 'Category', `SELECT category
FROM bi.sales_by_category_m_y
GROUP BY category
ORDER BY category = 'UNKNOWN', category`),
		top,
		choice('orders', 'At least orders', [1, 5, 20, 100, 500], 5),
	],
	annotations: [incompleteYears],
	range: true,
	rows: [
		[10, [12, bars({
			title: 'Revenue by category',
			description: `The categories with most revenue, by year; UNKNOWN stands last. ${markedYears}`,
			defaults: dollars,
			horizontal: true,
			many: true,
			stacked: true,
			x: matrixColumn('Category', 'Year'),
			transformations: matrix('Category', 'Year', 'Revenue'),
			sql: `WITH ${labelledYears},
${categories},
${largest},
shown AS
(
	SELECT * FROM largest
	UNION ALL
	SELECT category, revenue FROM categories WHERE category = 'UNKNOWN'
)
SELECT category AS "Category", label AS "Year", sum(total_revenue) AS "Revenue"
FROM bi.sales_by_category_m_y
JOIN shown USING (category)
JOIN years USING (year)
WHERE ${monthInRange}
GROUP BY category, label, shown.revenue
ORDER BY category = 'UNKNOWN', shown.revenue DESC, category, label`,
		})], [12, timeSeries({
			title: 'Revenue by month',
			description: 'The categories with most revenue. Months without orders count as 0.',
			defaults: dollars,
			sql: `WITH ${categories},
${largest},
months AS
(
	SELECT DISTINCT month FROM bi.sales_by_category_m_y WHERE ${monthInRange}
)
SELECT ${asTime('months.month')}, category AS metric, coalesce(s.total_revenue, 0) AS "Revenue"
FROM months
CROSS JOIN largest
LEFT JOIN bi.sales_by_category_m_y s USING (month, category)
ORDER BY months.month, largest.revenue DESC, category`,
		})]],
		[10, [12, bars({
			title: 'Highest average order value',
			description: 'Revenue divided by orders, of categories with at least that many orders.',
			defaults: dollars,
			horizontal: true,
			x: 'Category',
			sql: `WITH ${categories}
SELECT category AS "Category", round(revenue / orders, 2) AS "Average order"
FROM categories
WHERE category <> 'UNKNOWN' AND orders >= \${orders:sqlstring}
ORDER BY revenue / orders DESC, category
LIMIT \${top:sqlstring}`,
		})], [12, bars({
			title: 'Weakest categories',
			description: 'Least revenue, of categories with at least that many orders.',
			defaults: dollars,
			horizontal: true,
			x: 'Category',
			sql: `WITH ${categories}
SELECT category AS "Category", revenue AS "Revenue"
FROM categories
WHERE category <> 'UNKNOWN' AND orders >= \${orders:sqlstring}
ORDER BY revenue, category
LIMIT \${top:sqlstring}`,
		})]],
		[10, [12, table({
			title: 'Categories',
			description: 'UNKNOWN: the product has no category, or the line no product code.',
			defaults: count,
			overrides: [column('Revenue', dollars), column('Average order', dollars), column('Share', percent)],
			sql: `WITH ${categories}
SELECT
	category AS "Category",
	orders::bigint AS "Orders",
	revenue AS "Revenue",
	round(100 * revenue / sum(revenue) OVER (), 1) AS "Share",
	round(revenue / orders, 2) AS "Average order"
FROM categories
ORDER BY category = 'UNKNOWN', revenue DESC, category`,
		})], [12, table({
			title: 'Top products of all years',
			description: 'Of the chosen categories. The time range does not apply.',
			defaults: count,
			overrides: [column('Revenue', dollars)],
			sql: `SELECT
	rank_by_revenue AS "Rank",
	title AS "Product",
	category AS "Category",
	total_quantity AS "Units",
	total_revenue AS "Revenue"
FROM bi.top_products
WHERE period = 'all' AND category = ANY (ARRAY[$category]::text[])
ORDER BY rank_by_revenue
LIMIT \${top:sqlstring}`,
		})]],
		[4, [24, freshness]],
	],
});
