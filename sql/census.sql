-- Census figures without a network: what an answer must be, and landing answers that are bundled or saved in files.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\set file ecom_analytics_test.json
\set SHOW_CONTEXT never
\i :helpers

-- The bundled figures.
-- nothing is landed before it is asked for
SELECT count(*) AS rows FROM raw.state_demographics;

-- a row a year back
SELECT * FROM ecom.load_bundled_census();

-- again: the same years are replaced, not doubled
SELECT count(*) AS years FROM ecom.load_bundled_census();
SELECT survey_year, source, fetched_at = now() AS just_now, payload -> 0 AS header FROM raw.state_demographics ORDER BY survey_year LIMIT 1;

-- figures that everybody can look up (ACS 5-year, tables B19013 and B01003)
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
SELECT survey_year, state_fips, state_name, median_household_income, total_population
FROM staging.stg_state_demographics WHERE state_fips IN ('06', '72') AND survey_year IN (2018, 2023) ORDER BY survey_year, state_fips;
SELECT survey_year, count(*) AS states, count(median_household_income) AS incomes, min(total_population) > 500000 AS plausible
FROM staging.stg_state_demographics GROUP BY survey_year ORDER BY survey_year;

-- The meaning of an answer.
-- columns are found by name whatever their order; each code for "no value" and null are NULL; 250001 stays
SELECT * FROM ecom.census_states(
	'[["state", "B01003_001E", "extra", "B19013_001E", "NAME"],
	  ["06", "39346023", "x", "78672", "California"],
	  ["48", "28635442", "x", "-666666666", "Texas"],
	  ["12", "-888888888", "x", "-999999999", "Florida"],
	  ["39", "-333333333", "x", "-222222222", "Ohio"],
	  ["49", "3151239", null, "-555555555", "Utah"],
	  ["36", null, "x", null, "New York"],
	  ["11", "701974", "x", "250001", "District of Columbia"]]');
SELECT ecom.census_states(NULL), ecom.count_census_states(NULL);

-- far more than an answer on states has is not even read: 54000
\set VERBOSITY sqlstate
SELECT ecom.count_census_states(jsonb_build_array(jsonb_build_array('NAME', 'B19013_001E', 'B01003_001E', 'state'), jsonb_build_array(repeat('Alabama ', 1000000), '1', '2', '01')));
\set VERBOSITY default

-- what is no answer is refused when it is written, and says why
CREATE FUNCTION refused(payload jsonb) RETURNS TABLE (code text, message text) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (2030, payload, 'test');
EXCEPTION WHEN OTHERS THEN
	code := SQLSTATE;
	message := SQLERRM;
	RETURN NEXT;
END
$$;
\set header '["NAME", "B19013_001E", "B01003_001E", "state"]'
\set alaska '["Alaska", "89336", "733971", "02"]'
-- the table
SELECT payload, r.* FROM unnest(ARRAY['{"error": "unknown variable"}', '[1, 2]', '[]', '[[]]', '"x"', 'null', '[["NAME", "B19013_001E", "B01003_001E", "state"]]',
	'[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]']::jsonb[]) payload, refused(payload) r;
SELECT * FROM refused('[["NAME", "B19013_001E", "state"], ["Alaska", "89336", "02"]]');
SELECT * FROM refused('[["NAME", "B19013_001E", "B01003_001E"], ["Alaska", "89336", "733971"]]');
SELECT * FROM refused('[["NAME", "NAME", "B19013_001E", "B01003_001E", "state"], ["Alaska", "Alaska", "89336", "733971", "02"]]');
SELECT * FROM refused('[["NAME", null, "B19013_001E", "B01003_001E", "state"], ["Alaska", "x", "89336", "733971", "02"]]');
-- its rows
SELECT last, r.* FROM unnest(ARRAY['["Texas", "76292", "29640343"]', '["Texas", "76292", "29640343", "48", "x"]', '"Texas"',
	'["Texas", {"value": "76292"}, "29640343", "48"]', '["Texas", "76292", true, "48"]',
	'["Alaska again", "1", "2", "02"]', '["Guam", "69142", "153836", "66"]', '["Texas", "76292", "29640343", "TX"]', '["Alabama", "1", "2", "1"]',
	'["Texas", "76292", "29640343", null]', '[null, "76292", "29640343", "48"]', '["", "76292", "29640343", "48"]']::jsonb[]) last,
	refused(jsonb_build_array(:'header'::jsonb, :'alaska'::jsonb, last)) r;
