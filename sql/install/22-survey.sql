/*
 * Staging of the survey: answers as enums, one row a respondent; and what was turned away.
 *
 *	raw.survey -> cleaned_survey_answers -> checked_survey_answers -+-> stg_survey
 *																	+-> stg_survey_rejected
 */

/* A query of its own, as staging.cleaned_purchase_lines is: each cleaner runs once an answer. */
CREATE VIEW staging.cleaned_survey_answers WITH (security_barrier) AS
SELECT
	s.ctid AS line,
	ecom.clean_respondent(s.survey_responseid) AS survey_responseid,
	ecom.clean_answer(s.q_demos_age, NULL::ecom.age_group) AS age_group,
	ecom.clean_boolean(s.q_demos_hispanic) AS is_hispanic,
	regexp_replace(ecom.clean_text(s.q_demos_race, 1000), ' ?, ?', ',', 'g') AS race,
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
	regexp_replace(ecom.clean_text(s.q_life_changes, 1000), ' ?, ?', ',', 'g') AS life_changes,
	ecom.clean_answer(s.q_sell_your_data, NULL::ecom.survey_answer) AS sell_your_data,
	ecom.clean_answer(s.q_sell_consumer_data, NULL::ecom.survey_answer) AS sell_consumer_data,
	ecom.clean_answer(s.q_small_biz_use, NULL::ecom.survey_answer) AS small_biz_use,
	ecom.clean_answer(s.q_census_use, NULL::ecom.survey_answer) AS census_use,
	ecom.clean_answer(s.q_research_society, NULL::ecom.survey_answer) AS research_society,
	s.survey_responseid AS raw_responseid,
	s.q_demos_age,
	s.q_demos_hispanic,
	s.q_demos_race,
	s.q_demos_education,
	s.q_demos_income,
	s.q_demos_gender,
	s.q_sexual_orientation,
	s.q_demos_state,
	s.q_amazon_use_howmany,
	s.q_amazon_use_hh_size,
	s.q_amazon_use_how_oft,
	s.q_substance_use_cigarettes,
	s.q_substance_use_marijuana,
	s.q_substance_use_alcohol,
	s.q_personal_diabetes,
	s.q_personal_wheelchair,
	s.q_life_changes,
	s.q_sell_your_data,
	s.q_sell_consumer_data,
	s.q_small_biz_use,
	s.q_census_use,
	s.q_research_society
FROM raw.survey s;
COMMENT ON VIEW staging.cleaned_survey_answers IS 'Every raw survey answer, cleaned; one row per raw line';

/* Of a respondent who stands there twice the fuller answers count, whatever the order of loading; of equal ones, the line that is first. */
CREATE VIEW staging.checked_survey_answers AS
SELECT a.*,
	CASE
		WHEN a.survey_responseid IS NULL THEN
			CASE WHEN ecom.clean_text(a.raw_responseid) IS NULL THEN 'respondent missing' ELSE 'respondent too long' END
		WHEN row_number() OVER
		(
			PARTITION BY a.survey_responseid
			ORDER BY
				num_nulls(a.age_group, a.is_hispanic, a.race, a.education, a.income_bracket, a.gender, a.sexual_orientation, a.state,
						  a.accounts_shared_cat, a.household_size_cat, a.purchase_frequency, a.substance_use_cigarettes,
						  a.substance_use_marijuana, a.substance_use_alcohol, a.personal_diabetes, a.personal_wheelchair, a.life_changes,
						  a.sell_your_data, a.sell_consumer_data, a.small_biz_use, a.census_use, a.research_society),
				ROW(a.age_group, a.is_hispanic, a.race, a.education, a.income_bracket, a.gender, a.sexual_orientation, a.state,
					a.accounts_shared_cat, a.household_size_cat, a.purchase_frequency, a.substance_use_cigarettes,
					a.substance_use_marijuana, a.substance_use_alcohol, a.personal_diabetes, a.personal_wheelchair, a.life_changes,
					a.sell_your_data, a.sell_consumer_data, a.small_biz_use, a.census_use, a.research_society)::text COLLATE "C",
				a.line
		) > 1 THEN 'poorer of two answers of one respondent'
	END AS reason
