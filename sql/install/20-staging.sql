/*
 * Staging: typed, cleaned, deduplicated.  The only layer that reads raw.
 *
 *	raw.amazon_purchases -> checked_purchase_lines -+-> stg_amazon_purchases
 *							   |                    |
 *							   +-> repeated_purchase_lines
 *							   |                    |
 *							   +--------------------+-> stg_amazon_purchases_rejected
 *
 * Both models read the same two views, so each raw line is in exactly one of them.
 */

CREATE VIEW staging.checked_purchase_lines AS
SELECT c.*,
	CASE
		WHEN c.survey_responseid IS NULL THEN 'respondent missing'
		WHEN c.order_date IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_order_date) IS NULL THEN 'order date missing' ELSE 'order date unreadable' END
		WHEN c.order_date < (SELECT s.value::date FROM ecom.settings s WHERE s.name = 'earliest_order_date')
			THEN 'order date before earliest_order_date'
		WHEN c.order_date > current_date THEN 'order date in the future'
		WHEN c.unit_price IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_price) IS NULL THEN 'price missing' ELSE 'price unreadable' END
		WHEN c.unit_price <= 0 THEN 'price not positive'
		WHEN c.quantity IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_quantity) IS NULL THEN 'quantity missing' ELSE 'quantity unreadable' END
		WHEN c.quantity <= 0 THEN 'quantity not positive'
	END AS reason
FROM
(
	SELECT
		p.ctid AS line,
		ecom.clean_text(p.survey_responseid) AS survey_responseid,
		ecom.clean_date(p.order_date) AS order_date,
		ecom.clean_quantity(p.quantity) AS quantity,
		ecom.clean_state(p.shipping_address_state) AS state,
		ecom.clean_price(p.purchase_price_per_unit) AS unit_price,
		ecom.clean_product_code(p.asin_isbn_product_code) AS product_code,
		ecom.clean_text(p.title) AS title,
		coalesce(ecom.clean_category(p.category), 'UNKNOWN') AS category,
		p.order_date AS raw_order_date,
		p.purchase_price_per_unit AS raw_price,
		p.quantity AS raw_quantity,
		p.shipping_address_state AS raw_state,
		p.title AS raw_title,
		p.asin_isbn_product_code AS raw_product_code,
		p.category AS raw_category,
		p.survey_responseid AS raw_responseid
	FROM raw.amazon_purchases p
	OFFSET 0	/* keeps this a query of its own, so that each cleaner runs once a line */
) c;
COMMENT ON VIEW staging.checked_purchase_lines IS
'Every raw purchase line, cleaned, with the reason if it is no valid purchase; one row per raw line';
COMMENT ON COLUMN staging.checked_purchase_lines.line IS 'Physical place of the line in raw.amazon_purchases; holds within one snapshot';
COMMENT ON COLUMN staging.checked_purchase_lines.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN staging.checked_purchase_lines.order_date IS 'Day of the order';
COMMENT ON COLUMN staging.checked_purchase_lines.quantity IS 'Pieces';
COMMENT ON COLUMN staging.checked_purchase_lines.state IS 'Postal code of the state shipped to; NULL where the line gives none';
COMMENT ON COLUMN staging.checked_purchase_lines.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN staging.checked_purchase_lines.product_code IS 'Product code, ISBN zeros restored; NULL if missing';
COMMENT ON COLUMN staging.checked_purchase_lines.title IS 'Title of the product; NULL if missing';
COMMENT ON COLUMN staging.checked_purchase_lines.category IS 'Category in capitals; UNKNOWN if missing';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_order_date IS 'order_date as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_price IS 'purchase_price_per_unit as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_quantity IS 'quantity as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_state IS 'shipping_address_state as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_title IS 'title as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_product_code IS 'asin_isbn_product_code as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_category IS 'category as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.raw_responseid IS 'survey_responseid as loaded';
COMMENT ON COLUMN staging.checked_purchase_lines.reason IS 'Why the line is no valid purchase; NULL if it is one';

CREATE VIEW staging.repeated_purchase_lines AS
SELECT c.line
FROM
(
	SELECT
		l.line,
		row_number() OVER
		(
			/* the product first: it alone tells most lines apart, so the sort seldom looks at the rest */
			PARTITION BY l.product_code, l.order_date, l.survey_responseid, l.unit_price, l.quantity, l.state
			ORDER BY l.line
		) AS copy
	FROM staging.checked_purchase_lines l
	WHERE l.reason IS NULL
) c
WHERE c.copy > 1
	AND (SELECT s.value = 'on' FROM ecom.settings s WHERE s.name = 'deduplicate');
