#!/bin/bash
#
# interrupts.sh
#		Refreshes, loads and requests to the Census API that are timed out, cancelled and terminated at hundreds of moments,
#		half of them in their last milliseconds: the server lives on, every run has its row in the log, every model is what
#		its query says, and nothing is left behind.
#
#	interrupts.sh PROGRAMS GENERATE SERVER WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; GENERATE is the program of data/generator; SERVER is the directory
# of a running test/census_server.py whose key is CENSUS_API_KEY; WORK is an empty directory that the server's user may
# enter. It starts a PostgreSQL of its own there. The moments are drawn from INTERRUPTS_SEED, 1 by default, and are as many
# as INTERRUPTS_ROUNDS says, 1 by default for half a minute; as many again with each further round, of other moments.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 generate=$2 server=$3 CLUSTER=$4
rounds=${INTERRUPTS_ROUNDS:-1} seed=${INTERRUPTS_SEED:-1}
source "$here/../scripts/cluster.sh"
source "$server/ports"
PGBIN=$programs
subject=interrupts
source "$here/checks.sh"
export PGOPTIONS="-c client_min_messages=warning"

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d postgres "$@"
}

# wait_for COMMAND...: until the command succeeds, ten seconds at most
wait_for()
{
	local end=$((SECONDS + 10))

	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

is()
{
	[ "$(sql -c "$2")" = "$1" ]
}

#
# What is interrupted, and what is done before each time, of which nothing is interrupted.
#

declare -A statement before
change="UPDATE raw.amazon_purchases SET quantity = (1 + random())::integer::text WHERE ctid = (SELECT min(ctid) FROM raw.amazon_purchases)"
statement["a refresh with nothing to do"]="SELECT count(*) FROM ecom.refresh()"
statement["a refresh of what has changed"]="SELECT count(*) FROM ecom.refresh()"
before["a refresh of what has changed"]=$change
statement["a forced refresh"]="SELECT count(*) FROM ecom.refresh(force => true)"
statement["a refresh with data tests"]="SELECT count(*) FROM ecom.refresh(\"check\" => true)"
before["a refresh with data tests"]=$change
statement["a load"]="SELECT load_id FROM ecom.load_csv('public.loaded', '$CLUSTER/large.csv', force => true)"
statement["a load without a worker"]=${statement["a load"]}
before["a load without a worker"]="SET ecom_analytics.read_ahead = off"
statement["a load of a gzip file"]="SELECT load_id FROM ecom.load_csv('public.loaded', '$CLUSTER/large.csv.gz', force => true)"
statement["a load that looks for the same file"]="SELECT load_id FROM ecom.load_csv('public.loaded', '$CLUSTER/other.csv')"
before["a load that looks for the same file"]="UPDATE raw.loads SET sha256 = md5(random()::text) || md5(random()::text) WHERE file ~ 'other'"
statement["a load row by row"]="SELECT load_id FROM ecom.load_csv('public.checked', '$CLUSTER/small.csv', force => true)"
statement["a request"]="SELECT length(ecom.census_fetch(2021)::text)"
statement["requests of three years"]="SELECT count(*) FROM ecom.load_census(2019, 2021)"

#
# Moments, in milliseconds from the beginning of the statement.
#

# duration KIND: how long it takes, uninterrupted
duration()
{
	local one="SELECT ceil(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000) FROM (${statement[$1]}) s"

	sql -c "${before[$1]:-SELECT}" -c "$one" -c "${before[$1]:-SELECT}" -c "$one" | tail -n 1
}

# moments NUMBER DURATION: drawn by the seed, which is counted up; every other one at the end, and a bit behind it
moments()
{
	seed=$((seed + 1))
	awk -v n="$1" -v duration="$2" -v seed="$seed" 'BEGIN {
		srand(seed)
		for (i = 0; i < n; i++) {
			moment = int(i % 2 ? duration - 15 + rand() * 20 : rand() * duration)
			print moment < 1 ? 1 : moment
		}
	}' > "$CLUSTER/moments"
}

# time_out KIND NUMBER: so many times, by statement_timeout, in one session
time_out()
{
	local moment

	moments "$2" "$(duration "$1")"
	while read -r moment; do
		echo "${before[$1]:-SELECT};"
		echo "SET statement_timeout = $moment; ${statement[$1]}; SET statement_timeout = 0;"
	done < "$CLUSTER/moments" | sql -v ON_ERROR_STOP=0 > "$CLUSTER/output" 2>&1
}

