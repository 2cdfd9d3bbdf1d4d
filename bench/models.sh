#!/usr/bin/env bash
# make bench-models: from the CSV files to refreshed, analysed marts, beside plain SQL in the same PostgreSQL with the same
# settings, and beside DuckDB with two threads and a database file where node is installed; all in one run.
#
# They take turns; the median of the runs counts.  Rows and revenue of the fact are compared, so that all have done the same.
#
#	ROWS=1850717 RUNS=3 bench/models.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
ROWS=${ROWS:-1850717}
RUNS=${RUNS:-3}
# the server's settings, the same for both; durable: fsync, full_page_writes and synchronous_commit are on
SETTINGS=(shared_buffers=2GB work_mem=64MB maintenance_work_mem=512MB max_wal_size=8GB jit=off)

run_sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d bench "$@"
}

# note SYSTEM STEP SECONDS: keeps a time
note()
{
	echo "$3" >> "$CLUSTER/times/$1.$2"
}

seconds_since()
{
	awk -v start="$1" -v end="$(date +%s.%N)" 'BEGIN { printf "%.3f", end - start }'
}

# The files, the Census figures and the models of the extension.
run_extension()
{
	local start
	run_sql -c 'TRUNCATE raw.amazon_purchases, raw.survey, raw.fields' -c 'CHECKPOINT'
	start=$(date +%s.%N)
	run_sql -c "SELECT FROM ecom.load_directory('$CLUSTER/files', force => true)" >/dev/null
	note extension load "$(seconds_since "$start")"
	start=$(date +%s.%N)
	run_sql -F ' ' -c 'SET client_min_messages = warning' -c "SELECT CASE model WHEN 'mart_cohort_retention' THEN 'cohort_retention' ELSE schema END, sum(seconds)
		FROM ecom.refresh(force => true) GROUP BY 1" > "$CLUSTER/steps"
	note extension refresh "$(seconds_since "$start")"
	while read -r step seconds
	do
		note extension "${step/%mart/marts}" "$seconds"
	done < "$CLUSTER/steps"
	run_sql -c 'SELECT count(*), sum(order_value) FROM refinement.fct_orders'
}

# Plain SQL: COPY, materialized views, ANALYZE.
run_plain()
{
	local start step
	run_sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS peer CASCADE' -c 'CREATE SCHEMA peer' \
		-c 'CREATE TABLE peer.amazon_purchases (LIKE raw.amazon_purchases)' -c 'CREATE TABLE peer.survey (LIKE raw.survey)' \
		-c 'CREATE TABLE peer.state_codes AS TABLE raw.state_codes' -c 'CREATE TABLE peer.state_demographics AS TABLE staging.stg_state_demographics' -c 'CHECKPOINT'
	start=$(date +%s.%N)
	run_sql -c "COPY peer.amazon_purchases FROM '$CLUSTER/files/amazon-purchases.csv' CSV HEADER" -c "COPY peer.survey FROM '$CLUSTER/files/survey.csv' CSV HEADER"  
	note plain load "$(seconds_since "$start")"
	sed 's/CREATE MODEL/CREATE MATERIALIZED VIEW/' "$here/peer_models.sql" | awk -v folder="$CLUSTER/peer" '
		/^-- step: / { file = folder "/" ++n " " substr($0, 10); next }
		file { print > file }
		file && /^CREATE MATERIALIZED VIEW/ { model = $4 }
		file && /;$/ { print "ANALYZE " model ";" > file }'
	for step in "$CLUSTER/peer/"*
	do
		start=$(date +%s.%N)
		run_sql -f "$step"
		step=${step##*/}
		step=${step#* }
		note plain "${step// /_}" "$(seconds_since "$start")"
	done
	run_sql -c 'SELECT count(*), sum(order_value) FROM peer.fct_orders'
}

run_duckdb()
{
	(cd "$CLUSTER/duckdb" && node duckdb_models.js "$CLUSTER/files" "$CLUSTER/state_codes.csv" "$CLUSTER/state_demographics.csv" "$survey_columns") > "$CLUSTER/steps"
	while IFS=$'\t' read -r step seconds
	do
		[ -z "$seconds" ] || note DuckDB "${step// /_}" "$seconds"
	done < "$CLUSTER/steps"
	tail -n 1 "$CLUSTER/steps"
}

# median SYSTEM STEP...: the sum of the medians of these steps
median()
{
	local system=$1 step
	for step in "${@:2}"
	do
		sort -n "$CLUSTER/times/$system.$step" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
	done | awk '{ sum += $1 } END { printf "%.2f", sum }'
}

# report NAME STEP...: a line of the table
report()
{
	local name=$1 own plain peer
	shift
	own=$(median extension "$@")
	plain=$(median plain "$@")
	printf '%-32s %8s %8s %8.2f' "$name" "$own" "$plain" "$(awk -v a="$own" -v b="$plain" 'BEGIN { print a / b }')"
	if [ -n "$duckdb" ]
	then
		peer=$(median DuckDB "$@")
		printf ' %8s %8.2f' "$peer" "$(awk -v a="$own" -v b="$peer" 'BEGIN { print a / b }')"
	fi
	echo
}

require_postgresql
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension
mkdir "$CLUSTER/files" "$CLUSTER/times" "$CLUSTER/duckdb" "$CLUSTER/peer"
"$CLUSTER/build/build/generate" --rows "$ROWS" --out "$CLUSTER/files"
start_cluster "${SETTINGS[@]}"
createdb bench
run_sql -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION ecom_analytics' -c 'SELECT FROM ecom.load_bundled_census()' -c 'SELECT FROM ecom.refresh()' >/dev/null
psql -X -q -d bench -c "\copy raw.state_codes TO '$CLUSTER/state_codes.csv' CSV HEADER" \
	-c "\copy (TABLE staging.stg_state_demographics) TO '$CLUSTER/state_demographics.csv' CSV HEADER"
survey_columns=$(run_sql -c "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'raw.survey'::regclass AND attnum > 0")

duckdb=
if command -v npm >/dev/null && (cd "$CLUSTER/duckdb" && npm init -y && npm install @duckdb/node-api@1.5.6-r.1) >"$CLUSTER/duckdb/log" 2>&1
then
	duckdb=yes
	cp "$here/duckdb_models.js" "$here/peer_models.sql" "$CLUSTER/duckdb"
else
	echo "DuckDB is left out: npm cannot install @duckdb/node-api here"
fi

echo "$ROWS rows, $(stat -c %s "$CLUSTER/files/amazon-purchases.csv") bytes, $RUNS runs, $(nproc) cores, PostgreSQL $(run_sql -c 'SHOW server_version') with ${SETTINGS[*]}"
for run in $(seq "$RUNS")
do
	echo "run $run: the fact has in the extension $(run_extension), in plain SQL $(run_plain)${duckdb:+, in DuckDB $(run_duckdb)}"
done
printf '%-32s %8s %8s %8s' 'seconds' extension 'plain SQL' ratio
[ -z "$duckdb" ] || printf ' %8s %8s' DuckDB ratio
echo
report 'everything, files to marts' load staging refinement marts cohort_retention
report load load
report staging staging
report refinement refinement
report 'seven marts' marts cohort_retention
report 'cohort retention alone' cohort_retention
