-- Data tests: ecom.check(), ecom.failing_rows(), and refresh("check" => true).
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'

-- all pass on an empty database
SELECT count(*) AS tests, count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check();
-- on a small one, warnings only
\i :seed
SELECT count(*) AS models FROM ecom.refresh();
SELECT severity, count(*) AS tests, count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check() GROUP BY severity ORDER BY severity;
SELECT test, severity, failures, detail FROM ecom.check() WHERE failures > 0;
SELECT * FROM ecom.failing_rows('rejected lines') ORDER BY 1;
SELECT test, model, severity, description FROM ecom.data_tests WHERE test !~ '^grain|^unknown answers' ORDER BY test;
SELECT test, description FROM ecom.data_tests WHERE test ~ '^unknown answers' ORDER BY test;
SELECT query FROM ecom.data_tests WHERE test = 'grain of refinement.dim_date';

--
-- Each built-in test can fail, and alone: for a moment a model is a table of the same rows, of which some are broken.
--
UPDATE ecom.settings SET value = '1' WHERE name = 'max_rejected_share';
UPDATE raw.survey SET q_demos_income = 'Less than $25,000' WHERE q_demos_income = 'Less than $25000';
UPDATE raw.amazon_purchases SET shipping_address_state = NULL WHERE shipping_address_state = 'Ontario';
SELECT count(*) AS models FROM ecom.refresh("check" => true);
SELECT * FROM ecom.check() WHERE failures > 0;

