#!/bin/bash
#
# load_crash.sh
#		Loads that are killed, cancelled or timed out in the middle leave nothing, and can be repeated; what a load records
#		of its file is what other programs say of it; and a load needs little memory.
#
# Takes no arguments. PGHOST, PGUSER and so on name the server, which must be private: it crashes and restarts. The caller
# may signal its processes, and the extension is installed in it. The environment variable GENERATE names the program
# of data/generator, build/generate below the project's directory by default.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
generate=${GENERATE:-$root/build/generate}
database=ecom_analytics_load_crash
memory_limit=$((100 * 1024)) # kB
subject=load
source "$root/test/checks.sh"

if [ ! -x "$generate" ]; then
	echo "load_crash.sh: no program \"$generate\"; build it, or set GENERATE" >&2
	exit 2
fi

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

# Waits until the backend is gone, 60 seconds at most. That of a killed one stays listed until the server has restarted.
wait_for_end()
{
	local i

	for ((i = 0; i < 600; i++)); do
		if [ "$(psql -X -q -t -A -d postgres -c "SELECT count(*) FROM pg_stat_activity WHERE pid = $1" 2>/dev/null)" = 0 ]; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}

clean_up()
{
	local name=${database%%_restored*}

	dropdb --if-exists --force "$name" || true
	dropdb --if-exists --force "${name}_restored" || true
	dropdb --if-exists --force "${name}_restored_again" || true
	rm -rf "$work"
}

# A load that runs for as long as it is let: one file over and over, in one transaction.
endless="SELECT count(ecom.load_csv('raw.amazon_purchases', 'FILE', force => true)) FROM generate_series(1, 100000)"

