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

-- a reader's sessions in this database have the time zone UTC, in which BI tools that make moments of days stay in their month: they do not in Berlin
CREATE VIEW reader_zones AS
SELECT s.setrole::regrole AS role, d.datname = current_database() AS here, s.setconfig AS settings FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE s.setrole::regrole::text ~ 'regress.ecom' ORDER BY 1::text, 2;
TABLE reader_zones;
SET timezone = 'Europe/Berlin';
SELECT date_trunc('month', month::timestamptz) AT TIME ZONE 'UTC' AS shown FROM (VALUES ('2021-05-01'::date)) v (month);
SET timezone = 'UTC';
SELECT date_trunc('month', month::timestamptz) AT TIME ZONE 'UTC' AS shown FROM (VALUES ('2021-05-01'::date)) v (month);
RESET timezone;
-- one that has another time zone keeps it, be it for all databases; once more is no error
ALTER ROLE "regress ecom ""odd""" IN DATABASE :"DBNAME" RESET timezone;
ALTER ROLE "regress ecom ""odd""" SET timezone = 'America/New_York';
SELECT ecom.grant_read('"regress ecom ""odd"""');
SELECT ecom.grant_read('regress_ecom_reader');
TABLE reader_zones;

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
SELECT ecom.revoke_read('regress_ecom_nowhere');

-- taken back wholly, by another superuser too: also what owners will create
CREATE ROLE regress_ecom_root SUPERUSER;
CREATE FUNCTION readable(reader regrole) RETURNS bigint LANGUAGE sql AS
	$$SELECT count(*) FROM pg_class c WHERE c.relnamespace IN ('bi'::regnamespace, 'mart'::regnamespace) AND c.relkind IN ('r', 'm', 'v') AND has_table_privilege(reader, c.oid, 'SELECT')$$;
SET ROLE regress_ecom_root;
SELECT ecom.revoke_read('regress_ecom_reader');
RESET ROLE;
CREATE VIEW bi.regress_new AS SELECT 1 AS one;
SELECT readable('regress_ecom_reader'), readable('"regress ecom ""odd"""') > 15 AS other_role_as_before,
	has_schema_privilege('regress_ecom_reader', 'bi', 'USAGE') OR has_schema_privilege('regress_ecom_reader', 'mart', 'USAGE') AS usage;
SELECT count(*) AS mentioned FROM pg_shdepend WHERE refobjid = 'regress_ecom_reader'::regrole;
TABLE reader_zones;
DROP VIEW reader_zones;
DROP VIEW bi.regress_new;
-- once more is no error
SELECT ecom.revoke_read('regress_ecom_reader');

-- what somebody else has granted too, who may pass it on; and what an owner who is no superuser will create
CREATE ROLE regress_ecom_deputy;
GRANT USAGE ON SCHEMA bi, mart, ecom TO regress_ecom_deputy WITH GRANT OPTION;
GRANT SELECT ON ALL TABLES IN SCHEMA bi, mart TO regress_ecom_deputy WITH GRANT OPTION;
GRANT CREATE ON SCHEMA bi TO regress_ecom_deputy;
GRANT EXECUTE ON FUNCTION ecom.grant_read, ecom.revoke_read TO regress_ecom_deputy;
SELECT ecom.grant_read('regress_ecom_reader');
SET ROLE regress_ecom_deputy;
CREATE VIEW bi.regress_new AS SELECT 1 AS one;
SELECT ecom.grant_read('regress_ecom_reader');
-- the deputy may not take back what the owner has granted: an error that says so, and nothing is taken back
DO $$
DECLARE
	detail text;
BEGIN
	PERFORM ecom.revoke_read('regress_ecom_reader');
EXCEPTION WHEN insufficient_privilege THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RAISE WARNING '%', replace(SQLERRM, session_user, '(owner)') USING DETAIL = detail;
END
$$;
RESET ROLE;
SELECT readable('regress_ecom_reader') > 16 AS reads;
SET ROLE regress_ecom_root;
SELECT ecom.revoke_read('regress_ecom_reader');
SELECT current_user;
RESET ROLE;
SET ROLE regress_ecom_deputy;
CREATE VIEW bi.regress_newer AS SELECT 1 AS one;
RESET ROLE;
SELECT readable('regress_ecom_reader');
SELECT count(*) AS mentioned FROM pg_shdepend WHERE refobjid = 'regress_ecom_reader'::regrole;
-- the deputy takes back what is the deputy's own
SET ROLE regress_ecom_deputy;
SELECT ecom.grant_read('regress_ecom_reader');
SELECT ecom.revoke_read('regress_ecom_reader');
RESET ROLE;
SELECT readable('regress_ecom_reader'), readable('regress_ecom_deputy') > 16 AS deputy_as_before;
-- an owner keeps what is its own
SELECT ecom.revoke_read('regress_ecom_deputy');
SELECT readable('regress_ecom_deputy');
DROP VIEW bi.regress_new, bi.regress_newer;

-- who watches sees how fresh the models are and what refreshes did, and no data
SELECT ecom.grant_monitor('regress_ecom_reader');
SET ROLE regress_ecom_reader;
SELECT count(*) > 0 AS lineage FROM ecom.lineage;
SELECT count(*) AS runs FROM ecom.refresh_log;
SELECT is_overdue FROM ecom.refresh_monitor;
SELECT count(*) FROM raw.survey;
SELECT count(*) FROM mart.mart_top_products;
SELECT * FROM ecom.check();
SELECT * FROM ecom.refresh();
SELECT ecom.grant_monitor('regress_ecom_reader');
SELECT ecom.revoke_monitor('regress_ecom_reader');
RESET ROLE;
SELECT has_table_privilege('regress_ecom_reader', 'ecom.status', 'SELECT') AS status, has_table_privilege('regress_ecom_reader', 'ecom.refresh_log', 'INSERT, UPDATE, DELETE') AS writes;
SELECT c.oid::regclass AS granted FROM pg_class c, aclexplode(c.relacl) x WHERE x.grantee = 'regress_ecom_reader'::regrole ORDER BY c.oid::regclass::text;
SELECT ecom.revoke_monitor('regress_ecom_reader');
SELECT count(*) AS mentioned FROM pg_shdepend WHERE refobjid = 'regress_ecom_reader'::regrole;
DROP FUNCTION readable;

-- a schedule is for a role that may refresh
GRANT EXECUTE ON FUNCTION ecom.schedule_refresh TO regress_ecom_reader;
SET ROLE regress_ecom_reader;
SELECT ecom.schedule_refresh('0 4 * * *');
RESET ROLE;
GRANT EXECUTE ON FUNCTION ecom.refresh TO regress_ecom_reader;
SET ROLE regress_ecom_reader;
DO $$
BEGIN
	PERFORM ecom.schedule_refresh('0 4 * * *');
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '%: %', SQLSTATE, SQLERRM;
END
$$;
RESET ROLE;

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
WHERE p.pronamespace = 'ecom'::regnamespace AND l.lanname IN ('plpgsql', 'sql') AND p.proconfig IS NULL AND p.prosqlbody IS NULL;

DROP OWNED BY regress_ecom_reader, "regress ecom ""odd""", regress_ecom_root, regress_ecom_deputy;
DROP ROLE regress_ecom_reader, "regress ecom ""odd""", regress_ecom_root, regress_ecom_deputy;
