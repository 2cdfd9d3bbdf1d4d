/* BI: plain views, which the query builders of Grafana and Metabase list with their comments (they pass over materialized views). */

CREATE VIEW bi.sales_by_state_m_y AS SELECT * FROM mart.mart_sales_by_state_m_y;
CREATE VIEW bi.sales_by_category_m_y AS SELECT * FROM mart.mart_sales_by_category_m_y;
CREATE VIEW bi.customer_segment_metrics AS
SELECT
	m.*,
	pg_catalog.array_position(pg_catalog.enum_range(m.gender), m.gender)::pg_catalog.int2 AS gender_order,
	pg_catalog.array_position(pg_catalog.enum_range(m.is_hispanic), m.is_hispanic)::pg_catalog.int2 AS is_hispanic_order,
	pg_catalog.array_position(pg_catalog.enum_range(m.education), m.education)::pg_catalog.int2 AS education_order,
	pg_catalog.array_position(pg_catalog.enum_range(m.household_size_cat), m.household_size_cat)::pg_catalog.int2 AS household_size_cat_order
FROM mart.mart_customer_segment_metrics m;
CREATE VIEW bi.cohort_retention AS SELECT * FROM mart.mart_cohort_retention;
CREATE VIEW bi.top_products AS
SELECT m.*, CASE m.period WHEN 'all' THEN 0 ELSE m.period::pg_catalog.int4 END AS period_order
FROM mart.mart_top_products m;
CREATE VIEW bi.revenue_by_income_state AS SELECT * FROM mart.mart_revenue_by_income_state;
CREATE VIEW bi.revenue_vs_income_state_year AS SELECT * FROM mart.mart_revenue_vs_income_state_year;

/* What a mart's comments say holds for its view. */
DO $$
DECLARE
	model record;
	field record;
BEGIN
	FOR model IN
		SELECT v.oid, v.relname AS view, m.oid AS mart, pg_catalog.obj_description(m.oid, 'pg_class') AS comment
		FROM pg_catalog.pg_class v
		JOIN pg_catalog.pg_class m ON m.relname = 'mart_' || v.relname AND m.relnamespace = 'mart'::pg_catalog.regnamespace
		WHERE v.relnamespace = 'bi'::pg_catalog.regnamespace
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON VIEW bi.%I IS %L', model.view, model.comment);
		FOR field IN
			SELECT a.attname, pg_catalog.col_description(model.mart, a.attnum) AS comment
			FROM pg_catalog.pg_attribute a
			WHERE a.attrelid = model.mart AND a.attnum > 0
		LOOP
			EXECUTE pg_catalog.format('COMMENT ON COLUMN bi.%I.%I IS %L', model.view, field.attname, field.comment);
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON COLUMN bi.customer_segment_metrics.gender_order IS 'Place of gender in the order of the survey, the answers that say nothing last';
COMMENT ON COLUMN bi.customer_segment_metrics.is_hispanic_order IS 'Place of is_hispanic: Yes, No, Unknown';
COMMENT ON COLUMN bi.customer_segment_metrics.education_order IS 'Place of education in the natural order, 1 for the lowest';
COMMENT ON COLUMN bi.customer_segment_metrics.household_size_cat_order IS 'Place of household_size_cat in the natural order, 1 for the smallest';
COMMENT ON COLUMN bi.top_products.period_order IS 'Place of period: 0 for all, else the year';

CREATE VIEW bi.survey_fields AS
SELECT DISTINCT ON (f.field)
	f.field,
	pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.lower(f.field), '[^a-z0-9]+', '_', 'g'), '_') AS column_name,
	f.question
FROM (SELECT ecom.clean_text(l.field, 200) AS field, ecom.clean_text(l.question, 10000) AS question FROM raw.fields l) f
WHERE f.field IS NOT NULL
ORDER BY f.field, f.question NULLS LAST;
COMMENT ON VIEW bi.survey_fields IS 'What was asked; one row per column of the survey, whatever is loaded twice: of several questions, the first in the order of bytes. A line without field, or with one of more than 200 characters, is left out';
COMMENT ON COLUMN bi.survey_fields.field IS 'Column of survey.csv, as its header writes it';
COMMENT ON COLUMN bi.survey_fields.column_name IS 'Column of raw.survey';
COMMENT ON COLUMN bi.survey_fields.question IS 'The question as it was put; NULL if longer than 10,000 characters';
