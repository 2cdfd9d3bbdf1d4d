/*
 * From 1.0 to 1.1: purchases can be distributed.  Each statement is that of sql/install, but for what CREATE OR REPLACE does not do.
 */

\echo Use "ALTER EXTENSION ecom_analytics UPDATE TO '1.1'" to load this file. \quit

/*
 * ecom.exact_sum gets a state of a type.  Models depend on the aggregate, which stays; what it is made of changes below it.
 */

CREATE TYPE ecom.exact_sum_state;

CREATE FUNCTION ecom.exact_sum_state_in(cstring) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_in';
COMMENT ON FUNCTION ecom.exact_sum_state_in(cstring) IS 'A state from its text; an error (22P02) if it is none.';
CREATE FUNCTION ecom.exact_sum_state_out(ecom.exact_sum_state) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_out';
COMMENT ON FUNCTION ecom.exact_sum_state_out(ecom.exact_sum_state) IS 'A state as text.';
CREATE FUNCTION ecom.exact_sum_state_recv(internal) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_recv';
COMMENT ON FUNCTION ecom.exact_sum_state_recv(internal) IS 'A state from its bytes; an error (22P03) if they are none.';
CREATE FUNCTION ecom.exact_sum_state_send(ecom.exact_sum_state) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_send';
COMMENT ON FUNCTION ecom.exact_sum_state_send(ecom.exact_sum_state) IS 'A state as bytes.';

CREATE TYPE ecom.exact_sum_state
(
	INPUT = ecom.exact_sum_state_in,
	OUTPUT = ecom.exact_sum_state_out,
	RECEIVE = ecom.exact_sum_state_recv,
	SEND = ecom.exact_sum_state_send,
	INTERNALLENGTH = variable,
	ALIGNMENT = double,
	/* so that processes hand it over as it is in memory */
	STORAGE = plain
);
COMMENT ON TYPE ecom.exact_sum_state IS
'How far ecom.exact_sum has come; it travels between the nodes of a cluster. As text it is the sum, and while that is beyond what numeric holds, a number and a multiple of 10^131072: 5.5 + 1e131072';

CREATE FUNCTION ecom.exact_sum_add(state ecom.exact_sum_state, amount numeric) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_add';
COMMENT ON FUNCTION ecom.exact_sum_add(ecom.exact_sum_state, numeric) IS 'Transition function of ecom.exact_sum: adds an amount to the state.';
CREATE FUNCTION ecom.exact_sum_combine(state ecom.exact_sum_state, other ecom.exact_sum_state) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_combine';
COMMENT ON FUNCTION ecom.exact_sum_combine(ecom.exact_sum_state, ecom.exact_sum_state) IS 'Combine function of ecom.exact_sum: adds one state to another.';
CREATE FUNCTION ecom.exact_sum_final(state ecom.exact_sum_state) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_final';
COMMENT ON FUNCTION ecom.exact_sum_final(ecom.exact_sum_state) IS 'Final function of ecom.exact_sum: the sum.';
CREATE OR REPLACE AGGREGATE ecom.exact_sum(amount numeric)
(
	SFUNC = ecom.exact_sum_add,
	STYPE = ecom.exact_sum_state,
	SSPACE = 16,
	COMBINEFUNC = ecom.exact_sum_combine,
	FINALFUNC = ecom.exact_sum_final,
	PARALLEL = SAFE
);

DROP FUNCTION ecom.exact_sum_add(internal, numeric), ecom.exact_sum_combine(internal, internal), ecom.exact_sum_serialize(internal),
	ecom.exact_sum_deserialize(bytea, internal), ecom.exact_sum_final(internal);

/* Functions that name models as they run: nothing depends on these then, which are created again below. */

CREATE OR REPLACE FUNCTION ecom.newest_staged_order() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT max(p.order_date) FROM staging.stg_amazon_purchases p;
$$;

CREATE OR REPLACE FUNCTION ecom.newest_of_staged_orders(rows tid[]) RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT max(p.order_date) FROM staging.stg_amazon_purchases p WHERE p.ctid = ANY (newest_of_staged_orders.rows);
$$;

CREATE OR REPLACE FUNCTION ecom.rejected_purchases_by_reason() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT jsonb_object_agg(j.reason, j.lines)
	FROM (SELECT p.reason, count(*) AS lines FROM staging.stg_amazon_purchases_rejected p GROUP BY p.reason) j;
$$;

CREATE OR REPLACE FUNCTION ecom.model_origin(model oid, inputs jsonb, reads oid[], added tid[],
	OUT all_inputs jsonb, OUT entry text, OUT newest_order date, OUT newest_load timestamptz, OUT reasons jsonb) RETURNS record LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT
		model_origin.inputs || coalesce(r.contents, '{}'),
		c.xmin || ' ' || c.ctid,
		CASE
			WHEN c.oid <> pg_catalog.to_regclass('staging.stg_amazon_purchases') THEN r.newest_order
			WHEN model_origin.added IS NULL THEN ecom.newest_staged_order()
			ELSE GREATEST
			(
				(SELECT s.newest_order FROM ecom.model_state s WHERE s.model_oid = model_origin.model),
				ecom.newest_of_staged_orders(model_origin.added)
			)
		END,
		GREATEST
		(
			(SELECT pg_catalog.max(l.loaded_at) FROM raw.loads l WHERE model_origin.inputs ? l.target),
			(SELECT pg_catalog.max(d.fetched_at) FROM raw.state_demographics d WHERE model_origin.inputs ? 'raw.state_demographics'),
			r.newest_load
		),
		CASE c.oid
			WHEN pg_catalog.to_regclass('staging.stg_amazon_purchases_rejected') THEN ecom.rejected_purchases_by_reason()
			WHEN 'staging.stg_survey_rejected'::pg_catalog.regclass THEN ecom.rejected_answers_by_reason()
		END
	FROM pg_catalog.pg_class c
	CROSS JOIN LATERAL
	(
		SELECT pg_catalog.jsonb_object_agg(pg_catalog.format('%I.%I', s.schema, s.model), s.contents) AS contents,
			pg_catalog.max(s.newest_order) AS newest_order,
			pg_catalog.max(s.newest_load) AS newest_load
		FROM ecom.model_state s
		WHERE s.model_oid = ANY (model_origin.reads)
	) r
	WHERE c.oid = model_origin.model;
END;

CREATE OR REPLACE FUNCTION ecom.accept_categories() RETURNS bigint LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
	WITH added AS
	(
		INSERT INTO ecom.known_categories (category)
		SELECT DISTINCT p.category FROM refinement.dim_product p
		ON CONFLICT DO NOTHING
		RETURNING category
	)
	SELECT count(*) FROM added;
$$;

/* Models with other queries: what replaces them. */
DROP FUNCTION ecom.view_parts(regclass);

