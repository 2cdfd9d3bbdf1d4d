#!/bin/bash
#
# census_api.sh
#		Requests to the Census API that are cancelled, timed out or terminated in every phase; the key, which is searched
#		for in all that the server writes and shows; and 1,000 calls that fail, which leave nothing behind.
#
#	census_api.sh PROGRAMS SERVER WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; SERVER is the directory of a running test/census_server.py whose
# key is CENSUS_API_KEY; WORK is an empty directory that the server's user may enter. It starts a PostgreSQL of its own,
# with the key in its environment. Prints one line per check and fails if any check does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
key=$CENSUS_API_KEY
programs=$1 server=$2 CLUSTER=$3
source "$here/../scripts/cluster.sh"
source "$server/ports"
PGBIN=$programs
subject="census API"
source "$here/checks.sh"

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -d postgres "$@"
}

# fetch URL: the statements that ask an API with this base URL
fetch()
{
	echo "LOAD 'ecom_analytics'; SET ecom_analytics.census_base_url = '$1'; SELECT jsonb_array_length(ecom.census_fetch(2021))"
}

# fails_with ERROR URL [SETTING]: asking fails with this SQLSTATE and the message behind it, or its beginning
fails_with()
{
	! sql -c "${3:-} $(fetch "$2")" > "$CLUSTER/output" 2>&1 && grep -q "ERROR:  $1" "$CLUSTER/output" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

milliseconds()
{
	echo $(($(date +%s%N) / 1000000))
}

# interrupt FUNCTION SQLSTATE URL: the request is under way for a while, then the function is called on its backend; the
# session ends with the SQLSTATE and not only when the network has something to say, which would be after a minute
interrupt()
{
	local client backend= i start took status=0

	PGAPPNAME=interrupted sql -c "$(fetch "$3")" > "$CLUSTER/output" 2>&1 &
	client=$!
	for ((i = 0; i < 600; i++)); do
		backend=$(sql -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'interrupted' AND wait_event_type = 'Extension'
			AND clock_timestamp() > query_start + interval '300 ms'")
		[ -z "$backend" ] || break
		sleep 0.05
	done
	start=$(milliseconds)
	[ -n "$backend" ] && [ "$(sql -c "SELECT $1($backend)")" = t ] || return 1
	wait "$client" || status=$?
	took=$(($(milliseconds) - start))
	echo "# $1 took $took ms, a new session included"
	[ "$status" -ne 0 ] && [ "$took" -lt 10000 ] && grep -q "$2" "$CLUSTER/output" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

# A session that fails 1,000 times, in many ways; its memory and open files after the first 100 times and in the end.
leaks_nothing()
{
	sql > "$CLUSTER/output" 2>&1 <<-STATEMENTS
		LOAD 'ecom_analytics';
		SET ecom_analytics.http_retries = 0;
		SET ecom_analytics.http_timeout = '200ms';
		CREATE PROCEDURE pg_temp.fail(times integer) LANGUAGE plpgsql AS \$\$
		DECLARE
			urls text[] := '{https://localhost:$CLOSED/api, https://localhost:$HTTPS_WRONG_HOST/api, http://127.0.0.1:$HTTP/status/500,
				http://127.0.0.1:$HTTP/reset_body, http://127.0.0.1:$HTTP/json/truncated, http://127.0.0.1:$HTTP/json/nested_closed,
				http://127.0.0.1:$HTTP/huge, http://127.0.0.1:$HTTP/gzip_cut_body, https://$(printf 'x%.0s' {1..64}).example/api,
				http://127.0.0.1:$HTTP/echo/answer}';
			failures integer := 0;
		BEGIN
			FOR n IN 1 .. times LOOP
				PERFORM set_config('ecom_analytics.census_base_url', urls[1 + n % 10], false);
				BEGIN
					PERFORM ecom.census_fetch(2021);
				EXCEPTION WHEN OTHERS THEN
					failures := failures + 1;
				END;
			END LOOP;
			ASSERT failures = times;
		END
		\$\$;
		SELECT pg_backend_pid() AS pid \gset
		\setenv BACKEND :pid
		CALL pg_temp.fail(100);
		\! echo before \$(ls /proc/\$BACKEND/fd | wc -l) \$(grep VmRSS /proc/\$BACKEND/status)
		CALL pg_temp.fail(900);
		\! echo after \$(ls /proc/\$BACKEND/fd | wc -l) \$(grep VmRSS /proc/\$BACKEND/status)
	STATEMENTS
	sed 's/^/# /' "$CLUSTER/output"
	awk '$1 == "before" { files = $2; memory = $4 } $1 == "after" { fine = $2 <= files && $4 < memory + 2048 } END { exit !fine }' "$CLUSTER/output"
}

# key_is_nowhere: neither in the data directory with its logs, nor in what clients got, nor in what SQL shows
key_is_nowhere()
{
	local shown

	shown=$(sql -c "SELECT a FROM pg_stat_activity a" -c "SELECT s FROM $statements s" -c "SELECT s FROM pg_settings s" \
		-c "SELECT l FROM ecom.census_log l" -c "SELECT d FROM raw.state_demographics d" | grep -ci "$key" || true)
	sql -c CHECKPOINT
	if grep -rqi "$key" "$CLUSTER/data" "$CLUSTER/secrets"; then
		grep -rli "$key" "$CLUSTER/data" "$CLUSTER/secrets" | sed 's/^/# /'
		return 1
	fi
	[ "$shown" -eq 0 ]
}

clean_up()
{
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

gcc -shared -fPIC -Wall -Wextra -Werror -o "$CLUSTER/slow_lookup.so" "$here/slow_lookup.c"
chmod 755 "$CLUSTER/slow_lookup.so"
mkdir "$CLUSTER/secrets"
trap clean_up EXIT
settings=("ecom_analytics.http_ca_file=$server/ca.pem")
statements="(VALUES ('there is no pg_stat_statements'))"
if [ -f "$("$PGBIN/pg_config" --pkglibdir)/pg_stat_statements.so" ]; then
	settings+=(shared_preload_libraries=pg_stat_statements)
	statements=pg_stat_statements
fi
LD_PRELOAD=$CLUSTER/slow_lookup.so CENSUS_API_KEY=$key start_cluster "${settings[@]}"
unset CENSUS_API_KEY	# it is the server's, not its clients'
sql -c "CREATE EXTENSION ecom_analytics"
[ "$statements" != pg_stat_statements ] || sql -c "CREATE EXTENSION pg_stat_statements"

check "the key is taken from the server's environment" gives 53 "$(fetch "https://localhost:$HTTPS/api")"
check "a file is preferred to it" fails_with 58P01: "http://127.0.0.1:$HTTP/api" "SET ecom_analytics.census_api_key_file = '/nowhere';"

# every phase of a request, and the pause before the next try
while IFS='|' read -r phase url; do
	check "cancelled while $phase" interrupt pg_cancel_backend "ERROR:  57014: canceling statement due to user request" "$url"
	check "terminated while $phase" interrupt pg_terminate_backend "FATAL:  57P01:" "$url"
	check "timed out while $phase" fails_with "57014: canceling statement due to statement timeout" "$url" "SET statement_timeout = '500ms';"
done <<-END
	the name is looked up|https://census.slow.test/api
	the connection is made|https://localhost:$TCP_STALL/api
	TLS is agreed on|https://localhost:$TLS_STALL/api
	the answer is waited for|http://127.0.0.1:$HTTP/slow_first_byte
	the answer comes byte by byte|http://127.0.0.1:$HTTP/slow_body
	the answer is stuck|http://127.0.0.1:$HTTP/stall_body
	the next try is waited for|http://127.0.0.1:$HTTP/too_many/50
END
check "the log tells of those that were cancelled and timed out, and of those that were terminated" gives "57014|14
57P01|7" "SELECT sqlstate, count(*) FROM ecom.census_log WHERE sqlstate LIKE '57%' GROUP BY sqlstate ORDER BY sqlstate"

check "1,000 failing calls leave nothing behind" leaks_nothing

# with all that the server and libcurl can say
sql -c "ALTER SYSTEM SET log_min_messages = debug5" -c "ALTER SYSTEM SET log_statement = 'all'" -c "ALTER SYSTEM SET log_error_verbosity = verbose" \
	-c "SELECT FROM pg_reload_conf()"
for url in "https://localhost:$HTTPS/api" "http://127.0.0.1:$HTTP"/{api,redirect,redirect_loop,echo/{error,page,redirect,cut,percent,references,half,garbage,header,answer,escapes},status/500,json/letters} \
	"https://localhost:$CLOSED/api" "https://localhost:$HTTPS_EXPIRED/api"; do
	sql -c "SET client_min_messages = debug5; SET ecom_analytics.http_retries = 0; $(fetch "$url")" >> "$CLUSTER/secrets/output" 2>&1 || true
done
interrupt pg_terminate_backend FATAL "http://127.0.0.1:$HTTP/stall_body" > /dev/null
cp "$CLUSTER/output" "$CLUSTER/secrets/interrupted"
sql -c "LOAD 'ecom_analytics'; SET ecom_analytics.census_base_url = 'http://127.0.0.1:$HTTP/api'; SELECT * FROM ecom.load_census(2020, 2024)" >> "$CLUSTER/secrets/output" 2>&1 || true
sql -c "LOAD 'ecom_analytics'; SET ecom_analytics.census_base_url = 'http://127.0.0.1:$HTTP/api'; SELECT * FROM ecom.load_census(2020, 2021)" >> "$CLUSTER/secrets/output" 2>&1
check "libcurl's own words are in the server's log" grep -q 'DEBUG:.*libcurl: .*HTTP/1.1 200 OK' "$CLUSTER/data/server.log"
check "the key, sent in each request, ..." grep -q '^echo .*valid key$' "$server/requests"
check "... is in no file, log, view, table or message" key_is_nowhere
check "the server has never gone down" sh -c "! grep -q 'terminated by signal\|PANIC' '$CLUSTER/data/server.log'"

[ "$failures" -eq 0 ]
