-- One role's SQL in another's call (docs/security.md): each attacker holds what the documentation says it needs, and gets no more.
\set VERBOSITY terse
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
\getenv abs_srcdir PG_ABS_SRCDIR
\set load_helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set load_cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :load_helpers
\set VERBOSITY terse
CREATE ROLE regress_ecom_scheduler;
CREATE ROLE regress_ecom_writer;
CREATE ROLE regress_ecom_checker;
CREATE ROLE regress_ecom_loader;
CREATE ROLE regress_ecom_root SUPERUSER;
GRANT EXECUTE ON FUNCTION ecom.refresh TO regress_ecom_scheduler;
GRANT INSERT, SELECT ON ecom.data_tests TO regress_ecom_writer;
GRANT EXECUTE ON FUNCTION ecom.check, ecom.failing_rows TO regress_ecom_checker;
GRANT EXECUTE ON FUNCTION ecom.load_csv TO regress_ecom_loader;
GRANT pg_read_server_files TO regress_ecom_loader;
CREATE SCHEMA AUTHORIZATION regress_ecom_scheduler;
CREATE SCHEMA AUTHORIZATION regress_ecom_writer;
CREATE SCHEMA AUTHORIZATION regress_ecom_checker;
CREATE SCHEMA AUTHORIZATION regress_ecom_loader;

-- who of them has become more than it was
CREATE FUNCTION risen() RETURNS TABLE (risen name) LANGUAGE sql AS
	$$SELECT rolname FROM pg_roles WHERE rolname ~ '^regress_ecom_' AND rolname <> 'regress_ecom_root' AND rolsuper ORDER BY rolname$$;
-- what each of them would like others to run for it
CREATE FUNCTION rise() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	ALTER ROLE regress_ecom_scheduler SUPERUSER;
	ALTER ROLE regress_ecom_writer SUPERUSER;
	ALTER ROLE regress_ecom_checker SUPERUSER;
	ALTER ROLE regress_ecom_loader SUPERUSER;
	RETURN true;
END
$$;

