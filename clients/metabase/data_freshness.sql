-- How far do the data reach?
-- Display: table.
SELECT first_order_date, last_order_date, last_covered_month, last_complete_year, last_census_year, last_refresh_at
FROM bi.data_freshness
