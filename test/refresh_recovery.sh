#!/bin/bash
#
# refresh_recovery.sh
#		Nothing is lost: a dump brings everything back in another server, and pg_upgrade keeps it; a refresh whose backend or
#		server is killed, which is cancelled or terminated, or for which the disk is full, leaves the models as they were, and
#		the next one succeeds; and the marts do not grow from being refreshed.
#
#	refresh_recovery.sh PROGRAMS GENERATE WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; GENERATE is the program of data/generator; WORK is an empty
# directory that the server's user may enter. It starts three PostgreSQLs of its own there. As root, it fills a small file
# system of its own in memory, else leaves that out. Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 generate=$2 work=$3
source "$here/../scripts/cluster.sh"
PGBIN=$programs
subject=recovery
source "$here/checks.sh"
export PGOPTIONS="-c client_min_messages=warning"
database=shop

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -d "$database" "$@"
}

# start NAME [SETTING=VALUE...]: creates a server, which is used from then on
start()
{
	CLUSTER=$work/$1
	mkdir "$CLUSTER"
	chmod 755 "$CLUSTER"
	ln -s "$programs" "$CLUSTER/programs"
	start_cluster "${@:2}"
}

clean_up()
{
	stop_cluster "$work/one"
	stop_cluster "$work/two"
	stop_cluster "$work/three"
	if mountpoint -q "$work/disk"; then
		umount "$work/disk"
	fi
}

