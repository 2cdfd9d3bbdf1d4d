/* Who may read what */

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
'Lets a role read bi and mart, what is there and what their owners will create there, and nothing else. To take it back: REVOKE SELECT ON ALL TABLES IN SCHEMA bi, mart, REVOKE USAGE ON SCHEMA bi, mart, ALTER DEFAULT PRIVILEGES IN SCHEMA bi, mart REVOKE SELECT ON TABLES';
REVOKE EXECUTE ON FUNCTION ecom.grant_read(regrole) FROM PUBLIC;
