/*
 * A model is fresh if and only if what it was made from is what is there now, and it still holds what was made of it.
 *
 *	what it was made from	the rows of tables and models, the definition of views, functions and types at any depth, the
 *							settings, the library, the day where it asks for the day
 *	what it holds			its own rows
 *
 * Of each there is a version, a text; ecom.refresh() keeps those that it built a model from.  What has none, since it
 * cannot be looked into, makes a model stale for good: it is rebuilt each time.
 */

CREATE TABLE ecom.model_state
(
	schema text COLLATE "C",
	model text COLLATE "C",
	model_oid oid NOT NULL,
	run_id bigint NOT NULL,
	refreshed_at timestamptz NOT NULL,
	rows bigint NOT NULL,
	seconds numeric NOT NULL,
	inputs jsonb NOT NULL,
	contents text COLLATE "C" NOT NULL,
	entry text COLLATE "C" NOT NULL,
	newest_order date,
	newest_load timestamptz,
	reasons jsonb,
	horizons jsonb,
	changes bigint,
	row_bytes numeric,
	PRIMARY KEY (schema, model)
);
COMMENT ON TABLE ecom.model_state IS 'The last refresh of each model by ecom.refresh(); one row per model';
COMMENT ON COLUMN ecom.model_state.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_state.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_state.model_oid IS 'OID of the model, by which one that was re-created is known';
COMMENT ON COLUMN ecom.model_state.run_id IS 'The run that rebuilt it, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.model_state.refreshed_at IS 'When that run took its snapshot (under REPEATABLE READ: when its transaction began): the model has what was committed before';
COMMENT ON COLUMN ecom.model_state.rows IS 'Rows of the model';
COMMENT ON COLUMN ecom.model_state.seconds IS 'How long it took, ANALYZE included';
COMMENT ON COLUMN ecom.model_state.inputs IS 'What it was made from: versions by name, see ecom.model_staleness';
COMMENT ON COLUMN ecom.model_state.contents IS 'Version of its own rows, see ecom.table_version()';
COMMENT ON COLUMN ecom.model_state.entry IS 'Its row in pg_class, which every REFRESH writes anew: as long as it is the same, so are the rows';
COMMENT ON COLUMN ecom.model_state.newest_order IS 'Day of the newest order in it; NULL for models without orders';
COMMENT ON COLUMN ecom.model_state.newest_load IS 'The newest load that is in it; NULL if none is known';
COMMENT ON COLUMN ecom.model_state.reasons IS 'Of the models of rejected lines: how many rows there are of each reason; NULL for others. So who asks for that reads no row of theirs, and waits for no refresh';
COMMENT ON COLUMN ecom.model_state.horizons IS 'Of tables that it is made from by a rule of the kind line (see ecom.row_rules): which transactions'' rows were seen, by name. By that the rows that were appended since are known';
COMMENT ON COLUMN ecom.model_state.changes IS 'Rows added and removed since it was analysed';
COMMENT ON COLUMN ecom.model_state.row_bytes IS 'The least bytes that a row has taken since all of it was last written anew: what it may grow by is measured by that';

/* The first of equal lines is staged.  A line of a later day than all that are there has no equal among them. */
SELECT ecom.row_rule('staging.stg_amazon_purchases', 'raw.amazon_purchases', 'line', keys => '{order_date,survey_responseid}', place => 'line',
	unless => 'added.order_date > (SELECT s.newest_order FROM ecom.model_state s WHERE s.schema = ''staging'' AND s.model = ''stg_amazon_purchases'')');
UPDATE ecom.row_rules SET is_built_in = true WHERE NOT is_built_in;

CREATE TABLE ecom.table_parts
(
	source text COLLATE "C" PRIMARY KEY,
	horizon text COLLATE "C" NOT NULL,
	parts bytea NOT NULL
);
COMMENT ON TABLE ecom.table_parts IS
'What ecom.refresh() has seen of parts of tables that models are made from by a rule of the kind line (see ecom.row_rules), so that the next one reads the row headers only of pages that something has been written to since; one row per table';
COMMENT ON COLUMN ecom.table_parts.source IS 'The table, with its schema';
COMMENT ON COLUMN ecom.table_parts.horizon IS 'Which transactions'' rows were seen, as in ecom.model_state.horizons: of use only beside that';
COMMENT ON COLUMN ecom.table_parts.parts IS 'Where the write-ahead log was, the file of the table, and the versions of each of its parts: of use only on the server that wrote it';

