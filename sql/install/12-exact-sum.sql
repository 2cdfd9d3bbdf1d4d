/* An exact sum of amounts of money, with a small state */

CREATE FUNCTION ecom.exact_sum_add(state internal, amount numeric) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_add';
COMMENT ON FUNCTION ecom.exact_sum_add(internal, numeric) IS 'Transition function of ecom.exact_sum: adds an amount to the state.';
CREATE FUNCTION ecom.exact_sum_combine(state internal, other internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_combine';
COMMENT ON FUNCTION ecom.exact_sum_combine(internal, internal) IS 'Combine function of ecom.exact_sum: adds one state to another.';
CREATE FUNCTION ecom.exact_sum_serialize(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_serialize';
COMMENT ON FUNCTION ecom.exact_sum_serialize(internal) IS 'Serialization function of ecom.exact_sum.';
CREATE FUNCTION ecom.exact_sum_deserialize(state bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_deserialize';
COMMENT ON FUNCTION ecom.exact_sum_deserialize(bytea, internal) IS 'Deserialization function of ecom.exact_sum.';
CREATE FUNCTION ecom.exact_sum_final(state internal) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_final';
COMMENT ON FUNCTION ecom.exact_sum_final(internal) IS 'Final function of ecom.exact_sum: the sum.';
CREATE AGGREGATE ecom.exact_sum(amount numeric)
(
	SFUNC = ecom.exact_sum_add,
	STYPE = internal,
	SSPACE = 32,
	COMBINEFUNC = ecom.exact_sum_combine,
	SERIALFUNC = ecom.exact_sum_serialize,
	DESERIALFUNC = ecom.exact_sum_deserialize,
	FINALFUNC = ecom.exact_sum_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.exact_sum(numeric) IS
'What sum(numeric) gives, to the last digit, in less time and with less memory: for amounts of money in many groups; an error (22003) only where sum has it. NULL amounts add nothing; NULL if there is no other.';
