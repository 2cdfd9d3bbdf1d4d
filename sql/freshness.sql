-- A model is fresh if and only if what it was made from is what is there now, and it holds what was made of it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
CREATE SCHEMA regress_own;
CREATE TABLE regress_own.t (v integer);
INSERT INTO regress_own.t VALUES (1), (2), (3);
-- what a refresh does with the models made here, and whether each holds what its query gives
CREATE VIEW regress_own.refreshed AS SELECT model, action, reason FROM ecom.refresh() WHERE model ~ '^m_' ORDER BY model;
CREATE FUNCTION regress_own.wrong_models() RETURNS SETOF name LANGUAGE plpgsql AS $$
DECLARE
	m record;
	is_wrong boolean;
BEGIN
	FOR m IN SELECT * FROM ecom.models LOOP
		EXECUTE format('SELECT EXISTS ((TABLE %1$I.%2$I EXCEPT ALL (%3$s)) UNION ALL ((%3$s) EXCEPT ALL TABLE %1$I.%2$I))',
			m.schema, m.model, rtrim(pg_get_viewdef(m.model_oid), '; ')) INTO is_wrong;
		IF is_wrong THEN
			RETURN NEXT m.model;
		END IF;
	END LOOP;
END
$$;

-- Views. One under a model is defined anew, with the same tables, with fewer, and with none.
CREATE VIEW regress_own.low AS SELECT v FROM regress_own.t WHERE v < 2;
CREATE VIEW regress_own.lower AS SELECT v FROM regress_own.low;
CREATE MATERIALIZED VIEW mart.m_view AS SELECT v FROM regress_own.lower;
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
CREATE OR REPLACE VIEW regress_own.low AS SELECT v FROM regress_own.t WHERE v >= 2;
TABLE regress_own.refreshed;
TABLE mart.m_view;
CREATE OR REPLACE VIEW regress_own.low AS SELECT 7 AS v;
SELECT model, is_stale, reason FROM ecom.status WHERE model = 'm_view';
TABLE regress_own.refreshed;
TABLE mart.m_view;
TABLE regress_own.refreshed;
DROP VIEW regress_own.low CASCADE;
-- the extension's own views count, too: here one that rejects all
SELECT pg_get_viewdef('staging.checked_purchase_lines') AS definition \gset
CREATE OR REPLACE VIEW staging.checked_purchase_lines AS SELECT q.line, q.survey_responseid, q.order_date, q.quantity, q.state, q.unit_price, q.product_code, q.title, q.category,
	q.raw_order_date, q.raw_price, q.raw_quantity, q.raw_state, q.raw_title, q.raw_product_code, q.raw_category, q.raw_responseid, 'no'::text AS reason,
	coalesce(q.survey_responseid, '') AS respondent
	FROM staging.cleaned_purchase_lines q;
SELECT model, action, reason FROM ecom.refresh() WHERE action <> 'skipped' AND model ~ '^stg';
CREATE OR REPLACE VIEW staging.checked_purchase_lines AS :definition
SELECT model, action, reason FROM ecom.refresh() WHERE action <> 'skipped' AND model ~ '^stg';

