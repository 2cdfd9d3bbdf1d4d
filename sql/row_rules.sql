-- ecom.row_rules: a refresh makes only those rows anew that a change reaches, and they are those of a rebuild.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed
-- the models that are not what their own queries give, row for row
CREATE FUNCTION wrong_models() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	model record;
	differs boolean;
BEGIN
	FOR model IN SELECT format('%I.%I', m.schema, m.model) AS name, rtrim(pg_get_viewdef(m.model_oid), ';') AS query FROM ecom.models m ORDER BY 1 LOOP
		EXECUTE format('SELECT EXISTS ((SELECT afresh::text FROM (%s) afresh EXCEPT ALL SELECT held::text FROM %s held) UNION ALL (SELECT held::text FROM %s held EXCEPT ALL SELECT afresh::text FROM (%s) afresh))',
			model.query, model.name, model.name, model.query) INTO differs;
		IF differs THEN
			RETURN NEXT model.name;
		END IF;
	END LOOP;
END
$$;
SELECT count(*) AS models FROM ecom.refresh();

-- Every model that reads something has a rule for something, or is made anew as a whole: these, all of them small.
SELECT m.schema, m.model FROM ecom.models m
WHERE NOT EXISTS (SELECT FROM ecom.row_rules r WHERE r.model = format('%I.%I', m.schema, m.model))
ORDER BY m.schema, m.model;
-- what a rule names is there: each is taken once more by the function that declares it
SELECT count(*) > 30 AS rules, count(*) FILTER (WHERE NOT r.is_built_in) AS others FROM ecom.row_rules r;
SELECT DISTINCT kind FROM ecom.row_rules ORDER BY kind;

-- One line more, of a known product: rows are added, or its groups replaced; what has nothing to do with it is left alone.
INSERT INTO raw.amazon_purchases VALUES ('2022-12-31', '20.00', '2', 'NY', 'Headphones', 'B000000005', 'HEADPHONES', 'R_dan');
SELECT model, action, rows, rows_added, rows_removed FROM ecom.refresh() WHERE model IN
('stg_amazon_purchases', 'stg_amazon_purchases_rejected', 'fct_orders', 'ref_orders_enriched', 'fct_orders_monthly', 'dim_product', 'mart_sales_by_state_m_y', 'mart_cohort_retention', 'dim_state')
ORDER BY model;
SELECT * FROM wrong_models();
SELECT orders_count, total_units, total_revenue FROM mart.mart_sales_by_state_m_y WHERE month = '2022-12-01' AND state_key = '36';

-- The same line again, and one that no purchase is: both rejected; nothing else is touched.
INSERT INTO raw.amazon_purchases VALUES ('12/31/2022', '$20.00', '2.0', 'New York', 'other title', 'B000000005', 'HEADPHONES', 'R_dan'), ('2022-12-31', 'free', '2', 'NY', 'Headphones', 'B000000005', 'HEADPHONES', 'R_dan');
SELECT model, action, rows, rows_added, rows_removed FROM ecom.refresh() WHERE action <> 'skipped' ORDER BY model;
SELECT order_date, reason FROM staging.stg_amazon_purchases_rejected WHERE survey_responseid = 'R_dan' ORDER BY reason;
SELECT * FROM wrong_models();

-- An equal line that comes to lie before the old one, where there was room: it is the first by its place, as for a rebuild.
DELETE FROM raw.amazon_purchases WHERE order_date = '2017-12-31';
SELECT count(*) AS models FROM ecom.refresh();
VACUUM raw.amazon_purchases;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-31', '20.00', '2', 'NY', 'Head phones', 'B000000005', 'EARPHONES', 'R_dan');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model LIKE 'stg_amazon%' ORDER BY model;
SELECT product_code, title, category FROM staging.stg_amazon_purchases WHERE survey_responseid = 'R_dan' ORDER BY order_value;
SELECT * FROM wrong_models();

-- One more line for what most lines say leaves a product as it is; one that says nothing does too; one of a new product is added, of its own lines alone; and
-- one that says something else is counted: a tie, which the first in byte order wins.
INSERT INTO raw.amazon_purchases
SELECT '2022-12-30', l.price, '1', 'NY', l.title, p.product_key, l.category, 'R_dan'
FROM refinement.dim_product p, LATERAL (VALUES ('21.00', p.title, p.category), ('22.00', '', '')) l (price, title, category) WHERE p.product_key = 'B000000001';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('dim_product', 'product_sums', 'fct_orders') ORDER BY model;
SELECT * FROM wrong_models();
INSERT INTO raw.amazon_purchases VALUES
	('2022-12-29', '21.00', '1', 'NY', 'Old', 'B0NEW00001', 'NEW', 'R_dan'), ('2022-12-29', '22.00', '1', 'NY', 'New', 'B0NEW00001', 'NEW', 'R_dan'), ('2022-12-29', '23.00', '1', 'NY', 'New', 'B0NEW00001', 'OLD', 'R_dan');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('dim_product', 'product_sums', 'fct_orders') ORDER BY model;
