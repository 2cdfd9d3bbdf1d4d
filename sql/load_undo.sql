-- ecom.undo_load: takes exactly the rows of one load away again, or none.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never

CALL write_file('ecom_analytics_test_a.csv', E'a,b\n1,one\n2,two\n');
CALL write_file('ecom_analytics_test_b.csv', E'a,b\n1,one\n3,three\n');
CALL write_lines('ecom_analytics_test_many.csv', $$SELECT CASE i WHEN 0 THEN 'a,b' WHEN 700 THEN 'x,' ELSE i || ',many' END FROM generate_series(0, 1800) i ORDER BY i$$);

-- Loads a file, and says which load it was.
CREATE FUNCTION load(target text, file text) RETURNS bigint LANGUAGE sql AS $$
	SELECT load_id FROM ecom.load_csv(target::regclass, file, force => true)
$$;

-- Of two loads of the same rows, the second's go, then the first's; rows of others stay.
CREATE TABLE t2 (a text, b text);
INSERT INTO t2 VALUES ('1', 'one');
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
SELECT load('t2', 'ecom_analytics_test_b.csv') AS second \gset
SELECT load('t2', 'ecom_analytics_test_b.csv') AS third \gset
SELECT ecom.undo_load(:second);
SELECT a, b, count(*) FROM t2 GROUP BY a, b ORDER BY a;
-- it is noted, and no second time
SELECT load_id = :second AS is_second, undone_at BETWEEN loaded_at AND now() AS undone, undone_by = current_user AS by_me FROM raw.loads WHERE undone_at IS NOT NULL;
SELECT code, regexp_replace(message, 'load \d+ was undone already: .*', 'undone already') AS message FROM refusal(format('SELECT ecom.undo_load(%s)', :second));
-- the contents can be loaded again once the last load of them is undone
SELECT code FROM refusal($$SELECT ecom.load_csv('t2', 'ecom_analytics_test_b.csv')$$);
SELECT ecom.undo_load(:third);
SELECT rows_loaded FROM ecom.load_csv('t2', 'ecom_analytics_test_b.csv');
SELECT ecom.undo_load(:first);
SELECT a, b, count(*) FROM t2 GROUP BY a, b ORDER BY a;
-- in the transaction of the load; undone with it
BEGIN;
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
SELECT load('t2', 'ecom_analytics_test_a.csv') AS second \gset
INSERT INTO t2 VALUES ('1', 'mine');
SELECT ecom.undo_load(:first);
SELECT a, b, count(*) FROM t2 WHERE a IN ('1', '2') GROUP BY a, b ORDER BY a, b;
ROLLBACK;
SELECT count(*) FROM t2;
-- of two loads in one transaction, and in a subtransaction, each has its own
DO $$
BEGIN
	PERFORM load('t2', 'ecom_analytics_test_a.csv');
	INSERT INTO t2 VALUES ('1', 'mine');
	BEGIN
		PERFORM load('t2', 'ecom_analytics_test_a.csv');
		INSERT INTO t2 VALUES ('2', 'mine');
	EXCEPTION WHEN OTHERS THEN
		RAISE;
	END;
END
$$;
SELECT max(load_id) AS second, max(load_id) - 1 AS first FROM raw.loads \gset
SELECT ecom.undo_load(:first);
SELECT a, b, count(*) FROM t2 GROUP BY a, b ORDER BY a, b;
SELECT ecom.undo_load(:second);
SELECT a, b, count(*) FROM t2 GROUP BY a, b ORDER BY a, b;
-- after VACUUM FULL and freezing, too
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
VACUUM (FREEZE) t2;
VACUUM FULL t2;
SELECT ecom.undo_load(:first);
-- the table is another name's
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
ALTER TABLE t2 RENAME TO t3;
CREATE TABLE t2 (a text, b text);
INSERT INTO t2 VALUES ('1', 'one'), ('2', 'two');
SELECT ecom.undo_load(:first);
SELECT (SELECT count(*) FROM t2) AS t2, (SELECT count(*) FROM t3) AS t3;

