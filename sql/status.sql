-- What the models are made from, how fresh they are: ecom.lineage, ecom.status, ecom.refresh_monitor.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

-- before the first refresh everything is stale, and a refresh is overdue
SELECT count(*) FILTER (WHERE is_stale) AS stale, count(*) AS models, min(reason) AS reason FROM ecom.status;
SELECT last_done_at, is_overdue, max_age, last_failed_at, last_run_failed FROM ecom.refresh_monitor;

INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann'), ('2022-07-01', '50', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT count(*) AS years FROM ecom.load_bundled_census();
SELECT count(*) AS models FROM ecom.refresh();
SELECT schema, model, refreshed_at <= now() AS refreshed, rows, newest_order, newest_load IS NOT NULL AS has_load, is_stale, reason FROM ecom.status ORDER BY schema, model;
SELECT is_overdue, last_run_failed FROM ecom.refresh_monitor;

-- what changed is told, and what that makes stale
UPDATE raw.state_demographics SET source = 'test' WHERE survey_year = 2018;
SELECT schema, model, reason FROM ecom.status WHERE is_stale ORDER BY schema, model;
UPDATE ecom.refresh_log SET finished_at = now() - interval '2 days';
SELECT is_overdue, max_age FROM ecom.refresh_monitor;
UPDATE ecom.settings SET value = '3 days' WHERE name = 'max_refresh_age';
SELECT is_overdue, max_age FROM ecom.refresh_monitor;

-- after a refresh of some models only, each says what it has: dim_date has the new order, the marts do not, and what BI reads says so
INSERT INTO raw.amazon_purchases VALUES ('2022-08-01', '70', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT count(*) AS models FROM ecom.refresh('{refinement.dim_date}');
SELECT model, newest_order, is_stale FROM ecom.status WHERE model IN ('stg_amazon_purchases', 'dim_date', 'dim_product', 'mart_months', 'mart_top_products') ORDER BY model;
SELECT max(date_key) FROM refinement.dim_date;
SELECT first_order_date, last_order_date, (SELECT max(month) FROM bi.months) AS last_month FROM bi.data_freshness;
-- one mart that is ahead of the others makes no difference
SELECT count(*) AS models FROM ecom.refresh('{mart.mart_months}');
SELECT last_order_date, (SELECT max(month) FROM bi.months) AS last_month FROM bi.data_freshness;
SELECT count(*) AS models FROM ecom.refresh();
SELECT last_order_date, (SELECT max(month) FROM bi.months) AS last_month FROM bi.data_freshness;
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-08-01';
SELECT count(*) AS models FROM ecom.refresh();
SELECT last_order_date FROM bi.data_freshness;

-- the version of a table
SELECT ecom.table_version('raw.amazon_purchases') LIKE '2:%' AS two_rows, ecom.table_version('bi.cohort_retention') AS of_a_view, ecom.table_version(NULL) AS of_null;
SELECT ecom.table_version(0);

-- lineage: every model comes from raw tables in the end, and columns are known
WITH RECURSIVE origin AS (SELECT schema, name, source_schema, source FROM ecom.lineage UNION SELECT o.schema, o.name, l.source_schema, l.source FROM origin o JOIN ecom.lineage l ON l.schema = o.source_schema AND l.name = o.source)
SELECT o.schema, o.name, string_agg(o.source, ', ' ORDER BY o.source) AS tables FROM origin o WHERE o.source_schema = 'raw' GROUP BY o.schema, o.name ORDER BY o.schema, o.name;
SELECT * FROM ecom.lineage WHERE name IN ('dim_state_demographics', 'data_freshness', 'mart_revenue_by_income_state') ORDER BY schema, name, source_schema, source;
SELECT line FROM regexp_split_to_table(ecom.lineage_diagram(), '\n') WITH ORDINALITY AS l (line, n) WHERE n < 12 OR line ~ 'dim_state_demographics' ORDER BY n;
SELECT count(*) FILTER (WHERE line ~ '-->') = (SELECT count(*) FROM ecom.lineage) AS all_edges FROM regexp_split_to_table(ecom.lineage_diagram(), '\n') line;
-- also of one's own models
CREATE MATERIALIZED VIEW mart.regress_own AS SELECT state_name, sum(total_revenue) AS revenue FROM bi.revenue_by_income_state GROUP BY state_name;
SELECT * FROM ecom.lineage WHERE name = 'regress_own';
DROP MATERIALIZED VIEW mart.regress_own;

-- a run that was rolled back is told as one that failed; one that was refused is not
UPDATE ecom.refresh_log SET finished_at = now() - interval '1 hour';
SELECT is_overdue, last_run_failed, last_error FROM ecom.refresh_monitor;
BEGIN;
SELECT count(*) > 0 AS models FROM ecom.refresh();
ROLLBACK;
SELECT is_overdue, last_run_failed, last_error FROM ecom.refresh_monitor;
SELECT count(*) > 0 AS models FROM ecom.refresh();
SELECT is_overdue, last_run_failed FROM ecom.refresh_monitor;
