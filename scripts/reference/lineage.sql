-- lineage.md: what models and views are made from, as a drawing and column by column

\qecho '# Lineage'
\qecho
\qecho 'What [ecom.lineage_diagram()](functions.md#lineage_diagram) draws of the catalog: cylinders are tables, boxes models, round boxes plain views. With models of your own, call it in your database.'
\qecho
\qecho '```mermaid'
SELECT rtrim(ecom.lineage_diagram(), E'\n');
\qecho '```'
\qecho
\qecho 'And column by column, as [ecom.lineage](tables.md#lineage) says it:'

SELECT concat_ws(E'\n',
	E'\n## ' || s.schema || E'\n',
	'| model or view | reads | columns of it |',
	'|---|---|---|',
	string_agg(format('| %s | %s | %s |', s.link, pg_temp.link(l.source_schema, l.source), coalesce('`' || array_to_string(l.columns, '`, `') || '`', 'none: it counts rows')), E'\n'
		ORDER BY s.name COLLATE "C", l.source_schema COLLATE "C", l.source COLLATE "C"))
FROM (SELECT r.schema, r.name, pg_temp.link(r.schema, r.name) AS link FROM pg_temp.extension_relations r) s
JOIN ecom.lineage l ON l.schema = s.schema AND l.name = s.name
GROUP BY s.schema
ORDER BY array_position('{staging,refinement,mart,bi}', s.schema::text);
