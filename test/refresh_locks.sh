#!/bin/bash
#
# refresh_locks.sh
#		Clients read every model of staging and refinement while all of them are written anew, also beside a reader who stays:
#		none waits longer than a try of the refresh takes. A refresh that cannot have a lock says who has it. VACUUM and
#		REINDEX CONCURRENTLY go on beside refreshes, and nobody is ended in a deadlock.
#
#	refresh_locks.sh PROGRAMS GENERATE WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; GENERATE is the generator of purchases; WORK is an empty directory
# that the server's user may enter. It starts a PostgreSQL of its own there. Prints one line per check and fails if any
# check does. It takes a minute.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 generate=$2 CLUSTER=$3
source "$here/../scripts/cluster.sh"
PGBIN=$programs
subject=locks
source "$here/checks.sh"

rows=50000
clients=8
large="'{staging.stg_amazon_purchases,refinement.fct_orders,refinement.ref_orders_enriched,refinement.dim_product}'::regclass[]"

if [ ! -x "$PGBIN/pgbench" ]; then
	echo "# no pgbench"
	exit 0
fi

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d postgres "$@"
}

# stay: a reader who has read all large models, and whose transaction goes on until he is told to leave; sets stayer
stay()
{
	PGAPPNAME=stayer sql -c "BEGIN" -c "SELECT FROM staging.stg_amazon_purchases p, refinement.fct_orders f, refinement.ref_orders_enriched e, refinement.dim_product d LIMIT 1" \
		-c "SELECT FROM pg_sleep(600)" > /dev/null 2>&1 &
	stayer=$!
	until_so 60 gives_quietly t "SELECT count(*) = 4 FROM pg_locks WHERE relation = ANY ($large) AND mode = 'AccessShareLock'"
}

leave()
{
	sql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stayer'" > /dev/null
	wait "$stayer" || true
}

gives_quietly()
{
	[ "$(sql -c "$2")" = "$1" ]
}

# refresh ARGUMENTS: in the background; its output is in $CLUSTER/refresh, its client's number in refresher
refresh()
{
	sql -c "SELECT action, count(*) FROM ecom.refresh($1) GROUP BY action ORDER BY action" > "$CLUSTER/refresh" 2>&1 &
	refresher=$!
}

has_failed()
{
	grep -q "ERROR:  could not lock model" "$CLUSTER/refresh"
}

is_waiting()
{
	grep -q "waiting for a lock on model" "$CLUSTER/refresh"
}

# A purchase more, of a product of its own.
load_purchase()
{
	sql -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'TX', 'Pens', 'PENLOCK$1', 'PENS', 'R_x')"
}

# start_reading: clients that read a model after the other, and fail where one has to be waited for as long as a second
start_reading()
{
	: > "$CLUSTER/read_on"
	read_on "$@" &
	reading=$!
}

# pgbench cannot be told to end: it reads for two seconds at a time, until it is not to go on
read_on()
{
	while [ -f "$CLUSTER/read_on" ]; do
		PGOPTIONS="-c lock_timeout=1s" pgbench -n -f "$CLUSTER/models.pgbench" -c "$clients" -j 2 -T 2 postgres >> "$CLUSTER/read" 2>&1 || echo "failed" >> "$CLUSTER/read"
	done
}

stop_reading()
{
	rm "$CLUSTER/read_on"
	wait "$reading"
}

# The server tells of each that has waited for so long for a lock, which is what deadlock_timeout says.
long_waits()
{
	grep -c "still waiting for AccessShareLock" "$CLUSTER/data/server.log" || true
}

no_deadlock()
{
	! grep "deadlock detected" "$CLUSTER/data/server.log"
}

says()
{
	grep -q "$1" "$CLUSTER/refresh" || {
		sed 's/^/# /' "$CLUSTER/refresh"
		return 1
	}
}

# repeat FILE STATEMENT: as long as the file is there; notes what fails
repeat()
{
	while [ -f "$1" ]; do
		sql -c "$2" 2>> "$CLUSTER/repeated" || true
	done
}