CREATE TABLE cases (test text, model regclass, breakage text);
INSERT INTO cases
SELECT test, model::regclass, format('INSERT INTO %s DEFAULT VALUES', model)	-- all NULL
FROM ecom.data_tests WHERE test ~ '^grain' AND test !~ 'dim_date|stg_survey|mart_top_products';
INSERT INTO cases
SELECT test, NULL, format('UPDATE raw.survey SET %I = ''banana'' WHERE survey_responseid = ''R_ann''', substr(test, 20))
FROM ecom.data_tests WHERE test ~ '^unknown answers';
INSERT INTO cases VALUES
('grain of refinement.dim_date', 'refinement.dim_date', $$UPDATE refinement.dim_date SET date_key = NULL WHERE date_key = '2021-01-07'$$),
('grain of staging.stg_survey', 'staging.stg_survey', $$INSERT INTO staging.stg_survey SELECT * FROM staging.stg_survey WHERE survey_responseid = 'R_ann'$$),
('grain of mart.mart_top_products', 'mart.mart_top_products', $$INSERT INTO mart.mart_top_products SELECT * FROM mart.mart_top_products WHERE period = 'all' AND rank_by_units = 1$$),
('grain of mart.mart_top_products_by_category', 'mart.mart_top_products_by_category', $$INSERT INTO mart.mart_top_products_by_category (period) VALUES ('all')$$),
('raw lines are accounted for', NULL, $$INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B000000009', 'TEA', 'R_ann')$$),
('raw lines are accounted for', 'staging.stg_amazon_purchases_rejected', $$DELETE FROM staging.stg_amazon_purchases_rejected WHERE reason = 'duplicate'$$),
('survey answers are accounted for', NULL, $$INSERT INTO raw.survey (survey_responseid) VALUES ('R_new')$$),
('survey answers are accounted for', 'staging.stg_survey', $$UPDATE staging.stg_survey SET survey_responseid = 'R_nobody' WHERE survey_responseid = 'R_ann'$$),
('survey answers are accounted for', 'staging.stg_survey_rejected', $$INSERT INTO staging.stg_survey_rejected (reason) VALUES ('respondent missing')$$),
-- as many as there should be, but of two respondents one has been turned away
('survey answers are accounted for', NULL, $$UPDATE raw.survey SET survey_responseid = 'R_ann' WHERE survey_responseid = 'R_bob'$$),
-- lines without a product code are in no top list
('fct_orders has all staged lines', 'refinement.fct_orders', $$UPDATE refinement.fct_orders SET quantity = 1, unit_price = order_value WHERE product_key = 'UNKNOWN' AND user_key = 'R_bob'$$),
('ref_orders_enriched has all staged lines', 'refinement.ref_orders_enriched', $$UPDATE refinement.ref_orders_enriched SET quantity = quantity + 1 WHERE survey_responseid = 'R_dan'$$),
('ref_orders_enriched has all staged lines', 'refinement.ref_orders_enriched', $$UPDATE refinement.ref_orders_enriched SET order_value = order_value + 0.01 WHERE survey_responseid = 'R_dan'$$),
('fct_orders.user_key', 'refinement.dim_user', $$DELETE FROM refinement.dim_user WHERE user_key = 'R_ann'$$),
('fct_orders.date_key', 'refinement.dim_date', $$DELETE FROM refinement.dim_date WHERE date_key = (SELECT max(date_key) FROM refinement.dim_date)$$),
('fct_orders.state_key', 'refinement.dim_state', $$DELETE FROM refinement.dim_state WHERE state_postal = 'CA'$$),
('fct_orders.product_key', 'refinement.dim_product', $$DELETE FROM refinement.dim_product WHERE product_key = 'UNKNOWN'$$),
-- sums as they were: quantity and price of one line negative, those of the other make up for it
('fct_orders has real values', 'refinement.fct_orders', $$UPDATE refinement.fct_orders SET (quantity, unit_price) = (SELECT q, order_value / q FROM (VALUES ('R_bob', -4), ('R_cleo', 10)) AS v (u, q) WHERE u = user_key) WHERE product_key = 'UNKNOWN'$$),
('fct_orders has real values', 'refinement.fct_orders', $$UPDATE refinement.fct_orders SET unit_price = NULL WHERE user_key = 'R_dan'$$),
('fct_orders has real values', 'refinement.fct_orders', $$UPDATE refinement.fct_orders SET unit_price = unit_price + 1 WHERE user_key = 'R_dan'$$),
('dim_date has no gap', 'refinement.dim_date', $$DELETE FROM refinement.dim_date WHERE date_key = '2021-01-07'$$),
('mart_sales_by_state_m_y reconciles', 'mart.mart_sales_by_state_m_y', $$UPDATE mart.mart_sales_by_state_m_y SET total_revenue = total_revenue + 0.01 WHERE month = '2022-12-01' AND state_key = '06'$$),
('mart_sales_by_category_m_y reconciles', 'mart.mart_sales_by_category_m_y', $$UPDATE mart.mart_sales_by_category_m_y SET orders_count = orders_count + 1 WHERE month = '2022-12-01' AND category = 'ABIS_BOOK'$$),
('mart_customer_segment_metrics reconciles', 'mart.mart_customer_segment_metrics', $$UPDATE mart.mart_customer_segment_metrics SET orders_count = orders_count - 1 WHERE year = 2021$$),
('mart_revenue_by_income_state reconciles', 'mart.mart_revenue_by_income_state', $$UPDATE mart.mart_revenue_by_income_state SET total_revenue = total_revenue - 0.01 WHERE state_key = '06'$$),
('mart_revenue_vs_income_state_year reconciles', 'mart.mart_revenue_vs_income_state_year', $$UPDATE mart.mart_revenue_vs_income_state_year SET total_orders = total_orders + 1 WHERE state_fips = '06' AND year = 2021$$),
('mart_cohort_retention reconciles', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET total_revenue = total_revenue + 0.01 WHERE months_after = 0$$),
('mart_cohort_retention reconciles', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET cohort_size = cohort_size + 1 WHERE months_after = 0$$),
('retention is a share', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET retention_pct = 101 WHERE months_after = 1$$),
('retention is a share', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET active_users = cohort_size + 1 WHERE months_after = 1$$),
('retention is a share', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET retention_pct = 99.9 WHERE months_after = 0$$),
('top products are the top', 'mart.mart_top_products', $$UPDATE mart.mart_top_products SET rank_by_revenue = 3 - rank_by_revenue WHERE period = '2021' AND rank_by_revenue <= 2$$),
('top products are the top', 'mart.mart_top_products', $$UPDATE mart.mart_top_products SET rank_by_units = rank_by_units + 1$$),
('top products are the top', 'mart.mart_top_products', $$UPDATE mart.mart_top_products SET total_revenue = total_revenue + 0.01 WHERE period = 'all' AND rank_by_revenue = 1$$),
('top products are the top', 'mart.mart_top_products', $$DELETE FROM mart.mart_top_products WHERE period = '2022' AND rank_by_revenue = 2$$),
('top products are the top', 'mart.mart_top_products', $$DELETE FROM mart.mart_top_products WHERE period = '2022'$$),
('top products are the top', 'mart.mart_top_products', $$UPDATE mart.mart_top_products SET period = '1999' WHERE period = '2022'$$),
('mart_customer_value reconciles', 'mart.mart_customer_value', $$UPDATE mart.mart_customer_value SET total_revenue = total_revenue + 0.01 WHERE user_key = 'R_ann'$$),
('lifetime value adds up', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET cumulative_revenue = cumulative_revenue + 0.01 WHERE cohort_month = '2021-06-01' AND months_after = 3$$),
('lifetime value adds up', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET lifetime_value = lifetime_value + 0.01 WHERE cohort_month = '2021-06-01' AND months_after = 3$$),
('customers are those of the fact', 'mart.mart_customer_value', $$UPDATE mart.mart_customer_value SET baskets = baskets + 1 WHERE user_key = 'R_dan'$$),
('customers are those of the fact', 'mart.mart_customer_value', $$DELETE FROM mart.mart_customer_value WHERE user_key = 'R_dan'; UPDATE mart.mart_customer_value SET orders_count = orders_count + 1, total_revenue = total_revenue + 30 WHERE user_key = 'R_ann'$$),
('customers are those of the fact', 'mart.mart_customer_value', $$UPDATE mart.mart_customer_value SET recency_score = 6 - recency_score$$),
('forecasts are of these customers', 'mart.mart_customer_fit', $$UPDATE mart.mart_customer_fit SET customers = customers + 1 WHERE purpose = 'forecast'$$),
('forecasts are of these customers', 'mart.mart_customer_fit', $$UPDATE mart.mart_customer_fit SET actual_baskets = actual_baskets + 1 WHERE purpose = 'backtest'$$),
('forecasts are of these customers', 'mart.mart_customer_fit', $$DELETE FROM mart.mart_customer_fit WHERE purpose = 'backtest'$$),
('pairs are in these baskets', 'mart.mart_category_affinity', $$INSERT INTO mart.mart_category_affinity (category, other_category, baskets, all_baskets) VALUES ('OFFICE', 'TEA', 5, 5)$$),
('price index is that of matched products', 'mart.mart_price_index', $$UPDATE mart.mart_price_index SET price_index = price_index + 0.02 WHERE category = 'TEA' AND month = '2021-03-01'$$),
('price index is that of matched products', 'mart.mart_price_index', $$DELETE FROM mart.mart_price_index WHERE category = 'TEA' AND month = '2021-03-01'$$),
('price index is that of matched products', 'mart.mart_price_index', $$UPDATE mart.mart_price_index SET category_rank = category_rank + 1$$),
('growth adds up', 'mart.mart_category_growth', $$UPDATE mart.mart_category_growth SET price_effect = price_effect + 0.01, quantity_effect = quantity_effect - 0.01 WHERE category = 'TEA'$$),
('growth adds up', 'mart.mart_category_growth', $$UPDATE mart.mart_category_growth SET products_effect = products_effect + 0.01 WHERE category = 'TEA'$$),
('growth adds up', 'mart.mart_category_growth', $$DELETE FROM mart.mart_category_growth WHERE category = 'TEA'$$),
('mart_months reconciles', 'mart.mart_months', $$UPDATE mart.mart_months SET orders_count = orders_count + 1 WHERE month = '2021-03-01'$$),
('all states are known', NULL, $$DELETE FROM raw.state_codes WHERE postal_code = 'WY'$$),
('all states are known', NULL, $$UPDATE raw.state_codes SET state_fips = '99' WHERE postal_code = 'WY'$$),
('fact and wide view agree', 'refinement.ref_orders_enriched', $$UPDATE refinement.ref_orders_enriched SET category = 'TEA' WHERE product_code IS NULL AND survey_responseid = 'R_bob'$$),
('fact and wide view agree', 'refinement.ref_orders_enriched', $$UPDATE refinement.ref_orders_enriched SET order_date = order_date + 1 WHERE survey_responseid = 'R_dan'$$),
('home stands in for no other place', 'refinement.ref_orders_enriched', $$UPDATE refinement.ref_orders_enriched SET state_given = NOT state_given WHERE survey_responseid = 'R_ann'$$),
('months are covered', 'refinement.dim_date', $$UPDATE refinement.dim_date SET is_complete_year = false WHERE date_key = '2021-01-07'$$),
('months are covered', 'refinement.dim_date', $$UPDATE refinement.dim_date SET is_covered = false WHERE date_key = '2021-01-07'$$),
('refinement.fct_orders_monthly has all units', 'refinement.fct_orders_monthly', $$UPDATE refinement.fct_orders_monthly SET total_units = total_units + 1 WHERE user_key = 'R_dan'$$),
('refinement.fct_months counts users', 'refinement.fct_months', $$UPDATE refinement.fct_months SET baskets = 2 WHERE month = '2021-01-01'$$),
('mart.mart_months counts users', 'mart.mart_months', $$UPDATE mart.mart_months SET active_users = 3 WHERE month = '2021-01-01'$$),
('mart.mart_months counts users', 'mart.mart_months', $$UPDATE mart.mart_months SET active_users = 1 WHERE month = '2021-04-01'$$),
('mart.mart_sales_by_state_m_y counts users', 'mart.mart_sales_by_state_m_y', $$UPDATE mart.mart_sales_by_state_m_y SET baskets = baskets + 1 WHERE month = '2021-01-01' AND state_key = '06'$$),
('mart.mart_sales_by_state_m_y counts users', 'mart.mart_sales_by_state_m_y', $$UPDATE mart.mart_sales_by_state_m_y SET active_users = 2 WHERE month = '2021-01-01' AND state_key = '06'$$),
('mart.mart_customer_segment_metrics counts users', 'mart.mart_customer_segment_metrics', $$UPDATE mart.mart_customer_segment_metrics SET segment_users = 0 WHERE year = 2021 AND age_group = '65 and older'$$),
('mart.mart_revenue_by_income_state counts users', 'mart.mart_revenue_by_income_state', $$UPDATE mart.mart_revenue_by_income_state SET active_users = 2 WHERE state_key = '06'$$),
('mart.mart_revenue_vs_income_state_year counts users', 'mart.mart_revenue_vs_income_state_year', $$UPDATE mart.mart_revenue_vs_income_state_year SET active_users = 2 WHERE state_fips = '06'$$),
('residents are the users', 'mart.mart_revenue_vs_income_state_year', $$UPDATE mart.mart_revenue_vs_income_state_year SET resident_revenue = total_revenue WHERE state_fips = '06' AND year = 2021$$),
-- as many as there are, in the wrong state
('residents are the users', 'mart.mart_revenue_vs_income_state_year', $$UPDATE mart.mart_revenue_vs_income_state_year SET resident_users = CASE state_fips WHEN '06' THEN 0 ELSE 2 END WHERE state_fips IN ('06', '48') AND year = 2021$$),
('retention is that of the fact', 'mart.mart_cohort_retention', $$UPDATE mart.mart_cohort_retention SET active_users = 1 - active_users WHERE months_after = 1 AND cohort_month = '2021-06-01'$$),
('retention is that of the fact', 'mart.mart_cohort_retention', $$DELETE FROM mart.mart_cohort_retention WHERE months_after = 1 AND cohort_month = '2021-06-01'$$),
('top products of categories are the top', 'mart.mart_top_products_by_category', $$UPDATE mart.mart_top_products_by_category SET rank_by_units = 2 WHERE category = 'TEA' AND period = '2021'$$),
('top products of categories are the top', 'mart.mart_top_products_by_category', $$DELETE FROM mart.mart_top_products_by_category WHERE category = 'TEA' AND period = 'all'$$),
('top products of categories are the top', 'mart.mart_top_products_by_category', $$UPDATE mart.mart_top_products_by_category SET total_revenue = total_revenue - 0.01 WHERE category = 'TEA' AND period = 'all'$$),
('months of top products are those of the fact', 'mart.mart_top_product_months', $$UPDATE mart.mart_top_product_months SET total_units = total_units + 1 WHERE month = '2021-01-01'$$),
('months of top products are those of the fact', 'mart.mart_top_product_months', $$DELETE FROM mart.mart_top_product_months WHERE product_key = (SELECT max(product_key) FROM mart.mart_top_product_months)$$),
-- a view that says something else: growth where there is none, none where there is, another one
('growth is over the year before', NULL, $$ALTER VIEW bi.years RENAME TO kept; CREATE TABLE bi.years AS TABLE bi.kept; UPDATE bi.years SET growth_pct = 0 WHERE year = 2021$$),
('growth is over the year before', NULL, $$ALTER VIEW bi.state_years RENAME TO kept; CREATE TABLE bi.state_years AS TABLE bi.kept; UPDATE bi.state_years SET growth_pct = NULL$$),
('growth is over the year before', NULL, $$ALTER VIEW bi.category_years RENAME TO kept; CREATE TABLE bi.category_years AS TABLE bi.kept; UPDATE bi.category_years SET growth_pct = 0 WHERE category = 'TEA' AND growth_pct < 0$$),
('growth is over the year before', NULL, $$ALTER VIEW bi.months RENAME TO kept; CREATE TABLE bi.months AS TABLE bi.kept; UPDATE bi.months SET growth_pct = growth_pct + 0.1$$),
('growth is over the year before', NULL, $$ALTER VIEW bi.state_months RENAME TO kept; CREATE TABLE bi.state_months AS TABLE bi.kept; UPDATE bi.state_months SET growth_pct = 0 WHERE growth_pct IS NOT NULL$$),
('growth is over the year before', NULL, $$ALTER VIEW bi.category_months RENAME TO kept; CREATE TABLE bi.category_months AS TABLE bi.kept; UPDATE bi.category_months SET growth_pct = NULL$$),
('rejected lines', NULL, $$UPDATE ecom.settings SET value = '0' WHERE name = 'max_rejected_share'$$),
('order of day and month', 'staging.stg_amazon_purchases_rejected', $$UPDATE staging.stg_amazon_purchases_rejected SET order_date = '25/04/2021' WHERE order_date = '2021-02-30'$$),
('order of day and month', 'staging.stg_amazon_purchases_rejected',
	$$UPDATE staging.stg_amazon_purchases_rejected SET order_date = '04/25/2021' WHERE order_date = '2021-02-30'; UPDATE ecom.settings SET value = 'DMY' WHERE name = 'date_order'$$),
('order values', NULL, $$UPDATE ecom.settings SET value = '2597.99' WHERE name = 'max_order_value'$$),
('unknown states', NULL, $$UPDATE raw.amazon_purchases SET shipping_address_state = 'Atlantis' WHERE survey_responseid = 'R_dan'$$),
('new categories', NULL, $$INSERT INTO ecom.known_categories VALUES ('TEA')$$),
('columns of tables', NULL, $$ALTER TABLE raw.amazon_purchases ADD COLUMN mine date$$),
('columns of tables', NULL, $$ALTER TABLE raw.fields RENAME question TO asked$$),
('columns of tables', NULL, $$ALTER TABLE ecom.census_log ALTER bytes TYPE numeric$$),
('columns of tables', NULL, $$ALTER TABLE raw.rejected_lines DROP COLUMN detail$$),
-- as if the rows had been emptied or not been restored
('loaded rows are there', NULL, $$INSERT INTO raw.loads (target, file, sha256, bytes, lines_read, rows_loaded, rows_rejected, loaded_by, forced, target_table)
	VALUES ('raw.fields', 'f', 'x', 1, 1, 1, 0, 'me', false, 'raw.fields'); DELETE FROM raw.fields$$),
('refresh is on time', NULL, $$UPDATE ecom.refresh_log SET finished_at = now() - interval '27 hours'$$);
INSERT INTO cases
SELECT test, model::regclass, format('UPDATE %s SET total_units = total_units - 1 WHERE orders_count = (SELECT min(orders_count) FROM %1$s WHERE orders_count > 0)', model)
FROM ecom.data_tests WHERE test ~ '^mart.* has all units$';
INSERT INTO cases
SELECT test, model::regclass, format('UPDATE %s SET is_complete%s = NOT is_complete%s', model, flag, flag)
FROM ecom.data_tests, (VALUES (''), ('_year')) AS f (flag)
WHERE test ~ '^coverage of' AND (model = 'mart.mart_cohort_retention') = (flag = '');
INSERT INTO cases
SELECT test, model::regclass, format('UPDATE %s SET is_covered = NOT is_covered', model)
FROM ecom.data_tests WHERE test ~ '^coverage of' AND model !~ 'cohort|year|segment';
CREATE FUNCTION fails(model regclass, breakage text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
	name text := model;
	result text;
BEGIN
	IF model IS NOT NULL THEN
		EXECUTE format('ALTER MATERIALIZED VIEW %s RENAME TO kept', name);
		EXECUTE format('CREATE TABLE %s AS TABLE %s', name, model);
	END IF;
	EXECUTE breakage;
	SELECT string_agg(test, ', ' ORDER BY test) INTO result FROM ecom.check() WHERE failures > 0;
	RAISE EXCEPTION SQLSTATE 'UNDO0';
EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
	RETURN result;
END
$body$;
CREATE TABLE outcomes AS SELECT test, fails(model, breakage) AS failed, breakage FROM cases;
SELECT test, failed = test AS alone, count(*) AS cases FROM outcomes GROUP BY test, alone ORDER BY test, alone;
SELECT test, failed, breakage FROM outcomes WHERE failed IS DISTINCT FROM test ORDER BY test, failed;
SELECT test AS without_case FROM ecom.data_tests WHERE is_built_in AND test NOT IN (SELECT test FROM cases);
-- none of that is left
SELECT * FROM ecom.check() WHERE failures > 0;
DROP FUNCTION fails;
DROP TABLE cases, outcomes;

-- thresholds are settings
SELECT failures FROM ecom.check() WHERE test = 'rejected lines';
UPDATE ecom.settings SET value = '0' WHERE name = 'max_rejected_share';
SELECT failures > 0 AS fails FROM ecom.check() WHERE test = 'rejected lines';
UPDATE ecom.refresh_log SET finished_at = now() - interval '27 hours';
SELECT failures FROM ecom.check() WHERE test = 'refresh is on time';

-- a refresh that is overdue is not stopped for that, also where that is an error
UPDATE ecom.data_tests SET severity = 'error' WHERE test = 'refresh is on time';
SELECT test, failures, severity FROM ecom.check() WHERE severity = 'error' AND failures > 0;
SELECT count(*) AS models FROM ecom.refresh("check" => true);
SELECT failures FROM ecom.check() WHERE test = 'refresh is on time';

-- categories never seen before
SELECT ecom.accept_categories() > 0 AS accepted;
SELECT failures FROM ecom.check() WHERE test = 'new categories';
INSERT INTO raw.amazon_purchases VALUES ('2022-06-01', '100', '1', 'CA', 'Tea pot', 'B00000NEW1', 'BRAND_NEW', 'R_ann');
SELECT count(*) AS models FROM ecom.refresh();
SELECT failures, detail FROM ecom.check() WHERE test = 'new categories';
SELECT ecom.accept_categories() AS accepted;
SELECT failures FROM ecom.check() WHERE test = 'new categories';

--
-- One's own tests
--
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
	('no tea pots', 'refinement.dim_product', 'We sell no tea pots', $$SELECT p.product_key, p.title FROM refinement.dim_product p WHERE p.title = 'Tea pot'$$)
RETURNING severity, is_built_in, of_contents, writer::regrole = current_user::regrole AS is_mine;
SELECT test, model, failures, detail, severity FROM ecom.check() WHERE failures > 0 AND severity = 'error';
SELECT * FROM ecom.failing_rows('no tea pots') ORDER BY 1;
SELECT * FROM ecom.failing_rows('no such test');
SELECT * FROM ecom.failing_rows(NULL);

-- as people write them: semicolons, comments, VALUES, TABLE, WITH, ORDER BY, LIMIT, no columns, the same column twice
INSERT INTO ecom.data_tests (test, model, description, query) VALUES
	('w1', 'x', 'x', 'SELECT 1;'), ('w2', 'x', 'x', E'SELECT 1 ; ;\n'), ('w3', 'x', 'x', 'SELECT 1 -- one'), ('w4', 'x', 'x', E'-- one\nSELECT 1; -- and that is it'),
	('w5', 'x', 'x', 'SELECT 1 /* ; */'), ('w6', 'x', 'x', 'VALUES (1), (1)'), ('w7', 'x', 'x', 'TABLE ecom.known_categories ORDER BY category LIMIT 1'),
	('w8', 'x', 'x', 'WITH a AS (SELECT 1 AS one) SELECT * FROM a UNION ALL SELECT 2 ORDER BY 1 DESC'), ('w9', 'x', 'x', 'SELECT'),
	('wa', 'x', 'x', 'SELECT 1 AS a, 2 AS a'), ('wb', 'x', 'x', '(SELECT 1)'), ('wc', 'x', 'x', $$SELECT ');' AS a, $q$) f; --$q$ AS b$$);
SELECT test, failures, detail FROM ecom.check() WHERE model = 'x' ORDER BY test;

-- what is no query, or more than one, or cannot be planned is refused when it is written
\set VERBOSITY terse
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', '');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', ' ; -- nothing');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1; SELECT 2');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1) f; DROP TABLE raw.survey; SELECT * FROM (SELECT 1');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1) f');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1 /* open');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT ''open');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'DELETE FROM raw.survey RETURNING *');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'WITH d AS (DELETE FROM raw.survey RETURNING *) SELECT * FROM d');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1 AS one INTO raw.more');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'EXPLAIN ANALYZE SELECT 1');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'COPY raw.survey TO STDOUT');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'DO $$BEGIN END$$');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT $1');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT * FROM known_categories');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', NULL, NULL);
\set VERBOSITY default
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT * FROM mart.nowhere');
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('bad', 'x', 'x', 'SELECT 1 FORM mart.mart_top_products');
UPDATE ecom.data_tests SET query = 'SELECT 1; SELECT 2' WHERE test = 'w1';
\set VERBOSITY terse
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('bad', 'x', 'fatal', 'x', 'SELECT 1');
\set VERBOSITY default

