-- Headers: columns are found by their names, and never by their positions where a name is known.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never
CREATE TABLE orders (day text, price text, quantity text, ship_state text);
CREATE TABLE one (a text);

-- A first line that names the delimiter is no header; the columns are in another order.
SELECT * FROM load_text(E'sep=;\nc;a;b\n3;1;2\n');
SELECT * FROM load_text(E'sep=,\r\nc,a,b\r\n3,1,2\r\n');
SELECT * FROM load_text(E'SEP=\t\nc\ta\tb\n3\t1\t2\n');
-- saved again by a spreadsheet: quoted, or filled up
SELECT * FROM load_text(E'"sep=;"\nc;a;b\n3;1;2\n');
SELECT * FROM load_text(E'sep=;;;\nc;a;b\n3;1;2\n');
-- behind a byte order mark, behind skipped lines, and without a header
SELECT * FROM load_text(E'\\357\\273\\277sep=;\na;b;c\n1;2;3\n');
SELECT * FROM load_text(E'report\nsep=;\na;b;c\n1;2;3\n', 'skip => 1');
SELECT * FROM load_text(E'sep=;\n1;2;3\n', 'header => false');
-- who asks for another delimiter is not overruled, and learns of it
SELECT * FROM load_text(E'sep=,\na,b,c\n1,2,3\n', $$delimiter => ';'$$);
-- further down, and what is no delimiter, it is nothing special
SELECT * FROM load_text(E'a,b,c\nsep=;\n1,2,3\n');
SELECT * FROM load_text(E'sep=x\na,b,c\n');

-- A header with a name more than the lines have fields, an empty one: by name.
SELECT * FROM load_text(E'c,a,b,\n3,1,2\n6,4,5\n');
-- the last column of every line is empty, named by nothing or not at all
SELECT * FROM load_text(E'c,a,b,\n3,1,2,\n');
SELECT * FROM load_text(E'c,a,b\n3,1,2,\n6,4,5, \n');
SELECT * FROM load_text(E'c,a,b,,,\n3,1,2,,,\n');
-- row numbers in front, as pandas and R write them
SELECT * FROM load_text(E',c,a,b\n0,3,1,2\n1,6,4,5\n');
SELECT * FROM load_text(E'"","c","a","b"\n"1","3","1","2"\n');
SELECT * FROM load_text(E'Unnamed: 0,c,a,b\n7,3,1,2\n');
-- again and again
SELECT * FROM load_text(E'Unnamed: 0.1,Unnamed: 0,c,a,b\n0,7,3,1,2\n1,x,6,4,5\n');
SELECT * FROM load_text(E'Unnamed: 0,c,Unnamed: 2,a,b\n7,3,8,1,2\n');
SELECT * FROM load_text(E'#,c,a,b\n1,3,1,2\n');
-- where a line holds something there, it is rejected: nothing is dropped
SELECT * FROM load_text(E'c,a,b,\n3,1,2,\n6,4,5,lost\n');
SELECT * FROM load_text(E',c,a,b\n0,3,1,2\nx,6,4,5\n,9,7,8\n');
-- and where the first one does: refused
SELECT * FROM load_text(E'c,a,b,\n3,1,2,kept?\n');
SELECT * FROM load_text(E',c,a,b\nfirst,3,1,2\n');
SELECT * FROM load_text(E'c,,a,b\n3,17,1,2\n');
-- with no line of data yet
SELECT * FROM load_text(E',c,a,b\n');

-- Names that are half known: refused with both lists, whatever the width.
SELECT * FROM load_text(E'Day,Qty,Unit Price,Ship State\n2022-01-01,2,9.99,CA\n', target => 'orders');
SELECT * FROM load_text(E'a,b,d\n1,2,3\n');
SELECT * FROM load_text(E'a,b,c,d\n1,2,3\n');
-- a long name is cut, and a long list
SELECT * FROM load_text(convert_to(E'a,' || repeat('ä', 1000) || E'\n1,2\n', 'UTF8'));
SELECT length(detail) BETWEEN 1000 AND 4000 AS is_bearable
FROM refusal($$SELECT load_text(convert_to('a' || string_agg(',a rather long name ' || i, '') || E'\n', 'UTF8')) FROM generate_series(1, 1000) i$$);

