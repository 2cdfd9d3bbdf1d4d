/* Averages and growth, as all marts and views have them */

CREATE FUNCTION ecom.ratio(amount numeric, parts numeric, decimals integer) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
	/* a quotient has at least as many decimals as its dividend; else 16 digits in all, which are too few for trillions, and would be rounded twice */
	RETURN round(amount * 1.00000000000000000000 / nullif(parts, 0), decimals);
COMMENT ON FUNCTION ecom.ratio(numeric, numeric, integer) IS
'Amount divided by parts, rounded half away from zero to so many decimals (up to 15), also where the amount is trillions; NULL if parts are 0, or something is NULL';

CREATE FUNCTION ecom.growth_pct(amount numeric, amount_before numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ecom.ratio(100 * (amount - amount_before), amount_before, 1);
COMMENT ON FUNCTION ecom.growth_pct(numeric, numeric) IS
'Growth over an amount before, percent, rounded to 1 decimal; NULL where there is none to compare with: it is 0 or NULL';