COMMENT ON VIEW staging.repeated_purchase_lines IS
'Valid purchase lines that agree with an earlier one on respondent, date, state, price, quantity and product code (NULLs equal); one row per line; none where the setting deduplicate is off';
COMMENT ON COLUMN staging.repeated_purchase_lines.line IS 'Physical place of the line in raw.amazon_purchases; holds within one snapshot';

/* The key first, then columns of fixed width, then text: no byte lost to alignment. */
CREATE MATERIALIZED VIEW staging.stg_amazon_purchases AS
SELECT
	l.survey_responseid,
	l.order_date,
	l.quantity,
	('{MON,TUE,WED,THU,FRI,SAT,SUN}'::ecom.day_of_week[])[date_part('isodow', l.order_date)::integer] AS order_dow,
	date_part('year', l.order_date)::smallint AS order_year,
	date_part('month', l.order_date)::smallint AS order_month,
	date_part('quarter', l.order_date)::smallint AS order_quarter,
	l.state,
	l.unit_price::numeric(10,2) AS unit_price,
	l.product_code,
	l.category,
	l.title
FROM staging.checked_purchase_lines l
LEFT JOIN staging.repeated_purchase_lines r ON r.line = l.line
WHERE l.reason IS NULL AND r.line IS NULL;
COMMENT ON MATERIALIZED VIEW staging.stg_amazon_purchases IS
'Valid purchases, cleaned; one row per distinct valid purchase line (no natural key: the data has no order id)';
COMMENT ON COLUMN staging.stg_amazon_purchases.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_date IS 'Day of the order';
COMMENT ON COLUMN staging.stg_amazon_purchases.quantity IS 'Pieces, at least 1';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_dow IS 'Day of the week of the order, MON to SUN';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_year IS 'Year of the order';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_month IS 'Month of the order, 1 to 12';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_quarter IS 'Quarter of the order, 1 to 4';
COMMENT ON COLUMN staging.stg_amazon_purchases.state IS 'Postal code of the state shipped to; NULL where the line gives none that can be read';
COMMENT ON COLUMN staging.stg_amazon_purchases.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN staging.stg_amazon_purchases.product_code IS 'ASIN or ISBN-10, lost zeros restored; NULL if missing';
COMMENT ON COLUMN staging.stg_amazon_purchases.category IS 'Category in capitals; UNKNOWN if missing';
COMMENT ON COLUMN staging.stg_amazon_purchases.title IS 'Title of the product; NULL if missing';

CREATE MATERIALIZED VIEW staging.stg_amazon_purchases_rejected AS
SELECT
	l.raw_order_date AS order_date,
	l.raw_price AS purchase_price_per_unit,
	l.raw_quantity AS quantity,
	l.raw_state AS shipping_address_state,
	l.raw_title AS title,
	l.raw_product_code AS asin_isbn_product_code,
	l.raw_category AS category,
	l.raw_responseid AS survey_responseid,
	coalesce(l.reason, 'duplicate') AS reason
FROM staging.checked_purchase_lines l
LEFT JOIN staging.repeated_purchase_lines r ON r.line = l.line
WHERE l.reason IS NOT NULL OR r.line IS NOT NULL;
COMMENT ON MATERIALIZED VIEW staging.stg_amazon_purchases_rejected IS
'Purchase lines turned away, as loaded, with the reason; one row per raw line. Raw lines = staged + rejected';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.order_date IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.purchase_price_per_unit IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.quantity IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.shipping_address_state IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.title IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.asin_isbn_product_code IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.category IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.survey_responseid IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.reason IS 'Why: respondent missing; order date missing, unreadable, before earliest_order_date, in the future; price or quantity missing, unreadable, not positive; duplicate. The first that applies';

