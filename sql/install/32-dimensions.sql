/* Refinement: the dimensions of the star schema */

CREATE MATERIALIZED VIEW refinement.dim_date AS
SELECT
	d.day::date AS date_key,
	date_part('year', d.day)::smallint AS year,
	date_part('quarter', d.day)::smallint AS quarter,
	date_part('month', d.day)::smallint AS month,
	date_part('day', d.day)::smallint AS day_of_month,
	('{MON,TUE,WED,THU,FRI,SAT,SUN}'::ecom.day_of_week[])[date_part('isodow', d.day)::integer] AS day_of_week,
	date_part('isodow', d.day) >= 6 AS is_weekend,
	date_part('week', d.day)::smallint AS week_of_year,
	date_part('isoyear', d.day)::smallint AS iso_year,
	c.month AS month_start,
	c.is_covered,
	c.is_complete_year
FROM
(
	SELECT min(m.first_order_date) AS first_day, max(m.last_order_date) AS last_day
	FROM refinement.fct_months m
) r
CROSS JOIN LATERAL generate_series(r.first_day::timestamp, r.last_day::timestamp, interval '1 day') AS d (day)
JOIN refinement.fct_months c ON c.month = ecom.month_start(d.day::date);
COMMENT ON MATERIALIZED VIEW refinement.dim_date IS 'Calendar, first to last order without a gap; one row per day';
COMMENT ON COLUMN refinement.dim_date.date_key IS 'The day';
COMMENT ON COLUMN refinement.dim_date.year IS 'Year';
COMMENT ON COLUMN refinement.dim_date.quarter IS 'Quarter, 1 to 4';
COMMENT ON COLUMN refinement.dim_date.month IS 'Month, 1 to 12';
COMMENT ON COLUMN refinement.dim_date.day_of_month IS 'Day of the month, 1 to 31';
COMMENT ON COLUMN refinement.dim_date.day_of_week IS 'Day of the week, MON to SUN';
COMMENT ON COLUMN refinement.dim_date.is_weekend IS 'Saturday or Sunday';
COMMENT ON COLUMN refinement.dim_date.week_of_year IS 'Week of iso_year, 1 to 53, as ISO 8601 counts them: at the turn of the year it may belong to the other year';
COMMENT ON COLUMN refinement.dim_date.iso_year IS 'The year that week_of_year is a week of';
COMMENT ON COLUMN refinement.dim_date.month_start IS 'First day of the month';
COMMENT ON COLUMN refinement.dim_date.is_covered IS
'Do the purchase histories cover the month of the day? The first month with an order is covered; so is a later one in which at least half as many users ordered as on average in the latest twelve covered months before it (all of them, where there are fewer), and every month between two covered ones; but none that is not over (the newest order is of its last day, or later). Histories end when their owners enrolled: the last months thin out before they end, and are comparable with none before';
COMMENT ON COLUMN refinement.dim_date.is_complete_year IS 'Are all twelve months of the calendar year covered? Only years that are may be compared';
CREATE UNIQUE INDEX dim_date_key ON refinement.dim_date (date_key);
COMMENT ON INDEX refinement.dim_date_key IS 'The grain: date_key';

CREATE MATERIALIZED VIEW refinement.dim_state AS
SELECT
	c.state_fips,
	c.postal_code AS state_postal,
	c.state_name,
	coalesce(u.region, 'Unknown') AS region,
	coalesce(u.division, 'Unknown') AS division
FROM staging.stg_state_codes c
LEFT JOIN ecom.us_states() u ON u.state_fips = c.state_fips
UNION ALL
SELECT '00', 'ZZ', 'Unknown', 'Unknown', 'Unknown';
COMMENT ON MATERIALIZED VIEW refinement.dim_state IS 'States, and 00 for unknown; one row per state';
COMMENT ON COLUMN refinement.dim_state.state_fips IS 'FIPS code; 00 for unknown';
COMMENT ON COLUMN refinement.dim_state.state_postal IS 'Postal code; ZZ for unknown';
COMMENT ON COLUMN refinement.dim_state.state_name IS 'Name in English';
COMMENT ON COLUMN refinement.dim_state.region IS 'Census Bureau region';
COMMENT ON COLUMN refinement.dim_state.division IS 'Census Bureau division';
CREATE UNIQUE INDEX dim_state_key ON refinement.dim_state (state_fips);
COMMENT ON INDEX refinement.dim_state_key IS 'The grain: state_fips';

CREATE MATERIALIZED VIEW refinement.dim_state_demographics AS
SELECT
	s.state_fips,
	s.state_name,
	d.survey_year,
	d.median_household_income,
	d.total_population
FROM staging.stg_state_demographics d
JOIN refinement.dim_state s ON s.state_fips = d.state_fips;
COMMENT ON MATERIALIZED VIEW refinement.dim_state_demographics IS
'Income and population of the states of dim_state; one row per state and ACS year';
COMMENT ON COLUMN refinement.dim_state_demographics.state_fips IS 'FIPS code of the state';
COMMENT ON COLUMN refinement.dim_state_demographics.state_name IS 'Name in English';
COMMENT ON COLUMN refinement.dim_state_demographics.survey_year IS 'Last year of the ACS 5-year period';
COMMENT ON COLUMN refinement.dim_state_demographics.median_household_income IS 'Median household income in USD of survey_year; NULL where the Census gives none';
COMMENT ON COLUMN refinement.dim_state_demographics.total_population IS 'Inhabitants; NULL where the Census gives none';
CREATE UNIQUE INDEX dim_state_demographics_key ON refinement.dim_state_demographics (state_fips, survey_year);
COMMENT ON INDEX refinement.dim_state_demographics_key IS 'The grain: state_fips, survey_year';

