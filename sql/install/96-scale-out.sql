/*
 * When one machine is too small: purchases on the nodes of a Citus cluster, and the models that have a row for each line, or for each product, where
 * these are.  All that is smaller stays on this server; where it is made of lines or products, the nodes make its rows, and it fetches them.
 *
 *	raw.amazon_purchases				by respondent as it is spelled: each line goes to its node
 *	shards.stg_state_codes, shards.respondents, shards.dim_state_demographics
 *										on every node: what lines are joined with
 *	shards.checked_purchase_lines		by respondent, as all that follows; from node to node where one is spelled in several ways
 *	shards.rejected_purchase_lines		staging.stg_amazon_purchases_rejected is a view of it
 *	shards.stg_amazon_purchases			staging.stg_amazon_purchases
 *	shards.fct_orders					refinement.fct_orders
 *	shards.ref_orders_enriched			refinement.ref_orders_enriched
 *	shards.fct_orders_monthly			refinement.fct_orders_monthly is a copy of it, and what begins with all of it is made there
 *	shards.basket_lines					what is in baskets with several categories, by user
 *	shards.product_lines				by product, as those that are made of it
 *	shards.no_product					what dim_product has for lines without a product
 *	shards.dim_product					refinement.dim_product
 *	shards.product_sums					refinement.product_sums
 *	shards.ranked_sums					these sums by what is ranked: all products of a category are in one place, and so are those of a period
 *	shards.product_rankings				refinement.product_rankings
 *	shards.ranked_products				the products at the top, by product again, beside their titles
 *
 * Beside each is the view that says which rows it is to have.  It is the definition that one machine has, with other names in it.
 */

CREATE FUNCTION ecom.distributed_tables(OUT step integer, OUT name text, OUT distributed_by text, OUT columns_of text, OUT model text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE ROWS 17
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
		(9, 'fct_orders_monthly', 'user_key', 'refinement.fct_orders_monthly', NULL),
		(10, 'basket_lines', 'bucket', NULL, NULL),
		(11, 'product_lines', 'bucket', NULL, NULL),
		(12, 'no_product', 'bucket', 'refinement.dim_product', NULL),
		(13, 'dim_product', 'bucket', 'refinement.dim_product', 'refinement.dim_product'),
		(14, 'product_sums', 'bucket', 'refinement.product_sums', 'refinement.product_sums'),
		(15, 'ranked_sums', 'bucket', NULL, NULL),
		(16, 'product_rankings', 'bucket', 'refinement.product_rankings', 'refinement.product_rankings'),
		(17, 'ranked_products', 'bucket', NULL, NULL);
END;
COMMENT ON FUNCTION ecom.distributed_tables() IS
'The tables that ecom.distribute() makes in schema shards, one row per table: in which step it is filled, by which column its rows are distributed (NULL: all of them are on every node), which relation it has the columns of (NULL: columns of its own; behind a bucket, where its rows are distributed by that), and which model is a view of it, if one is';
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
	CREATE TABLE shards.basket_lines
	(
		bucket integer NOT NULL,
		order_date date NOT NULL,
		survey_responseid text COLLATE "C" NOT NULL,
		category text COLLATE "C" NOT NULL
	);
	CREATE TABLE shards.ranked_sums
	(
		bucket integer NOT NULL,
		period integer,
		of_categories boolean NOT NULL,
		products bytea NOT NULL
	);
	CREATE TABLE shards.ranked_products
	(
		bucket integer NOT NULL,
		units bigint NOT NULL,
		rank_by_revenue bigint NOT NULL,
		rank_by_units bigint NOT NULL,
		revenue numeric NOT NULL,
		product_key text COLLATE "C" NOT NULL,
		period text COLLATE "C" NOT NULL,
		category text COLLATE "C" NOT NULL
	);
	FOR piece IN SELECT t.* FROM ecom.distributed_tables() t ORDER BY t.step LOOP
		IF piece.columns_of IS NOT NULL THEN
			EXECUTE format('CREATE TABLE shards.%I AS SELECT %s m.* FROM %s m WITH NO DATA', piece.name, CASE piece.distributed_by WHEN 'bucket' THEN '0 AS bucket,' END, piece.columns_of);
		END IF;
		/* samples as those of the models: each shard takes its own */
		EXECUTE (SELECT format('ALTER TABLE shards.%I %s', piece.name, string_agg(format('ALTER %I SET STATISTICS 20', a.attname), ', '))
			FROM pg_attribute a WHERE a.attrelid = format('shards.%I', piece.name)::regclass AND a.attnum > 0);
		IF piece.distributed_by IS NULL THEN
			PERFORM create_reference_table(format('shards.%I', piece.name)::regclass);
		ELSIF piece.name IN ('checked_purchase_lines', 'basket_lines') THEN
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by, shard_count => create_distributed_tables.shards, colocate_with => 'none');
		ELSE
			PERFORM create_distributed_table(format('shards.%I', piece.name)::regclass, piece.distributed_by,
				colocate_with => CASE piece.distributed_by WHEN 'bucket' THEN 'shards.basket_lines' ELSE 'shards.checked_purchase_lines' END);
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

