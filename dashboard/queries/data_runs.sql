-- The latest refreshes, the oldest of them first: what each did, how long it took, and the model that took longest.
SELECT
	r.run_id,
	r.started_at,
	r.outcome,
	r.seconds,
	r.is_of_all_models,
	r.rebuilt,
	r.skipped,
	r.failed,
	r.tests,
	r.failed_tests,
	r.sqlstate,
	s.model AS slowest_model,
	s.seconds AS slowest_seconds
FROM (SELECT * FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 60) r
LEFT JOIN LATERAL
(
	SELECT m.model, m.seconds FROM bi.refresh_run_models m WHERE m.run_id = r.run_id AND m.action <> 'skipped' ORDER BY m.seconds DESC, m.place LIMIT 1
) s ON true
ORDER BY r.run_id
