#!/bin/bash
#
# upgrade.sh
#		ALTER EXTENSION UPDATE from this version, with data, to versions made up for the test: nothing is lost, and the
#		catalog is the one of a fresh installation. And from each version that was released to this one.
#
# Takes no arguments. PGHOST, PGUSER and so on name the server, which must be private: PG_CONFIG is that of its programs,
# with the extension installed, and the files of the made-up version are put beside it for a while.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
subject=upgrade
source "$root/test/checks.sh"
source "$root/test/catalog.sh"
scripts=$("$PG_CONFIG" --sharedir)/ecom_analytics
version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$root/ecom_analytics.control")
next=$version.1
last=$version.2
database=ecom_analytics_upgrade
work=$(mktemp -d)

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

clean_up()
{
	dropdb --if-exists --force "$database"
	dropdb --if-exists --force "${database}_fresh"
	dropdb --if-exists --force "${database}_former"
	psql -X -q -d postgres -c "SET client_min_messages = warning" -c "DROP TABLESPACE IF EXISTS regress_ecom_place" \
		-c "DROP ROLE IF EXISTS regress_ecom_reader, regress_ecom_one_mart, regress_ecom_deputy"
	rm -rf "$work" "$scripts/ecom_analytics--$next.sql" "$scripts/ecom_analytics--$version--$next.sql" "$scripts/ecom_analytics--$next--$last.sql"
}

same_catalog()
{
	createdb "${database}_fresh"
	psql -X -q -d "${database}_fresh" -c "CREATE EXTENSION ecom_analytics VERSION '$next'"
	catalog "${database}_fresh" > "$work/fresh"
	catalog "$database" > "$work/upgraded"
	diff "$work/fresh" "$work/upgraded" | head -n 40 | sed 's/^/# /'
	grep -q orders_share "$work/fresh" && cmp -s "$work/fresh" "$work/upgraded"
}

# all_of DATABASE: its catalog, and by which rules it refreshes
all_of()
{
	catalog "$1"
	psql -X -q -t -A -d "$1" -c "SELECT r FROM ecom.row_rules r ORDER BY r.model, r.source, r.kind"
}

# comes_from VERSION: an empty database of a former version, upgraded, is as a fresh one
comes_from()
{
	createdb "${database}_fresh"
	createdb "${database}_former"
	psql -X -q -v ON_ERROR_STOP=1 -d "${database}_fresh" -c "CREATE EXTENSION ecom_analytics"
	psql -X -q -v ON_ERROR_STOP=1 -d "${database}_former" -c "CREATE EXTENSION ecom_analytics VERSION '$1'" -c "ALTER EXTENSION ecom_analytics UPDATE" > "$work/output"
	all_of "${database}_fresh" > "$work/fresh"
	all_of "${database}_former" > "$work/upgraded"
	dropdb "${database}_fresh"
	dropdb "${database}_former"
	diff "$work/fresh" "$work/upgraded" | head -n 40 | sed 's/^/# /'
	grep -q mart_top_products "$work/fresh" && cmp -s "$work/fresh" "$work/upgraded"
}

# follows_as VERSION: before a database of a former version is upgraded, its SQL runs with this library; a year and a category that are new
follows_as()
{
	local failures
	createdb "${database}_former"
	psql -X -q -v ON_ERROR_STOP=1 -d "${database}_former" -c "SET client_min_messages = warning" -c "CREATE EXTENSION ecom_analytics VERSION '$1'" -f "$root/sql/include/tiny_seed.sql" \
		-c "SELECT FROM ecom.refresh()" \
		-c "INSERT INTO raw.amazon_purchases VALUES ('2020-05-05', '7.00', '1', 'CA', 'Kite', 'B0NEWCAT01', 'KITES', 'R_ann')" \
		-c "SELECT FROM ecom.refresh()" > "$work/output"
	failures=$(psql -X -q -t -A -d "${database}_former" -c "SELECT test, detail FROM ecom.check(deep => true) WHERE severity = 'error' AND failures IS DISTINCT FROM 0")
	dropdb "${database}_former"
	sed 's/^/# /' <<< "$failures"
	[ -z "$failures" ]
}