/* Queries are those of one machine, with other names in them. */
CREATE FUNCTION ecom.changed_query(query text, VARIADIC changes text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	changed text := rtrim(query, '; ');
	pattern text;
BEGIN
	FOR n IN 1 .. cardinality(changes) BY 2 LOOP
		pattern := replace(changes[n], ' ', '\s+');
		IF changed !~ pattern THEN
			RAISE EXCEPTION USING
				ERRCODE = 'internal_error',
				MESSAGE = format('the query of a model does not have "%s"', changes[n]),
				DETAIL = changed;
		END IF;
		changed := regexp_replace(changed, pattern, changes[n + 1], 'g');
	END LOOP;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION ecom.changed_query(text, text[]) IS
'For ecom.distribute(): a query in which each second of the changes takes the place of what the one before it matches, a regular expression in which a blank is any white space; an error where that is nothing';
REVOKE EXECUTE ON FUNCTION ecom.changed_query(text, text[]) FROM PUBLIC;

/*
 * Rows that nodes have made come here as few values (ecom.packed_rows()), which takes a fraction of the bytes, and of the time.  OFFSET 0 says what
 * the nodes do; else they unpacked them, too.
 */
CREATE FUNCTION ecom.fetching_query(columns_of regclass, grouped_by text, query text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT format('SELECT %s FROM (SELECT ecom.packed_rows(ROW(%s)) AS packed FROM (%s) d GROUP BY d.%I OFFSET 0) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (%s)',
		string_agg(format('r.%I', a.attname), ', ' ORDER BY a.attnum), string_agg(format('d.%I', a.attname), ', ' ORDER BY a.attnum), query, grouped_by,
		string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, NULL), CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' END), ', ' ORDER BY a.attnum))
	FROM pg_attribute a
	WHERE a.attrelid = columns_of AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION ecom.fetching_query(regclass, text, text) IS
'For ecom.distribute(): a query that has the rows of another one, which the nodes run. Its columns are those of a relation; grouped_by: a column of the other one, all of whose rows with the same value are on one node';
REVOKE EXECUTE ON FUNCTION ecom.fetching_query(regclass, text, text) FROM PUBLIC;

CREATE FUNCTION ecom.fetched_models(OUT model text, OUT level integer) RETURNS SETOF record LANGUAGE sql IMMUTABLE ROWS 8
BEGIN ATOMIC
	VALUES
		('refinement.fct_orders_monthly', 40),
		('refinement.fct_orders_yearly', 60),
		('refinement.fct_months_with_orders', 60),
		('refinement.category_months', 40),
		('refinement.price_changes', 40),
		('refinement.category_pairs', 40),
		('mart.mart_top_products', 60),
		('mart.mart_top_products_by_category', 60);
END;
COMMENT ON FUNCTION ecom.fetched_models() IS
'The models that stay materialized views of this server where purchases are distributed, and have the nodes make their rows; one row per model. level: for ecom.replace_models(), where they get their own queries back';
REVOKE EXECUTE ON FUNCTION ecom.fetched_models() FROM PUBLIC;

/* Groups that are split up on one machine, for processes of a parallel plan, are groups of a bucket there. */
CREATE FUNCTION ecom.query_on_nodes(model text, query text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT CASE model
		WHEN 'refinement.dim_product' THEN
			ecom.changed_query(split_part(query, 'UNION ALL', 1), '^ SELECT', 'SELECT p.bucket,', 'SELECT ecom\.products', 'SELECT c.bucket, ecom.products',
				'SELECT ecom\.product_catalog', 'SELECT l.bucket, ecom.product_catalog',
				'staging\.stg_amazon_purchases l WHERE \(hashtext\(l\.product_code\) < 0\) GROUP BY \(\)', 'shards.product_lines l GROUP BY l.bucket')
			|| ' UNION ALL SELECT n.* FROM shards.no_product n'
		WHEN 'refinement.product_sums' THEN
			ecom.changed_query(split_part(query, 'UNION ALL', 1), '^ SELECT', 'SELECT s.bucket,', 'SELECT ecom\.product_sums', 'SELECT c.bucket, ecom.product_sums',
				'SELECT ecom\.product_catalog', 'SELECT l.bucket, ecom.product_catalog',
				'staging\.stg_amazon_purchases l WHERE \(ecom\.product_part\(l\.product_code\) < 131072\) GROUP BY \(\)', 'shards.product_lines l GROUP BY l.bucket')
		/* of the rankings of a place those of which it has all products */
		WHEN 'refinement.product_rankings' THEN
			ecom.changed_query(query, '^ SELECT', 'SELECT r.bucket,', 'SELECT ecom\.top_products', 'SELECT s.bucket, s.of_categories, s.period AS of_period, ecom.top_products',
				'refinement\.product_sums s', 'shards.ranked_sums s GROUP BY s.bucket, s.of_categories, s.period')
			|| ' WHERE CASE WHEN r.of_categories THEN t.category IS NOT NULL ELSE t.category IS NULL AND t.period IS NOT DISTINCT FROM r.of_period END'
		WHEN 'refinement.fct_orders_monthly' THEN ecom.fetching_query(model::regclass, 'user_key', 'SELECT * FROM shards.fct_orders_monthly')
		WHEN 'refinement.fct_orders_yearly' THEN ecom.fetching_query(model::regclass, 'user_key', ecom.changed_query(query, 'refinement\.fct_orders_monthly', 'shards.fct_orders_monthly'))
		/* so few rows that Citus adds up those of the nodes */
		WHEN 'refinement.fct_months_with_orders' THEN ecom.changed_query(query, 'refinement\.fct_orders_monthly', 'shards.fct_orders_monthly')
		WHEN 'refinement.category_months' THEN
			ecom.fetching_query(model::regclass, 'bucket', ecom.changed_query(query, '^ SELECT', 'SELECT r.bucket,', 'SELECT ecom\.category_sums', 'SELECT p.bucket, ecom.category_sums',
				'refinement\.product_sums p WHERE \(p\.part < 131072\) UNION ALL .* \(p\.part >= 131072\)', 'shards.ranked_sums p WHERE p.of_categories GROUP BY p.bucket',
				'GROUP BY s\.period, s\.category', 'GROUP BY r.bucket, s.period, s.category'))
		WHEN 'refinement.price_changes' THEN
			ecom.fetching_query(model::regclass, 'bucket', ecom.changed_query(query, '^ SELECT', 'SELECT p.bucket,', 'SELECT ecom\.price_changes', 'SELECT s.bucket, ecom.price_changes',
				'refinement\.product_sums s', 'shards.ranked_sums s WHERE s.of_categories GROUP BY s.bucket'))
		/* all lines of a user are in one bucket */
		WHEN 'refinement.category_pairs' THEN
			ecom.changed_query(query, 'SELECT ecom\.category_pairs\(l\.survey_responseid, l\.order_date, l\.category, (.*)\) AS pairs FROM staging\.stg_amazon_purchases l WHERE (.*)\) b CROSS',
				'SELECT ecom.category_pairs(l.counts, \1) AS pairs FROM (SELECT ecom.basket_counts(l.survey_responseid, l.order_date, l.category) AS counts FROM shards.basket_lines l WHERE \2 GROUP BY l.bucket OFFSET 0) l) b CROSS')
		/* the marts of products at the top */
		ELSE
			ecom.fetching_query(model::regclass, 'bucket', ecom.changed_query(query, '^ SELECT', 'SELECT r.bucket,',
				'refinement\.product_rankings r CROSS JOIN LATERAL unnest\(r\.products\) t\([a-z_, ]*\)',
				'shards.ranked_products r CROSS JOIN LATERAL (SELECT r.product_key, r.units, r.revenue, r.rank_by_revenue, r.rank_by_units) t',
				'refinement\.dim_product p ON \(\(', 'shards.dim_product p ON (p.bucket = r.bucket AND ('))
	END
$$;
COMMENT ON FUNCTION ecom.query_on_nodes(text, text) IS
'For ecom.distribute(): the query of a model that is made of lines or products, on the nodes, from its query on one machine; of one of ecom.fetched_models() that which fetches the rows, of another one with the bucket in front';
REVOKE EXECUTE ON FUNCTION ecom.query_on_nodes(text, text) FROM PUBLIC;

/* Models become views of the tables, or fetch what the nodes make. */
CREATE FUNCTION ecom.show_distributed_tables() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	/* they have no other storage than they had */
	INSERT INTO ecom.distributed_models (model, storage, definition, is_on_every_node, query)
	SELECT f.model, f.model, f.model, false, pg_get_viewdef(f.model::regclass) FROM ecom.fetched_models() f;
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
				END
				/* with whatever it is joined: as the other dimensions, which are here, it is sent to where that is done */
				|| CASE t.name WHEN 'dim_product' THEN ' OFFSET 0' ELSE '' END)
			FROM ecom.distributed_tables() t WHERE t.model IS NOT NULL
			UNION ALL
			SELECT f.model, jsonb_build_object('definition', ecom.query_on_nodes(f.model, pg_get_viewdef(f.model::regclass)))
			FROM ecom.fetched_models() f
		) r (name, replacement)
	), false);
