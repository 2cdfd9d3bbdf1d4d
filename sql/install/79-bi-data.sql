/*
 * BI: whether to believe it.  What refreshes did, how fresh and how complete the models are, what was turned away, what the data tests
 * say, and what the models are made of: for who reads bi and nothing else.
 *
 * So there is nothing here of what people answered or bought.  Left out are messages of errors, which quote values; the lines that were
 * turned away, and what exactly was wrong in them; the rows that break data tests, and the queries of these; folders of the server,
 * and who did what.
 *
 * And all of it is light, since a page asks for it again and again: from logs and the catalog, without a look at the rows of models or raw
 * tables.  Whether a model is stale this very moment is in ecom.status, which reads their headers.
 */

CREATE VIEW bi.refresh_runs AS
SELECT
	l.run_id,
	l.started_at,
	l.finished_at,
	l.seconds::numeric(38,3) AS seconds,
	l.outcome,
	l.asked_for IS NULL AS is_of_all_models,
	l.forced AS is_forced,
	l.rebuilt,
	l.skipped,
	l.failed,
	jsonb_array_length(l.checks) AS tests,
	jsonb_array_length(jsonb_path_query_array(l.checks, '$[*] ? (@.failures > 0)')) AS failed_tests,
	l.sqlstate
FROM ecom.refresh_log l;
COMMENT ON VIEW bi.refresh_runs IS 'Every run of ecom.refresh(), whatever became of it; one row per run. ecom.refresh_log says more';
COMMENT ON COLUMN bi.refresh_runs.run_id IS 'Key, counts up';
COMMENT ON COLUMN bi.refresh_runs.started_at IS 'When it began, before it waited for another run';
COMMENT ON COLUMN bi.refresh_runs.finished_at IS 'When it ended; NULL if it is running or was rolled back';
COMMENT ON COLUMN bi.refresh_runs.seconds IS 'How long it took; NULL if it is running, was rolled back, or its session ended before it did';
COMMENT ON COLUMN bi.refresh_runs.outcome IS 'done, failed, refused, rolled back or running: see ecom.refresh_log. No model was changed unless it is done';
COMMENT ON COLUMN bi.refresh_runs.is_of_all_models IS 'False if it was asked for some models only, with those that they read';
COMMENT ON COLUMN bi.refresh_runs.is_forced IS 'Was it to rebuild also what is fresh?';
COMMENT ON COLUMN bi.refresh_runs.rebuilt IS 'Models that were rebuilt, up to the error if it failed; NULL if it is running, was rolled back, or its session ended before it did';
COMMENT ON COLUMN bi.refresh_runs.skipped IS 'Models that were left as they were, since nothing that they read had changed; NULL as rebuilt is';
COMMENT ON COLUMN bi.refresh_runs.failed IS 'Models of others than the extension that failed and keep their rows; NULL as rebuilt is';
COMMENT ON COLUMN bi.refresh_runs.tests IS 'Data tests that stood before its commit; NULL if there were to be none, or it did not come to them';
COMMENT ON COLUMN bi.refresh_runs.failed_tests IS 'Those of them that did not pass; NULL as tests is';
COMMENT ON COLUMN bi.refresh_runs.sqlstate IS 'SQLSTATE of the error; NULL if there was none';

CREATE VIEW bi.refresh_run_models AS
SELECT
	r.run_id,
	m.place::integer AS place,
	m.entry ->> 'model' AS model,
	m.entry ->> 'action' AS action,
	(m.entry ->> 'rows')::bigint AS rows,
	(m.entry ->> 'seconds')::numeric(38,3) AS seconds,
	CASE WHEN m.entry ->> 'action' <> 'failed' THEN m.entry ->> 'reason' END AS reason
FROM ecom.refresh_runs r
CROSS JOIN LATERAL jsonb_array_elements(r.models) WITH ORDINALITY AS m (entry, place);
COMMENT ON VIEW bi.refresh_run_models IS 'What runs of ecom.refresh() did with each model; one row per run and model that it came to';
COMMENT ON COLUMN bi.refresh_run_models.run_id IS 'The run, as in bi.refresh_runs';
COMMENT ON COLUMN bi.refresh_run_models.place IS 'Place of the model in the run, from 1';
COMMENT ON COLUMN bi.refresh_run_models.model IS 'The model, with its schema';
COMMENT ON COLUMN bi.refresh_run_models.action IS 'What was done with it, as ecom.refresh() says; failed: it keeps its rows';
COMMENT ON COLUMN bi.refresh_run_models.rows IS 'Rows of the model after it';
COMMENT ON COLUMN bi.refresh_run_models.seconds IS 'How long it took, ANALYZE included';
COMMENT ON COLUMN bi.refresh_run_models.reason IS 'Why; NULL for a model that failed, whose error may quote values: who refreshes finds it in ecom.refresh_log';

