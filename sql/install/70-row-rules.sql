/*
 * How rows of a model follow from rows of what it reads: so that ecom.refresh() need only make those anew that a change reaches.
 *
 * The definition of a model is its query, and only that.  A rule says of one of its sources which rows of the model a row of the
 * source has to do with; ecom.refresh() then runs the query for these alone:
 *
 *	line	each row of the source gives rows of its own: those of new rows are added
 *	sums	groups of rows of the source are summed up: new rows are summed up, and these sums added to those that are there; sums from which
 *			can be taken what was added lose those of rows that are gone; or a query of the rule's own gives what is to be added and taken away
 *	rows	a query of the rule's own gives the rows of the model that may be different, from those of the source that are new and that are gone
 *	groups	rows of the model with certain keys are made of those rows of the source that have the same keys, and of what else the query
 *			reads: the groups that changed rows are in are made anew
 *	day		on another day the model is the same, unless a question has an answer
 *
 * Where there is no rule for what has changed, or it does not apply, all of the model is made anew.
 */

CREATE TABLE ecom.row_rules
(
	model text COLLATE "C",
	source text COLLATE "C",
	kind text COLLATE "C" CONSTRAINT kind_is_known CHECK (kind IN ('line', 'sums', 'rows', 'groups', 'day')),
	keys text[] COLLATE "C" NOT NULL,
	source_keys text[] COLLATE "C" NOT NULL,
	reads text[] COLLATE "C",
	refers_by text[] COLLATE "C",
	unless text COLLATE "C",
	also text COLLATE "C",
	sums text COLLATE "C",
	less text COLLATE "C",
	lasts text COLLATE "C",
	rows text COLLATE "C",
	place text COLLATE "C",
	beside text COLLATE "C",
	question text COLLATE "C",
	is_built_in boolean NOT NULL DEFAULT false,
	definition text COLLATE "C" NOT NULL,
	PRIMARY KEY (model, source, kind),
	CONSTRAINT as_many_keys CHECK (kind <> 'groups' OR pg_catalog.cardinality(keys) IN (0, pg_catalog.cardinality(source_keys))),
	CONSTRAINT unless_has_keys CHECK (unless IS NULL OR (kind IN ('groups', 'line') AND pg_catalog.cardinality(keys) > 0)),
	CONSTRAINT sums_have_keys CHECK (kind <> 'sums' OR (sums IS NOT NULL AND pg_catalog.cardinality(keys) > 0)),
	CONSTRAINT sums_that_become_less CHECK ((less IS NULL OR (kind = 'sums' AND rows IS NULL)) AND (lasts IS NOT NULL) = (kind = 'sums' AND pg_catalog.num_nonnulls(less, rows) > 0)),
	CONSTRAINT rows_have_keys CHECK ((rows IS NULL OR kind IN ('rows', 'sums')) AND (kind <> 'rows' OR (rows IS NOT NULL AND pg_catalog.cardinality(keys) > 0))),
	CONSTRAINT rivals_have_a_place CHECK (kind <> 'line' OR pg_catalog.cardinality(keys) = 0 OR place IS NOT NULL),
	CONSTRAINT day_has_a_question CHECK (kind <> 'day' OR question IS NOT NULL)
);
COMMENT ON TABLE ecom.row_rules IS
'How rows of models follow from rows of what they read, by which ecom.refresh() makes only those anew that a change reaches; one row per model, source and kind. Written by ecom.row_rule()';
COMMENT ON COLUMN ecom.row_rules.model IS 'The model, with its schema';
COMMENT ON COLUMN ecom.row_rules.source IS 'A table or model that it reads, with its schema; "the day" for rules of the kind day';
COMMENT ON COLUMN ecom.row_rules.kind IS
'line: each row of the source gives rows of its own. sums: they are summed up by keys. rows: a query gives the rows that may be different. groups: rows of the model with certain keys are made of the source''s rows with these keys. day: the model is the same on another day';
COMMENT ON COLUMN ecom.row_rules.keys IS
'Columns of the model. sums: what is grouped by. rows: what rows are found by that others take the place of. groups: what rows of the source reach rows of the model by; empty: any row may be another one. line: lines that agree on all of these are rivals, of which the first is in the model; empty: they have nothing to do with each other';
COMMENT ON COLUMN ecom.row_rules.source_keys IS 'groups: the keys as expressions on a row of the source. One whose key is NULL reaches no row of the model. Beside no keys of the model: any row may be another one, but for rows of the source with a NULL here nothing changes';
COMMENT ON COLUMN ecom.row_rules.reads IS 'groups: the columns of the source that matter; NULL: all';
COMMENT ON COLUMN ecom.row_rules.refers_by IS
'groups: columns of the source that others refer to, so that nothing refers yet to a row whose values there are new: only those count that were there before. NULL: new rows count too';
COMMENT ON COLUMN ecom.row_rules.unless IS
'groups: a condition on a row of the source (as source) and the row of the model with its keys (as model): a new row that fulfils it leaves the model''s as it is, however many there are; and if the model has no row with the keys of a new one, the source had none before. line: a condition on a new row of the model (as added): one that fulfils it has no rival among those that were there. NULL: nothing is known of that';
COMMENT ON COLUMN ecom.row_rules.also IS 'groups: rows of the source that rows of the model with any key are made of, too; a condition on them';
COMMENT ON COLUMN ecom.row_rules.sums IS 'sums: how rows of the model (part) with the same keys are one; the columns of a SELECT, as the model has them';
COMMENT ON COLUMN ecom.row_rules.less IS
'sums: how a row of the model (part) is one that takes away from a sum what it would add; the columns of a SELECT, as the model has them. So rows of the source may go, too: what they came to before is taken away. NULL: only a query rows could tell';
COMMENT ON COLUMN ecom.row_rules.lasts IS 'sums: a condition on rows with the same keys (part) together, as behind HAVING: of those of which it does not hold nothing is left. Goes with less or rows';
COMMENT ON COLUMN ecom.row_rules.rows IS
'rows: a query over the rows of the source that are new (as added) and those that are gone (as removed), over the source as it is, the model as it was, or as queries for other sources that have changed, too, have left it, and whatever else the model reads. Its rows, with the columns of the model, take the place of those with the same keys. One of which all other columns are NULL says that there is none any more; one of which a key is NULL, that it cannot be told: then a rule of the kind groups says what comes of it, or all of the model is made anew. sums: a query over added and removed that gives what is to be added to sums, and what is to be taken away as less than nothing, instead of the model''s own query over these rows. NULL for other kinds, and where the model''s own does';
COMMENT ON COLUMN ecom.row_rules.place IS 'line: the column of the model that holds the place (ctid) of the source''s row';
COMMENT ON COLUMN ecom.row_rules.beside IS 'line: the model that the first of rivals is in, if that is another one. day: a model that the question asks, which is to be as up to date. rows: a model that the query reads and the model''s own does not: it is made before, and where a run does not come to it the rule does not count';
COMMENT ON COLUMN ecom.row_rules.question IS 'day: a query that gives a row if a later day may make a difference';
COMMENT ON COLUMN ecom.row_rules.is_built_in IS 'Came with the extension';
COMMENT ON COLUMN ecom.row_rules.definition IS 'A hash of the query that it was declared for: for another one it does not count';
SELECT pg_catalog.pg_extension_config_dump('ecom.row_rules', 'WHERE NOT is_built_in');

