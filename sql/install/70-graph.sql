/* What is made from what: all of it is read from the catalog, nothing is declared */

/* Empty, but where ecom.distribute() was called.  By name: what a dump has restored is on one machine again, and whatever reads a model may be created again. */
CREATE TABLE ecom.distributed_models
(
	model text COLLATE "C" PRIMARY KEY,
	storage text COLLATE "C" NOT NULL,
	definition text COLLATE "C" NOT NULL,
	is_on_every_node boolean NOT NULL,
	query text,
	parts jsonb
);
COMMENT ON TABLE ecom.distributed_models IS 'Models whose rows are in distributed tables (Citus), see ecom.distribute(), and those that are materialized views as ever, whose rows the nodes make; one row per model. Empty on one machine';
COMMENT ON COLUMN ecom.distributed_models.model IS 'The model, with its schema: a view of the storage, or the storage itself';
COMMENT ON COLUMN ecom.distributed_models.storage IS 'The distributed table that has its rows; the model itself where it is a materialized view';
COMMENT ON COLUMN ecom.distributed_models.definition IS 'The view that gives the rows that it is to have; the model itself where it is a materialized view';
COMMENT ON COLUMN ecom.distributed_models.is_on_every_node IS 'All of its rows are on every node, for others to be joined with';
COMMENT ON COLUMN ecom.distributed_models.query IS 'Of a model that is a materialized view on one machine: its query there';
COMMENT ON COLUMN ecom.distributed_models.parts IS 'Of such a model: the statements that make its indexes, statistics and the like, see ecom.view_parts()';

/* plans know that it is empty */
ANALYZE ecom.distributed_models;

/* By the catalog, and not by to_regclass(): who only reads bi may use no other schema. */
CREATE VIEW ecom.distributed_relations AS
SELECT m.oid AS model, s.oid AS storage, f.oid AS definition, d.is_on_every_node
FROM ecom.distributed_models d
JOIN pg_catalog.pg_class m ON m.relname = pg_catalog.split_part(d.model, '.', 2) AND m.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.model, '.', 1)))
JOIN pg_catalog.pg_class s ON s.relname = pg_catalog.split_part(d.storage, '.', 2) AND s.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.storage, '.', 1))) AND s.relkind = 'r'
JOIN pg_catalog.pg_class f ON f.relname = pg_catalog.split_part(d.definition, '.', 2) AND f.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.split_part(d.definition, '.', 1)));
COMMENT ON VIEW ecom.distributed_relations IS 'The relations that ecom.distributed_models names, of models whose rows are in distributed tables; one row per model';
COMMENT ON COLUMN ecom.distributed_relations.model IS 'OID of the model';
COMMENT ON COLUMN ecom.distributed_relations.storage IS 'OID of the table that has its rows';
COMMENT ON COLUMN ecom.distributed_relations.definition IS 'OID of the view that gives the rows that it is to have';
COMMENT ON COLUMN ecom.distributed_relations.is_on_every_node IS 'All of its rows are on every node';

CREATE FUNCTION ecom.definition_of(model oid) RETURNS oid LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
	SELECT coalesce((SELECT d.definition FROM ecom.distributed_relations d WHERE d.model = definition_of.model), definition_of.model);
END;
COMMENT ON FUNCTION ecom.definition_of(oid) IS 'The view or materialized view whose query says which rows a model is to have: its own, unless it is distributed';
REVOKE EXECUTE ON FUNCTION ecom.definition_of(oid) FROM PUBLIC;

CREATE FUNCTION ecom.storage_of(model oid) RETURNS regclass LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
	SELECT coalesce((SELECT d.storage FROM ecom.distributed_relations d WHERE d.model = storage_of.model), storage_of.model)::pg_catalog.regclass;
END;
COMMENT ON FUNCTION ecom.storage_of(oid) IS 'What has the rows of a model: itself, unless it is distributed';
REVOKE EXECUTE ON FUNCTION ecom.storage_of(oid) FROM PUBLIC;

CREATE VIEW ecom.models AS
SELECT c.oid AS model_oid, n.nspname AS schema, c.relname AS model
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart')
UNION ALL
SELECT c.oid, n.nspname, c.relname
FROM ecom.distributed_relations d
JOIN pg_catalog.pg_class c ON c.oid = d.model
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace;
COMMENT ON VIEW ecom.models IS
'The materialized views of staging, refinement and mart, your own among them, and what has taken the place of one where purchases are distributed; one row per model';
COMMENT ON COLUMN ecom.models.model_oid IS 'OID of the model';
COMMENT ON COLUMN ecom.models.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.models.model IS 'Name of the model';