-- a test that is broken later is a failed test, and the others run; a long reason, and a long row, are cut
DELETE FROM ecom.data_tests WHERE model = 'x';
CREATE TABLE passing AS SELECT 1 AS one WHERE false;
CREATE FUNCTION complain(message text) RETURNS integer LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '%', message; END$$;
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
	('broken', 'x', 'error', 'It passes', 'SELECT * FROM public.passing'), ('passing', 'x', 'error', 'It passes', 'SELECT WHERE false'),
	('long', 'x', 'error', 'There are long ones', 'SELECT repeat(''x'', 100000) AS long UNION ALL SELECT ''y'''),
	('complaint', 'x', 'error', 'There are none', 'SELECT public.complain(repeat(''ä'', 100000)) FROM ecom.settings');
SELECT test, failures, detail FROM ecom.check() WHERE test = 'broken';
DROP TABLE passing;
SELECT test, failures, length(detail), left(detail, 60) AS detail, right(detail, 20) AS end FROM ecom.check() WHERE model = 'x' ORDER BY test;
SELECT * FROM ecom.failing_rows('broken');

-- refresh("check" => true) commits only if no test of severity error fails, and says what fails
UPDATE ecom.data_tests SET severity = 'off' WHERE test IN ('long', 'complaint');
SELECT rows AS facts_before FROM ecom.status WHERE model = 'fct_orders';
INSERT INTO raw.amazon_purchases VALUES ('2022-06-02', '100', '1', 'CA', 'Tea pot', 'B00000NEW1', 'BRAND_NEW', 'R_ann');
SELECT * FROM ecom.refresh("check" => true);
UPDATE ecom.data_tests SET query = 'SELECT p.product_key FROM refinement.dim_product p WHERE p.title ~ ''tea|Tea''' WHERE test = 'no tea pots';
UPDATE ecom.data_tests SET severity = 'warn' WHERE test = 'broken';
SELECT * FROM ecom.refresh("check" => true);
SELECT count(*) AS facts_after FROM refinement.fct_orders;
SELECT outcome, sqlstate, message FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
UPDATE ecom.data_tests SET severity = 'warn' WHERE test = 'no tea pots';
SELECT count(*) AS models FROM ecom.refresh("check" => true);
SELECT count(*) AS facts_after FROM refinement.fct_orders;

