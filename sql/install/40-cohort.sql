/*
 * Cohort retention: one pass over the orders in place of the self-join of users' first periods with all of
 * their periods.  The state has a type of its own, not internal, so that it can also travel between nodes.
 */

CREATE TYPE ecom.cohort_cell AS
(
	cohort date,
	period integer,
	active_users bigint,
	cohort_size bigint,
	retention_pct numeric,
	amount numeric,
	is_complete boolean
);
COMMENT ON TYPE ecom.cohort_cell IS 'One cell of a cohort table, as ecom.cohort_retention returns them: one cohort in one period';
COMMENT ON COLUMN ecom.cohort_cell.cohort IS 'First day of the period of the users'' first order';
COMMENT ON COLUMN ecom.cohort_cell.period IS 'Periods since: 0 is that of the first order';
COMMENT ON COLUMN ecom.cohort_cell.active_users IS 'Users of the cohort with an order in the period; 0 if none';
COMMENT ON COLUMN ecom.cohort_cell.cohort_size IS 'Users of the cohort';
COMMENT ON COLUMN ecom.cohort_cell.retention_pct IS '100 * active_users / cohort_size, percent, rounded half away from zero to 1 decimal';
COMMENT ON COLUMN ecom.cohort_cell.amount IS 'Sum of the cohort''s amounts in the period, exact, in the unit of the argument (USD for order_value); 0 if none; NULL if the aggregate has no amount';
COMMENT ON COLUMN ecom.cohort_cell.is_complete IS 'Do the orders reach the last day of the period? Can be false for the newest period only';

CREATE TYPE ecom.cohort_state;

CREATE FUNCTION ecom.cohort_state_in(cstring) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_state_in';
COMMENT ON FUNCTION ecom.cohort_state_in(cstring) IS 'Reads a state as cohort_state_out writes it; refuses what does not hold together';

CREATE FUNCTION ecom.cohort_state_out(ecom.cohort_state) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_state_out';
COMMENT ON FUNCTION ecom.cohort_state_out(ecom.cohort_state) IS 'Writes a state as \x and hexadecimal digits';

CREATE FUNCTION ecom.cohort_state_recv(internal) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_state_recv';
COMMENT ON FUNCTION ecom.cohort_state_recv(internal) IS 'Reads a state as cohort_state_send writes it; refuses what does not hold together';

CREATE FUNCTION ecom.cohort_state_send(ecom.cohort_state) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_state_send';
COMMENT ON FUNCTION ecom.cohort_state_send(ecom.cohort_state) IS 'Writes a state as bytes in network order';

CREATE TYPE ecom.cohort_state
(
	INPUT = ecom.cohort_state_in,
	OUTPUT = ecom.cohort_state_out,
	RECEIVE = ecom.cohort_state_recv,
	SEND = ecom.cohort_state_send,
	INTERNALLENGTH = variable,
	STORAGE = extended
);
COMMENT ON TYPE ecom.cohort_state IS 'State of ecom.cohort_retention: which users ordered in which periods, and for how much';

CREATE FUNCTION ecom.cohort_retention_combine(ecom.cohort_state, ecom.cohort_state) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_combine';
COMMENT ON FUNCTION ecom.cohort_retention_combine(ecom.cohort_state, ecom.cohort_state) IS
'Combine function of ecom.cohort_retention: what both states know. Both must be of one grain and kind.';

