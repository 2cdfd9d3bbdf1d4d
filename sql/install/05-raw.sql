/*
 * Landing tables.  All text, in the order of the files, so that \copy ... CSV HEADER just works.
 *
 * The collation is "C": what sorts and groups here are codes, byte order is the same on every machine and
 * the fastest there is, and the models inherit it from these columns.
 */

CREATE TABLE raw.amazon_purchases
(
	order_date text COLLATE "C",
	purchase_price_per_unit text COLLATE "C",
	quantity text COLLATE "C",
	shipping_address_state text COLLATE "C",
	title text COLLATE "C",
	asin_isbn_product_code text COLLATE "C",
	category text COLLATE "C",
	survey_responseid text COLLATE "C"
);
COMMENT ON TABLE raw.amazon_purchases IS
'Lines of amazon-purchases.csv, nothing interpreted; one row per line';
COMMENT ON COLUMN raw.amazon_purchases.order_date IS 'Day of the order, as Order Date in the file';
COMMENT ON COLUMN raw.amazon_purchases.purchase_price_per_unit IS 'Price of one piece in USD';
COMMENT ON COLUMN raw.amazon_purchases.quantity IS 'Pieces';
COMMENT ON COLUMN raw.amazon_purchases.shipping_address_state IS 'State shipped to; empty where the file gives none';
COMMENT ON COLUMN raw.amazon_purchases.title IS 'Title of the product';
COMMENT ON COLUMN raw.amazon_purchases.asin_isbn_product_code IS 'Product code: ASIN, or ISBN of a book';
COMMENT ON COLUMN raw.amazon_purchases.category IS 'Category, an Amazon product type';
COMMENT ON COLUMN raw.amazon_purchases.survey_responseid IS 'Key of the respondent who gave this purchase history';

CREATE TABLE raw.survey
(
	survey_responseid text COLLATE "C",
	q_demos_age text COLLATE "C",
	q_demos_hispanic text COLLATE "C",
	q_demos_race text COLLATE "C",
	q_demos_education text COLLATE "C",
	q_demos_income text COLLATE "C",
	q_demos_gender text COLLATE "C",
	q_sexual_orientation text COLLATE "C",
	q_demos_state text COLLATE "C",
	q_amazon_use_howmany text COLLATE "C",
	q_amazon_use_hh_size text COLLATE "C",
	q_amazon_use_how_oft text COLLATE "C",
	q_substance_use_cigarettes text COLLATE "C",
	q_substance_use_marijuana text COLLATE "C",
	q_substance_use_alcohol text COLLATE "C",
	q_personal_diabetes text COLLATE "C",
	q_personal_wheelchair text COLLATE "C",
	q_life_changes text COLLATE "C",
	q_sell_your_data text COLLATE "C",
	q_sell_consumer_data text COLLATE "C",
	q_small_biz_use text COLLATE "C",
	q_census_use text COLLATE "C",
	q_research_society text COLLATE "C"
);
COMMENT ON TABLE raw.survey IS
'Lines of survey.csv, nothing interpreted; one row per respondent';
COMMENT ON COLUMN raw.survey.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN raw.survey.q_demos_age IS 'Age group';
COMMENT ON COLUMN raw.survey.q_demos_hispanic IS 'Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN raw.survey.q_demos_race IS 'Races, separated by commas';
COMMENT ON COLUMN raw.survey.q_demos_education IS 'Highest level of education completed';
COMMENT ON COLUMN raw.survey.q_demos_income IS 'Household income in the past 12 months, before taxes, USD';
COMMENT ON COLUMN raw.survey.q_demos_gender IS 'Gender';
COMMENT ON COLUMN raw.survey.q_sexual_orientation IS 'Sexual orientation';
COMMENT ON COLUMN raw.survey.q_demos_state IS 'State of residence';
COMMENT ON COLUMN raw.survey.q_amazon_use_howmany IS 'People who share the account';
COMMENT ON COLUMN raw.survey.q_amazon_use_hh_size IS 'People in the household';
COMMENT ON COLUMN raw.survey.q_amazon_use_how_oft IS 'How often they order';
COMMENT ON COLUMN raw.survey.q_substance_use_cigarettes IS 'Somebody in the household smokes cigarettes';
COMMENT ON COLUMN raw.survey.q_substance_use_marijuana IS 'Somebody in the household smokes marijuana';
COMMENT ON COLUMN raw.survey.q_substance_use_alcohol IS 'Somebody in the household drinks alcohol regularly';
COMMENT ON COLUMN raw.survey.q_personal_diabetes IS 'Somebody in the household has diabetes';
COMMENT ON COLUMN raw.survey.q_personal_wheelchair IS 'Somebody in the household uses a wheelchair';
COMMENT ON COLUMN raw.survey.q_life_changes IS 'Life changes in 2021, separated by commas';
COMMENT ON COLUMN raw.survey.q_sell_your_data IS 'May the shop sell your purchase data?';
COMMENT ON COLUMN raw.survey.q_sell_consumer_data IS 'May companies sell consumer purchase data?';
COMMENT ON COLUMN raw.survey.q_small_biz_use IS 'May small businesses use such data for free?';
COMMENT ON COLUMN raw.survey.q_census_use IS 'May the Census Bureau use such data?';
COMMENT ON COLUMN raw.survey.q_research_society IS 'May researchers use such data?';