CREATE FUNCTION ecom.require_rows_of(model regclass, query text) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	names text := (SELECT string_agg(format('c%s', a.n), ', ') FROM (SELECT row_number() OVER () AS n FROM pg_attribute a WHERE a.attrelid = require_rows_of.model AND a.attnum > 0 AND NOT a.attisdropped) a);
	types regtype[] := (SELECT array_agg(a.atttypid::regtype ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = require_rows_of.model AND a.attnum > 0 AND NOT a.attisdropped);
	given regtype[];
BEGIN
	/* as many columns */
	EXECUTE format('SELECT FROM (TABLE %s UNION ALL (%s)) s LIMIT 0', require_rows_of.model, query);
	/* nothing of it is run */
	EXECUTE format('SELECT ARRAY[%s] FROM (SELECT) one LEFT JOIN (%s) s (%s) ON false', regexp_replace(names, 'c[0-9]+', 'pg_typeof(s.\&)', 'g'), query, names) INTO given;
	IF given <> types THEN
		RAISE EXCEPTION USING
			ERRCODE = 'datatype_mismatch',
			MESSAGE = format('a rule for %s gives columns of the types %s', require_rows_of.model, array_to_string(given, ', ')),
			HINT = format('They have to be of the types %s: cast them.', array_to_string(types, ', '));
	END IF;
END
$$;
COMMENT ON FUNCTION ecom.require_rows_of(regclass, text) IS 'An error unless the query has columns of the types that the model has. It is not run. For ecom.row_rule()';
REVOKE EXECUTE ON FUNCTION ecom.require_rows_of(regclass, text) FROM PUBLIC;

CREATE FUNCTION ecom.row_rule(model regclass, source regclass, kind text, keys text[] DEFAULT '{}', source_keys text[] DEFAULT NULL, reads text[] DEFAULT NULL,
	refers_by text[] DEFAULT NULL, also text DEFAULT NULL, sums text DEFAULT NULL, place text DEFAULT NULL, beside regclass DEFAULT NULL, question text DEFAULT NULL, unless text DEFAULT NULL,
	less text DEFAULT NULL, lasts text DEFAULT NULL, rows text DEFAULT NULL)
	RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
	model_name text := (SELECT format('%I.%I', m.schema, m.model) FROM ecom.models m WHERE m.model_oid = row_rule.model);
	source_name text := (SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) FROM pg_class c WHERE c.oid = row_rule.source);
	beside_name text := (SELECT format('%I.%I', m.schema, m.model) FROM ecom.models m WHERE m.model_oid = row_rule.beside);
	names text := (SELECT string_agg(format('%I', k.name), ', ') FROM unnest(row_rule.keys) AS k (name));
	others name[] := (SELECT array_agg(a.attname) FROM pg_attribute a
		WHERE a.attrelid = row_rule.model AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (row_rule.keys));
