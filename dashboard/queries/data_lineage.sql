-- What each model and view is made from.
SELECT schema, name, kind, source_schema, source, source_kind, columns
FROM bi.lineage
ORDER BY schema, name, source_schema, source
