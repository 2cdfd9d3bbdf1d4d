-- The sample, end to end: load with \copy, refresh, and what must hold of any data.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

\getenv abs_srcdir PG_ABS_SRCDIR
\set sample :abs_srcdir '/data/sample'
\set invariants :abs_srcdir '/sql/include/invariants.sql'
\cd :sample
\copy raw.amazon_purchases FROM 'amazon-purchases.csv' CSV HEADER
\copy raw.survey FROM 'survey.csv' CSV HEADER
\copy raw.fields FROM 'fields.csv' CSV HEADER
SELECT count(*) AS census_years FROM ecom.load_bundled_census();
SELECT schema, count(*) AS models, bool_and(rows >= 0 AND seconds >= 0) AS plausible FROM ecom.refresh() GROUP BY schema ORDER BY schema;

SELECT (SELECT count(*) FROM raw.amazon_purchases) AS lines, (SELECT count(*) FROM staging.stg_amazon_purchases) AS staged,
	(SELECT count(*) FROM refinement.dim_user) AS users;
SELECT reason, count(*) FROM staging.stg_amazon_purchases_rejected GROUP BY reason ORDER BY reason;

\i :invariants

-- plain REFRESH rebuilds a model to the same contents
CREATE TEMP TABLE before AS TABLE mart.mart_cohort_retention;
REFRESH MATERIALIZED VIEW mart.mart_cohort_retention;
REFRESH MATERIALIZED VIEW CONCURRENTLY mart.mart_cohort_retention;
SELECT count(*) AS changed FROM (TABLE before EXCEPT TABLE mart.mart_cohort_retention) x;

-- each mart can be refreshed CONCURRENTLY: its grain is a unique index over NOT NULL columns
DO $$
DECLARE
	model regclass;
BEGIN
	FOR model IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'm' AND c.relnamespace = 'mart'::regnamespace LOOP
		EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %s', model);
	END LOOP;
END
$$;
