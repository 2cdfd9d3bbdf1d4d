#!/bin/bash
#
# load.sh
#		Files into tables that Citus distributes: the same rows, rejects and refusals as on one machine.
#
#	load.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read, with the generator built; NODES
# run (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails
# if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus load"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=load

sql()
{
	env PGOPTIONS="-c client_min_messages=${messages:-warning}" psql -X -q -t -A -v ON_ERROR_STOP=1 "$@"
}

# on_one_machine ARGUMENT...: the same in a database without Citus
on_one_machine()
{
	sql -d load_one "$@"
}

# fails_with PATTERN COMMAND...: it fails, and what it prints has this
fails_with()
{
	local pattern=$1

	shift
	! "$@" > "$work/failed" 2>&1 && grep -q -E "$pattern" "$work/failed" || {
		sed 's/^/# /' "$work/failed"
		return 1
	}
}

# as_on_one_machine STATEMENT: both give the same, and something
as_on_one_machine()
{
	sql -c "$1" > "$work/distributed" && on_one_machine -c "$1" > "$work/one_machine" &&
		[ -s "$work/distributed" ] && diff "$work/one_machine" "$work/distributed" > "$work/output" || {
		head -n 20 "$work/output" | sed 's/^/# /'
		return 1
	}
}

# load TABLE FILE [ARGUMENTS]: load_csv does, and prints what it has to say
load()
{
	sql -o /dev/null -c "SELECT ecom.load_csv('$1', '$2'${3:+, $3})" 2>&1
}

# loads_both FILE: into the purchases, and here nothing is said that is not said there
loads_both()
{
	local messages=notice

	load raw.amazon_purchases "$1" > "$work/distributed" &&
		on_one_machine -o /dev/null -c "SELECT ecom.load_csv('raw.amazon_purchases', '$1')" 2> "$work/one_machine" &&
		diff "$work/one_machine" "$work/distributed"
}

# loads TABLE FILE [ARGUMENTS]: load_csv does, and has nothing to say
loads()
{
	local messages=notice

	load "$@" > "$work/output" && [ ! -s "$work/output" ] || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

# empty_both: no rows, and no log of loads
empty_both()
{
	sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads, raw.rejected_lines, raw.survey, raw.fields"
	on_one_machine -c "TRUNCATE raw.amazon_purchases, raw.loads, raw.rejected_lines, raw.survey, raw.fields"
}

clean_up()
{
	# what has stopped a node, or was ended before it could start it again
	[ -f "$NODES/2/postmaster.pid" ] || start_node 2 || true
	drop_node_database "$PGDATABASE"
	sql -d postgres -c "DROP DATABASE IF EXISTS load_one" -c "DROP ROLE IF EXISTS regress_loader"
}

trap clean_up EXIT
node_database "$PGDATABASE"
lone_database load_one
sql -o /dev/null -c "SELECT create_distributed_table('raw.amazon_purchases', 'survey_responseid')"

# a row, with '' for the respondent where one machine has NULL
rows="SELECT r.row FROM (SELECT order_date, purchase_price_per_unit, quantity, shipping_address_state, title, asin_isbn_product_code, category, coalesce(survey_responseid, '')
	FROM raw.amazon_purchases) AS row (a, b, c, d, e, f, g, h), LATERAL (SELECT CAST(row AS text)) AS r (row) ORDER BY r.row COLLATE \"C\""
digest="SELECT sum(d.n), sum(hashtextextended(d.row, d.n)) FROM (SELECT concat_ws('|', order_date, purchase_price_per_unit, quantity, shipping_address_state, title,
	asin_isbn_product_code, category, coalesce(survey_responseid, '')), count(*) FROM raw.amazon_purchases GROUP BY 1) d (row, n)"
rejects="SELECT line_number, byte_offset, reason, detail, line FROM raw.rejected_lines ORDER BY line_number"
counts="SELECT target, sha256, bytes, lines_read, rows_loaded, rows_rejected, forced, target_table, undone_at FROM raw.loads ORDER BY load_id"
all_are_there="SELECT p.n = l.n AND p.n > 500 FROM (SELECT count(*) FROM raw.amazon_purchases) p (n), (SELECT sum(rows_loaded) FROM raw.loads WHERE target = 'raw.amazon_purchases') l (n)"
is_empty="SELECT (SELECT count(*) FROM raw.amazon_purchases), (SELECT count(*) FROM raw.loads), (SELECT count(*) FROM raw.rejected_lines)"

