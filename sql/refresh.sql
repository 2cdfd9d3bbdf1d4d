-- ecom.refresh: order, all or nothing, one snapshot, own models, and what may go wrong.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

-- an empty database refreshes: a row a model back
SELECT schema, model, rows FROM ecom.refresh() ORDER BY schema, model;

-- in the order of the catalog: no model before one that it reads
CREATE TEMP TABLE run AS SELECT row_number() OVER () AS place, * FROM ecom.refresh();
SELECT d.model, d.source FROM ecom.model_dependencies d
JOIN run r ON format('%I.%I', r.schema, r.model)::regclass = d.model
JOIN run s ON format('%I.%I', s.schema, s.model)::regclass = d.source
WHERE s.place > r.place;
SELECT d.source FROM ecom.model_dependencies d WHERE d.model = 'mart.mart_cohort_retention'::regclass ORDER BY d.source::text COLLATE "C";
SELECT d.source FROM ecom.model_dependencies d WHERE d.model = 'staging.stg_amazon_purchases'::regclass ORDER BY d.source::text;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

SELECT schema, model, rows FROM ecom.refresh() ORDER BY schema, model;

-- analysed: the planner knows sizes and values
SELECT c.reltuples AS facts, (SELECT count(*) > 0 FROM pg_stats s WHERE s.schemaname = 'refinement' AND s.tablename = 'fct_orders') AS has_statistics
FROM pg_class c WHERE c.oid = 'refinement.fct_orders'::regclass;

-- one's own model in the same schemas is refreshed with the others, after what it reads
CREATE MATERIALIZED VIEW mart.regress_own AS SELECT count(*) AS n, sum(total_revenue) AS revenue FROM mart.mart_revenue_by_income_state;
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT schema, model, rows FROM ecom.refresh() WHERE model = 'regress_own';
SELECT r.revenue = sum(f.order_value) AS is_fresh FROM mart.regress_own r, refinement.fct_orders f GROUP BY r.revenue;

