#!/bin/bash
#
# fuzz.sh
#		Everything that takes SQL, beside what nobody would write: the functions called with hostile values, and statements
#		over the models and functions that sqlsmith invents. The server lives on, no error is an internal one (SQLSTATE XX000
#		and its like), and whatever runs can be stopped.
#
#	fuzz.sh PROGRAMS SAMPLE WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; SAMPLE is the sample's folder; WORK is an empty directory that the
# server's user may enter. It starts a PostgreSQL of its own there. FUZZ_CALLS, 10 by default, says how often each function is
# called, FUZZ_QUERIES, 3000, how many statements are invented, FUZZ_SEED, 1, by which seed.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 sample=$2 CLUSTER=$3
seed=${FUZZ_SEED:-1}
source "$here/../scripts/cluster.sh"
PGBIN=$programs
subject=fuzz
source "$here/checks.sh"
export PGOPTIONS="-c client_min_messages=warning"

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d fuzz "$@"
}

# no_error PATTERN: no line of the server's log says so; those that do are shown, with the statement
no_error()
{
	! grep -E -A 3 -e "$1" "$CLUSTER/data/server.log" | cut -c 1-1500 | sed 's/^/# /' | head -n 100 | grep .
}

# lives_on: it was not down, which would have ended all sessions
lives_on()
{
	gives t "SELECT pg_postmaster_start_time() = '$started'" && no_error 'terminated by signal|PANIC'
}

# nothing is asked of a Census API but of this machine's port 9, where nobody answers
start_cluster fsync=off log_line_prefix='%e_' ecom_analytics.census_base_url=http://127.0.0.1:9/data
trap 'as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -w -s stop || true' EXIT
createdb fuzz
sql -v files="$sample" -f "$here/../scripts/demo/load.sql" > /dev/null
started=$(sql -c "SELECT pg_postmaster_start_time()")

/usr/bin/python3 -B "$here/fuzz/calls.py" fuzz "${FUZZ_CALLS:-10}" "$seed" || failures=$((failures + 1))
check "the server lives on after hostile calls" lives_on

# sqlsmith finds functions in pg_proc, which it does not qualify: a table of that name in front of pg_catalog has the
# extension's, with as many of PostgreSQL's that only compute.  Each statement is a transaction of its own that is rolled back.
sql <<'SQL'
CREATE SCHEMA smith;
CREATE TABLE smith.pg_proc AS
SELECT * FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 'ecom'::regnamespace
	OR p.pronamespace = 'pg_catalog'::regnamespace AND p.provolatile = 'i' AND hashtext(p.oid::regprocedure::text) % 12 = 0
	AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) a JOIN pg_type t ON t.oid = a WHERE t.typcategory IN ('P', 'R'));
SQL
PGOPTIONS="-c search_path=smith,pg_catalog -c statement_timeout=3s" timeout -k 10 "${FUZZ_SECONDS:-900}" \
	sqlsmith --target="host=$PGHOST user=$PGUSER dbname=fuzz" --seed="$seed" --exclude-catalog --max-queries="${FUZZ_QUERIES:-3000}" --verbose \
	> "$CLUSTER/sqlsmith.log" 2>&1 || true
sed -n 's/^\(queries: [0-9]*\).*/# \1/p; s/^error rate/# &/p' "$CLUSTER/sqlsmith.log" | tail -n 2
check "sqlsmith invents statements, some of which can be run" grep -q '^error rate: 0' "$CLUSTER/sqlsmith.log"
check "the server lives on after sqlsmith's statements" lives_on
check "no error is an internal one" no_error '^XX'
[ "$failures" -eq 0 ]
