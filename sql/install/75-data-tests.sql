/* Data tests: queries that must return no row */

/*
 * Who wrote a test decides what it may read.  A column of type regrole would do, but for dumps: of a role that is gone it says the OID.
 */
CREATE TYPE ecom.role_name;
CREATE FUNCTION ecom.role_name_in(cstring) RETURNS ecom.role_name
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_role_name_in';
COMMENT ON FUNCTION ecom.role_name_in(cstring) IS 'Input of ecom.role_name: nobody where there is no such role';
CREATE FUNCTION ecom.role_name_out(ecom.role_name) RETURNS cstring
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_role_name_out';
COMMENT ON FUNCTION ecom.role_name_out(ecom.role_name) IS 'Output of ecom.role_name';
CREATE TYPE ecom.role_name (INPUT = ecom.role_name_in, OUTPUT = ecom.role_name_out, LIKE = pg_catalog.oid);
COMMENT ON TYPE ecom.role_name IS
'A role, also when it is renamed; written as its name. - stands for nobody: a role that is not there, or not any more';
CREATE CAST (ecom.role_name AS pg_catalog.oid) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (ecom.role_name AS pg_catalog.oid) IS 'OID of the role, by which it is compared and sorted; 0 for nobody';
CREATE CAST (ecom.role_name AS pg_catalog.regrole) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (ecom.role_name AS pg_catalog.regrole) IS 'The same role';
CREATE CAST (pg_catalog.regrole AS ecom.role_name) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.regrole AS ecom.role_name) IS 'The same role';

CREATE TABLE ecom.data_tests
(
	test text COLLATE "C" PRIMARY KEY,
	model text COLLATE "C" NOT NULL,
	severity text COLLATE "C" NOT NULL DEFAULT 'error' CONSTRAINT severity_is_known CHECK (severity IN ('error', 'warn', 'off')),
	description text NOT NULL,
	query text NOT NULL,
	is_built_in boolean NOT NULL DEFAULT false,
	of_contents boolean NOT NULL DEFAULT true,
	writer ecom.role_name NOT NULL
);
COMMENT ON TABLE ecom.data_tests IS
'What must hold of the models: queries that must return no row, run by ecom.check(). Add your own with INSERT, and change the severity of any with UPDATE; one row per test. Each runs with the rights of its writer, whoever calls, and cannot write';
COMMENT ON COLUMN ecom.data_tests.test IS 'Name of the test';
COMMENT ON COLUMN ecom.data_tests.model IS 'The model that it is on, with its schema';
COMMENT ON COLUMN ecom.data_tests.severity IS 'error: refresh("check" => true) commits only if it passes; warn; or off: ecom.check() leaves it out';
COMMENT ON COLUMN ecom.data_tests.description IS 'What must hold';
COMMENT ON COLUMN ecom.data_tests.query IS
'A SELECT that returns the rows that break it, its names with their schemas: the search_path is pg_catalog. It is tried when it is written, and run with the rights of writer, read only, for no longer than the setting max_test_time';
COMMENT ON COLUMN ecom.data_tests.is_built_in IS 'Came with the extension';
COMMENT ON COLUMN ecom.data_tests.of_contents IS
'Is it on what models contain? Only such tests can keep refresh("check" => true) from committing: on the age of the last refresh, say, that would not help';
COMMENT ON COLUMN ecom.data_tests.writer IS
'Role whose rights it has: who wrote the query, kept by the server; to answer for it in place of that role, set a role that you can SET ROLE to. - : nobody, and it fails; or, of those that came with the extension, the owner of this table';

CREATE FUNCTION ecom.keep_data_test() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_keep_data_test';
COMMENT ON FUNCTION ecom.keep_data_test() IS
'Trigger of ecom.data_tests: sets who writes a test, tries its query, and leaves of the built-in ones only the severity to change';
REVOKE EXECUTE ON FUNCTION ecom.keep_data_test() FROM PUBLIC;

