#!/bin/bash
#
# deb.sh
#		The Debian packages: built, looked at by lintian, unpacked into a private copy of the server and of the system, and used
#		from there.
#
#	deb.sh BUILD WORK
#
# BUILD is a copy of the sources in which the extension was built, whose regression tests are run; WORK is an empty directory that
# the server's user may enter. It starts a PostgreSQL of its own there, and the dashboard. Prints one line per check and fails if
# any check does.

set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=$1 work=$2
source "$here/../scripts/cluster.sh"
source "$here/../scripts/packages.sh"
source "$here/../scripts/versions.sh"
subject=deb
source "$here/checks.sh"

release=$(release_version)
CLUSTER=$work
debs=$work/debs
root=$work/root	# what the packages bring, as it would lie in the system
database=shop
dashboard=

sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" "$@"
}

clean_up()
{
	[ -z "$dashboard" ] || kill "$dashboard" || true
	[ ! -f "$work/data/postmaster.pid" ] || as_server_user "$PGBIN/pg_ctl" -D "$work/data" -m immediate -s stop
}

# quietly COMMAND...: shows what the command says only if it fails
quietly()
{
	"$@" > "$work/output" 2>&1 || { tail -n 30 "$work/output" | sed 's/^/# /'; return 1; }
}

lintian_is_content()
{
	quietly lintian --fail-on error,warning --no-tag-display-limit "$debs"/*.changes && ! grep -E '^[EW]:' "$work/output"
}

# the package PATTERN has nothing but below these folders
is_only_below()
{
	dpkg-deb -c "$debs"/$1 | awk '$1 !~ /^d/ { print $6 }' | grep -v -E "^\./($2)/" > "$work/output" || return 0
	sed 's/^/# /' "$work/output"
	return 1
}

# each package of Node.js that is taken along, with its licence as npm knows it, is in debian/copyright
licences_are_told()
{
	node -e '
		const fs = require("fs");
		const taken = Object.entries(JSON.parse(fs.readFileSync(process.argv[1])).packages).filter(([path, it]) => path !== "" && !it.dev);
		const told = new Map();
		for (const stanza of fs.readFileSync(process.argv[2], "utf8").split("\n\n")) {
			const licence = /^License: (.*)/m.exec(stanza)?.[1];
			for (const [, path] of stanza.matchAll(/(?:^Files:)? dashboard\/(node_modules\/.*)\/\*$/gm)) {
				told.set(path, licence === "Expat" ? "MIT" : licence);
			}
		}
		const wrong = taken.filter(([path, it]) => told.get(path) !== it.license).map(([path, it]) => `${path}: ${it.license}, but told as ${told.get(path)}`);
		wrong.push(...[...told.keys()].filter((path) => !taken.some(([other]) => other === path)).map((path) => `${path} is told, and not taken`));
		wrong.forEach((line) => console.log(`# ${line}`));
		process.exit(wrong.length === 0 && taken.length > 0 ? 0 : 1);' "$SOURCE_DIR/dashboard/package-lock.json" "$SOURCE_DIR/debian/copyright"
}

has_rows()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 -d "$database" -f "$root/usr/share/doc/$package/examples/questions.sql" > "$work/output" && [ "$(grep -c '[|]' "$work/output")" -gt 20 ]
}

regression_tests()
{
	quietly make -s -C "$build" installcheck PG_CONFIG="$PGBIN/pg_config" ISOLATION= REGRESS="install pipeline"
}

# The environment that the file in /etc/default gives the service, but for where this test's database is, and with a free port
start_dashboard()
{
	local i

	(
		set -a
		source "$root/etc/default/ecom-analytics-dashboard"
		PGHOST=$work/socket PGDATABASE=$database DASHBOARD_PORT=0
		sed "s|/usr/share/|$root/usr/share/|" "$root/usr/bin/ecom-analytics-dashboard" > "$work/command"
		exec sh "$work/command"
	) > "$work/dashboard.log" 2>&1 &
	dashboard=$!
	for ((i = 0; i < 150; i++))
	do
		address=$(sed -n 's/^Dashboard: //p' "$work/dashboard.log")
		[ -z "$address" ] || return 0
		sleep 0.1
	done
	sed 's/^/# /' "$work/dashboard.log"
	return 1
}

# answers STATUS PATH
answers()
{
	node -e 'fetch(process.argv[1]).then(async (answer) => { console.log(answer.status, (await answer.text()).length); process.exit(0); })' "$address$2" > "$work/output" &&
		grep -q "^$1 [1-9]" "$work/output" || { sed 's/^/# /' "$work/output"; return 1; }
}

says_how_to_call_it()
{
	sed "s|/usr/share/|$root/usr/share/|" "$root/usr/bin/ecom-analytics-dashboard" | sh -s -- --help > "$work/output" 2>&1 && grep -q '^usage: ' "$work/output"
}

# the unit, with the command where it is unpacked
systemd_reads_the_unit()
{
	sed "s|=/usr/bin/|=$root/usr/bin/|" "$root/lib/systemd/system/ecom-analytics-dashboard.service" > "$work/ecom-analytics-dashboard.service"
	quietly systemd-analyze verify --man=no "$work/ecom-analytics-dashboard.service" && [ ! -s "$work/output" ]
}

trap clean_up EXIT
check "make deb" quietly "$here/../scripts/deb.sh" "$debs"
check "lintian finds neither errors nor warnings" lintian_is_content
package=$(cd "$debs" && echo postgresql-*-ecom-analytics_"$release"_*.deb)
package=${package%%_*}
mkdir "$root"
make_tree
dpkg-deb -x "$debs/${package}_${release}"_*.deb "$root"
check "the extension's package is for this server" test -d "$root$("$(system_pg_config)" --pkglibdir)"
check "it has files where extensions have them, and documents" is_only_below "${package}_*" 'usr/lib/postgresql/[0-9]+/lib|usr/share/postgresql/[0-9]+/(extension|ecom_analytics)|usr/share/doc'
cp -r "$root/usr" "$work/tree"
start_cluster fsync=off
createdb "$database"
check "the sample that it brings is loaded, by the script that it brings" quietly psql -X -q -v ON_ERROR_STOP=1 -v "files=$root/usr/share/doc/$package/examples/sample" \
	-d "$database" -f "$root/usr/share/doc/$package/examples/load.sql"
check "the questions have answers" has_rows
check "regression tests" regression_tests

if [ ! -f "$debs/ecom-analytics-dashboard_${release}_all.deb" ]
then
	echo "skipped - deb: the dashboard, for which npm must reach a registry"
	[ "$failures" -eq 0 ]
	exit
fi
dpkg-deb -x "$debs/ecom-analytics-dashboard_${release}_all.deb" "$root"
check "the dashboard's package has its files, its unit and what configures it" is_only_below "ecom-analytics-dashboard_*" 'usr/share|usr/bin|lib/systemd/system|etc/default'
check "the licences of what it takes along are told" licences_are_told
check "the command says how to call it" says_how_to_call_it
check "systemd reads the unit" systemd_reads_the_unit
sed -n 's/^#   \(.*;\)$/\1/p' "$root/etc/default/ecom-analytics-dashboard" > "$work/role.sql"
check "the role is made as the file in /etc/default says" quietly sql -f "$work/role.sql"
check "the dashboard starts, as that file says" start_dashboard
check "on loopback only" grep -q '^Dashboard: http://127\.0\.0\.1:' "$work/dashboard.log"
check "the database answers it" answers 200 readyz
for path in "" vendor/echarts.js us_map.json api/sales_totals
do
	check "it answers /$path" answers 200 "$path"
done
[ "$failures" -eq 0 ]
