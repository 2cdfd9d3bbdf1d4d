-- ecom.packed_rows, ecom.unpacked_rows
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- every type, its ends, NULLs, empty and long texts; in their order
CREATE TABLE some_rows AS
SELECT * FROM
(
	VALUES
	(true, 1::smallint, 2, 3::bigint, 4.50, '2021-02-28'::date, 'tea'),
	(false, -32768, -2147483648, -9223372036854775808, -1e-16383, '-infinity', ''),
	(NULL, 32767, 2147483647, 9223372036854775807, 1e131071, 'infinity', repeat('é', 100000)),
	(NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(true, 0, 0, 0, 'NaN', '0001-01-01 BC', '''\'),
	(true, 0, -1, -1, '-Infinity', '5874897-12-31', E'\n'),
	(true, 0, -1, -1, 0.000, '2000-01-01', '日本')
) v (a, b, c, d, e, f, g);
CREATE FUNCTION packed() RETURNS bytea LANGUAGE sql AS 'SELECT ecom.packed_rows(ROW(a, b, c, d, e, f, g)) FROM some_rows';
SELECT a, b, c, d, length(e::text) AS e, f, left(g, 5) AS g, length(g) FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d bigint, e numeric, f date, g text);
SELECT count(*) AS differ FROM
((SELECT * FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d bigint, e numeric, f date, g text) EXCEPT ALL TABLE some_rows)
UNION ALL
(TABLE some_rows EXCEPT ALL SELECT * FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d bigint, e numeric, f date, g text))) d;
-- digits of a numeric behind the point are kept
SELECT e FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d bigint, e numeric, f date, g text) WHERE e BETWEEN 0 AND 10;

-- rows of a table's type; an order; few bytes
CREATE TABLE days (day date, units integer);
INSERT INTO days SELECT date '2021-01-01' + n, n % 3 FROM generate_series(0, 9999) n;
SELECT length(ecom.packed_rows(d)) < 30000 AS are_few FROM days d;
SELECT count(*), min(day), max(day), sum(units) FROM (SELECT ecom.packed_rows(d) AS packed FROM days d) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (day date, units integer);
SELECT r.* FROM (SELECT ecom.packed_rows(d ORDER BY d.units DESC, d.day DESC) AS packed FROM days d) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (day date, units integer) LIMIT 2;
-- in groups, each by itself
SELECT r.units, count(*), sum(p.units) FROM (SELECT units, ecom.packed_rows(d) AS packed FROM days d GROUP BY units) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (day date, units integer) GROUP BY r.units ORDER BY r.units;

-- of no rows, of NULL
SELECT ecom.packed_rows(d) IS NULL AS nothing FROM days d WHERE false;
SELECT ecom.packed_rows(NULL) IS NULL AS nothing FROM days;
SELECT count(*) FROM ecom.unpacked_rows(NULL) AS r (day date);

-- types that are not packed, too many columns, rows that differ
SELECT ecom.packed_rows(ROW(1.5::double precision));
SELECT ecom.packed_rows(ROW('x'::varchar(3)));
SELECT ecom.packed_rows(ROW(ARRAY[1]));
CREATE FUNCTION wide(columns integer) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	found text;
BEGIN
	EXECUTE format('SELECT sum(r.c%s) FROM (SELECT ecom.packed_rows(ROW(%s)) AS packed) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (%s)', columns,
		(SELECT string_agg(n::text, ', ' ORDER BY n) FROM generate_series(1, columns) n), (SELECT string_agg(format('c%s integer', n), ', ' ORDER BY n) FROM generate_series(1, columns) n)) INTO found;
	RETURN found;
END
$$;
SELECT wide(63);
\set VERBOSITY terse
SELECT wide(64);
\set VERBOSITY default
SELECT ecom.packed_rows(CASE WHEN units = 0 THEN ROW(day) ELSE ROW(units) END) FROM days;

-- other columns than were packed
SELECT * FROM ecom.unpacked_rows(packed()) AS r (a boolean);
SELECT * FROM ecom.unpacked_rows(packed()) AS r (a bigint, b boolean, c integer, d bigint, e numeric, f date, g text);
SELECT * FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d integer, e numeric, f date, g text);
SELECT * FROM ecom.unpacked_rows(packed()) AS r (a boolean, b smallint, c integer, d bigint, e numeric, f date, g varchar);

-- bytes that are no rows: none, another encoding, cut off, of a size that they have not, with more behind them
CREATE FUNCTION outcome(packed bytea) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	RETURN (SELECT count(*) FROM ecom.unpacked_rows(packed) AS r (day date, units integer));
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
CREATE FUNCTION packed_days() RETURNS bytea LANGUAGE sql AS 'SELECT ecom.packed_rows(d ORDER BY d.day) FROM days d WHERE d.day < ''2021-01-11''';
SELECT outcome(packed_days());
SELECT outcome(''), outcome('\x'), outcome('\xff'), outcome('\xffffffffffffffffffffff'), outcome(set_byte(packed_days(), 0, 1)), outcome(set_byte(packed_days(), 1, 3)), outcome(set_byte(packed_days(), 2, 1)),
	outcome(substring(packed_days() FROM 1 FOR 3)), outcome(set_byte(packed_days(), 3, 0)), outcome(packed_days() || '\x00');
SELECT DISTINCT outcome(substring(packed_days() FROM 1 FOR n)) FROM generate_series(0, length(packed_days()) - 1) n;
-- whatever byte is another one: rows, or an error that says so
SELECT outcome(set_byte(packed_days(), n, b)) AS outcome, count(*) > 0 AS some FROM generate_series(0, length(packed_days()) - 1) n, generate_series(0, 255) b GROUP BY 1 ORDER BY 1;

DROP FUNCTION packed, wide, outcome, packed_days;
DROP TABLE some_rows, days;