# start_load: in the background; sets client, and backend once a load of its transaction is well under way
start_load()
{
	local i

	PGAPPNAME=$1 sql -v VERBOSITY=sqlstate -c "${endless/FILE/$work/purchases.csv}" > "$work/$1.out" 2>&1 &
	client=$!
	backend=
	for ((i = 0; i < 600; i++)); do
		backend=$(sql -c "SELECT pid FROM pg_stat_progress_copy JOIN pg_stat_activity USING (pid)
			WHERE application_name = '$1' AND tuples_processed > 0 AND tuples_excluded > 0")
		if [ -n "$backend" ]; then
			return 0
		fi
		sleep 0.1
	done
	echo "# no load is under way after 60 seconds"
	kill "$client"
	return 1
}

# interrupt NAME MESSAGE COMMAND...: starts a load, runs the command on its backend, and expects the client to fail with the message
interrupt()
{
	local status=0

	start_load "$1" || return 1
	"${@:3}" "$backend" || return 1
	wait "$client" || status=$?
	wait_for_end "$backend" && [ "$status" -ne 0 ] && grep -q "$2" "$work/$1.out"
}

kill_backend()
{
	kill -9 "$1"
}

cancel_backend()
{
	[ "$(sql -c "SELECT pg_cancel_backend($1)")" = t ]
}

terminate_backend()
{
	[ "$(sql -c "SELECT pg_terminate_backend($1)")" = t ]
}

time_out()
{
	! PGOPTIONS="-c statement_timeout=500" sql -v VERBOSITY=sqlstate -c "${endless/FILE/$work/purchases.csv}" > "$work/timeout.out" 2>&1 &&
		grep -q 57014 "$work/timeout.out"
}

# read_ahead_workers [BACKEND]: the process ids of the background workers that read ahead, for one backend or all
read_ahead_workers()
{
	grep -slaE "ecom_analytics read-ahead for [P]ID ${1:-[0-9]}" /proc/[0-9]*/cmdline | cut -d / -f 3
}

# The background worker that reads the file for a load is ended in the middle: the load goes on without it.
loses_its_worker()
{
	local backend i worker

	sql -c "SELECT rows_loaded, rows_rejected FROM ecom.load_csv('raw.amazon_purchases', '$work/large.csv', force => true)" > "$work/worker.out" &
	for ((i = 0; i < 1000; i++)); do
		backend=$(sql -c "SELECT pid FROM pg_stat_progress_copy WHERE tuples_processed > 0")
		if [ -n "$backend" ]; then
			worker=$(read_ahead_workers "$backend" || true)
			kill $worker || echo "# the worker had ended already"
			break
		fi
		sleep 0.01
	done
	wait $! && [ "$(cat "$work/worker.out")" = "1200000|1203" ]
}

no_worker_is_left()
{
	local i

	for ((i = 0; i < 100; i++)); do
		[ -n "$(read_ahead_workers)" ] || return 0
		sleep 0.1
	done
	return 1
}

# replaced FIRST SECOND: another file is moved to a file's name when the load has opened it and its worker has not yet started,
# which takes a postmaster that stands still; prints who wrote the rows that are loaded then, and whether the log says so
replaced()
{
	local postmaster session i

	cp "$1" "$work/replaced"
	cp "$2" "$work/replacing"
	chmod a+r "$work/replaced" "$work/replacing"
	postmaster=$(head -n 1 "$(sql -c "SHOW data_directory")/postmaster.pid")
	sql -c "TRUNCATE written"
	mkfifo "$work/statements"
	sql < "$work/statements" > "$work/replaced.out" &
	session=$!
	exec 9> "$work/statements"
	echo "SELECT pg_backend_pid();" >&9
	for ((i = 0; i < 100; i++)); do
		[ ! -s "$work/replaced.out" ] || break
		sleep 0.1
	done
	kill -STOP "$postmaster"
	echo "SELECT rows_loaded FROM ecom.load_csv('written', '$work/replaced');" >&9
	sleep 1
	mv "$work/replacing" "$work/replaced"
	kill -CONT "$postmaster"
	exec 9>&-
	wait "$session"
	rm "$work/statements"
	sql -c "SELECT string_agg(DISTINCT by_whom, '+'), count(*) FROM written"
	sql -c "SELECT sha256 = '$(sha256sum "$1" | cut -d ' ' -f 1)' FROM raw.loads ORDER BY load_id DESC LIMIT 1"
}

loads_one_file()
{
	local got

	got=$(replaced "$work/first.csv" "$work/second.csv" | tr '\n' ' ')
	[ "$got" = "first|400000 t " ] || {
		echo "# got: $got"
		return 1
	}
}

# notices_a_write READ_AHEAD: what was read of a file is overwritten in the middle of its load, and the time of the last write
# put back
notices_a_write()
{
	local backend="" i status=0

	cp "$work/large.csv" "$work/overwritten.csv"
	touch -r "$work/overwritten.csv" "$work/time"
	PGOPTIONS="-c ecom_analytics.read_ahead=$1" sql -v VERBOSITY=sqlstate \
		-c "SELECT FROM ecom.load_csv('raw.amazon_purchases', '$work/overwritten.csv', force => true)" > "$work/overwritten.out" 2>&1 &
	for ((i = 0; i < 1000; i++)); do
		backend=$(sql -c "SELECT pid FROM pg_stat_progress_copy WHERE tuples_processed > 0")
		[ -z "$backend" ] || break
		sleep 0.01
	done
	kill -STOP "$backend"
	head -c 1000 /dev/zero | tr '\0' x | dd of="$work/overwritten.csv" bs=1 seek=1000 conv=notrunc status=none
	touch -r "$work/time" "$work/overwritten.csv"
	kill -CONT "$backend"
	wait $! || status=$?
	[ "$status" -ne 0 ] && grep -q 55006 "$work/overwritten.out"
}

# Makes another database of what pg_dump says of this one; the checks go on there.
restore()
{
	dropdb --if-exists --force "${database}_restored"
	createdb "${database}_restored"
	pg_dump "$database" > "$work/dump.sql"
	database=${database}_restored
	sql -f "$work/dump.sql" > /dev/null
}

# The same of a dump that cannot be restored whole: the error names the column
restore_in_part()
{
	dropdb --if-exists --force "${database}_again"
	createdb "${database}_again"
	pg_dump "$database" > "$work/dump.sql"
	database=${database}_again
	psql -X -q -d "$database" -f "$work/dump.sql" > /dev/null 2> "$work/refused.out" || true
	[ "$(grep -c 'ERROR:' "$work/refused.out")" -eq 1 ] && grep -q 'column "own" of relation "amazon_purchases" does not exist' "$work/refused.out"
}

# refused CODE STATEMENT: the statement fails with it
refused()
{
	! sql -v VERBOSITY=sqlstate -c "$2" > "$work/refused.out" 2>&1 && grep -q "$1" "$work/refused.out"
}

# What a load may have changed, in one line.
state()
{
	sql -c "SELECT (SELECT count(*) FROM raw.amazon_purchases), (SELECT count(*) FROM raw.loads), (SELECT sum(rows_loaded) FROM raw.loads),
		(SELECT count(*) FROM raw.rejected_lines), (SELECT count(*) FROM pg_stat_progress_copy)"
}

is_as_before()
{
	local now

	now=$(state)
	[ "$now" = "$before" ] || {
		echo "# before: $before, now: $now"
		return 1
	}
}

# needs_little_memory STATEMENT: the session's own memory at its peak, without the server's shared memory
needs_little_memory()
{
	sql > "$work/status" <<-END
		SELECT pg_backend_pid() AS pid \gset
		\o /dev/null
		$1;
		\o
		\setenv BACKEND :pid
		\! cat /proc/\$BACKEND/status
	END
	awk -v limit="$memory_limit" '
	$1 == "VmHWM:" { peak = $2 }
	$1 == "RssShmem:" { shared = $2 }
	END {
		if (peak == "" || peak - shared >= limit)
			printf "# %d kB at the peak, %d kB of it shared\n", peak, shared
		exit peak == "" || peak - shared >= limit
	}' "$work/status"
}

work=$(mktemp -d /tmp/ecom_analytics_load.XXXXXX)
chmod 755 "$work"
trap clean_up EXIT

# 300,000 purchases with a malformed line every 1,000; four times as many; a small file
mkdir "$work/generated"
"$generate" --rows 300000 --users 800 --seed 3 --out "$work/generated"
awk 'NR % 1000 == 500 { print "malformed" } { print }' "$work/generated/amazon-purchases.csv" > "$work/purchases.csv"
for i in 1 2 3 4; do
	cat "$work/purchases.csv"
done > "$work/large.csv"
(
	head -n 1001 "$work/generated/amazon-purchases.csv"
	echo malformed
) > "$work/small.csv"
chmod -R a+rX "$work"

createdb "$database"
sql -c "CREATE EXTENSION ecom_analytics"
check "a small file" gives "1000|1" "SELECT rows_loaded, rows_rejected FROM ecom.load_csv('raw.amazon_purchases', '$work/small.csv')"
before=$(state)

check "its backend is killed, and the server recovers" interrupt killed "closed the connection" kill_backend
check "nothing is left of a load that was killed" is_as_before
check "it is cancelled" interrupt cancelled 57014 cancel_backend
check "nothing is left of a load that was cancelled" is_as_before
check "it is terminated" interrupt terminated 57P01 terminate_backend
check "nothing is left of a load that was terminated" is_as_before
check "its time is up" time_out
check "nothing is left of a load whose time was up" is_as_before

check "no background worker is left of them" no_worker_is_left

check "the same file is loaded after all that" gives "300000|300" \
	"SELECT rows_loaded, rows_rejected FROM ecom.load_csv('raw.amazon_purchases', '$work/purchases.csv')"
check "its rows and rejected lines are there" gives "301000|301" \
	"SELECT (SELECT count(*) FROM raw.amazon_purchases), (SELECT count(*) FROM raw.rejected_lines)"
check "its SHA-256 is that of sha256sum, its bytes those of stat" \
	gives "$(sha256sum "$work/purchases.csv" | cut -d ' ' -f 1)|$(stat -c %s "$work/purchases.csv")" \
	"SELECT sha256, bytes FROM raw.loads ORDER BY load_id DESC LIMIT 1"
expected="$(sha256sum "$work/large.csv" | cut -d ' ' -f 1)|$(stat -c %s "$work/large.csv")"
sql -c "TRUNCATE raw.amazon_purchases"
check "a load that loses its background worker goes on" loses_its_worker
check "and has read the whole file" gives "$expected" "SELECT sha256, bytes FROM raw.loads ORDER BY load_id DESC LIMIT 1"
sql -c "TRUNCATE raw.amazon_purchases"
check "without a background worker, the same" gives "$expected|1200000|1203" "SET ecom_analytics.read_ahead = off;
	SELECT FROM ecom.load_csv('raw.amazon_purchases', '$work/large.csv', force => true);
	SELECT sha256, bytes, rows_loaded, rows_rejected FROM raw.loads ORDER BY load_id DESC LIMIT 1"
gzip "$work/small.csv"
sql -c "CREATE TABLE again (LIKE raw.amazon_purchases)"
check "a gzip file" gives "1000|1" "SELECT rows_loaded, rows_rejected FROM ecom.load_csv('again', '$work/small.csv.gz')"
check "SHA-256 and bytes of a gzip file are those of what is in it" \
	gives "$(gzip -cd "$work/small.csv.gz" | sha256sum | cut -d ' ' -f 1)|$(gzip -cd "$work/small.csv.gz" | wc -c)" \
	"SELECT sha256, bytes FROM raw.loads ORDER BY load_id DESC LIMIT 1"

# lines of more than 4 MB, each with the name of its file
sql -c "CREATE TABLE written (by_whom text, filler text)"
for name in first second; do
	yes "$name,0123456789" 2> /dev/null | head -n 400000 > "$work/$name.csv" || true
	sed -i '1i by_whom,filler' "$work/$name.csv"
done
check "a write that puts the time back is noticed" notices_a_write off
check "and so it is with a background worker" notices_a_write on
check "a file that is replaced while the load begins is loaded as it was opened" loads_one_file

if [ -r /proc/self/status ]; then
	sql -c "TRUNCATE raw.amazon_purchases; TRUNCATE again; ALTER TABLE again ADD CHECK (purchase_price_per_unit::numeric < 50)"
	check "a file of 200 MB takes less than 100 MB of memory" \
		needs_little_memory "SELECT ecom.load_csv('raw.amazon_purchases', '$work/large.csv', force => true)"
	check "and so does one that the table refuses many rows of" \
		needs_little_memory "SELECT ecom.load_csv('again', '$work/purchases.csv')"
	check "every line is accounted for" gives "0|0" "SELECT count(*) FILTER (WHERE lines_read <> rows_loaded + rows_rejected),
		(SELECT count(*) FROM raw.rejected_lines) - sum(rows_rejected) FROM raw.loads"
else
	echo "# no /proc: the memory of a load is not measured"
fi

# the log in a dump: of a table that was renamed, one that was dropped, and a temporary one
sql -c "TRUNCATE written, again, raw.amazon_purchases" -c "ALTER TABLE written RENAME TO renamed" -c "CREATE TABLE dropped (LIKE renamed)" \
	-c "CREATE TEMP TABLE passing (LIKE renamed)" -c "SELECT FROM ecom.load_csv('passing', '$work/first.csv')" \
	-c "SELECT FROM ecom.load_csv('dropped', '$work/first.csv')" -c "DROP TABLE dropped" \
	-c "SELECT FROM ecom.load_csv('renamed', '$work/first.csv')" > /dev/null
check "a dump is restored with the log of loads" restore
check "the table that was renamed has the file" refused 42710 "SELECT ecom.load_csv('renamed', '$work/first.csv')"
check "its rows cannot be told apart any more" refused 55000 \
	"SELECT ecom.undo_load((SELECT max(load_id) FROM raw.loads WHERE target_table = 'renamed'::regclass))"
sql -c "TRUNCATE renamed"
check "without its rows, the file can be loaded again" gives 400000 "SELECT rows_loaded FROM ecom.load_csv('renamed', '$work/first.csv')"
check "and be undone" gives 400000 "SELECT ecom.undo_load((SELECT max(load_id) FROM raw.loads))"

# a column of somebody's own: told while there is time, and told again of the rows that a restore could not bring back
sql -c "TRUNCATE raw.amazon_purchases" -c "SELECT FROM ecom.load_csv('raw.amazon_purchases', '$work/purchases.csv', force => true)" \
	-c "ALTER TABLE raw.amazon_purchases ADD COLUMN own date" > /dev/null
check "a column of one's own is told of" gives 'raw.amazon_purchases|own' \
	"SELECT f ->> 'table_name', f ->> 'column_name' FROM ecom.failing_rows('columns of tables') f"
check "a dump is restored, but for that table's rows" restore_in_part
check "that they are not there is told" gives "0|raw.amazon_purchases" \
	"SELECT (SELECT count(*) FROM raw.amazon_purchases), (SELECT f ->> 'target' FROM ecom.failing_rows('loaded rows are there') f)"
check "and they can be loaded again" gives "300000" "SELECT rows_loaded FROM ecom.load_csv('raw.amazon_purchases', '$work/purchases.csv')"

[ "$failures" -eq 0 ]
