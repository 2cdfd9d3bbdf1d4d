#!/bin/bash
#
# failures.sh
#		Refreshes of distributed models, and ecom.distribute(), that do not come to their end: nothing has changed, and the next
#		one is right.  What is refused, and with what advice.
#
#	failures.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read, with the generator built; NODES
# run (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails
# if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus failures"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=failures
source "$here/../beside_lone.sh"

clean_up()
{
	local number

	open_gate 2> /dev/null || true
	for number in 1 2
	do
		[ -f "$NODES/$number/postmaster.pid" ] || start_node "$number" || true
	done
	drop_databases
	for number in 0 1 2
	do
		on_node "$number" psql -X -q -d postgres -c "SET client_min_messages = warning" -c "DROP ROLE IF EXISTS regress_nobody"
	done
}

# A gate on worker 1: somebody there has a lock on a shard of ref_orders_enriched, for which a refresh waits when much is done
close_gate()
{
	local shard

	shard=$(sql -c "SELECT s.shardid FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid) WHERE s.logicalrelid = 'shards.ref_orders_enriched'::regclass AND p.groupid = 1 ORDER BY 1 LIMIT 1")
	PGAPPNAME=gate on_node 1 psql -X -q -o /dev/null -c "SET citus.enable_manual_changes_to_shards = on" -c "BEGIN" -c "LOCK TABLE shards.ref_orders_enriched_$shard" -c "SELECT pg_sleep(600)" 2> /dev/null &
	until_so 30 gate_is "l.granted"
}

# gate_is CONDITION: of locks l of worker 1
gate_is()
{
	[ "$(on_node 1 sql -c "SET citus.override_table_visibility = off" -c "SELECT count(*) > 0 FROM pg_locks l WHERE l.relation IN (SELECT c.oid FROM pg_class c WHERE c.relname LIKE 'ref_orders_enriched_%') AND $1")" = t ]
}

open_gate()
{
	on_node 1 sql -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gate'"
}

# refresh_to_gate: one in the background, whose process is in refresher
refresh_to_gate()
{
	PGAPPNAME=refresher sql -v VERBOSITY=verbose -c "SELECT count(*) FROM ecom.refresh() WHERE action <> 'skipped'" > "$work/refreshed" 2>&1 &
	refresher=$!
	until_so 60 gate_is "NOT l.granted"
}

# refresh_has_failed PATTERN: the one in the background, with this message
refresh_has_failed()
{
	! wait "$refresher" && grep -q -E "$1" "$work/refreshed" || {
		sed 's/^/# /' "$work/refreshed"
		return 1
	}
}

# nothing_has_changed: since remember
nothing_has_changed()
{
	digests > "$work/now" && diff "$work/before" "$work/now" > "$work/differences" || {
		sed 's/^/# /' "$work/differences"
		return 1
	}
}

remember()
{
	digests > "$work/before"
}

# other_prices NUMBER: of one in ten lines, on both
other_prices()
{
	both -c "UPDATE raw.amazon_purchases SET purchase_price_per_unit = '$1.11' WHERE abs(hashtext(title)) % 10 = $1"
}

# next_is_right WHAT: a refresh makes what one machine has
next_is_right()
{
	both -c "SELECT FROM ecom.refresh()"
	check "$1: the next one is right" same_models
}

# is_as_before: purchases are not distributed, and nothing is left of the attempt
is_as_before()
{
	[ "$(sql -c "SELECT count(*) FROM pg_dist_partition" -c "SELECT to_regnamespace('shards') IS NULL" -c "SELECT count(*) FROM ecom.distributed_models" | paste -s -d ' ')$(shards_left)" = "0 t 0 0 0 0" ] &&
		nothing_has_changed
}

# is_refused STATE PATTERN HINT STATEMENT [ARGUMENT...]: with this SQLSTATE, message and hint
is_refused()
{
	fails_with "$1.*$2" "${@:5}" -v VERBOSITY=verbose -c "$4" && { grep -q "HINT:.*$3" "$work/failed" || {
		sed 's/^/# /' "$work/failed"
		return 1
	}; }
}

changes=0
trap clean_up EXIT
make_databases

# Before there are rows, in columns that need not have a value
sql -o /dev/null -c "SELECT create_distributed_table('raw.amazon_purchases', 'title')"
check "distribute() of what is distributed by another column" is_refused 55000 "is distributed by title" "ecom.undistribute" "SELECT FROM ecom.distribute()" sql
check "refresh() of what was distributed by hand" is_refused 0A000 "cannot read places .* of distributed table raw.amazon_purchases" "ecom.distribute" "SELECT FROM ecom.refresh()" sql
check "undistribute() of that" gives t "SELECT count(*) > 0 FROM ecom.undistribute()"

mkdir "$work/files"
"$project/build/generate" --rows 4000 --users 100 --seed 4 --out "$work/files"
chmod -R a+rX "$work/files"
both -c "SELECT FROM ecom.load_directory('$work/files')" -c "SELECT FROM ecom.load_bundled_census()" -c "SELECT FROM ecom.refresh()"
check "before: the same rows" same_models
remember

