# Sourced: what there is to compare of a database before and after an upgrade. The script that sources it defines sql, which runs
# psql with the arguments in the database that it upgrades.

# What the catalog says of the schemas of the extension, without OIDs.
catalog()
{
	psql -X -q -t -A -d "$1" <<-'STATEMENTS'
		SET search_path = pg_catalog;
		SELECT 'relation', n.nspname, c.relname, c.relkind, c.relispopulated, c.reloptions, pg_get_userbyid(c.relowner), pg_describe_object(d.refclassid, d.refobjid, 0)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relname !~ '^regress' ORDER BY 2, 3;
		SELECT 'column', a.attrelid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation, a.attnotnull,
			a.attstattarget, array(SELECT o FROM unnest(a.attoptions) o WHERE o ~ '^n_distinct')
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relname !~ '^regress' AND a.attnum > 0 ORDER BY a.attrelid::regclass::text, a.attnum;
		SELECT 'definition', c.oid::regclass, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('ecom', 'staging', 'refinement', 'mart', 'bi') AND c.relname !~ '^regress' AND c.relkind IN ('m', 'v') ORDER BY c.oid::regclass::text;
		SELECT 'read column', r.reader, r.source, a.attname FROM ecom.read_columns r LEFT JOIN pg_attribute a ON a.attrelid = r.source AND a.attnum = r.attnum
		ORDER BY r.reader::text, r.source::text, r.attnum;
		SELECT 'ways of pg_dump', w.ev_class::regclass, d.refobjid::regclass, count(*) FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class c ON c.oid = w.ev_class
		WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND c.relnamespace::regnamespace::text IN ('ecom', 'staging', 'refinement', 'mart', 'bi')
			AND c.relname !~ '^regress' GROUP BY 2, 3 ORDER BY w.ev_class::regclass::text, d.refobjid::regclass::text;
		SELECT 'index', pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart') AND c.relname !~ '^regress' ORDER BY 2;
		SELECT 'statistics', pg_get_statisticsobjdef(e.oid), e.stxstattarget, pg_describe_object(d.refclassid, d.refobjid, 0)
		FROM pg_statistic_ext e LEFT JOIN pg_depend d ON d.classid = 'pg_statistic_ext'::regclass AND d.objid = e.oid AND d.deptype = 'e' ORDER BY 2;
		SELECT 'function', pg_get_functiondef(p.oid), p.proacl FROM pg_proc p WHERE p.pronamespace = 'ecom'::regnamespace AND p.prokind = 'f' ORDER BY p.oid::regprocedure::text;
		SELECT 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description FROM pg_description d, pg_class c, pg_namespace n
		WHERE d.classoid = 'pg_class'::regclass AND c.oid = d.objoid AND n.oid = c.relnamespace AND n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.relname !~ '^regress' ORDER BY 2;
		SELECT 'dumped', c.oid::regclass, x.condition FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS x (oid, condition) LEFT JOIN pg_class c ON c.oid = x.oid
		WHERE e.extname = 'ecom_analytics' ORDER BY c.oid::regclass::text;
		SELECT 'initial privileges', p.objoid::regclass, p.initprivs FROM pg_init_privs p WHERE p.classoid = 'pg_class'::regclass AND p.objoid::regclass::text ~ '^(ecom|raw|mart|bi)\.' ORDER BY p.objoid::regclass::text;
	STATEMENTS
}

# What else can be set of views and their indexes, those of the user too.
settings()
{
	sql <<-'STATEMENTS'
		SET search_path = pg_catalog;
		SELECT 'relation', c.oid::regclass, c.relkind, c.relispopulated, pg_get_userbyid(c.relowner), m.amname, s.spcname, c.reloptions, t.reloptions, c.relacl,
			obj_description(c.oid, 'pg_class'), pg_describe_object(d.refclassid, d.refobjid, 0)
		FROM pg_class c LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
		LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		WHERE c.relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('m', 'v', 'i') ORDER BY c.oid::regclass::text;
		SELECT 'column', a.attrelid::regclass, a.attname, a.attstattarget, array(SELECT o FROM unnest(a.attoptions) o WHERE o ~ '^n_distinct'), a.attstorage, a.attcompression, a.attacl, col_description(a.attrelid, a.attnum),
			(SELECT pg_get_expr(f.adbin, f.adrelid) FROM pg_attrdef f WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('m', 'v', 'i') AND a.attnum > 0 ORDER BY a.attrelid::regclass::text, a.attnum;
		SELECT 'index', pg_get_indexdef(i.indexrelid), i.indisclustered FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'm' ORDER BY 2;
		SELECT 'rule', pg_get_ruledef(w.oid) FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
		WHERE c.relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart', 'bi') ORDER BY 2;
		SELECT 'trigger', pg_get_triggerdef(t.oid), pg_describe_object(d.refclassid, d.refobjid, 0)
		FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid LEFT JOIN pg_depend d ON d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e'
		WHERE c.relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart', 'bi') ORDER BY 2;
		SELECT 'statistics', pg_get_statisticsobjdef(e.oid), e.stxstattarget, pg_get_userbyid(e.stxowner), obj_description(e.oid, 'pg_statistic_ext'), pg_describe_object(d.refclassid, d.refobjid, 0)
		FROM pg_statistic_ext e LEFT JOIN pg_depend d ON d.classid = 'pg_statistic_ext'::regclass AND d.objid = e.oid AND d.deptype = 'e' ORDER BY 2;
	STATEMENTS
}

# Rows and contents of all that holds data, without what the new version adds; what of it is catalog is compared there, and no run has
# yet looked at the models that are made again.
contents()
{
	sql <<-'STATEMENTS'
		SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\n'' ORDER BY t::text)) FROM %s', c.oid::regclass,
			CASE WHEN c.relname ~ 'sales_by_category' THEN format('(SELECT month, category, year, orders_count, total_units, total_revenue, avg_order_value FROM %s) t', c.oid::regclass)
				ELSE format('%s t', c.oid::regclass) END)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('ecom', 'raw', 'staging', 'refinement', 'mart', 'bi') AND c.oid NOT IN ('ecom.read_columns'::regclass, 'bi.lineage'::regclass, 'bi.data_dictionary'::regclass, 'bi.model_freshness'::regclass, 'bi.refresh_monitor'::regclass)
			AND (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated OR n.nspname = 'bi')
		ORDER BY c.oid::regclass::text \gexec
	STATEMENTS
}
