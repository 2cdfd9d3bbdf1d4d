# Sourced: require_packages NAME... installs the Debian packages that are missing, as root or through sudo.

require_packages()
{
	local package missing=()

	for package in "$@"
	do
		[ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	echo "Installing Debian packages: ${missing[*]}"
	local as_root=()
	if [ "$(id -u)" -ne 0 ]
	then
		command -v sudo >/dev/null || { echo "Please install them as root: apt-get install ${missing[*]}" >&2; return 1; }
		as_root=(sudo)
	fi
	"${as_root[@]}" apt-get -qq update
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# require_postgresql (after cluster.sh, which knows the pg_config): a server and its development files, Debian 12's where
# there is none yet, and the libraries to build with
require_postgresql()
{
	local pg_config
	pg_config=$(system_pg_config)
	if [ -z "$pg_config" ] || [ ! -x "$("$pg_config" --bindir)/postgres" ]
	then
		require_packages postgresql-15 postgresql-server-dev-15
	fi
	[ -f /usr/include/zlib.h ] || require_packages zlib1g-dev
	pkg-config --exists libcurl libcjson 2>/dev/null || require_packages libcurl4-openssl-dev libcjson-dev
}