-- a test that is off is left out, but can be asked for
SELECT count(*) FROM ecom.check() WHERE test IN ('long', 'complaint');
SELECT count(*) FROM ecom.failing_rows('long');

-- more rows than fit into memory at once
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('many', 'x', 'off', 'Many', 'SELECT * FROM generate_series(1, 200000)');
SELECT count(*), max((f ->> 'generate_series')::integer) FROM ecom.failing_rows('many') f;

--
-- What is fixed, and what a dump brings
--

-- of a built-in test the severity alone
\set VERBOSITY terse
UPDATE ecom.data_tests SET query = 'SELECT WHERE false' WHERE test = 'dim_date has no gap';
UPDATE ecom.data_tests SET writer = 'pg_monitor' WHERE test = 'dim_date has no gap';
UPDATE ecom.data_tests SET is_built_in = false WHERE test = 'dim_date has no gap';
UPDATE ecom.data_tests SET test = 'mine' WHERE test = 'dim_date has no gap';
UPDATE ecom.data_tests SET is_built_in = true WHERE test = 'no tea pots';
INSERT INTO ecom.data_tests (test, model, description, query, is_built_in) VALUES ('mine', 'x', 'x', 'SELECT 1', true);
TRUNCATE ecom.data_tests;
\set VERBOSITY default
DELETE FROM ecom.data_tests WHERE test = 'dim_date has no gap';
UPDATE ecom.data_tests SET severity = 'off' WHERE test = 'dim_date has no gap';