CREATE OR REPLACE FUNCTION ecom.view_parts(relation regclass, new_kind text DEFAULT NULL, OUT part text, OUT field name, OUT grantor name, OUT statement text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	c pg_class := (SELECT v FROM pg_class v WHERE v.oid = relation);
	kind text := coalesce(new_kind, CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END);
BEGIN
	/* how its columns are stored and sampled */
	RETURN QUERY
	SELECT 'column', a.attname, NULL::name, format('ALTER %s %s ALTER %I %s', kind, relation, a.attname, s.setting)
	FROM pg_attribute a
	JOIN pg_type t ON t.oid = a.atttypid
	CROSS JOIN LATERAL
	(
		VALUES
		(CASE WHEN a.attstorage <> t.typstorage THEN
			'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END),
		(CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END),
		(CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END),
		/* the server keeps options of its own there, which nobody may set */
		((SELECT 'SET (' || string_agg(o.option, ', ') || ')' FROM unnest(a.attoptions) AS o (option) WHERE o.option ~ '^n_distinct'))
	) AS s (setting)
	WHERE a.attrelid = relation AND a.attnum > 0 AND c.relkind = 'm' AND s.setting IS NOT NULL;

	RETURN QUERY
	SELECT 'contents', NULL::name, NULL::name, format('REFRESH MATERIALIZED VIEW %s', relation)
	WHERE c.relkind = 'm' AND c.relispopulated;

	/* indexes: where they are, what is sampled of expressions, which one it is clustered by */
	RETURN QUERY
	SELECT 'index', NULL::name, NULL::name, s.statement
	FROM pg_index i
	JOIN pg_class x ON x.oid = i.indexrelid
	LEFT JOIN pg_tablespace t ON t.oid = x.reltablespace
	CROSS JOIN LATERAL
	(
		SELECT 1 AS step, pg_get_indexdef(x.oid) AS statement
		UNION ALL
		SELECT 2, format('ALTER INDEX %s SET TABLESPACE %I', x.oid::regclass, t.spcname) WHERE t.oid IS NOT NULL
		UNION ALL
		SELECT 3, format('ALTER INDEX %s ALTER %s SET STATISTICS %s', x.oid::regclass, a.attnum, a.attstattarget)
		FROM pg_attribute a
		WHERE a.attrelid = x.oid AND a.attstattarget >= 0
		UNION ALL
		SELECT 4, format('ALTER %s %s CLUSTER ON %I', kind, relation, x.relname) WHERE i.indisclustered
		UNION ALL
		SELECT 5, format('COMMENT ON INDEX %s IS %L', x.oid::regclass, obj_description(x.oid, 'pg_class')) WHERE obj_description(x.oid, 'pg_class') IS NOT NULL
	) s
	WHERE i.indrelid = relation
	ORDER BY x.oid, s.step;

	/* extended statistics */
	RETURN QUERY
	SELECT 'statistics', NULL::name, NULL::name, s.statement
	FROM pg_statistic_ext e
	JOIN pg_namespace n ON n.oid = e.stxnamespace
	CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, e.stxname) AS name) f
	CROSS JOIN LATERAL
	(
		SELECT 1 AS step, pg_get_statisticsobjdef(e.oid) AS statement
		UNION ALL
		SELECT 2, format('ALTER STATISTICS %s OWNER TO %I', f.name, pg_get_userbyid(e.stxowner))
		UNION ALL
		SELECT 3, format('ALTER STATISTICS %s SET STATISTICS %s', f.name, e.stxstattarget) WHERE e.stxstattarget >= 0
		UNION ALL
		SELECT 4, format('COMMENT ON STATISTICS %s IS %L', f.name, obj_description(e.oid, 'pg_statistic_ext')) WHERE obj_description(e.oid, 'pg_statistic_ext') IS NOT NULL
	) s
	WHERE e.stxrelid = relation
	ORDER BY e.oid, s.step;

	/* what makes a plain view writable */
	RETURN QUERY
	SELECT 'rule', NULL::name, NULL::name, pg_get_ruledef(r.oid)
	FROM pg_rewrite r
	WHERE r.ev_class = relation AND r.rulename <> '_RETURN';
	RETURN QUERY
	SELECT 'trigger', NULL::name, NULL::name, pg_get_triggerdef(t.oid)
	FROM pg_trigger t
	WHERE t.tgrelid = relation AND NOT t.tgisinternal;
	RETURN QUERY
	SELECT 'default', a.attname, NULL::name, format('ALTER %s %s ALTER %I SET DEFAULT %s', kind, relation, a.attname, pg_get_expr(d.adbin, d.adrelid))
	FROM pg_attrdef d
	JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
	WHERE d.adrelid = relation;

	RETURN QUERY
	SELECT 'comment', a.attname, NULL::name,
		CASE WHEN d.objsubid = 0
			THEN format('COMMENT ON %s %s IS %L', kind, relation, d.description)
			ELSE format('COMMENT ON COLUMN %s.%I IS %L', relation, a.attname, d.description)
		END
	FROM pg_description d
	LEFT JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = d.objsubid AND d.objsubid > 0
	WHERE d.classoid = 'pg_class'::regclass AND d.objoid = relation;

	/* privileges, each granted by who granted it, who must have it by then: the order of the list is the one they came in */
	RETURN QUERY
	SELECT 'privilege', NULL::name, pg_get_userbyid(c.relowner), format('REVOKE ALL ON %s FROM %I', relation, pg_get_userbyid(c.relowner))
	WHERE c.relacl IS NOT NULL;
	RETURN QUERY
	SELECT 'privilege', NULL::name, pg_get_userbyid(x.grantor),
		format('GRANT %s ON %s TO %s%s', x.privilege_type, relation, g.grantee, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
	FROM aclexplode(c.relacl) WITH ORDINALITY AS x (grantor, grantee, privilege_type, is_grantable, n)
	CROSS JOIN LATERAL (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee) g
	ORDER BY x.n;
	RETURN QUERY
	SELECT 'privilege', a.attname, pg_get_userbyid(x.grantor),
		format('GRANT %s (%I) ON %s TO %s%s', x.privilege_type, a.attname, relation, g.grantee,
			CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
	FROM pg_attribute a
	CROSS JOIN LATERAL aclexplode(a.attacl) WITH ORDINALITY AS x (grantor, grantee, privilege_type, is_grantable, n)
	CROSS JOIN LATERAL (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee) g
	WHERE a.attrelid = relation AND NOT a.attisdropped
	ORDER BY a.attnum, x.n;
END
$$;

COMMENT ON FUNCTION ecom.view_parts(regclass, text) IS
'For ecom.replace_models(): what goes with a view, plain or materialized, when it is dropped; a row a statement that makes it again, as one of new_kind (VIEW or MATERIALIZED VIEW; NULL: the same), in their order: part (what it is about), field (the column that must be there for it, or NULL), grantor (of a privilege: who grants it), statement';

REVOKE EXECUTE ON FUNCTION ecom.view_parts(regclass, text) FROM PUBLIC;

CREATE FUNCTION ecom.replace_models(replacements jsonb, fill boolean) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT
	SET search_path = pg_catalog, pg_temp
	SET default_tablespace = '' AS
$$
DECLARE
	caller text := current_setting('role');
	relation record;
	piece record;
BEGIN
	/* the models and what reads them, with all that goes when they are dropped */
	CREATE TEMP TABLE replaced ON COMMIT DROP AS
	WITH RECURSIVE given AS
	(
		SELECT to_regclass(r.key)::oid AS oid, r.value ->> 'definition' AS definition, r.value ->> 'kind' AS kind, nullif(r.value -> 'parts', 'null') AS parts,
			coalesce((r.value ->> 'level')::integer, 0) AS level
		FROM jsonb_each(replacements) r
	),
	readers AS
	(
		SELECT g.oid, g.level AS depth FROM given g
		UNION
		SELECT w.ev_class, r.depth + 1
		FROM readers r
		JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.classid = 'pg_rewrite'::regclass
		JOIN pg_rewrite w ON w.oid = d.objid AND w.ev_class <> r.oid
	)
	SELECT
		c.oid,
		max(r.depth) AS depth,
		format('%I.%I', n.nspname, c.relname) AS name,
		o.kind AS old_kind,
		coalesce(g.kind, o.kind) AS kind,
		CASE WHEN coalesce(g.kind, o.kind) = o.kind THEN concat_ws(' ',
			'USING ' || quote_ident(m.amname),
			'WITH (' || nullif(concat_ws(', ', array_to_string(c.reloptions, ', '), 'toast.' || array_to_string(t.reloptions, ', toast.')), '') || ')',
			'TABLESPACE ' || quote_ident(s.spcname)) END AS storage,
		rtrim(coalesce(g.definition, pg_get_viewdef(c.oid)), E'; \n\t') AS definition,
		g.parts,
		pg_get_userbyid(c.relowner) AS owner,
		EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS is_member
	FROM readers r
	JOIN pg_class c ON c.oid = r.oid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind) o
	LEFT JOIN given g ON g.oid = c.oid
	LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
	LEFT JOIN pg_am m ON m.oid = c.relam
	LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
	GROUP BY c.oid, n.nspname, t.reloptions, m.amname, s.spcname, o.kind, g.kind, g.definition, g.parts;
	CREATE TEMP TABLE replaced_parts ON COMMIT DROP AS
	SELECT r.oid, p.part, p.field, p.grantor, p.statement, p.n
	FROM pg_temp.replaced r
	CROSS JOIN LATERAL ecom.view_parts(r.oid, r.kind) WITH ORDINALITY AS p (part, field, grantor, statement, n)
	WHERE (fill OR p.part <> 'contents') AND (r.kind = 'MATERIALIZED VIEW' OR p.part IN ('comment', 'privilege', 'rule', 'trigger', 'default'))
	UNION ALL
	/* those that it had when it was a materialized view come first */
	SELECT r.oid, p.value ->> 'part', p.value ->> 'field', r.owner, p.value ->> 'statement', p.n - 1000000
	FROM pg_temp.replaced r
	CROSS JOIN LATERAL jsonb_array_elements(r.parts) WITH ORDINALITY AS p (value, n);

	FOR relation IN SELECT * FROM pg_temp.replaced ORDER BY depth DESC LOOP
		IF relation.is_member THEN
			EXECUTE format('ALTER EXTENSION ecom_analytics DROP %s %s', relation.old_kind, relation.name);
		END IF;
		EXECUTE format('DROP %s %s', relation.old_kind, relation.name);
	END LOOP;

	FOR relation IN SELECT * FROM pg_temp.replaced ORDER BY depth LOOP
		/* empty, and filled when it is its owner's: nobody's query runs with the rights of who upgrades */
		EXECUTE format('CREATE %s %s %s AS %s%s', relation.kind, relation.name, relation.storage, relation.definition,
			CASE relation.kind WHEN 'MATERIALIZED VIEW' THEN ' WITH NO DATA' ELSE '' END);
		EXECUTE format('ALTER %s %s OWNER TO %I', relation.kind, relation.name, relation.owner);
		/* what ALTER DEFAULT PRIVILEGES has given it is not what it had */
		FOR piece IN
			SELECT DISTINCT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee
			FROM pg_class c
			CROSS JOIN LATERAL aclexplode(c.relacl) x
			WHERE c.oid = relation.name::regclass AND x.grantee <> c.relowner
		LOOP
			EXECUTE format('REVOKE ALL ON %s FROM %s', relation.name, piece.grantee);
		END LOOP;
		FOR piece IN SELECT * FROM pg_temp.replaced_parts p WHERE p.oid = relation.oid ORDER BY p.n LOOP
			CONTINUE WHEN piece.field IS NOT NULL AND NOT EXISTS
				(SELECT FROM pg_attribute a WHERE a.attrelid = relation.name::regclass AND a.attname = piece.field AND NOT a.attisdropped);
			IF piece.grantor <> relation.owner THEN
				PERFORM set_config('role', piece.grantor, true);
				EXECUTE piece.statement;
				PERFORM set_config('role', caller, true);
			ELSE
				EXECUTE piece.statement;
			END IF;
		END LOOP;

		IF relation.is_member <> EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = relation.name::regclass AND d.deptype = 'e') THEN
			EXECUTE format('ALTER EXTENSION ecom_analytics %s %s %s', CASE WHEN relation.is_member THEN 'ADD' ELSE 'DROP' END, relation.kind, relation.name);
		END IF;
		/* who makes something a part of the extension, as a script does with what it creates, makes its grants initial ones, which pg_dump leaves out */
		DELETE FROM pg_init_privs p WHERE p.classoid = 'pg_class'::regclass AND p.objoid = relation.name::regclass;
		/* as pg_extension_config_dump() does, which may be called by scripts only */
		IF relation.is_member AND relation.kind = 'MATERIALIZED VIEW' THEN
			UPDATE pg_extension e SET extconfig = e.extconfig || relation.name::regclass::oid, extcondition = e.extcondition || ''::text WHERE e.extname = 'ecom_analytics';
		END IF;
	END LOOP;
	DROP TABLE pg_temp.replaced, pg_temp.replaced_parts;
END
$$;

COMMENT ON FUNCTION ecom.replace_models(jsonb, boolean) IS
'Gives models and views other queries, and creates again what reads them, models and views of yours too, with indexes, statistics objects and targets, comments, privileges, owners, storage, rules and triggers. replacements: by the name of each, with its schema, an object with its definition and, if that is to be another one, its kind (VIEW or MATERIALIZED VIEW) and parts (the statements that go with the latter, as ecom.view_parts() gives them); level: those of a higher one are created later, where they read others only by their new definitions. fill: whether what had contents is refreshed. All or nothing; what it cannot create again, such as a function on one of them, is an error';

REVOKE EXECUTE ON FUNCTION ecom.replace_models(jsonb, boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION ecom.replace_model(model regclass, definition text) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	/* rtrim() takes a multiple of the length in memory, and calls it an internal error where it cannot have that */
	IF octet_length(definition) > 10000000 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'program_limit_exceeded',
			MESSAGE = format('the query for %s has %s bytes, which is too long', model, octet_length(definition)),
			HINT = 'A query of a model has at most 10000000.';
	END IF;
	PERFORM ecom.replace_models(jsonb_build_object(model::text, jsonb_build_object('definition', definition)), true);
END
$$;

/* Staging */

ALTER VIEW staging.cleaned_survey_answers SET (security_barrier);

CREATE OR REPLACE VIEW staging.checked_purchase_lines AS
SELECT c.*,
	CASE
		WHEN c.survey_responseid IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_responseid) IS NULL THEN 'respondent missing' ELSE 'respondent too long' END
		WHEN c.order_date IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_order_date) IS NULL THEN 'order date missing' ELSE 'order date unreadable' END
		WHEN c.order_date < (SELECT s.value::date FROM ecom.settings s WHERE s.name = 'earliest_order_date')
			THEN 'order date before earliest_order_date'
		WHEN c.order_date > (SELECT ecom.today()) THEN 'order date in the future'
		WHEN c.unit_price IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_price) IS NULL THEN 'price missing' ELSE 'price unreadable' END
		WHEN c.unit_price <= 0 THEN 'price not positive'
		WHEN c.quantity IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_quantity) IS NULL THEN 'quantity missing' ELSE 'quantity unreadable' END
		WHEN c.quantity <= 0 THEN 'quantity not positive'
	END AS reason,
	coalesce(c.survey_responseid, '') AS respondent
FROM staging.cleaned_purchase_lines c;

CREATE VIEW staging.doubtful_purchase_lines AS
SELECT l.* FROM staging.checked_purchase_lines l
WHERE l.line = ANY ((SELECT s.lines FROM staging.suspect_purchase_lines s)::tid[]);

COMMENT ON VIEW staging.doubtful_purchase_lines IS
'The raw purchase lines that may have to be rejected, cleaned, with the reason if one is no valid purchase; one row per such line';

DO $$
DECLARE
	field record;
