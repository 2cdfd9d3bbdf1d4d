#!/bin/bash
#
# refresh_readers.sh
#		20 clients read bi while 20 refreshes run one after the other: none waits for a lock, none fails, and in no snapshot
#		do two marts differ.
#
#	refresh_readers.sh PROGRAMS GENERATE WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; GENERATE is the generator of purchases; WORK is an empty directory
# that the server's user may enter. It starts a PostgreSQL of its own there. Prints one line per check and fails if any
# check does. It takes a minute and a half, twice that beside other work.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 generate=$2 CLUSTER=$3
source "$here/../scripts/cluster.sh"
PGBIN=$programs
subject=readers
source "$here/checks.sh"

rows=100000
clients=20
refreshes=20

if [ ! -x "$PGBIN/pgbench" ]; then
	echo "# no pgbench"
	exit 0
fi

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d postgres "$@"
}

# read_bi ARGUMENT...: pgbench with the readers' scripts, as a reader who fails where it waits for a lock
read_bi()
{
	PGUSER=reader PGOPTIONS="-c lock_timeout=100ms" pgbench -n -f "$CLUSTER/snapshot.pgbench" -f "$CLUSTER/statement.pgbench" "$@" postgres \
		> "$CLUSTER/report" 2>&1
}

show_report()
{
	sed 's/^/# /' "$CLUSTER/report"
	return 1
}

# fails_with MESSAGE: a reader of each kind fails
fails_with()
{
	! read_bi -c 4 -t 4 && grep -q "$1" "$CLUSTER/report" || show_report
}

# Some purchases that no other line is like, worth 30.00 all together; in a state and a category, or in none.
load_purchases()
{
	sql -c "INSERT INTO raw.amazon_purchases
		SELECT '2022-05-0' || n, n || '.00', '2', CASE WHEN n < 4 THEN 'TX' END, 'Pens', 'PEN$1N' || n, CASE WHEN n > 2 THEN 'PENS' END, 'R_$1'
		FROM generate_series(1, 5) n"
}

# Refreshes one after the other; each must change the revenue by that of the purchases that came before it.
refresh_all()
{
	local i start=$SECONDS

	for ((i = 1; i <= refreshes; i++)); do
		load_purchases "$i"
		sql -c "SET client_min_messages = warning" -c "SELECT count(*) FILTER (WHERE action IN ('rebuilt', 'merged')) = count(*), $i FROM ecom.refresh(force => true)" \
			>> "$CLUSTER/refreshed" || break
		sql -c "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y" >> "$CLUSTER/revenues"
	done
	echo "# $((i - 1)) refreshes in $((SECONDS - start)) s"
}

