/* Who may read, who may watch, and who may load */

/*
 * BI tools that group by month make moments of the days in bi, in the time zone of the session, and show them in UTC: east of it every
 * month moves back by one.  So a reader's sessions are to have the time zone UTC; in this database, and unless somebody has set another.
 */
CREATE FUNCTION ecom.grant_read(reader regrole) RETURNS text
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	owner record;
	command text := format('ALTER ROLE %s IN DATABASE %I SET timezone = ''UTC''', reader, current_database());
	zone text :=
	(
		SELECT split_part(c.setting, '=', 2)
		FROM pg_db_role_setting s
		CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
		WHERE s.setrole = reader AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AND c.setting ILIKE 'timezone=%'
		ORDER BY s.setdatabase DESC
		LIMIT 1
	);
BEGIN
	EXECUTE format('GRANT USAGE ON SCHEMA bi, mart TO %s', reader);
	EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA bi, mart TO %s', reader);
	/* what their owners create there later, be it by an upgrade of the extension */
	FOR owner IN
		SELECT DISTINCT r.rolname
		FROM pg_class c
		JOIN pg_roles r ON r.oid = c.relowner OR r.rolname = current_user
		WHERE c.relnamespace IN ('bi'::regnamespace, 'mart'::regnamespace) AND c.relkind IN ('m', 'v')
			AND pg_has_role(current_user, r.oid, 'MEMBER')
	LOOP
		EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA bi, mart GRANT SELECT ON TABLES TO %s', owner.rolname, reader);
	END LOOP;
	IF zone <> 'UTC' THEN
		RETURN format('%s reads bi and mart; its time zone is left at %s', reader, zone);
	END IF;
	BEGIN
		IF zone IS NULL THEN
			EXECUTE command;
		END IF;
	EXCEPTION WHEN insufficient_privilege THEN
		RETURN format('%s reads bi and mart; BI tools show it the right months only in UTC, which who may alter the role can set: %s', reader, command);
	END;
	RETURN format('%s reads bi and mart, in the time zone UTC', reader);
END
$$;
COMMENT ON FUNCTION ecom.grant_read(regrole) IS
'Lets a role read bi and mart, what is there and what their owners will create there, and gives it no other right (what PUBLIC may, it may too). Sets timezone = UTC for its sessions in this database, if the caller may, unless the role has another: else BI tools show months in the time zone of the session, one too early east of UTC. Says in a sentence what it did. ecom.revoke_read() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.grant_read(regrole) FROM PUBLIC;

/*
 * REVOKE by a superuser, and by who has the owner's rights, is one by the owner: what another role has granted, only that role takes back.
 * STABLE, for it changes nothing: who may call the functions below calls it too.
 */
CREATE FUNCTION ecom.revoking_role(statement text, grantee regrole, owner oid, grantor oid, caller text) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF NOT pg_has_role(current_user, grantor, 'USAGE') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'insufficient_privilege',
			MESSAGE = format('only role "%s" can take back what it has granted to "%s"', pg_get_userbyid(grantor), pg_get_userbyid(grantee)),
			DETAIL = format('%s.', statement),
			HINT = format('Call ecom.%s() as that role, or as a superuser.', caller);
	END IF;
	RETURN CASE WHEN grantor <> owner THEN pg_get_userbyid(grantor)::text WHEN owner <> grantee THEN current_setting('role') END;
END
$$;
COMMENT ON FUNCTION ecom.revoking_role(text, regrole, oid, oid, text) IS
'The role that has to be set for a REVOKE of what the grantor has granted on what the owner has; NULL if they and the grantee are one, which keeps its right. An error (42501) that says who has to call the caller, where the current role may not';

CREATE FUNCTION ecom.revoke_read(reader regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	caller text := current_setting('role');
	granted record;
	statement text;
	revoker text;
BEGIN
	/* the time zone stays where it cannot be taken away: it gives no right */
	IF EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
		WHERE s.setrole = reader AND d.datname = current_database() AND 'TimeZone=UTC' = ANY (s.setconfig)) THEN
		BEGIN
			EXECUTE format('ALTER ROLE %s IN DATABASE %I RESET timezone', reader, current_database());
		EXCEPTION WHEN insufficient_privilege THEN
			NULL;
		END;
	END IF;
	FOR granted IN
		SELECT 1 AS place, n.nspowner AS owner, x.grantor, format('REVOKE USAGE ON SCHEMA %I', n.nspname) AS statement
		FROM pg_namespace n
		CROSS JOIN LATERAL aclexplode(n.nspacl) x
		WHERE n.nspname IN ('bi', 'mart') AND x.privilege_type = 'USAGE' AND x.grantee = reader
		UNION ALL
		SELECT 2, c.relowner, x.grantor, format('REVOKE SELECT ON TABLE %I.%I', n.nspname, c.relname)
		FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		CROSS JOIN LATERAL aclexplode(c.relacl) x
		WHERE n.nspname IN ('bi', 'mart') AND c.relkind IN ('r', 'p', 'f', 'm', 'v') AND x.privilege_type = 'SELECT' AND x.grantee = reader
		UNION ALL
		SELECT 3, d.defaclrole, d.defaclrole,
			format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I REVOKE SELECT ON TABLES', pg_get_userbyid(d.defaclrole), n.nspname)
		FROM pg_default_acl d
		JOIN pg_namespace n ON n.oid = d.defaclnamespace
		CROSS JOIN LATERAL aclexplode(d.defaclacl) x
		WHERE n.nspname IN ('bi', 'mart') AND d.defaclobjtype = 'r' AND x.privilege_type = 'SELECT' AND x.grantee = reader
		ORDER BY place, statement
	LOOP
		statement := format('%s FROM %s', granted.statement, reader);
		revoker := ecom.revoking_role(statement, reader, granted.owner, granted.grantor, 'revoke_read');
		IF revoker IS NOT NULL THEN
			PERFORM set_config('role', revoker, true);
			EXECUTE statement;
			PERFORM set_config('role', caller, true);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.revoke_read(regrole) IS