-- its numbers
SELECT income, r.* FROM unnest(ARRAY['12a45', '-5', '+5', ' 5', '5 ', '', '78672.5', '5.01', '1234567890.0', '1e5', '-666666667', '1234567890', '99999999999999999999', '٣']) income,
	refused(jsonb_build_array(:'header'::jsonb, jsonb_build_array('Alaska', income, '733971', '02'))) r;
SELECT max(length(message)) < 480 AS shortened FROM refused(jsonb_build_array(:'header'::jsonb, jsonb_build_array('Alaska', repeat('x', 100000), '733971', '02')));
-- of these nothing was landed
SELECT count(*) AS landed FROM raw.state_demographics WHERE survey_year = 2030;
-- the year is checked, too
\set VERBOSITY terse
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (20, jsonb_build_array(:'header'::jsonb, :'alaska'::jsonb), 'test');
\set VERBOSITY default

-- Saved answers.
\set good '[["NAME","B19013_001E","B01003_001E","state"],\n["Alaska","89336","733971","02"],\n["Texas",null,"29640343","48"]]'
-- a file lands through the same checks; a warning where states are missing
CALL write_file(:'file', convert_to(:'good', 'UTF8'));
SELECT * FROM ecom.load_census_file(2019, :'file');
SELECT survey_year, source, payload FROM raw.state_demographics WHERE source LIKE 'file %';
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
SELECT * FROM staging.stg_state_demographics WHERE survey_year = 2019 ORDER BY state_fips;
-- a byte order mark and white space around it make no difference, nor do letters beyond ASCII
SET client_min_messages = error;
CALL write_file(:'file', '\xefbbbf0a' || convert_to(:'good', 'UTF8') || '\x0d0a20');
SELECT * FROM ecom.load_census_file(2019, :'file');
CALL write_file(:'file', convert_to(replace(:'good', 'Alaska', 'Añaśka \u00e9'), 'UTF8'));
SELECT * FROM ecom.load_census_file(2019, :'file');
SELECT payload -> 1 ->> 0 AS name FROM raw.state_demographics WHERE survey_year = 2019;
RESET client_min_messages;

-- what a program made numbers of: they are read, codes for "no value" too, and a state has its zero again
CALL write_file(:'file', convert_to('[["NAME","B19013_001E","B01003_001E","state"],["Alabama",54943.0,4997675,1],["Texas",-666666666.0,"29640343.0",48],["Utah","-666666666.0",null,"49"]]', 'UTF8'));
SELECT * FROM ecom.load_census_file(2020, :'file');
SELECT payload FROM raw.state_demographics WHERE survey_year = 2020;
SELECT s.* FROM raw.state_demographics d, ecom.census_states(d.payload) s WHERE d.survey_year = 2020;
-- so in a payload that somebody writes
SELECT * FROM ecom.census_states('[["NAME","B19013_001E","B01003_001E","state"],["Alabama",54943,4997675,1]]');