# Lines as they are, and all that may be wrong with one
mkdir "$work/files"
python3 - "$work/files/amazon-purchases.csv" "$project/data/sample/amazon-purchases.csv" <<'END'
import random
import sys

sample = open(sys.argv[2], "rb").read().splitlines(keepends=True)
random.seed(7)
long = "".join(random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(50000)).encode()
dirty = [
    b'2022-01-01,1.00,1,CA,nobody,B000000001,TEA,\n',
    b'2022-01-02,1.00,1,CA,an empty one,B000000001,TEA,""\n',
    b'2022-01-03,1.00,1,CA,"a blank, and a respondent of blanks",B000000001,TEA," "\n',
    b',,,,,,,\n',
    b',,,,,,,R_alone\n',
    b'"","","","","","","",R_empty\n',
    b'2022-01-04,1.00,1,CA,"a\nb\r\nc\t\\N \\. ""d""",B000000001,TEA,R_x\n',
    b'\\N,\\.,\\\\,CA,\\,\\x41,TEA,\\N\n',
    b'2022-01-05,1.00,1,CA,' + long + b',B000000001,TEA,R_long\n',
    b'2022-01-05,1.00,1,CA,long key,B000000001,TEA,' + long + b'\n',
    b'2022-01-06,1.00,1,CA,too,many,fields,here,R_x\n',
    b'2022-01-07,1.00\n',
    b'2022-01-08,1.00,1,CA,Caf\xe9,B000000001,TEA,R_x\n',
    b'2022-01-09,1.00,1,CA,a\x00b,B000000001,TEA,R_x\n',
    b'2022-01-10,1.00,1,CA,"open,B000000001,TEA,R_x\n',
    b'2022-01-11,1.00,1,CA,"closed"and more,B000000001,TEA,R_x\n',
    'été,1.00,1,CA,Καλημέρα,B000000001,TEA,Ré\n'.encode(),
    sample[0],
    b'2022-01-12,1.00,1,CA,twice,B000000001,TEA,R_x\n',
    b'2022-01-12,1.00,1,CA,twice,B000000001,TEA,R_x\n',
]
with open(sys.argv[1], "wb") as file:
    file.writelines(sample[:500] + dirty + sample[500:])
END
chmod -R a+rX "$work/files"
file=$work/files/amazon-purchases.csv

check "a load, and what it says" loads_both "$file"
check "the same rows as on one machine" as_on_one_machine "$rows"
check "the same lines are rejected, for the same reasons" as_on_one_machine "$rejects"
check "the log says the same" as_on_one_machine "$counts"
check "a line without a respondent is stored with an empty one" gives "2|0" \
	"SELECT count(*) FILTER (WHERE survey_responseid = ''), count(*) FILTER (WHERE survey_responseid IS NULL) FROM raw.amazon_purchases"
check "the rows are on both workers" gives "1 2" \
	"SELECT string_agg(DISTINCT p.groupid::text, ' ') FROM run_command_on_shards('raw.amazon_purchases', 'SELECT count(*) > 10 FROM %s') r JOIN pg_dist_placement p USING (shardid) WHERE r.result = 't'"
check "the log and the rejected lines are the coordinator's" gives 0 \
	"SELECT count(*) FROM pg_dist_partition WHERE logicalrelid IN ('raw.loads'::regclass, 'raw.rejected_lines'::regclass, 'raw.survey'::regclass)"
check "and empty on the workers" gives 0 "SELECT sum(result::int) FROM run_command_on_workers('SELECT (SELECT count(*) FROM raw.loads) + (SELECT count(*) FROM raw.rejected_lines)')"
check "no temporary table is left" gives 0 "SELECT count(*) FROM pg_class WHERE relname LIKE 'ecom_rows%'"

# Contents that are there
check "the same file again is refused" fails_with "42710.*are in raw.amazon_purchases already: load_id" \
	sql -v VERBOSITY=verbose -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
check "unless it is forced" load raw.amazon_purchases "$file" "force => true"
check "then each row is there twice" gives t "$all_are_there"
sql -c "DELETE FROM raw.amazon_purchases"
check "or the rows are gone" load raw.amazon_purchases "$file"
check "within a transaction too" fails_with "are in raw.amazon_purchases already" sql -c "BEGIN" -c "TRUNCATE raw.amazon_purchases" \
	-c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
check "undo_load refuses, and says why" fails_with "55000.*cannot be taken away" \
	sql -v VERBOSITY=verbose -c "SELECT ecom.undo_load(max(load_id)) FROM raw.loads"
check "the table is distributed" grep -q "DETAIL:  The table is distributed" "$work/failed"
check "and hints at what to do" grep -q "HINT:  Delete them" "$work/failed"

