/* Refinement: the star schema, and the enriched wide view beside it. */

/*
 * DISTINCT ON tells the planner what holds anyway, one row per respondent, and keeps this a query of its own: five thousand
 * respondents are joined with their home state, not two million lines.
 */
CREATE VIEW refinement.respondents AS
SELECT DISTINCT ON (s.survey_responseid)
	s.survey_responseid,
	s.age_group,
	s.education,
	s.income_bracket,
	s.gender,
	s.sexual_orientation,
	s.accounts_shared_cat,
	s.household_size_cat,
	s.purchase_frequency,
	s.is_hispanic,
	s.race,
	s.state AS home_state_postal,
	h.state_name AS home_state_name,
	h.state_fips AS home_state_fips
FROM staging.stg_survey s
LEFT JOIN staging.stg_state_codes h ON h.postal_code = s.state;
COMMENT ON VIEW refinement.respondents IS 'Demographics and home states; one row per respondent. NULL where no answer was given';
COMMENT ON COLUMN refinement.respondents.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN refinement.respondents.age_group IS 'Age group';
COMMENT ON COLUMN refinement.respondents.education IS 'Highest level of education completed';
COMMENT ON COLUMN refinement.respondents.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN refinement.respondents.gender IS 'Gender';
COMMENT ON COLUMN refinement.respondents.sexual_orientation IS 'Sexual orientation';
COMMENT ON COLUMN refinement.respondents.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN refinement.respondents.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN refinement.respondents.purchase_frequency IS 'How often they say to order';
COMMENT ON COLUMN refinement.respondents.is_hispanic IS 'Of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN refinement.respondents.race IS 'Races, separated by commas';
COMMENT ON COLUMN refinement.respondents.home_state_postal IS 'Postal code of the home state';
COMMENT ON COLUMN refinement.respondents.home_state_name IS 'Name of the home state';
COMMENT ON COLUMN refinement.respondents.home_state_fips IS 'FIPS code of the home state';

CREATE MATERIALIZED VIEW refinement.fct_orders AS
SELECT
	p.order_date AS date_key,
	p.quantity,
	coalesce(p.product_code, 'UNKNOWN') AS product_key,
	p.order_value,
	p.survey_responseid AS user_key,
	coalesce(shipping.state_fips, r.home_state_fips, '00') AS state_key,
	p.unit_price
FROM staging.stg_amazon_purchases p
LEFT JOIN staging.stg_state_codes shipping ON shipping.postal_code = p.state
LEFT JOIN refinement.respondents r ON r.survey_responseid = p.survey_responseid;
COMMENT ON MATERIALIZED VIEW refinement.fct_orders IS
'The fact; one row per purchase line. The data has no order id, so a line is what all models count as an order';
COMMENT ON COLUMN refinement.fct_orders.user_key IS 'Who: dim_user';
COMMENT ON COLUMN refinement.fct_orders.date_key IS 'When: dim_date';
COMMENT ON COLUMN refinement.fct_orders.quantity IS 'Pieces';
COMMENT ON COLUMN refinement.fct_orders.state_key IS 'Where: dim_state, the state shipped to, else the home state, 00 if neither is known';
COMMENT ON COLUMN refinement.fct_orders.product_key IS 'What: dim_product, UNKNOWN where the line has no code';
COMMENT ON COLUMN refinement.fct_orders.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN refinement.fct_orders.order_value IS 'unit_price times quantity, USD';

ALTER MATERIALIZED VIEW refinement.fct_orders
	ALTER user_key SET STATISTICS 20, ALTER date_key SET STATISTICS 20, ALTER quantity SET STATISTICS 20, ALTER state_key SET STATISTICS 20,
	ALTER product_key SET STATISTICS 20, ALTER unit_price SET STATISTICS 20, ALTER order_value SET STATISTICS 20,
	ALTER product_key SET (n_distinct = -0.5);
/* so that plans know how few groups there are by month */
CREATE STATISTICS refinement.fct_orders_month ON (ecom.month_start(date_key)) FROM refinement.fct_orders;
ALTER STATISTICS refinement.fct_orders_month SET STATISTICS 20;
COMMENT ON STATISTICS refinement.fct_orders_month IS 'How many months there are: for plans that group by them';

CREATE MATERIALIZED VIEW refinement.fct_orders_monthly AS
SELECT
	ecom.month_start(f.date_key) AS month,
	min(f.date_key) AS first_order_date,
	max(f.date_key) AS last_order_date,
	count(*) AS orders_count,
	sum(f.quantity) AS total_units,
	f.user_key,
	f.state_key,
	ecom.exact_sum(f.order_value) AS total_revenue
