import { asTime, bars, bySign, column, count, dashboard, dollars, figures, freshness, incompleteYears, labelledYears, markedYears, matrix,
	matrixColumn, monthInRange, percent, stateList, table, timeSeries, top, trend } from './panels.mjs';

export default dashboard({
	uid: 'ecom-sales-overview',
	title: 'Sales overview',
	description: 'Revenue by month, year and state.',
	variables: [stateList, top],
	annotations: [incompleteYears],
	range: true,
	rows: [
		[4, [24, figures({
			title: 'Sales',
			description: 'Of the chosen months and states. Months in which the chosen states ordered nothing count in the average.',
			overrides: [column('Revenue', dollars), column('Average month', dollars), column('Average order', dollars)],
			defaults: count,
			sql: `SELECT
	sum(total_revenue) AS "Revenue",
	round(sum(total_revenue) / (SELECT count(DISTINCT month) FROM bi.sales_by_state_m_y WHERE ${monthInRange}), 2) AS "Average month",
	sum(orders_count)::bigint AS "Orders",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS "States"
FROM bi.sales_by_state_m_y
WHERE ${monthInRange}
	AND state_name = ANY (ARRAY[$state]::text[])`,
		})]],
		[9, [14, timeSeries({
			title: 'Revenue by month',
			description: 'Months in which the chosen states ordered nothing count as 0.',
			defaults: dollars,
			sql: `SELECT ${asTime('month')}, coalesce(sum(total_revenue) FILTER (WHERE state_name = ANY (ARRAY[$state]::text[])), 0) AS "Revenue"
FROM bi.sales_by_state_m_y
WHERE ${monthInRange}
GROUP BY month
ORDER BY month`,
		})], [10, trend({
			title: 'Revenue by month of the year',
			description: `A line a year, over the months 1 to 12. ${markedYears}`,
			defaults: dollars,
			overrides: [column(matrixColumn('Month', 'Year'), { unit: 'none', decimals: 0 })],
			transformations: matrix('Month', 'Year', 'Revenue', { numbers: true }),
			x: matrixColumn('Month', 'Year'),
			sql: `WITH ${labelledYears}
SELECT extract(month FROM month)::integer AS "Month", label AS "Year", sum(total_revenue) AS "Revenue"
FROM bi.sales_by_state_m_y
JOIN years USING (year)
WHERE ${monthInRange}
	AND state_name = ANY (ARRAY[$state]::text[])
GROUP BY 1, 2
ORDER BY 1, 2`,
		})]],
		[8, [10, bars({
			title: 'Growth over the year before',
			description: `Whole years, as far as the time range touches them. ${markedYears}`,
			defaults: { ...percent, ...bySign },
			x: 'Year',
			sql: `WITH ${labelledYears},
revenues AS
(
	SELECT year, sum(total_revenue) AS revenue
	FROM bi.sales_by_state_m_y
	WHERE state_name = ANY (ARRAY[$state]::text[])
	GROUP BY year
)
SELECT label AS "Year", round(100 * r.revenue / b.revenue - 100, 1) AS "Growth"
FROM revenues r
JOIN revenues b ON b.year = r.year - 1
JOIN years ON years.year = r.year
WHERE make_date(r.year, 12, 31) >= $__timeFrom()::timestamptz AT TIME ZONE 'UTC'
	AND make_date(r.year, 1, 1) <= $__timeTo()::timestamptz AT TIME ZONE 'UTC'
ORDER BY label`,
		})], [14, bars({
			title: 'Revenue by state',
			description: `The states with most revenue, by year. ${markedYears}`,
			defaults: dollars,
			x: matrixColumn('State', 'Year'),
			many: true,
			stacked: true,
			transformations: matrix('State', 'Year', 'Revenue'),
			sql: `WITH ${labelledYears},
sales AS
(
	SELECT state_name, year, sum(total_revenue) AS revenue
	FROM bi.sales_by_state_m_y
	WHERE ${monthInRange}
		AND state_name = ANY (ARRAY[$state]::text[])
	GROUP BY state_name, year
),
largest AS
(
	SELECT state_name, sum(revenue) AS revenue
	FROM sales
	GROUP BY state_name
	ORDER BY revenue DESC, state_name
	LIMIT \${top:sqlstring}
)
SELECT state_name AS "State", label AS "Year", sales.revenue AS "Revenue"
FROM sales
JOIN largest USING (state_name)
JOIN years USING (year)
ORDER BY largest.revenue DESC, state_name, label`,
		})]],
		[10, [24, table({
			title: 'States',
			description: 'Unknown: neither the order nor the buyer says which state.',
			defaults: count,
			overrides: [column('Revenue', dollars), column('Average order', dollars), column('Share', percent)],
			sql: `SELECT
	state_name AS "State",
	sum(orders_count)::bigint AS "Orders",
	sum(total_units)::bigint AS "Units",
	sum(total_revenue) AS "Revenue",
	round(100 * sum(total_revenue) / sum(sum(total_revenue)) OVER (), 1) AS "Share",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order"
FROM bi.sales_by_state_m_y
WHERE ${monthInRange}
	AND state_name = ANY (ARRAY[$state]::text[])
GROUP BY state_key, state_name
ORDER BY state_key = '00', "Revenue" DESC, state_name`,
		})]],
		[4, [24, freshness]],
	],
});
