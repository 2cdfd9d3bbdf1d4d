/* Refresh: every model in the order that the catalog gives */

CREATE VIEW ecom.models AS
SELECT c.oid AS model_oid, n.nspname AS schema, c.relname AS model
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart');
COMMENT ON VIEW ecom.models IS
'The materialized views of staging, refinement and mart, your own among them; one row per model';
COMMENT ON COLUMN ecom.models.model_oid IS 'OID of the model';
COMMENT ON COLUMN ecom.models.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.models.model IS 'Name of the model';

/*
 * A model depends on another if the query behind it reads it, itself or through plain views.
 */
CREATE VIEW ecom.model_dependencies AS
WITH RECURSIVE reads AS
(
	SELECT DISTINCT r.ev_class AS reader, d.refobjid AS source
	FROM pg_catalog.pg_rewrite r
	JOIN pg_catalog.pg_depend d
		ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
		AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
),
reached AS
(
	SELECT m.model_oid AS model, s.source
	FROM ecom.models m
	JOIN reads s ON s.reader = m.model_oid
	UNION
	SELECT r.model, s.source
	FROM reached r
	JOIN pg_catalog.pg_class v ON v.oid = r.source AND v.relkind = 'v'
	JOIN reads s ON s.reader = r.source
)
SELECT r.model::pg_catalog.regclass AS model, r.source::pg_catalog.regclass AS source
FROM reached r
JOIN pg_catalog.pg_class c ON c.oid = r.source AND c.relkind IN ('r', 'p', 'f', 'm');
COMMENT ON VIEW ecom.model_dependencies IS
'Which tables and models each materialized view of staging, refinement and mart reads, directly or through plain views, from the catalog; one row per model and source';
COMMENT ON COLUMN ecom.model_dependencies.model IS 'The materialized view';
COMMENT ON COLUMN ecom.model_dependencies.source IS 'Table or materialized view that it reads';

CREATE VIEW ecom.model_order AS
WITH RECURSIVE depth AS
(
	SELECT m.model_oid AS model, 1 AS level
	FROM ecom.models m
	UNION
	SELECT d.model::pg_catalog.oid, p.level + 1
	FROM depth p
	JOIN ecom.model_dependencies d ON d.source::pg_catalog.oid = p.model
	WHERE p.level <= (SELECT pg_catalog.count(*) FROM ecom.models)	/* ends a circle */
)
SELECT m.schema, m.model, pg_catalog.max(d.level) AS level, m.model_oid
FROM depth d
JOIN ecom.models m ON m.model_oid = d.model
GROUP BY m.schema, m.model, m.model_oid;
COMMENT ON VIEW ecom.model_order IS
'The models in the order to refresh them: sorted by level, each comes after all that it reads; one row per model';
COMMENT ON COLUMN ecom.model_order.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_order.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_order.level IS '1 for models that read tables only, else one more than the highest level read';
COMMENT ON COLUMN ecom.model_order.model_oid IS 'OID of the model';

CREATE FUNCTION ecom.refresh(OUT schema text, OUT model text, OUT rows bigint, OUT seconds numeric) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'ecom_refresh';
COMMENT ON FUNCTION ecom.refresh() IS
'Rebuilds and analyses every materialized view of staging, refinement and mart, your own among them, each after all that it reads. All or nothing, and all from one snapshot: rows that are loaded meanwhile are in every model of the next refresh and in none of this one. A row a model back: schema, model, rows, seconds (ANALYZE included). Needs ownership of the models (from PostgreSQL 17 on, MAINTAIN will do).';
REVOKE EXECUTE ON FUNCTION ecom.refresh() FROM PUBLIC;

/*
 * pg_dump writes a REFRESH for each registered model, after the data and in the order of their dependencies:
 * a restored database has its models' contents back.
 */
DO $$
DECLARE
	model pg_catalog.regclass;
BEGIN
	FOR model IN SELECT m.model_oid FROM ecom.models m ORDER BY m.model_oid LOOP
		PERFORM pg_catalog.pg_extension_config_dump(model, '');
	END LOOP;
END
$$;
