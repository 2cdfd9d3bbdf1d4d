#!/bin/bash
#
# models.sh
#		Where purchases are distributed, each model has the rows that it has on one machine, whatever is done to the tables.
#
#	models.sh PROGRAMS PROJECT NODES WORK
#
# PROGRAMS has PostgreSQL's, PROJECT is a copy of the project that the server's user may read, with the generator built; NODES
# run (scripts/citus_nodes.sh); WORK is an empty directory that the server's user may enter. Prints one line per check and fails
# if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../../scripts/cluster.sh"
source "$here/../../scripts/citus_nodes.sh"
PGBIN=$1 project=$2 work=$4
subject="citus models"
source "$here/../checks.sh"
use_nodes "$3"
export PGDATABASE=models
source "$here/../beside_lone.sh"

clean_up()
{
	local number

	drop_databases
	for number in 0 1 2
	do
		on_node "$number" psql -X -q -d postgres -c "SET client_min_messages = warning" -c "DROP ROLE IF EXISTS regress_analyst, regress_reader, regress_scheduler, regress_monitor"
	done
}

# step NAME STATEMENT...: the same is done to both, and a refresh after it gives the same.  A model of another role that reads distributed ones is one run behind: nodes take what one transaction writes from one role only.
step()
{
	local name=$1 statement statements=()

	shift
	for statement in "$@"
	do
		statements+=(-c "$statement")
	done
	both "${statements[@]}"
	lone -o /dev/null -c "SELECT FROM ecom.refresh()"
	PGOPTIONS="-c client_min_messages=error" sql -c "SELECT count(*) FILTER (WHERE action = 'failed') FROM ecom.refresh()" > "$work/behind"
	[ "$(cat "$work/behind")" = 0 ] || sql -o /dev/null -c "SELECT FROM ecom.refresh()"
	check "$name: the same rows" same_models
}

# nothing_to_do AFTER: a refresh skips all
nothing_to_do()
{
	check "$1: then there is nothing to do" gives 0 "SELECT count(*) FROM ecom.refresh() WHERE action <> 'skipped'"
}

# load FILES: what both are given
load()
{
	both -c "SELECT FROM ecom.load_directory('$1')"
}

trap clean_up EXIT
make_databases

# Before there is anything to distribute, but for an index of somebody's on a model
both -c "CREATE INDEX own_index ON refinement.fct_orders (order_value)"
check "distribute() without data" gives "18|2" "SELECT count(*), sum(rows) FILTER (WHERE storage LIKE '%purchase%' OR storage LIKE '%orders%' OR storage LIKE '%product%' OR storage LIKE '%ranked%')
	FROM ecom.distribute(shards => 4)"
check "as many shards as were asked for" gives "4" "SELECT DISTINCT count(*) FROM pg_dist_shard WHERE logicalrelid IN (SELECT to_regclass(storage) FROM ecom.distributed_models)
	AND shardminvalue IS NOT NULL GROUP BY logicalrelid"
check "models are what they are on one machine, without rows" same_models
# lines that differ in what they are not compared by: the first is kept
both -c "INSERT INTO raw.amazon_purchases SELECT '2021-05-0' || n % 3 + 1, '3.00', '1', 'CA', 'Pens ' || n, 'PEN0', 'PENS ' || n, 'R_' || n % 5 FROM generate_series(1, 45) n"
load "$project/data/sample"
both -c "SELECT FROM ecom.load_bundled_census()"
step "the sample"
nothing_to_do "the sample"
check "rows are on both workers" gives 2 "SELECT count(DISTINCT nodename || nodeport) FROM run_command_on_placements('shards.fct_orders', 'SELECT count(*) FROM %s') WHERE result::bigint > 0"