-- Another delimiter: which one.
SELECT hint FROM refusal($$SELECT load_text(E'a;b;c\n1;2;3\n')$$);
SELECT hint FROM refusal($$SELECT load_text(E'a\tb\tc\n1\t2\t3\n')$$);
SELECT hint FROM refusal($$SELECT load_text(E'"a"|"b"|"c"\n1|2|3\n')$$);
SELECT hint FROM refusal($$SELECT load_text(E'a,b,c\n1,2,3\n', 'delimiter => '';''')$$);
-- Lines before the header: how many.
SELECT hint FROM refusal($$SELECT load_text(E'# made by somebody\n# on some day\n\na,b,c\n1,2,3\n')$$);
SELECT hint FROM refusal($$SELECT load_text(E'Report "2022\na,b,c\n1,2,3\n')$$);
SELECT * FROM load_text(E'# made by somebody\n# on some day\n\na,b,c\n1,2,3\n', 'skip => 3');
-- blank ones are no matter
SELECT * FROM load_text(E',,\n\na,b,c\n1,2,3\n');

-- No name is known.
-- the header of another table, in front of data of the right width: refused
SELECT * FROM load_text(E'order_id,buyer,city\n17,Bob,Bern\n18,Eve,Rome\n');
SELECT code FROM refusal($$SELECT load_text(E'order_id\n17\n', target => 'one')$$);
-- the line can only be one of data: by position, and the same line is no header the second time either
SELECT * FROM load_text(E'2022-01-01,Tea,3\n4,5,6\n2022-01-01,Tea,3\n');
SELECT code FROM refusal($$SELECT load_text(E'2022-01-01,Tea\n4,5,6\n')$$);
-- of one column nobody can say
SELECT code FROM refusal($$SELECT load_text(E'1\n2\n1\n', target => 'one')$$);

-- Files put behind one another: the header once more, quoted, in other letter case, with a mark.
CREATE TABLE t2 (col_a text, b text, c text);
SELECT * FROM load_text(E'Col A,"B!",c\n1,2,3\n"Col A","B!","c"\n4,5,6\nCOL_A,b,C\n\\357\\273\\277Col A,B!,c\n7,8,9\nCol A,B!,d\n', target => 't2');
-- in the file's order, and not the table's
SELECT * FROM load_text(E'c,b,col a\n3,2,1\nC,B,Col A\n6,5,col a\n', target => 't2');
-- blanks and marks that nobody sees, also a second byte order mark
SELECT * FROM load_text(convert_to(E'\ufeff\ufeffc,\u200bb,col\u00a0 a\n3,2,1\nC\u00ad,B,\u3000Col A\u200b\n', 'UTF8'), target => 't2');
-- in another order: what follows would go to wrong columns
SELECT * FROM load_text(E'c,b,col a\n3,2,1\nCol A,B,C\n1,2,3\n', target => 't2');
-- with row numbers in front
SELECT * FROM load_text(E',c,b,col a\n0,3,2,1\n,c,b,col a\n0,6,5,4\n', target => 't2');
DROP TABLE t2;

-- The last line has no end, as where a download was cut off, while the others have: a warning that names it.
SELECT * FROM load_text(E'a,b,c\n1,2,3\n4,5,R_cas');
-- where no line has one, and where the last is turned away anyway
SELECT * FROM load_text(E'1,2,3', 'header => false');
SELECT * FROM load_text(E'a,b,c\n1,2,3\n4,5');

-- fields.csv of a folder: its header names no column, or does.
COPY (SELECT WHERE false) TO PROGRAM 'mkdir ecom_analytics_test_folder';
CALL write_file('ecom_analytics_test_folder/amazon-purchases.csv', E'Title\n');
CALL write_file('ecom_analytics_test_folder/survey.csv', E'Survey ResponseID\n');
CALL write_file('ecom_analytics_test_folder/fields.csv', E',fields\nQ-demos-age,Age\n');
SET client_min_messages = error;
SELECT target, rows_loaded, rows_rejected FROM ecom.load_directory('ecom_analytics_test_folder');
CALL write_file('ecom_analytics_test_folder/fields.csv', E'question,field\nHow old?,Q-age\n');
SELECT target, rows_loaded, rows_rejected FROM ecom.load_directory('ecom_analytics_test_folder');
RESET client_min_messages;
TABLE raw.fields;

DROP TABLE orders, one;
\i :cleanup
