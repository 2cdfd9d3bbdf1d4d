/* Loading CSV files: the log of loads, the lines turned away, and the loader */

CREATE TABLE raw.loads
(
	load_id bigint PRIMARY KEY,
	target text COLLATE "C" NOT NULL,
	file text NOT NULL,
	sha256 text COLLATE "C" NOT NULL,
	bytes bigint NOT NULL,
	lines_read bigint NOT NULL,
	rows_loaded bigint NOT NULL,
	rows_rejected bigint NOT NULL,
	loaded_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	loaded_by text NOT NULL,
	forced boolean NOT NULL,
	target_table regclass,
	transactions int8multirange,
	undone_at timestamptz,
	undone_by text,
	CONSTRAINT every_line_is_accounted_for CHECK (lines_read = rows_loaded + rows_rejected)
);
CREATE SEQUENCE raw.loads_load_id_seq OWNED BY raw.loads.load_id;
ALTER TABLE raw.loads ALTER COLUMN load_id SET DEFAULT pg_catalog.nextval('raw.loads_load_id_seq');
COMMENT ON TABLE raw.loads IS 'Log of the loads by load_csv and load_directory; one row per file and load that loaded something, or found nothing to load';
COMMENT ON COLUMN raw.loads.load_id IS 'Key, counts up; rolled-back loads leave gaps';
COMMENT ON COLUMN raw.loads.target IS 'Table loaded into, with its schema, as it was called then';
COMMENT ON COLUMN raw.loads.file IS 'Path of the file on the server, as it was given';
COMMENT ON COLUMN raw.loads.sha256 IS 'SHA-256 of the contents in hexadecimal, as sha256sum writes it; of a gzip file, of what is in it';
COMMENT ON COLUMN raw.loads.bytes IS 'Bytes of the contents; of a gzip file, of what is in it';
COMMENT ON COLUMN raw.loads.lines_read IS 'Lines of data that were read, each loaded or rejected; one with line ends in quoted fields counts once, the header not at all, an empty one only where the table has one column';
COMMENT ON COLUMN raw.loads.rows_loaded IS 'Lines that became rows, or of which a trigger or rule of the table made something else';
COMMENT ON COLUMN raw.loads.rows_rejected IS 'Lines that were turned away, see raw.rejected_lines';
COMMENT ON COLUMN raw.loads.loaded_at IS 'Begin of the transaction that loaded it';
COMMENT ON COLUMN raw.loads.loaded_by IS 'Role that loaded it';
COMMENT ON COLUMN raw.loads.forced IS 'Loaded with force => true, or into a temporary table: it may have had the same contents before';
COMMENT ON COLUMN raw.loads.target_table IS 'The table itself, whatever it is called now; a number where it is gone, NULL for a temporary one';
COMMENT ON COLUMN raw.loads.transactions IS 'Transactions and subtransactions that wrote the rows, by which ecom.undo_load() knows them, until a dump is restored';
COMMENT ON COLUMN raw.loads.undone_at IS 'When ecom.undo_load() took the rows away again; NULL if it did not';
COMMENT ON COLUMN raw.loads.undone_by IS 'Role that did';
COMMENT ON SEQUENCE raw.loads_load_id_seq IS 'Numbers the loads';

CREATE TABLE raw.rejected_lines
(
	load_id bigint NOT NULL,
	line_number bigint NOT NULL,
	byte_offset bigint NOT NULL,
	reason text NOT NULL,
	detail text NOT NULL,
	line bytea NOT NULL
);
CREATE INDEX rejected_lines_load_id_idx ON raw.rejected_lines (load_id);
ALTER TABLE raw.rejected_lines REPLICA IDENTITY FULL;	/* it has no key either: see 05-raw.sql */
COMMENT ON TABLE raw.rejected_lines IS 'Lines of CSV files that load_csv and load_directory turned away; one row per rejected line';
COMMENT ON INDEX raw.rejected_lines_load_id_idx IS 'The lines that a load turned away';
COMMENT ON COLUMN raw.rejected_lines.load_id IS 'The load, as in raw.loads';
COMMENT ON COLUMN raw.rejected_lines.line_number IS 'Number of the line in the file, from 1; every line end counts, also those of skipped lines and in quoted fields';
COMMENT ON COLUMN raw.rejected_lines.byte_offset IS 'Where the line starts in the contents of the file, in bytes from 0';
COMMENT ON COLUMN raw.rejected_lines.reason IS 'too few fields, too many fields, unterminated quote, text after closing quote, stray quote, invalid encoding, NUL byte, line too long, value without a column, repeated header, unrecognized header, refused by the table; and what the argument lines of load_csv, or the format of an order file, says of lines that are not wanted: cancelled, refunded, other currency, ...';
COMMENT ON COLUMN raw.rejected_lines.detail IS 'What exactly was wrong, and where';
COMMENT ON COLUMN raw.rejected_lines.line IS 'Bytes of the line as they are in the file, without its line end; of a line too long, its beginning. To read one: convert_from(line, ''UTF8'')';

