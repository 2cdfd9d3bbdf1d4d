-- Whether to believe it: refresh_runs, refresh_run_models, refresh_monitor, model_freshness, loads, rejected_lines, data_tests, lineage and data_dictionary of bi, for who reads nothing else.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never
CREATE ROLE regress_ecom_looker;
SELECT ecom.grant_read('regress_ecom_looker');
-- what a reader sees, and the owner does the rest
CREATE VIEW public.tests_by_outcome AS SELECT outcome, is_current, severity, count(*) AS tests, sum(failures) AS failures FROM bi.data_tests GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
GRANT SELECT ON public.tests_by_outcome TO regress_ecom_looker;
CREATE VIEW public.monitor AS SELECT last_done_at IS NOT NULL AS done, seconds_since_done BETWEEN 0 AND 600 AS just_now, max_age_seconds, is_overdue, last_failed_at IS NOT NULL AS failed, last_run_failed, is_refreshing, failing_tests, failing_warnings, rejected_lines FROM bi.refresh_monitor;
GRANT SELECT ON public.monitor TO regress_ecom_looker;

--
-- Nothing was ever loaded, refreshed or checked.
--
SET ROLE regress_ecom_looker;
SELECT count(*) AS runs FROM bi.refresh_runs;
SELECT count(*) AS models, count(refreshed_at) AS refreshed, count(verified_at) AS verified, count(rows) AS with_rows, count(failed_at) AS failed FROM bi.model_freshness;
SELECT count(*) AS loads FROM bi.loads;
SELECT count(*) AS reasons FROM bi.rejected_lines;
-- overdue, since none was done yet; nothing has failed
TABLE public.monitor;
SELECT seconds_since_done, last_failed_at, last_run_failed FROM bi.refresh_monitor;
TABLE public.tests_by_outcome;
SELECT count(*) = (SELECT count(*) FROM bi.data_tests) AS all_tests FROM bi.data_tests WHERE failures IS NULL AND checked_at IS NULL;
SELECT schema, count(DISTINCT name) > 0 AS relations, count(*) FILTER (WHERE description IS NULL OR column_description IS NULL OR data_type IS NULL) AS without_comment, bool_and(is_built_in) AS built_in
FROM bi.data_dictionary GROUP BY 1 ORDER BY 1;
SELECT place, column_name, data_type, column_description FROM bi.data_dictionary WHERE schema = 'raw' AND name = 'fields' ORDER BY place;
SELECT schema, name, kind, source_schema, source, source_kind, columns FROM bi.lineage WHERE name IN ('survey_fields', 'fct_orders_monthly') ORDER BY 2, 5;
RESET ROLE;

--
-- A refresh, and what data tests said: kept by the transaction, if it can write and commits.
--
\i :seed
SELECT count(*) AS models FROM ecom.refresh();
SET ROLE regress_ecom_looker;
SELECT outcome, is_of_all_models, is_forced, rebuilt, skipped, failed, tests, failed_tests, sqlstate, seconds >= 0 AS timed, finished_at >= started_at AS ended FROM bi.refresh_runs;
SELECT count(*) AS models, count(DISTINCT place) AS places, bool_and(seconds >= 0) AS timed FROM bi.refresh_run_models;
SELECT model, action, rows, reason FROM bi.refresh_run_models WHERE model ~ 'stg_survey$|dim_state$' ORDER BY place;
SELECT schema, model, rows, newest_order, newest_load IS NOT NULL AS has_load, verified_at = refreshed_at AS verified FROM bi.model_freshness WHERE model IN ('stg_amazon_purchases', 'dim_state', 'mart_months') ORDER BY 2;
-- 24 lines of which 11 are turned away, each for another reason, and no line of the survey's 4
SELECT stage, source, load_id, reason, lines, lines_of_source FROM bi.rejected_lines ORDER BY reason;
-- done, on time, no test run yet
TABLE public.monitor;
RESET ROLE;
SELECT reason, count(*) AS lines FROM staging.stg_amazon_purchases_rejected GROUP BY 1 ORDER BY 1;

