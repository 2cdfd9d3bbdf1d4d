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
	merged integer,
	making text COLLATE "C"
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
COMMENT ON COLUMN ecom.refresh_runs.making IS 'The model that it was at when that was last written; NULL before the first, and of a run that is done';
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
COMMENT ON COLUMN ecom.refresh_log.models IS 'What was done with each model, of a run that is running or was rolled back as far as it had come: an array of {"model", "action", "rows", "seconds", "reason", "rows_added", "rows_removed"}, the last two where they are known';
COMMENT ON COLUMN ecom.refresh_log.sqlstate IS 'SQLSTATE of the error; NULL if there was none';
COMMENT ON COLUMN ecom.refresh_log.message IS 'Message of the error; NULL if there was none';
COMMENT ON COLUMN ecom.refresh_log.checks IS 'What came of each data test, an array of {"test", "query_hash", "severity", "failures", "is_broken"}; NULL if it was called without "check", or did not come to them. Of a run that failed by them: what they said of models that were never committed';
COMMENT ON COLUMN ecom.refresh_log.appended IS 'Of the rebuilt ones, models that rows were added to; NULL as rebuilt is';
COMMENT ON COLUMN ecom.refresh_log.merged IS 'Of the rebuilt ones, models of which the rows that differ were replaced, found by the keys that a change reaches or by comparing all; NULL as rebuilt is';

/* Who listens is told of each run that has ended; of one that is done as it commits, by the run itself: a NOTIFY here would keep its transaction from being prepared. */
CREATE FUNCTION ecom.notify_refresh() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	PERFORM pg_notify('ecom_refresh', format('{"run": %s, "outcome": "%s"}', NEW.run_id, NEW.outcome));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ecom.notify_refresh() IS 'NOTIFY ecom_refresh with a run of ecom.refresh() that failed, or was refused';
REVOKE EXECUTE ON FUNCTION ecom.notify_refresh() FROM PUBLIC;
CREATE TRIGGER notify_refresh AFTER INSERT OR UPDATE ON ecom.refresh_runs FOR EACH ROW WHEN (NEW.outcome IN ('failed', 'refused')) EXECUTE FUNCTION ecom.notify_refresh();
COMMENT ON TRIGGER notify_refresh ON ecom.refresh_runs IS 'Tells who has said LISTEN ecom_refresh';

CREATE VIEW ecom.refresh_progress AS
SELECT
	l.run_id,
	l.started_at,
	extract(epoch FROM pg_catalog.clock_timestamp() - l.started_at)::numeric(12,1) AS seconds,
	l.started_by,
	r.making,
	pg_catalog.jsonb_array_length(l.models) AS models,
	(SELECT coalesce(sum((m.model ->> 'rows')::bigint), 0)::bigint FROM pg_catalog.jsonb_array_elements(l.models) AS m (model) WHERE m.model ->> 'action' <> 'skipped') AS rows
FROM ecom.refresh_log l
JOIN ecom.refresh_runs r ON r.run_id = l.run_id
WHERE l.outcome = 'running';
COMMENT ON VIEW ecom.refresh_progress IS 'How far the runs of ecom.refresh() are that are going on; one row per run. Others see it too: a background worker writes it as the run comes to each model';
COMMENT ON COLUMN ecom.refresh_progress.run_id IS 'The run, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.refresh_progress.started_at IS 'When it began, before it waited for another run';
COMMENT ON COLUMN ecom.refresh_progress.seconds IS 'How long that is ago';
COMMENT ON COLUMN ecom.refresh_progress.started_by IS 'Role that called it';
COMMENT ON COLUMN ecom.refresh_progress.making IS 'The model that it is at; NULL while it waits for another run or finds what there is to do. After the last model it stays: tests of the data and the commit come then';
COMMENT ON COLUMN ecom.refresh_progress.models IS 'Models that it is through with, those that it left as they were too';
COMMENT ON COLUMN ecom.refresh_progress.rows IS 'Rows of those among them that it has made, or changed';

SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_runs', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_log_run_id_seq', '');
