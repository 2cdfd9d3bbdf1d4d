/* What the scripts that upgrade the extension need */

CREATE FUNCTION ecom.replace_model(model regclass, definition text) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	relation record;
	statement text;
BEGIN
	/* the model and what reads it, with all that goes when they are dropped */
	CREATE TEMP TABLE replaced ON COMMIT DROP AS
	WITH RECURSIVE readers AS
	(
		SELECT replace_model.model::oid AS oid, 0 AS depth
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
		CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind,
		CASE WHEN c.oid = replace_model.model THEN replace_model.definition ELSE pg_get_viewdef(c.oid) END AS definition,
		CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN ' WITH NO DATA' ELSE '' END AS data,
		'WITH (' || array_to_string(c.reloptions, ', ') || ')' AS options,
		pg_get_userbyid(c.relowner) AS owner,
		EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS is_member,
		ARRAY(
			SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid ORDER BY i.indexrelid
		) || ARRAY(
			SELECT format('COMMENT ON INDEX %I.%I IS %L', n.nspname, x.relname, d.description)
			FROM pg_index i
			JOIN pg_class x ON x.oid = i.indexrelid
			JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = x.oid
			WHERE i.indrelid = c.oid
		) || ARRAY(
			SELECT CASE WHEN d.objsubid = 0
				THEN format('COMMENT ON %s %I.%I IS %L', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, n.nspname, c.relname, d.description)
				ELSE format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname, d.description) END
			FROM pg_description d
			LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
			WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
		) || ARRAY(
			SELECT format('GRANT %s ON %I.%I TO %s%s', x.privilege_type, n.nspname, c.relname,
				CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
				CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
			FROM aclexplode(c.relacl) x
			WHERE x.grantee <> c.relowner
		) || ARRAY(
			SELECT format('GRANT %s (%I) ON %I.%I TO %s', x.privilege_type, a.attname, n.nspname, c.relname,
				CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END)
			FROM pg_attribute a
			CROSS JOIN LATERAL aclexplode(a.attacl) x
			WHERE a.attrelid = c.oid
		) AS statements
	FROM readers r
	JOIN pg_class c ON c.oid = r.oid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	GROUP BY c.oid, n.nspname;

	FOR relation IN SELECT * FROM pg_temp.replaced ORDER BY depth DESC LOOP
		IF relation.is_member THEN
			EXECUTE format('ALTER EXTENSION ecom_analytics DROP %s %s', relation.kind, relation.name);
		END IF;
		EXECUTE format('DROP %s %s', relation.kind, relation.name);
	END LOOP;

	FOR relation IN SELECT * FROM pg_temp.replaced ORDER BY depth LOOP
		EXECUTE format('CREATE %s %s %s AS %s%s', relation.kind, relation.name, relation.options, rtrim(relation.definition, '; '), relation.data);
		EXECUTE format('ALTER %s %s OWNER TO %I', relation.kind, relation.name, relation.owner);
		FOREACH statement IN ARRAY relation.statements LOOP
			EXECUTE statement;
		END LOOP;
		/* a script makes what it creates a part of the extension, and its grants initial ones, which pg_dump leaves out */
		DELETE FROM pg_init_privs p WHERE p.classoid = 'pg_class'::regclass AND p.objoid = relation.name::regclass;
		IF NOT relation.is_member THEN
			EXECUTE format('ALTER EXTENSION ecom_analytics DROP %s %s', relation.kind, relation.name);
		ELSIF relation.kind = 'MATERIALIZED VIEW' THEN
			PERFORM pg_extension_config_dump(relation.name::regclass, '');
		END IF;
	END LOOP;
	DROP TABLE pg_temp.replaced;
END
$$;
COMMENT ON FUNCTION ecom.replace_model(regclass, text) IS
'For the scripts that upgrade the extension: gives a model another query, and creates again what reads it, models and views of yours too, with their indexes, comments, grants, owners and contents. All or nothing; what it cannot create again, such as a function on one of them, is an error';
REVOKE EXECUTE ON FUNCTION ecom.replace_model(regclass, text) FROM PUBLIC;
