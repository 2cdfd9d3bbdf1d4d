/* Categories that somebody has seen */

CREATE TABLE ecom.known_categories
(
	category text COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE ecom.known_categories IS
'Categories that somebody has seen: the data test new categories warns of others, unless the table is empty. ecom.accept_categories() fills it; one row per category';
COMMENT ON COLUMN ecom.known_categories.category IS 'Category as in refinement.dim_product';
SELECT pg_catalog.pg_extension_config_dump('ecom.known_categories', '');

/* Names the model as it runs, since it may have been created again (see ecom.distribute()). */
CREATE FUNCTION ecom.accept_categories() RETURNS bigint LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
	WITH added AS
	(
		INSERT INTO ecom.known_categories (category)
		SELECT DISTINCT p.category FROM refinement.dim_product p
		ON CONFLICT DO NOTHING
		RETURNING category
	)
	SELECT count(*) FROM added;
$$;
COMMENT ON FUNCTION ecom.accept_categories() IS
'Puts the categories of refinement.dim_product into ecom.known_categories, so that only others are new from now on. Returns how many were added';
REVOKE EXECUTE ON FUNCTION ecom.accept_categories() FROM PUBLIC;
