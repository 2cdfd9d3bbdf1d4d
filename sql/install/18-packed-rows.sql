/* Rows that go from one node to another as one value */

CREATE FUNCTION ecom.packed_rows_add(state internal, one record) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_packed_rows_add';
COMMENT ON FUNCTION ecom.packed_rows_add(internal, record) IS 'Transition function of ecom.packed_rows: adds a row.';
CREATE FUNCTION ecom.packed_rows_final(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_packed_rows_final';
COMMENT ON FUNCTION ecom.packed_rows_final(internal) IS 'Final function of ecom.packed_rows: the rows in one value.';
CREATE AGGREGATE ecom.packed_rows(one record)
(
	SFUNC = ecom.packed_rows_add,
	STYPE = internal,
	SSPACE = 65536,
	FINALFUNC = ecom.packed_rows_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.packed_rows(record) IS
'Rows in one value, compressed, in the order in which they come; NULL of none. Their columns, 63 at most, may be boolean, smallint, integer, bigint, numeric, date or text: an error (0A000) if one is anything else. A value has 1 GB at most, before it is compressed.';

CREATE FUNCTION ecom.unpacked_rows(packed bytea) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'ecom_unpacked_rows';
COMMENT ON FUNCTION ecom.unpacked_rows(bytea) IS
'The rows that ecom.packed_rows() has put into one value, in their order; the call says their columns, with the same types. An error (22P03) where the bytes are no such rows, and (0A000) where they are of a database with another encoding';
REVOKE EXECUTE ON FUNCTION ecom.unpacked_rows(bytea) FROM PUBLIC;