-- everything else is refused, and what was landed stays
CREATE FUNCTION refused_file(contents bytea) RETURNS TABLE (code text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
	CALL write_file('ecom_analytics_test.json', contents);
	RETURN QUERY SELECT * FROM refusal($q$SELECT ecom.load_census_file(2019, 'ecom_analytics_test.json')$q$);
END
$$;
CREATE FUNCTION refused_file(contents text) RETURNS TABLE (code text, message text, detail text, hint text) LANGUAGE sql
	AS $$ SELECT * FROM refused_file(convert_to(contents, 'UTF8')) $$;
\x on
-- pages and texts that a program saved in place of an answer
SELECT * FROM refused_file(text '');
SELECT * FROM refused_file(E'\n ');
SELECT * FROM refused_file(text '<html><head><title>Missing Key</title></head><body>A valid <em>key</em> must be included with each data API request.</body></html>');
SELECT * FROM refused_file(text '<!DOCTYPE html><html><head><title>Invalid Key</title></head></html>');
SELECT * FROM refused_file(text '<html><head><title>Down for maintenance</title></head></html>');
SELECT * FROM refused_file(text 'error: error: unknown variable ''X''');
SELECT * FROM refused_file(text 'There was an error while running your query.  We''ve logged the error and we''ll correct it ASAP.');
-- what is not JSON, or not all of it
SELECT * FROM refused_file(left(:'good', 60));
SELECT * FROM refused_file(:'good' || 'xyz');
SELECT * FROM refused_file(replace(:'good', 'null', 'nul'));
SELECT * FROM refused_file(repeat('[', 10000));
SELECT * FROM refused_file(repeat('[', 10000) || repeat(']', 10000));
SELECT * FROM refused_file(replace(:'good', 'Alaska', 'Ala\u0000ska'));
SELECT * FROM refused_file(replace(:'good', 'Alaska', 'Ala\ud800ska'));
SELECT * FROM refused_file(convert_to(replace(:'good', 'Alaska', 'Añaska'), 'LATIN1'));
SELECT code, message, left(detail, 60) AS detail, hint FROM refused_file(decode(repeat('80ff00deadbeef', 400000), 'hex'));
SELECT * FROM refused_file('[' || repeat(' ', 5 * 1024 * 1024) || ']');
-- a wrong value
SELECT * FROM refused_file(replace(:'good', '89336', '89,336'));
-- a wrong file
SELECT * FROM refusal($$SELECT ecom.load_census_file(2019, 'ecom_analytics_test.nowhere')$$);
SELECT * FROM refusal($$SELECT ecom.load_census_file(2019, 'base')$$);
SELECT * FROM refusal($$SELECT ecom.load_census_file(1492, 'ecom_analytics_test.json')$$);
-- a variable that is not set
SELECT * FROM refusal($$SELECT ecom.load_census_file(2019, NULL)$$);
SELECT * FROM refusal($$SELECT ecom.load_census_file(NULL, 'ecom_analytics_test.json')$$);
\x off
SELECT count(*) AS landed_in_2019, min(payload -> 1 ->> 0) AS name FROM raw.state_demographics WHERE survey_year = 2019;

-- each attempt is in the log, also those that failed, though their transactions were rolled back
SELECT survey_year, source, asked_by = current_user AS asked_by, logged_at > now() - interval '1 hour' AS logged, seconds >= 0 AS seconds, tries, http_status, bytes, places, sqlstate, message
FROM ecom.census_log ORDER BY log_id LIMIT 6;
SELECT count(*) AS attempts, count(*) FILTER (WHERE sqlstate IS NULL) AS well FROM ecom.census_log;
BEGIN;
SELECT * FROM ecom.load_census_file(2018, 'ecom_analytics_test.nowhere');
ROLLBACK;
SELECT message FROM ecom.census_log ORDER BY log_id DESC LIMIT 1;
-- a lock on the log is not waited for long: a warning, and the figures are landed all the same
BEGIN;
LOCK TABLE ecom.census_log;
CALL write_file(:'file', convert_to(:'good', 'UTF8'));
SELECT * FROM ecom.load_census_file(2019, :'file');
COMMIT;

-- not for everybody
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.load_bundled_census();
SELECT * FROM ecom.load_census();
SELECT * FROM ecom.load_census_file(2019, 'ecom_analytics_test.json');
SELECT ecom.census_fetch(2019);
SELECT * FROM ecom.census_log;
RESET ROLE;
-- who may use the schemas and execute the functions still needs to be allowed to read files, and to write the table
GRANT USAGE ON SCHEMA ecom, raw TO regress_ecom_nobody;
GRANT EXECUTE ON FUNCTION ecom.load_census_file, ecom.load_bundled_census TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.load_census_file(2019, 'ecom_analytics_test.json');
SELECT * FROM ecom.load_bundled_census();
RESET ROLE;
GRANT SELECT, INSERT, UPDATE ON raw.state_demographics TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT count(*) FROM ecom.load_bundled_census();
RESET ROLE;
DROP OWNED BY regress_ecom_nobody;
DROP ROLE regress_ecom_nobody;
DROP FUNCTION refused, refused_file(bytea), refused_file(text);
\i :cleanup
