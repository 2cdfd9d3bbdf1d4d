/* An exact sum of amounts of money, with a small state */

CREATE TYPE ecom.exact_sum_state;

CREATE FUNCTION ecom.exact_sum_state_in(cstring) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_in';
COMMENT ON FUNCTION ecom.exact_sum_state_in(cstring) IS 'A state from its text; an error (22P02) if it is none.';
CREATE FUNCTION ecom.exact_sum_state_out(ecom.exact_sum_state) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_out';
COMMENT ON FUNCTION ecom.exact_sum_state_out(ecom.exact_sum_state) IS 'A state as text.';
CREATE FUNCTION ecom.exact_sum_state_recv(internal) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_recv';
COMMENT ON FUNCTION ecom.exact_sum_state_recv(internal) IS 'A state from its bytes; an error (22P03) if they are none.';
CREATE FUNCTION ecom.exact_sum_state_send(ecom.exact_sum_state) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_send';
COMMENT ON FUNCTION ecom.exact_sum_state_send(ecom.exact_sum_state) IS 'A state as bytes.';

CREATE TYPE ecom.exact_sum_state
(
	INPUT = ecom.exact_sum_state_in,
	OUTPUT = ecom.exact_sum_state_out,
	RECEIVE = ecom.exact_sum_state_recv,
	SEND = ecom.exact_sum_state_send,
	INTERNALLENGTH = variable,
	ALIGNMENT = double,
	/* so that processes hand it over as it is in memory */
	STORAGE = plain
);
COMMENT ON TYPE ecom.exact_sum_state IS
'How far ecom.exact_sum has come; it travels between the nodes of a cluster. As text it is the sum, and while that is beyond what numeric holds, a number and a multiple of 10^131072: 5.5 + 1e131072';

CREATE FUNCTION ecom.exact_sum_add(state ecom.exact_sum_state, amount numeric) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_add';
COMMENT ON FUNCTION ecom.exact_sum_add(ecom.exact_sum_state, numeric) IS 'Transition function of ecom.exact_sum: adds an amount to the state.';
CREATE FUNCTION ecom.exact_sum_combine(state ecom.exact_sum_state, other ecom.exact_sum_state) RETURNS ecom.exact_sum_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_combine';
COMMENT ON FUNCTION ecom.exact_sum_combine(ecom.exact_sum_state, ecom.exact_sum_state) IS 'Combine function of ecom.exact_sum: adds one state to another.';
CREATE FUNCTION ecom.exact_sum_final(state ecom.exact_sum_state) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_exact_sum_state_final';
COMMENT ON FUNCTION ecom.exact_sum_final(ecom.exact_sum_state) IS 'Final function of ecom.exact_sum: the sum.';
CREATE AGGREGATE ecom.exact_sum(amount numeric)
(
	SFUNC = ecom.exact_sum_add,
	STYPE = ecom.exact_sum_state,
	SSPACE = 16,
	COMBINEFUNC = ecom.exact_sum_combine,
	FINALFUNC = ecom.exact_sum_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.exact_sum(numeric) IS
'What sum(numeric) gives, to the last digit, in less time and with less memory: for amounts of money in many groups; an error (22003) only where sum has it. NULL amounts add nothing; NULL if there is no other.';
