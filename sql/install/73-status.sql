/* How fresh the models are, and whether refreshes are on time */

CREATE VIEW ecom.status AS
SELECT
	f.schema,
	f.model,
	s.refreshed_at,
	s.run_id,
	s.rows,
	s.seconds,
	s.newest_order,
	s.newest_load,
	f.is_stale,
	f.reason,
	e.failed_at,
	e.message AS last_error
FROM ecom.model_freshness() f
LEFT JOIN ecom.model_state s ON s.schema = f.schema AND s.model = f.model
LEFT JOIN ecom.model_failures e ON e.schema = f.schema AND e.model = f.model;
COMMENT ON VIEW ecom.status IS 'How fresh each model is; one row per model. Reads the row headers of all source tables';
COMMENT ON COLUMN ecom.status.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.status.model IS 'Name of the model';
COMMENT ON COLUMN ecom.status.refreshed_at IS 'When ecom.refresh() last rebuilt it; NULL if it never did';
COMMENT ON COLUMN ecom.status.run_id IS 'The run that did, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.status.rows IS 'Rows since then';
COMMENT ON COLUMN ecom.status.seconds IS 'How long that took, ANALYZE included';
COMMENT ON COLUMN ecom.status.newest_order IS 'Day of the newest order in it; NULL for models without orders';
COMMENT ON COLUMN ecom.status.newest_load IS 'When the newest load by load_csv, load_directory or of Census figures began whose rows are in it, or in what it was made from; NULL if none is known, as of rows that came by COPY or INSERT';
COMMENT ON COLUMN ecom.status.is_stale IS 'Is it made from anything else than what is there now?';
COMMENT ON COLUMN ecom.status.reason IS 'What has changed, or what cannot be followed; NULL if it is not stale';
COMMENT ON COLUMN ecom.status.failed_at IS 'When the last ecom.refresh() could not rebuild it; NULL if it could. Only models that are not the extension''s fail by themselves';
COMMENT ON COLUMN ecom.status.last_error IS 'The error that it failed with';

CREATE VIEW ecom.refresh_monitor AS
SELECT
	d.last_done_at,
	d.last_done_at IS NULL OR d.last_done_at < pg_catalog.now() - d.max_age AS is_overdue,
	d.max_age,
	f.finished_at AS last_failed_at,
	f.message AS last_error,
	f.finished_at > coalesce(d.last_done_at, '-infinity') AS last_run_failed
FROM
(
	SELECT
		(SELECT pg_catalog.max(l.finished_at) FROM ecom.refresh_log l WHERE l.outcome = 'done' AND l.asked_for IS NULL) AS last_done_at,
		(SELECT s.value::pg_catalog.interval FROM ecom.settings s WHERE s.name = 'max_refresh_age') AS max_age
) d
LEFT JOIN LATERAL
(
	SELECT coalesce(l.finished_at, l.started_at) AS finished_at, coalesce(l.message, 'it was rolled back with its transaction') AS message
	FROM ecom.refresh_log l
	WHERE l.outcome IN ('failed', 'rolled back')
	ORDER BY 1 DESC
	LIMIT 1
) f ON true;
COMMENT ON VIEW ecom.refresh_monitor IS 'Are refreshes on time, and did the last one succeed? For a monitoring system to ask every few minutes; one row';
COMMENT ON COLUMN ecom.refresh_monitor.last_done_at IS 'When the last refresh of all models that succeeded ended; NULL if none did. One that was asked for some models only does not count';
COMMENT ON COLUMN ecom.refresh_monitor.is_overdue IS 'Is that longer ago than the setting max_refresh_age allows?';
COMMENT ON COLUMN ecom.refresh_monitor.max_age IS 'The setting max_refresh_age';
COMMENT ON COLUMN ecom.refresh_monitor.last_failed_at IS 'When the last refresh that failed ended, or that was rolled back began; NULL if none did. One that was refused, since another was going on, has not failed';
COMMENT ON COLUMN ecom.refresh_monitor.last_error IS 'Its message';
COMMENT ON COLUMN ecom.refresh_monitor.last_run_failed IS 'Did the latest run fail? NULL if none has failed';

CREATE FUNCTION ecom.is_refreshing() RETURNS boolean
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_is_refreshing';
COMMENT ON FUNCTION ecom.is_refreshing() IS 'Does a run of ecom.refresh() hold its lock in this database, here or in another session, up to its commit? NULL on a standby: runs are of its primary, whose locks are not known there';

/*
 * As of what the marts hold: a refresh of some models only may have brought dim_date further.  If marts differ, the day that all of
 * them reach.
 */
CREATE VIEW bi.data_freshness AS
SELECT
	m.first_order_date,
	least(m.last_order_date, s.newest_order) AS last_order_date,
	m.last_covered_month,
	m.last_complete_year,
	(SELECT max(d.survey_year) FROM refinement.dim_state_demographics d) AS last_census_year,
	s.last_refresh_at,
	ecom.is_refreshing() AS is_refreshing
FROM
(
	SELECT
		min(a.first_order_date) AS first_order_date,
		max(a.last_order_date) AS last_order_date,
		max(a.month) FILTER (WHERE a.is_covered) AS last_covered_month,
		max(a.year) FILTER (WHERE a.is_complete_year) AS last_complete_year
	FROM mart.mart_months a
) m
CROSS JOIN
(
	SELECT min(t.newest_order) AS newest_order, max(t.refreshed_at) AS last_refresh_at
	FROM ecom.model_state t
	JOIN ecom.models a ON a.schema = t.schema AND a.model = t.model
	WHERE t.schema = 'mart'
) s;
COMMENT ON VIEW bi.data_freshness IS 'How far the data in the marts reach, and how old they are; one row';
COMMENT ON COLUMN bi.data_freshness.first_order_date IS 'Day of the oldest order; NULL while there are none';
COMMENT ON COLUMN bi.data_freshness.last_order_date IS 'Day of the newest order that is in all marts; NULL while there are none';
COMMENT ON COLUMN bi.data_freshness.last_covered_month IS 'First day of the newest month that the purchase histories cover: see refinement.dim_date.is_covered. NULL if none is';
COMMENT ON COLUMN bi.data_freshness.last_complete_year IS 'Newest year all of whose months they cover: see refinement.dim_date.is_complete_year. NULL if none is';
COMMENT ON COLUMN bi.data_freshness.last_census_year IS 'Newest year with Census figures';
COMMENT ON COLUMN bi.data_freshness.last_refresh_at IS 'When a mart was last rebuilt; NULL if none was. A refresh that found nothing changed does not count';
COMMENT ON COLUMN bi.data_freshness.is_refreshing IS 'Is a run of ecom.refresh() going on? What it will change shows when it ends. NULL on a standby, where that is not known: bi.refresh_runs tells of runs that its primary has begun';
