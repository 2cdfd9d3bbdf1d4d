/* Settings that decide what the models contain */

CREATE TABLE ecom.settings
(
	name		text PRIMARY KEY,
	value		text NOT NULL,
	description	text NOT NULL
);
COMMENT ON TABLE ecom.settings IS
'What decides the contents of the models and what their data tests tolerate, visible to all and kept by pg_dump. Change a value with UPDATE; the models show it after the next refresh.';
COMMENT ON COLUMN ecom.settings.name IS 'Name of the setting';
COMMENT ON COLUMN ecom.settings.value IS 'Its value, checked when written';
COMMENT ON COLUMN ecom.settings.description IS 'What it does, its form and its default';

INSERT INTO ecom.settings (name, value, description) VALUES
	('earliest_order_date', '2018-01-01',
	 'First day of a valid purchase, as YYYY-MM-DD; earlier lines are rejected. Default 2018-01-01'),
	('deduplicate', 'on',
	 'Whether lines that agree on respondent, date, state, price, quantity and product code are one purchase: on or off. Default on'),
	('max_rejected_share', '0.05',
	 'Share of rejected purchase lines, 0 to 1, above which the data test rejected_lines warns. Default 0.05'),
	('max_refresh_age', '26 hours',
	 'Age of the last refresh from which on it is overdue, as an interval. Default 26 hours');

CREATE FUNCTION ecom.check_setting() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('cannot %s rows of ecom.settings', lower(TG_OP)),
			HINT = 'Change the value of a setting: UPDATE ecom.settings SET value = ... WHERE name = ....';
	END IF;
	IF (TG_OP = 'UPDATE' AND NEW.name <> OLD.name) OR NOT EXISTS (SELECT FROM ecom.settings s WHERE s.name = NEW.name) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there is no setting "%s"', NEW.name),
			HINT = 'TABLE ecom.settings shows the settings.';
	END IF;
	IF NEW.name = 'earliest_order_date' AND (NEW.value !~ '^\d{4}-\d\d-\d\d$' OR ecom.clean_date(NEW.value) IS NULL) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('setting earliest_order_date cannot be "%s"', NEW.value),
			HINT = 'Give a day as YYYY-MM-DD.';
	END IF;
	IF NEW.name = 'deduplicate' AND NEW.value NOT IN ('on', 'off') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('setting deduplicate cannot be "%s"', NEW.value),
			HINT = 'Give on or off.';
	END IF;
	IF NEW.name = 'max_rejected_share' AND (NEW.value !~ '^\d+(\.\d+)?$' OR NEW.value::numeric > 1) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('setting max_rejected_share cannot be "%s"', NEW.value),
			HINT = 'Give a share from 0 to 1, such as 0.05.';
	END IF;
	IF NEW.name = 'max_refresh_age' AND NEW.value !~ '^[1-9]\d{0,4} (minute|hour|day|week)s?$' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('setting max_refresh_age cannot be "%s"', NEW.value),
			HINT = 'Give a number of minutes, hours, days or weeks, such as 26 hours.';
	END IF;
	IF TG_OP = 'INSERT' THEN
		/* the name is there since installation: what a restored dump brings is its value */
		UPDATE ecom.settings SET value = NEW.value WHERE name = NEW.name;
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION ecom.check_setting() IS 'Trigger of ecom.settings: refuses unknown names and unreadable values';
REVOKE EXECUTE ON FUNCTION ecom.check_setting() FROM PUBLIC;

CREATE TRIGGER check_setting BEFORE INSERT OR UPDATE OR DELETE ON ecom.settings
	FOR EACH ROW EXECUTE FUNCTION ecom.check_setting();
CREATE TRIGGER keep_settings BEFORE TRUNCATE ON ecom.settings
	FOR EACH STATEMENT EXECUTE FUNCTION ecom.check_setting();
COMMENT ON TRIGGER keep_settings ON ecom.settings IS 'Refuses to empty the table';
COMMENT ON TRIGGER check_setting ON ecom.settings IS 'Refuses unknown names and unreadable values; turns an INSERT into an UPDATE';

GRANT USAGE ON SCHEMA ecom TO PUBLIC;
GRANT SELECT ON ecom.settings TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('ecom.settings', '');
