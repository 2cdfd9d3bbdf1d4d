/* Refresh: every model in the order that the catalog gives */

CREATE VIEW ecom.models AS
SELECT c.oid AS model_oid, n.nspname AS schema, c.relname AS model
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart');
COMMENT ON VIEW ecom.models IS
'The materialized views of staging, refinement and mart, your own among them; one row per model';
COMMENT ON COLUMN ecom.models.model_oid IS 'OID of the model';
COMMENT ON COLUMN ecom.models.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.models.model IS 'Name of the model';

CREATE VIEW ecom.relation_sources AS
SELECT DISTINCT w.ev_class AS reader, d.refobjid AS source
FROM pg_catalog.pg_rewrite w
JOIN pg_catalog.pg_depend d
	ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
	AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> w.ev_class;
COMMENT ON VIEW ecom.relation_sources IS 'Which relations the query of a view, plain or materialized, names, from the catalog; one row per view and relation';
COMMENT ON COLUMN ecom.relation_sources.reader IS 'OID of the view';
COMMENT ON COLUMN ecom.relation_sources.source IS 'OID of the relation that it reads';

/*
 * A model depends on another if the query behind it reads it, itself or through plain views.
 */
CREATE VIEW ecom.model_dependencies AS
WITH RECURSIVE reached AS
(
	SELECT m.model_oid AS model, s.source
	FROM ecom.models m
	JOIN ecom.relation_sources s ON s.reader = m.model_oid
	UNION
	SELECT r.model, s.source
	FROM reached r
	JOIN pg_catalog.pg_class v ON v.oid = r.source AND v.relkind = 'v'
	JOIN ecom.relation_sources s ON s.reader = r.source
)
SELECT r.model::pg_catalog.regclass AS model, r.source::pg_catalog.regclass AS source
FROM reached r
JOIN pg_catalog.pg_class c ON c.oid = r.source AND c.relkind IN ('r', 'p', 'f', 'm');
COMMENT ON VIEW ecom.model_dependencies IS
'Which tables and models each materialized view of staging, refinement and mart reads, directly or through plain views, from the catalog; one row per model and source';
COMMENT ON COLUMN ecom.model_dependencies.model IS 'The materialized view';
COMMENT ON COLUMN ecom.model_dependencies.source IS 'Table or materialized view that it reads';

CREATE VIEW ecom.model_order AS
WITH RECURSIVE depth AS
(
	SELECT m.model_oid AS model, 1 AS level
	FROM ecom.models m
	UNION
	SELECT d.model::pg_catalog.oid, p.level + 1
	FROM depth p
	JOIN ecom.model_dependencies d ON d.source::pg_catalog.oid = p.model
	WHERE p.level <= (SELECT pg_catalog.count(*) FROM ecom.models)	/* ends a circle */
)
SELECT m.schema, m.model, pg_catalog.max(d.level) AS level, m.model_oid
FROM depth d
JOIN ecom.models m ON m.model_oid = d.model
GROUP BY m.schema, m.model, m.model_oid;
COMMENT ON VIEW ecom.model_order IS
'The models in the order to refresh them: sorted by level, each comes after all that it reads; one row per model';
COMMENT ON COLUMN ecom.model_order.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_order.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_order.level IS '1 for models that read tables only, else one more than the highest level read';
COMMENT ON COLUMN ecom.model_order.model_oid IS 'OID of the model';

/*
 * What was done, and when: this says it of each model, ecom.refresh_log of each run.
 */
CREATE TABLE ecom.model_state
(
	schema text COLLATE "C",
	model text COLLATE "C",
	model_oid oid NOT NULL,
	run_id bigint NOT NULL,
	refreshed_at timestamptz NOT NULL,
	rows bigint NOT NULL,
	seconds numeric NOT NULL,
	inputs jsonb NOT NULL,
	PRIMARY KEY (schema, model)
);
COMMENT ON TABLE ecom.model_state IS 'The last refresh of each model by ecom.refresh(); one row per model';
COMMENT ON COLUMN ecom.model_state.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_state.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_state.model_oid IS 'OID of the model, by which one that was re-created is known';
COMMENT ON COLUMN ecom.model_state.run_id IS 'The run that rebuilt it, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.model_state.refreshed_at IS 'When that run took its snapshot: the model has what was committed before';
COMMENT ON COLUMN ecom.model_state.rows IS 'Rows of the model';
COMMENT ON COLUMN ecom.model_state.seconds IS 'How long it took, ANALYZE included';
COMMENT ON COLUMN ecom.model_state.inputs IS 'Versions of the tables that it reads, see ecom.table_version(), and the date if it reads the clock';