BEGIN
	IF model_name IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s is not a model', coalesce(row_rule.model::text, 'NULL')),
			HINT = 'Models are the materialized views of staging, refinement and mart: TABLE ecom.models.';
	END IF;
	IF kind IS NULL OR kind NOT IN ('line', 'sums', 'rows', 'groups', 'day') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there is no kind of rule "%s"', kind),
			HINT = 'The kinds are line, sums, rows, groups and day.';
	END IF;
	IF kind = 'groups' AND cardinality(keys) NOT IN (0, cardinality(coalesce(row_rule.source_keys, keys))) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('there are %s keys, and %s source_keys', cardinality(keys), cardinality(row_rule.source_keys)),
			HINT = 'Give an expression on a row of the source for each column of the model.';
	END IF;
	IF unless IS NOT NULL AND (kind NOT IN ('groups', 'line') OR cardinality(keys) = 0) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s with %s keys has a condition unless', kind, cardinality(keys)),
			HINT = 'It is for rules of the kinds groups and line that have keys: see the comments on ecom.row_rules.';
	END IF;
	IF (kind = 'rows' AND row_rule.rows IS NULL) OR (row_rule.rows IS NOT NULL AND (kind NOT IN ('rows', 'sums') OR cardinality(keys) = 0 OR others IS NULL)) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s has %s query rows, %s keys and %s other columns', kind, CASE WHEN row_rule.rows IS NULL THEN 'no' ELSE 'a' END,
				cardinality(keys), coalesce(cardinality(others), 0)),
			HINT = 'Rules of the kind rows have all of these, those of the kind sums may have, others have no query: see the comments on ecom.row_rules.';
	END IF;
	IF (less IS NOT NULL AND (kind <> 'sums' OR row_rule.rows IS NOT NULL)) OR (lasts IS NOT NULL) <> (kind = 'sums' AND num_nonnulls(less, row_rule.rows) > 0) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a rule of the kind %s with %s less, %s query rows has %s condition lasts', kind, CASE WHEN less IS NULL THEN 'no' ELSE 'a' END,
				CASE WHEN row_rule.rows IS NULL THEN 'no' ELSE 'a' END, CASE WHEN lasts IS NULL THEN 'no' ELSE 'a' END),
			HINT = 'Rules of the kind sums may have less or rows, and then have lasts: see the comments on ecom.row_rules.';
	END IF;
	IF row_rule.beside IS NOT NULL AND (beside_name IS NULL OR row_rule.beside = row_rule.model OR kind NOT IN ('line', 'rows', 'day')) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%s is beside in a rule of the kind %s for %s', row_rule.beside, kind, model_name),
			HINT = 'Rules of the kinds line, rows and day may have another model beside: TABLE ecom.models.';
	END IF;
	IF row_rule.kind = 'day' THEN
		source_name := 'the day';
	ELSIF NOT EXISTS (SELECT FROM ecom.model_dependencies d WHERE d.model = row_rule.model AND d.source = row_rule.source) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%s does not read %s', model_name, coalesce(source_name, 'NULL')),
			HINT = 'ecom.model_dependencies shows what each model reads.';
	END IF;
	source_keys := coalesce(row_rule.source_keys, row_rule.keys);
	/* what is named must be there */
	EXECUTE format('SELECT %s FROM %s LIMIT 0', coalesce(names, 'NULL'), model_name);
	IF row_rule.kind = 'groups' THEN
		EXECUTE format('SELECT %s FROM (SELECT %s FROM %s WHERE %s) s LIMIT 0',
			coalesce((SELECT string_agg(k.expression, ', ')
				FROM (SELECT format('(%s)', e.key) AS expression FROM unnest(row_rule.source_keys) AS e (key)
					UNION ALL SELECT format('%I', c.name) FROM unnest(row_rule.refers_by) AS c (name)) k), 'NULL'),
			coalesce((SELECT string_agg(format('%I', r.name), ', ') FROM unnest(row_rule.reads) AS r (name)), '*'),
			source_name, coalesce(also, 'true'));
		EXECUTE format('SELECT FROM %s source, %s model WHERE %s LIMIT 0', source_name, model_name, coalesce(unless, 'true'));
	ELSIF row_rule.kind = 'line' THEN
		EXECUTE format('SELECT FROM %s added WHERE %s LIMIT 0', model_name, coalesce(unless, 'true'));
	ELSIF row_rule.kind = 'sums' THEN
		PERFORM ecom.require_rows_of(row_rule.model, format('SELECT %s FROM (TABLE %s UNION ALL %s) part GROUP BY %s HAVING %s',
			sums, model_name, CASE WHEN less IS NULL THEN format('TABLE %s', model_name) ELSE format('SELECT %s FROM (TABLE %s EXCEPT ALL TABLE %s) part', less, model_name, model_name) END, names, coalesce(lasts, 'true')));
	END IF;
	IF row_rule.rows IS NOT NULL THEN
		PERFORM ecom.require_rows_of(row_rule.model, format('WITH added AS (TABLE %s), removed AS (TABLE %s) SELECT * FROM (%s) r', source_name, source_name, row_rule.rows));
	END IF;
	IF row_rule.kind = 'day' THEN
		EXECUTE question;
	END IF;
	INSERT INTO ecom.row_rules (model, source, kind, keys, source_keys, reads, refers_by, unless, also, sums, less, lasts, rows, place, beside, question, definition)
	VALUES (model_name, source_name, row_rule.kind, row_rule.keys, row_rule.source_keys, row_rule.reads, row_rule.refers_by, row_rule.unless, row_rule.also, row_rule.sums, row_rule.less, row_rule.lasts, row_rule.rows,
		row_rule.place, beside_name, row_rule.question, md5(pg_get_viewdef(row_rule.model)))
	ON CONFLICT ON CONSTRAINT row_rules_pkey DO UPDATE SET keys = EXCLUDED.keys, source_keys = EXCLUDED.source_keys, reads = EXCLUDED.reads,
		refers_by = EXCLUDED.refers_by, unless = EXCLUDED.unless, also = EXCLUDED.also, sums = EXCLUDED.sums, less = EXCLUDED.less, lasts = EXCLUDED.lasts, rows = EXCLUDED.rows, place = EXCLUDED.place, beside = EXCLUDED.beside, question = EXCLUDED.question, definition = EXCLUDED.definition;