CREATE FUNCTION ecom.reached_parts(readers oid[], day oid, models oid[], storages oid[], definitions oid[], OUT reader oid, OUT kind text, OUT object oid) RETURNS SETOF record
	LANGUAGE c STABLE STRICT ROWS 2000 AS 'MODULE_PATHNAME', 'ecom_reached_parts';
COMMENT ON FUNCTION ecom.reached_parts(oid[], oid, oid[], oid[], oid[]) IS
'What views and materialized views name in their stored expressions, and the parts of these parts, as far as materialized views, tables and functions that cannot be looked into. A row a reader and part: relation, function or type with its OID; day or moment with OID 0 where it asks for the date, or for the time, the session, a sequence or a random sample. day: the function whose parts are left out. models: those whose rows are in the tables storages, and whose queries are those of definitions. Takes no locks';
REVOKE EXECUTE ON FUNCTION ecom.reached_parts(oid[], oid, oid[], oid[], oid[]) FROM PUBLIC;

CREATE VIEW ecom.parts AS
WITH distributed AS MATERIALIZED
(
	SELECT d.model, d.storage, d.definition FROM ecom.distributed_relations d
)
SELECT p.reader, p.kind, p.object
FROM
(
	SELECT
		coalesce(pg_catalog.array_agg(d.model), '{}') AS models,
		coalesce(pg_catalog.array_agg(d.storage), '{}') AS storages,
		coalesce(pg_catalog.array_agg(d.definition), '{}') AS definitions
	FROM distributed d
) a
CROSS JOIN LATERAL ecom.reached_parts(
	ARRAY
	(
		SELECT c.oid
		FROM pg_catalog.pg_class c
		WHERE c.relkind IN ('m', 'v') AND c.relnamespace::pg_catalog.regnamespace::pg_catalog.text IN ('staging', 'refinement', 'mart', 'bi')
		UNION
		SELECT d.model FROM distributed d
	),
	'ecom.today()'::pg_catalog.regprocedure, a.models, a.storages, a.definitions) p;
COMMENT ON VIEW ecom.parts IS
'What each view and materialized view of staging, refinement, mart and bi is made from, directly or through plain views, functions and types, from the catalog; not through materialized views, which have rows of their own. One row per reader and object';
COMMENT ON COLUMN ecom.parts.reader IS 'OID of the view or materialized view';
COMMENT ON COLUMN ecom.parts.kind IS 'relation, function, type, day or moment: see ecom.reached_parts()';
COMMENT ON COLUMN ecom.parts.object IS 'Its OID; 0 for day and moment';

CREATE VIEW ecom.model_dependencies AS
SELECT m.model_oid::pg_catalog.regclass AS model, p.object::pg_catalog.regclass AS source
FROM ecom.models m
JOIN ecom.parts p ON p.reader = m.model_oid AND p.kind = 'relation'
JOIN pg_catalog.pg_class c ON c.oid = p.object
WHERE c.relkind IN ('r', 'p', 'f', 'm') OR EXISTS (SELECT FROM ecom.distributed_relations d WHERE d.model = c.oid);
COMMENT ON VIEW ecom.model_dependencies IS
'Which tables and models each materialized view of staging, refinement and mart reads, directly or through plain views and functions, from the catalog; one row per model and source';
COMMENT ON COLUMN ecom.model_dependencies.model IS 'The materialized view';
COMMENT ON COLUMN ecom.model_dependencies.source IS 'Table or materialized view that it reads';

CREATE VIEW ecom.model_order AS
WITH RECURSIVE reads AS MATERIALIZED
(
	SELECT d.model::pg_catalog.oid AS model, d.source::pg_catalog.oid AS source
	FROM ecom.model_dependencies d
	JOIN ecom.models m ON m.model_oid = d.source::pg_catalog.oid
	UNION	/* once what is on every node is written, Citus has one process of each node do what follows, and only if nothing else was written before */
	SELECT t.model, n.model
	FROM ecom.distributed_relations t
	JOIN ecom.distributed_relations n ON n.is_on_every_node
	WHERE NOT t.is_on_every_node
),
depth AS
(
	SELECT m.model_oid AS model, 1 AS level
	FROM ecom.models m
	UNION
	SELECT r.model, p.level + 1
	FROM depth p
	JOIN reads r ON r.source = p.model
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