-- Tables of every kind: by INSERT in many subtransactions, with a row rejected.
CREATE TABLE keyed (a text, b text, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, CHECK (a <> 'x'));
INSERT INTO keyed (a, b) SELECT i, 'many' FROM generate_series(1, 3) i;
SELECT load('keyed', 'ecom_analytics_test_many.csv') AS first \gset
SELECT load('keyed', 'ecom_analytics_test_many.csv') AS second \gset
SELECT rows_loaded, rows_rejected FROM raw.loads WHERE load_id = :second;
SELECT ecom.undo_load(:first);
SELECT count(*), count(DISTINCT a), min(id) FILTER (WHERE id > 3) > 1800 AS of_the_second FROM keyed;
-- partitions, by the root and by a partition; rows that a trigger fires for
CREATE TABLE parted (a text, b text) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN ('1');
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
SELECT load('parted', 'ecom_analytics_test_a.csv') AS first \gset
SELECT load('parted_1', 'ecom_analytics_test_b.csv') AS second \gset
SELECT ecom.undo_load(:first);
TABLE parted;
SELECT ecom.undo_load(:second);
TABLE parted;
DROP TABLE parted;
-- a view, and the parent of an inheritance
CREATE VIEW seen AS SELECT b, a FROM t2;
CREATE TABLE child () INHERITS (t2);
INSERT INTO child TABLE t2;
SELECT load('seen', 'ecom_analytics_test_a.csv') AS first \gset
SELECT ecom.undo_load(:first);
SELECT tableoid::regclass, count(*) FROM t2 GROUP BY 1 ORDER BY 1;
DROP TABLE child;
DROP VIEW seen;
-- nothing was loaded, so nothing is taken
CALL write_file('ecom_analytics_test.csv', E'a,b\n');
SELECT load('t2', 'ecom_analytics_test.csv') AS first \gset
SELECT ecom.undo_load(:first);

-- Where the rows can no longer be told apart: refused, and all stays.
CREATE FUNCTION attempt(load_id bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	why text;
BEGIN
	RETURN ecom.undo_load(load_id) || ' rows';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS why = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, regexp_replace(SQLERRM, '\d+', 'N'), why);
END
$$;
TRUNCATE t2;
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
UPDATE t2 SET b = 'uno' WHERE a = '1';
SELECT attempt(:first);
TRUNCATE t2;
SELECT attempt(:first);
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
DELETE FROM t2 WHERE a = '1';
SELECT attempt(:first);
ALTER TABLE t2 ADD COLUMN c double precision DEFAULT random();
SELECT attempt(:first);
DROP TABLE t2;
SELECT attempt(:first);
CREATE TABLE t2 (a text, b text);
-- triggers and rules that make something else of rows, when they come and when they go
CREATE FUNCTION skip_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (TG_OP = 'INSERT' AND NEW.a = '1') OR (TG_OP = 'DELETE' AND OLD.a = '1') THEN
		RETURN NULL;
	END IF;
	RETURN CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
END
$$;
CREATE TRIGGER skip_one BEFORE INSERT ON t2 FOR EACH ROW EXECUTE FUNCTION skip_one();
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
SELECT attempt(:first);
DROP TRIGGER skip_one ON t2;
TRUNCATE t2;
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
CREATE TRIGGER skip_one BEFORE DELETE ON t2 FOR EACH ROW EXECUTE FUNCTION skip_one();
SELECT attempt(:first);
SELECT count(*) FROM t2;
DROP TRIGGER skip_one ON t2;
CREATE RULE keep AS ON DELETE TO t2 DO INSTEAD NOTHING;
SELECT attempt(:first);
DROP RULE keep ON t2;
-- the log was restored: its rows are other transactions'
CREATE TEMP TABLE restored AS TABLE raw.loads;
DELETE FROM raw.loads WHERE load_id = :first;
INSERT INTO raw.loads SELECT * FROM restored WHERE load_id = :first;
SELECT attempt(:first);
DROP TABLE restored;
-- a view whose trigger writes elsewhere
CREATE VIEW counted AS SELECT 'x' AS a, count(*)::text AS b FROM t2;
CREATE TRIGGER skip_one INSTEAD OF INSERT ON counted FOR EACH ROW EXECUTE FUNCTION skip_one();
SELECT load('counted', 'ecom_analytics_test_a.csv') AS first \gset
SELECT attempt(:first);
DROP VIEW counted;
DROP FUNCTION skip_one;
-- what is no load
SELECT ecom.undo_load(-1);
SELECT ecom.undo_load(NULL);
BEGIN READ ONLY;
SELECT ecom.undo_load(1);
ROLLBACK;
TABLE t2;