/* Runs that are done say of each model that it was fresh then: the latest hundred are looked at. */
CREATE VIEW bi.model_freshness AS
SELECT
	m.schema::text AS schema,
	m.model::text AS model,
	s.refreshed_at,
	CASE WHEN s.model_oid = m.model_oid THEN greatest(s.refreshed_at, v.verified_at) END AS verified_at,
	s.run_id,
	s.rows,
	s.seconds::numeric(38,3) AS seconds,
	s.newest_order,
	s.newest_load,
	e.failed_at,
	e.sqlstate
FROM ecom.models m
LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
LEFT JOIN ecom.model_failures e ON e.schema = m.schema AND e.model = m.model
LEFT JOIN
(
	SELECT x.entry ->> 'model' AS model, max(r.started_at) AS verified_at
	FROM (SELECT a.started_at, a.models FROM ecom.refresh_runs a WHERE a.outcome = 'done' ORDER BY a.run_id DESC LIMIT 100) r
	CROSS JOIN LATERAL jsonb_array_elements(r.models) AS x (entry)
	WHERE x.entry ->> 'action' <> 'failed'
	GROUP BY x.entry ->> 'model'
) v ON v.model = format('%I.%I', m.schema, m.model);
COMMENT ON VIEW bi.model_freshness IS 'How fresh each model was when it was last looked at; one row per model. Whether it is stale this moment is in ecom.status';
COMMENT ON COLUMN bi.model_freshness.schema IS 'Schema of the model';
COMMENT ON COLUMN bi.model_freshness.model IS 'Name of the model';
COMMENT ON COLUMN bi.model_freshness.refreshed_at IS 'When ecom.refresh() last rebuilt it; NULL if it never did';
COMMENT ON COLUMN bi.model_freshness.verified_at IS 'When the latest run that rebuilt it, or found that nothing it reads had changed, looked at it: it has what was there then. NULL if none did since it was created';
COMMENT ON COLUMN bi.model_freshness.run_id IS 'The run that last rebuilt it, as in bi.refresh_runs';
COMMENT ON COLUMN bi.model_freshness.rows IS 'Rows since then';
COMMENT ON COLUMN bi.model_freshness.seconds IS 'How long that took, ANALYZE included';
COMMENT ON COLUMN bi.model_freshness.newest_order IS 'Day of the newest order in it; NULL for models without orders';
COMMENT ON COLUMN bi.model_freshness.newest_load IS 'When the newest load began whose rows are in it, or in what it was made from; NULL if none is known';
COMMENT ON COLUMN bi.model_freshness.failed_at IS 'When the last ecom.refresh() could not rebuild it, so that it keeps older rows; NULL if it could. Only models that are not the extension''s fail by themselves';
COMMENT ON COLUMN bi.model_freshness.sqlstate IS 'SQLSTATE of that error; NULL if there was none';

/* Which loads a model has is told by the newest of them: one that began later is not in it. */
CREATE VIEW bi.loads AS
SELECT
	l.load_id,
	l.target,
	regexp_replace(l.file, '^.*/', '') AS file,
	l.bytes,
	l.lines_read,
	l.rows_loaded,
	l.rows_rejected,
	l.loaded_at,
	l.undone_at,
	CASE WHEN l.undone_at IS NULL AND l.rows_loaded > 0 THEN
		(SELECT bool_or(s.newest_load IS NULL OR s.newest_load < l.loaded_at) FROM ecom.model_state s WHERE s.inputs ? l.target)
	END AS is_waiting
