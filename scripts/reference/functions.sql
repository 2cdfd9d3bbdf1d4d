-- functions.md: functions and aggregates, by what they do to the database

CREATE TEMP VIEW extension_functions AS
SELECT p.*, obj_description(p.oid, 'pg_proc') AS comment,
	CASE
		WHEN p.prokind = 'a' THEN 'aggregate'
		WHEN p.prorettype = 'trigger'::regtype
			OR EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn))
			OR EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend)) THEN 'support'
		WHEN p.provolatile = 'v' THEN 'act'
		WHEN p.provolatile = 's' THEN 'ask'
		ELSE 'compute'
	END AS purpose
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics'
JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';

-- function_arguments(function, modes): name, type and default of its arguments of these modes
CREATE FUNCTION pg_temp.function_arguments(function oid, modes text[]) RETURNS text[] LANGUAGE sql STABLE AS
$$
	SELECT array_agg(
		concat_ws(' ', quote_ident(nullif(p.proargnames[a.n], '')), pg_temp.type_name(a.type))
			|| coalesce(' DEFAULT ' || pg_temp.default_value(pg_get_function_arg_default(p.oid, a.n::integer)), '')
		ORDER BY a.n)
	FROM pg_proc p
	CROSS JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a (type, n)
	WHERE p.oid = function AND coalesce(p.proargmodes[a.n]::text, 'i') = ANY (modes)
$$;

-- list_of(before, items): in parentheses, on one line if that is short, else a line each
CREATE FUNCTION pg_temp.list_of(before text, items text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
	SELECT before || CASE WHEN items IS NULL THEN '()'
		WHEN length(before) + length(array_to_string(items, ', ')) <= 90 THEN '(' || array_to_string(items, ', ') || ')'
		ELSE E'(\n    ' || array_to_string(items, E',\n    ') || E'\n)' END
$$;

-- signature(function): how it is called, and what it returns, on a line of its own where one would be long
CREATE FUNCTION pg_temp.signature(function oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT f.call || CASE WHEN f.call !~ '\n' AND length(f.call) + length(f.result) > 100 THEN E'\n    ' ELSE ' ' END || f.result
	FROM
	(
		SELECT
			pg_temp.list_of('ecom.' || p.proname, pg_temp.function_arguments(p.oid, '{i,v,b}')) AS call,
			CASE WHEN p.proretset THEN 'RETURNS SETOF ' ELSE 'RETURNS ' END
				|| CASE WHEN o.arguments IS NULL THEN pg_temp.type_name(p.prorettype) ELSE pg_temp.list_of('record ', o.arguments) END AS result
		FROM pg_proc p
		CROSS JOIN LATERAL (SELECT pg_temp.function_arguments(p.oid, '{o,b,t}')) o (arguments)
		WHERE p.oid = function
	) f
$$;

-- traits(function): what the planner and a caller without rights may expect of it
CREATE FUNCTION pg_temp.traits(function oid) RETURNS text LANGUAGE sql STABLE AS
$$
	SELECT concat_ws(' · ',
		CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'not in parallel' END,
		CASE WHEN EXISTS (SELECT FROM pg_aggregate a WHERE a.aggfnoid = p.oid AND a.aggcombinefn <> 0) THEN 'aggregates in parallel' END,
		CASE WHEN p.proisstrict AND p.pronargs > 0 THEN CASE WHEN p.proretset THEN 'no row for a NULL argument' ELSE 'NULL for a NULL argument' END END,
		CASE WHEN p.prosecdef THEN 'runs with its owner''s rights' END,
		CASE WHEN has_function_privilege('public', p.oid, 'EXECUTE') THEN 'for PUBLIC' ELSE 'not for PUBLIC' END)
	FROM pg_proc p
	WHERE p.oid = function
$$;

-- function_section(purpose): links to all, then each name with its forms; forms that say the same of themselves stand together
CREATE FUNCTION pg_temp.function_section(purpose text) RETURNS text LANGUAGE sql STABLE AS
$$
	WITH forms AS
	(
		SELECT f.proname, f.comment, pg_temp.traits(f.oid) AS traits,
			string_agg(pg_temp.signature(f.oid), E'\n' ORDER BY f.pronargs, pg_get_function_identity_arguments(f.oid) COLLATE "C") AS signatures,
			min(f.pronargs) AS arguments, min(pg_get_function_identity_arguments(f.oid) COLLATE "C") AS first
		FROM pg_temp.extension_functions f
		WHERE f.purpose = function_section.purpose
		GROUP BY f.proname, f.comment, traits
	),
	names AS
	(
		SELECT f.proname,
			string_agg(concat_ws(E'\n\n', E'```sql\n' || f.signatures || E'\n```', pg_temp.sentence(f.comment), '*' || f.traits || '*'), E'\n\n'
				ORDER BY f.arguments, f.first) AS text
		FROM forms f
		GROUP BY f.proname
	)
	SELECT concat_ws(E'\n\n',
		string_agg(format('[%s](#%s)', n.proname, n.proname), ' · ' ORDER BY n.proname COLLATE "C"),
		string_agg('### ' || n.proname || E'\n\n' || n.text, E'\n\n' ORDER BY n.proname COLLATE "C"))
	FROM names n
$$;

\qecho '# Functions'
\qecho
\qecho 'All are in the schema `ecom`.'
\qecho
\qecho '## Functions that act'
\qecho
\qecho 'Volatile: they load, fetch, refresh, schedule, grant.'
\qecho
SELECT pg_temp.function_section('act');
\qecho
\qecho '## Functions that ask the database'
\qecho
\qecho 'Stable: they change nothing.'
\qecho
SELECT pg_temp.function_section('ask');
\qecho
\qecho '## Functions that compute'
\qecho
\qecho 'Immutable: of their arguments only.'
\qecho
SELECT pg_temp.function_section('compute');
\qecho
\qecho '## Aggregates'
\qecho
SELECT pg_temp.function_section('aggregate');
\qecho
\qecho '## What these are made with'
\qecho
\qecho 'Functions that aggregates, types and triggers call; not to be called otherwise.'
\qecho
\qecho '| function | meaning |'
\qecho '|---|---|'
SELECT format('| `%s(%s)` | %s |', f.proname, array_to_string(pg_temp.function_arguments(f.oid, '{i,v,b}'), ', '), pg_temp.prose(f.comment))
FROM pg_temp.extension_functions f
WHERE f.purpose = 'support'
ORDER BY f.proname COLLATE "C", f.pronargs, pg_get_function_identity_arguments(f.oid) COLLATE "C";