BEGIN
	FOR field IN
		SELECT v.name AS view, a.attname, f.comment
		FROM (VALUES ('read_purchase_lines'), ('cleaned_purchase_lines'), ('checked_purchase_lines'), ('doubtful_purchase_lines')) AS v (name)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.format('staging.%I', v.name)::pg_catalog.regclass AND a.attnum > 0
		JOIN
		(
			VALUES
			('line', 'Physical place of the line in raw.amazon_purchases; holds within one snapshot'),
			('survey_responseid', 'Key of the respondent'),
			('month_first_date', 'Day of the order, the month of 3/4/2021 taken to be the first number'),
			('order_date', 'Day of the order'),
			('quantity', 'Pieces'),
			('state', 'Postal code of the state shipped to; NULL where the line gives none'),
			('unit_price', 'Price of one piece in USD'),
			('product_code', 'Product code, ISBN zeros restored; NULL if missing'),
			('title', 'Title of the product; NULL if missing, or longer than 10,000 characters'),
			('category', 'Category in capitals; UNKNOWN if missing, or longer than 200 characters'),
			('raw_order_date', 'order_date as loaded'),
			('raw_price', 'purchase_price_per_unit as loaded'),
			('raw_quantity', 'quantity as loaded'),
			('raw_state', 'shipping_address_state as loaded'),
			('raw_title', 'title as loaded'),
			('raw_product_code', 'asin_isbn_product_code as loaded'),
			('raw_category', 'category as loaded'),
			('raw_responseid', 'survey_responseid as loaded'),
			('respondent', 'Key of the respondent; empty where there is none'),
			('reason', 'Why the line is no valid purchase; NULL if it is one')
		) AS f (name, comment) ON f.name = a.attname
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN staging.%I.%I IS %L', field.view, field.attname, field.comment);
	END LOOP;
END
$$;

CREATE OR REPLACE VIEW staging.rejected_purchase_lines AS
SELECT c.line, coalesce(c.reason, 'duplicate') AS reason,
	c.raw_order_date, c.raw_price, c.raw_quantity, c.raw_state, c.raw_title, c.raw_product_code, c.raw_category, c.raw_responseid, c.respondent
FROM
(
	SELECT
		l.*,
		row_number() OVER
		(
			PARTITION BY l.reason, l.respondent, l.product_code, l.order_date, l.unit_price, l.quantity, l.state,
				CASE WHEN l.product_code IS NULL THEN l.title END
			ORDER BY l.raw_responseid COLLATE "C", l.line
		) AS copy
	FROM staging.doubtful_purchase_lines l
) c
WHERE c.reason IS NOT NULL
	OR (c.copy > 1 AND (SELECT s.value = 'on' FROM ecom.settings s WHERE s.name = 'deduplicate'));

COMMENT ON COLUMN staging.rejected_purchase_lines.respondent IS 'Key of the respondent; empty where there is none';

CREATE VIEW staging.purchases_of_lines AS
SELECT
	l.order_date,
	l.quantity,
	('{MON,TUE,WED,THU,FRI,SAT,SUN}'::ecom.day_of_week[])[(l.order_date - '0001-01-01'::date) % 7 + 1] AS order_dow,	/* that was a Monday */
	ecom.calendar_year(l.order_date) AS order_year,
	ecom.calendar_month(l.order_date) AS order_month,
	ecom.calendar_quarter(l.order_date) AS order_quarter,
	l.line,
	ecom.is_digital(l.category, l.title) AS is_digital,
	l.category LIKE '%GIFT\_CARD' AS is_gift_card,
	l.state IS NOT NULL OR ecom.clean_text(l.raw_state) IS NOT NULL AS state_given,
	l.product_code,
	l.survey_responseid,
	l.state,
	l.unit_price * l.quantity AS order_value,
	l.unit_price::numeric(10,2) AS unit_price,
	l.category,
	l.title
FROM staging.cleaned_purchase_lines l;

COMMENT ON VIEW staging.purchases_of_lines IS 'Every raw purchase line as staging.stg_amazon_purchases would have it, those too that it does not; one row per raw line, with its columns';

/* rules that held go on to: the rows are the same */
UPDATE ecom.row_rules r SET definition = 'held' WHERE r.model IN ('staging.stg_amazon_purchases', 'refinement.dim_product', 'refinement.product_sums') AND r.definition = md5(pg_get_viewdef(r.model::regclass));

SELECT ecom.replace_models(jsonb_build_object
(
	'staging.stg_amazon_purchases', jsonb_build_object('definition', $query$SELECT p.*
FROM staging.purchases_of_lines p
WHERE NOT ecom.is_among(p.line, (SELECT coalesce(array_agg(r.line ORDER BY r.line), '{}') FROM staging.rejected_purchase_lines r))$query$),
	'refinement.dim_product', jsonb_build_object('definition', $query$SELECT
	(p.product).product_code COLLATE "C" AS product_key,
	coalesce((p.product).category, 'UNKNOWN') COLLATE "C" AS category,
	coalesce((p.product).category LIKE '%GIFT\_CARD', false) AS is_gift_card,
	coalesce((p.product).title, 'Unknown') COLLATE "C" AS title
FROM
(
	SELECT ecom.products(c.catalog) AS product
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE hashtext(l.product_code) < 0
		GROUP BY ()
	) c
) p
UNION ALL
SELECT
	(p.product).product_code COLLATE "C" AS product_key,
	coalesce((p.product).category, 'UNKNOWN') COLLATE "C" AS category,
	coalesce((p.product).category LIKE '%GIFT\_CARD', false) AS is_gift_card,
	coalesce((p.product).title, 'Unknown') COLLATE "C" AS title
FROM
(
	SELECT ecom.products(c.catalog) AS product
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE hashtext(l.product_code) >= 0
		GROUP BY ()
	) c
) p
UNION ALL
SELECT 'UNKNOWN', 'UNKNOWN', false, 'Unknown'$query$),
	'refinement.product_sums', jsonb_build_object('definition', $query$SELECT (s.sums).part, (s.sums).products
FROM
(
	SELECT ecom.product_sums(c.catalog) AS sums
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title, 12 * l.order_year::integer + l.order_month - 1, l.quantity::bigint, l.order_value) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE ecom.product_part(l.product_code) < 131072
		GROUP BY ()
	) c
) s
UNION ALL
SELECT (s.sums).part, (s.sums).products
FROM
(
	SELECT ecom.product_sums(c.catalog) AS sums
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title, 12 * l.order_year::integer + l.order_month - 1, l.quantity::bigint, l.order_value) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE ecom.product_part(l.product_code) >= 131072
		GROUP BY ()
	) c
) s$query$)
), true);

UPDATE ecom.row_rules r SET definition = md5(pg_get_viewdef(r.model::regclass)) WHERE r.definition = 'held';

COMMENT ON FUNCTION ecom.product_sums(ecom.product_catalog) IS
'The products of a catalog with what their lines add up to; one row per part (ecom.product_part()) with products. products: packed into bytes, in the order of their codes, each with the number of its lines by category and, if it is a catalog with amounts, by title (of which there are only hashes of 64 bits), and with its lines, units and amounts by period. The same lines give the same bytes, in whatever order they come.';
COMMENT ON AGGREGATE ecom.product_catalog(text, text, text, integer, bigint, numeric) IS
'As ecom.product_catalog of texts, with units and amounts (as exact as sum(numeric)) by period for ecom.product_sums() to add up. A line of which one of these is NULL adds nothing to sums. Of titles hashes are kept only: ecom.products() gives none.';
COMMENT ON COLUMN refinement.product_sums.products IS
'Its products, packed as ecom.product_sums() does: for each the number of lines by category (without those of category UNKNOWN) and by title, and the number of its lines and the sums of quantity and order_value (USD) by month, counted from the first of year 0 on: 12 * year + month - 1. ecom.top_products(), ecom.category_sums() and ecom.price_changes() read it';

COMMENT ON FUNCTION ecom.changed_products(bytea, bytea) IS
'Of products of a part, as ecom.product_sums() gives them, those that another state of that part (NULL: one without products) does not have, or not with the same sums, categories and titles; NULL if there are none';

/* What it takes to look at products, for the planner: category_months is made in two halves at the same time. */
ALTER FUNCTION ecom.category_sums_add(internal, bytea, text) COST 50;

