-- Records: what is one, what is none and is passed over, and whose line is rejected as a whole.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never
CREATE TABLE two (a text, b text);
CREATE TABLE one (a text);

-- A well-formed record with a wrong number of fields: rejected whole, nothing within its quotes becomes a row.
SELECT * FROM load_text(E'a,b\n1,2\n"t1\n5,6\nend",y,z\n3,4\n', target => 'two');
SELECT * FROM load_text(E'a,b\n1,2\n"t1\r\n5,6\r\nend"\r\n3,4\r\n', target => 'two');
-- where a quote is not closed, the lines that follow are lines
SELECT * FROM load_text(E'a,b\n1,"2\n5,6\n3,4\n', target => 'two');

-- Rows of which every field is empty, as spreadsheets write them: passed over, with a notice, and nothing for max_rejects.
SELECT * FROM load_text(E'a,b\n1,2\n,\n , \n\t,\n3,4\n,\n', 'max_rejects => 0', 'two');
SELECT * FROM load_text(E'a,b\n1,2\n,,,,\n   \n', 'max_rejects => 0', 'two');
-- what is quoted was meant, and so is what is said to be NULL
SELECT * FROM load_text(E'a,b\n"",\nN/A,N/A\n', $$null_string => 'N/A'$$, 'two');
-- a part of the delimiter is a value
SELECT * FROM load_text(E'a||b\n1||2\n||\n|\n', $$delimiter => '||'$$, 'two');
-- the mark that ended files of old; anywhere else it is a line as any other
SELECT * FROM load_text(E'a,b\n1,2\n\x1a', 'max_rejects => 0', 'two');
SELECT * FROM load_text(E'a\nx\n\x1a\r\n', target => 'one');
SELECT encode(convert_to(contained, 'UTF8'), 'escape') AS contained, outcome FROM load_text(E'a\nx\n\x1a\ny\n', target => 'one');
SELECT outcome, line_number FROM load_text(E'a,b\n1,2\n\x1a\n3,4\n', target => 'two');
-- a table of one column: an empty line is a row, blanks are a value
SELECT * FROM load_text(E'a\nx\n\n  \n', target => 'one');
-- but not where the header names one column of a wider table
SELECT * FROM load_text(E'a\nx\n\ny\n\n', target => 'two');

