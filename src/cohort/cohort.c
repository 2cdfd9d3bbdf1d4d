/*
 * cohort/cohort.c
 *		ecom.cohort_retention: how many users of each cohort came back in each period after their first.
 *
 * The state type is a real one, not internal, so that an extension which distributes tables can send
 * half-done aggregates between nodes.  It may call these functions without saying what the types of their
 * arguments are; therefore each type of user, with and without amount, has an entry point of its own.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "base/digit.h"
#include "cohort/cells.h"
#include "cohort/state.h"

PG_FUNCTION_INFO_V1(ecom_cohort_add_text);
PG_FUNCTION_INFO_V1(ecom_cohort_add_bigint);
PG_FUNCTION_INFO_V1(ecom_cohort_add_text_amount);
PG_FUNCTION_INFO_V1(ecom_cohort_add_bigint_amount);
PG_FUNCTION_INFO_V1(ecom_cohort_combine);
PG_FUNCTION_INFO_V1(ecom_cohort_final);
PG_FUNCTION_INFO_V1(ecom_cohort_state_in);
PG_FUNCTION_INFO_V1(ecom_cohort_state_out);
PG_FUNCTION_INFO_V1(ecom_cohort_state_recv);
PG_FUNCTION_INFO_V1(ecom_cohort_state_send);

#define DEFAULT_GRAIN GRAIN_MONTH

/* The arguments of the transition functions: (state, user_key, order_date [, amount] [, grain]) */
#define STATE_ARG 0
#define USER_ARG 1
#define DATE_ARG 2
#define AMOUNT_ARG 3

static CohortGrain
read_grain(TextSpan name)
{
	CohortGrain grain;

	if (!grain_from_name(name, &grain))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown grain \"%.*s\"", pg_mbcliplen(name.data, name.len, 64), name.data),
						errhint("Grains are %s.", GRAIN_NAMES)));
	return grain;
}

static CohortGrain
grain_argument(FunctionCallInfo fcinfo, int arg)
{
	if (PG_NARGS() <= arg)
		return DEFAULT_GRAIN;
	if (PG_ARGISNULL(arg))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("the grain must not be NULL"),
						errhint("Grains are %s.", GRAIN_NAMES)));
	return read_grain(PG_GETARG_TEXT_SPAN(arg));
}

/* Users are told apart by their bytes, which is what = does under any other collation. */
static void
check_collation(Oid collation)
{
	if (OidIsValid(collation) && !get_collation_isdeterministic(collation))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("nondeterministic collations are not supported for users"),
				 errhint("Pass user_key COLLATE \"C\", after lower() or the like if case must not matter.")));
}

static CohortKey
key_argument(FunctionCallInfo fcinfo, CohortKeyKind kind)
{
	CohortKey key = {NULL, 0};

	if (kind == KEY_BIGINT)
		key.number = PG_GETARG_INT64(USER_ARG);
	else
	{
		TextSpan span = PG_GETARG_TEXT_SPAN(USER_ARG);

		key.bytes = span.data;
		key.number = span.len;
	}
	return key;
}

/* Adds one order to the state. */
static Datum
add_order(FunctionCallInfo fcinfo, CohortKeyKind kind, bool has_amount)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.cohort_retention");
	CohortShape shape = {kind, has_amount, grain_argument(fcinfo, has_amount ? AMOUNT_ARG + 1 : AMOUNT_ARG)};
	CohortState *state;
	Datum amount;
	bool has_value;

	/* an order of nobody knows when, or of who knows whom, leaves the state as it is, NULL at first */
	if (PG_ARGISNULL(USER_ARG) || PG_ARGISNULL(DATE_ARG))
	{
		if (PG_ARGISNULL(STATE_ARG))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(STATE_ARG));
	}

	if (PG_ARGISNULL(STATE_ARG))
	{
		check_collation(PG_GET_COLLATION());
		state = cohort_state_create(context, shape, 0);
	}
	else
	{
		state = cohort_state_own(PG_GETARG_DATUM(STATE_ARG), context);
		cohort_state_check_shape(state, shape);
	}
	has_value = has_amount && !PG_ARGISNULL(AMOUNT_ARG);
	amount = has_value ? PG_GETARG_DATUM(AMOUNT_ARG) : (Datum) 0;
	cohort_state_add(state, key_argument(fcinfo, kind), PG_GETARG_DATEADT(DATE_ARG),
					 has_value ? &amount : NULL);
	PG_RETURN_DATUM(cohort_state_datum(state));
}

Datum
ecom_cohort_add_text(PG_FUNCTION_ARGS)
{
	return add_order(fcinfo, KEY_TEXT, false);
}

Datum
ecom_cohort_add_bigint(PG_FUNCTION_ARGS)
{
	return add_order(fcinfo, KEY_BIGINT, false);
}

