# Sourced after packages.sh: Node.js, and the packages of the dashboard.

node_is_there()
{
	command -v npm >/dev/null && node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 18 || (major == 18 && minor >= 15) ? 0 : 1)' 2>/dev/null
}

# require_node: Node.js 18.15 or newer with npm; Debian's where it is missing
require_node()
{
	node_is_there || { require_packages nodejs npm && node_is_there; }
}

# install_node_packages DIRECTORY [OPTION...]: what the directory's package-lock.json says, unless that is there already
install_node_packages()
{
	local directory=$1 note=$1/node_modules/.installed wanted

	shift
	wanted="$(sha256sum < "$directory/package-lock.json") $*"
	[ "$(cat "$note" 2>/dev/null)" != "$wanted" ] || return 0
	# npm retries for minutes where there is no network
	(cd "$directory" && npm ci --no-audit --no-fund --prefer-offline --loglevel=error --fetch-retries=1 --fetch-timeout=30000 "$@" >/dev/null) &&
		echo "$wanted" > "$note"
}