CREATE TRIGGER keep_data_test BEFORE INSERT OR UPDATE OR DELETE ON ecom.data_tests
	FOR EACH ROW EXECUTE FUNCTION ecom.keep_data_test();
COMMENT ON TRIGGER keep_data_test ON ecom.data_tests IS
'Sets who writes a test, tries its query, and leaves of the built-in ones only the severity to change';
CREATE TRIGGER keep_data_tests BEFORE TRUNCATE ON ecom.data_tests
	FOR EACH STATEMENT EXECUTE FUNCTION ecom.keep_data_test();
COMMENT ON TRIGGER keep_data_tests ON ecom.data_tests IS 'Refuses to empty the table';

/*
 * What pg_dump takes along: tests of one's own, and of the built-in ones, which are there when a dump is restored, the severities that
 * somebody has written.  As with ecom.changed_settings.
 */
SELECT pg_catalog.pg_extension_config_dump('ecom.data_tests', 'WHERE NOT is_built_in');

CREATE TABLE ecom.changed_severities
(
	test text COLLATE "C" PRIMARY KEY,
	severity text COLLATE "C" NOT NULL
);
COMMENT ON TABLE ecom.changed_severities IS
'The built-in data tests whose severity somebody has written, for pg_dump; one row per test. What ecom.data_tests holds is what counts: write there';
COMMENT ON COLUMN ecom.changed_severities.test IS 'Name of the test';
COMMENT ON COLUMN ecom.changed_severities.severity IS 'Its severity, as in ecom.data_tests';
SELECT pg_catalog.pg_extension_config_dump('ecom.changed_severities', '');

/* with its owner's rights, so that UPDATE on ecom.data_tests is all that changing a severity needs */
CREATE FUNCTION ecom.keep_severity() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	INSERT INTO ecom.changed_severities (test, severity) VALUES (NEW.test, NEW.severity)
	ON CONFLICT (test) DO UPDATE SET severity = EXCLUDED.severity;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ecom.keep_severity() IS
'Trigger of ecom.data_tests: writes the changed severity of a built-in test to ecom.changed_severities, with the rights of its owner';
REVOKE EXECUTE ON FUNCTION ecom.keep_severity() FROM PUBLIC;

CREATE TRIGGER keep_severity AFTER UPDATE OF severity ON ecom.data_tests
	FOR EACH ROW WHEN (NEW.is_built_in) EXECUTE FUNCTION ecom.keep_severity();
COMMENT ON TRIGGER keep_severity ON ecom.data_tests IS
'Writes the changed severity of a built-in test to ecom.changed_severities, which pg_dump takes along';

CREATE FUNCTION ecom.restore_severity() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM ecom.data_tests t WHERE t.test = NEW.test AND t.is_built_in AND t.severity = NEW.severity) THEN
		RETURN NEW;
	END IF;
	/* this comes back here by way of keep_severity */
	UPDATE ecom.data_tests SET severity = NEW.severity WHERE test = NEW.test AND is_built_in;
	IF NOT FOUND THEN
		RAISE WARNING USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no built-in data test "%s" any more', NEW.test),
			DETAIL = format('Its severity was %s.', NEW.severity);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ecom.restore_severity() IS
'Trigger of ecom.changed_severities: sets what a restored dump brings. A warning where this version of the extension has no such test';
REVOKE EXECUTE ON FUNCTION ecom.restore_severity() FROM PUBLIC;

CREATE TRIGGER restore_severity BEFORE INSERT ON ecom.changed_severities
	FOR EACH ROW EXECUTE FUNCTION ecom.restore_severity();
COMMENT ON TRIGGER restore_severity ON ecom.changed_severities IS 'Sets in ecom.data_tests what a restored dump brings';

/*
 * What came of the tests, as of the data that somebody saw: kept by the transaction that calls ecom.check(), if it is one that may
 * write, and so only if it commits.  Nothing of the rows is kept.
 */
