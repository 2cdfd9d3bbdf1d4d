#!/bin/bash
#
# next_version.sh
#		A database of this version, with data, in a server that gets the next version as packages bring it: the library first,
#		ALTER EXTENSION UPDATE later, from the script of this version as make release keeps it. The next version is made up
#		for the test.
#
#	next_version.sh BUILD WORK
#
# BUILD is a copy of the sources in which the extension was built; WORK is an empty directory that the server's user may enter.
# It starts a PostgreSQL of its own there. Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=$1 work=$2
source "$here/../scripts/cluster.sh"
source "$here/../scripts/versions.sh"
subject="next version"
source "$here/checks.sh"
source "$here/catalog.sh"
CLUSTER=$work
database=shop
version=$(extension_version)
next=99.0
export PGOPTIONS="-c client_min_messages=warning"

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

clean_up()
{
	[ ! -f "$work/data/postmaster.pid" ] || as_server_user "$PGBIN/pg_ctl" -D "$work/data" -m immediate -s stop
}

# install SOURCES
install()
{
	make -s -C "$1" install PG_CONFIG="$PGBIN/pg_config" with_llvm=no > "$work/output" 2>&1 || { tail -n 20 "$work/output" | sed 's/^/# /'; return 1; }
}

# make_next_version: its sources, in $work/next: a function more
make_next_version()
{
	local sources=$work/next

	cp -r "$build" "$sources"
	rm -f "$sources/sql/upgrade/ecom_analytics--$version.sql.gz"
	make -s -C "$sources" release PG_CONFIG="$PGBIN/pg_config" > /dev/null
	cat > "$work/change.sql" <<-'STATEMENTS'
		CREATE FUNCTION ecom.regress_double(value numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN value * 2;
		COMMENT ON FUNCTION ecom.regress_double(numeric) IS 'twice the value';
		REVOKE EXECUTE ON FUNCTION ecom.regress_double(numeric) FROM PUBLIC;
	STATEMENTS
	cp "$work/change.sql" "$sources/sql/upgrade/ecom_analytics--$version--$next.sql"
	cat "$work/change.sql" >> "$sources/sql/install/99-dump.sql"
	sed -i "s/^default_version = .*/default_version = '$next'/" "$sources/ecom_analytics.control"
	# only what has the version in it is compiled again
	find "$sources/src" -name '*.o' -exec touch {} +
	rm "$sources/src/ecom_analytics.o" "$sources"/*.so
}

restart()
{
	as_server_user "$PGBIN/pg_ctl" -D "$work/data" -l "$work/data/server.log" -m fast -w -s restart
}

# What belongs to users and must outlive any upgrade: contents, and privileges
everything()
{
	contents
	settings
}

# same_catalog DATABASE: as that of a fresh installation, once nobody may load any more
same_catalog()
{
	psql -X -q -t -A -d "$1" -c "SELECT ecom.revoke_load(oid::regrole) FROM pg_roles WHERE rolname = 'regress_loader'" > "$work/output"
	createdb fresh
	psql -X -q -d fresh -c "CREATE EXTENSION ecom_analytics"
	catalog fresh > "$work/catalog_fresh"
	catalog "$1" > "$work/catalog_$1"
	dropdb fresh
	diff "$work/catalog_fresh" "$work/catalog_$1" | head -n 40 | sed 's/^/# /'
	grep -q regress_double "$work/catalog_fresh" && cmp -s "$work/catalog_fresh" "$work/catalog_$1"
}

# same FILE: everything is as in this file
same()
{
	everything > "$work/now"
	diff "$1" "$work/now" | head -n 20 | sed 's/^/# /'
	cmp -s "$1" "$work/now"
}

same_models()
{
	contents | grep -E '^(raw|staging|refinement|mart)\.' | sort > "$work/now"
	grep -E '^(raw|staging|refinement|mart)\.' "$work/before_dump" | sort | diff - "$work/now" | head -n 20 | sed 's/^/# /'
	grep -E '^(raw|staging|refinement|mart)\.' "$work/before_dump" | sort | cmp -s - "$work/now"
}

trap clean_up EXIT
make_tree
install "$build"
start_cluster fsync=off
createdb "$database"
psql -X -q -v ON_ERROR_STOP=1 -v files="$build/data/sample" -d "$database" -f "$here/../scripts/demo/load.sql" > "$work/output"
sql -c "CREATE ROLE regress_reader" -c "CREATE ROLE regress_loader" -c "SELECT ecom.grant_read('regress_reader')" -c "SELECT ecom.grant_load('regress_loader')" \
	-c "UPDATE ecom.settings SET value = '5' WHERE name = 'min_group_size'" -c "SELECT count(*) FROM ecom.refresh()" \
	-c "CREATE MATERIALIZED VIEW mart.regress_own AS SELECT year, sum(total_revenue) AS revenue FROM mart.mart_months GROUP BY year" \
	-c "CREATE UNIQUE INDEX regress_own_key ON mart.regress_own (year)" -c "CREATE INDEX regress_index ON mart.mart_top_products (total_revenue)" > "$work/output"
everything > "$work/before"
cp "$work/before" "$work/before_dump"
pg_dump -Fc -f "$work/dump" "$database"

make_next_version
install "$work/next"
restart
check "with the next version's library and this version's objects, all is as it was" same "$work/before"
check "bi is read" gives t "SET ROLE regress_reader; SELECT count(*) > 0 FROM bi.months"
check "and refreshes, which make anew what another library made" gives "t|0" "SELECT count(*) > 0, (SELECT count(*) FROM ecom.failed_checks()) FROM ecom.refresh()"
everything > "$work/before"

check "ALTER EXTENSION UPDATE" sql -c "ALTER EXTENSION ecom_analytics UPDATE"
check "it is the next version" gives "$next" "SELECT extversion FROM pg_extension WHERE extname = 'ecom_analytics'"
check "contents, settings and privileges are as before" same "$work/before"
check "who may load still may" gives t "SELECT bool_and(has_function_privilege('regress_loader', oid, 'EXECUTE')) FROM pg_proc WHERE proname = 'load_directory'"
check "the catalog is that of a fresh installation, but for what the user has made" same_catalog "$database"
check "refreshes go on" gives "t|0" "SELECT count(*) > 0, (SELECT count(*) FROM ecom.failed_checks()) FROM ecom.refresh(force => true)"

check "the former version can still be installed" psql -X -q -d postgres -c "CREATE DATABASE former" -c '\c former' -c "CREATE EXTENSION ecom_analytics VERSION '$version'"
check "and be upgraded, empty" psql -X -q -d former -c "ALTER EXTENSION ecom_analytics UPDATE"
check "to the catalog of a fresh installation" same_catalog former

createdb restored
check "a dump of the former version is restored into the next one" pg_restore --exit-on-error -d restored "$work/dump"
database=restored
check "it is the next version, with the catalog of a fresh installation" same_catalog restored
check "data and models are those that were dumped" same_models
[ "$failures" -eq 0 ]