clean_up()
{
	rm -f "$CLUSTER/read_on" "$CLUSTER/go_on"
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

mkdir "$CLUSTER/generated"
"$generate" --rows "$rows" --users 700 --seed 1 --out "$CLUSTER/generated"
chmod -R a+rX "$CLUSTER/generated"
trap clean_up EXIT
start_cluster log_lock_waits=on deadlock_timeout=200ms max_connections=40
sql <<-STATEMENTS
	SET client_min_messages = warning;
	CREATE EXTENSION ecom_analytics;
	\o /dev/null
	SELECT FROM ecom.load_directory('$CLUSTER/generated');
	SELECT FROM ecom.load_bundled_census();
	SELECT FROM ecom.refresh();
STATEMENTS
sql -c "SELECT format('SELECT 1 FROM %I.%I LIMIT 1;', schema, model) FROM ecom.models WHERE schema IN ('staging', 'refinement') ORDER BY 1" > "$CLUSTER/models.pgbench"
echo '\sleep 10 ms' >> "$CLUSTER/models.pgbench"

# all is written anew while clients read
start_reading
for i in 1 2 3; do
	load_purchase "$i"
	refresh "force => true"
	wait "$refresher" || true
	cat "$CLUSTER/refresh" >> "$CLUSTER/refreshes"
	load_purchase "small$i"
	sql -c "SET client_min_messages = warning" -c "SELECT count(*) FROM ecom.refresh()" > /dev/null
done
check "large models were written anew each time" [ "$(grep -c '^rebuilt|[1-9]' "$CLUSTER/refreshes")" -eq 3 ]

# and beside one who stays
stay
load_purchase 4
refresh "force => true"
check "a refresh waits for who stays" until_so 120 is_waiting
sleep 4
check "others see the old rows meanwhile" gives 0 "SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PENLOCK4'"
check "it waits on" kill -0 "$refresher"
leave
check "and is done when he leaves" wait "$refresher"
check "then they see the new rows" gives 1 "SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PENLOCK4'"
stop_reading
echo "# $(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$CLUSTER/read" | awk '{ n += $1 } END { print n }') readings, $(long_waits) waits of 200 ms or more"
check "no reader has failed" [ "$(grep -c 'failed$\|aborted\|ERROR' "$CLUSTER/read")" -eq 0 ]
check "hardly any has waited for 200 ms" [ "$(long_waits)" -le "$((clients / 2))" ]

# until a limit
stay
load_purchase 5
PGOPTIONS="-c ecom_analytics.refresh_lock_timeout=1s" refresh "force => true"
check "a refresh gives up when it may try no longer" until_so 120 has_failed
check "and says who has which lock" says "DETAIL:  Process [0-9]* of postgres has AccessShareLock on \(staging\|refinement\)\.[a-z_]*\. Its query began at .*: SELECT FROM pg_sleep(600)"
check "nothing has changed" gives 0 "SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PENLOCK5'"
check "the log says so" gives "failed|55P03" "SELECT outcome, sqlstate FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
leave

# ordinary work beside refreshes
repeaters=()
: > "$CLUSTER/repeated"
: > "$CLUSTER/go_on"
for statement in "VACUUM" "REINDEX SCHEMA CONCURRENTLY mart" "REINDEX SCHEMA CONCURRENTLY refinement"; do
	repeat "$CLUSTER/go_on" "$statement" &
	repeaters+=($!)
done
for i in 6 7 8; do
	load_purchase "$i"
	sql -c "SELECT action, count(*) FROM ecom.refresh(force => $([ "$i" = 7 ] && echo true || echo false)) GROUP BY action" > "$CLUSTER/refresh" 2>&1 || says "no error"
done
rm "$CLUSTER/go_on"
wait "${repeaters[@]}"
check "refreshes beside VACUUM and REINDEX CONCURRENTLY are done" gives "done|3" "SELECT outcome, count(*) FROM ecom.refresh_log WHERE run_id > (SELECT max(run_id) FROM ecom.refresh_log WHERE outcome = 'failed') GROUP BY 1"
check "neither of these has failed" [ ! -s "$CLUSTER/repeated" ]
check "no index is left invalid" gives 0 "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
check "nobody was ended in a deadlock" no_deadlock
check "all models are what their definitions give" gives 0 "SELECT sum(failures) FROM ecom.check(deep => true) WHERE severity = 'error'"

[ "$failures" -eq 0 ]
