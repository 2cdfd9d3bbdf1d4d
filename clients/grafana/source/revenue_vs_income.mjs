import { bars, bySign, choice, column, count, dashboard, dollars, figures, freshness, incomeList, labelledYears, markedYears, percent, scatter,
	stateList, table, trend, yearList } from './panels.mjs';

const covered = `covered AS
(
	SELECT *
	FROM bi.revenue_vs_income_state_year
	WHERE is_complete_year AND median_household_income IS NOT NULL AND year::text = ANY (ARRAY[$year]::text[]) AND state_name = ANY (ARRAY[$state]::text[])
)`;

const states = `${covered},
states AS
(
	SELECT
		state_name,
		avg(median_household_income) AS income,
		sum(total_revenue) / sum(active_users) AS per_user,
		sum(total_revenue) / sum(total_population) AS per_capita,
		avg(active_users) AS users
	FROM covered
	GROUP BY state_name
	HAVING avg(active_users) >= \${users:sqlstring}
)`;

const bracketed = `FROM bi.revenue_by_income_state
WHERE income_bracket::text = ANY (ARRAY[$income]::text[]) AND state_name = ANY (ARRAY[$state]::text[])
GROUP BY income_bracket
ORDER BY income_bracket`;

export default dashboard({
	uid: 'ecom-revenue-vs-income',
	title: 'Revenue vs income',
	description: 'Do people in wealthier states spend more? Median household income is the American Community Survey\'s, over 5 years.',
	variables: [yearList, stateList, incomeList, choice('users', 'At least users', [1, 2, 5, 10, 20, 50], 1)],
	range: false,
	rows: [
		[4, [24, figures({
			title: 'Correlation over the states',
			description: 'r is 1 where revenue rises with income, 0 where it does not depend on it. Complete years only. '
				+ 'The buyers are a sample, not the population: look at revenue per user first.',
			defaults: { unit: 'none', decimals: 2 },
			overrides: [column('States', count), column('Revenue per user for 10,000 dollars more income', dollars)],
			sql: `WITH ${states}
SELECT
	count(*) AS "States",
	round(corr(per_user, income)::numeric, 2) AS "r, revenue per user",
	round(corr(per_capita, income)::numeric, 2) AS "r, revenue per capita",
	round((10000 * regr_slope(per_user, income))::numeric, 2) AS "Revenue per user for 10,000 dollars more income"
FROM states`,
		})]],
		[12, [14, scatter({
			title: 'Revenue per user and median household income',
			description: 'A bubble a state, as large as its users a year; complete years only. '
				+ 'The line is the least squares regression, every state counted once.',
			defaults: dollars,
			overrides: [column('Users a year', { unit: 'short', decimals: 1 })],
			x: 'Median household income',
			y: 'Revenue per user and year',
			size: 'Users a year',
			name: 'States',
			lineY: 'Regression line',
			lineName: 'Regression line',
			sqls: [`WITH ${states}
SELECT
	state_name AS "State",
	round(income) AS "Median household income",
	round(per_user, 2) AS "Revenue per user and year",
	round(users, 1) AS "Users a year"
FROM states
ORDER BY state_name`, `WITH ${states},
line AS
(
	SELECT regr_slope(per_user, income) AS slope, regr_intercept(per_user, income) AS intercept, min(income) AS first, max(income) AS last
	FROM states
)
SELECT round(income) AS "Median household income", round((slope * income + intercept)::numeric, 2) AS "Regression line"
FROM line
CROSS JOIN LATERAL (VALUES (first), (last)) ends(income)
ORDER BY income`],
		})], [10, trend({
			title: 'Income and revenue over the years',
			description: 'The first chosen year is 100. Income: the states\' medians, weighted by population. Complete years only.',
			defaults: { unit: 'none', decimals: 1 },
			overrides: [column('Year', { decimals: 0 })],
			x: 'Year',
			sql: `WITH ${covered},
years AS
(
	SELECT
		year,
		sum(median_household_income::numeric * total_population) / sum(total_population) AS income,
		sum(total_revenue) AS revenue,
		sum(total_revenue) / sum(active_users) AS per_user
	FROM covered
	GROUP BY year
)
SELECT
	year AS "Year",
	round(100 * income / first_value(income) OVER w, 1) AS "Income",
	round(100 * revenue / first_value(revenue) OVER w, 1) AS "Revenue",
	round(100 * per_user / first_value(per_user) OVER w, 1) AS "Revenue per user"
FROM years
WINDOW w AS (ORDER BY year)
ORDER BY year`,
		})]],
		[9, [12, bars({
			title: 'Growth of lower and higher income states',
			description: 'Revenue over the year before, of the half of the states with lower income and of the other. Complete years only.',
			defaults: percent,
			many: true,
			x: 'Year',
			sql: `WITH ${covered},
halves AS
(
	SELECT state_fips, ntile(2) OVER (ORDER BY avg(median_household_income), state_fips) AS half
	FROM covered
	GROUP BY state_fips
),
years AS
(
	SELECT year, sum(total_revenue) FILTER (WHERE half = 1) AS lower, sum(total_revenue) FILTER (WHERE half = 2) AS higher
	FROM covered
	JOIN halves USING (state_fips)
	GROUP BY year
)
SELECT
	year::text AS "Year",
	round(100 * lower / lag(lower) OVER w - 100, 1) AS "Lower income",
	round(100 * higher / lag(higher) OVER w - 100, 1) AS "Higher income"
FROM years
WINDOW w AS (ORDER BY year)
ORDER BY year`,
		})], [6, bars({
			title: 'Revenue by income bracket',
			description: 'The buyer\'s household income, all years.',
			defaults: dollars,
			horizontal: true,
			x: 'Income',
			sql: `SELECT income_bracket::text AS "Income", sum(total_revenue) AS "Revenue"
${bracketed}`,
		})], [6, bars({
			title: 'Average order by income bracket',
			description: 'Revenue divided by orders, all years.',
			defaults: dollars,
			horizontal: true,
			x: 'Income',
			sql: `SELECT income_bracket::text AS "Income", round(sum(total_revenue) / sum(orders_count), 2) AS "Average order"
${bracketed}`,
		})]],
		[12, [24, table({
			title: 'States and years',
			description: `${markedYears} Income and population are blank where the Census has no figure.`,
			defaults: count,
			overrides: [
				...['Revenue', 'Median household income', 'Revenue per user'].map((name) => column(name, dollars)),
				column('Revenue per capita', { ...dollars, decimals: 6 }),
				column('Growth', { ...percent, ...bySign, 'custom.cellOptions': { type: 'color-text' } }),
			],
			sql: `WITH ${labelledYears}
SELECT
	r.state_name AS "State",
	label AS "Year",
	r.total_revenue AS "Revenue",
	round(100 * r.total_revenue / b.total_revenue - 100, 1) AS "Growth",
	r.total_orders AS "Orders",
	r.active_users AS "Users",
	r.median_household_income AS "Median household income",
	r.total_population AS "Population",
	r.revenue_per_user AS "Revenue per user",
	r.revenue_per_capita AS "Revenue per capita"
FROM bi.revenue_vs_income_state_year r
JOIN years USING (year)
LEFT JOIN bi.revenue_vs_income_state_year b ON b.state_fips = r.state_fips AND b.year = r.year - 1
WHERE r.year::text = ANY (ARRAY[$year]::text[]) AND r.state_name = ANY (ARRAY[$state]::text[])
ORDER BY r.state_name, r.year`,
		})]],
		[4, [24, freshness]],
	],
});