SELECT category, title FROM refinement.dim_product WHERE product_key = 'B0NEW00001';
INSERT INTO raw.amazon_purchases VALUES ('2022-12-28', '21.00', '1', 'NY', 'A', 'B0NEW00001', 'NEW', 'R_dan'), ('2022-12-28', '22.00', '1', 'NY', 'A', 'B0NEW00001', 'OLD', 'R_dan');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('dim_product', 'product_sums', 'fct_orders') ORDER BY model;
SELECT category, title FROM refinement.dim_product WHERE product_key = 'B0NEW00001';
SELECT * FROM wrong_models();
DELETE FROM raw.amazon_purchases WHERE order_date IN ('2022-12-28', '2022-12-29', '2022-12-30');
SELECT count(*) AS models FROM ecom.refresh();
SELECT * FROM wrong_models();

-- A product whose category changes with the majority: both categories in all of its months.
INSERT INTO raw.amazon_purchases SELECT '2022-11-0' || n, '9.99', '1', 'CA', 'Green tea', 'B000000001', 'BEVERAGE', 'R_ann' FROM generate_series(1, 4) n;
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('dim_product', 'mart_sales_by_category_m_y') ORDER BY model;
SELECT category, title FROM refinement.dim_product WHERE product_key = 'B000000001';
SELECT month, category FROM mart.mart_sales_by_category_m_y WHERE category IN ('TEA', 'BEVERAGE') ORDER BY month;
SELECT * FROM wrong_models();

-- Products at the top: 25 of a new category, for 1 to 25 USD. By revenue 25 to 16 are at its top, by pieces (one each) the first ten by code.
CREATE VIEW regress_ranked AS
SELECT r.period, string_agg(substr(p.product_key, 9) || ' ' || p.rank_by_revenue || ' ' || p.rank_by_units, ', ' ORDER BY p.rank_by_revenue) AS products
FROM refinement.product_rankings r CROSS JOIN LATERAL unnest(r.products) p WHERE r.category = 'RANKED' GROUP BY r.period;
INSERT INTO raw.amazon_purchases SELECT '2022-10-01', n || '.00', '1', 'CA', 'Ranked ' || n, 'B0RANK00' || to_char(n, 'FM00'), 'RANKED', 'R_ann' FROM generate_series(1, 25) n;
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT products FROM regress_ranked WHERE period = 'all';
SELECT * FROM wrong_models();
-- 13 comes up beside 20, with the same revenue: it is first by its code; the order by pieces has it first, which 10 leaves
INSERT INTO raw.amazon_purchases VALUES ('2022-10-02', '7.00', '1', 'CA', 'Ranked 13', 'B0RANK0013', 'RANKED', 'R_ann');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT products FROM regress_ranked WHERE period = 'all';
SELECT * FROM wrong_models();
-- 25 is of another category now, so there is room for another one: 16, whom nothing has changed
INSERT INTO raw.amazon_purchases SELECT '2022-10-0' || n, '1.00', '1', 'CA', 'Ranked 25', 'B0RANK0025', 'ELSEWHERE', 'R_ann' FROM generate_series(1, 2) n;
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT products FROM regress_ranked WHERE period = 'all';
SELECT * FROM wrong_models();
-- another year, of two products; then a line of one that is taken back
INSERT INTO raw.amazon_purchases VALUES ('2020-05-05', '7.00', '1', 'CA', 'Ranked 1', 'B0RANK0001', 'RANKED', 'R_ann'), ('2020-05-06', '7.00', '1', 'CA', 'Ranked 2', 'B0RANK0002', 'RANKED', 'R_ann');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
DELETE FROM raw.amazon_purchases WHERE order_date = '2020-05-05';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT period, products FROM regress_ranked ORDER BY period;
SELECT * FROM wrong_models();
-- the year is gone, and the category
DELETE FROM raw.amazon_purchases WHERE order_date = '2020-05-06';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT period FROM regress_ranked ORDER BY period;
SELECT * FROM wrong_models();
DELETE FROM raw.amazon_purchases WHERE category IN ('RANKED', 'ELSEWHERE');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'product_rankings';
SELECT period FROM regress_ranked ORDER BY period;
SELECT * FROM wrong_models();
DROP VIEW regress_ranked;

