/*
 * Each model beside its own definition, run afresh, row for row: the data tests of ecom.check(deep => true), made from the catalog.
 *
 * First the rows of both are counted, and hashes of them summed up, which takes no memory.  Only where these differ are the rows
 * with the same hash counted, to tell which rows are missing or too many.
 */

CREATE FUNCTION ecom.row_hash("row" record) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_row_hash';
COMMENT ON FUNCTION ecom.row_hash(record) IS
'A hash of the values of a row as they are stored: 1.0 and 1.00 have different ones, as rows that ecom.refresh() takes for different have. Not for keeping: it differs between kinds of machines, and types made at different times';

CREATE FUNCTION ecom.row_tests(OUT test text, OUT model text, OUT query text, OUT writer oid, OUT not_run text, OUT model_oid oid, OUT storage oid)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 30
BEGIN ATOMIC
	SELECT 'rows of ' || n.name, n.name,
		pg_catalog.format(
$q$SELECT CASE WHEN g.rows < 0 THEN 'missing' ELSE 'too many' END AS "is", g.key::pg_catalog.jsonb AS key, g.missing, g.too_many
FROM
(
	SELECT pg_catalog.sum(r.side) AS rows, pg_catalog.min(r.key) AS key,
		pg_catalog.sum(GREATEST(-pg_catalog.sum(r.side), 0)) OVER () AS missing, pg_catalog.sum(GREATEST(pg_catalog.sum(r.side), 0)) OVER () AS too_many
	FROM
	(
		SELECT ecom.row_hash(m.*) AS hash, 1 AS side, pg_catalog.jsonb_build_object(%3$s)::pg_catalog.text COLLATE pg_catalog."C" AS key FROM %1$s m
		UNION ALL
		SELECT ecom.row_hash(m.*), -1, pg_catalog.jsonb_build_object(%3$s)::pg_catalog.text FROM (%2$s) m
	) r
	GROUP BY r.hash
	HAVING pg_catalog.sum(r.side) <> 0
) g
CROSS JOIN LATERAL pg_catalog.generate_series(1, pg_catalog.abs(g.rows)) AS each
WHERE
(
	SELECT (now.rows, now.sum) IS DISTINCT FROM (afresh.rows, afresh.sum)
	FROM (SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(ecom.row_hash(m.*)) AS sum FROM %1$s m) now,
		(SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(ecom.row_hash(m.*)) AS sum FROM (%2$s) m) afresh
)$q$,
			r.name, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(ecom.definition_of(c.oid)), ';'), k.columns),
		c.relowner,
		CASE WHEN f.is_stale THEN 'it is stale: ' || f.reason END,
		c.oid, c.relfilenode
	FROM ecom.model_freshness() f
	JOIN pg_catalog.pg_class c ON c.oid = f.model_oid
	CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I', f.schema, f.model) AS name) n
	CROSS JOIN LATERAL	/* what has its rows, as its definition gives them */
	(
		SELECT pg_catalog.format('%I.%I', h.nspname, s.relname) AS name
		FROM pg_catalog.pg_class s
		JOIN pg_catalog.pg_namespace h ON h.oid = s.relnamespace
		WHERE s.oid = ecom.storage_of(c.oid)
	) r
	CROSS JOIN LATERAL	/* the columns of its grain */
	(
		SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('%L, m.%I', a.attname, a.attname), ', ' ORDER BY p.n), '') AS columns
		FROM
		(
			SELECT i.indkey
			FROM pg_catalog.pg_index i
			WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
			ORDER BY i.indexrelid
			LIMIT 1
		) i
		CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY p (attnum, n)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum
	) k;
END;
COMMENT ON FUNCTION ecom.row_tests() IS
'The data tests that compare each model with its own definition; a row a model: name of the test, model, query (of the rows that are missing or too many, their keys only), writer (the model''s owner), not_run (why a model that is not fresh is not compared, else NULL), and the OIDs of the model and of where its rows are. Reads the row headers of all source tables';
REVOKE EXECUTE ON FUNCTION ecom.row_tests() FROM PUBLIC;
