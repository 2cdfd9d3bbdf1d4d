/* What the models are made from, how fresh they are, and whether refreshes are on time */

CREATE VIEW ecom.lineage AS
SELECT
	n.nspname AS schema,
	c.relname AS name,
	CASE c.relkind WHEN 'm' THEN 'model' ELSE 'view' END AS kind,
	sn.nspname AS source_schema,
	s.relname AS source,
	CASE s.relkind WHEN 'm' THEN 'model' WHEN 'v' THEN 'view' ELSE 'table' END AS source_kind,
	pg_catalog.array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('staging', 'refinement', 'mart', 'bi')
JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid
JOIN
(
	SELECT DISTINCT d.objid, d.refobjid, d.refobjsubid
	FROM pg_catalog.pg_depend d
	WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
) d ON d.objid = w.oid AND d.refobjid <> c.oid
JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind IN ('r', 'p', 'f', 'm', 'v')
JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace AND sn.nspname <> 'pg_catalog'
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = s.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE c.relkind IN ('m', 'v')
GROUP BY n.nspname, c.relname, c.relkind, sn.nspname, s.relname, s.relkind;
COMMENT ON VIEW ecom.lineage IS
'What each model and view of staging, refinement, mart and bi is made from, from the catalog; one row per model or view and relation that it reads';
COMMENT ON COLUMN ecom.lineage.schema IS 'Schema of the model or view';
COMMENT ON COLUMN ecom.lineage.name IS 'Name of the model or view';
COMMENT ON COLUMN ecom.lineage.kind IS 'model or view';
COMMENT ON COLUMN ecom.lineage.source_schema IS 'Schema of what it reads';
COMMENT ON COLUMN ecom.lineage.source IS 'Name of the table, model or view that it reads';
COMMENT ON COLUMN ecom.lineage.source_kind IS 'table, model or view';
COMMENT ON COLUMN ecom.lineage.columns IS 'Columns of the source that it reads; NULL where it only counts rows';

CREATE FUNCTION ecom.lineage_diagram() RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH edges AS	/* names as Mermaid takes them */
	(
		SELECT l.*,
			pg_catalog.regexp_replace(l.schema || '_' || l.name, '[^A-Za-z0-9_]', '_', 'g') AS node,
			pg_catalog.regexp_replace(l.source_schema || '_' || l.source, '[^A-Za-z0-9_]', '_', 'g') AS source_node
		FROM ecom.lineage l
	),
	nodes AS
	(
		SELECT e.schema, e.name, e.kind, e.node FROM edges e
		UNION
		SELECT e.source_schema, e.source, e.source_kind, e.source_node FROM edges e
	),
	layers AS
	(
		SELECT n.schema,
			pg_catalog.string_agg(pg_catalog.format(CASE n.kind WHEN 'table' THEN '    %s[("%s")]' WHEN 'view' THEN '    %s("%s")' ELSE '    %s["%s"]' END,
				n.node, pg_catalog.replace(n.name, '"', '#quot;')), E'\n' ORDER BY n.name COLLATE "C") AS lines
		FROM nodes n
		GROUP BY n.schema
	)
	SELECT 'flowchart LR' || E'\n'
		|| (SELECT pg_catalog.string_agg(pg_catalog.format(E'  subgraph %s\n%s\n  end', y.schema, y.lines), E'\n'
				ORDER BY pg_catalog.array_position(ARRAY['raw', 'ecom', 'staging', 'refinement', 'mart', 'bi']::pg_catalog.name[], y.schema), y.schema)
			FROM layers y) || E'\n'
		|| (SELECT pg_catalog.string_agg(pg_catalog.format('  %s --> %s', e.source_node, e.node), E'\n'
				ORDER BY e.source_node COLLATE "C", e.node COLLATE "C")
			FROM edges e) || E'\n';
END;
COMMENT ON FUNCTION ecom.lineage_diagram() IS
'ecom.lineage as a Mermaid flow chart: tables are drawn as cylinders, views rounded. psql -At -c "SELECT ecom.lineage_diagram()" > lineage.mmd';

CREATE VIEW ecom.status AS
WITH RECURSIVE reached AS	/* the tables behind a model, through all others */
(
	SELECT d.model::pg_catalog.oid AS model, d.source::pg_catalog.oid AS source FROM ecom.model_dependencies d
	UNION
	SELECT r.model, d.source::pg_catalog.oid FROM reached r JOIN ecom.model_dependencies d ON d.model::pg_catalog.oid = r.source
),
arrivals AS
(
	SELECT pg_catalog.to_regclass(l.target)::pg_catalog.oid AS source, l.loaded_at AS arrived_at FROM raw.loads l
	UNION ALL
	SELECT 'raw.state_demographics'::pg_catalog.regclass::pg_catalog.oid, d.fetched_at FROM raw.state_demographics d
)
SELECT
	m.schema,
	m.model,
	s.refreshed_at,
	s.run_id,
	s.rows,
	s.seconds,
	CASE WHEN EXISTS (SELECT FROM reached r WHERE r.model = m.model_oid AND r.source = 'raw.amazon_purchases'::pg_catalog.regclass::pg_catalog.oid)
		THEN (SELECT pg_catalog.max(d.date_key) FROM refinement.dim_date d) END AS newest_order,
	(SELECT pg_catalog.max(a.arrived_at) FROM reached r JOIN arrivals a ON a.source = r.source
		WHERE r.model = m.model_oid AND a.arrived_at <= s.refreshed_at) AS newest_load,
	t.is_stale,
	t.reason
