#!/usr/bin/env bash
# make check: builds with warnings as errors and runs every test, or the parts that TESTS names, in a private cluster.
#
#	check.sh [PART...]	these parts, all by default; regress:NAME, isolation:NAME and citus:NAME are single tests
#	check.sh help		says what there is
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/cluster.sh"
source "$here/../scripts/citus_nodes.sh"
source "$here/../scripts/packages.sh"
source "$here/parts.sh"

passed=0 failed=0 skipped=0
beside=() beside_process=	# commands that run beside others, and what runs them

# count_checks OUTPUT STATUS COMMAND: what a program printed, which ended so
count_checks()
{
	echo "$1"
	passed=$((passed + $(grep -c '^ok ' <<<"$1" || true)))
	failed=$((failed + $(grep -c '^not ok ' <<<"$1" || true)))
	skipped=$((skipped + $(grep -c '^skipped ' <<<"$1" || true)))
	# one that stopped half-way has failed, whatever it counted
	if [ "$2" -ne 0 ] && ! grep -q '^not ok ' <<<"$1"
	then
		echo "not ok - $3 exited with status $2"
		failed=$((failed + 1))
	fi
}

# run_checks COMMAND...: a program that prints "ok - name" or "not ok - name" for each of its checks
run_checks()
{
	local output status=0
	output=$("$@" 2>&1) || status=$?
	count_checks "$output" "$status" "$*"
}

# run_checks_beside COMMAND...: the same for one with a server of its own, to which it makes no difference what else runs; one after
# the other they run beside the parts between start_beside and finish_beside
run_checks_beside()
{
	local command
	printf -v command '%q ' "$@"
	beside+=("$command")
}

