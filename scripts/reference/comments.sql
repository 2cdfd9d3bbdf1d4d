-- Every object of the extension says what it is: an error that names those without a comment.

SET search_path = pg_catalog;

DO $$
DECLARE
	missing text;
BEGIN
	WITH members AS
	(
		SELECT d.classid, d.objid
		FROM pg_depend d
		JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics'
		WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	),
	relations AS	/* composite types are relations too */
	(
		SELECT m.objid AS oid FROM members m WHERE m.classid = 'pg_class'::regclass
		UNION ALL
		SELECT t.typrelid FROM members m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid AND t.typrelid <> 0
	),
	objects AS
	(
		SELECT m.classid, m.objid, 0 AS objsubid FROM members m
		UNION ALL
		SELECT 'pg_class'::regclass, a.attrelid, a.attnum
		FROM relations r
		JOIN pg_class c ON c.oid = r.oid AND c.relkind <> 'S'
		JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL
		/* what a constraint makes says it by the constraint's name */
		SELECT 'pg_class'::regclass, i.indexrelid, 0
		FROM relations r
		JOIN pg_index i ON i.indrelid = r.oid
		WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
		UNION ALL
		SELECT 'pg_trigger'::regclass, t.oid, 0 FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
	)
	SELECT string_agg(n.name, E'\n' ORDER BY n.name COLLATE "C")
	INTO missing
	FROM objects o
	CROSS JOIN LATERAL (SELECT pg_describe_object(o.classid, o.objid, o.objsubid)) n (name)
	WHERE NOT EXISTS
	(
		SELECT FROM pg_description d
		WHERE d.classoid = o.classid AND d.objoid = o.objid AND d.objsubid = o.objsubid AND d.description ~ '\S'
	);
	IF missing IS NOT NULL THEN
		RAISE EXCEPTION USING MESSAGE = 'objects without COMMENT: ' || replace(missing, E'\n', ', ');
	END IF;
END
$$;
