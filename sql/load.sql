-- Loading CSV files: what the reader takes, what it turns away, and the account that is kept of it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\set sample :abs_srcdir '/data/sample'
\set file ecom_analytics_test.csv
\i :helpers
CREATE TABLE one (a text);

-- the report, and its row in raw.loads: the bytes and the SHA-256 are those of the file
CALL write_file(:'file', E'a,b,c\n1,2,3\nshort\n4,5,6\n');
SELECT load_id, bytes, lines_read, rows_loaded, rows_rejected, seconds BETWEEN 0 AND 60 AS plausible FROM ecom.load_csv('t', :'file');
SELECT target, file, bytes = length(pg_read_binary_file(file)) AS bytes, sha256 = encode(sha256(pg_read_binary_file(file)), 'hex') AS sha256,
	lines_read, rows_loaded, rows_rejected, loaded_at = (SELECT max(loaded_at) FROM raw.loads) AS loaded_at, loaded_by = current_user AS loaded_by, forced
FROM raw.loads;
TABLE t ORDER BY a;
TABLE latest_rejects;

\set SHOW_CONTEXT never
-- Line ends.
-- LF, CRLF and CR, mixed, and the last line without one
SELECT * FROM load_text(E'a,b,c\r\n1,LF,x\n2,CRLF,x\r\n3,CR,x\r4,none,x');
-- empty lines are no lines of data; they count in the numbers
SELECT * FROM load_text(E'\n\na,b,c\n\r\n1,2,3\n\n\nshort\n\n');
-- but they are rows of a table of one column
SELECT * FROM load_text(E'a\nx\n\ny\n""\n\n', target => 'one');
-- a byte order mark is taken away, at the beginning only; offsets count it
SELECT outcome, line_number, byte_offset, encode(convert_to(contained, 'UTF8'), 'escape') AS contained
FROM load_text(E'\\357\\273\\277a,b,c\nshort\n1,2,3\n\\357\\273\\2774,5,6\n');

