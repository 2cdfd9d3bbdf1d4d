#!/bin/bash
#
# csv.sh
#		Tests the CSV reader of src/csv.c: its cases, then fuzzing for a bounded time.
#
# Needs no PostgreSQL, but clang with its sanitizers and libFuzzer; CLANG names
# the compiler, clang by default.  FUZZ_SECONDS is how long to fuzz, 20 by default; BUILD is the
# directory to build in, by default one that is removed in the end.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
compiler=${CLANG:-clang}
seconds=${FUZZ_SECONDS:-20}
flags=(-std=c11 -Wall -Wextra -Werror -O1 -g -fno-sanitize-recover=all -I"$root/src")
sources=("$root/test/csv_reference.c" "$root/src/csv.c" "$root/src/csv_record.c")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build=${BUILD:-$work}
failures=0

# failed NAME LOG: one check that did not pass, and the end of what it said
failed()
{
	echo "not ok - csv: $1"
	tail -n 60 "$2" | sed 's/^/# /'
	failures=$((failures + 1))
}

# compile NAME FLAG_OR_SOURCE...: builds the program of this name, with the sanitizers
compile()
{
	mkdir -p "$build"
	if ! "$compiler" "${flags[@]}" "${@:2}" "${sources[@]}" -o "$build/$1" > "$work/log" 2>&1; then
		failed "$1 compiles without warnings" "$work/log"
		return 1
	fi
}

# prints its own lines
cases()
{
	local status=0

	compile csv_test -fsanitize=address,undefined "$root/test/csv_test.c" || return 0
	"$build/csv_test" 2> "$work/log" || status=$?
	# 1: some cases failed; else it stopped half-way
	if [ "$status" -gt 1 ] || [ -s "$work/log" ]; then
		failed "the cases run to their end" "$work/log"
	elif [ "$status" -ne 0 ]; then
		failures=$((failures + 1))
	fi
}

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

fuzzing()
{
	local failing runs

	compile csv_fuzz -fsanitize=fuzzer,address,undefined "$root/test/csv_fuzz.c" || return 0
	cp -R "$root/test/csv_corpus" "$work/corpus"
	if "$build/csv_fuzz" -dict="$root/test/csv_fuzz.dict" -max_total_time="$seconds" -artifact_prefix="$work/failing-" \
		-print_final_stats=1 "$work/corpus" > "$work/log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
		echo "ok - csv: fuzzing for $seconds seconds, $runs inputs, no invariant broken"
	else
		sed '/^#[0-9]/d' "$work/log" > "$work/failure" # without the lines that tell its progress
		failed "fuzzing for $seconds seconds" "$work/failure"
		for failing in "$work"/failing-*; do
			[ -e "$failing" ] || continue
			mv "$failing" "${TMPDIR:-/tmp}/csv-${failing##*/}"
			echo "# the failing input is ${TMPDIR:-/tmp}/csv-${failing##*/}"
		done
	fi
}

cases
portable_cases
fuzzing

[ "$failures" -eq 0 ]
