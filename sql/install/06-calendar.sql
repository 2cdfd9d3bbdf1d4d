/* Parts of a date in whole numbers, without the timestamps that date_part and date_trunc go by */

CREATE FUNCTION ecom.calendar_year(day date) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_calendar_year';
COMMENT ON FUNCTION ecom.calendar_year(date) IS
'The year of a date; years before Christ are 0, -1, .... NULL for infinity; an error for years after 32767.';

CREATE FUNCTION ecom.calendar_quarter(day date) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_calendar_quarter';
COMMENT ON FUNCTION ecom.calendar_quarter(date) IS 'The quarter of a date, 1 to 4. NULL for infinity.';

CREATE FUNCTION ecom.calendar_month(day date) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_calendar_month';
COMMENT ON FUNCTION ecom.calendar_month(date) IS 'The month of a date, 1 to 12. NULL for infinity.';

CREATE FUNCTION ecom.month_start(day date) RETURNS date
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_month_start';
COMMENT ON FUNCTION ecom.month_start(date) IS 'The first day of the month of a date; infinity stays. An error (22008) in November of 4714 BC, amid which dates begin.';

CREATE FUNCTION ecom.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (pg_catalog.now() AT TIME ZONE (SELECT s.value FROM ecom.settings s WHERE s.name = 'time_zone'))::date;
COMMENT ON FUNCTION ecom.today() IS
'The day in the time zone of the setting time_zone, as of the beginning of the transaction: what all models mean by today, whoever refreshes them. A model that calls it is rebuilt on another day. In a query of many rows, as (SELECT ecom.today())';