# wait_for SECONDS COMMAND...: until the command succeeds
wait_for()
{
	local end=$((SECONDS + $1))

	until "${@:2}"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

is()
{
	[ "$(sql -c "$2" 2>/dev/null)" = "$1" ]
}

# contents RELATIONS: name, number of rows and a hash of all rows of those relations c in schemas n that a condition names
contents()
{
	sql <<-END
		SELECT format('SELECT %L, count(*), md5(string_agg(r, E''\n'' ORDER BY r COLLATE "C"))
			FROM (SELECT %s AS r FROM %I.%I x OFFSET 0) s',
			n.nspname || '.' || c.relname,
			CASE c.relname WHEN 'model_state' THEN '(to_jsonb(x) - ''model_oid'')::text'
				WHEN 'stg_amazon_purchases' THEN '(to_jsonb(x) - ''line'')::text'	-- lines have other places in a restored database
				ELSE 'x::text' END,
			n.nspname, c.relname)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE $1 ORDER BY n.nspname, c.relname \gexec
	END
}

# what is kept of a server's files is no part of a dump
tables="c.relkind = 'r' AND n.nspname IN ('raw', 'ecom') AND c.relname <> 'table_parts'"
models="c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart')"

# same FILE RELATIONS: the contents are those in the file, to which a former call of contents was written
same()
{
	contents "$2" > "$work/now" && [ -s "$1" ] || return 1
	diff "$1" "$work/now" > "$work/differences" || {
		sed 's/^/# /' "$work/differences"
		return 1
	}
}

different()
{
	contents "$2" > "$work/now" && [ -s "$1" ] && ! cmp -s "$1" "$work/now"
}

# refreshes [ARGUMENTS]: a refresh succeeds, and rebuilds what depends on purchases
refreshes()
{
	sql -c "SELECT count(*) FROM ecom.refresh(${1:-}) WHERE model IN ('fct_orders', 'whole') AND action IN ('rebuilt', 'merged', 'appended')" > "$work/output" 2>&1 &&
		[ "$(cat "$work/output")" = 2 ] || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

# silent COMMAND...: succeeds, and has nothing to say
silent()
{
	"$@" > "$work/output" 2>&1 && [ ! -s "$work/output" ] || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

# change [SHARE]: other prices for the lines of one in ten respondents, or one in SHARE; of others each time
changes=0
change()
{
	local share=${1:-10}

	changes=$((changes + 1))
	sql -c "UPDATE raw.amazon_purchases SET purchase_price_per_unit = (purchase_price_per_unit::numeric + 1)::text
		WHERE purchase_price_per_unit ~ '^[0-9]+([.][0-9]+)?\$' AND abs(hashtext(survey_responseid)) % $share = $changes % $share"
}

#
# A refresh that is stopped in the middle. It comes to a gate, a model whose query waits for an advisory lock: to the first
# one when all that the marts read is rebuilt, to the second one when all else is. A prepared transaction, which outlives
# the server, has the lock until it is rolled back.
#

close_gate()
{
	sql -c "BEGIN; SELECT FROM pg_advisory_xact_lock($1); PREPARE TRANSACTION 'gate $1'"
}

open_gate()
{
	sql -c "ROLLBACK PREPARED 'gate $1'"
}

# at_gate GATE: a refresh waits there, with locks on the models; sets backend
at_gate()
{
	backend=$(sql -c "SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.objid = $1 AND NOT l.granted
		WHERE a.application_name = 'interrupted' AND a.query ~ 'ecom.refresh' AND ARRAY['mart.mart_top_products', 'refinement.fct_orders']::regclass[] <@
			ARRAY(SELECT m.relation::regclass FROM pg_locks m WHERE m.pid = a.pid AND m.granted AND m.mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock'))")
	[ -n "$backend" ]
}

# interrupt GATE MESSAGE COMMAND...: starts a refresh of changed data, runs the command when it is at the gate, and expects
# it to fail with the message
interrupt()
{
	local gate=$1 client status=0

	change
	contents "$models" > "$work/before"
	last_run=$(sql -c "SELECT max(run_id) FROM ecom.refresh_log")
	close_gate "$gate"
	PGAPPNAME=interrupted sql -c "SET statement_timeout = '60s'" -c "SELECT count(*) FROM ecom.refresh(force => true)" > "$work/output" 2>&1 &
	client=$!
	wait_for 60 at_gate "$gate" && "${@:3}" || status=1
	! wait "$client" && wait_for 60 is 0 "SELECT count(*) FROM pg_stat_activity WHERE pid = $backend" || status=1
	open_gate "$gate"
	[ "$status" -eq 0 ] && grep -q "$2" "$work/output" || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

call_on_backend()
{
	[ "$(sql -c "SELECT $1($backend)")" = t ]
}

kill_backend()
{
	kill -9 "$backend"
}

# ended PROCESS...: they all have, be it that nobody has asked how
ended()
{
	local process

	for process in "$@"; do
		! kill -0 "$process" 2>/dev/null || is_zombie "$process" || return 1
	done
}

is_zombie()
{
	grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

# Where init does not care for its children, the postmaster stays a zombie, which the next one would take for alive.
kill_server()
{
	local postmaster children

	postmaster=$(head -n 1 "$work/one/data/postmaster.pid")
	children=$(sql -c "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	kill -9 "$postmaster" && kill -9 $children 2>/dev/null || true
	wait_for 60 ended "$postmaster" $children || return 1
	! is_zombie "$postmaster" || rm -f "$work/one/data/postmaster.pid" "$work"/one/socket/.s.*.lock
}

# With the options of the last start.
start_again()
{
	as_server_user "$PGBIN/pg_ctl" -D "$work/one/data" -l "$work/one/data/server.log" -w -s restart > "$work/start" 2>&1 || {
		sed 's/^/# /' "$work/start"
		return 1
	}
}

kill_and_start_server()
{
	kill_server && start_again
}

# logged SQLSTATE [OUTCOME]: within ten seconds, a row of refresh_log says that the run failed so, or what else became of it
logged()
{
	wait_for 10 is "${2:-failed}|$1" "SELECT outcome, sqlstate FROM ecom.refresh_log WHERE run_id > $last_run" || {
		sql -c "SELECT * FROM ecom.refresh_log WHERE run_id > $last_run" | sed 's/^/# /'
		return 1
	}
}

#
# A database with all that a user may leave in it.
#

trap clean_up EXIT
# fsync is for a machine that loses power: what processes that are killed have written is there
start one max_prepared_transactions=2 autovacuum_naptime=1s fsync=off
mkdir "$work/files" "$work/few"
"$generate" --rows 40000 --users 400 --seed 11 --out "$work/files"
"$generate" --rows 4000 --users 80 --seed 12 --out "$work/few"
(
	head -n 101 "$work/few/amazon-purchases.csv"
	echo malformed
) > "$work/small.csv"
tail -n 50 "$work/few/amazon-purchases.csv" > "$work/more.csv"
chmod -R a+rX "$work/files" "$work/few" "$work/small.csv" "$work/more.csv"

createdb "$database"
sql > "$work/output" <<-END
	CREATE EXTENSION ecom_analytics;
	CREATE ROLE analyst LOGIN;
	SELECT ecom.grant_read('analyst');
	SELECT ecom.load_directory('$work/files');
	SELECT ecom.load_csv('raw.amazon_purchases', '$work/small.csv');
	SELECT ecom.load_bundled_census();
	INSERT INTO raw.state_codes VALUES ('GU', 'Guam', '66');
	UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate';
	UPDATE ecom.data_tests SET severity = 'error' WHERE test = 'rejected lines';
	CREATE FUNCTION public.gate(number bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS
		\$\$BEGIN PERFORM pg_catalog.pg_advisory_xact_lock_shared(number); RETURN number; END\$\$;
	CREATE MATERIALIZED VIEW mart.half AS SELECT public.gate(1) AS gate, count(*) AS orders FROM refinement.fct_orders WITH NO DATA;
	CREATE MATERIALIZED VIEW mart.whole AS SELECT public.gate(2) AS gate, s.*
		FROM (SELECT sum(h.orders) AS orders FROM mart.half h) h,
			(SELECT sum(c.total_revenue) AS revenue FROM mart.mart_sales_by_category_m_y c) c,
			(SELECT sum(y.total_orders) AS orders_of_years FROM mart.mart_revenue_vs_income_state_year y) y,
			(SELECT count(*) AS lines FROM refinement.ref_orders_enriched) e,
			LATERAL (SELECT h.orders, c.revenue, y.orders_of_years, e.lines) s WITH NO DATA;
	CREATE UNIQUE INDEX ON mart.whole (gate);
	CREATE VIEW bi.whole AS SELECT orders, revenue FROM mart.whole;
	INSERT INTO ecom.data_tests (test, model, description, query)
		VALUES ('orders of mine', 'mart.half', 'There are some', 'SELECT h.* FROM mart.half h WHERE h.orders = 0');
	SELECT ecom.refresh();
	SELECT ecom.accept_categories();
END
sql -c "SELECT ecom.refresh('{raw.survey}')" > "$work/output" 2>&1 || true
sql -c "SELECT ecom.load_census_file(2019, '/nowhere/census.json')" > "$work/output" 2>&1 || true
sql -c "SELECT ecom.load_csv('raw.survey', '$work/more.csv', header => false, max_rejects => 0)" > "$work/output" 2>&1 || true
check "a database in use" gives "1|1|1|t|t" "SELECT (SELECT count(*) FROM ecom.refresh_log WHERE outcome = 'failed'),
	(SELECT count(*) FROM ecom.census_log WHERE sqlstate IS NOT NULL), (SELECT count(*) FROM raw.rejected_lines),
	(SELECT count(*) > 100 FROM ecom.known_categories), (SELECT orders > 39000 AND lines = orders FROM mart.whole)"

#
# Dump and restore
#

contents "$tables" > "$work/tables"
contents "$models" > "$work/models"
check "pg_dump has nothing to say" silent pg_dump -F c -f "$work/dump" "$database"
chmod a+r "$work/dump"
start two fsync=off
createuser analyst
createdb "$database"
check "pg_restore has nothing to say" silent pg_restore -d "$database" "$work/dump"
check "the tables of a restored database are those of the original" same "$work/tables" "$tables"
check "the models of a restored database are those of the original" same "$work/models" "$models"
check "all models of a restored database are populated" gives 0 "SELECT count(*) FROM ecom.models m JOIN pg_class c ON c.oid = m.model_oid WHERE NOT c.relispopulated"
check "a reader reads bi in a restored database" gives "t|t" "SET ROLE analyst; SELECT (SELECT count(*) > 0 FROM bi.cohort_retention), (SELECT orders > 0 FROM bi.whole)"
check "a reader reads no raw data there" gives "f|f" "SELECT has_schema_privilege('analyst', 'raw', 'USAGE'), has_table_privilege('analyst', 'raw.amazon_purchases', 'SELECT')"
check "a reader reads what is created in bi there later" gives 1 "CREATE VIEW bi.later AS SELECT 1; SET ROLE analyst; TABLE bi.later"
check "no data test fails in a restored database" gives "" "SELECT test, detail FROM ecom.check() WHERE severity = 'error' AND failures > 0"
check "a restored database is refreshed" refreshes
check "the models are the same after it" same "$work/models" "$models"
check "a second refresh rebuilds nothing but what calls a function that cannot be followed" \
	gives "half|function public.gate(bigint) cannot be followed"$'\n'"whole|function public.gate(bigint) cannot be followed" \
	"SELECT model, reason FROM ecom.refresh() WHERE action <> 'skipped' ORDER BY model"
check "loads are numbered on in a restored database" gives t \
	"SELECT l.load_id > (SELECT max(o.load_id) FROM raw.loads o) FROM ecom.load_csv('raw.amazon_purchases', '$work/more.csv', header => false) l"
sql -c "SELECT ecom.load_census_file(2019, '/nowhere/census.json')" > "$work/output" 2>&1 || true
check "so are refreshes and Census attempts" gives "2|1" "SELECT (SELECT count(*) FROM ecom.refresh_log WHERE started_at > pg_postmaster_start_time()),
	(SELECT count(*) FROM ecom.census_log WHERE logged_at > pg_postmaster_start_time())"
createdb parallel
check "pg_restore with several jobs has nothing to say" silent pg_restore -j 4 -d parallel "$work/dump"
database=parallel
check "the tables that it restored are those of the original" same "$work/tables" "$tables"
check "the models that it restored are those of the original" same "$work/models" "$models"
database=shop

#
# pg_upgrade, as docs/upgrading.md has it
#

# statement_of TITLE: the statement below that comment of docs/upgrading.md
statement_of()
{
	sed -n "/^<!-- $1 -->\$/,/^\`\`\`\$/p" "$here/../docs/upgrading.md" | sed '/^<!--/d; /^```/d'
}

# upgraded: the server two becomes three
upgraded()
{
	as_server_user env -C "$work/three" "$PGBIN/pg_upgrade" -b "$programs" -B "$programs" -d "$work/two/data" -D "$work/three/data" \
		-U postgres -s "$work/three" > "$work/output" 2>&1 || {
		tail -n 20 "$work/output" | sed 's/^/# /'
		return 1
	}
}

dropdb parallel
sql -c "SELECT ecom.refresh()" > "$work/output"
contents "$models" > "$work/models_of_two"
check "the models leave the list of what a dump brings back" sql -c "$(statement_of 'before pg_upgrade')"
as_server_user "$PGBIN/pg_ctl" -D "$work/two/data" -m fast -s -w stop
mkdir "$work/three"
[ "$(id -u)" -ne 0 ] || chown "$(server_user)" "$work/three"
ln -s "$programs" "$work/three/programs"
as_server_user "$PGBIN/initdb" -D "$work/three/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > /dev/null
check "pg_upgrade" upgraded
as_server_user "$PGBIN/pg_ctl" -D "$work/three/data" -l "$work/three/server.log" -w -s \
	-o "-c listen_addresses='' -c unix_socket_directories='$work/three' -c fsync=off" start
export PGHOST=$work/three
check "the models return to it" sql -c "$(statement_of 'after pg_upgrade')"
check "the models of an upgraded server are those of the former" same "$work/models_of_two" "$models"
check "they are refreshed" refreshes
check "and are the same after it" same "$work/models_of_two" "$models"
check "a dump of it refreshes every model" gives t "SELECT count(*) = $(pg_dump -s "$database" | grep -c '^REFRESH MATERIALIZED VIEW ')
	FROM ecom.models m JOIN pg_depend d ON d.objid = m.model_oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'"
as_server_user "$PGBIN/pg_ctl" -D "$work/three/data" -m immediate -s stop
export PGHOST=$work/one/socket

#
# Kills and interruptions
#

# stays_whole NAME [ARGUMENTS]: the checks after a refresh that failed: the models are as they were, and the next one succeeds
stays_whole()
{
	check "$1: the models are as they were" same "$work/before" "$models"
	check "$1: the next one succeeds" refreshes "${2:-}"
	check "$1: it shows what had changed" different "$work/before" "$models"
}

name="a refresh whose backend is killed before the marts"
check "$name" interrupt 1 "closed the connection" kill_backend
check "$name: it is logged" logged "" "rolled back"
stays_whole "$name" "force => true"

name="a refresh whose backend is killed after the marts"
check "$name" interrupt 2 "closed the connection" kill_backend
stays_whole "$name" "force => true"

name="a refresh whose server is killed"
check "$name" interrupt 2 "closed the connection" kill_and_start_server
check "$name: it is logged" logged "" "rolled back"
stays_whole "$name" "force => true"

name="a refresh that is cancelled before the marts"
check "$name" interrupt 1 "57014: canceling statement due to user request" call_on_backend pg_cancel_backend
check "$name: it is logged" logged 57014
stays_whole "$name"

name="a refresh that is terminated after the marts"
check "$name" interrupt 2 "57P01: terminating connection" call_on_backend pg_terminate_backend
check "$name: it is logged" logged 57P01
stays_whole "$name"

name="a server that is killed after a refresh"
contents "$models" > "$work/before"
change
check "$name" refreshes
contents "$models" > "$work/after"
check "$name: it starts again" kill_and_start_server
check "$name: the models are those of the refresh" same "$work/after" "$models"
check "$name: they are not those before it" different "$work/before" "$models"

#
# A refresh in a prepared transaction
#

# prepare: a refresh of changed data, whose transaction is prepared
prepare()
{
	change
	contents "$models" > "$work/before"
	last_run=$(sql -c "SELECT max(run_id) FROM ecom.refresh_log")
	sql -c "BEGIN" -c "SELECT count(*) FROM ecom.refresh(force => true)" -c "PREPARE TRANSACTION 'nightly''s'" > "$work/output" 2>&1
}

# names_it: another refresh is refused, and told what it would wait for
names_it()
{
	! sql -c "SELECT count(*) FROM ecom.refresh(wait => false)" > "$work/output" 2>&1 &&
		grep -q "ERROR:  55P03: another refresh is running" "$work/output" &&
		grep -q "DETAIL:  Transaction 'nightly''s' of postgres, prepared at 20[-0-9: ]* [A-Z]*: it goes on until COMMIT PREPARED or ROLLBACK PREPARED ends it" \
			"$work/output" || {
		sed 's/^/# /' "$work/output"
		return 1
	}
	sql -c "DELETE FROM ecom.refresh_log WHERE outcome = 'refused'"
}

name="a refresh that is prepared"
check "$name" prepare
check "$name: another one says what holds it up" names_it
check "$name: it is running" logged "" running
sql -c "ROLLBACK PREPARED 'nightly''s'"
check "$name: it is rolled back" logged "" "rolled back"
stays_whole "$name"
name="a refresh that is prepared, and the server killed"
check "$name" prepare
check "$name: it starts again" kill_and_start_server
check "$name: another one says what holds it up" names_it
check "$name: it is running" logged "" running
sql -c "COMMIT PREPARED 'nightly''s'"
check "$name: it is done" logged "" done
check "$name: it shows what had changed" different "$work/before" "$models"

#
# Without background workers
#

# says STATUS MESSAGE STATEMENT: it prints the message, and succeeds (0) or fails (1)
says()
{
	local status=0

	sql -c "$3" > "$work/output" 2>&1 || status=1
	[ "$status" -eq "$1" ] && grep -q "$2" "$work/output" || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

sql -c "ALTER SYSTEM SET max_worker_processes = 0"
check "a server without background workers" start_again
last_run=$(sql -c "SELECT max(run_id) FROM ecom.refresh_log")
warning="WARNING:  53000: this is written to ecom.refresh_log only if it succeeds and is committed"
check "a refresh that fails there warns that it is not logged" says 1 "$warning" "SELECT FROM ecom.refresh('{raw.survey}')"
check "and is not" gives 0 "SELECT count(*) FROM ecom.refresh_log WHERE run_id > $last_run"
check "one that succeeds warns likewise" says 0 "$warning" "SELECT FROM ecom.refresh()"
check "and is logged" logged "" done
sql -c "ALTER SYSTEM RESET max_worker_processes"
check "a server with background workers again" start_again

#
# A full disk
#

# fill BYTES: leaves so much room on the small disk
fill()
{
	head -c "$1" /dev/zero > "$work/disk/room"
	cat /dev/zero > "$work/disk/filler" 2>/dev/null || true
	rm "$work/disk/room"
}

# finds_disk_full MODEL BYTES: with so much room on the small disk, where the model is, a refresh of new data fails when it writes it
finds_disk_full()
{
	change 1
	contents "$models" > "$work/before"
	last_run=$(sql -c "SELECT max(run_id) FROM ecom.refresh_log")
	sql -c "ALTER MATERIALIZED VIEW $1 SET TABLESPACE small"
	sql -c "VACUUM FULL $1"	# what dead rows leave would be room
	fill "$2"
	! sql -c "SELECT count(*) FROM ecom.refresh(force => true)" > "$work/output" 2>&1 && grep -q "ERROR:  53100:" "$work/output" &&
		grep -q "refreshing model $1" "$work/output" || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

mkdir "$work/disk"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=24M tmpfs "$work/disk" 2>/dev/null; then
	mkdir "$work/disk/space"
	chown "$(server_user)" "$work/disk/space"
	sql -c "CREATE TABLESPACE small LOCATION '$work/disk/space'"
	for model in refinement.fct_orders mart.mart_sales_by_category_m_y; do
		name="a refresh that finds the disk full when it writes $model"
		check "$name" finds_disk_full "$model" 500000
		check "$name: it is logged" logged 53100
		check "$name: the models can be read as long as it is" same "$work/before" "$models"
		rm "$work/disk/filler"
		stays_whole "$name"
		sql -c "ALTER MATERIALIZED VIEW $model SET TABLESPACE pg_default"
	done
	check "nothing of it is left on that disk" sql -c "DROP TABLESPACE small"
else
	echo "# no file system may be mounted: a full disk is not tried"
fi
check "no data test fails after all that" gives "" "SELECT test, detail FROM ecom.check() WHERE severity = 'error' AND failures > 0"

#
# Size
#

size_of_marts()
{
	sql -c "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'm' AND c.relnamespace = 'mart'::regnamespace"
}

vacuumed="SELECT count(*) FROM pg_stat_user_tables WHERE schemaname = 'mart' AND n_dead_tup > 50 + 0.2 * n_live_tup"

# stays_small: 50 refreshes, each of changed data
stays_small()
{
	local n early size

	for ((n = 1; n <= 50; n++)); do
		change
		sql -c "SELECT ecom.refresh(force => true)" > /dev/null
		if [ $((n % 5)) -eq 0 ]; then
			size=$(size_of_marts)
			early=${early:-$size}
			echo "# $size bytes of marts after $n refreshes"
		fi
		if [ $((n % 10)) -eq 0 ]; then
			wait_for 5 is 0 "$vacuumed" || echo "# autovacuum has not come to all of them"
		fi
	done
	[ "$size" -le $((3 * early)) ]
}

database=sizes
createdb "$database"
sql > "$work/output" <<-END
	CREATE EXTENSION ecom_analytics;
	SELECT ecom.load_directory('$work/few');
	SELECT ecom.load_bundled_census();
	SELECT ecom.refresh();
END
check "the marts do not grow from being refreshed" stays_small

[ "$failures" -eq 0 ]
