#!/bin/bash
#
# security.sh
#		Data tests of others: what they do to a user's own cancel, what ends them, and whose they are after a dump and restore.
#
# Takes no arguments. PGHOST, PGUSER and so on name the server, which must be private: roles are created there, PGUSER is a superuser.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
subject=security
source "$here/checks.sh"
database=ecom_analytics_security
restored=${database}_restored
work=$(mktemp -d)

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

clean_up()
{
	dropdb --if-exists --force "$database"
	dropdb --if-exists --force "$restored"
	psql -X -q -d postgres -c "SET client_min_messages = warning" \
		-c "DROP ROLE IF EXISTS regress_ecom_writer, regress_ecom_clerk, regress_ecom_root, regress_ecom_alice, regress_ecom_bob, regress_ecom_carol"
	rm -rf "$work"
}

# in_restored COMMAND...: the command, in the other database
in_restored()
{
	local database=$restored

	"$@"
}

# says PATTERN: the last statement that was run aside has printed it
says()
{
	grep -q "$1" "$work/aside" || {
		sed 's/^/# /' "$work/aside"
		return 1
	}
}

silent()
{
	"$@" > "$work/output" 2>&1 && [ ! -s "$work/output" ] || {
		sed 's/^/# /' "$work/output"
		return 1
	}
}

trap clean_up EXIT
clean_up > /dev/null 2>&1
mkdir -p "$work"
createdb "$database"
sql > "$work/output" <<-'STATEMENTS'
	CREATE EXTENSION ecom_analytics;
	CREATE ROLE regress_ecom_writer LOGIN;
	CREATE ROLE regress_ecom_clerk LOGIN;
	CREATE ROLE regress_ecom_root SUPERUSER;
	CREATE ROLE regress_ecom_alice;
	CREATE ROLE regress_ecom_carol;
	GRANT INSERT, SELECT ON ecom.data_tests TO regress_ecom_writer, regress_ecom_alice, regress_ecom_carol;
	CREATE SCHEMA tests AUTHORIZATION regress_ecom_writer;
	SET ROLE regress_ecom_writer;
	CREATE FUNCTION tests.never() RETURNS text LANGUAGE plpgsql AS
		'BEGIN LOOP BEGIN PERFORM pg_sleep(3600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END';
	INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('slow', 'x', 'x', 'SELECT pg_sleep(3600)');
STATEMENTS

# A cancel of the user's own ends all, also in the middle of a test.
sql -c "SELECT count(*) FROM ecom.check()" > "$work/aside" 2>&1 &
check "a test is running" waits_for "SELECT count(pg_cancel_backend(pid)) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
wait "$!" || true
check "a cancel of the user's ends the check" says 'canceling statement due to user request'

# A test that will not be cancelled ends the session, and the refresh that waits for it.
sql > "$work/output" <<-'STATEMENTS'
	UPDATE ecom.settings SET value = '1 second' WHERE name = 'max_test_time';
	SET ROLE regress_ecom_writer;
	INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('never ends', 'x', 'x', 'SELECT tests.never()');
	RESET ROLE;
	UPDATE ecom.data_tests SET severity = 'off' WHERE test = 'slow';
STATEMENTS
SECONDS=0
sql -c "SELECT count(*) FROM ecom.refresh(\"check\" => true)" > "$work/aside" 2>&1 || true
took=$SECONDS
check "a test that catches its cancel ends the session" says 'FATAL:  terminating connection due to administrator command'
check "the message names the test" says 'data test "never ends"'
check "after ten seconds" test "$took" -ge 10 -a "$took" -le 30
check "the refresh has failed, and the log says so" waits_for "SELECT count(*) = 1 FROM ecom.refresh_log WHERE outcome = 'failed'"
check "no model was changed" gives 0 "SELECT count(*) FROM ecom.model_state"
sql -c "DELETE FROM ecom.data_tests WHERE NOT is_built_in" -c "UPDATE ecom.settings SET value = '2 minutes' WHERE name = 'max_test_time'"

