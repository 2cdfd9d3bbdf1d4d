/* BI: do wealthier states buy more, and are those with less income growing? */

CREATE VIEW bi.income_groups AS
SELECT
	a.grouping,
	a.income_group,
	CASE a.grouping
		WHEN 'third' THEN ('{lowest third,middle third,highest third}'::text[])[a.income_group]
		WHEN 'half' THEN ('{lower half,higher half}'::text[])[a.income_group]
		ELSE 'all states'
	END AS group_name,
	a.year,
	make_date(a.year, 1, 1) AS year_start,
	a.is_complete_year,
	a.states,
	a.lowest_income_level::numeric(12,2) AS lowest_income_level,
	a.highest_income_level::numeric(12,2) AS highest_income_level,
	ecom.ratio(a.income_weight, a.population_weight, 2)::numeric(12,2) AS income,
	a.population_weight AS population,
	a.income_weight::numeric(38,0) AS income_weight,
	a.orders_count,
	a.total_revenue::numeric(38,2) AS total_revenue,
	a.resident_users,
	a.resident_revenue::numeric(38,2) AS resident_revenue,
	ecom.ratio(a.resident_revenue, a.resident_users, 2)::numeric(38,2) AS revenue_per_user,
	a.previous_year_revenue::numeric(38,2) AS previous_year_revenue,
	ecom.growth_pct(a.total_revenue, a.previous_year_revenue)::numeric(38,1) AS growth_pct
FROM
(
	SELECT
		g.grouping,
		g.income_group,
		s.year,
		s.is_complete_year,
		count(*) AS states,
		min(s.income_level) AS lowest_income_level,
		max(s.income_level) AS highest_income_level,
		sum(s.income_weight) AS income_weight,
		sum(s.population_weight)::bigint AS population_weight,
		sum(s.orders_count)::bigint AS orders_count,
		sum(s.total_revenue) AS total_revenue,
		sum(s.resident_users)::bigint AS resident_users,
		sum(s.resident_revenue) AS resident_revenue,
		sum(s.previous_year_revenue) AS previous_year_revenue
	FROM bi.state_years s
	CROSS JOIN LATERAL (VALUES ('third', s.income_third), ('half', s.income_half), ('all', 1)) AS g (grouping, income_group)
	WHERE s.income_level IS NOT NULL
	GROUP BY g.grouping, g.income_group, s.year, s.is_complete_year
) a;
COMMENT ON VIEW bi.income_groups IS
'Sales of the states in groups by income, which are the same every year; one row per grouping (third, half or all), group of states and year. States without any Census figure are in none. Take one grouping at a time: within it revenue, orders, residents and weights add up over groups and years';
COMMENT ON COLUMN bi.income_groups.grouping IS 'How the states are grouped: third, half, or all in one group';
COMMENT ON COLUMN bi.income_groups.income_group IS 'Group, 1 for the lowest incomes: bi.states.income_third or income_half; 1 for all';
COMMENT ON COLUMN bi.income_groups.group_name IS 'The group in words';
COMMENT ON COLUMN bi.income_groups.states IS 'Number of states in the group';
COMMENT ON COLUMN bi.income_groups.lowest_income_level IS 'Lowest income_level of its states, USD a year. Not to be averaged';
COMMENT ON COLUMN bi.income_groups.highest_income_level IS 'Highest income_level of its states, USD a year. Not to be averaged';
COMMENT ON COLUMN bi.income_groups.income IS 'Median household income of its comparable states, weighted by population, USD of the year; NULL for years without Census figures. Of several rows: sum(income_weight) / sum(population)';
COMMENT ON COLUMN bi.income_groups.population IS 'Inhabitants of its comparable states; NULL for years without Census figures. To be summed only below income_weight';

/*
 * How a measure goes with the income of the states.  With few states one of them can decide it, so each is left out once:
 *
 *		r of all states		r without the first		r without the second		...
 */