FROM refinement.fct_orders f
GROUP BY f.user_key, ecom.month_start(f.date_key), f.state_key;
COMMENT ON MATERIALIZED VIEW refinement.fct_orders_monthly IS
'The fact summed up, from which the dimensions and marts that ask for users, states and months are made; one row per user, month and state with orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.user_key IS 'Who: dim_user';
COMMENT ON COLUMN refinement.fct_orders_monthly.month IS 'First day of the month';
COMMENT ON COLUMN refinement.fct_orders_monthly.first_order_date IS 'Day of the first of these orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.last_order_date IS 'Day of the last of these orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN refinement.fct_orders_monthly.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.fct_orders_monthly.state_key IS 'Where: dim_state';
COMMENT ON COLUMN refinement.fct_orders_monthly.total_revenue IS 'Sum of order_value, USD';
ALTER MATERIALIZED VIEW refinement.fct_orders_monthly
	ALTER user_key SET STATISTICS 20, ALTER month SET STATISTICS 20, ALTER first_order_date SET STATISTICS 20, ALTER last_order_date SET STATISTICS 20,
	ALTER orders_count SET STATISTICS 20, ALTER total_units SET STATISTICS 20, ALTER state_key SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20;
CREATE UNIQUE INDEX fct_orders_monthly_key ON refinement.fct_orders_monthly (user_key, month, state_key);
COMMENT ON INDEX refinement.fct_orders_monthly_key IS 'The grain: user_key, month, state_key';

CREATE MATERIALIZED VIEW refinement.dim_date AS
WITH days AS
(
	SELECT min(m.first_order_date) AS first_day, max(m.last_order_date) AS last_day
	FROM refinement.fct_orders_monthly m
),
/* People leave the sample as they enrol, so the last months thin out: see the comment on is_complete_year */
year_ends AS
(
	SELECT
		ecom.calendar_year(m.month) AS year,
		count(DISTINCT m.user_key) FILTER (WHERE ecom.calendar_month(m.month) = 1) AS users_in_january,
		count(DISTINCT m.user_key) FILTER (WHERE ecom.calendar_month(m.month) = 12) AS users_in_december
	FROM refinement.fct_orders_monthly m
	WHERE ecom.calendar_month(m.month) IN (1, 12)
	GROUP BY ecom.calendar_year(m.month)
)
SELECT
	d.day::date AS date_key,
	date_part('year', d.day)::smallint AS year,
	date_part('quarter', d.day)::smallint AS quarter,
	date_part('month', d.day)::smallint AS month,
	date_part('day', d.day)::smallint AS day_of_month,
	('{MON,TUE,WED,THU,FRI,SAT,SUN}'::ecom.day_of_week[])[date_part('isodow', d.day)::integer] AS day_of_week,
	date_part('isodow', d.day) >= 6 AS is_weekend,
	date_part('week', d.day)::smallint AS week_of_year,
	date_trunc('month', d.day)::date AS month_start,
	coalesce(y.users_in_january > 0 AND 2 * y.users_in_december >= y.users_in_january, false) AS is_complete_year
FROM days
CROSS JOIN LATERAL generate_series(days.first_day::timestamp, days.last_day::timestamp, interval '1 day') AS d(day)
LEFT JOIN year_ends y ON y.year = date_part('year', d.day)::smallint;
COMMENT ON MATERIALIZED VIEW refinement.dim_date IS 'Calendar, first to last order without a gap; one row per day';
COMMENT ON COLUMN refinement.dim_date.date_key IS 'The day';
COMMENT ON COLUMN refinement.dim_date.year IS 'Year';
COMMENT ON COLUMN refinement.dim_date.quarter IS 'Quarter, 1 to 4';
COMMENT ON COLUMN refinement.dim_date.month IS 'Month, 1 to 12';
COMMENT ON COLUMN refinement.dim_date.day_of_month IS 'Day of the month, 1 to 31';
COMMENT ON COLUMN refinement.dim_date.day_of_week IS 'Day of the week, MON to SUN';
COMMENT ON COLUMN refinement.dim_date.is_weekend IS 'Saturday or Sunday';
COMMENT ON COLUMN refinement.dim_date.week_of_year IS 'Week, 1 to 53, as ISO 8601 counts them';
COMMENT ON COLUMN refinement.dim_date.month_start IS 'First day of the month';
COMMENT ON COLUMN refinement.dim_date.is_complete_year IS 'Do the data cover the year: somebody ordered in its January, and at least half as many users in its December? Purchase histories end when their owners enrolled, so the last years thin out before they end';
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

/* In two halves, each of which a process of a parallel plan takes. */
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
	) c
	UNION ALL
	SELECT ecom.products(c.catalog)
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE hashtext(l.product_code) >= 0
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

CREATE MATERIALIZED VIEW refinement.ref_orders_enriched AS
SELECT
	p.order_date,
	p.quantity,
	p.order_dow,
	r.age_group,
	r.education,
	r.income_bracket,
	r.gender,
	r.sexual_orientation,
	r.accounts_shared_cat,
	r.household_size_cat,
	r.purchase_frequency,
	d.median_household_income,
	d.total_population,
	p.order_year,
	p.order_month,
	p.order_quarter,
	r.is_hispanic,
	p.is_digital,
	p.is_gift_card,
	p.survey_responseid,
	p.state,
	shipping.state_name AS shipping_state_name,
	shipping.state_fips AS shipping_state_fips,
	r.home_state_postal,
	r.home_state_name,
	r.home_state_fips,
	coalesce(p.state, r.home_state_postal) AS final_state_postal,
	coalesce(shipping.state_name, r.home_state_name) AS final_state_name,
	coalesce(shipping.state_fips, r.home_state_fips) AS final_state_fips,
	p.unit_price,
	p.order_value,
	p.product_code,
	r.race,
	p.category,
	p.title
