-- Order files of shops: from file to marts, each with the figures that its few lines give when added up by hand.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\set invariants :abs_srcdir '/sql/include/invariants.sql'
\set formats :abs_srcdir '/data/formats'
\i :helpers
\set SHOW_CONTEXT never
SET datestyle = 'ISO';
UPDATE ecom.settings SET value = 'America/New_York' WHERE name = 'time_zone';

-- What a file gives, by itself: lines, where they went and why, what the marts say.
CREATE FUNCTION outcome(path text, customer text DEFAULT NULL) RETURNS TABLE (what text, lines bigint, pieces bigint, amount numeric) LANGUAGE plpgsql AS $$
DECLARE
	report record;
BEGIN
	TRUNCATE raw.amazon_purchases, raw.loads, raw.rejected_lines;
	SELECT * INTO report FROM ecom.load_orders(path, customer => outcome.customer);
	PERFORM ecom.refresh();
	RETURN QUERY SELECT report.file_format, report.lines_read, NULL::bigint, NULL::numeric;
	RETURN QUERY SELECT '  not loaded: ' || r.reason, count(*), NULL::bigint, NULL::numeric FROM raw.rejected_lines r GROUP BY r.reason ORDER BY r.reason;
	RETURN QUERY SELECT '  rejected: ' || r.reason, count(*), NULL::bigint, NULL::numeric FROM staging.stg_amazon_purchases_rejected r GROUP BY r.reason ORDER BY r.reason;
	RETURN QUERY SELECT '  ' || m.month || ' ' || m.state_name, m.orders_count, m.total_units, m.total_revenue FROM mart.mart_sales_by_state_m_y m ORDER BY m.month, m.state_name;
	RETURN QUERY SELECT '  in all, customers ' || count(*), sum(u.orders_count)::bigint, sum(u.total_units)::bigint, sum(u.total_revenue)
		FROM (SELECT m.user_key, sum(m.orders_count) AS orders_count, sum(m.total_units) AS total_units, sum(m.total_revenue) AS total_revenue FROM refinement.fct_orders_monthly m GROUP BY m.user_key) u;
END
$$;
SET client_min_messages = warning;

-- Nine lines: one cancelled, one of Canada; a laptop of '1,234.56; a line twice; one of no pieces. 19.99 + 1,234.56 on 4 March 2022 in New York, 5 March in UTC;
-- 3 x 4.50 to Washington DC; 2 x 15.00 to Paris; 9.99 without an address, a second before the new year.
SELECT * FROM outcome(:'formats' || '/amazon_order_history.csv', 'ann');
-- the same in UTC: the book is of January 2023
UPDATE ecom.settings SET value = 'UTC' WHERE name = 'time_zone';
SELECT * FROM outcome(:'formats' || '/amazon_order_history.csv', 'ann') WHERE what LIKE '%Unknown%' OR what LIKE '%customers%';
UPDATE ecom.settings SET value = 'America/New_York' WHERE name = 'time_zone';
-- the later header, with a byte order mark and CRLF, also within addresses: 19.99 + 2 x 12.00
SELECT * FROM outcome(:'formats' || '/amazon_order_history_2.csv', 'bob');
-- four lines, one cancelled: 19.99 + 1,049.00 + 2 x 7.50
SELECT * FROM outcome(:'formats' || '/amazon_items_report.csv');
SELECT product_key, title, category FROM refinement.dim_product ORDER BY product_key;
-- ten lines: two refunded, one cancelled, one voided, one in euros. 2 x 12.50 + 8.00 to California; 3 x 8.00 to Ontario, 12.50 to Western Australia; 25.00 billed to New York.
SELECT * FROM outcome(:'formats' || '/shopify_orders.csv');
SELECT user_key FROM refinement.dim_user ORDER BY user_key;
-- six lines, semicolons: one given back, one not paid, one cancelled. 2 x 14.00 + 6.25 to Oregon, 4 x 6.25 billed to Texas
SELECT * FROM outcome(:'formats' || '/woocommerce_orders.csv');
-- six lines: 10.00 for 3 is no price in cents, one given back, one refunded, one Canadian. 30.00 for 3, and one of two for 20.00
SELECT * FROM outcome(:'formats' || '/woocommerce_items.csv');
-- four lines: 2 x 3.00 + 9.50 + 1,100.00, and 3.00 on the next day in New York
SELECT * FROM outcome(:'formats' || '/orders.csv');

