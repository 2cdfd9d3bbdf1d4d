-- ecom.refresh: order, all or nothing, one snapshot, own models, and what may go wrong.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- an empty database refreshes: a row a model back
SELECT schema, model, rows FROM ecom.refresh() ORDER BY schema, model;

-- in the order of the catalog: no model before one that it reads
CREATE TEMP TABLE run AS SELECT row_number() OVER () AS place, * FROM ecom.refresh();
SELECT d.model, d.source FROM ecom.model_dependencies d
JOIN run r ON format('%I.%I', r.schema, r.model)::regclass = d.model
JOIN run s ON format('%I.%I', s.schema, s.model)::regclass = d.source
WHERE s.place > r.place;
SELECT d.source FROM ecom.model_dependencies d WHERE d.model = 'mart.mart_cohort_retention'::regclass;
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
SELECT * FROM ecom.refresh();
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

-- not for everybody, and EXECUTE alone is not ownership
CREATE ROLE regress_ecom_nobody;
GRANT USAGE ON SCHEMA ecom, staging TO regress_ecom_nobody;
GRANT SELECT ON ecom.model_order, ecom.model_dependencies TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.refresh();
RESET ROLE;
GRANT EXECUTE ON FUNCTION ecom.refresh() TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
\set VERBOSITY sqlstate
SELECT * FROM ecom.refresh();
\set VERBOSITY default
RESET ROLE;
DROP OWNED BY regress_ecom_nobody;
DROP ROLE regress_ecom_nobody;

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
