#!/bin/bash
#
# rooms.sh
#		Tests that the folders of src/ use one another in one direction: a file includes headers of its own room and of
#		rooms on floors below, and no others.
#
# src/ecom_analytics.c, the entry point, is above all of them.  Prints one line per room and fails if any check does.

set -euo pipefail

# From the ground up.  What shares a floor knows nothing of each other.
floors=(
	"base csv" # csv is plain C, without PostgreSQL
	"aggregate clean files heap http"
	"baskets census checks cohort customers load products"
	"prices refresh"
)

cd "$(dirname "$0")/../src"
failures=0

# check ROOM BELOW: the includes of a room, whose own rooms and those below are the words of BELOW
check()
{
	local file header strangers=""

	while IFS=: read -r file header
	do
		[[ " $2 " == *" ${header%%/*} "* ]] || strangers+="# $file includes $header"$'\n'
	done < <(grep -HoP '^#include "\K[a-z_]+/[a-z_]+\.h(?=")' "$1"/*.[ch] | while IFS=: read -r file header
	do
		[ ! -f "$header" ] || echo "$file:$header" # not PostgreSQL's
	done)
	if [ -z "$strangers" ]
	then
		echo "ok - rooms: $1 uses no room beside or above it"
	else
		echo "not ok - rooms: $1 uses no room beside or above it"
		echo -n "$strangers"
		failures=$((failures + 1))
	fi
}

below=""
for floor in "${floors[@]}"
do
	for room in $floor
	do
		check "$room" "$below $room"
	done
	below+=" $floor"
done

for room in */
do
	[[ "$below " == *" ${room%/} "* ]] && continue
	echo "not ok - rooms: src/$room is on no floor"
	failures=$((failures + 1))
done

[ "$failures" -eq 0 ]
