import { bars, column, count, dashboard, dollars, figures, freshness, incomeList, isFew, labelledYear, markedYears, percent, table, whatIsFew,
	yearInRange } from './panels.mjs';

const chosen = `FROM bi.customer_segment_metrics
WHERE ${yearInRange}
	AND income_bracket = ANY (ARRAY[$income]::text[])`;

/* A user is in one segment and counts once in each year with an order. */
const complete = `${chosen}
	AND is_complete_year`;
const usersAYear = `sum(segment_users) / (SELECT count(*) FROM bi.years WHERE ${yearInRange}
	AND is_complete_year)`;
const perUserAndYear = 'round(sum(total_revenue) / sum(segment_users), 2)';

const dimensions = [
	['Age', 'age_group'],
	['Income', 'income_bracket'],
	['Gender', 'gender'],
	['Education', 'education'],
	['Household size', 'household_size_cat'],
	['Hispanic origin', 'is_hispanic'],
];

const inDollars = ['Revenue', 'Average order', 'Revenue per user and year'].map((name) => column(name, dollars));

const byDimension = ([name, field]) => [8, bars({
	title: `Revenue per user and year, by ${name.toLowerCase()}`,
	description: `Complete years only. Marked ${whatIsFew} a year.`,
	defaults: dollars,
	x: name,
	sql: `SELECT
	${field} || CASE WHEN ${isFew(usersAYear)} THEN ' (few)' ELSE '' END AS "${name}",
	${perUserAndYear} AS "Revenue per user and year"
${complete}
GROUP BY ${field}, ${field}_order
ORDER BY ${field}_order`,
})];

export default dashboard({
	uid: 'ecom-customer-insights',
	title: 'Customer insights',
	description: 'Who buys how much, by age, income, gender, education, household and origin. '
		+ 'People are what they answered on the day of the survey, whatever the year of the order.',
	variables: [incomeList],
	rows: [
		[4, [24, figures({
			title: 'Customers',
			description: 'Of the chosen income brackets, in the complete years that the time range touches. '
				+ 'Users are those with an order in the year, on average over these years. An order is a purchase line.',
			defaults: count,
			overrides: inDollars,
			sql: `SELECT
	round(${usersAYear}) AS "Users a year",
	sum(orders_count)::bigint AS "Orders",
	sum(total_revenue) AS "Revenue",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	${perUserAndYear} AS "Revenue per user and year"
${complete}`,
		})]],
		[9, ...dimensions.slice(0, 3).map(byDimension)],
		[9, ...dimensions.slice(3).map(byDimension)],
		[9, [12, bars({
			title: 'Users by year',
			description: `Users with an order in the year. ${markedYears}`,
			defaults: count,
			x: 'Year',
			sql: `SELECT ${labelledYear} AS "Year", sum(segment_users)::bigint AS "Users"
${chosen}
GROUP BY year, is_complete_year
ORDER BY year`,
		})], [12, bars({
			title: 'Revenue per user, by year',
			description: `Revenue of the year divided by the users with an order in it. ${markedYears}`,
			defaults: dollars,
			x: 'Year',
			sql: `SELECT ${labelledYear} AS "Year", ${perUserAndYear} AS "Revenue per user"
${chosen}
GROUP BY year, is_complete_year
ORDER BY year`,
		})]],
		[12, [24, table({
			title: 'Groups',
			description: `Complete years only. Users are those with an order in the year, on average over these years; ${whatIsFew}.`,
			defaults: count,
			overrides: [column('Users a year', { decimals: 1 }), ...inDollars],
			sql: `SELECT "By", "Group", "Users a year", "Few", "Orders", "Revenue", "Average order", "Revenue per user and year"
FROM
(
${dimensions.map(([name, field], i) => `SELECT
	${i + 1} AS block,
	${field}_order AS place,
	'${name}' AS "By",
	${field} AS "Group",
	round(${usersAYear}, 1) AS "Users a year",
	CASE WHEN ${isFew(usersAYear)} THEN 'few' END AS "Few",
	sum(orders_count)::bigint AS "Orders",
	sum(total_revenue) AS "Revenue",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	${perUserAndYear} AS "Revenue per user and year"
${complete}
GROUP BY ${field}, ${field}_order`).join('\nUNION ALL\n')}
) g
ORDER BY block, place`,
		})]],
		[9, [14, table({
			title: 'Segments',
			description: 'All users with orders, by how lately, how often and for how much they ordered up to the last covered day: see the comment of '
				+ 'bi.customer_value. Expected is what the models BG/NBD and Gamma-Gamma foretell of the 365 days after it, without seasons or growth. '
				+ 'Neither the time range nor the income is applied.',
			defaults: count,
			overrides: [column('Repeat', percent), ...['Revenue', 'Revenue per user', 'Expected revenue'].map((name) => column(name, dollars))],
			sql: `SELECT
	segment AS "Segment",
	customers AS "Users",
	total_revenue AS "Revenue",
	revenue_per_customer AS "Revenue per user",
	repeat_pct AS "Repeat",
	round(expected_baskets_365) AS "Expected baskets",
	expected_revenue_365 AS "Expected revenue"
FROM bi.customer_segments
ORDER BY segment_order`,
		})], [10, bars({
			title: 'Revenue by tenth of the users',
			description: 'Share of all revenue, from the tenth of the users with the most on. Neither the time range nor the income is applied.',
			defaults: percent,
			x: 'Tenth',
			sql: `SELECT tenth::text AS "Tenth", revenue_pct AS "Share of revenue"
FROM bi.customer_tenths
ORDER BY tenth`,
		})]],
		[4, [24, freshness]],
	],
});
