-- ecom.calendar_year, calendar_quarter, calendar_month, month_start
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- the same as date_part and date_trunc on every day of eight centuries, and on the first and last days there are: no row
SELECT d.day
FROM (SELECT '1599-12-25'::date + n AS day FROM generate_series(0, 300000) n
	UNION ALL VALUES ('4713-11-24 BC'::date), ('0001-12-31 BC'), ('0001-01-01'), ('9999-12-31'), ('32767-12-31')) d
WHERE ecom.calendar_quarter(d.day) <> date_part('quarter', d.day)
	OR ecom.calendar_month(d.day) <> date_part('month', d.day)
	OR (d.day >= '0001-01-01' AND ecom.calendar_year(d.day) <> date_part('year', d.day))
	OR (d.day > '4713-12-01 BC' AND ecom.month_start(d.day) <> date_trunc('month', d.day::timestamp)::date);

-- years before Christ are 0, -1, ...
SELECT ecom.calendar_year('0001-12-31 BC'), ecom.calendar_year('0002-06-01 BC'), ecom.calendar_year('4713-12-01 BC');

-- NULL, and infinity
SELECT ecom.calendar_year(NULL), ecom.calendar_quarter(NULL), ecom.calendar_month(NULL), ecom.month_start(NULL);
SELECT ecom.calendar_year('infinity'), ecom.calendar_quarter('-infinity'), ecom.calendar_month('infinity'), ecom.month_start('-infinity');

-- beyond a smallint
SELECT ecom.calendar_year('32768-01-01');
SELECT ecom.calendar_month('32768-01-01');

-- dates begin amid a month, whose first day would be none that can be read again
SELECT ecom.month_start('4714-11-24 BC');
SELECT ecom.month_start('4714-12-24 BC');
