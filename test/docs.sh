#!/usr/bin/env bash
#
# docs.sh
#		docs/reference is what the catalog says; every object has a comment; no link in a document leads nowhere; examples
#		print what the documents say.
#
#	docs.sh FILES WORK
#
# In databases of the running server, made for it; FILES are those of the sample, WORK is an empty directory. Prints one line
# per check, the differences where one fails, and fails if any check does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
committed=$root/docs/reference
files=$1 work=$2 failed=0

# check NAME COMMAND...: what the command prints follows where it fails
check()
{
	local name=$1 output
	shift
	if output=$("$@" 2>&1)
	then
		echo "ok - $name"
	else
		echo "not ok - $name"
		sed 's/^/# /' <<<"$output"
		failed=1
	fi
}

# refused_without_comment STATEMENT OBJECT: with the comment taken away, the pages are not written and the object is named
refused_without_comment()
{
	local output
	psql -X -q -v ON_ERROR_STOP=1 -c "$1"
	if output=$("$root/scripts/reference.sh" "$work/refused" 2>&1)
	then
		echo "it is written all the same"
		return 1
	fi
	grep -F "objects without COMMENT: $2" <<<"$output" || { echo "$output"; return 1; }
}

export PGDATABASE=reference
trap 'dropdb --if-exists "$PGDATABASE"; dropdb --if-exists examples' EXIT
createdb "$PGDATABASE"
psql -X -q -v ON_ERROR_STOP=1 -c "CREATE EXTENSION ecom_analytics"
check "docs/reference: every object has a comment" "$root/scripts/reference.sh" "$work/written"
for page in $(cd "$work/written" && ls; cd "$committed" && ls)
do
	echo "$page"
done | sort -u > "$work/pages"
while read -r page
do
	# a page on one side only differs too
	check "docs/reference/$page is what make docs writes" diff -u -N "$committed/$page" "$work/written/$page"
done < "$work/pages"
check "docs/reference: not without a function's comment" refused_without_comment \
	"COMMENT ON FUNCTION ecom.failing_rows(text) IS NULL" "function ecom.failing_rows(text)"
check "docs/reference: nor with a blank one of a column" refused_without_comment \
	"COMMENT ON FUNCTION ecom.failing_rows(text) IS 'again'; COMMENT ON COLUMN raw.loads.file IS ' '" "column file of table raw.loads"

check "docs: links" python3 "$here/links.py" "$root"
createdb examples
psql -X -q -v ON_ERROR_STOP=1 -v files="$files" -d examples -f "$root/scripts/demo/load.sql" > "$work/examples.log" 2>&1
(cd "$root" && python3 "$here/examples.py" "$root" examples README.md docs/*.md) || failed=1
exit "$failed"
