/*
 * Every run of ecom.refresh().
 *
 * Its row is committed by a background worker before the work begins, and says "running".  A run that is done says so in
 * the transaction that did it; one that failed, by the worker.  So a row that still says "running" when that transaction is
 * over tells of a run that was rolled back, in whatever way it was: by its caller, by a COMMIT that failed, as a prepared
 * transaction, or because the session or the server ended.
 */
CREATE TABLE ecom.refresh_runs
(
	run_id bigint PRIMARY KEY,
	started_at timestamptz NOT NULL,
	finished_at timestamptz,
	seconds numeric,
	started_by text NOT NULL,
	asked_for text,
	forced boolean NOT NULL,
	outcome text COLLATE "C" NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('running', 'done', 'failed', 'refused')),
	rebuilt integer,
	skipped integer,
	failed integer,
	models jsonb NOT NULL,
	sqlstate text COLLATE "C",
	message text,
	transaction_id xid8 NOT NULL,
	checks jsonb,
	appended integer,
	merged integer
);
CREATE SEQUENCE ecom.refresh_log_run_id_seq OWNED BY ecom.refresh_runs.run_id;
COMMENT ON TABLE ecom.refresh_runs IS 'What runs of ecom.refresh() wrote of themselves; one row per run. Read ecom.refresh_log, which also knows which were rolled back';
COMMENT ON COLUMN ecom.refresh_runs.run_id IS 'Key, counts up';
COMMENT ON COLUMN ecom.refresh_runs.started_at IS 'When it began, before it waited for another run';
COMMENT ON COLUMN ecom.refresh_runs.finished_at IS 'When it ended; NULL while it is running';
COMMENT ON COLUMN ecom.refresh_runs.seconds IS 'How long it took; NULL if its session ended before it did';
COMMENT ON COLUMN ecom.refresh_runs.started_by IS 'Role that called it';
COMMENT ON COLUMN ecom.refresh_runs.asked_for IS 'The models it was asked for; NULL for all';
COMMENT ON COLUMN ecom.refresh_runs.forced IS 'Called with force => true';
COMMENT ON COLUMN ecom.refresh_runs.outcome IS 'running, done, failed or refused: done is written in the transaction of the run, the others outside of it';
COMMENT ON COLUMN ecom.refresh_runs.rebuilt IS 'Models of which all or some rows were made anew';
COMMENT ON COLUMN ecom.refresh_runs.skipped IS 'Models that were left as they were';
COMMENT ON COLUMN ecom.refresh_runs.failed IS 'Models that keep their rows, since they failed by themselves';
COMMENT ON COLUMN ecom.refresh_runs.models IS 'What was done with each model';
COMMENT ON COLUMN ecom.refresh_runs.sqlstate IS 'SQLSTATE of the error';
COMMENT ON COLUMN ecom.refresh_runs.message IS 'Message of the error';
COMMENT ON COLUMN ecom.refresh_runs.transaction_id IS 'The transaction that the run is a part of';
COMMENT ON COLUMN ecom.refresh_runs.checks IS 'What came of each data test; NULL if it was called without "check", or did not come to them';
COMMENT ON COLUMN ecom.refresh_runs.appended IS 'Of these, models that rows were added to';
COMMENT ON COLUMN ecom.refresh_runs.merged IS 'Of these, models of which the rows that differ were replaced';
COMMENT ON SEQUENCE ecom.refresh_log_run_id_seq IS 'Numbers the runs';

CREATE FUNCTION ecom.is_in_progress(transaction xid8) RETURNS boolean
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'ecom_is_in_progress';
COMMENT ON FUNCTION ecom.is_in_progress(xid8) IS 'On a hot standby, where pg_snapshot does not list what is running: is the transaction in progress to the snapshot of the query? False elsewhere';

/*
 * Is the transaction over?  Told by the snapshot that the row was read by: by another one, a run that is committed meanwhile
 * would look like one that was rolled back.  On a hot standby pg_snapshot does not list what is running; there the snapshot itself is asked.
 */
