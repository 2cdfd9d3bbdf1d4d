-- The arguments columns and lines of load_csv: which column of a file goes where, and which lines are wanted.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never

-- By name, whatever the order and the letter case; what is not named goes to the column of its name.
SELECT * FROM load_text(E'Z,Y,X\n3,2,1\n', $$columns => '{"a": "X", "B": "y", "c": "Z"}'$$);
SELECT * FROM load_text(E'c,Y,a\n3,2,1\n', $$columns => '{"b": "Y"}'$$);
-- the file's own name of a column may be that of another
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', $$columns => '{"a": "b", "b": "a"}'$$);
-- with a mark, semicolons, quotes and CRLF
SELECT * FROM load_text(E'\\357\\273\\277"The X";"Y";c\r\n"1;1";2;3\r\n', $$delimiter => ';', columns => '{"a": "the x", "b": "y"}'$$);
-- nothing said
SELECT * FROM load_text(E'c,b,a\n3,2,1\n', $$columns => '{}'$$);
-- a constant: text, number, true, null; the column of the file that it takes the place of has to go somewhere
SELECT * FROM load_text(E'x\n1\n2\n', $$columns => '{"a": "x", "b": {"value": "me"}, "c": {"value": 12.50}}'$$);
SELECT * FROM load_text(E'x\n1\n', $$columns => '{"a": "x", "b": {"value": true}, "c": {"value": null}}'$$);
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', $$columns => '{"c": {"value": "me"}}'$$);
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', $$columns => '{"c": {"value": "me"}, "*": null}'$$);
-- other columns are passed over on request only, whatever they hold
SELECT * FROM load_text(E'a,b,c,d,e\n1,2,3,4,5\n', $$columns => '{"a": "d"}'$$);
SELECT * FROM load_text(E'a,b,c,d,e\n1,2,3,4,"5,5"\n6,7,8,9,\n', $$columns => '{"a": "d", "*": null}'$$);
SELECT * FROM load_text(E'e,a,b,c\n5,1,2,3\n', $$columns => '{"*": null}'$$);
-- a line with another number of fields is rejected still, as is a value in a column without a name
SELECT * FROM load_text(E'x,b,c,d\n1,2,3,4\n5,6,7\n1,2,3,4,5\n', $$columns => '{"a": "x", "*": null}'$$);
SELECT * FROM load_text(E'x,b,c,\n1,2,3,\n5,6,7,8\n', $$columns => '{"a": "x"}'$$);
-- the header once more, as in files put behind one another
SELECT * FROM load_text(E'X,Y,c\n1,2,3\nx,y,C\n4,5,6\n', $$columns => '{"a": "X", "b": "Y"}'$$);
-- nothing of the file wanted: a row a line
SELECT * FROM load_text(E'x,y\n1,2\n3,4\n', $$columns => '{"a": {"value": 7}, "*": null}'$$);
-- the first of several that the file has, and that holds something
SELECT * FROM load_text(E'x,y,c\n1,2,3\n,2,3\nn/a,2,3\n,,3\n', $$columns => '{"a": ["w", "x", "y"]}'$$);
SELECT * FROM load_text(E'x,c\n1,3\n', $$columns => '{"a": {"from": ["w", "v"], "optional": true}, "b": "x"}'$$);

