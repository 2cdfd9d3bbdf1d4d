#!/bin/bash
#
# frames.sh
#		bi as data frames, with libraries from PyPI.
#
#	frames.sh PROJECT WORK
#
# PROJECT is a copy of the project that the server's user may read, WORK an empty directory. The server is the one that the environment names.
# Prints one line per check and fails if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$1 work=$2
source "$here/../scripts/packages.sh"
export PGDATABASE=frames

require_packages python3-venv >&2
/usr/bin/python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check 'psycopg[binary]==3.3.*' 'sqlalchemy==2.*' 'pandas==3.*' 'polars==2.*' \
	'adbc-driver-postgresql==1.*' pyarrow 'ibis-framework[postgres]==12.*' packaging >&2
trap 'dropdb --if-exists "$PGDATABASE"' EXIT
createdb "$PGDATABASE"
psql -X -q -v ON_ERROR_STOP=1 -v files="$project/data/sample" -f "$here/../scripts/demo/load.sql" >/dev/null 2>&1
psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -c "ALTER DATABASE frames SET timezone = 'Europe/Berlin'" -c "CREATE ROLE frames LOGIN" -c "SELECT ecom.grant_read('frames')"
"$work/venv/bin/python" "$here/frames.py" "host=$PGHOST dbname=$PGDATABASE user=$PGUSER"