CREATE MATERIALIZED VIEW staging.stg_survey AS
SELECT DISTINCT ON (a.survey_responseid)
	a.survey_responseid,
	a.age_group,
	a.is_hispanic,
	a.race,
	a.education,
	a.income_bracket,
	a.gender,
	a.sexual_orientation,
	a.state,
	a.accounts_shared_cat,
	a.household_size_cat,
	a.purchase_frequency,
	a.substance_use_cigarettes,
	a.substance_use_marijuana,
	a.substance_use_alcohol,
	a.personal_diabetes,
	a.personal_wheelchair,
	a.life_changes,
	a.sell_your_data,
	a.sell_consumer_data,
	a.small_biz_use,
	a.census_use,
	a.research_society
FROM
(
	SELECT
		ecom.clean_text(s.survey_responseid) AS survey_responseid,
		ecom.clean_answer(s.q_demos_age, NULL::ecom.age_group) AS age_group,
		ecom.clean_boolean(s.q_demos_hispanic) AS is_hispanic,
		regexp_replace(ecom.clean_text(s.q_demos_race), ' ?, ?', ',', 'g') AS race,
		ecom.clean_answer(s.q_demos_education, NULL::ecom.education) AS education,
		ecom.clean_answer(s.q_demos_income, NULL::ecom.income_bracket) AS income_bracket,
		ecom.clean_answer(s.q_demos_gender, NULL::ecom.gender) AS gender,
		ecom.clean_answer(s.q_sexual_orientation, NULL::ecom.sexual_orientation) AS sexual_orientation,
		ecom.clean_state(s.q_demos_state) AS state,
		ecom.clean_answer(s.q_amazon_use_howmany, NULL::ecom.people) AS accounts_shared_cat,
		ecom.clean_answer(s.q_amazon_use_hh_size, NULL::ecom.people) AS household_size_cat,
		ecom.clean_answer(s.q_amazon_use_how_oft, NULL::ecom.purchase_frequency) AS purchase_frequency,
		ecom.clean_answer(s.q_substance_use_cigarettes, NULL::ecom.survey_answer) AS substance_use_cigarettes,
		ecom.clean_answer(s.q_substance_use_marijuana, NULL::ecom.survey_answer) AS substance_use_marijuana,
		ecom.clean_answer(s.q_substance_use_alcohol, NULL::ecom.survey_answer) AS substance_use_alcohol,
		ecom.clean_answer(s.q_personal_diabetes, NULL::ecom.survey_answer) AS personal_diabetes,
		ecom.clean_answer(s.q_personal_wheelchair, NULL::ecom.survey_answer) AS personal_wheelchair,
		regexp_replace(ecom.clean_text(s.q_life_changes), ' ?, ?', ',', 'g') AS life_changes,
		ecom.clean_answer(s.q_sell_your_data, NULL::ecom.survey_answer) AS sell_your_data,
		ecom.clean_answer(s.q_sell_consumer_data, NULL::ecom.survey_answer) AS sell_consumer_data,
		ecom.clean_answer(s.q_small_biz_use, NULL::ecom.survey_answer) AS small_biz_use,
		ecom.clean_answer(s.q_census_use, NULL::ecom.survey_answer) AS census_use,
		ecom.clean_answer(s.q_research_society, NULL::ecom.survey_answer) AS research_society
	FROM raw.survey s
) a
WHERE a.survey_responseid IS NOT NULL
/* of a respondent who stands there twice, the fuller answers; whatever the order of loading */
ORDER BY
	a.survey_responseid,
	num_nulls(a.age_group, a.is_hispanic, a.race, a.education, a.income_bracket, a.gender, a.sexual_orientation, a.state,
			  a.accounts_shared_cat, a.household_size_cat, a.purchase_frequency, a.substance_use_cigarettes,
			  a.substance_use_marijuana, a.substance_use_alcohol, a.personal_diabetes, a.personal_wheelchair, a.life_changes,
			  a.sell_your_data, a.sell_consumer_data, a.small_biz_use, a.census_use, a.research_society),
	a::text COLLATE "C";
