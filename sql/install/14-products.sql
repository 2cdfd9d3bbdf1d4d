/* What many lines say of products: their names, and which are at the top */

CREATE TYPE ecom.product_catalog;

CREATE FUNCTION ecom.product_catalog_in(cstring) RETURNS ecom.product_catalog
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_product_catalog_in';
COMMENT ON FUNCTION ecom.product_catalog_in(cstring) IS 'An error: a catalog cannot be read';

CREATE FUNCTION ecom.product_catalog_out(ecom.product_catalog) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_product_catalog_out';
COMMENT ON FUNCTION ecom.product_catalog_out(ecom.product_catalog) IS 'A few words in place of the catalog';

CREATE TYPE ecom.product_catalog
(
	INPUT = ecom.product_catalog_in,
	OUTPUT = ecom.product_catalog_out,
	INTERNALLENGTH = variable,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE ecom.product_catalog IS 'Lines about products, as ecom.product_catalog() hands them to ecom.products(); cannot be stored';

CREATE FUNCTION ecom.product_catalog_add(state internal, product_code text, category text, title text) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_product_catalog_add';
COMMENT ON FUNCTION ecom.product_catalog_add(internal, text, text, text) IS 'Transition function of ecom.product_catalog: adds a line.';

CREATE FUNCTION ecom.product_catalog_final(state internal) RETURNS ecom.product_catalog
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_product_catalog_final';
COMMENT ON FUNCTION ecom.product_catalog_final(internal) IS 'Final function of ecom.product_catalog: the catalog.';

CREATE AGGREGATE ecom.product_catalog(product_code text, category text, title text)
(
	SFUNC = ecom.product_catalog_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.product_catalog_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.product_catalog(text, text, text) IS
'Lines about products for ecom.products() to group. Lines without a code are ignored; NULL if there is no other. A text of more than 256 MB is an error (54000). Keeps them in memory up to hash memory (work_mem * hash_mem_multiplier), and in temporary files beyond.';

CREATE FUNCTION ecom.product_catalog_add(state internal, product_code text, category text, title text, period integer, units bigint, amount numeric) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_product_catalog_add';
COMMENT ON FUNCTION ecom.product_catalog_add(internal, text, text, text, integer, bigint, numeric) IS
'Transition function of ecom.product_catalog: adds a line to the state, with what it adds to sums.';
CREATE AGGREGATE ecom.product_catalog(product_code text, category text, title text, period integer, units bigint, amount numeric)
(
	SFUNC = ecom.product_catalog_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.product_catalog_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.product_catalog(text, text, text, integer, bigint, numeric) IS
'As ecom.product_catalog of texts, with units and amounts (as exact as sum(numeric)) by period for ecom.product_sums() to add up. A line of which one of these is NULL adds nothing to sums. Of titles hashes are kept only: ecom.products() gives none.';

CREATE FUNCTION ecom.products(catalog ecom.product_catalog, OUT product_code text, OUT category text, OUT title text) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL SAFE ROWS 100000 AS 'MODULE_PATHNAME', 'ecom_products';
COMMENT ON FUNCTION ecom.products(ecom.product_catalog) IS
'The products of a catalog, the same however often it is read, in no order; one row per product code, with its most frequent category and title: of equally frequent ones the first in byte order, NULL if there is none. What GROUP BY and mode() would give, in a third of the time.';
REVOKE EXECUTE ON FUNCTION ecom.products(ecom.product_catalog) FROM PUBLIC;

CREATE FUNCTION ecom.product_part(product_code text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'ecom_product_part';
COMMENT ON FUNCTION ecom.product_part(text) IS
'The part of all products that ecom.product_sums() puts one into, 0 to 262143, by a hash of its code.';

CREATE FUNCTION ecom.product_sums(catalog ecom.product_catalog, OUT part integer, OUT products bytea) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL SAFE ROWS 131072 AS 'MODULE_PATHNAME', 'ecom_product_sums';
COMMENT ON FUNCTION ecom.product_sums(ecom.product_catalog) IS
'The products of a catalog with what their lines add up to; one row per part (ecom.product_part()) with products. products: packed into bytes, in the order of their codes, each with the number of its lines by category and, if it is a catalog with amounts, by title (of which there are only hashes of 64 bits), and with its lines, units and amounts by period. The same lines give the same bytes, in whatever order they come.';
REVOKE EXECUTE ON FUNCTION ecom.product_sums(ecom.product_catalog) FROM PUBLIC;

CREATE FUNCTION ecom.product_periods(products bytea, no_category text, OUT product_code text, OUT category text, OUT period integer, OUT lines bigint, OUT units bigint, OUT amount numeric)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME', 'ecom_product_periods';
COMMENT ON FUNCTION ecom.product_periods(bytea, text) IS
'What ecom.product_sums() has packed of a part of all products, a row for each product and period: number of lines, sums of units and amounts. category: that of most of its lines, of equally frequent ones the first in byte order; if none gives one, no_category. None of NULL.';

CREATE FUNCTION ecom.known_product(products bytea, product_code text, titles text[], no_category text, OUT category text, OUT title text, OUT is_certain boolean)
	RETURNS record LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_known_product';
COMMENT ON FUNCTION ecom.known_product(bytea, text, text[], text) IS
'What ecom.product_sums() has packed of a part of all products, of the one with this code; NULLs if it is not among them. category: that of most of its lines, of equally frequent ones the first in byte order; if none gives one, no_category. title: of titles the one that most of its lines have, of equally frequent ones the first in byte order; NULL if none has one of them. is_certain: is there no title that is not among titles and that as many lines have? Two titles of a product that have one hash, by a chance of 1 in 2^64 or since somebody has made them so, are counted as one: ecom.check(deep => true) tells.';

CREATE FUNCTION ecom.add_product_sums(one bytea, other bytea) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_add_product_sums';
COMMENT ON FUNCTION ecom.add_product_sums(bytea, bytea) IS
'Transition function of ecom.added_product_sums: the products of both, as ecom.product_sums() gives them of all their lines together.';
CREATE AGGREGATE ecom.added_product_sums(products bytea)
(
	SFUNC = ecom.add_product_sums,
	STYPE = bytea,
	COMBINEFUNC = ecom.add_product_sums,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.added_product_sums(bytea) IS
'Adds up what ecom.product_sums() gives of a part of all products; NULL of nothing.';

CREATE TYPE ecom.ranked_product AS
(
	product_key text COLLATE "C",
	units bigint,
	revenue numeric,
	rank_by_revenue bigint,
	rank_by_units bigint
);
COMMENT ON TYPE ecom.ranked_product IS 'A product at the top of an ecom.product_ranking';
COMMENT ON COLUMN ecom.ranked_product.product_key IS 'Product code';
COMMENT ON COLUMN ecom.ranked_product.units IS 'Pieces in the period';
COMMENT ON COLUMN ecom.ranked_product.revenue IS 'Revenue in the period, exact, in the unit of the argument (USD for order_value)';
COMMENT ON COLUMN ecom.ranked_product.rank_by_revenue IS '1 for the product with most revenue; ties by product code, in byte order';
COMMENT ON COLUMN ecom.ranked_product.rank_by_units IS '1 for the product with most pieces; ties by product code, in byte order';

CREATE TYPE ecom.product_ranking AS
(
	period integer,
	category text COLLATE "C",
	products ecom.ranked_product[]
);
COMMENT ON TYPE ecom.product_ranking IS 'The products at the top of a period, as ecom.top_products returns them';
COMMENT ON COLUMN ecom.product_ranking.period IS 'The period, such as a year; NULL for all periods together';
COMMENT ON COLUMN ecom.product_ranking.category IS 'The category whose products are ranked; NULL for all products together';
COMMENT ON COLUMN ecom.product_ranking.products IS 'The products at the top by either measure, by rank_by_revenue';

/* Two forms: of lines; and of sums that are kept, with categories. */

CREATE FUNCTION ecom.top_products_final(state internal) RETURNS ecom.product_ranking[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_final';
COMMENT ON FUNCTION ecom.top_products_final(internal) IS 'Final function of ecom.top_products: the products at the top.';

CREATE FUNCTION ecom.top_products_add(state internal, product_key text, period integer, units bigint, amount numeric, top integer)
	RETURNS internal LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_add';
COMMENT ON FUNCTION ecom.top_products_add(internal, text, integer, bigint, numeric, integer) IS 'Transition function of ecom.top_products: adds a line.';
CREATE AGGREGATE ecom.top_products(product_key text, period integer, units bigint, amount numeric, top integer)
(
	SFUNC = ecom.top_products_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.top_products_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE ecom.top_products(text, integer, bigint, numeric, integer) IS
'Of order lines: the top (1 to 1000) products by revenue and the top by units, of each period (at most 1000 of them) and of all, with their ranks among all products in both orders; an element a period, that of all first. Lines with a NULL are ignored; NULL if no line is left. A key of more than 256 MB is an error (54000). Keeps lines and sums in memory up to hash memory (work_mem * hash_mem_multiplier), and in temporary files beyond.';

CREATE FUNCTION ecom.top_products_final_of_sums(state internal) RETURNS ecom.product_ranking[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_final_of_sums';
COMMENT ON FUNCTION ecom.top_products_final_of_sums(internal) IS 'Final function of ecom.top_products of sums: the rankings.';
CREATE FUNCTION ecom.top_products_add(state internal, products bytea, top integer, top_of_category integer, no_category text, periods_together integer)
	RETURNS internal LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_add_sums';
COMMENT ON FUNCTION ecom.top_products_add(internal, bytea, integer, integer, text, integer) IS
'Transition function of ecom.top_products: adds products with their sums.';
CREATE AGGREGATE ecom.top_products(products bytea, top integer, top_of_category integer, no_category text, periods_together integer)
(
	SFUNC = ecom.top_products_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.top_products_final_of_sums,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = RESTRICTED
);
COMMENT ON AGGREGATE ecom.top_products(bytea, integer, integer, text, integer) IS
'As ecom.top_products of lines, of what ecom.product_sums() has added up, periods_together of its periods being one here (12 of months for years: the period is divided by it); and before that an element for each category and period: the top_of_category (1 to 1000) products by either, with their ranks in the category. A product is of the category that most of its lines give, of equally frequent ones the first in byte order; if none does of no_category, and where that is NULL or empty it is ranked among all only. The sums of some categories at a time are in memory.';

/* The same once more, after some of the products have changed. */

CREATE FUNCTION ecom.changed_products(products bytea, others bytea) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_changed_products';
COMMENT ON FUNCTION ecom.changed_products(bytea, bytea) IS
'Of products of a part, as ecom.product_sums() gives them, those that another state of that part (NULL: one without products) does not have, or not with the same sums, categories and titles; NULL if there are none';

CREATE FUNCTION ecom.reached_rankings(was bytea, now bytea, no_category text, periods_together integer, OUT period integer, OUT category text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'ecom_reached_rankings';
COMMENT ON FUNCTION ecom.reached_rankings(bytea, bytea, text, integer) IS
'The rankings of ecom.top_products that products are or were in which have changed, from was to now (ecom.changed_products(); NULL: none), and not sold the same in; each once, in no order. period: NULL for all periods together; category: NULL for all products together. No rows if the products do not fit hash memory (work_mem * hash_mem_multiplier).';

CREATE FUNCTION ecom.top_products_final_of_known(state internal) RETURNS ecom.product_ranking[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_final_of_known';
COMMENT ON FUNCTION ecom.top_products_final_of_known(internal) IS 'Final function of ecom.top_products where rankings are known: those that may be different.';
CREATE FUNCTION ecom.top_products_add(state internal, products bytea, top integer, top_of_category integer, no_category text, periods_together integer,
	was bytea, now bytea, rankings ecom.product_ranking[]) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'ecom_top_products_add_to_given';
COMMENT ON FUNCTION ecom.top_products_add(internal, bytea, integer, integer, text, integer, bytea, bytea, ecom.product_ranking[]) IS
'Transition function of ecom.top_products where rankings are known: looks at products with their sums.';
CREATE FUNCTION ecom.top_products_combine_known(one internal, other internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_combine_known';
COMMENT ON FUNCTION ecom.top_products_combine_known(internal, internal) IS 'Combine function of ecom.top_products where rankings are known: what the products of both come to.';
CREATE FUNCTION ecom.top_products_serialize_known(state internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_serialize_known';
COMMENT ON FUNCTION ecom.top_products_serialize_known(internal) IS 'Serialization function of ecom.top_products where rankings are known.';
CREATE FUNCTION ecom.top_products_deserialize_known(state bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_top_products_deserialize_known';
COMMENT ON FUNCTION ecom.top_products_deserialize_known(bytea, internal) IS 'Deserialization function of ecom.top_products where rankings are known.';
CREATE AGGREGATE ecom.top_products(products bytea, top integer, top_of_category integer, no_category text, periods_together integer,
	was bytea, now bytea, rankings ecom.product_ranking[])
(
	SFUNC = ecom.top_products_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.top_products_final_of_known,
	FINALFUNC_MODIFY = READ_WRITE,
	COMBINEFUNC = ecom.top_products_combine_known,
	SERIALFUNC = ecom.top_products_serialize_known,
	DESERIALFUNC = ecom.top_products_deserialize_known,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.top_products(bytea, integer, integer, text, integer, bytea, bytea, ecom.product_ranking[]) IS
'As ecom.top_products of all products with their sums, but only those of its rankings that may be different since some products have changed; with NULL for the products of one that nothing is left of. was and now are the same in each row: the changed products (ecom.changed_products()) as they were and as they are, each once, NULL for none; so are rankings: those of ecom.reached_rankings() as ecom.top_products gave them before, with NULL for the products where it gave none; others are not told. NULL of no products, and if the changed ones do not fit hash memory (work_mem * hash_mem_multiplier); in a parallel plan also if the products that a process has to look at twice, since who was at the top is not any more, do not.';

CREATE TYPE ecom.category_sum AS
(
	category text COLLATE "C",
	period integer,
	lines bigint,
	units bigint,
	amount numeric
);
COMMENT ON TYPE ecom.category_sum IS 'What ecom.category_sums() says of a category in a period';
COMMENT ON COLUMN ecom.category_sum.category IS 'The category of the products';
COMMENT ON COLUMN ecom.category_sum.period IS 'The period, as ecom.product_sums() was given it';
COMMENT ON COLUMN ecom.category_sum.lines IS 'Number of their lines in it';
COMMENT ON COLUMN ecom.category_sum.units IS 'Sum of the units of these';
COMMENT ON COLUMN ecom.category_sum.amount IS 'Sum of their amounts';

CREATE FUNCTION ecom.category_sums_add(state internal, products bytea, no_category text) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'ecom_category_sums_add';
COMMENT ON FUNCTION ecom.category_sums_add(internal, bytea, text) IS 'Transition function of ecom.category_sums: adds products with their sums.';
CREATE FUNCTION ecom.category_sums_add(state internal, products bytea, were bytea, no_category text) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_sums_add_changes';
COMMENT ON FUNCTION ecom.category_sums_add(internal, bytea, bytea, text) IS 'Transition function of ecom.category_sums: adds what products have sold more, or less, than before.';
CREATE FUNCTION ecom.category_sums_final(state internal) RETURNS ecom.category_sum[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_category_sums_final';
COMMENT ON FUNCTION ecom.category_sums_final(internal) IS 'Final function of ecom.category_sums: the sums as an array.';
CREATE AGGREGATE ecom.category_sums(products bytea, no_category text)
(
	SFUNC = ecom.category_sums_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.category_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.category_sums(bytea, text) IS
'What ecom.product_sums() has added up by product, added up by category and period; an element for each category and period with lines, in no order, NULL of nothing. A product is of the category that most of its lines give, of equally frequent ones the first in byte order; if none does, of no_category. A sum for each is in memory.';
CREATE AGGREGATE ecom.category_sums(products bytea, were bytea, no_category text)
(
	SFUNC = ecom.category_sums_add,
	STYPE = internal,
	SSPACE = 1048576,
	FINALFUNC = ecom.category_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ecom.category_sums(bytea, bytea, text) IS
'As ecom.category_sums of products, less what it gives of the same parts as they were: by how much sums have changed; without those that have not. Either may be NULL: a part without products. An amount that is NaN or infinite cannot be taken away: the sum is NaN then.';

/* Where products are distributed by their codes: see 96-scale-out.sql. */
CREATE FUNCTION ecom.ranking_parts(products bytea, no_category text, periods_together integer, buckets integer, OUT bucket integer, OUT of_categories boolean, OUT period integer, OUT products_of_it bytea)
	RETURNS SETOF record LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 100 AS 'MODULE_PATHNAME', 'ecom_ranking_parts';
COMMENT ON FUNCTION ecom.ranking_parts(bytea, text, integer, integer) IS
'What ecom.product_sums() has added up of products, put together by what they are ranked in: a row for each of so many buckets of categories (of_categories; the products of a category are in one of them), one for all products, and one for each period, as ecom.top_products puts them together, with what the products sold in it. bucket: 0 to buckets - 1, by a hash of category or period. products_of_it: as the argument has them. No row of no products.';
REVOKE EXECUTE ON FUNCTION ecom.ranking_parts(bytea, text, integer, integer) FROM PUBLIC;
