-- What the data tests said last. Those that did not pass come first, errors before warnings.
SELECT
	test,
	model,
	severity,
	description,
	is_built_in,
	outcome,
	failures,
	checked_at,
	is_current
FROM bi.data_tests
ORDER BY array_position('{broken,failed,not run,passed,off}', outcome), severity, model, test