# Reads for as long as the refreshes run, 10 seconds at a time: pgbench cannot be told to end when something else does.
# Counts transactions and runs that failed, and notes what each kind of report says of failures.
read_meanwhile()
{
	transactions=0 failed_runs=0
	while kill -0 "$1" 2> /dev/null; do
		if read_bi -c "$clients" -j 2 -T 10 && grep -q '^number of failed transactions: 0 ' "$CLUSTER/report" && ! grep -q abort "$CLUSTER/report"; then
			transactions=$((transactions + $(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$CLUSTER/report")))
		else
			failed_runs=$((failed_runs + 1))
			show_report || true
		fi
	done
	wait "$1"
}

clean_up()
{
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

# Two marts in one snapshot, and others. The pause lets refreshes commit between them.
cat > "$CLUSTER/snapshot.pgbench" <<-'END'
	\set pause random(1, 1000)
	BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SELECT sum(total_revenue) AS by_state FROM bi.sales_by_state_m_y \gset
	\sleep :pause ms
	SELECT 1 / (sum(total_revenue) = :by_state)::integer AS same FROM bi.sales_by_category_m_y;
	SELECT * FROM bi.data_freshness;
	SELECT 1 / (sum(total_revenue) = :by_state)::integer AS same FROM bi.cohort_retention;
	COMMIT;
END
# The same in a statement each, which has a snapshot of its own.
cat > "$CLUSTER/statement.pgbench" <<-'END'
	\set pause random(1, 1000)
	SELECT 1 / ((SELECT sum(total_revenue) FROM bi.sales_by_state_m_y) = (SELECT sum(total_revenue) FROM bi.sales_by_category_m_y))::integer AS same;
	\sleep :pause ms
	SELECT * FROM bi.data_freshness;
	SELECT * FROM bi.cohort_retention;
END

mkdir "$CLUSTER/generated"
"$generate" --rows "$rows" --users 700 --seed 1 --out "$CLUSTER/generated"
chmod -R a+rX "$CLUSTER/generated"
trap clean_up EXIT
start_cluster
sql <<-STATEMENTS
	SET client_min_messages = warning;
	CREATE EXTENSION ecom_analytics;
	CREATE ROLE reader LOGIN;
	SELECT FROM ecom.grant_read('reader');
	\o /dev/null
	SELECT FROM ecom.load_directory('$CLUSTER/generated');
	SELECT FROM ecom.load_bundled_census();
	SELECT FROM ecom.refresh();
STATEMENTS

# would they notice?
check "they read" read_bi -c 4 -t 4
load_purchases 0
sql -c "SET client_min_messages = warning" -c "SELECT FROM ecom.refresh('{mart.mart_sales_by_state_m_y}')" > /dev/null
check "marts that differ would be noticed" fails_with "division by zero"
sql -c "SET client_min_messages = warning" -c "SELECT FROM ecom.refresh()" > /dev/null
PGAPPNAME=blocker sql -c "BEGIN" -c "REFRESH MATERIALIZED VIEW mart.mart_cohort_retention" -c "SELECT pg_sleep(60)" > /dev/null 2>&1 &
blocker=$!
for ((i = 0; i < 600; i++)); do
	[ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'blocker' AND query LIKE '%pg_sleep%'")" = 0 ] || break
	sleep 0.1
done
check "a refresh that blocks them would be noticed" fails_with "canceling statement due to lock timeout"
sql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'blocker'" > /dev/null
wait "$blocker" || true

before=$(sql -c "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y")
failed_before=$(sql -c "SELECT count(*) FROM ecom.refresh_log WHERE outcome = 'failed'")
touch "$CLUSTER/refreshed" "$CLUSTER/revenues"
refresh_all &
read_meanwhile $!
echo "# $transactions transactions of $clients clients"
check "none has failed" [ "$failed_runs" -eq 0 ]
check "there were hundreds" [ "$transactions" -ge 500 ]
check "all refreshes are done" [ "$(grep -c '^t|' "$CLUSTER/refreshed")" -eq "$refreshes" ]
check "and in the log" gives "$refreshes|$failed_before" "SELECT count(*) FILTER (WHERE forced AND outcome = 'done'), count(*) FILTER (WHERE outcome = 'failed')
	FROM ecom.refresh_log"
check "each has changed the revenue" [ "$(sort -u "$CLUSTER/revenues" | wc -l)" -eq "$refreshes" ]
check "revenue has grown by that of the new purchases" gives "$(awk -v before="$before" -v n="$refreshes" 'BEGIN { printf "%.2f", before + n * 30 }')" \
	"SELECT sum(total_revenue) FROM bi.sales_by_state_m_y"
check "revenue in bi is that of the orders" gives "t|t|t" "SELECT
	(SELECT sum(total_revenue) FROM bi.sales_by_state_m_y) = f.revenue,
	(SELECT sum(total_revenue) FROM bi.sales_by_category_m_y) = f.revenue,
	(SELECT sum(total_revenue) FROM bi.cohort_retention) = f.revenue
	FROM (SELECT sum(order_value) AS revenue FROM refinement.fct_orders) f"

[ "$failures" -eq 0 ]
