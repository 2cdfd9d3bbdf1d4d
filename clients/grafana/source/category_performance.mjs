import { asTime, bars, bySign, choice, column, count, dashboard, dollars, freshness, labelledYear, list, markedYears, matrix, matrixColumn,
	monthInRange, notCovered, percent, pick, plainNames, table, timeSeries, top, yearInRange } from './panels.mjs';

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
	description: 'Which categories sell, at which average order value, and how they develop. An order is a purchase line.',
	variables: [
		list('category', 'Category', `SELECT category
FROM bi.sales_by_category_m_y
GROUP BY category
ORDER BY category = 'UNKNOWN', category`),
		top,
		choice('orders', 'At least orders', [1, 5, 20, 100, 500], 5),
		pick('period', 'Top products of', `SELECT period
FROM bi.top_products_by_category
GROUP BY period, period_order
ORDER BY period_order`, 'all'),
	],
	annotations: [notCovered],
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
			sql: `WITH ${categories},
${largest},
shown AS
(
	SELECT * FROM largest
	UNION ALL
	SELECT category, revenue FROM categories WHERE category = 'UNKNOWN'
)
SELECT category AS "Category", ${labelledYear} AS "Year", sum(total_revenue) AS "Revenue"
FROM bi.sales_by_category_m_y
JOIN shown USING (category)
WHERE ${monthInRange}
GROUP BY category, year, is_complete_year, shown.revenue
ORDER BY category = 'UNKNOWN', shown.revenue DESC, category, year`,
		})], [12, timeSeries({
			title: 'Revenue by month',
			description: 'The categories with most revenue. Months without orders count as 0. Shaded: months that the data do not cover.',
			defaults: dollars,
			sql: `WITH ${categories},
${largest},
months AS
(
	SELECT month FROM bi.months WHERE ${monthInRange}
)
SELECT ${asTime('months.month')}, category AS metric, coalesce(s.total_revenue, 0) AS "Revenue"
FROM months
CROSS JOIN largest
LEFT JOIN bi.sales_by_category_m_y s USING (month, category)
ORDER BY months.month, largest.revenue DESC, category`,
		})]],
		[10, [12, table({
			title: 'Growth over the year before',
			description: 'The categories with most revenue: whole years that the time range touches, over the calendar year before. '
				+ `None where one of the two is not complete, or nothing was sold the year before. ${markedYears}`,
			defaults: { ...percent, ...bySign },
			overrides: [plainNames('Category', 'Year')],
			cell: { type: 'color-text' },
			transformations: matrix('Category', 'Year', 'Growth'),
			sql: `WITH ${categories},
${largest}
SELECT category AS "Category", ${labelledYear} AS "Year", growth_pct AS "Growth"
FROM bi.category_years
JOIN largest USING (category)
WHERE ${yearInRange}
ORDER BY largest.revenue DESC, category, year`,
		})], [12, table({
			title: 'Top products',
			description: 'Those with most revenue in the chosen categories, in the chosen year or all years: the time range does not apply. '
				+ '10 at most, since bi.top_products_by_category has the 10 best of each category. Lines without a product code are left out.',
			defaults: count,
			overrides: [column('Revenue', dollars)],
			sql: `SELECT
	title AS "Product",
	category AS "Category",
	rank_by_revenue AS "Rank in its category",
	total_quantity AS "Units",
	total_revenue AS "Revenue"
FROM bi.top_products_by_category
WHERE period = \${period:sqlstring} AND category = ANY (ARRAY[$category]::text[])
ORDER BY total_revenue DESC, product_key COLLATE "C"
LIMIT least(\${top:sqlstring}, 10)`,
		})]],
		[10, [12, bars({
			title: 'Highest average order value',
			description: 'Revenue divided by orders (purchase lines), of categories with at least that many orders.',
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
		[10, [24, table({
			title: 'Categories',
			description: 'UNKNOWN: the product has no category, or the line neither a product code nor a category.',
			defaults: count,
			overrides: [column('Revenue', dollars), column('Average order', dollars), column('Share', percent)],
			sql: `WITH ${categories}
SELECT
	category AS "Category",
	orders::bigint AS "Orders",
	revenue AS "Revenue",
	round(100 * revenue / nullif(sum(revenue) OVER (), 0), 1) AS "Share",
	round(revenue / orders, 2) AS "Average order"
FROM categories
ORDER BY category = 'UNKNOWN', revenue DESC, category`,
		})]],
		[10, [24, table({
			title: 'Bought together',
			description: 'What else is in the baskets (what one user orders on one day) of the chosen categories, by how many baskets have both: of the baskets with '
				+ 'several categories, in all covered months. A lift of 2: twice as often as by chance. The time range does not apply.',
			defaults: count,
			overrides: [column('Of the baskets', percent), column('Lift', { decimals: 2 })],
			sql: `SELECT
	category AS "Category",
	other_category AS "With",
	baskets AS "Baskets",
	confidence_pct AS "Of the baskets",
	lift AS "Lift"
FROM bi.category_affinity
WHERE category = ANY (ARRAY[$category]::text[])
ORDER BY baskets DESC, category COLLATE "C", other_category COLLATE "C"
LIMIT \${top:sqlstring}`,
		})]],
		[10, [12, timeSeries({
			title: 'Prices',
			description: 'What the same products cost from month to month, chained: 100 in the first covered month; of the chosen categories among the 50 with most revenue, '
				+ 'those with most. A chain of few products says little: bi.price_index has their number.',
			defaults: { unit: 'none', decimals: 1 },
			sql: `SELECT ${asTime('month')}, category AS metric, price_index AS "Index"
FROM bi.price_index
WHERE ${monthInRange}
	AND category IN
	(
		SELECT category
		FROM bi.price_index
		WHERE category = ANY (ARRAY[$category]::text[])
		GROUP BY category, category_rank
		ORDER BY category_rank
		LIMIT \${top:sqlstring}
	)
ORDER BY month, category COLLATE "C"`,
		})], [12, table({
			title: 'Price, quantity or other products',
			description: 'What the growth over the year before is made of: other prices and other quantities of the products that were sold in both years, and what was sold '
				+ 'of products in one of them only. It adds up to the cent. Complete years in the time range.',
			defaults: dollars,
			overrides: [column('Year', { unit: 'none', decimals: 0 })],
			sql: `SELECT
	category AS "Category",
	year AS "Year",
	growth AS "Growth",
	price_effect AS "Price",
	quantity_effect AS "Quantity",
	products_effect AS "Other products"
FROM bi.category_growth
WHERE ${yearInRange}
	AND category = ANY (ARRAY[$category]::text[])
ORDER BY abs(growth) DESC, year, category COLLATE "C"
LIMIT \${top:sqlstring}`,
		})]],
		[4, [24, freshness]],
	],
});