-- all or nothing: the last model fails, and no model changes
CREATE MATERIALIZED VIEW mart.regress_fails AS SELECT 1 / (15 - count(*)) AS n FROM mart.regress_own, refinement.fct_orders;
SELECT count(*) AS facts_before FROM refinement.fct_orders;
INSERT INTO raw.amazon_purchases VALUES ('2022-06-02', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT * FROM ecom.refresh(strict => true);
SELECT count(*) AS facts_after FROM refinement.fct_orders;
DROP MATERIALIZED VIEW mart.regress_fails;

-- inside a transaction, and rolled back with it
BEGIN;
SELECT count(*) AS models FROM ecom.refresh();
SELECT count(*) AS facts_inside FROM refinement.fct_orders;
ROLLBACK;
SELECT count(*) AS facts_after FROM refinement.fct_orders;

-- what the transaction itself has loaded is seen; under REPEATABLE READ too
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO raw.amazon_purchases VALUES ('2022-06-03', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT count(*) AS models FROM ecom.refresh();
COMMIT;
SELECT count(*) AS facts FROM refinement.fct_orders;

-- a cancelled refresh changes nothing: 57014
INSERT INTO raw.amazon_purchases
SELECT '2022-07-01', n::text, '1', 'CA', 'Tea pot', 'C' || n, 'POT', 'R_' || n FROM generate_series(1, 50000) n;
SET statement_timeout = '20ms';
\set VERBOSITY sqlstate
SELECT * FROM ecom.refresh();
\set VERBOSITY default
RESET statement_timeout;
SELECT count(*) AS facts FROM refinement.fct_orders;
TRUNCATE raw.amazon_purchases;

-- read-only transactions refuse it
BEGIN READ ONLY;
SELECT * FROM ecom.refresh();
ROLLBACK;

-- not for everybody; who may execute it needs no rights on the models: a role that schedules it is no superuser
CREATE ROLE regress_ecom_nobody;
GRANT USAGE ON SCHEMA ecom TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.refresh();
RESET ROLE;
GRANT EXECUTE ON FUNCTION ecom.refresh TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT count(*) AS models, bool_and(action IN ('rebuilt', 'merged')) AS rebuilt FROM ecom.refresh(force => true);
SELECT count(*) FROM mart.mart_cohort_retention;
RESET ROLE;
SELECT started_by, forced, outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
DROP OWNED BY regress_ecom_nobody;
DROP ROLE regress_ecom_nobody;

-- What has not changed is skipped, and says so.
SELECT action, reason, count(*) FROM ecom.refresh() GROUP BY action, reason;
-- a table changed: its models are rebuilt, and all that read them; the others are not
INSERT INTO raw.survey (survey_responseid, q_demos_age) VALUES ('R_new', '25 - 34 years');
SELECT schema, model, action, reason FROM ecom.refresh() WHERE schema <> 'mart';
-- every way to change a table counts, others do not: VACUUM, ANALYZE, a new column
BEGIN; UPDATE raw.survey SET q_demos_age = '18 - 24 years' WHERE survey_responseid = 'R_new'; COMMIT;
SELECT model, reason FROM ecom.refresh() WHERE model = 'stg_survey';
DELETE FROM raw.survey WHERE survey_responseid = 'R_new';
SELECT model, reason FROM ecom.refresh() WHERE model = 'stg_survey';
BEGIN; DELETE FROM raw.fields; INSERT INTO raw.fields VALUES ('a', 'b'); ROLLBACK;
VACUUM (FREEZE, ANALYZE) raw.survey;
ALTER TABLE raw.survey ADD COLUMN extra text;
SELECT action, count(*) FROM ecom.refresh() GROUP BY action;
ALTER TABLE raw.survey DROP COLUMN extra;
TRUNCATE raw.survey;
SELECT model, reason FROM ecom.refresh() WHERE model = 'stg_survey';
UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
SELECT model, reason FROM ecom.refresh() WHERE model LIKE 'stg_amazon%';
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
SELECT count(*) AS models FROM ecom.refresh();
-- a change in the same transaction after the refresh is not lost
BEGIN;
INSERT INTO raw.survey (survey_responseid) VALUES ('R_1');
SELECT count(*) AS models FROM ecom.refresh();
DELETE FROM raw.survey;
INSERT INTO raw.survey (survey_responseid) VALUES ('R_2');
COMMIT;
SELECT model, rows FROM ecom.refresh() WHERE model = 'stg_survey';
SELECT survey_responseid FROM staging.stg_survey;
-- one that was emptied or created again is rebuilt
REFRESH MATERIALIZED VIEW mart.mart_top_products WITH NO DATA;
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
CREATE MATERIALIZED VIEW mart.regress_again AS SELECT 1 AS one;
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
DROP MATERIALIZED VIEW mart.regress_again;
CREATE MATERIALIZED VIEW mart.regress_again AS SELECT 2 AS two;
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
DROP MATERIALIZED VIEW mart.regress_again;
-- one that reads the clock is rebuilt on another day
CREATE MATERIALIZED VIEW mart.regress_clock AS SELECT current_date AS today;
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
UPDATE ecom.model_state SET inputs = jsonb_set(inputs, '{the day}', '"2000-01-01"') WHERE model = 'regress_clock';
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
DROP MATERIALIZED VIEW mart.regress_clock;
-- what cannot tell its version is rebuilt each time
CREATE TABLE raw.regress_parts (n integer) PARTITION BY RANGE (n);
CREATE MATERIALIZED VIEW mart.regress_of_parts AS SELECT count(*) FROM raw.regress_parts;
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped';
DROP TABLE raw.regress_parts CASCADE;
-- those whose rows are looked at once more for the log too, while others are stale that come before them
CREATE MATERIALIZED VIEW staging.before_all AS SELECT p.title FROM raw.amazon_purchases p;
REFRESH MATERIALIZED VIEW staging.stg_amazon_purchases WITH NO DATA;
REFRESH MATERIALIZED VIEW staging.stg_amazon_purchases_rejected WITH NO DATA;
REFRESH MATERIALIZED VIEW staging.stg_survey_rejected WITH NO DATA;
SELECT schema, model, reason FROM ecom.refresh() WHERE action <> 'skipped' AND schema = 'staging';
DROP MATERIALIZED VIEW staging.before_all;

-- Some models, with what they read.
SELECT schema, model, action FROM ecom.refresh('{mart.mart_revenue_vs_income_state_year}', force => true);
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped' ORDER BY model LIMIT 3;
SELECT * FROM ecom.refresh('{raw.survey}');
SELECT * FROM ecom.refresh('{mart.nowhere}');
SELECT * FROM ecom.refresh('{}');
SELECT * FROM ecom.refresh('{NULL}');
SELECT * FROM ecom.refresh(force => NULL);

-- Readers of mart and bi are not locked out: where the transaction holds the lock that stops them (the one in mart has no unique index)
BEGIN;
SELECT count(*) AS models FROM ecom.refresh(force => true);
SELECT c.oid::regclass AS model FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND c.relkind = 'm' AND l.mode = 'AccessExclusiveLock' ORDER BY c.oid::regclass::text COLLATE "C";
COMMIT;

-- The log: see also the test refresh_log.
CREATE MATERIALIZED VIEW mart.regress_fails AS SELECT 1 / count(*) AS n FROM raw.fields HAVING count(*) >= 0;
INSERT INTO raw.fields VALUES ('a', 'b');
SELECT count(*) AS models FROM ecom.refresh();
TRUNCATE raw.fields;
SELECT * FROM ecom.refresh(models => '{mart.mart_top_products,mart.regress_fails}', strict => true);
SELECT asked_for, forced, outcome, started_by = current_user AS started_by, seconds >= 0 AS seconds, finished_at >= started_at AS in_order, rebuilt, skipped, sqlstate, message,
	(SELECT count(*) FROM jsonb_array_elements(models)) AS models
FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 2;
SELECT is_overdue, last_run_failed, last_error FROM ecom.refresh_monitor;
DROP MATERIALIZED VIEW mart.regress_fails;

-- models that read each other in a circle are refreshed too, and it ends
CREATE VIEW mart.regress_round AS SELECT 1::bigint AS n;
CREATE MATERIALIZED VIEW mart.regress_circle AS SELECT n FROM mart.regress_round;
CREATE OR REPLACE VIEW mart.regress_round AS SELECT count(*) AS n FROM mart.regress_circle;
SELECT model, rows FROM ecom.refresh() WHERE model = 'regress_circle';
DROP VIEW mart.regress_round CASCADE;

-- a search_path with look-alikes changes nothing
CREATE SCHEMA regress_trap;
CREATE FUNCTION regress_trap.clean_text(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'trapped' $$;
CREATE FUNCTION regress_trap.date_part(text, date) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$;
SET search_path = regress_trap, pg_catalog;
SELECT count(*) AS models FROM ecom.refresh();
SELECT count(*) AS trapped FROM staging.stg_amazon_purchases WHERE title = 'trapped' OR order_year = 1;
RESET search_path;
DROP SCHEMA regress_trap CASCADE;

DROP MATERIALIZED VIEW mart.regress_own;
