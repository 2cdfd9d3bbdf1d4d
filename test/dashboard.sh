#!/bin/bash
#
# dashboard.sh
#		The dashboard: its API, and its page in a browser, against what SQL says; and what becomes of both when the database
#		goes away.
#
#	dashboard.sh PROGRAMS FILES DASHBOARD WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; FILES are those of the sample; DASHBOARD is a copy of the
# directory dashboard, in which packages are installed; WORK is an empty directory that the server's user may enter. It
# starts a PostgreSQL of its own there. Prints one line per check and fails if any check does. SCREENSHOTS names a directory
# for pictures of all tabs, WORK/screenshots by default. SOAK_MINUTES is how long fifty viewers look on while the database is
# refreshed, restarted and cut off; by default they do not.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 files=$2 dashboard=$3 CLUSTER=$4
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/../scripts/node.sh"
PGBIN=$programs

if ! { require_node && install_node_packages "$dashboard" && require_packages openssl; } >&2
then
	echo "skipped - dashboard: no Node.js 18.15 with npm, no OpenSSL, or no registry in reach"
	exit 0
fi

clean_up()
{
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

# test_file NAME: runs the tests of one file, with a line for each of them
test_file()
{
	(cd "$dashboard" && timeout 1200 node --test --test-reporter=./test/reporter.js "test/$1.test.js")
}

# free_port: prints a port of this machine that nothing listens on
free_port()
{
	node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })'
}

trap clean_up EXIT
# a port of its own: the tests of TLS reach it there, on loopback
PORT=$(free_port)
start_cluster port="$PORT"
export PGPORT=$PORT PGDATABASE=shop DATABASE_CONTROL=$CLUSTER/control DATABASE_DIRECTORY=$CLUSTER/data
SCREENSHOTS=$(realpath -m "${SCREENSHOTS:-$CLUSTER/screenshots}")
export SCREENSHOTS
createdb shop
psql -X -q -v ON_ERROR_STOP=1 -v files="$files" -d shop -f "$here/../scripts/demo/load.sql" >/dev/null 2>&1
createdb own
PGDATABASE=own "$here/../scripts/demo/load_folder.sh" "$files/../formats" >/dev/null 2>&1
createdb bare	# neither a survey nor Census figures nor categories
psql -X -q -v ON_ERROR_STOP=1 -d bare -o /dev/null -c "SET client_min_messages = warning" -c "CREATE EXTENSION ecom_analytics" \
	-c "SELECT ecom.load_orders('$files/../formats/shopify_orders.csv')" -c "SELECT count(*) FROM ecom.refresh()"
for database in empty filling
do
	createdb "$database"
	psql -X -q -v ON_ERROR_STOP=1 -d "$database" -c "CREATE EXTENSION ecom_analytics"
done
psql -X -q -v ON_ERROR_STOP=1 -d shop -c "CREATE ROLE dashboard LOGIN" -c "CREATE ROLE stranger LOGIN"
for database in shop own bare empty filling
do
	psql -X -q -v ON_ERROR_STOP=1 -d "$database" -o /dev/null -c "SELECT ecom.grant_read('dashboard')"
done

# What the tests stop and start the database with, and its certificate, which is its own authority.
(cd / && as_server_user openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$CLUSTER/data/server.key" -out "$CLUSTER/data/server.crt" 2>/dev/null)
as_server_user tee -a "$CLUSTER/data/postgresql.conf" >/dev/null <<-END
	port = $PORT
	listen_addresses = 'localhost'
	unix_socket_directories = '$CLUSTER/socket'
	ssl = on
END
cat > "$DATABASE_CONTROL" <<-END
	#!/bin/bash
	source '$SOURCE_DIR/scripts/cluster.sh'
	as_server_user '$PGBIN/pg_ctl' -D '$CLUSTER/data' -l '$CLUSTER/data/server.log' -m fast -w -s "\$@"
END
chmod +x "$DATABASE_CONTROL"
"$DATABASE_CONTROL" stop
"$DATABASE_CONTROL" start

status=0
if require_packages chromium fonts-inter >&2
then
	mkdir -p "$SCREENSHOTS"
	for name in page explore worth categories data own trouble
	do
		test_file "$name" || status=1
	done
else
	echo "skipped - dashboard: no Chromium, so the page is not tested"
fi
for name in api server database colors
do
	test_file "$name" || status=1
done
# what takes long is run when it is asked for
if [ -n "${SOAK_MINUTES:-}" ]
then
	(cd "$dashboard" && node test/soak.js "$SOAK_MINUTES") || status=1
fi
exit "$status"
