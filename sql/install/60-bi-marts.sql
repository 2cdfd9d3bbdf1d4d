/*
 * BI: a plain view a mart, which the query builders of Superset, Grafana and Metabase list with their comments (they pass over materialized
 * views).  Text where the mart has enums, with a column to sort by; a date beside each year; all the codes that maps know a state by;
 * money with its two decimals in its type.
 */

CREATE VIEW bi.sales_by_state_m_y AS
SELECT
	m.month,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.state_key,
	m.state_key AS state_fips,
	s.state_postal,
	'US-' || nullif(s.state_postal, 'ZZ') AS iso_code,
	m.state_name,
	m.orders_count,
	m.total_units,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.active_users,
	m.baskets,
	m.is_covered,
	m.is_complete_year
FROM mart.mart_sales_by_state_m_y m
LEFT JOIN refinement.dim_state s ON s.state_fips = m.state_key;

CREATE VIEW bi.sales_by_category_m_y AS
SELECT
	m.month,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.category,
	m.orders_count,
	m.total_units,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.is_covered,
	m.is_complete_year
FROM mart.mart_sales_by_category_m_y m;

CREATE VIEW bi.customer_segment_metrics AS
SELECT
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.age_group::text AS age_group,
	m.income_bracket::text AS income_bracket,
	m.gender::text AS gender,
	m.is_hispanic::text AS is_hispanic,
	m.education::text AS education,
	m.household_size_cat::text AS household_size_cat,
	m.age_group_order,
	m.income_bracket_order,
	array_position(enum_range(m.gender), m.gender)::smallint AS gender_order,
	array_position('{Yes,No,Unknown}'::ecom.survey_answer[], m.is_hispanic)::smallint AS is_hispanic_order,
	array_position(enum_range(m.education), m.education)::smallint AS education_order,
	array_position(enum_range(m.household_size_cat), m.household_size_cat)::smallint AS household_size_cat_order,
	m.segment_users,
	m.orders_count,
	m.total_units,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.avg_orders_per_user::numeric(38,2) AS avg_orders_per_user,
	m.is_complete_year
FROM mart.mart_customer_segment_metrics m;
COMMENT ON COLUMN bi.customer_segment_metrics.gender_order IS 'Place of gender in the order of the survey, the answers that say nothing last';
COMMENT ON COLUMN bi.customer_segment_metrics.is_hispanic_order IS 'Place of is_hispanic: 1 Yes, 2 No, 3 Unknown';
COMMENT ON COLUMN bi.customer_segment_metrics.education_order IS 'Place of education in the natural order, 1 for the lowest';
COMMENT ON COLUMN bi.customer_segment_metrics.household_size_cat_order IS 'Place of household_size_cat in the natural order, 1 for the smallest';

CREATE VIEW bi.cohort_retention AS
SELECT
	m.cohort_month,
	m.months_after,
	(m.cohort_month + make_interval(months => m.months_after))::date AS month,
	m.cohort_year,
	make_date(m.cohort_year, 1, 1) AS year_start,
	m.active_users,
	m.cohort_size,
	m.retention_pct::numeric(4,1) AS retention_pct,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.is_complete,
	m.is_complete AS is_covered,
	c.is_complete_year,
	m.cohort_size < (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size') AS is_small,
	m.cumulative_revenue::numeric(38,2) AS cumulative_revenue,
	m.lifetime_value::numeric(38,2) AS lifetime_value
FROM mart.mart_cohort_retention m
LEFT JOIN mart.mart_months c ON c.month = m.cohort_month;
COMMENT ON COLUMN bi.cohort_retention.month IS 'First day of the month that the cell is about: cohort_month and months_after months. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN bi.cohort_retention.year_start IS 'First day of cohort_year, for what filters and sorts by dates. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN bi.cohort_retention.is_covered IS 'The same as is_complete';
COMMENT ON COLUMN bi.cohort_retention.is_complete_year IS 'Do the purchase histories cover all twelve months of cohort_year? See refinement.dim_date.is_complete_year';
COMMENT ON COLUMN bi.cohort_retention.is_small IS 'Has the cohort fewer users than the setting min_group_size? Then its percentages say little';

CREATE VIEW bi.top_products AS
SELECT
	m.period,
	coalesce(nullif(m.period, 'all')::integer, 0) AS period_order,
	nullif(m.period, 'all')::integer AS year,
	make_date(nullif(m.period, 'all')::integer, 1, 1) AS year_start,
	m.product_key,
	m.title,
	m.category,
	m.total_quantity,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.rank_by_revenue,
	m.rank_by_units,
	y.is_complete_year
FROM mart.mart_top_products m
LEFT JOIN (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y ON y.year = nullif(m.period, 'all')::integer;

CREATE VIEW bi.top_products_by_category AS
SELECT
	m.period,
	coalesce(nullif(m.period, 'all')::integer, 0) AS period_order,
	nullif(m.period, 'all')::integer AS year,
	make_date(nullif(m.period, 'all')::integer, 1, 1) AS year_start,
	m.category,
	m.product_key,
	m.title,
	m.total_quantity,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.rank_by_revenue,
	m.rank_by_units,
	y.is_complete_year
FROM mart.mart_top_products_by_category m
LEFT JOIN (SELECT DISTINCT a.year, a.is_complete_year FROM mart.mart_months a) y ON y.year = nullif(m.period, 'all')::integer;

CREATE VIEW bi.top_product_months AS
SELECT
	m.month,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.product_key,
	m.title,
	m.category,
	m.orders_count,
	m.total_units,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.is_covered,
	m.is_complete_year
FROM mart.mart_top_product_months m;

CREATE VIEW bi.revenue_by_income_state AS
SELECT
	m.income_bracket::text AS income_bracket,
	m.income_bracket_order,
	m.state_key,
	m.state_key AS state_fips,
	s.state_postal,
	'US-' || nullif(s.state_postal, 'ZZ') AS iso_code,
	m.state_name,
	m.orders_count,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.active_users
FROM mart.mart_revenue_by_income_state m
LEFT JOIN refinement.dim_state s ON s.state_fips = m.state_key;

CREATE VIEW bi.revenue_vs_income_state_year AS
SELECT
	m.state_fips,
	m.state_fips AS state_key,
	s.state_postal,
	'US-' || nullif(s.state_postal, 'ZZ') AS iso_code,
	m.state_name,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.total_orders,
	m.total_orders AS orders_count,
	m.active_users,
	m.median_household_income,
	m.total_population,
	m.revenue_per_capita::numeric(38,6) AS revenue_per_capita,
	m.revenue_per_user::numeric(38,2) AS revenue_per_user,
	m.is_complete_year,
	m.resident_users,
	m.resident_orders,
	m.resident_revenue::numeric(38,2) AS resident_revenue
FROM mart.mart_revenue_vs_income_state_year m
LEFT JOIN refinement.dim_state s ON s.state_fips = m.state_fips;

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