-- Their mart: a product comes into a ranking and one leaves it, one sells more, titles change in the same refresh, of one that sells and of one that does not; one that
-- changes category, with its title; a ranking that is gone, and a year.
CREATE FUNCTION ranked(change text) RETURNS TABLE (period text, category text, product text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE change;
	CREATE TEMPORARY TABLE done AS SELECT r.action, r.rows_added, r.rows_removed FROM ecom.refresh() r WHERE r.model = 'mart_top_products_by_category';
	RETURN QUERY SELECT d.action, d.rows_added::text, d.rows_removed::text FROM done d;
	DROP TABLE done;
	RETURN QUERY SELECT m.period, m.category, string_agg(format('%s %s: %s, %s', m.rank_by_revenue, m.title, m.total_quantity, m.total_revenue), '; ' ORDER BY m.rank_by_revenue)
		FROM mart.mart_top_products_by_category m WHERE m.product_key LIKE 'B0RANK%' GROUP BY m.period, m.category ORDER BY m.period, m.category;
	RETURN QUERY SELECT 'is wrong: ' || w, NULL, NULL FROM wrong_models() w;
END
$$;
CREATE FUNCTION sells(product integer, price integer, category text DEFAULT 'RANKED', title text DEFAULT NULL, pieces integer DEFAULT 1, day text DEFAULT '2022-10-01') RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO raw.amazon_purchases VALUES (%L, ''%s.00'', %L, ''CA'', %L, ''B0RANK00%s'', %L, ''R_ann'')', day, price, pieces, coalesce(title, 'Ranked ' || product), to_char(product, 'FM00'), category)
$$;
SELECT * FROM ranked((SELECT string_agg(sells(n, 2 * n, pieces => n), ';') FROM generate_series(1, 11) n));
SELECT * FROM ranked(sells(12, 15));
SELECT * FROM ranked(sells(3, 5));
SELECT * FROM ranked(sells(4, 1, title => 'Another 4') || ';' || sells(4, 1, title => 'Another 4', day => '2022-10-02') || ';' || sells(5, 1));
SELECT * FROM ranked($$UPDATE raw.amazon_purchases SET title = 'Another 9' WHERE asin_isbn_product_code = 'B0RANK0009';$$ || sells(5, 1, day => '2022-10-03'));
SELECT * FROM ranked($$UPDATE raw.amazon_purchases SET title = 'Another 10' WHERE asin_isbn_product_code = 'B0RANK0010'$$);
SELECT * FROM ranked(sells(8, 1, 'ELSEWHERE', 'Another 8') || ';' || sells(8, 1, 'ELSEWHERE', 'Another 8', day => '2022-10-02') || ';' || sells(7, 1, day => '2021-05-05'));
SELECT * FROM ranked($$DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0RANK0008' OR order_date = '2021-05-05'$$);
SELECT * FROM ranked($$DELETE FROM raw.amazon_purchases WHERE category = 'RANKED'$$);
DROP FUNCTION ranked, sells;

-- A line that is deleted: staging is compared, and what follows sees what differs.
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-11-01';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders', 'fct_orders_monthly', 'dim_user') ORDER BY model;
SELECT * FROM wrong_models();

-- An answer that is corrected: the lines of that respondent. Bob moves to Ohio; he always said where to ship to.
UPDATE raw.survey SET q_demos_state = 'Ohio' WHERE survey_responseid = 'R_bob';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('stg_survey', 'fct_orders', 'ref_orders_enriched', 'dim_user', 'product_rankings') ORDER BY model;
SELECT DISTINCT home_state_postal FROM refinement.ref_orders_enriched WHERE survey_responseid = 'R_bob';
SELECT * FROM wrong_models();

-- Census figures of one year: the lines of that year.
UPDATE raw.state_demographics SET payload = jsonb_set(payload, '{1,1}', '"12345"') WHERE survey_year = 2022;
SELECT model, action FROM ecom.refresh() WHERE model IN ('dim_state_demographics', 'fct_orders', 'mart_sales_by_state_m_y') ORDER BY model;
SELECT * FROM wrong_models();

-- On another day nothing is different, but where lines wait for it. Such a line is in the seed: of 2999.
UPDATE ecom.model_state SET inputs = jsonb_set(inputs, '{the day}', '"2020-01-01"') WHERE inputs ? 'the day';
SELECT model, action, reason FROM ecom.refresh() WHERE model LIKE 'stg_amazon%' ORDER BY model;
DELETE FROM raw.amazon_purchases WHERE order_date = '2999-01-01';
SELECT count(*) AS models FROM ecom.refresh();
UPDATE ecom.model_state SET inputs = jsonb_set(inputs, '{the day}', '"2020-01-01"') WHERE inputs ? 'the day';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model LIKE 'stg_amazon%' ORDER BY model;
-- nor if the day goes back, as with another time zone
UPDATE ecom.model_state SET inputs = jsonb_set(inputs, '{the day}', '"9999-01-01"') WHERE inputs ? 'the day';
SELECT model, action, reason FROM ecom.refresh() WHERE model LIKE 'stg_amazon%' ORDER BY model;

-- What cannot be known is made anew: rows that were moved, a REFRESH by hand, a setting, rows of the transaction itself, force.
VACUUM FULL raw.amazon_purchases;
SELECT model, action FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-30', '3.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
REFRESH MATERIALIZED VIEW refinement.fct_orders;
SELECT model, action FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
INSERT INTO raw.amazon_purchases VALUES ('2022-12-29', '3.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
SELECT model, action FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
BEGIN;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-28', '3.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
SELECT model, action FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
COMMIT;
SELECT * FROM wrong_models();
INSERT INTO raw.amazon_purchases VALUES ('2022-12-27', '3.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
SELECT model, action FROM ecom.refresh(force => true) WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
SELECT * FROM wrong_models();

-- Who loads at the same time: rows of a subtransaction that was rolled back are none.
BEGIN;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-26', '3.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
SAVEPOINT mistake;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-25', '4.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
ROLLBACK TO mistake;
INSERT INTO raw.amazon_purchases VALUES ('2022-12-24', '5.00', '1', 'NY', 'Pens', 'B000000006', 'OFFICE', 'R_dan');
COMMIT;
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'fct_orders') ORDER BY model;
SELECT * FROM wrong_models();

-- A model of one's own, and what it says of itself.
CREATE MATERIALIZED VIEW mart.regress_days AS
SELECT f.date_key, count(*) AS orders, sum(f.order_value) AS revenue FROM refinement.fct_orders f GROUP BY f.date_key;
CREATE UNIQUE INDEX ON mart.regress_days (date_key);
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint, sum(revenue)');
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'groups', keys => '{date_key}', reads => '{date_key,order_value}');
SELECT action FROM ecom.refresh() WHERE model = 'regress_days';
INSERT INTO raw.amazon_purchases VALUES ('2022-12-24', '6.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan'), ('2022-12-23', '6.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM mart.regress_days WHERE date_key >= '2022-12-23' ORDER BY date_key LIMIT 2;
-- sums that can become less follow lines that go, too: a day without any is gone
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint, sum(revenue)',
	less => 'date_key, -orders, -revenue', lasts => 'sum(orders) > 0');
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-12-23' OR purchase_price_per_unit = '6.00';
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM mart.regress_days WHERE date_key BETWEEN '2022-12-23' AND '2022-12-24';
SELECT * FROM wrong_models();
-- a query of one's own gives the rows that come out different: those of new lines, and of lines that are gone, until none is left
DELETE FROM ecom.row_rules WHERE model = 'mart.regress_days';
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'rows', keys => '{date_key}', rows => $$
	SELECT d.date_key, nullif(count(f.date_key), 0), sum(f.order_value)
	FROM (SELECT date_key FROM added UNION SELECT date_key FROM removed) d LEFT JOIN refinement.fct_orders f USING (date_key) GROUP BY d.date_key $$);