Datum
ecom_cohort_add_text_amount(PG_FUNCTION_ARGS)
{
	return add_order(fcinfo, KEY_TEXT, true);
}

Datum
ecom_cohort_add_bigint_amount(PG_FUNCTION_ARGS)
{
	return add_order(fcinfo, KEY_BIGINT, true);
}

Datum
ecom_cohort_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.cohort_retention");
	MemoryContext scratch;
	CohortState *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	/* the right side belongs to somebody else, even where it is a read-write object */
	if (PG_ARGISNULL(0))
		PG_RETURN_DATUM(cohort_state_datum(cohort_state_copy(PG_GETARG_DATUM(1), context)));

	scratch = AllocSetContextCreate(CurrentMemoryContext, "cohort combine", ALLOCSET_SMALL_SIZES);
	state = cohort_state_own(PG_GETARG_DATUM(0), context);
	cohort_state_merge(state, cohort_state_view(PG_GETARG_DATUM(1), scratch));
	MemoryContextDelete(scratch);
	PG_RETURN_DATUM(cohort_state_datum(state));
}

Datum
ecom_cohort_final(PG_FUNCTION_ARGS)
{
	MemoryContext scratch;
	Oid cell_type;
	Datum cells;

	(void) aggregate_context(fcinfo, "ecom.cohort_retention");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();

	/* the type that this function returns an array of */
	cell_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	scratch = AllocSetContextCreate(CurrentMemoryContext, "cohort final", ALLOCSET_SMALL_SIZES);
	cells = cohort_cells(cohort_state_view(PG_GETARG_DATUM(0), scratch), cell_type);
	MemoryContextDelete(scratch);
	PG_RETURN_DATUM(cells);
}

/* Refuses what cannot be read back; the bytes themselves are kept. */
static void
check_flat(const char *data, Size size, int sqlerrcode)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "cohort check", ALLOCSET_SMALL_SIZES);

	(void) cohort_state_decode(data, size, scratch, sqlerrcode);
	MemoryContextDelete(scratch);
}

Datum
ecom_cohort_state_in(PG_FUNCTION_ARGS)
{
	const char *hex = PG_GETARG_CSTRING(0);
	Size ndigits = strlen(hex);
	bool valid = ndigits >= 2 && ndigits % 2 == 0 && hex[0] == '\\' && hex[1] == 'x';
	Size size = valid ? ndigits / 2 - 1 : 0;
	bytea *flat = palloc(VARHDRSZ + size);

	for (Size i = 0; i < size && valid; i++)
	{
		int high = digit_value(hex[2 + i * 2], 16);
		int low = digit_value(hex[3 + i * 2], 16);

		CHECK_FOR_INTERRUPTS();
		VARDATA(flat)[i] = high * 16 + low;
		valid = high >= 0 && low >= 0;
	}
	if (!valid)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION), errmsg("invalid state of cohort_retention"),
				 errdetail("It is not written as \\x and pairs of hexadecimal digits.")));
	SET_VARSIZE(flat, VARHDRSZ + size);
	check_flat(VARDATA(flat), size, ERRCODE_INVALID_TEXT_REPRESENTATION);
	PG_RETURN_BYTEA_P(flat);
}

Datum
ecom_cohort_state_out(PG_FUNCTION_ARGS)
{
	/* flattens an expanded state */
	bytea *flat = PG_GETARG_BYTEA_PP(0);
	Size size = VARSIZE_ANY_EXHDR(flat);
	char *hex;

	if (size * 2 + sizeof("\\x") > MaxAllocSize)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the state of cohort_retention is too large to be written as text"),
						errdetail("It has %zu bytes.", size),
						errhint("Aggregate slices of the users, say by hashtext(user_key) %% 8, "
								"and add up cells.")));
	hex = palloc(size * 2 + sizeof("\\x"));
	strcpy(hex, "\\x");
	hex_encode(VARDATA_ANY(flat), size, hex + 2);
	hex[2 + size * 2] = '\0';
	PG_RETURN_CSTRING(hex);
}

Datum
ecom_cohort_state_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;
	bytea *flat;

	/* no state is larger, and a message may be as large as an allocation without the header */
	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the state of cohort_retention has %d bytes, more than can be stored", size)));
	flat = palloc(VARHDRSZ + size);
	pq_copymsgbytes(message, VARDATA(flat), size);
	SET_VARSIZE(flat, VARHDRSZ + size);
	check_flat(VARDATA(flat), size, ERRCODE_INVALID_BINARY_REPRESENTATION);
	PG_RETURN_BYTEA_P(flat);
}

Datum
ecom_cohort_state_send(PG_FUNCTION_ARGS)
{
	/* the flat form is made of bytes in network order */
	PG_RETURN_BYTEA_P(PG_GETARG_BYTEA_P_COPY(0));
}
