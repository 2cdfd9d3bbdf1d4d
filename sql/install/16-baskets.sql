/* What is in a basket together */

CREATE TYPE ecom.category_pair AS
(
	category text COLLATE "C",
	other_category text COLLATE "C",
	baskets bigint,
	category_baskets bigint,
	other_baskets bigint,
	all_baskets bigint
);
COMMENT ON TYPE ecom.category_pair IS 'Two categories that are in baskets together, as ecom.category_pairs returns them';
COMMENT ON COLUMN ecom.category_pair.category IS 'The category that comes first in byte order';
COMMENT ON COLUMN ecom.category_pair.other_category IS 'The other one';
COMMENT ON COLUMN ecom.category_pair.baskets IS 'Baskets with both';
COMMENT ON COLUMN ecom.category_pair.category_baskets IS 'Baskets with category and at least one other';
COMMENT ON COLUMN ecom.category_pair.other_baskets IS 'Baskets with other_category and at least one other';
COMMENT ON COLUMN ecom.category_pair.all_baskets IS 'Baskets with at least two categories; the same in all pairs';

CREATE FUNCTION ecom.category_pairs_add(state internal, user_key text, day date, category text, fewest bigint, one_of bigint) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_add';
COMMENT ON FUNCTION ecom.category_pairs_add(internal, text, date, text, bigint, bigint) IS 'Transition function of ecom.category_pairs: adds a line to the state.';
CREATE FUNCTION ecom.category_pairs_combine(state internal, other internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_combine';
COMMENT ON FUNCTION ecom.category_pairs_combine(internal, internal) IS 'Combine function of ecom.category_pairs: adds the lines that another process has handed over.';
CREATE FUNCTION ecom.category_pairs_serialize(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_serialize';
COMMENT ON FUNCTION ecom.category_pairs_serialize(internal) IS 'Serialization function of ecom.category_pairs.';
CREATE FUNCTION ecom.category_pairs_deserialize(state bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_deserialize';
COMMENT ON FUNCTION ecom.category_pairs_deserialize(bytea, internal) IS 'Deserialization function of ecom.category_pairs.';
CREATE FUNCTION ecom.category_pairs_final(state internal) RETURNS ecom.category_pair[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_final';
COMMENT ON FUNCTION ecom.category_pairs_final(internal) IS 'Final function of ecom.category_pairs: the pairs.';
CREATE AGGREGATE ecom.category_pairs(user_key text, day date, category text, fewest bigint, one_of bigint)
(
	SFUNC = ecom.category_pairs_add,
	STYPE = internal,
	SSPACE = 1048576,
	COMBINEFUNC = ecom.category_pairs_combine,
	SERIALFUNC = ecom.category_pairs_serialize,
	DESERIALFUNC = ecom.category_pairs_deserialize,
	FINALFUNC = ecom.category_pairs_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.category_pairs(text, date, text, bigint, bigint) IS
'Of order lines: the pairs of categories that at least so many (fewest) baskets have both of, and at least one of so many (one_of), in no order. A basket is what one user orders on one day; those of one category do not count, nor do those of more than 50, which are somebody''s stock. Lines with a NULL are ignored; NULL if no line is left. A text of more than 256 MB is an error (54000). Keeps lines and pairs in memory up to hash memory (work_mem * hash_mem_multiplier), and in temporary files beyond; the names of all categories are in memory. In a parallel plan each worker hands over all of its lines at once, some 8 bytes a line; more than 1 GB of them is an error (54000).';

/* The same in two steps, where lines are distributed by user. */

CREATE FUNCTION ecom.basket_counts_add(state internal, user_key text, day date, category text) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_add';
COMMENT ON FUNCTION ecom.basket_counts_add(internal, text, date, text) IS 'Transition function of ecom.basket_counts: adds a line to the state.';
CREATE FUNCTION ecom.basket_counts_final(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_basket_counts_final';
COMMENT ON FUNCTION ecom.basket_counts_final(internal) IS 'Final function of ecom.basket_counts: the counts.';
CREATE AGGREGATE ecom.basket_counts(user_key text, day date, category text)
(
	SFUNC = ecom.basket_counts_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.basket_counts_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE ecom.basket_counts(text, date, text) IS
'Of order lines: how many baskets have several categories, each of these, and each two of them, packed into bytes for ecom.category_pairs() to add up, as long as all lines of a user are in the same ones. A basket and lines with a NULL, limits and memory: as of ecom.category_pairs of lines; NULL if no line is left. More than 1 GB of counts is an error (54000).';

CREATE FUNCTION ecom.category_pairs_add(state internal, counts bytea, fewest bigint, one_of bigint) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_add_counts';
COMMENT ON FUNCTION ecom.category_pairs_add(internal, bytea, bigint, bigint) IS 'Transition function of ecom.category_pairs: adds counts to the state.';
CREATE FUNCTION ecom.category_pairs_final_of_counts(state internal) RETURNS ecom.category_pair[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_pairs_final_of_counts';
COMMENT ON FUNCTION ecom.category_pairs_final_of_counts(internal) IS 'Final function of ecom.category_pairs of counts: the pairs.';
CREATE AGGREGATE ecom.category_pairs(counts bytea, fewest bigint, one_of bigint)
(
	SFUNC = ecom.category_pairs_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.category_pairs_final_of_counts,
	PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE ecom.category_pairs(bytea, bigint, bigint) IS
'As ecom.category_pairs of lines, of what ecom.basket_counts() has counted of them, some users at a time: NULLs are ignored, NULL if there is nothing else. An error (22P03) where the bytes are no such counts. The sums of all pairs are in memory.';