FROM raw.loads l;
COMMENT ON VIEW bi.loads IS 'Files that were loaded; one row per file and load. raw.loads says more';
COMMENT ON COLUMN bi.loads.load_id IS 'Key, counts up; loads that were rolled back leave gaps';
COMMENT ON COLUMN bi.loads.target IS 'Table loaded into, with its schema, as it was called then';
COMMENT ON COLUMN bi.loads.file IS 'Name of the file, without its folder';
COMMENT ON COLUMN bi.loads.bytes IS 'Bytes of the contents; of a gzip file, of what is in it';
COMMENT ON COLUMN bi.loads.lines_read IS 'Lines of data that were read, each loaded or rejected';
COMMENT ON COLUMN bi.loads.rows_loaded IS 'Lines that became rows';
COMMENT ON COLUMN bi.loads.rows_rejected IS 'Lines that were turned away, see bi.rejected_lines';
COMMENT ON COLUMN bi.loads.loaded_at IS 'Begin of the transaction that loaded it';
COMMENT ON COLUMN bi.loads.undone_at IS 'When ecom.undo_load() took the rows away again; NULL if it did not';
COMMENT ON COLUMN bi.loads.is_waiting IS 'Does a model that reads the table lack it, so that a refresh is due? NULL if no model that was ever refreshed reads the table, if no line loaded, or if it was undone';

CREATE VIEW bi.rejected_lines AS
SELECT 'loading' COLLATE "C" AS stage, l.target AS source, l.load_id, r.reason COLLATE "C" AS reason, r.lines, l.lines_read AS lines_of_source
FROM (SELECT j.load_id, j.reason, count(*) AS lines FROM raw.rejected_lines j GROUP BY j.load_id, j.reason) r
JOIN raw.loads l ON l.load_id = r.load_id
UNION ALL
SELECT 'cleaning', k.source, NULL, r.key, r.value::bigint, j.rows + coalesce(s.rows, 0)
FROM
(
	VALUES
	('raw.amazon_purchases', 'stg_amazon_purchases_rejected', 'stg_amazon_purchases'),
	('raw.survey', 'stg_survey_rejected', 'stg_survey')
) AS k (source, rejected, staged)
JOIN ecom.model_state j ON j.schema = 'staging' AND j.model = k.rejected
LEFT JOIN ecom.model_state s ON s.schema = 'staging' AND s.model = k.staged
CROSS JOIN LATERAL jsonb_each_text(j.reasons) AS r (key, value);
COMMENT ON VIEW bi.rejected_lines IS 'How many lines were turned away, and why: by the loader, of each load, and then by the cleaning of what is loaded, as of the last refresh; one row per stage, source, load and reason. Lines add up within a stage';
COMMENT ON COLUMN bi.rejected_lines.stage IS 'loading: a line that is no record of the table; cleaning: one that is no valid purchase or answer, or one twice';
COMMENT ON COLUMN bi.rejected_lines.source IS 'Table that it was to be loaded into, or that it is in, with its schema';
COMMENT ON COLUMN bi.rejected_lines.load_id IS 'The load, as in bi.loads; NULL for cleaning, which knows no loads';
COMMENT ON COLUMN bi.rejected_lines.reason IS 'Why, as in raw.rejected_lines and in staging.stg_amazon_purchases_rejected and stg_survey_rejected';
COMMENT ON COLUMN bi.rejected_lines.lines IS 'Number of lines';
COMMENT ON COLUMN bi.rejected_lines.lines_of_source IS 'Lines that these are a part of: read by the load, or in the table. Not to be summed over reasons';

