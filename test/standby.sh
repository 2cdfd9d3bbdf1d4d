#!/bin/bash
#
# standby.sh
#		A hot standby: what reads says there what it says on the primary, also while a refresh runs on that one; what
#		writes says where it can.
#
#	standby.sh PROGRAMS FILES DASHBOARD WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; FILES are those of the sample; DASHBOARD is a copy of the
# directory dashboard, in which packages are installed; WORK is an empty directory that the server's user may enter. It
# starts a PostgreSQL of its own there, and its standby. Prints one line per check and fails if any check does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 files=$2 dashboard=$3 CLUSTER=$4
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/../scripts/node.sh"
PGBIN=$programs
subject=standby
source "$here/checks.sh"

database=shop
server=primary

# sockets SERVER: the directory of its socket
sockets()
{
	case $1 in
	primary) echo "$CLUSTER/socket" ;;
	standby) echo "$CLUSTER/standby_socket" ;;
	esac
}

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -h "$(sockets "$server")" -d "$database" "$@"
}

# on SERVER COMMAND...: the command, which asks that server
on()
{
	local server=$1

	"${@:2}"
}

is_true()
{
	[ "$(sql -c "$1")" = t ]
}

# catch_up: the standby has come to where the primary is
catch_up()
{
	on standby until_so 60 is_true "SELECT pg_last_wal_replay_lsn() >= '$(on primary sql -c "SELECT pg_current_wal_lsn()")'"
}

# same STATEMENT: both servers give the same, and something
same()
{
	local primary standby

	primary=$(on primary sql <<< "$1") && standby=$(on standby sql <<< "$1") || return 1
	[ -n "$primary" ] && [ "$primary" = "$standby" ] || {
		diff <(echo "$primary") <(echo "$standby") | head -n 20 | sed 's/^/# /'
		return 1
	}
}

# refuses WHAT HINT STATEMENT: the statement fails with 25006, and says what cannot be done, and what can
refuses()
{
	! sql -c "$3" > "$CLUSTER/output" 2>&1 &&
		grep -q "^ERROR:  25006: cannot execute $1 in a read-only transaction\$" "$CLUSTER/output" &&
		grep -q "^HINT:  $2\$" "$CLUSTER/output" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

# hold SERVER: a session whose statements are told by tell, one at a time
hold()
{
	mkfifo "$CLUSTER/held_$1"
	on "$1" sql < "$CLUSTER/held_$1" > "$CLUSTER/held_$1.output" 2>&1 &
	held[$1]=$!
	case $1 in
	primary) exec 3> "$CLUSTER/held_$1" ;;
	standby) exec 4> "$CLUSTER/held_$1" ;;
	esac
}

# tell SERVER STATEMENT: has the session run this, and waits until it has
tell()
{
	local said

	rm -f "$CLUSTER/held_$1.done"
	said="$2;
\\! touch '$CLUSTER/held_$1.done'"
	case $1 in
	primary) echo "$said" >&3 ;;
	standby) echo "$said" >&4 ;;
	esac
	until_so 120 [ -f "$CLUSTER/held_$1.done" ] || {
		sed 's/^/# /' "$CLUSTER/held_$1.output"
		return 1
	}
}

# last_said SERVER: the last line that the session printed
last_said()
{
	tail -n 1 "$CLUSTER/held_$1.output"
}

clean_up()
{
	exec 3>&- 4>&-
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/standby" -m immediate -s stop 2>/dev/null || true
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop 2>/dev/null || true
}

declare -A held
trap clean_up EXIT
start_cluster
createdb "$database"
sql -c "ALTER DATABASE $database SET client_min_messages = warning"
psql -X -q -v ON_ERROR_STOP=1 -v files="$files" -d "$database" -f "$here/../scripts/demo/load.sql" > /dev/null
sql -o /dev/null -c "CREATE ROLE dashboard LOGIN" -c "SELECT ecom.grant_read('dashboard')"

