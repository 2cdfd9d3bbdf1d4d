#!/bin/bash
#
# demo_note.sh
#		make demo-stop runs and removes what is the caller's, and leaves alone what somebody else left in its place.
#
#	demo_note.sh WORK
#
# WORK is an empty directory. Prints one line per check and fails if any check does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$1
tree=$work/tree status=0 demo=

clean_up()
{
	[ -z "$demo" ] || rm -rf "$demo"
}

# new_demo: sets demo, a directory like that of a running demo, which tells by the file ran that it was stopped
new_demo()
{
	clean_up
	rm -rf "$tree/.demo" "$work/ran"
	demo=$(mktemp -d /tmp/ecom_analytics.XXXXXX)
	mkdir "$demo/programs" "$demo/data"
	touch "$demo/data/postmaster.pid"
	printf '#!/bin/sh\ntouch %q\n' "$work/ran" > "$demo/programs/pg_ctl"
	chmod -R a+rX "$demo"
	chmod a+x "$demo/programs/pg_ctl"
}

# stops NAME / refuses NAME: does make demo-stop stop the demo and remove it, or does it fail and touch nothing?
stops()
{
	if "$tree/scripts/demo/demo.sh" stop > "$work/said" 2>&1 && [ -e "$work/ran" ] && [ ! -e "$demo" ] && [ ! -e "$tree/.demo" ]
	then
		echo "ok - demo-stop: $1"
	else
		echo "not ok - demo-stop: $1: $(cat "$work/said")"
		status=1
	fi
}

refuses()
{
	if ! "$tree/scripts/demo/demo.sh" stop > "$work/said" 2>&1 && grep -q "lease remove" "$work/said" && [ ! -e "$work/ran" ] && [ -e "$demo/data" ]
	then
		echo "ok - demo-stop: $1"
	else
		echo "not ok - demo-stop: $1: $(cat "$work/said")"
		status=1
	fi
}

trap clean_up EXIT
mkdir "$tree"
cp -r "$here/../scripts" "$tree"
chmod -R a+rX "$work"
# the server's user, as whom root would run it, must be able to say that it ran
chmod a+rwx "$work"

new_demo
echo "$demo" > "$tree/.demo"
stops "the caller's demo is stopped and removed"

new_demo
rm -rf "$demo"
echo "$demo" > "$tree/.demo"
if "$tree/scripts/demo/demo.sh" stop && [ ! -e "$tree/.demo" ]
then
	echo "ok - demo-stop: one whose directory is gone is forgotten"
else
	echo "not ok - demo-stop: one whose directory is gone is forgotten"
	status=1
fi

new_demo
echo "$demo" > "$work/elsewhere"
ln -s "$work/elsewhere" "$tree/.demo"
refuses "a note that is a link is left alone"

new_demo
cp -r "$demo" "$work/precious"
echo "$work/precious" > "$tree/.demo"
rm -rf "$demo"
demo=$work/precious
refuses "a directory that is none of a demo is left alone"

if [ "$(id -u)" -eq 0 ]
then
	new_demo
	echo "$demo" > "$tree/.demo"
	chown -R nobody "$demo"
	refuses "the directory of another user is left alone"

	chown nobody "$tree/.demo"
	refuses "the note of another user is left alone"
else
	echo "skipped - demo-stop: only root can make the files of another user"
fi
exit "$status"