-- Dialects.
SELECT * FROM load_text(E'a;b;c\n1,5;"2;5";3\n', $$delimiter => ';'$$);
SELECT * FROM load_text(E'a\tb\tc\n1\t"2\t5"\t 3 \n', $$delimiter => E'\t'$$);
SELECT * FROM load_text(E'a|b|c\n1|"2|5"|3\n', $$delimiter => '|'$$);
-- several bytes: the first of them alone is text
SELECT * FROM load_text(E'a||b||c\n1|2||"x||y"||3\n||||\n', $$delimiter => '||'$$);
SELECT * FROM load_text(E'a, b, c\n1,2, "x, y", 3\n', $$delimiter => ', '$$);
SELECT * FROM load_text(E'a€b€c\n1€"2€"€3\n', $$delimiter => '€'$$);
-- other quotes and escapes; a doubled quote is one quote wherever there is an escape
SELECT * FROM load_text(E'a,b,c\n\'1,5\',\'it\'\'s\',"3"\n', $$quote => ''''$$);
SELECT * FROM load_text(E'a,b,c\n"1\\\\"5","back\\\\\\\\slash","\\\\n"\n"x""y",\\\\,z\n', $$escape => '\'$$);
SELECT * FROM load_text(E'a,b,c\n"x","y""z",1\n"\\\\",2,3\n', $$escape => NULL$$);
-- nothing is quoted
SELECT * FROM load_text(E'a,b,c\n"1,2",3"\n', $$quote => NULL$$);
SELECT * FROM load_text(E'a,b,c\n"1,2",3"\n', $$quote => ''$$);
-- blanks around a quoted field are dropped, those of an unquoted one and within quotes stay
SELECT * FROM load_text(E'a,b,c\n "1" ,\t"2"\t, 3 \n" 1 ",2,3\n');

-- The header.
-- other letter case, punctuation and order
SELECT * FROM load_text(E' C! ,"A",-b-\n3,1,2\n');
-- a column is missing: warning, and NULL
SELECT * FROM load_text(E'c,a\n3,1\n');
-- an unknown name, the others in their places: refused, with both lists
SELECT * FROM load_text(E'a,bee,c\n1,2,3\n');
-- an unknown name, the others not in their places; too many names; a name twice: refused
SELECT * FROM load_text(E'bee,a,c\n2,1,3\n');
SELECT * FROM load_text(E'a,b,c,d\n1,2,3,4\n');
SELECT * FROM load_text(E'c,a,a\n1,2,3\n');
-- no header: by position with a warning, and the line in its place is kept
SELECT * FROM load_text(E'1,2,3\n4,5,6\n');
-- a line in front of it that names nothing, and lines of another width: refused
SELECT * FROM load_text(E'x,y\n1,2,3\n4,5,6\n');
-- an exact name comes before one that is only alike; one that is like two columns is none of theirs
CREATE TABLE alike ("Price" text, price text);
SELECT * FROM load_text(E'price,Price\nlower,upper\n', target => 'alike');
SELECT * FROM load_text(E'PRICE,price,x\n1,2,3\n', target => 'alike');
DROP TABLE alike;

-- malformed: refused
SELECT * FROM load_text(E'a,"b,c\n1,2,3\n');
SELECT * FROM load_text(E'a,b"x,c\n1,2\n1,2,3\n');
-- not there at all
SELECT * FROM load_text(E'1,2,3\n4,5,6\n', 'header => false');
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', 'header => false');
-- the same header again, as in files put one behind the other, in other letter case too
SELECT * FROM load_text(E'a,b,c\n1,2,3\na,b,c\n4,5,6\nA,b,c\n');
-- also with a byte order mark each
SELECT * FROM load_text(E'\\357\\273\\277a,b,c\n1,2,3\n\\357\\273\\277a,b,c\n4,5,6\n');
-- lines before it, whatever is in them; and more than there are
SELECT * FROM load_text(E'"report\n\\377\\000\na,b,c\n1,2,3\nshort\n', 'skip => 2');
SELECT * FROM load_text(E'x\ny\n1,2,3\n', 'skip => 2, header => false');
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', 'skip => 10');
-- names of letters that are not ASCII, and quotes in a name
CREATE TABLE odd_names ("größe" text, "say ""x""" text, "2nd" text);
SELECT * FROM load_text(E'2ND,größe,"Say ""X"""\n1,2,3\n', target => 'odd_names');
DROP TABLE odd_names;

-- NULL.
SELECT * FROM load_text(E'a,b,c\n,"", \n,,\n');
SELECT * FROM load_text(E'a,b,c\nN/A,"N/A",\nn/a, N/A,""\n', $$null_string => 'N/A'$$);
SELECT * FROM load_text(E'a,b,c\n,"",x\n', 'null_string => NULL');

-- Nothing to load: an empty file, a header only, a byte order mark only.
SELECT count(*) FROM load_text('');
SELECT count(*) FROM load_text(E'a,b,c');
SELECT count(*) FROM load_text(E'\\357\\273\\277');
SELECT count(*) FROM load_text(E'\n\r\n\r');
SELECT bytes, lines_read, rows_loaded, rows_rejected FROM raw.loads ORDER BY load_id DESC LIMIT 4;

-- Lines that are turned away.
-- the end of data of COPY is none here
SELECT * FROM load_text(E'a,b,c\n1,2,3\n\\\\.\n4,5,6\n');
SELECT * FROM load_text(E'a\nx\n\\\\.\ny\n', target => 'one');
-- too few and too many fields
SELECT * FROM load_text(E'a,b,c\n1,2\n1,2,3,4\n1,2,3,\n"1,2,3"\n"x\ny",2\n1,2,3\n');
-- a stray quote, text after a closing quote
SELECT * FROM load_text(E'a,b,c\n1,5" disk,3\n"1"x,2,3\n"a" "b",2,3\n1,2,3\n');
-- a quoted field with line ends
SELECT * FROM load_text(E'a,b,c\n"line 1\nline 2\r\nline 3","""\n""","\n"\nshort\n');
-- an open quote does not swallow the lines that follow
SELECT * FROM load_text(E'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n');
SELECT * FROM load_text(E'a,b,c\n1,"2,3\n4,5,6\n7,"8",9\n');
-- NUL
SELECT * FROM load_text(E'a,b,c\n1,\\000,3\n1,2,"3\\000"\n1,2,3\n');
-- not UTF-8: a byte that never is, an overlong form, half a surrogate pair, half a character at the end
SELECT * FROM load_text(E'a,b,c\n1,\\377,3\n1,\\300\\200,3\n1,2,\\355\\240\\200\n1,é,"€\n"\n1,2,\\303');
-- a line too long: its beginning is kept, what follows is read; lines that just fit are none
SET ecom_analytics.max_line_length = '64kB';
SELECT outcome, line_number, byte_offset, length(contained) AS length, CASE WHEN length(contained) < 100 THEN contained END AS contained, detail
FROM load_text(convert_to(E'a,b,c\n1,2,3\n' || repeat('x', 65531) || E',y,z\n' || repeat('x', 70000) || E',y,z\n4,5,6\n' || repeat('y', 200000), 'UTF8'));
-- a quoted field too long: only its first line goes
SELECT outcome, line_number, byte_offset, length(contained) AS length, CASE WHEN length(contained) < 100 THEN contained END AS contained, detail
FROM load_text(convert_to(E'a,b,c\n1,2,"3\n' || repeat(E'4,5,6\n', 11000), 'UTF8')) WHERE outcome <> 'a row';
SELECT a, b, c, count(*) FROM t GROUP BY a, b, c;
\set VERBOSITY sqlstate
SET ecom_analytics.max_line_length = '1kB';
\set VERBOSITY default
RESET ecom_analytics.max_line_length;

-- Encodings.
SELECT * FROM load_text(E'a,b,c\ncaf\\351,\\244,x\n', $$encoding => 'LATIN1'$$);
-- WIN1252 has no character 0x81
SELECT * FROM load_text(E'a,b,c\n\\200,\\223x\\224,y\n1,\\201,3\n', $$encoding => 'win1252'$$);
-- names that the server does not know
SELECT * FROM load_text(E'a,b,c\n\\200,2,3\n', $$encoding => 'cp1252'$$);
SELECT * FROM load_text(E'a,b,c\n1,2,3\n\\200,2,3\n', $$encoding => 'ASCII'$$);
-- Shift JIS: the second byte of a character may be a backslash or a bar
SELECT * FROM load_text(E'a,b,c\n\\203\\134,"\\203\\174",x\n\\203,2,3\n', $$encoding => 'SJIS'$$);
SELECT * FROM load_text(E'a|b|c\n', $$encoding => 'SJIS', delimiter => '|'$$);
SELECT * FROM load_text(E'a\\261b\\261c\n', $$encoding => 'SJIS', delimiter => 'ｱ'$$);
-- null_string and delimiter are converted as well
SELECT * FROM load_text(E'a\\247b\\247c\n\\351\\247"\\351"\\247x\n', $$encoding => 'LATIN1', delimiter => '§', null_string => 'é'$$);
-- SQL_ASCII means bytes of no known encoding: they must be text in the database's
SELECT * FROM load_text(E'a,b,c\né,2,3\n\\351,2,3\n', $$encoding => 'SQL_ASCII'$$);
SELECT * FROM load_text(E'a,b,c\n', $$encoding => 'KLINGON'$$);
-- UTF-16 has its byte order mark
SELECT * FROM load_text('\xfffe61002c0062000a00');
SELECT * FROM load_text('\xfeff0061002c0062000a');

-- max_rejects.
SELECT count(*) FROM load_text(E'a,b,c\n1,2,3\n', 'max_rejects => 0');
SELECT count(*) FROM load_text(E'a,b,c\n1,2,3\nx\ny\n', 'max_rejects => 2');
-- exceeded: the first reasons, and nothing is left of the load
SELECT count(*) AS loads FROM raw.loads \gset before_
SELECT count(*) FROM load_text(E'a,b,c\n1,2,3\nx\n', 'max_rejects => 0');
SELECT count(*) FROM load_text(E'a,b,c\n1,2,3\nx\n\\377,2,3\n1,2,3,4\n1"\n1,\\000,\n1,"2\ny\n', 'max_rejects => 5');
SELECT count(*) FROM load_text(E'1,2,3\n', 'max_rejects => 0');
SELECT count(*) - :before_loads AS loads FROM raw.loads;
-- the row is that of the load before
TABLE t;
-- where it stopped
\set SHOW_CONTEXT errors
CALL write_file(:'file', E'a,b,c\n1,2,3\n4,5,6\nx\n');
SELECT count(*) FROM ecom.load_csv('t', :'file', max_rejects => 0);
\set SHOW_CONTEXT never

-- Arguments that make no sense.
SELECT ecom.load_csv(NULL, :'file');
SELECT ecom.load_csv('t', NULL);
SELECT ecom.load_csv('t', :'file', delimiter => NULL);
SELECT ecom.load_csv('t', :'file', header => NULL);
SELECT ecom.load_csv('t', :'file', skip => NULL);
SELECT ecom.load_csv('t', :'file', encoding => NULL);
SELECT ecom.load_csv('t', :'file', force => NULL);
SELECT ecom.load_csv('t', :'file', delimiter => '');
SELECT ecom.load_csv('t', :'file', delimiter => ',"');
SELECT ecom.load_csv('t', :'file', delimiter => '\', escape => '\');
SELECT ecom.load_csv('t', :'file', escape => ' ');
SELECT ecom.load_csv('t', :'file', delimiter => E',\n');
SELECT ecom.load_csv('t', :'file', delimiter => repeat('-', 17));
SELECT ecom.load_csv('t', :'file', quote => '""');
SELECT ecom.load_csv('t', :'file', quote => '«');
SELECT ecom.load_csv('t', :'file', quote => E'\n');
SELECT ecom.load_csv('t', :'file', escape => 'é');
SELECT ecom.load_csv('t', :'file', skip => -1);
SELECT ecom.load_csv('t', :'file', max_rejects => -1);
SELECT ecom.load_csv(0, :'file');
SELECT ecom.load_csv('no_such_table', :'file');
-- a quote of one byte in the file's encoding is one
SELECT * FROM load_text(E'a,b,c\n\\2531,2\\253,3,4\n', $$quote => '«', encoding => 'LATIN1'$$);

-- gzip: a file, two members one behind the other; the bytes are those of what is in it
\set gzip 1f8b08000000000000034bd449e232d4c9cf4be532d2512a29cf57505232525252e20200fee4ad0318000000
\set more 1f8b080000000000000333d629c9284a4de5020064bcf92808000000
CREATE TABLE pairs (a text, b text);
SELECT * FROM load_text(decode(:'gzip', 'hex'), target => 'pairs');
SELECT bytes, sha256 = encode(sha256(E'a,b\n1,one\n2,"two ""2"""\n'), 'hex') AS sha256 FROM raw.loads ORDER BY load_id DESC LIMIT 1;
SELECT * FROM load_text(decode(:'gzip', 'hex') || decode(:'more', 'hex'), target => 'pairs');
-- zeros may fill it up
SELECT * FROM load_text(decode(:'gzip', 'hex') || decode(repeat('00', 512), 'hex'), target => 'pairs');
-- cut off, damaged
SELECT * FROM load_text(substr(decode(:'gzip', 'hex'), 1, 30), target => 'pairs');
SELECT * FROM load_text(set_byte(decode(:'gzip', 'hex'), 37, 0), target => 'pairs');
SELECT * FROM load_text(decode('1f8b', 'hex'), target => 'pairs');

-- The ledger: contents that the table has had are refused, with the first load's number and date.
TRUNCATE t;
CALL write_file('ecom_analytics_test_1.csv', E'a,b\nfirst,1\n');
CALL write_file('ecom_analytics_test_2.csv', E'a,b\nfirst,1\n');
SELECT rows_loaded FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv');
SELECT * FROM refusal($$SELECT ecom.load_csv('pairs', 'ecom_analytics_test_1.csv')$$) \gx
-- under another name, in another dialect, gzipped
SELECT message FROM refusal($$SELECT ecom.load_csv('pairs', 'ecom_analytics_test_2.csv', delimiter => ';', header => false)$$);
CALL write_file('ecom_analytics_test_2.csv', E'a,b\n1,one\n2,"two ""2"""\n');
CALL write_file('ecom_analytics_test_2.csv.gz', decode(:'gzip', 'hex'));
SELECT rows_loaded FROM ecom.load_csv('pairs', 'ecom_analytics_test_2.csv', force => true);
SELECT message FROM refusal($$SELECT ecom.load_csv('pairs', 'ecom_analytics_test_2.csv')$$);
SELECT message FROM refusal($$SELECT ecom.load_csv('pairs', 'ecom_analytics_test_2.csv.gz')$$);
-- the other way about, and other contents of the same size under the same name
CREATE TABLE pairs_too (LIKE pairs);
SELECT rows_loaded FROM ecom.load_csv('pairs_too', 'ecom_analytics_test_2.csv.gz');
SELECT message FROM refusal($$SELECT ecom.load_csv('pairs_too', 'ecom_analytics_test_2.csv')$$);
SELECT rows_loaded FROM ecom.load_csv('pairs_too', 'ecom_analytics_test_1.csv');
CALL write_file('ecom_analytics_test_1.csv', E'a,b\nfirst,2\n');
SELECT rows_loaded FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv');
-- force, any number of times; without it, as before
SELECT rows_loaded FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv', force => true);
SELECT rows_loaded FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv', force => true);
SELECT message FROM refusal($$SELECT ecom.load_csv('pairs', 'ecom_analytics_test_1.csv')$$);
SELECT a, b, count(*) FROM pairs GROUP BY a, b ORDER BY a, b;
SELECT file, rows_loaded, forced, count(*) FROM raw.loads WHERE target = 'public.pairs' AND file <> :'file' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
-- a load that failed, or was rolled back, is no obstacle
CALL write_file('ecom_analytics_test_1.csv', E'a,b\nlast,1\nx\n');
SELECT ecom.load_csv('pairs', 'ecom_analytics_test_1.csv', max_rejects => 0);
BEGIN;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv');
-- the rows are there for what follows in the transaction
SELECT * FROM pairs WHERE a = 'last';
SAVEPOINT s;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv', force => true);
SELECT count(*) AS rows, (SELECT count(*) FROM raw.loads WHERE file = 'ecom_analytics_test_1.csv' AND rows_rejected = 1) AS loads,
	(SELECT count(*) FROM raw.rejected_lines WHERE line = 'x' AND detail = '1 in place of 2') AS rejected FROM pairs WHERE a = 'last';
ROLLBACK TO s;
SELECT count(*) AS rows, (SELECT count(*) FROM raw.loads WHERE file = 'ecom_analytics_test_1.csv' AND rows_rejected = 1) AS loads,
	(SELECT count(*) FROM raw.rejected_lines WHERE line = 'x' AND detail = '1 in place of 2') AS rejected FROM pairs WHERE a = 'last';
ROLLBACK;
SELECT count(*) AS rows, (SELECT count(*) FROM raw.loads WHERE file = 'ecom_analytics_test_1.csv' AND rows_rejected = 1) AS loads,
	(SELECT count(*) FROM raw.rejected_lines WHERE line = 'x' AND detail = '1 in place of 2') AS rejected FROM pairs WHERE a = 'last';
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('pairs', 'ecom_analytics_test_1.csv');
-- nothing is written in a read-only transaction
BEGIN READ ONLY;
SELECT ecom.load_csv('pairs', 'ecom_analytics_test_1.csv', force => true);
ROLLBACK;
DROP TABLE pairs, pairs_too;

-- A file with as many rows as a spreadsheet holds may have been cut off; one less is nothing to speak of.
CALL write_file(:'file', convert_to(E'a\n' || repeat(E'x\n', 1048575), 'UTF8'));
SELECT rows_loaded FROM ecom.load_csv('one', :'file', force => true);
CALL write_file(:'file', convert_to(E'a\n' || repeat(E'x\n', 1048574), 'UTF8'));
SELECT rows_loaded FROM ecom.load_csv('one', :'file', force => true);

-- What is no readable file.
COPY (SELECT WHERE false) TO PROGRAM 'mkdir ecom_analytics_test_folder';
COPY (SELECT WHERE false) TO PROGRAM 'mkfifo ecom_analytics_test_pipe';
COPY (SELECT WHERE false) TO PROGRAM 'touch ecom_analytics_test_locked && chmod 000 ecom_analytics_test_locked';
SELECT ecom.load_csv('t', 'ecom_analytics_test_missing.csv');
SELECT ecom.load_csv('t', 'ecom_analytics_test_folder');
SELECT ecom.load_csv('t', 'ecom_analytics_test_pipe');
SELECT ecom.load_csv('t', 'ecom_analytics_test_locked');
SELECT ecom.load_csv('t', 'ecom_analytics_test.csv/x');
SELECT ecom.load_csv('t', '');

-- A folder with the three files: the sample, compared with what COPY reads.
SELECT regexp_replace(file, '.*/', '') AS file, target, lines_read, rows_loaded, rows_rejected, seconds BETWEEN 0 AND 60 AS plausible
FROM ecom.load_directory(:'sample') ORDER BY target::text;
CREATE TEMP TABLE purchases_copied (LIKE raw.amazon_purchases);
CREATE TEMP TABLE survey_copied (LIKE raw.survey);
CREATE TEMP TABLE fields_copied (LIKE raw.fields);
\cd :sample
\copy purchases_copied FROM 'amazon-purchases.csv' CSV HEADER
\copy survey_copied FROM 'survey.csv' CSV HEADER
\copy fields_copied FROM 'fields.csv' CSV HEADER
(TABLE raw.amazon_purchases EXCEPT ALL TABLE purchases_copied) UNION ALL (TABLE purchases_copied EXCEPT ALL TABLE raw.amazon_purchases);
SELECT count(*) AS different FROM ((TABLE raw.survey EXCEPT ALL TABLE survey_copied) UNION ALL (TABLE survey_copied EXCEPT ALL TABLE raw.survey)) x;
SELECT count(*) AS different FROM ((TABLE raw.fields EXCEPT ALL TABLE fields_copied) UNION ALL (TABLE fields_copied EXCEPT ALL TABLE raw.fields)) x;
-- a second time
SET client_min_messages = warning;
SELECT regexp_replace(file, '.*/', '') AS file, load_id = (SELECT min(l.load_id) FROM raw.loads l WHERE l.target_table = d.target) AS of_the_first,
	lines_read, rows_loaded, rows_rejected, regexp_replace(regexp_replace(passed_over, '"[^"]*/', '"'), ': load_id.*', '') AS passed_over
FROM ecom.load_directory(:'sample') d ORDER BY target::text;
RESET client_min_messages;
SELECT regexp_replace(file, '.*/', '') AS file, rows_loaded FROM ecom.load_directory(:'sample', force => true) ORDER BY target::text;
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS purchases, (SELECT count(*) FROM raw.survey) AS survey, (SELECT count(*) FROM raw.fields) AS fields;
-- one of the three is missing: nothing is loaded at all
TRUNCATE raw.amazon_purchases, raw.survey, raw.fields;
SELECT count(*) AS loads FROM raw.loads \gset before_
CALL write_file('ecom_analytics_test_folder/amazon-purchases.csv', E'Survey ResponseID,Title,Order Date,Quantity,Purchase Price Per Unit,Shipping Address State,'
	'ASIN/ISBN (Product Code),Category\nR_1,Tea,2022-05-01,1,2.50,CA,B000000001,TEA\nR_1,Tea\n');
CALL write_file('ecom_analytics_test_folder/fields.csv.gz',
	decode('1f8b0800000000000003d349cb4ccd4929e60a2e2d2a4bad54084a2d2ec8cf2b4ef574d1f14ce102009ea298e41d000000', 'hex'));
SELECT ecom.load_directory('ecom_analytics_test_folder');
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS purchases, (SELECT count(*) FROM raw.loads) - :before_loads AS loads;
-- it comes; columns in another order, a line rejected, a gzipped file
CALL write_file('ecom_analytics_test_folder/survey.csv', E'Q-demos-age,Survey ResponseID\n,R_1\n');
SELECT file, target, bytes, lines_read, rows_loaded, rows_rejected FROM ecom.load_directory('ecom_analytics_test_folder') ORDER BY target::text;
TABLE raw.amazon_purchases;
SELECT survey_responseid, q_demos_age IS NULL AS no_age FROM raw.survey;
TABLE raw.fields;
-- no folder
SELECT ecom.load_directory('ecom_analytics_test_nowhere');
SELECT ecom.load_directory(NULL);

-- Privileges.
CREATE ROLE regress_ecom_loader;
CREATE SCHEMA regress_ecom AUTHORIZATION regress_ecom_loader;
CALL write_file(:'file', E'a,b,c\n1,2,3\nshort\n');
TRUNCATE t;
GRANT USAGE ON SCHEMA ecom, raw TO regress_ecom_loader;
-- not for everybody
SET ROLE regress_ecom_loader;
SELECT ecom.load_csv('t', :'file');
SELECT ecom.load_directory('.');
RESET ROLE;
-- the server's files are not for everybody
GRANT EXECUTE ON FUNCTION ecom.load_csv, ecom.load_directory TO regress_ecom_loader;
GRANT INSERT ON t TO regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT ecom.load_csv('t', :'file');
SELECT ecom.load_csv('t', 'ecom_analytics_test_missing.csv');
RESET ROLE;
-- nor is the table
GRANT pg_read_server_files TO regress_ecom_loader;
REVOKE INSERT ON t FROM regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT ecom.load_csv('t', :'file');
SELECT ecom.load_directory('ecom_analytics_test_folder');
RESET ROLE;
-- both: it works without a privilege on the log
GRANT INSERT ON t TO regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('t', :'file');
TABLE t;
TABLE raw.loads;
TABLE raw.rejected_lines;
SELECT nextval('raw.loads_load_id_seq');
-- the log is written as its owner, but nothing of the caller's is executed as such
CREATE FUNCTION regress_ecom.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'executed as %', CASE current_user WHEN 'regress_ecom_loader' THEN 'the caller' ELSE 'another' END;
	RETURN $1 OPERATOR(pg_catalog.=) $2;
END
$$;
CREATE FUNCTION regress_ecom.plus(bigint, bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'executed as %', CASE current_user WHEN 'regress_ecom_loader' THEN 'the caller' ELSE 'another' END;
	RETURN $1 OPERATOR(pg_catalog.+) $2;
END
$$;
CREATE OPERATOR regress_ecom.= (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_ecom.equal);
CREATE OPERATOR regress_ecom.+ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = regress_ecom.plus);
SET search_path = regress_ecom, pg_catalog, public;
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('public.t', :'file', force => true);
DO $$
BEGIN
	PERFORM ecom.load_csv('public.t', 'ecom_analytics_test.csv');
EXCEPTION WHEN duplicate_object THEN
	RAISE NOTICE 'refused';
END
$$;
RESET search_path;
RESET ROLE;
SELECT loaded_by, forced FROM raw.loads WHERE loaded_by = 'regress_ecom_loader' ORDER BY load_id;
SET client_min_messages = warning;
DROP SCHEMA regress_ecom CASCADE;
RESET client_min_messages;
REVOKE ALL ON t FROM regress_ecom_loader;
REVOKE ALL ON SCHEMA ecom, raw FROM regress_ecom_loader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ecom FROM regress_ecom_loader;
DROP ROLE regress_ecom_loader;

-- Every line of every load is accounted for: loaded, or kept.
SELECT count(*) FILTER (WHERE l.lines_read <> l.rows_loaded + l.rows_rejected) AS unaccounted,
	count(*) FILTER (WHERE l.rows_rejected <> (SELECT count(*) FROM raw.rejected_lines r WHERE r.load_id = l.load_id)) AS rejects_missing,
	(SELECT count(*) FROM raw.rejected_lines r WHERE NOT EXISTS (SELECT FROM raw.loads l WHERE l.load_id = r.load_id)) AS rejects_of_nothing,
	count(*) > 70 AS many
FROM raw.loads l;

DROP TABLE one;
\i :cleanup
