#!/usr/bin/env bash
# make check: builds with warnings as errors and runs every test in a private cluster.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"

passed=0 failed=0 skipped=0

# run_checks COMMAND...: a program that prints "ok - name" or "not ok - name" for each of its checks
run_checks()
{
	local output status=0
	output=$("$@" 2>&1) || status=$?
	echo "$output"
	passed=$((passed + $(grep -c '^ok ' <<<"$output" || true)))
	failed=$((failed + $(grep -c '^not ok ' <<<"$output" || true)))
	skipped=$((skipped + $(grep -c '^skipped ' <<<"$output" || true)))
	# one that stopped half-way has failed, whatever it counted
	if [ "$status" -ne 0 ] && ! grep -q '^not ok ' <<<"$output"
	then
		echo "not ok - $* exited with status $status"
		failed=$((failed + 1))
	fi
}

# The regression tests, a line each; the differences follow where one fails.
regression_tests()
{
	local build=$CLUSTER/build status=0
	make -s -C "$build" installcheck PG_CONFIG="$PGBIN/pg_config" > "$CLUSTER/installcheck.log" 2>&1 || status=$?
	# PostgreSQL 15 prints "test name ... ok", later versions print TAP
	sed -n -E -e 's/^test ([a-z_]+) .*\.\.\. ok .*/ok - regress \1/p' -e 's/^test ([a-z_]+) .*\.\.\. FAILED.*/not ok - regress \1/p' \
		-e 's/^(ok|not ok) +[0-9]+ +- ([a-z_]+).*/\1 - regress \2/p' "$CLUSTER/installcheck.log"
	if [ "$status" -ne 0 ]
	then
		{
			tail -n 50 "$CLUSTER/installcheck.log"
			find "$build" -name regression.diffs -exec cat {} +
		} | sed 's/^/# /'
	fi
	return "$status"
}

# What make demo does: the sample is loaded and refreshed, and each of the five questions has rows for an answer.
demo_answers()
{
	local answers number
	createdb demo
	psql -X -q -v ON_ERROR_STOP=1 -v files="$CLUSTER/build/data/sample" -d demo -f "$SOURCE_DIR/demo/load.sql" >/dev/null
	answers=$(psql -X -q -t -A -v ON_ERROR_STOP=1 -d demo -f "$SOURCE_DIR/demo/questions.sql")
	for number in 1 2 3 4 5
	do
		if awk -v heading="^$number[.] " '$0 ~ heading { found = 1; next } /^[0-9][.] / { found = 0 } found && /[|]/ { rows++ } END { exit rows < 2 }' <<<"$answers"
		then
			echo "ok - demo question $number"
		else
			echo "not ok - demo question $number"
		fi
	done
}

export OPEN_ECOMMERCE_DIR=${OPEN_ECOMMERCE_DIR:-$SOURCE_DIR/../shared/data/open-ecommerce}
if [ ! -f "$OPEN_ECOMMERCE_DIR/amazon-purchases.csv" ]
then
	echo "skipped - regress real_rows: no Open e-commerce files in $OPEN_ECOMMERCE_DIR (set OPEN_ECOMMERCE_DIR)"
	skipped=$((skipped + 1))
fi

# The Census API as the tests know it, on loopback; it ends with its standard input, which is this script's.
start_census_server()
{
	local i

	export CENSUS_SERVER_DIR=$CLUSTER/census-server CENSUS_API_KEY=0123456789abcdef0123456789abcdef01234567
	mkdir "$CENSUS_SERVER_DIR"
	coproc CENSUS_SERVER { exec python3 "$here/census_server.py" "$CENSUS_SERVER_DIR" "$SOURCE_DIR/data/census" "$CENSUS_API_KEY"; }
	for ((i = 0; i < 300; i++))
	do
		[ ! -f "$CENSUS_SERVER_DIR/ports" ] || return 0
		sleep 0.1
	done
	echo "The server that plays the Census API does not start." >&2
	return 1
}

require_postgresql
require_packages clang libclang-rt-14-dev	# fuzzing
require_packages python3 openssl	# the server that plays the Census API
{ command -v node && command -v npm; } > /dev/null || require_packages nodejs npm	# dashboards and questions for BI tools
[ "$("$(system_pg_config)" --bindir)" != /usr/lib/postgresql/15/bin ] || require_packages postgresql-15-cron
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension WERROR=1
start_cluster
if [ -f "$OPEN_ECOMMERCE_DIR/amazon-purchases.csv" ]
then
	# the server's user may not be allowed to read the originals
	mkdir "$CLUSTER/open-ecommerce"
	cp "$OPEN_ECOMMERCE_DIR"/{amazon-purchases,survey,fields}.csv "$CLUSTER/open-ecommerce"
	chmod a+r "$CLUSTER/open-ecommerce/"*
	OPEN_ECOMMERCE_DIR=$CLUSTER/open-ecommerce
fi

run_checks env GENERATE="$CLUSTER/build/build/generate" "$here/generator.sh"
run_checks "$here/csv.sh"
run_checks "$here/census_answer.sh"
start_census_server
mkdir "$CLUSTER/census"
run_checks "$here/census_api.sh" "$PGBIN" "$CENSUS_SERVER_DIR" "$CLUSTER/census"
run_checks regression_tests
run_checks demo_answers
run_checks "$here/bi_tools.sh" "$CLUSTER/build"
run_checks env PG_CONFIG="$PGBIN/pg_config" "$here/upgrade.sh"
run_checks "$here/security.sh"
mkdir "$CLUSTER/recovery" "$CLUSTER/readers" "$CLUSTER/schedule" "$CLUSTER/dashboard"
run_checks "$here/refresh_recovery.sh" "$PGBIN" "$CLUSTER/build/build/generate" "$CLUSTER/recovery"
run_checks "$here/refresh_readers.sh" "$PGBIN" "$CLUSTER/build/build/generate" "$CLUSTER/readers"
run_checks "$here/schedule.sh" "$PGBIN" "$CLUSTER/schedule"
run_checks env GENERATE="$CLUSTER/build/build/generate" "$here/load_crash.sh"
run_checks "$here/dashboard.sh" "$PGBIN" "$CLUSTER/build/data/sample" "$CLUSTER/build/dashboard" "$CLUSTER/dashboard"

summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary+=", $skipped skipped"
echo "$summary"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
