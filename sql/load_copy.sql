-- COPY is the independent reader: what COPY TO writes in any dialect, load_csv and COPY FROM read to the same rows.
--
-- By contract load_csv reads two things otherwise, and COPY TO writes neither of them: blanks around a quoted field are
-- dropped, and an empty line is skipped unless the table has one column.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\set file ecom_analytics_test.csv
\i :helpers

-- 5,000 rows of 8 nasty values. The digest of row and column says what a value is: NULL, empty, or up to five of the
-- pieces over and over, cut to a length that is near a limit of something.
CREATE TABLE written (a text, b text, c text, d text, e text, f text, g text, h text);
CREATE FUNCTION nasty(number integer, pieces text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN get_byte(x, 0) < 20 THEN NULL WHEN get_byte(x, 0) < 40 THEN ''
		WHEN get_byte(x, 0) < 50 THEN pieces[1 + get_byte(x, 2) % cardinality(pieces)]
		ELSE left(repeat(concat(pieces[1 + get_byte(x, 2) % cardinality(pieces)], pieces[1 + get_byte(x, 3) % cardinality(pieces)], 'x',
				pieces[1 + get_byte(x, 4) % cardinality(pieces)], pieces[1 + get_byte(x, 5) % cardinality(pieces)]), characters), characters)
		END
	FROM sha256(number::text::bytea) x, unnest('{1,2,3,5,7,8,9,15,16,17,31,32,33,63,64,65,126,127,128,1000}'::integer[]) WITH ORDINALITY AS lengths (length, i),
		LATERAL (SELECT CASE WHEN get_byte(x, 0) = 255 AND get_byte(x, 6) < 64 THEN 8000 ELSE length END) AS l (characters)
	WHERE i = 1 + get_byte(x, 1) % 20
$$;
INSERT INTO written
SELECT nasty(i * 8, pieces), nasty(i * 8 + 1, pieces), nasty(i * 8 + 2, pieces), nasty(i * 8 + 3, pieces),
	nasty(i * 8 + 4, pieces), nasty(i * 8 + 5, pieces), nasty(i * 8 + 6, pieces), nasty(i * 8 + 7, pieces)
FROM generate_series(1, 5000) i, (VALUES (ARRAY[',', ';', E'\t', '|', '"', '""', '''', '''''', '\', '\\', '\"', '\''', E'\n', E'\r', E'\r\n',
	E'\n\n', ' ', '   ', 'N/A', 'NULL', '\.', '\n', 'a', 'B', '0', '-1.5', 'é', 'ÿ', '€', '漢字', '😀',
	'e' || U&'\0301', U&'\FEFF', U&'\00A0', U&'\2028', U&'\0001', U&'\007F'])) p (pieces);
SELECT count(*) AS rows, count(*) * 8 - count(a) - count(b) - count(c) - count(d) - count(e) - count(f) - count(g) - count(h) > 2000 AS nulls,
	count(*) FILTER (WHERE a = '') > 200 AS empty, count(*) FILTER (WHERE a ~ '"') > 500 AS quotes, count(*) FILTER (WHERE a ~ '\n') > 500 AS line_ends,
	count(*) FILTER (WHERE a ~ '\\') > 500 AS backslashes, count(*) FILTER (WHERE a ~ '^ | $') > 200 AS blanks,
	count(*) FILTER (WHERE octet_length(a) <> length(a)) > 500 AS unicode,
	max(length(a)) AS longest
FROM written;
CREATE TABLE loaded (LIKE written);
CREATE TABLE inserted (LIKE written, CHECK (true));
CREATE TABLE copied (LIKE written);

-- Writes the rows, reads them in three ways, and counts what differs; options are those of COPY, and of load_csv.
SELECT current_setting('data_directory') || '/ecom_analytics_test.csv' AS path \gset
CREATE FUNCTION compare(path text, copy_options text, load_options text, query text DEFAULT 'TABLE written')
	RETURNS TABLE (rows bigint, rejected bigint, too_many bigint, too_few bigint, too_many_inserted bigint, too_few_inserted bigint) LANGUAGE plpgsql AS $$
DECLARE
	report record;
BEGIN
	TRUNCATE loaded, inserted, copied;
	EXECUTE format('COPY (%s) TO %L (FORMAT csv%s)', query, path, copy_options);
	EXECUTE format('COPY copied FROM %L (FORMAT csv%s)', path, regexp_replace(copy_options, ', FORCE_QUOTE \*', ''));
	EXECUTE format('SELECT * FROM ecom.load_csv(''loaded'', %L, force => true%s)', path, load_options) INTO report;
	EXECUTE format('SELECT * FROM ecom.load_csv(''inserted'', %L, force => true%s)', path, load_options);
	RETURN QUERY SELECT report.rows_loaded, report.rows_rejected,
		(SELECT count(*) FROM (TABLE loaded EXCEPT ALL TABLE copied) x), (SELECT count(*) FROM (TABLE copied EXCEPT ALL TABLE loaded) x),
		(SELECT count(*) FROM (TABLE inserted EXCEPT ALL TABLE copied) x), (SELECT count(*) FROM (TABLE copied EXCEPT ALL TABLE inserted) x);
END
$$;

-- every value as it was written
SELECT * FROM compare(:'path', '', ', header => false');
SELECT count(*) AS different FROM (TABLE loaded EXCEPT ALL TABLE written) x;
SELECT * FROM compare(:'path', ', HEADER', '');
SELECT * FROM compare(:'path', ', HEADER, DELIMITER '';''', $$, delimiter => ';'$$);
SELECT * FROM compare(:'path', ', HEADER, DELIMITER E''\t''', $$, delimiter => E'\t'$$);
SELECT * FROM compare(:'path', ', HEADER, DELIMITER ''|''', $$, delimiter => '|'$$);
-- a delimiter that is in most values
SELECT * FROM compare(:'path', ', HEADER, DELIMITER ''x''', $$, delimiter => 'x'$$);
SELECT * FROM compare(:'path', ', HEADER, QUOTE ''''''''', $$, quote => '''', escape => ''''$$);
SELECT * FROM compare(:'path', ', HEADER, ESCAPE ''\''', $$, escape => '\'$$);
SELECT * FROM compare(:'path', ', HEADER, QUOTE '''''''', ESCAPE ''\'', DELIMITER ''|''', $$, quote => '''', escape => '\', delimiter => '|'$$);
SELECT * FROM compare(:'path', ', HEADER, FORCE_QUOTE *', '');
SELECT * FROM compare(:'path', ', FORCE_QUOTE *, ESCAPE ''\'', NULL ''NULL''', $$, header => false, escape => '\', null_string => 'NULL'$$);
SELECT * FROM compare(:'path', ', HEADER, NULL ''N/A''', $$, null_string => 'N/A'$$);
SELECT count(*) AS different FROM (TABLE loaded EXCEPT ALL TABLE written) x;
-- other encodings, of the values that they have
SELECT string_agg(format('regexp_replace(%1$s, ''[^\u0001-\u00ff]'', ''?'', ''g'') AS %1$s', c), ', ') AS latin FROM unnest('{a,b,c,d,e,f,g,h}'::text[]) c \gset
SELECT * FROM compare(:'path', ', HEADER, ENCODING ''LATIN1''', $$, encoding => 'LATIN1'$$, 'SELECT ' || :'latin' || ' FROM written');
SELECT count(*) FILTER (WHERE a ~ 'é|ÿ') > 100 AS accents FROM loaded;
SELECT * FROM compare(:'path', ', HEADER, ENCODING ''GB18030''', $$, encoding => 'GB18030'$$);

-- The columns in another order.
TRUNCATE loaded;
COPY (SELECT h, c, a, b, d, g, f, e FROM written) TO :'path' (FORMAT csv, HEADER);
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('loaded', :'path', force => true);
SELECT count(*) AS different FROM (TABLE loaded EXCEPT ALL TABLE written) x;

-- Tables of one column: COPY TO quotes what would be an empty line or the end of data.
CREATE TABLE one_written (a text);
CREATE TABLE one_loaded (a text);
CREATE TABLE one_copied (a text);
INSERT INTO one_written SELECT a FROM written;
COPY one_written TO :'path' (FORMAT csv);
COPY one_copied FROM :'path' (FORMAT csv);
SELECT rows_loaded, rows_rejected FROM ecom.load_csv('one_loaded', :'path', header => false);
SELECT (SELECT count(*) FROM (TABLE one_loaded EXCEPT ALL TABLE one_copied) x) AS too_many,
	(SELECT count(*) FROM (TABLE one_copied EXCEPT ALL TABLE one_loaded) x) AS too_few;

DROP TABLE written, loaded, inserted, copied, one_written, one_loaded, one_copied;
DROP FUNCTION nasty, compare;
\i :cleanup
