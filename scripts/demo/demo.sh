#!/usr/bin/env bash
# make demo, make demo-stop: the extension in a private, throw-away PostgreSQL with the sample loaded, or with the files of a
# folder of your own: make demo FILES=/path
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../cluster.sh"
source "$here/../packages.sh"
source "$here/../node.sh"
source "$here/note.sh"

# load_files: the sample, or what is in FILES, from a copy: the server's user may not be allowed to read the folder
load_files()
{
	local copy=$CLUSTER/files
	if [ -z "${FILES:-}" ]
	then
		psql -X -q -v ON_ERROR_STOP=1 -v files="$CLUSTER/build/data/sample" -d ecom -f "$here/load.sql"
		return
	fi
	mkdir "$copy"
	(cd "$FILES" && find -L . -type f \( -iname '*.csv' -o -iname '*.csv.gz' \) -print0 | tar --null -T - -chf -) | tar -C "$copy" --no-same-owner --no-same-permissions -xf -
	chmod -R a+rX "$copy"
	if [ -f "$copy/amazon-purchases.csv" ] && [ -f "$copy/survey.csv" ] && [ -f "$copy/fields.csv" ]
	then
		psql -X -q -v ON_ERROR_STOP=1 -v files="$copy" -d ecom -f "$here/load.sql"
	else
		PGDATABASE=ecom "$here/load_folder.sh" "$copy"
	fi
}

# start_dashboard: as the server's user, who may read bi and nothing else, on any port that is free; prints its address
start_dashboard()
{
	local i
	psql -X -q -v ON_ERROR_STOP=1 -d ecom -c "CREATE ROLE dashboard LOGIN" -c "SELECT ecom.grant_read('dashboard')" >/dev/null
	require_node >&2 && install_node_packages "$CLUSTER/build/dashboard" --omit=dev || return 1
	: > "$CLUSTER/dashboard.log"	# read below, maybe before the dashboard has begun
	as_server_user env -u DATABASE_URL -u DASHBOARD_LOG PGDATABASE=ecom PGUSER=dashboard DASHBOARD_PORT="${DASHBOARD_PORT:-0}" setsid sh -c "
		echo \$\$ > '$CLUSTER/socket/dashboard.pid'
		cd '$CLUSTER/build/dashboard' && exec node server.js" > "$CLUSTER/dashboard.log" 2>&1 &
	for ((i = 0; i < 100; i++))
	do
		sed -n 's/^Dashboard: //p' "$CLUSTER/dashboard.log" | grep . && return
		sleep 0.1
	done
	cat "$CLUSTER/dashboard.log" >&2
	return 1
}

# stop_dashboard DIRECTORY: stops the dashboard that was started there, and not whoever may have its number by now
stop_dashboard()
{
	local pid
	pid=$(cat "$1/socket/dashboard.pid" 2>/dev/null) || return 0
	[ "$(readlink "/proc/$pid/cwd")" != "$1/build/dashboard" ] || kill "$pid"
}

stop_demo()
{
	local directory

	directory=$(demo_directory) || exit 1
	if [ -n "$directory" ]
	then
		stop_dashboard "$directory"
		stop_cluster "$directory"
		echo "The demo is stopped and its files are removed."
	fi
	rm -f "$NOTE"
}

start_demo()
{
	local address
	if [ -n "${FILES:-}" ] && [ ! -d "$FILES" ]
	then
		echo "FILES=$FILES is no folder." >&2
		exit 2
	fi
	require_postgresql
	stop_demo
	new_cluster_directory
	trap stop_demo EXIT
	echo "$CLUSTER" > "$NOTE"
	echo "Building ecom_analytics and starting a private PostgreSQL in $CLUSTER ..."
	make_tree
	install_extension
	start_cluster
	createdb ecom

	load_files
	psql -X -q -v ON_ERROR_STOP=1 -d ecom -f "$here/questions.sql"

	if address=$(start_dashboard)
	then
		echo "$address" > "$CLUSTER/dashboard.address"
	else
		address="left out: it needs Node.js 18.15 or newer and npm, which must reach a registry"
	fi

	trap - EXIT
	cat <<-MESSAGE

	The dashboard: $address

	The demo is still running. Look around:
	    $PGBIN/psql -h $PGHOST -U postgres ecom
	Stop it and remove its files:
	    make demo-stop
	MESSAGE
}

case "${1:-start}" in
	start) start_demo ;;
	stop) stop_demo ;;
	*) echo "usage: $0 [start | stop]" >&2; exit 2 ;;
esac
