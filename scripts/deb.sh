#!/usr/bin/env bash
# make deb: Debian packages, in build/deb or the directory that is named: the extension, for each server version that this Debian
# has, and the dashboard with its packages of Node.js, unless npm does not reach its registry.
#
#	deb.sh [DIRECTORY]
#
# They are built as debian/ says, in a copy of the sources.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/cluster.sh"
source "$here/packages.sh"
source "$here/node.sh"

destination=$(realpath -m "${1:-$SOURCE_DIR/build/deb}")
export DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-parallel=$(nproc)}

require_packages build-essential dpkg-dev debhelper postgresql-server-dev-all zlib1g-dev libcurl4-openssl-dev libcjson-dev
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy_sources "$work/ecom-analytics"

kind=binary
if ! { require_node && install_node_packages "$work/ecom-analytics/dashboard" --omit=dev --ignore-scripts; }
then
	echo "Without the dashboard: it needs Node.js 18.15 or newer and npm, which must reach a registry." >&2
	kind=any
fi
(
	cd "$work/ecom-analytics"
	pg_buildext updatecontrol
	dpkg-buildpackage --build="$kind" --no-sign
)
mkdir -p "$destination"
rm -f "$destination"/*.deb "$destination"/*.changes "$destination"/*.buildinfo
mv "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo "$destination"
ls "$destination"/*.deb
