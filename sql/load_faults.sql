-- Whose fault is it that a row cannot be inserted?  By the class of the error: a row's own rejects the row, the server's ends
-- the load, and nothing of it is there.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\i :helpers

-- a table whose trigger raises the error that a row names
CREATE TABLE faulty (code text);
CREATE FUNCTION raise_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.code <> 'fine' THEN
		RAISE EXCEPTION 'an error of class %', left(NEW.code, 2) USING ERRCODE = NEW.code;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER raise_code BEFORE INSERT ON faulty FOR EACH ROW EXECUTE FUNCTION raise_code();

-- What becomes of a load of two rows that are fine around one with this error.
CREATE FUNCTION fate(code text, OUT error text, OUT loaded bigint, OUT rejected bigint) LANGUAGE plpgsql AS $$
BEGIN
	CALL write_file('ecom_analytics_test.csv', convert_to(E'code\nfine\n' || code || E'\nfine\n', 'UTF8'));
	TRUNCATE faulty;
	BEGIN
		PERFORM ecom.load_csv('faulty', 'ecom_analytics_test.csv', force => true);
		SELECT count(*) INTO rejected FROM latest_rejects;
	EXCEPTION WHEN OTHERS OR QUERY_CANCELED THEN
		error := SQLSTATE;
	END;
	SELECT count(*) INTO loaded FROM faulty;
END
$$;

-- The row's: no data, values, constraints, a cursor of the trigger's, rights and names, a check option, limits of size,
-- PL/pgSQL's own and those that a trigger makes up.  Each: no error, two rows loaded, one rejected.
SELECT c.code, f.* FROM unnest('{02000,21000,22P02,22023,23502,23505,24000,42501,42P01,44000,54000,P0001,XY123}'::text[])
	WITH ORDINALITY c (code, n), fate(c.code) f ORDER BY n;

-- The server's: a connection, a feature, the transaction's state, a conflict, resources, a lock, a cancel, I/O, its files,
-- a foreign server, damage.  Each: the same error, nothing loaded, nothing kept.
SELECT c.code, f.* FROM unnest('{08006,0A000,25006,40001,40P01,53100,53200,55P03,57014,57P01,58030,F0000,HV000,XX000,XX001}'::text[])
	WITH ORDINALITY c (code, n), fate(c.code) f ORDER BY n;

DROP FUNCTION fate;
DROP TABLE faulty;
DROP FUNCTION raise_code;
\i :cleanup
