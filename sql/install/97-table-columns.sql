/*
 * Which columns the tables of the extension have.  pg_dump writes the rows of a table with all the columns that it has, and the
 * extension makes it again without those that somebody has added: the restore fails for that table, and its rows are gone.
 */
CREATE TABLE ecom.table_columns
(
	table_name text COLLATE "C",
	column_name text COLLATE "C",
	type text COLLATE "C" NOT NULL,
	PRIMARY KEY (table_name, column_name)
);
COMMENT ON TABLE ecom.table_columns IS
'The columns that the tables of this version of the extension have, for the data test columns of tables; one row per column. A script that upgrades the extension writes what it changes';
COMMENT ON COLUMN ecom.table_columns.table_name IS 'Table, with its schema';
COMMENT ON COLUMN ecom.table_columns.column_name IS 'Column';
COMMENT ON COLUMN ecom.table_columns.type IS 'Its type';

INSERT INTO ecom.table_columns (table_name, column_name, type)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('raw', 'ecom')
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r';

INSERT INTO ecom.data_tests (test, model, severity, of_contents, description, query) VALUES
('columns of tables', 'ecom.table_columns', 'error', false,
'The tables of the extension have the columns of its version and no others: rows with others are not restored from a dump. Columns of your own belong into a table of your own',
$q$SELECT coalesce(c.table_name, v.table_name) AS table_name, coalesce(c.column_name, v.column_name) AS column_name, c.type, v.type AS type_of_version
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
WHERE c.type IS DISTINCT FROM v.type$q$),

('loaded rows are there', 'raw.loads', 'warn', false,
'A table that files were loaded into holds rows, unless the loads were undone: an empty one was emptied by hand, or not restored with its rows',
$q$SELECT l.target, count(*) AS loads, sum(l.rows_loaded) AS rows_loaded
FROM raw.loads l
WHERE l.rows_loaded > 0 AND l.undone_at IS NULL
	AND CASE l.target_table
		WHEN 'raw.amazon_purchases'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.amazon_purchases)
		WHEN 'raw.survey'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.survey)
		WHEN 'raw.fields'::pg_catalog.regclass THEN NOT EXISTS (SELECT 1 FROM raw.fields)
	END
GROUP BY l.target$q$);
