/*
 * When one machine is too small: purchases on the nodes of a Citus cluster, and the models that have a row for each line where the lines are.
 * All that is smaller stays on this server, and is made as on one machine.
 *
 *	raw.amazon_purchases				by respondent as it is spelled: each line goes to its node
 *	shards.stg_state_codes, shards.respondents, shards.dim_state_demographics
 *										on every node: what lines are joined with
 *	shards.checked_purchase_lines		by respondent, as all that follows; from node to node where one is spelled in several ways
 *	shards.rejected_purchase_lines		staging.stg_amazon_purchases_rejected is a view of it
 *	shards.stg_amazon_purchases			staging.stg_amazon_purchases
 *	shards.fct_orders					refinement.fct_orders
 *	shards.ref_orders_enriched			refinement.ref_orders_enriched
 *	shards.product_lines				by product: refinement.dim_product and .product_sums are made of it
 *
 * Beside each is the view that says which rows it is to have.  It is the definition that one machine has, with other names in it.
 */

CREATE FUNCTION ecom.distributed_tables(OUT step integer, OUT name text, OUT distributed_by text, OUT columns_of text, OUT model text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE ROWS 9
BEGIN ATOMIC
	VALUES
		(1, 'stg_state_codes', NULL, 'staging.stg_state_codes', NULL),
		(2, 'respondents', NULL, 'refinement.respondents', NULL),
		(3, 'dim_state_demographics', NULL, 'refinement.dim_state_demographics', NULL),
		(4, 'checked_purchase_lines', 'respondent', 'staging.checked_purchase_lines', NULL),
		(5, 'rejected_purchase_lines', 'respondent', 'staging.rejected_purchase_lines', 'staging.stg_amazon_purchases_rejected'),
		(6, 'stg_amazon_purchases', 'survey_responseid', 'staging.stg_amazon_purchases', 'staging.stg_amazon_purchases'),
		(7, 'fct_orders', 'user_key', 'refinement.fct_orders', 'refinement.fct_orders'),
		(8, 'ref_orders_enriched', 'survey_responseid', 'refinement.ref_orders_enriched', 'refinement.ref_orders_enriched'),
		(9, 'product_lines', 'bucket', NULL, NULL);
END;
COMMENT ON FUNCTION ecom.distributed_tables() IS
'The tables that ecom.distribute() makes in schema shards, one row per table: in which step it is filled, by which column its rows are distributed (NULL: all of them are on every node), which relation it has the columns of (NULL: columns of its own), and which model is a view of it, if one is';
REVOKE EXECUTE ON FUNCTION ecom.distributed_tables() FROM PUBLIC;

CREATE FUNCTION ecom.lock_distributed_sources() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM ecom.distributed_models) THEN
		LOCK TABLE raw.amazon_purchases IN SHARE MODE;
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.lock_distributed_sources() IS
'For ecom.refresh(): where purchases are distributed, writers of raw.amazon_purchases wait on all nodes until the transaction ends. No snapshot reaches over nodes, so that what a refresh reads must not change meanwhile.';
REVOKE EXECUTE ON FUNCTION ecom.lock_distributed_sources() FROM PUBLIC;

CREATE FUNCTION ecom.require_coordinator() RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'there is no Citus in this database',
			HINT = 'CREATE EXTENSION citus, and name the nodes by citus_set_coordinator_host() and citus_add_node(): see docs/scale-out.md.';
	END IF;
	IF (SELECT g.groupid FROM pg_dist_local_group g) <> 0 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'this is a worker of the cluster',
			HINT = concat('Connect to the coordinator', (SELECT format(', %s:%s', n.nodename, n.nodeport) FROM pg_dist_node n WHERE n.groupid = 0), '.');
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.require_coordinator() IS 'An error, with what to do, in a database without Citus and on a worker of a cluster';
REVOKE EXECUTE ON FUNCTION ecom.require_coordinator() FROM PUBLIC;

