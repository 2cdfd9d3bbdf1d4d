# Sourced by pipeline.sh: what people change between two refreshes, and what a refresh of that takes, beside one by force.

# timed_refresh STEP [ARGUMENTS]: its seconds, and what it did with how many models
timed_refresh()
{
	local start
	settle
	start=$(date +%s.%N)
	run_sql -c 'SET client_min_messages = warning' -c "SELECT string_agg(number || ' ' || action, ', ' ORDER BY action)
		FROM (SELECT action, count(*) AS number FROM ecom.refresh(${2:-}) GROUP BY action) s" > "$CLUSTER/actions.$1"
	note extension "$1" "$(seconds_since "$start")"
}

# write_lines SHARE SEED: a file of so many percent of the lines, of the days of $days days from $first_day on
write_lines()
{
	rm -f "$CLUSTER/changes/lines.csv"
	run_sql -c "COPY (SELECT to_char('$first_day'::date + abs(hashtext(p.ctid::text) % $days), 'YYYY-MM-DD') AS order_date, purchase_price_per_unit, quantity,
			shipping_address_state, title, asin_isbn_product_code, category, survey_responseid
		FROM raw.amazon_purchases p TABLESAMPLE BERNOULLI ($1) REPEATABLE ($2)) TO '$CLUSTER/changes/lines.csv' CSV HEADER"
}

load_lines()
{
	run_sql -c "SELECT FROM ecom.load_csv('raw.amazon_purchases', '$CLUSTER/changes/lines.csv')" > /dev/null
}

# run_changes RUN: after run_extension
run_changes()
{
	first_day=$(run_sql -c "SELECT (date_trunc('month', max(order_date)) + interval '1 month')::date FROM staging.stg_amazon_purchases") days=27
	write_lines 2 "$1"
	load_lines
	timed_refresh month
	first_day=$(run_sql -c "SELECT max(order_date) + 1 FROM staging.stg_amazon_purchases") days=1
	write_lines 0.1 "$1"
	load_lines
	timed_refresh day
	run_sql -c "UPDATE raw.survey SET q_demos_income = CASE q_demos_income WHEN '\$50,000 - \$74,999' THEN '\$75,000 - \$99,999' ELSE '\$50,000 - \$74,999' END
		WHERE survey_responseid IN (SELECT survey_responseid FROM raw.survey ORDER BY md5(survey_responseid || $1) LIMIT 100)"
	timed_refresh answers
	timed_refresh nothing
	timed_refresh force 'force => true'
}

# run_tenfold: days of as many lines, in a database of its own with ten times as many lines beside them
run_tenfold()
{
	local run files
	files=$(generated_files $((10 * ROWS)))
	createdb tenfold
	database=tenfold
	run_sql -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION ecom_analytics' -c 'SELECT FROM ecom.load_bundled_census()' \
		-c "SELECT FROM ecom.load_directory('$files')" -c 'SELECT FROM ecom.refresh()' > /dev/null
	for run in $(seq 0 "$RUNS")
	do
		first_day=$(run_sql -c "SELECT max(order_date) + 1 FROM staging.stg_amazon_purchases") days=1
		write_lines 0.01 "$run"
		load_lines
		timed_refresh tenfold
		[ "$run" -ne 0 ] || rm "$CLUSTER/times/extension.tenfold"
	done
	database=bench
}

# report_change NAME STEP BESIDE: a line of the table
report_change()
{
	local own beside
	own=$(median "$CLUSTER/times/extension.$2")
	beside=$(median "$CLUSTER/times/extension.$3")
	printf '%-38s %9.2f %7.3f   %s\n' "$1" "$own" "$(awk -v a="$own" -v b="$beside" 'BEGIN { print a / b }')" "$(cat "$CLUSTER/actions.$2")"
}

report_changes()
{
	echo
	printf '%-38s %9s %7s   %s\n' 'a refresh of' seconds ratio 'of all models, so many were'
	report_change 'everything, by force' force force
	report_change '2 % more lines, in one new month' month force
	report_change '0.1 % more lines, a day' day force
	report_change '100 answers corrected' answers force
	report_change 'nothing' nothing force
	[ ! -f "$CLUSTER/times/extension.tenfold" ] || report_change 'that day, on ten times the lines' tenfold day
}
