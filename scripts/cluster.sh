# Sourced: a private PostgreSQL, with the extension installed in it, below one directory.
#
# PostgreSQL finds its files relative to its own program, so a copy of the programs beside links to the
# rest is a server of its own: the extension is installed there and the system's server never changes.
#
#	$CLUSTER/tree/usr/lib/postgresql/15/bin/postgres	copied
#	$CLUSTER/tree/usr/lib/postgresql/15/lib/*.so		linked, ecom_analytics.so beside them
#	$CLUSTER/tree/usr/share/postgresql/15/...			linked, ecom_analytics/ beside them
#	$CLUSTER/data										the database cluster
#
# The server does not run as root; root runs it as the user postgres that packages create, else as nobody.

SOURCE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Nothing in the caller's environment may lead clients to another server, or the build to another place.
SYSTEM_PG_CONFIG=${PG_CONFIG:-}
unset "${!PG@}" DESTDIR MAKEFLAGS MFLAGS MAKELEVEL
umask 022

# system_pg_config: prints the pg_config that the caller named, else the one that is found; nothing if there is none
system_pg_config()
{
	if [ -n "$SYSTEM_PG_CONFIG" ]
	then
		echo "$SYSTEM_PG_CONFIG"
	else
		"$SOURCE_DIR/scripts/find_pg_config.sh"
	fi
}

# new_cluster_directory: sets CLUSTER. Below /tmp: every user may enter it, and a socket's path must be short.
new_cluster_directory()
{
	CLUSTER=$(mktemp -d /tmp/ecom_analytics.XXXXXX)
	chmod 755 "$CLUSTER"
}

server_user()
{
	if id postgres >/dev/null 2>&1
	then
		echo postgres
	else
		echo nobody
	fi
}

as_server_user()
{
	if [ "$(id -u)" -eq 0 ]
	then
		(cd / && runuser -u "$(server_user)" -- "$@")
	else
		"$@"
	fi
}

# link_directory FROM TO: a directory TO holding a link to each entry of FROM
link_directory()
{
	mkdir -p "$2"
	find "$1" -mindepth 1 -maxdepth 1 -exec ln -s -t "$2" {} +
}

# make_tree: the copy of the server below $CLUSTER/tree; sets PGBIN, its programs
make_tree()
{
	local pg_config tree=$CLUSTER/tree share
	pg_config=$(system_pg_config)
	share=$("$pg_config" --sharedir)
	PGBIN=$tree$("$pg_config" --bindir)
	mkdir -p "$(dirname "$PGBIN")"
	cp -rL "$("$pg_config" --bindir)" "$PGBIN"
	ln -s "$PGBIN" "$CLUSTER/programs"
	link_directory "$("$pg_config" --pkglibdir)" "$tree$("$pg_config" --pkglibdir)"
	link_directory "$share" "$tree$share"
	rm "$tree$share/extension"
	link_directory "$share/extension" "$tree$share/extension"
	mkdir -p "$tree$(dirname "$("$pg_config" --includedir)")"
	ln -s "$("$pg_config" --includedir)" "$tree$("$pg_config" --includedir)"
	# an installation of the system's must not shine through
	rm -rf "$tree$share/ecom_analytics" "$tree$share/extension/ecom_analytics.control" \
		"$tree$("$pg_config" --pkglibdir)/ecom_analytics.so" "$tree$("$pg_config" --pkglibdir)/bitcode"
}

# copy_sources DIRECTORY: what the project consists of, and nothing that was built from it
copy_sources()
{
	mkdir -p "$1"
	(cd "$SOURCE_DIR" && tar -cf - --exclude=.git --exclude=build --exclude=node_modules --exclude='*.o' --exclude='*.bc' --exclude='*.so' .) | tar -C "$1" --no-same-owner -xf -
}

# install_extension: builds a copy of the sources with the private tree's pg_config and installs it there
install_extension()
{
	local build=$CLUSTER/build
	copy_sources "$build"
	make -s -C "$build" -j2 all install build/generate PG_CONFIG="$PGBIN/pg_config" with_llvm=no "$@"
}

# start_cluster [SETTING=VALUE...]: creates and starts the server; sets PGHOST and PGUSER for clients
start_cluster()
{
	local setting options=()
	mkdir -p "$CLUSTER/data" "$CLUSTER/socket"
	chmod 700 "$CLUSTER/data" "$CLUSTER/socket"
	[ "$(id -u)" -ne 0 ] || chown -R "$(server_user)" "$CLUSTER/data" "$CLUSTER/socket"
	as_server_user "$PGBIN/initdb" -D "$CLUSTER/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
	for setting in "$@"
	do
		options+=("-c" "$setting")
	done
	as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/data/server.log" -w -s \
		-o "-c listen_addresses='' -c unix_socket_directories='$CLUSTER/socket' ${options[*]}" start ||
	{
		cat "$CLUSTER/data/server.log" >&2
		return 1
	}
	export PGHOST=$CLUSTER/socket PGUSER=postgres PATH="$PGBIN:$PATH"
}

# stop_cluster DIRECTORY: stops the server there, if it runs, and removes the directory
stop_cluster()
{
	if [ -f "$1/data/postmaster.pid" ]
	then
		# fails where the server has died meanwhile, which is as good
		as_server_user "$1/programs/pg_ctl" -D "$1/data" -m fast -w -s stop || true
	fi
	rm -rf "$1"
}
