/* How prices have changed */

CREATE TYPE ecom.price_change AS
(
	category text COLLATE "C",
	is_year boolean,
	period integer,
	products bigint,
	log_relatives numeric,
	previous_revenue numeric,
	revenue numeric,
	twice_price_effect numeric
);
COMMENT ON TYPE ecom.price_change IS 'What the matched products of a category say of prices in a month or year, as ecom.price_changes returns it';
COMMENT ON COLUMN ecom.price_change.category IS 'Category of the products';
COMMENT ON COLUMN ecom.price_change.is_year IS 'Is the period a year? Else it is a month';
COMMENT ON COLUMN ecom.price_change.period IS 'The year; or the month, as 12 * year + month - 1';
COMMENT ON COLUMN ecom.price_change.products IS 'Products that were sold in the period and in the one before';
COMMENT ON COLUMN ecom.price_change.log_relatives IS 'Sum of the natural logarithms of what a piece cost in the period, divided by what it cost in the one before, each rounded to 9 decimals';
COMMENT ON COLUMN ecom.price_change.previous_revenue IS 'Revenue of these products in the period before, in the unit of the amounts (USD)';
COMMENT ON COLUMN ecom.price_change.revenue IS 'Revenue of these products in the period';
COMMENT ON COLUMN ecom.price_change.twice_price_effect IS
'Sum of (p1 - p0) * (q0 + q1), with the prices p and pieces q of the period before (0) and of the period (1): twice what prices added to the revenue, after Bennet. That is r1 - r0 + r1 * q0 / q1 - r0 * q1 / q0, with each quotient rounded to 8 decimals';

CREATE FUNCTION ecom.price_changes_add(state internal, products bytea, no_category text, before integer) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'ecom_price_changes_add';
COMMENT ON FUNCTION ecom.price_changes_add(internal, bytea, text, integer) IS 'Transition function of ecom.price_changes: adds products with their sums.';
CREATE FUNCTION ecom.price_changes_add(state internal, products bytea, were bytea, no_category text, before integer) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'ecom_price_changes_add_changes';
COMMENT ON FUNCTION ecom.price_changes_add(internal, bytea, bytea, text, integer) IS 'Transition function of ecom.price_changes: adds what products say otherwise than before.';
CREATE FUNCTION ecom.price_changes_final(state internal) RETURNS ecom.price_change[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_price_changes_final';
COMMENT ON FUNCTION ecom.price_changes_final(internal) IS 'Final function of ecom.price_changes: what was added up.';
CREATE FUNCTION ecom.price_changes_combine(one internal, other internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_price_changes_combine';
COMMENT ON FUNCTION ecom.price_changes_combine(internal, internal) IS 'Combine function of ecom.price_changes: what the products of both say.';
CREATE FUNCTION ecom.price_changes_serialize(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_price_changes_serialize';
COMMENT ON FUNCTION ecom.price_changes_serialize(internal) IS 'Serialization function of ecom.price_changes.';
CREATE FUNCTION ecom.price_changes_deserialize(state bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_price_changes_deserialize';
COMMENT ON FUNCTION ecom.price_changes_deserialize(bytea, internal) IS 'Deserialization function of ecom.price_changes.';
CREATE AGGREGATE ecom.price_changes(products bytea, no_category text, before integer)
(
	SFUNC = ecom.price_changes_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.price_changes_final,
	COMBINEFUNC = ecom.price_changes_combine,
	SERIALFUNC = ecom.price_changes_serialize,
	DESERIALFUNC = ecom.price_changes_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.price_changes(bytea, text, integer) IS
'Of what ecom.product_sums() has added up by month (12 * year + month - 1): how prices have changed, by category, from each month to the next and from each year to the next, of the months before one, in no order; NULL of nothing, as where before is NULL. A product counts where it was sold in both; its price is that of an average piece. It is of the category that most of its lines give, of equally frequent ones the first in byte order; if none does, of no_category, and where that is NULL it does not count. Months in which it sold no pieces, or for an amount that is not above 0, has more than 4 decimals, or more than 29 digits, are ignored. A sum for each category, month and year is in memory.';
CREATE AGGREGATE ecom.price_changes(products bytea, were bytea, no_category text, before integer)
(
	SFUNC = ecom.price_changes_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.price_changes_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.price_changes(bytea, bytea, text, integer) IS
'As ecom.price_changes of products, less what it gives of the same parts as they were: by how much each of its sums has changed; without those of which none has. Either may be NULL: a part without products.';
