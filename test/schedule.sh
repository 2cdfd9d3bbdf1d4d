#!/bin/bash
#
# schedule.sh
#		ecom.schedule_refresh() with pg_cron itself: the next step where it is missing, jobs that run, and whose they are.
#
#	schedule.sh PROGRAMS WORK
#
# PROGRAMS has PostgreSQL's, with the extension installed; WORK is an empty directory that the server's user may enter. It
# starts a PostgreSQL of its own there. Prints one line per check and fails if any check does. It takes up to 80
# seconds, since pg_cron before version 1.5 does nothing more often than once a minute.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 CLUSTER=$2
source "$here/../scripts/cluster.sh"
PGBIN=$programs
subject=schedule
source "$here/checks.sh"

if [ ! -f "$("$PGBIN/pg_config" --pkglibdir)/pg_cron.so" ]; then
	echo "skipped - schedule: no pg_cron"
	exit 0
fi

database=shop		# the one with pg_cron
elsewhere="Owner's"	# another one with the extension
user=postgres

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -d "$database" -U "$user" "$@"
}

# at DATABASE COMMAND...: the command, in that database
at()
{
	local database=$1

	"${@:2}"
}

# as USER COMMAND...: the command, as that user
as()
{
	local user=$1

	"${@:2}"
}

# fails_with PATTERN STATEMENT: the statement fails, and what it prints has this; that stays in $CLUSTER/output
fails_with()
{
	! sql -c "$2" > "$CLUSTER/output" 2>&1 && grep -q "$1" "$CLUSTER/output" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

# hints PATTERN: the last failure came with a hint that has this
hints()
{
	grep '^HINT: ' "$CLUSTER/output" | grep -q "$1" || {
		sed 's/^/# /' "$CLUSTER/output"
		return 1
	}
}

# waits_for STATEMENT: it gives true before the deadline
waits_for()
{
	while [ "$(sql -c "$1")" != t ]; do
		[ "$SECONDS" -lt "$deadline" ] || break
		sleep 0.5
	done
	[ "$(sql -c "$1")" != t ] || return 0
	echo "# not in time: $1"
	as postgres at shop sql -c "SELECT j.jobname, j.username, j.schedule, d.status, d.return_message FROM cron.job j LEFT JOIN cron.job_run_details d USING (jobid)" |
		sed 's/^/# /'
	return 1
}

clean_up()
{
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -m immediate -s stop || true
}

trap clean_up EXIT
start_cluster
createdb "$database"
createdb "$elsewhere"
for name in "$database" "$elsewhere"; do
	at "$name" sql -c "CREATE EXTENSION ecom_analytics" -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1', '1', 'CA', 'Tea', 'B000000001', 'TEA', 'R_x')"
done

no_cron='ERROR:  55000: pg_cron is not in database'
check "a server without pg_cron: 55000" fails_with "$no_cron" "SELECT ecom.schedule_refresh('0 4 * * *')"
check "the hint says how to get it" hints "set shared_preload_libraries = 'pg_cron' and cron.database_name to this database, restart the server, and CREATE EXTENSION pg_cron"
check "to take a schedule away there: 55000" fails_with "$no_cron" "SELECT ecom.unschedule_refresh()"

as_server_user tee -a "$CLUSTER/data/postgresql.conf" > /dev/null <<-END
	shared_preload_libraries = 'pg_cron'
	cron.database_name = '$database'
	cron.host = '$CLUSTER/socket'
END
as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/data/server.log" -m fast -w -s restart

check "loaded, but not created: 55000" fails_with "$no_cron" "SELECT ecom.schedule_refresh('0 4 * * *')"
check "the hint is a statement" hints 'HINT:  CREATE EXTENSION pg_cron\.$'
check "it works" sql -c "$(sed -n 's/^HINT:  \(.*\)\.$/\1/p' "$CLUSTER/output")"
case $(sql -c "SELECT extversion FROM pg_extension WHERE extname = 'pg_cron'") in
1.[0-4]*) often='* * * * *' ;;
*) often='5 seconds' ;;
esac