FROM staging.stg_amazon_purchases p
LEFT JOIN staging.stg_state_codes shipping ON shipping.postal_code = p.state
LEFT JOIN refinement.respondents r ON r.survey_responseid = p.survey_responseid
LEFT JOIN refinement.dim_state_demographics d
	ON d.state_fips = coalesce(shipping.state_fips, r.home_state_fips) AND d.survey_year = p.order_year;
COMMENT ON MATERIALIZED VIEW refinement.ref_orders_enriched IS
'Purchases with all that is known about buyer and place, for analysis by hand; one row per purchase line. NULL where not known';
COMMENT ON COLUMN refinement.ref_orders_enriched.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_date IS 'Day of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.quantity IS 'Pieces';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_dow IS 'Day of the week of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.age_group IS 'Age group of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.education IS 'Highest level of education of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.income_bracket IS 'Household income of the user before taxes, USD a year';
COMMENT ON COLUMN refinement.ref_orders_enriched.gender IS 'Gender of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.sexual_orientation IS 'Sexual orientation of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN refinement.ref_orders_enriched.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN refinement.ref_orders_enriched.purchase_frequency IS 'How often the user says to order';
COMMENT ON COLUMN refinement.ref_orders_enriched.median_household_income IS 'Median household income of the final state in the year of the order (ACS 5-year), USD; NULL for years without ACS figures';
COMMENT ON COLUMN refinement.ref_orders_enriched.total_population IS 'Inhabitants of the final state in the year of the order (ACS 5-year)';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_year IS 'Year of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_month IS 'Month of the order, 1 to 12';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_quarter IS 'Quarter of the order, 1 to 4';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_hispanic IS 'User is of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_digital IS 'Delivered online, judged by category and title (see ecom.is_digital); never by a missing state';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_gift_card IS 'Is the category GIFT_CARD, ABIS_GIFT_CARD or the like?';
COMMENT ON COLUMN refinement.ref_orders_enriched.state IS 'Postal code of the state shipped to; NULL where the line gives none';
COMMENT ON COLUMN refinement.ref_orders_enriched.shipping_state_name IS 'Name of the state shipped to';
COMMENT ON COLUMN refinement.ref_orders_enriched.shipping_state_fips IS 'FIPS code of the state shipped to';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_postal IS 'Postal code of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_name IS 'Name of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_fips IS 'FIPS code of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_postal IS 'Postal code of the state shipped to, else of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_name IS 'Name of the state shipped to, else of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_fips IS 'FIPS code of the state shipped to, else of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_value IS 'unit_price times quantity, USD';
COMMENT ON COLUMN refinement.ref_orders_enriched.product_code IS 'ASIN or ISBN-10; NULL if missing';
COMMENT ON COLUMN refinement.ref_orders_enriched.race IS 'Races of the user, separated by commas';
COMMENT ON COLUMN refinement.ref_orders_enriched.category IS 'Category of the line; UNKNOWN if missing';
COMMENT ON COLUMN refinement.ref_orders_enriched.title IS 'Title of the product; NULL if missing';
ALTER MATERIALIZED VIEW refinement.ref_orders_enriched
	ALTER survey_responseid SET STATISTICS 20, ALTER order_date SET STATISTICS 20, ALTER quantity SET STATISTICS 20,
	ALTER order_dow SET STATISTICS 20, ALTER age_group SET STATISTICS 20, ALTER education SET STATISTICS 20,
	ALTER income_bracket SET STATISTICS 20, ALTER gender SET STATISTICS 20, ALTER sexual_orientation SET STATISTICS 20,
	ALTER accounts_shared_cat SET STATISTICS 20, ALTER household_size_cat SET STATISTICS 20, ALTER purchase_frequency SET STATISTICS 20,
	ALTER median_household_income SET STATISTICS 20, ALTER total_population SET STATISTICS 20, ALTER order_year SET STATISTICS 20,
	ALTER order_month SET STATISTICS 20, ALTER order_quarter SET STATISTICS 20, ALTER is_hispanic SET STATISTICS 20,
	ALTER is_digital SET STATISTICS 20, ALTER is_gift_card SET STATISTICS 20, ALTER state SET STATISTICS 20,
	ALTER shipping_state_name SET STATISTICS 20, ALTER shipping_state_fips SET STATISTICS 20, ALTER home_state_postal SET STATISTICS 20,
	ALTER home_state_name SET STATISTICS 20, ALTER home_state_fips SET STATISTICS 20, ALTER final_state_postal SET STATISTICS 20,
	ALTER final_state_name SET STATISTICS 20, ALTER final_state_fips SET STATISTICS 20, ALTER unit_price SET STATISTICS 20,
	ALTER order_value SET STATISTICS 20, ALTER product_code SET STATISTICS 20, ALTER race SET STATISTICS 20, ALTER category SET STATISTICS 20,
	ALTER title SET STATISTICS 20;
