#!/usr/bin/env bash
# make docs: writes docs/reference anew, from the catalog of a private database with the extension.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/cluster.sh"
source "$here/packages.sh"

require_postgresql
new_cluster_directory
trap 'stop_cluster "$CLUSTER"' EXIT
make_tree
install_extension
start_cluster
createdb reference
psql -X -q -v ON_ERROR_STOP=1 -d reference -c "CREATE EXTENSION ecom_analytics"
PGDATABASE=reference "$here/reference.sh" "$CLUSTER/reference"
rm -rf "$SOURCE_DIR/docs/reference"
cp -r "$CLUSTER/reference" "$SOURCE_DIR/docs/reference"
echo "docs/reference is written."
