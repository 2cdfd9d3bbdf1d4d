# Sourced after SOURCE_DIR is set: the version of a release (1.0.0) and of the SQL that it installs (1.0), which stays the same
# through releases that change nothing of it.

release_version()
{
	sed -n 's/^\t"version": "\(.*\)",$/\1/p' "$SOURCE_DIR/META.json"
}

extension_version()
{
	sed -n "s/^default_version = '\(.*\)'$/\1/p" "$SOURCE_DIR/ecom_analytics.control"
}

# said_version FILE: the version that this file names first
said_version()
{
	case $1 in
		CHANGELOG.md) sed -n -E 's/^## \[([0-9.]+)\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$/\1/p' ;;
		debian/changelog) sed -n -E 's/^ecom-analytics \(([0-9.]+)\) .*/\1/p' ;;
		*.json) sed -n -E 's/^\t+"version": "([0-9.]+)".*/\1/p' ;;
	esac < "$SOURCE_DIR/$1" | head -n 1
}

# versions_agree: whether all files name the same release; says which do not
versions_agree()
{
	local release file said status=0

	release=$(release_version)
	for file in CHANGELOG.md debian/changelog dashboard/package.json dashboard/package-lock.json
	do
		said=$(said_version "$file")
		[ "$said" = "$release" ] || { echo "$file says ${said:-no version}, META.json $release" >&2; status=1; }
	done
	[[ "$release" = "$(extension_version)".* ]] ||
		{ echo "ecom_analytics.control says $(extension_version), META.json $release" >&2; status=1; }
	return "$status"
}
