/* Refresh: what a run does */

/*
 * How a model is rebuilt:
 *	merge	new rows are compared with the old ones, and readers go on: for what BI reads, for what nodes have made (see
 *			ecom.distribute()), which comes whole though most rows are as before, and for small models, of which that
 *			takes less time than new files of it and its index; where the grain is a unique index and there are contents to compare with
 *	fill	it is written anew, into new files that others see from the commit on
 *	command	the same, by REFRESH MATERIALIZED VIEW, which keeps readers out from the beginning: where the model is not stored as a heap
 *	shards	its rows are replaced where they are, on the nodes: where it is distributed, see ecom.distribute()
 */
CREATE FUNCTION ecom.plan_refresh(models regclass[], force boolean,
	OUT model_oid oid, OUT schema text, OUT model text, OUT method text, OUT reason text, OUT inputs jsonb, OUT reads oid[], OUT rows bigint, OUT is_of_extension boolean,
	OUT is_intact boolean, OUT contents text, OUT changes bigint, OUT is_bloated boolean, OUT changed text[], OUT changed_before text[], OUT changed_now text[], OUT storage text, OUT definition text, OUT is_on_every_node boolean)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 30 SET jit = off
BEGIN ATOMIC
	SELECT f.model_oid, f.schema, f.model,
		CASE
			WHEN NOT (force OR f.is_stale) THEN NULL
			WHEN d.model IS NOT NULL THEN 'shards'
			WHEN c.relam <> (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'heap') THEN 'command'
			WHEN c.relispopulated
				AND (f.schema = 'mart' OR t.rows BETWEEN 1 AND 20000 OR f.is_shown
					OR t.rows > 0 AND EXISTS (SELECT FROM ecom.distributed_models n WHERE n.model = f.schema || '.' || f.model))
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
		t.rows,
		EXISTS
		(
			SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
			WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = f.model_oid AND d.deptype = 'e' AND e.extname = 'ecom_analytics'
		),
		f.is_intact AND t.model IS NOT NULL,
		t.contents,
		coalesce(t.changes, 0),
		(force OR f.is_stale) AND coalesce(pg_catalog.pg_table_size(f.model_oid) > 1.2 * t.row_bytes * t.rows + 16 * 8192, false),
		i.names,
		i.before,
		i.now,
		b.storage,
		b.definition,
		d.is_on_every_node
	FROM ecom.model_freshness(models::pg_catalog.oid[]) f
	JOIN pg_catalog.pg_class c ON c.oid = f.model_oid
	LEFT JOIN ecom.distributed_relations d ON d.model = f.model_oid
	LEFT JOIN ecom.distributed_models b ON d.model IS NOT NULL AND b.model = f.schema || '.' || f.model
	LEFT JOIN ecom.model_state t ON t.schema = f.schema AND t.model = f.model
	LEFT JOIN LATERAL
	(
		SELECT pg_catalog.array_agg(c.name) AS names, pg_catalog.array_agg(c.before) AS before, pg_catalog.array_agg(c.now) AS now
		FROM ecom.changed_inputs(f.model_oid, f.inputs, '{}') c
	) i ON f.is_stale AND f.is_intact AND t.model IS NOT NULL AND NOT force
	ORDER BY f.level,
		/* what a rule asks beside has been made before */
		EXISTS (SELECT FROM ecom.row_rules r WHERE r.model = pg_catalog.format('%I.%I', f.schema, f.model) AND r.kind = 'rows' AND r.beside IS NOT NULL),
		f.schema, f.model;
END;
COMMENT ON FUNCTION ecom.plan_refresh(regclass[], boolean) IS
'What ecom.refresh() with these arguments would do now, in this order: the models asked for (NULL: all) and all that they read. method: merge, fill, command or shards, NULL for those that are skipped. reason: why it is rebuilt. inputs, reads: see ecom.model_freshness(). rows: as of the last refresh. is_of_extension: did the model come with the extension? is_intact: does it hold what the last refresh made of it? contents, changes: see ecom.model_state. is_bloated: is it rebuilt, and takes a fifth more room than it would if it were written anew? changed, changed_before, changed_now: see ecom.changed_inputs(). storage, definition, is_on_every_node: see ecom.distributed_models; NULL for others';
REVOKE EXECUTE ON FUNCTION ecom.plan_refresh(regclass[], boolean) FROM PUBLIC;

CREATE FUNCTION ecom.refresh(models regclass[] DEFAULT NULL, force boolean DEFAULT false, "check" boolean DEFAULT false, wait boolean DEFAULT true, strict boolean DEFAULT false,
	OUT schema text, OUT model text, OUT rows bigint, OUT seconds numeric, OUT action text, OUT reason text, OUT rows_added bigint, OUT rows_removed bigint) RETURNS SETOF record
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_refresh';
COMMENT ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean, boolean) IS
'Rebuilds and analyses the materialized views of staging, refinement and mart, your own among them, each after all that it reads. Those made from what is there now are skipped, unless force. models: these and what they read, only. "check" (a reserved word, to be quoted): the data tests of ecom.check() must pass, else nothing changes. wait: whether to wait for another run that is going on, or to fail (55P03). strict: whether a model that is not the extension''s and fails ends the run; else it keeps its rows, which a warning, ecom.status and ecom.model_failures tell, and the others are rebuilt. Models of the extension are rebuilt all or none, and all from one snapshot: rows that are loaded meanwhile are in every model of the next refresh and in none of this one. Readers of mart and bi are not blocked; those of models that are written anew wait for the commit only, which waits for them as long as ecom_analytics.refresh_lock_timeout says. A row a model back: schema, model, rows, seconds (ANALYZE included), action (skipped; appended: rows were added; merged: rows that differ were replaced; rebuilt: written anew; or failed), reason (for a failed one, the error), rows_added and rows_removed (NULL for one that was written anew). Each run is in ecom.refresh_log. Who may execute it needs no rights on the models: each is refreshed as its owner.';
REVOKE EXECUTE ON FUNCTION ecom.refresh(regclass[], boolean, boolean, boolean, boolean) FROM PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('ecom.model_state', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.model_failures', '');

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