END
$$;
COMMENT ON FUNCTION ecom.row_rule(regclass, regclass, text, text[], text[], text[], text[], text, text, text, regclass, text, text, text, text, text) IS
'Says how rows of a model follow from rows of a table or model that it reads, by which ecom.refresh() makes only those anew that a change reaches: see ecom.row_rules for what the arguments mean. source is NULL for the kind day. A rule that was there is replaced. What is declared is taken at its word: a rule that does not hold leaves wrong rows in this model, until refresh(force => true)';
REVOKE EXECUTE ON FUNCTION ecom.row_rule(regclass, regclass, text, text[], text[], text[], text[], text, text, text, regclass, text, text, text, text, text) FROM PUBLIC;

/* Staging: a row per line; the first of equal lines is staged (the rule is in 71-freshness.sql), the others rejected, and so are lines of days to come. */
SELECT ecom.row_rule('staging.stg_amazon_purchases_rejected', 'raw.amazon_purchases', 'line', beside => 'staging.stg_amazon_purchases');
SELECT ecom.row_rule('staging.stg_amazon_purchases', NULL, 'day', beside => 'staging.stg_amazon_purchases_rejected',
	question => 'SELECT FROM staging.stg_amazon_purchases_rejected r WHERE r.reason = ''order date in the future''');
SELECT ecom.row_rule('staging.stg_amazon_purchases_rejected', NULL, 'day', beside => 'staging.stg_amazon_purchases',
	question => 'SELECT FROM staging.stg_amazon_purchases_rejected r WHERE r.reason = ''order date in the future''');

