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

-- NULLs are equal when lines are compared; a line that differs in title or category alone is the same purchase
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, survey_responseid) VALUES
	('2022-05-01', '1', '1', NULL, 'first', NULL, 'A', 'R_x'), ('2022-05-01', '1.00', '1.0', '', 'second', '', NULL, 'R_x'),
	('2022-05-01', '1', '1', 'XX', 'third', 'nan', 'A', 'R_x'), ('2022-05-01', '1', '2', NULL, 'fourth', NULL, 'A', 'R_x');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT quantity, state, unit_price, product_code, category, title FROM staging.stg_amazon_purchases ORDER BY title;
SELECT title, reason FROM staging.stg_amazon_purchases_rejected ORDER BY title;

-- a respondent who stands there twice counts once, with the fuller answers
TRUNCATE raw.survey;
INSERT INTO raw.survey (survey_responseid, q_demos_age, q_demos_gender) VALUES ('R_x', NULL, 'Male'), ('R_x', '18 - 24 years', 'Female'), (' R_x ', '', ''), (NULL, '18 - 24 years', 'Female');
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT survey_responseid, age_group, gender FROM staging.stg_survey;
