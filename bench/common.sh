# Sourced by the benchmarks, after cluster.sh and packages.sh: generated files that are kept, DuckDB, medians.

FILES=${BENCH_FILES:-/var/tmp/ecom_analytics-bench}

# generated_files ROWS: prints a folder with generated files of so many purchases; made once, and anew if the generator changes
generated_files()
{
	local generator=$CLUSTER/build/build/generate folder
	folder=$FILES/$1-$(sha256sum "$generator" | cut -c 1-12)
	if [ ! -d "$folder" ]
	then
		mkdir -p "$folder.new"
		"$generator" --rows "$1" --out "$folder.new" >&2
		mv "$folder.new" "$folder"
	fi
	echo "$folder"
}

# install_duckdb SCRIPT...: installs it in $CLUSTER/duckdb, with these files of the bench beside it; fails where npm cannot
install_duckdb()
{
	mkdir "$CLUSTER/duckdb"
	if ! { command -v npm >/dev/null && (cd "$CLUSTER/duckdb" && npm init -y && npm install @duckdb/node-api@1.5.6-r.1) >"$CLUSTER/duckdb/log" 2>&1; }
	then
		echo "DuckDB is left out: npm cannot install @duckdb/node-api here"
		return 1
	fi
	(cd "$here" && cp "$@" "$CLUSTER/duckdb")
}

# median FILE: of the numbers in it
median()
{
	sort -n "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# seconds_since TIME: since a time that "date +%s.%N" gave
seconds_since()
{
	awk -v start="$1" -v end="$(date +%s.%N)" 'BEGIN { printf "%.3f\n", end - start }'
}