/* The fact and the wide view: a row per staged line, with what its respondent answered. */
SELECT ecom.row_rule('refinement.fct_orders', 'staging.stg_amazon_purchases', 'line');
SELECT ecom.row_rule('refinement.fct_orders', 'staging.stg_amazon_purchases', 'groups',
	keys => '{date_key,user_key}', source_keys => '{order_date,survey_responseid}');
SELECT ecom.row_rule('refinement.fct_orders', 'staging.stg_survey', 'groups', keys => '{user_key}', source_keys => '{survey_responseid}', reads => '{survey_responseid,state}');
SELECT ecom.row_rule('refinement.ref_orders_enriched', 'staging.stg_amazon_purchases', 'line');
SELECT ecom.row_rule('refinement.ref_orders_enriched', 'staging.stg_amazon_purchases', 'groups', keys => '{order_date,survey_responseid}');
SELECT ecom.row_rule('refinement.ref_orders_enriched', 'staging.stg_survey', 'groups', keys => '{survey_responseid}');
SELECT ecom.row_rule('refinement.ref_orders_enriched', 'refinement.dim_state_demographics', 'groups',
	keys => '{final_state_fips,order_year}', source_keys => '{state_fips,survey_year}',
	reads => '{state_fips,survey_year,median_household_income,total_population}');

/* The fact by month: sums that can be added up. */
SELECT ecom.row_rule('refinement.fct_orders_monthly', 'refinement.fct_orders', 'sums', keys => '{user_key,month,state_key}',
	sums => 'month, min(first_order_date), max(last_order_date), bit_or(order_days), sum(orders_count)::bigint, sum(total_units)::bigint, user_key, state_key, ecom.exact_sum(total_revenue)');
SELECT ecom.row_rule('refinement.fct_orders_monthly', 'refinement.fct_orders', 'groups',
	keys => '{user_key,month}', source_keys => '{user_key,ecom.month_start(date_key)}', reads => '{user_key,state_key,date_key,quantity,order_value}');

SELECT ecom.row_rule('refinement.fct_orders_yearly', 'refinement.fct_orders_monthly', 'sums', keys => '{user_key,year,state_key}',
	sums => 'year, sum(orders_count)::bigint, sum(total_units)::bigint, user_key, state_key, ecom.exact_sum(total_revenue)',
	less => 'year, -orders_count, -total_units, user_key, state_key, -total_revenue', lasts => 'sum(orders_count) > 0');
SELECT ecom.row_rule('refinement.fct_months_with_orders', 'refinement.fct_orders_monthly', 'groups', keys => '{month}',
	reads => '{user_key,month,first_order_date,last_order_date,order_days}');

/* Dimensions */
SELECT ecom.row_rule('refinement.dim_product', 'staging.stg_amazon_purchases', 'groups',
	keys => '{product_key}', source_keys => '{product_code}', reads => '{product_code,category,title}',
	/* what is most frequent already becomes more so */
	unless => 'source.category IN (model.category, ''UNKNOWN'') AND (source.title IS NULL OR source.title = model.title)');
/*
 * How many lines say what is kept beside: so which of the titles that are known here leads, the one that did and those of new lines.  No other
 * one does, unless lines with the title that did are gone.
 */
SELECT ecom.row_rule('refinement.dim_product', 'staging.stg_amazon_purchases', 'rows', keys => '{product_key}', beside => 'refinement.product_sums', rows => $$
WITH fewer AS
(
	SELECT r.product_code, r.category, r.title FROM removed r
	EXCEPT ALL
	SELECT a.product_code, a.category, a.title FROM added a WHERE EXISTS (SELECT FROM removed)
),
asked AS
(
	SELECT a.product_code, a.title
	/* one behind the other in the index */
	FROM (SELECT n.product_code, n.category, n.title FROM added n ORDER BY n.product_code) a
	LEFT JOIN refinement.dim_product m ON m.product_key = a.product_code
	WHERE m.product_key IS NULL OR NOT (a.category IN (m.category, 'UNKNOWN') AND (a.title IS NULL OR a.title = m.title))
	UNION
	SELECT f.product_code, NULL FROM fewer f
),
products AS
(
	SELECT a.product_code, array_agg(a.title) AS titles FROM asked a WHERE a.product_code IS NOT NULL GROUP BY a.product_code
)
SELECT
	CASE WHEN k.category IS NULL OR k.is_certain OR NOT EXISTS (SELECT FROM fewer f WHERE f.product_code = p.product_code AND f.title = m.title) THEN p.product_code END COLLATE "C" AS product_key,
	k.category COLLATE "C" AS category,
	k.category LIKE '%GIFT\_CARD' AS is_gift_card,
	CASE WHEN k.category IS NOT NULL THEN coalesce(k.title, 'Unknown') END COLLATE "C" AS title
FROM products p
LEFT JOIN refinement.dim_product m ON m.product_key = p.product_code
LEFT JOIN refinement.product_sums s ON s.part = ecom.product_part(p.product_code)
CROSS JOIN LATERAL ecom.known_product(s.products, p.product_code, m.title || p.titles, 'UNKNOWN') k
$$);
SELECT ecom.row_rule('refinement.dim_user', 'refinement.fct_orders_monthly', 'groups', keys => '{user_key}', reads => '{user_key}', unless => 'true');
SELECT ecom.row_rule('refinement.dim_user', 'staging.stg_survey', 'groups', keys => '{user_key}', source_keys => '{survey_responseid}');

