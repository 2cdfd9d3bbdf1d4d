-- Models beside their own definitions: ecom.check(deep => true), ecom.row_hash().
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set seed :abs_srcdir '/sql/include/tiny_seed.sql'
\i :seed

-- what is stale is not compared, and is no failure: it says so
SELECT count(*) = (SELECT count(*) FROM ecom.models) AS all, sum(failures) AS failures, array_agg(DISTINCT detail) AS details FROM ecom.check(deep => true) WHERE test ~ '^rows of';
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
-- after a refresh: a test for each model, of severity error, all pass
SELECT count(*) = (SELECT count(*) FROM ecom.models) AS each, count(*) FILTER (WHERE test = 'rows of ' || model) = count(*) AS named,
	sum(failures) AS failures, count(detail) AS details, array_agg(DISTINCT severity) AS severities
FROM ecom.check(deep => true) WHERE test ~ '^rows of';
-- the others are run as well, and without deep only they
SELECT count(*) FILTER (WHERE test !~ '^rows of') = (SELECT count(*) FROM ecom.check()) AS others, count(*) FILTER (WHERE test ~ '^rows of') > 20 AS rows_of FROM ecom.check(deep => true);
SELECT count(*) FROM ecom.check(deep => false) WHERE test ~ '^rows of';
SELECT * FROM ecom.check(deep => NULL);

--
-- Refreshes that go wrong: the models keep their rows, and all that is kept of what they were made from says that they are fresh.
--
CREATE PROCEDURE pretend() LANGUAGE sql AS $$
	UPDATE ecom.model_state s SET inputs = f.inputs FROM ecom.model_staleness f WHERE f.model_oid = s.model_oid
$$;
-- a line that no model has, and one that two have, with another title: what is staged has one row too few, and one that should be another
BEGIN;
INSERT INTO raw.amazon_purchases VALUES ('2021-01-08', '10.00', '1.0', 'CA', 'Green Tea', 'B000000001', 'TEA', 'R_ann');
UPDATE raw.amazon_purchases SET title = 'Ear muffs' WHERE title = 'Headphones';
CALL pretend();
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND (failures > 0 OR detail IS NOT NULL);
SELECT * FROM ecom.failing_rows('rows of staging.stg_amazon_purchases') ORDER BY 1;
ROLLBACK;
-- an answer: the user, by the key
BEGIN;
UPDATE raw.survey SET q_demos_hispanic = CASE q_demos_hispanic WHEN 'Yes' THEN 'No' ELSE 'Yes' END WHERE survey_responseid = 'R_bob';
CALL pretend();
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND failures > 0;
SELECT * FROM ecom.failing_rows('rows of staging.stg_survey') ORDER BY 1;
ROLLBACK;

-- models of one's own: a row three times instead of twice, one with other digits, one that is NULL; keys of two columns; columns named as the query's own
CREATE TABLE public.numbers (m numeric, row_hash text);
INSERT INTO public.numbers VALUES (1.0, 'a'), (2.0, 'b'), (2.0, 'b'), (3.0, 'c'), (4, 'd'), (NULL, 'e');
CREATE MATERIALIZED VIEW mart.without_key AS SELECT n.m, n.row_hash FROM public.numbers n;
CREATE MATERIALIZED VIEW mart."With Key" AS SELECT DISTINCT n.row_hash AS "its ""hash""", n.m AS key FROM public.numbers n WHERE n.m IS NOT NULL;
CREATE UNIQUE INDEX ON mart."With Key" (key, "its ""hash""");
CREATE MATERIALIZED VIEW mart.no_columns AS SELECT FROM public.numbers;
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND (failures > 0 OR detail IS NOT NULL);
BEGIN;
INSERT INTO public.numbers VALUES (2.0, 'b');
UPDATE public.numbers SET m = 1.00 WHERE row_hash = 'a';
UPDATE public.numbers SET m = 0 WHERE row_hash = 'e';
DELETE FROM public.numbers WHERE row_hash = 'c';
CALL pretend();
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND failures > 0;
SELECT * FROM ecom.failing_rows('rows of mart."With Key"') ORDER BY 1;
SELECT f ->> 'is' AS is, count(*) FROM ecom.failing_rows('rows of mart.without_key') f GROUP BY 1 ORDER BY 1;
ROLLBACK;

