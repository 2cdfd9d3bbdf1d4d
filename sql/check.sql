-- Data tests: ecom.check(), and refresh(check => true).
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'

-- all pass on an empty database, and on a small one
SELECT count(*) AS tests, count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check();
\i :seed
SELECT count(*) AS models FROM ecom.refresh();
SELECT severity, count(*) AS tests, count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check() GROUP BY severity ORDER BY severity;
SELECT test, severity, failures, detail FROM ecom.check() WHERE failures > 0;
SELECT * FROM ecom.failing_rows('rejected lines') ORDER BY 1;
SELECT test, model, severity, description FROM ecom.data_tests WHERE test !~ '^grain' ORDER BY test;
SELECT query FROM ecom.data_tests WHERE test = 'grain of refinement.dim_date';

-- each of them can fail: models are replaced by others for a moment
BEGIN;
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'Atlantis', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT test, failures, detail FROM ecom.check() WHERE test IN ('raw lines are accounted for', 'unknown states');
ROLLBACK;
BEGIN;
INSERT INTO raw.survey (survey_responseid, q_demos_age, q_demos_gender) VALUES ('R_x', '17 years', 'Robot'), ('R_y', '17 years', NULL);
SELECT test, failures, detail FROM ecom.check() WHERE test LIKE 'unknown answers%' AND failures > 0;
ROLLBACK;
-- the queries of the built-in tests, on stand-ins for the models that break what they test
CREATE SCHEMA regress_broken;
CREATE TABLE regress_broken.fct_orders AS TABLE refinement.fct_orders;
INSERT INTO regress_broken.fct_orders (user_key, date_key, state_key, product_key, quantity, unit_price, order_value) VALUES ('R_nobody', '1999-01-01', '77', 'NOTHING', 1, 1, 2);
CREATE TABLE regress_broken.mart_cohort_retention AS TABLE mart.mart_cohort_retention;
UPDATE regress_broken.mart_cohort_retention SET retention_pct = 101 WHERE months_after = 0;
INSERT INTO regress_broken.mart_cohort_retention SELECT * FROM mart.mart_cohort_retention LIMIT 1;
CREATE TABLE regress_broken.dim_date AS SELECT * FROM refinement.dim_date WHERE date_key <> (SELECT max(date_key) - 1 FROM refinement.dim_date);
INSERT INTO regress_broken.dim_date (date_key) SELECT m.day FROM (SELECT max(date_key) AS day FROM refinement.dim_date) m, generate_series(1, 2);
CREATE FUNCTION broken(query text, OUT failures bigint) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT count(*) FROM (%s) f',
		regexp_replace(regexp_replace(query, '(refinement|mart)\.(fct_orders|mart_cohort_retention|dim_date)\M', 'regress_broken.\2', 'g'), 'regress_broken\.fct_orders\.', 'refinement.fct_orders.', 'g'))
	INTO failures;
END
$$;
SELECT t.test, b.failures > 0 AS fails FROM ecom.data_tests t, broken(t.query) b
WHERE t.query ~ 'fct_orders|mart_cohort_retention|dim_date' ORDER BY t.test;
DROP FUNCTION broken;
DROP SCHEMA regress_broken CASCADE;

-- thresholds are settings
UPDATE ecom.settings SET value = '1' WHERE name = 'max_rejected_share';
SELECT failures FROM ecom.check() WHERE test = 'rejected lines';
UPDATE ecom.settings SET value = '0' WHERE name = 'max_rejected_share';
SELECT failures > 0 AS fails FROM ecom.check() WHERE test = 'rejected lines';
UPDATE ecom.settings SET value = '1.5' WHERE name = 'max_rejected_share';
UPDATE ecom.settings SET value = 'soon' WHERE name = 'max_refresh_age';
UPDATE ecom.refresh_log SET finished_at = now() - interval '27 hours';
SELECT failures FROM ecom.check() WHERE test = 'refresh is on time';

-- categories never seen before
SELECT ecom.accept_categories() > 0 AS accepted;
SELECT failures FROM ecom.check() WHERE test = 'new categories';
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B00000NEW1', 'BRAND_NEW', 'R_ann');
SELECT count(*) AS models FROM ecom.refresh();
SELECT failures, detail FROM ecom.check() WHERE test = 'new categories';
SELECT ecom.accept_categories() AS accepted;
SELECT failures FROM ecom.check() WHERE test = 'new categories';

-- one's own tests; one whose query fails is a failure, and the others run
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
	('no tea pots', 'refinement.dim_product', 'error', 'We sell no tea pots', 'SELECT p.product_key, p.title FROM refinement.dim_product p WHERE p.title = ''Tea pot'''),
	('nonsense', 'mart.nowhere', 'warn', 'There is no such mart', 'SELECT * FROM mart.nowhere');
SELECT test, model, failures, detail, severity FROM ecom.check() WHERE failures > 0 AND test IN ('no tea pots', 'nonsense');
SELECT * FROM ecom.failing_rows('no tea pots') ORDER BY 1;
SELECT * FROM ecom.failing_rows('no such test');

-- refresh(check => true) commits only if no test of severity error fails
SELECT rows AS facts_before FROM ecom.status WHERE model = 'fct_orders';
INSERT INTO raw.amazon_purchases VALUES ('2022-06-02', '100', '1', 'CA', 'Tea pot', 'B00000NEW1', 'BRAND_NEW', 'R_ann');
SELECT * FROM ecom.refresh("check" => true);
SELECT count(*) AS facts_after FROM refinement.fct_orders;
SELECT outcome, sqlstate, message FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
UPDATE ecom.data_tests SET severity = 'warn' WHERE test = 'no tea pots';
SELECT count(*) AS models FROM ecom.refresh("check" => true);
SELECT count(*) AS facts_after FROM refinement.fct_orders;

-- what a restored dump brings: the severity of the built-in ones, the others whole
INSERT INTO ecom.data_tests (test, model, severity, description, query, is_built_in) VALUES
	('dim_date has no gap', 'x', 'warn', 'x', 'x', true), ('another', 'x', 'warn', 'x', 'SELECT WHERE false', false);
SELECT test, model, severity FROM ecom.data_tests WHERE test IN ('dim_date has no gap', 'another');
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('fatal', 'x', 'fatal', 'x', 'x');

-- not for everybody
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.check();
SELECT * FROM ecom.failing_rows('dim_date has no gap');
RESET ROLE;
DROP ROLE regress_ecom_nobody;