# Models of others, on both sides of the models of the extension
sql -c "CREATE ROLE regress_analyst LOGIN" -c "CREATE ROLE regress_reader LOGIN"
cat > "$work/own.sql" <<'END'
	GRANT USAGE, CREATE ON SCHEMA mart TO regress_analyst;
	GRANT USAGE ON SCHEMA staging, refinement TO regress_analyst;
	GRANT SELECT ON ALL TABLES IN SCHEMA staging, refinement TO regress_analyst;
	GRANT SELECT ON refinement.fct_orders, staging.stg_amazon_purchases TO regress_reader;
	GRANT USAGE ON SCHEMA refinement, staging TO regress_reader;
	SELECT FROM ecom.grant_read('regress_reader');
	CREATE SCHEMA "Own ""views""" AUTHORIZATION regress_analyst;
	\if :nodes
		SELECT ecom.share_distributed_tables();
	\endif
	SET ROLE regress_analyst;
	CREATE MATERIALIZED VIEW mart."own 'days'" AS SELECT f.date_key, count(*) AS orders, sum(f.order_value) AS revenue FROM refinement.fct_orders f GROUP BY f.date_key;
	CREATE UNIQUE INDEX own_days_key ON mart."own 'days'" (date_key);
	COMMENT ON MATERIALIZED VIEW mart."own 'days'" IS 'Days; one row per day';
	COMMENT ON COLUMN mart."own 'days'".revenue IS 'USD';
	GRANT SELECT ON mart."own 'days'" TO regress_reader;
	CREATE VIEW "Own ""views""".states AS SELECT p.state, count(*) AS lines FROM staging.stg_amazon_purchases p JOIN mart."own 'days'" d ON d.date_key = p.order_date GROUP BY p.state;
	COMMENT ON VIEW "Own ""views""".states IS 'Lines of states';
	CREATE VIEW "Own ""views""".of_it AS SELECT sum(s.lines) AS lines FROM "Own ""views""".states s;
	GRANT USAGE ON SCHEMA "Own ""views""" TO regress_reader;
	GRANT SELECT ON "Own ""views""".of_it TO regress_reader;
END
# Citus says that these views are local
PGOPTIONS="-c client_min_messages=error" sql -o /dev/null -v nodes=1 -f "$work/own.sql"
lone -o /dev/null -v nodes=0 -f "$work/own.sql"
# what may not change, whichever way the purchases go
own="SELECT c.oid::regclass, c.relkind, pg_get_userbyid(c.relowner), c.relacl, obj_description(c.oid), d.description, (SELECT string_agg(pg_get_indexdef(i.indexrelid), ';') FROM pg_index i WHERE i.indrelid = c.oid)
	FROM pg_class c LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = 3
	WHERE c.relname IN ('own ''days''', 'states', 'of_it') AND c.relkind IN ('m', 'v') AND (c.relnamespace = 'mart'::regnamespace OR c.relnamespace::regnamespace::text LIKE '%Own%') ORDER BY c.relname"
granted="SELECT n.nspname, c.relname, pg_get_userbyid(c.relowner), a.grantee::regrole, string_agg(a.privilege_type, ',' ORDER BY a.privilege_type), obj_description(c.oid)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
	WHERE n.nspname IN ('staging', 'refinement', 'mart', 'bi') AND a.grantee <> c.relowner GROUP BY c.oid, n.nspname, a.grantee ORDER BY n.nspname, c.relname, a.grantee::regrole::text"
# the same SET: own models and privileges are those on one machine
same_own()
{
	{ sql -c "$own" -c "$granted"; } > "$work/own" && { lone -c "$own" -c "$granted"; } > "$work/lone_own" && [ "$(wc -l < "$work/lone_own")" -gt 20 ] &&
		diff "$work/lone_own" "$work/own" > "$work/differences" || {
		sed 's/^/# /' "$work/differences"
		return 1
	}
}
step "own models"
check "own models are what they are on one machine" same_own
check "a model is read by who may" gives t "SET ROLE regress_reader; SELECT count(*) > 0 FROM refinement.fct_orders"
check "who may read the star schema joins all of it" gives t "SET ROLE regress_analyst; SELECT (SELECT sum(x.n) FROM (SELECT p.category, d.year, s.region, u.gender, count(*) AS n FROM refinement.fct_orders f JOIN refinement.dim_product p USING (product_key)
	JOIN refinement.dim_date d USING (date_key) JOIN refinement.dim_user u USING (user_key) JOIN refinement.dim_state s ON s.state_fips = f.state_key GROUP BY 1, 2, 3, 4) x) = (SELECT count(*) FROM refinement.fct_orders)"
