/*
 * When one machine is too small: purchases on the nodes of a Citus cluster, and the models that have a row for each line where the lines are.
 * All that is smaller stays here, and is made as on one machine.
 *
 *	raw.amazon_purchases						by respondent as it is spelled: COPY sends each line to its node
 *	shards.checked_purchase_lines				by respondent, as all that follows; from node to node where one is spelled in several ways
 *	shards.rejected_purchase_lines				staging.stg_amazon_purchases_rejected is a view of it
 *	shards.stg_amazon_purchases					staging.stg_amazon_purchases
 *	shards.fct_orders							refinement.fct_orders
 *	shards.ref_orders_enriched					refinement.ref_orders_enriched
 *	shards.product_lines						by product, from which refinement.dim_product and .product_sums are made
 *
 * Each has the view beside it that says which rows it is to have.  It is made from the definition that one machine has, with other names in it.
 */

CREATE FUNCTION ecom.lock_distributed_sources() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM ecom.distributed_models) THEN
		LOCK TABLE raw.amazon_purchases IN SHARE MODE;
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.lock_distributed_sources() IS
'Where purchases are distributed, keeps writers of raw.amazon_purchases waiting on all nodes until the transaction ends: no snapshot reaches over nodes, so that what a refresh reads must not change meanwhile. For ecom.refresh()';
REVOKE EXECUTE ON FUNCTION ecom.lock_distributed_sources() FROM PUBLIC;

CREATE FUNCTION ecom.require_distributable() RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	distributed_by text;
BEGIN
	IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'there is no Citus in this database',
			HINT = 'CREATE EXTENSION citus, and name its nodes with citus_set_coordinator_host() and citus_add_node(): see docs/scale-out.md.';
	END IF;
	IF (SELECT g.groupid FROM pg_dist_local_group g) <> 0 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'this is a worker of the cluster',
			HINT = format('Connect to the coordinator%s.', (SELECT format(', %s:%s', n.nodename, n.nodeport) FROM pg_dist_node n WHERE n.groupid = 0));
	END IF;
	IF NOT EXISTS (SELECT FROM pg_dist_node n WHERE n.isactive AND n.shouldhaveshards) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'no node of the cluster takes shards',
			HINT = 'Add one: SELECT citus_add_node(''its host'', its port).';
	END IF;
	IF EXISTS (SELECT FROM ecom.distributed_models) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'purchases are distributed already',
			HINT = 'ecom.distributed_models lists what is; ecom.undistribute() brings it back.';
	END IF;
	SELECT column_to_column_name(p.logicalrelid, p.partkey) INTO distributed_by FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass;
	IF FOUND AND distributed_by IS DISTINCT FROM 'survey_responseid' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'raw.amazon_purchases is distributed otherwise',
			DETAIL = format('Its rows are to be by survey_responseid, and are by %s.', coalesce(distributed_by, 'nothing')),
			HINT = 'Bring them back first: SELECT undistribute_table(''raw.amazon_purchases'').';
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.require_distributable() IS 'An error, with the reason, where ecom.distribute() cannot do what it does';
REVOKE EXECUTE ON FUNCTION ecom.require_distributable() FROM PUBLIC;

/* What becomes of each: the table, the column that its rows are distributed by, what it has the columns of, and the model that is a view of it. */
CREATE FUNCTION ecom.distributed_tables(OUT step integer, OUT name text, OUT distributed_by text, OUT columns_of text, OUT model text) RETURNS SETOF record LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	VALUES
		(1, 'checked_purchase_lines', 'respondent', 'staging.checked_purchase_lines', NULL),
		(2, 'rejected_purchase_lines', 'respondent', 'staging.rejected_purchase_lines', 'staging.stg_amazon_purchases_rejected'),
		(3, 'stg_amazon_purchases', 'survey_responseid', 'staging.stg_amazon_purchases', 'staging.stg_amazon_purchases'),
		(4, 'fct_orders', 'user_key', 'refinement.fct_orders', 'refinement.fct_orders'),
		(5, 'ref_orders_enriched', 'survey_responseid', 'refinement.ref_orders_enriched', 'refinement.ref_orders_enriched'),
		(6, 'product_lines', 'bucket', NULL, NULL);
END;
COMMENT ON FUNCTION ecom.distributed_tables() IS
'The tables of ecom.distribute() in schema shards, in the order that they are filled in: by which column their rows are distributed, which relation they have the columns of (NULL: columns of their own), and which model is a view of them, if one is';
REVOKE EXECUTE ON FUNCTION ecom.distributed_tables() FROM PUBLIC;

CREATE FUNCTION ecom.distribute(shards integer DEFAULT NULL, OUT relation text, OUT distributed_by text, OUT shown_as text, OUT rows bigint) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	shard_count integer;
	piece record;
	definitions jsonb;
	read_lines text := pg_get_viewdef('staging.rejected_purchase_lines'::regclass);
	purchases text := rtrim(pg_get_viewdef('staging.purchases_of_lines'::regclass), ';');
