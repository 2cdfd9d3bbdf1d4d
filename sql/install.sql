-- Installation: what CREATE EXTENSION makes, what it leaves to PUBLIC, and that DROP EXTENSION leaves nothing behind.

SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
RESET client_min_messages;

CREATE TEMP VIEW catalog AS
SELECT 'schema' AS kind, nspname::text AS name FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
UNION ALL SELECT 'relation', oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_(toast_)?temp_|^pg_toast'
UNION ALL SELECT 'function', oid::regprocedure::text FROM pg_proc
UNION ALL SELECT 'type', oid::regtype::text FROM pg_type WHERE typnamespace::regnamespace::text !~ '^pg_(toast_)?temp_'
UNION ALL SELECT 'cast', castsource::regtype || ' to ' || casttarget::regtype FROM pg_cast
UNION ALL SELECT 'comment', classoid::regclass || ' ' || objoid || ' ' || objsubid FROM pg_description;
CREATE TEMP TABLE before AS TABLE catalog;

CREATE EXTENSION ecom_analytics;
SELECT extname, extversion, extrelocatable FROM pg_extension WHERE extname = 'ecom_analytics';

-- twice is an error
CREATE EXTENSION ecom_analytics;

-- all schemas belong to the extension
SELECT n.nspname FROM pg_namespace n JOIN pg_depend d ON d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics' ORDER BY n.nspname;

-- raw tables and models of the contract
SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, pg_relation_filenode(c.oid) IS NOT NULL AS stored
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'm', 'v')
ORDER BY n.nspname, c.relkind, c.relname;

-- every model has its grain as a unique index over NOT NULL columns, save the ones with a row per purchase line
SELECT c.oid::regclass AS without_unique_index FROM pg_class c
WHERE c.relkind = 'm' AND c.relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart')
	AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL)
ORDER BY 1;

-- every object and every column has its comment: no row
SELECT c.oid::regclass AS without_comment FROM pg_class c
WHERE c.relnamespace::regnamespace::text IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND (c.relkind IN ('r', 'm', 'v', 'c') OR c.relname LIKE '%\_key' AND c.relnamespace <> 'raw'::regnamespace)
	AND obj_description(c.oid, 'pg_class') IS NULL AND (c.relkind <> 'c' OR obj_description(c.reltype, 'pg_type') IS NULL);
SELECT a.attrelid::regclass AS relation, a.attname AS column_without_comment FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace::regnamespace::text IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'm', 'v', 'c')
	AND col_description(c.oid, a.attnum) IS NULL;
SELECT p.oid::regprocedure AS function_without_comment FROM pg_proc p
WHERE p.pronamespace = 'ecom'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
SELECT t.oid::regtype AS type_without_comment FROM pg_type t
WHERE t.typnamespace = 'ecom'::regnamespace AND t.typtype IN ('b', 'e') AND t.typcategory <> 'A' AND obj_description(t.oid, 'pg_type') IS NULL;
SELECT n.nspname AS schema_without_comment FROM pg_namespace n
WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND obj_description(n.oid, 'pg_namespace') IS NULL;

-- PUBLIC may execute pure computations only, and read settings only
SELECT p.oid::regprocedure AS public_may_execute FROM pg_proc p
WHERE p.pronamespace = 'ecom'::regnamespace AND p.provolatile = 'v' AND has_function_privilege('public', p.oid, 'EXECUTE');
SELECT c.oid::regclass AS public_may_read FROM pg_class c
WHERE c.relnamespace::regnamespace::text IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'm', 'v')
	AND has_table_privilege('public', c.oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY c.oid::regclass::text COLLATE "C";
-- functions with the rights of their owner: few, their path pinned, none of them for PUBLIC
SELECT p.oid::regprocedure AS security_definer, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE') AS for_public
FROM pg_proc p WHERE p.pronamespace = 'ecom'::regnamespace AND p.prosecdef ORDER BY p.oid::regprocedure::text COLLATE "C";

-- pg_dump takes what was loaded and refreshes the models: tables and models registered, state codes beyond those installed only
SELECT c.oid::regclass AS registered, x.condition FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS x(oid, condition)
JOIN pg_class c ON c.oid = x.oid WHERE e.extname = 'ecom_analytics' ORDER BY c.oid::regclass::text COLLATE "C";

-- marts of an empty database are empty, not an error
SELECT count(*) FROM bi.cohort_retention;
SELECT * FROM bi.data_freshness;

-- a publication of all tables leaves UPDATE and DELETE possible, also of tables without a key
SET client_min_messages = error;
CREATE PUBLICATION regress_ecom_all FOR ALL TABLES;
SET client_min_messages = warning;
INSERT INTO raw.fields VALUES ('a', 'b');
UPDATE raw.fields SET question = 'c';
DELETE FROM raw.fields;
UPDATE raw.amazon_purchases SET quantity = '1';
UPDATE raw.survey SET q_demos_age = '1';
DELETE FROM raw.rejected_lines;
SELECT c.oid::regclass AS not_updatable FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('ecom', 'raw') AND c.relkind = 'r' AND c.relreplident <> 'f' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisprimary OR i.indisreplident));
DROP PUBLICATION regress_ecom_all;

-- DROP EXTENSION leaves nothing behind, nor does it take anything away
DROP EXTENSION ecom_analytics;
SELECT 'left behind' AS difference, * FROM (TABLE catalog EXCEPT TABLE before) x
UNION ALL SELECT 'gone', * FROM (TABLE before EXCEPT TABLE catalog) y;

-- a schema of the same name is in the way: a clear error, and nothing half-made
CREATE SCHEMA mart;
\set VERBOSITY terse
CREATE EXTENSION ecom_analytics;
\set VERBOSITY default
DROP SCHEMA mart;
SELECT 'left behind' AS difference, * FROM (TABLE catalog EXCEPT TABLE before) x;