INSERT INTO raw.amazon_purchases VALUES ('2022-12-22', '6.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan'), ('2022-12-24', '6.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM mart.regress_days WHERE date_key BETWEEN '2022-12-22' AND '2022-12-24' ORDER BY date_key;
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-12-22' OR purchase_price_per_unit = '6.00';
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM mart.regress_days WHERE date_key BETWEEN '2022-12-22' AND '2022-12-24';
SELECT * FROM wrong_models();
-- where it cannot tell, all of the model is made anew
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'rows', keys => '{date_key}', rows => 'SELECT NULL::date, 1::bigint, 1.0');
INSERT INTO raw.amazon_purchases VALUES ('2022-12-22', '6.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM wrong_models();
-- and it is taken at its word: the day is gone
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'rows', keys => '{date_key}', rows => 'SELECT a.date_key, NULL::bigint, NULL::numeric FROM added a');
INSERT INTO raw.amazon_purchases VALUES ('2022-12-22', '7.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM wrong_models();
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-12-22';
SELECT count(*) > 30 AS models FROM ecom.refresh();
SELECT * FROM wrong_models();
-- sums of a column that says how many digits it has
CREATE MATERIALIZED VIEW mart.regress_amounts AS SELECT f.date_key, count(*) AS orders, sum(f.order_value)::numeric(12,2) AS revenue FROM refinement.fct_orders f GROUP BY f.date_key;
CREATE UNIQUE INDEX ON mart.regress_amounts (date_key);
SELECT ecom.row_rule('mart.regress_amounts', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint, sum(revenue)',
	less => 'date_key, -orders, -revenue', lasts => 'sum(orders) > 0');
-- sums to which a query of the rule's own gives what is to be added and taken away
CREATE MATERIALIZED VIEW mart.regress_orders AS SELECT f.date_key, count(*) AS orders, sum(f.order_value) AS revenue FROM refinement.fct_orders f GROUP BY f.date_key;
CREATE UNIQUE INDEX ON mart.regress_orders (date_key);
SELECT ecom.row_rule('mart.regress_orders', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint, sum(revenue)', lasts => 'sum(orders) > 0',
	rows => 'SELECT c.date_key, sum(c.sign)::bigint, sum(c.sign * c.order_value) FROM (SELECT 1 AS sign, a.date_key, a.order_value FROM added a UNION ALL SELECT -1, r.date_key, r.order_value FROM removed r) c GROUP BY c.date_key');
-- and a model that is emptied by one change before another makes it anew: who reads it is told
CREATE MATERIALIZED VIEW mart.regress_pens AS
SELECT f.date_key, count(*) AS orders FROM refinement.fct_orders f WHERE f.product_key = 'B0ALLGONE1' AND EXISTS (SELECT FROM refinement.dim_user u WHERE u.user_key = 'R_dan') GROUP BY f.date_key;
CREATE UNIQUE INDEX ON mart.regress_pens (date_key);
CREATE MATERIALIZED VIEW mart.regress_pens_read AS SELECT count(*) AS days FROM mart.regress_pens;
SELECT ecom.row_rule('mart.regress_pens', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint', less => 'date_key, -orders', lasts => 'sum(orders) > 0');
SELECT ecom.row_rule('mart.regress_pens', 'refinement.dim_user', 'groups');
INSERT INTO raw.amazon_purchases VALUES ('2022-12-20', '6.00', '1', 'NY', 'Pens', 'B0ALLGONE1', 'OFFICE', 'R_dan');
SELECT model, action FROM ecom.refresh() WHERE model LIKE 'regress_pens%' OR model IN ('regress_amounts', 'regress_orders') ORDER BY model;
DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0ALLGONE1';
UPDATE raw.survey SET q_demos_state = CASE q_demos_state WHEN 'Ohio' THEN 'Utah' ELSE 'Ohio' END WHERE survey_responseid = 'R_dan';
SELECT model, action, rows, rows_added, rows_removed FROM ecom.refresh() WHERE model LIKE 'regress_pens%' OR model IN ('regress_amounts', 'regress_orders') ORDER BY model;
SELECT days FROM mart.regress_pens_read;
SELECT * FROM wrong_models();
DROP MATERIALIZED VIEW mart.regress_pens_read, mart.regress_pens, mart.regress_amounts, mart.regress_orders;
-- a rule is for the query that it was declared for
DROP MATERIALIZED VIEW mart.regress_days;
CREATE MATERIALIZED VIEW mart.regress_days AS
SELECT f.date_key, count(*) AS orders, max(f.order_value) AS revenue FROM refinement.fct_orders f GROUP BY f.date_key;
CREATE UNIQUE INDEX ON mart.regress_days (date_key);
SELECT action FROM ecom.refresh() WHERE model = 'regress_days';
INSERT INTO raw.amazon_purchases VALUES ('2022-12-24', '7.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, rows_added, rows_removed FROM ecom.refresh() WHERE model = 'regress_days';
SELECT * FROM wrong_models();
-- what does not hold leaves wrong rows in this model only, until it is made anew
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'sums', keys => '{date_key}', sums => 'date_key, sum(orders)::bigint, sum(revenue)');
INSERT INTO raw.amazon_purchases VALUES ('2022-12-24', '8.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT count(*) AS models FROM ecom.refresh();
SELECT * FROM wrong_models();
SELECT count(*) AS models FROM ecom.refresh('{mart.regress_days}', force => true);
SELECT * FROM wrong_models();
-- and one that fails keeps its rows
CREATE FUNCTION mart.regress_fail(date) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE EXCEPTION 'no day'; END $$;
SELECT ecom.row_rule('mart.regress_days', 'refinement.fct_orders', 'groups', keys => '{date_key}', source_keys => '{mart.regress_fail(date_key)}');
DELETE FROM ecom.row_rules WHERE model = 'mart.regress_days' AND kind = 'sums';
INSERT INTO raw.amazon_purchases VALUES ('2022-12-24', '9.00', '1', 'NY', 'Pens', 'B000000007', 'OFFICE', 'R_dan');
SELECT action, reason FROM ecom.refresh() WHERE model = 'regress_days';
DROP MATERIALIZED VIEW mart.regress_days;
DROP FUNCTION mart.regress_fail;

-- Keys of a type with an "=" of its own, beside one that is on the path: codes are equal whatever the case of their letters, those of the models are small
CREATE TYPE mart.code AS (text text);
CREATE FUNCTION mart.compare(a mart.code, b mart.code) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN lower(($1).text) COLLATE "C" < lower(($2).text) THEN -1 ELSE (lower(($1).text) COLLATE "C" > lower(($2).text))::integer END $$;
CREATE FUNCTION mart.is_less(a mart.code, b mart.code) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mart.compare($1, $2) < 0';
CREATE FUNCTION mart.is_equal(a mart.code, b mart.code) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mart.compare($1, $2) = 0';
CREATE OPERATOR mart.< (LEFTARG = mart.code, RIGHTARG = mart.code, FUNCTION = mart.is_less);
CREATE OPERATOR mart.= (LEFTARG = mart.code, RIGHTARG = mart.code, FUNCTION = mart.is_equal, MERGES);
CREATE OPERATOR CLASS mart.codes DEFAULT FOR TYPE mart.code USING btree AS OPERATOR 1 mart.<, OPERATOR 3 mart.=, FUNCTION 1 mart.compare(mart.code, mart.code);
CREATE MATERIALIZED VIEW mart.regress_code_groups AS SELECT ROW(lower(f.product_key))::mart.code AS code, count(*) AS orders FROM refinement.fct_orders f GROUP BY f.product_key;
CREATE MATERIALIZED VIEW mart.regress_code_sums AS SELECT ROW(lower(f.product_key))::mart.code AS code, count(*) AS orders FROM refinement.fct_orders f GROUP BY f.product_key;
CREATE MATERIALIZED VIEW mart.regress_code_rows AS SELECT ROW(lower(f.product_key))::mart.code AS code, count(*) AS orders FROM refinement.fct_orders f GROUP BY f.product_key;
SELECT ecom.row_rule('mart.regress_code_groups', 'refinement.fct_orders', 'groups', keys => '{code}', source_keys => '{ROW(product_key)::mart.code}');
SELECT ecom.row_rule('mart.regress_code_sums', 'refinement.fct_orders', 'sums', keys => '{code}', sums => 'ROW(lower((part.code).text))::mart.code, sum(orders)::bigint', lasts => 'sum(orders) > 0',
	rows => 'SELECT ROW(a.product_key)::mart.code, 1::bigint FROM added a UNION ALL SELECT ROW(r.product_key)::mart.code, -1::bigint FROM removed r');
SELECT ecom.row_rule('mart.regress_code_rows', 'refinement.fct_orders', 'rows', keys => '{code}', rows => $$
	SELECT ROW(CASE WHEN count(f.product_key) > 0 THEN lower(d.product_key) ELSE d.product_key END)::mart.code, nullif(count(f.product_key), 0)
	FROM (SELECT product_key FROM added UNION SELECT product_key FROM removed) d LEFT JOIN refinement.fct_orders f USING (product_key) GROUP BY d.product_key $$);
-- the source has texts, which that "=" does not know: whether a line changes anything is asked of them as codes, and all is made anew
CREATE FUNCTION mart.to_code(text) RETURNS mart.code LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::mart.code';
CREATE CAST (text AS mart.code) WITH FUNCTION mart.to_code(text);
CREATE MATERIALIZED VIEW mart.regress_code_texts AS SELECT ROW(lower(f.product_key))::mart.code AS code, max(f.quantity) AS quantity FROM refinement.fct_orders f GROUP BY f.product_key;
SELECT ecom.row_rule('mart.regress_code_texts', 'refinement.fct_orders', 'groups', keys => '{code}', source_keys => '{product_key}', reads => '{product_key,quantity}', unless => 'source.quantity < model.quantity');
-- a key that holds a NULL is one all the same; of keys that cannot be told from each other by an order, such as boxes, all is made anew
CREATE TYPE mart.pair AS (code text, other text);
CREATE MATERIALIZED VIEW mart.regress_pairs AS SELECT ROW(f.product_key, NULL)::mart.pair AS pair, count(*) AS orders FROM refinement.fct_orders f GROUP BY f.product_key;
SELECT ecom.row_rule('mart.regress_pairs', 'refinement.fct_orders', 'groups', keys => '{pair}', source_keys => '{"ROW(product_key, NULL)::mart.pair"}');
CREATE MATERIALIZED VIEW mart.regress_boxes AS SELECT box(point(0, 0), point(f.quantity, 12 / f.quantity)) AS box, count(*) AS orders FROM refinement.fct_orders f WHERE f.quantity IN (2, 3) GROUP BY f.quantity;
SELECT ecom.row_rule('mart.regress_boxes', 'refinement.fct_orders', 'rows', keys => '{box}', rows => $$
	SELECT box(point(0, 0), point(d.quantity, 12 / d.quantity)), nullif(count(f.product_key), 0)
	FROM (SELECT quantity FROM added UNION SELECT quantity FROM removed) d LEFT JOIN refinement.fct_orders f USING (quantity) WHERE d.quantity IN (2, 3) GROUP BY d.quantity $$);
SELECT count(*) FILTER (WHERE action = 'failed') AS failed FROM ecom.refresh();
INSERT INTO raw.amazon_purchases VALUES ('2022-12-19', '6.00', '2', 'NY', 'Green Tea', 'B000000001', 'TEA', 'R_dan'), ('2022-12-19', '6.00', '1', 'NY', 'Pens', 'B0CODED001', 'OFFICE', 'R_dan');
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model ~ '^regress_(code|boxes|pairs)' ORDER BY model;
SELECT * FROM wrong_models();
DELETE FROM raw.amazon_purchases WHERE order_date = '2022-12-19';
SELECT model, action, rows_added, rows_removed FROM ecom.refresh() WHERE model ~ '^regress_(code|boxes|pairs)' ORDER BY model;
SELECT * FROM wrong_models();
DROP MATERIALIZED VIEW mart.regress_code_groups, mart.regress_code_sums, mart.regress_code_rows, mart.regress_code_texts, mart.regress_pairs, mart.regress_boxes;
DROP TYPE mart.code, mart.pair CASCADE;

-- Titles: how many lines have them is kept beside, as hashes. Two of one title, one of another: the first leads; a tie, which the first in byte order wins, and goes on to where a third
-- one comes to be as frequent; one line less, and it is between two that the lines at hand do not name; one corrected; lines without a title; another category; none left.
CREATE FUNCTION titles(change text) RETURNS TABLE (model text, action text, rows_added bigint, rows_removed bigint, category text, title text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE change;
	CREATE TEMPORARY TABLE done AS SELECT r.model, r.action, r.rows_added, r.rows_removed FROM ecom.refresh() r WHERE r.model IN ('dim_product', 'product_sums');
	RETURN QUERY SELECT d.*, p.category, p.title FROM done d LEFT JOIN refinement.dim_product p ON p.product_key = 'B0TITLES01' WHERE d.model = 'dim_product';
	DROP TABLE done;
	RETURN QUERY SELECT 'is wrong: ' || w, NULL::text, NULL::bigint, NULL::bigint, NULL::text, NULL::text FROM wrong_models() w;
END
$$;
CREATE SEQUENCE prices;
CREATE FUNCTION sells(title text, pieces integer, category text DEFAULT 'TEA') RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO raw.amazon_purchases SELECT ''2022-12-29'', nextval(''prices''), 1, ''NY'', %L, ''B0TITLES01'', %L, ''R_dan'' FROM generate_series(1, %s)', title, category, pieces);
$$;
SELECT * FROM titles(sells('beta', 2) || ';' || sells('alpha', 1));
SELECT * FROM titles(sells('alpha', 1));
SELECT * FROM titles(sells('gamma', 2));
SELECT * FROM titles($$DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0TITLES01' AND title = 'alpha' AND purchase_price_per_unit = '3'$$);
SELECT * FROM titles($$UPDATE raw.amazon_purchases SET title = 'gamma' WHERE asin_isbn_product_code = 'B0TITLES01' AND title = 'beta' AND purchase_price_per_unit = '2'$$);
SELECT * FROM titles(sells('', 5));
SELECT * FROM titles(sells('Unknown', 4));
SELECT * FROM titles(sells('gamma', 2, 'ABIS_GIFT_CARD') || ';' || sells('', 10, 'ABIS_GIFT_CARD'));
SELECT * FROM titles($$DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0TITLES01' AND title = 'gamma'$$);
SELECT * FROM titles($$DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0TITLES01' AND title <> ''$$);
SELECT * FROM titles($$DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'B0TITLES01'$$);
-- a run that does not come to what is kept beside does not ask it: the products' lines are looked for
DO $$ BEGIN EXECUTE sells('delta', 3) || ';' || sells('epsilon', 2); END $$;
SELECT count(*) AS models FROM ecom.refresh();
DO $$ BEGIN EXECUTE sells('epsilon', 2); END $$;
SELECT model, action, rows_added, rows_removed FROM ecom.refresh(models => ARRAY['refinement.dim_product'::regclass]) WHERE model = 'dim_product';
SELECT title FROM refinement.dim_product WHERE product_key = 'B0TITLES01';
-- what has been refreshed by hand, when its source had more already, is no longer what models were made of: those are made anew, not brought up to date by the rest of the way
REFRESH MATERIALIZED VIEW refinement.product_sums;
SELECT * FROM titles(sells('delta', 2));
SELECT * FROM titles(sells('zeta', 6));
-- twice in a transaction, with as many rows of the same sizes: what reads a model that was written anew in both sees another one
BEGIN;
DO $$ BEGIN EXECUTE sells('eta', 1, 'TEA'); END $$;
SELECT count(*) AS models FROM ecom.refresh(force => true);
UPDATE raw.amazon_purchases SET category = 'PEN' WHERE title = 'eta';
SELECT model, action, rows FROM ecom.refresh() WHERE model IN ('stg_amazon_purchases', 'product_sums', 'fct_orders', 'ref_orders_enriched') ORDER BY model;
SELECT * FROM wrong_models();
COMMIT;
SELECT count(*) AS models FROM ecom.refresh();
SELECT * FROM wrong_models();
-- one that was created again, without contents, has none to compare with
BEGIN;
CREATE MATERIALIZED VIEW mart.own_again AS SELECT p.category, count(*) AS lines FROM staging.stg_amazon_purchases p GROUP BY p.category;
SELECT model, action FROM ecom.refresh() WHERE model = 'own_again';
DROP MATERIALIZED VIEW mart.own_again;
CREATE MATERIALIZED VIEW mart.own_again AS SELECT p.category, count(*) AS lines FROM staging.stg_amazon_purchases p GROUP BY p.category WITH NO DATA;
SELECT model, action FROM ecom.refresh() WHERE model = 'own_again';
SELECT * FROM wrong_models();
ROLLBACK;
DROP FUNCTION titles, sells;
DROP SEQUENCE prices;

\set VERBOSITY terse
-- What cannot be meant is refused: no model, a source that it does not read, columns that are not there, another form, no keys.
SELECT ecom.row_rule('raw.survey', 'raw.fields', 'line');
SELECT ecom.row_rule('mart.mart_months', 'raw.survey', 'line');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{nowhere}');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', source_keys => '{nowhere}');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', source_keys => '{}');
-- (where in the statement, servers tell in different ways)
\set VERBOSITY sqlstate
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'sums', keys => '{month}', sums => 'month');
\set VERBOSITY terse
SELECT ecom.row_rule('refinement.fct_orders_yearly', 'refinement.fct_orders_monthly', 'sums', keys => '{year}', sums => 'fct_orders_yearly.*', less => 'year', lasts => 'true');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'sums', keys => '{month}', sums => 'part.month', less => 'part.nowhere', lasts => 'true');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', less => '*', lasts => 'true');
-- and columns of other types than the model's, which a refresh would stumble over
SELECT ecom.row_rule('refinement.fct_months_with_orders', 'refinement.fct_orders_monthly', 'rows', keys => '{month}', rows => 'SELECT m.month::timestamp, m.first_order_date, m.last_order_date, m.active_users, m.baskets FROM refinement.fct_months_with_orders m');
SELECT ecom.row_rule('refinement.fct_months_with_orders', 'refinement.fct_orders_monthly', 'sums', keys => '{month}', sums => 'month, min(first_order_date), max(last_order_date), sum(active_users), sum(baskets)::bigint');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'sums', keys => '{month}', sums => 'part.*', less => 'part.*');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'sums', keys => '{month}', sums => 'part.*', rows => 'TABLE mart.mart_months');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'sums', keys => '{month}', sums => 'part.*', less => 'part.*', rows => 'TABLE mart.mart_months', lasts => 'true');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', rows => 'TABLE mart.mart_months');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}');
SELECT ecom.row_rule('refinement.fct_orders_yearly', 'refinement.fct_orders_monthly', 'sums', keys => '{year}', sums => 'part.year, sum(part.orders_count)::bigint, sum(part.total_units)::bigint, min(part.user_key), min(part.state_key), sum(part.total_revenue)',
	rows => 'SELECT year FROM added', lasts => 'true');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', unless => 'true');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', unless => 'source.nowhere');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'line', keys => '{month}', place => 'month', unless => 'added.nowhere');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', rows => 'TABLE mart.mart_months');