-- each is compared as its owner, whoever asks, and what the owner may not read any more is told as a failure
CREATE ROLE regress_ecom_owner;
CREATE ROLE regress_ecom_checker;
GRANT USAGE ON SCHEMA mart TO regress_ecom_owner;
GRANT SELECT ON public.numbers TO regress_ecom_owner;
GRANT EXECUTE ON FUNCTION ecom.check, ecom.failing_rows TO regress_ecom_checker;
ALTER MATERIALIZED VIEW mart.without_key OWNER TO regress_ecom_owner;
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
SET ROLE regress_ecom_checker;
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of mart.w';
RESET ROLE;
REVOKE SELECT ON public.numbers FROM regress_ecom_owner;
SET ROLE regress_ecom_checker;
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of mart.w';
\set VERBOSITY terse
SELECT * FROM ecom.failing_rows('rows of mart.without_key');
SELECT * FROM ecom.row_tests();
\set VERBOSITY default
RESET ROLE;
GRANT SELECT ON public.numbers TO regress_ecom_owner;

-- settings of who asks do not matter
SET DateStyle = 'German, DMY';
SET IntervalStyle = iso_8601;
SELECT count(*) FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND (failures > 0 OR detail IS NOT NULL);
RESET DateStyle;
RESET IntervalStyle;

-- one that is rebuilt each time, since it cannot be followed; one without contents; one that is not there
CREATE MATERIALIZED VIEW mart.moment AS SELECT now() AS moment;
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
REFRESH MATERIALIZED VIEW mart.no_columns WITH NO DATA;
SELECT test, failures, detail FROM ecom.check(deep => true) WHERE test ~ '^rows of' AND detail IS NOT NULL;
SELECT * FROM ecom.failing_rows('rows of mart.moment');
SELECT * FROM ecom.failing_rows('rows of mart.nowhere');

-- it takes no longer than a test may, and can be cancelled: a model that was small, of a table that is large now
CREATE MATERIALIZED VIEW mart.long AS SELECT count(*) AS n FROM public.numbers a, public.numbers b, public.numbers c;
SELECT count(*) > 0 AS refreshed FROM ecom.refresh();
BEGIN;
INSERT INTO public.numbers SELECT i FROM generate_series(1, 10000) i;
CALL pretend();
UPDATE ecom.settings SET value = '1 second' WHERE name = 'max_test_time';
UPDATE ecom.model_state SET inputs = (SELECT f.inputs FROM ecom.model_staleness f WHERE f.model = 'long') WHERE model = 'long';
SELECT count(*), sum(failures) AS failures, max(detail) AS detail FROM ecom.check(deep => true) WHERE test = 'rows of mart.long';
UPDATE ecom.settings SET value = '1 hour' WHERE name = 'max_test_time';
SAVEPOINT before;
SET LOCAL statement_timeout = '1s';
SELECT * FROM ecom.failing_rows('rows of mart.long');
ROLLBACK;

--
-- The hash: of what is stored, not of what it is equal to
--
SELECT ecom.row_hash(ROW(1.0, 'a')) = ecom.row_hash(ROW(1.0, 'a')) AS same, ecom.row_hash(ROW(1.0, 'a')) <> ecom.row_hash(ROW(1.00, 'a')) AS digits,
	ecom.row_hash(ROW(1.0, 'a')) <> ecom.row_hash(ROW(1.0, NULL)) AS nulls, ecom.row_hash(ROW(NULL, 1)) <> ecom.row_hash(ROW(1, NULL)) AS places,
	ecom.row_hash(ROW(0.0::float8)) <> ecom.row_hash(ROW('-0'::float8)) AS zeros, ecom.row_hash(ROW('a'::name)) = ecom.row_hash(ROW('a'::name)) AS names,
	ecom.row_hash(NULL) AS none, ecom.row_hash(ROW()) AS empty;
-- wherever a value is stored: elsewhere, compressed or neither
CREATE TABLE public.long_texts (kind text, t text);
ALTER TABLE public.long_texts ALTER t SET STORAGE EXTERNAL;
INSERT INTO public.long_texts VALUES ('elsewhere', repeat('long ', 20000));
ALTER TABLE public.long_texts ALTER t SET STORAGE MAIN;
INSERT INTO public.long_texts VALUES ('compressed', repeat('long ', 20000));
SELECT count(*) AS ways, count(DISTINCT pg_column_size(l.t)) AS sizes, count(DISTINCT ecom.row_hash(ROW(l.t))) AS hashes, bool_and(ecom.row_hash(ROW(l.t)) = ecom.row_hash(ROW(repeat('long ', 20000)))) AS same
FROM public.long_texts l;

DROP MATERIALIZED VIEW mart.without_key, mart."With Key", mart.no_columns, mart.moment, mart.long;
DROP TABLE public.numbers, public.long_texts;
DROP PROCEDURE pretend;
DROP OWNED BY regress_ecom_owner, regress_ecom_checker;
DROP ROLE regress_ecom_owner, regress_ecom_checker;