/* Products at the top: any of them may come from any line. */
SELECT ecom.row_rule('refinement.product_sums', 'staging.stg_amazon_purchases', 'sums', keys => '{part}', sums => 'part, ecom.added_product_sums(products)');
SELECT ecom.row_rule('refinement.product_sums', 'staging.stg_amazon_purchases', 'groups',
	keys => '{part}', source_keys => '{ecom.product_part(product_code)}', reads => '{product_code,category,title,order_year,order_month,quantity,order_value}');
/* Rankings that a product which sold more is in, or was: who was at the top mostly still is, and all products are only counted. */
SELECT ecom.row_rule('refinement.product_rankings', 'refinement.product_sums', 'rows', keys => '{period,category}', rows => $$
WITH few AS
(
	/* of so many parts there are few enough products to be held twice; of more it cannot be told what becomes of them */
	SELECT (SELECT count(*) FROM added) <= 65536 AND (SELECT count(*) FROM removed) <= 65536 AS are_few
),
changed AS
(
	SELECT string_agg(ecom.changed_products(r.products, a.products), '') AS was, string_agg(ecom.changed_products(a.products, r.products), '') AS now
	FROM removed r FULL JOIN added a ON a.part = r.part
	WHERE (SELECT f.are_few FROM few f)
),
known AS
(
	SELECT array_agg(ROW(s.period, s.category, r.products)::ecom.product_ranking) AS rankings
	FROM changed c
	CROSS JOIN LATERAL ecom.reached_rankings(c.was, c.now, 'UNKNOWN', 12) s
	LEFT JOIN refinement.product_rankings r ON r.period = coalesce(s.period::text, 'all') AND r.category = coalesce(s.category, '')
)
SELECT
	CASE WHEN r.rankings IS NOT NULL THEN coalesce(t.period::text, 'all') END COLLATE "C" AS period,
	coalesce(t.category, '') AS category,
	t.products
FROM
(
	SELECT ecom.top_products(s.products, 50, 10, 'UNKNOWN', 12, (SELECT c.was FROM changed c), (SELECT c.now FROM changed c), (SELECT k.rankings FROM known k)) AS rankings
	FROM refinement.product_sums s
	WHERE (SELECT f.are_few FROM few f)
) r
CROSS JOIN LATERAL unnest(coalesce(r.rankings, ARRAY[NULL]::ecom.product_ranking[])) AS t
$$);

/* Marts of sales: months of which something was sold, or that are covered now; categories that products have come to or left. */
SELECT ecom.row_rule('mart.mart_sales_by_state_m_y', 'refinement.fct_orders_monthly', 'groups', keys => '{month}');
SELECT ecom.row_rule('mart.mart_sales_by_state_m_y', 'refinement.fct_months', 'groups', keys => '{month}',
	reads => '{month,year,is_covered,is_complete_year}', refers_by => '{month}');
SELECT ecom.row_rule('mart.mart_sales_by_category_m_y', 'refinement.category_months', 'groups', keys => '{month,category}');
SELECT ecom.row_rule('mart.mart_sales_by_category_m_y', 'refinement.unnamed_months', 'groups', keys => '{month,category}');
SELECT ecom.row_rule('mart.mart_sales_by_category_m_y', 'refinement.fct_months', 'groups', keys => '{month}',
	reads => '{month,year,is_covered,is_complete_year}', refers_by => '{month}');

