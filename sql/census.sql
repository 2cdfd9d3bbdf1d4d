-- Census figures that ship with the extension.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- nothing is landed before it is asked for
SELECT count(*) AS rows FROM raw.state_demographics;

-- a row a year back
SELECT * FROM ecom.load_bundled_census() ORDER BY survey_year;

-- again: the same years are replaced, not doubled
SELECT count(*) AS years FROM ecom.load_bundled_census();
SELECT survey_year, source, fetched_at = now() AS just_now, payload -> 0 AS header FROM raw.state_demographics ORDER BY survey_year LIMIT 1;

-- figures that everybody can look up (ACS 5-year, tables B19013 and B01003)
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
SELECT survey_year, state_fips, state_name, median_household_income, total_population
FROM staging.stg_state_demographics WHERE state_fips IN ('06', '72') AND survey_year IN (2018, 2023) ORDER BY survey_year, state_fips;
SELECT survey_year, count(*) AS states, count(median_household_income) AS incomes, min(total_population) > 500000 AS plausible
FROM staging.stg_state_demographics GROUP BY survey_year ORDER BY survey_year;

-- columns are found by name whatever their order; sentinels, null and words are no value; 250001 stays
TRUNCATE raw.state_demographics;
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (2020,
	'[["state", "B01003_001E", "extra", "B19013_001E", "NAME"],
	  ["06", "39346023", "x", "78672", "California"],
	  ["48", "28635442", "x", "-666666666", "Texas"],
	  ["36", null, "x", null, "New York"],
	  ["72", "3255642", "x", "n/a", "Puerto Rico"],
	  ["11", "701974", "x", "250001", "District of Columbia"]]', 'test');
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
SELECT * FROM staging.stg_state_demographics ORDER BY state_fips;

-- an answer that names a state twice breaks the grain, and the refresh says so
UPDATE raw.state_demographics SET payload = payload || '[["06", "1", "x", "2", "California again"]]';
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;

-- what is no answer is refused when it is written
\set VERBOSITY terse
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (2021, '{"error": "unknown variable"}', 'test');
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (2021, '[1, 2]', 'test');
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (2021, '[]', 'test');
INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES (20, '[["state"]]', 'test');

\set VERBOSITY default

-- not for everybody
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.load_bundled_census();
SELECT * FROM ecom.bundled_census_answers();
RESET ROLE;
DROP ROLE regress_ecom_nobody;
