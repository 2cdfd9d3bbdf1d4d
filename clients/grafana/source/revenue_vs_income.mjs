import { bars, bySign, column, count, dashboard, dollars, freshness, incomeList, labelledYear, markedYears, percent, scatter, stateList, table,
	trend, whatIsFew, yearInRange } from './panels.mjs';

const completeYears = `is_complete_year AND ${yearInRange}`;
const chosenStates = 'state_name = ANY (ARRAY[$state]::text[])';

/* The states of the last complete year in the range that has incomes, as bi.income_correlation takes them */
const points = `fit AS
(
	SELECT *
	FROM bi.income_correlation
	WHERE ${completeYears}
		AND states > 0
	ORDER BY year DESC
	LIMIT 1
),
points AS
(
	SELECT s.*
	FROM bi.state_years s
	JOIN fit USING (year)
	WHERE s.active_users > 0 AND s.median_household_income IS NOT NULL AND s.total_population > 0
)`;

const bracketed = `FROM bi.revenue_by_income_state
WHERE income_bracket = ANY (ARRAY[$income]::text[]) AND ${chosenStates}
GROUP BY income_bracket, income_bracket_order
ORDER BY income_bracket_order`;
const ofBracket = 'Income is the buyer\'s household income on the day of the survey. All years: there is no year in it.';

const r = { unit: 'none', decimals: 2 };

