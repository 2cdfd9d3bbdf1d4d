-- What the pages of docs/reference have in common: Markdown from names, types, comments and whole relations.
--
-- All of it is from the catalog, sorted by bytes, and made of what PostgreSQL 15 to 18 say alike.

SET search_path = pg_catalog;
SET client_min_messages = warning;

\qecho '<!-- Written by make docs, from the catalog. To change it, change the COMMENT in sql/install. -->'

-- code(name): as code
CREATE FUNCTION pg_temp.code(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT '`' || name || '`'
$$;

-- cell(text): code that may stand in a table, where | ends a cell even in code
CREATE FUNCTION pg_temp.cell(content text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT replace(content, '|', '\|')
$$;

-- prose(comment): what stands in a comment, so that Markdown shows it as it is; qualified names as code
CREATE FUNCTION pg_temp.prose(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT regexp_replace(
		regexp_replace(replace(replace(comment, '&', '&amp;'), '<', '&lt;'), '([*|\\])', '\\\1', 'g'),
		'(?<!::|SELECT )\m((?:ecom|raw|staging|refinement|mart|bi)(?:\.[a-z][a-z0-9_]*)+(?:\([a-z"=>, _]*\))?)', '`\1`', 'g')
$$;

-- sentence(comment): prose that begins and ends as a sentence does
CREATE FUNCTION pg_temp.sentence(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT upper(left(p.prose, 1)) || substr(p.prose, 2) || CASE WHEN p.prose ~ '[.?!]$' THEN '' ELSE '.' END
	FROM (SELECT pg_temp.prose(comment) AS prose) p
$$;

-- default_value(expression): without the type of a constant, which stands beside it anyway
CREATE FUNCTION pg_temp.default_value(expression text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT replace(regexp_replace(expression, '^(''.*''|NULL)::[a-z ]+(\[\])?$', '\1'), '::regclass', '')
$$;

-- extension_relations: the tables and views of the extension, with the page that describes each
CREATE TEMP VIEW extension_relations AS
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
	CASE n.nspname WHEN 'bi' THEN 'bi.md' WHEN 'raw' THEN 'tables.md' WHEN 'ecom' THEN 'tables.md' ELSE 'models.md' END AS page
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics'
JOIN pg_class c ON c.oid = d.objid AND c.relkind IN ('r', 'm', 'v')
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';

-- link(schema, name): to where a relation is described
CREATE FUNCTION pg_temp.link(schema text, name text) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT format('[%s.%s](%s#%s)', r.schema, r.name, r.page, r.name)
	FROM pg_temp.extension_relations r
	WHERE r.schema = link.schema AND r.name = link.name
$$;

-- type_name(type, modifier): as short as people write it
CREATE FUNCTION pg_temp.type_name(type oid, modifier integer DEFAULT NULL) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT replace(format_type(type, modifier), 'timestamp with time zone', 'timestamptz')
$$;

-- type_link(type, modifier): the same, a link where the type is the extension's own
CREATE FUNCTION pg_temp.type_link(type oid, modifier integer DEFAULT NULL) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT CASE t.typnamespace WHEN 'ecom'::regnamespace
		THEN format('[%s](types.md#%s)', replace(pg_temp.type_name(type, modifier), 'ecom.', ''), t.typname)
		ELSE pg_temp.type_name(type, modifier) END
	FROM pg_type t
	WHERE t.oid = coalesce(nullif((SELECT a.typelem FROM pg_type a WHERE a.oid = type AND a.typcategory = 'A'), 0), type)
$$;

-- column_table(relation): its columns; what may be NULL and the defaults are a table's only
CREATE FUNCTION pg_temp.column_table(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT E'| column | type | meaning |\n|---|---|---|\n' || string_agg(
		format('| `%s` | %s | %s |', a.attname,
			pg_temp.type_link(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ', not null' ELSE '' END
				|| coalesce(', default ' || pg_temp.code(pg_temp.cell(pg_temp.default_value(pg_get_expr(d.adbin, d.adrelid)))), ''),
			pg_temp.prose(col_description(a.attrelid, a.attnum))),
		E'\n' ORDER BY a.attnum)
	FROM pg_attribute a
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
$$;

-- index_columns(index): what it is on
CREATE FUNCTION pg_temp.index_columns(index oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT pg_temp.code(string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n))
	FROM pg_index i
	CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) n
	WHERE i.indexrelid = index
$$;

-- kind(relation): what it is, and what a row of a model stands for, as its unique index says it
CREATE FUNCTION pg_temp.kind(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT CASE c.relkind WHEN 'v' THEN 'View' WHEN 'm' THEN 'Materialized view' ELSE 'Table' END
		|| coalesce(', one row per ' || (SELECT min(pg_temp.index_columns(i.indexrelid) COLLATE "C") FROM pg_index i
			WHERE c.relkind = 'm' AND i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL), '')
		|| '.'
	FROM pg_class c
	WHERE c.oid = relation
$$;

-- index_list(relation): what is unique, and what else is indexed; NULL if nothing is
CREATE FUNCTION pg_temp.index_list(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT string_agg(
		format('- `%s`: %s%s%s%s', c.relname,
			CASE WHEN i.indisprimary THEN 'primary key, ' WHEN i.indisunique THEN 'unique, ' ELSE '' END,
			pg_temp.index_columns(i.indexrelid),
			' where ' || pg_temp.code(pg_get_expr(i.indpred, i.indrelid, true)),
			'. ' || pg_temp.prose(obj_description(c.oid, 'pg_class'))),
		E'\n' ORDER BY i.indisprimary DESC, i.indisunique DESC, c.relname COLLATE "C")
	FROM pg_index i
	JOIN pg_class c ON c.oid = i.indexrelid
	WHERE i.indrelid = relation
$$;

-- constraint_list(relation): what rows must hold; NULL if there is nothing
CREATE FUNCTION pg_temp.constraint_list(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT string_agg(format('- `%s`: `%s`', c.conname, pg_get_constraintdef(c.oid, true)), E'\n' ORDER BY c.conname COLLATE "C")
	FROM pg_constraint c
	WHERE c.conrelid = relation AND c.contype IN ('c', 'f', 'x')
$$;

-- trigger_list(relation): what its triggers do; NULL if there are none
CREATE FUNCTION pg_temp.trigger_list(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT string_agg(format('- `%s`: %s', t.tgname, pg_temp.prose(obj_description(t.oid, 'pg_trigger'))), E'\n' ORDER BY t.tgname COLLATE "C")
	FROM pg_trigger t
	WHERE t.tgrelid = relation AND NOT t.tgisinternal
$$;

-- neighbours(relation): what it is made from, and what is made from it; NULL for what nothing is known of
CREATE FUNCTION pg_temp.neighbours(schema text, name text) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT nullif(concat_ws(' ',
		(SELECT format('Reads %s.', string_agg(pg_temp.link(l.source_schema, l.source), ', ' ORDER BY l.source_schema COLLATE "C", l.source COLLATE "C"))
			FROM ecom.lineage l WHERE l.schema = neighbours.schema AND l.name = neighbours.name HAVING count(*) > 0),
		(SELECT format('Read by %s.', string_agg(pg_temp.link(l.schema, l.name), ', ' ORDER BY l.schema COLLATE "C", l.name COLLATE "C"))
			FROM ecom.lineage l WHERE l.source_schema = neighbours.schema AND l.source = neighbours.name HAVING count(*) > 0)), '')
$$;

-- describe(relation): all of it, as a section of a page; its heading is its name, which links go by
CREATE FUNCTION pg_temp.describe(relation oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT concat_ws(E'\n\n',
		'### ' || r.name,
		pg_temp.sentence(obj_description(r.oid, 'pg_class')),
		concat_ws(' ', pg_temp.kind(r.oid), pg_temp.neighbours(r.schema, r.name)),
		pg_temp.column_table(r.oid),
		nullif(concat_ws(E'\n', pg_temp.index_list(r.oid), pg_temp.constraint_list(r.oid), pg_temp.trigger_list(r.oid)), ''))
	FROM pg_temp.extension_relations r
	WHERE r.oid = relation
$$;

-- section(schema): what there is in a schema: links to all, then materialized views and tables, then plain views
CREATE FUNCTION pg_temp.section(schema text) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT concat_ws(E'\n\n',
		'## ' || section.schema,
		pg_temp.sentence(regexp_replace(obj_description(section.schema::regnamespace, 'pg_namespace'), '^ecom_analytics, ', '')),
		string_agg(format('[%s](#%s)', r.name, r.name), ' · ' ORDER BY r.kind = 'v', r.name COLLATE "C"),
		string_agg(pg_temp.describe(r.oid), E'\n\n' ORDER BY r.kind = 'v', r.name COLLATE "C"))
	FROM pg_temp.extension_relations r
	WHERE r.schema = section.schema
$$;