COMMENT ON MATERIALIZED VIEW staging.stg_survey IS
'Survey answers; one row per respondent. An answer that was not given, or that is none of the answers on offer, is NULL';
COMMENT ON COLUMN staging.stg_survey.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN staging.stg_survey.age_group IS 'Age group';
COMMENT ON COLUMN staging.stg_survey.is_hispanic IS 'Of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN staging.stg_survey.race IS 'Races, separated by commas';
COMMENT ON COLUMN staging.stg_survey.education IS 'Highest level of education completed';
COMMENT ON COLUMN staging.stg_survey.income_bracket IS 'Household income before taxes in the past 12 months, USD';
COMMENT ON COLUMN staging.stg_survey.gender IS 'Gender';
COMMENT ON COLUMN staging.stg_survey.sexual_orientation IS 'Sexual orientation';
COMMENT ON COLUMN staging.stg_survey.state IS 'Postal code of the home state; NULL if outside the 50 states, DC and PR';
COMMENT ON COLUMN staging.stg_survey.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN staging.stg_survey.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN staging.stg_survey.purchase_frequency IS 'How often they say to order';
COMMENT ON COLUMN staging.stg_survey.substance_use_cigarettes IS 'Somebody in the household smokes cigarettes';
COMMENT ON COLUMN staging.stg_survey.substance_use_marijuana IS 'Somebody in the household smokes marijuana';
COMMENT ON COLUMN staging.stg_survey.substance_use_alcohol IS 'Somebody in the household drinks alcohol regularly';
COMMENT ON COLUMN staging.stg_survey.personal_diabetes IS 'Somebody in the household has diabetes';
COMMENT ON COLUMN staging.stg_survey.personal_wheelchair IS 'Somebody in the household uses a wheelchair';
COMMENT ON COLUMN staging.stg_survey.life_changes IS 'Life changes in 2021, separated by commas; NULL for none';
COMMENT ON COLUMN staging.stg_survey.sell_your_data IS 'May the shop sell your purchase data?';
COMMENT ON COLUMN staging.stg_survey.sell_consumer_data IS 'May companies sell consumer purchase data?';
COMMENT ON COLUMN staging.stg_survey.small_biz_use IS 'May small businesses use such data for free?';
COMMENT ON COLUMN staging.stg_survey.census_use IS 'May the Census Bureau use such data?';
COMMENT ON COLUMN staging.stg_survey.research_society IS 'May researchers use such data?';
CREATE UNIQUE INDEX stg_survey_key ON staging.stg_survey (survey_responseid);
COMMENT ON INDEX staging.stg_survey_key IS 'The grain: survey_responseid';

CREATE MATERIALIZED VIEW staging.stg_state_codes AS
SELECT c.postal_code, c.state_name, c.state_fips
FROM raw.state_codes c;
COMMENT ON MATERIALIZED VIEW staging.stg_state_codes IS 'States with their codes; one row per state';
COMMENT ON COLUMN staging.stg_state_codes.postal_code IS 'Two letters, as the Postal Service writes it';
COMMENT ON COLUMN staging.stg_state_codes.state_name IS 'Name in English';
COMMENT ON COLUMN staging.stg_state_codes.state_fips IS 'Two digits, as the Census Bureau keys it (INCITS 38)';
CREATE UNIQUE INDEX stg_state_codes_key ON staging.stg_state_codes (postal_code);
COMMENT ON INDEX staging.stg_state_codes_key IS 'The grain: postal_code';

CREATE MATERIALIZED VIEW staging.stg_state_demographics AS
SELECT
	d.survey_year,
	s.state_fips COLLATE "C" AS state_fips,
	s.state_name COLLATE "C" AS state_name,
	s.median_household_income,
	s.total_population
FROM raw.state_demographics d
CROSS JOIN LATERAL ecom.census_states(d.payload) s;
COMMENT ON MATERIALIZED VIEW staging.stg_state_demographics IS
'Income and population of the states, American Community Survey 5-year estimates (tables B19013 and B01003); one row per state and ACS year';
COMMENT ON COLUMN staging.stg_state_demographics.survey_year IS 'Last year of the 5-year period';
COMMENT ON COLUMN staging.stg_state_demographics.state_fips IS 'FIPS code of the state';
COMMENT ON COLUMN staging.stg_state_demographics.state_name IS 'Name of the state as the Census Bureau writes it';
COMMENT ON COLUMN staging.stg_state_demographics.median_household_income IS 'Median household income in the past 12 months, in USD of survey_year; NULL where the Census gives none (it writes a negative number); 250001 stands for more than 250,000';
COMMENT ON COLUMN staging.stg_state_demographics.total_population IS 'Inhabitants; NULL where the Census gives none';
CREATE UNIQUE INDEX stg_state_demographics_key ON staging.stg_state_demographics (survey_year, state_fips);
COMMENT ON INDEX staging.stg_state_demographics_key IS 'The grain: survey_year, state_fips';
