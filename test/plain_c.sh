# Sourced: tests of plain C with clang's sanitizers and libFuzzer, without PostgreSQL.
#
# The script that sources it sets subject (the first word of its checks' names) and sources (C files beside the test's own).
# CLANG names the compiler, clang by default; BUILD is the directory to build in, by default one that is removed in the end;
# FUZZ_SECONDS is how long to fuzz.

export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
compiler=${CLANG:-clang}
flags=(-std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -O1 -g -fno-sanitize-recover=all -I"$root/src")
libraries=()

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build=${BUILD:-$work}
failures=0

# failed NAME LOG: one check that did not pass, and the end of what it said
failed()
{
	echo "not ok - $subject: $1"
	tail -n 60 "$2" | sed 's/^/# /'
	failures=$((failures + 1))
}

# compile NAME FLAG_OR_SOURCE...: builds the program of this name, with the sanitizers
compile()
{
	mkdir -p "$build"
	if ! "$compiler" "${flags[@]}" "${@:2}" "${sources[@]}" -o "$build/$1" "${libraries[@]}" > "$work/log" 2>&1; then
		failed "$1 compiles without warnings" "$work/log"
		return 1
	fi
}

# cases NAME: test/NAME.c, which prints a line for each of its cases
cases()
{
	local status=0

	compile "$1" -fsanitize=address,undefined "$root/test/$1.c" || return 0
	"$build/$1" 2> "$work/log" || status=$?
	# 1: some cases failed; else it stopped half-way
	if [ "$status" -gt 1 ] || [ -s "$work/log" ]; then
		failed "the cases run to their end" "$work/log"
	elif [ "$status" -ne 0 ]; then
		failures=$((failures + 1))
	fi
}

# fuzzing NAME SECONDS: test/NAME_fuzz.c with its dictionary and corpus, for a bounded time
fuzzing()
{
	local failing runs seconds=$2

	compile "$1_fuzz" -fsanitize=fuzzer,address,undefined "$root/test/$1_fuzz.c" || return 0
	cp -R "$root/test/$1_corpus" "$work/corpus"
	if "$build/$1_fuzz" -dict="$root/test/$1_fuzz.dict" -max_total_time="$seconds" -artifact_prefix="$work/failing-" \
		-print_final_stats=1 "$work/corpus" > "$work/log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
		echo "ok - $subject: fuzzing for $seconds seconds, $runs inputs, no invariant broken"
	else
		sed '/^#[0-9]/d' "$work/log" > "$work/failure" # without the lines that tell its progress
		failed "fuzzing for $seconds seconds" "$work/failure"
		for failing in "$work"/failing-*; do
			[ -e "$failing" ] || continue
			mv "$failing" "${TMPDIR:-/tmp}/$1-${failing##*/}"
			echo "# the failing input is ${TMPDIR:-/tmp}/$1-${failing##*/}"
		done
	fi
}
