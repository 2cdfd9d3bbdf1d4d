-- The log of loads: which contents a table has had, by its rows and not by its name; and what is no load at all.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never

-- What becomes of a load: the rows, or the error's message without what differs from run to run.
CREATE FUNCTION outcome(target text, file text, options text DEFAULT '') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	loaded bigint;
BEGIN
	EXECUTE format('SELECT rows_loaded FROM ecom.load_csv(%L, %L%s)', target, file, ', ' || NULLIF(options, '')) INTO loaded;
	RETURN loaded || ' rows';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || regexp_replace(SQLERRM, ': load_id.*', '');
END
$$;
CALL write_file('ecom_analytics_test_a.csv', E'a,b\n1,one\n2,two\n');
CALL write_file('ecom_analytics_test_b.csv', E'a,b\n3,three\n');

-- A load of which no line loads is an error, and leaves nothing: not in the log either, so that the right one is none.
CREATE TABLE t2 (a text, b text);
CALL write_file('ecom_analytics_test.csv', E'1;2\n3;4\n');
SELECT * FROM refusal($$SELECT ecom.load_csv('t2', 'ecom_analytics_test.csv', header => false)$$);
SELECT outcome('t2', 'ecom_analytics_test.csv', $$header => false, delimiter => ';'$$);
SELECT count(*) AS loads, (SELECT count(*) FROM raw.rejected_lines) AS rejected, sum(rows_loaded) AS rows FROM raw.loads;
-- so with everything that a table refuses
CREATE TABLE numbers (a integer);
CALL write_file('ecom_analytics_test.csv', E'a\nx\ny\n');
SELECT * FROM refusal($$SELECT ecom.load_csv('numbers', 'ecom_analytics_test.csv')$$);
DROP TABLE numbers;
-- a file of nothing but its header, on two days; an empty one
CALL write_file('ecom_analytics_test.csv', E'a,b\n');
SELECT outcome('t2', 'ecom_analytics_test.csv');
SELECT outcome('t2', 'ecom_analytics_test.csv');
CALL write_file('ecom_analytics_test.csv', '');
SELECT outcome('t2', 'ecom_analytics_test.csv');
SELECT outcome('t2', 'ecom_analytics_test.csv');
-- more lines to skip than there are, or all with a header to come; all without one are the header
CALL write_file('ecom_analytics_test.csv', E'a,b\n1,2\n');
SELECT outcome('t2', 'ecom_analytics_test.csv', 'skip => 100');
SELECT outcome('t2', 'ecom_analytics_test.csv', 'skip => 2');
SELECT outcome('t2', 'ecom_analytics_test.csv', 'skip => 2, header => false');

-- The same contents are refused while rows of theirs can be there.
TRUNCATE t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
-- after a part was deleted, or changed, or all was: they may be there
DELETE FROM t2 WHERE a = '1';
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
UPDATE t2 SET b = 'zwei';
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
-- stored anew by VACUUM FULL and by ALTER TABLE: they are there
VACUUM FULL t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
ALTER TABLE t2 ADD COLUMN c double precision DEFAULT random();
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
ALTER TABLE t2 DROP COLUMN c;
-- after TRUNCATE, and after DELETE of all, they are not
TRUNCATE t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
DELETE FROM t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
-- nor where all rows are other loads'; with rows of nobody knows what, they may be
TRUNCATE t2;
SELECT outcome('t2', 'ecom_analytics_test_b.csv');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
TRUNCATE t2;
INSERT INTO t2 VALUES ('by', 'hand');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
SELECT a, b, count(*) FROM t2 GROUP BY a, b ORDER BY a;
-- in one transaction, too
BEGIN;
TRUNCATE t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
TRUNCATE t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
COMMIT;
TABLE t2;
-- in a transaction that sees an old state
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM t2;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
ROLLBACK;

-- The table is known by itself: renamed, moved, and another one of its name.
ALTER TABLE t2 RENAME TO t3;
SELECT outcome('t3', 'ecom_analytics_test_a.csv');
CREATE SCHEMA regress_ecom;
ALTER TABLE t3 SET SCHEMA regress_ecom;
SELECT outcome('regress_ecom.t3', 'ecom_analytics_test_a.csv');
SELECT DISTINCT target, target_table FROM raw.loads WHERE target_table = 'regress_ecom.t3'::regclass;
CREATE TABLE t2 (a text, b text);
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
DROP TABLE t2;
CREATE TABLE t2 (a text, b text);
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
SET client_min_messages = warning;
DROP SCHEMA regress_ecom CASCADE;
RESET client_min_messages;