CREATE FUNCTION ecom.table_version(source regclass) RETURNS text
	LANGUAGE c STABLE STRICT COST 100000 AS 'MODULE_PATHNAME', 'ecom_table_version';
COMMENT ON FUNCTION ecom.table_version(regclass) IS
'A text that changes whenever rows of the table do: the number of its rows and a sum over where they are and which transaction wrote them; a second on 10 million rows or so. NULL where that cannot be told: views, partitioned, foreign and distributed tables. Needs SELECT on the table.';

/*
 * A model is stale if something that it reads, itself or through others, has changed since it was last refreshed.
 */
CREATE VIEW ecom.model_staleness AS
WITH RECURSIVE versions AS MATERIALIZED
(
	SELECT s.source, s.name, ecom.table_version(s.source) AS version
	FROM
	(
		SELECT DISTINCT d.source, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
		FROM ecom.model_dependencies d
		JOIN pg_catalog.pg_class c ON c.oid = d.source::pg_catalog.oid AND c.relkind <> 'm'
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	) s
),
reads AS	/* of models, also those that plain views under them read */
(
	SELECT m.model_oid AS model, m.model_oid AS relation
	FROM ecom.models m
	UNION
	SELECT r.model, s.source
	FROM reads r
	JOIN ecom.relation_sources s ON s.reader = r.relation
	JOIN pg_catalog.pg_class v ON v.oid = s.source AND v.relkind = 'v'
),
clocks AS
(
	SELECT r.model
	FROM reads r
	GROUP BY r.model
	HAVING bool_or(pg_catalog.pg_get_viewdef(r.relation)
		~* '\m(current_date|current_time|current_timestamp|localtime|localtimestamp|now\(|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random\()')
),
inputs AS
(
	SELECT i.model, pg_catalog.jsonb_object_agg(i.name, i.version) AS inputs
	FROM
	(
		SELECT d.model::pg_catalog.oid AS model, v.name, v.version FROM ecom.model_dependencies d JOIN versions v ON v.source = d.source
		UNION ALL
		SELECT c.model, 'the date', current_date::pg_catalog.text FROM clocks c
	) i
	GROUP BY i.model
),
own AS
(
	SELECT
		m.model_oid AS model,
		m.schema,
		m.model AS name,
		coalesce(i.inputs, '{}') AS inputs,
		CASE
			WHEN NOT c.relispopulated THEN 'it is not populated'
			WHEN s.run_id IS NULL THEN 'it has not been refreshed yet'
			WHEN s.model_oid <> m.model_oid THEN 'it was created again'
			WHEN coalesce(i.inputs, '{}') <> s.inputs OR pg_catalog.jsonb_path_exists(i.inputs, '$.* ? (@ == null)') THEN
			(
				SELECT pg_catalog.string_agg(n.key, ', ' ORDER BY n.key) || ' changed'
				FROM pg_catalog.jsonb_each(i.inputs) n
				WHERE n.value IS DISTINCT FROM s.inputs -> n.key OR n.value = 'null'
			)
			WHEN later.models IS NOT NULL THEN later.models || ' refreshed later'
		END AS reason
	FROM ecom.models m
	JOIN pg_catalog.pg_class c ON c.oid = m.model_oid
	LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
	LEFT JOIN inputs i ON i.model = m.model_oid
	CROSS JOIN LATERAL
	(
		SELECT pg_catalog.string_agg(pg_catalog.format('%I.%I', u.schema, u.model), ', ' ORDER BY u.schema, u.model) AS models
		FROM ecom.model_dependencies d
		JOIN ecom.models u ON u.model_oid = d.source::pg_catalog.oid
		JOIN ecom.model_state t ON t.schema = u.schema AND t.model = u.model
		WHERE d.model::pg_catalog.oid = m.model_oid AND t.run_id > s.run_id
	) later
),
stale AS
(
	SELECT o.model FROM own o WHERE o.reason IS NOT NULL
	UNION
	SELECT d.model::pg_catalog.oid FROM stale s JOIN ecom.model_dependencies d ON d.source::pg_catalog.oid = s.model
)
SELECT o.model AS model_oid, o.schema, o.name AS model, s.model IS NOT NULL AS is_stale,
	CASE WHEN s.model IS NOT NULL THEN coalesce(o.reason,
	(
		SELECT pg_catalog.string_agg(pg_catalog.format('%I.%I', u.schema, u.model), ', ' ORDER BY u.schema, u.model) || ' stale'
		FROM ecom.model_dependencies d
		JOIN ecom.models u ON u.model_oid = d.source::pg_catalog.oid
		JOIN stale t ON t.model = u.model_oid
		WHERE d.model::pg_catalog.oid = o.model AND u.model_oid <> o.model
	)) END AS reason,
	o.inputs
