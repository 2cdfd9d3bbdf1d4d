-- README.md: which page has what

\qecho '# Reference'
\qecho
\qecho 'What the catalog says of a database with the extension and nothing else: `make docs` writes these pages, and `make check` fails where they are not what the catalog says.'
\qecho 'In psql: `\\d+ mart.mart_cohort_retention`, `\\df+ ecom.*`.'
\qecho
SELECT E'| page | what it has |\n|---|---|\n' || string_agg(format('| [%s](%s) | %s |', p.title, p.page, p.content), E'\n' ORDER BY p.place)
FROM
(
	VALUES
	(1, 'Models', 'models.md', (SELECT format('%s models of `staging`, `refinement` and `mart`: grain, columns, types, indexes, what each reads',
		count(*) FILTER (WHERE r.kind = 'm')) FROM pg_temp.extension_relations r)),
	(2, 'Views for BI tools', 'bi.md', (SELECT format('%s views of `bi`', count(*)) FROM pg_temp.extension_relations r WHERE r.schema = 'bi')),
	(3, 'Tables, logs and status', 'tables.md', 'landing tables of `raw`; settings, logs, data tests, status and lineage in `ecom`'),
	(4, 'Functions', 'functions.md', 'functions and aggregates with their arguments, defaults and results'),
	(5, 'Types', 'types.md', 'enums with their labels, rows that functions return'),
	(6, 'Settings', 'settings.md', 'rows of `ecom.settings`, parameters `ecom_analytics.*`'),
	(7, 'Data tests', 'data-tests.md', (SELECT format('%s queries that must return no row', count(*)) FROM ecom.data_tests d WHERE d.is_built_in)),
	(8, 'Lineage', 'lineage.md', 'what is made from what, as a drawing and column by column')
) AS p (place, title, page, content);