/* Known rankings are brought up to date in several processes, and what that takes is said. */
CREATE OR REPLACE FUNCTION ecom.top_products_add(state internal, products bytea, top integer, top_of_category integer, no_category text, periods_together integer,
	was bytea, now bytea, rankings ecom.product_ranking[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'ecom_top_products_add_to_given';
CREATE FUNCTION ecom.top_products_combine_known(one internal, other internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_combine_known';
COMMENT ON FUNCTION ecom.top_products_combine_known(internal, internal) IS 'Combine function of ecom.top_products where rankings are known: what the products of both come to.';
CREATE FUNCTION ecom.top_products_serialize_known(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_serialize_known';
COMMENT ON FUNCTION ecom.top_products_serialize_known(internal) IS 'Serialization function of ecom.top_products where rankings are known.';
CREATE FUNCTION ecom.top_products_deserialize_known(state bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_deserialize_known';
COMMENT ON FUNCTION ecom.top_products_deserialize_known(bytea, internal) IS 'Deserialization function of ecom.top_products where rankings are known.';
CREATE OR REPLACE AGGREGATE ecom.top_products(products bytea, top integer, top_of_category integer, no_category text, periods_together integer,
	was bytea, now bytea, rankings ecom.product_ranking[])
(
	SFUNC = ecom.top_products_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.top_products_final_of_known,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = ecom.top_products_combine_known,
	SERIALFUNC = ecom.top_products_serialize_known,
	DESERIALFUNC = ecom.top_products_deserialize_known,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.top_products(bytea, integer, integer, text, integer, bytea, bytea, ecom.product_ranking[]) IS
'As ecom.top_products of all products with their sums, but only those of its rankings that may be different since some products have changed; with NULL for the products of one that nothing is left of. was and now are the same in each row: the changed products (ecom.changed_products()) as they were and as they are, each once, NULL for none; so are rankings: those of ecom.reached_rankings() as ecom.top_products gave them before, with NULL for the products where it gave none; others are not told. NULL of no products, and if the changed ones do not fit hash memory (work_mem * hash_mem_multiplier); in a parallel plan also if the products that a process has to look at twice, since who was at the top is not any more, do not.';

CREATE FUNCTION ecom.known_product(products bytea, product_code text, titles text[], no_category text, OUT category text, OUT title text, OUT is_certain boolean)
	RETURNS record LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_known_product';
COMMENT ON FUNCTION ecom.known_product(bytea, text, text[], text) IS
'What ecom.product_sums() has packed of a part of all products, of the one with this code; NULLs if it is not among them. category: that of most of its lines, of equally frequent ones the first in byte order; if none gives one, no_category. title: of titles the one that most of its lines have, of equally frequent ones the first in byte order; NULL if none has one of them. is_certain: is there no title that is not among titles and that as many lines have? Two titles of a product that have one hash, by a chance of 1 in 2^64 or since somebody has made them so, are counted as one: ecom.check(deep => true) tells.';

CREATE OR REPLACE FUNCTION ecom.row_rule(model regclass, source regclass, kind text, keys text[] DEFAULT '{}', source_keys text[] DEFAULT NULL, reads text[] DEFAULT NULL,
	refers_by text[] DEFAULT NULL, also text DEFAULT NULL, sums text DEFAULT NULL, place text DEFAULT NULL, beside regclass DEFAULT NULL, question text DEFAULT NULL, unless text DEFAULT NULL,
	less text DEFAULT NULL, lasts text DEFAULT NULL, rows text DEFAULT NULL)
	RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	model_name text := (SELECT format('%I.%I', m.schema, m.model) FROM ecom.models m WHERE m.model_oid = row_rule.model);
	source_name text := (SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) FROM pg_class c WHERE c.oid = row_rule.source);
	beside_name text := (SELECT format('%I.%I', m.schema, m.model) FROM ecom.models m WHERE m.model_oid = row_rule.beside);
	names text := (SELECT string_agg(format('%I', k.name), ', ') FROM unnest(row_rule.keys) AS k (name));
	others name[] := (SELECT array_agg(a.attname) FROM pg_attribute a
		WHERE a.attrelid = row_rule.model AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (row_rule.keys));
BEGIN
	IF model_name IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s is not a model', coalesce(row_rule.model::text, 'NULL')),
			HINT = 'Models are the materialized views of staging, refinement and mart: TABLE ecom.models.';
	END IF;
	IF kind IS NULL OR kind NOT IN ('line', 'sums', 'rows', 'groups', 'day') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there is no kind of rule "%s"', kind),
			HINT = 'The kinds are line, sums, rows, groups and day.';
	END IF;
	IF kind = 'groups' AND cardinality(keys) NOT IN (0, cardinality(coalesce(row_rule.source_keys, keys))) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there are %s keys, and %s source_keys', cardinality(keys), cardinality(row_rule.source_keys)),
			HINT = 'Give an expression on a row of the source for each column of the model.';
	END IF;
	IF unless IS NOT NULL AND (kind NOT IN ('groups', 'line') OR cardinality(keys) = 0) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s with %s keys has a condition unless', kind, cardinality(keys)),
			HINT = 'It is for rules of the kinds groups and line that have keys: see the comments on ecom.row_rules.';
	END IF;
	IF (kind = 'rows' AND row_rule.rows IS NULL) OR (row_rule.rows IS NOT NULL AND (kind NOT IN ('rows', 'sums') OR cardinality(keys) = 0 OR others IS NULL)) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s has %s query rows, %s keys and %s other columns', kind, CASE WHEN row_rule.rows IS NULL THEN 'no' ELSE 'a' END,
				cardinality(keys), coalesce(cardinality(others), 0)),
			HINT = 'Rules of the kind rows have all of these, those of the kind sums may have, others have no query: see the comments on ecom.row_rules.';
	END IF;
	IF (less IS NOT NULL AND (kind <> 'sums' OR row_rule.rows IS NOT NULL)) OR (lasts IS NOT NULL) <> (kind = 'sums' AND num_nonnulls(less, row_rule.rows) > 0) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s with %s less, %s query rows has %s condition lasts', kind, CASE WHEN less IS NULL THEN 'no' ELSE 'a' END,
				CASE WHEN row_rule.rows IS NULL THEN 'no' ELSE 'a' END, CASE WHEN lasts IS NULL THEN 'no' ELSE 'a' END),
			HINT = 'Rules of the kind sums may have less or rows, and then have lasts: see the comments on ecom.row_rules.';
	END IF;
	IF row_rule.beside IS NOT NULL AND (beside_name IS NULL OR row_rule.beside = row_rule.model OR kind NOT IN ('line', 'rows', 'day')) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%s is beside in a rule of the kind %s for %s', row_rule.beside, kind, model_name),
			HINT = 'Rules of the kinds line, rows and day may have another model beside: TABLE ecom.models.';
	END IF;
	IF row_rule.kind = 'day' THEN
		source_name := 'the day';
	ELSIF NOT EXISTS (SELECT FROM ecom.model_dependencies d WHERE d.model = row_rule.model AND d.source = row_rule.source) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%s does not read %s', model_name, coalesce(source_name, 'NULL')),
			HINT = 'ecom.model_dependencies shows what each model reads.';
	END IF;
	source_keys := coalesce(row_rule.source_keys, row_rule.keys);
	/* what is named must be there */
	EXECUTE format('SELECT %s FROM %s LIMIT 0', coalesce(names, 'NULL'), model_name);
	IF row_rule.kind = 'groups' THEN
		EXECUTE format('SELECT %s FROM (SELECT %s FROM %s WHERE %s) s LIMIT 0',
			coalesce((SELECT string_agg(k.expression, ', ')
				FROM (SELECT format('(%s)', e.key) AS expression FROM unnest(row_rule.source_keys) AS e (key)
					UNION ALL SELECT format('%I', c.name) FROM unnest(row_rule.refers_by) AS c (name)) k), 'NULL'),
			coalesce((SELECT string_agg(format('%I', r.name), ', ') FROM unnest(row_rule.reads) AS r (name)), '*'),
			source_name, coalesce(also, 'true'));
		EXECUTE format('SELECT FROM %s source, %s model WHERE %s LIMIT 0', source_name, model_name, coalesce(unless, 'true'));
	ELSIF row_rule.kind = 'line' THEN
		EXECUTE format('SELECT FROM %s added WHERE %s LIMIT 0', model_name, coalesce(unless, 'true'));
	ELSIF row_rule.kind = 'sums' THEN
		PERFORM ecom.require_rows_of(row_rule.model, format('SELECT %s FROM (TABLE %s UNION ALL %s) part GROUP BY %s HAVING %s',
			sums, model_name, CASE WHEN less IS NULL THEN format('TABLE %s', model_name) ELSE format('SELECT %s FROM (TABLE %s EXCEPT ALL TABLE %s) part', less, model_name, model_name) END, names, coalesce(lasts, 'true')));
	END IF;
	IF row_rule.rows IS NOT NULL THEN
		PERFORM ecom.require_rows_of(row_rule.model, format('WITH added AS (TABLE %s), removed AS (TABLE %s) SELECT * FROM (%s) r', source_name, source_name, row_rule.rows));
	END IF;
	IF row_rule.kind = 'day' THEN
		EXECUTE question;
	END IF;
	INSERT INTO ecom.row_rules (model, source, kind, keys, source_keys, reads, refers_by, unless, also, sums, less, lasts, rows, place, beside, question, definition)
	VALUES (model_name, source_name, row_rule.kind, row_rule.keys, row_rule.source_keys, row_rule.reads, row_rule.refers_by, row_rule.unless, row_rule.also, row_rule.sums, row_rule.less, row_rule.lasts, row_rule.rows,
		row_rule.place, beside_name, row_rule.question, md5(pg_get_viewdef(row_rule.model)))
	ON CONFLICT ON CONSTRAINT row_rules_pkey DO UPDATE SET keys = EXCLUDED.keys, source_keys = EXCLUDED.source_keys, reads = EXCLUDED.reads,
		refers_by = EXCLUDED.refers_by, unless = EXCLUDED.unless, also = EXCLUDED.also, sums = EXCLUDED.sums, less = EXCLUDED.less, lasts = EXCLUDED.lasts, rows = EXCLUDED.rows, place = EXCLUDED.place, beside = EXCLUDED.beside, question = EXCLUDED.question, definition = EXCLUDED.definition;
END
$$;

COMMENT ON COLUMN ecom.row_rules.beside IS 'line: the model that the first of rivals is in, if that is another one. day: a model that the question asks, which is to be as up to date. rows: a model that the query reads and the model''s own does not: it is made before, and where a run does not come to it the rule does not count';
COMMENT ON COLUMN ecom.row_rules.rows IS
'rows: a query over the rows of the source that are new (as added) and those that are gone (as removed), over the source as it is, the model as it was, or as queries for other sources that have changed, too, have left it, and whatever else the model reads. Its rows, with the columns of the model, take the place of those with the same keys. One of which all other columns are NULL says that there is none any more; one of which a key is NULL, that it cannot be told: then a rule of the kind groups says what comes of it, or all of the model is made anew. sums: a query over added and removed that gives what is to be added to sums, and what is to be taken away as less than nothing, instead of the model''s own query over these rows. NULL for other kinds, and where the model''s own does';

SELECT ecom.row_rule('refinement.product_sums', 'staging.stg_amazon_purchases', 'groups',
	keys => '{part}', source_keys => '{ecom.product_part(product_code)}', reads => '{product_code,category,title,order_year,order_month,quantity,order_value}');

/*
 * How many lines say what is kept beside: so which of the titles that are known here leads, the one that did and those of new lines.  No other
 * one does, unless lines with the title that did are gone.
 */
SELECT ecom.row_rule('refinement.dim_product', 'staging.stg_amazon_purchases', 'rows', keys => '{product_key}', beside => 'refinement.product_sums', rows => $$
WITH fewer AS
(
	SELECT r.product_code, r.category, r.title FROM removed r
	EXCEPT ALL
	SELECT a.product_code, a.category, a.title FROM added a WHERE EXISTS (SELECT FROM removed)
),
asked AS
(
	SELECT a.product_code, a.title
	/* one behind the other in the index */
	FROM (SELECT n.product_code, n.category, n.title FROM added n ORDER BY n.product_code) a
	LEFT JOIN refinement.dim_product m ON m.product_key = a.product_code
	WHERE m.product_key IS NULL OR NOT (a.category IN (m.category, 'UNKNOWN') AND (a.title IS NULL OR a.title = m.title))
	UNION
	SELECT f.product_code, NULL FROM fewer f
),
products AS
(
	SELECT a.product_code, array_agg(a.title) AS titles FROM asked a WHERE a.product_code IS NOT NULL GROUP BY a.product_code
)
SELECT
	CASE WHEN k.category IS NULL OR k.is_certain OR NOT EXISTS (SELECT FROM fewer f WHERE f.product_code = p.product_code AND f.title = m.title) THEN p.product_code END COLLATE "C" AS product_key,
	k.category COLLATE "C" AS category,
	k.category LIKE '%GIFT\_CARD' AS is_gift_card,
	CASE WHEN k.category IS NOT NULL THEN coalesce(k.title, 'Unknown') END COLLATE "C" AS title
FROM products p
LEFT JOIN refinement.dim_product m ON m.product_key = p.product_code
LEFT JOIN refinement.product_sums s ON s.part = ecom.product_part(p.product_code)
CROSS JOIN LATERAL ecom.known_product(s.products, p.product_code, m.title || p.titles, 'UNKNOWN') k
$$);
UPDATE ecom.row_rules SET is_built_in = true WHERE model = 'refinement.dim_product' AND kind = 'rows';

/* Rankings that a product which sold more is in, or was: who was at the top mostly still is, and all products are only counted. */
SELECT ecom.row_rule('refinement.product_rankings', 'refinement.product_sums', 'rows', keys => '{period,category}', rows => $$
WITH few AS
(
	/* of so many parts there are few enough products to be held twice; of more it cannot be told what becomes of them */
	SELECT (SELECT count(*) FROM added) <= 65536 AND (SELECT count(*) FROM removed) <= 65536 AS are_few
),
changed AS
(
	SELECT string_agg(ecom.changed_products(r.products, a.products), '') AS was, string_agg(ecom.changed_products(a.products, r.products), '') AS now
	FROM removed r FULL JOIN added a ON a.part = r.part
	WHERE (SELECT f.are_few FROM few f)
),
known AS
(
	SELECT array_agg(ROW(s.period, s.category, r.products)::ecom.product_ranking) AS rankings
	FROM changed c
	CROSS JOIN LATERAL ecom.reached_rankings(c.was, c.now, 'UNKNOWN', 12) s
	LEFT JOIN refinement.product_rankings r ON r.period = coalesce(s.period::text, 'all') AND r.category = coalesce(s.category, '')
)
SELECT
	CASE WHEN r.rankings IS NOT NULL THEN coalesce(t.period::text, 'all') END COLLATE "C" AS period,
	coalesce(t.category, '') AS category,
	t.products
FROM
(
	SELECT ecom.top_products(s.products, 50, 10, 'UNKNOWN', 12, (SELECT c.was FROM changed c), (SELECT c.now FROM changed c), (SELECT k.rankings FROM known k)) AS rankings
	FROM refinement.product_sums s
	WHERE (SELECT f.are_few FROM few f)
) r
CROSS JOIN LATERAL unnest(coalesce(r.rankings, ARRAY[NULL]::ecom.product_ranking[])) AS t
$$);

/* Nobody's plan needs more of them */
ALTER MATERIALIZED VIEW refinement.product_sums ALTER part SET STATISTICS 20;
ALTER MATERIALIZED VIEW refinement.product_rankings ALTER period SET STATISTICS 20, ALTER category SET STATISTICS 20;

/* Years, of which a further month says nothing new unless they are complete with it */
SELECT ecom.row_rule('mart.mart_customer_segment_metrics', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');
SELECT ecom.row_rule('mart.mart_revenue_vs_income_state_year', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');

/*
 * Rankings that have changed, as they are now.  A product that was in one before has its title here, and if that is another one now the rule for
 * titles says so, whichever comes first: of all products only those that are new in a ranking are looked up.
 */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.product_rankings', 'rows', keys => '{period,category}', rows => $$
WITH ranked AS MATERIALIZED
(
	SELECT p.*, m.title
	FROM (SELECT a.period, a.category, r.* FROM added a CROSS JOIN LATERAL unnest(a.products) AS r WHERE a.category <> '') p
	LEFT JOIN
	(
		SELECT b.period, b.category, b.product_key, b.title
		FROM mart.mart_top_products_by_category b
		WHERE (b.period, b.category) IN (SELECT a.period, a.category FROM added a)
	) m ON m.period = p.period AND m.category = p.category AND m.product_key = p.product_key
),
new_titles AS MATERIALIZED
(
	SELECT p.product_key, p.title
	FROM (SELECT DISTINCT r.product_key FROM ranked r WHERE r.title IS NULL ORDER BY r.product_key) n
	JOIN refinement.dim_product p ON p.product_key = n.product_key
)
SELECT
	CASE WHEN coalesce(r.title, t.title) IS NOT NULL THEN r.period END COLLATE "C" AS period,
	r.category,
	r.product_key,
	coalesce(r.title, t.title) AS title,
	r.units AS total_quantity,
	r.revenue AS total_revenue,
	r.rank_by_revenue::integer,
	r.rank_by_units::integer
FROM ranked r
LEFT JOIN new_titles t ON t.product_key = r.product_key
UNION ALL
SELECT r.period, r.category, NULL, NULL, NULL, NULL, NULL, NULL
FROM removed r
WHERE r.category <> '' AND NOT EXISTS (SELECT FROM added a WHERE a.period = r.period AND a.category = r.category)
$$);
UPDATE ecom.row_rules SET is_built_in = true WHERE model = 'mart.mart_top_products_by_category' AND source = 'refinement.product_rankings' AND kind = 'rows';

/* Few rows, found by their whole key */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.dim_product', 'rows', keys => '{period,category,product_key}', rows => $$
WITH titles AS MATERIALIZED
(
	SELECT a.product_key, r.category, a.title FROM added a JOIN removed r ON r.product_key = a.product_key WHERE a.title IS DISTINCT FROM r.title
)
SELECT m.period, m.category, m.product_key, t.title, m.total_quantity, m.total_revenue, m.rank_by_revenue, m.rank_by_units
FROM titles t
CROSS JOIN (SELECT r.period FROM refinement.product_rankings r WHERE r.category = '') p
JOIN mart.mart_top_products_by_category m ON m.period = p.period AND m.category = t.category AND m.product_key = t.product_key
$$);

DO $$
DECLARE
	field record;
BEGIN
	FOR field IN
		SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS comment
		FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'staging.stg_amazon_purchases'::pg_catalog.regclass AND a.attnum > 0
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN staging.purchases_of_lines.%I IS %L', field.attname, field.comment);
	END LOOP;
END
$$;

/* What is made from what */

CREATE FUNCTION ecom.ranking_parts(products bytea, no_category text, periods_together integer, buckets integer, OUT bucket integer, OUT of_categories boolean, OUT period integer, OUT products_of_it bytea)
	RETURNS SETOF record LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 100 AS 'MODULE_PATHNAME', 'ecom_ranking_parts';

COMMENT ON FUNCTION ecom.ranking_parts(bytea, text, integer, integer) IS
'What ecom.product_sums() has added up of products, put together by what they are ranked in: a row for each of so many buckets of categories (of_categories; the products of a category are in one of them), one for all products, and one for each period, as ecom.top_products puts them together, with what the products sold in it. bucket: 0 to buckets - 1, by a hash of category or period. products_of_it: as the argument has them. No row of no products.';

REVOKE EXECUTE ON FUNCTION ecom.ranking_parts(bytea, text, integer, integer) FROM PUBLIC;

CREATE FUNCTION ecom.basket_counts_add(state internal, user_key text, day date, category text) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_add';

COMMENT ON FUNCTION ecom.basket_counts_add(internal, text, date, text) IS 'Transition function of ecom.basket_counts: adds a line to the state.';

CREATE FUNCTION ecom.basket_counts_final(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_basket_counts_final';

COMMENT ON FUNCTION ecom.basket_counts_final(internal) IS 'Final function of ecom.basket_counts: the counts.';

CREATE AGGREGATE ecom.basket_counts(user_key text, day date, category text)
(
	SFUNC = ecom.basket_counts_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.basket_counts_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = RESTRICTED
);

COMMENT ON AGGREGATE ecom.basket_counts(text, date, text) IS
'Of order lines: how many baskets have several categories, each of these, and each two of them, packed into bytes for ecom.category_pairs() to add up, as long as all lines of a user are in the same ones. A basket and lines with a NULL, limits and memory: as of ecom.category_pairs of lines; NULL if no line is left. More than 1 GB of counts is an error (54000).';

CREATE OR REPLACE FUNCTION ecom.category_pairs_add(state internal, counts bytea, fewest bigint, one_of bigint) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_add_counts';

COMMENT ON FUNCTION ecom.category_pairs_add(internal, bytea, bigint, bigint) IS 'Transition function of ecom.category_pairs: adds counts to the state.';

CREATE FUNCTION ecom.category_pairs_final_of_counts(state internal) RETURNS ecom.category_pair[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_final_of_counts';

COMMENT ON FUNCTION ecom.category_pairs_final_of_counts(internal) IS 'Final function of ecom.category_pairs of counts: the pairs.';

CREATE AGGREGATE ecom.category_pairs(counts bytea, fewest bigint, one_of bigint)
(
	SFUNC = ecom.category_pairs_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.category_pairs_final_of_counts,
	PARALLEL = RESTRICTED
);

COMMENT ON AGGREGATE ecom.category_pairs(bytea, bigint, bigint) IS
'As ecom.category_pairs of lines, of what ecom.basket_counts() has counted of them, some users at a time: NULLs are ignored, NULL if there is nothing else. An error (22P03) where the bytes are no such counts. The sums of all pairs are in memory.';

CREATE FUNCTION ecom.packed_rows_add(state internal, one record) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_packed_rows_add';

COMMENT ON FUNCTION ecom.packed_rows_add(internal, record) IS 'Transition function of ecom.packed_rows: adds a row.';

CREATE FUNCTION ecom.packed_rows_final(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_packed_rows_final';

COMMENT ON FUNCTION ecom.packed_rows_final(internal) IS 'Final function of ecom.packed_rows: the rows in one value.';

CREATE AGGREGATE ecom.packed_rows(one record)
(
	SFUNC = ecom.packed_rows_add,
	STYPE = internal,
	SSPACE = 65536,
	FINALFUNC = ecom.packed_rows_final,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE ecom.packed_rows(record) IS
'Rows in one value, compressed, in the order in which they come; NULL of none. Their columns, 63 at most, may be boolean, smallint, integer, bigint, numeric, date or text: an error (0A000) if one is anything else. A value has 1 GB at most, before it is compressed.';

CREATE FUNCTION ecom.unpacked_rows(packed bytea) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'ecom_unpacked_rows';

COMMENT ON FUNCTION ecom.unpacked_rows(bytea) IS
'The rows that ecom.packed_rows() has put into one value, in their order; the call says their columns, with the same types. An error (22P03) where the bytes are no such rows, and (0A000) where they are of a database with another encoding';

REVOKE EXECUTE ON FUNCTION ecom.unpacked_rows(bytea) FROM PUBLIC;

CREATE TABLE ecom.distributed_models
(
	model text COLLATE "C" PRIMARY KEY,
	storage text COLLATE "C" NOT NULL,
	definition text COLLATE "C" NOT NULL,
	is_on_every_node boolean NOT NULL,
	query text,
	parts jsonb
);

COMMENT ON TABLE ecom.distributed_models IS 'Models whose rows are in distributed tables (Citus), see ecom.distribute(), and those that are materialized views as ever, whose rows the nodes make; one row per model. Empty on one machine';

COMMENT ON COLUMN ecom.distributed_models.model IS 'The model, with its schema: a view of the storage, or the storage itself';

COMMENT ON COLUMN ecom.distributed_models.storage IS 'The distributed table that has its rows; the model itself where it is a materialized view';

COMMENT ON COLUMN ecom.distributed_models.definition IS 'The view that gives the rows that it is to have; the model itself where it is a materialized view';

COMMENT ON COLUMN ecom.distributed_models.is_on_every_node IS 'All of its rows are on every node, for others to be joined with';

COMMENT ON COLUMN ecom.distributed_models.query IS 'Of a model that is a materialized view on one machine: its query there';

COMMENT ON COLUMN ecom.distributed_models.parts IS 'Of such a model: the statements that make its indexes, statistics and the like, see ecom.view_parts()';

ANALYZE ecom.distributed_models;

CREATE VIEW ecom.distributed_relations AS
SELECT m.oid AS model, s.oid AS storage, f.oid AS definition, d.is_on_every_node
FROM ecom.distributed_models d
JOIN pg_catalog.pg_class m ON m.relname = pg_catalog.split_part(d.model, '.', 2) AND m.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.model, '.', 1)))
JOIN pg_catalog.pg_class s ON s.relname = pg_catalog.split_part(d.storage, '.', 2) AND s.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.storage, '.', 1))) AND s.relkind = 'r'
JOIN pg_catalog.pg_class f ON f.relname = pg_catalog.split_part(d.definition, '.', 2) AND f.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.definition, '.', 1)));