-- Two donors of Amazon's and a shop in one database: 9 + 2 + 4 + 10 lines, of which 7 + 2 + 3 + 5 are loaded, and 2 + 0 + 1 + 0 staged in vain: bob's tea of the report
-- is that of his history. In all 1308.04 + 43.99 + 1064.00 + 94.50.
TRUNCATE raw.amazon_purchases, raw.loads, raw.rejected_lines;
SELECT lines_read, rows_loaded, rows_rejected, file_format FROM ecom.load_orders(:'formats' || '/amazon_order_history.csv', customer => 'ann');
SELECT lines_read, rows_loaded, rows_rejected, file_format FROM ecom.load_orders(:'formats' || '/amazon_order_history_2.csv', customer => 'bob');
SELECT lines_read, rows_loaded, rows_rejected, file_format FROM ecom.load_orders(:'formats' || '/amazon_items_report.csv', 'amazon_items_report', 'bob');
SELECT lines_read, rows_loaded, rows_rejected, file_format FROM ecom.load_orders(:'formats' || '/shopify_orders.csv');
SELECT count(*) > 20 AS refreshed FROM ecom.refresh();
SELECT survey_responseid, order_date, asin_isbn_product_code, reason FROM staging.stg_amazon_purchases_rejected ORDER BY survey_responseid, reason;
SELECT user_key, sum(orders_count) AS lines, sum(total_units) AS units, sum(total_revenue) AS revenue FROM refinement.fct_orders_monthly GROUP BY ROLLUP (user_key) ORDER BY user_key;
-- without a survey and without incomes: every mart is there, demographics are unknown, and all adds up
SELECT segment_users, orders_count, total_revenue FROM bi.customer_segment_metrics WHERE age_group = 'Unknown' AND income_bracket = 'Unknown' AND year = 2022;
SELECT state_name, total_orders, total_revenue, median_household_income, revenue_per_capita FROM bi.revenue_vs_income_state_year WHERE year = 2022 ORDER BY state_name;
SELECT income_bracket, sum(orders_count) AS orders, sum(total_revenue) AS revenue FROM bi.revenue_by_income_state GROUP BY income_bracket;
SELECT sum(total_revenue) AS revenue FROM bi.years;
SELECT count(*) FROM bi.income_correlation WHERE r_per_user IS NOT NULL;
\i :invariants
SELECT test, failures FROM ecom.check() WHERE severity = 'error' AND failures <> 0;
-- a load undone: the rest stays
SELECT ecom.undo_load(max(load_id)) FROM raw.loads;
SELECT survey_responseid, count(*) FROM raw.amazon_purchases GROUP BY survey_responseid ORDER BY survey_responseid;
-- and once more: the others are known
SELECT lines_read, rows_loaded, file_format FROM ecom.load_orders(:'formats' || '/shopify_orders.csv');
SELECT code FROM refusal(format('SELECT ecom.load_orders(%L)', :'formats' || '/shopify_orders.csv'));

-- The Open e-commerce files, as they are.
TRUNCATE raw.amazon_purchases, raw.loads, raw.rejected_lines;
SELECT rows_loaded, file_format FROM ecom.load_orders(:'abs_srcdir' || '/data/sample/amazon-purchases.csv');
SELECT rows_loaded, file_format FROM ecom.load_orders(:'abs_srcdir' || '/data/sample/survey.csv');
CREATE TEMP TABLE as_orders AS TABLE raw.amazon_purchases;
TRUNCATE raw.amazon_purchases, raw.survey;
SELECT rows_loaded FROM ecom.load_csv('raw.amazon_purchases', :'abs_srcdir' || '/data/sample/amazon-purchases.csv');
SELECT count(*) FROM (TABLE raw.amazon_purchases EXCEPT ALL TABLE as_orders) x;