CREATE TABLE ecom.model_failures
(
	schema text COLLATE "C",
	model text COLLATE "C",
	run_id bigint NOT NULL,
	failed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	sqlstate text COLLATE "C" NOT NULL,
	message text NOT NULL,
	PRIMARY KEY (schema, model)
);
COMMENT ON TABLE ecom.model_failures IS
'Models of others than the extension that the last ecom.refresh() could not rebuild: they hold the rows of an earlier one. One row per model';
COMMENT ON COLUMN ecom.model_failures.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_failures.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_failures.run_id IS 'The run that tried, as in ecom.refresh_log';
COMMENT ON COLUMN ecom.model_failures.failed_at IS 'When it failed';
COMMENT ON COLUMN ecom.model_failures.sqlstate IS 'SQLSTATE of the error';
COMMENT ON COLUMN ecom.model_failures.message IS 'Message of the error';

CREATE FUNCTION ecom.table_version(source regclass) RETURNS text
	LANGUAGE c STABLE STRICT COST 100000 AS 'MODULE_PATHNAME', 'ecom_table_version';
COMMENT ON FUNCTION ecom.table_version(regclass) IS
'A text that changes whenever rows of the table do: the number of its rows and a sum over where they are and which transaction wrote them; a second on 10 million rows or so. Rows that the current transaction wrote are marked until it ends, but those of distributed tables. VACUUM changes nothing, VACUUM FULL and CLUSTER do, since they move rows. NULL where that cannot be told: views, partitioned and foreign tables, those that others inherit from, and a materialized view that is being refreshed. Needs SELECT on the table.';

CREATE FUNCTION ecom.library_version() RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_library_version';
COMMENT ON FUNCTION ecom.library_version() IS 'Version of the library that is loaded, and a hash of its sources';

CREATE FUNCTION ecom.settings_version() RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT pg_catalog.md5(pg_catalog.string_agg(s.name || '=' || s.value, E'\n' ORDER BY s.name COLLATE "C")) FROM ecom.settings s WHERE s.decides_contents;
END;
COMMENT ON FUNCTION ecom.settings_version() IS 'A text that changes with the settings that decide what models contain; the thresholds of data tests do not';

/*
 * The versions: of a view, its query and its owner; of a table, its rows, and what generates columns of it.  Other columns that a
 * query names cannot change under it; one that takes whole rows has their type among its parts.
 */
CREATE VIEW ecom.relation_versions AS
SELECT
	c.oid AS relation,
	pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
	CASE
		WHEN c.relkind = 'v' THEN
			pg_catalog.md5((SELECT pg_catalog.string_agg(w.ev_action::pg_catalog.text, '') FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid)
				|| c.relowner || coalesce(c.reloptions::pg_catalog.text, ''))
		WHEN c.oid = 'ecom.settings'::pg_catalog.regclass THEN ecom.settings_version()
		/* catalogs change without a trace; row security shows each role other rows */
		WHEN c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace OR c.relrowsecurity THEN NULL
		ELSE ecom.table_version(c.oid) || coalesce('/' || pg_catalog.md5(
		(
			SELECT pg_catalog.string_agg(d.adbin::pg_catalog.text, E'\n' ORDER BY a.attnum)
			FROM pg_catalog.pg_attribute a
			JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attgenerated <> ''
		)), '')
	END AS version
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace;
COMMENT ON VIEW ecom.relation_versions IS 'A text for each relation that changes with what a query of it gives; one row per relation. Reads the row headers of the tables that are asked for';
COMMENT ON COLUMN ecom.relation_versions.relation IS 'OID of the relation';
COMMENT ON COLUMN ecom.relation_versions.name IS 'Its name, with the schema';
COMMENT ON COLUMN ecom.relation_versions.version IS 'Of a table, its rows; of a view, its query; of ecom.settings, what decides what models contain. NULL where that cannot be told';

/*
 * What a function gives is known of those that depend on nothing but their arguments, and of those that say in the catalog
 * what they call and read.  Functions of the server that are merely STABLE are so for many reasons: those listed depend on
 * settings that a refresh fixes, the time zone among them, or, as they read dates (which may say "today"), on the day.
 */
