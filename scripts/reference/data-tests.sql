-- data-tests.md: what ecom.check() runs

\qecho '# Data tests'
\qecho
\qecho 'Queries of [ecom.data_tests](tables.md#data_tests) that must return no row; [ecom.check()](functions.md#check) runs them, and `ecom.refresh("check" => true)` commits only if'
\qecho 'those of severity error pass. [ecom.failing_rows()](functions.md#failing_rows) shows the rows that break one. These come with the extension:'

SELECT concat_ws(E'\n',
	E'\n## ' || d.model || E'\n',
	'| test | severity | what must hold |',
	'|---|---|---|',
	string_agg(format('| %s | %s | %s |', pg_temp.code(pg_temp.cell(d.test)), d.severity, pg_temp.prose(d.description)), E'\n'
		ORDER BY d.severity COLLATE "C", d.test COLLATE "C"))
FROM ecom.data_tests d
WHERE d.is_built_in
GROUP BY d.model
ORDER BY array_position('{raw,staging,refinement,mart}', split_part(d.model, '.', 1)), d.model COLLATE "C";
