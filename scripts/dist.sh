#!/usr/bin/env bash
# make dist: the archive for PGXN, build/ecom_analytics-VERSION.zip or in the directory that is named, of the commit that is
# checked out. The same commit gives the same bytes.
#
#	dist.sh [DIRECTORY]
set -euo pipefail

SOURCE_DIR=$(cd "$(dirname "$0")/.." && pwd)
source "$SOURCE_DIR/scripts/versions.sh"

git -C "$SOURCE_DIR" rev-parse --git-dir >/dev/null 2>&1 || { echo "make dist archives a commit, and this is no git repository." >&2; exit 1; }
versions_agree || { echo "Name one version everywhere first." >&2; exit 1; }
[ -z "$(git -C "$SOURCE_DIR" status --porcelain)" ] || echo "What is not committed is not in it." >&2

destination=$(realpath -m "${1:-$SOURCE_DIR/build}")
name=ecom_analytics-$(release_version)
mkdir -p "$destination"
# Times are those of the commit, in the zone of who makes the zip, and contents what a user's attributes make of them.
TZ=UTC git -C "$SOURCE_DIR" -c core.autocrlf=false -c core.attributesFile=/dev/null archive --format=zip -9 --prefix="$name/" --output="$destination/$name.zip" HEAD -- . ':!.ci' ':!.github'
echo "$destination/$name.zip"
