#!/usr/bin/env bash
# make bench: from the CSV files to refreshed, analysed marts, beside plain SQL in the same PostgreSQL with the same settings,
# and beside DuckDB with two threads and a database file where node is installed; all in one run.
#
# They take turns; the median of the runs counts.  Rows and revenue of the fact are compared, so that all have done the same.
# What the extension takes goes to bench/results.tsv, of which bench/plot.mjs draws docs/bench.svg.
#
#	ROWS=1850717 RUNS=3 bench/pipeline.sh
#	ROWS=18507170 RUNS=1 PEERS= bench/pipeline.sh		without the peers
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/common.sh"
ROWS=${ROWS:-1850717}
RUNS=${RUNS:-3}
PEERS=${PEERS-plain DuckDB}
# The server's settings, the same for both.  Durable: fsync, full_page_writes and synchronous_commit are on, tables are logged.
SETTINGS=("shared_buffers=$(awk '/^MemTotal/ { print int($2 / 4 / 1024) }' /proc/meminfo)MB" work_mem=64MB maintenance_work_mem=512MB
	max_wal_size=8GB min_wal_size=4GB wal_buffers=64MB wal_writer_delay=10ms min_parallel_table_scan_size=144MB jit=off autovacuum=off)

run_sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d bench "$@"
}

# note SYSTEM STEP SECONDS: keeps a time
note()
{
	echo "$3" >> "$CLUSTER/times/$1.$2"
}

# Nobody is to wait for what another one has left to be written.
settle()
{
	run_sql -c 'CHECKPOINT'
	sync
}

# watch_memory: prints the most memory that a process of the server takes beside shared buffers, in MB, until the file appears
watch_memory()
{
	local peak=0 now
	while [ ! -e "$1" ]
	do
		# processes end while this looks at them
		now=$({ cat /proc/[0-9]*/status 2>/dev/null || true; } | awk '/^Name:/ { name = $2 } /^RssAnon:/ && name == "postgres" && $2 > most { most = $2 } END { print int(most / 1024) }')
		[ "$now" -le "$peak" ] || peak=$now
		sleep 0.2
	done
	echo "memory of a process beside shared buffers: $peak MB at most"
}

# The files, the Census figures and the models of the extension.
run_extension()
{
	local start step seconds
	run_sql -c 'TRUNCATE raw.amazon_purchases, raw.survey, raw.fields'
	settle
	start=$(date +%s.%N)
	run_sql -c "SELECT FROM ecom.load_directory('$files', force => true)" >/dev/null
	note extension load "$(seconds_since "$start")"
	start=$(date +%s.%N)
	run_sql -F ' ' -c 'SET client_min_messages = warning' -c "SELECT schema, model, seconds FROM ecom.refresh(force => true)" > "$CLUSTER/steps"
	note extension refresh "$(seconds_since "$start")"
	# the monthly fact is what the peers do in each of their marts, so it counts with the marts
	awk '{ sum[$2 == "fct_orders_monthly" ? "mart" : $1] += $3; if ($2 == "stg_amazon_purchases") staging = $3; if ($2 == "mart_cohort_retention") cohort = $3 }
		END { print "stg_amazon_purchases", staging; print "refinement", sum["refinement"]; print "marts", sum["mart"]; print "cohort", cohort }' "$CLUSTER/steps" > "$CLUSTER/sums"
	while read -r step seconds
	do
		note extension "$step" "$seconds"
	done < "$CLUSTER/sums"
	note extension everything "$(awk '{ sum += $1 } END { print sum }' <(tail -n 1 "$CLUSTER/times/extension.load") <(tail -n 1 "$CLUSTER/times/extension.refresh"))"
	run_sql -c 'SELECT count(*), sum(order_value) FROM refinement.fct_orders'
}

# note_peer SYSTEM: the lines "STEP<tab>SECONDS" of $CLUSTER/steps
note_peer()
{
	local step seconds
	while IFS=$'\t' read -r step seconds
	do
		note "$1" "$step" "$seconds"
	done < <(awk -F '\t' -v OFS='\t' 'NF == 2 { all += $2; print $1 == "marts" ? "six_marts" : $1, $2; if ($1 == "marts" || $1 == "cohort") marts += $2 } END { print "marts", marts; print "everything", all }' "$CLUSTER/steps")
}