CREATE MATERIALIZED VIEW refinement.dim_user AS
SELECT
	u.user_key,
	coalesce(s.age_group, 'Unknown') AS age_group,
	coalesce(s.income_bracket, 'Unknown') AS income_bracket,
	coalesce(s.education, 'Unknown') AS education,
	coalesce(s.gender, 'Unknown') AS gender,
	coalesce(s.sexual_orientation, 'Unknown') AS sexual_orientation,
	coalesce(s.accounts_shared_cat, 'Unknown') AS accounts_shared_cat,
	coalesce(s.household_size_cat, 'Unknown') AS household_size_cat,
	coalesce(s.purchase_frequency, 'Unknown') AS purchase_frequency,
	CASE s.is_hispanic WHEN true THEN 'Yes'::ecom.survey_answer WHEN false THEN 'No' ELSE 'Unknown' END AS is_hispanic,
	array_position(enum_range(NULL::ecom.age_group), coalesce(s.age_group, 'Unknown'))::smallint AS age_group_order,
	array_position(enum_range(NULL::ecom.income_bracket), coalesce(s.income_bracket, 'Unknown'))::smallint AS income_bracket_order,
	coalesce(s.race, 'Unknown') AS race,
	coalesce(s.home_state_name, 'Unknown') AS home_state_name
FROM
(
	SELECT a.survey_responseid AS user_key FROM refinement.respondents a
	UNION
	SELECT m.user_key FROM refinement.fct_orders_monthly m
) u
LEFT JOIN refinement.respondents s ON s.survey_responseid = u.user_key;
COMMENT ON MATERIALIZED VIEW refinement.dim_user IS
'Users; one row per user who answered the survey or bought. Never NULL: Unknown where no answer was given';
COMMENT ON COLUMN refinement.dim_user.user_key IS 'Key of the respondent (survey_responseid)';
COMMENT ON COLUMN refinement.dim_user.age_group IS 'Age group';
COMMENT ON COLUMN refinement.dim_user.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN refinement.dim_user.education IS 'Highest level of education completed';
COMMENT ON COLUMN refinement.dim_user.gender IS 'Gender';
COMMENT ON COLUMN refinement.dim_user.sexual_orientation IS 'Sexual orientation';
COMMENT ON COLUMN refinement.dim_user.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN refinement.dim_user.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN refinement.dim_user.purchase_frequency IS 'How often they say to order';
COMMENT ON COLUMN refinement.dim_user.is_hispanic IS 'Of Spanish, Hispanic or Latino origin: Yes, No or Unknown';
COMMENT ON COLUMN refinement.dim_user.age_group_order IS 'Place of age_group in the natural order, 1 for the youngest';
COMMENT ON COLUMN refinement.dim_user.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN refinement.dim_user.race IS 'Races, separated by commas';
COMMENT ON COLUMN refinement.dim_user.home_state_name IS 'State of residence';
CREATE UNIQUE INDEX dim_user_key ON refinement.dim_user (user_key);
COMMENT ON INDEX refinement.dim_user_key IS 'The grain: user_key';

/*
 * In two halves, each of which a process of a parallel plan takes.  GROUP BY () says that each is one group, which it is anyway; where purchases are
 * distributed, by product, 96-scale-out.sql has a group for each part there.
 */
CREATE MATERIALIZED VIEW refinement.dim_product AS
SELECT
	(p.product).product_code COLLATE "C" AS product_key,
	coalesce((p.product).category, 'UNKNOWN') COLLATE "C" AS category,
	coalesce((p.product).category LIKE '%GIFT\_CARD', false) AS is_gift_card,
	coalesce((p.product).title, 'Unknown') COLLATE "C" AS title
FROM
(
	SELECT ecom.products(c.catalog) AS product
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE hashtext(l.product_code) < 0
		GROUP BY ()
	) c
) p
UNION ALL
SELECT
	(p.product).product_code COLLATE "C" AS product_key,
	coalesce((p.product).category, 'UNKNOWN') COLLATE "C" AS category,
	coalesce((p.product).category LIKE '%GIFT\_CARD', false) AS is_gift_card,
	coalesce((p.product).title, 'Unknown') COLLATE "C" AS title
FROM
(
	SELECT ecom.products(c.catalog) AS product
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE hashtext(l.product_code) >= 0
		GROUP BY ()
	) c
) p
UNION ALL
SELECT 'UNKNOWN', 'UNKNOWN', false, 'Unknown';
COMMENT ON MATERIALIZED VIEW refinement.dim_product IS
'Products; one row per product code, and UNKNOWN for lines without one';
COMMENT ON COLUMN refinement.dim_product.product_key IS 'Product code: ASIN or ISBN-10; UNKNOWN for lines without one';
COMMENT ON COLUMN refinement.dim_product.category IS 'The most frequent category of the code (of equally frequent ones the first in byte order); UNKNOWN if it has none';
COMMENT ON COLUMN refinement.dim_product.is_gift_card IS 'Is the category GIFT_CARD, ABIS_GIFT_CARD or the like?';
COMMENT ON COLUMN refinement.dim_product.title IS 'The most frequent title of the code (of equally frequent ones the first in byte order); Unknown if it has none';
ALTER MATERIALIZED VIEW refinement.dim_product
	ALTER product_key SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER is_gift_card SET STATISTICS 20, ALTER title SET STATISTICS 20,
	ALTER product_key SET (n_distinct = -1);
CREATE UNIQUE INDEX dim_product_key ON refinement.dim_product (product_key);
COMMENT ON INDEX refinement.dim_product_key IS 'The grain: product_key';