END
$$;
COMMENT ON FUNCTION ecom.show_distributed_tables() IS 'For ecom.distribute(): models are views of the distributed tables from now on, or fetch what the nodes make, and what reads them is created again';
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
	EXECUTE (SELECT format('CREATE VIEW shards.fct_orders_monthly_definition AS %s', d.query) FROM ecom.distributed_models d WHERE d.model = 'refinement.fct_orders_monthly');
	/* so few buckets that a pair is in most of them */
	CREATE VIEW shards.basket_lines_definition AS
	SELECT hashtext(b.survey_responseid) & 15 AS bucket, b.order_date, b.survey_responseid, c.category
	FROM
	(
		SELECT l.survey_responseid, l.order_date, array_agg(DISTINCT l.category) AS categories
		FROM shards.stg_amazon_purchases l
		WHERE l.category <> 'UNKNOWN'
		GROUP BY l.survey_responseid, l.order_date
		HAVING min(l.category) < max(l.category)
	) b
	CROSS JOIN LATERAL unnest(b.categories) AS c (category);
	CREATE VIEW shards.product_lines_definition AS
	SELECT ecom.product_part(l.product_code) % 64 AS bucket, l.order_year, l.order_month, l.quantity, l.product_code, l.order_value, l.category, l.title
	FROM staging.stg_amazon_purchases l
	WHERE l.product_code IS NOT NULL;
	EXECUTE (SELECT format('CREATE VIEW shards.no_product_definition AS SELECT 0 AS bucket, n.* FROM (%s) n', rtrim(split_part(d.query, 'UNION ALL', 3), '; '))
		FROM ecom.distributed_models d WHERE d.model = 'refinement.dim_product');
	FOR piece IN
		SELECT d.definition, ecom.query_on_nodes(d.model, d.query) AS query
		FROM ecom.distributed_models d
		WHERE d.model IN ('refinement.dim_product', 'refinement.product_sums', 'refinement.product_rankings')
	LOOP
		EXECUTE format('CREATE VIEW %s AS %s', piece.definition, piece.query);
	END LOOP;
	CREATE VIEW shards.ranked_sums_definition AS
	SELECT p.bucket, p.period, p.of_categories, p.products_of_it AS products
	FROM (SELECT s.bucket, string_agg(s.products, '') AS products FROM shards.product_sums s GROUP BY s.bucket) s
	CROSS JOIN LATERAL ecom.ranking_parts(s.products, 'UNKNOWN', 12, 64) p;
	CREATE VIEW shards.ranked_products_definition AS
	SELECT ecom.product_part(t.product_key) % 64 AS bucket, t.units, t.rank_by_revenue, t.rank_by_units, t.revenue, t.product_key, r.period, r.category
	FROM shards.product_rankings r
	CROSS JOIN LATERAL unnest(r.products) AS t;
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