COMMENT ON VIEW ecom.distributed_relations IS 'The relations that ecom.distributed_models names, of models whose rows are in distributed tables; one row per model';

COMMENT ON COLUMN ecom.distributed_relations.model IS 'OID of the model';

COMMENT ON COLUMN ecom.distributed_relations.storage IS 'OID of the table that has its rows';

COMMENT ON COLUMN ecom.distributed_relations.definition IS 'OID of the view that gives the rows that it is to have';

COMMENT ON COLUMN ecom.distributed_relations.is_on_every_node IS 'All of its rows are on every node';

CREATE FUNCTION ecom.definition_of(model oid) RETURNS oid LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
	SELECT coalesce((SELECT d.definition FROM ecom.distributed_relations d WHERE d.model = definition_of.model), definition_of.model);
END;

COMMENT ON FUNCTION ecom.definition_of(oid) IS 'The view or materialized view whose query says which rows a model is to have: its own, unless it is distributed';

REVOKE EXECUTE ON FUNCTION ecom.definition_of(oid) FROM PUBLIC;

CREATE FUNCTION ecom.storage_of(model oid) RETURNS regclass LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
	SELECT coalesce((SELECT d.storage FROM ecom.distributed_relations d WHERE d.model = storage_of.model), storage_of.model)::pg_catalog.regclass;
