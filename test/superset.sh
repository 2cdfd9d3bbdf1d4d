#!/bin/bash
#
# superset.sh
#		A real Superset, from PyPI, set up by the commands of docs/superset.md; its dashboard in a browser.
#
#	superset.sh PROGRAMS PROJECT WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; PROJECT is a copy of the project that may be written to, and that the server's
# user may read; WORK is an empty directory that this user may enter. It starts a PostgreSQL of its own there, east of UTC. Prints one line per
# check and fails if any does. SCREENSHOTS names a directory for pictures of the tabs, WORK/screenshots by default.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 project=$2 CLUSTER=$3
subject=superset
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/../scripts/node.sh"
source "$here/checks.sh"
PGBIN=$programs

{ require_node && install_node_packages "$project/dashboard" && require_packages python3-venv openssl curl chromium fonts-inter; } >&2

clean_up()
{
	[ -z "${server:-}" ] || kill -- -"$server" 2>/dev/null || true
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

free_port()
{
	node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })'
}

# the_dashboard_is_up: Superset answers, or has ended meanwhile
superset_answers()
{
	local i

	for ((i = 0; i < 900; i++))
	do
		! curl -s -f -o /dev/null "http://127.0.0.1:$web/health" || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 1
	done
	tail -n 40 "$CLUSTER/superset.log" | sed 's/^/# /'
	return 1
}

trap clean_up EXIT
PORT=$(free_port) web=$(free_port)
start_cluster port="$PORT" listen_addresses=localhost timezone=Europe/Berlin
export PGPORT=$PORT PGDATABASE=shop
createdb shop
psql -X -q -v ON_ERROR_STOP=1 -v files="$project/data/sample" -f "$here/../scripts/demo/load.sql" >/dev/null 2>&1
psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -c "CREATE ROLE superset LOGIN" -c "SELECT ecom.grant_read('superset')"

# What the document says, word by word, but for names of the machines
document=("$here/../docs/superset.md" "superset:secret@db.example:5432=superset@localhost:$PORT" "/srv/ecom_analytics=$project" "-p 8088=-p $web")
python3 "$here/commands.py" "${document[@]}" > "$CLUSTER/all.sh"
sed "/^superset run/q" "$CLUSTER/all.sh" > "$CLUSTER/install.sh"
{ grep '^export' "$CLUSTER/all.sh"; sed "1,/^superset run/d" "$CLUSTER/all.sh"; } > "$CLUSTER/again.sh"
mkdir "$CLUSTER/superset"
# Debian's Python; none of the server's environment is Superset's
(cd "$CLUSTER/superset" && exec env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE PATH="/usr/bin:$PATH" PYTHONWARNINGS=ignore \
	setsid bash -e "$CLUSTER/install.sh") > "$CLUSTER/superset.log" 2>&1 &
server=$!
check "the commands of docs/superset.md install it, import the bundle and start it" superset_answers

export SCREENSHOTS=${SCREENSHOTS:-$CLUSTER/screenshots}
mkdir -p "$SCREENSHOTS"
node "$here/superset/dashboard.mjs" "http://127.0.0.1:$web" 'change me' "$project/clients/superset/ecom_analytics" "$project/dashboard" "$SCREENSHOTS" ||
	failures=$((failures + 1))

# value_of QUERY: what Superset's own database says
value_of()
{
	/usr/bin/python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$CLUSTER/superset/superset.db" "$1"
}

# the_newer_bundle: takes the place of what is there
the_newer_bundle()
{
	local before

	before=$(value_of "SELECT count(*) FROM slices")
	sed -i 's/^slice_name: Orders$/slice_name: Purchase lines/' "$CLUSTER/superset/ecom_analytics/charts/orders.yaml"
	(cd "$CLUSTER/superset" && PATH="/usr/bin:$PATH" bash -e "$CLUSTER/again.sh") > "$CLUSTER/again.log" 2>&1 || { tail -n 20 "$CLUSTER/again.log"; return 1; }
	[ "$(value_of "SELECT count(*) FROM slices WHERE slice_name = 'Purchase lines'") $(value_of "SELECT count(*) FROM slices")" = "1 $before" ]
}
check "a newer bundle takes the place of what was imported" the_newer_bundle
exit "$((failures > 0))"
