-- How far the data reach and how old they are. version changes with every refresh that changed a mart.
SELECT
	first_order_date::text AS first_order_date,
	last_order_date::text AS last_order_date,
	last_complete_year,
	last_refresh_at,
	is_refreshing,
	extract(epoch FROM last_refresh_at)::text AS version
FROM bi.data_freshness