# the owner's schedule
check "nothing to take away" gives f "SELECT ecom.unschedule_refresh()"
check "a schedule" gives t "SELECT ecom.schedule_refresh('0 4 * * *') > 0"
check "another in place of it" gives t "SELECT ecom.schedule_refresh('$often') = (SELECT jobid FROM cron.job)"
check "is the only one" gives "ecom_analytics refresh|$often|SELECT FROM ecom.refresh()|$database|postgres|t" \
	"SELECT jobname, schedule, command, database, username, active FROM cron.job"
check "an expression that is none is pg_cron's error" fails_with 'ERROR:  22023: invalid schedule: every now and then' "SELECT ecom.schedule_refresh('every now and then')"
check "and leaves the schedule as it is" gives "$often" "SELECT schedule FROM cron.job"

# another database
check "another database: 55000" at "$elsewhere" fails_with "$no_cron" "SELECT ecom.schedule_refresh('0 4 * * *')"
check "the hint names the one with pg_cron" hints "cron.database_name, now \"$database\""
statement=$(sed -n 's/^HINT: .* call: \(SELECT cron\.schedule_in_database(.*)\)\. .*/\1/p' "$CLUSTER/output")
check "its statement works there" gives t "SELECT ($statement) > 0"
check "and schedules a refresh of the other" gives "0 4 * * *|SELECT FROM ecom.refresh()|postgres" \
	"SELECT schedule, command, username FROM cron.job WHERE database = '${elsewhere/\'/\'\'}'"
check "beside that of this one" gives "$often|postgres" "SELECT schedule, username FROM cron.job WHERE database = '$database'"
sql -o /dev/null -c "SELECT cron.alter_job(jobid, schedule => '$often') FROM cron.job WHERE database = '${elsewhere/\'/\'\'}'"

# a role that is no superuser, with the rights that it needs and no others
sql <<-STATEMENTS
	CREATE ROLE clerk LOGIN;
	GRANT USAGE ON SCHEMA ecom, cron TO clerk;
	GRANT EXECUTE ON FUNCTION ecom.schedule_refresh, ecom.unschedule_refresh TO clerk;
STATEMENTS
check "another role: no schedule for one that may not refresh: 42501" as clerk fails_with 'ERROR:  42501: role "clerk" may not call ecom.refresh()' "SELECT ecom.schedule_refresh('$often')"
check "the hint is what it needs" hints 'GRANT EXECUTE ON FUNCTION ecom.refresh TO clerk\.$'
sql -c "GRANT EXECUTE ON FUNCTION ecom.refresh TO clerk"
check "another role: nothing to take away" as clerk gives f "SELECT ecom.unschedule_refresh()"
check "another role: its own schedule" as clerk gives t "SELECT ecom.schedule_refresh('$often') > 0"
check "another role: beside the owner's" gives "clerk|1
postgres|1" "SELECT username, count(*) FROM cron.job WHERE database = '$database' GROUP BY username ORDER BY username"

# they run, at the next full minute or earlier
deadline=$((SECONDS + 75))
check "a run is in the log" waits_for "SELECT EXISTS (SELECT FROM ecom.refresh_log WHERE outcome = 'done' AND started_by = 'postgres')"
check "and in that of the other database" at "$elsewhere" waits_for "SELECT EXISTS (SELECT FROM ecom.refresh_log WHERE outcome = 'done')"
check "and one as the other role" waits_for "SELECT EXISTS (SELECT FROM ecom.refresh_log WHERE outcome = 'done' AND started_by = 'clerk')"
check "pg_cron says they succeeded" waits_for "SELECT count(DISTINCT (database, username)) FILTER (WHERE status = 'succeeded') = 3
	AND bool_and(status <> 'failed') FROM cron.job_run_details"
check "the marts are filled" gives 1.00 "SELECT sum(total_revenue) FROM bi.sales_by_state_m_y"
check "no run has failed" gives 0 "SELECT count(*) FROM ecom.refresh_log WHERE outcome <> 'done'"

# taken away
check "it is taken away" gives t "SELECT ecom.unschedule_refresh()"
check "once" gives f "SELECT ecom.unschedule_refresh()"
check "the other role's and the other database's are still there" gives "$elsewhere|postgres
$database|clerk" "SELECT database, username FROM cron.job ORDER BY database"
check "the other role takes its own away" as clerk gives t "SELECT ecom.unschedule_refresh()"
check "the other role: once" as clerk gives f "SELECT ecom.unschedule_refresh()"

[ "$failures" -eq 0 ]
