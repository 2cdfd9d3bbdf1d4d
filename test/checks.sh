# Sourced: checks that print a line each and count failures.  The script that sources it sets subject, the first word of
# their names, and defines sql, which runs psql with the arguments, if it uses gives or waits_for.

failures=0

# check NAME COMMAND...: one check, which passes if the command does
check()
{
	local name=$1

	shift
	if "$@"; then
		echo "ok - $subject: $name"
	else
		echo "not ok - $subject: $name"
		failures=$((failures + 1))
	fi
}

# gives EXPECTED STATEMENT: the statement gives these values
gives()
{
	local got

	got=$(sql -c "$2")
	[ "$got" = "$1" ] || {
		echo "# expected: $1, got: $got"
		return 1
	}
}

# until_so SECONDS COMMAND...: waits for the command to succeed
until_so()
{
	local end=$((SECONDS + $1))

	until "${@:2}"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# waits_for STATEMENT: it gives true within ten seconds
waits_for()
{
	local i

	for ((i = 0; i < 100; i++)); do
		[ "$(sql -c "$1")" != t ] || return 0
		sleep 0.1
	done
	echo "# not in time: $1"
	return 1
}
