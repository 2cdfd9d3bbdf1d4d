-- ecom.refresh_log: a run has one row, whatever becomes of it and of its transaction.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;

-- the extension and its first refresh in one transaction: nobody else knows the table yet
BEGIN;
CREATE EXTENSION ecom_analytics;
SELECT count(*) AS models FROM ecom.refresh();
COMMIT;
-- what the next runs have left, oldest first; not what is in the log already
CREATE TABLE regress_seen AS SELECT max(run_id) AS run_id FROM ecom.refresh_log;
CREATE FUNCTION news(OUT outcome text, OUT rebuilt integer, OUT skipped integer, OUT models integer, OUT has_end boolean, OUT has_seconds boolean, OUT sqlstate text, OUT message text)
	RETURNS SETOF record LANGUAGE sql AS $$
	WITH seen AS (UPDATE regress_seen SET run_id = (SELECT max(l.run_id) FROM ecom.refresh_log l) RETURNING (SELECT s.run_id FROM regress_seen s))
	SELECT l.outcome, l.rebuilt, l.skipped, jsonb_array_length(l.models), l.finished_at >= l.started_at, l.seconds >= 0, l.sqlstate, l.message
	FROM seen, ecom.refresh_log l WHERE l.run_id > seen.run_id ORDER BY l.run_id
$$;
-- until the next one has this outcome: what another process writes may take a moment
CREATE PROCEDURE wait_for(expected text) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 600 LOOP
		EXIT WHEN EXISTS (SELECT FROM ecom.refresh_log l, regress_seen s WHERE l.run_id > s.run_id AND l.outcome = expected);
		PERFORM pg_sleep(0.05);
	END LOOP;
END
$$;
\setenv PGDATABASE :DBNAME
SELECT run_id, outcome, rebuilt, skipped FROM ecom.refresh_log;

-- Done, if its transaction is.
SELECT count(*) AS models FROM ecom.refresh();
SELECT * FROM news();
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT 1 AS snapshot;
SELECT count(*) AS models FROM ecom.refresh('{mart.mart_top_products}', force => true);
COMMIT;
SELECT * FROM news();
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT count(*) AS runs FROM ecom.refresh_log;
SELECT count(*) AS models FROM ecom.refresh(force => true);
COMMIT;
SELECT * FROM news();
-- two in a transaction, the second in a subtransaction
BEGIN;
SELECT count(*) AS models FROM ecom.refresh();
SAVEPOINT second;
SELECT count(*) AS models FROM ecom.refresh();
-- for itself, they are done
SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 2;
RELEASE second;
COMMIT;
SELECT * FROM news();

-- Rolled back: by its caller
BEGIN;
SELECT count(*) AS models FROM ecom.refresh(force => true);
ROLLBACK;
SELECT * FROM news();
-- to a savepoint, while the transaction commits, be it that it is not known before it does
BEGIN;
SAVEPOINT before;
SELECT count(*) AS models FROM ecom.refresh(force => true);
ROLLBACK TO before;
SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
COMMIT;
SELECT * FROM news();
-- by an error that comes when it has ended, which another block catches
DO $$
BEGIN
	PERFORM ecom.refresh();
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	NULL;
END
$$;
SELECT * FROM news();
-- in the same statement: the row that comes after it divides by zero
SELECT count(*), 1 / (count(*) - count(*)) AS impossible FROM ecom.refresh();
SELECT * FROM news();
-- by a COMMIT that fails
CREATE TABLE regress_deferred (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
BEGIN;
INSERT INTO regress_deferred VALUES (1), (1);
SELECT count(*) AS models FROM ecom.refresh();
COMMIT;
SELECT * FROM news();
-- by the end of its session
\! psql -X -q -c "SET client_min_messages = warning; BEGIN" -c "SELECT count(*) AS models FROM ecom.refresh()" 2>&1
CALL wait_for('rolled back');
SELECT * FROM news();
-- by a session that is terminated when it has ended
\! psql -X -q -t -A -c "SET client_min_messages = warning" -c "SELECT pg_terminate_backend(pg_backend_pid()) FROM ecom.refresh()" 2>&1 | sed -n 's/^FATAL: */FATAL: /p'
CALL wait_for('rolled back');
SELECT * FROM news();

-- Failed: by an error, be it that the transaction goes on and commits
DO $$
BEGIN
	PERFORM ecom.refresh('{raw.survey}');
EXCEPTION WHEN wrong_object_type THEN
	NULL;
END
$$;
SELECT * FROM news();
-- by a time limit
CREATE MATERIALIZED VIEW mart.regress_model AS SELECT pg_sleep(60)::text AS slept WITH NO DATA;
SET statement_timeout = '2s';
\set VERBOSITY sqlstate
SELECT count(*) AS models FROM ecom.refresh('{mart.regress_model}');
\set VERBOSITY default
RESET statement_timeout;
SELECT * FROM news();
DROP MATERIALIZED VIEW mart.regress_model;
-- because its session is terminated before it has ended
CREATE MATERIALIZED VIEW mart.regress_model AS SELECT pg_terminate_backend(pg_backend_pid()) WITH NO DATA;
\! psql -X -q -t -A -c "SET client_min_messages = warning" -c "SELECT count(*) FROM ecom.refresh('{mart.regress_model}')" 2>&1 | sed -n 's/^FATAL: */FATAL: /p'
CALL wait_for('failed');
SELECT * FROM news();
DROP MATERIALIZED VIEW mart.regress_model;
-- by the log itself
CREATE FUNCTION regress_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
CREATE TRIGGER regress_refuse BEFORE UPDATE ON ecom.refresh_runs FOR EACH ROW WHEN (NEW.outcome = 'done') EXECUTE FUNCTION regress_refuse();
\set VERBOSITY terse
SELECT count(*) AS models FROM ecom.refresh();
\set VERBOSITY default
CALL wait_for('failed');
DROP TRIGGER regress_refuse ON ecom.refresh_runs;
DROP FUNCTION regress_refuse;
SELECT * FROM news();

-- Not written: the log is locked, by the caller itself. The run is in it if it is done, and warns of what is lost if it fails.
BEGIN;
LOCK TABLE ecom.refresh_runs IN EXCLUSIVE MODE;
SELECT count(*) AS models FROM ecom.refresh();
DO $$
BEGIN
	PERFORM ecom.refresh('{raw.survey}');
EXCEPTION WHEN wrong_object_type THEN
	NULL;
END
$$;
COMMIT;
SELECT * FROM news();

-- "running" in a row of another server, which a dump brought: its transaction has not come here, or is over long since
SELECT count(*) AS models FROM ecom.refresh();
UPDATE ecom.refresh_runs SET outcome = 'running', transaction_id = '9000000000000000' WHERE run_id = (SELECT max(run_id) FROM ecom.refresh_runs);
SELECT outcome FROM news();
UPDATE ecom.refresh_runs SET transaction_id = '3' WHERE run_id = (SELECT max(run_id) FROM ecom.refresh_runs);
SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;

-- one row per run, and old ones can be deleted
SELECT (SELECT count(DISTINCT run_id) FROM ecom.refresh_log) = count(*) AS each_once, max(run_id) - count(*) AS not_written FROM ecom.refresh_log;
DELETE FROM ecom.refresh_log WHERE outcome <> 'done';
SELECT outcome FROM ecom.refresh_log GROUP BY outcome;

DROP TABLE regress_seen, regress_deferred;
DROP FUNCTION news;
DROP PROCEDURE wait_for;
DROP EXTENSION ecom_analytics;
