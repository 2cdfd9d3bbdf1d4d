# Sourced after cluster.sh: a coordinator and two workers with Citus, below one directory.
#
#	DIRECTORY/0, 1, 2		their clusters, with server.log; 0 is the coordinator
#	DIRECTORY/socket		their sockets, by which they reach each other too: nothing listens on a network
#
# PGBIN names the programs of a server that has Citus, and for node_database the extension (make_tree, install_extension).

NODES=

# has_citus: whether the server that is tested with has Citus
has_citus()
{
	local pg_config

	pg_config=$(system_pg_config)
	[ -f "$("$pg_config" --pkglibdir)/citus.so" ] && [ -f "$("$pg_config" --sharedir)/extension/citus.control" ]
}

# node_port NUMBER: it names a socket
node_port()
{
	echo $((5432 + $1))
}

# use_nodes DIRECTORY: clients reach the coordinator of the nodes there
use_nodes()
{
	NODES=$1
	export PGHOST=$NODES/socket PGPORT PGUSER=postgres PATH="$PGBIN:$PATH"
	PGPORT=$(node_port 0)
}

# on_node NUMBER COMMAND...: a client's command, for that node
on_node()
{
	PGPORT=$(node_port "$1") "${@:2}"
}

# start_node NUMBER [SETTING=VALUE...]: starts one that exists
start_node()
{
	local number=$1 setting options=()

	shift
	for setting in "$@"
	do
		options+=("-c" "$setting")
	done
	as_server_user "$PGBIN/pg_ctl" -D "$NODES/$number" -l "$NODES/$number/server.log" -w -s \
		-o "-p $(node_port "$number") -c listen_addresses='' -c unix_socket_directories='$NODES/socket' ${options[*]}" start ||
	{
		cat "$NODES/$number/server.log" >&2
		return 1
	}
}

# stop_node NUMBER: as if it had crashed
stop_node()
{
	as_server_user "$PGBIN/pg_ctl" -D "$NODES/$1" -m immediate -w -s stop
}

# start_nodes DIRECTORY [SETTING=VALUE...]: creates the three there and starts them; clients reach the coordinator.  Without
# autovacuum, whose time decides where rows are put: of nearly equal lines the first by its place is kept.
start_nodes()
{
	local number

	use_nodes "$1"
	shift
	mkdir -p "$NODES/socket"
	chmod 700 "$NODES/socket"
	[ "$(id -u)" -ne 0 ] || chown -R "$(server_user)" "$NODES"
	for number in 0 1 2
	do
		as_server_user "$PGBIN/initdb" -D "$NODES/$number" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null || return 1
		cat >> "$NODES/$number/postgresql.conf" <<-END
			shared_preload_libraries = 'citus'
			citus.local_hostname = '$NODES/socket'
			citus.shard_count = 4
			max_connections = 200
			max_prepared_transactions = 200
			wal_level = logical
			fsync = off
			jit = off
			autovacuum = off
		END
		start_node "$number" "$@" || return 1
	done
}

# stop_nodes DIRECTORY: stops what runs there, and removes it
stop_nodes()
{
	local number

	NODES=$1
	for number in 0 1 2
	do
		# fails where the server has died meanwhile, which is as good
		[ ! -f "$NODES/$number/postmaster.pid" ] || stop_node "$number" || true
	done
	rm -rf "$NODES"
}

# close_template NUMBER NAME: a database of that node that nobody enters any more, to be copied from
close_template()
{
	on_node "$1" psql -X -q -t -v ON_ERROR_STOP=1 -o /dev/null -d postgres -c "SET client_min_messages = error" -c "ALTER DATABASE $2 WITH ALLOW_CONNECTIONS false" \
		-c "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '$2'"
}

# make_node_template: a database on all nodes, with Citus and ecom_analytics; to make one takes longer than most tests
make_node_template()
{
	local number

	for number in 0 1 2
	do
		on_node "$number" psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE node_template"
		on_node "$number" env PGOPTIONS="-c client_min_messages=warning" psql -X -q -v ON_ERROR_STOP=1 -d node_template -c "CREATE EXTENSION citus"
	done
	PGOPTIONS="-c client_min_messages=warning" psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d node_template \
		-c "SELECT citus_set_coordinator_host('$PGHOST', $(node_port 0))" \
		-c "SELECT citus_add_node('$PGHOST', $(node_port 1))" -c "SELECT citus_add_node('$PGHOST', $(node_port 2))" \
		-c "CREATE EXTENSION ecom_analytics"
	for number in 0 1 2
	do
		close_template "$number" node_template
	done
}

# has_database NAME: on the coordinator
has_database()
{
	[ "$(psql -X -q -t -A -d postgres -c "SELECT count(*) FROM pg_database WHERE datname = '$1'")" = 1 ]
}

# node_database NAME: a database on all of them, with Citus and ecom_analytics
node_database()
{
	local number

	has_database node_template || make_node_template
	for number in 0 1 2
	do
		on_node "$number" psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE $1 TEMPLATE node_template"
	done
}

# lone_database NAME: a database of the coordinator's server with ecom_analytics, and without Citus: one machine
lone_database()
{
	if ! has_database lone_template
	then
		psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE lone_template"
		psql -X -q -v ON_ERROR_STOP=1 -d lone_template -c "SET client_min_messages = warning" -c "CREATE EXTENSION ecom_analytics"
		close_template 0 lone_template
	fi
	psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE $1 TEMPLATE lone_template"
}

# drop_node_database NAME: on all of them
drop_node_database()
{
	local number

	for number in 0 1 2
	do
		on_node "$number" psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "SET client_min_messages = warning" -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)"
	done
}
