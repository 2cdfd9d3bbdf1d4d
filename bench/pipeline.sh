#!/usr/bin/env bash
# make bench: from the CSV files to refreshed, analysed marts, beside plain SQL in the same PostgreSQL with the same settings, and beside
# the newest DuckDB (a database file) and Polars (Parquet files) of PyPI with their default settings; all in one run. And what a refresh
# takes after changes such as people make, beside one of everything.
#
# The extension makes models that the peers do not; so "what all systems make" leaves out what these took, but not what it does beside models.
#
# They take turns; the median of the runs counts.  Rows and revenue of the fact are compared, so that all have done the same.
# What they take goes to bench/results.tsv, of which bench/plot.mjs draws docs/bench.svg.
#
#	ROWS=1850717 RUNS=3 bench/pipeline.sh
#	ROWS=18507170 RUNS=1 PEERS= bench/pipeline.sh		without the peers
#	TENFOLD=yes bench/pipeline.sh						also one of the changes on ten times as many lines
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/common.sh"
source "$here/systems.sh"
source "$here/changes.sh"
ROWS=${ROWS:-1850717}
RUNS=${RUNS:-3}
PEERS=${PEERS-plain DuckDB Polars}
TENFOLD=${TENFOLD:-}
# The server's settings are those that everybody makes, the same for the extension and for plain SQL.  Durable: fsync, full_page_writes and
# synchronous_commit are on, tables are logged.
SETTINGS=("shared_buffers=$(awk '/^MemTotal/ { print int($2 / 4 / 1024) }' /proc/meminfo)MB" work_mem=64MB max_wal_size=8GB)
# What further tuning adds is measured by itself.
TUNING=("maintenance_work_mem='512MB'" "min_wal_size='4GB'" "wal_writer_delay='10ms'" "min_parallel_table_scan_size='144MB'" jit=off autovacuum=off)
database=bench

run_sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
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

# report_tuning NAME SYSTEM: a line about what tuning adds
report_tuning()
{
	local without with
	without=$(median "$CLUSTER/times/$2.everything")
	with=$(median "$CLUSTER/times/${2}_tuned.everything")
	printf '%-28s %9.2f %10.2f %6.2f\n' "$1" "$without" "$with" "$(awk -v a="$with" -v b="$without" 'BEGIN { print a / b }')"
}

# compare SYSTEM FACT: has it done the same?
compare()
{
	[ "$2" = "$fact" ] || { echo "$1 has other facts: $2, not $fact" >&2; exit 1; }
}

require_postgresql
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension
mkdir "$CLUSTER/times" "$CLUSTER/plain" "$CLUSTER/changes"
chmod a+w "$CLUSTER/changes"
files=$(generated_files "$ROWS")
start_cluster "${SETTINGS[@]}"
createdb bench
run_sql -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION ecom_analytics' -c 'SELECT FROM ecom.load_bundled_census()' -c 'SELECT FROM ecom.refresh()' >/dev/null
psql -X -q -d bench -c "\copy raw.state_codes TO '$CLUSTER/state_codes.csv' CSV HEADER" \
	-c "\copy (TABLE staging.stg_state_demographics) TO '$CLUSTER/state_demographics.csv' CSV HEADER"
survey_columns=$(run_sql -c "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'raw.survey'::regclass AND attnum > 0")
split_plain_models

echo "$ROWS rows, $(stat -c %s "$files/amazon-purchases.csv") bytes, $RUNS runs, $(nproc) cores, PostgreSQL $(run_sql -c 'SHOW server_version') with ${SETTINGS[*]}"
if [[ " $PEERS " == *" DuckDB "* || " $PEERS " == *" Polars "* ]]
then
	install_peers duckdb_pipeline.py polars_pipeline.py peer_pipeline.sql || PEERS=$(sed -e 's/DuckDB//' -e 's/Polars//' <<< "$PEERS")
fi
for run in $(seq 0 "$RUNS")
do
	# the first round warms up: WAL files, shared buffers, the files in the page cache; and has time to look at memory
	[ "$run" -ne 0 ] || watch_memory "$CLUSTER/warm" &
	[ "$run" -ne 1 ] || rm "$CLUSTER/times/"*
	fact=$(run_extension)
	touch "$CLUSTER/warm"
	echo "run $run: rows and revenue of the fact: $fact"
	run_changes "$run"
	for system in $PEERS
	do
		compare "$system" "$("run_${system,,}")"
	done
	tune
	compare extension "$(run_extension extension_tuned)"
	[[ " $PEERS " != *" plain "* ]] || compare plain "$(run_plain plain_tuned)"
	untune
done
[ -z "$TENFOLD" ] || run_tenfold

printf '%-28s %9s' 'seconds' extension
[ -z "$PEERS" ] || printf ' %10s  ratio' $PEERS
echo
report 'everything, files to marts' everything
report 'what all systems make' common
report load load
report stg_amazon_purchases stg_amazon_purchases
report refinement refinement
report marts marts
report 'cohort retention alone' cohort
printf '%-28s %9.2f\n' 'what only the extension makes' "$(median "$CLUSTER/times/extension.only_here")"
printf '%-28s %9.2f, %.3f of the refresh\n' 'customers, baskets, prices' "$(median "$CLUSTER/times/extension.asked_next")" \
	"$(awk -v a="$(median "$CLUSTER/times/extension.asked_next")" -v b="$(median "$CLUSTER/times/extension.refresh")" 'BEGIN { print a / b }')"
report_changes
echo
echo "What tuning adds: ${TUNING[*]}"
printf '%-28s %9s %10s  ratio\n' 'everything, files to marts' before tuned
report_tuning extension extension
[[ " $PEERS " != *" plain "* ]] || report_tuning 'plain SQL' plain

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
