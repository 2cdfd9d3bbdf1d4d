#!/usr/bin/env bash
# make bench-load: ecom.load_csv beside COPY, and beside DuckDB's read_csv where pip can install it, in one run.
#
# All load the same generated file into an empty table of text columns: COPY and load_csv into the same logged
# table of a private server with default settings, after TRUNCATE and CHECKPOINT; DuckDB, with default settings, into
# a new database file.  They take turns; the median of the runs counts.  What the argument columns costs is told beside
# load_csv without it: where it only says which field
# goes where, with a constant and a column that is passed over; and where each line's day is read and its category looked at.
#
#	ROWS=1850717 RUNS=5 bench/load.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/common.sh"
ROWS=${ROWS:-1850717}
RUNS=${RUNS:-5}

# seconds STATEMENT: runs it and prints how long it took
seconds()
{
	psql -X -q -v ON_ERROR_STOP=1 -d bench -c 'TRUNCATE raw.amazon_purchases' -c 'CHECKPOINT'
	psql -X -q -v ON_ERROR_STOP=1 -d bench -c '\timing on' -c "$1" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' | awk '{ printf "%.3f\n", $1 / 1000 }'
}

# report NAME PEER: the medians of both, and their ratio
report()
{
	local own peer
	own=$(median "$CLUSTER/times/$1")
	peer=$(median "$CLUSTER/times/$2")
	awk -v name="$1" -v peer_name="$2" -v own="$own" -v peer="$peer" \
		'BEGIN { printf "%-24s %7.3f s    %-10s %7.3f s    ratio %.2f\n", name, own, peer_name, peer, own / peer }'
}

names='{"order_date": "Order Date", "asin_isbn_product_code": "ASIN/ISBN (Product Code)", "title": "Title", "survey_responseid": {"value": "R_me"}, "*": null}'
readings='{"order_date": {"from": "Order Date", "as": "date"}, "shipping_address_state": {"from": "Shipping Address State", "as": "state"}}'
rules='{"reject": [{"column": "Category", "is": ["cancelled"], "reason": "cancelled"}]}'

require_postgresql
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension
mkdir "$CLUSTER/times"
file=$(generated_files "$ROWS")/amazon-purchases.csv
start_cluster
createdb bench
psql -X -q -d bench -c 'CREATE EXTENSION ecom_analytics'

duckdb=
! install_peers duckdb_load.py || duckdb=yes

echo "$ROWS rows, $(stat -c %s "$file") bytes, $RUNS runs, $(nproc) cores, PostgreSQL $(psql -X -t -A -d bench -c 'SHOW server_version')"
for run in $(seq 0 "$RUNS")
do
	# the first round warms up: WAL files, the file in the page cache
	[ "$run" -ne 1 ] || rm "$CLUSTER/times/"*
	seconds "COPY raw.amazon_purchases FROM '$file' CSV HEADER" >> "$CLUSTER/times/COPY"
	seconds "SELECT ecom.load_csv('raw.amazon_purchases', '$file', force => true)" >> "$CLUSTER/times/load_csv"
	seconds "SET ecom_analytics.read_ahead = off; SELECT ecom.load_csv('raw.amazon_purchases', '$file', force => true)" >> "$CLUSTER/times/load_csv_one_process"
	seconds "SELECT ecom.load_csv('raw.amazon_purchases', '$file', force => true, columns => '$names')" >> "$CLUSTER/times/load_csv_columns"
	seconds "SELECT ecom.load_csv('raw.amazon_purchases', '$file', force => true, columns => '$readings', lines => '$rules')" >> "$CLUSTER/times/load_csv_readings"
	[ -z "$duckdb" ] || peer duckdb_load.py "$file" >> "$CLUSTER/times/DuckDB"
done
report load_csv COPY
report load_csv_one_process COPY
report load_csv_columns load_csv
report load_csv_readings load_csv
[ -z "$duckdb" ] || report load_csv DuckDB
