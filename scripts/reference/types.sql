-- types.md: enums with their labels, rows that functions return, and states

\qecho '# Types'
\qecho
\qecho 'All are in the schema `ecom`.'

CREATE TEMP VIEW extension_types AS
SELECT t.*, pg_temp.sentence(obj_description(t.oid, 'pg_type')) AS comment
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics'
JOIN pg_type t ON t.oid = d.objid
WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';

\qecho
\qecho '## Enums'
\qecho
\qecho 'They take 4 bytes a value, sort in the order in which the labels stand here, and reach BI tools as text.'
\qecho
SELECT string_agg(concat_ws(E'\n\n', '### ' || t.typname, t.comment,
	(SELECT string_agg(format('%s. `%s`', l.n, l.enumlabel), E'\n' ORDER BY l.n)
		FROM (SELECT e.enumlabel, row_number() OVER (ORDER BY e.enumsortorder) AS n FROM pg_enum e WHERE e.enumtypid = t.oid) l)),
	E'\n\n' ORDER BY t.typname COLLATE "C")
FROM pg_temp.extension_types t
WHERE t.typtype = 'e';

\qecho
\qecho '## Rows'
\qecho
SELECT string_agg(concat_ws(E'\n\n', '### ' || t.typname, t.comment, pg_temp.column_table(t.typrelid)), E'\n\n' ORDER BY t.typname COLLATE "C")
FROM pg_temp.extension_types t
WHERE t.typtype = 'c';

\qecho
\qecho '## Values that functions hand to each other'
\qecho
SELECT string_agg(concat_ws(E'\n\n', '### ' || t.typname, t.comment), E'\n\n' ORDER BY t.typname COLLATE "C")
FROM pg_temp.extension_types t
WHERE t.typtype = 'b';