-- The escape follows the quote unless it is given, as with COPY.
SELECT * FROM load_text(E'a,b\n\'say ""hi""\',2\n\'it\'\'s\',\'5"\'\n', $$quote => ''''$$, 'two');
SELECT * FROM load_text(E'a,b\n\'say \\\\\'hi\\\\\'\',2\n', $$quote => '''', escape => '\'$$, 'two');
-- a file that quotes nothing: the detail tells the way out
SELECT * FROM load_text(E'a,b\n1,5" disk\n1,2\n', target => 'two');
SELECT * FROM load_text(E'a,b\n1,5" disk\n"1,2\n', 'quote => NULL', 'two');
-- where some fields are quoted and others hold quotes, the latter lines are rejected one by one, and take no others with them
SELECT * FROM load_text(E'a,b\n12" ruler,"red, green"\n"3"" screw",x\n"Hi" he said,y\n1,2"\n"3",4\n', '', 'two');

-- A line of exactly max_line_length is not longer than it; one byte more is.
SET ecom_analytics.max_line_length = '64kB';
SELECT outcome, line_number, length(contained) AS length, detail
FROM load_text(convert_to(E'a,b\n' || repeat('x', 65534) || E',y\n' || repeat('x', 65534) || E',y\r\n' || repeat('x', 65535) || E',y\n' || repeat('x', 65535) || E',y\r\n1,2\n', 'UTF8'), target => 'two');
SELECT outcome, line_number, length(contained) AS length FROM load_text(convert_to(E'a,b\n1,2\n' || repeat('x', 65534) || ',y', 'UTF8'), target => 'two');
-- a quoted record longer than that: rejected whole if it is well formed, whatever stands in it; gzipped, too
SELECT outcome, line_number, length(contained) AS length, left(contained, 10) AS contained, detail
FROM load_text(convert_to(E'a,b\n1,2\n"' || repeat(E'5,6\n', 60000) || E'end",y\n3,"4\n"\n', 'UTF8'), target => 'two');
COPY (SELECT WHERE false) TO PROGRAM 'gzip -kn ecom_analytics_test.csv';
TRUNCATE two;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('two', 'ecom_analytics_test.csv.gz', force => true);
-- with a wrong number of fields; several; and one that begins on a line that is too long itself
SELECT outcome, line_number, length(contained) AS length, left(contained, 10) AS contained
FROM load_text(convert_to(E'a,b\n"' || repeat(E'5,6\n', 20000) || E'"\n1,2\n"' || repeat(E'7,8\n', 30000) || E'","x"\n3,4\n"' || repeat('x', 70000) || E'\n9,9\n",y\n5,6\n', 'UTF8'),
	target => 'two');
-- one whose quote is not closed takes its first line only
SELECT outcome, count(*), min(line_number) AS line_number FROM load_text(convert_to(E'a,b\n1,"2\n' || repeat(E'5,6\n', 60000), 'UTF8'), target => 'two') GROUP BY outcome ORDER BY outcome;
RESET ecom_analytics.max_line_length;

-- A text column that is stored plain: a value too long for a page rejects its row, the others load.
CREATE TABLE plain (a text);
ALTER TABLE plain ALTER a SET STORAGE plain;
SELECT outcome, line_number, length(contained) AS length, detail FROM load_text(convert_to(E'a\nshort\n' || repeat('x', 9000) || E'\nlast\n', 'UTF8'), target => 'plain');
DROP TABLE plain;

-- One bad row in a batch costs a few subtransactions, and not one a row.
CREATE TABLE keyed (a integer PRIMARY KEY);
CALL write_lines('ecom_analytics_test.csv', $$SELECT CASE i WHEN 0 THEN 'a' WHEN 700 THEN '1' ELSE i::text END FROM generate_series(0, 5000) i ORDER BY i + 0$$);
SELECT pg_current_xact_id()::text::bigint AS before \gset
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('keyed', 'ecom_analytics_test.csv');
SELECT pg_current_xact_id()::text::bigint - :before < 100 AS few FROM keyed LIMIT 1;
SELECT line_number, detail FROM latest_rejects;
-- many bad ones: each of the others once, in their order
CALL write_lines('ecom_analytics_test.csv', $$SELECT CASE WHEN i = 0 THEN 'a' WHEN i % 7 = 0 THEN 'x' WHEN i % 5 = 0 THEN '1' ELSE (10000 + i)::text END FROM generate_series(0, 2000) i ORDER BY i + 0$$);
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('keyed', 'ecom_analytics_test.csv');
SELECT count(*), sum(a) = (SELECT sum(10000 + i) FROM generate_series(1, 2000) i WHERE i % 7 > 0 AND i % 5 > 0) AS right_ones FROM keyed WHERE a > 10000;
SELECT count(*), count(DISTINCT line_number), bool_and((line_number - 1) % 7 = 0 OR (line_number - 1) % 5 = 0) AS right_ones FROM latest_rejects;
DROP TABLE keyed;

-- A trigger that calls what is not there is no fault of the rows: the load ends, with that error, and leaves nothing.
CREATE TABLE audited (a text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.audit_log VALUES (NEW.a);
	RETURN NEW;
END
$$;
CREATE TRIGGER audit BEFORE INSERT ON audited FOR EACH ROW EXECUTE FUNCTION audit();
SELECT count(*) AS loads FROM raw.loads \gset before_
SELECT * FROM refusal($$SELECT load_text(E'a\n1\n2\n3\n', target => 'audited')$$);
SELECT code FROM refusal($$SELECT load_text(E'a\n1\n', target => 'audited')$$);
SELECT count(*) - :before_loads AS loads, (SELECT count(*) FROM audited) AS rows FROM raw.loads;
-- names that each row has for itself are
CREATE TABLE named (a regclass);
SELECT * FROM load_text(E'a\nno_such_1\nno_such_2\npg_class\n', target => 'named');
DROP TABLE audited, named;
DROP FUNCTION audit;

DROP TABLE one, two;
\i :cleanup