# Whose the tests are after a dump and restore.
sql > "$work/output" <<-'STATEMENTS'
	SET ROLE regress_ecom_writer;
	INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('of the writer', 'x', 'x', 'SELECT current_user');
	SET ROLE regress_ecom_root;
	INSERT INTO ecom.data_tests (test, model, severity, description, query) VALUES ('of root', 'x', 'warn', 'x', 'SELECT current_user');
	SET ROLE regress_ecom_alice;
	INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('of alice', 'x', 'x', 'SELECT current_user');
	SET ROLE regress_ecom_carol;
	INSERT INTO ecom.data_tests (test, model, description, query, of_contents) VALUES ('of carol', 'x', 'x', 'SELECT current_user', false);
	RESET ROLE;
	UPDATE ecom.data_tests SET severity = 'off' WHERE test = 'retention is a share';
	DROP OWNED BY regress_ecom_carol;
	DROP ROLE regress_ecom_carol;
	-- alice is bob now, and there is another alice, who may do anything
	ALTER ROLE regress_ecom_alice RENAME TO regress_ecom_bob;
	CREATE ROLE regress_ecom_alice SUPERUSER;
STATEMENTS
tests="SELECT test, severity, of_contents, writer FROM ecom.data_tests WHERE NOT is_built_in ORDER BY test"
as_written="of alice|error|t|regress_ecom_bob
of carol|error|f|-
of root|warn|t|regress_ecom_root
of the writer|error|t|regress_ecom_writer"
ran_as="of alice|for example {\"current_user\": \"regress_ecom_bob\"}
of carol|the query failed: the role that wrote it is not there (42704)
of root|for example {\"current_user\": \"regress_ecom_root\"}
of the writer|for example {\"current_user\": \"regress_ecom_writer\"}"
changed="SELECT severity, (SELECT value FROM ecom.settings WHERE name = 'max_test_time') FROM ecom.data_tests WHERE test = 'retention is a share'"
check "tests and who wrote them" gives "$as_written" "$tests"
for options in "" "--inserts" "--column-inserts --on-conflict-do-nothing"; do
	# shellcheck disable=SC2086
	pg_dump $options -d "$database" > "$work/dump.sql"
	createdb "$restored"
	check "a dump ${options:+with $options }restored by a superuser has nothing to say" silent psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d "$restored" -f "$work/dump.sql"
	check "the tests are whose they were" in_restored gives "$as_written" "$tests"
	check "and run as them" in_restored gives "$ran_as" "SELECT test, detail FROM ecom.check() WHERE model = 'x' ORDER BY test"
	check "severities and settings are as written" in_restored gives "off|2 minutes" "$changed"
	dropdb "$restored"
done

# Roles of a dump that are not there yet, or not any more, are nobody, for good; and all is restored.
pg_dump -F c -d "$database" > "$work/dump"
sql -c "REASSIGN OWNED BY regress_ecom_bob TO regress_ecom_root" -c "DROP OWNED BY regress_ecom_bob" -c "DROP ROLE regress_ecom_bob"
createdb "$restored"
pg_restore -d "$restored" "$work/dump" > "$work/output" 2>&1 || true
check "a role that is not there is nobody" in_restored gives "of alice|error|t|-
of carol|error|f|-
of root|warn|t|regress_ecom_root
of the writer|error|t|regress_ecom_writer" "$tests"
sql -c "CREATE ROLE regress_ecom_bob SUPERUSER" -c "CREATE ROLE regress_ecom_carol SUPERUSER"
check "also when it is there later" in_restored gives "of alice|-
of carol|-" "SELECT test, writer FROM ecom.data_tests WHERE test ~ 'alice|carol' ORDER BY test"

# Restored by who is no superuser, nobody's rights are anybody else's, and not those of who restores either.
in_restored sql -c "DELETE FROM ecom.data_tests WHERE NOT is_built_in" -c "GRANT INSERT, SELECT ON ecom.data_tests TO regress_ecom_clerk" \
	-c "GRANT regress_ecom_writer TO regress_ecom_clerk"
check "a restore by who is no superuser has nothing to say" silent pg_restore --data-only -t data_tests -d "$restored" -U regress_ecom_clerk "$work/dump"
check "it keeps those whom that role could become" in_restored gives "of alice|error|t|-
of carol|error|f|-
of root|warn|t|-
of the writer|error|t|regress_ecom_writer" "$tests"
in_restored sql -c "DROP OWNED BY regress_ecom_clerk"
sql -c "DROP OWNED BY regress_ecom_writer CASCADE"
in_restored sql -c "DROP OWNED BY regress_ecom_writer CASCADE"

[ "$failures" -eq 0 ]
