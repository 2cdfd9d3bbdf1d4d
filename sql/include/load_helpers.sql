-- What the tests of the loader share. Their files are in the server's data directory, where relative names lead.
CREATE TABLE t (a text, b text, c text);

CREATE PROCEDURE write_file(name text, contents bytea) LANGUAGE plpgsql AS $$
DECLARE
	object oid := lo_from_bytea(0, contents);
BEGIN
	PERFORM lo_export(object, name);
	PERFORM lo_unlink(object);
END
$$;

-- the same of the lines that a query gives
CREATE PROCEDURE write_lines(name text, query text) LANGUAGE plpgsql AS $$
DECLARE
	lines text;
BEGIN
	EXECUTE format('SELECT string_agg(line || E''\n'', '''') FROM (%s) AS lines (line)', query) INTO lines;
	CALL write_file(name, convert_to(lines, 'UTF8'));
END
$$;

-- the lines that the latest load turned away; long ones are cut
CREATE VIEW latest_rejects AS
SELECT r.line_number, r.byte_offset, r.reason, r.detail,
	CASE WHEN length(r.line) <= 60 THEN encode(r.line, 'escape') ELSE encode(substr(r.line, 1, 20), 'escape') || '... ' || length(r.line) || ' bytes' END AS line
FROM raw.rejected_lines r WHERE r.load_id = (SELECT max(l.load_id) FROM raw.loads l);

-- Loads a file of these contents into an emptied table; the rows of it, in their order, and the lines rejected.
CREATE FUNCTION load_text(contents bytea, options text DEFAULT '', target regclass DEFAULT 't')
	RETURNS TABLE (outcome text, line_number bigint, byte_offset bigint, contained text, detail text) LANGUAGE plpgsql AS $$
DECLARE
	report record;
BEGIN
	CALL write_file('ecom_analytics_test.csv', contents);
	EXECUTE format('TRUNCATE %s', target);
	EXECUTE format('SELECT * FROM ecom.load_csv(%L, ''ecom_analytics_test.csv'', force => true%s)', target, ', ' || NULLIF(options, '')) INTO report;
	RETURN QUERY EXECUTE format('SELECT ''a row'', NULL::bigint, NULL::bigint, x::text, NULL FROM %s x ORDER BY x.ctid', target);
	RETURN QUERY SELECT r.reason, r.line_number, r.byte_offset, r.line, r.detail FROM latest_rejects r ORDER BY r.byte_offset;
END
$$;

-- What a statement fails with, without what differs from run to run.
CREATE FUNCTION refusal(statement text) RETURNS TABLE (code text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
DECLARE
	loaded record;
BEGIN
	EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
	code := SQLSTATE;
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	FOR loaded IN SELECT * FROM raw.loads LOOP
		message := replace(message, format('load_id %s of %s', loaded.load_id, to_char(loaded.loaded_at, 'YYYY-MM-DD HH24:MI:SS TZ')),
			'load_id and loaded_at of the first');
		detail := replace(detail, 'loaded by ' || loaded.loaded_by, 'loaded by its role');
	END LOOP;
	RETURN NEXT;
END
$$;
