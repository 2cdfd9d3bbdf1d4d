import { asTime, bars, bySign, column, count, dashboard, dollars, figures, freshness, labelledYear, markedYears, matrix, matrixColumn,
	monthInRange, notCovered, percent, stateList, stateMap, table, timeSeries, top, trend, yearInRange } from './panels.mjs';

const chosenStates = 'state_name = ANY (ARRAY[$state]::text[])';

const chosen = `FROM bi.sales_by_state_m_y
WHERE ${monthInRange}
	AND ${chosenStates}`;

/* Every month, also those in which the chosen states ordered nothing */
const months = `months AS
(
	SELECT m.month, m.year, m.is_complete_year, coalesce(s.revenue, 0) AS revenue
	FROM bi.months m
	LEFT JOIN
	(
		SELECT month, sum(total_revenue) AS revenue
		FROM bi.sales_by_state_m_y
		WHERE ${chosenStates}
		GROUP BY month
	) s USING (month)
	WHERE ${monthInRange}
)`;

export default dashboard({
	uid: 'ecom-sales-overview',
	title: 'Sales overview',
	description: 'Revenue by month, year and state. An order is a purchase line; a basket is what one user ordered on one day.',
	variables: [stateList, top],
	annotations: [notCovered],
	rows: [
		[4, [24, figures({
			title: 'Sales',
			description: 'Of the chosen months and states. The average is over the months that the data cover, be there a sale or not.',
			overrides: [column('Revenue', dollars), column('Average month', dollars), column('Average order', dollars)],
			defaults: count,
			sql: `SELECT
	coalesce(sum(total_revenue), 0) AS "Revenue",
	round(coalesce(sum(total_revenue) FILTER (WHERE is_covered), 0)
		/ nullif((SELECT count(*) FROM bi.months WHERE is_covered AND ${monthInRange}), 0), 2) AS "Average month",
	coalesce(sum(orders_count), 0)::bigint AS "Orders",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	count(DISTINCT state_key) FILTER (WHERE state_key <> '00') AS "States"
${chosen}`,
		})]],
		[9, [14, timeSeries({
			title: 'Revenue by month',
			description: 'Months in which the chosen states ordered nothing count as 0. Shaded: months that the data do not cover.',
			defaults: dollars,
			sql: `WITH ${months}
SELECT ${asTime('month')}, revenue AS "Revenue"
FROM months
ORDER BY month`,
		})], [10, trend({
			title: 'Revenue by month of the year',
			description: `A line a year, over the months 1 to 12. ${markedYears}`,
			defaults: dollars,
			overrides: [column(matrixColumn('Month', 'Year'), { unit: 'none', decimals: 0 })],
			transformations: matrix('Month', 'Year', 'Revenue', { numbers: true }),
			x: matrixColumn('Month', 'Year'),
			sql: `WITH ${months}
SELECT extract(month FROM month)::integer AS "Month", ${labelledYear} AS "Year", revenue AS "Revenue"
FROM months
ORDER BY 1, 2`,
		})]],
		[9, [10, bars({
			title: 'Growth over the year before',
			description: 'Whole years that the time range touches, over the calendar year before, be that in the range or not. '
				+ `None where one of the two is not complete. ${markedYears}`,
			defaults: { ...percent, ...bySign },
			x: 'Year',
			sql: `SELECT ${labelledYear} AS "Year", round(100 * sum(total_revenue) / nullif(sum(previous_year_revenue), 0) - 100, 1) AS "Growth"
FROM bi.state_years
WHERE ${yearInRange}
	AND ${chosenStates}
GROUP BY year, is_complete_year
ORDER BY year`,
		})], [14, bars({
			title: 'Revenue by state',
			description: `The states with most revenue, by year. ${markedYears}`,
			defaults: dollars,
			x: matrixColumn('State', 'Year'),
			many: true,
			stacked: true,
			transformations: matrix('State', 'Year', 'Revenue'),
			sql: `WITH sales AS
(
	SELECT state_name, year, is_complete_year, sum(total_revenue) AS revenue
	${chosen}
	GROUP BY state_name, year, is_complete_year
),
largest AS
(
	SELECT state_name, sum(revenue) AS revenue
	FROM sales
	GROUP BY state_name
	ORDER BY revenue DESC, state_name
	LIMIT \${top:sqlstring}
)
SELECT state_name AS "State", ${labelledYear} AS "Year", sales.revenue AS "Revenue"
FROM sales
JOIN largest USING (state_name)
ORDER BY largest.revenue DESC, state_name, year`,
		})]],
		[12, [12, stateMap({
			title: 'Map',
			description: 'Revenue by state. The map under the bubbles is loaded from outside.',
			defaults: dollars,
			overrides: [column('Orders', count)],
			place: 'Code',
			value: 'Revenue',
			sql: `SELECT state_postal AS "Code", state_name AS "State", sum(total_revenue) AS "Revenue", sum(orders_count)::bigint AS "Orders"
${chosen}
	AND state_key <> '00'
GROUP BY state_postal, state_name
ORDER BY "Revenue" DESC, state_name`,
		})], [12, table({
			title: 'States',
			description: 'Unknown: the order names a place that is no state, or neither it nor the buyer names any. '
				+ 'A basket that is sent to two states counts in both.',
			defaults: count,
			overrides: [...['Revenue', 'Average order', 'Average basket'].map((name) => column(name, dollars)), column('Share', percent)],
			sql: `SELECT
	state_name AS "State",
	sum(orders_count)::bigint AS "Orders",
	sum(total_units)::bigint AS "Units",
	sum(total_revenue) AS "Revenue",
	round(100 * sum(total_revenue) / nullif(sum(sum(total_revenue)) OVER (), 0), 1) AS "Share",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	round(sum(total_revenue) / sum(baskets), 2) AS "Average basket"
${chosen}
GROUP BY state_key, state_name
ORDER BY state_key = '00', "Revenue" DESC, state_name`,
		})]],
		[8, [24, table({
			title: 'Years',
			description: 'All states together, whichever are chosen; whole years that the time range touches. Each user counts once a year. '
				+ `${markedYears} They have no growth, nor has the year after them.`,
			defaults: count,
			overrides: [
				...['Revenue', 'Revenue per user', 'Average order', 'Average basket'].map((name) => column(name, dollars)),
				column('Growth', { ...percent, ...bySign, 'custom.cellOptions': { type: 'color-text' } }),
			],
			sql: `SELECT
	${labelledYear} AS "Year",
	covered_months AS "Months covered",
	total_revenue AS "Revenue",
	growth_pct AS "Growth",
	active_users AS "Users",
	revenue_per_user AS "Revenue per user",
	orders_count AS "Orders",
	avg_order_value AS "Average order",
	baskets AS "Baskets",
	avg_basket_value AS "Average basket"
FROM bi.years
WHERE ${yearInRange}
ORDER BY year`,
		})]],
		[4, [24, freshness]],
	],
});
