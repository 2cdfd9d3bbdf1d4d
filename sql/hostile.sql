-- Hostile rows: whatever raw holds, a refresh succeeds, every raw line is staged or rejected, and no data test of severity error fails.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

-- letters that no compression makes short
CREATE FUNCTION letters(n integer) RETURNS text LANGUAGE sql AS
$$SELECT left(string_agg(md5(i::text), ''), n) FROM generate_series(1, n / 32 + 1) i$$;

-- the longest key and category that are taken have 200 characters, however many bytes and whatever entities: the next is a reason to reject, or missing
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, survey_responseid)
SELECT '2022-06-' || to_char(row_number() OVER (), 'FM00'), '10', '1', 'CA', v.kind, 'H1', v.category, v.respondent
FROM (VALUES
	('category of 200', repeat('a', 200), 'R_h'), ('category of 201', repeat('a', 201), 'R_h'), ('category of 200, each of 4 bytes', repeat('😀', 200), 'R_h'),
	('category of 201, each of 4 bytes', repeat('😀', 201), 'R_h'), ('category of 200 entities', repeat('&amp;', 200), 'R_h'), ('category of 4000', letters(4000), 'R_h'),
	('category of a megabyte', repeat('x', 1000000), 'R_h'), ('category of 200 in blanks', repeat(' ', 5000) || repeat('b', 200) || repeat(' ', 5000), 'R_h'),
	('respondent of 200', 'A', repeat('r', 200)), ('respondent of 201', 'A', repeat('r', 201)), ('respondent of 200, each of 4 bytes', 'A', repeat('😀', 200)),
	('respondent of 201, each of 4 bytes', 'A', repeat('😀', 201)), ('respondent of 200 entities', 'A', repeat('&eacute;', 200)), ('respondent of 4000', 'A', letters(4000)),
	('respondent of a megabyte', 'A', repeat('r', 1000000)), ('respondent of blanks', 'A', repeat(' ', 100000)), ('respondent of 3000, twice', 'A', letters(3000)),
	('all of 3000', letters(3000), letters(3000)), ('first of two of 200', NULL, repeat('q', 200))
) v (kind, category, respondent);
-- lines that agree in a long key are rejected for it, not as duplicates
INSERT INTO raw.amazon_purchases SELECT * FROM raw.amazon_purchases WHERE title IN ('respondent of 3000, twice', 'first of two of 200');
-- titles: up to 10,000 characters
INSERT INTO raw.amazon_purchases
SELECT '2022-07-01', '1', '1', 'CA', v.title, v.code, 'T', 'R_h'
FROM (VALUES ('H2', repeat('t', 10000)), ('H3', repeat('t', 10001)), ('H4', repeat('日', 10000)), ('H5', letters(300000)), ('H6', repeat(' x', 5000000))) v (code, title);
-- each other column, too long and too strange; and all at once
INSERT INTO raw.amazon_purchases
SELECT
	CASE WHEN c IN (1, 9) THEN v.t ELSE '2022-08-01' END, CASE WHEN c IN (2, 9) THEN v.t ELSE '1' END, CASE WHEN c IN (3, 9) THEN v.t ELSE '1' END, CASE WHEN c IN (4, 9) THEN v.t ELSE 'CA' END,
	CASE WHEN c IN (5, 9) THEN v.t ELSE 'strange' END, CASE WHEN c IN (6, 9) THEN v.t ELSE 'H9' END, CASE WHEN c IN (7, 9) THEN v.t ELSE 'S' END, CASE WHEN c IN (8, 9) THEN v.t ELSE 'R_s' END