CREATE VIEW ecom.function_versions AS
SELECT
	p.oid AS function,
	pg_catalog.format('function %s.%I(%s)', p.pronamespace::pg_catalog.regnamespace, p.proname, pg_catalog.oidvectortypes(p.proargtypes)) AS name,
	k.kind = 'today' AS asks_for_day,
	k.kind = 'zone' AS asks_for_zone,
	CASE
		WHEN k.kind IN ('constant', 'zone', 'today') THEN ''
		WHEN k.kind = 'readable' THEN
			pg_catalog.md5(pg_catalog.concat_ws(' ', p.prolang, p.prosrc, p.probin, p.prosqlbody::pg_catalog.text, p.proconfig, p.provolatile, p.prosecdef, p.proisstrict,
				p.proretset, p.prorettype, p.proargtypes, p.proargdefaults::pg_catalog.text, p.proowner,
				(SELECT a::pg_catalog.text FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid), e.extversion))
	END AS version
FROM pg_catalog.pg_proc p
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
CROSS JOIN LATERAL
(
	SELECT CASE
		WHEN p.oid = 'ecom.today()'::pg_catalog.regprocedure THEN 'today'
		WHEN p.oid < 16384 THEN	/* came with the server */
			CASE
				WHEN p.provolatile = 'i' OR p.prosqlbody IS NOT NULL OR p.prokind IN ('a', 'w') THEN 'constant'
				WHEN p.provolatile = 's' AND p.proname ~ ('^(date|timestamp|timestamptz|time|timetz|array|record|domain|range|multirange|any\w+)_in$'
					'|^jsonb?_(populate_record|populate_recordset|to_record|to_recordset)$') THEN 'today'
				WHEN p.provolatile = 's' AND p.proname ~ ('^(?!reg|acl)\w+_(out|recv|send)$|^(enum|interval|cash|xml)_in$|^(date|timestamp|timestamptz)_\w+_(date|timestamp|timestamptz)$'
					'|^(timestamptz_(pl|mi)_interval|interval_pl_timestamptz|make_timestamptz|overlaps|in_range|generate_series)$'
					'|^(date|date_add|date_subtract|date_part|date_trunc|extract|time|timetz|timestamp|timestamptz|timezone|money|numeric|length|xml|xml_is_well_formed)$'
					'|^(concat|concat_ws|format|quote_literal|quote_nullable|textanycat|anytextcat|convert|convert_from|convert_to)$'
					'|^(to_char|to_date|to_number|to_timestamp|to_json|to_jsonb|row_to_json|array_to_json|array_to_string|enum_first|enum_last|enum_range|pg_typeof)$'
					'|^jsonb?_(agg|object_agg|build_array|build_object)\w*$') THEN 'zone'
			END
		WHEN e.extname = 'ecom_analytics' AND p.prolang = (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname = 'c') THEN
			CASE WHEN p.provolatile = 'i' OR p.proname IN ('clean_answer', 'products', 'product_sums') THEN 'readable' END
		WHEN p.prosqlbody IS NOT NULL OR p.prokind = 'a' THEN 'readable'
		WHEN p.provolatile = 'i' AND p.prolang IN (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname IN ('c', 'internal')) THEN 'readable'
	END AS kind
) k;
COMMENT ON VIEW ecom.function_versions IS 'A text for each function that changes with what it does; one row per function';
COMMENT ON COLUMN ecom.function_versions.function IS 'OID of the function';
COMMENT ON COLUMN ecom.function_versions.name IS 'The word function, and its name with schema and arguments';
COMMENT ON COLUMN ecom.function_versions.asks_for_day IS 'Does what it gives depend on the day?';
COMMENT ON COLUMN ecom.function_versions.asks_for_zone IS 'May what it gives depend on the time zone?';
COMMENT ON COLUMN ecom.function_versions.version IS
'NULL where that cannot be told: functions that are not IMMUTABLE, but for those whose body was parsed when they were made (BEGIN ATOMIC, RETURN); and those with a body in another language, be they IMMUTABLE, since it may call what is replaced. Empty for functions of the server';

