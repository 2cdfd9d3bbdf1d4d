#!/bin/bash
#
# watch.sh
#		What others see of a refresh: how far it is while it runs, and a notification when it has ended.
#
# Takes no arguments. PGHOST, PGUSER and so on name the server, which must be private. Prints one line per check and fails if any check
# does.

set -euo pipefail
export LC_ALL=C PGOPTIONS="-c client_min_messages=warning"

here=$(cd "$(dirname "$0")" && pwd)
subject=watch
source "$here/checks.sh"
database=ecom_analytics_watch
work=$(mktemp -d)

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

clean_up()
{
	dropdb --if-exists --force "$database"
	psql -X -q -d postgres -c "DROP ROLE IF EXISTS regress_ecom_watcher"
	rm -rf "$work"
}
trap clean_up EXIT

# hears EXPECTED SCRIPT: a session that listens, and goes on after errors, is notified of just these payloads, a line each, as it runs
# the script
hears()
{
	local heard

	heard=$(psql -X -q -t -A -d "$database" 2>/dev/null <<< "LISTEN ecom_refresh; $2
		SELECT FROM pg_sleep(0.5); SELECT;" | sed -n 's/^Asynchronous notification "ecom_refresh" with payload "\(.*\)" received .*/\1/p')
	[ "$heard" = "$1" ] || {
		printf '# expected: %s\n# heard: %s\n' "$1" "$heard"
		return 1
	}
}

# run_beside SCRIPT: in a session of its own, which says whether it went well to check's file
run_beside()
{
	sql -c "$1" > "$work/beside" 2>&1 &
	beside=$!
}

clean_up 2>/dev/null
work=$(mktemp -d)
createdb "$database"
sql -c "CREATE EXTENSION ecom_analytics" -c "CREATE ROLE regress_ecom_watcher LOGIN" -c "SELECT FROM ecom.grant_monitor('regress_ecom_watcher')" \
	-c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'CA', 'Tea', 'B000000001', 'TEA', 'R_x')"

# runs are numbered from 1
check "a run that is done" hears '{"run": 1, "outcome": "done"}' "SELECT FROM ecom.refresh();"
check "not before it commits, and not if it does not" hears '{"run": 4, "outcome": "done"}' \
	"BEGIN; SELECT FROM ecom.refresh(force => true); ROLLBACK;
	BEGIN; SAVEPOINT s; SELECT FROM ecom.refresh(force => true); ROLLBACK TO s; SELECT FROM ecom.refresh(); COMMIT;"
check "one within a savepoint that is released" hears '{"run": 5, "outcome": "done"}' "BEGIN; SAVEPOINT s; SAVEPOINT t; SELECT FROM ecom.refresh(); RELEASE s; COMMIT;"
check "all of a transaction, in their order" hears $'{"run": 6, "outcome": "done"}\n{"run": 7, "outcome": "done"}' "BEGIN; SELECT FROM ecom.refresh(); SELECT FROM ecom.refresh(); COMMIT;"
sql -c "CREATE FUNCTION public.fails() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN count(*) / 0 FROM raw.amazon_purchases; END'" \
	-c "CREATE MATERIALIZED VIEW mart.fails AS SELECT public.fails() AS n WITH NO DATA"
check "one that fails" hears '{"run": 8, "outcome": "failed"}' "SELECT FROM ecom.refresh(strict => true);"
check "though its transaction is rolled back" hears '{"run": 9, "outcome": "failed"}' "BEGIN; SELECT FROM ecom.refresh(strict => true); ROLLBACK;"
sql -c "DROP MATERIALIZED VIEW mart.fails"

# a model that waits for a lock, when all of the extension's are made
sql -c "CREATE FUNCTION public.waits() RETURNS integer LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN 1; END'" \
	-c "CREATE MATERIALIZED VIEW mart.waits AS SELECT public.waits() AS n, (SELECT count(*) FROM mart.mart_customer_value) AS customers WITH NO DATA"
check "nobody runs: no progress" gives "" "TABLE ecom.refresh_progress"
sql -c "BEGIN; SELECT FROM pg_advisory_xact_lock(1); SELECT FROM pg_sleep(600)" > /dev/null 2>&1 &
holder=$!
waits_for "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = 0 AND objid = 1"
run_beside "SELECT count(*) FROM ecom.refresh(force => true)"
waits_for "SELECT EXISTS (SELECT FROM ecom.refresh_progress WHERE making = 'mart.waits')" || true
check "the model that it is at, and those before with their rows" gives "mart.waits|t|t|t|postgres" \
	"SELECT p.making, p.models > 30, p.rows > 30, p.seconds >= 0, p.started_by FROM ecom.refresh_progress p"
check "the same for who may only watch" gives "mart.waits|t" "SET ROLE regress_ecom_watcher; SELECT making, models > 30 FROM ecom.refresh_progress"
check "in the log it is running" gives "running|t" "SELECT outcome, jsonb_array_length(models) > 30 FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
check "one that is refused meanwhile" hears '{"run": 11, "outcome": "refused"}' "SELECT FROM ecom.refresh(wait => false);"
sql -c "SELECT FROM pg_locks l CROSS JOIN LATERAL pg_terminate_backend(l.pid) WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = 1" > /dev/null
wait "$holder" || true
check "it goes on and is done" wait "$beside"
check "which is no progress any more" gives "" "TABLE ecom.refresh_progress"
check "but in the log" gives "done|" "SELECT r.outcome, r.making FROM ecom.refresh_runs r WHERE r.run_id = 10"
[ "$failures" -eq 0 ]