SELECT ecom.row_rule('refinement.dim_user', 'staging.stg_survey', 'rows', keys => (SELECT array_agg(attname) FROM pg_attribute WHERE attrelid = 'refinement.dim_user'::regclass AND attnum > 0)::text[], rows => 'TABLE refinement.dim_user');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', rows => 'TABLE mart.mart_months');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}', rows => 'SELECT added.month FROM added');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}', rows => 'SELECT m.* FROM mart.mart_months m JOIN removed r ON r.nowhere = m.month');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}', rows => 'SELECT FROM');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}', rows => 'TABLE mart.mart_months', beside => 'raw.survey');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'rows', keys => '{month}', rows => 'TABLE mart.mart_months', beside => 'mart.mart_months');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'groups', keys => '{month}', beside => 'refinement.dim_date');
SELECT ecom.row_rule('mart.mart_months', 'refinement.fct_months', 'often');
-- nor may everybody declare one
CREATE ROLE regress_ecom_ruler;
GRANT USAGE ON SCHEMA ecom TO regress_ecom_ruler;
SET ROLE regress_ecom_ruler;
SELECT ecom.row_rule(NULL, NULL, 'line');
RESET ROLE;
DROP OWNED BY regress_ecom_ruler;
DROP ROLE regress_ecom_ruler;
DROP FUNCTION wrong_models;
