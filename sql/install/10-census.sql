/* Census figures: the ones that ship with the extension */

CREATE FUNCTION ecom.bundled_census_answers(OUT survey_year integer, OUT payload jsonb) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL SAFE ROWS 6 AS 'MODULE_PATHNAME', 'ecom_bundled_census_answers';
COMMENT ON FUNCTION ecom.bundled_census_answers() IS
'The Census API''s answers that are installed with the extension: ACS 5-year median household income (B19013) and population (B01003) of the 50 states, DC and PR; one row per year from 2018 to 2023';
REVOKE EXECUTE ON FUNCTION ecom.bundled_census_answers() FROM PUBLIC;

CREATE FUNCTION ecom.load_bundled_census(OUT survey_year integer, OUT states integer) RETURNS SETOF record
	LANGUAGE sql VOLATILE STRICT
BEGIN ATOMIC
	INSERT INTO raw.state_demographics AS d (survey_year, payload, source)
	SELECT b.survey_year, b.payload, 'bundled with ecom_analytics: U.S. Census Bureau, ACS 5-year, B19013_001E and B01003_001E'
	FROM ecom.bundled_census_answers() b
	ORDER BY b.survey_year
	ON CONFLICT (survey_year) DO UPDATE
		SET payload = EXCLUDED.payload, source = EXCLUDED.source, fetched_at = EXCLUDED.fetched_at
	RETURNING d.survey_year, pg_catalog.jsonb_array_length(d.payload) - 1;
END;
COMMENT ON FUNCTION ecom.load_bundled_census() IS
'Puts the Census figures that ship with the extension into raw.state_demographics, in place of what is there for the same years; needs no network. A row a year back: year, number of states. The marts show them after the next refresh.';
REVOKE EXECUTE ON FUNCTION ecom.load_bundled_census() FROM PUBLIC;