CREATE TABLE raw.fields
(
	field text COLLATE "C",
	question text COLLATE "C"
);
COMMENT ON TABLE raw.fields IS
'Lines of fields.csv; one row per column of the survey';
COMMENT ON COLUMN raw.fields.field IS 'Column of survey.csv, as its header writes it';
COMMENT ON COLUMN raw.fields.question IS 'The question as it was put';

CREATE TABLE raw.state_demographics
(
	survey_year integer PRIMARY KEY CONSTRAINT survey_year_is_a_year CHECK (survey_year BETWEEN 2005 AND 2100),
	payload jsonb NOT NULL CONSTRAINT payload_is_an_answer CHECK (ecom.count_census_states(payload) > 0),
	source text NOT NULL,
	fetched_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE raw.state_demographics IS
'Answers of the Census Bureau''s API on the states, ACS 5-year estimates; one row per year';
COMMENT ON COLUMN raw.state_demographics.survey_year IS 'Last year of the 5-year period';
COMMENT ON COLUMN raw.state_demographics.payload IS 'The whole answer: an array of arrays of strings, the first one the header. What ecom.census_states() cannot read is refused';
COMMENT ON COLUMN raw.state_demographics.source IS 'Where the answer came from';
COMMENT ON COLUMN raw.state_demographics.fetched_at IS 'When it was landed here';

CREATE TABLE raw.state_codes
(
	postal_code text COLLATE "C" PRIMARY KEY CONSTRAINT postal_code_is_two_letters CHECK (postal_code ~ '^[A-Z]{2}$' AND postal_code <> 'ZZ'),
	state_name text COLLATE "C" NOT NULL UNIQUE CONSTRAINT state_name_is_short CHECK (length(state_name) BETWEEN 1 AND 100),
	state_fips text COLLATE "C" NOT NULL UNIQUE CONSTRAINT state_fips_is_two_digits CHECK (state_fips ~ '^[0-9]{2}$' AND state_fips <> '00')
);
COMMENT ON TABLE raw.state_codes IS 'The 50 states, DC and PR, filled at installation; one row per state';
COMMENT ON COLUMN raw.state_codes.postal_code IS 'Two letters, as the Postal Service writes it; not ZZ, which stands for unknown in dim_state';
COMMENT ON COLUMN raw.state_codes.state_name IS 'Name in English, up to 100 characters';
COMMENT ON COLUMN raw.state_codes.state_fips IS 'Two digits, as the Census Bureau keys it (INCITS 38); not 00, which stands for unknown in dim_state';

INSERT INTO raw.state_codes (postal_code, state_name, state_fips)
SELECT s.postal_code, s.state_name, s.state_fips FROM ecom.us_states() s ORDER BY s.postal_code;

/* pg_dump takes what is loaded; of the state codes, only what installation does not fill in anyway */
SELECT pg_catalog.pg_extension_config_dump('raw.amazon_purchases', '');
SELECT pg_catalog.pg_extension_config_dump('raw.survey', '');
SELECT pg_catalog.pg_extension_config_dump('raw.fields', '');
SELECT pg_catalog.pg_extension_config_dump('raw.state_demographics', '');
SELECT pg_catalog.pg_extension_config_dump('raw.state_codes', 'WHERE postal_code NOT IN (SELECT s.postal_code FROM ecom.us_states() s)');

/* Tables without a key, which a publication of all tables takes along: else it would forbid UPDATE and DELETE. */
ALTER TABLE raw.amazon_purchases REPLICA IDENTITY FULL;
ALTER TABLE raw.survey REPLICA IDENTITY FULL;
ALTER TABLE raw.fields REPLICA IDENTITY FULL;
