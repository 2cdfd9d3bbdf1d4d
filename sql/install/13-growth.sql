/* Growth, as every view in bi has it */

CREATE FUNCTION ecom.growth_pct(amount numeric, amount_before numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN round(100 * amount / nullif(amount_before, 0) - 100, 1);
COMMENT ON FUNCTION ecom.growth_pct(numeric, numeric) IS
'Growth over an amount before, percent, rounded to 1 decimal; NULL where there is none to compare with: it is 0 or NULL';
