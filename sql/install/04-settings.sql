/* Settings that decide what the models contain, and what is tolerated of them */

CREATE TABLE ecom.settings
(
	name text PRIMARY KEY,
	value text NOT NULL,
	description text NOT NULL,
	decides_contents boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE ecom.settings IS
'What decides the contents of the models and what their data tests tolerate, visible to all and kept by pg_dump; one row per setting. Change a value with UPDATE; the models show it after the next refresh.';
COMMENT ON COLUMN ecom.settings.name IS 'Name of the setting';
COMMENT ON COLUMN ecom.settings.value IS 'Its value, checked when written';
COMMENT ON COLUMN ecom.settings.description IS 'What it does, its form and its default';
COMMENT ON COLUMN ecom.settings.decides_contents IS 'Does what the models contain depend on it? False for what their tests and monitors tolerate';

INSERT INTO ecom.settings (name, value, decides_contents, description) VALUES
('earliest_order_date', '2018-01-01', true,
	'First day of a valid purchase, as YYYY-MM-DD, not before 1970-01-01; earlier lines are rejected. Default 2018-01-01'),
('deduplicate', 'on', true,
	'Whether lines that agree on respondent, date, state, price, quantity and product code (and on the title, where there is no code) are one purchase: on or off. Default on'),
('time_zone', 'UTC', true,
	'Time zone of the day that is today, by its name in pg_timezone_names; lines of later days are rejected. Default UTC'),
('max_rejected_share', '0.05', false,
	'Share of rejected purchase lines, 0 to 1, above which the data test rejected lines warns. Default 0.05'),
('max_refresh_age', '26 hours', false,
	'Age of the last refresh from which on it is overdue, in minutes, hours, days or weeks. Default 26 hours'),
('max_test_time', '10 minutes', false,
	'The longest that a data test may take, in seconds, minutes or hours; it has failed then. Default 10 minutes'),
('date_order', 'MDY', true,
	'Order of day and month in dates such as 3/4/2021: MDY, month first as the United States write them, or DMY, day first. Default MDY'),
('max_order_value', '10000', false,
	'Price times quantity of a purchase line in USD above which the data test order values warns. Default 10000'),
('min_group_size', '10', false,
	'Users below which bi marks a cohort or a state as small (is_small): its shares and averages say little. Default 10');

CREATE FUNCTION ecom.check_setting() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	fits boolean;
	form text;
BEGIN
	IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('cannot %s rows of ecom.settings', lower(TG_OP)),
			HINT = 'Change the value of a setting: UPDATE ecom.settings SET value = ... WHERE name = ....';
	END IF;

	CASE NEW.name
		WHEN 'earliest_order_date' THEN
			/* cohorts by month have at most 1000 periods: some 83 years */
			fits := NEW.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND coalesce(ecom.clean_date(NEW.value) >= '1970-01-01', false);
			form := 'a day as YYYY-MM-DD, not before 1970-01-01';
		WHEN 'deduplicate' THEN
			fits := NEW.value IN ('on', 'off');
			form := 'on or off';
		WHEN 'time_zone' THEN
			fits := NEW.value = 'UTC' OR EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = NEW.value);
			form := 'a name from pg_timezone_names, such as America/New_York';
		WHEN 'max_rejected_share' THEN
			fits := NEW.value ~ '^(0([.][0-9]{1,9})?|1([.]0{1,9})?)$';
			form := 'a share from 0 to 1 with up to 9 decimals, such as 0.05';
		WHEN 'max_refresh_age' THEN
			fits := NEW.value ~ '^[1-9][0-9]{0,4} (minute|hour|day|week)s?$';
			form := 'a number of minutes, hours, days or weeks, such as 26 hours';
		WHEN 'max_test_time' THEN
			fits := NEW.value ~ '^[1-9][0-9]{0,4} (second|minute|hour)s?$';
			form := 'a number of seconds, minutes or hours, such as 10 minutes';
		WHEN 'date_order' THEN
			fits := NEW.value IN ('MDY', 'DMY');
			form := 'MDY or DMY';
		WHEN 'max_order_value' THEN
			fits := NEW.value ~ '^[1-9][0-9]{0,17}([.][0-9]{1,2})?$';
			form := 'a number of dollars from 1 on, such as 10000';
		WHEN 'min_group_size' THEN
			fits := NEW.value ~ '^[1-9][0-9]{0,5}$';
			form := 'a number of users from 1 to 999999, such as 10';
		ELSE
			RAISE EXCEPTION USING
				ERRCODE = 'invalid_parameter_value',
				MESSAGE = format('there is no setting "%s"', NEW.name),
				HINT = 'TABLE ecom.settings shows the settings.';
	END CASE;
	IF NOT fits THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('setting %s cannot be "%s"', NEW.name,
				CASE WHEN length(NEW.value) <= 100 THEN NEW.value ELSE left(NEW.value, 100) || '...' END),
			HINT = format('Give %s.', form);
	END IF;

	IF TG_OP = 'UPDATE'
		AND (NEW.name, NEW.description, NEW.decides_contents) IS DISTINCT FROM (OLD.name, OLD.description, OLD.decides_contents) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('setting %s can change its value only', OLD.name),
			HINT = 'UPDATE ecom.settings SET value = ... WHERE name = ....';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION ecom.check_setting() IS
