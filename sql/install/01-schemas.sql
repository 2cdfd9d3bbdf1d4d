/* ecom_analytics: the layers, raw -> staging -> refinement -> mart -> bi, and the API beside them */

\echo Use "CREATE EXTENSION ecom_analytics" to load this file. \quit

DO
$$
DECLARE
	taken text := (SELECT pg_catalog.min(n.nspname::text) FROM pg_catalog.pg_namespace n WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi'));
BEGIN
	IF taken IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'duplicate_schema',
			MESSAGE = pg_catalog.format('schema "%s" already exists', taken),
			DETAIL = 'ecom_analytics creates the schemas ecom, raw, staging, refinement, mart and bi; their names are fixed.',
			HINT = 'Create the extension in a database of its own, or rename yours first: ALTER SCHEMA ... RENAME TO ...';
	END IF;
END
$$;

CREATE SCHEMA ecom;
COMMENT ON SCHEMA ecom IS 'ecom_analytics, the API: functions, types, aggregates, settings';
CREATE SCHEMA raw;
COMMENT ON SCHEMA raw IS 'ecom_analytics, landing tables: what the files and the Census API say, nothing interpreted';
CREATE SCHEMA staging;
COMMENT ON SCHEMA staging IS 'ecom_analytics, one model a source: typed, cleaned, deduplicated; and what was turned away, with the reason';
CREATE SCHEMA refinement;
COMMENT ON SCHEMA refinement IS 'ecom_analytics, the star schema: one fact, five dimensions, and the enriched wide view';
CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'ecom_analytics, curated marts; money in US dollars';
CREATE SCHEMA bi;
COMMENT ON SCHEMA bi IS 'ecom_analytics, plain views over the marts for BI tools';
