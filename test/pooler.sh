#!/bin/bash
#
# pooler.sh
#		Refreshes, loads and the dashboard through PgBouncer in transaction mode, which lends a session for a transaction.
#
#	pooler.sh PROGRAMS FILES DASHBOARD WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; FILES are those of the sample; DASHBOARD is a copy of the
# directory dashboard, in which packages are installed; WORK is an empty directory that the server's user may enter. It
# starts a PostgreSQL of its own there, and a PgBouncer before it. Prints one line per check and fails if any check does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 files=$2 dashboard=$3 CLUSTER=$4
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/../scripts/node.sh"
PGBIN=$programs
subject=pooler
source "$here/checks.sh"

database=shop
port=6432	# the name of a socket in a directory of its own

pooled=(psql -X -q -t -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -h "$CLUSTER/pooler" -p "$port" -d "$database")

# through the pooler
sql()
{
	"${pooled[@]}" "$@"
}

directly()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -h "$CLUSTER/socket" -d "$database" "$@"
}

is_true()
{
	[ "$(directly -c "$1")" = t ]
}

answers()
{
	sql -c "SELECT" > /dev/null 2>&1
}

# fails_with PATTERN STATEMENT: the statement fails, and what it prints has this
fails_with()
{
	! sql -c "$2" > "$CLUSTER/output" 2>&1 && grep -q "$1" "$CLUSTER/output" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

# hold: a refresh whose transaction goes on until it is let go; also through the pooler
hold()
{
	rm -f "$CLUSTER/go_on"
	sql > "$CLUSTER/held" 2>&1 <<-STATEMENTS &
		BEGIN;
		SELECT count(*) FROM ecom.refresh();
		\! until [ -f '$CLUSTER/go_on' ]; do sleep 0.1; done
		COMMIT;
	STATEMENTS
	holder=$!
	until_so 120 is_true "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'idle in transaction') AND ecom.is_refreshing()"
}

let_go()
{
	touch "$CLUSTER/go_on"
	wait "$holder"
}

# buy PRODUCT: a line more
buy()
{
	sql -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'TX', 'Pens', '$1', 'PENS', 'R_x')"
}

# waits_refreshing COUNT: so many sessions wait for another refresh
waits_refreshing()
{
	is_true "SELECT count(*) = $1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
}

