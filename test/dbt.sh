#!/bin/bash
#
# dbt.sh
#		The dbt package under a project of somebody's own, with dbt from PyPI, by the commands of docs/dbt.md.
#
#	dbt.sh PROJECT WORK
#
# PROJECT is a copy of the project that the server's user may read, WORK an empty directory. The server is the one that the environment names.
# Prints one line per check and fails if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$1 work=$2
subject=dbt
source "$here/../scripts/packages.sh"
source "$here/checks.sh"
export PGDATABASE=dbt DBT_SEND_ANONYMOUS_USAGE_STATS=0 DBT_USE_COLORS=0

require_packages python3-venv >&2
trap 'dropdb --if-exists "$PGDATABASE"' EXIT
createdb "$PGDATABASE"
psql -X -q -v ON_ERROR_STOP=1 -v files="$project/data/sample" -f "$here/../scripts/demo/load.sql" >/dev/null 2>&1
psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -c "CREATE ROLE dbt LOGIN" -c "SELECT ecom.grant_read('dbt')" -c "GRANT CREATE ON DATABASE dbt TO dbt"

sql()
{
	psql -X -q -A -t "$@"
}

# shows FILE COMMAND...: what the command printed, where it fails
shows()
{
	local file=$1

	shift
	"$@" > "$file" 2>&1 || { tail -n 30 "$file" | sed 's/^/# /'; return 1; }
}

# fails_with PATTERN COMMAND...: it does, saying so
fails_with()
{
	local pattern=$1

	shift
	! "$@" > "$work/failed.log" 2>&1 || { echo "# it succeeds"; return 1; }
	grep -q -E "$pattern" "$work/failed.log" || { tail -n 30 "$work/failed.log" | sed 's/^/# /'; return 1; }
}

python3 "$here/commands.py" "$here/../docs/dbt.md" "db.example=$PGHOST" "dbname: shop=dbname: dbt" "/srv/ecom_analytics=$project" > "$work/commands.sh"
check "the commands of docs/dbt.md: tests pass, the model is built, the data are fresh" shows "$work/commands.log" \
	env -C "$work" PATH="/usr/bin:$PATH" bash -e "$work/commands.sh"
check "there are tests of grains, answers and sums" grep -q -E 'PASS source_one_row_per_bi_.*' "$work/commands.log"
check "none of them warns or is skipped" grep -q -E 'PASS=[1-9][0-9][0-9] WARN=0 ERROR=0 SKIP=0' "$work/commands.log"
check "the model has the complete years" gives 2018,2019,2020,2021,2022 "SELECT string_agg(year::text, ',' ORDER BY year) FROM dbt.best_years"

dbt=$work/dbt-venv/bin/dbt
cd "$work/shop"
check "an old refresh is late" fails_with "ERROR STALE|Status: error" "$dbt" source freshness --vars '{refresh_warn_after: 0, refresh_error_after: 0}'

# what the tests find: a row twice, an answer that is none, a sum that differs
psql -X -q -v ON_ERROR_STOP=1 -o /dev/null <<-'END'
	CREATE OR REPLACE VIEW bi.survey_fields AS SELECT v.* FROM (SELECT 'a' COLLATE "C", 'a' COLLATE "C", 'b' COLLATE "C") v (field, column_name, question), generate_series(1, 2);
	CREATE OR REPLACE VIEW bi.revenue_by_income_state AS
	SELECT 'much'::text AS income_bracket, 1::smallint AS income_bracket_order, state_key, state_fips, state_postal, iso_code, state_name, orders_count,
		(total_revenue + 0.01)::numeric(38,2) AS total_revenue, avg_order_value, active_users
	FROM bi.sales_by_state_m_y;
END
for name in one_row_per_bi_survey_fields accepted_values_bi_revenue_by_income_state adds_up_to_bi_revenue_by_income_state_total_revenue
do
	check "a test fails where it should: $name" fails_with "FAIL [1-9][0-9]* source_$name" "$dbt" test --select "source_$name*"
done
exit "$((failures > 0))"