END;

COMMENT ON FUNCTION ecom.storage_of(oid) IS 'What has the rows of a model: itself, unless it is distributed';

REVOKE EXECUTE ON FUNCTION ecom.storage_of(oid) FROM PUBLIC;

CREATE OR REPLACE VIEW ecom.models AS
SELECT c.oid AS model_oid, n.nspname AS schema, c.relname AS model
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart')
UNION ALL
SELECT c.oid, n.nspname, c.relname
FROM ecom.distributed_relations d
JOIN pg_catalog.pg_class c ON c.oid = d.model
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace;

COMMENT ON VIEW ecom.models IS
'The materialized views of staging, refinement and mart, your own among them, and what has taken the place of one where purchases are distributed; one row per model';

CREATE FUNCTION ecom.reached_parts(readers oid[], day oid, models oid[], storages oid[], definitions oid[], OUT reader oid, OUT kind text, OUT object oid) RETURNS SETOF record
	LANGUAGE c STABLE STRICT ROWS 2000 AS 'MODULE_PATHNAME', 'ecom_reached_parts';

COMMENT ON FUNCTION ecom.reached_parts(oid[], oid, oid[], oid[], oid[]) IS
'What views and materialized views name in their stored expressions, and the parts of these parts, as far as materialized views, tables and functions that cannot be looked into. A row a reader and part: relation, function or type with its OID; day or moment with OID 0 where it asks for the date, or for the time, the session, a sequence or a random sample. day: the function whose parts are left out. models: those whose rows are in the tables storages, and whose queries are those of definitions. Takes no locks';

REVOKE EXECUTE ON FUNCTION ecom.reached_parts(oid[], oid, oid[], oid[], oid[]) FROM PUBLIC;

CREATE OR REPLACE VIEW ecom.parts AS
WITH distributed AS MATERIALIZED
(
	SELECT d.model, d.storage, d.definition FROM ecom.distributed_relations d
)
SELECT p.reader, p.kind, p.object
FROM
(
	SELECT
		coalesce(pg_catalog.array_agg(d.model), '{}') AS models,
		coalesce(pg_catalog.array_agg(d.storage), '{}') AS storages,
		coalesce(pg_catalog.array_agg(d.definition), '{}') AS definitions
	FROM distributed d
) a
CROSS JOIN LATERAL ecom.reached_parts(
	ARRAY
	(
		SELECT c.oid
		FROM pg_catalog.pg_class c
		WHERE c.relkind IN ('m', 'v') AND c.relnamespace::pg_catalog.regnamespace::pg_catalog.text IN ('staging', 'refinement', 'mart', 'bi')
		UNION
		SELECT d.model FROM distributed d
	),
	'ecom.today()'::pg_catalog.regprocedure, a.models, a.storages, a.definitions) p;

COMMENT ON COLUMN ecom.parts.kind IS 'relation, function, type, day or moment: see ecom.reached_parts()';

DROP FUNCTION ecom.parts_of(text, oid);

CREATE OR REPLACE VIEW ecom.model_dependencies AS
SELECT m.model_oid::pg_catalog.regclass AS model, p.object::pg_catalog.regclass AS source
FROM ecom.models m
JOIN ecom.parts p ON p.reader = m.model_oid AND p.kind = 'relation'
JOIN pg_catalog.pg_class c ON c.oid = p.object
WHERE c.relkind IN ('r', 'p', 'f', 'm') OR EXISTS (SELECT FROM ecom.distributed_relations d WHERE d.model = c.oid);

CREATE OR REPLACE VIEW ecom.model_order AS
WITH RECURSIVE reads AS MATERIALIZED
(
	SELECT d.model::pg_catalog.oid AS model, d.source::pg_catalog.oid AS source
	FROM ecom.model_dependencies d
	JOIN ecom.models m ON m.model_oid = d.source::pg_catalog.oid
	UNION	/* once what is on every node is written, Citus has one process of each node do what follows, and only if nothing else was written before */
	SELECT t.model, n.model
	FROM ecom.distributed_relations t
	JOIN ecom.distributed_relations n ON n.is_on_every_node
	WHERE NOT t.is_on_every_node
),
depth AS
(
	SELECT m.model_oid AS model, 1 AS level
	FROM ecom.models m
	UNION
	SELECT r.model, p.level + 1
	FROM depth p
	JOIN reads r ON r.source = p.model
	WHERE p.level <= (SELECT pg_catalog.count(*) FROM ecom.models)	/* ends a circle */
)
SELECT m.schema, m.model, pg_catalog.max(d.level) AS level, m.model_oid
FROM depth d
JOIN ecom.models m ON m.model_oid = d.model
GROUP BY m.schema, m.model, m.model_oid;

CREATE TABLE ecom.table_parts
(
	source text COLLATE "C" PRIMARY KEY,
	horizon text COLLATE "C" NOT NULL,
	parts bytea NOT NULL
);

COMMENT ON TABLE ecom.table_parts IS
'What ecom.refresh() has seen of parts of tables that models are made from by a rule of the kind line (see ecom.row_rules), so that the next one reads the row headers only of pages that something has been written to since; one row per table';

COMMENT ON COLUMN ecom.table_parts.source IS 'The table, with its schema';

COMMENT ON COLUMN ecom.table_parts.horizon IS 'Which transactions'' rows were seen, as in ecom.model_state.horizons: of use only beside that';

COMMENT ON COLUMN ecom.table_parts.parts IS 'Where the write-ahead log was, the file of the table, and the versions of each of its parts: of use only on the server that wrote it';

COMMENT ON FUNCTION ecom.table_version(regclass) IS
'A text that changes whenever rows of the table do: the number of its rows and a sum over where they are and which transaction wrote them; a second on 10 million rows or so. Rows that the current transaction wrote are marked until it ends, but those of distributed tables. VACUUM changes nothing, VACUUM FULL and CLUSTER do, since they move rows. NULL where that cannot be told: views, partitioned and foreign tables, those that others inherit from, and a materialized view that is being refreshed. Needs SELECT on the table.';

CREATE OR REPLACE VIEW ecom.function_versions AS
SELECT
	p.oid AS function,
	pg_catalog.format('function %s.%I(%s)', p.pronamespace::pg_catalog.regnamespace, p.proname, pg_catalog.oidvectortypes(p.proargtypes)) AS name,
	k.kind = 'today' AS asks_for_day,
	k.kind = 'zone' AS asks_for_zone,
	CASE
		WHEN k.kind IN ('constant', 'zone', 'today') THEN ''
		WHEN k.kind = 'readable' THEN
			pg_catalog.md5(pg_catalog.concat_ws(' ', p.prolang, p.prosrc, p.probin, p.prosqlbody::pg_catalog.text, p.proconfig, p.provolatile, p.prosecdef, p.proisstrict,
				p.proretset, p.prorettype, p.proargtypes, p.proargdefaults::pg_catalog.text, p.proowner,
				(SELECT a::pg_catalog.text FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid), e.extversion))
	END AS version
FROM pg_catalog.pg_proc p
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
CROSS JOIN LATERAL
(
	SELECT CASE
		WHEN p.oid = 'ecom.today()'::pg_catalog.regprocedure THEN 'today'
		WHEN p.oid < 16384 THEN	/* came with the server */
			CASE
				WHEN p.provolatile = 'i' OR p.prosqlbody IS NOT NULL OR p.prokind IN ('a', 'w') THEN 'constant'
				WHEN p.provolatile = 's' AND p.proname ~ ('^(date|timestamp|timestamptz|time|timetz|array|record|domain|range|multirange|any\w+)_in$'
					'|^jsonb?_(populate_record|populate_recordset|to_record|to_recordset)$') THEN 'today'
				WHEN p.provolatile = 's' AND p.proname ~ ('^(?!reg|acl)\w+_(out|recv|send)$|^(enum|interval|cash|xml)_in$|^(date|timestamp|timestamptz)_\w+_(date|timestamp|timestamptz)$'
					'|^(timestamptz_(pl|mi)_interval|interval_pl_timestamptz|make_timestamptz|overlaps|in_range|generate_series)$'
					'|^(date|date_add|date_subtract|date_part|date_trunc|extract|time|timetz|timestamp|timestamptz|timezone|money|numeric|length|xml|xml_is_well_formed)$'
					'|^(concat|concat_ws|format|quote_literal|quote_nullable|textanycat|anytextcat|convert|convert_from|convert_to)$'
					'|^(to_char|to_date|to_number|to_timestamp|to_json|to_jsonb|row_to_json|array_to_json|array_to_string|enum_first|enum_last|enum_range|pg_typeof)$'
					'|^jsonb?_(agg|object_agg|build_array|build_object)\w*$') THEN 'zone'
			END
		WHEN e.extname = 'ecom_analytics' AND p.prolang = (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname = 'c') THEN
			CASE WHEN p.provolatile = 'i' OR p.proname IN ('clean_answer', 'products', 'product_sums') THEN 'readable' END
		WHEN p.prosqlbody IS NOT NULL OR p.prokind = 'a' THEN 'readable'
		WHEN p.provolatile = 'i' AND p.prolang IN (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname IN ('c', 'internal')) THEN 'readable'
	END AS kind
) k;

CREATE OR REPLACE FUNCTION ecom.model_freshness(models oid[] DEFAULT NULL,
	OUT model_oid oid, OUT schema text, OUT model text, OUT level integer, OUT is_stale boolean, OUT reason text, OUT inputs jsonb, OUT reads oid[], OUT is_shown boolean, OUT is_intact boolean)
	RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER ROWS 30
	/* long as it is, to compile it, or to try all orders of its joins, would take longer than to run it */
	SET search_path = pg_catalog, pg_temp SET jit = off SET join_collapse_limit = 4