--
-- The scheduler, who may execute ecom.refresh, and models of a superuser whose functions leave schemas out
--
CREATE FUNCTION helper(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i';
CREATE FUNCTION careless(i integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN helper(i); END';
CREATE FUNCTION careless_of_tables(i integer) RETURNS integer LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT n FROM factors) * i; END';
CREATE TABLE factors AS SELECT 2 AS n;
CREATE TABLE numbers AS SELECT 1 AS n;
SET ROLE regress_ecom_scheduler;
CREATE FUNCTION regress_ecom_scheduler.helper(i integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN PERFORM public.rise(); RETURN i; END';
CREATE FUNCTION regress_ecom_scheduler.equals(a integer, b integer) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN public.rise(); END';
CREATE OPERATOR regress_ecom_scheduler.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = regress_ecom_scheduler.equals);
RESET ROLE;
CREATE PROCEDURE refresh_as_scheduler() LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL ROLE regress_ecom_scheduler;
	SET LOCAL search_path = regress_ecom_scheduler, public, pg_catalog;
	PERFORM pg_catalog.count(*) FROM ecom.refresh(force => true);
	RAISE WARNING 'refreshed';
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '%: %', SQLSTATE, replace(SQLERRM, format('"%s"', session_user), '(owner)');
END
$$;

-- what would happen with the rights of a superuser and the scheduler's search_path
BEGIN;
SET LOCAL search_path = regress_ecom_scheduler, public;
SELECT careless(1);
SELECT * FROM risen();
ROLLBACK;

-- a function in a model's query
CREATE MATERIALIZED VIEW mart.own AS SELECT public.careless(n) AS n FROM public.numbers WITH NO DATA;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- in an index
CREATE MATERIALIZED VIEW mart.own AS SELECT n FROM public.numbers WITH NO DATA;
CREATE INDEX ON mart.own (public.careless(n));
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- in the condition of an index of a model that is merged, and has no rows yet
DELETE FROM numbers;
CREATE MATERIALIZED VIEW mart.own AS SELECT n FROM public.numbers;
CREATE UNIQUE INDEX ON mart.own (n);
CREATE INDEX ON mart.own (n) WHERE public.careless(n) > 0;
INSERT INTO numbers VALUES (1), (2);
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- in a statistics object, which ANALYZE evaluates
CREATE MATERIALIZED VIEW mart.own AS SELECT n FROM public.numbers;
CREATE STATISTICS public.own ON (public.careless(n)) FROM mart.own;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- in a domain
CREATE DOMAIN public.checked AS integer CONSTRAINT is_fine CHECK (public.careless(VALUE) > 0);
CREATE MATERIALIZED VIEW mart.own AS SELECT n::public.checked FROM public.numbers WITH NO DATA;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- in a cast
CREATE FUNCTION to_line(i integer) RETURNS line LANGUAGE plpgsql AS 'BEGIN PERFORM helper(i); RETURN ''{1,1,1}''; END';
CREATE CAST (integer AS line) WITH FUNCTION to_line(integer);
CREATE MATERIALIZED VIEW mart.own AS SELECT n::line FROM public.numbers WITH NO DATA;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
DROP CAST (integer AS line);
DROP FUNCTION to_line;
-- in a row security policy that holds for the model's owner, who is no superuser here
CREATE TABLE guarded AS SELECT 1 AS n;
CREATE POLICY guard ON guarded USING (public.careless(n) > 0);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON guarded TO regress_ecom_writer;
CREATE MATERIALIZED VIEW mart.own AS SELECT n FROM public.guarded;
ALTER MATERIALIZED VIEW mart.own OWNER TO regress_ecom_writer;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- a table: what the session has of temporary ones stands last in every search_path, and is not looked at
CREATE MATERIALIZED VIEW mart.own AS SELECT public.careless_of_tables(n) AS n FROM public.numbers WITH NO DATA;
SET ROLE regress_ecom_scheduler;
CREATE TEMP VIEW factors AS SELECT n FROM (SELECT 2 AS n, public.rise()) x;
GRANT SELECT ON factors TO PUBLIC;
RESET ROLE;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DISCARD TEMP;
CALL refresh_as_scheduler();
DROP MATERIALIZED VIEW mart.own;
-- a type
CREATE DOMAIN public.amount AS integer;
CREATE FUNCTION careless_of_types(i integer) RETURNS integer LANGUAGE plpgsql STABLE AS 'DECLARE a amount := i; BEGIN RETURN a; END';
CREATE MATERIALIZED VIEW mart.own AS SELECT public.careless_of_types(n) AS n FROM public.numbers WITH NO DATA;
SET ROLE regress_ecom_scheduler;
CREATE DOMAIN pg_temp.amount AS integer CHECK (public.rise());
RESET ROLE;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DISCARD TEMP;
DROP MATERIALIZED VIEW mart.own;
-- a model of the scheduler's own runs as the scheduler
CREATE FUNCTION try_to_rise() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN public.rise(); EXCEPTION WHEN insufficient_privilege THEN RAISE ''no right to rise''; END';
CREATE MATERIALIZED VIEW mart.own AS SELECT public.try_to_rise() WITH NO DATA;
ALTER MATERIALIZED VIEW mart.own OWNER TO regress_ecom_scheduler;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;
-- and none can do what a restricted operation cannot
CREATE FUNCTION leave(statement text) RETURNS integer LANGUAGE plpgsql AS 'BEGIN EXECUTE statement; RETURN 1; END';
CREATE MATERIALIZED VIEW mart.own AS SELECT public.leave('SET ROLE regress_ecom_root') WITH NO DATA;
CALL refresh_as_scheduler();
DROP MATERIALIZED VIEW mart.own;
CREATE MATERIALIZED VIEW mart.own AS SELECT public.leave('CREATE TEMP TABLE left_behind ()') WITH NO DATA;
CALL refresh_as_scheduler();
DROP MATERIALIZED VIEW mart.own;
-- careful functions are refreshed
ALTER FUNCTION careless(integer) SET search_path = public, pg_temp;
CREATE MATERIALIZED VIEW mart.own AS SELECT public.careless(n) AS n FROM public.numbers;
CALL refresh_as_scheduler();
SELECT * FROM risen();
DROP MATERIALIZED VIEW mart.own;

--
-- The writer of data tests, who may INSERT into ecom.data_tests, and others who run them
--
SET ROLE regress_ecom_writer;
CREATE FUNCTION regress_ecom_writer.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
CREATE TABLE regress_ecom_writer.kept (n integer);
CREATE SEQUENCE regress_ecom_writer.counter;
CREATE TABLE regress_ecom_writer.statements (n integer, statement text);
INSERT INTO regress_ecom_writer.statements VALUES
	(1, 'SELECT public.rise()'), (2, 'SET ROLE regress_ecom_root'), (3, 'RESET ROLE'), (4, 'SET SESSION AUTHORIZATION DEFAULT'),
	(5, 'SELECT set_config(''role'', ''none'', false)'), (6, 'SELECT set_config(''session_authorization'', ''regress_ecom_root'', true)'),
	(10, 'INSERT INTO regress_ecom_writer.kept VALUES (1)'), (11, 'CREATE TABLE regress_ecom_writer.more ()'), (12, 'DROP TABLE regress_ecom_writer.kept'),
	(13, 'CREATE TEMP TABLE more ()'), (14, 'SELECT nextval(''regress_ecom_writer.counter'')'), (15, 'SELECT * FROM regress_ecom_writer.kept FOR UPDATE'),
	(17, 'TRUNCATE regress_ecom_writer.kept'), (18, 'GRANT SELECT ON regress_ecom_writer.kept TO PUBLIC'),
	(19, 'SELECT public.log_it()'),
	(20, 'SET transaction_read_only = off'), (21, 'SELECT set_config(''transaction_read_only'', ''off'', true)'), (22, 'COMMIT'), (23, 'SAVEPOINT s'), (24, 'DO ''BEGIN COMMIT; END'''),
	(30, 'COPY regress_ecom_writer.kept TO PROGRAM ''id'''), (31, 'COPY regress_ecom_writer.kept TO ''kept'''), (32, 'SELECT lo_export(1, ''kept'')'), (33, 'SELECT pg_read_file(''PG_VERSION'')'),
	(40, 'PREPARE p AS SELECT 1'), (41, 'DEALLOCATE ALL'), (42, 'DISCARD ALL'), (43, 'LISTEN c'), (44, 'DECLARE c CURSOR WITH HOLD FOR SELECT 1'), (45, 'LOAD ''auto_explain'''),
	(46, 'SELECT pg_terminate_backend(pg_backend_pid())'), (47, 'SELECT count(*) FROM ecom.check()'), (48, 'SELECT count(*) FROM ecom.refresh()'), (49, 'TABLE raw.survey'),
	-- what can be done leaves nothing behind
	(60, 'SET search_path = regress_ecom_writer'), (61, 'SET statement_timeout = 1'), (62, 'SET DateStyle = German'), (64, 'NOTIFY c'),
	(65, 'SELECT pg_advisory_xact_lock(424242)'), (66, 'LOCK TABLE regress_ecom_writer.kept IN ACCESS EXCLUSIVE MODE');
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES
	('attempts', 'x', 'off', 'None succeeds', 'SELECT s.n, s.statement, regress_ecom_writer.attempt(s.statement) AS outcome FROM regress_ecom_writer.statements s');
RESET ROLE;
CREATE FUNCTION log_it() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'INSERT INTO numbers VALUES (42)';
-- run by a superuser, who has more rights than the writer; 25006: it is read only, 42501: it is not for the writer, or not while it is restricted
GRANT EXECUTE ON FUNCTION ecom.check TO regress_ecom_writer;
SELECT f ->> 'statement' AS statement, f ->> 'outcome' AS outcome FROM ecom.failing_rows('attempts') f ORDER BY (f ->> 'n')::integer;
REVOKE EXECUTE ON FUNCTION ecom.check FROM regress_ecom_writer;
SELECT current_user = session_user AS same_user, current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout, current_setting('DateStyle') AS style,
	current_setting('transaction_read_only') AS read_only, (SELECT count(*) FROM regress_ecom_writer.kept) AS kept,
	(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' OR mode = 'AccessExclusiveLock') AS locks, (SELECT count(*) FROM numbers WHERE n = 42) AS logged;
SELECT * FROM risen();
SET ROLE regress_ecom_checker;
SELECT count(*) AS rows, count(*) FILTER (WHERE f ->> 'outcome' = 'done') AS done FROM ecom.failing_rows('attempts') f;
TABLE ecom.data_tests;
RESET ROLE;
SELECT * FROM risen();
DELETE FROM ecom.data_tests WHERE test = 'attempts';

-- a test may read what its writer may, whoever runs it: not when it is written, nor later
SET ROLE regress_ecom_writer;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('nosy', 'raw.survey', 'Who are they?', 'SELECT * FROM raw.survey');
RESET ROLE;
GRANT USAGE ON SCHEMA raw TO regress_ecom_writer;
GRANT SELECT ON raw.survey TO regress_ecom_writer;
SET ROLE regress_ecom_writer;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('nosy', 'raw.survey', 'Who are they?', 'SELECT * FROM raw.survey');
RESET ROLE;
SELECT failures, detail FROM ecom.check() WHERE test = 'nosy';
REVOKE SELECT ON raw.survey FROM regress_ecom_writer;
SELECT failures, detail FROM ecom.check() WHERE test = 'nosy';
SELECT * FROM ecom.refresh("check" => true);
SELECT count(*) FROM ecom.failing_rows('nosy');
DELETE FROM ecom.data_tests WHERE test = 'nosy';

-- it is as if the same settings were always set
SET ROLE regress_ecom_writer;
INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('settings', 'x', 'off', 'x',
	'SELECT s.name, s.setting FROM pg_settings s WHERE s.name IN (''search_path'', ''DateStyle'', ''TimeZone'', ''IntervalStyle'', ''row_security'', ''extra_float_digits'', ''transform_null_equals'', ''standard_conforming_strings'')');
RESET ROLE;
UPDATE ecom.settings SET value = 'America/New_York' WHERE name = 'time_zone';
SET search_path = public, pg_catalog;
SET DateStyle = 'German';
SET TimeZone = 'Asia/Tokyo';
SET IntervalStyle = 'sql_standard';
SET row_security = off;
SET extra_float_digits = 0;
SET transform_null_equals = on;
-- 19 has no other strings any more
DO 'BEGIN SET standard_conforming_strings = off; EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL; END';
SELECT f FROM ecom.failing_rows('settings') f ORDER BY 1;
SELECT name, setting FROM pg_settings WHERE name IN ('search_path', 'DateStyle', 'TimeZone', 'row_security') ORDER BY name;
RESET ALL;
\set VERBOSITY terse
SET client_min_messages = warning;
UPDATE ecom.settings SET value = 'UTC' WHERE name = 'time_zone';
DELETE FROM ecom.data_tests WHERE test = 'settings';

-- errors of every class, and what is no error to others, are its own
SET ROLE regress_ecom_writer;
CREATE FUNCTION regress_ecom_writer.raise(code text) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RAISE ''canceling statement due to user request'' USING ERRCODE = code; END';
CREATE FUNCTION regress_ecom_writer.assert() RETURNS integer LANGUAGE plpgsql AS 'BEGIN ASSERT false; RETURN 1; END';
CREATE FUNCTION regress_ecom_writer.recurse() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN regress_ecom_writer.recurse(); END';
INSERT INTO ecom.data_tests (test, model, description, query)
SELECT 'raises ' || c, 'errors', 'x', format('SELECT regress_ecom_writer.raise(%L)', c)
FROM unnest('{02000,03000,08006,0A000,0LP01,20000,21000,22012,23505,24000,25006,25P02,26000,28000,2BP01,2D000,34000,38000,39000,3B001,40001,40P01,42501,44000,53100,53200,54000,55P03,57014,57P01,57P02,58030,72000,F0000,HV000,P0001,P0004,XX000,XX001}'::text[]) AS c
UNION ALL VALUES ('asserts', 'errors', 'x', 'SELECT regress_ecom_writer.assert()'), ('recurses', 'errors', 'x', 'SELECT regress_ecom_writer.recurse()'),
	('zz', 'errors', 'x', 'SELECT 1 AS one');
RESET ROLE;
SELECT count(*) AS tests, count(*) FILTER (WHERE detail = format('the query failed: canceling statement due to user request (%s)', split_part(test, ' ', 2))) AS failed FROM ecom.check() WHERE test ~ '^raises';
SELECT test, failures, detail FROM ecom.check() WHERE model = 'errors' AND test !~ '^raises';
DELETE FROM ecom.data_tests WHERE model = 'errors';

-- it ends in time, and so does all if the user wants that
UPDATE ecom.settings SET value = '1 second' WHERE name = 'max_test_time';
SET ROLE regress_ecom_writer;
CREATE FUNCTION regress_ecom_writer.catch() RETURNS text LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3600); EXCEPTION WHEN query_canceled THEN RETURN ''caught''; END';
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('a sleeper', 'slow', 'x', 'SELECT pg_sleep(3600)'),
	('endless', 'slow', 'x', 'WITH RECURSIVE n AS (SELECT 1::bigint AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n'), ('then a quick one', 'slow', 'x', 'SELECT 1 AS one');
RESET ROLE;
SELECT test, failures, detail FROM ecom.check() WHERE model = 'slow';
SELECT * FROM ecom.refresh("check" => true);
SELECT count(*) FROM ecom.failing_rows('endless');
DELETE FROM ecom.data_tests WHERE test = 'endless';
UPDATE ecom.settings SET value = '1 hour' WHERE name = 'max_test_time';
SET statement_timeout = '500ms';
SELECT count(*) FROM ecom.check();
RESET statement_timeout;
-- also where it is caught
SET ROLE regress_ecom_writer;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('a catcher', 'slow', 'x', 'SELECT regress_ecom_writer.catch()');
RESET ROLE;
DELETE FROM ecom.data_tests WHERE test = 'a sleeper';
SET statement_timeout = '500ms';
SELECT test, failures FROM ecom.check() WHERE model = 'slow';
RESET statement_timeout;
UPDATE ecom.settings SET value = '1 second' WHERE name = 'max_test_time';
SELECT test, failures, detail FROM ecom.check() WHERE model = 'slow';
UPDATE ecom.settings SET value = '10 minutes' WHERE name = 'max_test_time';
DELETE FROM ecom.data_tests WHERE model = 'slow';

-- it cannot be somebody else's
SET ROLE regress_ecom_writer;
INSERT INTO ecom.data_tests (test, model, description, query, writer) VALUES ('forged', 'x', 'x', 'SELECT public.rise()', 'regress_ecom_root') RETURNING test, writer;
INSERT INTO ecom.data_tests (test, model, description, query, writer) VALUES ('given up', 'x', 'x', 'SELECT 1', '-'), ('of nobody', 'x', 'x', 'SELECT 1', 'regress_ecom_no_role'),
	('of mine', 'x', 'x', 'SELECT 1', 'regress_ecom_writer') RETURNING test, writer;
INSERT INTO ecom.data_tests (test, model, description, query, is_built_in) VALUES ('built in', 'x', 'x', 'SELECT public.rise()', true);
-- a dump of somebody else's, restored by who is no superuser
COPY ecom.data_tests (test, model, severity, description, query, is_built_in, of_contents, writer) FROM stdin;
of root	x	error	x	SELECT public.rise()	f	t	regress_ecom_root
of the writer	x	error	x	SELECT 1 AS one	f	t	regress_ecom_writer
\.
RESET ROLE;
SELECT test, writer FROM ecom.data_tests WHERE model = 'x' ORDER BY test;
SELECT test, failures, detail FROM ecom.check() WHERE model = 'x' ORDER BY test;
SELECT * FROM risen();
DELETE FROM ecom.data_tests WHERE model = 'x';
-- a superuser may say who wrote it, as a dump does, and need not be the one
COPY ecom.data_tests (test, model, severity, description, query, is_built_in, of_contents, writer) FROM stdin;
of root	x	error	x	SELECT 1 AS one	f	t	regress_ecom_root
of the writer	x	error	x	SELECT public.rise()	f	t	regress_ecom_writer
of nobody	x	error	x	SELECT public.rise()	f	t	regress_ecom_no_role
of one more	x	error	x	SELECT public.rise()	f	t	-
of a number	x	error	x	SELECT public.rise()	f	t	10
\.
SELECT test, writer FROM ecom.data_tests WHERE model = 'x' ORDER BY test;
SELECT test, failures, detail FROM ecom.check() WHERE model = 'x' ORDER BY test;
SELECT * FROM risen();
-- nor by UPDATE: a query is whose who has written it; who changes anything else leaves it as it is
GRANT UPDATE ON ecom.data_tests TO regress_ecom_writer;
SET ROLE regress_ecom_writer;
UPDATE ecom.data_tests SET query = 'SELECT public.rise()' WHERE test = 'of root' RETURNING writer;
UPDATE ecom.data_tests SET writer = 'regress_ecom_root' WHERE test = 'of root';
UPDATE ecom.data_tests SET writer = '-' WHERE test = 'of root';
UPDATE ecom.data_tests SET query = 'SELECT public.rise(), 1', writer = 'regress_ecom_root' WHERE test = 'of root';
UPDATE ecom.data_tests SET is_built_in = true WHERE test = 'of root';
SET ROLE regress_ecom_root;
UPDATE ecom.data_tests SET (test, model, severity, description, query, writer) = ROW ('of root', 'x', 'warn', 'y', 'SELECT public.rise()', writer) WHERE test = 'of root' RETURNING severity, writer;
SELECT failures, detail FROM ecom.check() WHERE test = 'of root';
RESET ROLE;
SELECT * FROM risen();
-- to answer for what nobody answers for
SET ROLE regress_ecom_writer;
UPDATE ecom.data_tests SET writer = 'regress_ecom_writer' WHERE test = 'of nobody' RETURNING writer;
RESET ROLE;
SELECT failures, detail FROM ecom.check() WHERE test = 'of nobody';
DELETE FROM ecom.data_tests WHERE model = 'x';
REVOKE UPDATE ON ecom.data_tests FROM regress_ecom_writer;

-- a role is the same under another name, and another of its name is not it
CREATE ROLE "regress_ecom Alice";
GRANT INSERT, SELECT ON ecom.data_tests TO "regress_ecom Alice";
SET ROLE "regress_ecom Alice";
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('who', 'x', 'x', 'SELECT current_user');
RESET ROLE;
ALTER ROLE "regress_ecom Alice" RENAME TO "regress_ecom Bob";
CREATE ROLE "regress_ecom Alice" SUPERUSER;
SELECT t.writer, c.detail FROM ecom.data_tests t JOIN ecom.check() c USING (test) WHERE test = 'who';
DROP OWNED BY "regress_ecom Bob";
DROP ROLE "regress_ecom Bob", "regress_ecom Alice";
SELECT t.writer, c.detail FROM ecom.data_tests t JOIN ecom.check() c USING (test) WHERE test = 'who';
CREATE ROLE "regress_ecom Bob" SUPERUSER;
SELECT t.writer, c.detail FROM ecom.data_tests t JOIN ecom.check() c USING (test) WHERE test = 'who';
SELECT * FROM ecom.failing_rows('who');
COPY (SELECT writer FROM ecom.data_tests WHERE test = 'who') TO stdout;
DROP ROLE "regress_ecom Bob";
DELETE FROM ecom.data_tests WHERE test = 'who';
SELECT '"regress_ecom Bob'::ecom.role_name;
SELECT 'a.b'::ecom.role_name;
SELECT 'regress_ecom_ROOT'::ecom.role_name, '"regress_ecom_ROOT"'::ecom.role_name, '10'::ecom.role_name, '-'::ecom.role_name;
SELECT writer, count(*) FROM ecom.data_tests GROUP BY writer ORDER BY writer;

-- the checker's own objects are not in the way of what others' tests mean
SET ROLE regress_ecom_root;
INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('careless', 'x', 'x', 'SELECT public.careless_of_tables(1)');
SET ROLE regress_ecom_checker;
CREATE FUNCTION regress_ecom_checker.helper(i integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN PERFORM public.rise(); RETURN i; END';
CREATE VIEW regress_ecom_checker.factors AS SELECT 2 AS n, public.rise();
GRANT ALL ON SCHEMA regress_ecom_checker TO PUBLIC;
GRANT ALL ON regress_ecom_checker.factors TO PUBLIC;
SET search_path = regress_ecom_checker, public;
SELECT failures, detail FROM ecom.check() WHERE test = 'careless';
CREATE TEMP VIEW factors AS SELECT 2 AS n, public.rise();
GRANT ALL ON factors TO PUBLIC;
DO $$
BEGIN
	PERFORM ecom.check();
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '%: %', SQLSTATE, replace(SQLERRM, format('"%s"', session_user), '(owner)');
END
$$;
RESET search_path;
RESET ROLE;
DISCARD TEMP;
SELECT * FROM risen();
DELETE FROM ecom.data_tests WHERE test = 'careless';

--
-- The loader, who may execute ecom.load_csv and read server files, and triggers on the log
--
CALL write_file('ecom_analytics_test.csv', E'a,b\n1,2\n1,2,3\n');
CREATE TABLE regress_ecom_loader.target (a text, b text);
ALTER TABLE regress_ecom_loader.target OWNER TO regress_ecom_loader;
CREATE FUNCTION note(message text) RETURNS void LANGUAGE sql AS 'SELECT';
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM note(TG_TABLE_NAME); RETURN new; END';
SET ROLE regress_ecom_loader;
CREATE FUNCTION regress_ecom_loader.note(message text) RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM public.rise(); END';
RESET ROLE;
CREATE PROCEDURE load_as_loader() LANGUAGE plpgsql AS $$
DECLARE
	report record;
BEGIN
	SET LOCAL ROLE regress_ecom_loader;
	SET LOCAL search_path = regress_ecom_loader, public;
	SELECT * INTO report FROM ecom.load_csv('regress_ecom_loader.target', 'ecom_analytics_test.csv', force => true);
	RAISE WARNING 'loaded %, rejected %', report.rows_loaded, report.rows_rejected;
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '%: %', SQLSTATE, replace(SQLERRM, format('"%s"', session_user), '(owner)');
END
$$;
CREATE TRIGGER tell AFTER INSERT ON raw.rejected_lines FOR EACH ROW EXECUTE FUNCTION tell();
CALL load_as_loader();
SELECT * FROM risen();
DROP TRIGGER tell ON raw.rejected_lines;
CREATE TRIGGER tell BEFORE INSERT ON raw.loads FOR EACH ROW EXECUTE FUNCTION tell();
CALL load_as_loader();
SELECT * FROM risen();
DROP TRIGGER tell ON raw.loads;
CREATE CONSTRAINT TRIGGER tell AFTER INSERT ON raw.loads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell();
CALL load_as_loader();
SELECT * FROM risen();
DROP TRIGGER tell ON raw.loads;
-- a default and a constraint of the log's
ALTER TABLE raw.rejected_lines ADD note text DEFAULT public.careless(1), ADD CHECK (public.careless_of_tables(1) > 0) NOT VALID;
ALTER FUNCTION careless(integer) RESET search_path;
SET ROLE regress_ecom_loader;
CREATE FUNCTION regress_ecom_loader.helper(i integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN PERFORM public.rise(); RETURN i; END';
RESET ROLE;
CALL load_as_loader();
SELECT * FROM risen();
ALTER TABLE raw.rejected_lines DROP note;
SET ROLE regress_ecom_loader;
CREATE TEMP VIEW factors AS SELECT 2 AS n, public.rise();
GRANT SELECT ON factors TO PUBLIC;
RESET ROLE;
CALL load_as_loader();
SELECT * FROM risen();
DISCARD TEMP;
ALTER TABLE raw.rejected_lines DROP CONSTRAINT rejected_lines_check;
-- a careful trigger tells
ALTER FUNCTION tell() SET search_path = public, pg_temp;
CREATE TRIGGER tell AFTER INSERT ON raw.rejected_lines FOR EACH ROW EXECUTE FUNCTION tell();
CALL load_as_loader();
SELECT * FROM risen();
DROP TRIGGER tell ON raw.rejected_lines;
-- what is on the loader's own table runs as the loader
SET ROLE regress_ecom_loader;
CREATE FUNCTION regress_ecom_loader.climb() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM public.rise(); RETURN new; END';
CREATE TRIGGER climb BEFORE INSERT ON regress_ecom_loader.target FOR EACH ROW EXECUTE FUNCTION regress_ecom_loader.climb();
RESET ROLE;
CALL load_as_loader();
SELECT * FROM risen();

--
-- Settings and severities, whose triggers have their owner's rights
--
GRANT UPDATE, SELECT ON ecom.settings, ecom.data_tests TO regress_ecom_checker;
SET ROLE regress_ecom_checker;
SET search_path = regress_ecom_checker, public;
UPDATE ecom.settings SET value = '0.1' WHERE name = 'max_rejected_share';
UPDATE ecom.data_tests SET severity = 'warn' WHERE test = 'dim_date has no gap';
SELECT ecom.keep_setting();
CREATE TABLE regress_ecom_checker.own (name text, value text);
CREATE TRIGGER keep AFTER INSERT ON regress_ecom_checker.own FOR EACH ROW EXECUTE FUNCTION ecom.keep_setting();
CREATE TRIGGER keep BEFORE INSERT ON regress_ecom_checker.own FOR EACH ROW EXECUTE FUNCTION ecom.keep_data_test();
RESET search_path;
RESET ROLE;
TABLE ecom.changed_settings;
SELECT * FROM risen();

DROP OWNED BY regress_ecom_scheduler, regress_ecom_writer, regress_ecom_checker, regress_ecom_loader CASCADE;
DROP ROLE regress_ecom_scheduler, regress_ecom_writer, regress_ecom_checker, regress_ecom_loader;
DROP TABLE guarded;
DROP DOMAIN checked, amount;
DROP PROCEDURE refresh_as_scheduler, load_as_loader;
DROP FUNCTION careless, careless_of_tables, careless_of_types, helper, leave, log_it, tell, note, rise, risen;
DROP TABLE factors, numbers;
\i :load_cleanup
DROP ROLE regress_ecom_root;