clean_up()
{
	touch "$CLUSTER/go_on"
	[ ! -f "$CLUSTER/pooler/pid" ] || as_server_user kill "$(cat "$CLUSTER/pooler/pid")" || true
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

trap clean_up EXIT
start_cluster
createdb "$database"
directly -c "ALTER DATABASE $database SET client_min_messages = warning"
psql -X -q -v ON_ERROR_STOP=1 -v files="$files" -d "$database" -f "$here/../scripts/demo/load.sql" > /dev/null
directly -o /dev/null -c "CREATE ROLE dashboard LOGIN" -c "SELECT ecom.grant_read('dashboard')"

mkdir "$CLUSTER/pooler"
cat > "$CLUSTER/pooler/users" <<-END
	"postgres" ""
	"dashboard" ""
END
# two sessions for each user, fewer than the dashboard has connections
cat > "$CLUSTER/pooler/pgbouncer.ini" <<-END
	[databases]
	$database = host=$CLUSTER/socket port=5432
	[pgbouncer]
	pool_mode = transaction
	default_pool_size = 2
	listen_addr =
	listen_port = $port
	unix_socket_dir = $CLUSTER/pooler
	auth_type = trust
	auth_file = $CLUSTER/pooler/users
	pidfile = $CLUSTER/pooler/pid
	logfile = $CLUSTER/pooler/log
END
chmod 700 "$CLUSTER/pooler"
[ "$(id -u)" -ne 0 ] || chown -R "$(server_user)" "$CLUSTER/pooler"
as_server_user /usr/sbin/pgbouncer -q -d "$CLUSTER/pooler/pgbouncer.ini"
chmod 755 "$CLUSTER/pooler"
check "it answers" until_so 30 answers
check "it lends the session that another client has had" gives "$(sql -c "SELECT pg_backend_pid()")" "SELECT pg_backend_pid()"

# refreshes
last="SELECT outcome, sqlstate FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
pens="SELECT count(*), sum(order_value) FROM refinement.fct_orders WHERE product_key LIKE 'PENPOOL%'"
work="SELECT count(*) > 0 AND bool_and(action <> 'failed') FROM ecom.refresh() WHERE action <> 'skipped'"
check "nothing is stale, so a refresh does nothing" gives 0 "SELECT count(*) FROM ecom.refresh() WHERE action <> 'skipped'"
buy PENPOOL001
check "a refresh after an insert" gives t "$work"
check "is done" gives "done|" "$last"
check "with the row" gives "1|1.00" "$pens"
buy PENPOOL002
check "the next one" gives t "$work"
check "is done" gives "done|" "$last"
check "with both" gives "2|2.00" "$pens"
check "by force" gives t "SELECT count(*) > 30 FROM ecom.refresh(force => true) WHERE action = 'rebuilt' OR rows_added IS NOT NULL"
check "with data tests" gives t "SELECT count(*) > 30 FROM ecom.refresh(\"check\" => true)"
check "nothing of them stays with the session that the next client is lent" gives "0|off|read committed" \
	"SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), current_setting('transaction_read_only'), current_setting('transaction_isolation')"
check "a time limit for one transaction" gives 1s "BEGIN; SET LOCAL ecom_analytics.refresh_lock_timeout = '1s'; SELECT current_setting('ecom_analytics.refresh_lock_timeout'); COMMIT"
check "is not the next client's" gives 1h "SELECT current_setting('ecom_analytics.refresh_lock_timeout')"

# while another one runs
buy PENPOOL003
hold
check "another client knows that one runs" gives t "SELECT ecom.is_refreshing()"
check "not to wait: 55P03" fails_with "^ERROR:  55P03: another refresh is running" "SELECT FROM ecom.refresh(wait => false)"
check "it says who runs it" grep -q "^DETAIL:  Process [0-9]* of postgres, whose transaction began at " "$CLUSTER/output"
check "the log says refused" gives "refused|55P03" "$last"
"${pooled[@]}" -c "SELECT FROM ecom.refresh()" > "$CLUSTER/output" 2>&1 &
waiter=$!
check "or to wait" until_so 60 waits_refreshing 1
kill -INT "$waiter"
wait "$waiter" || true
check "that is cancelled" until_so 60 waits_refreshing 0
check "the log says so" until_so 60 is_true "SELECT outcome = 'failed' AND sqlstate = '57014' FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
"${pooled[@]}" -c "SELECT count(*) FROM ecom.refresh()" > "$CLUSTER/output" 2>&1 &
waiter=$!
check "to wait, once more" until_so 60 waits_refreshing 1
let_go
check "goes on when the other has ended" wait "$waiter"
check "all is done" gives "done|
failed|57014
refused|55P03
done|" "SELECT outcome, sqlstate FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 4"
check "with the row" gives "3|3.00" "$pens"

# loads
head -n 1 "$files/amazon-purchases.csv" > "$CLUSTER/purchases.csv"
echo '2022-05-01,1.00,1,TX,Pens,PENPOOL004,PENS,R_x' >> "$CLUSTER/purchases.csv"
echo '2022-05-01,1.00' >> "$CLUSTER/purchases.csv"
check "a load" gives "1|1" "SELECT rows_loaded, rows_rejected FROM ecom.load_csv('raw.amazon_purchases', '$CLUSTER/purchases.csv')"
check "of the same once more is refused" fails_with "^ERROR: .*purchases.csv" "SELECT ecom.load_csv('raw.amazon_purchases', '$CLUSTER/purchases.csv')"
check "a folder, which has been loaded" gives t "SELECT count(*) = 3 AND bool_and(passed_over IS NOT NULL) FROM ecom.load_directory('$files')"
check "the refresh after it" gives t "$work"
check "has its row" gives "4|4.00" "$pens"
check "ecom.check() passes" gives 0 "SELECT sum(failures) FROM ecom.check(deep => true) WHERE severity = 'error'"
check "where nothing can be written it says so" fails_with "^ERROR:  25006: cannot execute ecom.refresh() in a read-only transaction" \
	"BEGIN READ ONLY; SELECT FROM ecom.refresh()"

# the dashboard
if { require_node && install_node_packages "$dashboard"; } >&2; then
	(cd "$dashboard" && PGDATABASE=$database node test/same.js "$subject" "$CLUSTER/pooler" "$port") || failures=$((failures + 1))
	check "it was served by the pooler's sessions" is_true "SELECT count(*) BETWEEN 1 AND 2 FROM pg_stat_activity WHERE usename = 'dashboard'"
else
	echo "skipped - pooler: no Node.js 18.15 with npm, or no registry in reach, for the dashboard"
fi

[ "$failures" -eq 0 ]
