# Sourced by the benchmarks, after cluster.sh and packages.sh: generated files that are kept, peers from PyPI, medians.

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

# install_peers FILE...: the newest DuckDB and Polars of PyPI into a private $CLUSTER/peers, with these files of the bench beside them; says
# which versions they are. Fails where pip cannot.
install_peers()
{
	require_packages python3 python3-venv
	if ! { python3 -m venv "$CLUSTER/peers" && "$CLUSTER/peers/bin/pip" install duckdb polars; } > "$CLUSTER/peers.log" 2>&1
	then
		echo "DuckDB and Polars are left out: pip cannot install them here"
		return 1
	fi
	(cd "$here" && cp "$@" "$CLUSTER/peers")
	"$CLUSTER/peers/bin/python" -c 'import duckdb, polars; print(f"DuckDB {duckdb.__version__}, Polars {polars.__version__}")'
}

# peer PROGRAM ARGUMENT...: one of these files
peer()
{
	(cd "$CLUSTER/peers" && bin/python "$@")
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