CREATE FUNCTION ecom.load_csv(target regclass, file text, delimiter text DEFAULT ',', quote text DEFAULT '"', escape text DEFAULT '"',
	null_string text DEFAULT '', header boolean DEFAULT true, skip bigint DEFAULT 0, encoding text DEFAULT 'UTF8', max_rejects bigint DEFAULT NULL,
	force boolean DEFAULT false, columns jsonb DEFAULT NULL, lines jsonb DEFAULT NULL,
	OUT load_id bigint, OUT bytes bigint, OUT lines_read bigint, OUT rows_loaded bigint, OUT rows_rejected bigint, OUT seconds numeric)
	RETURNS record LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_load_csv';
COMMENT ON FUNCTION ecom.load_csv(regclass, text, text, text, text, text, boolean, bigint, text, bigint, boolean, jsonb, jsonb) IS
'Loads a CSV file on the server, gzipped or not, into a table and keeps going: lines that cannot be loaded go to raw.rejected_lines, each load to raw.loads. With a header, columns are matched by name (letter case and punctuation aside), else by position; skip is the number of lines before it. quote and escape are one byte each or NULL for none, the delimiter up to 16 bytes; an unquoted field that equals null_string is NULL. More than max_rejects rejected lines end and undo the load. Contents that the table has had are refused unless force. columns is an object that says which column of the file goes to which of the table where names do not, with constants and readings; lines is one that says which lines are not wanted (docs/own-orders.md has both). All or nothing. Needs pg_read_server_files, INSERT on the table, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.load_csv(regclass, text, text, text, text, text, boolean, bigint, text, bigint, boolean, jsonb, jsonb) FROM PUBLIC;

CREATE FUNCTION ecom.load_directory(path text, force boolean DEFAULT false,
	OUT file text, OUT target regclass,
	OUT load_id bigint, OUT bytes bigint, OUT lines_read bigint, OUT rows_loaded bigint, OUT rows_rejected bigint, OUT seconds numeric,
	OUT passed_over text)
	RETURNS SETOF record LANGUAGE c VOLATILE ROWS 3 AS 'MODULE_PATHNAME', 'ecom_load_directory';
COMMENT ON FUNCTION ecom.load_directory(text, boolean) IS
'Loads amazon-purchases.csv, survey.csv and fields.csv (or their .gz forms) of a folder on the server into raw.amazon_purchases, raw.survey and raw.fields, as load_csv does; a row a file back. A file whose contents its table has had is passed over unless force: passed_over then says which load it was, load_id is that one''s, and no line is read; else it is NULL. All or nothing.';
REVOKE EXECUTE ON FUNCTION ecom.load_directory(text, boolean) FROM PUBLIC;

CREATE FUNCTION ecom.undo_load(load_id bigint) RETURNS bigint LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_undo_load';
COMMENT ON FUNCTION ecom.undo_load(bigint) IS
'Takes the rows of one load (raw.loads) away again, exactly those, by a DELETE of the caller''s; how many they were. Notes it in raw.loads; the contents can be loaded again then. An error (55000), and nothing deleted, where they cannot all be told from others any more: some were changed or deleted since, the table was rewritten, or the log restored from a dump. What triggers and rules wrote elsewhere stays. Needs SELECT and DELETE on the table, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.undo_load(bigint) FROM PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('raw.loads', '');
SELECT pg_catalog.pg_extension_config_dump('raw.loads_load_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('raw.rejected_lines', '');