FROM generate_series(1, 9) c,
	(VALUES (NULL), (''), (' '), (letters(4000)), (repeat('9', 5000)), (repeat('1,000,', 1000)), ('1e999999999'), ('-1e-999999999'), ('NaN'), ('Infinity'), ('null'), (E'\x01\x7f'), (E'\ufeff\u200b'), ('"'), ('\'), ('%s%n'),
		(''';--'), ('99999999.99'), ('2147483647'), ('2022-02-30'), ('0001-01-01'), ('9999-12-31'), ('infinity'), ('epoch'), ('(2.00)'), ('UNKNOWN'), ('Unknown'), ('00'), ('ZZ'), ('all'), (repeat('👩', 3000)), (repeat('&#1;', 3000))) v (t);
-- two products with revenues beyond a trillion that half a dollar tells apart, one of them in a single line
INSERT INTO raw.amazon_purchases
SELECT '2022-09-02', v.price, v.quantity, 'CA', NULL, v.code, 'M', 'R_h'
FROM (VALUES ('H81', '1000', '1000000001'), ('H82', '1000', '500000000'), ('H82', '1000', '500000001'), ('H82', '0.50', '1')) v (code, price, quantity);
-- more than a numeric of 10 digits would hold, added up
INSERT INTO raw.amazon_purchases SELECT '2022-09-01', '99999999.99', '2147483647', 'CA', NULL, 'H7', 'M', 'R_' || n FROM generate_series(1, 20) n;

-- the survey: keys, answers, states; a key that is too long is left out, an answer is NULL
INSERT INTO raw.survey (survey_responseid, q_demos_gender) SELECT v.r, 'Female' FROM (VALUES (repeat('r', 200)), (repeat('r', 201)), (repeat('😀', 200)), (letters(4000)), (repeat('r', 1000000)), (NULL), (''), (repeat('👩', 3000))) v (r);
INSERT INTO raw.survey SELECT (jsonb_populate_record(NULL::raw.survey, f.answers || jsonb_build_object('survey_responseid', 'R_' || v.n))).*
FROM (VALUES (1, letters(4000)), (2, repeat('Yes ', 300000)), (3, E'\x01'), (4, ''), (5, repeat('a,', 499)), (6, repeat('a,', 501)), (7, repeat('(', 5000)), (8, '(')) v (n, t),
	LATERAL (SELECT jsonb_object_agg(a.attname, v.t) AS answers FROM pg_attribute a WHERE a.attrelid = 'raw.survey'::regclass AND a.attnum > 1) f;
-- the questions and the Census: a name of a megabyte
INSERT INTO raw.fields SELECT v.t, v.t FROM (VALUES (NULL), (''), (letters(4000)), (repeat('a b', 300000)), (repeat(' ', 1000000) || 'q')) v (t);
INSERT INTO raw.state_demographics (survey_year, payload, source)
VALUES (2031, jsonb_build_array(jsonb_build_array('NAME', 'B19013_001E', 'B01003_001E', 'state'), jsonb_build_array(letters(1000000), '1', '2', '06')), 'test');

SELECT count(*) AS refreshed FROM ecom.refresh();

-- what became of the borders
SELECT title, left(category, 12) AS category, length(category) AS length, left(survey_responseid, 4) AS respondent, length(survey_responseid) AS of_length
FROM staging.stg_amazon_purchases WHERE product_code = 'H1' ORDER BY order_date;
SELECT title, reason FROM staging.stg_amazon_purchases_rejected WHERE asin_isbn_product_code = 'H1' ORDER BY order_date;
SELECT product_code, length(title) AS title FROM staging.stg_amazon_purchases WHERE product_code BETWEEN 'H2' AND 'H6' ORDER BY product_code;
SELECT product_key, length(title) AS title FROM refinement.dim_product WHERE product_key BETWEEN 'H2' AND 'H6' ORDER BY product_key;
SELECT left(survey_responseid, 4) AS respondent, length(survey_responseid) AS of_length, length(race) AS race, length(life_changes) AS life_changes, num_nulls(age_group, is_hispanic, gender, state) AS nulls
FROM staging.stg_survey WHERE survey_responseid NOT IN ('R_ann', 'R_bob', 'R_cleo', 'R_eve') ORDER BY survey_responseid;
SELECT length(field) AS field, length(column_name) AS column_name, length(question) AS question FROM bi.survey_fields ORDER BY 1, 2, 3;
SELECT product_key, total_revenue, rank_by_revenue FROM mart.mart_top_products WHERE product_key IN ('H7', 'H81', 'H82') AND period = 'all' ORDER BY rank_by_revenue;
-- ranks are those that window functions give: no row
SELECT m.product_key, m.rank_by_revenue, r.by_revenue, m.rank_by_units, r.by_units
FROM mart.mart_top_products m
JOIN
(
	SELECT f.product_key, row_number() OVER (ORDER BY sum(f.order_value) DESC, f.product_key) AS by_revenue, row_number() OVER (ORDER BY sum(f.quantity) DESC, f.product_key) AS by_units
	FROM refinement.fct_orders f WHERE f.product_key <> 'UNKNOWN' GROUP BY f.product_key
) r ON r.product_key = m.product_key
WHERE m.period = 'all' AND (m.rank_by_revenue, m.rank_by_units) IS DISTINCT FROM (r.by_revenue, r.by_units);

-- every line is accounted for, and no data test that means an error fails
SELECT (SELECT count(*) FROM raw.amazon_purchases) AS raw, (SELECT count(*) FROM staging.stg_amazon_purchases) AS staged, (SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS rejected;
SELECT reason, count(*) FROM staging.stg_amazon_purchases_rejected GROUP BY reason ORDER BY reason;
SELECT (SELECT count(*) FROM raw.survey) AS raw, (SELECT count(*) FROM staging.stg_survey) AS staged, (SELECT count(*) FROM staging.stg_survey_rejected) AS rejected;
SELECT reason, count(*) FROM staging.stg_survey_rejected GROUP BY reason ORDER BY reason;
SELECT test, model FROM ecom.check() WHERE severity = 'error' AND failures > 0;
\set invariants :abs_srcdir '/sql/include/invariants.sql'
\i :invariants

-- what cannot be a state's code is refused where it is written: it would be the key of models
INSERT INTO raw.state_codes VALUES ('GU', 'Guam', '66');
INSERT INTO raw.state_codes VALUES ('XX', 'Nowhere', '00');
INSERT INTO raw.state_codes VALUES ('ZZ', 'Nowhere', '98');
INSERT INTO raw.state_codes VALUES ('XX', repeat('Nowhere', 100), '98');
UPDATE raw.state_codes SET state_fips = letters(2600) WHERE postal_code = 'CA';
UPDATE raw.state_codes SET postal_code = letters(2600) WHERE postal_code = 'CA';
SELECT count(*) AS refreshed FROM ecom.refresh();
-- nothing at all
TRUNCATE raw.amazon_purchases, raw.survey, raw.fields, raw.state_demographics, raw.state_codes;
SELECT count(*) AS refreshed FROM ecom.refresh();
SELECT count(*) AS states FROM refinement.dim_state;
DROP FUNCTION letters;
