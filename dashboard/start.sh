#!/usr/bin/env bash
# make dashboard: installs what the dashboard needs and starts it against the database of DATABASE_URL or the PG* variables.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/../scripts/packages.sh"
source "$here/../scripts/node.sh"

require_node
install_node_packages "$here" --omit=dev
exec node "$here/server.js"
