-- Who may read what: ecom.grant_read(), and what scheduling says without pg_cron.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
DROP EXTENSION IF EXISTS pg_cron;
CREATE EXTENSION ecom_analytics;
CREATE ROLE regress_ecom_reader;
CREATE ROLE "regress ecom ""odd""";

SET ROLE regress_ecom_reader;
SELECT count(*) FROM bi.cohort_retention;
RESET ROLE;
SELECT ecom.grant_read('regress_ecom_reader');
SELECT ecom.grant_read('"regress ecom ""odd"""');
-- every relation of bi and mart, and no other but the settings, which all may read
SELECT c.relnamespace::regnamespace AS schema, count(*) AS relations, count(*) FILTER (WHERE has_table_privilege('regress_ecom_reader', c.oid, 'SELECT')) AS readable,
	count(*) FILTER (WHERE has_table_privilege('regress_ecom_reader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) AS writable
FROM pg_class c WHERE c.relnamespace::regnamespace::text IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'm', 'v') GROUP BY 1 ORDER BY 1::text;
SET ROLE regress_ecom_reader;
SELECT count(*) FROM bi.cohort_retention;
SELECT count(*) FROM bi.survey_fields;
SELECT last_order_date FROM bi.data_freshness;
SELECT count(*) FROM mart.mart_top_products;
SELECT count(*) FROM raw.survey;
SELECT count(*) FROM refinement.dim_user;
SELECT * FROM ecom.refresh();
SELECT ecom.grant_read('regress_ecom_reader');
RESET ROLE;
SET ROLE "regress ecom ""odd""";
SELECT count(*) FROM bi.top_products;
RESET ROLE;

-- what is created later, or again, too
CREATE MATERIALIZED VIEW mart.regress_new AS SELECT 1 AS one;
CREATE VIEW bi.regress_new AS TABLE mart.regress_new;
SET ROLE regress_ecom_reader;
TABLE bi.regress_new;
TABLE mart.regress_new;
RESET ROLE;
DROP VIEW bi.regress_new;
DROP MATERIALIZED VIEW mart.regress_new;

-- no such role
SELECT ecom.grant_read('regress_ecom_nowhere');

-- without pg_cron: what to do next (which depends on what is installed)
DO $$
BEGIN
	PERFORM ecom.schedule_refresh('0 4 * * *');
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '%: %', SQLSTATE, SQLERRM;
END
$$;
DO $$
DECLARE
	hint text;
BEGIN
	PERFORM ecom.unschedule_refresh();
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RAISE WARNING '%: the hint is not empty: %', SQLSTATE, hint <> '';
END
$$;

-- functions with a body in a language have their path pinned or are parsed at creation
SELECT p.oid::regprocedure AS unpinned FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'ecom'::regnamespace AND ((l.lanname = 'plpgsql' AND p.proconfig IS NULL) OR (l.lanname = 'sql' AND p.prosqlbody IS NULL));

DROP OWNED BY regress_ecom_reader, "regress ecom ""odd""";
DROP ROLE regress_ecom_reader, "regress ecom ""odd""";
