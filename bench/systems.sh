# Sourced by pipeline.sh: from the files to analysed marts, by each system. Each prints rows and revenue of its fact.

# note SYSTEM STEP SECONDS: keeps a time
note()
{
	echo "$3" >> "$CLUSTER/times/$1.$2"
}

# Nobody is to wait for what another one has left to be written.
settle()
{
	run_sql -c 'CHECKPOINT'
	sync
}

# tune: as somebody who knows the server would, beyond the settings that it has; untune: as it was
tune()
{
	printf 'ALTER SYSTEM SET %s;\n' "${TUNING[@]}" | run_sql
	run_sql -c 'SELECT pg_reload_conf()' > /dev/null
}
untune()
{
	run_sql -c 'ALTER SYSTEM RESET ALL' -c 'SELECT pg_reload_conf()' > /dev/null
}

# common_models: those models of the extension that the peers make too, and what these are made from
common_models()
{
	run_sql -c "WITH RECURSIVE common (model) AS
		(
			SELECT m.model_oid FROM ecom.models m WHERE m.model = ANY (string_to_array('$(sed -n 's/^CREATE MODEL peer\.\([a-z_]*\).*/\1/p' "$here/peer_pipeline.sql" | paste -sd,)', ','))
			UNION
			SELECT d.source FROM common c JOIN ecom.model_dependencies d ON d.model = c.model
		)
		SELECT m.model FROM ecom.models m JOIN common c ON c.model = m.model_oid"
}

# run_extension [SYSTEM]: the files, the Census figures and the models of the extension
run_extension()
{
	local system=${1:-extension} start step seconds
	run_sql -c 'TRUNCATE raw.amazon_purchases, raw.survey, raw.fields'
	settle
	start=$(date +%s.%N)
	run_sql -c "SELECT FROM ecom.load_directory('$files', force => true)" >/dev/null
	note "$system" load "$(seconds_since "$start")"
	start=$(date +%s.%N)
	run_sql -F ' ' -c 'SET client_min_messages = warning' -c "SELECT schema, model, seconds FROM ecom.refresh(force => true)" > "$CLUSTER/steps"
	note "$system" refresh "$(seconds_since "$start")"
	# the monthly fact is what the peers do in each of their marts, so it counts with the marts
	awk '{ sum[$2 == "fct_orders_monthly" ? "mart" : $1] += $3; if ($2 == "stg_amazon_purchases") staging = $3; if ($2 == "mart_cohort_retention") cohort = $3 }
		END { print "stg_amazon_purchases", staging; print "refinement", sum["refinement"]; print "marts", sum["mart"]; print "cohort", cohort }' "$CLUSTER/steps" > "$CLUSTER/sums"
	while read -r step seconds
	do
		note "$system" "$step" "$seconds"
	done < "$CLUSTER/sums"
	note "$system" everything "$(awk '{ sum += $1 } END { print sum }' <(tail -n 1 "$CLUSTER/times/$system.load") <(tail -n 1 "$CLUSTER/times/$system.refresh"))"
	note "$system" only_here "$(awk 'NR == FNR { common[$1]; next } !($2 in common) { sum += $3 } END { print sum + 0 }' <(common_models) "$CLUSTER/steps")"
	note "$system" asked_next "$(awk '$2 ~ /customer_(histories|fit|value)$|category_(pairs|affinity|growth)$|price_(changes|index)$/ { sum += $3 } END { print sum + 0 }' "$CLUSTER/steps")"
	note "$system" common "$(awk -v all="$(tail -n 1 "$CLUSTER/times/$system.everything")" -v only="$(tail -n 1 "$CLUSTER/times/$system.only_here")" 'BEGIN { print all - only }')"
	run_sql -c 'SELECT count(*), sum(order_value) FROM refinement.fct_orders'
}

# note_peer SYSTEM: the lines "STEP<tab>SECONDS" of $CLUSTER/steps
note_peer()
{
	local step seconds
	while IFS=$'\t' read -r step seconds
	do
		note "$1" "$step" "$seconds"
	done < <(awk -F '\t' -v OFS='\t' 'NF == 2 { all += $2; print $1 == "marts" ? "six_marts" : $1, $2; if ($1 == "marts" || $1 == "cohort") marts += $2 } END { print "marts", marts; print "everything", all; print "common", all }' "$CLUSTER/steps")
}

# run_plain [SYSTEM]: plain SQL: COPY, materialized views, ANALYZE
run_plain()
{
	local start step
	run_sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS peer CASCADE' -c 'CREATE SCHEMA peer' \
		-c 'CREATE TABLE peer.amazon_purchases (LIKE raw.amazon_purchases)' -c 'CREATE TABLE peer.survey (LIKE raw.survey)' \
		-c 'CREATE TABLE peer.state_codes AS TABLE raw.state_codes' -c 'CREATE TABLE peer.state_demographics AS TABLE staging.stg_state_demographics'
	settle
	start=$(date +%s.%N)
	run_sql -c "COPY peer.amazon_purchases FROM '$files/amazon-purchases.csv' CSV HEADER" -c "COPY peer.survey FROM '$files/survey.csv' CSV HEADER"
	printf 'load\t%s\n' "$(seconds_since "$start")" > "$CLUSTER/steps"
	for step in "$CLUSTER/plain/"*
	do
		start=$(date +%s.%N)
		run_sql -f "$step"
		printf '%s\t%s\n' "${step##*/[0-9]-}" "$(seconds_since "$start")" >> "$CLUSTER/steps"
	done
	note_peer "${1:-plain}"
	run_sql -c 'SELECT count(*), sum(order_value) FROM peer.fct_orders'
	run_sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA peer CASCADE'
}

# The steps of the plain models, a file each, every model analysed.
split_plain_models()
{
	sed 's/CREATE MODEL/CREATE MATERIALIZED VIEW/' "$here/peer_pipeline.sql" | awk -v folder="$CLUSTER/plain" '
		/^-- step: / { file = folder "/" ++n "-" $3; next }
		file { print > file }
		file && /^CREATE MATERIALIZED VIEW/ { model = $4 }
		file && /;$/ { print "ANALYZE " model ";" > file }'
}

run_duckdb()
{
	settle
	peer duckdb_pipeline.py "$files" "$CLUSTER/state_codes.csv" "$CLUSTER/state_demographics.csv" "$survey_columns" > "$CLUSTER/steps"
	note_peer DuckDB
	tail -n 1 "$CLUSTER/steps"
}

run_polars()
{
	settle
	peer polars_pipeline.py "$files" "$CLUSTER/state_codes.csv" "$CLUSTER/state_demographics.csv" > "$CLUSTER/steps"
	note_peer Polars
	tail -n 1 "$CLUSTER/steps"
}