-- Which format: each error names the candidates and what they lack, and loads nothing.
TRUNCATE raw.amazon_purchases, raw.loads, raw.rejected_lines;
CREATE FUNCTION refused(contents bytea, arguments text DEFAULT '') RETURNS TABLE (code text, message text, detail text, hint text) LANGUAGE plpgsql AS $$
BEGIN
	CALL write_file('ecom_analytics_test.csv', contents);
	RETURN QUERY SELECT * FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv''' || arguments || ')');
	IF EXISTS (SELECT FROM raw.amazon_purchases) OR EXISTS (SELECT FROM raw.loads) OR EXISTS (SELECT FROM raw.rejected_lines) THEN
		RAISE EXCEPTION 'something is loaded';
	END IF;
END
$$;
\pset format unaligned
\pset tuples_only on
SELECT * FROM refused('');
SELECT * FROM refused(E'\n\n');
SELECT * FROM refused(E'"x\n1\n');
SELECT * FROM refused(E'a,b\n1,2\n');
-- half a header
SELECT * FROM refused(E'Name,Email,Financial Status,Currency,Created at\n#1,a@example.com,paid,USD,2022-01-01\n');
SELECT * FROM refused(E'order_id;date;price\n1;2022-01-01;5\n');
-- the wrong one, and one that is none
SELECT * FROM refused(E'order_id,date,price,quantity,title,customer\n1,2022-01-01,5,1,x,me\n', ', ''shopify_orders''');
SELECT * FROM refused(E'order_id,date,price,quantity,title,customer\n1,2022-01-01,5,1,x,me\n', ', ''shop''');
SELECT code, message FROM refused(E'order_id,date,price,quantity,title,customer\n1,2022-01-01,5,1,x,me\n', ', NULL');
-- whose orders?
SELECT * FROM refused(E'order_id,date,price,quantity,title\n1,2022-01-01,5,1,x\n');
SELECT code, replace(message, :'formats', '...'), hint FROM refusal(format('SELECT ecom.load_orders(%L)', :'formats' || '/amazon_order_history.csv'));
SELECT code, message, hint FROM refusal(format('SELECT ecom.load_orders(%L, customer => ''x'')', :'abs_srcdir' || '/data/sample/amazon-purchases.csv'));
SELECT code, message, hint FROM refused(E'order_id,date,price,quantity,title\n1,2022-01-01,5,1,x\n', ', customer => '' N/A ''');
SELECT code, message FROM refused(E'order_id,date,price,quantity,title\n1,2022-01-01,5,1,x\n', ', customer => repeat(''x'', 201)');
-- no file, a folder, no text
SELECT code FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test_none.csv'')');
SELECT code FROM refusal('SELECT ecom.load_orders(''base'')');
SELECT code FROM refusal('SELECT ecom.load_orders(NULL)');
SELECT code, message FROM refused('\x504b0304140000000800');
-- all of one file unwanted
SELECT code, detail FROM refused(E'order_id,date,price,quantity,title,customer,currency\n1,2022-01-01,5,1,x,me,EUR\n');
\pset tuples_only off
\pset format aligned

