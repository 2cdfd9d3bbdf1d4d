#!/bin/bash
#
# memory.sh
#		The regression tests under the address and undefined behaviour sanitizers: the extension is built with them, and the
#		server that loads it runs with the address sanitizer's library, so that memory that malloc gave, variables and what C
#		leaves undefined are watched. The server itself is the one that is installed.
#
#	memory.sh WORK TEST...
#
# WORK is an empty directory that the server's user may enter: a copy of PostgreSQL is made there, with the extension, and a
# server. TEST are regression tests, all that need no other server by default. Prints a line for each test, and one for what
# the sanitizers have found, which is shown.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
CLUSTER=$1
shift
source "$here/../scripts/cluster.sh"
failures=0

make_tree
# at -O1, so that what they show has lines
install_extension COPT="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize=alignment"
reports=$CLUSTER/reports
mkdir "$reports"
chmod 777 "$reports"

# The sanitizer's start asks for a function that no C program has, and for the words that say so, translated, in the midst of
# which it takes a lock of the C library's that PostgreSQL then waits for without end.  So there is that function.
${CC:-gcc} -shared -fPIC -o "$CLUSTER/swift.so" -x c - <<<'void *swift_demangle(void) { return 0; }'

# leaks are not looked for: what a session has is freed with its end, by PostgreSQL's design
export ASAN_OPTIONS="detect_leaks=0:log_path=$reports/address" UBSAN_OPTIONS="print_stacktrace=1:log_path=$reports/undefined"
LD_PRELOAD="$(${CC:-gcc} -print-file-name=libasan.so) $CLUSTER/swift.so" start_cluster fsync=off jit=off
trap 'as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -w -s stop || true' EXIT

status=0
make -s -C "$CLUSTER/build" installcheck PG_CONFIG="$PGBIN/pg_config" ISOLATION= ${1:+REGRESS="$*"} > "$CLUSTER/memory.log" 2>&1 || status=$?
sed -n -E -e "s/^test ([a-z_]+) .*\.\.\. ok .*/ok - memory: \1/p" -e "s/^test ([a-z_]+) .*\.\.\. FAILED.*/not ok - memory: \1/p" \
	-e "s/^(ok|not ok) +[0-9]+ +- ([a-z_]+).*/\1 - memory: \2/p" "$CLUSTER/memory.log"
if [ "$status" -ne 0 ]; then
	failures=1
	{
		tail -n 20 "$CLUSTER/memory.log"
		[ ! -f "$CLUSTER/build/regression.diffs" ] || head -n 200 "$CLUSTER/build/regression.diffs"
	} | sed 's/^/# /'
fi
as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m fast -w -s stop
trap - EXIT
if [ -z "$(ls "$reports")" ]; then
	echo "ok - memory: the sanitizers find nothing"
else
	failures=1
	echo "not ok - memory: the sanitizers find nothing"
	head -n 40 "$reports"/* | sed 's/^/# /'
fi
[ "$failures" -eq 0 ]
