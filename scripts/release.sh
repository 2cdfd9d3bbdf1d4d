#!/usr/bin/env bash
# make release: keeps the install script of this version in sql/upgrade/, as it is released and stays from then on.
#
# make check fails where sql/install/ makes another script of a version that is kept there. To go on, raise the version in
# ecom_analytics.control, and write sql/upgrade/ecom_analytics--OLD--NEW.sql beside what changes in sql/install/.
set -euo pipefail

SOURCE_DIR=$(cd "$(dirname "$0")/.." && pwd)
source "$SOURCE_DIR/scripts/versions.sh"

versions_agree || { echo "Name one version everywhere first." >&2; exit 1; }
cd "$SOURCE_DIR"
script=ecom_analytics--$(extension_version).sql
kept=sql/upgrade/$script.gz
make -s "sql/$script"
if [ -f "$kept" ] && ! gzip -dc "$kept" | cmp -s - "sql/$script"
then
	echo "$kept is another script. Raise the version in ecom_analytics.control; or remove the file, if nobody has this version yet." >&2
	exit 1
fi
mkdir -p sql/upgrade
gzip -9 -n < "sql/$script" > "$kept"
echo "$kept"