-- Mistakes: each says what there is, and loads nothing.
SELECT * FROM load_text(E'x,b,c\n1,2,3\n', $$columns => '{"d": "x"}'$$);
SELECT * FROM load_text(E'x,b,c\n1,2,3\n', $$columns => '{"a": "w"}'$$);
SELECT * FROM load_text(E'x;b;c\n1;2;3\n', $$columns => '{"a": "x"}'$$);
SELECT * FROM load_text(E'x,b,c\n1,2,3\n', $$columns => '{"a": ["w", "v"]}'$$);
SELECT * FROM load_text(E'x,y,c\n1,2,3\n', $$columns => '{"a": "x", "A": "y"}'$$);
SELECT * FROM load_text(E'x,y,c\n1,2,3\n', $$columns => '{"a": "x", "b": "x"}'$$);
SELECT * FROM load_text(E'x,X,c\n1,2,3\n', $$columns => '{"a": "x", "b": {"value": 1}, "*": null}'$$);
SELECT * FROM load_text(E'x,x,c\n1,2,3\n', $$columns => '{"a": "x", "*": null}'$$);
SELECT * FROM load_text(E'x!,X?,c\n1,2,3\n', $$columns => '{"a": "x", "*": null}'$$);
SELECT * FROM load_text(E'1,2,3\n4,5,6\n', $$columns => '{"a": "x"}'$$);
SELECT * FROM load_text(E'1,2,3\n', $$header => false, columns => '{"a": "x"}'$$);
SELECT * FROM load_text(E'"x\n1,2,3\n', $$columns => '{"a": "x"}'$$);
SELECT message, hint FROM refusal($$SELECT load_text(E'x,b,c\n1,2,3\n', $x$columns => '[]'$x$)$$);
SELECT message, hint FROM refusal($$SELECT load_text(E'x,b,c\n1,2,3\n', $x$columns => '"x"'$x$)$$);
SELECT message, hint FROM refusal($$SELECT load_text(E'x,b,c\n1,2,3\n', $x$columns => 'null'$x$)$$);
SELECT c AS columns, message, hint
FROM (VALUES ('{"a": 1}'), ('{"a": null}'), ('{"a": true}'), ('{"a": ""}'), ('{"a": []}'), ('{"a": ["x", 1]}'), ('{"a": {}}'), ('{"a": {"value": []}}'), ('{"a": {"value": {"b": 1}}}'),
	('{"a": {"value": 1, "from": "x"}}'), ('{"a": {"form": "x"}}'), ('{"a": {"from": {"x": 1}}}'), ('{"a": {"from": "x", "as": "datum"}}'), ('{"a": {"from": "x", "as": null}}'),
	('{"a": {"from": "x", "as": ["date"]}}'), ('{"a": {"from": "x", "optional": "yes"}}'), ('{"a": {"from": "x", "country": "y"}}'), ('{"a": {"from": "x", "less": "y", "divided_by": "z"}}'),
	('{"a": {"from": "x", "as": "date", "less": "y"}}'), ('{"*": true}'), ('{"*": "x"}')) AS v (c)
CROSS JOIN LATERAL refusal(format('SELECT load_text(E''x,b,c\n1,2,3\n'', %L)', format('columns => %L', c)));
SELECT count(*) FROM t;

-- Readings. A day with its time in the setting time_zone; the order of day and month as asked for; what cannot be read as it is.
SELECT * FROM load_text(E'x\n2022-01-01T03:00:00Z\n2022-01-01T03:00:00.500+02:00\n2022-01-05 09:59:00 -0500\n2022-01-05 09:59\n01/02/22\n3/4/2022 1:05 PM EST\n12/31/2021 12:30 AM\n"Jan 5, 2022"\n2022-13-45\n\nnever\n',
	$$columns => '{"a": {"from": "x", "as": "date"}}'$$);
UPDATE ecom.settings SET value = 'America/Los_Angeles' WHERE name = 'time_zone';
UPDATE ecom.settings SET value = 'DMY' WHERE name = 'date_order';
SELECT * FROM load_text(E'x,y\n2022-01-01T03:00:00Z,01/02/22\n2022-07-01T03:00:00Z,01/02/22\n2022-01-01 03:00:00,01/02/22\n',
	$$columns => '{"a": {"from": "x", "as": "date MDY"}, "b": {"from": "y", "as": "date MDY"}, "c": {"from": "y", "as": "date"}}'$$);