FROM own o
LEFT JOIN stale s ON s.model = o.model;
COMMENT ON VIEW ecom.model_staleness IS
'Whether something that a model reads has changed since ecom.refresh() rebuilt it; one row per model. Reads the row headers of all source tables';
COMMENT ON COLUMN ecom.model_staleness.model_oid IS 'OID of the model';
COMMENT ON COLUMN ecom.model_staleness.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_staleness.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_staleness.is_stale IS 'Will the next ecom.refresh() rebuild it?';
COMMENT ON COLUMN ecom.model_staleness.reason IS 'Why: which tables changed, or which models that it reads are stale; NULL if it is not stale';
COMMENT ON COLUMN ecom.model_staleness.inputs IS 'Versions of the tables that it reads now, as ecom.model_state keeps them; null for a table that has none';

/*
 * Readers of mart and bi are never blocked: their models are refreshed concurrently, by comparing new and old rows, where the
 * grain is a unique index and there are contents to compare with.  So are small models, of which that takes less time
 * than a new table and its index.
 */
CREATE FUNCTION ecom.plan_refresh(models regclass[], force boolean,
	OUT model_oid oid, OUT schema text, OUT model text, OUT concurrently boolean, OUT reason text, OUT inputs jsonb, OUT rows bigint)
	RETURNS SETOF record LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH RECURSIVE needed AS
	(
		SELECT m.model_oid FROM ecom.models m WHERE models IS NULL OR m.model_oid = ANY (models)
		UNION
		SELECT d.source::pg_catalog.oid FROM needed n JOIN ecom.model_dependencies d ON d.model::pg_catalog.oid = n.model_oid
	),
	shown AS	/* what a view in bi reads, itself or through plain views */
	(
		SELECT v.oid AS relation FROM pg_catalog.pg_class v WHERE v.relkind = 'v' AND v.relnamespace = 'bi'::pg_catalog.regnamespace
		UNION
		SELECT r.source
		FROM shown s
		JOIN pg_catalog.pg_class v ON v.oid = s.relation AND v.relkind = 'v'
		JOIN ecom.relation_sources r ON r.reader = s.relation
	)
	SELECT o.model_oid, o.schema, o.model,
		c.relispopulated
			AND (o.schema = 'mart' OR t.rows BETWEEN 1 AND 20000 OR EXISTS (SELECT FROM shown s WHERE s.relation = o.model_oid))
			AND EXISTS
			(
				SELECT FROM pg_catalog.pg_index i
				WHERE i.indrelid = o.model_oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
			),
		CASE WHEN force THEN 'forced' ELSE s.reason END,
		s.inputs,
		t.rows
	FROM ecom.model_order o
	JOIN pg_catalog.pg_class c ON c.oid = o.model_oid
	JOIN ecom.model_staleness s ON s.model_oid = o.model_oid
	LEFT JOIN ecom.model_state t ON t.schema = o.schema AND t.model = o.model
	WHERE o.model_oid IN (TABLE needed)
	ORDER BY o.level, o.schema, o.model;
END;
COMMENT ON FUNCTION ecom.plan_refresh(regclass[], boolean) IS
'What ecom.refresh() with these arguments would do now, in this order: the models asked for (NULL: all) and all that they read. Those without a reason are skipped. concurrently: without blocking readers. rows: as of the last refresh.';
REVOKE EXECUTE ON FUNCTION ecom.plan_refresh(regclass[], boolean) FROM PUBLIC;

CREATE FUNCTION ecom.refresh(models regclass[] DEFAULT NULL, force boolean DEFAULT false, "check" boolean DEFAULT false, wait boolean DEFAULT true,
	OUT schema text, OUT model text, OUT rows bigint, OUT seconds numeric, OUT action text, OUT reason text) RETURNS SETOF record
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_refresh';
COMMENT ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean) IS
'Rebuilds and analyses the materialized views of staging, refinement and mart, your own among them, each after all that it reads. Those whose tables have not changed are skipped, unless force. models: these and what they read, only. "check" (a reserved word, to be quoted): the data tests of ecom.check() must pass, else nothing changes. wait: whether to wait for another run that is going on, or to fail (55P03). All or nothing, and all from one snapshot: rows that are loaded meanwhile are in every model of the next refresh and in none of this one. Readers of mart and bi are not blocked. A row a model back: schema, model, rows, seconds (ANALYZE included), action (rebuilt or skipped), reason. Each run is in ecom.refresh_log. Who may execute it needs no rights on the models: each is refreshed as its owner.';
REVOKE EXECUTE ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean) FROM PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('ecom.model_state', '');

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
