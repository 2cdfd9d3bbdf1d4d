-- How fresh each model was when a refresh last looked at it. Those that failed come first, and then those that never were refreshed.
SELECT
	schema,
	model,
	refreshed_at,
	verified_at,
	run_id,
	rows,
	seconds,
	newest_order::text AS newest_order,
	newest_load,
	failed_at,
	sqlstate
FROM bi.model_freshness
ORDER BY failed_at IS NULL, refreshed_at IS NOT NULL, array_position('{staging,refinement,mart}', schema::text), model
