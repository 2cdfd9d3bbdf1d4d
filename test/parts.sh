# Sourced by check.sh: which parts of make check are wanted.
#
# check.sh defines all_parts, a function that has this for each part, in the order in which they run:
#
#	if part NAME "what it tests"
#	then
#		...
#	fi
#
# and part_on_demand for what takes long, or downloads much.
#
# It is called twice: to find out what there is to choose from, and to run what was chosen.

wanted=()	# names of parts, and regress:NAME, isolation:NAME or citus:NAME for single tests; none: everything
listing= part_names=() part_subjects=()

# part NAME WHAT: whether to run this part now
part()
{
	local word

	if [ -n "$listing" ]
	then
		part_names+=("$1")
		part_subjects+=("$2")
		return 1
	fi
	[ ${#wanted[@]} -gt 0 ] || return 0
	for word in "${wanted[@]}"
	do
		[ "${word%%:*}" != "$1" ] || return 0
	done
	return 1
}

# part_on_demand NAME WHAT: the same, of a part that runs only if it is named
part_on_demand()
{
	if [ -n "$listing" ]
	then
		part "$1" "$2 (only if it is named)"
		return 1
	fi
	[ ${#wanted[@]} -gt 0 ] && part "$1" "$2"
}

# single_tests KIND: the names of the single tests that the part regress, isolation or citus consists of
single_tests()
{
	local file name sources=()

	case $1 in
		regress) sources=("$SOURCE_DIR"/sql/*.sql) ;;
		isolation) sources=("$SOURCE_DIR"/specs/*.spec) ;;
		citus)
			for file in "$SOURCE_DIR"/test/citus/*.sh
			do
				basename "${file%.*}"
			done
			;;
	esac
	for file in "${sources[@]}"
	do
		name=$(basename "${file%.*}")
		# without expected output it is no test but, once that was built, the extension's script
		[ ! -f "$SOURCE_DIR/expected/$name.out" ] || echo "$name"
	done
}

# wanted_tests KIND: the single tests of this kind that are wanted; nothing if the whole part is
wanted_tests()
{
	local word names=()

	for word in "${wanted[@]}"
	do
		[ "$word" != "$1" ] || return 0
		[ "${word%%:*}" != "$1" ] || names+=("${word#*:}")
	done
	echo "${names[*]}"
}

# there_is WORD: whether it can be chosen
there_is()
{
	local names

	case $1 in
		regress:* | isolation:* | citus:*) names=$(single_tests "${1%%:*}") ;;
		*:*) return 1 ;;
		*) names=$(printf '%s\n' "${part_names[@]}") ;;
	esac
	grep -q -x -F -e "${1#*:}" <<<"$names"
}

print_parts()
{
	local i kind

	echo 'make check TESTS="PART..." runs some of these parts only:'
	for i in "${!part_names[@]}"
	do
		printf '  %-12s%s\n' "${part_names[i]}" "${part_subjects[i]}"
	done
	for kind in regress isolation citus
	do
		printf '\nSingle tests of the part %s:\n' "$kind"
		single_tests "$kind" | sed "s/^/$kind:/" | paste -s -d ' ' | fold -s -w 100 | sed -e 's/^/  /' -e 's/ *$//'
	done
}

# choose_parts [WORD...]: sets what is wanted. Asked for help, or for what there is not, says what there is and ends.
choose_parts()
{
	local word

	listing=yes
	all_parts
	listing=
	if [ "$*" = help ]
	then
		print_parts
		exit 0
	fi
	for word in "$@"
	do
		there_is "$word" || { echo "There is no test \"$word\": make check TESTS=help" >&2; exit 2; }
	done
	wanted=("$@")
}