'Takes back what ecom.grant_read() has given to a role, whoever called that: SELECT and USAGE on bi and mart, on what is there and on what their owners will create there, and the time zone UTC in this database, if the caller may. An error (42501) that says who has to call it, where the caller may not take back what another role has granted; then nothing is taken back';
REVOKE EXECUTE ON FUNCTION ecom.revoke_read(regrole) FROM PUBLIC;

/* A view reads with the rights of its owner, but calls functions with those of its reader. */
CREATE FUNCTION ecom.monitor_functions(OUT called regprocedure) RETURNS SETOF regprocedure LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT DISTINCT p.oid::pg_catalog.regprocedure
	FROM pg_catalog.pg_class v
	JOIN pg_catalog.pg_rewrite w ON w.ev_class = v.oid
	JOIN pg_catalog.pg_depend d
		ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
		AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
	JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid AND p.pronamespace = 'ecom'::pg_catalog.regnamespace
	WHERE v.relnamespace = 'ecom'::pg_catalog.regnamespace AND v.relname IN ('status', 'refresh_monitor', 'lineage');
END;
COMMENT ON FUNCTION ecom.monitor_functions() IS 'The functions of ecom that ecom.status, refresh_monitor and lineage call, which ecom.grant_monitor() is about';

CREATE FUNCTION ecom.grant_monitor(monitor regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	function regprocedure;
BEGIN
	EXECUTE format('GRANT USAGE ON SCHEMA ecom TO %s', monitor);
	EXECUTE format('GRANT SELECT ON ecom.status, ecom.refresh_monitor, ecom.refresh_log, ecom.refresh_progress, ecom.lineage TO %s', monitor);
	FOR function IN SELECT f.called FROM ecom.monitor_functions() f LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', function, monitor);
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.grant_monitor(regrole) IS
'Lets a role watch: how fresh the models are, what refreshes did and what the models are made of (ecom.status, refresh_monitor, refresh_log, refresh_progress and lineage), and no data. ecom.revoke_monitor() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.grant_monitor(regrole) FROM PUBLIC;

CREATE FUNCTION ecom.revoke_monitor(monitor regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	caller text := current_setting('role');
	granted record;
	statement text;
	revoker text;
BEGIN
	FOR granted IN
		SELECT n.nspowner AS owner, x.grantor, 'REVOKE USAGE ON SCHEMA ecom' AS statement
		FROM pg_namespace n
		CROSS JOIN LATERAL aclexplode(n.nspacl) x
		WHERE n.nspname = 'ecom' AND x.privilege_type = 'USAGE' AND x.grantee = monitor
		UNION ALL
		SELECT c.relowner, x.grantor, format('REVOKE SELECT ON TABLE ecom.%I', c.relname)
		FROM pg_class c
		CROSS JOIN LATERAL aclexplode(c.relacl) x
		WHERE c.relnamespace = 'ecom'::regnamespace AND c.relname IN ('status', 'refresh_monitor', 'refresh_log', 'refresh_progress', 'lineage')
			AND x.privilege_type = 'SELECT' AND x.grantee = monitor
		UNION ALL
		SELECT p.proowner, x.grantor, format('REVOKE EXECUTE ON FUNCTION %s', p.oid::regprocedure)
		FROM ecom.monitor_functions() f
		JOIN pg_proc p ON p.oid = f.called
		CROSS JOIN LATERAL aclexplode(p.proacl) x
		WHERE x.privilege_type = 'EXECUTE' AND x.grantee = monitor
	LOOP
		statement := format('%s FROM %s', granted.statement, monitor);
		revoker := ecom.revoking_role(statement, monitor, granted.owner, granted.grantor, 'revoke_monitor');
		IF revoker IS NOT NULL THEN
			PERFORM set_config('role', revoker, true);
			EXECUTE statement;
			PERFORM set_config('role', caller, true);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.revoke_monitor(regrole) IS
'Takes back what ecom.grant_monitor() has given to a role, whoever called that. An error (42501) that says who has to call it, where the caller may not take back what another role has granted; then nothing is taken back';
REVOKE EXECUTE ON FUNCTION ecom.revoke_monitor(regrole) FROM PUBLIC;

/* What who loads has to do with, as GRANT names it; the rest is the server's files, which only a superuser's word opens. */
CREATE FUNCTION ecom.loader_grants(OUT privilege text, OUT object text) RETURNS SETOF record LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	VALUES
	('USAGE', 'SCHEMA ecom'),
	('USAGE', 'SCHEMA raw'),
	('SELECT', 'TABLE raw.amazon_purchases'), ('INSERT', 'TABLE raw.amazon_purchases'), ('DELETE', 'TABLE raw.amazon_purchases'),
	('SELECT', 'TABLE raw.survey'), ('INSERT', 'TABLE raw.survey'), ('DELETE', 'TABLE raw.survey'),
	('SELECT', 'TABLE raw.fields'), ('INSERT', 'TABLE raw.fields'), ('DELETE', 'TABLE raw.fields'),
	('SELECT', 'TABLE raw.loads'),
	('SELECT', 'TABLE raw.rejected_lines'),
	('EXECUTE', 'FUNCTION ecom.load_csv'),
	('EXECUTE', 'FUNCTION ecom.load_directory'),
	('SELECT', 'TABLE ecom.file_formats'),
	('EXECUTE', 'FUNCTION ecom.file_header'),
	('EXECUTE', 'FUNCTION ecom.file_format_candidates'),
	('EXECUTE', 'FUNCTION ecom.file_format_of'),
	('EXECUTE', 'FUNCTION ecom.load_orders'),
	('EXECUTE', 'FUNCTION ecom.undo_load');
END;
COMMENT ON FUNCTION ecom.loader_grants() IS 'What ecom.grant_load() grants: privilege and object';

CREATE FUNCTION ecom.grant_load(loader regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	wanted record;
BEGIN
	FOR wanted IN SELECT g.privilege, g.object FROM ecom.loader_grants() g LOOP
		EXECUTE format('GRANT %s ON %s TO %s', wanted.privilege, wanted.object, loader);
	END LOOP;
	IF NOT pg_has_role(loader, 'pg_read_server_files', 'USAGE') THEN
		RAISE NOTICE USING
			MESSAGE = format('role "%s" cannot read files of the server yet', pg_get_userbyid(loader)),
			HINT = format('GRANT pg_read_server_files TO %s; it opens every file that the server can read.', loader);
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.grant_load(regrole) IS
'Lets a role load files into raw.amazon_purchases, raw.survey and raw.fields, see raw.loads and the lines that were rejected, and undo loads. Reading the server''s files is another matter, which a notice names: GRANT pg_read_server_files. ecom.revoke_load() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.grant_load(regrole) FROM PUBLIC;

CREATE FUNCTION ecom.revoke_load(loader regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	caller text := current_setting('role');
	granted record;
	statement text;
	revoker text;
BEGIN
	FOR granted IN
		SELECT o.owner, x.grantor, format('REVOKE %s ON %s', g.privilege, g.object) AS statement
		FROM ecom.loader_grants() g
		CROSS JOIN LATERAL (VALUES (split_part(g.object, ' ', 1), split_part(g.object, ' ', 2))) AS k (kind, name)
		CROSS JOIN LATERAL
		(
			SELECT n.nspowner AS owner, n.nspacl AS acl FROM pg_namespace n WHERE k.kind = 'SCHEMA' AND n.nspname = k.name
			UNION ALL
			SELECT c.relowner, c.relacl FROM pg_class c WHERE k.kind = 'TABLE' AND c.oid = to_regclass(k.name)
			UNION ALL
			SELECT p.proowner, p.proacl FROM pg_proc p WHERE k.kind = 'FUNCTION' AND p.oid = to_regproc(k.name)
		) o
		CROSS JOIN LATERAL aclexplode(o.acl) x
		WHERE x.grantee = loader AND x.privilege_type = g.privilege
	LOOP
		statement := format('%s FROM %s', granted.statement, loader);
		revoker := ecom.revoking_role(statement, loader, granted.owner, granted.grantor, 'revoke_load');
		IF revoker IS NOT NULL THEN
			PERFORM set_config('role', revoker, true);
			EXECUTE statement;
			PERFORM set_config('role', caller, true);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.revoke_load(regrole) IS
'Takes back what ecom.grant_load() has given to a role, whoever called that. An error (42501) that says who has to call it, where the caller may not take back what another role has granted; then nothing is taken back';
REVOKE EXECUTE ON FUNCTION ecom.revoke_load(regrole) FROM PUBLIC;
