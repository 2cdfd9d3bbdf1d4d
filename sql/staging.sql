-- Staging from a tiny seed: all of it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

SELECT count(*) AS refreshed FROM ecom.refresh();
SET datestyle = 'ISO';

-- purchases: cleaned, the second of two equal lines gone, the ISBN whole again
SELECT * FROM staging.stg_amazon_purchases ORDER BY survey_responseid, order_date, product_code;

-- every other line, as loaded, with the first reason that applies
SELECT reason, order_date, purchase_price_per_unit AS price, quantity, survey_responseid FROM staging.stg_amazon_purchases_rejected
ORDER BY reason, order_date, price, quantity;
SELECT * FROM staging.stg_amazon_purchases_rejected WHERE reason = 'price unreadable';

-- raw = staged + rejected
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS raw, (SELECT count(*) FROM staging.stg_amazon_purchases) AS staged,
	(SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected;

-- respondents: answers on offer as enums, all else NULL
\x on
SELECT * FROM staging.stg_survey ORDER BY survey_responseid;
\x off

-- brackets sort in their natural order
SELECT age_group, income_bracket FROM staging.stg_survey ORDER BY age_group;

SELECT count(*) AS states, min(postal_code) AS first, max(postal_code) AS last FROM staging.stg_state_codes;
SELECT survey_year, count(*) AS states FROM staging.stg_state_demographics GROUP BY survey_year ORDER BY survey_year;

-- without deduplication both equal lines stay
UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS raw, (SELECT count(*) FROM staging.stg_amazon_purchases) AS staged,
	(SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected;

-- a later first day turns more lines away
UPDATE ecom.settings SET value = '2022-01-01' WHERE name = 'earliest_order_date';
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT reason, count(*) FROM staging.stg_amazon_purchases_rejected GROUP BY reason ORDER BY reason;

-- NULLs are equal when lines are compared; a line that differs in category alone is the same purchase, and so is one that differs in title, if it has a code:
-- without one it is the title that tells products apart (first and its equal of another category are one, second and third others; with a code all are one)
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, survey_responseid) VALUES
	('2022-05-01', '1', '1', NULL, 'first', NULL, 'A', 'R_x'), ('2022-05-01', '1.00', '1.0', '', 'second', '', NULL, 'R_x'),
	('2022-05-01', '1', '1', 'XX', 'third', 'nan', 'A', 'R_x'), ('2022-05-01', '1', '2', NULL, 'fourth', NULL, 'A', 'R_x'), ('2022-05-01', '1', '1', NULL, ' first ', NULL, 'B', 'R_x'),
	('2022-05-01', '1', '1', NULL, NULL, NULL, 'A', 'R_x'), ('2022-05-01', '1', '1', NULL, 'N/A', '', 'A', 'R_x'),
	('2022-05-02', '1', '1', NULL, 'first', 'B000000001', 'A', 'R_x'), ('2022-05-02', '1', '1', NULL, 'second', 'B000000001', 'B', 'R_x');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT order_date, quantity, state, unit_price, product_code, category, title FROM staging.stg_amazon_purchases ORDER BY order_date, title;
SELECT order_date, title, category, reason FROM staging.stg_amazon_purchases_rejected ORDER BY order_date, title;

-- what spreadsheets and people write where there is nothing is missing, and no product, user, category or place; what they wrap around a value comes off
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, survey_responseid) VALUES
	('2022-05-01', '1', '1', 'NA', 'N/A', 'NA', 'Not Available', 'R_x'), ('="2022-05-02"', '="15.00"', '="2"', '="CA"', '="Green Tea"', '="0316925284"', '="TEA"', '="R_x"'),
	('''2022-05-03', '''1,299.00', '''1', '''CA', '''1984', '''0316925284', '''TEA', '''R_x'), ('May 4, 2022', '$12.00 USD', '1', 'CA', 'x', '9.78032E+12', 'TEA', 'R_x'),
	('2022-05-05', '1', '1', 'CA', 'x', 'B1', 'TEA', '(blank)'), ('-', '1', '1', 'CA', 'x', 'B1', 'TEA', 'R_x'), ('2022-05-06', '#N/A', '1', 'CA', 'x', 'B1', 'TEA', 'R_x'), ('2022-05-07', '1', '\N', 'CA', 'x', 'B1', 'TEA', 'R_x'),
	('44562', '1', '1', 'CA', 'x', 'B1', 'TEA', 'R_x'), ('2022-05-08', '1.299', '1', 'CA', 'x', 'B1', 'TEA', 'R_x'), ('2022-05-09', '1', '1.5', 'CA', 'x', 'B1', 'TEA', 'R_x'), ('2022-05-10', '''-75.63', '1', 'CA', 'x', 'B1', 'TEA', 'R_x');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT survey_responseid, order_date, unit_price, quantity, state, product_code, category, title FROM staging.stg_amazon_purchases ORDER BY order_date;
SELECT reason, order_date, purchase_price_per_unit AS price, quantity, survey_responseid FROM staging.stg_amazon_purchases_rejected ORDER BY order_date;

-- the order of day and month is a setting: the same day, however it is written, is one purchase; and 3 April is not 4 March
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, survey_responseid)
SELECT d, '1', '1', 'B1', 'R_x' FROM unnest(ARRAY['03/04/2022', '2022-04-03', '2022-03-04', '3 April 2022', '25/04/2022', '2022-04-25', '04/25/2022']) WITH ORDINALITY d (d, n) ORDER BY n;
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT order_date, order_month, order_dow FROM staging.stg_amazon_purchases ORDER BY order_date;
SELECT order_date, reason FROM staging.stg_amazon_purchases_rejected ORDER BY order_date COLLATE "C";
UPDATE ecom.settings SET value = 'DMY' WHERE name = 'date_order';
SELECT action, reason, count(*) AS models FROM ecom.refresh() WHERE model LIKE 'stg_amazon_purchases%' GROUP BY action, reason;
SELECT order_date, order_month, order_dow FROM staging.stg_amazon_purchases ORDER BY order_date;
SELECT order_date, reason FROM staging.stg_amazon_purchases_rejected ORDER BY order_date COLLATE "C";
UPDATE ecom.settings SET value = 'MDY' WHERE name = 'date_order';

-- a respondent who stands there twice counts once, with the fuller answers; the others are turned away with a reason, as loaded
TRUNCATE raw.survey;
INSERT INTO raw.survey (survey_responseid, q_demos_age, q_demos_gender) VALUES ('R_x', NULL, 'Male'), ('R_x', '18 - 24 years', 'Female'), (' R_x ', '', ''), (NULL, '18 - 24 years', 'Female'),
	('N/A', NULL, 'Male'), (repeat('r', 201), NULL, 'Male'), ('="R_y"', '25 – 34 years', 'n/a'), ('R_y', '25-34 years', 'Unknown'), ('R_z', '99 years', 'Male'), ('R_z', NULL, 'male');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT survey_responseid, age_group, gender FROM staging.stg_survey ORDER BY survey_responseid;
SELECT left(survey_responseid, 6) AS survey_responseid, q_demos_age, q_demos_gender, reason FROM staging.stg_survey_rejected ORDER BY reason, survey_responseid, q_demos_age;
SELECT (SELECT count(*) FROM raw.survey) AS raw, (SELECT count(*) FROM staging.stg_survey) AS staged, (SELECT count(*) FROM staging.stg_survey_rejected) AS rejected;
-- which answers are staged does not depend on the order of loading
CREATE TEMPORARY TABLE before AS TABLE staging.stg_survey;
CREATE TEMPORARY TABLE answers AS SELECT s.* FROM raw.survey s ORDER BY s.ctid DESC;
TRUNCATE raw.survey;
INSERT INTO raw.survey TABLE answers;
SELECT count(*) AS refreshed FROM ecom.refresh();
(TABLE before EXCEPT ALL TABLE staging.stg_survey) UNION ALL (TABLE staging.stg_survey EXCEPT ALL TABLE before);
SELECT left(survey_responseid, 6) AS survey_responseid, reason, count(*) FROM staging.stg_survey_rejected GROUP BY 1, 2 ORDER BY reason, survey_responseid;
-- the columns of both are those of the file
SELECT string_agg(a.attname, ' ' ORDER BY a.attnum) = (SELECT string_agg(b.attname, ' ' ORDER BY b.attnum) || ' reason' FROM pg_attribute b WHERE b.attrelid = 'raw.survey'::regclass AND b.attnum > 0) AS same
FROM pg_attribute a WHERE a.attrelid = 'staging.stg_survey_rejected'::regclass AND a.attnum > 0;
