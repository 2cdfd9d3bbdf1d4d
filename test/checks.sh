# Sourced: checks that print a line each and count failures.  The script that sources it sets subject, the first word of
# their names, and defines sql, which runs psql with the arguments, if it uses gives.

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
