#!/bin/bash
#
# release.sh
#		What a release consists of: one version in all files; META.json; the archive for PGXN, the same bytes each time; install
#		scripts that stay as they were released.
#
#	release.sh BUILD WORK
#
# BUILD is a copy of the sources in which the extension was built; WORK is an empty directory. Prints one line per check and
# fails if any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=$1 work=$2
SOURCE_DIR=$(cd "$here/.." && pwd)
source "$here/../scripts/versions.sh"
subject=release
source "$here/checks.sh"

script=ecom_analytics--$(extension_version).sql
archive=ecom_analytics-$(release_version)

# a clone, since what is not committed is in no archive, and users have settings of git
clone()
{
	git clone -q "file://$SOURCE_DIR" "$work/$1"
}

# make_archive CLONE [VARIABLE=VALUE...]: makes the zip of this clone
make_archive()
{
	env "${@:2}" "$work/$1/scripts/dist.sh" "$work/$1/build" > "$work/output" 2>&1 || { sed 's/^/# /' "$work/output"; return 1; }
}

has_what_git_has()
{
	unzip -q "$work/one/build/$archive.zip" -d "$work/unpacked"
	(cd "$work/unpacked/$archive" && find . -type f | sed 's/^\.\///' | sort) > "$work/files"
	git -C "$work/one" ls-files | grep -v -E '^\.(ci|github)/' | sort | diff "$work/files" - | head -n 20 | sed 's/^/# /'
	git -C "$work/one" ls-files | grep -v -E '^\.(ci|github)/' | sort | cmp -s "$work/files" - &&
		(cd "$work/unpacked/$archive" && while read -r file; do cmp "$file" "$work/one/$file" || exit 1; done < "$work/files")
}

refuses_two_versions()
{
	sed -i 's/^ecom-analytics (.*) /ecom-analytics (0.0.1) /' "$work/two/debian/changelog"
	! "$work/two/scripts/dist.sh" "$work/two/build" > "$work/output" 2>&1 && grep -q 'debian/changelog says 0.0.1' "$work/output"
}

# as_released BUILD: the script that was built is the one that is kept, if one is
as_released()
{
	local kept=$1/sql/upgrade/$script.gz

	[ ! -f "$kept" ] || gzip -dc "$kept" | diff - "$1/sql/$script" | head -n 20 | sed 's/^/# /'
	[ ! -f "$kept" ] || gzip -dc "$kept" | cmp -s - "$1/sql/$script"
}

keeps()
{
	make -s -C "$work/three" release "$pg_config" > "$work/output" 2>&1 && as_released "$work/three"
}

refuses_to_keep_another()
{
	echo "-- another script" >> "$work/three/sql/install/99-dump.sql"
	! make -s -C "$work/three" release "$pg_config" > "$work/output" 2>&1 && grep -q 'Raise the version' "$work/output" &&
		! as_released "$work/three" > /dev/null
}

check "one version in all files" versions_agree
check "what a META.json may not be is found" python3 -B -c "
import sys; sys.path.insert(0, '$here'); import meta
good = {'name': 'pair', 'version': '0.1.2', 'abstract': 'a pair', 'maintainer': 'somebody', 'license': 'postgresql',
	'provides': {'pair': {'file': 'pair.sql', 'version': '0.1.0'}}, 'meta-spec': {'version': '1.0.0'}}
assert not list(meta.wrong(good)), list(meta.wrong(good))
for key in good:
	assert list(meta.wrong({k: v for k, v in good.items() if k != key})), key
for key, value in (('version', '1.0'), ('version', '01.0.0'), ('license', 'mine'), ('name', 'a/b'), ('provides', {'pair': {'version': '0.1.0'}}),
		('provides', {'pair': {'file': 'pair.sql', 'version': '1'}}), ('tags', ['', 'b']), ('prereqs', {'runtime': {'requires': {'PostgreSQL': 'new'}}}),
		('meta-spec', {'version': '2'}), ('color', 'red')):
	assert list(meta.wrong({**good, key: value})), key
assert list(meta.wrong(good, {'pair.c'}))
"
if git -C "$SOURCE_DIR" rev-parse --git-dir > /dev/null 2>&1
then
	clone one
	clone two
	git -C "$work/two" config core.autocrlf true
	check "the archive is made" make_archive one TZ=America/Los_Angeles
	check "it has what git has, and META.json names files of it" has_what_git_has
	check "META.json is what PGXN's specification asks for" python3 -B "$here/meta.py" "$SOURCE_DIR/META.json" "$work/files"
	check "made again it is the same, in another place, zone and with other settings of git" make_archive two TZ=Asia/Tokyo
	check "to the byte" cmp "$work/one/build/$archive.zip" "$work/two/build/$archive.zip"
	check "files that name two versions are refused" refuses_two_versions
else
	echo "skipped - release: no git repository, of which an archive could be made"
	check "META.json is what PGXN's specification asks for" python3 -B "$here/meta.py" "$SOURCE_DIR/META.json"
fi

check "the install script is as it was released, or was not released yet" as_released "$build"
cp -r "$build" "$work/three"
pg_config=PG_CONFIG=$PG_CONFIG
rm -rf "$work/three/sql/upgrade"
check "make release keeps it" keeps
check "and refuses to keep another one of the same version" refuses_to_keep_another

[ "$failures" -eq 0 ]
