#!/bin/bash
#
# cdnow.sh
#		What customers are worth, beside what the papers print: the 2,357 customers of CDNOW, a shop for records, whom the authors of BG/NBD (Fader, Hardie and
#		Lee 2005) and of Gamma-Gamma (Fader and Hardie 2013) fitted their models to.
#
#	cdnow.sh WORK
#
# The data are in the package lifetimes of PyPI, and not part of this project. WORK is an empty directory. The server is the one that the environment names.
# Prints one line per check and fails if any does.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$1
source "$here/../scripts/packages.sh"
source "$here/checks.sh"
subject=cdnow
export PGDATABASE=cdnow

require_packages python3-venv >&2
/usr/bin/python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" download -q --disable-pip-version-check --no-deps --dest "$work" 'lifetimes==0.11.3' >&2
then
	echo "skipped - cdnow: PyPI does not have lifetimes here"
	exit
fi
"$work/venv/bin/python" -m zipfile -e "$work"/[Ll]ifetimes-*.whl "$work/package"
customers=$work/package/lifetimes/datasets/cdnow_customers_summary_with_transactions.csv
echo "7ddd11b55be3227edfc1d58675154e96971b0de3ad37ddd9280d1dba154b8b2f  $customers" | sha256sum -c --quiet >&2

trap 'dropdb --if-exists "$PGDATABASE"' EXIT
createdb "$PGDATABASE"
psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -c "SET client_min_messages = warning" -c "CREATE EXTENSION ecom_analytics" \
	-c "CREATE TABLE customers (id integer, frequency bigint, recency double precision, age double precision, value double precision)" \
	-c "\\copy customers FROM '$customers' CSV HEADER" \
	-c "CREATE TABLE orders AS SELECT ecom.bg_nbd(frequency, recency, age) AS fit FROM customers" \
	-c "CREATE TABLE value AS SELECT ecom.gamma_gamma(frequency, value) AS fit FROM customers WHERE frequency > 0"

# used by gives
sql()
{
	psql -X -q -t -A -v ON_ERROR_STOP=1 "$@"
}

check "all customers are there" gives "2357|946" "SELECT count(*), count(*) FILTER (WHERE frequency > 0) FROM customers"
check "BG/NBD as the paper prints it: r, alpha, a, b, log-likelihood" gives "0.243|4.414|0.793|2.426|-9582.4|2357|t" \
	"SELECT round((fit).r::numeric, 3), round((fit).alpha::numeric, 3), round((fit).a::numeric, 3), round((fit).b::numeric, 3), round((fit).log_likelihood::numeric, 1),
		(fit).customers, (fit).converged FROM orders"
check "a digit more, as other programs find it" gives "0.2426|4.4135|0.7929|2.4258|-9582.43" \
	"SELECT round((fit).r::numeric, 4), round((fit).alpha::numeric, 4), round((fit).a::numeric, 4), round((fit).b::numeric, 4), round((fit).log_likelihood::numeric, 2) FROM orders"
check "the paper's customer: 1.226 purchases in the next 39 weeks" gives "1.226" \
	"SELECT round(ecom.expected_purchases(fit, frequency, recency, age, 39)::numeric, 3) FROM customers, orders WHERE id = 1"
check "Gamma-Gamma as the note prints it: p, q, v" gives "6.25|3.74|15.4|946|t" \
	"SELECT round((fit).p::numeric, 2), round((fit).q::numeric, 2), trunc((fit).v::numeric, 1), (fit).customers, (fit).converged FROM value"
check "what the note expects of a purchase: of its first two customers, and of one that is not known" gives "24.66|18.91|35.2" \
	"SELECT round(max(ecom.expected_value(fit, frequency, value)::numeric) FILTER (WHERE id = 1), 2), round(max(ecom.expected_value(fit, frequency, value)::numeric) FILTER (WHERE id = 2), 2),
		round(max(ecom.expected_value(fit, 0, NULL)::numeric), 1) FROM customers, value"
check "the same to the last digit in another order" gives "t|t" \
	"SELECT (SELECT fit FROM orders) = (SELECT ecom.bg_nbd(frequency, recency, age ORDER BY id DESC) FROM customers),
		(SELECT fit FROM value) = (SELECT ecom.gamma_gamma(frequency, value ORDER BY id DESC) FROM customers WHERE frequency > 0)"
[ "$failures" -eq 0 ]