UPDATE ecom.settings SET value = 'MDY' WHERE name = 'date_order';
UPDATE ecom.settings SET value = 'UTC' WHERE name = 'time_zone';
SELECT * FROM load_text(E'x\n01/02/22\n', $$columns => '{"a": {"from": "x", "as": "date DMY"}}'$$);
-- The state at the end of an address; it takes a ZIP code or the United States behind it. One that has none is no state; one that is missing stays missing.
SELECT * FROM load_text(E'x\n"Ann Example 12 Oak St Apt 4 SPRINGFIELD, IL 62704-1234 United States"\n"12 Oak St\nCharleston, West Virginia 25301"\n"1 A St Washington, D.C. 20001 USA"\n"1 A St NEW YORK NY 100011234 US"\n'
	'"Bayamon Puerto Rico 00961, United States of America"\n"1 A St Kansas City, Missouri, 64101"\n"Virginia Beach VA United States"\n"10 Rue X 75001 Paris France"\n"1 Bay St TORONTO, ON M5H 2N2 Canada"\n'
	'"Perth WA 6000 Australia"\n"1 Rustaveli Tbilisi Georgia"\n"APO AE 09012 United States"\n"12 62704"\nNot Available\n\n"="\n', $$columns => '{"a": {"from": "x", "as": "address"}}'$$);
-- A state beside its country: WA may be in Australia.
SELECT * FROM load_text(E's,k\nWA,US\nWA,AU\nWA,\n,DE\n,US\n,Puerto Rico\nTexas,United States\n', $$columns => '{"a": {"from": "s", "as": "state", "country": "k"}}'$$);
SELECT * FROM load_text(E's,k,t,l\n,,NY,US\nON,CA,NY,US\n,GB,NY,US\n,US,NY,US\nCA,US,NY,US\n', $$columns => '{"a": {"from": ["s", "t"], "as": "state", "country": ["k", "l"]}}'$$);
-- The price of one piece, exact; a quantity less what was given back.
SELECT * FROM load_text(E'p,n\n30.00,3\n10.00,3\n"$1,000.00",4\n-9.00,2\n5,0\nfree,2\n7,1.5\n7,\n', $$columns => '{"a": {"from": "p", "divided_by": "n"}, "b": "n"}'$$);
SELECT * FROM load_text(E'n,r\n3,1\n3,-1\n3,\n3,3\n3,5\n0,0\n3,x\nx,1\n', $$columns => '{"a": {"from": "n", "less": "r"}}'$$);

-- Which lines are wanted: compared in any letter case, without blanks and quotes; words for a missing value are "".
SELECT * FROM load_text(E'a,b,c,k\n1,2,3,USD\n1,2,4," usd "\n1,2,5,CAD\n1,2,6,\n1,2,7,N/A\n1,2,8,"US Dollars"\n', $$lines => '{"reject": [{"column": "k", "is_not": ["USD", ""], "reason": "other currency"}]}'$$);
SELECT * FROM load_text(E'a,b,c\n1,open,\n1,Cancelled,\n1,open,yesterday\n', $$lines => '{"reject": [{"column": "b", "is": "cancelled", "reason": "no"}, {"column": "c", "is_not": "", "reason": "also no"}, {"column": "d", "is": "x", "reason": "never", "optional": true}]}'$$);
-- all unwanted: no load
SELECT * FROM load_text(E'a,b,c\n1,2,3\n', $$lines => '{"reject": [{"column": "a", "is": "1", "reason": "ones"}]}'$$);
SELECT * FROM load_text(E'a,b,c\n1,2,3\n4,5,6\n', $$max_rejects => 0, lines => '{"reject": [{"column": "a", "is": "1", "reason": "ones"}]}'$$);
-- Orders of several lines: what the first says of the order, and no other one.
SELECT * FROM load_text(E'a,b,c\n#1,ann,x\n#1,,y\n,,z\n#2,,x\n#3,bob,x\n#3,eve,y\n#3,,\n"#4\nx",,\n', $$lines => '{"order": {"by": "a", "first_line": ["b"]}}'$$);
-- the first line of an order is malformed: none of another
SELECT * FROM load_text(E'a,b,c\n#1,ann,x\n#2,eve\n#2,,y\n', $$lines => '{"order": {"by": "a", "first_line": "b"}, "reject": [{"column": "b", "is": "", "reason": "first line of the order missing"}]}'$$);
-- the first line is unwanted: so are the others
SELECT * FROM load_text(E'a,b,c\n#1,void,x\n#1,,y\n#2,paid,z\n', $$lines => '{"order": {"by": "a", "first_line": "b"}, "reject": [{"column": "b", "is": "void", "reason": "void"}]}'$$);
-- mistakes
SELECT c AS lines, message, hint
FROM (VALUES ('[]'), ('{"reject": {}}'), ('{"reject": [1]}'), ('{"reject": [{}]}'), ('{"reject": [{"column": "a", "is": "1"}]}'), ('{"reject": [{"column": "a", "is": "1", "is_not": "2", "reason": "x"}]}'),
	('{"reject": [{"column": "a", "is": [], "reason": "x"}]}'), ('{"reject": [{"column": "w", "is": "1", "reason": "x"}]}'), ('{"reject": [{"column": "a", "is": "1", "reason": ""}]}'),
	('{"order": {}}'), ('{"order": {"by": "w", "first_line": "b"}}'), ('{"order": {"by": "a", "first_line": "w"}}'), ('{"order": "a"}'), ('{"orders": 1}')) AS v (c)
