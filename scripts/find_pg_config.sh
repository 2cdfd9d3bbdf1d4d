#!/bin/sh
# Prints the pg_config of a server's development files: the one on PATH, else the newest installed.
# A pg_config without the server's headers is passed over: Debian's client packages ship one, with the PGXS makefile.
for candidate in "$(command -v pg_config)" \
	$(ls -d /usr/lib/postgresql/*/bin/pg_config /usr/pgsql-*/bin/pg_config /usr/local/pgsql/bin/pg_config 2>/dev/null | sort -V -r)
do
	if [ -n "$candidate" ] && [ -f "$("$candidate" --pgxs 2>/dev/null)" ] && [ -f "$("$candidate" --includedir-server)/postgres.h" ]
	then
		echo "$candidate"
		exit 0
	fi
done
