#!/bin/bash
#
# dump.sh
#		Dumps of a database whose purchases are distributed, and of one where they were: restored without Citus and with it, all
#		rows are there.
#
#	dump.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read; NODES run
# (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails if
# any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus dump"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=dump
source "$here/../beside_lone.sh"

clean_up()
{
	local number name

	drop_databases
	for number in 0 1 2
	do
		for name in dump_restored dump_back dump_nodes
		do
			on_node "$number" sql -d postgres -c "SET client_min_messages = error" -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"
		done
		on_node "$number" sql -d postgres -c "SET client_min_messages = error" -c "DROP ROLE IF EXISTS regress_reader"
	done
}

# silent COMMAND...: succeeds, and has nothing to say
silent()
{
	"$@" > "$work/output" 2>&1 && [ ! -s "$work/output" ] || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

# restore FILE DATABASE
restore()
{
	PGOPTIONS="-c client_min_messages=warning" psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d "$2" -f "$1"
}

# same_in DATABASE: its models have the rows that those of one machine have
same_in()
{
	digests -d "$1" > "$work/nodes" && lone_digests > "$work/lone" && diff "$work/lone" "$work/nodes" > "$work/differences" || {
		sed 's/^/# /' "$work/differences"
		return 1
	}
}

trap clean_up EXIT
make_databases
sql -c "CREATE ROLE regress_reader LOGIN"
both -c "SELECT FROM ecom.load_directory('$project/data/sample')" -c "SELECT FROM ecom.load_bundled_census()" -c "SELECT FROM ecom.refresh()" \
	-c "SELECT FROM ecom.grant_read('regress_reader')" -c "GRANT SELECT ON refinement.fct_orders TO regress_reader" -c "UPDATE ecom.settings SET value = '5' WHERE name = 'min_group_size'"
lone -o /dev/null -c "SELECT FROM ecom.refresh()"
sql -o /dev/null -c "SELECT FROM ecom.distribute(shards => 4)"
sql -c "GRANT SELECT ON refinement.ref_orders_enriched TO regress_reader" -c "SELECT FROM ecom.share_distributed_tables()"

# To one machine
sql -d postgres -c "CREATE DATABASE dump_restored TEMPLATE template0"
check "a dump without the extension Citus" silent pg_dump -e ecom_analytics -f "$work/one.sql"
check "it has no shards" [ "$(grep -c -E "^(CREATE|ALTER|COPY|GRANT|COMMENT).*shards[._]" "$work/one.sql")" = 0 ]
check "it is restored without Citus" silent restore "$work/one.sql" dump_restored
check "a refresh there" sql -d dump_restored -o /dev/null -c "SELECT FROM ecom.refresh()"
check "they have the same rows" same_in dump_restored
check "nothing is distributed there" [ "$(sql -d dump_restored -c "SELECT count(*) FROM ecom.distributed_models")" = 0 ]
check "readers are what they were" [ "$(sql -d dump_restored -c "SET ROLE regress_reader" -c "SELECT count(*) > 0 FROM bi.years")" = t ]
check "data tests pass" [ "$(sql -d dump_restored -c "SELECT coalesce(string_agg(test, ', '), 'none') FROM ecom.check(deep => true) WHERE severity = 'error' AND failures > 0")" = none ]

# To nodes
for number in 0 1 2
do
	on_node "$number" sql -d postgres -c "CREATE DATABASE dump_nodes TEMPLATE template0"
	[ "$number" = 0 ] || on_node "$number" sql -d dump_nodes -c "CREATE EXTENSION citus"
done
check "a dump of all" silent pg_dump -f "$work/all.sql"
sql -d dump_nodes -c "CREATE EXTENSION citus"
check "it is restored with Citus" silent restore "$work/all.sql" dump_nodes
sql -d dump_nodes -o /dev/null -c "SELECT citus_set_coordinator_host('$PGHOST', $(node_port 0))" -c "SELECT citus_add_node('$PGHOST', $(node_port 1))" -c "SELECT citus_add_node('$PGHOST', $(node_port 2))"
check "distribute() there" [ "$(sql -d dump_nodes -c "SELECT count(*) FROM ecom.distribute(shards => 6)")" = 18 ]
check "models have the same rows" same_in dump_nodes

# After undistribute()
sql -o /dev/null -c "SELECT FROM ecom.undistribute()"
sql -d postgres -c "CREATE DATABASE dump_back TEMPLATE template0"
check "a dump after undistribute()" silent pg_dump -e ecom_analytics -f "$work/back.sql"
check "it is restored" silent restore "$work/back.sql" dump_back
check "models have their contents back without a refresh" same_in dump_back
check "who may read a model still may" [ "$(sql -d dump_back -c "SELECT has_table_privilege('regress_reader', 'refinement.fct_orders', 'SELECT')")" = t ]

exit "$((failures > 0))"
