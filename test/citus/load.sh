#!/bin/bash
#
# load.sh
#		Files into a table that Citus distributes.
#
#	load.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read, with the generator built; NODES
# run (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails
# if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus load"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=load

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 "$@"
}

trap 'drop_node_database "$PGDATABASE"' EXIT
node_database "$PGDATABASE"

check "the extension is on every node" gives "3|t" \
	"SELECT count(*), bool_and(result = 't') FROM run_command_on_all_nodes('SELECT EXISTS (SELECT FROM pg_extension WHERE extname = ''ecom_analytics'')')"

exit "$((failures > 0))"