-- INSERT ... ON CONFLICT does what it says
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('dim_date has no gap', 'x', 'warn', 'x', 'SELECT 1');
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
	('dim_date has no gap', 'x', 'warn', 'x', 'SELECT 1'), ('no tea pots', 'x', 'error', 'x', 'SELECT 1') ON CONFLICT DO NOTHING;
SELECT test, model, severity, description FROM ecom.data_tests WHERE test IN ('dim_date has no gap', 'no tea pots') ORDER BY test;
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
	('dim_date has no gap', 'x', 'warn', 'x', 'SELECT 1'), ('no tea pots', 'x', 'error', 'x', 'SELECT 1')
ON CONFLICT (test) DO UPDATE SET severity = EXCLUDED.severity;
SELECT test, model, severity, description FROM ecom.data_tests WHERE test IN ('dim_date has no gap', 'no tea pots') ORDER BY test;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('dim_date has no gap', 'x', 'x', 'SELECT 1') ON CONFLICT (test) DO UPDATE SET query = EXCLUDED.query;

-- a dump has one's own tests whole, and the severities that were written
SELECT c.oid::regclass AS registered, c.condition FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS c (oid, condition)
WHERE e.extname = 'ecom_analytics' AND c.oid::regclass::text ~ 'data_tests|severities' ORDER BY c.oid::regclass::text;
TABLE ecom.changed_severities ORDER BY test;
DROP EXTENSION ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
COPY ecom.data_tests (test, model, severity, description, query, is_built_in, of_contents, writer) FROM stdin;
no tea pots	mart.nowhere	error	We sell none	SELECT * FROM mart.nowhere	f	f	-
no real query	x	warn	There is none	SELECT 1; SELECT 2	f	t	-
\.
COPY ecom.changed_severities (test, severity) FROM stdin;
dim_date has no gap	warn
no longer there	warn
refresh is on time	warn
\.
\set VERBOSITY terse
COPY ecom.changed_severities (test, severity) FROM stdin;
retention is a share	fatal
\.
\set VERBOSITY default
INSERT INTO ecom.changed_severities VALUES ('retention is a share', 'off') ON CONFLICT DO NOTHING;
SELECT test, severity, is_built_in, of_contents, writer FROM ecom.data_tests WHERE test IN ('no tea pots', 'no real query') OR test IN (SELECT c.test FROM ecom.changed_severities c) ORDER BY test;
TABLE ecom.changed_severities ORDER BY test;

-- not for everybody
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT * FROM ecom.check();
SELECT * FROM ecom.failing_rows('dim_date has no gap');
SELECT * FROM ecom.data_tests;
RESET ROLE;
DROP ROLE regress_ecom_nobody;
DROP FUNCTION complain;