CREATE FUNCTION ecom.cohort_retention_final(ecom.cohort_state) RETURNS ecom.cohort_cell[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_final';
COMMENT ON FUNCTION ecom.cohort_retention_final(ecom.cohort_state) IS
'Final function of ecom.cohort_retention: the cells of a state, by cohort and period.';

/* Eight forms: text or bigint users, with or without an amount, with or without a grain. */

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key text, order_date date) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_text';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, text, date) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key text, order_date date)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(text, date) IS
'Cohort table: the users who first ordered in the same month, and how many of them ordered in each month since. One cell per cohort and month up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key text, order_date date, grain text) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_text';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, text, date, text) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key text, order_date date, grain text)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(text, date, text) IS
'Cohort table: the users who first ordered in the same period, and how many of them ordered in each period of the grain (day, week as in ISO 8601, month, quarter, year) since. One cell per cohort and period up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key text, order_date date, amount numeric) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_text_amount';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, text, date, numeric) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key text, order_date date, amount numeric)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(text, date, numeric) IS
'Cohort table: the users who first ordered in the same month, and how many of them ordered in each month since, and the sum of amount. One cell per cohort and month up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored, a NULL amount adds nothing; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key text, order_date date, amount numeric, grain text) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_text_amount';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, text, date, numeric, text) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key text, order_date date, amount numeric, grain text)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(text, date, numeric, text) IS
'Cohort table: the users who first ordered in the same period, and how many of them ordered in each period of the grain (day, week as in ISO 8601, month, quarter, year) since, and the sum of amount. One cell per cohort and period up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored, a NULL amount adds nothing; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key bigint, order_date date) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_bigint';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, bigint, date) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key bigint, order_date date)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(bigint, date) IS
'Cohort table: the users who first ordered in the same month, and how many of them ordered in each month since. One cell per cohort and month up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key bigint, order_date date, grain text) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_bigint';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, bigint, date, text) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key bigint, order_date date, grain text)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(bigint, date, text) IS
'Cohort table: the users who first ordered in the same period, and how many of them ordered in each period of the grain (day, week as in ISO 8601, month, quarter, year) since. One cell per cohort and period up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key bigint, order_date date, amount numeric) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_bigint_amount';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, bigint, date, numeric) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key bigint, order_date date, amount numeric)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(bigint, date, numeric) IS
'Cohort table: the users who first ordered in the same month, and how many of them ordered in each month since, and the sum of amount. One cell per cohort and month up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored, a NULL amount adds nothing; NULL if no row is left.';

CREATE FUNCTION ecom.cohort_retention_trans(state ecom.cohort_state, user_key bigint, order_date date, amount numeric, grain text) RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_add_bigint_amount';
COMMENT ON FUNCTION ecom.cohort_retention_trans(ecom.cohort_state, bigint, date, numeric, text) IS
'Transition function of ecom.cohort_retention: adds an order to the state.';
CREATE AGGREGATE ecom.cohort_retention(user_key bigint, order_date date, amount numeric, grain text)
(
	SFUNC = ecom.cohort_retention_trans,
	STYPE = ecom.cohort_state,
	SSPACE = 8192,
	COMBINEFUNC = ecom.cohort_retention_combine,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(bigint, date, numeric, text) IS
'Cohort table: the users who first ordered in the same period, and how many of them ordered in each period of the grain (day, week as in ISO 8601, month, quarter, year) since, and the sum of amount. One cell per cohort and period up to the newest order''s, zeros too, by cohort and period. Rows without user or date are ignored, a NULL amount adds nothing; NULL if no row is left.';

/* Arguments of any other type come here. */
CREATE FUNCTION ecom.cohort_retention_refuse(state ecom.cohort_state, VARIADIC arguments "any") RETURNS ecom.cohort_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_cohort_refuse';
COMMENT ON FUNCTION ecom.cohort_retention_refuse(ecom.cohort_state, VARIADIC "any") IS
'Transition function of ecom.cohort_retention for arguments that it cannot take: an error (42804).';
CREATE AGGREGATE ecom.cohort_retention(VARIADIC arguments "any")
(
	SFUNC = ecom.cohort_retention_refuse,
	STYPE = ecom.cohort_state,
	FINALFUNC = ecom.cohort_retention_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.cohort_retention(VARIADIC "any") IS
'For arguments of other types than ecom.cohort_retention takes, such as uuid or timestamptz: an error (42804) that says how to cast them.';