start_beside()
{
	local i
	[ ${#beside[@]} -gt 0 ] || return 0
	# a process group of its own, which can be ended as a whole
	set -m
	for i in "${!beside[@]}"
	do
		eval "${beside[i]}" > "$CLUSTER/beside.$i" 2>&1 && echo 0 > "$CLUSTER/beside.$i.status" || echo $? > "$CLUSTER/beside.$i.status"
	done < /dev/null &
	beside_process=$!
	set +m
}

finish_beside()
{
	local i
	[ -n "$beside_process" ] || return 0
	wait "$beside_process" || true
	beside_process=
	for i in "${!beside[@]}"
	do
		count_checks "$(cat "$CLUSTER/beside.$i")" "$(cat "$CLUSTER/beside.$i.status" 2>/dev/null || echo 255)" "${beside[i]}"
	done
}

# Ends what may still run, and removes all.  What runs beside stops its servers before it ends.
end_check()
{
	local i
	if [ -n "$beside_process" ] && kill -- "-$beside_process" 2>/dev/null
	then
		for ((i = 0; i < 600; i++))
		do
			kill -0 -- "-$beside_process" 2>/dev/null || break
			sleep 0.1
		done
	fi
	stop_nodes "$CLUSTER/nodes"
	stop_cluster "$CLUSTER"
}

# What more than one part needs is made when the first of them asks for it.

# The generator, and a copy of PostgreSQL with the extension: PGBIN has its programs
need_build()
{
	[ ! -d "$CLUSTER/build" ] || return 0
	require_postgresql
	# before the copy is made, which has what is there by then
	[ "$("$(system_pg_config)" --bindir)" != /usr/lib/postgresql/15/bin ] || require_packages postgresql-15-cron
	make_tree
	install_extension WERROR=1
	generate=$CLUSTER/build/build/generate
}

# A server: PGHOST and PGUSER say which
need_server()
{
	need_build
	[ -d "$CLUSTER/data" ] || start_cluster
}

# A copy of the dashboard, in which packages are installed while other parts copy the build
need_dashboard()
{
	need_build
	[ -d "$CLUSTER/dashboard_copy" ] || cp -r "$CLUSTER/build/dashboard" "$CLUSTER/dashboard_copy"
}

# The Census API as the tests know it, on loopback; it ends with its standard input, which is this script's.
need_census_server()
{
	local i

	[ ! -d "$CLUSTER/census-server" ] || return 0
	need_server	# before the key is in the environment, where a server finds it
	require_packages python3 openssl
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

# The rows for the test real_rows, which are not part of the project, where the server's user may read them
copy_real_rows()
{
	export OPEN_ECOMMERCE_DIR=${OPEN_ECOMMERCE_DIR:-$SOURCE_DIR/../shared/data/open-ecommerce}
	if [ ! -f "$OPEN_ECOMMERCE_DIR/amazon-purchases.csv" ]
	then
		echo "skipped - regress real_rows: no Open e-commerce files in $OPEN_ECOMMERCE_DIR (set OPEN_ECOMMERCE_DIR)"
		return
	fi
	mkdir "$CLUSTER/open-ecommerce"
	cp "$OPEN_ECOMMERCE_DIR"/{amazon-purchases,survey,fields}.csv "$CLUSTER/open-ecommerce"
	chmod a+r "$CLUSTER/open-ecommerce/"*
	OPEN_ECOMMERCE_DIR=$CLUSTER/open-ecommerce
}

# pg_regress_tests KIND: those tests of the part regress or isolation that are wanted, a line each; the differences follow where
# one fails.
pg_regress_tests()
{
	local kind=$1 build=$CLUSTER/build log=$CLUSTER/$1.log names folder status=0 variables

	names=$(wanted_tests "$kind")
	case $kind in
		regress)
			folder=$build variables=(ISOLATION=)
			[[ " ${names:-real_rows} " != *" real_rows "* ]] || copy_real_rows
			;;
		isolation)
			folder=$build/output_iso variables=(REGRESS=)
			;;
	esac
	[ -z "$names" ] || variables+=("${kind^^}=$names")
	make -s -C "$build" installcheck PG_CONFIG="$PGBIN/pg_config" "${variables[@]}" > "$log" 2>&1 || status=$?
	# PostgreSQL 15 prints "test name ... ok", later versions print TAP
	sed -n -E -e "s/^test ([a-z_]+) .*\.\.\. ok .*/ok - $kind \1/p" -e "s/^test ([a-z_]+) .*\.\.\. FAILED.*/not ok - $kind \1/p" \
		-e "s/^(ok|not ok) +[0-9]+ +- ([a-z_]+).*/\1 - $kind \2/p" "$log"
	if [ "$status" -ne 0 ]
	then
		{
			tail -n 50 "$log"
			[ ! -f "$folder/regression.diffs" ] || cat "$folder/regression.diffs"
		} | sed 's/^/# /'
	fi
	return "$status"
}

# Each program of test/citus, with a coordinator and two workers that all of them share.  Where these do not start, that has failed.
citus_tests()
{
	local name names

	names=$(wanted_tests citus)
	(start_nodes "$CLUSTER/nodes") || { echo "not ok - citus: the nodes start"; failed=$((failed + 1)); return; }
	for name in ${names:-$(single_tests citus)}
	do
		run_checks "$here/citus/$name.sh" "$PGBIN" "$CLUSTER/build" "$CLUSTER/nodes" "$(private_directory "citus_$name")"
	done
	stop_nodes "$CLUSTER/nodes"
}

# What make demo does: the sample is loaded and refreshed, each of the eight questions has rows for an answer, and they say of which
# years.
demo_answers()
{
	local answers number

	createdb demo
	psql -X -q -v ON_ERROR_STOP=1 -v files="$CLUSTER/build/data/sample" -d demo -f "$SOURCE_DIR/scripts/demo/load.sql" >/dev/null
	answers=$(psql -X -q -t -A -v ON_ERROR_STOP=1 -d demo -f "$SOURCE_DIR/scripts/demo/questions.sql")
	for number in 1 2 3 4 5 6 7 8
	do
		if awk -v heading="^$number[.] " '$0 ~ heading { found = 1; next } /^[0-9][.] / { found = 0 } found && /[|]/ { rows++ } END { exit rows < 2 }' <<<"$answers"
		then
			echo "ok - demo question $number"
		else
			echo "not ok - demo question $number"
		fi
	done
	if grep -q ', 2018 to 2022$' <<<"$answers" && ! grep -q '^UNKNOWN|' <<<"$answers"
	then
		echo "ok - demo: complete years, which it names, and no category that is none"
	else
		echo "not ok - demo: complete years, which it names, and no category that is none"
	fi
}

# What make demo FILES= does: the order files of data/formats load, each by its header, with the sum that their lines give by hand
# (1308.04 + 43.99 + 1083.99 + 94.50 + 59.25 + 40.00 + 1118.50); a file of no known format is passed over.
demo_own_files()
{
	local revenue output

	cp -r "$CLUSTER/build/data/formats" "$CLUSTER/own_files"
	printf 'a,b\n1,2\n' > "$CLUSTER/own_files/other.csv"
	createdb own_files
	output=$(PGDATABASE=own_files "$SOURCE_DIR/scripts/demo/load_folder.sh" "$CLUSTER/own_files" 2>/dev/null)
	revenue=$(psql -X -q -t -A -d own_files -c "SELECT sum(total_revenue) FROM bi.years")
	if [ "$revenue" = 3748.27 ] && grep -q '^Passed over: other.csv, of no known format$' <<<"$output"
	then
		echo "ok - demo: own order files, all of them and to the cent"
	else
		echo "not ok - demo: own order files, all of them and to the cent"
		printf '%s\n%s\n' "$revenue" "$output" | sed 's/^/# /'
	fi
}

# private_directory NAME: for a part that starts a PostgreSQL of its own there
private_directory()
{
	mkdir "$CLUSTER/$1"
	echo "$CLUSTER/$1"
}

all_parts()
{
	if part rooms "the folders of src/: which of them use which"
	then
		run_checks "$here/rooms.sh"
	fi

	if part generator "the generator of data: the same bytes again, the shape of the dataset, failures"
	then
		need_build
		run_checks env GENERATE="$generate" "$here/generator.sh"
	fi

	if part csv "the CSV reader without PostgreSQL: cases, fuzzing"
	then
		require_packages clang libclang-rt-14-dev
		run_checks "$here/csv.sh"
	fi

	if part incremental "whatever is done to the tables: after a refresh, models are what their definitions give, row for row"
	then
		require_packages python3
		need_build
		run_checks_beside python3 -B "$here/incremental/run.py" "$PGBIN" "$(private_directory incremental)"
	fi

	if part recovery "dumps; refreshes that are killed, cancelled, or find the disk full"
	then
		need_build
		run_checks_beside "$here/refresh_recovery.sh" "$PGBIN" "$generate" "$(private_directory recovery)"
	fi

	if part schedule "refreshes by pg_cron"
	then
		need_build
		run_checks_beside "$here/schedule.sh" "$PGBIN" "$(private_directory schedule)"
	fi

	if part dashboard "the dashboard: its API, its page in a browser"
	then
		need_dashboard
		run_checks_beside "$here/dashboard.sh" "$PGBIN" "$CLUSTER/build/data/sample" "$CLUSTER/dashboard_copy" "$(private_directory dashboard)"
	fi

	if part standby "a hot standby: what reads is right there, what writes says where it can; refreshes on its primary meanwhile"
	then
		need_dashboard
		run_checks_beside "$here/standby.sh" "$PGBIN" "$CLUSTER/build/data/sample" "$CLUSTER/dashboard_copy" "$(private_directory standby)"
	fi

	if part pooler "PgBouncer in transaction mode: refreshes, loads and the dashboard through it"
	then
		require_packages pgbouncer
		need_dashboard
		run_checks_beside "$here/pooler.sh" "$PGBIN" "$CLUSTER/build/data/sample" "$CLUSTER/dashboard_copy" "$(private_directory pooler)"
	fi

	start_beside

	if part census "the Census API: its answers without PostgreSQL, fuzzing; requests that are interrupted; the key"
	then
		require_packages clang libclang-rt-14-dev
		run_checks "$here/census_answer.sh"
		need_census_server
		run_checks "$here/census_api.sh" "$PGBIN" "$CENSUS_SERVER_DIR" "$(private_directory census)"
	fi

	if part regress "regression tests"
	then
		need_census_server
		run_checks pg_regress_tests regress
	fi

	if part isolation "sessions that run at the same time"
	then
		need_server
		run_checks pg_regress_tests isolation
	fi

	if part cleaners "the cleaners beside a model of them, with random values"
	then
		require_packages python3
		need_server
		run_checks python3 "$here/cleaners.py" "$SOURCE_DIR"
	fi

	if part hostile "refreshes of random and hostile rows"
	then
		require_packages python3
		need_server
		run_checks python3 -B "$here/hostile.py" "$SOURCE_DIR"
	fi

	if part demo "the questions of make demo; what make demo-stop leaves alone"
	then
		need_server
		run_checks demo_answers
		run_checks demo_own_files
		run_checks "$here/demo_note.sh" "$(private_directory demo_note)"
	fi

	if part oracle "marts, views of bi and what clients show, beside an independent implementation: real rows, the sample, random sets"
	then
		require_packages python3
		need_server
		run_checks python3 -B "$here/oracle/run.py" "$SOURCE_DIR"
	fi

	if part docs "the documents: reference pages, links, examples"
	then
		require_packages python3
		need_server
		run_checks "$here/docs.sh" "$CLUSTER/build/data/sample" "$(private_directory docs)"
	fi

	if part bi_tools "bi through drivers; what is ready for Superset, Grafana, Metabase, dbt and Prometheus"
	then
		{ command -v node && command -v npm; } > /dev/null || require_packages nodejs npm
		need_server
		run_checks "$here/bi_tools.sh" "$CLUSTER/build"
	fi

	if part upgrade "ALTER EXTENSION UPDATE"
	then
		need_server
		run_checks env PG_CONFIG="$PGBIN/pg_config" "$here/upgrade.sh"
		run_checks "$here/next_version.sh" "$CLUSTER/build" "$(private_directory next_version)"
	fi

	if part release "a release: its version, the archive for PGXN, install scripts that stay as they were released"
	then
		require_packages git python3 unzip
		need_build
		run_checks env PG_CONFIG="$PGBIN/pg_config" "$here/release.sh" "$CLUSTER/build" "$(private_directory release)"
	fi

	if part deb "Debian packages: built, looked at by lintian, used from where they are unpacked"
	then
		need_build
		if [ "$PGBIN" = "$CLUSTER/tree/usr/lib/postgresql/15/bin" ]
		then
			require_packages lintian systemd
			# not the one of the tests' server, which is first on PATH by now
			run_checks env PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config "$here/deb.sh" "$CLUSTER/build" "$(private_directory deb)"
		else
			echo "skipped - deb: this is not Debian's PostgreSQL"
			skipped=$((skipped + 1))
		fi
	fi

	if part interrupts "refreshes, loads and requests that are cancelled, timed out or terminated at any moment"
	then
		need_census_server
		run_checks "$here/interrupts.sh" "$PGBIN" "$generate" "$CENSUS_SERVER_DIR" "$(private_directory interrupts)"
	fi

	if part security "data tests of others: cancels, time limits, dumps"
	then
		need_server
		run_checks "$here/security.sh"
	fi

	if part watch "what others see of refreshes: how far they are, NOTIFY as they end"
	then
		need_server
		run_checks "$here/watch.sh"
	fi

	if part load_crash "loads that are killed, cancelled or timed out; what a load records; its memory"
	then
		need_server
		run_checks env GENERATE="$generate" "$here/load_crash.sh"
	fi

	finish_beside

	if part readers "readers while refreshes run"
	then
		need_build
		run_checks "$here/refresh_readers.sh" "$PGBIN" "$generate" "$(private_directory readers)"
	fi

	if part locks "who reads models that are written anew; VACUUM and REINDEX CONCURRENTLY beside refreshes"
	then
		need_build
		run_checks "$here/refresh_locks.sh" "$PGBIN" "$generate" "$(private_directory locks)"
	fi

	if part citus "Citus, where the server has it: a coordinator and two workers"
	then
		require_postgresql
		if has_citus
		then
			need_build
			citus_tests
		else
			echo "skipped - citus: this server has no Citus"
			skipped=$((skipped + 1))
		fi
	fi

	if part_on_demand fuzz "functions called with hostile values; statements that sqlsmith invents"
	then
		require_packages python3 python3-psycopg sqlsmith
		need_build
		run_checks "$here/fuzz.sh" "$PGBIN" "$CLUSTER/build/data/sample" "$(private_directory fuzz)"
	fi

	if part_on_demand memory "regression tests under the address and undefined behaviour sanitizers"
	then
		require_postgresql
		run_checks "$here/memory.sh" "$(private_directory memory)"
	fi

	if part_on_demand superset "a real Superset: the commands of docs/superset.md, the dashboard in a browser"
	then
		need_build
		run_checks "$here/superset.sh" "$PGBIN" "$CLUSTER/build" "$(private_directory superset)"
	fi

	if part_on_demand dbt "the dbt package under a project, by the commands of docs/dbt.md"
	then
		need_server
		run_checks "$here/dbt.sh" "$CLUSTER/build" "$(private_directory dbt)"
	fi

	if part_on_demand frames "bi as data frames: pandas, polars, ADBC, ibis"
	then
		need_server
		run_checks "$here/frames.sh" "$CLUSTER/build" "$(private_directory frames)"
	fi

	if part_on_demand cdnow "what customers are worth, beside what the papers print, of the data of PyPI's lifetimes"
	then
		need_server
		run_checks "$here/cdnow.sh" "$(private_directory cdnow)"
	fi
}

choose_parts "$@"
new_cluster_directory
trap end_check EXIT
all_parts

summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary+=", $skipped skipped"
echo "$summary"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