CROSS JOIN LATERAL refusal(format('SELECT load_text(E''a,b,c\n1,2,3\n'', %L)', format('lines => %L', c)));

-- Other tables than plain ones of text: other types, defaults and generated columns, all by INSERT.
CREATE TABLE typed (id bigint GENERATED ALWAYS AS IDENTITY, day date NOT NULL, amount numeric(10,2), twice numeric GENERATED ALWAYS AS (amount * 2) STORED, who text DEFAULT 'nobody' CHECK (who <> 'x'), note text);
SELECT * FROM load_text(E'When,What,Whose,Rest\n2022-01-01,5.00,ann,r\nnever,5.00,ann,r\n2022-01-03,6.00,x,r\n', $$columns => '{"day": "When", "amount": "What", "who": "Whose", "note": {"value": "k"}, "*": null}'$$, 'typed');
SELECT * FROM load_text(E'When,What\n2022-01-01,5.00\n', $$columns => '{"day": "When", "twice": "What"}'$$, 'typed');
DROP TABLE typed;

-- In another encoding: names and constants are the server's, what is made is as well.
SELECT * FROM load_text(E'Stra\\337e,b,c\nM\\374nchen,2,3\n,2,3\n', $$encoding => 'LATIN1', columns => '{"a": ["straße", "b"], "b": {"value": "ü"}, "*": null}'$$);

-- Who may insert into some columns only, needs no right on the others, but on those that are constants too.
CREATE ROLE regress_ecom_columns;
GRANT pg_read_server_files TO regress_ecom_columns;
GRANT USAGE ON SCHEMA ecom TO regress_ecom_columns;
GRANT EXECUTE ON FUNCTION ecom.load_csv TO regress_ecom_columns;
GRANT INSERT (a) ON t TO regress_ecom_columns;
CALL write_file('ecom_analytics_test.csv', E'x,y\n1,2\n');
TRUNCATE t;
SET ROLE regress_ecom_columns;
SELECT rows_loaded FROM ecom.load_csv('t', 'ecom_analytics_test.csv', columns => '{"a": "x", "*": null}');
SELECT rows_loaded FROM ecom.load_csv('t', 'ecom_analytics_test.csv', force => true, columns => '{"a": "x", "b": {"value": 1}, "*": null}');
RESET ROLE;
TABLE t;
REVOKE ALL ON FUNCTION ecom.load_csv FROM regress_ecom_columns;
REVOKE ALL ON SCHEMA ecom FROM regress_ecom_columns;
REVOKE ALL ON t FROM regress_ecom_columns;
DROP ROLE regress_ecom_columns;

\i :cleanup