-- A partition has its rows in common with the partitioned table, and a view with the table under it.
CREATE TABLE parted (a text, b text) PARTITION BY LIST (a);
CREATE TABLE parted_12 PARTITION OF parted FOR VALUES IN ('1', '2') PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted_12 FOR VALUES IN ('1');
CREATE TABLE parted_2 PARTITION OF parted_12 FOR VALUES IN ('2');
SELECT outcome('parted', 'ecom_analytics_test_a.csv');
SELECT outcome('parted_2', 'ecom_analytics_test_a.csv');
SELECT outcome('parted', 'ecom_analytics_test_a.csv');
TRUNCATE parted;
SELECT outcome('parted_2', 'ecom_analytics_test_a.csv');
SELECT outcome('parted', 'ecom_analytics_test_a.csv');
DROP TABLE parted;
CREATE VIEW seen AS SELECT b, a FROM t2 WHERE a <> '7';
CREATE VIEW seen_twice AS SELECT a, b FROM seen;
SELECT outcome('seen', 'ecom_analytics_test_a.csv');
TRUNCATE t2;
SELECT outcome('seen_twice', 'ecom_analytics_test_a.csv');
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
DROP VIEW seen_twice, seen;
-- siblings by inheritance have not
CREATE TABLE child () INHERITS (t2);
SELECT outcome('child', 'ecom_analytics_test_a.csv');
DROP TABLE child;

-- A temporary table is not kept: after a restore there is none of its name.
CREATE TEMP TABLE passing (a text, b text);
SELECT outcome('passing', 'ecom_analytics_test_a.csv');
SELECT outcome('passing', 'ecom_analytics_test_a.csv');
SELECT target_table IS NULL AS unknown, forced FROM raw.loads ORDER BY load_id DESC LIMIT 1;
DROP TABLE passing;

-- A folder of which one file is new: the others are passed over, and reported as such.
COPY (SELECT WHERE false) TO PROGRAM 'mkdir ecom_analytics_test_folder';
CALL write_file('ecom_analytics_test_folder/amazon-purchases.csv', E'Title\nTea\n');
CALL write_file('ecom_analytics_test_folder/survey.csv', E'Survey ResponseID\nR_1\n');
CALL write_file('ecom_analytics_test_folder/fields.csv', E',fields\nQ-demos-age,Age\n');
SET client_min_messages = error;
SELECT target, rows_loaded, passed_over FROM ecom.load_directory('ecom_analytics_test_folder');
CALL write_file('ecom_analytics_test_folder/survey.csv', E'Survey ResponseID\nR_2\nR_3\n');
SELECT d.target, d.load_id = (SELECT min(l.load_id) FROM raw.loads l WHERE l.target_table = d.target) AS of_the_first, d.bytes, d.lines_read, d.rows_loaded, d.rows_rejected,
	regexp_replace(d.passed_over, ': load_id.*', '') AS passed_over
FROM ecom.load_directory('ecom_analytics_test_folder') d;
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS purchases, (SELECT count(*) FROM raw.survey) AS survey, (SELECT count(*) FROM raw.fields) AS fields;
-- forced, they are there twice; but a field of the survey has one row
SELECT target, rows_loaded, passed_over FROM ecom.load_directory('ecom_analytics_test_folder', force => true);
RESET client_min_messages;
INSERT INTO raw.fields VALUES ('Q-demos-age', 'How old?'), (' Q-demos-age ', NULL), (NULL, 'x'), ('Q', NULL), ('Q', NULL);
SELECT (SELECT count(*) FROM raw.fields) AS lines, field, column_name, question FROM bi.survey_fields ORDER BY field;
SELECT ecom.load_directory('.', NULL);

-- What a dump says of the log, in another database: the table by its name, rows that nobody can tell any more.
SELECT load_id, target_table, transactions IS NOT NULL AS has_transactions FROM raw.loads WHERE target_table = 't2'::regclass ORDER BY load_id DESC LIMIT 1 \gset
CREATE TABLE restored (LIKE raw.loads);
INSERT INTO restored TABLE raw.loads;
TRUNCATE raw.loads;
INSERT INTO raw.loads TABLE restored;
DROP TABLE restored;
CREATE TABLE restored (LIKE t2);
INSERT INTO restored TABLE t2;
TRUNCATE t2;
-- the rows are missing: the file can be loaded again
BEGIN;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
ROLLBACK;
-- they are there
INSERT INTO t2 TABLE restored;
SELECT outcome('t2', 'ecom_analytics_test_a.csv');
DROP TABLE restored, t2;
DROP FUNCTION outcome;
\i :cleanup