CREATE TABLE ecom.check_log
(
	check_id bigint PRIMARY KEY,
	checked_at timestamptz NOT NULL,
	seconds numeric NOT NULL,
	checked_by text NOT NULL,
	refreshed_at timestamptz,
	results jsonb NOT NULL
);
CREATE SEQUENCE ecom.check_log_check_id_seq OWNED BY ecom.check_log.check_id;
ALTER TABLE ecom.check_log ALTER COLUMN check_id SET DEFAULT pg_catalog.nextval('ecom.check_log_check_id_seq');
COMMENT ON TABLE ecom.check_log IS
'What came of each ecom.check() in a transaction that could write and was committed; one row per call. Rows of old ones may be deleted. Data tests of ecom.refresh("check" => true) are in ecom.refresh_log';
COMMENT ON COLUMN ecom.check_log.check_id IS 'Key, counts up';
COMMENT ON COLUMN ecom.check_log.checked_at IS 'When it began';
COMMENT ON COLUMN ecom.check_log.seconds IS 'How long it took';
COMMENT ON COLUMN ecom.check_log.checked_by IS 'Role that called it';
COMMENT ON COLUMN ecom.check_log.refreshed_at IS 'When the newest of the models that it saw was refreshed, as in ecom.status; NULL if none was';
COMMENT ON COLUMN ecom.check_log.results IS 'What came of each data test: an array of {"test", "query_hash", "severity", "failures", "is_broken"}. query_hash: hashtextextended(query, 0) of the query that was run; is_broken: its query failed, and how many rows break it is not known';
COMMENT ON SEQUENCE ecom.check_log_check_id_seq IS 'Numbers the checks';
SELECT pg_catalog.pg_extension_config_dump('ecom.check_log', '');
SELECT pg_catalog.pg_extension_config_dump('ecom.check_log_check_id_seq', '');

CREATE FUNCTION ecom.check(deep boolean DEFAULT false, OUT test text, OUT model text, OUT failures bigint, OUT detail text, OUT severity text) RETURNS SETOF record
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'ecom_check';
COMMENT ON FUNCTION ecom.check(boolean) IS
'Runs the data tests of ecom.data_tests; a row a test: test, model, failures (rows that break it; 0: it passes), detail (one of them, or why the query failed), severity. deep: also compares each model with its own definition, run afresh, row for row, which takes about as long as making them all anew; one that is stale is not compared, as detail says. To see all rows: ecom.failing_rows(test). What came of it, without the rows, is kept in ecom.check_log where the transaction can write, and commits. Each test runs with the rights of its writer, those of deep with those of the model''s owner: who may execute this sees such rows, of deep their keys, and needs no other right';
REVOKE EXECUTE ON FUNCTION ecom.check(boolean) FROM PUBLIC;

CREATE FUNCTION ecom.failed_checks(OUT test text, OUT failures bigint, OUT detail text) RETURNS SETOF record LANGUAGE sql VOLATILE
BEGIN ATOMIC
	SELECT c.test, c.failures, c.detail FROM ecom.check() c WHERE c.severity = 'error' AND c.failures > 0 ORDER BY c.test;
END;
COMMENT ON FUNCTION ecom.failed_checks() IS
'The data tests of severity error that do not pass, how many rows break each, and one of them or why the query failed';
REVOKE EXECUTE ON FUNCTION ecom.failed_checks() FROM PUBLIC;

CREATE FUNCTION ecom.failing_rows(test text) RETURNS SETOF jsonb
	LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'ecom_failing_rows';
COMMENT ON FUNCTION ecom.failing_rows(text) IS
'The rows that break a data test of ecom.data_tests, as jsonb; none if it passes. An error where its query fails (with the SQLSTATE of that) where there is no such test (42704), and for NULL (22004). Runs with the rights of the test''s writer: who may execute this sees such rows, and needs no other right';
REVOKE EXECUTE ON FUNCTION ecom.failing_rows(text) FROM PUBLIC;