/* Marts of customers and of income: years, of which a further month says nothing new unless they are complete with it; a user who is new has bought nothing yet. */
SELECT ecom.row_rule('mart.mart_customer_segment_metrics', 'refinement.fct_orders_yearly', 'groups', keys => '{year}');
SELECT ecom.row_rule('mart.mart_customer_segment_metrics', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');
SELECT ecom.row_rule('mart.mart_customer_segment_metrics', 'refinement.dim_user', 'groups',
	reads => '{user_key,age_group,income_bracket,gender,is_hispanic,education,household_size_cat,age_group_order,income_bracket_order}', refers_by => '{user_key}');
SELECT ecom.row_rule('mart.mart_revenue_by_income_state', 'refinement.dim_user', 'groups',
	reads => '{user_key,income_bracket,income_bracket_order}', refers_by => '{user_key}');
SELECT ecom.row_rule('mart.mart_revenue_vs_income_state_year', 'refinement.fct_orders_yearly', 'groups', keys => '{year}');
SELECT ecom.row_rule('mart.mart_revenue_vs_income_state_year', 'refinement.fct_months', 'groups', keys => '{year}',
	source_keys => '{CASE WHEN is_complete_year THEN year END}', reads => '{year,is_complete_year}', also => 'NOT is_complete_year');
SELECT ecom.row_rule('mart.mart_revenue_vs_income_state_year', 'refinement.dim_state_demographics', 'groups',
	keys => '{state_fips,year}', source_keys => '{state_fips,survey_year}', reads => '{state_fips,survey_year,median_household_income,total_population}');

SELECT ecom.row_rule('refinement.customer_histories', 'refinement.fct_orders_monthly', 'groups', keys => '{user_key}');
SELECT ecom.row_rule('refinement.customer_histories', 'refinement.fct_months', 'groups', source_keys => '{CASE WHEN is_covered THEN month END}', reads => '{month,is_covered}');
SELECT ecom.row_rule('mart.mart_customer_fit', 'refinement.customer_histories', 'groups',
	reads => '{first_order_date,covered_until,covered_last_order_date,covered_baskets,covered_revenue,known_until,known_last_order_date,known_baskets,known_revenue}');

/* Baskets: any line of a covered month may be the fifth of a pair; what others there are makes no difference. */
SELECT ecom.row_rule('refinement.category_pairs', 'staging.stg_amazon_purchases', 'groups',
	source_keys => '{CASE WHEN order_date < (SELECT max(m.month) + interval ''1 month'' FROM refinement.fct_months m WHERE m.is_covered) THEN order_date END}',
	reads => '{survey_responseid,order_date,category}');
SELECT ecom.row_rule('refinement.category_pairs', 'refinement.fct_months', 'groups', source_keys => '{CASE WHEN is_covered THEN month END}', reads => '{month,is_covered}');

/* What products have sold, by the category that they are of now: each of them adds to the sums of one, and is taken from them as it was. */
SELECT ecom.row_rule('refinement.category_months', 'refinement.product_sums', 'sums', keys => '{category,month}',
	sums => 'month, category, sum(orders_count)::bigint, sum(total_units)::bigint, ecom.exact_sum(total_revenue)', lasts => 'sum(orders_count) > 0', rows => $$
SELECT ('0001-01-01'::date + make_interval(months => s.period - 12))::date, s.category, s.lines, s.units, s.amount
FROM (SELECT ecom.category_sums(a.products, r.products, 'UNKNOWN') AS sums FROM added a FULL JOIN removed r ON r.part = a.part) c
CROSS JOIN LATERAL unnest(c.sums) AS s
$$);

SELECT ecom.row_rule('refinement.unnamed_months', 'refinement.fct_orders', 'sums', keys => '{category,month}',
	sums => 'month, category, sum(orders_count)::bigint, sum(total_units)::bigint, ecom.exact_sum(total_revenue)',
	less => 'month, category, -orders_count, -total_units, -total_revenue', lasts => 'sum(orders_count) > 0');

/* Prices: what a product has sold is matched with what it sold before. */
SELECT ecom.row_rule('refinement.price_changes', 'refinement.product_sums', 'sums', keys => '{category,is_year,period}',
	sums => 'period, is_year, sum(matched_products)::bigint, category, sum(log_relatives), sum(previous_revenue), sum(revenue), sum(twice_price_effect)',
	lasts => 'sum(matched_products) > 0', rows => $$
SELECT CASE WHEN s.is_year THEN make_date(s.period, 1, 1) ELSE make_date(s.period / 12, s.period % 12 + 1, 1) END,
	s.is_year, s.products, s.category, s.log_relatives, s.previous_revenue, s.revenue, s.twice_price_effect
FROM
(
	SELECT ecom.price_changes(a.products, r.products, 'UNKNOWN', (SELECT max(12 * ecom.calendar_year(m.month) + ecom.calendar_month(m.month)) FROM refinement.fct_months m WHERE m.is_covered)) AS changes
	FROM added a FULL JOIN removed r ON r.part = a.part
) c
CROSS JOIN LATERAL unnest(c.changes) AS s
$$);
SELECT ecom.row_rule('refinement.price_changes', 'refinement.fct_months', 'groups', source_keys => '{CASE WHEN is_covered THEN month END}', reads => '{month,is_covered}');

/* Prices and growth: what is sold in months or years that do not count makes no difference. */
SELECT ecom.row_rule('mart.mart_price_index', 'mart.mart_sales_by_category_m_y', 'groups', source_keys => '{CASE WHEN is_covered THEN month END}',
	reads => '{month,category,total_revenue,is_covered}');
SELECT ecom.row_rule('mart.mart_price_index', 'refinement.fct_months', 'groups', source_keys => '{CASE WHEN is_covered THEN month END}',
	reads => '{month,year,is_covered,is_complete_year}');
SELECT ecom.row_rule('mart.mart_category_growth', 'mart.mart_sales_by_category_m_y', 'groups', source_keys => '{CASE WHEN is_complete_year THEN year END}',
	reads => '{year,category,total_revenue,is_complete_year}');
SELECT ecom.row_rule('mart.mart_category_growth', 'refinement.fct_months', 'groups', source_keys => '{CASE WHEN is_complete_year THEN year END}',
	reads => '{year,is_complete_year}');

/* Marts of products */
SELECT ecom.row_rule('mart.mart_top_products', 'refinement.product_rankings', 'groups', keys => '{period}');
SELECT ecom.row_rule('mart.mart_top_products', 'refinement.dim_product', 'groups', keys => '{product_key}', reads => '{product_key,title,category}', refers_by => '{product_key}');
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.product_rankings', 'groups', keys => '{period,category}');
/*
 * Rankings that have changed, as they are now.  A product that was in one before has its title here, and if that is another one now the rule for
 * titles says so, whichever comes first: of all products only those that are new in a ranking are looked up.
 */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.product_rankings', 'rows', keys => '{period,category}', rows => $$
WITH ranked AS MATERIALIZED
(
	SELECT p.*, m.title
	FROM (SELECT a.period, a.category, r.* FROM added a CROSS JOIN LATERAL unnest(a.products) AS r WHERE a.category <> '') p
	LEFT JOIN
	(
		SELECT b.period, b.category, b.product_key, b.title
		FROM mart.mart_top_products_by_category b
		WHERE (b.period, b.category) IN (SELECT a.period, a.category FROM added a)
	) m ON m.period = p.period AND m.category = p.category AND m.product_key = p.product_key
),
new_titles AS MATERIALIZED
(
	SELECT p.product_key, p.title
	FROM (SELECT DISTINCT r.product_key FROM ranked r WHERE r.title IS NULL ORDER BY r.product_key) n
	JOIN refinement.dim_product p ON p.product_key = n.product_key
)
SELECT
	CASE WHEN coalesce(r.title, t.title) IS NOT NULL THEN r.period END COLLATE "C" AS period,
	r.category,
	r.product_key,
	coalesce(r.title, t.title) AS title,
	r.units AS total_quantity,
	r.revenue AS total_revenue,
	r.rank_by_revenue::integer,
	r.rank_by_units::integer
FROM ranked r
LEFT JOIN new_titles t ON t.product_key = r.product_key
UNION ALL
SELECT r.period, r.category, NULL, NULL, NULL, NULL, NULL, NULL
FROM removed r
WHERE r.category <> '' AND NOT EXISTS (SELECT FROM added a WHERE a.period = r.period AND a.category = r.category)
$$);
/* whose title is another one; all else is as the rankings have it: few rows, found by their whole key */
SELECT ecom.row_rule('mart.mart_top_products_by_category', 'refinement.dim_product', 'rows', keys => '{period,category,product_key}', rows => $$
WITH titles AS MATERIALIZED
(
	SELECT a.product_key, r.category, a.title FROM added a JOIN removed r ON r.product_key = a.product_key WHERE a.title IS DISTINCT FROM r.title
)
SELECT m.period, m.category, m.product_key, t.title, m.total_quantity, m.total_revenue, m.rank_by_revenue, m.rank_by_units
FROM titles t
CROSS JOIN (SELECT r.period FROM refinement.product_rankings r WHERE r.category = '') p
JOIN mart.mart_top_products_by_category m ON m.period = p.period AND m.category = t.category AND m.product_key = t.product_key
$$);

UPDATE ecom.row_rules SET is_built_in = true;