mkdir "$CLUSTER/standby" "$CLUSTER/standby_socket"
chmod 700 "$CLUSTER/standby" "$CLUSTER/standby_socket"
[ "$(id -u)" -ne 0 ] || chown "$(server_user)" "$CLUSTER/standby" "$CLUSTER/standby_socket"
as_server_user "$PGBIN/pg_basebackup" -h "$CLUSTER/socket" -U postgres -D "$CLUSTER/standby" -c fast -R
as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/standby" -l "$CLUSTER/standby/server.log" -w -s \
	-o "-c listen_addresses='' -c unix_socket_directories='$CLUSTER/standby_socket'" start || {
	cat "$CLUSTER/standby/server.log" >&2
	exit 1
}

# what reads.  is_refreshing is not the same, see below, nor what has passed meanwhile.
figures="SELECT format('SELECT %L, count(*), md5(string_agg((to_jsonb(a_row) - ''{is_refreshing,seconds_since_done}''::text[])::text, E''\\n'' ORDER BY (to_jsonb(a_row) - ''{is_refreshing,seconds_since_done}''::text[])::text COLLATE \"C\")) FROM bi.%I a_row', relname, relname)
	FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND relkind = 'v' ORDER BY relname COLLATE \"C\" \\gexec"
freshness="SELECT schema, model, refreshed_at, rows, newest_order, newest_load, is_stale, reason FROM ecom.status ORDER BY schema, model"
fresh="SELECT count(*) > 30 AND bool_and(NOT is_stale) FROM ecom.status"
checked="SELECT test, model, failures, severity FROM ecom.check(%s) ORDER BY test, model"
log="SELECT * FROM ecom.refresh_log ORDER BY run_id"
in_log="SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
in_bi="SELECT outcome FROM bi.refresh_runs ORDER BY run_id DESC LIMIT 1"
pens="SELECT count(*) FROM refinement.fct_orders WHERE product_key LIKE 'PENSTAND%'"
checks="SELECT count(*) FROM ecom.check_log"

check "it comes to where its primary is" catch_up
check "it is in recovery" on standby gives t "SELECT pg_is_in_recovery()"
check "each view of bi has the same rows" same "$figures"
check "ecom.status says the same" same "$freshness"
check "that every model is fresh" on standby gives t "$fresh"
check "ecom.refresh_log says the same" same "$log"
check "ecom.check() finds the same" same "$(printf "$checked" "")"
check "and deep, with each model beside its definition" same "$(printf "$checked" "deep => true")"
catch_up
before=$(on standby sql -c "$checks")
check "where all are compared" on standby gives t "SELECT count(*) = (SELECT count(*) FROM ecom.models) FROM ecom.check(deep => true) WHERE test LIKE 'rows of %' AND failures = 0 AND detail IS NULL"
check "and nothing is kept of that there" on standby gives "$before" "$checks"

# what writes
primary="This server is a standby: run it on the primary; what it changes comes here by itself\\."
check "ecom.refresh() says that it is none for a standby" on standby refuses "ecom\\.refresh()" "$primary" "SELECT FROM ecom.refresh()"
check "so it does where nothing is stale, and is not to wait" on standby refuses "ecom\\.refresh()" "$primary" "SELECT FROM ecom.refresh('{mart.mart_top_products}', wait => false)"
check "ecom.load_csv()" on standby refuses "ecom\\.load_csv()" "$primary" "SELECT FROM ecom.load_csv('raw.fields', '$files/fields.csv')"
check "ecom.load_directory()" on standby refuses "ecom\\.load_directory()" "$primary" "SELECT FROM ecom.load_directory('$files')"
check "ecom.load_orders()" on standby refuses "ecom\\.load_csv()" "$primary" "SELECT FROM ecom.load_orders('$files/../formats/shopify_orders.csv')"
check "ecom.undo_load()" on standby refuses "ecom\\.undo_load()" "$primary" "SELECT ecom.undo_load(1)"
check "ecom.load_bundled_census()" on standby refuses "landing Census figures" "$primary" "SELECT FROM ecom.load_bundled_census()"
check "on the primary, read only, it says another thing" refuses "ecom\\.refresh()" "Run it in a transaction that may write: BEGIN READ WRITE\\." \
	"BEGIN READ ONLY; SELECT FROM ecom.refresh()"
check "nothing of that is in the log" same "$log"

