-- Files that are no CSV files: what they are, and what to do; and what a file says of itself.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers
\set SHOW_CONTEXT never

-- What a load of these contents fails with.
CREATE FUNCTION kind(contents bytea) RETURNS TABLE (code text, message text, hint text) LANGUAGE sql AS $$
	SELECT r.code, regexp_replace(r.message, '"ecom_analytics_test.csv" ', ''), r.hint FROM refusal(format('SELECT load_text(%L)', contents)) r
$$;

-- Archives, other compressions, documents.
SELECT k.* FROM unnest(ARRAY[
	'PK\003\004\024\000'::bytea, 'PK\005\006', 'BZh91AY&SY\000', '\xfd377a585a000004', '\x28b52ffd24', '\x04224d1864', '\x1f9d90', '\x377abcaf271c', 'Rar!\032\007\000',
	'\xd0cf11e0a1b11ae1', '%PDF-1.4', 'SQLite format 3\000', 'PAR1\025\004', 'ARROW1\000\000', 'Obj\001\004',
	'PGDMP\001\016', 'PGCOPY\012\377\015\012\000', '\x89504e470d0a1a0a', '\xffd8ffe000104a464946', decode(repeat('00', 257), 'hex') || 'ustar '])
	WITH ORDINALITY c (contents, n), kind(c.contents) k ORDER BY n;
-- what only looks like one at first sight
SELECT * FROM load_text(E'BZh9,Rar!,PK\n1,2,3\n', 'header => false');
SELECT * FROM load_text(E'PAR1,ARROW1,Obj\n', 'header => false');

-- UTF-16 and UTF-32, with a byte order mark and without, of ASCII and of other text.
SELECT n, k.* FROM unnest(ARRAY[
	'\xfffe61002c0062000a00'::bytea, '\xfeff0061002c0062000a', '\xfffe0000610000000a000000', '\x0000feff000000610000000a',
	'\x61002c0062000a0031002c0032000a00', '\x0061002c0062000a0031002c0032000a', '\x610000002c000000620000000a000000', '\x000000610000002c000000620000000a',
	'\xe4002c00f6000a00ac202c0032000a00'])
	WITH ORDINALITY c (contents, n), kind(c.contents) k ORDER BY n;
-- a NUL byte here and there is a matter of its line
SELECT * FROM load_text(E'a,b,c\n\\000,2,3\n1,\\000,3\n1,2,3\n');
-- a mark that the members of a gzip file cut in two
COPY (SELECT WHERE false) TO PROGRAM $$printf '\377' | gzip -n > ecom_analytics_test.csv.gz; printf '\376a\000,\000' | gzip -n >> ecom_analytics_test.csv.gz$$;
SELECT ecom.load_csv('t', 'ecom_analytics_test.csv.gz');

-- in gzip, what it holds
COPY (SELECT WHERE false) TO PROGRAM $$printf 'a,b,c\n1,2,3\n' | gzip -n | gzip -n > ecom_analytics_test.csv.gz$$;
SELECT ecom.load_csv('t', 'ecom_analytics_test.csv.gz');

-- What may be anything: a hint.
SELECT k.* FROM unnest(ARRAY['\xa28b5553002c006bf77c00'::bytea, '\x7f454c4602010100000000', 'a,b,c\001,d\002,e\003\004', '{\\rtf1 a}'])
	WITH ORDINALITY c (contents, n), kind(c.contents) k ORDER BY n;

-- Text that is none: a hint where the header does not fit or nothing loads; it could be what a table wants.
SELECT * FROM kind(E'[{"a": 1, "b": 2}]\n');
SELECT * FROM kind(E'{\n  "a": 1\n}\n');
SELECT * FROM kind(E'<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>\n');
SELECT hint FROM refusal($$SELECT load_text(E'<?xml version="1.0"?>\n<a/>\n', 'header => false')$$);
CREATE TABLE documents (j jsonb);
SELECT * FROM load_text(E'{"a": "x"}\n{"a": "y, z"}\n', $$header => false, quote => NULL, delimiter => E'\x01'$$, 'documents');
DROP TABLE documents;
CREATE TABLE one (a text);

-- A file of /proc has no size.
SELECT code, message, regexp_replace(detail, '\d+', 'N') AS detail, hint FROM refusal($$SELECT ecom.load_csv('one', '/proc/self/status', header => false, quote => NULL, delimiter => E'\x01')$$);
DROP TABLE one;

-- Encodings: ASCII is 7 bits, whatever the database's is; "cp" alone is none.
SELECT * FROM load_text(E'a,b,c\n1,é,3\n1,2,3\n', $$encoding => 'us-ascii'$$);
SELECT * FROM load_text(E'a,b,c\n1,\\351,3\n', $$encoding => 'cp1252'$$);
SELECT * FROM load_text(E'\\357\\273\\277a,b,c\n1,é,3\n', $$encoding => 'utf-8-sig'$$);
SELECT code, message FROM refusal($$SELECT load_text('a', 'encoding => ''cp''')$$);
SELECT code, message FROM refusal($$SELECT load_text('a', 'encoding => ''cpx''')$$);

DROP FUNCTION kind;
\i :cleanup
