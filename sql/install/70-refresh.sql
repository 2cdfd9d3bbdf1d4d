/* Refresh: every model in the order that the catalog gives */

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
	SELECT m.oid AS model, s.source
	FROM pg_catalog.pg_class m
	JOIN reads s ON s.reader = m.oid
	WHERE m.relkind = 'm' AND m.relnamespace::pg_catalog.regnamespace::text IN ('staging', 'refinement', 'mart')
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
	SELECT c.oid AS model, 1 AS level
	FROM pg_catalog.pg_class c
	WHERE c.relkind = 'm' AND c.relnamespace::pg_catalog.regnamespace::text IN ('staging', 'refinement', 'mart')
	UNION
	SELECT d.model::pg_catalog.oid, p.level + 1
	FROM depth p
	JOIN ecom.model_dependencies d ON d.source::pg_catalog.oid = p.model
	WHERE p.level <= (SELECT pg_catalog.count(DISTINCT m.model) FROM ecom.model_dependencies m)	/* ends a circle */
)
SELECT n.nspname AS schema, c.relname AS model, pg_catalog.max(d.level) AS level, d.model AS model_oid
FROM depth d
JOIN pg_catalog.pg_class c ON c.oid = d.model
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
GROUP BY n.nspname, c.relname, d.model;
COMMENT ON VIEW ecom.model_order IS
'The materialized views of staging, refinement and mart, your own among them; one row per model. In the order of level, each comes after all that it reads';
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
	FOR model IN SELECT m.model_oid FROM ecom.model_order m LOOP
		PERFORM pg_catalog.pg_extension_config_dump(model, '');
	END LOOP;
END
$$;