FROM ecom.models m
JOIN ecom.model_staleness t ON t.model_oid = m.model_oid
LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model;
COMMENT ON VIEW ecom.status IS 'How fresh each model is; one row per model. Reads the row headers of all source tables';
COMMENT ON COLUMN ecom.status.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.status.model IS 'Name of the model';
COMMENT ON COLUMN ecom.status.refreshed_at IS 'When ecom.refresh() last rebuilt it; NULL if it never did';
COMMENT ON COLUMN ecom.status.run_id IS 'The run that did, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.status.rows IS 'Rows since then';
COMMENT ON COLUMN ecom.status.seconds IS 'How long that took, ANALYZE included';
COMMENT ON COLUMN ecom.status.newest_order IS 'Day of the newest order in it; NULL for models without orders';
COMMENT ON COLUMN ecom.status.newest_load IS 'The newest load by load_csv, load_directory or of Census figures that is in it; NULL if none is known, as of rows that came by COPY or INSERT';
COMMENT ON COLUMN ecom.status.is_stale IS 'Has something that it reads changed since?';
COMMENT ON COLUMN ecom.status.reason IS 'What has changed; NULL if nothing has';

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
		(SELECT pg_catalog.max(l.finished_at) FROM ecom.refresh_log l WHERE l.outcome = 'done') AS last_done_at,
		(SELECT s.value::pg_catalog.interval FROM ecom.settings s WHERE s.name = 'max_refresh_age') AS max_age
) d
LEFT JOIN LATERAL
(
	SELECT l.finished_at, l.message FROM ecom.refresh_log l WHERE l.outcome = 'failed' ORDER BY l.finished_at DESC LIMIT 1
) f ON true;
COMMENT ON VIEW ecom.refresh_monitor IS 'Are refreshes on time, and did the last one succeed? For a monitoring system to ask every few minutes; one row';
COMMENT ON COLUMN ecom.refresh_monitor.last_done_at IS 'When the last refresh that succeeded ended; NULL if none did';
COMMENT ON COLUMN ecom.refresh_monitor.is_overdue IS 'Is that longer ago than the setting max_refresh_age allows?';
COMMENT ON COLUMN ecom.refresh_monitor.max_age IS 'The setting max_refresh_age';
COMMENT ON COLUMN ecom.refresh_monitor.last_failed_at IS 'When the last refresh that failed ended; NULL if none did';
COMMENT ON COLUMN ecom.refresh_monitor.last_error IS 'Its message';
COMMENT ON COLUMN ecom.refresh_monitor.last_run_failed IS 'Did the latest run fail? NULL if none has failed';

CREATE VIEW bi.data_freshness AS
SELECT
	(SELECT pg_catalog.min(d.date_key) FROM refinement.dim_date d) AS first_order_date,
	(SELECT pg_catalog.max(d.date_key) FROM refinement.dim_date d) AS last_order_date,
	(SELECT pg_catalog.max(d.year)::pg_catalog.int4 FROM refinement.dim_date d WHERE d.is_complete_year) AS last_complete_year,
	(SELECT pg_catalog.max(d.survey_year) FROM refinement.dim_state_demographics d) AS last_census_year,
	(SELECT pg_catalog.max(s.refreshed_at) FROM ecom.model_state s WHERE s.schema = 'mart') AS last_refresh_at,
	EXISTS	/* the lock that a run holds, see src/refresh/refresh.c; 1701015405 is ecom in ASCII */
	(
		SELECT FROM pg_catalog.pg_lock_status() l
		WHERE l.locktype = 'advisory' AND l.classid = 1701015405 AND l.objid = 1 AND l.objsubid = 2 AND l.granted
			AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
	) AS is_refreshing;
COMMENT ON VIEW bi.data_freshness IS 'How far the data behind the marts reach, and how old they are; one row';
COMMENT ON COLUMN bi.data_freshness.first_order_date IS 'Day of the oldest order; NULL while there are none';
COMMENT ON COLUMN bi.data_freshness.last_order_date IS 'Day of the newest order; NULL while there are none';
COMMENT ON COLUMN bi.data_freshness.last_complete_year IS 'Newest year that the orders cover: see refinement.dim_date.is_complete_year';
COMMENT ON COLUMN bi.data_freshness.last_census_year IS 'Newest year with Census figures';
COMMENT ON COLUMN bi.data_freshness.last_refresh_at IS 'When a mart was last rebuilt; NULL if none was. A refresh that found nothing changed does not count';
COMMENT ON COLUMN bi.data_freshness.is_refreshing IS 'Is a run of ecom.refresh() going on? What it will change shows when it ends';