-- Privileges: not for PUBLIC; DELETE and SELECT on the table; a policy that hides a row.
CREATE ROLE regress_ecom_loader;
TRUNCATE t2;
SELECT load('t2', 'ecom_analytics_test_a.csv') AS first \gset
GRANT EXECUTE ON FUNCTION attempt TO regress_ecom_loader;
GRANT USAGE ON SCHEMA ecom TO regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT attempt(:first);
RESET ROLE;
GRANT EXECUTE ON FUNCTION ecom.undo_load TO regress_ecom_loader;
GRANT SELECT ON t2 TO regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT attempt(:first);
RESET ROLE;
GRANT DELETE ON t2 TO regress_ecom_loader;
REVOKE SELECT ON t2 FROM regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT attempt(:first);
RESET ROLE;
GRANT SELECT ON t2 TO regress_ecom_loader;
ALTER TABLE t2 ENABLE ROW LEVEL SECURITY;
CREATE POLICY not_one ON t2 USING (a <> '1');
SET ROLE regress_ecom_loader;
SELECT attempt(:first);
RESET ROLE;
ALTER TABLE t2 DISABLE ROW LEVEL SECURITY;
SET ROLE regress_ecom_loader;
SELECT attempt(:first);
RESET ROLE;
SELECT undone_by FROM raw.loads WHERE load_id = :first;
SELECT count(*) FROM t2;
DROP OWNED BY regress_ecom_loader;

-- ecom.grant_load: all that a loader needs but the right to read the server's files.
SELECT ecom.grant_load('regress_ecom_loader');
GRANT pg_read_server_files TO regress_ecom_loader;
SELECT ecom.grant_load('regress_ecom_loader');
SELECT ecom.grant_load(NULL) IS NULL AS nothing;
CALL write_file('ecom_analytics_test.csv', E'Field,Question\nQ,x\nbroken\n');
SET ROLE regress_ecom_loader;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('raw.fields', 'ecom_analytics_test.csv');
SELECT l.target, l.rows_loaded, r.line_number, r.reason FROM raw.loads l JOIN raw.rejected_lines r USING (load_id) WHERE l.loaded_by = current_user;
SELECT ecom.undo_load((SELECT max(load_id) FROM raw.loads));
SELECT count(*) FROM raw.fields;
-- and nothing else
SELECT count(*) FROM staging.stg_survey;
SELECT ecom.load_census();
DELETE FROM raw.loads;
RESET ROLE;
SELECT ecom.revoke_load('regress_ecom_loader');
SET ROLE regress_ecom_loader;
SELECT count(*) FROM raw.loads;
RESET ROLE;
SELECT count(*) AS left_over FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = 'regress_ecom_loader' AND d.deptype = 'a'
	AND d.classid IN ('pg_class'::regclass, 'pg_namespace'::regclass) AND d.objid NOT IN ('t2'::regclass, 'public'::regnamespace);
DROP OWNED BY regress_ecom_loader;
DROP ROLE regress_ecom_loader;

-- The refresh after it follows.
SET client_min_messages = warning;
\set sample :abs_srcdir '/data/sample'
SELECT count(*) FROM ecom.load_directory(:'sample');
SELECT ecom.load_bundled_census() IS NOT NULL AS census LIMIT 1;
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
SELECT count(*) AS before FROM refinement.fct_orders \gset
CALL write_file('ecom_analytics_test.csv', E'Order Date,Purchase Price Per Unit,Quantity,Survey ResponseID,ASIN/ISBN (Product Code)\n2022-01-05,1.00,1,R_new,B000000001\n');
SELECT load('raw.amazon_purchases', 'ecom_analytics_test.csv') AS first \gset
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
SELECT count(*) - :before AS more FROM refinement.fct_orders;
SELECT ecom.undo_load(:first);
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
SELECT count(*) - :before AS more FROM refinement.fct_orders;
RESET client_min_messages;

DROP TABLE t2, t3, keyed;
DROP FUNCTION load, attempt;
\i :cleanup