CREATE VIEW ecom.type_versions AS
SELECT
	t.oid AS type,
	pg_catalog.format('type %I.%I', n.nspname, t.typname) AS name,
	pg_catalog.md5(pg_catalog.concat_ws(' ', t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
		(SELECT pg_catalog.string_agg(l.enumlabel, E'\n' ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid),
		(SELECT pg_catalog.string_agg(k.conbin::pg_catalog.text, E'\n' ORDER BY k.oid) FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid),
		(SELECT pg_catalog.string_agg(a.attname || ' ' || a.atttypid || ' ' || a.atttypmod, E'\n' ORDER BY a.attnum)
			FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))) AS version
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace;
COMMENT ON VIEW ecom.type_versions IS 'A text for each type that changes with its labels, constraints or columns; one row per type';
COMMENT ON COLUMN ecom.type_versions.type IS 'OID of the type';
COMMENT ON COLUMN ecom.type_versions.name IS 'The word type, and its name with the schema';
COMMENT ON COLUMN ecom.type_versions.version IS 'The text';

CREATE FUNCTION ecom.difference(now jsonb, before jsonb) RETURNS text LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	SELECT nullif(pg_catalog.concat_ws('; ',
		pg_catalog.string_agg(k.name, ', ' ORDER BY k.name) FILTER (WHERE k.is_new AND k.version <> 'null' AND k.version IS DISTINCT FROM difference.before -> k.name) || ' changed',
		pg_catalog.string_agg(k.name, ', ' ORDER BY k.name) FILTER (WHERE k.version = 'null') || ' cannot be followed',
		pg_catalog.string_agg(k.name, ', ' ORDER BY k.name) FILTER (WHERE NOT k.is_new) || ' no longer read'), '')
	FROM
	(
		SELECT n.key COLLATE "C" AS name, n.value AS version, true AS is_new FROM pg_catalog.jsonb_each(difference.now) n
		UNION ALL
		SELECT b.key, b.value, false FROM pg_catalog.jsonb_each(difference.before) b WHERE NOT difference.now ? b.key
	) k;
END;
COMMENT ON FUNCTION ecom.difference(jsonb, jsonb) IS 'What a model is made from now against what it was made from, in words; NULL if that is the same';
REVOKE EXECUTE ON FUNCTION ecom.difference(jsonb, jsonb) FROM PUBLIC;

/*
 * With the rights of its owner, so that who watches needs none on raw, which holds what people answered.
 */
CREATE FUNCTION ecom.model_freshness(models oid[] DEFAULT NULL,
	OUT model_oid oid, OUT schema text, OUT model text, OUT level integer, OUT is_stale boolean, OUT reason text, OUT inputs jsonb, OUT reads oid[], OUT is_shown boolean, OUT is_intact boolean)
	RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER ROWS 30
	/* long as it is, to compile it, or to try all orders of its joins, would take longer than to run it */
	SET search_path = pg_catalog, pg_temp SET jit = off SET join_collapse_limit = 4
BEGIN ATOMIC
	WITH RECURSIVE parts AS MATERIALIZED
	(
		SELECT p.reader AS model, p.kind, p.object FROM ecom.parts p
	),
	models AS MATERIALIZED	/* looked up once */
	(
		SELECT m.model_oid, m.schema, m.model FROM ecom.models m
	),
	distributed AS MATERIALIZED
	(
		SELECT d.model, d.definition FROM ecom.distributed_relations d
	),
	reads AS MATERIALIZED	/* other models */
	(
		SELECT p.model, m.model_oid AS source FROM parts p JOIN models m ON m.model_oid = p.object WHERE p.kind = 'relation'
	),
	needed AS
	(
		SELECT m.model_oid AS model FROM models m WHERE model_freshness.models IS NULL OR m.model_oid = ANY (model_freshness.models)
		UNION
		SELECT r.source FROM needed n JOIN reads r ON r.model = n.model
	),
	depth AS
	(
		SELECT n.model, 1 AS level FROM needed n
		UNION
		SELECT r.model, d.level + 1
		FROM depth d
		JOIN reads r ON r.source = d.model
		JOIN needed n ON n.model = r.model
		WHERE d.level <= (SELECT count(*) FROM needed)	/* ends a circle */
	),
	objects AS	/* each once, whatever models are made from it */
	(
		SELECT DISTINCT p.kind, p.object FROM needed n JOIN parts p ON p.model = n.model
		EXCEPT
		SELECT 'relation', m.model_oid FROM models m
	),
	versions AS MATERIALIZED
	(
		SELECT o.kind, o.object, v.name, v.version, false AS asks_for_day, false AS asks_for_zone
		FROM objects o JOIN ecom.relation_versions v ON v.relation = o.object WHERE o.kind = 'relation'
		UNION ALL
		SELECT o.kind, o.object, v.name, v.version, v.asks_for_day, v.asks_for_zone
		FROM objects o JOIN ecom.function_versions v ON v.function = o.object WHERE o.kind = 'function'
		UNION ALL
		SELECT o.kind, o.object, v.name, v.version, false, false
		FROM objects o JOIN ecom.type_versions v ON v.type = o.object WHERE o.kind = 'type'
		UNION ALL
		SELECT o.kind, o.object, CASE o.kind WHEN 'moment' THEN 'the moment, a sample or a text search' END, NULL, o.kind = 'day', false
		FROM objects o WHERE o.kind IN ('day', 'moment')
	),
	entries AS	/* all that a model is made from, by name */
	(
		SELECT p.model, v.name, v.version
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object
		WHERE v.name IS NOT NULL AND v.version IS DISTINCT FROM ''
		UNION
		SELECT p.model, 'the day', to_char(ecom.today(), 'YYYY-MM-DD')
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object WHERE v.asks_for_day
		UNION
		SELECT p.model, 'the time zone', (SELECT s.value FROM ecom.settings s WHERE s.name = 'time_zone')
		FROM needed n JOIN parts p ON p.model = n.model JOIN versions v ON v.kind = p.kind AND v.object = p.object WHERE v.asks_for_zone
		UNION ALL
		SELECT n.model, 'the library of ecom_analytics', ecom.library_version() FROM needed n
		UNION ALL
		SELECT n.model, 'its definition', md5((SELECT string_agg(w.ev_action::text, '') FROM pg_rewrite w WHERE w.ev_class = coalesce(d.definition, c.oid)) || c.relowner)
		FROM needed n JOIN pg_class c ON c.oid = n.model LEFT JOIN distributed d ON d.model = n.model
		UNION ALL
		SELECT r.model, format('%I.%I', m.schema, m.model), coalesce(s.contents, 'never refreshed')
		FROM needed n JOIN reads r ON r.model = n.model JOIN models m ON m.model_oid = r.source
		LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
	),
	inputs AS
	(
		SELECT e.model, jsonb_object_agg(e.name, e.version) AS inputs, bool_or(e.version IS NULL) AS has_unknown
		FROM entries e
		GROUP BY e.model
	),
	own AS
	(
		SELECT i.model, m.schema, m.model AS name, i.inputs,
			CASE
				WHEN NOT c.relispopulated THEN 'it is not populated'
				WHEN s.model_oid IS NULL THEN 'it has not been refreshed yet'
				WHEN s.model_oid <> i.model THEN 'it was created again'
				WHEN (s.entry <> c.xmin || ' ' || c.ctid OR EXISTS (SELECT FROM distributed d WHERE d.model = i.model)) AND s.contents IS DISTINCT FROM ecom.table_version(ecom.storage_of(i.model))
					THEN 'its rows are not those of the last ecom.refresh()'
			END AS own_reason,
			i.has_unknown OR i.inputs <> s.inputs AS is_other,
			s.inputs AS inputs_before
		FROM inputs i
		JOIN models m ON m.model_oid = i.model
		JOIN pg_class c ON c.oid = i.model
		LEFT JOIN ecom.model_state s ON s.schema = m.schema AND s.model = m.model
	),
	stale AS
	(
		SELECT o.model FROM own o WHERE o.own_reason IS NOT NULL OR o.is_other
		UNION
		SELECT r.model FROM stale s JOIN reads r ON r.source = s.model JOIN needed n ON n.model = r.model
	)
	SELECT o.model, o.schema, o.name,
		(SELECT max(d.level)::integer FROM depth d WHERE d.model = o.model),
		s.model IS NOT NULL,
		CASE WHEN s.model IS NOT NULL THEN coalesce(o.own_reason, ecom.difference(o.inputs, o.inputs_before),
		(
			SELECT string_agg(format('%I.%I', m.schema, m.model), ', ' ORDER BY m.schema, m.model) || ' stale'
			FROM reads r
			JOIN stale t ON t.model = r.source
			JOIN models m ON m.model_oid = r.source
			WHERE r.model = o.model AND r.source <> o.model
		), 'it reads itself') END,
		o.inputs,
		ARRAY(SELECT r.source FROM reads r WHERE r.model = o.model ORDER BY r.source),
		EXISTS (SELECT FROM reads r JOIN pg_class v ON v.oid = r.model AND v.relnamespace = 'bi'::regnamespace WHERE r.source = o.model),
		o.own_reason IS NULL
	FROM own o
	LEFT JOIN stale s ON s.model = o.model;
END;
COMMENT ON FUNCTION ecom.model_freshness(oid[]) IS
'Whether each model is made from what is there now: the models asked for (NULL: all) and all that they read. level: the order to refresh them in; inputs: what it is made from now; reads: the models among that; is_shown: does a view in bi read it? is_intact: does it hold what the last refresh made of it? Runs with the rights of its owner, who reads every table, and shows none of their contents. Reads the row headers of all source tables';
REVOKE EXECUTE ON FUNCTION ecom.model_freshness(oid[]) FROM PUBLIC;

CREATE VIEW ecom.model_staleness AS
SELECT f.model_oid, f.schema, f.model, f.is_stale, f.reason, f.inputs
FROM ecom.model_freshness() f;
COMMENT ON VIEW ecom.model_staleness IS
'Whether what a model is made from has changed since ecom.refresh() rebuilt it; one row per model. Reads the row headers of all source tables';
COMMENT ON COLUMN ecom.model_staleness.model_oid IS 'OID of the model';
COMMENT ON COLUMN ecom.model_staleness.schema IS 'Schema of the model';
COMMENT ON COLUMN ecom.model_staleness.model IS 'Name of the model';
COMMENT ON COLUMN ecom.model_staleness.is_stale IS 'Will the next ecom.refresh() rebuild it?';
COMMENT ON COLUMN ecom.model_staleness.reason IS 'Why: what changed, what cannot be followed and is therefore rebuilt each time, or which models that it reads are stale; NULL if it is not stale';
COMMENT ON COLUMN ecom.model_staleness.inputs IS 'What it is made from now, by name: versions of the rows of tables and models, of the definitions of views, functions and types, of the settings and the library, and the day if it asks for the day; null for what cannot be followed';

/*
 * What of models' rows is kept beside their versions.  Functions of their own, which are not called for other models: a query that names a
 * model without contents fails even where it does not come to read it.  Those that read models of purchases name them as they run, since
 * something else may have taken their place (see ecom.distribute()).
 */
CREATE FUNCTION ecom.newest_staged_order() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT max(p.order_date) FROM staging.stg_amazon_purchases p;
$$;
COMMENT ON FUNCTION ecom.newest_staged_order() IS 'Day of the newest order in staging.stg_amazon_purchases; NULL if there is none';
REVOKE EXECUTE ON FUNCTION ecom.newest_staged_order() FROM PUBLIC;

CREATE FUNCTION ecom.newest_of_staged_orders(rows tid[]) RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT max(p.order_date) FROM staging.stg_amazon_purchases p WHERE p.ctid = ANY (newest_of_staged_orders.rows);
$$;
COMMENT ON FUNCTION ecom.newest_of_staged_orders(tid[]) IS 'Day of the newest order in these rows of staging.stg_amazon_purchases; NULL if there is none';
REVOKE EXECUTE ON FUNCTION ecom.newest_of_staged_orders(tid[]) FROM PUBLIC;

CREATE FUNCTION ecom.rejected_purchases_by_reason() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
	SELECT jsonb_object_agg(j.reason, j.lines)
	FROM (SELECT p.reason, count(*) AS lines FROM staging.stg_amazon_purchases_rejected p GROUP BY p.reason) j;
$$;
COMMENT ON FUNCTION ecom.rejected_purchases_by_reason() IS 'How many rows of staging.stg_amazon_purchases_rejected there are of each reason; NULL if there is none';
REVOKE EXECUTE ON FUNCTION ecom.rejected_purchases_by_reason() FROM PUBLIC;

CREATE FUNCTION ecom.rejected_answers_by_reason() RETURNS jsonb LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT pg_catalog.jsonb_object_agg(j.reason, j.lines)
	FROM (SELECT p.reason, pg_catalog.count(*) AS lines FROM staging.stg_survey_rejected p GROUP BY p.reason) j;
END;
COMMENT ON FUNCTION ecom.rejected_answers_by_reason() IS 'How many rows of staging.stg_survey_rejected there are of each reason; NULL if there is none';
REVOKE EXECUTE ON FUNCTION ecom.rejected_answers_by_reason() FROM PUBLIC;

/* Compared as the run goes on: the models that it reads may have changed by then, and have their state entered. */
CREATE FUNCTION ecom.changed_inputs(model oid, inputs jsonb, reads oid[], OUT name text, OUT before text, OUT now text) RETURNS SETOF record
	LANGUAGE sql STABLE ROWS 5
BEGIN ATOMIC
	SELECT coalesce(n.key, b.key), b.value, n.value
	FROM pg_catalog.jsonb_each_text(changed_inputs.inputs || coalesce(
	(
		SELECT pg_catalog.jsonb_object_agg(pg_catalog.format('%I.%I', s.schema, s.model), s.contents)
		FROM ecom.model_state s
		WHERE s.model_oid = ANY (changed_inputs.reads)
	), '{}')) n
	FULL JOIN pg_catalog.jsonb_each_text((SELECT s.inputs FROM ecom.model_state s WHERE s.model_oid = changed_inputs.model)) b ON b.key = n.key
	WHERE n.value IS NULL OR n.value IS DISTINCT FROM b.value;
END;
COMMENT ON FUNCTION ecom.changed_inputs(oid, jsonb, oid[]) IS
'What a model is made from that is not what it was made from, by name, with both versions; also what cannot be followed, whose version is NULL. inputs: what is known of it besides the contents of the models that it reads, which are looked up';
REVOKE EXECUTE ON FUNCTION ecom.changed_inputs(oid, jsonb, oid[]) FROM PUBLIC;

/* STABLE: it sees what the run's snapshot sees. */
CREATE FUNCTION ecom.model_origin(model oid, inputs jsonb, reads oid[], added tid[],
	OUT all_inputs jsonb, OUT entry text, OUT newest_order date, OUT newest_load timestamptz, OUT reasons jsonb) RETURNS record LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT
		model_origin.inputs || coalesce(r.contents, '{}'),
		c.xmin || ' ' || c.ctid,
		CASE
			WHEN c.oid <> pg_catalog.to_regclass('staging.stg_amazon_purchases') THEN r.newest_order
			WHEN model_origin.added IS NULL THEN ecom.newest_staged_order()
			ELSE GREATEST
			(
				(SELECT s.newest_order FROM ecom.model_state s WHERE s.model_oid = model_origin.model),
				ecom.newest_of_staged_orders(model_origin.added)
			)
		END,
		GREATEST
		(
			(SELECT pg_catalog.max(l.loaded_at) FROM raw.loads l WHERE model_origin.inputs ? l.target),
			(SELECT pg_catalog.max(d.fetched_at) FROM raw.state_demographics d WHERE model_origin.inputs ? 'raw.state_demographics'),
			r.newest_load
		),
		CASE c.oid
			WHEN pg_catalog.to_regclass('staging.stg_amazon_purchases_rejected') THEN ecom.rejected_purchases_by_reason()
			WHEN 'staging.stg_survey_rejected'::pg_catalog.regclass THEN ecom.rejected_answers_by_reason()
		END
	FROM pg_catalog.pg_class c
	CROSS JOIN LATERAL
	(
		SELECT pg_catalog.jsonb_object_agg(pg_catalog.format('%I.%I', s.schema, s.model), s.contents) AS contents,
			pg_catalog.max(s.newest_order) AS newest_order,
			pg_catalog.max(s.newest_load) AS newest_load
		FROM ecom.model_state s
		WHERE s.model_oid = ANY (model_origin.reads)
	) r
	WHERE c.oid = model_origin.model;
END;
COMMENT ON FUNCTION ecom.model_origin(oid, jsonb, oid[], tid[]) IS
'What ecom.model_state is to say of a model that a run has just made, besides what the run knows: its inputs with the contents of the models that it read, the newest order and load behind it, and how many rows there are of each reason if it holds rejected lines. added: the rows that it has more than before; NULL if others may be gone';
REVOKE EXECUTE ON FUNCTION ecom.model_origin(oid, jsonb, oid[], tid[]) FROM PUBLIC;