# what has changed on the primary
sql -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'TX', 'Pens', 'PENSTAND01', 'PENS', 'R_x')"
check "it comes" catch_up
check "the standby says what is stale, and why, as the primary does" same "$freshness"
check "something is" on standby gives f "$fresh"

# a refresh that is held open
check "no refresh runs on the primary" gives f "SELECT ecom.is_refreshing()"
check "the standby does not know" on standby gives "" "SELECT ecom.is_refreshing()"
hold primary
tell primary "BEGIN; SELECT FROM ecom.refresh()"
catch_up
check "one runs on the primary" gives t "SELECT ecom.is_refreshing()"
check "and is running in its log" gives running "$in_log"
check "the standby does not say that none does" on standby gives t "SELECT ecom.is_refreshing() IS NULL"
check "nor do the views of bi" on standby gives t "SELECT is_refreshing IS NULL FROM bi.data_freshness"
check "in its log it is running" on standby gives running "$in_log"
check "and in bi" on standby gives running "$in_bi"
check "readers see the old rows" on standby gives 0 "$pens"
check "ecom.check() finds what it finds on the primary" same "$(printf "$checked" "")"
check "a refresh there is refused meanwhile, as ever" on standby refuses "ecom\\.refresh()" "$primary" "SELECT FROM ecom.refresh(wait => false)"
hold standby
tell standby "BEGIN ISOLATION LEVEL REPEATABLE READ; $in_log"
tell primary "COMMIT"
catch_up
check "committed, it is done there" on standby gives done "$in_log"
check "with the rows" on standby gives 1 "$pens"
check "to a snapshot from before it is running as it was" [ "$(last_said standby)" = running ]
tell standby "$in_log"
check "and still" [ "$(last_said standby)" = running ]
tell standby "COMMIT"
tell standby "$in_log"
check "to the next one it is done" [ "$(last_said standby)" = done ]
check "all figures are the same again" same "$figures"
check "all is fresh there" on standby gives t "$fresh"

# one that is written anew, and rolled back
tell primary "BEGIN; SELECT FROM ecom.refresh('{staging.stg_amazon_purchases}', force => true)"
catch_up
check "another one, by force, is running" on standby gives running "$in_log"
tell primary "ROLLBACK"
sql -c "CREATE TABLE public.something ()"	# a rollback is not told of at once
catch_up
check "rolled back, it is that there" on standby gives "rolled back" "$in_log"
check "and on the primary" gives "rolled back" "$in_log"
check "models are what they were" same "$freshness"

# one that fails, one after the other
tell primary "BEGIN; SELECT FROM ecom.refresh(force => true)"
check "another one at the same time is refused on the primary" [ "$(sql -c "SELECT FROM ecom.refresh(wait => false)" 2>&1 | grep -c '^ERROR:  55P03')" -eq 1 ]
catch_up
check "the standby tells both" on standby gives "refused
running" "SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 2"
tell primary "COMMIT"
catch_up
check "and that it is done" on standby gives "refused
done" "SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 2"
check "what was written anew is what its definition gives" on standby gives 0 "SELECT sum(failures) FROM ecom.check(deep => true) WHERE severity = 'error'"

# the dashboard
if { require_node && install_node_packages "$dashboard"; } >&2; then
	(cd "$dashboard" && PGDATABASE=$database node test/same.js "$subject" "$(sockets standby)" 5432) || failures=$((failures + 1))
else
	echo "skipped - standby: no Node.js 18.15 with npm, or no registry in reach, for the dashboard"
fi

# it takes over
as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m fast -w -s stop
as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/standby" -w -s promote
server=standby
check "promoted, it knows that no refresh runs" gives f "SELECT ecom.is_refreshing()"
sql -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'TX', 'Pens', 'PENSTAND02', 'PENS', 'R_x')"
check "and refreshes, only what has changed" gives 0 "SELECT count(*) FROM ecom.refresh() WHERE action IN ('rebuilt', 'failed')"
check "that is done" gives done "$in_log"
check "with the rows of both" gives 2 "$pens"
check "all models are what their definitions give" gives 0 "SELECT sum(failures) FROM ecom.check(deep => true) WHERE severity = 'error'"

[ "$failures" -eq 0 ]
