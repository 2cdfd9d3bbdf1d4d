/* Lines of a table by their place (ctid): which may repeat an earlier one, and is this one of them? */

CREATE FUNCTION ecom.suspect_lines_add(state internal, line tid, hash bigint) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_suspect_lines_add';
COMMENT ON FUNCTION ecom.suspect_lines_add(internal, tid, bigint) IS 'Transition function of ecom.suspect_lines: adds a line to the state.';

CREATE FUNCTION ecom.suspect_lines_final(state internal) RETURNS tid[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_suspect_lines_final';
COMMENT ON FUNCTION ecom.suspect_lines_final(internal) IS 'Final function of ecom.suspect_lines: the lines that do not have their hash for themselves.';

CREATE AGGREGATE ecom.suspect_lines(line tid, hash bigint)
(
	SFUNC = ecom.suspect_lines_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.suspect_lines_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE ecom.suspect_lines(tid, bigint) IS
'The lines whose hash is NULL or that of another line too, in no order; an empty array if there are none. Of equal lines all are among them, others only if their hashes collide. Takes 16 bytes a line, up to hash memory (work_mem * hash_mem_multiplier), and temporary files beyond.';

CREATE FUNCTION ecom.is_among(line tid, lines tid[]) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'ecom_is_among';
COMMENT ON FUNCTION ecom.is_among(tid, tid[]) IS
'Is the line one of the lines? They must be sorted in ascending order.';