BEGIN
	PERFORM ecom.require_distributable();
	shard_count := coalesce(distribute.shards, current_setting('citus.shard_count')::integer);

	CREATE SCHEMA shards;
	CREATE TABLE shards.product_lines
	(
		bucket integer NOT NULL,
		order_year smallint NOT NULL,
		order_month smallint NOT NULL,
		quantity integer NOT NULL,
		product_code text COLLATE "C" NOT NULL,
		order_value numeric NOT NULL,
		category text COLLATE "C",
		title text COLLATE "C"
	);
	FOR piece IN SELECT t.* FROM ecom.distributed_tables() t ORDER BY t.step LOOP
		IF piece.columns_of IS NOT NULL THEN
			EXECUTE format('CREATE TABLE shards.%I AS SELECT * FROM %s WITH NO DATA', piece.name, piece.columns_of);
		END IF;
		IF piece.step IN (1, 6) THEN
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by, shard_count => shard_count, colocate_with => 'none');
		ELSE
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by, colocate_with => 'shards.checked_purchase_lines');
		END IF;
	END LOOP;

	/* a row without respondent has no place among the nodes */
	UPDATE raw.amazon_purchases p SET survey_responseid = '' WHERE p.survey_responseid IS NULL;
	IF NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass) THEN
		PERFORM create_distributed_table('raw.amazon_purchases', 'survey_responseid', shard_count => shard_count, colocate_with => 'none');
	END IF;

	/* what follows is on this node alone */
	PERFORM set_config('citus.enable_ddl_propagation', 'off', true);
	CREATE VIEW shards.checked_purchase_lines_definition AS SELECT * FROM staging.checked_purchase_lines;
	EXECUTE 'CREATE VIEW shards.rejected_purchase_lines_definition AS ' || replace(read_lines, 'staging.doubtful_purchase_lines', 'shards.checked_purchase_lines');
	/* a line is known by its place among those whose respondent is spelled alike: they are in one shard */
	EXECUTE format($q$CREATE VIEW shards.stg_amazon_purchases_definition AS %s
		WHERE NOT EXISTS (SELECT FROM shards.rejected_purchase_lines r WHERE r.respondent = l.respondent AND r.raw_responseid = l.raw_responseid AND r.line = l.line)$q$,
		replace(purchases, 'staging.cleaned_purchase_lines', 'shards.checked_purchase_lines'));
	CREATE VIEW shards.product_lines_definition AS
	SELECT ecom.product_part(l.product_code) % 64 AS bucket, l.order_year, l.order_month, l.quantity, l.product_code, l.order_value, l.category, l.title
	FROM shards.stg_amazon_purchases l
	WHERE l.product_code IS NOT NULL;
	INSERT INTO ecom.distributed_models (model, storage, definition, step, parts)
	SELECT coalesce(t.model, format('shards.%I', t.name)), format('shards.%I', t.name), format('shards.%I', t.name || '_definition'), t.step,
		(SELECT jsonb_agg(to_jsonb(v)) FROM ecom.view_parts(to_regclass(t.model)) v WHERE v.part IN ('column', 'index', 'statistics'))
	FROM ecom.distributed_tables() t;

	SELECT jsonb_object_agg(d.name, d.replacement) INTO definitions
	FROM
	(
		SELECT t.model AS name, jsonb_build_object('kind', 'VIEW', 'definition',
			CASE t.step
				WHEN 2 THEN replace(pg_get_viewdef('staging.stg_amazon_purchases_rejected'::regclass), 'staging.rejected_purchase_lines', 'shards.rejected_purchase_lines')
				ELSE format('SELECT %s FROM shards.%I l', (SELECT string_agg(format('l.%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
					WHERE a.attrelid = t.model::regclass AND a.attnum > 0 AND NOT a.attisdropped), t.name)
			END) AS replacement
		FROM ecom.distributed_tables() t WHERE t.model IS NOT NULL
		UNION ALL
		SELECT p.name, jsonb_build_object('definition', replace(replace(pg_get_viewdef(p.name::regclass), 'staging.stg_amazon_purchases', 'shards.product_lines'), 'GROUP BY ()', 'GROUP BY l.bucket'))
		FROM unnest('{refinement.dim_product,refinement.product_sums}'::text[]) AS p (name)
	) d;
	/* by the names that their sources will have then */
	CREATE TEMP TABLE definitions_of_lines ON COMMIT DROP AS
	SELECT t.name, pg_get_viewdef(t.model::regclass) AS definition FROM ecom.distributed_tables() t WHERE t.step IN (4, 5);
	PERFORM ecom.replace_models(definitions, false);
	FOR piece IN SELECT * FROM pg_temp.definitions_of_lines LOOP
		EXECUTE format('CREATE VIEW shards.%I AS %s', piece.name || '_definition', piece.definition);
	END LOOP;
	DROP TABLE pg_temp.definitions_of_lines;
END
$$;
COMMENT ON FUNCTION ecom.distribute(integer) IS 'x';