CREATE FUNCTION ecom.require_distributable() RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	distributed_by text;
BEGIN
	IF EXISTS (SELECT FROM ecom.distributed_models) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'purchases are distributed already',
			HINT = 'ecom.distributed_models lists what is, and ecom.undistribute() brings it back.';
	END IF;
	PERFORM ecom.require_coordinator();
	IF NOT EXISTS (SELECT FROM pg_dist_node n WHERE n.isactive AND n.shouldhaveshards) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'no node of the cluster takes shards',
			HINT = 'Add one: SELECT citus_add_node(host, port).';
	END IF;
	IF to_regnamespace('shards') IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'duplicate_schema',
			MESSAGE = 'there is a schema "shards" already',
			HINT = 'That name is for what ecom.distribute() makes: rename the schema that has it.';
	END IF;
	SELECT column_to_column_name(p.logicalrelid, p.partkey) INTO distributed_by FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass;
	IF FOUND AND (distributed_by IS DISTINCT FROM 'survey_responseid' OR EXISTS
		(SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass AND p.partmethod <> 'h')) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('raw.amazon_purchases is distributed by %s', coalesce(distributed_by, 'no column')),
			DETAIL = 'Its rows have to be by survey_responseid.',
			HINT = 'Bring them back first: SELECT * FROM ecom.undistribute().';
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.require_distributable() IS 'An error, with the reason and what to do, where ecom.distribute() cannot do what it does';
REVOKE EXECUTE ON FUNCTION ecom.require_distributable() FROM PUBLIC;

/* The tables, without rows, and the entries of what they are for. */
CREATE FUNCTION ecom.create_distributed_tables(shards integer) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	piece record;
BEGIN
	CREATE SCHEMA shards;
	/* so many buckets that each shard has some, few enough for each to be worth a sum of its own */
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
		/* samples as those of the models: each shard takes its own */
		EXECUTE (SELECT format('ALTER TABLE shards.%I %s', piece.name, string_agg(format('ALTER %I SET STATISTICS 20', a.attname), ', '))
			FROM pg_attribute a WHERE a.attrelid = format('shards.%I', piece.name)::regclass AND a.attnum > 0);
		IF piece.distributed_by IS NULL THEN
			PERFORM create_reference_table(format('shards.%I', piece.name)::regclass);
		ELSIF piece.name IN ('checked_purchase_lines', 'product_lines') THEN
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by, shard_count => create_distributed_tables.shards, colocate_with => 'none');
		ELSE
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by, colocate_with => 'shards.checked_purchase_lines');
		END IF;
	END LOOP;
	INSERT INTO ecom.distributed_models (model, storage, definition, is_on_every_node, query, parts)
	SELECT coalesce(t.model, format('shards.%I', t.name)), format('shards.%I', t.name), format('shards.%I', t.name || '_definition'), t.distributed_by IS NULL, pg_get_viewdef(to_regclass(t.model)),
		(
			SELECT jsonb_agg(jsonb_build_object('part', v.part, 'field', v.field, 'statement', v.statement))
			FROM
			(
				SELECT p.part, p.field, p.statement FROM ecom.view_parts(to_regclass(t.model)) p WHERE p.part IN ('column', 'index', 'statistics')
				UNION ALL
				SELECT 'storage', NULL, format('ALTER MATERIALIZED VIEW %s %s', t.model, o.setting)
				FROM pg_class c
				LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
				CROSS JOIN LATERAL (VALUES ('SET (' || array_to_string(c.reloptions, ', ') || ')'), ('SET TABLESPACE ' || quote_ident(s.spcname))) AS o (setting)
				WHERE c.oid = to_regclass(t.model) AND o.setting IS NOT NULL
			) v
		)
	FROM ecom.distributed_tables() t;
END
$$;
COMMENT ON FUNCTION ecom.create_distributed_tables(integer) IS 'For ecom.distribute(): makes the tables of ecom.distributed_tables(), with so many shards';
REVOKE EXECUTE ON FUNCTION ecom.create_distributed_tables(integer) FROM PUBLIC;

/*
 * Nodes are asked by who asks: a view's owner is nobody to them.  What is granted here is an initial privilege, as of what an extension's script
 * makes, and no part of a dump.
 */