/* Tests of a run that failed by them are left out: they were on models that never came to be. */
CREATE VIEW bi.data_tests AS
WITH checks AS MATERIALIZED
(
	(
		SELECT c.checked_at, c.results, c.refreshed_at IS NOT DISTINCT FROM n.refreshed_at AS is_current
		FROM ecom.check_log c
		CROSS JOIN (SELECT max(s.refreshed_at) AS refreshed_at FROM ecom.model_state s) n
		ORDER BY c.check_id DESC
		LIMIT 1
	)
	UNION ALL
	(
		SELECT r.finished_at, r.checks, NOT EXISTS (SELECT FROM ecom.model_state s WHERE s.refreshed_at > r.finished_at)
		FROM ecom.refresh_runs r
		WHERE r.outcome = 'done' AND r.checks IS NOT NULL
		ORDER BY r.run_id DESC
		LIMIT 1
	)
),
results AS
(
	SELECT DISTINCT ON (e.entry ->> 'test')
		e.entry ->> 'test' AS test,
		(e.entry ->> 'query_hash')::bigint AS query_hash,
		(e.entry ->> 'failures')::bigint AS failures,
		(e.entry ->> 'is_broken')::boolean AS is_broken,
		c.checked_at,
		c.is_current
	FROM checks c
	CROSS JOIN LATERAL jsonb_array_elements(c.results) AS e (entry)
	ORDER BY e.entry ->> 'test', c.checked_at DESC
)
SELECT
	t.test,
	t.model,
	t.severity,
	t.description,
	t.is_built_in,
	CASE
		WHEN t.severity = 'off' THEN 'off'
		WHEN r.test IS NULL THEN 'not run'
		WHEN r.is_broken THEN 'broken'
		WHEN r.failures > 0 THEN 'failed'
		ELSE 'passed'
	END COLLATE "C" AS outcome,
	CASE WHEN t.severity <> 'off' AND NOT r.is_broken THEN r.failures END AS failures,
	CASE WHEN t.severity <> 'off' THEN r.checked_at END AS checked_at,
	CASE WHEN t.severity <> 'off' THEN r.is_current END AS is_current
FROM ecom.data_tests t
LEFT JOIN results r ON r.test = t.test AND r.query_hash = hashtextextended(t.query, 0);
COMMENT ON VIEW bi.data_tests IS 'What the data tests said last, by ecom.check() or by an ecom.refresh("check" => true) that was done; one row per test. ecom.failing_rows() shows the rows';
COMMENT ON COLUMN bi.data_tests.test IS 'Name of the test';
COMMENT ON COLUMN bi.data_tests.model IS 'The model that it is on, with its schema';
COMMENT ON COLUMN bi.data_tests.severity IS 'error, warn or off: see ecom.data_tests';
COMMENT ON COLUMN bi.data_tests.description IS 'What must hold';
COMMENT ON COLUMN bi.data_tests.is_built_in IS 'Came with the extension';
COMMENT ON COLUMN bi.data_tests.outcome IS 'passed; failed; broken: its query failed; off; not run: nothing is kept of it, or of another query only';
COMMENT ON COLUMN bi.data_tests.failures IS 'Rows that break it; NULL if it is broken, off or not run';
COMMENT ON COLUMN bi.data_tests.checked_at IS 'When that was found; NULL if it is off or not run';
COMMENT ON COLUMN bi.data_tests.is_current IS 'Was it found of the models as they are, none of which was refreshed since? NULL if it is off or not run';

/*
 * Lines of loads are those that raw.loads counts, not those that are kept.  How many models are stale is left out: only their sources' row
 * headers tell, and this is asked every minute.  A refresh that is on time has found out.
 */
CREATE VIEW bi.refresh_monitor AS
SELECT
	m.last_done_at,
	CASE WHEN m.last_done_at IS NOT NULL THEN greatest(floor(extract(epoch FROM now() - m.last_done_at)), 0) END::integer AS seconds_since_done,
	extract(epoch FROM m.max_age)::bigint AS max_age_seconds,
	m.is_overdue,
	m.last_failed_at,
	coalesce(m.last_run_failed, false) AS last_run_failed,
	ecom.is_refreshing() AS is_refreshing,
	t.failing_tests,
	t.failing_warnings,
	((SELECT coalesce(sum(l.rows_rejected), 0) FROM bi.loads l WHERE l.undone_at IS NULL)
		+ (SELECT coalesce(sum(r.lines), 0) FROM bi.rejected_lines r WHERE r.stage = 'cleaning'))::bigint AS rejected_lines