CREATE VIEW ecom.refresh_log AS
SELECT
	r.run_id,
	r.started_at,
	r.finished_at,
	r.seconds,
	r.started_by,
	r.asked_for,
	r.forced,
	CASE
		WHEN r.outcome <> 'running' THEN r.outcome
		WHEN r.transaction_id = pg_catalog.pg_current_xact_id_if_assigned() THEN 'running'
		/* restored from a dump of another server, whose transaction it was */
		WHEN r.transaction_id >= pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()) THEN 'rolled back'
		WHEN NOT pg_catalog.pg_visible_in_snapshot(r.transaction_id, pg_catalog.pg_current_snapshot()) THEN 'running'
		WHEN ecom.is_in_progress(r.transaction_id) THEN 'running'
		ELSE 'rolled back'
	END COLLATE "C" AS outcome,
	r.rebuilt,
	r.skipped,
	r.failed,
	r.models,
	r.sqlstate,
	r.message,
	r.checks,
	r.appended,
	r.merged
FROM ecom.refresh_runs r;
COMMENT ON VIEW ecom.refresh_log IS
'Every run of ecom.refresh(), whatever became of it; one row per run. Rows of old runs may be deleted';
COMMENT ON COLUMN ecom.refresh_log.run_id IS 'Key, counts up';
COMMENT ON COLUMN ecom.refresh_log.started_at IS 'When it began, before it waited for another run';
COMMENT ON COLUMN ecom.refresh_log.finished_at IS 'When it ended; NULL if it is running or was rolled back';
COMMENT ON COLUMN ecom.refresh_log.seconds IS 'How long it took; NULL if it is running, was rolled back, or its session ended before it did';
COMMENT ON COLUMN ecom.refresh_log.started_by IS 'Role that called it';
COMMENT ON COLUMN ecom.refresh_log.asked_for IS 'The models it was asked for; NULL for all';
COMMENT ON COLUMN ecom.refresh_log.forced IS 'Called with force => true';
COMMENT ON COLUMN ecom.refresh_log.outcome IS
'done; failed: by an error, or its session ended before it did; refused: another one was going on, and it was called with wait => false; rolled back: what it did was undone with its transaction, by whoever called it, by a COMMIT that failed, or because the session or the server ended; running: not over, or its transaction is not (a prepared one neither). No model was changed unless it is done';
COMMENT ON COLUMN ecom.refresh_log.rebuilt IS 'Models of which all or some rows were made anew, up to the error if it failed; NULL if it is running, was rolled back, or its session ended before it did';
COMMENT ON COLUMN ecom.refresh_log.skipped IS 'Models that were left as they were, since nothing that matters to them had changed; NULL as rebuilt is';
COMMENT ON COLUMN ecom.refresh_log.failed IS 'Models of others than the extension that failed and keep their rows, see ecom.model_failures; NULL as rebuilt is';
COMMENT ON COLUMN ecom.refresh_log.models IS 'What was done with each model: an array of {"model", "action", "rows", "seconds", "reason", "rows_added", "rows_removed"}, the last two where they are known';
COMMENT ON COLUMN ecom.refresh_log.sqlstate IS 'SQLSTATE of the error; NULL if there was none';
COMMENT ON COLUMN ecom.refresh_log.message IS 'Message of the error; NULL if there was none';
COMMENT ON COLUMN ecom.refresh_log.checks IS 'What came of each data test, an array of {"test", "query_hash", "severity", "failures", "is_broken"}; NULL if it was called without "check", or did not come to them. Of a run that failed by them: what they said of models that were never committed';
COMMENT ON COLUMN ecom.refresh_log.appended IS 'Of the rebuilt ones, models that rows were added to; NULL as rebuilt is';
COMMENT ON COLUMN ecom.refresh_log.merged IS 'Of the rebuilt ones, models of which the rows that differ were replaced, found by the keys that a change reaches or by comparing all; NULL as rebuilt is';

SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_runs', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_log_run_id_seq', '');