BEGIN ATOMIC
	WITH RECURSIVE parts AS MATERIALIZED
	(
		SELECT p.reader AS model, p.kind, p.object FROM ecom.parts p
	),
	models AS MATERIALIZED	/* looked up once */
	(
		SELECT m.model_oid, m.schema, m.model FROM ecom.models m
	),
	distributed AS MATERIALIZED
	(
		SELECT d.model, d.definition FROM ecom.distributed_relations d
	),
	reads AS MATERIALIZED	/* other models */
	(
		SELECT p.model, m.model_oid AS source FROM parts p JOIN models m ON m.model_oid = p.object WHERE p.kind = 'relation'
	),
	needed AS
	(
		SELECT m.model_oid AS model FROM models m WHERE model_freshness.models IS NULL OR m.model_oid = ANY (model_freshness.models)
		UNION
		SELECT r.source FROM needed n JOIN reads r ON r.model = n.model
	),
	depth AS
	(
		SELECT n.model, 1 AS level FROM needed n
		UNION
		SELECT r.model, d.level + 1
		FROM depth d
		JOIN reads r ON r.source = d.model
		JOIN needed n ON n.model = r.model
		WHERE d.level <= (SELECT count(*) FROM needed)	/* ends a circle */
	),
	objects AS	/* each once, whatever models are made from it */
	(
		SELECT DISTINCT p.kind, p.object FROM needed n JOIN parts p ON p.model = n.model
		EXCEPT
		SELECT 'relation', m.model_oid FROM models m
	),
	versions AS MATERIALIZED
	(
		SELECT o.kind, o.object, v.name, v.version, false AS asks_for_day, false AS asks_for_zone
		FROM objects o JOIN ecom.relation_versions v ON v.relation = o.object WHERE o.kind = 'relation'
		UNION ALL
		SELECT o.kind, o.object, v.name, v.version, v.asks_for_day, v.asks_for_zone
		FROM objects o JOIN ecom.function_versions v ON v.function = o.object WHERE o.kind = 'function'
		UNION ALL
		SELECT o.kind, o.object, v.name, v.version, false, false
		FROM objects o JOIN ecom.type_versions v ON v.type = o.object WHERE o.kind = 'type'
		UNION ALL
		SELECT o.kind, o.object, CASE o.kind WHEN 'moment' THEN 'the moment, a sample or a text search' END, NULL, o.kind = 'day', false
		FROM objects o WHERE o.kind IN ('day', 'moment')
	),
	entries AS	/* all that a model is made from, by name */
	(
		SELECT p.model, v.name, v.version
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object
		WHERE v.name IS NOT NULL AND v.version IS DISTINCT FROM ''
		UNION
		SELECT p.model, 'the day', to_char(ecom.today(), 'YYYY-MM-DD')
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object WHERE v.asks_for_day
		UNION
		SELECT p.model, 'the time zone', (SELECT s.value FROM ecom.settings s WHERE s.name = 'time_zone')
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object WHERE v.asks_for_zone
		UNION ALL
		SELECT n.model, 'the library of ecom_analytics', ecom.library_version() FROM needed n
		UNION ALL
		SELECT n.model, 'its definition', md5((SELECT string_agg(w.ev_action::text, '') FROM pg_rewrite w WHERE w.ev_class = coalesce(d.definition, c.oid)) || c.relowner)
		FROM needed n JOIN pg_class c ON c.oid = n.model LEFT JOIN distributed d ON d.model = n.model
		UNION ALL
		SELECT r.model, format('%I.%I', m.schema, m.model), coalesce(s.contents, 'never refreshed')
		FROM needed n JOIN reads r ON r.model = n.model JOIN models m ON m.model_oid = r.source
		LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
	),
	inputs AS
	(
		SELECT e.model, jsonb_object_agg(e.name, e.version) AS inputs, bool_or(e.version IS NULL) AS has_unknown
		FROM entries e
		GROUP BY e.model
	),
	own AS
	(
		SELECT i.model, m.schema, m.model AS name, i.inputs,
			CASE
				WHEN NOT c.relispopulated THEN 'it is not populated'
				WHEN s.model_oid IS NULL THEN 'it has not been refreshed yet'
				WHEN s.model_oid <> i.model THEN 'it was created again'
				WHEN (s.entry <> c.xmin || ' ' || c.ctid OR EXISTS (SELECT FROM distributed d WHERE d.model = i.model)) AND s.contents IS DISTINCT FROM ecom.table_version(ecom.storage_of(i.model))
					THEN 'its rows are not those of the last ecom.refresh()'
			END AS own_reason,
			i.has_unknown OR i.inputs <> s.inputs AS is_other,
			s.inputs AS inputs_before
		FROM inputs i
		JOIN models m ON m.model_oid = i.model
		JOIN pg_class c ON c.oid = i.model
		LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
	),
	stale AS
	(
		SELECT o.model FROM own o WHERE o.own_reason IS NOT NULL OR o.is_other
		UNION
		SELECT r.model FROM stale s JOIN reads r ON r.source = s.model JOIN needed n ON n.model = r.model
	)
	SELECT o.model, o.schema, o.name,
		(SELECT max(d.level)::integer FROM depth d WHERE d.model = o.model),
		s.model IS NOT NULL,
		CASE WHEN s.model IS NOT NULL THEN coalesce(o.own_reason, ecom.difference(o.inputs, o.inputs_before),
		(
			SELECT string_agg(format('%I.%I', m.schema, m.model), ', ' ORDER BY m.schema, m.model) || ' stale'
			FROM reads r
			JOIN stale t ON t.model = r.source
			JOIN models m ON m.model_oid = r.source
			WHERE r.model = o.model AND r.source <> o.model
		), 'it reads itself') END,
		o.inputs,
		ARRAY(SELECT r.source FROM reads r WHERE r.model = o.model ORDER BY r.source),
		EXISTS (SELECT FROM reads r JOIN pg_class v ON v.oid = r.model AND v.relnamespace = 'bi'::regnamespace WHERE r.source = o.model),
		o.own_reason IS NULL
	FROM own o
	LEFT JOIN stale s ON s.model = o.model;
END;

DROP FUNCTION ecom.plan_refresh(regclass[], boolean);

CREATE OR REPLACE FUNCTION ecom.plan_refresh(models regclass[], force boolean,
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

REVOKE EXECUTE ON FUNCTION ecom.plan_refresh(regclass[], boolean) FROM PUBLIC;

COMMENT ON FUNCTION ecom.plan_refresh(regclass[], boolean) IS
'What ecom.refresh() with these arguments would do now, in this order: the models asked for (NULL: all) and all that they read. method: merge, fill, command or shards, NULL for those that are skipped. reason: why it is rebuilt. inputs, reads: see ecom.model_freshness(). rows: as of the last refresh. is_of_extension: did the model come with the extension? is_intact: does it hold what the last refresh made of it? contents, changes: see ecom.model_state. is_bloated: is it rebuilt, and takes a fifth more room than it would if it were written anew? changed, changed_before, changed_now: see ecom.changed_inputs(). storage, definition, is_on_every_node: see ecom.distributed_models; NULL for others';

CREATE OR REPLACE FUNCTION ecom.row_tests(OUT test text, OUT model text, OUT query text, OUT writer oid, OUT not_run text, OUT model_oid oid, OUT storage oid)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 30
BEGIN ATOMIC
	SELECT 'rows of ' || n.name, n.name,
		pg_catalog.format(
$q$SELECT CASE WHEN g.rows < 0 THEN 'missing' ELSE 'too many' END AS "is", g.key::pg_catalog.jsonb AS key, g.missing, g.too_many
FROM
(
	SELECT pg_catalog.sum(r.side) AS rows, pg_catalog.min(r.key) AS key,
		pg_catalog.sum(GREATEST(-pg_catalog.sum(r.side), 0)) OVER () AS missing, pg_catalog.sum(GREATEST(pg_catalog.sum(r.side), 0)) OVER () AS too_many
	FROM
	(
		SELECT ecom.row_hash(m.*) AS hash, 1 AS side, pg_catalog.jsonb_build_object(%3$s)::pg_catalog.text COLLATE pg_catalog."C" AS key FROM %1$s m
		UNION ALL
		SELECT ecom.row_hash(m.*), -1, pg_catalog.jsonb_build_object(%3$s)::pg_catalog.text FROM (%2$s) m
	) r
	GROUP BY r.hash
	HAVING pg_catalog.sum(r.side) <> 0
) g
CROSS JOIN LATERAL pg_catalog.generate_series(1, pg_catalog.abs(g.rows)) AS each
WHERE
(
	SELECT (now.rows, now.sum) IS DISTINCT FROM (afresh.rows, afresh.sum)
	FROM (SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(ecom.row_hash(m.*)) AS sum FROM %1$s m) now,
		(SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(ecom.row_hash(m.*)) AS sum FROM (%2$s) m) afresh
)$q$,
			r.name, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(ecom.definition_of(c.oid)), ';'), k.columns),
		c.relowner,
		CASE WHEN f.is_stale THEN 'it is stale: ' || f.reason END,
		c.oid, c.relfilenode
	FROM ecom.model_freshness() f
	JOIN pg_catalog.pg_class c ON c.oid = f.model_oid
	CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I', f.schema, f.model) AS name) n
	CROSS JOIN LATERAL	/* what has its rows, as its definition gives them */
	(
		SELECT pg_catalog.format('%I.%I', h.nspname, s.relname) AS name
		FROM pg_catalog.pg_class s
		JOIN pg_catalog.pg_namespace h ON h.oid = s.relnamespace
		WHERE s.oid = ecom.storage_of(c.oid)
	) r
	CROSS JOIN LATERAL	/* the columns of its grain */
	(
		SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('%L, m.%I', a.attname, a.attname), ', ' ORDER BY p.n), '') AS columns
		FROM
		(
			SELECT i.indkey
			FROM pg_catalog.pg_index i
			WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
			ORDER BY i.indexrelid
			LIMIT 1
		) i
		CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY p (attnum, n)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum
	) k;
END;

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

CREATE FUNCTION ecom.create_line_versions() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	CREATE TABLE shards.line_versions (raw_responseid text COLLATE "C" NOT NULL, lines bigint NOT NULL, sum numeric NOT NULL);
	PERFORM create_distributed_table('shards.line_versions', 'raw_responseid', colocate_with => 'raw.amazon_purchases');
END
$$;

COMMENT ON FUNCTION ecom.create_line_versions() IS 'For ecom.distribute(): makes the table shards.line_versions, beside the lines of raw.amazon_purchases';

REVOKE EXECUTE ON FUNCTION ecom.create_line_versions() FROM PUBLIC;

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

/* Data tests whose queries hold over distributed tables, too */

UPDATE ecom.data_tests SET query = $q$WITH by_year AS
(
	SELECT ecom.calendar_year(f.date_key) AS year, f.product_key, sum(f.quantity) AS total_quantity, sum(f.order_value) AS total_revenue
	FROM refinement.fct_orders f
	WHERE f.product_key <> 'UNKNOWN'
	GROUP BY 1, 2
),
sold AS
(
	SELECT y.year::text AS period, y.product_key, y.total_quantity, y.total_revenue FROM by_year y
	UNION ALL
	SELECT 'all', y.product_key, sum(y.total_quantity), sum(y.total_revenue) FROM by_year y GROUP BY y.product_key
),
last AS	/* of the top of each period; where there is none, all that was sold in the period is compared */
(
	SELECT m.period, min(m.total_quantity) FILTER (WHERE m.rank_by_units = 50) AS total_quantity,
		min(m.total_revenue) FILTER (WHERE m.rank_by_revenue = 50) AS total_revenue
	FROM mart.mart_top_products m
	GROUP BY m.period
),
ranked AS
(
	SELECT s.*,
		row_number() OVER (PARTITION BY s.period ORDER BY s.total_revenue DESC, s.product_key) AS rank_by_revenue,
		row_number() OVER (PARTITION BY s.period ORDER BY s.total_quantity DESC, s.product_key) AS rank_by_units
	FROM sold s
	LEFT JOIN last l ON l.period = s.period
	WHERE (s.total_revenue < l.total_revenue AND s.total_quantity < l.total_quantity) IS NOT TRUE
),
top AS
(
	SELECT r.*
	FROM ranked r
	JOIN refinement.dim_product p ON p.product_key = r.product_key
	WHERE r.rank_by_revenue <= 50 OR r.rank_by_units <= 50
)
SELECT coalesce(m.period, t.period) AS period, coalesce(m.product_key, t.product_key) AS product_key,
	m.total_quantity, t.total_quantity AS right_quantity, m.total_revenue, t.total_revenue AS right_revenue,
	m.rank_by_revenue, t.rank_by_revenue AS right_rank_by_revenue, m.rank_by_units, t.rank_by_units AS right_rank_by_units
