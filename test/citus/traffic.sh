#!/bin/bash
#
# traffic.sh
#		Where purchases are distributed, a refresh brings the coordinator what is in its models, and neither lines nor products.
#
#	traffic.sh PROGRAMS PROJECT NODES WORK
#
# As models.sh beside it. Prints one line per check and fails if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus traffic"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=traffic
source "$here/../beside_lone.sh"

lines=60000
# Of each line; of more lines less, as categories and products at the top are soon there.  Lines alone would be 150 and more, products as many.
most=100

counter=
clean_up()
{
	[ -z "$counter" ] || kill "$counter"
	drop_node_database "$PGDATABASE"
}

# received: what the coordinator has got from the workers until now, in bytes
received()
{
	python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); print(s.recv(100).decode())' "$work/counted/total"
}

# brings LEAST MOST STATEMENT: it brings the coordinator that many bytes
brings()
{
	local before bytes

	before=$(received)
	sql -o /dev/null -c "$3"
	bytes=$(($(received) - before))
	[ "$bytes" -ge "$1" -a "$bytes" -le "$2" ] || {
		echo "# $bytes bytes"
		return 1
	}
}

trap clean_up EXIT
node_database "$PGDATABASE"
mkdir "$work/counted" "$work/files"
chmod 755 "$work/counted" "$work/files"
touch "$work/counter"
python3 "$here/counted_sockets.py" "$NODES/socket" "$work/counted" "$(head -n 1 "$NODES/0/postmaster.pid")" > "$work/counter" &
counter=$!
for ((i = 0; i < 100; i++))
do
	! grep -q ready "$work/counter" || break
	sleep 0.1
done
# citus_update_node() ends the server where Citus' daemon of the database has not begun yet
for number in 0 1 2
do
	on_node "$number" sql -c "UPDATE pg_dist_node SET nodename = '$work/counted' WHERE groupid > 0"
done
"$project/build/generate" --rows "$lines" --seed 11 --out "$work/files"
chmod -R a+rX "$work/files"
sql -o /dev/null -c "SELECT FROM ecom.load_bundled_census()" -c "SELECT FROM ecom.load_directory('$work/files')" -c "SELECT FROM ecom.distribute(shards => 8)"

check "what is read is counted" brings "$((100 * lines))" "$((1000 * lines))" "SELECT * FROM raw.amazon_purchases"
check "a refresh of all models brings less than $most bytes a line" brings 100000 "$((most * lines))" "SELECT FROM ecom.refresh(force => true)"
check "so does one after lines have come" brings 100000 "$((most * lines))" "INSERT INTO raw.amazon_purchases SELECT '2022-05-0' || n % 9 + 1, '3.00', '1', 'CA', 'Pens', 'PEN' || n, 'PENS', 'R_' || n FROM generate_series(1, 60) n;
	SELECT FROM ecom.refresh()"
check "one that has nothing to do brings next to nothing" brings 1000 200000 "SELECT FROM ecom.refresh()"
check "titles of all products are on the workers" gives t "SELECT count(*) > $((lines / 4)) FROM shards.dim_product"

exit "$((failures > 0))"
