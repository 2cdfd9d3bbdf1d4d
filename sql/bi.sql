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

-- what may not be summed, or averaged as it is, says so; and how ranges of days begin
SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND a.attname ~ '(_pct|_level|_value|^income|_income|^population|_population|^users|active_users|cohort_size|segment_users|total_quantity|per_user|per_capita|per_resident_user)$'
	AND c.relname <> 'income_correlation' AND col_description(c.oid, a.attnum) !~* '(to be summed|summed only|to be averaged|(Of|Over) several)' ORDER BY c.relname, a.attnum;
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND a.attname IN ('month', 'year_start') AND col_description(c.oid, a.attnum) !~ 'begins later' ORDER BY c.relname, a.attnum;

-- clients get text where a mart has an enum, with a sort column beside it
SELECT c.relname, a.attname, a.atttypid::regtype FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
JOIN pg_type t ON t.oid = a.atttypid AND (t.typtype = 'e' OR t.typname = 'name') WHERE c.relnamespace = 'bi'::regnamespace ORDER BY c.relname, a.attnum;
SELECT c.relname, v.attname AS answer, v.atttypid::regtype AS type, o.attname AS sort_column
FROM pg_class c JOIN pg_class m ON m.relnamespace = 'mart'::regnamespace AND m.relname = 'mart_' || c.relname
JOIN pg_attribute a ON a.attrelid = m.oid AND a.attnum > 0 JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e'
LEFT JOIN pg_attribute v ON v.attrelid = c.oid AND v.attname = a.attname LEFT JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = a.attname || '_order'
WHERE c.relnamespace = 'bi'::regnamespace ORDER BY c.relname, a.attnum;

-- no column of a mart is missing in its view
SELECT m.relname, a.attname FROM pg_class c JOIN pg_class m ON m.relnamespace = 'mart'::regnamespace AND m.relname = 'mart_' || c.relname
JOIN pg_attribute a ON a.attrelid = m.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND NOT EXISTS (SELECT FROM pg_attribute v WHERE v.attrelid = c.oid AND v.attname = a.attname) AND a.attname !~ '^(first|last)_order_date$'
ORDER BY 1, 2;
SELECT m.relname AS mart_without_view FROM pg_class m WHERE m.relnamespace = 'mart'::regnamespace AND m.relkind = 'm' AND to_regclass('bi.' || substr(m.relname, 6)) IS NULL;

-- beside a year there is its first day, and whether it is complete; beside a month, whether it is covered; beside a state all its codes
SELECT c.relname, string_agg(DISTINCT a.attname, ', ') FILTER (WHERE a.attname IN ('year_start', 'is_complete_year', 'is_covered')) AS of_time,
	string_agg(DISTINCT a.attname, ', ') FILTER (WHERE a.attname IN ('state_fips', 'state_key', 'state_postal', 'iso_code')) AS of_place
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = 'bi'::regnamespace GROUP BY c.relname ORDER BY c.relname;

-- every number with decimals says how many
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bi'::regnamespace AND a.atttypid = 'numeric'::regtype AND a.atttypmod = -1 ORDER BY 1, 2;

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

-- what clients ask of a text: patterns, values that are no label, parameters of type varchar, arrays; nothing of it is an error
SELECT count(*) AS rows, count(*) FILTER (WHERE income_bracket ILIKE '%100,000%') AS ilike, count(*) FILTER (WHERE gender IN ('Female', 'no label')) AS in_list,
	count(*) FILTER (WHERE gender = '') AS empty, count(*) FILTER (WHERE coalesce(gender, 'n/a') = 'n/a') AS none, count(*) FILTER (WHERE lower(age_group) ~ 'older') AS lowered,
	count(*) FILTER (WHERE education = ANY ('{Bachelor''s degree,no label}'::text[])) AS any_of, count(*) FILTER (WHERE is_hispanic LIKE 'Y%') AS liked,
	count(*) FILTER (WHERE household_size_cat || '' = '2') AS joined
FROM bi.customer_segment_metrics;
PREPARE by_bracket(varchar) AS SELECT count(*) FROM bi.revenue_by_income_state WHERE income_bracket = $1;
EXECUTE by_bracket('Less than $25,000');
EXECUTE by_bracket('no label');
DEALLOCATE by_bracket;
SELECT count(*) AS brackets_and_all FROM (SELECT income_bracket FROM bi.revenue_by_income_state UNION SELECT 'All') v;

-- maps and dates
SELECT DISTINCT state_key, state_fips, state_postal, iso_code, state_name FROM bi.sales_by_state_m_y ORDER BY 1;
SELECT year, year_start, orders_count = total_orders AS twins FROM bi.revenue_vs_income_state_year ORDER BY 1;
SELECT period, period_order, year, year_start FROM bi.top_products GROUP BY 1, 2, 3, 4 ORDER BY 2;

-- amounts beyond any that there should be: read as they are
INSERT INTO raw.amazon_purchases VALUES ('2022-06-02', '99999999.99', '2147483647', 'GU', 'Tea', 'B000000001', 'TEA', 'R_a');
SELECT count(*) AS models FROM ecom.refresh();
SELECT year, total_revenue, avg_order_value, growth_pct FROM bi.years ORDER BY year;
SELECT state_key, state_postal, iso_code, state_name, total_revenue FROM bi.sales_by_state_m_y ORDER BY total_revenue DESC LIMIT 1;
SELECT max(total_revenue) AS revenue, count(*) AS views FROM (SELECT total_revenue FROM bi.top_products UNION ALL SELECT total_revenue FROM bi.cohort_retention UNION ALL
	SELECT total_revenue FROM bi.customer_segment_metrics UNION ALL SELECT total_revenue FROM bi.category_years UNION ALL SELECT total_revenue FROM bi.state_years UNION ALL
	SELECT total_revenue FROM bi.months UNION ALL SELECT total_revenue FROM bi.income_groups UNION ALL SELECT total_revenue FROM bi.revenue_vs_income_state_year) v;

-- a refresh that is going on can be seen, as its own session sees it before it ends
SELECT is_refreshing FROM bi.data_freshness;
BEGIN;
SELECT count(*) AS models FROM ecom.refresh();
SELECT is_refreshing FROM bi.data_freshness;
COMMIT;
SELECT is_refreshing FROM bi.data_freshness;