check "their reader reads them" gives t "SET ROLE regress_reader; SELECT (SELECT lines FROM \"Own \"\"views\"\"\".of_it) = (SELECT sum(orders) FROM mart.\"own 'days'\")"

# Hostile lines, of respondents who are spelled in two ways, of none, equal ones and nearly equal ones: a day's file, and one of another day
mkdir "$work/files" "$work/later"
"$project/build/generate" --rows 12000 --users 200 --seed 3 --out "$work/files"
python3 - "$work/files/amazon-purchases.csv" "$work/later/amazon-purchases.csv" <<'END'
import csv
import random
import sys

rng = random.Random(5)
with open(sys.argv[1], newline="") as file:
	header, *lines = csv.reader(file)
respondent, title, price, date, code = (header.index(name) for name in ("Survey ResponseID", "Title", "Purchase Price Per Unit", "Order Date", "ASIN/ISBN (Product Code)"))
known = sorted({line[respondent] for line in lines})
dirty = []
for n in range(1500):
	line = list(rng.choice(lines))
	kind = n % 15
	if kind < 4:      # the same respondent with blanks, the same line or nearly
		line[respondent] = rng.choice([" {}", "{} ", "\t{}", " {} "]).format(line[respondent])
		if kind > 1:
			line[title] = f"another title of {line[respondent]}"
	elif kind < 6:    # none
		line[respondent] = rng.choice(["", " ", "\t "])
	elif kind == 6:
		line[respondent] = rng.choice(["x" * 300, "é" * 200, "R'1", 'R"1', "R\\1", "日本", "%s", "null", "NULL", "R,1"])
	elif kind == 7:
		line[code] = ""
		line[title] = rng.choice(["", "Pens", " Pens", "pens", "'; --", "x" * 10001])
	elif kind == 8:
		line[price] = rng.choice(["", "0", "-1", "1e9", "99999999.99", "x", "1,299.00", "$5", "0.005", "NaN"])
	elif kind == 9:
		line[date] = rng.choice(["", "2022-02-30", "31/12/2021", "3/4/2021", "1969-12-31", "2999-01-01", "0001-01-01", "x"])
	elif kind == 10:
		line[code] = rng.choice(["B000000001", "b000000001", " B000000001", "0", "316925284", "x" * 300, "\\N"])
	elif kind == 11:
		line = [rng.choice(["", " ", "\\N", "'", "é", "😀", "0", "NULL"]) for _ in line]
	dirty.append(line)    # and as it is: a second time
with open(sys.argv[1], "w", newline="") as file:
	csv.writer(file).writerows([header] + lines[:6000] + dirty[:1000] + lines[6000:])
with open(sys.argv[2], "w", newline="") as file:
	csv.writer(file).writerows([header] + dirty[1000:] + lines[:40])
END
cp "$work"/files/{survey,fields}.csv "$work/later"
chmod -R a+rX "$work/files" "$work/later"
load "$work/files"
step "hostile lines"
check "there are respondents of several spellings" gives t "SELECT count(*) > 50 FROM (SELECT 1 FROM raw.amazon_purchases GROUP BY ecom.clean_respondent(survey_responseid) HAVING count(DISTINCT survey_responseid) > 1) s"
check "lines of every kind are rejected" gives t "SELECT count(DISTINCT reason) >= 10 AND count(*) FILTER (WHERE reason = 'duplicate') > 200 AND count(*) FILTER (WHERE survey_responseid IS NULL) > 30
	FROM staging.stg_amazon_purchases_rejected"
load "$work/later"
step "lines of another day"
nothing_to_do "lines of another day"