/*
 * What is kept of raw.amazon_purchases for a refresh that need not make all distributed models anew: of each respondent, as it is spelled, the
 * version of the lines.  What has changed, whatever it is, is then known by respondent, and each node finds it out for its own.
 */
CREATE FUNCTION ecom.create_line_versions() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	CREATE TABLE shards.line_versions (raw_responseid text COLLATE "C" NOT NULL, lines bigint NOT NULL, sum numeric NOT NULL);
	PERFORM create_distributed_table('shards.line_versions', 'raw_responseid', colocate_with => 'raw.amazon_purchases');
END
$$;
COMMENT ON FUNCTION ecom.create_line_versions() IS 'For ecom.distribute(): makes the table shards.line_versions, beside the lines of raw.amazon_purchases';
REVOKE EXECUTE ON FUNCTION ecom.create_line_versions() FROM PUBLIC;

/* Names what is there only where purchases are distributed. */
CREATE FUNCTION ecom.changed_respondents(before text) RETURNS text[] LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	known record;
	changed text[];
BEGIN
	SELECT count(*) AS respondents, concat(sum(v.lines), ':', sum(v.sum)) AS version INTO known FROM shards.line_versions v;
	IF known.version IS DISTINCT FROM coalesce(changed_respondents.before, ecom.table_version('raw.amazon_purchases')) THEN
		RETURN NULL;
	END IF;
	SELECT array_agg(c.raw_responseid) INTO changed
	FROM
	(
		SELECT coalesce(n.raw_responseid, v.raw_responseid) AS raw_responseid
		FROM
		(
			SELECT p.survey_responseid AS raw_responseid, count(*) AS lines, sum(hashtidextended(p.ctid, (p.xmin::text::bigint << 32) # p.cmin::text::bigint)) AS sum
			FROM raw.amazon_purchases p
			GROUP BY p.survey_responseid
		) n
		FULL JOIN shards.line_versions v ON v.raw_responseid = n.raw_responseid
		WHERE n.lines IS DISTINCT FROM v.lines OR n.sum IS DISTINCT FROM v.sum
	) c;
	/* of more of them it takes longer than to make all anew; each statement names them for each shard */
	IF cardinality(changed) > LEAST(known.respondents / 4, 100000) THEN
		RETURN NULL;
	END IF;
	RETURN ARRAY
	(
		SELECT coalesce(ecom.clean_respondent(c.raw_responseid), '') FROM unnest(changed) AS c (raw_responseid)
		UNION
		/* on another day these may be others, too */
		SELECT f.respondent FROM (SELECT DISTINCT l.respondent FROM shards.checked_purchase_lines l WHERE l.reason = 'order date in the future' OFFSET 0) f
	);
END
$$;
COMMENT ON FUNCTION ecom.changed_respondents(text) IS
'For ecom.refresh(): the respondents of whose lines in raw.amazon_purchases, which is distributed, some are others than at a former version of the table (ecom.table_version(); NULL: that of now), as distributed models name them, and those who have lines of days to come, which are valid one day. NULL if that is not known, or if they are many';
REVOKE EXECUTE ON FUNCTION ecom.changed_respondents(text) FROM PUBLIC;

CREATE FUNCTION ecom.keep_line_versions(respondents text[]) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF respondents IS NULL THEN
		DELETE FROM shards.line_versions;
		INSERT INTO shards.line_versions (raw_responseid, lines, sum)
		SELECT p.survey_responseid, count(*), sum(hashtidextended(p.ctid, (p.xmin::text::bigint << 32) # p.cmin::text::bigint)) FROM raw.amazon_purchases p GROUP BY p.survey_responseid;
	ELSE
		/* literals, by which each node sees to its own */
		EXECUTE format('DELETE FROM shards.line_versions v WHERE coalesce(ecom.clean_respondent(v.raw_responseid), %L) = ANY (%L::text[])', '', respondents);
		EXECUTE format('INSERT INTO shards.line_versions (raw_responseid, lines, sum)
			SELECT p.survey_responseid, count(*), sum(hashtidextended(p.ctid, (p.xmin::text::bigint << 32) # p.cmin::text::bigint)) FROM raw.amazon_purchases p
			WHERE coalesce(ecom.clean_respondent(p.survey_responseid), %L) = ANY (%L::text[]) GROUP BY p.survey_responseid', '', respondents);
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.keep_line_versions(text[]) IS 'For ecom.refresh(): enters the versions of lines of these respondents (NULL: of all) in shards.line_versions as they are now';
REVOKE EXECUTE ON FUNCTION ecom.keep_line_versions(text[]) FROM PUBLIC;

CREATE FUNCTION ecom.distribute(shards integer DEFAULT NULL, OUT model text, OUT storage text, OUT distributed_by text, OUT rows bigint) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE ROWS 18 SET search_path = pg_catalog, pg_temp AS
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

	PERFORM ecom.create_line_versions();

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
	LANGUAGE plpgsql VOLATILE ROWS 8 SET search_path = pg_catalog, pg_temp AS
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
		/* what reads another one that is replaced will only by its new definition */
		SELECT d.model, jsonb_build_object('kind', 'MATERIALIZED VIEW', 'definition', d.query, 'parts', d.parts,
			'level', coalesce(f.level, CASE WHEN d.model LIKE 'staging.%' THEN 0 WHEN d.model = 'refinement.product_rankings' THEN 40 ELSE 20 END))
		FROM ecom.distributed_models d
		LEFT JOIN ecom.fetched_models() f ON f.model = d.model
		WHERE d.query IS NOT NULL
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
		DROP TABLE shards.line_versions;
		DROP SCHEMA shards;
	END IF;
	PERFORM ecom.bring_back_purchases();
	PERFORM set_config('client_min_messages', messages, true);
	PERFORM FROM ecom.refresh();
	RETURN QUERY
	SELECT 'raw.amazon_purchases', (SELECT count(*) FROM raw.amazon_purchases)
	UNION ALL
	(SELECT m.name, s.rows
	FROM unnest(models) WITH ORDINALITY AS m (name, n)
	JOIN ecom.model_state s ON s.schema || '.' || s.model = m.name
	ORDER BY m.n);
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
