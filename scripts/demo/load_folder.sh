#!/usr/bin/env bash
#
# load_folder.sh
#		From an empty database to refreshed marts, with order files of somebody's own: all in a folder and below it whose
#		format is known (ecom.file_formats); the others are named and passed over.
#
#	load_folder.sh FOLDER
#
# FOLDER is on the server; the database is that of the PG* variables. Files that do not say whose their orders are get the
# name of the folder that they are in, right below FOLDER, or their own.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)

psql -X -q -v ON_ERROR_STOP=1 -c "CREATE EXTENSION ecom_analytics"
while IFS= read -r -d '' file
do
	customer=${file%%/*}
	customer=${customer%.gz}
	psql -X -q -v ON_ERROR_STOP=1 -v file="$folder/$file" -v shown="$file" -v customer="${customer%.csv}" -f "$here/load_file.sql"
done < <(find -L "$folder" -type f \( -iname '*.csv' -o -iname '*.csv.gz' \) -printf '%P\0' | sort -z)
psql -X -q -v ON_ERROR_STOP=1 -f "$here/refresh_own.sql"