# Lines that are no copies of others: of those, the first of a shard need not be the first of a table any more once they have moved
some="survey_responseid IN (SELECT survey_responseid FROM raw.amazon_purchases WHERE survey_responseid ~ '^R_[0-9A-Za-z]+\$' GROUP BY survey_responseid ORDER BY md5(survey_responseid) LIMIT 40)"
step "corrected lines" "UPDATE raw.amazon_purchases SET purchase_price_per_unit = '7.77' WHERE purchase_price_per_unit LIKE '%9' AND quantity = '1' AND hashtext(title) % 5 = 0"
step "lines that are taken away and come again" \
	"CREATE TABLE public.moved AS SELECT * FROM raw.amazon_purchases WHERE shipping_address_state = 'TX' AND $some" \
	"DELETE FROM raw.amazon_purchases WHERE shipping_address_state = 'TX' AND $some" \
	"UPDATE public.moved SET shipping_address_state = 'NM', survey_responseid = survey_responseid || '_moved'" \
	"INSERT INTO raw.amazon_purchases SELECT * FROM public.moved" "DROP TABLE public.moved"
step "deleted lines" "DELETE FROM raw.amazon_purchases WHERE order_date LIKE '2021-03%'"
step "survey answers" "UPDATE raw.survey SET q_demos_age = '65 and older', q_demos_state = 'Texas' WHERE survey_responseid LIKE '%1'" "DELETE FROM raw.survey WHERE survey_responseid LIKE '%2'"
step "settings" "UPDATE ecom.settings SET value = 'off' WHERE name = 'deduplicate'" "UPDATE ecom.settings SET value = 'DMY' WHERE name = 'date_order'"
step "settings as they were" "UPDATE ecom.settings SET value = 'on' WHERE name = 'deduplicate'" "UPDATE ecom.settings SET value = 'MDY' WHERE name = 'date_order'"
step "Census figures" "DELETE FROM raw.state_demographics WHERE survey_year = 2019"
nothing_to_do "Census figures"

# What need not be made anew.  Again: own models are a run behind.
both_again()
{
	lone -o /dev/null -c "SELECT FROM ecom.refresh()"
	sql -o /dev/null -c "SELECT FROM ecom.refresh()"
}
made="SELECT string_agg(DISTINCT action, ',') FROM ecom.refresh() WHERE model IN ('checked_purchase_lines', 'stg_amazon_purchases_rejected', 'stg_amazon_purchases', 'fct_orders', 'ref_orders_enriched') AND schema IN ('shards', 'staging', 'refinement')"
some_lines="INSERT INTO raw.amazon_purchases SELECT '2022-05-0' || n, '3.00', '1', 'CA', 'Pens ' || n, 'PEN' || n, 'PENS', ' R_' || n FROM generate_series(1, 9) n"
both -c "$some_lines" -c "DELETE FROM raw.amazon_purchases WHERE survey_responseid = ' R_9'" -c "UPDATE raw.amazon_purchases SET quantity = '5' WHERE survey_responseid = ' R_8'"
check "few lines: only their respondents are made anew" gives merged "SET client_min_messages = error; $made"
both_again
check "with the same rows as on one machine" same_models
both -c "UPDATE ecom.model_state SET inputs = jsonb_set(inputs, '{the day}', '\"2020-01-01\"') WHERE inputs ? 'the day'"
check "on another day only those who have lines of days to come" gives "merged|skipped" "SET client_min_messages = error; SELECT max(action) FILTER (WHERE model = 'checked_purchase_lines'), max(action) FILTER (WHERE model = 'stg_survey') FROM ecom.refresh()"
both_again
check "with the same rows on that day, too" same_models
both -c "INSERT INTO raw.amazon_purchases SELECT * FROM raw.amazon_purchases WHERE survey_responseid = ' R_7'" -c "UPDATE raw.survey SET q_demos_state = 'Ohio' WHERE survey_responseid LIKE '%3'"
# also with as many connections to a node as it has shards, of which Citus has more where a query takes long
check "lines and answers: what reads both is made anew" gives "merged,rebuilt" "SET client_min_messages = error; SET citus.executor_slow_start_interval = 0; $made"
both_again
check "with the same rows, whatever has changed" same_models
sql -c "UPDATE shards.line_versions SET lines = lines + 1 WHERE raw_responseid = ' R_6'"
both -c "DELETE FROM raw.amazon_purchases WHERE survey_responseid = ' R_7'"
check "where it is not known what has changed, all is made anew" gives rebuilt "SET client_min_messages = error; $made"
both_again
check "with the same rows as those that are known" same_models
both -c "DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code LIKE 'PEN_' AND survey_responseid LIKE ' R!__' ESCAPE '!'"
step "those lines are gone"

