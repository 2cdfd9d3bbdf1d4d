-- Real purchases of 216 users in eight states, the whole real survey: load, refresh, reconcile.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set invariants :abs_srcdir '/sql/include/invariants.sql'
\getenv dir OPEN_ECOMMERCE_DIR
SELECT target, lines_read, rows_loaded, rows_rejected FROM ecom.load_directory(:'dir');

-- the same rows as COPY reads, an independent reader
CREATE TEMP TABLE purchases (LIKE raw.amazon_purchases);
CREATE TEMP TABLE survey (LIKE raw.survey);
CREATE TEMP TABLE fields (LIKE raw.fields);
\cd :dir
\copy purchases FROM 'amazon-purchases.csv' CSV HEADER
\copy survey FROM 'survey.csv' CSV HEADER
\copy fields FROM 'fields.csv' CSV HEADER
SELECT count(*) AS different FROM (
	(TABLE raw.amazon_purchases EXCEPT ALL TABLE purchases) UNION ALL (TABLE purchases EXCEPT ALL TABLE raw.amazon_purchases)) d;
SELECT count(*) AS different FROM ((TABLE raw.survey EXCEPT ALL TABLE survey) UNION ALL (TABLE survey EXCEPT ALL TABLE raw.survey)) d;
SELECT count(*) AS different FROM ((TABLE raw.fields EXCEPT ALL TABLE fields) UNION ALL (TABLE fields EXCEPT ALL TABLE raw.fields)) d;

SELECT count(*) AS census_years FROM ecom.load_bundled_census();
SELECT count(*) AS models FROM ecom.refresh();

-- nothing is lost, and nothing is rejected but repeated lines
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS lines, (SELECT count(DISTINCT survey_responseid) FROM raw.amazon_purchases) AS buyers,
	(SELECT count(*) FROM staging.stg_amazon_purchases) AS staged;
SELECT reason, count(*) FROM staging.stg_amazon_purchases_rejected GROUP BY reason ORDER BY reason;

-- every answer of the survey is one that the enums know: NULL only where the file has an empty field, or no US state
SELECT count(*) AS respondents, count(age_group) AS age, count(is_hispanic) AS hispanic, count(race) AS race, count(education) AS education, count(income_bracket) AS income,
	count(gender) AS gender, count(sexual_orientation) AS orientation, count(state) AS state, count(accounts_shared_cat) AS shared,
	count(household_size_cat) AS household, count(purchase_frequency) AS frequency
FROM staging.stg_survey;
SELECT count(substance_use_cigarettes) AS cigarettes, count(substance_use_marijuana) AS marijuana, count(substance_use_alcohol) AS alcohol, count(personal_diabetes) AS diabetes,
	count(personal_wheelchair) AS wheelchair, count(life_changes) AS life_changes, count(sell_your_data) AS sell_your, count(sell_consumer_data) AS sell_consumer,
	count(small_biz_use) AS small_biz, count(census_use) AS census, count(research_society) AS research
FROM staging.stg_survey;
SELECT income_bracket, count(*) FROM staging.stg_survey GROUP BY income_bracket ORDER BY income_bracket;

-- ISBNs have all their digits
SELECT length(product_code) AS length, count(*) FROM staging.stg_amazon_purchases GROUP BY length(product_code) ORDER BY 1;

-- titles carry no entity, no invisible character, no odd white space
SELECT count(*) AS dirty FROM staging.stg_amazon_purchases WHERE title ~ E'&(amp|quot|#39|lt|gt|nbsp);|[\u00a0\u200b\u00ad\ufffd]|  |^ | $|\t|\n';

\i :invariants

-- histories end as their owners enrolled, from the last months of 2022 on: that year is complete, and nothing after it is covered
SELECT last_order_date, last_covered_month, last_complete_year FROM bi.data_freshness;
SELECT year, is_complete_year, covered_months, active_users, growth_pct, income FROM bi.years ORDER BY year;

-- eight states are too few for a correlation, and Puerto Rico decides it
SELECT year, states, round(r_per_user, 2) AS r, round(rank_r_per_user, 2) AS by_rank, deciding_state, round(r_without_it, 2) AS without_it, is_reliable, note
FROM bi.income_correlation WHERE is_complete_year ORDER BY year;

-- all data tests pass
SELECT test, failures, detail FROM ecom.check() WHERE failures > 0;
