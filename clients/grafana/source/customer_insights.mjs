import { bars, bySign, column, count, dashboard, dollars, figures, freshness, incomeList, labelledYears, markedYears, percent, table,
	yearList } from './panels.mjs';

const chosen = `FROM bi.customer_segment_metrics
WHERE year::text = ANY (ARRAY[$year]::text[]) AND income_bracket::text = ANY (ARRAY[$income]::text[])`;

/* Answers are enums, which sort in their natural order; as text they would sort by the alphabet. */
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
	title: `Revenue per user, by ${name.toLowerCase()}`,
	description: 'Revenue divided by users, a year.',
	defaults: dollars,
	x: name,
	sql: `SELECT ${field}::text AS "${name}", round(sum(total_revenue) / sum(segment_users), 2) AS "Revenue per user"
${chosen}
GROUP BY ${field}
ORDER BY ${field}`,
})];

export default dashboard({
	uid: 'ecom-customer-insights',
	title: 'Customer insights',
	description: 'Who buys how much, by age, income, gender, education, household and origin.',
	variables: [yearList, incomeList],
	range: false,
	rows: [
		[4, [24, figures({
			title: 'Customers',
			description: 'Of the chosen years and income brackets. Users are those with an order in the year, on average over the years.',
			defaults: count,
			overrides: inDollars,
			sql: `SELECT
	round(sum(segment_users) / count(DISTINCT year)) AS "Users a year",
	sum(orders_count)::bigint AS "Orders",
	sum(total_revenue) AS "Revenue",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	round(sum(total_revenue) / sum(segment_users), 2) AS "Revenue per user and year"
${chosen}`,
		})]],
		[9, ...dimensions.slice(0, 3).map(byDimension)],
		[9, ...dimensions.slice(3).map(byDimension)],
		[9, [12, bars({
			title: 'Users by year',
			description: `Users with an order in the year. ${markedYears}`,
			defaults: count,
			x: 'Year',
			sql: `WITH ${labelledYears}
SELECT label AS "Year", sum(segment_users)::bigint AS "Users"
FROM (SELECT year, segment_users ${chosen}) s
JOIN years USING (year)
GROUP BY label
ORDER BY label`,
		})], [12, bars({
			title: 'Growth of revenue per user',
			description: `Over the year before, where that is chosen too. ${markedYears}`,
			defaults: { ...percent, ...bySign },
			x: 'Year',
			sql: `WITH ${labelledYears},
users AS
(
	SELECT year, sum(total_revenue) / sum(segment_users) AS revenue
	${chosen}
	GROUP BY year
)
SELECT label AS "Year", round(100 * u.revenue / b.revenue - 100, 1) AS "Growth"
FROM users u
LEFT JOIN users b ON b.year = u.year - 1
JOIN years ON years.year = u.year
ORDER BY label`,
		})]],
		[12, [24, table({
			title: 'Groups',
			description: 'Users are those with an order in the year, on average over the chosen years.',
			defaults: count,
			overrides: [column('Users a year', { decimals: 1 }), ...inDollars],
			sql: `SELECT "By", "Group", "Users a year", "Orders", "Revenue", "Average order", "Revenue per user and year"
FROM
(
${dimensions.map(([name, field], i) => `SELECT
	${i + 1} AS block,
	row_number() OVER (ORDER BY ${field}) AS place,
	'${name}' AS "By",
	${field}::text AS "Group",
	round(sum(segment_users) / (SELECT count(DISTINCT year) ${chosen}), 1) AS "Users a year",
	sum(orders_count)::bigint AS "Orders",
	sum(total_revenue) AS "Revenue",
	round(sum(total_revenue) / sum(orders_count), 2) AS "Average order",
	round(sum(total_revenue) / sum(segment_users), 2) AS "Revenue per user and year"
${chosen}
GROUP BY ${field}`).join('\nUNION ALL\n')}
) g
ORDER BY block, place`,
		})]],
		[4, [24, freshness]],
	],
});
