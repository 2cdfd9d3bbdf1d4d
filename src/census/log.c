/*
 * census/log.c
 *		Writes ecom.census_log.
 */
#include "census/log.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "base/elapsed.h"

/* The values of a row, in the order of the statement's parameters. */
enum
{
	VALUE_YEAR,
	VALUE_SOURCE,
	VALUE_ASKED_BY,
	VALUE_SECONDS,
	VALUE_TRIES,
	VALUE_STATUS,
	VALUE_BYTES,
	VALUE_PLACES,
	VALUE_SQLSTATE,
	VALUE_MESSAGE,
	N_VALUES
};

static const OutsideLogKind census_log = {
	.name = "ecom.census_log",
	.table = "census_log",
	.statement =
		"INSERT INTO ecom.census_log "
		"(survey_year, source, asked_by, seconds, tries, http_status, bytes, places, sqlstate, message) "
		"VALUES ($1::integer, $2, $3, $4::numeric, $5::integer, $6::integer, $7::bigint, $8::integer, $9, "
		"$10)",
	.n_values = N_VALUES,
	.loss = "nothing of this is written to ecom.census_log",
};

OutsideLog *
census_log_open(void)
{
	return outside_log_open(&census_log);
}

/* A number as text; NULL for 0, which stands for none. */
static char *
number_or_null(int64 number)
{
	return number != 0 ? psprintf("%lld", (long long) number) : NULL;
}

/* What every row says of an attempt. */
static void
describe(const CensusAttempt *attempt, const char **values)
{
	values[VALUE_YEAR] = psprintf("%d", attempt->year);
	values[VALUE_SOURCE] = attempt->source;
	values[VALUE_ASKED_BY] = attempt->asked_by;
}

void
census_log_begin(OutsideLog *log, const CensusAttempt *attempt)
{
	const char *values[N_VALUES] = {0};

	describe(attempt, values);
	values[VALUE_SQLSTATE] = unpack_sql_state(ERRCODE_ADMIN_SHUTDOWN);
	values[VALUE_MESSAGE] = "the session ended before the answer was there";
	outside_log_announce(log, values);
}

void
census_log_end(OutsideLog *log, const CensusAttempt *attempt, const ErrorData *error)
{
	const char *values[N_VALUES] = {0};
	Numeric seconds = seconds_since(attempt->start);

	describe(attempt, values);
	values[VALUE_SECONDS] = seconds_text(seconds);
	values[VALUE_TRIES] = number_or_null(attempt->tries);
	values[VALUE_STATUS] = number_or_null(attempt->status);
	values[VALUE_BYTES] = number_or_null(attempt->bytes);
	values[VALUE_PLACES] = number_or_null(attempt->places);
	if (error != NULL)
	{
		values[VALUE_SQLSTATE] = unpack_sql_state(error->sqlerrcode);
		values[VALUE_MESSAGE] = error->message;
	}
	outside_log_write(log, values);
}
