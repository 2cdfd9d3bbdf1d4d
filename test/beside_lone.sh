# Sourced by tests of test/citus, after checks.sh and use_nodes: a database of the nodes, PGDATABASE, beside one of one machine with
# the same rows, ${PGDATABASE}_lone.  work is a directory for files.

export PGOPTIONS="-c client_min_messages=warning"

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 "$@"
}

# lone ARGUMENT...: the same on one machine
lone()
{
	sql -d "${PGDATABASE}_lone" "$@"
}

# both ARGUMENT...: on both, without output
both()
{
	sql -o /dev/null "$@" && lone -o /dev/null "$@"
}

make_databases()
{
	node_database "$PGDATABASE"
	lone_database "${PGDATABASE}_lone"
}

drop_databases()
{
	drop_node_database "$PGDATABASE"
	sql -d postgres -c "SET client_min_messages = error" -c "DROP DATABASE IF EXISTS ${PGDATABASE}_lone WITH (FORCE)"
}

# digests [ARGUMENT...]: of each model, rows and a hash of what is in them, but for the places of lines
digests()
{
	sql "$@" <<-'END'
		SELECT format('SELECT %L, count(*), md5(string_agg(r.row, E''\n'' ORDER BY r.row COLLATE "C")) FROM (SELECT ROW(%s)::text AS row FROM %I.%I m) r', n.nspname || '.' || c.relname,
			(SELECT string_agg(format('m.%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'line'),
			n.nspname, c.relname)
		FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN ecom.models m ON m.model_oid = c.oid
		WHERE n.nspname <> 'shards'
		ORDER BY n.nspname, c.relname \gexec
	END
}

# same_models: the models of the nodes have the rows that those of one machine have
same_models()
{
	digests > "$work/nodes" && lone_digests > "$work/lone" && [ "$(wc -l < "$work/lone")" -ge 37 ] && diff "$work/lone" "$work/nodes" > "$work/differences" || {
		sed 's/^/# /' "$work/differences"
		return 1
	}
}

lone_digests()
{
	digests -d "${PGDATABASE}_lone"
}

# shards_left: of each node, how many shards there are: " 0 0 0" where nothing is distributed
shards_left()
{
	local number

	for number in 0 1 2
	do
		printf ' %s' "$(on_node "$number" sql -c "SET citus.override_table_visibility = off" -c "SELECT count(*) FROM pg_class WHERE relname ~ '_1[0-9]{5}\$' AND relkind = 'r'")"
	done
}

# fails_with PATTERN COMMAND...: it fails, and what it prints has this
fails_with()
{
	local pattern=$1

	shift
	! "$@" > "$work/failed" 2>&1 && grep -q -E "$pattern" "$work/failed" || {
		sed 's/^/# /' "$work/failed"
		return 1
	}
}
