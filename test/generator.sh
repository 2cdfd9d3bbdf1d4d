#!/bin/bash
#
# generator.sh
#		Tests data/generator.
#
# Takes no arguments and compiles nothing: the environment variable GENERATE
# names the program, build/generate below the project's directory by default.
# Prints one line per check and fails if any check does.

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
generate=${GENERATE:-$root/build/generate}
sample_arguments=(--rows 5600 --users 200 --seed 1)

if [ ! -x "$generate" ]; then
	echo "generator.sh: no program \"$generate\"; build it, or set GENERATE" >&2
	exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
subject=generator
source "$root/test/checks.sh"

# run NAME ARGUMENT...: generates into a new directory of this name
run()
{
	mkdir "$work/$1"
	"$generate" "${@:2}" --out "$work/$1"
}

same_files()
{
	diff -r "$1" "$2" > /dev/null
}

different_files()
{
	! cmp -s "$1/amazon-purchases.csv" "$2/amazon-purchases.csv" && ! cmp -s "$1/survey.csv" "$2/survey.csv"
}

# has_lines FILE NUMBER: for files with one line per record
has_lines()
{
	[ "$(wc -l < "$1")" -eq "$2" ]
}

# A CSV reader: parse(record) splits a record into field[1..] and returns how
# many there are, or -1 if the record is malformed.
read_csv='
function parse(rest,    count, value)
{
	for (count = 1;; count++)
	{
		if (substr(rest, 1, 1) == "\"")
		{
			if (!match(rest, /^"([^"]|"")*"/))
				return -1
			value = substr(rest, 2, RLENGTH - 2)
			gsub(/""/, "\"", value)
		}
		else
		{
			match(rest, /^[^,"]*/)
			value = substr(rest, 1, RLENGTH)
		}
		field[count] = value
		rest = substr(rest, RLENGTH + 1)
		if (rest == "")
			return count
		if (substr(rest, 1, 1) != ",")
			return -1
		rest = substr(rest, 2)
	}
}
'

# parses FILE COLUMNS RECORDS: a record goes on while a quote is open
parses()
{
	awk -v columns="$2" -v expected="$3" "$read_csv"'
	{
		record = open ? record "\n" $0 : $0
		open = gsub(/"/, "\"", record) % 2
		if (open)
			next
		records++
		if (parse(record) != columns)
			malformed++
	}
	END { exit open || malformed || records != expected }' "$1"
}

# fails_with CODE MESSAGE ARGUMENT...: the message must be part of what is said on standard error
fails_with()
{
	local code=0

	"$generate" "${@:3}" > /dev/null 2> "$work/message" || code=$?
	[ "$code" -eq "$1" ] && grep -qF -- "$2" "$work/message"
}

# Writing one of the files fails as on a full disk.
disk_full()
{
	mkdir "$work/full-$1"
	ln -s /dev/full "$work/full-$1/$1"
	fails_with 1 "could not write to" --rows 100 --users 20 --out "$work/full-$1"
}

# The shape of a dataset as lines "name value", shares in millionths.
measure_shape()
{
	awk "$read_csv"'
	function fail(what)
	{
		if (!(what in wrong))
			printf "line %d: %s: %s\n", FNR, what, $0 > "/dev/stderr"
		wrong[what]++
	}

	# the sum that is a multiple of 11 for a valid ISBN-10
	function isbn_sum(code,    i, sum)
	{
		while (length(code) < 10)
			code = "0" code
		for (i = 1; i <= 10; i++)
			sum += (11 - i) * (substr(code, i, 1) == "X" ? 10 : substr(code, i, 1))
		return sum
	}

	FNR == 1 { file++; next }
	file == 1 { split($0, first, ","); known[first[1]] = 1; next }

	{
		lines++
		if (parse($0) != 8)
			fail("not eight fields")
		date = field[1]
		state = field[4]
		title = field[5]
		code = field[6]
		category = field[7]
		user = field[8]

		if (user != last_user)
		{
			if (!(user in known))
				fail("unknown user")
			if (user in seen_user)
				fail("users not grouped")
			seen_user[user] = 1
			users++
			split("", seen_line)
			last_date = ""
			last_user = user
		}
		if (date < last_date)
			fail("dates not in order")
		last_date = date
		if (date !~ /^20(1[89]|2[0-4])-[01][0-9]-[0-3][0-9]$/ || date > "2024-08-15")
			fail("date")
		if (field[2] !~ /^[0-9]+\.([0-9]|[0-9][1-9])$/ || field[2] + 0 <= 0)
			fail("price")
		if (field[3] !~ /^[1-9][0-9]*\.0$/)
			fail("quantity")
		if (state !~ /^([A-Z][A-Z])?$/)
			fail("state")
		if (category !~ /^[A-Z0-9_]*$/)
			fail("category")

		year[substr(date, 1, 4)]++
		if ($0 in seen_line)
			duplicates++
		seen_line[$0] = 1
		if (category == "")
			without_category++
		if (title == "" && category == "" && state == "")
		{
			without_all++
			missing_in[substr(date, 1, 4)]++
		}
		else if (title == "" || state == "")
			fail("title or state missing alone")
		if (field[3] == "1.0")
			single++
		count[category]++
		if (title ~ /[^ -~]/)
			not_ascii++
		if (title ~ /"/)
			quotes++
		if (title ~ /,/)
			commas++
		title_bytes += length(title)

		if (code == "")
			without_code++
		else
		{
			if (!(code in codes))
				distinct++
			codes[code] = 1
			if (code ~ /^[0-9]+X?$/)
			{
				if (isbn_sum(code) % 11 != 0)
					fail("check digit")
				if (length(code) < 10)
					lost_zeros++
				if (length(code) < 8 || length(code) > 10)
					fail("length of an ISBN")
			}
			else if (code !~ /^B0[0-9A-Z]+$/ || length(code) != 10)
				fail("product code")
		}
	}

	function show(name, value)
	{
		printf "%s %d\n", name, value
	}

	END {
		for (what in wrong)
			problems += wrong[what]
		show("problems", problems)
		show("lines", lines)
		show("users", users)
		show("without_category", 1000000 * without_category / lines)
		show("without_all", 1000000 * without_all / lines)
		show("without_all_2018", 1000000 * missing_in[2018] / year[2018])
		show("without_all_2022", 1000000 * missing_in[2022] / year[2022])
		show("without_code", 1000000 * without_code / lines)
		show("duplicates", 1000000 * duplicates / lines)
		show("distinct_codes", 1000000 * distinct / lines)
		show("lost_zeros", 1000000 * lost_zeros / lines)
		show("single_quantity", 1000000 * single / lines)
		show("books", 1000000 * count["ABIS_BOOK"] / lines)
		show("pet_food", 1000000 * count["PET_FOOD"] / lines)
		show("growth", 1000000 * year[2022] / year[2018])
		show("after_2022", 1000000 * (year[2023] + year[2024]) / lines)
		show("not_ascii", 1000000 * not_ascii / lines)
		show("quotes", 1000000 * quotes / lines)
		show("commas", 1000000 * commas / lines)
		show("title_bytes", title_bytes / (lines - without_all))
	}' "$1/survey.csv" "$1/amazon-purchases.csv"
}

# between NAME LOW HIGH: a measured value is within bounds
between()
{
	awk -v name="$1" -v low="$2" -v high="$3" '
	$1 == name { found = 1; good = $2 >= low && $2 <= high; value = $2 }
	END {
		if (!good)
			printf "%s: %s is not within %s and %s\n", name, found ? value : "nothing", low, high \
				> "/dev/stderr"
		exit !good
	}' "$work/shape.txt"
}

# the survey's answers are dealt out exactly
exact_answers()
{
	[ "$(grep -c ',California,' "$1")" -eq 505 ] && [ "$(grep -c ',Lost a job ,' "$1")" -eq 347 ] &&
		[ "$(grep -cF '"$150,000 or more"' "$1")" -eq 463 ]
}

help_works()
{
	"$generate" --help | grep -q '^Usage: generate'
}

# the same bytes again
run sample "${sample_arguments[@]}"
run again "${sample_arguments[@]}"
run other --rows 5600 --users 200 --seed 2
check "same arguments, same files" same_files "$work/sample" "$work/again"
check "data/sample is what its command writes" same_files "$work/sample" "$root/data/sample"
check "another seed, other files" different_files "$work/sample" "$work/other"

# sizes
for rows in 0 1 1000; do
	run "rows-$rows" --rows "$rows" --users 50
	check "$rows rows" has_lines "$work/rows-$rows/amazon-purchases.csv" $((rows + 1))
	check "$rows rows, 50 users" has_lines "$work/rows-$rows/survey.csv" 51
	check "$rows rows parse" parses "$work/rows-$rows/amazon-purchases.csv" 8 $((rows + 1))
done
run one --rows 100 --users 1
check "100 rows of 1 user" has_lines "$work/one/amazon-purchases.csv" 101
check "purchases parse" parses "$work/sample/amazon-purchases.csv" 8 5601
check "survey parses" parses "$work/sample/survey.csv" 23 201
check "fields parse" parses "$work/sample/fields.csv" 2 24

# the shape; the bounds leave room for another seed
run shape --rows 200000
check "survey of full size parses" parses "$work/shape/survey.csv" 23 5028
check "survey has the published frequencies" exact_answers "$work/shape/survey.csv"
measure_shape "$work/shape" > "$work/shape.txt"
check "no malformed field, order or check digit" between problems 0 0
check "200000 rows" between lines 200000 200000
check "all users buy" between users 5027 5027
check "category missing in 4.8%" between without_category 44000 53000
check "title, category and state missing in 4.8%" between without_all 44000 53000
check "of 2018, 10%" between without_all_2018 92000 112000
check "of 2022, 1%" between without_all_2022 8000 15000
check "product code missing in 0.05%" between without_code 350 750
check "0.6% duplicates" between duplicates 5000 7500
check "distinct product codes" between distinct_codes 740000 810000
check "0.3% of codes lost zeros" between lost_zeros 2300 4000
check "quantity 1 in 95%" between single_quantity 940000 960000
check "4.7% books" between books 42000 53000
check "2.1% pet food" between pet_food 18500 23000
check "twice as many lines in 2022 as in 2018" between growth 1750000 2150000
check "2.2% of lines after 2022" between after_2022 17000 26000
check "6% of titles not ASCII" between not_ascii 48000 66000
check "4.5% of titles with a quote" between quotes 38000 52000
check "more than half of the titles with a comma" between commas 500000 620000
check "titles of 109 bytes" between title_bytes 104 114

# failures
check "--help" help_works
check "unknown argument" fails_with 2 'unknown argument: "--frobnicate"' --frobnicate --out "$work"
check "value missing" fails_with 2 'value missing after: "--rows"' --out "$work" --rows
check "rows not a number" fails_with 2 'not a whole number: "many"' --rows many --out "$work"
check "negative rows" fails_with 2 'not a whole number: "-1"' --rows -1 --out "$work"
check "empty number" fails_with 2 'number missing after: "--seed"' --seed "" --out "$work"
check "no users" fails_with 2 '--users must be between' --users 0 --out "$work"
check "too many rows" fails_with 2 '--rows must be between' --rows 99999999999 --out "$work"
check "number too large" fails_with 2 'number too large' --seed 18446744073709551616 --out "$work"
check "no directory" fails_with 2 'required argument missing: "--out DIR"' --rows 1
check "missing directory" fails_with 1 'could not open' --rows 1 --out "$work/nowhere"
if [ -e /dev/full ]; then
	for file in amazon-purchases.csv survey.csv fields.csv; do
		check "disk full at $file" disk_full "$file"
	done
fi

[ "$failures" -eq 0 ]
