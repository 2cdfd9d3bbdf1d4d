#!/usr/bin/env bash
#
# reference.sh
#		Writes the pages of docs/reference into a directory, a page for each script of scripts/reference.
#
#	reference.sh DIRECTORY
#
# The database, which psql's environment names, has the extension and nothing else. Fails if an object of it has no comment.

set -euo pipefail

pages=$(cd "$(dirname "$0")/reference" && pwd)
directory=$1

# Sorted, quoted and counted alike whatever the caller's psqlrc, locale and time zone are.
run()
{
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

run -f "$pages/comments.sql"
mkdir -p "$directory"
for script in "$pages"/*.sql
do
	case $(basename "$script" .sql) in
		comments | common) ;;
		*) run -f "$pages/common.sql" -f "$script" > "$directory/$(basename "$script" .sql).md" ;;
	esac
done
