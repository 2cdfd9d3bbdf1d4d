/* What an answer of the Census Bureau's API says; raw.state_demographics takes no other */

CREATE FUNCTION ecom.census_states(payload jsonb, OUT state_fips text, OUT state_name text, OUT median_household_income integer,
	OUT total_population integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 500 ROWS 52 AS 'MODULE_PATHNAME', 'ecom_census_states';
COMMENT ON FUNCTION ecom.census_states(jsonb) IS
'The states of an answer of the Census Bureau''s API, whose columns NAME, B19013_001E, B01003_001E and state are found by their names: FIPS code, name, median household income in USD (250001 stands for more than 250,000), population. NULL where the Bureau gives no figure: null, or one of the codes -666666666, -999999999, -888888888, -222222222, -333333333, -555555555. An error that says what is wrong if it is no such answer, or has more than 4 MB (54000).';

CREATE FUNCTION ecom.count_census_states(payload jsonb) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 500 AS 'MODULE_PATHNAME', 'ecom_count_census_states';
COMMENT ON FUNCTION ecom.count_census_states(jsonb) IS
'How many states ecom.census_states() gives: 52 for a whole answer. An error that says what is wrong if it is no such answer.';