BEGIN READ ONLY;
SELECT count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check();
COMMIT;
BEGIN;
SELECT count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check();
ROLLBACK;
SELECT count(*) AS kept FROM ecom.check_log;
SELECT DISTINCT outcome FROM bi.data_tests;
-- by a role that may do nothing else
CREATE ROLE regress_ecom_checker;
GRANT USAGE ON SCHEMA ecom TO regress_ecom_checker;
GRANT EXECUTE ON FUNCTION ecom.check TO regress_ecom_checker;
SET ROLE regress_ecom_checker;
SELECT test, failures FROM ecom.check() WHERE failures > 0 ORDER BY test;
SELECT count(*) FROM ecom.check_log;
RESET ROLE;
SELECT checked_by, seconds >= 0 AS timed, refreshed_at = (SELECT max(refreshed_at) FROM ecom.status) AS of_the_refresh, jsonb_array_length(results) = (SELECT count(*) FROM ecom.data_tests) AS all_tests FROM ecom.check_log;
SELECT e - 'query_hash' AS entry FROM ecom.check_log, jsonb_array_elements(results) e WHERE e ->> 'test' IN ('rejected lines', 'dim_date has no gap') ORDER BY 1;
SET ROLE regress_ecom_looker;
TABLE public.tests_by_outcome;
SELECT test, outcome, failures, is_current FROM bi.data_tests WHERE outcome <> 'passed' ORDER BY test;
SELECT failing_tests, failing_warnings FROM bi.refresh_monitor;
RESET ROLE;

