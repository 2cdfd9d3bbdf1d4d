/* A refresh on a schedule, by pg_cron */

CREATE FUNCTION ecom.schedule_refresh(cron text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	job bigint;
BEGIN
	IF NOT (has_schema_privilege(current_user, 'ecom', 'USAGE')
		AND (SELECT bool_and(has_function_privilege(current_user, p.oid, 'EXECUTE')) FROM pg_proc p
			WHERE p.pronamespace = 'ecom'::regnamespace AND p.proname = 'refresh')) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'insufficient_privilege',
			MESSAGE = format('role "%s" may not call ecom.refresh(), so that each scheduled run would fail', current_user),
			HINT = format('GRANT USAGE ON SCHEMA ecom TO %1$I; GRANT EXECUTE ON FUNCTION ecom.refresh TO %1$I.', current_user);
	END IF;
	PERFORM ecom.require_cron(cron);
	EXECUTE 'SELECT cron.schedule($1, $2, $3)' INTO job USING 'ecom_analytics refresh', cron, 'SELECT FROM ecom.refresh()';
	RETURN job;
END
$$;
COMMENT ON FUNCTION ecom.schedule_refresh(text) IS
'Lets pg_cron call ecom.refresh() in this database as the role that calls this, at the times that a cron expression gives, such as 0 4 * * * (in the time zone cron.timezone); in place of its schedule so far. Returns the id of the job, as in cron.job. Each run is in ecom.refresh_log. An error where that role may not call ecom.refresh() (42501), and, with the next step, where there is no pg_cron (55000)';
REVOKE EXECUTE ON FUNCTION ecom.schedule_refresh(text) FROM PUBLIC;

CREATE FUNCTION ecom.unschedule_refresh() RETURNS boolean
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	found boolean;
BEGIN
	PERFORM ecom.require_cron('0 4 * * *');
	EXECUTE 'SELECT bool_or(cron.unschedule(j.jobid)) FROM cron.job j WHERE j.jobname = $1 AND j.username = current_user AND j.database = current_database()'
		INTO found USING 'ecom_analytics refresh';
	RETURN coalesce(found, false);
END
$$;
COMMENT ON FUNCTION ecom.unschedule_refresh() IS 'Takes the schedule away that the same role has made with ecom.schedule_refresh(). False if there was none';
REVOKE EXECUTE ON FUNCTION ecom.unschedule_refresh() FROM PUBLIC;

CREATE FUNCTION ecom.require_cron(cron text) RETURNS void
	LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'pg_cron') THEN
		RETURN;
	END IF;
	RAISE EXCEPTION USING
		ERRCODE = 'object_not_in_prerequisite_state',
		MESSAGE = format('pg_cron is not in database "%s"', current_database()),
		HINT = CASE
			WHEN NOT EXISTS (SELECT FROM pg_available_extensions a WHERE a.name = 'pg_cron') THEN
				'Install it (Debian: postgresql-15-cron), set shared_preload_libraries = ''pg_cron'' and cron.database_name to this database, restart the server, and CREATE EXTENSION pg_cron. Or let cron or a systemd timer call: psql -c "SELECT FROM ecom.refresh()".'
			WHEN coalesce(current_setting('cron.database_name', true), '') <> current_database() THEN
				format('Where it is (cron.database_name, now "%s"), call: SELECT cron.schedule_in_database(%L, %L, ''SELECT FROM ecom.refresh()'', %L). Or set shared_preload_libraries = ''pg_cron'' and cron.database_name to this database, restart the server, and CREATE EXTENSION pg_cron.',
					coalesce(current_setting('cron.database_name', true), 'not set'), 'ecom_analytics refresh of ' || current_database(), cron, current_database())
			ELSE 'CREATE EXTENSION pg_cron.'
		END;
END
$$;
COMMENT ON FUNCTION ecom.require_cron(text) IS 'An error unless pg_cron is in this database; its hint is the next step to a refresh at these times';