# What is told of them
check "no data test fails" gives "" "SELECT test, failures, detail FROM ecom.check() WHERE severity = 'error' AND (failures > 0 OR detail IS NOT NULL) OR detail LIKE '%query failed%'"
check "each model has what its definition gives" gives "t|t|" "SELECT count(*) FILTER (WHERE test LIKE 'rows of %') = (SELECT count(*) FROM ecom.models), bool_and(detail IS NULL) FILTER (WHERE test LIKE 'rows of %'),
	string_agg(test, ', ') FILTER (WHERE failures > 0 AND test LIKE 'rows of %') FROM ecom.check(deep => true)"
check "nothing is stale" gives "" "SELECT * FROM ecom.model_staleness WHERE is_stale"
check "a line more, and what reads purchases is" gives "t|t|f" "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '3.00', '1', 'CA', 'Pens', 'PEN1', 'PENS', 'R_1');
	SELECT bool_or(is_stale) FILTER (WHERE model = 'fct_orders'), bool_or(is_stale) FILTER (WHERE model = 'mart_cohort_retention'), bool_or(is_stale) FILTER (WHERE model = 'stg_survey') FROM ecom.model_staleness"
lone -c "INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '3.00', '1', 'CA', 'Pens', 'PEN1', 'PENS', 'R_1')"
check "a refresh of one model makes what it reads" gives "merged|merged|f" "SELECT max(action) FILTER (WHERE model = 'fct_orders'), max(action) FILTER (WHERE model = 'checked_purchase_lines'), bool_or(schema = 'mart')
	FROM ecom.refresh('{refinement.fct_orders}')"
check "and the log has it" gives "done|t" "SELECT outcome, models @> '[{\"model\": \"fct_orders\"}]' OR models::text LIKE '%fct_orders%' FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1"
check "status names what is stale, and nothing else" gives "t|f" "SELECT bool_or(is_stale) FILTER (WHERE model = 'mart_cohort_retention'), bool_or(is_stale) FILTER (WHERE model = 'fct_orders') FROM ecom.status"
step "the rest of them"
check "marts come from the tables of the nodes, and those from raw" gives t "WITH RECURSIVE behind AS (SELECT 'mart.mart_cohort_retention'::regclass AS relation
	UNION SELECT d.source FROM behind b JOIN ecom.model_dependencies d ON d.model = b.relation)
	SELECT array_agg(relation::text) @> '{refinement.fct_orders,shards.checked_purchase_lines,raw.amazon_purchases}' FROM behind"
check "lineage names the tables of the nodes" gives "shards.fct_orders" "SELECT source_schema || '.' || source FROM ecom.lineage WHERE schema = 'refinement' AND name = 'fct_orders'"
check "who may read bi can" gives "" "SET ROLE regress_reader; SELECT v.relname FROM pg_class v WHERE v.relnamespace = 'bi'::regnamespace AND v.relkind = 'v'
	AND query_to_xml(format('SELECT count(*) AS n FROM (SELECT * FROM bi.%I) x', v.relname), false, false, '') IS NULL"
