/* Data tests: queries that must return no row */

CREATE TABLE ecom.data_tests
(
	test text COLLATE "C" PRIMARY KEY,
	model text COLLATE "C" NOT NULL,
	severity text COLLATE "C" NOT NULL DEFAULT 'error' CONSTRAINT severity_is_known CHECK (severity IN ('error', 'warn')),
	description text NOT NULL,
	query text NOT NULL,
	is_built_in boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE ecom.data_tests IS
'What must hold of the models: queries that must return no row, run by ecom.check(). Add your own with INSERT, and change the severity of any with UPDATE; one row per test';
COMMENT ON COLUMN ecom.data_tests.test IS 'Name of the test';
COMMENT ON COLUMN ecom.data_tests.model IS 'The model that it is on, with its schema';
COMMENT ON COLUMN ecom.data_tests.severity IS 'error: refresh(check => true) commits only if it passes; or warn';
COMMENT ON COLUMN ecom.data_tests.description IS 'What must hold';
COMMENT ON COLUMN ecom.data_tests.query IS 'A SELECT that returns the rows that break it, names qualified; it is run with the rights of who calls ecom.check()';
COMMENT ON COLUMN ecom.data_tests.is_built_in IS 'Came with the extension';
SELECT pg_catalog.pg_extension_config_dump('ecom.data_tests', '');

CREATE FUNCTION ecom.keep_built_in_tests() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM ecom.data_tests d WHERE d.test = NEW.test AND d.is_built_in) THEN
		/* it is there since installation: what a restored dump brings is its severity */
		UPDATE ecom.data_tests SET severity = NEW.severity WHERE test = NEW.test;
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION ecom.keep_built_in_tests() IS 'Trigger of ecom.data_tests: turns the INSERT of a test that came with the extension into an UPDATE of its severity';
REVOKE EXECUTE ON FUNCTION ecom.keep_built_in_tests() FROM PUBLIC;