# interrupt FUNCTION KIND NUMBER: so many times, by pg_cancel_backend or pg_terminate_backend, which another session calls
interrupt()
{
	local victims status=0

	moments "$3" "$(duration "$2")"
	rm -f "$CLUSTER/enough"
	for ((i = 0; i < 100; i++)); do
		echo "${before[$2]:-SELECT};"
		echo "${statement[$2]};"
	done > "$CLUSTER/victim.sql"
	(
		until [ -f "$CLUSTER/enough" ]; do
			PGAPPNAME=victim sql -v ON_ERROR_STOP=0 -f "$CLUSTER/victim.sql" > "$CLUSTER/output" 2>&1 || true
		done
	) &
	victims=$!
	sql -c "SET client_min_messages = error" -c "CALL attack('$1', '{$(paste -s -d , "$CLUSTER/moments")}')" || status=$?
	touch "$CLUSTER/enough"
	wait_for is 0 "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'victim'" || status=1
	wait "$victims"
	return "$status"
}

#
# What must be true afterwards.
#

# The processes that live as long as the server does; if a backend crashes, all of them are started anew.
generation()
{
	sql -c "SELECT pg_postmaster_start_time(), pid, backend_start FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
}

is_still_there()
{
	[ "$(generation)" = "$first_generation" ] && ! grep -E 'terminated by signal|PANIC|TRAP:' "$CLUSTER/data/server.log" | sed 's/^/# /' | grep .
}

# Neither an error that cannot happen, nor something that a transaction did not give back.
log_is_clean()
{
	! grep -E 'XX[0-9]{3}:|WARNING:.*leak' "$CLUSTER/data/server.log" | sort | uniq -c | head | sed 's/^/# /' | grep .
}

no_worker_is_left()
{
	! grep -slaE "ecom_analytics .* for [P]ID" /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ pid _; do
		[ "$(ps -o ppid= -p "$pid" | tr -d ' ')" != "$(head -n 1 "$CLUSTER/data/postmaster.pid")" ] || echo "$pid"
	done | grep -q .
}

# The last writers may still be at work.
runs_are_over()
{
	no_worker_is_left && is 0 "SELECT count(*) FROM ecom.refresh_log WHERE outcome = 'running'"
}

runs_were_interrupted()
{
	gives "t|t" "SELECT count(*) FILTER (WHERE sqlstate = '57014') > 40, count(*) FILTER (WHERE sqlstate = '57P01') > 4 FROM ecom.refresh_log"
}

# Every number that was drawn for a run has one row, and the run that a model is of is done.
every_run_has_its_row()
{
	sql -c "SELECT outcome, sqlstate, count(*) FROM ecom.refresh_log GROUP BY outcome, sqlstate ORDER BY outcome, sqlstate" | sed 's/^/# /'
	gives "t|t|0" "SELECT count(*) = max(run_id), max(run_id) = (SELECT last_value FROM ecom.refresh_log_run_id_seq),
		(SELECT count(*) FROM ecom.model_state s LEFT JOIN ecom.refresh_log l USING (run_id) WHERE l.outcome IS DISTINCT FROM 'done') FROM ecom.refresh_log"
}

# A request that has come to the Census API has a row. One that was interrupted before may have none on that side.
every_request_has_its_row()
{
	local requests=$(($(wc -l < "$server/requests") - requests_before))

	sql -c "SELECT sqlstate, count(*) FROM ecom.census_log GROUP BY sqlstate ORDER BY sqlstate" | sed 's/^/# /'
	[ "$requests" -gt 0 ] && gives t "SELECT count(*) >= $requests FROM ecom.census_log" || {
		echo "# $requests requests"
		return 1
	}
}

every_line_is_accounted_for()
{
	gives "t|t|t" "SELECT
		(SELECT count(*) FROM public.loaded) = (SELECT coalesce(sum(rows_loaded), 0) FROM raw.loads WHERE target = 'public.loaded'),
		(SELECT count(*) FROM public.checked) = (SELECT coalesce(sum(rows_loaded), 0) FROM raw.loads WHERE target = 'public.checked'),
		(SELECT count(*) FROM raw.rejected_lines) = (SELECT sum(rows_rejected) FROM raw.loads)"
}

