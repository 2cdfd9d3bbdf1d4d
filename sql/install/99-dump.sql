/*
 * A dump in reasonable time.  pg_dump follows what a model that it refreshes depends on, column by column, through all that
 * comes with the extension, once for each way that leads there: fifteen columns of a view that reads fifteen columns are
 * 225 ways, and six such layers more than any disk holds.  One way from a view or model to another is enough: their columns
 * cannot be dropped by themselves.  Which ones are read is kept for ecom.lineage.
 */
CREATE FUNCTION ecom.shorten_dump() RETURNS void LANGUAGE sql VOLATILE
BEGIN ATOMIC
	DELETE FROM ecom.read_columns r
	WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = r.reader) OR NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = r.source);

	INSERT INTO ecom.read_columns (reader, source, attnum)
	SELECT DISTINCT w.ev_class, d.refobjid, d.refobjsubid::pg_catalog.int2
	FROM pg_catalog.pg_rewrite w
	JOIN pg_catalog.pg_class v ON v.oid = w.ev_class
	JOIN pg_catalog.pg_depend m ON m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = v.oid AND m.deptype = 'e'
	JOIN pg_catalog.pg_extension e ON e.oid = m.refobjid AND e.extname = 'ecom_analytics'
	JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
		AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> w.ev_class AND d.refobjsubid > 0
	JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind IN ('v', 'm')
	ON CONFLICT DO NOTHING;

	DELETE FROM pg_catalog.pg_depend d
	USING ecom.read_columns r, pg_catalog.pg_rewrite w
	WHERE w.ev_class = r.reader AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
		AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.source AND d.refobjsubid = r.attnum
		AND r.attnum > (SELECT pg_catalog.min(o.attnum) FROM ecom.read_columns o WHERE o.reader = r.reader AND o.source = r.source);
END;
COMMENT ON FUNCTION ecom.shorten_dump() IS
'For the scripts that install and upgrade the extension, as their last statement: keeps which columns its views and models read in ecom.read_columns, and leaves pg_dump one way from one to another';
REVOKE EXECUTE ON FUNCTION ecom.shorten_dump() FROM PUBLIC;

SELECT ecom.shorten_dump();