FROM staging.cleaned_survey_answers a;
COMMENT ON VIEW staging.checked_survey_answers IS 'Every raw survey answer, cleaned, with the reason if it is turned away; one row per raw line';
COMMENT ON COLUMN staging.checked_survey_answers.reason IS 'Why the answer is turned away; NULL if it is staged';

CREATE MATERIALIZED VIEW staging.stg_survey AS
SELECT
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
FROM staging.checked_survey_answers a
WHERE a.reason IS NULL;
COMMENT ON MATERIALIZED VIEW staging.stg_survey IS
'Survey answers; one row per respondent. An answer that was not given, or that is none of the answers on offer, is NULL';
COMMENT ON COLUMN staging.stg_survey.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN staging.stg_survey.age_group IS 'Age group';
COMMENT ON COLUMN staging.stg_survey.is_hispanic IS 'Of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN staging.stg_survey.race IS 'Races, separated by commas; NULL if longer than 1,000 characters';
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
COMMENT ON COLUMN staging.stg_survey.life_changes IS 'Life changes in 2021, separated by commas; NULL for none, or if longer than 1,000 characters';
COMMENT ON COLUMN staging.stg_survey.sell_your_data IS 'May the shop sell your purchase data?';
COMMENT ON COLUMN staging.stg_survey.sell_consumer_data IS 'May companies sell consumer purchase data?';
COMMENT ON COLUMN staging.stg_survey.small_biz_use IS 'May small businesses use such data for free?';
COMMENT ON COLUMN staging.stg_survey.census_use IS 'May the Census Bureau use such data?';
COMMENT ON COLUMN staging.stg_survey.research_society IS 'May researchers use such data?';
CREATE UNIQUE INDEX stg_survey_key ON staging.stg_survey (survey_responseid);
COMMENT ON INDEX staging.stg_survey_key IS 'The grain: survey_responseid';

CREATE MATERIALIZED VIEW staging.stg_survey_rejected AS
SELECT
	a.raw_responseid AS survey_responseid,
	a.q_demos_age,
	a.q_demos_hispanic,
	a.q_demos_race,
	a.q_demos_education,
	a.q_demos_income,
	a.q_demos_gender,
	a.q_sexual_orientation,
	a.q_demos_state,
	a.q_amazon_use_howmany,
	a.q_amazon_use_hh_size,
	a.q_amazon_use_how_oft,
	a.q_substance_use_cigarettes,
	a.q_substance_use_marijuana,
	a.q_substance_use_alcohol,
	a.q_personal_diabetes,
	a.q_personal_wheelchair,
	a.q_life_changes,
	a.q_sell_your_data,
	a.q_sell_consumer_data,
	a.q_small_biz_use,
	a.q_census_use,
	a.q_research_society,
	a.reason
FROM staging.checked_survey_answers a
WHERE a.reason IS NOT NULL;
COMMENT ON MATERIALIZED VIEW staging.stg_survey_rejected IS
'Survey answers turned away, as loaded, with the reason; one row per raw line. Raw lines = staged + rejected';
COMMENT ON COLUMN staging.stg_survey_rejected.reason IS
'Why: respondent missing, or too long (more than 200 characters); poorer of two answers of one respondent (or of more): the one with more answers that are on offer is staged';

COMMENT ON COLUMN staging.cleaned_survey_answers.line IS 'Physical place of the line in raw.survey; holds within one snapshot';
COMMENT ON COLUMN staging.checked_survey_answers.line IS 'Physical place of the line in raw.survey; holds within one snapshot';

/* What the other columns say: answers as in stg_survey, and as loaded. */
DO $$
DECLARE
	field record;
BEGIN
	FOR field IN
		SELECT v.name AS view, a.attname AS name,
			CASE WHEN v.name <> 'stg_survey_rejected' THEN pg_catalog.col_description('staging.stg_survey'::pg_catalog.regclass, s.attnum) END AS comment
		FROM (VALUES ('cleaned_survey_answers'), ('checked_survey_answers'), ('stg_survey_rejected')) AS v (name)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.format('staging.%I', v.name)::pg_catalog.regclass AND a.attnum > 0
		LEFT JOIN pg_catalog.pg_attribute s ON s.attrelid = 'staging.stg_survey'::pg_catalog.regclass AND s.attname = a.attname
		WHERE a.attname NOT IN ('line', 'reason')
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN staging.%I.%I IS %L', field.view, field.name, coalesce(field.comment, 'As loaded'));
	END LOOP;
END
$$;
