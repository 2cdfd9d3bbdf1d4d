/* What customers are going to do, by the models that marketing knows: BG/NBD and Gamma-Gamma */

CREATE TYPE ecom.bg_nbd_fit AS
(
	r double precision,
	alpha double precision,
	a double precision,
	b double precision,
	log_likelihood double precision,
	customers bigint,
	converged boolean
);
COMMENT ON TYPE ecom.bg_nbd_fit IS 'The BG/NBD model fitted to customers, as ecom.bg_nbd returns it';
COMMENT ON COLUMN ecom.bg_nbd_fit.r IS 'Shape of the gamma distribution of the rates at which customers buy';
COMMENT ON COLUMN ecom.bg_nbd_fit.alpha IS 'Its rate, in the unit of recency and age: r / alpha is the average of the rates';
COMMENT ON COLUMN ecom.bg_nbd_fit.a IS 'First parameter of the beta distribution of the probability to stop after a purchase: a / (a + b) is its average';
COMMENT ON COLUMN ecom.bg_nbd_fit.b IS 'Its second parameter';
COMMENT ON COLUMN ecom.bg_nbd_fit.log_likelihood IS 'Logarithm of the likelihood of the customers with these parameters';
COMMENT ON COLUMN ecom.bg_nbd_fit.customers IS 'Customers that it was fitted to';
COMMENT ON COLUMN ecom.bg_nbd_fit.converged IS 'Has a maximum been found? If not, the parameters mean nothing. One that is 6.1e-6 or 162,755, the bounds of the search, stands for 0 or infinity: customers do not differ in that';