# The models whose rows are not those that their query gives.
differing_models()
{
	sql <<-'END'
		SELECT format('SELECT %L WHERE EXISTS ((SELECT x::text FROM %s x EXCEPT ALL SELECT y::text FROM (%s) y)
			UNION ALL (SELECT y::text FROM (%3$s) y EXCEPT ALL SELECT x::text FROM %2$s x))',
			m.model, m.model_oid::regclass, rtrim(pg_get_viewdef(m.model_oid), ';'))
		FROM ecom.models m ORDER BY m.model_oid \gexec
	END
}

models_are_right()
{
	local differing

	differing=$(differing_models 2>&1) && [ -z "$differing" ] || {
		sed 's/^/# /' <<< "$differing"
		return 1
	}
}

# Indexes and heaps of all tables and models, each row in its indexes.
is_sound()
{
	local broken

	if [ -z "$(sql -c "SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")" ]; then
		echo "# no amcheck"
		return
	fi
	broken=$(sql <<-'END' 2>&1
		CREATE EXTENSION IF NOT EXISTS amcheck;
		SELECT c.oid AS relation INTO TEMP checked FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'm') AND n.nspname IN ('raw', 'staging', 'refinement', 'mart', 'ecom', 'pg_catalog');
		SELECT c.relation::regclass, v.* FROM checked c, verify_heapam(c.relation) v;
		SELECT bt_index_check(i.indexrelid, true) FROM checked c JOIN pg_index i ON i.indrelid = c.relation
		JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am a ON a.oid = x.relam AND a.amname = 'btree' WHERE i.indisvalid \g /dev/null
	END
	)
	[ -z "$broken" ] || {
		echo "$broken" | head -n 20 | sed 's/^/# /'
		return 1
	}
}

# Temporary files, heaps of models that were being made, files that no relation has, shared memory, locks.
left_behind()
{
	find "$CLUSTER/data/base/pgsql_tmp" -type f -printf 'temporary file %f\n' 2> /dev/null || true
	find "$CLUSTER/data/pg_dynshmem" -type f -printf '%f\n' | sort | comm -13 "$CLUSTER/dynshmem" - | sed 's/^/shared memory /'
	sql <<-'END'
		SELECT 'relation ' || c.oid::regclass FROM pg_class c WHERE c.relname ~ '^pg_temp_[0-9]+' OR c.relpersistence = 't';
		SELECT 'file ' || f.name FROM pg_database d, pg_ls_dir('base/' || d.oid) f (name)
		WHERE d.datname = current_database() AND f.name ~ '^[0-9]+$' AND pg_filenode_relation(0, f.name::oid) IS NULL
			AND (pg_stat_file('base/' || d.oid || '/' || f.name)).size > 0;
		SELECT 'advisory lock' FROM pg_locks l WHERE l.locktype = 'advisory';
		SELECT 'session' FROM pg_stat_activity a WHERE a.application_name = 'victim';
	END
}

nothing_is_left()
{
	left_behind > "$CLUSTER/left" && [ ! -s "$CLUSTER/left" ]
}

nothing_is_left_behind()
{
	wait_for nothing_is_left || {
		sed 's/^/# /' "$CLUSTER/left"
		return 1
	}
}

