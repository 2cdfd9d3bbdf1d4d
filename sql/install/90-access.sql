/* Who may read, and who may watch */

CREATE FUNCTION ecom.grant_read(reader regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	owner record;
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
END
$$;
COMMENT ON FUNCTION ecom.grant_read(regrole) IS
'Lets a role read bi and mart, what is there and what their owners will create there, and nothing else. ecom.revoke_read() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.grant_read(regrole) FROM PUBLIC;

CREATE FUNCTION ecom.revoke_read(reader regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	caller text := current_setting('role');
	granted record;
BEGIN
	FOR granted IN
		SELECT n.nspowner AS owner, x.grantor, format('REVOKE USAGE ON SCHEMA %I', n.nspname) AS statement
		FROM pg_namespace n
		CROSS JOIN LATERAL aclexplode(n.nspacl) x
		WHERE n.nspname IN ('bi', 'mart') AND x.privilege_type = 'USAGE' AND x.grantee = reader
		UNION ALL
		SELECT c.relowner, x.grantor, format('REVOKE SELECT ON TABLE %I.%I', n.nspname, c.relname)
		FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		CROSS JOIN LATERAL aclexplode(c.relacl) x
		WHERE n.nspname IN ('bi', 'mart') AND c.relkind IN ('r', 'p', 'f', 'm', 'v') AND x.privilege_type = 'SELECT' AND x.grantee = reader
		UNION ALL
		SELECT d.defaclrole, d.defaclrole,
			format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I REVOKE SELECT ON TABLES', pg_get_userbyid(d.defaclrole), n.nspname)
		FROM pg_default_acl d
		JOIN pg_namespace n ON n.oid = d.defaclnamespace
		CROSS JOIN LATERAL aclexplode(d.defaclacl) x
		WHERE n.nspname IN ('bi', 'mart') AND d.defaclobjtype = 'r' AND x.privilege_type = 'SELECT' AND x.grantee = reader
	LOOP
		IF NOT pg_has_role(current_user, granted.grantor, 'USAGE') THEN
			RAISE EXCEPTION USING
				ERRCODE = 'insufficient_privilege',
				MESSAGE = format('only role "%s" can take back what it has granted to "%s"',
					pg_get_userbyid(granted.grantor), pg_get_userbyid(reader)),
				DETAIL = format('%s FROM %s.', granted.statement, reader),
				HINT = 'Call ecom.revoke_read() as that role, or as a superuser.';
		END IF;
		/* REVOKE by a superuser, and by who has the owner's rights, is one by the owner */
		IF granted.grantor <> granted.owner THEN
			PERFORM set_config('role', pg_get_userbyid(granted.grantor), true);
			EXECUTE format('%s FROM %s', granted.statement, reader);
			PERFORM set_config('role', caller, true);
		ELSIF granted.owner <> reader THEN
			EXECUTE format('%s FROM %s', granted.statement, reader);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.revoke_read(regrole) IS
'Takes back what ecom.grant_read() has given to a role, whoever called that: SELECT and USAGE on bi and mart, on what is there and on what their owners will create there. An error (42501) that says who has to call it, where the caller may not take back what another role has granted; then nothing is taken back';
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
	EXECUTE format('GRANT SELECT ON ecom.status, ecom.refresh_monitor, ecom.refresh_log, ecom.lineage TO %s', monitor);
	FOR function IN SELECT f.called FROM ecom.monitor_functions() f LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', function, monitor);
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.grant_monitor(regrole) IS
'Lets a role watch: how fresh the models are, what refreshes did and what the models are made of (ecom.status, refresh_monitor, refresh_log and lineage), and no data. ecom.revoke_monitor() takes it back';
REVOKE EXECUTE ON FUNCTION ecom.grant_monitor(regrole) FROM PUBLIC;

CREATE FUNCTION ecom.revoke_monitor(monitor regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	caller text := current_setting('role');
	granted record;
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
		WHERE c.relnamespace = 'ecom'::regnamespace AND c.relname IN ('status', 'refresh_monitor', 'refresh_log', 'lineage')
			AND x.privilege_type = 'SELECT' AND x.grantee = monitor
		UNION ALL
		SELECT p.proowner, x.grantor, format('REVOKE EXECUTE ON FUNCTION %s', p.oid::regprocedure)
		FROM ecom.monitor_functions() f
		JOIN pg_proc p ON p.oid = f.called
		CROSS JOIN LATERAL aclexplode(p.proacl) x
		WHERE x.privilege_type = 'EXECUTE' AND x.grantee = monitor
	LOOP
		IF NOT pg_has_role(current_user, granted.grantor, 'USAGE') THEN
			RAISE EXCEPTION USING
				ERRCODE = 'insufficient_privilege',
				MESSAGE = format('only role "%s" can take back what it has granted to "%s"',
					pg_get_userbyid(granted.grantor), pg_get_userbyid(monitor)),
				DETAIL = format('%s FROM %s.', granted.statement, monitor),
				HINT = 'Call ecom.revoke_monitor() as that role, or as a superuser.';
		END IF;
		/* REVOKE by a superuser, and by who has the owner's rights, is one by the owner */
		IF granted.grantor <> granted.owner THEN
			PERFORM set_config('role', pg_get_userbyid(granted.grantor), true);
			EXECUTE format('%s FROM %s', granted.statement, monitor);
			PERFORM set_config('role', caller, true);
		ELSIF granted.owner <> monitor THEN
			EXECUTE format('%s FROM %s', granted.statement, monitor);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION ecom.revoke_monitor(regrole) IS
'Takes back what ecom.grant_monitor() has given to a role, whoever called that. An error (42501) that says who has to call it, where the caller may not take back what another role has granted; then nothing is taken back';
REVOKE EXECUTE ON FUNCTION ecom.revoke_monitor(regrole) FROM PUBLIC;