CREATE FUNCTION ecom.bg_nbd_add(state internal, frequency bigint, recency double precision, age double precision) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_bg_nbd_add';
COMMENT ON FUNCTION ecom.bg_nbd_add(internal, bigint, double precision, double precision) IS 'Transition function of ecom.bg_nbd: adds a customer to the state.';
CREATE FUNCTION ecom.bg_nbd_final(state internal) RETURNS ecom.bg_nbd_fit
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_bg_nbd_final';
COMMENT ON FUNCTION ecom.bg_nbd_final(internal) IS 'Final function of ecom.bg_nbd: fits the model.';
CREATE AGGREGATE ecom.bg_nbd(frequency bigint, recency double precision, age double precision)
(
	SFUNC = ecom.bg_nbd_add,
	STYPE = internal,
	SSPACE = 262144,
	FINALFUNC = ecom.bg_nbd_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.bg_nbd(bigint, double precision, double precision) IS
'The BG/NBD model (Fader, Hardie and Lee 2005, Marketing Science 24) fitted to customers by maximum likelihood. Of each: frequency, purchases after the first; recency, from the first to the last; age, from the first to the end of what is known of that customer, both in any one unit (weeks, say). The same customers give the same to the last digit, in whatever order. Customers with a NULL are ignored; NULL if none is left. An error (22023) for what cannot be: a negative number, recency over age, recency without frequency.';

CREATE FUNCTION ecom.probability_alive(fit ecom.bg_nbd_fit, frequency bigint, recency double precision, age double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_probability_alive';
COMMENT ON FUNCTION ecom.probability_alive(ecom.bg_nbd_fit, bigint, double precision, double precision) IS
'Probability, 0 to 1, that a customer with this history has not stopped buying, by the model; 1 for who has bought once, who cannot have stopped by it. In the unit that the model was fitted with. NULL if something is NULL, or the fit did not converge.';

CREATE FUNCTION ecom.expected_purchases(fit ecom.bg_nbd_fit, frequency bigint, recency double precision, age double precision, period double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_expected_purchases';
COMMENT ON FUNCTION ecom.expected_purchases(ecom.bg_nbd_fit, bigint, double precision, double precision, double precision) IS
'Purchases that a customer with this history is expected to make in the period that follows, by the model. In the unit that the model was fitted with. NULL if something is NULL, the fit did not converge, or the period is thousands of times the age.';

CREATE TYPE ecom.gamma_gamma_fit AS
(
	p double precision,
	q double precision,
	v double precision,
	log_likelihood double precision,
	customers bigint,
	converged boolean
);
COMMENT ON TYPE ecom.gamma_gamma_fit IS 'The Gamma-Gamma model fitted to customers, as ecom.gamma_gamma returns it';
COMMENT ON COLUMN ecom.gamma_gamma_fit.p IS 'Shape of the gamma distribution of the values of a customer''s purchases';
COMMENT ON COLUMN ecom.gamma_gamma_fit.q IS 'Shape of the gamma distribution of its rate over the customers';
COMMENT ON COLUMN ecom.gamma_gamma_fit.v IS 'Rate of that distribution, in the unit of the values (USD): p * v / (q - 1) is the average value';
COMMENT ON COLUMN ecom.gamma_gamma_fit.log_likelihood IS 'Logarithm of the likelihood of the customers with these parameters';
COMMENT ON COLUMN ecom.gamma_gamma_fit.customers IS 'Customers that it was fitted to';
COMMENT ON COLUMN ecom.gamma_gamma_fit.converged IS 'Has a maximum been found? If not, the parameters mean nothing. One that is 6.1e-6 or 162,755, the bounds of the search, stands for 0 or infinity: customers do not differ in that';

CREATE FUNCTION ecom.gamma_gamma_add(state internal, frequency bigint, average_value double precision) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_gamma_gamma_add';
COMMENT ON FUNCTION ecom.gamma_gamma_add(internal, bigint, double precision) IS 'Transition function of ecom.gamma_gamma: adds a customer to the state.';
CREATE FUNCTION ecom.gamma_gamma_final(state internal) RETURNS ecom.gamma_gamma_fit
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_gamma_gamma_final';
COMMENT ON FUNCTION ecom.gamma_gamma_final(internal) IS 'Final function of ecom.gamma_gamma: fits the model.';
CREATE AGGREGATE ecom.gamma_gamma(frequency bigint, average_value double precision)
(
	SFUNC = ecom.gamma_gamma_add,
	STYPE = internal,
	SSPACE = 262144,
	FINALFUNC = ecom.gamma_gamma_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.gamma_gamma(bigint, double precision) IS
'The Gamma-Gamma model of what a purchase is worth (Fader and Hardie 2013, brucehardie.com/notes/025) fitted to customers by maximum likelihood. Of each: frequency, the number of purchases, and their average value. It assumes that who buys more often does not buy dearer or cheaper. The same customers give the same to the last digit, in whatever order. Customers with a NULL, without purchases, or with purchases of no value are ignored; NULL if none is left. An error (22023) for a negative number.';

CREATE FUNCTION ecom.expected_value(fit ecom.gamma_gamma_fit, frequency bigint, average_value double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_expected_value';
COMMENT ON FUNCTION ecom.expected_value(ecom.gamma_gamma_fit, bigint, double precision) IS
'What a further purchase of a customer is expected to be worth, by the model: between the average of the customer''s purchases and that of all. Of a frequency of 0 the average of all, whatever the average_value. NULL if something else is NULL, the fit did not converge, or there is no such average (q of 1 or less).';

CREATE FUNCTION ecom.day_set_add(state bytea, month date, days integer) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'ecom_day_set_add';
COMMENT ON FUNCTION ecom.day_set_add(bytea, date, integer) IS 'Transition function of ecom.day_set: adds days of a month.';
CREATE FUNCTION ecom.day_set_combine(one bytea, other bytea) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_day_set_combine';
COMMENT ON FUNCTION ecom.day_set_combine(bytea, bytea) IS 'Combine function of ecom.day_set: the days of both.';
CREATE AGGREGATE ecom.day_set(month date, days integer)
(
	SFUNC = ecom.day_set_add,
	STYPE = bytea,
	SSPACE = 512,
	COMBINEFUNC = ecom.day_set_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.day_set(date, integer) IS
'The days on which something was, for ecom.days_in() and ecom.months_in(). Of a month the days are bits: 1 for the first, 2 for the second, 4 for the third (fct_orders_monthly.order_days). A month or days that are NULL are ignored; NULL if there are no others. Takes eight bytes a month. Not to be compared: the same days may be other bytes.';

CREATE FUNCTION ecom.days_in(day_set bytea) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_days_in';
COMMENT ON FUNCTION ecom.days_in(bytea) IS 'How many days are in what ecom.day_set() gives; each counts once, however often it came. NULL of no set.';
CREATE FUNCTION ecom.days_in(day_set bytea, until date) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_days_in';
COMMENT ON FUNCTION ecom.days_in(bytea, date) IS
'How many days are in what ecom.day_set() gives, of its months that begin on the day until or before. NULL of no set or no day.';
CREATE FUNCTION ecom.months_in(day_set bytea) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'ecom_months_in';
COMMENT ON FUNCTION ecom.months_in(bytea) IS 'How many months are in what ecom.day_set() gives. NULL of no set.';
