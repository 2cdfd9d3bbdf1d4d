-- ecom.settings: what decides the models' contents.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

SELECT * FROM ecom.settings ORDER BY name;

-- a value is checked when it is written
UPDATE ecom.settings SET value = 'yesterday' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = '2021-02-30' WHERE name = 'earliest_order_date';
UPDATE ecom.settings SET value = 'maybe' WHERE name = 'deduplicate';
UPDATE ecom.settings SET value = NULL WHERE name = 'deduplicate';

-- the names are fixed
INSERT INTO ecom.settings VALUES ('earliest_order_day', '2018-01-01', 'a typo');
DELETE FROM ecom.settings WHERE name = 'deduplicate';
TRUNCATE ecom.settings;
UPDATE ecom.settings SET name = 'dedup' WHERE name = 'deduplicate';

-- an INSERT of a known name, as a restored dump makes it, sets its value
INSERT INTO ecom.settings VALUES ('deduplicate', 'off', 'from a dump');
UPDATE ecom.settings SET value = '2019-01-01' WHERE name = 'earliest_order_date';
SELECT name, value FROM ecom.settings ORDER BY name;

-- visible to all, written by the owner only
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SELECT name, value FROM ecom.settings ORDER BY name;
UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate';
RESET ROLE;
DROP ROLE regress_ecom_nobody;