-- Functions. What they do counts, and what they read, as far as the catalog knows.
CREATE FUNCTION regress_own.double_it(v integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN v * 2;
CREATE FUNCTION regress_own.double_it_again(v integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN regress_own.double_it(v) * 2;
CREATE MATERIALIZED VIEW mart.m_function AS SELECT regress_own.double_it_again(v) AS v FROM regress_own.t;
CREATE FUNCTION regress_own.values_of_t() RETURNS SETOF integer STABLE LANGUAGE sql BEGIN ATOMIC SELECT v FROM regress_own.t; END;
CREATE MATERIALIZED VIEW mart.m_reads AS SELECT v FROM regress_own.values_of_t() v;
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
SELECT source FROM ecom.model_dependencies WHERE model = 'mart.m_reads'::regclass;
CREATE OR REPLACE FUNCTION regress_own.double_it(v integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN v * 3;
TABLE regress_own.refreshed;
INSERT INTO regress_own.t VALUES (4);
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
-- an order of refreshing, also through functions
CREATE MATERIALIZED VIEW mart.m_z_source AS SELECT count(*) AS n FROM regress_own.t;
CREATE FUNCTION regress_own.n() RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT n FROM mart.m_z_source; END;
CREATE MATERIALIZED VIEW mart.m_a_reader AS SELECT regress_own.n() AS n;
SELECT model, level FROM ecom.model_order WHERE model IN ('m_a_reader', 'm_z_source') ORDER BY level;
DROP MATERIALIZED VIEW mart.m_function, mart.m_reads, mart.m_a_reader;
DROP MATERIALIZED VIEW mart.m_z_source CASCADE;
-- aggregates, operators, and the functions of domains
CREATE FUNCTION regress_own.add(a integer, b integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN a + b;
CREATE AGGREGATE regress_own.total (integer) (SFUNC = regress_own.add, STYPE = integer, INITCOND = '0');
CREATE OPERATOR regress_own.@+@ (FUNCTION = regress_own.add, LEFTARG = integer, RIGHTARG = integer);
CREATE FUNCTION regress_own.is_fine(v integer) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN v < 100;
CREATE DOMAIN regress_own.fine AS integer CHECK (regress_own.is_fine(VALUE));
CREATE MATERIALIZED VIEW mart.m_aggregate AS SELECT regress_own.total(v) AS v FROM regress_own.t;
CREATE MATERIALIZED VIEW mart.m_operator AS SELECT v OPERATOR(regress_own.@+@) 1 AS v FROM regress_own.t;
CREATE MATERIALIZED VIEW mart.m_domain AS SELECT v::regress_own.fine AS v FROM regress_own.t;
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
CREATE OR REPLACE FUNCTION regress_own.add(a integer, b integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN a + b + 1;
CREATE OR REPLACE FUNCTION regress_own.is_fine(v integer) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN v < 200;
TABLE regress_own.refreshed;
ALTER DOMAIN regress_own.fine SET NOT NULL;
TABLE regress_own.refreshed;
DROP MATERIALIZED VIEW mart.m_aggregate, mart.m_operator, mart.m_domain;
-- the labels of an enum
CREATE TYPE regress_own.color AS ENUM ('red', 'green');
CREATE TABLE regress_own.colors (name text);
INSERT INTO regress_own.colors VALUES ('red'), ('blue');
CREATE MATERIALIZED VIEW mart.m_enum AS SELECT ecom.clean_answer(name, NULL::regress_own.color) AS color FROM regress_own.colors;
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
ALTER TYPE regress_own.color ADD VALUE 'blue' BEFORE 'green';
TABLE regress_own.refreshed;
SELECT * FROM mart.m_enum ORDER BY color;
DROP MATERIALIZED VIEW mart.m_enum;
-- a model that takes whole rows sees a new column; one that does not is left as it is
CREATE MATERIALIZED VIEW mart.m_rows AS SELECT to_jsonb(t) AS r FROM regress_own.t;
CREATE MATERIALIZED VIEW mart.m_values AS SELECT v FROM regress_own.t;
TABLE regress_own.refreshed;
ALTER TABLE regress_own.t ADD COLUMN w integer DEFAULT 5;
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
DROP MATERIALIZED VIEW mart.m_rows, mart.m_values;
-- the extension's own functions, and its library
CREATE MATERIALIZED VIEW mart.m_clean AS SELECT ecom.clean_text(name) AS name FROM regress_own.colors;
TABLE regress_own.refreshed;
UPDATE ecom.model_state SET inputs = inputs || '{"the library of ecom_analytics": "0.0"}' WHERE model = 'm_clean';
TABLE regress_own.refreshed;
ALTER FUNCTION ecom.clean_text(text) CALLED ON NULL INPUT;
TABLE regress_own.refreshed;
ALTER FUNCTION ecom.clean_text(text) STRICT;
DROP MATERIALIZED VIEW mart.m_clean;

-- What cannot be followed is rebuilt each time, and says so: bodies in another language, what is not IMMUTABLE, the moment, catalogs,
-- samples, row security, parents of others.
CREATE FUNCTION regress_own.secret(v integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN regress_own.double_it(v); END $$;
CREATE FUNCTION regress_own.reader() RETURNS bigint STABLE LANGUAGE sql AS $$ SELECT count(*) FROM regress_own.t $$;
CREATE TABLE regress_own.parent (v integer);
CREATE TABLE regress_own.child () INHERITS (regress_own.parent);
CREATE TABLE regress_own.guarded (v integer);
ALTER TABLE regress_own.guarded ENABLE ROW LEVEL SECURITY;
CREATE MATERIALIZED VIEW mart.m_1_secret AS SELECT regress_own.secret(v) AS v FROM regress_own.t;
CREATE MATERIALIZED VIEW mart.m_2_reader AS SELECT regress_own.reader() AS v;
CREATE MATERIALIZED VIEW mart.m_3_now AS SELECT now() AS v;
CREATE MATERIALIZED VIEW mart.m_4_time AS SELECT CURRENT_TIMESTAMP AS v;
CREATE MATERIALIZED VIEW mart.m_5_random AS SELECT random() AS v;
CREATE MATERIALIZED VIEW mart.m_6_setting AS SELECT current_setting('work_mem') AS v;
CREATE MATERIALIZED VIEW mart.m_7_catalog AS SELECT count(*) AS n FROM pg_class;
CREATE MATERIALIZED VIEW mart.m_8_sample AS SELECT v FROM regress_own.t TABLESAMPLE bernoulli (50);
CREATE MATERIALIZED VIEW mart.m_9_parent AS SELECT v FROM regress_own.parent;
CREATE MATERIALIZED VIEW mart.m_a_guarded AS SELECT v FROM regress_own.guarded;
SELECT model, action FROM regress_own.refreshed;
TABLE regress_own.refreshed;
SELECT count(*) FILTER (WHERE is_stale) AS stale FROM ecom.status WHERE model ~ '^m_';
INSERT INTO regress_own.child VALUES (1);
SELECT count(*) FROM regress_own.refreshed;
TABLE mart.m_9_parent;
DROP MATERIALIZED VIEW mart.m_1_secret, mart.m_2_reader, mart.m_3_now, mart.m_4_time, mart.m_5_random, mart.m_6_setting, mart.m_7_catalog, mart.m_8_sample, mart.m_9_parent, mart.m_a_guarded;

-- The day: in the time zone of the setting, whoever asks; however it is asked for.
CREATE TABLE regress_own.days (d timestamptz);
INSERT INTO regress_own.days VALUES ('2020-01-01 12:00+00');
CREATE MATERIALIZED VIEW mart.m_1_today AS SELECT ecom.today() AS d;
CREATE MATERIALIZED VIEW mart.m_2_current AS SELECT CURRENT_DATE AS d;
CREATE MATERIALIZED VIEW mart.m_3_age AS SELECT age(d) FROM regress_own.days;
CREATE MATERIALIZED VIEW mart.m_4_word AS SELECT w.word::date AS d FROM (VALUES ('today'::text)) AS w (word);
CREATE MATERIALIZED VIEW mart.m_5_zone AS SELECT d::date AS d, to_char(d, 'HH24') AS hour FROM regress_own.days;
CREATE FUNCTION regress_own.late() RETURNS boolean STABLE LANGUAGE sql RETURN CURRENT_DATE > '2020-01-01'::date;
CREATE MATERIALIZED VIEW mart.m_6_function AS SELECT regress_own.late() AS is_late;
SELECT model, action FROM regress_own.refreshed;
TABLE regress_own.refreshed;
SET timezone = 'Pacific/Kiritimati';
TABLE regress_own.refreshed;
SET timezone = 'Pacific/Pago_Pago';
TABLE regress_own.refreshed;
SELECT count(*) AS skipped FROM ecom.refresh() WHERE action = 'skipped' AND schema = 'staging';
RESET timezone;
UPDATE ecom.model_state SET inputs = inputs || '{"the day": "2000-01-01"}' WHERE inputs ? 'the day';
TABLE regress_own.refreshed;
-- Another time zone: 13 hours after noon in UTC it is another day there. It may be there now, or not; the models are as of another one.
UPDATE ecom.model_state SET inputs = inputs || '{"the day": "2000-01-01"}' WHERE inputs ? 'the day';
UPDATE ecom.settings SET value = 'Pacific/Auckland' WHERE name = 'time_zone';
TABLE regress_own.refreshed;
TABLE mart.m_5_zone;
SELECT (SELECT d FROM mart.m_1_today) = (now() AT TIME ZONE 'Pacific/Auckland')::date AS today, (SELECT d FROM mart.m_2_current) = (now() AT TIME ZONE 'Pacific/Auckland')::date AS "current",
	(SELECT d FROM mart.m_4_word) = (now() AT TIME ZONE 'Pacific/Auckland')::date AS word;
UPDATE ecom.settings SET value = 'UTC' WHERE name = 'time_zone';
DROP MATERIALIZED VIEW mart.m_1_today, mart.m_2_current, mart.m_3_age, mart.m_4_word, mart.m_5_zone, mart.m_6_function;

-- The contents: a model that somebody else refreshed holds what he saw.
CREATE MATERIALIZED VIEW mart.m_own AS SELECT v FROM regress_own.t;
CREATE UNIQUE INDEX ON mart.m_own (v);
CREATE MATERIALIZED VIEW mart.m_reader AS SELECT sum(v) AS v FROM mart.m_own;
SELECT model, action FROM regress_own.refreshed;
INSERT INTO regress_own.t VALUES (666);
REFRESH MATERIALIZED VIEW mart.m_own;
DELETE FROM regress_own.t WHERE v = 666;
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
INSERT INTO regress_own.t VALUES (667);
REFRESH MATERIALIZED VIEW CONCURRENTLY mart.m_own;
DELETE FROM regress_own.t WHERE v = 667;
SELECT model, is_stale, reason FROM ecom.status WHERE model ~ '^m_' ORDER BY model;
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
-- a refresh by hand that changes nothing is none; neither are grants, indexes, VACUUM, a new owner
CREATE ROLE regress_ecom_other;
REFRESH MATERIALIZED VIEW CONCURRENTLY mart.m_own;
GRANT SELECT ON mart.m_own TO regress_ecom_other;
REVOKE SELECT ON mart.m_own FROM regress_ecom_other;
CREATE INDEX ON mart.m_reader (v);
VACUUM ANALYZE mart.m_own, mart.m_reader, regress_own.t;
TABLE regress_own.refreshed;
-- a model in the middle whose rows come out the same: who reads it is not stale later
SELECT model, action, reason FROM ecom.refresh('{mart.m_own}', force => true) WHERE model ~ '^m_';
TABLE regress_own.refreshed;
-- and whose rows do not
INSERT INTO regress_own.t VALUES (5);
SELECT model, action, reason FROM ecom.refresh('{mart.m_own}') WHERE model ~ '^m_';
SELECT model, is_stale, reason FROM ecom.status WHERE model ~ '^m_' ORDER BY model;
TABLE regress_own.refreshed;
DROP MATERIALIZED VIEW mart.m_own CASCADE;
DROP ROLE regress_ecom_other;
-- of a model that is gone, nothing is kept
SELECT count(*) > 0 AS models FROM ecom.refresh();
SELECT count(*) FROM ecom.model_state WHERE model ~ '^m_';

-- A materialized view of another schema is a source like a table.
CREATE MATERIALIZED VIEW regress_own.kept AS SELECT v FROM regress_own.t;
CREATE MATERIALIZED VIEW mart.m_of_kept AS SELECT v FROM regress_own.kept;
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
INSERT INTO regress_own.t VALUES (6);
TABLE regress_own.refreshed;
REFRESH MATERIALIZED VIEW regress_own.kept;
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
DROP MATERIALIZED VIEW regress_own.kept CASCADE;

-- Tables emptied and filled again: in one transaction the rows have the same number and places.
CREATE MATERIALIZED VIEW mart.m_same AS SELECT v FROM regress_own.t;
TABLE regress_own.refreshed;
BEGIN;
TRUNCATE regress_own.t;
INSERT INTO regress_own.t VALUES (1), (2);
TABLE regress_own.refreshed;
TRUNCATE regress_own.t;
INSERT INTO regress_own.t VALUES (10), (20);
TABLE regress_own.refreshed;
TABLE mart.m_same;
DELETE FROM regress_own.t;
INSERT INTO regress_own.t VALUES (11), (21);
SAVEPOINT s;
TABLE regress_own.refreshed;
ROLLBACK TO s;
TABLE regress_own.refreshed;
COMMIT;
-- what was loaded in the transaction that refreshed may have been replaced after that: it is looked at once more
TABLE regress_own.refreshed;
TABLE regress_own.refreshed;
SELECT * FROM regress_own.wrong_models();
-- VACUUM FULL moves rows: then it is rebuilt
DELETE FROM regress_own.t WHERE v = 11;
TABLE regress_own.refreshed;
VACUUM FULL regress_own.t;
TABLE regress_own.refreshed;
DROP MATERIALIZED VIEW mart.m_same;

-- Settings: those that no model reads change none.
UPDATE ecom.settings SET value = '3 days' WHERE name = 'max_refresh_age';
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
SELECT action, count(*) FROM ecom.refresh() GROUP BY action;
UPDATE ecom.settings SET value = '2019-01-01' WHERE name = 'earliest_order_date';
SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped' AND schema = 'staging';

-- One small model is no refresh of all: whoever watches is not satisfied.
UPDATE ecom.refresh_log SET finished_at = now() - interval '30 days';
SELECT count(*) FROM ecom.refresh('{staging.stg_state_codes}');
SELECT is_overdue FROM ecom.refresh_monitor;
SELECT count(*) > 0 AS models FROM ecom.refresh();
SELECT is_overdue FROM ecom.refresh_monitor;

-- How fresh models are can be granted to who may not read what people answered.
CREATE ROLE regress_ecom_watch;
SET ROLE regress_ecom_watch;
SELECT count(*) FROM ecom.status;
RESET ROLE;
GRANT SELECT ON ecom.status TO regress_ecom_watch;
GRANT EXECUTE ON FUNCTION ecom.model_freshness TO regress_ecom_watch;
SET ROLE regress_ecom_watch;
SELECT count(*) AS models, bool_or(is_stale) AS stale FROM ecom.status;
SELECT count(*) FROM raw.survey;
RESET ROLE;
DROP OWNED BY regress_ecom_watch;
DROP ROLE regress_ecom_watch;

-- What a refresh gives does not hang on who calls it, and how.
CREATE TABLE regress_own.moments (at timestamptz, amount numeric, word text);
INSERT INTO regress_own.moments VALUES ('2020-06-01 23:30+00', 1234.5, 'today');
CREATE MATERIALIZED VIEW mart.m_words AS SELECT at::text AS at, at::date AS day, to_char(amount, 'L9G999D9') AS amount, interval '1 day 2 hours'::text AS duration, '\x00ff'::bytea::text AS bytes,
	(0.1::float8 + 0.2)::text AS float, 1 = NULL AS of_null FROM regress_own.moments;
CREATE TABLE regress_own.words AS TABLE mart.m_words WITH NO DATA;
SET timezone = 'Asia/Tokyo';
SET datestyle = 'German';
SET intervalstyle = 'sql_standard';
SET bytea_output = 'escape';
SET extra_float_digits = 0;
SELECT count(*) FROM ecom.refresh('{mart.m_words}', force => true) WHERE model = 'm_words';
INSERT INTO regress_own.words TABLE mart.m_words;
RESET timezone;
RESET datestyle;
RESET intervalstyle;
RESET bytea_output;
RESET extra_float_digits;
SELECT count(*) FROM ecom.refresh('{mart.m_words}', force => true) WHERE model = 'm_words';
SELECT w = m AS is_same FROM regress_own.words w, mart.m_words m;
TABLE mart.m_words;
SHOW timezone;
DROP MATERIALIZED VIEW mart.m_words;

DROP SCHEMA regress_own CASCADE;