CREATE VIEW bi.income_correlation AS
WITH points AS
(
	SELECT
		s.year,
		s.is_complete_year,
		s.state_fips,
		s.state_name,
		s.median_household_income::double precision AS income,
		s.revenue_per_user::double precision AS per_user,
		s.revenue_per_capita::double precision AS per_capita,
		s.resident_users::double precision AS weight,
		/* places in order; equals share the average of theirs */
		rank() OVER (PARTITION BY s.year ORDER BY s.median_household_income)
			+ (count(*) OVER (PARTITION BY s.year, s.median_household_income) - 1) / 2.0::double precision AS income_rank,
		rank() OVER (PARTITION BY s.year ORDER BY s.revenue_per_user)
			+ (count(*) OVER (PARTITION BY s.year, s.revenue_per_user) - 1) / 2.0::double precision AS per_user_rank,
		rank() OVER (PARTITION BY s.year ORDER BY s.revenue_per_capita)
			+ (count(*) OVER (PARTITION BY s.year, s.revenue_per_capita) - 1) / 2.0::double precision AS per_capita_rank
	FROM bi.state_years s
	WHERE s.active_users > 0 AND s.median_household_income IS NOT NULL AND s.total_population > 0
),
measures AS
(
	SELECT
		p.year,
		p.is_complete_year,
		count(*) AS states,
		corr(p.per_user, p.income) AS r_per_user,
		corr(p.per_capita, p.income) AS r_per_capita,
		corr(p.per_user_rank, p.income_rank) AS rank_r_per_user,
		corr(p.per_capita_rank, p.income_rank) AS rank_r_per_capita,
		regr_slope(p.per_user, p.income) AS slope_per_user,
		regr_intercept(p.per_user, p.income) AS intercept_per_user,
		regr_slope(p.per_capita, p.income) AS slope_per_capita,
		regr_intercept(p.per_capita, p.income) AS intercept_per_capita,
		sum(p.weight * p.income) / nullif(sum(p.weight), 0) AS mean_income,
		sum(p.weight * p.per_user) / nullif(sum(p.weight), 0) AS mean_per_user
	FROM points p
	GROUP BY p.year, p.is_complete_year
),
weighted AS
(
	SELECT
		p.year,
		sum(p.weight * (p.income - m.mean_income) * (p.per_user - m.mean_per_user)) AS covariance,
		sum(p.weight * (p.income - m.mean_income) ^ 2) AS income_variance,
		sum(p.weight * (p.per_user - m.mean_per_user) ^ 2) AS per_user_variance
	FROM points p
	JOIN measures m ON m.year = p.year
	GROUP BY p.year
),
without_one AS
(
	SELECT
		m.year,
		o.state_fips,
		o.state_name,
		o.r,
		/* none at all without the state: it decides more than any other can; as floats alone, equal changes would differ */
		coalesce(round(abs(o.r - m.r_per_user)::numeric, 9), 3) AS change,
		coalesce(sign(o.r) = sign(m.r_per_user), false) AS keeps_sign
	FROM measures m
	JOIN
	(
		SELECT p.year, p.state_fips, p.state_name, corr(q.per_user, q.income) AS r
		FROM points p
		JOIN points q ON q.year = p.year AND q.state_fips <> p.state_fips
		GROUP BY p.year, p.state_fips, p.state_name
	) o ON o.year = m.year
),
deciding AS
(
	SELECT DISTINCT ON (o.year)
		o.year,
		o.state_name,
		o.r,
		bool_and(o.change < 0.3 AND o.keeps_sign) OVER (PARTITION BY o.year) AS is_stable
	FROM without_one o
	ORDER BY o.year, o.change DESC, o.state_fips
)
SELECT
	y.year,
	make_date(y.year, 1, 1) AS year_start,
	y.is_complete_year,
	coalesce(m.states, 0) AS states,
	m.r_per_user::numeric(5,4) AS r_per_user,
	m.r_per_capita::numeric(5,4) AS r_per_capita,
	m.rank_r_per_user::numeric(5,4) AS rank_r_per_user,
	m.rank_r_per_capita::numeric(5,4) AS rank_r_per_capita,
	(w.covariance / nullif(sqrt(w.income_variance * w.per_user_variance), 0))::numeric(5,4) AS weighted_r_per_user,
	CASE WHEN m.r_per_user IS NOT NULL THEN d.state_name END AS deciding_state,
	CASE WHEN m.r_per_user IS NOT NULL THEN d.r END::numeric(5,4) AS r_without_it,
	c.is_reliable,
	CASE
		WHEN c.is_reliable THEN NULL
		WHEN m.r_per_user IS NULL THEN format('%s states with income and buyers: there is no correlation to tell', coalesce(m.states, 0))
		ELSE concat_ws('; ',
			CASE WHEN m.states < 10 THEN format('only %s states, too few to tell', m.states) END,
			CASE WHEN NOT d.is_stable THEN 'without ' || d.state_name || coalesce(' it is ' || round(d.r::numeric, 2), ' there is none') END)
	END AS note,
	m.slope_per_user,
	m.intercept_per_user,
	m.slope_per_capita,
	m.intercept_per_capita
