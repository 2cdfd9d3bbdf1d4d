-- ecom.settings: what decides the models' contents.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

SELECT * FROM ecom.settings ORDER BY name;

-- a value is checked when it is written
\set VERBOSITY terse
UPDATE ecom.settings SET value = 'yesterday' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '2021-02-30' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '1969-12-31' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '0001-01-01' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '0' WHERE name = 'min_group_size';
UPDATE ecom.settings SET value = 'ten' WHERE name = 'min_group_size';
UPDATE ecom.settings SET value = 'maybe' WHERE name = 'deduplicate';
UPDATE ecom.settings SET value = NULL WHERE name = 'deduplicate';
UPDATE ecom.settings SET value = '1.5' WHERE name = 'max_rejected_share';
UPDATE ecom.settings SET value = '1.000000001' WHERE name = 'max_rejected_share';
UPDATE ecom.settings SET value = 'NaN' WHERE name = 'max_rejected_share';
UPDATE ecom.settings SET value = '0.' || repeat('9', 200000) WHERE name = 'max_rejected_share';
UPDATE ecom.settings SET value = '0 hours' WHERE name = 'max_refresh_age';
UPDATE ecom.settings SET value = 'soon' WHERE name = 'max_refresh_age';
UPDATE ecom.settings SET value = '1 day' WHERE name = 'max_test_time';
UPDATE ecom.settings SET value = '10' WHERE name = 'max_test_time';
UPDATE ecom.settings SET value = 'YMD' WHERE name = 'date_order';
UPDATE ecom.settings SET value = 'dmy' WHERE name = 'date_order';
UPDATE ecom.settings SET value = '0' WHERE name = 'max_order_value';
UPDATE ecom.settings SET value = '1.299' WHERE name = 'max_order_value';
UPDATE ecom.settings SET value = '1e6' WHERE name = 'max_order_value';
UPDATE ecom.settings SET value = 'Europe/Atlantis' WHERE name = 'time_zone';
UPDATE ecom.settings SET value = 'banana5' WHERE name = 'time_zone';
UPDATE ecom.settings SET value = '' WHERE name = 'time_zone';
\set VERBOSITY default
UPDATE ecom.settings SET value = '+2' WHERE name = 'time_zone';

-- what fits
UPDATE ecom.settings SET value = '1970-01-01' WHERE name = 'earliest_order_date' RETURNING value;
UPDATE ecom.settings SET value = '2018-01-01' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '1' WHERE name = 'min_group_size' RETURNING value;
UPDATE ecom.settings SET value = 'Pacific/Kiritimati' WHERE name = 'time_zone' RETURNING value;
UPDATE ecom.settings SET value = '1.0' WHERE name = 'max_rejected_share' RETURNING value;
UPDATE ecom.settings SET value = '1 second' WHERE name = 'max_test_time' RETURNING value;
UPDATE ecom.settings SET value = 'DMY' WHERE name = 'date_order' RETURNING value;
UPDATE ecom.settings SET value = '2500.50' WHERE name = 'max_order_value' RETURNING value;

-- names and descriptions are fixed, and there is nothing to add or to take away
\set VERBOSITY terse
INSERT INTO ecom.settings VALUES ('earliest_order_day', '2018-01-01', 'a typo');
INSERT INTO ecom.settings VALUES ('deduplicate', 'off', 'a second one');
DELETE FROM ecom.settings WHERE name = 'deduplicate';
TRUNCATE ecom.settings;
UPDATE ecom.settings SET name = 'dedup' WHERE name = 'deduplicate';
UPDATE ecom.settings SET name = 'deduplicate', value = 'on' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET decides_contents = false WHERE name = 'deduplicate';
UPDATE ecom.settings SET description = 'mine' WHERE name = 'deduplicate';
\set VERBOSITY default

-- "my default, unless it is set" leaves alone what is set; DO UPDATE stores what it says, checked
INSERT INTO ecom.settings VALUES ('deduplicate', 'off', 'd') ON CONFLICT (name) DO NOTHING;
INSERT INTO ecom.settings VALUES ('deduplicate', 'off', 'd') ON CONFLICT DO NOTHING;
SELECT value FROM ecom.settings WHERE name = 'deduplicate';
INSERT INTO ecom.settings VALUES ('deduplicate', 'on', 'd') ON CONFLICT (name) DO UPDATE SET value = 'banana';
INSERT INTO ecom.settings VALUES ('deduplicate', 'on', 'd') ON CONFLICT (name) DO UPDATE SET value = 'off';
SELECT value FROM ecom.settings WHERE name = 'deduplicate';
INSERT INTO ecom.settings VALUES ('deduplicate', 'on', 'd') ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value;
SELECT value FROM ecom.settings WHERE name = 'deduplicate';

-- what a dump has is what somebody has written, also where that is the default
TABLE ecom.changed_settings ORDER BY name;
SELECT c.oid::regclass AS registered FROM pg_extension e, unnest(e.extconfig) AS c (oid)
WHERE e.extname = 'ecom_analytics' AND c.oid::regclass::text ~ 'settings';

-- a restored dump sets it; a setting that this version has not is a warning, and the others are set
SET client_min_messages = error;
DROP EXTENSION ecom_analytics;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;
COPY ecom.changed_settings (name, value) FROM stdin;
deduplicate	off
earliest_order_date	2019-01-01
max_rejected_share	0.05
no_longer_there	what it was
\.
SELECT name, value FROM ecom.settings ORDER BY name;
TABLE ecom.changed_settings ORDER BY name;
-- as does one with INSERTs, ON CONFLICT DO NOTHING or not, over what has been set meanwhile too
UPDATE ecom.settings SET value = '2020-01-01' WHERE name = 'earliest_order_date';
INSERT INTO ecom.changed_settings VALUES ('deduplicate', 'on');
INSERT INTO ecom.changed_settings VALUES ('earliest_order_date', '2021-01-01') ON CONFLICT DO NOTHING;
SELECT name, value FROM ecom.settings WHERE name IN ('deduplicate', 'earliest_order_date') ORDER BY name;
TABLE ecom.changed_settings ORDER BY name;
-- and it is checked
INSERT INTO ecom.changed_settings VALUES ('deduplicate', 'perhaps');

-- visible to all, written by the owner, and by who may UPDATE
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT name, value FROM ecom.settings ORDER BY name;
UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
INSERT INTO ecom.changed_settings VALUES ('deduplicate', 'off');
RESET ROLE;
GRANT UPDATE (value) ON ecom.settings TO regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
UPDATE ecom.settings SET description = 'mine' WHERE name = 'deduplicate';
INSERT INTO ecom.changed_settings VALUES ('deduplicate', 'off');
RESET ROLE;
SELECT s.value, c.value AS dumped FROM ecom.settings s JOIN ecom.changed_settings c USING (name) WHERE name = 'deduplicate';
DROP OWNED BY regress_ecom_nobody;
DROP ROLE regress_ecom_nobody;
