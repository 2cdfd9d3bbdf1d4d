-- Models that are not the extension's: refreshed with the others, each tried by itself.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
CREATE SCHEMA regress_own;
CREATE TABLE regress_own.t (v integer);
INSERT INTO regress_own.t VALUES (1), (2);
SET search_path = regress_own, public;
CREATE FUNCTION half(v integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN halve(v); END $$;
CREATE FUNCTION halve(v integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN v / 2;
CREATE MATERIALIZED VIEW mart.m_divides AS SELECT 10 / v AS v FROM t;
CREATE UNIQUE INDEX ON mart.m_divides (v);
CREATE MATERIALIZED VIEW mart.m_fills AS SELECT 10 / v AS v FROM t;
CREATE MATERIALIZED VIEW mart.m_path AS SELECT half(v) AS v FROM t WITH NO DATA;
CREATE MATERIALIZED VIEW mart.m_sum AS SELECT sum(v) AS v FROM mart.m_divides;
CREATE MATERIALIZED VIEW mart.m_unique AS SELECT v FROM t;
CREATE UNIQUE INDEX ON mart.m_unique (v);
RESET search_path;
CREATE VIEW regress_own.refreshed AS SELECT model, rows, action, reason FROM ecom.refresh() WHERE model ~ '^m_' ORDER BY model;

-- one that finds its function only by the search_path of who made it says what to do; the others are refreshed
\set SHOW_CONTEXT never
TABLE regress_own.refreshed;
SELECT model, is_stale, last_error FROM ecom.status WHERE failed_at IS NOT NULL;
SELECT outcome, rebuilt, skipped, failed FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
ALTER FUNCTION regress_own.half(integer) SET search_path = regress_own, pg_temp;
SELECT model, rows, action FROM ecom.refresh() WHERE model = 'm_path';
SELECT count(*) FROM ecom.model_failures;
DROP MATERIALIZED VIEW mart.m_path;

-- one that fails keeps its rows, be it filled or merged; what reads it goes on with those; the extension's own are refreshed
INSERT INTO regress_own.t VALUES (0), (0);
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
TABLE regress_own.refreshed;
SELECT * FROM mart.m_divides ORDER BY v;
SELECT * FROM mart.m_fills ORDER BY v;
SELECT * FROM mart.m_sum;
SELECT count(*) AS facts FROM refinement.fct_orders;
SELECT schema, model, sqlstate, message, run_id = (SELECT max(run_id) FROM ecom.refresh_log) AS by_last_run FROM ecom.model_failures ORDER BY model;
SELECT outcome, rebuilt > 0 AS rebuilt, failed, (SELECT count(*) FROM jsonb_array_elements(models) m WHERE m ->> 'action' = 'failed') AS told FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
-- they are tried again each time
TABLE regress_own.refreshed;
-- strict: as with the extension's own, one that fails ends the run
INSERT INTO raw.amazon_purchases VALUES ('2022-06-02', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT count(*) FROM ecom.refresh(strict => true);
SELECT count(*) AS facts FROM refinement.fct_orders;
SELECT count(*) FROM ecom.refresh(strict => NULL);
-- one that plays a cancel is at fault itself
CREATE FUNCTION regress_own.cancelled() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RAISE query_canceled; END $$;
CREATE MATERIALIZED VIEW mart.m_cancelled AS SELECT regress_own.cancelled() AS one WITH NO DATA;
SELECT model, action, reason FROM ecom.refresh() WHERE model = 'm_cancelled';
DROP MATERIALIZED VIEW mart.m_cancelled;
-- a real one ends the run
CREATE MATERIALIZED VIEW mart.m_sleeps AS SELECT 1 AS one FROM pg_sleep(3600) WITH NO DATA;
SET statement_timeout = '2s';
SELECT count(*) FROM ecom.refresh('{mart.m_sleeps}');
RESET statement_timeout;
DROP MATERIALIZED VIEW mart.m_sleeps;
-- mended
DELETE FROM regress_own.t WHERE v = 0;
TABLE regress_own.refreshed;
SELECT count(*) FROM ecom.model_failures;
-- undone: it is as it should be, and has not failed any more
INSERT INTO regress_own.t VALUES (0);
SELECT count(*) AS failed FROM regress_own.refreshed WHERE action = 'failed';
DELETE FROM regress_own.t WHERE v = 0;
SELECT model, action FROM regress_own.refreshed;
SELECT count(*) FROM ecom.model_failures;
-- one that never had rows, and who reads it
CREATE MATERIALIZED VIEW mart.m_empty AS SELECT 1 / 0 AS v WITH NO DATA;
CREATE MATERIALIZED VIEW mart.m_reads_empty AS SELECT v FROM mart.m_empty WITH NO DATA;
SELECT model, action, reason FROM regress_own.refreshed WHERE action = 'failed';
SELECT model, is_stale, reason, last_error FROM ecom.status WHERE model ~ 'empty$' ORDER BY model;
DROP MATERIALIZED VIEW mart.m_empty CASCADE;
SELECT count(*) > 0 AS models FROM ecom.refresh();
SELECT count(*) FROM ecom.model_failures;
-- in a transaction, with savepoints: what was done stays
BEGIN;
INSERT INTO regress_own.t VALUES (0), (5);
SAVEPOINT s;
SELECT model, action FROM regress_own.refreshed;
ROLLBACK TO s;
DELETE FROM regress_own.t WHERE v = 0;
SELECT model, action FROM regress_own.refreshed;
COMMIT;
SELECT * FROM mart.m_divides ORDER BY v;
SELECT count(*) FROM ecom.check() WHERE severity = 'error' AND failures > 0;
DROP SCHEMA regress_own CASCADE;