# Refused
check "distribute() without Citus" is_refused 55000 "there is no Citus in this database" "CREATE EXTENSION citus" "SELECT FROM ecom.distribute()" lone
check "distribute() on a worker" is_refused 55000 "this is a worker" "Connect to the coordinator, .*:$PGPORT" "SELECT FROM ecom.distribute()" on_node 1 sql
check "undistribute() of what is not" is_refused 55000 "purchases are not distributed" "ecom.distribute" "SELECT FROM ecom.undistribute()" sql
sql -c "CREATE ROLE regress_nobody LOGIN"
check "distribute() by who has no right" fails_with "42501.*permission denied" sql -v VERBOSITY=verbose -c "SET ROLE regress_nobody" -c "SELECT FROM ecom.distribute()"
sql -c "CREATE SCHEMA shards"
check "distribute() where there are shards" is_refused 42P06 'there is a schema "shards" already' "rename the schema" "SELECT FROM ecom.distribute()" sql
sql -c "DROP SCHEMA shards"

# distribute() that is ended at some moment
for milliseconds in 100 400 800 1500
do
	check "distribute() that is ended after $milliseconds ms" fails_with "canceling statement due to statement timeout|due to user request|canceled" \
		sql -c "SET statement_timeout = $milliseconds" -c "SELECT FROM ecom.distribute(shards => 4)"
	check "it has changed nothing" is_as_before
done
sql -o /dev/null -c "UPDATE raw.amazon_purchases SET survey_responseid = '' WHERE survey_responseid IS NULL" \
	-c "SELECT create_distributed_table('raw.amazon_purchases', 'survey_responseid', shard_count => 6)"
check "distribute() of what is distributed by respondent already" gives "18|6" "SELECT count(*), (SELECT count(*) FROM pg_dist_shard WHERE logicalrelid = 'raw.amazon_purchases'::regclass) FROM ecom.distribute()"
check "with the same rows" same_models
check "distribute() again" is_refused 55000 "purchases are distributed already" "ecom.undistribute" "SELECT FROM ecom.distribute()" sql
remember

# Refreshes that are ended
other_prices 1
close_gate
refresh_to_gate
stop_node 1
check "a worker is killed: the refresh fails" refresh_has_failed "ERROR:"
start_node 1
until_so 30 sql -o /dev/null -c "SELECT count(*) FROM shards.fct_orders"
check "a worker is killed: nothing has changed" nothing_has_changed
check "a worker is killed: the log has it" gives failed "SELECT outcome FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
next_is_right "a worker is killed"
remember

other_prices 2
close_gate
refresh_to_gate
sql -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'refresher'"
check "the session is terminated: the refresh fails" refresh_has_failed "57P01|server closed the connection"
open_gate
check "the session is terminated: nothing has changed" nothing_has_changed
next_is_right "the session is terminated"
remember

other_prices 3
close_gate
check "it waits too long for a shard: the refresh fails" fails_with "57014" sql -v VERBOSITY=verbose -c "SET statement_timeout = '4s'" -c "SELECT FROM ecom.refresh()"
open_gate
check "it waits too long for a shard: nothing has changed" nothing_has_changed
for milliseconds in 50 200 400
do
	sql -o /dev/null -c "SET statement_timeout = $milliseconds" -c "SELECT FROM ecom.refresh()" 2> /dev/null && break
	check "it is ended after $milliseconds ms: nothing has changed" nothing_has_changed
done
next_is_right "it is ended at some moment"

# Who writes meanwhile
other_prices 4
close_gate
refresh_to_gate
PGAPPNAME=writer sql -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '3.00', '1', 'CA', 'Pens', 'PEN1', 'PENS', 'R_1')" &
writer=$!
sleep 1
check "a writer waits while a refresh runs" kill -0 "$writer"
open_gate
check "the refresh is done" wait "$refresher"
check "and so is the writer" wait "$writer"
check "whose line is not in the models" gives 0 "SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PEN1'"
lone -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '3.00', '1', 'CA', 'Pens', 'PEN1', 'PENS', 'R_1')"
next_is_right "a writer waited"

# As part of more, and by other ways to run a transaction
other_prices 5
check "a load and its refresh in one transaction" gives "3" "BEGIN; INSERT INTO raw.amazon_purchases SELECT '2022-05-0' || n, '3.00', '1', 'CA', 'Pens', 'PEN2', 'PENS', 'R_' || n FROM generate_series(1, 3) n;
	DO 'BEGIN PERFORM FROM ecom.refresh(); END'; SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PEN2'; ROLLBACK"
check "rolled back, they are as they were" gives 0 "SELECT count(*) FROM refinement.fct_orders WHERE product_key = 'PEN2'"
next_is_right "one was rolled back"
for setting in "citus.multi_shard_modify_mode = sequential" "citus.enable_repartition_joins = off" "citus.max_adaptive_executor_pool_size = 1" "search_path = shards, staging" "citus.enable_ddl_propagation = off"
do
	other_prices 6
	both -c "UPDATE raw.amazon_purchases SET quantity = '2' WHERE quantity = '1' AND abs(hashtext(title)) % 50 = $((++changes))"
	sql -o /dev/null -c "SET $setting" -c "SELECT FROM ecom.refresh()"
	lone -o /dev/null -c "SELECT FROM ecom.refresh()"
	check "with $setting: the same rows" same_models
done

exit "$((failures > 0))"
