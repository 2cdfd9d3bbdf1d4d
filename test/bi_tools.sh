#!/bin/bash
#
# bi_tools.sh
#		What is ready for Grafana and Metabase, without either: files against Grafana's types, and every query against the sample.
#
#	bi_tools.sh TREE
#
# TREE is a copy of the project that npm may write to and the server's user may read.  The server is the one that the
# environment names.  Prints one line per check and fails if any check does.

set -euo pipefail

tree=$1
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
	-- a category whose name has both kinds of quotes
	INSERT INTO raw.amazon_purchases
	SELECT day::text, '99.99', '1', 'CA', 'Running shoes', 'B0SHOES001', 'Men''s "best" shoes', survey_responseid
	FROM (SELECT min(survey_responseid) AS survey_responseid FROM raw.survey) s,
		unnest('{2021-03-10, 2021-03-20, 2021-04-05, 2021-05-01, 2022-06-01, 2022-07-01}'::date[]) day;
	SELECT FROM ecom.refresh();
	CREATE ROLE bi_reader LOGIN;
	SELECT ecom.grant_read('bi_reader');
	CREATE ROLE bi_only LOGIN;
	GRANT USAGE ON SCHEMA bi TO bi_only;
	GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_only;
END

cd "$tree/test/bi_tools"
status=0
node dashboards.mjs "$tree/clients/grafana" || status=1
node metabase.mjs "$tree/clients/metabase" "$tree/docs/metabase.md" || status=1
exit $status
