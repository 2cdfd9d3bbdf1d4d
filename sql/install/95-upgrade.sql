/* Models with other queries: for the scripts that upgrade the extension, and for ecom.distribute() */

/*
 * What goes with a view when it is dropped, as the statements that make it again: all that pg_dump would write of it, but for
 * CREATE and OWNER TO.
 */
CREATE FUNCTION ecom.view_parts(relation regclass, new_kind text DEFAULT NULL, OUT part text, OUT field name, OUT grantor name, OUT statement text) RETURNS SETOF record
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

/*
 * Models and views that are given another query, and what reads them, are dropped and created again.  A materialized view may become a plain
 * view, and one that was may become a materialized view again: that is what models that are distributed do, see ecom.distribute().
 */
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

CREATE FUNCTION ecom.replace_model(model regclass, definition text) RETURNS void
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
COMMENT ON FUNCTION ecom.replace_model(regclass, text) IS
'For the scripts that upgrade the extension: gives a model another query, and creates again what reads it, models and views of yours too, with contents, indexes, statistics objects and targets, comments, privileges, owners, storage, rules and triggers. All or nothing; what it cannot create again, such as a function on one of them, is an error';
REVOKE EXECUTE ON FUNCTION ecom.replace_model(regclass, text) FROM PUBLIC;