export default dashboard({
	uid: 'ecom-revenue-vs-income',
	title: 'Revenue vs income',
	description: 'Do people in wealthier states spend more? Median household income is the American Community Survey\'s, over 5 years. '
		+ 'The buyers are a sample, not the population: look at revenue per user first.',
	variables: [stateList, incomeList],
	rows: [
		[9, [10, bars({
			title: 'Revenue per user and year, by income of the states',
			description: 'Each third of the states, the same every year, by their median household income over all years with figures. A user '
				+ 'counts once a year, in the state where most of the year\'s orders went. All states; complete years only.',
			defaults: dollars,
			x: 'States',
			sql: `SELECT group_name AS "States", round(sum(resident_revenue) / sum(resident_users), 2) AS "Revenue per user and year"
FROM bi.income_groups
WHERE grouping = 'third' AND ${completeYears}
GROUP BY income_group, group_name
HAVING sum(resident_users) > 0
ORDER BY income_group`,
		})], [14, bars({
			title: 'Growth of lower and higher income states',
			description: 'Revenue over the calendar year before, of the half of the states with lower income and of the other, the same every year. '
				+ `All states; none where one of the two years is not complete. ${markedYears}`,
			defaults: percent,
			many: true,
			x: 'Year',
			sql: `SELECT
	${labelledYear} AS "Year",
	max(growth_pct) FILTER (WHERE income_group = 1) AS "Lower income",
	max(growth_pct) FILTER (WHERE income_group = 2) AS "Higher income"
FROM bi.income_groups
WHERE grouping = 'half' AND ${yearInRange}
GROUP BY year, is_complete_year
ORDER BY year`,
		})]],
		[8, [24, table({
			title: 'Correlation over the states',
			description: 'r is 1 where revenue rises with income, 0 where it does not depend on it; it is over all states with income and buyers. '
				+ 'Beside it: of their ranks, which no single state decides; of revenue per user, each state weighted by its users; '
				+ 'and without the state that changes it most. Complete years only. A note says where r is not reliable.',
			defaults: r,
			overrides: [column('States', count)],
			sql: `SELECT
	year::text AS "Year",
	states AS "States",
	r_per_user AS "r, revenue per user",
	rank_r_per_user AS "of ranks",
	weighted_r_per_user AS "weighted by users",
	deciding_state AS "Deciding state",
	r_without_it AS "r without it",
	r_per_capita AS "r, revenue per capita",
	rank_r_per_capita AS "of ranks, per capita",
	note AS "Not reliable"
FROM bi.income_correlation
WHERE ${completeYears}
ORDER BY year`,
		})]],
		[12, [14, scatter({
			title: 'Revenue per user and median household income',
			description: 'The last complete year in the time range: a bubble a state, as large as its users, and a small one says little. '
				+ 'The line is the least squares regression over all states, every one counted once.',
			defaults: dollars,
			overrides: [column('Users', count), column('Year', { unit: 'none', decimals: 0 })],
			x: 'Median household income',
			y: 'Revenue per user',
			size: 'Users',
			name: 'States',
			lineY: 'Regression line',
			lineName: 'Regression line',
			sqls: [`WITH ${points}
SELECT
	state_name AS "State",
	year AS "Year",
	median_household_income AS "Median household income",
	revenue_per_user AS "Revenue per user",
	active_users AS "Users"
FROM points
WHERE ${chosenStates}
ORDER BY state_name`, `WITH ${points}
SELECT income AS "Median household income", round((slope_per_user * income + intercept_per_user)::numeric, 2) AS "Regression line"
FROM fit
CROSS JOIN
(
	SELECT min(median_household_income) AS income FROM points
	UNION ALL
	SELECT max(median_household_income) FROM points
) ends
ORDER BY income`],
		})], [10, trend({
			title: 'Income and revenue over the years',
			description: 'The first complete year in the time range is 100. Income: the medians of the same states every year, whether they sold or '
				+ 'not, weighted by population, in dollars of the year. Complete years only.',
			defaults: { unit: 'none', decimals: 1 },
			overrides: [column('Year', { decimals: 0 })],
			x: 'Year',
			sql: `WITH years AS
(
	SELECT
		year,
		sum(income_weight) / sum(population_weight) AS income,
		sum(total_revenue) AS revenue,
		sum(resident_revenue) / nullif(sum(resident_users), 0) AS per_user
	FROM bi.state_years
	WHERE ${completeYears}
		AND ${chosenStates}
	GROUP BY year
	HAVING sum(population_weight) > 0
)
SELECT
	years.year AS "Year",
	round(100 * years.income / nullif(first.income, 0), 1) AS "Income",
	round(100 * years.revenue / nullif(first.revenue, 0), 1) AS "Revenue",
	round(100 * years.per_user / nullif(first.per_user, 0), 1) AS "Revenue per user"
FROM years
CROSS JOIN (SELECT * FROM years ORDER BY year LIMIT 1) first
ORDER BY years.year`,
		})]],
		[9, [12, bars({
			title: 'Revenue by income bracket',
			description: ofBracket,
			defaults: dollars,
			horizontal: true,
			x: 'Income',
			sql: `SELECT income_bracket AS "Income", sum(total_revenue) AS "Revenue"
${bracketed}`,
		})], [12, bars({
			title: 'Average order by income bracket',
			description: `Revenue divided by orders (purchase lines). ${ofBracket}`,
			defaults: dollars,
			horizontal: true,
			x: 'Income',
			sql: `SELECT income_bracket AS "Income", round(sum(total_revenue) / sum(orders_count), 2) AS "Average order"
${bracketed}`,
		})]],
		[12, [24, table({
			title: 'States and years',
			description: `${markedYears} They have no growth, nor has the year after them. Income and population are blank where the Census has no figure; ${whatIsFew}.`,
			defaults: count,
			overrides: [
				...['Revenue', 'Median household income', 'Revenue per user'].map((name) => column(name, dollars)),
				column('Revenue per capita', { ...dollars, decimals: 6 }),
				column('Growth', { ...percent, ...bySign, 'custom.cellOptions': { type: 'color-text' } }),
			],
			sql: `SELECT
	state_name AS "State",
	${labelledYear} AS "Year",
	total_revenue AS "Revenue",
	growth_pct AS "Growth",
	orders_count AS "Orders",
	active_users AS "Users",
	CASE WHEN is_small THEN 'few' END AS "Few",
	revenue_per_user AS "Revenue per user",
	median_household_income AS "Median household income",
	total_population AS "Population",
	revenue_per_capita AS "Revenue per capita"
FROM bi.state_years
WHERE ${yearInRange}
	AND ${chosenStates}
ORDER BY state_name, year`,
		})]],
		[4, [24, freshness]],
	],
});