# Plain SQL: COPY, materialized views, ANALYZE.
run_plain()
{
	local start step
	run_sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS peer CASCADE' -c 'CREATE SCHEMA peer' \
		-c 'CREATE TABLE peer.amazon_purchases (LIKE raw.amazon_purchases)' -c 'CREATE TABLE peer.survey (LIKE raw.survey)' \
		-c 'CREATE TABLE peer.state_codes AS TABLE raw.state_codes' -c 'CREATE TABLE peer.state_demographics AS TABLE staging.stg_state_demographics'
	settle
	start=$(date +%s.%N)
	run_sql -c "COPY peer.amazon_purchases FROM '$files/amazon-purchases.csv' CSV HEADER" -c "COPY peer.survey FROM '$files/survey.csv' CSV HEADER"
	printf 'load\t%s\n' "$(seconds_since "$start")" > "$CLUSTER/steps"
	for step in "$CLUSTER/peer/"*
	do
		start=$(date +%s.%N)
		run_sql -f "$step"
		printf '%s\t%s\n' "${step##*/[0-9]-}" "$(seconds_since "$start")" >> "$CLUSTER/steps"
	done
	note_peer plain
	run_sql -c 'SELECT count(*), sum(order_value) FROM peer.fct_orders'
}

run_duckdb()
{
	settle
	(cd "$CLUSTER/duckdb" && node duckdb_pipeline.js "$files" "$CLUSTER/state_codes.csv" "$CLUSTER/state_demographics.csv" "$survey_columns") > "$CLUSTER/steps"
	note_peer DuckDB
	tail -n 1 "$CLUSTER/steps"
}

# report NAME STEP: a line of the table
report()
{
	local own peer system
	own=$(median "$CLUSTER/times/extension.$2")
	printf '%-28s %9.2f' "$1" "$own"
	for system in $PEERS
	do
		peer=$(median "$CLUSTER/times/$system.$2")
		printf ' %10.2f %6.2f' "$peer" "$(awk -v a="$own" -v b="$peer" 'BEGIN { print a / b }')"
	done
	echo
}

require_postgresql
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension
mkdir "$CLUSTER/times" "$CLUSTER/peer"
files=$(generated_files "$ROWS")
start_cluster "${SETTINGS[@]}"
createdb bench
run_sql -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION ecom_analytics' -c 'SELECT FROM ecom.load_bundled_census()' -c 'SELECT FROM ecom.refresh()' >/dev/null
psql -X -q -d bench -c "\copy raw.state_codes TO '$CLUSTER/state_codes.csv' CSV HEADER" \
	-c "\copy (TABLE staging.stg_state_demographics) TO '$CLUSTER/state_demographics.csv' CSV HEADER"
survey_columns=$(run_sql -c "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'raw.survey'::regclass AND attnum > 0")

# the steps of the plain models, a file each, every model analysed
sed 's/CREATE MODEL/CREATE MATERIALIZED VIEW/' "$here/peer_pipeline.sql" | awk -v folder="$CLUSTER/peer" '
	/^-- step: / { file = folder "/" ++n "-" $3; next }
	file { print > file }
	file && /^CREATE MATERIALIZED VIEW/ { model = $4 }
	file && /;$/ { print "ANALYZE " model ";" > file }'
[[ " $PEERS " != *" DuckDB "* ]] || install_duckdb duckdb_pipeline.js peer_pipeline.sql || PEERS=${PEERS/DuckDB/}

echo "$ROWS rows, $(stat -c %s "$files/amazon-purchases.csv") bytes, $RUNS runs, $(nproc) cores, PostgreSQL $(run_sql -c 'SHOW server_version') with ${SETTINGS[*]}"
for run in $(seq 0 "$RUNS")
do
	# the first round warms up: WAL files, shared buffers, the files in the page cache; and has time to look at memory
	[ "$run" -ne 0 ] || watch_memory "$CLUSTER/warm" &
	[ "$run" -ne 1 ] || rm "$CLUSTER/times/"*
	fact=$(run_extension)
	touch "$CLUSTER/warm"
	echo "run $run: rows and revenue of the fact: $fact"
	for system in $PEERS
	do
		[ "$("run_${system,,}")" = "$fact" ] || { echo "$system has other facts" >&2; exit 1; }
	done
done
printf '%-28s %9s' 'seconds' extension
[ -z "$PEERS" ] || printf ' %10s  ratio' $PEERS
echo
report 'everything, files to marts' everything
report load load
report stg_amazon_purchases stg_amazon_purchases
report refinement refinement
report 'seven marts' marts
report 'cohort retention alone' cohort

results=$here/results.tsv
touch "$results"
{
	grep -v "^$ROWS	" "$results" || true
	for system in extension $PEERS
	do
		printf '%s\t%s\t%s\n' "$ROWS" "$system" "$(median "$CLUSTER/times/$system.everything")"
	done
} | sort -n > "$CLUSTER/results.tsv"
cp "$CLUSTER/results.tsv" "$results"