clean_up()
{
	touch "$CLUSTER/enough"
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

#
# A database, small enough for many refreshes, and files that are large enough to be read ahead.
#

trap clean_up EXIT
mkdir "$CLUSTER/files" "$CLUSTER/lines"
"$generate" --rows 3000 --users 60 --seed 21 --out "$CLUSTER/files"
"$generate" --rows 27000 --users 60 --seed 22 --out "$CLUSTER/lines"
awk 'NR % 1000 == 500 { print "malformed" } { print }' "$CLUSTER/lines/amazon-purchases.csv" > "$CLUSTER/large.csv"
sed 2d "$CLUSTER/large.csv" > "$CLUSTER/other.csv"
head -n 3000 "$CLUSTER/large.csv" > "$CLUSTER/small.csv"
gzip -k "$CLUSTER/large.csv"
chmod -R a+rX "$CLUSTER/files" "$CLUSTER"/*.csv*
CENSUS_API_KEY=$CENSUS_API_KEY start_cluster fsync=off log_error_verbosity=verbose dynamic_shared_memory_type=mmap max_worker_processes=16 \
	ecom_analytics.http_retries=0
sql > "$CLUSTER/output" <<-STATEMENTS
	CREATE EXTENSION ecom_analytics;
	LOAD 'ecom_analytics';
	ALTER SYSTEM SET ecom_analytics.census_base_url = 'http://127.0.0.1:$HTTP/api';
	SELECT pg_reload_conf();
	SELECT ecom.load_directory('$CLUSTER/files');
	SELECT ecom.load_bundled_census();
	SELECT ecom.refresh();
	SELECT ecom.accept_categories();
	CREATE TABLE loaded (LIKE raw.amazon_purchases);
	CREATE TABLE checked (LIKE raw.amazon_purchases, CHECK (purchase_price_per_unit::numeric < 50));
	-- calls the function on the victim, once in each of its statements, at these moments
	CREATE PROCEDURE attack(signal text, moments numeric[]) LANGUAGE plpgsql AS \$\$
	DECLARE
		moment numeric;
		victim record;
		latest timestamptz := '-infinity';
	BEGIN
		FOREACH moment IN ARRAY moments LOOP
			LOOP
				PERFORM pg_stat_clear_snapshot();
				SELECT a.pid, a.query_start INTO victim FROM pg_stat_activity a
				WHERE a.application_name = 'victim' AND a.state = 'active' AND a.query ~ 'ecom\\.' AND a.query_start > latest;
				EXIT WHEN FOUND;
				PERFORM pg_sleep(0.001);
			END LOOP;
			latest := victim.query_start;
			PERFORM pg_sleep(extract(epoch FROM latest - clock_timestamp()) + moment / 1000);
			EXECUTE format('SELECT %I(\$1)', signal) USING victim.pid;
		END LOOP;
	END
	\$\$;
STATEMENTS
find "$CLUSTER/data/pg_dynshmem" -type f -printf '%f\n' | sort > "$CLUSTER/dynshmem"
first_generation=$(generation)
requests_before=$(wc -l < "$server/requests")

# would they notice?
check "models are what their queries say" models_are_right
sql -c "$change" -c "DELETE FROM raw.amazon_purchases WHERE ctid = (SELECT max(ctid) FROM raw.amazon_purchases)"
check "those that are not would be noticed" grep -q stg_amazon_purchases <(differing_models)

for ((round = 1; round <= rounds; round++)); do
	[ "$rounds" -eq 1 ] || subject="interrupts, round $round"
	while IFS='|' read -r times kind; do
		start=$SECONDS
		check "$kind, timed out" time_out "$kind" "$times"
		check "$kind, cancelled" interrupt pg_cancel_backend "$kind" $((times / 4))
		check "$kind, terminated" interrupt pg_terminate_backend "$kind" $((times / 8))
		echo "# $((times + times / 4 + times / 8)) times in $((SECONDS - start)) s"
		check "the server is still there" is_still_there
		[ "$failures" -eq 0 ] || exit 1
	done <<-END
		100|a refresh with nothing to do
		12|a refresh of what has changed
		12|a forced refresh
		12|a refresh with data tests
		24|a load
		16|a load without a worker
		16|a load of a gzip file
		16|a load that looks for the same file
		16|a load row by row
		40|a request
		24|requests of three years
	END
	check "all runs are over" wait_for runs_are_over
	check "many were interrupted" runs_were_interrupted
	check "every run has its row" every_run_has_its_row
	check "every request has its row" every_request_has_its_row
	check "every line is accounted for" every_line_is_accounted_for
	sql -c "SELECT ecom.refresh()" > "$CLUSTER/output"
	check "after a refresh, models are what their queries say" models_are_right
	check "tables, models and indexes are sound" is_sound
	sql -c "CHECKPOINT"	# until then, files of what was dropped are there, and empty
	check "nothing is left behind" nothing_is_left_behind
	check "nothing was amiss in the server's log" log_is_clean
	sql -c "TRUNCATE loaded, checked, raw.rejected_lines; DELETE FROM raw.loads WHERE target LIKE 'public.%'" -c "VACUUM"
done

[ "$failures" -eq 0 ]
