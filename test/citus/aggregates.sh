#!/bin/bash
#
# aggregates.sh
#		Aggregates of the extension over lines that Citus distributes: what they give on one machine, or an error that says why not.
#
#	aggregates.sh PROGRAMS PROJECT NODES WORK
#
# As load.sh beside it. Prints one line per check and fails if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus aggregates"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=aggregates

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 "$@"
}

# both QUERY: what it gives of the table that is distributed is what it gives of the same lines here
both()
{
	local here=${1//LINES/lines_here} distributed=${1//LINES/lines}

	sql -c "${here//SUMS/sums_here}" > "$work/here" || return 1
	sql -c "${distributed//SUMS/sums}" > "$work/distributed" || return 1
	[ -s "$work/here" ] && diff "$work/here" "$work/distributed" | head -n 10 | sed 's/^/# /'
	cmp -s "$work/here" "$work/distributed"
}

# in_two_phases QUERY: its aggregate begins where the lines are
in_two_phases()
{
	sql -c "EXPLAIN (VERBOSE, COSTS off) ${1//LINES/lines}" > "$work/plan" || return 1
	grep -q 'coord_combine_agg' "$work/plan" && grep -q 'worker_partial_agg' "$work/plan" || { sed 's/^/# /' "$work/plan"; return 1; }
}

# where_lines_are QUERY: nothing of its aggregate is left to do here
where_lines_are()
{
	sql -c "EXPLAIN (VERBOSE, COSTS off) ${1//LINES/lines}" > "$work/plan" || return 1
	! grep -q 'coord_combine_agg\|worker_partial_agg' "$work/plan" && grep -q "Query: SELECT .*$2" "$work/plan" || { sed 's/^/# /' "$work/plan"; return 1; }
}

# says STATE PATTERN QUERY: it fails with this SQLSTATE, and its message or hint has the pattern
says()
{
	! sql -v VERBOSITY=verbose -c "${3//LINES/lines}" > "$work/output" 2>&1 && grep -q "ERROR:  $1:" "$work/output" && grep -q -- "$2" "$work/output" ||
		{ head -n 5 "$work/output" | sed 's/^/# /'; return 1; }
}

trap 'drop_node_database "$PGDATABASE"' EXIT
node_database "$PGDATABASE"

# 20000 lines of 500 users; of some states amounts are NULL, have more decimals, are beyond numeric's range and back, infinite or NaN
columns="user_key text, user_number bigint, state_key text, product text, category text, title text, day date, days integer, quantity bigint, amount numeric"
sql > "$work/output" <<-STATEMENTS
	SET client_min_messages = warning;
	CREATE TABLE lines_here ($columns);
	INSERT INTO lines_here
	SELECT 'u' || n % 500, n % 500, 'S' || n % 47, 'P' || n * 31 % 1009 % 300, 'C' || n * 31 % 1009 % 17, 'title ' || n * 31 % 1009 % 300 || ' ' || n % 3,
		date '2018-01-01' + n * 7919 % 1800, n * 13 % 268435456, n % 4 + 1,
		CASE n % 47 WHEN 1 THEN NULL WHEN 2 THEN n * 0.0000001 WHEN 3 THEN n * 1e25 WHEN 4 THEN (n % 2 * 2 - 1) * 9e131071 + n WHEN 5 THEN 'Infinity'::numeric + n
			WHEN 6 THEN CASE WHEN n = 6 THEN 'NaN' ELSE n::numeric END ELSE (n * 7919 % 100003)::numeric(12, 2) / 100 + 0.00 END
	FROM generate_series(1, 20000) n;
	CREATE TABLE lines ($columns);
	SELECT create_distributed_table('lines', 'user_key');
	INSERT INTO lines SELECT * FROM lines_here;
	CREATE TABLE sums_here AS
	SELECT 1 AS time, 'S' || s.part % 13 AS state_key, s.part, s.products
	FROM (SELECT ecom.product_catalog(product, category, title, 12 * 2018 + quantity::integer, quantity, CASE WHEN abs(amount) < 1e9 THEN amount END) AS catalog FROM lines_here) c, ecom.product_sums(c.catalog) s;
	INSERT INTO sums_here SELECT 2, state_key, part, products FROM sums_here;
	CREATE TABLE sums (LIKE sums_here);
	SELECT create_distributed_table('sums', 'part');
	INSERT INTO sums TABLE sums_here;
STATEMENTS
check "the lines are on all workers" gives 2 "SELECT count(DISTINCT nodename || nodeport) FROM citus_shards WHERE table_name = 'lines'::regclass"

# sums: exact, wherever they are added up
of_states="SELECT state_key, md5(ecom.exact_sum(amount)::text) FROM LINES GROUP BY state_key ORDER BY state_key"
check "exact_sum by state is what it is here" both "$of_states"
check "and what sum is" gives 0 \
	"SELECT count(*) FROM (SELECT state_key, ecom.exact_sum(amount)::text AS s FROM lines GROUP BY state_key) d FULL JOIN (SELECT state_key, sum(amount)::text AS s FROM lines_here GROUP BY state_key) h USING (state_key) WHERE d.s IS DISTINCT FROM h.s"
check "and in two phases" in_two_phases "SELECT state_key, ecom.exact_sum(amount) FROM LINES GROUP BY state_key"
check "exact_sum of all, with a filter, of none" both \
	"SELECT ecom.exact_sum(quantity), ecom.exact_sum(quantity * 1.5) FILTER (WHERE state_key = 'S7'), ecom.exact_sum(amount) FILTER (WHERE false), ecom.exact_sum(amount) FILTER (WHERE state_key = 'S1') FROM LINES"
check "and in two phases" in_two_phases "SELECT ecom.exact_sum(quantity) FROM LINES"
check "exact_sum by user is added up where the lines are" where_lines_are "SELECT user_key, ecom.exact_sum(amount) FROM LINES GROUP BY user_key" "ecom.exact_sum"
check "and the same" both "SELECT user_key, ecom.exact_sum(quantity) FROM LINES GROUP BY user_key ORDER BY user_key"
check "exact_sum of no lines is NULL" both "SELECT count(*), ecom.exact_sum(amount) FROM LINES WHERE quantity < 0"
check "what is beyond numeric is sum's error" says 22003 "value overflows numeric format" "SELECT ecom.exact_sum(abs(amount)) FROM LINES WHERE state_key = 'S4'"
sql -c "ALTER DATABASE aggregates SET citus.enable_binary_protocol = off"
check "without the binary protocol it is the same" both "$of_states"
sql -c "ALTER DATABASE aggregates RESET citus.enable_binary_protocol"

# retention: in two phases, whatever the arguments are
for arguments in "user_key, day" "user_key, day, 'quarter'::text" "user_key, day, quantity::numeric" "user_key, day, quantity::numeric, 'year'::text" \
	"user_number, day" "user_number, day, 'week'::text" "user_number, day, quantity * 1.01" "user_number, day, quantity * 1.01, 'year'::text"
do
	check "cohort_retention($arguments)" both "SELECT md5(ecom.cohort_retention($arguments)::text) FROM LINES"
	check "and in two phases" in_two_phases "SELECT ecom.cohort_retention($arguments) FROM LINES"
done
check "cohort_retention by state" both "SELECT state_key, md5(ecom.cohort_retention(user_key, day)::text) FROM LINES GROUP BY state_key ORDER BY state_key"
check "and by user" both "SELECT user_key, md5(ecom.cohort_retention(user_key, day)::text) FROM LINES GROUP BY user_key ORDER BY user_key"
check "of other types it is refused, with the ones that it takes" says 42804 "HINT: .*numeric" "SELECT ecom.cohort_retention(user_key, day, quantity, 5) FROM LINES"

# sets of days, and the sums of products, which have plain bytes for a state
check "day_set of all" both "SELECT ecom.days_in(ecom.day_set(date_trunc('month', day)::date, days)) FROM LINES"
check "and in two phases" in_two_phases "SELECT ecom.day_set(day, days) FROM LINES"
check "by state, and by user" both \
	"SELECT state_key, ecom.days_in(ecom.day_set(date_trunc('month', day)::date, days)) FROM LINES GROUP BY state_key UNION ALL SELECT user_key, ecom.days_in(ecom.day_set(date_trunc('month', day)::date, days)) FROM LINES GROUP BY user_key ORDER BY 1"

# what keeps lines: they come here, or are where their group is
for aggregate in "ecom.top_products(product, quantity::integer, quantity, coalesce(amount, 0), 5)" "ecom.bg_nbd(quantity, 5 + quantity, 20)" "ecom.gamma_gamma(quantity, quantity * 1.5)" \
	"ecom.suspect_lines('(1,1)', quantity)"
do
	for grouping in "" "state_key" "user_key"
	do
		check "$aggregate by ${grouping:-nothing}" both "SELECT ${grouping:+$grouping, }md5($aggregate::text) FROM LINES WHERE state_key > 'S4' ${grouping:+GROUP BY $grouping} ORDER BY 1"
	done
done
for grouping in "" "state_key" "user_key"
do
	check "ecom.category_pairs by ${grouping:-nothing}" both \
		"SELECT md5(string_agg(pair::text, ' ' ORDER BY g, pair)) FROM (SELECT ${grouping:-0} AS g, ecom.category_pairs(user_key, day, category, 1, 1000000) AS pairs FROM LINES ${grouping:+GROUP BY $grouping} OFFSET 0) p, unnest(p.pairs) AS pair"
done

# products of parts, each there twice: added up, and once in each of the others
check "added_product_sums by part" both "SELECT part, md5(ecom.added_product_sums(products)) FROM SUMS GROUP BY part ORDER BY part"
for grouping in part state_key
do
	check "top_products of sums by $grouping" both "SELECT $grouping, md5(ecom.top_products(products, 5, 3, 'UNKNOWN', 12)::text) FROM SUMS WHERE time = 1 GROUP BY $grouping ORDER BY 1"
	for aggregate in "category_sums(products, 'UNKNOWN')" "price_changes(products, 'UNKNOWN', 30000)"
	do
		check "$aggregate by $grouping" both \
			"SELECT $grouping, md5(string_agg(x::text, ' ' ORDER BY x::text)) FROM (SELECT $grouping, ecom.$aggregate AS xs FROM SUMS WHERE time = 1 GROUP BY $grouping OFFSET 0) s, unnest(s.xs) AS x GROUP BY $grouping ORDER BY 1"
	done
done

# a catalog of products is no value that travels
whole="SELECT count(*), md5(string_agg(p::text, ' ' ORDER BY p.product_code)) FROM (SELECT ecom.product_catalog(product, category, title) AS catalog FROM LINES) c, ecom.products(c.catalog) p"
check "a catalog of a distributed table is refused, with what to do" says 0A000 "HINT: .*temporary" "$whole"
check "and so is one that is shown" says 0A000 "HINT: .*temporary" "SELECT user_key, ecom.product_catalog(product, category, title) FROM LINES GROUP BY user_key"
check "which gives the right products" gives "$(sql -c "${whole//LINES/lines_here}")" "CREATE TEMPORARY TABLE copied AS SELECT product, category, title FROM lines; ${whole//LINES/copied}"
check "by what the lines are distributed by it need not travel" both \
	"SELECT user_key, count(*), md5(string_agg(p::text, ' ' ORDER BY p.product_code)) FROM (SELECT user_key, ecom.product_catalog(product, category, title) AS catalog FROM LINES GROUP BY user_key) c, ecom.products(c.catalog) p GROUP BY user_key ORDER BY user_key"

exit "$((failures > 0))"