CREATE FUNCTION ecom.share_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	piece record;
BEGIN
	FOR piece IN
		SELECT DISTINCT t.name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
		FROM ecom.distributed_tables() t
		JOIN pg_class c ON c.oid = to_regclass(t.model)
		CROSS JOIN LATERAL aclexplode(c.relacl) a
		WHERE a.privilege_type = 'SELECT' AND a.grantee <> c.relowner
		ORDER BY 1, 2
	LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA shards TO %s', piece.grantee);
		EXECUTE format('GRANT SELECT ON shards.%I TO %s', piece.name, piece.grantee);
	END LOOP;
	/* who loads: Citus has given them the table there, and not its schema */
	FOR piece IN
		SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
		FROM pg_class c
		CROSS JOIN LATERAL aclexplode(c.relacl) a
		WHERE c.oid = 'raw.amazon_purchases'::regclass AND a.grantee <> c.relowner
	LOOP
		PERFORM run_command_on_workers(format('GRANT USAGE ON SCHEMA raw TO %s', piece.grantee));
	END LOOP;
	DELETE FROM pg_init_privs p
	WHERE (p.classoid = 'pg_namespace'::regclass AND p.objoid = 'shards'::regnamespace)
		OR (p.classoid = 'pg_class'::regclass AND p.objoid IN (SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'shards'::regnamespace));
	INSERT INTO pg_init_privs (objoid, classoid, objsubid, privtype, initprivs)
	SELECT n.oid, 'pg_namespace'::regclass, 0, 'e', n.nspacl FROM pg_namespace n WHERE n.oid = 'shards'::regnamespace AND n.nspacl IS NOT NULL
	UNION ALL
	SELECT c.oid, 'pg_class'::regclass, 0, 'e', c.relacl FROM pg_class c WHERE c.relnamespace = 'shards'::regnamespace AND c.relacl IS NOT NULL;
END
$$;
COMMENT ON FUNCTION ecom.share_distributed_tables() IS
'For ecom.distribute(), and to be called once more after a GRANT: who may read a model that is distributed may read the table with its rows, on all nodes, and who may load has the schema raw there. Not who has rights on single columns of it, or on views of others: they need SELECT on the table in schema shards. An error (42704) where a role is not on one of the nodes';
REVOKE EXECUTE ON FUNCTION ecom.share_distributed_tables() FROM PUBLIC;

