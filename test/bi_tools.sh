#!/bin/bash
#
# bi_tools.sh
#		What is ready for Grafana, Metabase, Superset and Prometheus, without any of them: files against Grafana's types, every query
#		against the sample, alarms where they should fire, the bundle against its sources; and bi through drivers.
#
#	bi_tools.sh TREE
#
# TREE is a copy of the project that npm may write to and the server's user may read.  The server is the one that the
# environment names.  Prints one line per check and fails if any check does.

set -euo pipefail

tree=$1
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/packages.sh"
export PGDATABASE=bi_tools

if ! npm ci --prefix "$tree/test/bi_tools" --no-audit --no-fund > "$tree/npm.log" 2>&1; then
	# a lock file that does not fit is no reason to skip
	if reason=$(grep -m 1 -E 'E(CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)|ERR_SOCKET' "$tree/npm.log"); then
		echo "skipped - bi_tools: npm does not reach its registry: $reason"
		exit 0
	fi
	cat "$tree/npm.log"
	exit 1
fi

createdb "$PGDATABASE"
export PGOPTIONS='-c client_min_messages=warning'
psql -X -q -v ON_ERROR_STOP=1 -v files="$tree/data/sample" -f "$tree/scripts/demo/load.sql" > /dev/null
psql -X -q -v ON_ERROR_STOP=1 <<-'END' > /dev/null
	-- a category whose name has both kinds of quotes, and what is bought with it
	INSERT INTO raw.amazon_purchases
	SELECT day::text, '99.99', '1', 'CA', title, code, category, survey_responseid
	FROM (SELECT min(survey_responseid) AS survey_responseid FROM raw.survey) s,
		(VALUES ('Running shoes', 'B0SHOES001', 'Men''s "best" shoes'), ('Socks', 'B0SOCKS001', 'SOCKS')) AS p (title, code, category),
		unnest('{2021-03-10, 2021-03-20, 2021-04-05, 2021-05-01, 2022-06-01, 2022-07-01}'::date[]) day;
	SELECT FROM ecom.refresh();
	CREATE ROLE bi_reader LOGIN;
	-- a server east of UTC
	ALTER DATABASE bi_tools SET timezone = 'Europe/Berlin';
	SELECT ecom.grant_read('bi_reader');
	CREATE ROLE bi_only LOGIN;
	GRANT USAGE ON SCHEMA bi TO bi_only;
	GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_only;
END

cd "$tree/test/bi_tools"
status=0
node dashboards.mjs "$tree/clients/grafana" || status=1
node metabase.mjs "$tree/clients/metabase" "$tree/docs/metabase.md" || status=1
node alerts.mjs "$tree/clients/prometheus" "$tree/clients/grafana" || status=1

if require_packages python3-yaml >&2
then
	subject=bundles
	source "$here/checks.sh"
	# written_anew PROGRAM DIRECTORY: it is what the program writes from the catalog
	written_anew()
	{
		local anew

		anew=$(mktemp -d "$tree/written.XXXXXX")
		/usr/bin/python3 -B "$1" "$anew" && diff -r "$2" "$anew"
	}
	check "Superset's is what its source writes" written_anew "$tree/clients/superset/source/build.py" "$tree/clients/superset/ecom_analytics"
	check "the sources for dbt are what their program writes" written_anew "$tree/clients/dbt/source/build.py" "$tree/clients/dbt/models"
	[ "$failures" -eq 0 ] || status=1
else
	echo "skipped - bundles: Debian's python3-yaml cannot be had"
fi
node superset.mjs "$tree/clients/superset/ecom_analytics" || status=1

node drivers.mjs || status=1
if require_packages python3-psycopg >&2
then
	node drivers.mjs psycopg /usr/bin/python3 driver.py || status=1
else
	echo "skipped - psycopg: Debian's python3-psycopg cannot be had"
fi
if { command -v javac > /dev/null || require_packages default-jdk-headless; } >&2 && require_packages libpostgresql-jdbc-java >&2
then
	# JDBC speaks TCP only
	coproc FORWARD { exec node forward.mjs "$PGHOST/.s.PGSQL.5432"; }
	read -r port <&"${FORWARD[0]}"
	node drivers.mjs jdbc java -Duser.timezone=Europe/Berlin -cp /usr/share/java/postgresql.jar Driver.java \
		"jdbc:postgresql://127.0.0.1:$port/$PGDATABASE?user=bi_reader" || status=1
else
	echo "skipped - jdbc: Debian's default-jdk-headless and libpostgresql-jdbc-java cannot be had"
fi
exit $status
