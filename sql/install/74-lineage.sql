/* What the models are made from, column by column */

CREATE TABLE ecom.read_columns
(
	reader pg_catalog.regclass,
	source pg_catalog.regclass,
	attnum smallint,
	PRIMARY KEY (reader, source, attnum)
);
COMMENT ON TABLE ecom.read_columns IS 'Which columns of views and models the views and models of the extension read: for ecom.lineage; one row per reader and column';
COMMENT ON COLUMN ecom.read_columns.reader IS 'The view or model';
COMMENT ON COLUMN ecom.read_columns.source IS 'The view or model that it reads';
COMMENT ON COLUMN ecom.read_columns.attnum IS 'Number of the column';

CREATE VIEW ecom.lineage AS
SELECT
	n.nspname AS schema,
	c.relname AS name,
	CASE c.relkind WHEN 'm' THEN 'model' ELSE 'view' END AS kind,
	sn.nspname AS source_schema,
	s.relname AS source,
	CASE s.relkind WHEN 'm' THEN 'model' WHEN 'v' THEN 'view' ELSE 'table' END AS source_kind,
	pg_catalog.array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('staging', 'refinement', 'mart', 'bi')
JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid
JOIN
(
	SELECT d.objid, d.refobjid, d.refobjsubid
	FROM pg_catalog.pg_depend d
	WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
	UNION
	SELECT o.oid, r.source, r.attnum FROM ecom.read_columns r JOIN pg_catalog.pg_rewrite o ON o.ev_class = r.reader	/* see 99-dump.sql */
) d ON d.objid = w.oid AND d.refobjid <> c.oid
JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind IN ('r', 'p', 'f', 'm', 'v')
JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace AND sn.nspname <> 'pg_catalog'
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = s.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE c.relkind IN ('m', 'v')
GROUP BY n.nspname, c.relname, c.relkind, sn.nspname, s.relname, s.relkind;
COMMENT ON VIEW ecom.lineage IS
'What each model and view of staging, refinement, mart and bi is made from, from the catalog; one row per model or view and relation that it reads';
COMMENT ON COLUMN ecom.lineage.schema IS 'Schema of the model or view';
COMMENT ON COLUMN ecom.lineage.name IS 'Name of the model or view';
COMMENT ON COLUMN ecom.lineage.kind IS 'model or view';
COMMENT ON COLUMN ecom.lineage.source_schema IS 'Schema of what it reads';
COMMENT ON COLUMN ecom.lineage.source IS 'Name of the table, model or view that it reads';
COMMENT ON COLUMN ecom.lineage.source_kind IS 'table, model or view';
COMMENT ON COLUMN ecom.lineage.columns IS 'Columns of the source that it reads; NULL where it only counts rows';

CREATE FUNCTION ecom.lineage_diagram() RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH edges AS	/* names as Mermaid takes them */
	(
		SELECT l.*,
			pg_catalog.regexp_replace(l.schema || '_' || l.name, '[^A-Za-z0-9_]', '_', 'g') AS node,
			pg_catalog.regexp_replace(l.source_schema || '_' || l.source, '[^A-Za-z0-9_]', '_', 'g') AS source_node
		FROM ecom.lineage l
	),
	nodes AS
	(
		SELECT e.schema, e.name, e.kind, e.node FROM edges e
		UNION
		SELECT e.source_schema, e.source, e.source_kind, e.source_node FROM edges e
	),
	layers AS
	(
		SELECT n.schema,
			pg_catalog.string_agg(pg_catalog.format(CASE n.kind WHEN 'table' THEN '    %s[("%s")]' WHEN 'view' THEN '    %s("%s")' ELSE '    %s["%s"]' END,
				n.node, pg_catalog.replace(n.name, '"', '#quot;')), E'\n' ORDER BY n.name COLLATE "C") AS lines
		FROM nodes n
		GROUP BY n.schema
	)
	SELECT 'flowchart LR' || E'\n'
		|| (SELECT pg_catalog.string_agg(pg_catalog.format(E'  subgraph %s\n%s\n  end', y.schema, y.lines), E'\n'
				ORDER BY pg_catalog.array_position(ARRAY['raw', 'ecom', 'staging', 'refinement', 'mart', 'bi']::pg_catalog.name[], y.schema), y.schema)
			FROM layers y) || E'\n'
		|| (SELECT pg_catalog.string_agg(pg_catalog.format('  %s --> %s', e.source_node, e.node), E'\n'
				ORDER BY e.source_node COLLATE "C", e.node COLLATE "C")
			FROM edges e) || E'\n';
END;
COMMENT ON FUNCTION ecom.lineage_diagram() IS
'ecom.lineage as a Mermaid flow chart: tables are drawn as cylinders, views rounded. psql -At -c "SELECT ecom.lineage_diagram()" > lineage.mmd';