trap clean_up EXIT
for kept in "$root"/sql/upgrade/ecom_analytics--*.sql.gz
do
	former=$(basename "$kept" .sql.gz)
	former=${former#ecom_analytics--}
	[ "$former" = "$version" ] && continue
	check "from $former to $version, to the catalog of a fresh installation" comes_from "$former"
	check "as $former, with this library, models are what they are made from" follows_as "$former"
done
createdb "$database"
sql -c "CREATE EXTENSION ecom_analytics" -c "CREATE ROLE regress_ecom_reader" -c "CREATE ROLE regress_ecom_one_mart" -c "SET client_min_messages = warning" \
	-c "\copy raw.amazon_purchases FROM '$root/data/sample/amazon-purchases.csv' CSV HEADER" -c "\copy raw.survey FROM '$root/data/sample/survey.csv' CSV HEADER" \
	-c "SELECT FROM ecom.load_bundled_census()" -c "UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate'" -c "SELECT FROM ecom.refresh()" \
	-c "SELECT ecom.grant_read('regress_ecom_reader')" -c "GRANT USAGE ON SCHEMA mart TO regress_ecom_one_mart" \
	-c "GRANT SELECT ON mart.mart_sales_by_category_m_y TO regress_ecom_one_mart" \
	-c "CREATE INDEX regress_own_index ON mart.mart_sales_by_category_m_y (category, total_revenue)" \
	-c "CREATE MATERIALIZED VIEW mart.regress_own AS SELECT category, sum(total_revenue) AS revenue FROM bi.sales_by_category_m_y GROUP BY category" \
	-c "CREATE UNIQUE INDEX regress_own_key ON mart.regress_own (category)" \
	-c "COMMENT ON MATERIALIZED VIEW mart.regress_own IS 'mine'" > "$work/output"

# The next version: a mart has one more column, and its view in bi, as its last.
installed=$scripts/ecom_analytics--$version.sql
awk -v mart="$work/mart" -v view="$work/view" '
	/^CREATE MATERIALIZED VIEW mart.mart_sales_by_category_m_y AS/ { inside = 1; print; next }
	inside && /;$/ { sub(/;$/, ""); print > mart; printf "%s", "@MART@;\n"; inside = 0; next }
	inside { print > mart; next }
	/^SELECT ecom.row_rule\('"'mart.mart_sales_by_category_m_y'"'/ { rule = 1 }	# the new column is over other rows
	rule { rule = !/;$/; next }
	/^CREATE VIEW bi.sales_by_category_m_y AS/ { seen = 1 }
	seen && /^FROM/ { print ", m.orders_share"; print ", m.orders_share" > view }
	seen { print > view }
	seen && /;$/ { seen = 0 }
	{ print }' "$installed" > "$work/frame"
{
	echo "SELECT q.*, round(100.0 * q.orders_count / sum(q.orders_count) OVER (PARTITION BY q.month), 1) AS orders_share FROM ("
	cat "$work/mart"
	echo ") q"
} > "$work/query"
comments="COMMENT ON COLUMN mart.mart_sales_by_category_m_y.orders_share IS 'Share of the orders of the month, in percent';"
awk -v query="$work/query" -v comments="$comments" '
	/@MART@;/ { while ((getline line < query) > 0) print line; print ";"; print comments; next }
	{ print }' "$work/frame" > "$scripts/ecom_analytics--$next.sql"
{
	echo "SELECT ecom.replace_model('mart.mart_sales_by_category_m_y', \$query\$"
	cat "$work/query"
	echo "\$query\$);"
	echo "$comments"
	sed 's/^CREATE VIEW/CREATE OR REPLACE VIEW/' "$work/view"
	echo "${comments/mart.mart_/bi.}"
	echo "SELECT ecom.shorten_dump();"
} > "$scripts/ecom_analytics--$version--$next.sql"
# The one after that gives a model that most others read the query that it has.
echo "SELECT ecom.replace_model('staging.stg_state_codes', pg_get_viewdef('staging.stg_state_codes'::regclass)); SELECT ecom.shorten_dump();" > "$scripts/ecom_analytics--$next--$last.sql"
chmod a+r "$scripts"/ecom_analytics--*.sql

contents > "$work/before"
check "from $version to $next" sql -c "ALTER EXTENSION ecom_analytics UPDATE TO '$next'"
contents > "$work/after"
check "data, settings, logs and models are as before" diff "$work/before" "$work/after"
check "the new column is there" gives t "SELECT count(orders_share) > 0 FROM bi.sales_by_category_m_y"
check "the catalog is that of a fresh installation, but for what the user has made" same_catalog
check "the user's index is there" gives 1 "SELECT count(*) FROM pg_indexes WHERE indexname = 'regress_own_index'"
check "the user's model is there, with its index and comment, and is no part of the extension" gives "1|mine|0" \
	"SELECT (SELECT count(*) FROM pg_indexes WHERE indexname = 'regress_own_key'), obj_description('mart.regress_own'::regclass),
		(SELECT count(*) FROM pg_depend WHERE objid = 'mart.regress_own'::regclass AND deptype = 'e')"
check "a reader by grant_read() reads all of bi and mart" gives t \
	"SELECT bool_and(has_table_privilege('regress_ecom_reader', oid, 'SELECT')) FROM pg_class WHERE relnamespace IN ('bi'::regnamespace, 'mart'::regnamespace) AND relkind IN ('m', 'v')"
check "a grant on the mart alone is there" gives t "SELECT has_table_privilege('regress_ecom_one_mart', 'mart.mart_sales_by_category_m_y', 'SELECT')"
check "and pg_dump takes the grants along" sh -c "pg_dump -d '$database' | grep -q 'GRANT SELECT ON TABLE mart.mart_sales_by_category_m_y TO regress_ecom_one_mart'"
check "a refresh finds what is new, and nothing of error severity" gives "t|0" \
	"SET client_min_messages = warning; SELECT count(*) > 0, (SELECT count(*) FROM ecom.failed_checks()) FROM ecom.refresh(force => true)"
check "after that, nothing has changed" gives skipped "SELECT DISTINCT action FROM ecom.refresh()"


# All that can be set of a model, a view or an index stays, whoever has set it, though it is made again.
sql > "$work/output" <<-'STATEMENTS'
	SET client_min_messages = warning;
	CREATE ROLE regress_ecom_deputy;
	GRANT USAGE ON SCHEMA staging, refinement, mart TO regress_ecom_deputy;
	GRANT SELECT ON ALL TABLES IN SCHEMA mart TO regress_ecom_deputy WITH GRANT OPTION;
	GRANT SELECT (month, user_key) ON refinement.fct_orders_monthly TO regress_ecom_deputy WITH GRANT OPTION;
	SET ROLE regress_ecom_deputy;
	GRANT SELECT ON mart.mart_sales_by_state_m_y TO regress_ecom_one_mart WITH GRANT OPTION;
	GRANT SELECT (month) ON refinement.fct_orders_monthly TO regress_ecom_one_mart, PUBLIC;
	SET ROLE regress_ecom_one_mart;
	GRANT SELECT ON mart.mart_sales_by_state_m_y TO PUBLIC;
	RESET ROLE;
	REVOKE SELECT ON mart.mart_top_products FROM regress_ecom_reader;
	REVOKE DELETE, TRUNCATE ON refinement.dim_state FROM current_user;
	ALTER MATERIALIZED VIEW mart.mart_sales_by_state_m_y ALTER month SET STATISTICS 333, ALTER state_name SET STORAGE EXTERNAL, ALTER state_name SET COMPRESSION pglz,
		ALTER state_key SET (n_distinct = 52, n_distinct_inherited = 7), SET (fillfactor = 70, toast.autovacuum_enabled = off), CLUSTER ON mart_sales_by_state_m_y_key;
	CREATE INDEX regress_expression ON mart.mart_sales_by_state_m_y ((total_revenue * 2)) WITH (fillfactor = 50);
	ALTER INDEX mart.regress_expression ALTER 1 SET STATISTICS 77;
	COMMENT ON INDEX mart.regress_expression IS 'it''s mine';
	CREATE STATISTICS public.regress_own (ndistinct) ON user_key, state_key FROM refinement.fct_orders;
	ALTER STATISTICS public.regress_own SET STATISTICS 50;
	ALTER STATISTICS public.regress_own OWNER TO regress_ecom_deputy;
	COMMENT ON STATISTICS public.regress_own IS 'mine';
	SET allow_in_place_tablespaces = on;
	CREATE TABLESPACE regress_ecom_place LOCATION '';
	ALTER MATERIALIZED VIEW mart.mart_top_products SET TABLESPACE regress_ecom_place;
	ALTER INDEX mart.mart_top_products_key SET TABLESPACE regress_ecom_place;
	CREATE ACCESS METHOD regress_heap TYPE TABLE HANDLER heap_tableam_handler;
	CREATE MATERIALIZED VIEW mart.regress_other USING regress_heap AS SELECT s.state_key FROM mart.mart_sales_by_state_m_y s;
	CREATE MATERIALIZED VIEW mart.regress_empty AS SELECT s.state_key FROM mart.mart_sales_by_state_m_y s WITH NO DATA;
	CREATE VIEW bi.regress_writable WITH (security_barrier) AS SELECT s.state_name, 1 AS number FROM mart.mart_sales_by_state_m_y s;
	ALTER VIEW bi.regress_writable ALTER number SET DEFAULT 42;
	CREATE FUNCTION public.regress_ignore() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
	CREATE TRIGGER regress_ignore INSTEAD OF INSERT ON bi.regress_writable FOR EACH ROW EXECUTE FUNCTION public.regress_ignore();
	CREATE RULE regress_never AS ON DELETE TO bi.regress_writable DO INSTEAD NOTHING;
	-- a model of somebody else, whose query tries to be more than its owner is
	CREATE FUNCTION public.regress_climb() RETURNS boolean LANGUAGE plpgsql AS
		'BEGIN ALTER ROLE regress_ecom_deputy SUPERUSER; RETURN true; EXCEPTION WHEN insufficient_privilege THEN RETURN false; END';
	CREATE MATERIALIZED VIEW mart.regress_climbing AS SELECT false AS is_up, count(*) AS n FROM mart.mart_sales_by_state_m_y s;
	ALTER MATERIALIZED VIEW mart.regress_climbing OWNER TO regress_ecom_deputy;
STATEMENTS
sql -c "CREATE MATERIALIZED VIEW mart.regress_climbing_too AS SELECT public.regress_climb() AS is_up, count(*) AS n FROM mart.mart_sales_by_state_m_y s WITH NO DATA" \
	-c "ALTER MATERIALIZED VIEW mart.regress_climbing_too OWNER TO regress_ecom_deputy" -c "SET ROLE regress_ecom_deputy" \
	-c "REFRESH MATERIALIZED VIEW mart.regress_climbing_too"
settings > "$work/before"
contents > "$work/contents_before"
oid=$(sql -c "SELECT 'mart.mart_sales_by_state_m_y'::regclass::oid")
check "from $next to $last" sql -c "ALTER EXTENSION ecom_analytics UPDATE TO '$last'"
check "the models have been made again" gives f "SELECT 'mart.mart_sales_by_state_m_y'::regclass::oid = $oid"
settings > "$work/after"
contents > "$work/contents_after"
check "statistics, storage, marks, privileges, rules and triggers are as before" diff "$work/before" "$work/after"
check "so are the contents" diff "$work/contents_before" "$work/contents_after"
check "nobody else's query has run with the rights of who upgrades" gives "f|f" \
	"SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_ecom_deputy'), (SELECT is_up FROM mart.regress_climbing_too)"
check "a query that is too long is refused" gives "54000|the query for mart.mart_top_products has 200000000 bytes, which is too long" \
	"CREATE TEMPORARY TABLE said (state text, message text);
	DO \$\$
		DECLARE
			message text;
		BEGIN
			PERFORM ecom.replace_model('mart.mart_top_products', repeat('é', 100000000));
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
			INSERT INTO said VALUES (SQLSTATE, message);
		END
	\$\$;
	TABLE said"

[ "$failures" -eq 0 ]