FROM top t
FULL JOIN mart.mart_top_products m ON m.period = t.period AND m.product_key = t.product_key
WHERE (m.total_quantity, m.total_revenue, least(m.rank_by_revenue, 51), least(m.rank_by_units, 51))
	IS DISTINCT FROM (t.total_quantity, t.total_revenue, least(t.rank_by_revenue, 51), least(t.rank_by_units, 51))$q$
WHERE test = 'top products are the top' AND model = 'mart.mart_top_products' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$SELECT p.category, count(*) AS products
FROM refinement.dim_product p
WHERE EXISTS (SELECT k.category FROM ecom.known_categories k) AND p.category NOT IN (SELECT k.category FROM ecom.known_categories k)
GROUP BY p.category$q$
WHERE test = 'new categories' AND model = 'refinement.dim_product' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$WITH RECURSIVE days AS
(
	SELECT min(m.first_order_date) AS first_day, max(m.last_order_date) AS last_day FROM refinement.fct_orders_monthly m
),
counted AS MATERIALIZED
(
	SELECT m.month, count(DISTINCT m.user_key) AS users FROM refinement.fct_orders_monthly m GROUP BY 1
),
months AS MATERIALIZED
(
	SELECT g.month::date AS month, coalesce(c.users, 0) AS users, g.month + interval '1 month' <= d.last_day + 1 AS is_over
	FROM days d
	CROSS JOIN LATERAL generate_series(ecom.month_start(d.first_day)::timestamp, d.last_day, '1 month') AS g (month)
	LEFT JOIN counted c ON c.month = g.month
),
reaches AS	/* from one month that is covered by itself to the next */
(
	SELECT min(m.month) AS month FROM months m HAVING bool_or(m.is_over)
	UNION ALL
	SELECT n.month
	FROM reaches r
	CROSS JOIN LATERAL
	(
		SELECT min(m.month) AS month
		FROM months m,
			(SELECT avg(b.users) AS users FROM months b WHERE b.month > r.month - interval '12 months' AND b.month <= r.month) a
		WHERE m.month > r.month AND m.is_over AND m.users >= a.users / 2
	) n
	WHERE n.month IS NOT NULL
),
covered AS
(
	SELECT m.month, m.month <= (SELECT max(r.month) FROM reaches r) AS is_covered FROM months m
)
SELECT d.date_key, d.month_start, d.is_covered, d.is_complete_year
FROM refinement.dim_date d
LEFT JOIN covered c ON c.month = d.month_start
WHERE d.month_start IS NOT NULL AND
	(d.is_covered, d.is_complete_year) IS DISTINCT FROM
	(
		coalesce(c.is_covered, false),
		(SELECT count(*) FROM covered y WHERE ecom.calendar_year(y.month) = d.year AND y.is_covered) = 12
	)$q$
WHERE test = 'months are covered' AND model = 'refinement.dim_date' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$WITH by_year AS
(
	SELECT ecom.calendar_year(f.date_key) AS year, f.product_key, sum(f.quantity) AS total_quantity, sum(f.order_value) AS total_revenue
	FROM refinement.fct_orders f
	WHERE f.product_key <> 'UNKNOWN'
	GROUP BY 1, 2
),
sold AS
(
	SELECT y.year::text AS period, y.product_key, y.total_quantity, y.total_revenue FROM by_year y
	UNION ALL
	SELECT 'all', y.product_key, sum(y.total_quantity), sum(y.total_revenue) FROM by_year y GROUP BY y.product_key
),
ranked AS
(
	SELECT s.*, p.category,
		row_number() OVER (PARTITION BY s.period, p.category ORDER BY s.total_revenue DESC, s.product_key) AS rank_by_revenue,
		row_number() OVER (PARTITION BY s.period, p.category ORDER BY s.total_quantity DESC, s.product_key) AS rank_by_units
	FROM sold s
	JOIN refinement.dim_product p ON p.product_key = s.product_key
),
top AS
(
	SELECT r.* FROM ranked r WHERE r.rank_by_revenue <= 10 OR r.rank_by_units <= 10
)
SELECT period, category, product_key, m.total_quantity, t.total_quantity AS right_quantity, m.total_revenue, t.total_revenue AS right_revenue,
	m.rank_by_revenue, t.rank_by_revenue AS right_rank_by_revenue, m.rank_by_units, t.rank_by_units AS right_rank_by_units
FROM mart.mart_top_products_by_category m
FULL JOIN top t USING (period, category, product_key)
WHERE (m.total_quantity, m.total_revenue, m.rank_by_revenue, m.rank_by_units) IS DISTINCT FROM (t.total_quantity, t.total_revenue, t.rank_by_revenue, t.rank_by_units)
	AND product_key IS NOT NULL$q$
WHERE test = 'top products of categories are the top' AND model = 'mart.mart_top_products_by_category' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$WITH covered AS
(
	SELECT d.month_start AS month, d.year, bool_or(d.is_covered) AS is_covered, bool_or(d.is_complete_year) AS is_complete_year
	FROM refinement.dim_date d
	GROUP BY d.month_start, d.year
),
lines AS
(
	SELECT ecom.month_start(f.date_key) AS month, f.state_key, coalesce(f.line_category, p.category) AS category, sum(f.order_value) AS revenue
	FROM refinement.fct_orders f
	LEFT JOIN refinement.dim_product p ON p.product_key = f.product_key
	GROUP BY 1, 2, 3
),
amounts AS
(
	SELECT 'years' AS seen, '' AS key, ecom.calendar_year(l.month)::integer AS year, sum(l.revenue) AS revenue FROM lines l GROUP BY 3
	UNION ALL
	SELECT 'states', l.state_key, ecom.calendar_year(l.month), sum(l.revenue) FROM lines l GROUP BY 2, 3
	UNION ALL
	SELECT 'categories', l.category, ecom.calendar_year(l.month), sum(l.revenue) FROM lines l GROUP BY 2, 3
),
shown AS MATERIALIZED
(
	SELECT 'years' AS seen, '' AS key, y.year, y.growth_pct FROM bi.years y
	UNION ALL
	SELECT 'states', s.state_fips, s.year, s.growth_pct FROM bi.state_years s
	UNION ALL
	SELECT 'categories', c.category, c.year, c.growth_pct FROM bi.category_years c
),
amounts_of_months AS
(
	SELECT 'months' AS seen, '' AS key, l.month, sum(l.revenue) AS revenue FROM lines l GROUP BY 3
	UNION ALL
	SELECT 'months of states', l.state_key, l.month, sum(l.revenue) FROM lines l GROUP BY 2, 3
	UNION ALL
	SELECT 'months of categories', l.category, l.month, sum(l.revenue) FROM lines l GROUP BY 2, 3
),
shown_months AS MATERIALIZED
(
	SELECT 'months' AS seen, '' AS key, m.month, m.year, m.growth_pct FROM bi.months m
	UNION ALL
	SELECT 'months of states', s.state_fips, s.month, s.year, s.growth_pct FROM bi.state_months s
	UNION ALL
	SELECT 'months of categories', c.category, c.month, c.year, c.growth_pct FROM bi.category_months c
),
complete AS
(
	SELECT c.year FROM covered c GROUP BY c.year HAVING bool_or(c.is_complete_year)
)
SELECT s.seen, s.key, s.year, s.growth_pct, a.revenue, b.revenue AS revenue_before
FROM shown s
LEFT JOIN amounts a ON a.seen = s.seen AND a.key = s.key AND a.year = s.year
LEFT JOIN amounts b ON b.seen = s.seen AND b.key = s.key AND b.year = s.year - 1
/* compared as products, which are exact: a quotient of large amounts is rounded */
WHERE s.key IS NOT NULL
	AND CASE WHEN s.year IN (SELECT c.year FROM complete c) AND s.year - 1 IN (SELECT c.year FROM complete c) AND b.revenue > 0
		THEN abs(s.growth_pct * b.revenue - (coalesce(a.revenue, 0) - b.revenue) * 100) <= 0.05 * b.revenue
		ELSE s.growth_pct IS NULL
	END IS NOT TRUE
UNION ALL
SELECT m.seen, concat_ws(' ', m.month, m.key), m.year, m.growth_pct, a.revenue, b.revenue
FROM shown_months m
LEFT JOIN amounts_of_months a ON a.seen = m.seen AND a.key = m.key AND a.month = m.month
LEFT JOIN amounts_of_months b ON b.seen = m.seen AND b.key = m.key AND b.month = m.month - interval '1 year'
WHERE m.month IS NOT NULL AND m.key IS NOT NULL
	AND CASE WHEN (SELECT count(*) FROM covered c WHERE c.is_covered AND c.month IN (m.month, (m.month - interval '1 year')::date)) = 2 AND b.revenue > 0
		THEN abs(m.growth_pct * b.revenue - (coalesce(a.revenue, 0) - b.revenue) * 100) <= 0.05 * b.revenue
		ELSE m.growth_pct IS NULL
	END IS NOT TRUE$q$
WHERE test = 'growth is over the year before' AND model = 'bi.years' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$SELECT coalesce(c.table_name, v.table_name) AS table_name, coalesce(c.column_name, v.column_name) AS column_name, c.type, v.type AS type_of_version
FROM
(
	SELECT pg_catalog.format('%I.%I', n.nspname, t.relname) AS table_name, a.attname AS column_name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
	FROM pg_catalog.pg_class t
	JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace AND n.nspname IN ('raw', 'ecom')
	JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e'
	JOIN pg_catalog.pg_extension e ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid = d.refobjid AND e.extname = 'ecom_analytics'
	JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE t.relkind IN ('r', 'p')
) c
FULL JOIN ecom.table_columns v ON v.table_name = c.table_name AND v.column_name = c.column_name
WHERE c.type IS DISTINCT FROM v.type$q$
WHERE test = 'columns of tables' AND model = 'ecom.table_columns' AND is_built_in;

UPDATE ecom.data_tests SET query = $q$SELECT l.target, count(*) AS loads, sum(l.rows_loaded) AS rows_loaded
FROM raw.loads l
WHERE l.rows_loaded > 0 AND l.undone_at IS NULL
	AND CASE l.target_table
		WHEN 'raw.amazon_purchases'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.amazon_purchases)
		WHEN 'raw.survey'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.survey)
		WHEN 'raw.fields'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.fields)
	END
GROUP BY l.target$q$
WHERE test = 'loaded rows are there' AND model = 'raw.loads' AND is_built_in;

INSERT INTO ecom.table_columns (table_name, column_name, type)
SELECT t.name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
FROM (VALUES ('ecom.distributed_models'), ('ecom.table_parts')) t (name)
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.name::pg_catalog.regclass AND a.attnum > 0;

/* which columns it read */
DELETE FROM ecom.read_columns r WHERE r.reader = 'staging.rejected_purchase_lines'::regclass AND r.source <> 'staging.doubtful_purchase_lines'::regclass;
SELECT ecom.shorten_dump();
