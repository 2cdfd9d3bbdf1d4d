#!/bin/bash
#
# readers.sh
#		20 clients read bi and mart while refreshes of distributed models run: none waits for a lock, none fails, and none sees
#		marts of two refreshes.
#
#	readers.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read; NODES run
# (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails if
# any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus readers"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=readers
source "$here/../beside_lone.sh"

refreshes=4

if [ ! -x "$PGBIN/pgbench" ]
then
	echo "skipped - citus readers: no pgbench"
	exit 0
fi

clean_up()
{
	local number

	drop_node_database "$PGDATABASE"
	for number in 0 1 2
	do
		on_node "$number" sql -d postgres -c "SET client_min_messages = error" -c "DROP ROLE IF EXISTS regress_reader"
	done
}

# read_bi SECONDS: readers who fail where they wait for a lock, or see marts that differ
read_bi()
{
	PGUSER=regress_reader PGOPTIONS="-c lock_timeout=200ms" pgbench -n -c 20 -j 2 -T "$1" -f "$work/snapshot.pgbench" -f "$work/statement.pgbench" "$PGDATABASE" > "$work/report" 2>&1 &&
		grep -q '^number of failed transactions: 0 ' "$work/report" && ! grep -q abort "$work/report" || {
		sed 's/^/# /' "$work/report"
		return 1
	}
}

# Refreshes one after the other, of purchases worth 30.00 each
refresh_all()
{
	local i

	for ((i = 1; i <= refreshes; i++))
	do
		sql -c "INSERT INTO raw.amazon_purchases SELECT '2022-05-0' || n, n || '.00', '2', CASE WHEN n < 4 THEN 'TX' END, 'Pens', 'PEN$i' || n, CASE WHEN n > 2 THEN 'PENS' END, 'R_$i' FROM generate_series(1, 5) n"
		sql -c "SELECT count(*) > 20 FROM ecom.refresh() WHERE action <> 'skipped'" >> "$work/refreshed"
		sql -c "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y" >> "$work/revenues"
	done
}

cat > "$work/snapshot.pgbench" <<-'END'
	\set pause random(1, 500)
	BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SELECT sum(total_revenue) AS by_state FROM bi.sales_by_state_m_y \gset
	\sleep :pause ms
	SELECT 1 / (sum(total_revenue) = :by_state)::integer AS same FROM bi.sales_by_category_m_y;
	SELECT 1 / (sum(total_revenue) = :by_state)::integer AS same FROM mart.mart_cohort_retention;
	COMMIT;
END
cat > "$work/statement.pgbench" <<-'END'
	\set pause random(1, 500)
	SELECT 1 / ((SELECT sum(total_revenue) FROM bi.sales_by_state_m_y) = (SELECT sum(total_revenue) FROM mart.mart_sales_by_category_m_y))::integer AS same;
	\sleep :pause ms
	SELECT * FROM bi.data_freshness;
	SELECT * FROM bi.cohort_retention;
END

trap clean_up EXIT
node_database "$PGDATABASE"
sql -c "CREATE ROLE regress_reader LOGIN"
sql -o /dev/null -c "SELECT FROM ecom.grant_read('regress_reader')" -c "SELECT FROM ecom.distribute(shards => 4)" -c "SELECT FROM ecom.load_directory('$project/data/sample')" \
	-c "SELECT FROM ecom.load_bundled_census()" -c "SELECT FROM ecom.refresh()"

check "they read" read_bi 2
before=$(sql -c "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y")
touch "$work/refreshed" "$work/revenues"
refresh_all &
refresher=$!
runs=0 failed_runs=0
while kill -0 "$refresher" 2> /dev/null
do
	runs=$((runs + 1))
	read_bi 5 || failed_runs=$((failed_runs + 1))
done
check "refreshes run beside them" wait "$refresher"
check "no reader has waited, failed, or seen marts that differ" [ "$runs" -gt 0 -a "$failed_runs" -eq 0 ]
check "all refreshes are done" [ "$(grep -c '^t$' "$work/refreshed")" -eq "$refreshes" ]
check "each has changed the revenue" [ "$(sort -u "$work/revenues" | wc -l)" -eq "$refreshes" ]
check "by that of its purchases" gives "$(awk -v before="$before" -v n="$refreshes" 'BEGIN { printf "%.2f", before + n * 30 }')" "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y"
check "revenue in bi is that of the orders" gives "t" "SELECT (SELECT sum(total_revenue) FROM bi.sales_by_state_m_y) = (SELECT sum(order_value) FROM refinement.fct_orders)"

exit "$((failures > 0))"
