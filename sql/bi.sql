-- What a BI tool finds in bi: comments, sort columns, whether a refresh is running.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

-- every view and every column says what it holds
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND (coalesce(obj_description(c.oid, 'pg_class'), '') = '' OR coalesce(col_description(c.oid, a.attnum), '') = '')
ORDER BY c.relname, a.attnum;
-- and amounts, in which unit
SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND a.attname ~ '(revenue|value|income)$' AND a.attname !~ '^rank' AND col_description(c.oid, a.attnum) !~ 'USD'
ORDER BY c.relname, a.attnum;

-- every answer to the survey has its sort column beside it
SELECT c.relname, a.attname AS answer, o.attname AS sort_column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e' LEFT JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = a.attname || '_order'
WHERE c.relnamespace = 'bi'::regnamespace ORDER BY c.relname, a.attnum;

-- which sorts as people expect: youngest, lowest and smallest first, what says nothing last
INSERT INTO raw.survey (survey_responseid, q_demos_age, q_demos_hispanic, q_demos_income, q_demos_gender, q_demos_education, q_amazon_use_hh_size) VALUES
	('R_a', '65 and older', 'No', 'Prefer not to say', 'Male', 'Graduate or professional degree (MA, MS, MBA, PhD, JD, MD, DDS, etc)', '4+'),
	('R_b', '18 - 24 years', 'Yes', '$100,000 - $149,999', 'Female', 'Some high school or less', '1 (just me!)'),
	('R_c', '25 - 34 years', 'No', 'Less than $25,000', 'Prefer not to say', 'Bachelor''s degree', '2');
INSERT INTO raw.amazon_purchases SELECT '2022-06-01', '10', '1', 'CA', 'Tea', 'B000000001', 'TEA', 'R_' || r FROM unnest('{a,b,c,d}'::text[]) r;
INSERT INTO raw.amazon_purchases VALUES ('2021-06-01', '10', '1', 'CA', 'Tea', 'B000000001', 'TEA', 'R_a');
SELECT count(*) AS models FROM ecom.refresh();
SELECT
	string_agg(DISTINCT format('%s %s', age_group_order, age_group), ', ' ORDER BY format('%s %s', age_group_order, age_group)) AS age,
	string_agg(DISTINCT format('%s %s', is_hispanic_order, is_hispanic), ', ' ORDER BY format('%s %s', is_hispanic_order, is_hispanic)) AS hispanic
FROM bi.customer_segment_metrics;
SELECT income_bracket_order, income_bracket FROM bi.customer_segment_metrics GROUP BY 1, 2 ORDER BY 1;
SELECT gender_order, gender FROM bi.customer_segment_metrics GROUP BY 1, 2 ORDER BY 1;
SELECT education_order, education FROM bi.customer_segment_metrics GROUP BY 1, 2 ORDER BY 1;
SELECT household_size_cat_order, household_size_cat FROM bi.customer_segment_metrics GROUP BY 1, 2 ORDER BY 1;
SELECT period_order, period FROM bi.top_products GROUP BY 1, 2 ORDER BY 1;

-- a refresh that is going on can be seen, as its own session sees it before it ends
SELECT is_refreshing FROM bi.data_freshness;
BEGIN;
SELECT count(*) AS models FROM ecom.refresh();
SELECT is_refreshing FROM bi.data_freshness;
COMMIT;
SELECT is_refreshing FROM bi.data_freshness;
