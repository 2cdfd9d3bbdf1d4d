-- settings.md: rows of ecom.settings, and configuration parameters

LOAD 'ecom_analytics';

\qecho '# Settings'
\qecho
\qecho '## What the models contain'
\qecho
\qecho 'Rows of [ecom.settings](tables.md#settings), which pg_dump takes along. A changed value shows after the next refresh:'
\qecho
\qecho '```sql'
\qecho 'UPDATE ecom.settings SET value = \'2019-01-01\' WHERE name = \'earliest_order_date\';'
\qecho 'SELECT * FROM ecom.refresh();'
\qecho '```'
\qecho
\qecho '| name | default | meaning |'
\qecho '|---|---|---|'
SELECT format('| `%s` | `%s` | %s |', s.name, s.value, pg_temp.prose(regexp_replace(s.description, '\. Default .*$', '')))
FROM ecom.settings s
ORDER BY s.name COLLATE "C";

\qecho
\qecho '## Configuration parameters'
\qecho
\qecho 'In `postgresql.conf`, by `ALTER SYSTEM`, `ALTER DATABASE`, `ALTER ROLE` or `SET`. Until PostgreSQL 16, `ALTER SYSTEM` knows them after `LOAD \'ecom_analytics\'` only.'
\qecho
\qecho '| parameter | default | range | who may set it | meaning |'
\qecho '|---|---|---|---|---|'
/* set_config() says a value as SHOW does, with the unit that reads best; it is undone with the transaction */
BEGIN;
SELECT format('| `%s` | %s | %s | %s | %s |',
	p.name,
	coalesce(pg_temp.code(nullif(set_config(p.name, p.boot_val || coalesce(p.unit, ''), true), '')), 'empty'),
	CASE
		WHEN p.vartype = 'bool' THEN '`on`, `off`'
		WHEN p.min_val IS NULL THEN ''
		ELSE concat_ws(' ', 'from', pg_temp.code(set_config(p.name, p.min_val || coalesce(p.unit, ''), true)),
			CASE WHEN p.max_val <> '2147483647' THEN 'to ' || pg_temp.code(set_config(p.name, p.max_val || coalesce(p.unit, ''), true)) END) END,
	CASE p.context WHEN 'user' THEN 'anybody' WHEN 'superuser' THEN 'superusers' ELSE p.context END,
	concat_ws(' ', pg_temp.prose(p.short_desc), pg_temp.prose(p.extra_desc)))
FROM pg_settings p
WHERE p.name LIKE 'ecom\_analytics.%'
ORDER BY p.name COLLATE "C";
ROLLBACK;