sql -c "CREATE ROLE regress_monitor LOGIN" -o /dev/null -c "SELECT FROM ecom.grant_monitor('regress_monitor')"
check "who may watch can" gives t "SET ROLE regress_monitor; SELECT (SELECT count(*) FROM ecom.status WHERE NOT is_stale) > 40 AND (SELECT count(*) FROM ecom.lineage) > 100"

# Who may refresh
sql -c "CREATE ROLE regress_scheduler"
both -c "GRANT EXECUTE ON FUNCTION ecom.refresh TO regress_scheduler" -c "DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'PEN1'"
check "a role that may only refresh does" gives t "SET client_min_messages = error; SET ROLE regress_scheduler; SELECT count(*) > 20 FROM ecom.refresh() WHERE action <> 'skipped'"
both -c "SELECT FROM ecom.refresh()"
check "with the same rows" same_models

# There and back: the tables are filled anew, and not quite in the order of their rows, as a short row goes to a page with room for it.  Which of nearly equal lines is the first may be another one then; so there are none.
nearly_equal="SELECT count(*) FROM (SELECT FROM staging.checked_purchase_lines WHERE reason IS NULL
	GROUP BY respondent, raw_responseid, product_code, order_date, unit_price, quantity, state, CASE WHEN product_code IS NULL THEN title END
	HAVING count(DISTINCT (raw_order_date, raw_price, raw_quantity, raw_state, raw_title, raw_product_code, raw_category)) > 1) g"
check "there are nearly equal lines" gives t "SELECT ($nearly_equal) > 5"
step "without them" "DELETE FROM raw.amazon_purchases WHERE asin_isbn_product_code = 'PEN0' OR title LIKE 'another title of %'"
check "there are none left" gives 0 "$nearly_equal"
check "undistribute()" gives "8|t" "SELECT count(*), bool_and(rows > 0) FROM ecom.undistribute()"
check "all models are materialized views" gives "m|0" "SELECT string_agg(DISTINCT c.relkind::text, ''), (SELECT count(*) FROM pg_dist_partition WHERE logicalrelid::text NOT LIKE '%pg_dist%') FROM ecom.models m JOIN pg_class c ON c.oid = m.model_oid"
check "with the same rows as ever" same_models
check "own models are what they were" same_own
check "indexes, too" gives t "SELECT count(*) = 1 FROM pg_index WHERE indrelid = 'refinement.fct_orders'::regclass AND pg_get_indexdef(indexrelid) LIKE '%order_value%'"
both -c "SELECT FROM ecom.refresh()"
check "then there is nothing to do" gives 0 "SELECT count(*) FROM ecom.refresh() WHERE action <> 'skipped'"
check "no shard is left" [ "$(shards_left)" = " 0 0 0" ]
check "nor a schema on the workers" gives "f" "SELECT DISTINCT result FROM run_command_on_workers('SELECT to_regnamespace(''shards'') IS NOT NULL')"
check "distribute() with data" gives t "SET client_min_messages = error; SELECT count(*) = 18 AND bool_and(rows > 0) FROM ecom.distribute(shards => 8)"
sql -o /dev/null -c "SELECT FROM ecom.refresh()"
check "gives the same rows again" same_models
check "own models survive it" same_own
check "and who may read a model still does" gives t "SET ROLE regress_reader; SELECT count(*) > 0 FROM refinement.fct_orders"

# The real rows, which are not part of the project
real=${OPEN_ECOMMERCE_DIR:-$SOURCE_DIR/../shared/data/open-ecommerce}
if [ -f "$real/amazon-purchases.csv" ]
then
	mkdir "$work/real"
	cp "$real"/{amazon-purchases,survey,fields}.csv "$work/real"
	chmod -R a+rX "$work/real"
	both -c "TRUNCATE raw.amazon_purchases" -c "TRUNCATE raw.survey, raw.fields, raw.loads, raw.rejected_lines"
	load "$work/real"
	step "the real rows"
else
	echo "skipped - citus models: no Open e-commerce files in $real (set OPEN_ECOMMERCE_DIR)"
fi

exit "$((failures > 0))"