/* Models become views of the tables; what is made of products reads those by product, and is summed up bucket by bucket. */
CREATE FUNCTION ecom.show_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	PERFORM ecom.replace_models(
	(
		SELECT jsonb_object_agg(r.name, r.replacement)
		FROM
		(
			SELECT t.model, jsonb_build_object('kind', 'VIEW', 'definition',
				CASE t.name
					/* a line without respondent has an empty one there */
					WHEN 'rejected_purchase_lines' THEN replace(replace(pg_get_viewdef(t.model::regclass), 'staging.rejected_purchase_lines', 'shards.rejected_purchase_lines'),
						'r.raw_responseid', 'nullif(r.raw_responseid, '''')')
					ELSE format('SELECT %s FROM shards.%I l',
						(SELECT string_agg(format('l.%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.model::regclass AND a.attnum > 0 AND NOT a.attisdropped), t.name)
				END)
			FROM ecom.distributed_tables() t WHERE t.model IS NOT NULL
			UNION ALL
			SELECT p.name, jsonb_build_object('definition',
				replace(replace(pg_get_viewdef(p.name::regclass), 'staging.stg_amazon_purchases', 'shards.product_lines'), 'GROUP BY ()', 'GROUP BY l.bucket'))
			FROM unnest('{refinement.dim_product,refinement.product_sums}'::text[]) AS p (name)
		) r (name, replacement)
	), false);
END
$$;
COMMENT ON FUNCTION ecom.show_distributed_tables() IS 'For ecom.distribute(): models are views of the distributed tables from now on, and what reads them is created again';
REVOKE EXECUTE ON FUNCTION ecom.show_distributed_tables() FROM PUBLIC;

CREATE FUNCTION ecom.define_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	piece record;
BEGIN
	CREATE VIEW shards.checked_purchase_lines_definition AS SELECT * FROM staging.checked_purchase_lines;
	EXECUTE format('CREATE VIEW shards.rejected_purchase_lines_definition AS %s',
		replace(pg_get_viewdef('staging.rejected_purchase_lines'::regclass), 'staging.doubtful_purchase_lines', 'shards.checked_purchase_lines'));
	/* a line is known by its place among those whose respondent is spelled alike: they are in one shard; by the respondent, who is not missing, it stays on its node */
	EXECUTE format('CREATE VIEW shards.stg_amazon_purchases_definition AS %s
		WHERE NOT EXISTS (SELECT FROM shards.rejected_purchase_lines r WHERE r.respondent = l.respondent AND r.raw_responseid = l.raw_responseid AND r.line = l.line)',
		rtrim(replace(replace(pg_get_viewdef('staging.purchases_of_lines'::regclass), 'staging.cleaned_purchase_lines', 'shards.checked_purchase_lines'),
			'l.survey_responseid', 'l.respondent AS survey_responseid'), ';'));
	FOR piece IN SELECT t.name, t.columns_of FROM ecom.distributed_tables() t WHERE t.distributed_by IS NULL LOOP
		EXECUTE format('CREATE VIEW shards.%I AS SELECT * FROM %s', piece.name || '_definition', piece.columns_of);
	END LOOP;
	FOR piece IN SELECT d.definition, d.query FROM ecom.distributed_models d WHERE d.model IN ('refinement.fct_orders', 'refinement.ref_orders_enriched') LOOP
		EXECUTE format('CREATE VIEW %s AS %s', piece.definition,
			replace(replace(replace(piece.query, 'staging.stg_state_codes', 'shards.stg_state_codes'), 'refinement.respondents', 'shards.respondents'),
				'refinement.dim_state_demographics', 'shards.dim_state_demographics'));
	END LOOP;
	CREATE VIEW shards.product_lines_definition AS
	SELECT ecom.product_part(l.product_code) % 64 AS bucket, l.order_year, l.order_month, l.quantity, l.product_code, l.order_value, l.category, l.title
	FROM staging.stg_amazon_purchases l
	WHERE l.product_code IS NOT NULL;
END
$$;
COMMENT ON FUNCTION ecom.define_distributed_tables() IS 'For ecom.distribute(): makes the views that say which rows each of its tables is to have';
REVOKE EXECUTE ON FUNCTION ecom.define_distributed_tables() FROM PUBLIC;

/* What is in schema shards comes and goes with the extension, and is no part of a dump. */
CREATE FUNCTION ecom.own_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	piece record;
BEGIN
	ALTER EXTENSION ecom_analytics ADD SCHEMA shards;
	FOR piece IN SELECT c.oid, c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind FROM pg_class c WHERE c.relnamespace = 'shards'::regnamespace AND c.relkind IN ('r', 'v') LOOP
		EXECUTE format('ALTER EXTENSION ecom_analytics ADD %s shards.%I', piece.kind, piece.relname);
		EXECUTE format('COMMENT ON %s shards.%I IS %L', piece.kind, piece.relname,
			CASE piece.kind WHEN 'VIEW' THEN format('The rows that shards.%I is to have', regexp_replace(piece.relname, '_definition$', ''))
				ELSE coalesce((SELECT format('Rows of %s, on the nodes', d.model) FROM ecom.distributed_models d WHERE d.storage = format('shards.%I', piece.relname) AND d.model <> d.storage),
					'What distributed models are made from, on the nodes') END);
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.own_distributed_tables() IS 'For ecom.distribute(): what it has made is a part of the extension';
REVOKE EXECUTE ON FUNCTION ecom.own_distributed_tables() FROM PUBLIC;

CREATE FUNCTION ecom.distribute(shards integer DEFAULT NULL, OUT model text, OUT storage text, OUT distributed_by text, OUT rows bigint) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	shard_count integer;
	is_distributed boolean;
	messages text := current_setting('client_min_messages');
	propagation text;
BEGIN
	PERFORM ecom.require_distributable();
	propagation := current_setting('citus.enable_ddl_propagation');
	shard_count := coalesce(distribute.shards, current_setting('citus.shard_count')::integer);
	is_distributed := EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass);
	IF is_distributed THEN
		shard_count := (SELECT count(*) FROM pg_dist_shard s WHERE s.logicalrelid = 'raw.amazon_purchases'::regclass);
		IF distribute.shards <> shard_count THEN
			RAISE EXCEPTION USING
				ERRCODE = 'object_not_in_prerequisite_state',
				MESSAGE = format('raw.amazon_purchases has %s shards already', shard_count),
				HINT = 'Leave shards out, or bring its rows back first: SELECT * FROM ecom.undistribute().';
		END IF;
	END IF;
	RAISE NOTICE 'purchases go to % nodes, in % shards', (SELECT count(*) FROM pg_dist_node n WHERE n.isactive AND n.shouldhaveshards), shard_count;
	PERFORM ecom.create_distributed_tables(shard_count);
	IF NOT is_distributed THEN
		/* a line without respondent has no place among the nodes */
		UPDATE raw.amazon_purchases p SET survey_responseid = '' WHERE p.survey_responseid IS NULL;
		PERFORM create_distributed_table('raw.amazon_purchases', 'survey_responseid', shard_count => shard_count, colocate_with => 'none');
		PERFORM truncate_local_data_after_distributing_table('raw.amazon_purchases');
		/* they are other rows now, in no order of their transactions */
		UPDATE raw.loads l SET transactions = NULL WHERE l.target_table = 'raw.amazon_purchases'::regclass;
	END IF;

	/* all else is for this server alone, and Citus need not say so */
	PERFORM set_config('citus.enable_ddl_propagation', 'off', true), set_config('client_min_messages', 'warning', true);
	PERFORM ecom.show_distributed_tables();
	PERFORM ecom.define_distributed_tables();
	PERFORM ecom.own_distributed_tables();
	PERFORM set_config('citus.enable_ddl_propagation', propagation, true), set_config('client_min_messages', messages, true);
	PERFORM ecom.share_distributed_tables();
	PERFORM FROM ecom.refresh();
	RETURN QUERY
	SELECT 'raw.amazon_purchases', 'raw.amazon_purchases', 'survey_responseid', (SELECT count(*) FROM raw.amazon_purchases)
	UNION ALL
	(SELECT s.schema || '.' || s.model, d.storage, t.distributed_by, s.rows
	FROM ecom.distributed_tables() t
	JOIN ecom.distributed_models d ON d.storage = format('shards.%I', t.name)
	JOIN ecom.model_state s ON s.schema || '.' || s.model = d.model
	ORDER BY t.step);
END
$$;
COMMENT ON FUNCTION ecom.distribute(integer) IS
'In a database with Citus, with data or before there are any: distributes raw.amazon_purchases among the nodes, by respondent, and makes the models that have a row per line distributed tables, behind views with their names. All models are rebuilt; all or nothing, in one transaction, and readers wait until it ends. shards: how many each table has (NULL: citus.shard_count). A row a table back: the model that it is for (or itself), storage (the table), the column that its rows are distributed by, and how many there are. An error (55000), with what to do, without Citus or nodes, on a worker, and if it was done already. Needs the owner of the extension, who may create schemas. ecom.undistribute() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.distribute(integer) FROM PUBLIC;

/* A table that belongs to an extension Citus does not bring back: so here is done what it does when a distributed table is dropped, and it stays. */
CREATE FUNCTION ecom.bring_back_purchases() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	purchases CONSTANT regclass := 'raw.amazon_purchases';
	piece record;
BEGIN
	CREATE TEMP TABLE ecom_purchases_of_nodes ON COMMIT DROP AS SELECT * FROM raw.amazon_purchases;
	PERFORM master_remove_distributed_table_metadata_from_workers(purchases, 'raw', 'amazon_purchases');
	PERFORM citus_drop_all_shards(purchases, 'raw', 'amazon_purchases', drop_shards_metadata_only => false);
	PERFORM master_remove_partition_metadata(purchases, 'raw', 'amazon_purchases');
	FOR piece IN SELECT t.tgname FROM pg_trigger t WHERE t.tgrelid = purchases AND t.tgfoid = to_regprocedure('citus_truncate_trigger()') LOOP
		EXECUTE format('DROP TRIGGER %I ON raw.amazon_purchases', piece.tgname);
	END LOOP;
	UPDATE pg_temp.ecom_purchases_of_nodes p SET survey_responseid = NULL WHERE p.survey_responseid = '';
	INSERT INTO raw.amazon_purchases SELECT * FROM pg_temp.ecom_purchases_of_nodes;
	DROP TABLE pg_temp.ecom_purchases_of_nodes;
	UPDATE raw.loads l SET transactions = NULL WHERE l.target_table = purchases;
END
$$;
COMMENT ON FUNCTION ecom.bring_back_purchases() IS 'For ecom.undistribute(): raw.amazon_purchases is a table of this server again, with the same rows';
REVOKE EXECUTE ON FUNCTION ecom.bring_back_purchases() FROM PUBLIC;

CREATE FUNCTION ecom.undistribute(OUT model text, OUT rows bigint) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE ROWS 7 SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	replacements jsonb;
	messages text := current_setting('client_min_messages');
	propagation text;
	models text[] := (SELECT array_agg(t.model ORDER BY t.step) FROM ecom.distributed_tables() t WHERE t.model IS NOT NULL);
BEGIN
	PERFORM ecom.require_coordinator();
	IF NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = 'raw.amazon_purchases'::regclass) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'purchases are not distributed',
			HINT = 'ecom.distribute() does that.';
	END IF;

	propagation := current_setting('citus.enable_ddl_propagation');
	SELECT jsonb_object_agg(r.name, r.replacement) INTO replacements
	FROM
	(
		/* all else reads staging, and will only by its new definition */
		SELECT d.model, jsonb_build_object('kind', 'MATERIALIZED VIEW', 'definition', d.query, 'parts', d.parts, 'level', CASE split_part(d.model, '.', 1) WHEN 'staging' THEN 0 ELSE 20 END)
		FROM ecom.distributed_models d WHERE d.query IS NOT NULL
		UNION ALL
		SELECT p.name, jsonb_build_object('level', 20, 'definition',
			replace(replace(pg_get_viewdef(p.name::regclass), 'shards.product_lines', 'staging.stg_amazon_purchases'), 'GROUP BY l.bucket', 'GROUP BY ()'))
		FROM unnest('{refinement.dim_product,refinement.product_sums}'::text[]) AS p (name)
	) r (name, replacement);
	PERFORM set_config('citus.enable_ddl_propagation', 'off', true), set_config('client_min_messages', 'warning', true);
	PERFORM ecom.disown_distributed_tables();
	IF replacements IS NOT NULL THEN
		PERFORM ecom.replace_models(replacements, false);
	END IF;
	DELETE FROM ecom.distributed_models;
	PERFORM set_config('citus.enable_ddl_propagation', propagation, true);
	IF to_regnamespace('shards') IS NOT NULL THEN
		EXECUTE (SELECT format('DROP TABLE %s', string_agg(format('shards.%I', t.name), ', ')) FROM ecom.distributed_tables() t);
		DROP SCHEMA shards;
	END IF;
	PERFORM ecom.bring_back_purchases();
	PERFORM set_config('client_min_messages', messages, true);
	PERFORM FROM ecom.refresh();
	RETURN QUERY
	SELECT 'raw.amazon_purchases', (SELECT count(*) FROM raw.amazon_purchases)
	UNION ALL
	SELECT m.name, s.rows
	FROM unnest(models) WITH ORDINALITY AS m (name, n)
	JOIN ecom.model_state s ON s.schema || '.' || s.model = m.name;
END
$$;
COMMENT ON FUNCTION ecom.undistribute() IS
'Takes back what ecom.distribute() has done: purchases are on this server again, and all models are materialized views. They are rebuilt; all or nothing, in one transaction. A row a table and model back: how many rows it has here. An error (55000) where purchases are not distributed, and on a worker';
REVOKE EXECUTE ON FUNCTION ecom.undistribute() FROM PUBLIC;

CREATE FUNCTION ecom.disown_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	piece record;
BEGIN
	IF to_regnamespace('shards') IS NULL THEN
		RETURN;
	END IF;
	FOR piece IN SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind FROM pg_class c WHERE c.relnamespace = 'shards'::regnamespace AND c.relkind IN ('r', 'v') LOOP
		EXECUTE format('ALTER EXTENSION ecom_analytics DROP %s shards.%I', piece.kind, piece.relname);
	END LOOP;
	ALTER EXTENSION ecom_analytics DROP SCHEMA shards;
	FOR piece IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'shards'::regnamespace AND c.relkind = 'v' LOOP
		EXECUTE format('DROP VIEW shards.%I', piece.relname);
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.disown_distributed_tables() IS 'For ecom.undistribute(): what is in schema shards is no part of the extension any more, and its views are gone';
REVOKE EXECUTE ON FUNCTION ecom.disown_distributed_tables() FROM PUBLIC;