FROM ecom.refresh_monitor m
CROSS JOIN
(
	SELECT count(*) FILTER (WHERE d.severity = 'error') AS failing_tests, count(*) FILTER (WHERE d.severity = 'warn') AS failing_warnings
	FROM bi.data_tests d
	WHERE d.outcome IN ('failed', 'broken')
) t;
COMMENT ON VIEW bi.refresh_monitor IS 'What to alarm on: are refreshes on time, did the last one succeed, do data tests fail? One row, for a monitoring system to ask every minute; clients/prometheus and clients/grafana do';
COMMENT ON COLUMN bi.refresh_monitor.last_done_at IS 'When the last refresh of all models that succeeded ended; NULL if none did. One that was asked for some models only does not count';
COMMENT ON COLUMN bi.refresh_monitor.seconds_since_done IS 'Whole seconds since then; NULL if none did';
COMMENT ON COLUMN bi.refresh_monitor.max_age_seconds IS 'How many there may be: the setting max_refresh_age';
COMMENT ON COLUMN bi.refresh_monitor.is_overdue IS 'Are there more, or was none done yet?';
COMMENT ON COLUMN bi.refresh_monitor.last_failed_at IS 'When the last refresh that failed ended, or that was rolled back began; NULL if none did. One that was refused, since another was going on, has not failed';
COMMENT ON COLUMN bi.refresh_monitor.last_run_failed IS 'Was that after the last one that succeeded? False if none has failed. Why it did is in ecom.refresh_monitor: messages quote values';
COMMENT ON COLUMN bi.refresh_monitor.is_refreshing IS 'Is a run of ecom.refresh() going on?';
COMMENT ON COLUMN bi.refresh_monitor.failing_tests IS 'Data tests of severity error that failed, or whose query did, when they were last run: see bi.data_tests. Those that made a refresh fail are not among them, since it changed nothing';
COMMENT ON COLUMN bi.refresh_monitor.failing_warnings IS 'The same of severity warn';
COMMENT ON COLUMN bi.refresh_monitor.rejected_lines IS 'Lines that were turned away: by loads that were not undone, and by the cleaning of what is loaded, as of the last refresh. See bi.rejected_lines';

CREATE VIEW bi.lineage AS
SELECT
	l.schema::text COLLATE "C" AS schema,
	l.name::text COLLATE "C" AS name,
	l.kind,
	l.source_schema::text COLLATE "C" AS source_schema,
	l.source::text COLLATE "C" AS source,
	l.source_kind,
	l.columns::text[] AS columns
FROM ecom.lineage l;
COMMENT ON VIEW bi.lineage IS 'What each model and view of staging, refinement, mart and bi is made from; one row per model or view and relation that it reads';
COMMENT ON COLUMN bi.lineage.schema IS 'Schema of the model or view';
COMMENT ON COLUMN bi.lineage.name IS 'Name of the model or view';
COMMENT ON COLUMN bi.lineage.kind IS 'model or view';
COMMENT ON COLUMN bi.lineage.source_schema IS 'Schema of what it reads';
COMMENT ON COLUMN bi.lineage.source IS 'Name of the table, model or view that it reads';
COMMENT ON COLUMN bi.lineage.source_kind IS 'table, model or view';
COMMENT ON COLUMN bi.lineage.columns IS 'Columns of the source that it reads; NULL where it only counts rows';

CREATE VIEW bi.data_dictionary AS
SELECT
	n.nspname::text COLLATE "C" AS schema,
	c.relname::text COLLATE "C" AS name,
	CASE c.relkind WHEN 'm' THEN 'model' WHEN 'v' THEN 'view' ELSE 'table' END AS kind,
	EXISTS
	(
		SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
		WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'ecom_analytics'
	) AS is_built_in,
	obj_description(c.oid, 'pg_class') AS description,
	row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) AS place,
	a.attname::text COLLATE "C" AS column_name,
	format_type(a.atttypid, a.atttypmod) AS data_type,
	col_description(c.oid, a.attnum) AS column_description
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'p', 'f', 'm', 'v');
COMMENT ON VIEW bi.data_dictionary IS 'What the tables, models and views of raw, staging, refinement, mart and bi hold, from the catalog; one row per column, and one for a relation without columns';
COMMENT ON COLUMN bi.data_dictionary.schema IS 'Schema of the relation';
COMMENT ON COLUMN bi.data_dictionary.name IS 'Name of the relation';
COMMENT ON COLUMN bi.data_dictionary.kind IS 'table, model or view';
COMMENT ON COLUMN bi.data_dictionary.is_built_in IS 'Came with the extension';
COMMENT ON COLUMN bi.data_dictionary.description IS 'What its comment says of the relation; NULL if it has none';
COMMENT ON COLUMN bi.data_dictionary.place IS 'Place of the column, from 1';
COMMENT ON COLUMN bi.data_dictionary.column_name IS 'Name of the column; NULL where there is none';
COMMENT ON COLUMN bi.data_dictionary.data_type IS 'Its type; NULL where there is none';
COMMENT ON COLUMN bi.data_dictionary.column_description IS 'What its comment says of the column; NULL if it has none';
