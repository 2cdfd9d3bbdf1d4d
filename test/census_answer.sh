#!/bin/bash
#
# census_answer.sh
#		Tests how src/census/ reads an answer: its cases, then fuzzing for a bounded time, FUZZ_SECONDS, 10 by default.
#
# Needs no PostgreSQL, but cJSON, and clang with its sanitizers and libFuzzer (see plain_c.sh).
# Prints one line per check and fails if any check does.

set -euo pipefail

subject="census answer"
source "$(dirname "$0")/plain_c.sh"
sources=("$root"/src/census/answer*.c "$root/src/base/text_excerpt.c")
libraries=(-lcjson)

cases census_answer_test
fuzzing census_answer "${FUZZ_SECONDS:-10}"

[ "$failures" -eq 0 ]