-- what is refreshed since makes it old; what is skipped does not
SELECT count(*) AS models FROM ecom.refresh();
SELECT DISTINCT is_current FROM bi.data_tests;
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
SELECT count(*) AS models FROM ecom.refresh();
SELECT DISTINCT is_current FROM bi.data_tests;
-- a refresh with its tests runs those of severity error; the others are as old as they were
SELECT count(*) AS models FROM ecom.refresh("check" => true);
TABLE public.tests_by_outcome;
SELECT outcome, rebuilt, skipped, tests = (SELECT count(*) FROM ecom.data_tests WHERE severity = 'error' AND of_contents) AS all_of_contents, failed_tests FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 1;
SELECT verified_at > refreshed_at AS found_fresh_later, count(*) AS models FROM bi.model_freshness GROUP BY 1;
-- one whose query is another by now, and a new one, were not run; one is off
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('mine', 'mart.mart_months', 'None', 'SELECT FROM mart.mart_months WHERE false');
SELECT count(*) AS tests FROM ecom.check();
SELECT outcome, failures, is_built_in FROM bi.data_tests WHERE test = 'mine';
UPDATE ecom.data_tests SET query = 'SELECT FROM mart.mart_months' WHERE test = 'mine';
SELECT outcome, failures FROM bi.data_tests WHERE test = 'mine';
UPDATE ecom.data_tests SET severity = 'off' WHERE test IN ('mine', 'dim_date has no gap');
SELECT test, outcome, failures, checked_at IS NULL AS no_time, is_current FROM bi.data_tests WHERE outcome = 'off' ORDER BY test;
UPDATE ecom.data_tests SET severity = 'error' WHERE test = 'dim_date has no gap';
-- a run that fails by its tests says so, and nothing of the data, which are from before
UPDATE ecom.data_tests SET severity = 'error' WHERE test = 'mine';
INSERT INTO raw.amazon_purchases VALUES ('2022-07-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'POT', 'R_ann');
DO $$ BEGIN PERFORM ecom.refresh("check" => true); EXCEPTION WHEN OTHERS THEN RAISE WARNING '%', SQLERRM; END $$;
SELECT outcome, rebuilt > 0 AS rebuilt, tests = (SELECT count(*) FROM ecom.data_tests WHERE severity = 'error' AND of_contents) AS all_of_contents, failed_tests, sqlstate FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 1;
SELECT e ->> 'test' AS failed, e ->> 'failures' AS failures FROM ecom.refresh_log l, jsonb_array_elements(l.checks) e WHERE l.run_id = (SELECT max(run_id) FROM ecom.refresh_log) AND (e ->> 'failures')::bigint > 0;
SELECT outcome, is_current FROM bi.data_tests WHERE test = 'mine';
-- to be alarmed on by the run, which was the latest; not by the tests, which were on models that are not there
TABLE public.monitor;
-- one that is rolled back says nothing at all
DELETE FROM ecom.data_tests WHERE test = 'mine';
BEGIN;
SELECT count(*) AS models FROM ecom.refresh("check" => true);
SELECT is_refreshing, last_run_failed FROM bi.refresh_monitor;
ROLLBACK;
SELECT outcome, tests, seconds FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 1;
SELECT is_refreshing, last_run_failed FROM bi.refresh_monitor;
SELECT outcome, is_current, count(*) > 0 AS tests FROM bi.data_tests WHERE severity = 'error' GROUP BY 1, 2;
-- under REPEATABLE READ, SERIALIZABLE, by a cursor, and in the function that gives those that fail, it is kept too
SELECT count(*) AS kept FROM ecom.check_log \gset
BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM ecom.failed_checks(); COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ; DECLARE c CURSOR FOR SELECT test FROM ecom.check() WHERE failures < 0; FETCH ALL FROM c; COMMIT;
SELECT count(*) - :kept AS more FROM ecom.check_log;
-- it tells of what its transaction saw, which is undone with what it says
BEGIN;
DELETE FROM raw.state_codes WHERE postal_code = 'WY';
SELECT count(*) AS models FROM ecom.refresh();
SELECT test, failures FROM ecom.check() WHERE severity = 'error' AND failures > 0;
SELECT test, outcome, is_current FROM bi.data_tests WHERE severity = 'error' AND outcome <> 'passed';
ROLLBACK;
-- a line that came since the last refresh is not accounted for yet
SELECT test, outcome, failures, is_current FROM bi.data_tests WHERE severity = 'error' AND outcome <> 'passed';

--
-- What to alarm on, as a reader sees it. A test that is off fails no more.
--
SET ROLE regress_ecom_looker;
TABLE public.monitor;
RESET ROLE;
BEGIN;
UPDATE ecom.data_tests SET severity = 'off' WHERE test IN (SELECT test FROM bi.data_tests WHERE severity = 'error' AND outcome = 'failed');
SELECT failing_tests FROM bi.refresh_monitor;
ROLLBACK;
-- on time until the minute is over
BEGIN;
UPDATE ecom.settings SET value = '1 minute' WHERE name = 'max_refresh_age';
UPDATE ecom.refresh_runs SET finished_at = now() - interval '59 seconds' WHERE run_id = (SELECT max(run_id) FROM ecom.refresh_runs WHERE outcome = 'done');
DELETE FROM ecom.refresh_runs WHERE finished_at > now() - interval '59 seconds';
SELECT seconds_since_done, max_age_seconds, is_overdue FROM bi.refresh_monitor;
UPDATE ecom.refresh_runs SET finished_at = now() - interval '61.9 seconds' WHERE finished_at = now() - interval '59 seconds';
SELECT seconds_since_done, max_age_seconds, is_overdue FROM bi.refresh_monitor;
UPDATE ecom.settings SET value = '99999 weeks' WHERE name = 'max_refresh_age';
SELECT max_age_seconds, is_overdue FROM bi.refresh_monitor;
-- a clock that was put back
UPDATE ecom.refresh_runs SET finished_at = now() + interval '1 hour' WHERE finished_at = now() - interval '61.9 seconds';
SELECT seconds_since_done, is_overdue FROM bi.refresh_monitor;
ROLLBACK;

--
-- Loads, and what was turned away of them.
--
CALL write_file('ecom_analytics_test.csv', convert_to(E'order_date,purchase_price_per_unit,quantity,shipping_address_state,title,asin_isbn_product_code,category,survey_responseid\n'
	'2022-08-01,10.00,1.0,CA,Kettle,B000000010,POT,R_ann\n'
	'2022-08-02,10.00,1.0\n2022-08-02,sekret\n2022-08-03,10.00,1.0,CA,"Ket"tle sekret,B000000010,POT,R_ann\n', 'UTF8'));
SELECT load_id AS load FROM ecom.load_csv('raw.amazon_purchases', 'base/../ecom_analytics_test.csv') \gset
SET ROLE regress_ecom_looker;
SELECT target, file, bytes, lines_read, rows_loaded, rows_rejected, undone_at, is_waiting FROM bi.loads WHERE load_id = :load;
SELECT stage, source, reason, lines, lines_of_source FROM bi.rejected_lines WHERE load_id = :load ORDER BY reason;
SELECT rejected_lines FROM bi.refresh_monitor;
RESET ROLE;
SELECT count(*) AS models FROM ecom.refresh();
SELECT is_waiting FROM bi.loads WHERE load_id = :load;
-- a run that is done makes good those that failed before
SELECT last_failed_at IS NOT NULL AS failed_before, last_run_failed FROM bi.refresh_monitor;
-- a table that no model reads is waited for by none
CREATE TABLE public.elsewhere (a text);
CALL write_file('ecom_analytics_test_other.csv', E'a\n1\n');
SELECT load_id AS other FROM ecom.load_csv('public.elsewhere', 'ecom_analytics_test_other.csv') \gset
SELECT target, file, is_waiting FROM bi.loads WHERE load_id = :other;
SELECT ecom.undo_load(:load);
SELECT undone_at IS NOT NULL AS undone, is_waiting FROM bi.loads WHERE load_id = :load;
SELECT rejected_lines FROM bi.refresh_monitor;

--
-- Nothing of what people answered or bought gets here: not by errors, not by lines, not by tests. And no folder, and nobody's name.
--
CREATE MATERIALIZED VIEW mart.regress_casts AS SELECT max(f.question)::integer AS n FROM raw.fields f WHERE f.field = 'n';
SELECT action FROM ecom.refresh() WHERE model = 'regress_casts';
INSERT INTO raw.fields VALUES ('n', 'sekret');
SELECT action, reason FROM ecom.refresh() WHERE model = 'regress_casts';
DO $$ BEGIN PERFORM ecom.refresh(strict => true, force => true); EXCEPTION WHEN OTHERS THEN RAISE WARNING '%', SQLERRM; END $$;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
	('told', 'mart.regress_casts', 'What it says', 'SELECT f.question FROM raw.fields f WHERE f.question = ''sekret'''),
	('unfit', 'mart.regress_casts', 'What it fails with', 'SELECT f.question::integer FROM raw.fields f WHERE f.question = ''sekret''');
SELECT test, failures, detail FROM ecom.check() WHERE test IN ('told', 'unfit') ORDER BY test;
SET ROLE regress_ecom_looker;
SELECT outcome, failures FROM bi.data_tests WHERE test IN ('told', 'unfit') ORDER BY test;
SELECT failed_at IS NOT NULL AS failed, sqlstate, rows FROM bi.model_freshness WHERE model = 'regress_casts';
SELECT action, reason FROM bi.refresh_run_models WHERE model = 'mart.regress_casts' ORDER BY run_id;
SELECT outcome, sqlstate FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 1;
-- what is broken fails too
SELECT failing_tests, last_run_failed FROM bi.refresh_monitor;
DO $$
DECLARE
	view text;
	found bigint;
BEGIN
	FOR view IN SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'bi'::regnamespace AND c.relkind = 'v' AND c.relname <> 'survey_fields' LOOP
		EXECUTE format('SELECT count(*) FROM %s v WHERE v::text ~ %L', view, 'sekret|base/|regress_ecom_checker') INTO found;
		IF found > 0 THEN
			RAISE WARNING '% has it', view;
		END IF;
	END LOOP;
END
$$;
-- nor by another way
SELECT count(*) FROM ecom.check_log;
SELECT count(*) FROM ecom.refresh_runs;
SELECT count(*) FROM raw.loads;
SELECT count(*) FROM ecom.check();
RESET ROLE;
DELETE FROM ecom.data_tests WHERE test IN ('told', 'unfit');
DROP MATERIALIZED VIEW mart.regress_casts;

--
-- Models of one's own, of any name, made again, without columns; views in a circle; logs that somebody has emptied.
--
CREATE TABLE public."Odd; ""one""" ("a.b" text);
CREATE MATERIALIZED VIEW mart."</script><b>""'.\" AS SELECT "a.b" AS "drop table ""x""" FROM public."Odd; ""one""";
COMMENT ON MATERIALIZED VIEW mart."</script><b>""'.\" IS '<img src=x onerror=alert(1)>';
CREATE MATERIALIZED VIEW mart.regress_bare AS SELECT FROM raw.survey;
CREATE VIEW bi.regress_a AS SELECT 1 AS a;
CREATE VIEW bi.regress_b AS SELECT a FROM bi.regress_a;
CREATE OR REPLACE VIEW bi.regress_a AS SELECT a FROM bi.regress_b;
SELECT count(*) AS models FROM ecom.refresh() WHERE action <> 'skipped' AND schema = 'mart';
SET ROLE regress_ecom_looker;
SELECT schema, model, verified_at = refreshed_at AS verified FROM bi.model_freshness WHERE model ~ '<b>';
SELECT model, action FROM bi.refresh_run_models WHERE model ~ '<b>';
SELECT name, kind, is_built_in, description, place, column_name, data_type, column_description FROM bi.data_dictionary WHERE name ~ '<b>|regress_bare' ORDER BY name;
SELECT name, source_schema, source, columns FROM bi.lineage WHERE name ~ '<b>|regress_[ab]$' ORDER BY name, source;
RESET ROLE;
-- one that was made again was not looked at yet, whatever is known of the one before
DROP MATERIALIZED VIEW mart.regress_bare;
CREATE MATERIALIZED VIEW mart.regress_bare AS SELECT FROM raw.fields;
SELECT refreshed_at IS NOT NULL AS refreshed_before, verified_at FROM bi.model_freshness WHERE model = 'regress_bare';
DROP VIEW bi.regress_a, bi.regress_b CASCADE;
DROP MATERIALIZED VIEW mart.regress_bare, mart."</script><b>""'.\";
DELETE FROM ecom.refresh_runs;
DELETE FROM ecom.check_log;
SELECT count(*) AS runs FROM bi.refresh_runs;
SELECT count(*) AS models, count(verified_at) AS verified FROM bi.model_freshness;
SELECT last_done_at, seconds_since_done, is_overdue, last_failed_at, last_run_failed, failing_tests FROM bi.refresh_monitor;
SELECT DISTINCT outcome FROM bi.data_tests;

-- code that somebody has put on the table runs as its owner, who is none of those that call
CREATE FUNCTION public.who() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN RAISE WARNING 'as the owner: %, path %', current_user = (SELECT relowner::regrole::text FROM pg_class WHERE oid = TG_RELID), current_setting('search_path'); RETURN NEW; END $$;
CREATE TRIGGER who BEFORE INSERT ON ecom.check_log FOR EACH ROW EXECUTE FUNCTION public.who();
SET ROLE regress_ecom_checker;
SELECT count(*) > 0 AS tests FROM ecom.check();
CREATE TEMP TABLE mine (a integer);
SELECT count(*) > 0 AS tests FROM ecom.check();
DROP TABLE mine;
RESET ROLE;

DROP TABLE public."Odd; ""one""", public.elsewhere;
DROP VIEW public.tests_by_outcome, public.monitor;
\i :cleanup
DROP OWNED BY regress_ecom_looker, regress_ecom_checker;
DROP ROLE regress_ecom_looker, regress_ecom_checker;
DROP EXTENSION ecom_analytics CASCADE;
DROP FUNCTION public.who;