CREATE TABLE ecom.known_categories
(
	category text COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE ecom.known_categories IS
'Categories that somebody has seen: the data test new_categories warns of others, unless the table is empty. ecom.accept_categories() fills it; one row per category';
COMMENT ON COLUMN ecom.known_categories.category IS 'Category as in refinement.dim_product';
SELECT pg_catalog.pg_extension_config_dump('ecom.known_categories', '');

CREATE FUNCTION ecom.accept_categories() RETURNS bigint LANGUAGE sql VOLATILE
BEGIN ATOMIC
	WITH added AS
	(
		INSERT INTO ecom.known_categories (category)
		SELECT DISTINCT p.category FROM refinement.dim_product p
		ON CONFLICT DO NOTHING
		RETURNING category
	)
	SELECT pg_catalog.count(*) FROM added;
END;
COMMENT ON FUNCTION ecom.accept_categories() IS
'Puts the categories of refinement.dim_product into ecom.known_categories, so that only others are new from now on. Returns how many were added';
REVOKE EXECUTE ON FUNCTION ecom.accept_categories() FROM PUBLIC;

/* The grain of each model that has one: unique, and not NULL. */
INSERT INTO ecom.data_tests (test, model, description, query, is_built_in)
SELECT
	'grain of ' || k.model, k.model,
	pg_catalog.format('One row per %s, none of them NULL', k.columns),
	pg_catalog.format('SELECT %1$s, pg_catalog.count(*) AS rows FROM %2$s GROUP BY %1$s HAVING pg_catalog.count(*) > 1 OR %3$s', k.columns, k.model, k.nulls),
	true
FROM
(
	SELECT pg_catalog.format('%I.%I', m.schema, m.model) AS model,
		pg_catalog.string_agg(a.attname, ', ' ORDER BY c.n) AS columns,
		pg_catalog.string_agg(a.attname || ' IS NULL', ' OR ' ORDER BY c.n) AS nulls
	FROM ecom.models m
	JOIN pg_catalog.pg_index i ON i.indrelid = m.model_oid AND i.indisunique
	CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY c (attnum, n)
	JOIN pg_catalog.pg_attribute a ON a.attrelid = m.model_oid AND a.attnum = c.attnum
	GROUP BY m.schema, m.model, i.indexrelid
) k;

/* Each key of the fact has its row in its dimension. */
INSERT INTO ecom.data_tests (test, model, description, query, is_built_in)
SELECT
	'fct_orders.' || k.key, 'refinement.fct_orders',
	pg_catalog.format('Each %s is in %s', k.key, k.dimension),
	pg_catalog.format('SELECT f.%1$s, pg_catalog.count(*) AS rows FROM refinement.fct_orders f LEFT JOIN refinement.%2$s d ON d.%3$s = f.%1$s '
		'WHERE d.%3$s IS NULL GROUP BY f.%1$s', k.key, k.dimension, k.dimension_key),
	true
FROM (VALUES ('user_key', 'dim_user', 'user_key'), ('date_key', 'dim_date', 'date_key'), ('state_key', 'dim_state', 'state_fips'),
	('product_key', 'dim_product', 'product_key')) AS k (key, dimension, dimension_key);

/* Each mart that adds up adds up to the fact, to the cent. */
INSERT INTO ecom.data_tests (test, model, description, query, is_built_in)
SELECT
	k.mart || ' reconciles', 'mart.' || k.mart, 'Orders and revenue sum to those of refinement.fct_orders, to the cent',
	pg_catalog.format('SELECT m.orders, f.orders AS orders_of_fact, m.revenue, f.revenue AS revenue_of_fact '
		'FROM (SELECT coalesce(pg_catalog.sum(total_revenue), 0) AS revenue, %2$s AS orders FROM mart.%1$s) m, '
		'(SELECT coalesce(pg_catalog.sum(order_value), 0) AS revenue, pg_catalog.count(*) AS orders FROM refinement.fct_orders) f '
		'WHERE m.revenue <> f.revenue OR m.orders <> f.orders', k.mart, k.orders),
	true
FROM
(
	VALUES
	('mart_sales_by_state_m_y', 'coalesce(pg_catalog.sum(orders_count), 0)'),
	('mart_sales_by_category_m_y', 'coalesce(pg_catalog.sum(orders_count), 0)'),
	('mart_customer_segment_metrics', 'coalesce(pg_catalog.sum(orders_count), 0)'),
	('mart_revenue_by_income_state', 'coalesce(pg_catalog.sum(orders_count), 0)'),
	('mart_revenue_vs_income_state_year', 'coalesce(pg_catalog.sum(total_orders), 0)'),
	('mart_cohort_retention', 'NULL::pg_catalog.numeric')
) AS k (mart, orders);

INSERT INTO ecom.data_tests (test, model, severity, description, query, is_built_in) VALUES
('raw lines are accounted for', 'staging.stg_amazon_purchases', 'error',
	'Raw purchase lines = staged + rejected; so it is after a refresh, until lines are loaded',
	'SELECT c.* FROM (SELECT (SELECT pg_catalog.count(*) FROM raw.amazon_purchases) AS raw, (SELECT pg_catalog.count(*) FROM staging.stg_amazon_purchases) AS staged, '
	'(SELECT pg_catalog.count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected) c WHERE c.raw <> c.staged + c.rejected', true),
('fct_orders has all staged lines', 'refinement.fct_orders', 'error',
	'As many rows, units and dollars as staging.stg_amazon_purchases',
	'SELECT s.rows, s.units, s.revenue, f.rows AS rows_of_fact, f.units AS units_of_fact, f.revenue AS revenue_of_fact '
	'FROM (SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(quantity) AS units, pg_catalog.sum(unit_price * quantity) AS revenue FROM staging.stg_amazon_purchases) s, '
	'(SELECT pg_catalog.count(*) AS rows, pg_catalog.sum(quantity) AS units, pg_catalog.sum(order_value) AS revenue FROM refinement.fct_orders) f '
	'WHERE (s.rows, s.units, s.revenue) IS DISTINCT FROM (f.rows, f.units, f.revenue)', true),
('fct_orders has real values', 'refinement.fct_orders', 'error',
	'Quantity and price are positive, and their product is the order value',
	'SELECT f.* FROM refinement.fct_orders f WHERE f.quantity > 0 AND f.unit_price > 0 AND f.order_value = f.unit_price * f.quantity IS NOT TRUE', true),
('retention is a share', 'mart.mart_cohort_retention', 'error',
	'From 0 to 100 percent, and 100 in the month of acquisition',
	'SELECT r.* FROM mart.mart_cohort_retention r WHERE r.retention_pct < 0 OR r.retention_pct > 100 OR r.active_users > r.cohort_size OR (r.months_after = 0 AND r.retention_pct <> 100)', true),
('dim_date has no gap', 'refinement.dim_date', 'error',
	'Every day from the first order to the last',
	'SELECT pg_catalog.min(d.date_key) AS first, pg_catalog.max(d.date_key) AS last, pg_catalog.count(*) AS days FROM refinement.dim_date d '
	'HAVING pg_catalog.max(d.date_key) - pg_catalog.min(d.date_key) + 1 <> pg_catalog.count(*)', true),
('rejected lines', 'staging.stg_amazon_purchases_rejected', 'warn',
	'No larger share of the raw lines than the setting max_rejected_share',
	'SELECT r.reason, pg_catalog.count(*) AS lines FROM staging.stg_amazon_purchases_rejected r GROUP BY r.reason HAVING (SELECT pg_catalog.count(*) FROM staging.stg_amazon_purchases_rejected) '
	'> (SELECT s.value::pg_catalog.numeric FROM ecom.settings s WHERE s.name = ''max_rejected_share'') * (SELECT pg_catalog.count(*) FROM raw.amazon_purchases)', true),
('unknown states', 'staging.stg_amazon_purchases', 'warn',
	'The state of a raw line is one that ecom.clean_state() knows, or missing',
	'SELECT p.shipping_address_state, pg_catalog.count(*) AS lines FROM raw.amazon_purchases p '
	'WHERE ecom.clean_text(p.shipping_address_state) IS NOT NULL AND ecom.clean_state(p.shipping_address_state) IS NULL GROUP BY p.shipping_address_state', true),
('new categories', 'refinement.dim_product', 'warn',
	'Every category is in ecom.known_categories, unless that is empty',
	'SELECT p.category, pg_catalog.count(*) AS products FROM refinement.dim_product p WHERE EXISTS (SELECT FROM ecom.known_categories) '
	'AND p.category NOT IN (SELECT k.category FROM ecom.known_categories k) GROUP BY p.category', true),
('refresh is on time', 'mart.mart_sales_by_state_m_y', 'warn',
	'The last refresh is not older than the setting max_refresh_age; the first one is still to be checked',
	'SELECT m.last_done_at FROM ecom.refresh_monitor m WHERE m.is_overdue AND m.last_done_at IS NOT NULL', true);

/* A survey answer that no label of its enum spells becomes NULL: somebody should know. */
INSERT INTO ecom.data_tests (test, model, severity, description, query, is_built_in)
SELECT
	'unknown answers on ' || k.field, 'staging.stg_survey', 'warn',
	pg_catalog.format('Each answer in raw.survey.%s is missing or a label of ecom.%s', k.field, k.type),
	pg_catalog.format('SELECT s.%1$s, pg_catalog.count(*) AS respondents FROM raw.survey s WHERE ecom.clean_text(s.%1$s) IS NOT NULL '
		'AND ecom.clean_answer(s.%1$s, NULL::ecom.%2$s) IS NULL GROUP BY s.%1$s', k.field, k.type),
	true
FROM
(
	VALUES
	('q_demos_age', 'age_group'), ('q_demos_education', 'education'), ('q_demos_income', 'income_bracket'), ('q_demos_gender', 'gender'),
	('q_sexual_orientation', 'sexual_orientation'), ('q_amazon_use_howmany', 'people'), ('q_amazon_use_hh_size', 'people'),
	('q_amazon_use_how_oft', 'purchase_frequency')
) AS k (field, type);

CREATE TRIGGER keep_built_in_tests BEFORE INSERT ON ecom.data_tests
	FOR EACH ROW EXECUTE FUNCTION ecom.keep_built_in_tests();
COMMENT ON TRIGGER keep_built_in_tests ON ecom.data_tests IS 'Lets a restored dump set the severity of tests that came with the extension';

/* STABLE, so that within a refresh the tests see the one snapshot that the models were made from. */
CREATE FUNCTION ecom.check(OUT test text, OUT model text, OUT failures bigint, OUT detail text, OUT severity text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT d.* FROM ecom.data_tests d ORDER BY d.severity, d.model, d.test LOOP
		test := t.test;
		model := t.model;
		severity := t.severity;
		BEGIN
			EXECUTE format('SELECT count(*), ''for example '' || min(to_jsonb(f)::text) FROM (%s) f', t.query) INTO failures, detail;
		EXCEPTION WHEN OTHERS THEN
			failures := 1;
			detail := format('the query failed: %s (%s)', SQLERRM, SQLSTATE);
		END;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.check() IS
'Runs the data tests of ecom.data_tests; a row a test: test, model, failures (rows that break it; 0: it passes), detail (one of them, or why the query failed), severity. To see all rows: ecom.failing_rows(test)';
REVOKE EXECUTE ON FUNCTION ecom.check() FROM PUBLIC;

CREATE FUNCTION ecom.failed_checks(OUT test text, OUT failures bigint) RETURNS SETOF record LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT c.test, c.failures FROM ecom.check() c WHERE c.severity = 'error' AND c.failures > 0 ORDER BY c.test;
END;
COMMENT ON FUNCTION ecom.failed_checks() IS 'The data tests of severity error that do not pass, and how many rows break each';
REVOKE EXECUTE ON FUNCTION ecom.failed_checks() FROM PUBLIC;

CREATE FUNCTION ecom.failing_rows(test text) RETURNS SETOF jsonb
	LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	test_query text := (SELECT d.query FROM ecom.data_tests d WHERE d.test = failing_rows.test);
BEGIN
	IF test_query IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no data test "%s"', test),
			HINT = 'SELECT test FROM ecom.data_tests shows their names.';
	END IF;
	RETURN QUERY EXECUTE format('SELECT to_jsonb(f) FROM (%s) f', test_query);
END
$$;
COMMENT ON FUNCTION ecom.failing_rows(text) IS 'The rows that break a data test of ecom.data_tests, as jsonb; none if it passes';
REVOKE EXECUTE ON FUNCTION ecom.failing_rows(text) FROM PUBLIC;