FROM (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y
LEFT JOIN measures m ON m.year = y.year
LEFT JOIN weighted w ON w.year = y.year
LEFT JOIN deciding d ON d.year = y.year
CROSS JOIN LATERAL (SELECT coalesce(m.states >= 10 AND m.r_per_user IS NOT NULL AND d.is_stable, false) AS is_reliable) c;
COMMENT ON VIEW bi.income_correlation IS
'How revenue goes with the income of the states; one row per year from the first order to the last. A state is a point if it has income, population and an order in the year. All r are from -1 to 1; none of them says why, and none is to be averaged over years';
COMMENT ON COLUMN bi.income_correlation.states IS 'Number of states that are points; an r of few says little';
COMMENT ON COLUMN bi.income_correlation.r_per_user IS 'Correlation (Pearson) of revenue_per_user with median_household_income, each state counted once; NULL with fewer than two states, or where all are equal in one of them';
COMMENT ON COLUMN bi.income_correlation.r_per_capita IS 'The same of revenue_per_capita';
COMMENT ON COLUMN bi.income_correlation.rank_r_per_user IS 'Correlation of the places in order (Spearman; equals share the average of their places), which no single state far out decides, of revenue_per_user';
COMMENT ON COLUMN bi.income_correlation.rank_r_per_capita IS 'The same of revenue_per_capita';
COMMENT ON COLUMN bi.income_correlation.weighted_r_per_user IS 'As r_per_user, each state counted as often as it has resident_users';
COMMENT ON COLUMN bi.income_correlation.deciding_state IS 'The state without which r_per_user changes most; of several the one with the lowest FIPS code. NULL if there is no r_per_user';
COMMENT ON COLUMN bi.income_correlation.r_without_it IS 'r_per_user of the other states; NULL if they have none';
COMMENT ON COLUMN bi.income_correlation.is_reliable IS 'Are there 10 states or more, and does r_per_user keep its sign and change by less than 0.3 whichever one of them is left out?';
COMMENT ON COLUMN bi.income_correlation.note IS 'Why it is not reliable, in words to be shown; NULL if it is';
COMMENT ON COLUMN bi.income_correlation.slope_per_user IS 'Slope of the straight line through the points (least squares): revenue_per_user, USD, for a dollar of income';
COMMENT ON COLUMN bi.income_correlation.intercept_per_user IS 'Where that line has an income of 0, USD a user';
COMMENT ON COLUMN bi.income_correlation.slope_per_capita IS 'Slope of the straight line through the points (least squares): revenue_per_capita, USD, for a dollar of income';
COMMENT ON COLUMN bi.income_correlation.intercept_per_capita IS 'Where that line has an income of 0, USD an inhabitant';
