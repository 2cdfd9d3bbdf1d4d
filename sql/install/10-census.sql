/* Census figures: asking the API, landing its answers, and the log of both */

CREATE TABLE ecom.census_log
(
	log_id bigint PRIMARY KEY,
	survey_year integer NOT NULL,
	source text NOT NULL,
	asked_by text NOT NULL,
	logged_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	seconds numeric,
	tries integer,
	http_status integer,
	bytes bigint,
	places integer,
	sqlstate text COLLATE "C",
	message text
);
CREATE SEQUENCE ecom.census_log_log_id_seq OWNED BY ecom.census_log.log_id;
ALTER TABLE ecom.census_log ALTER COLUMN log_id SET DEFAULT pg_catalog.nextval('ecom.census_log_log_id_seq');
COMMENT ON TABLE ecom.census_log IS
'What came of each attempt by census_fetch, load_census and load_census_file to get Census figures, written in a transaction of its own: it stays when theirs is rolled back; one row per year and attempt';
COMMENT ON COLUMN ecom.census_log.log_id IS 'Key, counts up';
COMMENT ON COLUMN ecom.census_log.survey_year IS 'Year that was asked for';
COMMENT ON COLUMN ecom.census_log.source IS 'URL without the key, or file';
COMMENT ON COLUMN ecom.census_log.asked_by IS 'Role that asked';
COMMENT ON COLUMN ecom.census_log.logged_at IS 'When it ended';
COMMENT ON COLUMN ecom.census_log.seconds IS 'How long it took, retries and the pauses before them included; NULL if the session ended before it did';
COMMENT ON COLUMN ecom.census_log.tries IS 'Requests that were sent, retries included; NULL for a file, or if the session ended';
COMMENT ON COLUMN ecom.census_log.http_status IS 'HTTP status of the last answer; NULL if there was none';
COMMENT ON COLUMN ecom.census_log.bytes IS 'Bytes of the answer, decompressed; NULL if there was none';
COMMENT ON COLUMN ecom.census_log.places IS 'Rows of the answer, for example states; NULL if it failed';
COMMENT ON COLUMN ecom.census_log.sqlstate IS 'SQLSTATE of the error; NULL if an answer came and passed all checks';
COMMENT ON COLUMN ecom.census_log.message IS 'Message of the error; NULL if there was none';
COMMENT ON SEQUENCE ecom.census_log_log_id_seq IS 'Numbers the attempts';
SELECT pg_catalog.pg_extension_config_dump('ecom.census_log', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.census_log_log_id_seq', '');

CREATE FUNCTION ecom.census_fetch(year integer, variables text[] DEFAULT '{NAME,B19013_001E,B01003_001E}', geography text DEFAULT 'state:*',
	dataset text DEFAULT 'acs/acs5', within text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE COST 1000000 AS 'MODULE_PATHNAME', 'ecom_census_fetch';
COMMENT ON FUNCTION ecom.census_fetch(integer, text[], text, text, text) IS
'Asks the Census Bureau''s API (https://api.census.gov) for variables, or all of a table, group(B19013), of the places of a geography, such as tract:*; where these lie in others, within names them: state:06 county:*. Gives its answer whole, checked: an array of arrays of strings or nulls, the first one the header. Every variable is there, and estimates of detailed tables (B19013_001E) are numbers; which places and how many rows of each is the question''s affair. Codes such as -666666666 for "no value" are left as they are. An error if there is no such answer, and for NULL (22004) but as within. Needs a key: see the parameter ecom_analytics.census_api_key_file. Each call is in ecom.census_log.';
REVOKE EXECUTE ON FUNCTION ecom.census_fetch(integer, text[], text, text, text) FROM PUBLIC;

CREATE FUNCTION ecom.load_census(first_year integer DEFAULT 2018, last_year integer DEFAULT 2023, OUT survey_year integer, OUT states integer)
	RETURNS SETOF record LANGUAGE c VOLATILE COST 1000000 ROWS 6 AS 'MODULE_PATHNAME', 'ecom_load_census';
COMMENT ON FUNCTION ecom.load_census(integer, integer) IS
'Fetches ACS 5-year median household income (B19013_001E) and population (B01003_001E) of the states for each year from the Census Bureau''s API and puts the answers into raw.state_demographics, in place of what is there for the same years. All years or none. A row a year back: year, number of states. Needs a key: see the parameter ecom_analytics.census_api_key_file. The marts show the figures after the next refresh.';
REVOKE EXECUTE ON FUNCTION ecom.load_census(integer, integer) FROM PUBLIC;

CREATE FUNCTION ecom.load_census_file(year integer, file text, OUT survey_year integer, OUT states integer)
	RETURNS SETOF record LANGUAGE c VOLATILE ROWS 1 AS 'MODULE_PATHNAME', 'ecom_load_census_file';
COMMENT ON FUNCTION ecom.load_census_file(integer, text) IS
'Puts an answer of the Census Bureau''s API that was saved in a file on the server, gzipped or not, into raw.state_demographics as the figures of a year, through the same checks as load_census. A row back: year, number of states. Needs pg_read_server_files.';
REVOKE EXECUTE ON FUNCTION ecom.load_census_file(integer, text) FROM PUBLIC;

CREATE FUNCTION ecom.load_bundled_census(OUT survey_year integer, OUT states integer)
	RETURNS SETOF record LANGUAGE c VOLATILE STRICT ROWS 6 AS 'MODULE_PATHNAME', 'ecom_load_bundled_census';
COMMENT ON FUNCTION ecom.load_bundled_census() IS
'Puts the Census figures that ship with the extension (ACS 5-year, 2018 to 2023) into raw.state_demographics, in place of what is there for the same years; needs no network and no key. A row a year back: year, number of states. The marts show them after the next refresh.';
REVOKE EXECUTE ON FUNCTION ecom.load_bundled_census() FROM PUBLIC;
