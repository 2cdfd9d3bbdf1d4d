# Sourced after cluster.sh: where the running demo is, which is noted beside the sources.
#
# What make demo-stop finds in that directory it runs as whoever calls it, and then it removes the directory. So neither the note nor
# the directory may be another user's, who could have left them in a tree that several share.

NOTE=$SOURCE_DIR/.demo

# is_mine PATH: is it there, no link, and its owner the caller?
is_mine()
{
	[ -e "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]
}

# demo_directory: prints the directory of the running demo, nothing if none runs; fails with the reason if it is not the caller's
demo_directory()
{
	local directory

	[ -e "$NOTE" ] || [ -L "$NOTE" ] || return 0
	if ! is_mine "$NOTE"
	then
		echo "$NOTE is another user's, and so is the demo that it names. If it is left over, please remove it." >&2
		return 1
	fi
	directory=$(cat "$NOTE")
	if [[ ! $directory =~ ^/tmp/ecom_analytics\.[A-Za-z0-9]+$ ]]	# as new_cluster_directory makes them
	then
		echo "$NOTE names no directory of a demo: please remove it." >&2
		return 1
	fi
	# one that is gone, as after a restart of the machine, has nothing to stop
	[ -e "$directory" ] || [ -L "$directory" ] || return 0
	if ! is_mine "$directory"
	then
		echo "$directory, which $NOTE names, is another user's and is left alone. Please remove $NOTE." >&2
		return 1
	fi
	echo "$directory"
}