'Trigger of ecom.settings: refuses unknown names (22023), values that do not fit (22023), and to change or delete anything but values (55000)';
REVOKE EXECUTE ON FUNCTION ecom.check_setting() FROM PUBLIC;

CREATE TRIGGER check_setting BEFORE INSERT OR UPDATE OR DELETE ON ecom.settings
	FOR EACH ROW EXECUTE FUNCTION ecom.check_setting();
COMMENT ON TRIGGER check_setting ON ecom.settings IS 'Refuses unknown names and values that do not fit';
CREATE TRIGGER keep_settings BEFORE TRUNCATE ON ecom.settings
	FOR EACH STATEMENT EXECUTE FUNCTION ecom.check_setting();
COMMENT ON TRIGGER keep_settings ON ecom.settings IS 'Refuses to empty the table';

GRANT USAGE ON SCHEMA ecom TO PUBLIC;
GRANT SELECT ON ecom.settings TO PUBLIC;

/*
 * What pg_dump takes along.  CREATE EXTENSION fills ecom.settings, so its rows are there when a dump is restored, and would be
 * in the way of those that the dump brings.  A trigger of ecom.settings cannot tell a restored row from INSERT ... ON CONFLICT
 * DO NOTHING.  So the values that somebody has written are in a table of their own too, which is empty at installation: it is
 * dumped, and what is restored into it is set.
 */
CREATE TABLE ecom.changed_settings
(
	name text PRIMARY KEY,
	value text NOT NULL
);
COMMENT ON TABLE ecom.changed_settings IS
'The settings whose values somebody has written, for pg_dump; one row per setting. What ecom.settings holds is what counts: write there';
COMMENT ON COLUMN ecom.changed_settings.name IS 'Name of the setting';
COMMENT ON COLUMN ecom.changed_settings.value IS 'Its value, as in ecom.settings';
SELECT pg_catalog.pg_extension_config_dump('ecom.changed_settings', '');
GRANT SELECT ON ecom.changed_settings TO PUBLIC;

/* with its owner's rights, so that UPDATE on ecom.settings is all that changing a setting needs */
CREATE FUNCTION ecom.keep_setting() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	INSERT INTO ecom.changed_settings (name, value) VALUES (NEW.name, NEW.value)
	ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ecom.keep_setting() IS 'Trigger of ecom.settings: writes a changed value to ecom.changed_settings, with the rights of its owner';
REVOKE EXECUTE ON FUNCTION ecom.keep_setting() FROM PUBLIC;

CREATE TRIGGER keep_setting AFTER UPDATE OF value ON ecom.settings
	FOR EACH ROW EXECUTE FUNCTION ecom.keep_setting();
COMMENT ON TRIGGER keep_setting ON ecom.settings IS 'Writes a changed value to ecom.changed_settings, which pg_dump takes along';

CREATE FUNCTION ecom.restore_setting() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF EXISTS (SELECT FROM ecom.settings s WHERE s.name = NEW.name AND s.value = NEW.value) THEN
		RETURN NEW;
	END IF;
	/* this comes back here by way of keep_setting */
	UPDATE ecom.settings SET value = NEW.value WHERE name = NEW.name;
	IF NOT FOUND THEN
		RAISE WARNING USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there is no setting "%s" any more', NEW.name),
			DETAIL = format('Its value was "%s".', NEW.value);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ecom.restore_setting() IS
'Trigger of ecom.changed_settings: sets what a restored dump brings. A warning where this version of the extension has no such setting';
REVOKE EXECUTE ON FUNCTION ecom.restore_setting() FROM PUBLIC;

CREATE TRIGGER restore_setting BEFORE INSERT ON ecom.changed_settings
	FOR EACH ROW EXECUTE FUNCTION ecom.restore_setting();
COMMENT ON TRIGGER restore_setting ON ecom.changed_settings IS 'Sets in ecom.settings what a restored dump brings';
