import { bars, choice, column, count, dashboard, dollars, figures, freshness, isFew, matrix, matrixColumn, percent, plainNames, table, text, trend,
	whatIsFew, yearInRange } from './panels.mjs';

/* Cells that the data do not cover would look like losses. */
const cells = `cells AS
(
	SELECT *
	FROM bi.cohort_retention
	WHERE ${yearInRange}
		AND cohort_size >= \${size:sqlstring} AND months_after <= \${months:sqlstring} AND is_complete
)`;

const retention = (filter = '') => `round(100.0 * sum(active_users)${filter} / sum(cohort_size)${filter}, 1)`;
const percents = { ...percent, min: 0, max: 100 };

/* Each year's cohorts and all of them together, by months since the first order */
const curves = (name, measure) => `WITH ${cells},
groups AS
(
	SELECT cohort_year::text AS cohorts, months_after, active_users, cohort_size, total_revenue, cumulative_revenue FROM cells
	UNION ALL
	SELECT 'All', months_after, active_users, cohort_size, total_revenue, cumulative_revenue FROM cells
)
SELECT months_after AS "Months after", cohorts AS "Cohorts", ${measure} AS "${name}"
FROM groups
GROUP BY months_after, cohorts
HAVING NOT ${isFew('sum(cohort_size)')}
ORDER BY months_after, cohorts`;
const ofWhom = `Of the cohorts of a year, and of all, that have reached the month: the further to the right, the fewer. Left out where they are ${whatIsFew}.`;

const matrixOfCohorts = (value, measure) => `WITH ${cells}
SELECT
	to_char(cohort_month, 'YYYY-MM') || ' (' || cohort_size || CASE WHEN is_small THEN ', few' ELSE '' END || ')' AS "Cohort",
	months_after AS "Months after",
	${measure} AS "${value}"
FROM cells
WHERE months_after > 0
ORDER BY cohort_month, months_after`;

const shaded = (max) => ({ color: { mode: 'continuous-blues' }, min: 0, max });

export default dashboard({
	uid: 'ecom-cohort-analysis',
	title: 'Cohort analysis',
	description: 'How many users come back, by the month of their first order. The time range chooses years of cohorts.',
	variables: [
		choice('size', 'Smallest cohort', [1, 5, 10, 20, 50, 100], 1),
		choice('months', 'Months after', [12, 24, 36, 60], 12),
	],
	rows: [
		[4, [8, text('How to read it', 'A cohort is the users whose first order was in the same month. A cell is the share of them who ordered again '
			+ 'so many months later. Months that the data do not cover are left blank. '
			+ 'No history begins before 2018, so the first cohorts are not acquisitions.')],
		[16, figures({
			title: 'Retention',
			description: 'Of all chosen cohorts that have reached the month, and of how many users they are.',
			defaults: count,
			sql: `WITH ${cells}
SELECT
	count(*) FILTER (WHERE months_after = 0) AS "Cohorts",
	sum(cohort_size) FILTER (WHERE months_after = 0) AS "Users",
${[1, 3, 6, 12].map((n) => [n, ` FILTER (WHERE months_after = ${n})`]).map(([n, filter]) =>
		`	${retention(filter)} || ' % of ' || sum(cohort_size)${filter} AS "Month ${n}"`).join(',\n')}
FROM cells`,
		})]],
		[14, [24, table({
			title: 'Retention by cohort',
			description: 'Percent of the users who ordered so many months after their first order; in parentheses the users of the cohort, and '
				+ `${whatIsFew}.`,
			defaults: { ...percents, ...shaded(100), decimals: 0 },
			overrides: [plainNames('Cohort', 'Months after')],
			cell: { mode: 'basic', type: 'color-background' },
			transformations: matrix('Cohort', 'Months after', 'Retention'),
			sql: matrixOfCohorts('Retention', 'retention_pct'),
		})]],
		[10, [12, trend({
			title: 'Retention curves',
			description: ofWhom,
			defaults: percents,
			overrides: [column(matrixColumn('Months after', 'Cohorts'), { unit: 'none', decimals: 0 })],
			x: matrixColumn('Months after', 'Cohorts'),
			transformations: matrix('Months after', 'Cohorts', 'Retention', { numbers: true }),
			sql: curves('Retention', retention()),
		})], [12, trend({
			title: 'Revenue per user of the cohort',
			description: `What the users of a cohort spent in the month, divided by all users of the cohort. ${ofWhom}`,
			defaults: dollars,
			overrides: [column(matrixColumn('Months after', 'Cohorts'), { unit: 'none', decimals: 0 })],
			x: matrixColumn('Months after', 'Cohorts'),
			transformations: matrix('Months after', 'Cohorts', 'Revenue', { numbers: true }),
			sql: curves('Revenue', 'round(sum(total_revenue) / sum(cohort_size), 2)'),
		})]],
		[10, [24, trend({
			title: 'Lifetime value',
			description: `What a user of the cohort has spent up to the month. ${ofWhom}`,
			defaults: dollars,
			overrides: [column(matrixColumn('Months after', 'Cohorts'), { unit: 'none', decimals: 0 })],
			x: matrixColumn('Months after', 'Cohorts'),
			transformations: matrix('Months after', 'Cohorts', 'Lifetime value', { numbers: true }),
			sql: curves('Lifetime value', 'round(sum(cumulative_revenue) / sum(cohort_size), 2)'),
		})]],
		[8, [24, bars({
			title: 'Users by cohort',
			description: 'Users whose first order was in the month.',
			defaults: count,
			x: 'Cohort',
			sql: `WITH ${cells}
SELECT to_char(cohort_month, 'YYYY-MM') AS "Cohort", cohort_size AS "Users"
FROM cells
WHERE months_after = 0
ORDER BY cohort_month`,
		})]],
		[4, [24, freshness]],
	],
});
