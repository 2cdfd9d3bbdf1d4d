#!/bin/bash
#
# csv.sh
#		Tests the CSV reader of src/csv/csv.c: its cases, then fuzzing for a bounded time, FUZZ_SECONDS, 20 by default.
#
# Needs no PostgreSQL, but clang with its sanitizers and libFuzzer (see plain_c.sh).
# Prints one line per check and fails if any check does.

set -euo pipefail

subject=csv
source "$(dirname "$0")/plain_c.sh"
sources=("$root/test/csv_reference.c" "$root"/src/csv/*.c)

# the same cases for processors without SSE2
portable_cases()
{
	local name="the same cases, one byte at a time"

	compile csv_test_portable -U__SSE2__ -fsanitize=address,undefined "$root/test/csv_test.c" || return 0
	if "$build/csv_test_portable" > "$work/portable" 2>&1; then
		echo "ok - csv: $name"
	else
		grep -v '^ok ' "$work/portable" > "$work/log" || true
		failed "$name" "$work/log"
	fi
}

cases csv_test
portable_cases
fuzzing csv "${FUZZ_SECONDS:-20}"

[ "$failures" -eq 0 ]
