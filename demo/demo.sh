#!/usr/bin/env bash
# make demo, make demo-stop: the extension in a private, throw-away PostgreSQL with the sample loaded.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
note=$SOURCE_DIR/.demo	# says where the running demo is

stop_demo()
{
	if [ -s "$note" ]
	then
		stop_cluster "$(cat "$note")"
		rm "$note"
		echo "The demo is stopped and its files are removed."
	fi
}

start_demo()
{
	require_postgresql
	stop_demo
	new_cluster_directory
	trap stop_demo EXIT
	echo "$CLUSTER" > "$note"
	echo "Building ecom_analytics and starting a private PostgreSQL in $CLUSTER ..."
	make_tree
	install_extension
	start_cluster
	createdb ecom

	# the copy that was built from: the server's user may not be allowed to read the sources
	psql -X -q -v ON_ERROR_STOP=1 -v files="$CLUSTER/build/data/sample" -d ecom -f "$here/load.sql"
	psql -X -q -v ON_ERROR_STOP=1 -d ecom -f "$here/questions.sql"

	trap - EXIT
	cat <<-MESSAGE

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