-- Formats of one's own: by INSERT; checked as they are written.
INSERT INTO ecom.file_formats (name, known_by, customer, columns, description)
VALUES ('kiosk', '{Tag,Betrag,Menge}', 'survey_responseid', '{"order_date": {"from": "Tag", "as": "date DMY"}, "purchase_price_per_unit": "Betrag", "quantity": "Menge", "*": null}', 'The till of a kiosk');
CALL write_file('ecom_analytics_test.csv', E'Tag;Menge;Betrag;Kasse\n03/04/2022;2;1.50;7\n');
SELECT code, message FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'')');
SET client_min_messages = error;
SELECT rows_loaded, file_format FROM ecom.load_orders('ecom_analytics_test.csv', customer => 'kiosk');
RESET client_min_messages;
SELECT order_date, purchase_price_per_unit, quantity, survey_responseid FROM raw.amazon_purchases;
-- with a delimiter of its own it is found by that only
UPDATE ecom.file_formats SET delimiter = ',' WHERE name = 'kiosk';
SELECT code, message FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'', customer => ''k'', force => true)');
UPDATE ecom.file_formats SET delimiter = ';' WHERE name = 'kiosk';
-- a second that fits as well
INSERT INTO ecom.file_formats (name, known_by, customer, columns, description) SELECT 'kiosk_2', '{tag,MENGE}', customer, columns, description FROM ecom.file_formats WHERE name = 'kiosk';
SELECT code, message, hint FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'', customer => ''k'', force => true)');
SET client_min_messages = error;
SELECT rows_loaded, file_format FROM ecom.load_orders('ecom_analytics_test.csv', 'kiosk_2', 'k', true);
RESET client_min_messages;
-- broken by hand: a column that neither the file nor the table has, a table that is not there
UPDATE ecom.file_formats SET columns = columns || '{"quantity": "Stück"}' WHERE name = 'kiosk_2';
SELECT code, message, detail FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'', ''kiosk_2'', ''k'', true)');
UPDATE ecom.file_formats SET columns = columns || '{"quantity": "Menge", "menge": "Betrag"}' WHERE name = 'kiosk_2';
SELECT code, message FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'', ''kiosk_2'', ''k'', true)');
UPDATE ecom.file_formats SET target = 'raw.nowhere' WHERE name = 'kiosk_2';
SELECT code, message, hint FROM refusal('SELECT ecom.load_orders(''ecom_analytics_test.csv'', ''kiosk_2'', ''k'', true)');
SELECT s AS set, code, message
FROM unnest(ARRAY['columns = ''[]''', 'columns = ''{"a": {"as": "x", "from": "y"}}''', 'lines = ''{"reject": [{"column": "a"}]}''', 'delimiter = ''''', 'quote = ''xx''', 'encoding = ''KLINGON''',
	'known_by = ''{}''', 'known_by = ''{NULL}''', 'name = ''auto''', 'name = ''Kiosk''', 'description = NULL']) AS s
CROSS JOIN LATERAL refusal(format('UPDATE ecom.file_formats SET %s WHERE name = ''kiosk''', s));
-- those that are built in stay as they are
SELECT s AS statement, code, message
FROM unnest(ARRAY['UPDATE ecom.file_formats SET description = ''x'' WHERE name = ''orders''', 'UPDATE ecom.file_formats SET is_built_in = true WHERE name = ''kiosk''', 'DELETE FROM ecom.file_formats', 'TRUNCATE ecom.file_formats',
	'INSERT INTO ecom.file_formats (name, known_by, description, is_built_in) VALUES (''x'', ''{a}'', '''', true)']) AS s
CROSS JOIN LATERAL refusal(s);
DELETE FROM ecom.file_formats WHERE name LIKE 'kiosk%';
SELECT name, target, customer FROM ecom.file_formats ORDER BY name;

-- A role that loads needs what ecom.grant_load() gives, and nothing else.
CREATE ROLE regress_ecom_loader;
GRANT pg_read_server_files TO regress_ecom_loader;
SET ROLE regress_ecom_loader;
SELECT ecom.load_orders(:'formats' || '/orders.csv');
RESET ROLE;
SELECT ecom.grant_load('regress_ecom_loader');
SET ROLE regress_ecom_loader;
SELECT rows_loaded, file_format FROM ecom.load_orders(:'formats' || '/orders.csv');
DELETE FROM ecom.file_formats WHERE false;
RESET ROLE;
SELECT ecom.revoke_load('regress_ecom_loader');
REVOKE pg_read_server_files FROM regress_ecom_loader;
DROP ROLE regress_ecom_loader;

DROP FUNCTION outcome, refused;
\i :cleanup