# On a worker
for call in "ecom.load_csv('raw.amazon_purchases', '$file')" "ecom.load_csv('raw.survey', '$file')" "ecom.load_directory('$work/files')" \
	"ecom.load_orders('$project/data/formats/shopify_orders.csv')" "ecom.refresh()" "ecom.undo_load(1)"
do
	check "a worker refuses ${call%%(*}(), $([[ $call == *survey* ]] && echo "a table of its own" || echo "with a hint")" \
		fails_with "55000.*cannot execute ecom\..*\(\) on a worker of Citus" on_node 1 sql -v VERBOSITY=verbose -c "SELECT $call"
	check "to the coordinator" grep -q "HINT:  Connect to the coordinator, host $PGHOST, port $PGPORT" "$work/failed"
done

# The other loaders
empty_both
cp "$project"/data/sample/{survey,fields}.csv "$work/files"
chmod a+r "$work"/files/*
directory="SELECT target, bytes, lines_read, rows_loaded, rows_rejected, passed_over IS NOT NULL FROM ecom.load_directory('$work/files')"
check "load_directory loads as on one machine" as_on_one_machine "$directory"
check "the same rows" as_on_one_machine "$rows"
check "and passes over what is there" as_on_one_machine "$directory"
empty_both
for format in "$project"/data/formats/*orders*.csv
do
	check "load_orders: $(basename "$format")" as_on_one_machine \
		"SELECT lines_read, rows_loaded, rows_rejected, file_format FROM ecom.load_orders('$format')"
done
check "the same rows of all of them" as_on_one_machine "$rows"
check "the same lines that are not wanted" as_on_one_machine "$rejects"

# All or nothing
sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads, raw.rejected_lines"
sql -o /dev/null -c "BEGIN" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')" -c "ROLLBACK"
check "a load that is rolled back leaves nothing" gives "0|0|0" "$is_empty"
check "too many rejected lines leave nothing" fails_with "more than 3 lines" sql -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file', max_rejects => 3)"
check "nothing at all" gives "0|0|0" "$is_empty"
sql -o /dev/null <<-STATEMENTS
	BEGIN;
	SAVEPOINT s;
	SELECT ecom.load_csv('raw.amazon_purchases', '$file');
	ROLLBACK TO s;
	SELECT ecom.load_csv('raw.amazon_purchases', '$project/data/sample/amazon-purchases.csv');
	COMMIT;
STATEMENTS
check "a savepoint takes one load of two away" gives t "$all_are_there"
check "with its log" gives "1|0" "SELECT (SELECT count(*) FROM raw.loads), (SELECT count(*) FROM raw.rejected_lines)"

# Cancelled at any time: while the file is read, while rows move, while they are committed
mkdir "$work/many"
"$project/build/generate" --rows 60000 --out "$work/many" > /dev/null
chmod -R a+rX "$work/many"
sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads, raw.rejected_lines"
cancelled_at=0 wrong=0
for timeout in 10 20 40 60 80 100 130 160 200 250 300 400 600
do
	if sql -o /dev/null -c "SET statement_timeout = $timeout" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$work/many/amazon-purchases.csv')" 2> "$work/output"
	then
		sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads"
	else
		grep -q "canceling statement due to statement timeout" "$work/output" || { sed 's/^/# /' "$work/output"; wrong=$((wrong + 1)); }
		cancelled_at=$((cancelled_at + 1))
		[ "$(sql -c "$is_empty")" = "0|0|0" ] || { echo "# cancelled after $timeout ms: $(sql -c "$is_empty")"; wrong=$((wrong + 1)); }
	fi
done
check "a load that is cancelled leaves nothing" test "$wrong" -eq 0 -a "$cancelled_at" -gt 0
check "no temporary table is left of them" gives 0 "SELECT count(*) FROM pg_class WHERE relname LIKE 'ecom_rows%'"

# Held up while rows move: what others see of it, and a cancel then
shard=raw.amazon_purchases_$(sql -c "SELECT min(s.shardid) FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid) WHERE s.logicalrelid = 'raw.amazon_purchases'::regclass AND p.groupid = 1")
mkfifo "$work/hold"
on_node 1 sql < "$work/hold" > /dev/null &
holder=$!
exec 3> "$work/hold"
echo "SET citus.enable_manual_changes_to_shards = on; BEGIN; LOCK TABLE $shard IN ACCESS EXCLUSIVE MODE;" >&3
until_so 10 eval '[ "$(on_node 1 sql -c "SELECT count(*) FROM pg_locks WHERE mode = '"'AccessExclusiveLock'"' AND granted AND relation = '"'$shard'"'::regclass")" = 1 ]'
sql -c "SELECT ecom.load_csv('raw.amazon_purchases', '$work/many/amazon-purchases.csv')" > "$work/held" 2>&1 &
loader=$!
check "a load waits for a worker" waits_for \
	"SELECT sum(result::int) > 0 FROM run_command_on_workers('SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = ''relation''')"
check "progress shows it" gives 1 "SELECT count(*) FROM pg_stat_progress_copy WHERE relid = 'raw.amazon_purchases'::regclass AND bytes_total > 0"
check "it can be cancelled while rows move" gives 1 "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'SELECT ecom.load_csv%'"
wait "$loader" || true
check "and says so" grep -q "canceling statement due to user request" "$work/held"
echo "ROLLBACK;" >&3
exec 3>&-
wait "$holder"
check "it has left nothing" gives "0|0|0" "$is_empty"

# Two at a time
exec 3> >(sql -o /dev/null)
echo "BEGIN; SELECT ecom.load_csv('raw.amazon_purchases', '$file');" >&3
until_so 10 eval '[ "$(sql -c "SELECT count(*) FROM pg_locks WHERE locktype = '"'advisory'"' AND objsubid = 3")" = 1 ]'
sql -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')" > "$work/held" 2>&1 &
loader=$!
check "one of the same file waits for another" waits_for "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 3 AND NOT granted"
echo "COMMIT;" >&3
exec 3>&-
wait "$loader" || true
check "and is refused then" grep -q "are in raw.amazon_purchases already" "$work/held"
check "so that the rows are there once" gives t "$all_are_there"
sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads, raw.rejected_lines"

# A worker that is not there
stop_node 2
check "without one of the workers a load is an error" fails_with "connection" sql -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
start_node 2
check "which has left nothing" gives "0|0|0" "$is_empty"

# Many rows
mkdir "$work/large"
"$project/build/generate" --rows 450000 --out "$work/large" > /dev/null
chmod -R a+rX "$work/large"
empty_both
check "a large file" loads_both "$work/large/amazon-purchases.csv"
check "has the same rows" as_on_one_machine "$digest"
check "and the same log" as_on_one_machine "$counts"
rm -r "$work/large"

# Who may
sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads"
sql -o /dev/null <<-STATEMENTS
	CREATE ROLE regress_loader LOGIN;
	GRANT pg_read_server_files TO regress_loader;
	GRANT USAGE ON SCHEMA ecom, raw TO regress_loader;
	GRANT EXECUTE ON FUNCTION ecom.load_csv TO regress_loader;
	REVOKE TEMPORARY ON DATABASE load FROM PUBLIC;
	SELECT run_command_on_workers('GRANT USAGE ON SCHEMA ecom, raw TO regress_loader');
STATEMENTS
as_loader=(sql -U regress_loader -v VERBOSITY=verbose)
check "a role without INSERT may not load" fails_with "42501.*permission denied" "${as_loader[@]}" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
sql -c "GRANT INSERT ON raw.amazon_purchases TO regress_loader"
check "one that may only INSERT, and make no temporary table, may" "${as_loader[@]}" -o /dev/null -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
check "the rows are there" gives t "$all_are_there"
check "it still may not read them" fails_with "42501.*permission denied" "${as_loader[@]}" -c "SELECT count(*) FROM raw.amazon_purchases"
check "nor make a temporary table afterwards" fails_with "42501.*permission denied" \
	"${as_loader[@]}" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file', force => true)" -c "CREATE TEMPORARY TABLE t ()"
check "the same file is refused to it, though it may not read" fails_with "42710" "${as_loader[@]}" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
sql -c "TRUNCATE raw.amazon_purchases"
check "and taken once the table is empty" "${as_loader[@]}" -o /dev/null -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
sql -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.loads" -c "GRANT TEMPORARY ON DATABASE load TO regress_loader"
"${as_loader[@]}" -o /dev/null <<-STATEMENTS
	SET client_min_messages = error;
	CREATE TEMPORARY TABLE ecom_rows (title text);
	CREATE FUNCTION pg_temp.change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.title := ''changed''; RETURN new; END';
	CREATE TRIGGER change BEFORE INSERT ON ecom_rows FOR EACH ROW EXECUTE FUNCTION pg_temp.change();
	SELECT ecom.load_csv('raw.amazon_purchases', '$file');
STATEMENTS
check "a temporary table of that name makes no difference" gives t "$all_are_there"
check "and its trigger none" gives 0 "SELECT count(*) FROM raw.amazon_purchases WHERE title = 'changed'"
sql -c "TRUNCATE raw.amazon_purchases" -c "REVOKE INSERT ON raw.amazon_purchases FROM regress_loader" -c "GRANT INSERT (title, survey_responseid) ON raw.amazon_purchases TO regress_loader"
printf 'title,survey_responseid\nPens,R_a\nTea,\n' > "$work/files/two_columns.csv"
chmod a+r "$work/files/two_columns.csv"
check "a role that may INSERT into two columns may not load all" fails_with "42501.*permission denied" "${as_loader[@]}" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$file')"
check "but those two" "${as_loader[@]}" -o /dev/null -c "SET client_min_messages = error" -c "SELECT ecom.load_csv('raw.amazon_purchases', '$work/files/two_columns.csv')"
check "with nothing in the others" gives ",Pens,R_a;,Tea,;" "SELECT string_agg(concat_ws(',', coalesce(order_date, ''), title, survey_responseid) || ';', '' ORDER BY title) FROM raw.amazon_purchases"

# Other tables of Citus
sql -o /dev/null <<-STATEMENTS
	SELECT citus_set_node_property('$PGHOST', $PGPORT, 'shouldhaveshards', true);
	CREATE TABLE public.dropped (gone text, survey_responseid text, also_gone integer, title varchar);
	ALTER TABLE public.dropped DROP COLUMN gone, DROP COLUMN also_gone;
	SELECT create_distributed_table('public.dropped', 'survey_responseid', colocate_with => 'none', shard_count => 6);
	SELECT citus_set_node_property('$PGHOST', $PGPORT, 'shouldhaveshards', false);
	CREATE TABLE public.everywhere (survey_responseid text, title text);
	SELECT create_reference_table('public.everywhere');
	CREATE TABLE public.checked (survey_responseid text, title text CHECK (title <> 'Tea'));
	SELECT create_distributed_table('public.checked', 'survey_responseid', colocate_with => 'none');
	CREATE TABLE public.numbered (survey_responseid integer, title text);
	SELECT create_distributed_table('public.numbered', 'survey_responseid', colocate_with => 'none');
	CREATE TABLE public.unkeyed (survey_responseid text, title text UNIQUE);
	SELECT create_distributed_table('public.unkeyed', 'title', colocate_with => 'none');
STATEMENTS
printf 'title,survey_responseid\nPens,1\nTea,2\nInk,\nPens,3\n' > "$work/files/four.csv"
chmod a+r "$work/files/four.csv"
all_rows="string_agg(format('%s:%s', title, quote_nullable(survey_responseid)), ' ' ORDER BY title, survey_responseid)"
check "one with shards on the coordinator too, and columns that were dropped" loads public.dropped "$work/files/four.csv"
check "it has its rows" gives "Ink:'' Pens:'1' Pens:'3' Tea:'2'" "SELECT $all_rows FROM public.dropped"
check "some of them on the coordinator" gives t "SELECT count(*) > 0 FROM citus_shards WHERE table_name = 'public.dropped'::regclass AND nodeport = $PGPORT"
check "a reference table" loads public.everywhere "$work/files/four.csv"
check "it stores NULL" gives "Ink:NULL Pens:'1' Pens:'3' Tea:'2'" "SELECT $all_rows FROM public.everywhere"
refused="SELECT string_agg(line_number::text, ' ') FROM raw.rejected_lines JOIN raw.loads USING (load_id) WHERE reason = 'refused by the table' AND target ="
check "one with a constraint" loads public.checked "$work/files/four.csv"
check "the others load" gives "Ink:'' Pens:'1' Pens:'3'" "SELECT $all_rows FROM public.checked"
check "the line that breaks it is rejected" gives 3 "$refused 'public.checked'"
check "one by a number" loads public.numbered "$work/files/four.csv"
check "those that have one load" gives "Pens:'1' Pens:'3' Tea:'2'" "SELECT $all_rows FROM public.numbered"
check "the line that has none is rejected" gives 4 "$refused 'public.numbered'"
printf 'survey_responseid\n7\n8\n' > "$work/files/one_column.csv"
chmod a+r "$work/files/one_column.csv"
check "one whose key the file has not" fails_with "WARNING.*has no column for title" loads public.unkeyed "$work/files/one_column.csv"
check "and which takes no two alike" gives ":'7'" "SELECT $all_rows FROM public.unkeyed"
check "so that the second is rejected" gives 3 "$refused 'public.unkeyed'"

exit "$((failures > 0))"
