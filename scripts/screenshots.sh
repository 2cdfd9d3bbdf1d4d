#!/usr/bin/env bash
# make screenshots: takes pictures of the dashboard that make demo has started, for docs/screenshots.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/cluster.sh"
source "$here/packages.sh"
source "$here/node.sh"
source "$here/demo/note.sh"
root=$SOURCE_DIR

demo=$(demo_directory)
if [ ! -s "$demo/dashboard.address" ]
then
	echo "Please start the demo first: make demo" >&2
	exit 1
fi
require_node
require_packages chromium fonts-inter pngquant
install_node_packages "$root/dashboard"
mkdir -p "$root/docs/screenshots"
node "$root/dashboard/test/screenshots.js" "$(cat "$demo/dashboard.address")" "$root/docs/screenshots"
pngquant --force --ext .png --strip 64 "$root/docs/screenshots/"*.png
