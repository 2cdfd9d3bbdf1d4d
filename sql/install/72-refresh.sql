/* Refresh: what a run does, and the account that is kept of it */

CREATE TABLE ecom.refresh_log
(
	run_id bigint PRIMARY KEY,
	started_at timestamptz NOT NULL,
	finished_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	seconds numeric,
	started_by text NOT NULL,
	asked_for text,
	forced boolean NOT NULL,
	outcome text COLLATE "C" NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('done', 'failed')),
	rebuilt integer,
	skipped integer,
	models jsonb NOT NULL,
	sqlstate text COLLATE "C",
	message text
);
CREATE SEQUENCE ecom.refresh_log_run_id_seq OWNED BY ecom.refresh_log.run_id;
COMMENT ON TABLE ecom.refresh_log IS
'Every run of ecom.refresh(), failed ones too: those are written in a transaction of their own, and stay when the run''s is rolled back; one row per run';
COMMENT ON COLUMN ecom.refresh_log.run_id IS 'Key, counts up';
COMMENT ON COLUMN ecom.refresh_log.started_at IS 'When it began, before it waited for another run';
COMMENT ON COLUMN ecom.refresh_log.finished_at IS 'When it ended';
COMMENT ON COLUMN ecom.refresh_log.seconds IS 'How long it took; NULL if its session ended before it did';
COMMENT ON COLUMN ecom.refresh_log.started_by IS 'Role that called it';
COMMENT ON COLUMN ecom.refresh_log.asked_for IS 'The models it was asked for; NULL for all';
COMMENT ON COLUMN ecom.refresh_log.forced IS 'Called with force => true';
COMMENT ON COLUMN ecom.refresh_log.outcome IS 'done or failed; of a run that failed no model was changed';
COMMENT ON COLUMN ecom.refresh_log.rebuilt IS 'Models that were rebuilt, up to the error if it failed; NULL if its session ended';
COMMENT ON COLUMN ecom.refresh_log.skipped IS 'Models that were left as they were, since nothing that they read had changed; NULL if its session ended';
COMMENT ON COLUMN ecom.refresh_log.models IS 'What was done with each model: an array of {"model", "action", "rows", "seconds", "reason"}';
COMMENT ON COLUMN ecom.refresh_log.sqlstate IS 'SQLSTATE of the error; NULL if it is done';
COMMENT ON COLUMN ecom.refresh_log.message IS 'Message of the error; NULL if it is done';
COMMENT ON SEQUENCE ecom.refresh_log_run_id_seq IS 'Numbers the runs';

/*
 * How a model is rebuilt:
 *	merge	new rows are compared with the old ones, and readers go on: for what BI reads, and for small models, of which that
 *			takes less time than a new table and its index; where the grain is a unique index and there are contents to compare with
 *	fill	a new table takes the place of the old one
 *	command	the same, by REFRESH MATERIALIZED VIEW: where the model is not stored as a heap
 */
CREATE FUNCTION ecom.plan_refresh(models regclass[], force boolean,
	OUT model_oid oid, OUT schema text, OUT model text, OUT method text, OUT reason text, OUT inputs jsonb, OUT reads oid[], OUT rows bigint)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 30 SET jit = off
BEGIN ATOMIC
	SELECT f.model_oid, f.schema, f.model,
		CASE
			WHEN NOT (force OR f.is_stale) THEN NULL
			WHEN c.relam <> (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'heap') THEN 'command'
			WHEN c.relispopulated
				AND (f.schema = 'mart' OR t.rows BETWEEN 1 AND 20000 OR f.is_shown)
				AND EXISTS
				(
					SELECT FROM pg_catalog.pg_index i
					WHERE i.indrelid = f.model_oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
				) THEN 'merge'
			ELSE 'fill'
		END,
		CASE WHEN force THEN 'forced' ELSE f.reason END,
		f.inputs,
		f.reads,
		t.rows
	FROM ecom.model_freshness(models::pg_catalog.oid[]) f
	JOIN pg_catalog.pg_class c ON c.oid = f.model_oid
	LEFT JOIN ecom.model_state t ON t.schema = f.schema AND t.model = f.model
	ORDER BY f.level, f.schema, f.model;
END;
COMMENT ON FUNCTION ecom.plan_refresh(regclass[], boolean) IS
'What ecom.refresh() with these arguments would do now, in this order: the models asked for (NULL: all) and all that they read. method: merge, fill or command, NULL for those that are skipped. reason: why it is rebuilt. inputs, reads: see ecom.model_freshness(). rows: as of the last refresh.';
REVOKE EXECUTE ON FUNCTION ecom.plan_refresh(regclass[], boolean) FROM PUBLIC;

CREATE FUNCTION ecom.refresh(models regclass[] DEFAULT NULL, force boolean DEFAULT false, "check" boolean DEFAULT false, wait boolean DEFAULT true,
	OUT schema text, OUT model text, OUT rows bigint, OUT seconds numeric, OUT action text, OUT reason text) RETURNS SETOF record
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_refresh';
COMMENT ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean) IS
'Rebuilds and analyses the materialized views of staging, refinement and mart, your own among them, each after all that it reads. Those whose tables have not changed are skipped, unless force. models: these and what they read, only. "check" (a reserved word, to be quoted): the data tests of ecom.check() must pass, else nothing changes. wait: whether to wait for another run that is going on, or to fail (55P03). All or nothing, and all from one snapshot: rows that are loaded meanwhile are in every model of the next refresh and in none of this one. Readers of mart and bi are not blocked. A row a model back: schema, model, rows, seconds (ANALYZE included), action (rebuilt or skipped), reason. Each run is in ecom.refresh_log. Who may execute it needs no rights on the models: each is refreshed as its owner.';
REVOKE EXECUTE ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean) FROM PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('ecom.model_state', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_log', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.refresh_log_run_id_seq', '');

/*
 * pg_dump writes a REFRESH for each registered model, after the data and in the order of their dependencies:
 * a restored database has its models' contents back.
 */
DO $$
DECLARE
	model pg_catalog.regclass;
BEGIN
	FOR model IN SELECT m.model_oid FROM ecom.models m ORDER BY m.model_oid LOOP
		PERFORM pg_catalog.pg_extension_config_dump(model, '');
	END LOOP;
END
$$;
