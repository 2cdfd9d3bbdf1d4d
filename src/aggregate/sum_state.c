/*
 * aggregate/sum_state.c
 *		A sum of numeric amounts in one piece: what the type ecom.exact_sum_state is.
 */
#include "aggregate/sum_state.h"

#include <errno.h>

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "aggregate/amount_rest.h"
#include "aggregate/amount_units.h"
#include "aggregate/exact_amount.h"

#define SIZE_WITHOUT_REST offsetof(SumState, wraps)
#define SIZE_WITH_REST offsetof(SumState, rest)

/* What stands between a number and how often it has left numeric's range, and behind that. */
#define WRAPS_BEGIN " + "
#define WRAPS_END "e131072"

static inline bool
has_rest(const SumState *state)
{
	return VARSIZE(state) != SIZE_WITHOUT_REST;
}

SumState *
sum_state_copy(const SumState *state)
{
	return memcpy(palloc(VARSIZE(state)), state, VARSIZE(state));
}

/* Are these bytes a numeric, as far as their length tells? */
static bool
is_numeric(const char *bytes, Size size)
{
	uint16 header;

	if (size < VARHDRSZ + sizeof(header) || !VARATT_IS_4B_U(bytes) || VARSIZE(bytes) != size)
		return false;
	memcpy(&header, bytes + VARHDRSZ, sizeof(header));
	/* of two of its four forms a weight follows */
	return (header & NUMERIC_FORM_SHORT) != 0 || size >= VARHDRSZ + 2 * sizeof(uint16);
}

const SumState *
sum_state_from_datum(Datum value)
{
	const SumState *state = (SumState *) PG_DETOAST_DATUM(value);
	Size size = VARSIZE(state);

	/* as one of another type, cast to this, may be */
	if (unlikely(PointerGetDatum(state) != MAXALIGN(PointerGetDatum(state))))
		state = sum_state_copy(state);
	if (size < SIZE_WITHOUT_REST || !units_are_valid(state->units, state->scale) ||
		(size != SIZE_WITHOUT_REST &&
		 (size < SIZE_WITH_REST || !is_numeric(state->rest, size - SIZE_WITH_REST))))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("a value of type ecom.exact_sum_state is damaged"));
	return state;
}

SumState *
sum_state_make(void)
{
	SumState *state = palloc0(SIZE_WITHOUT_REST);

	SET_VARSIZE(state, SIZE_WITHOUT_REST);
	return state;
}

/* The state with another rest. */
static SumState *
put_rest(SumState *state, const AmountRest *rest)
{
	Size length = VARSIZE(rest->sum);

	if (VARSIZE(state) != SIZE_WITH_REST + length)
	{
		SumState *other = palloc(SIZE_WITH_REST + length);

		memcpy(other, state, SIZE_WITHOUT_REST);
		SET_VARSIZE(other, SIZE_WITH_REST + length);
		state = other;
	}
	state->wraps = rest->wraps;
	memmove(state->rest, rest->sum, length);
	return state;
}

static SumState *
add_to_rest(SumState *state, Numeric amount, int64 wraps)
{
	AmountRest rest = {amount, wraps};

	if (has_rest(state))
	{
		rest.sum = (Numeric) state->rest;
		amount_rest_add_wraps(&rest, state->wraps);
		amount_rest_add(&rest, amount);
	}
	return put_rest(state, &rest);
}

static inline SumState *
add_units(SumState *state, int64 units, int scale)
{
	int64 total = state->units + units; /* of 60 bits each */

	if (unlikely(total > AMOUNT_MAX_UNITS || total < -AMOUNT_MAX_UNITS))
		return add_to_rest(state, units_to_numeric(units, scale), 0);
	state->units = total;
	state->scale = Max(state->scale, scale);
	return state;
}

SumState *
sum_state_add(SumState *state, Datum amount)
{
	struct varlena *packed = (struct varlena *) DatumGetPointer(amount);
	int64 units;
	int scale;

	if (unlikely(VARATT_IS_EXTERNAL(packed) || VARATT_IS_COMPRESSED(packed)))
		packed = PG_DETOAST_DATUM_PACKED(amount);
	if (likely(numeric_to_units(packed, &units, &scale)))
		return add_units(state, units, scale);
	return add_to_rest(state, DatumGetNumeric(PointerGetDatum(packed)), 0);
}

SumState *
sum_state_merge(SumState *state, const SumState *other)
{
	state = add_units(state, other->units, other->scale);
	return has_rest(other) ? add_to_rest(state, (Numeric) other->rest, other->wraps) : state;
}

/* The whole sum as a rest. */
static AmountRest
total_as_rest(const SumState *state)
{
	AmountRest total = {units_to_numeric(state->units, state->scale), 0};

	if (has_rest(state))
	{
		amount_rest_add(&total, (Numeric) state->rest);
		amount_rest_add_wraps(&total, state->wraps);
	}
	return total;
}

Numeric
sum_state_total(const SumState *state)
{
	AmountRest total = total_as_rest(state);

	return amount_rest_total(&total);
}

/*
 * As text.
 */

char *
sum_state_to_text(const SumState *state)
{
	AmountRest total = total_as_rest(state);
	char *number = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(total.sum)));

	if (amount_rest_is_plain(&total))
		return number;
	return psprintf("%s" WRAPS_BEGIN INT64_FORMAT WRAPS_END, number, total.wraps);
}

/* How many wraps a text is that begins behind WRAPS_BEGIN; false if it is none. */
static bool
parse_wraps(const char *text, int64 *wraps)
{
	char *end;

	if (text[text[0] == '-'] < '0' || text[text[0] == '-'] > '9')
		return false;
	errno = 0;
	*wraps = strtoi64(text, &end, 10);
	return errno == 0 && strcmp(end, WRAPS_END) == 0;
}

SumState *
sum_state_from_text(char *text)
{
	char *wraps_begin = strstr(text, WRAPS_BEGIN);
	AmountRest number = {NULL, 0};

	if (wraps_begin != NULL)
	{
		if (!parse_wraps(wraps_begin + strlen(WRAPS_BEGIN), &number.wraps))
			ereport(ERROR, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type ecom.exact_sum_state: \"%s\"", text));
		text = pnstrdup(text, wraps_begin - text);
	}
	number.sum = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
													 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	if (number.wraps != 0)
		return put_rest(sum_state_make(), &number);
	return sum_state_add(sum_state_make(), NumericGetDatum(number.sum));
}

/*
 * As bytes.
 */

bytea *
sum_state_to_bytes(const SumState *state)
{
	ExactAmount amount = {.units = state->units, .scale = state->scale};
	AmountRest rest;
	bytea *bytes;
	Size size;

	if (has_rest(state))
	{
		rest = (AmountRest){(Numeric) state->rest, state->wraps};
		amount.rest = &rest;
	}
	size = VARHDRSZ + exact_amount_size(&amount);
	bytes = palloc(size);
	SET_VARSIZE(bytes, size);
	(void) exact_amount_write(&amount, VARDATA(bytes));
	return bytes;
}

SumState *
sum_state_from_bytes(StringInfo message)
{
	Size size = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, size);
	ExactAmount amount;
	const char *fault;
	Size taken = exact_amount_read(&amount, bytes, size, CurrentMemoryContext, &fault);
	SumState *state = sum_state_make();

	if (taken != 0 && taken != size)
		fault = "Bytes follow it.";
	if (taken == 0 || taken != size)
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary value of type ecom.exact_sum_state"), errdetail_internal("%s", fault));
	state->units = amount.units;
	state->scale = amount.scale;
	return amount.rest == NULL ? state : put_rest(state, amount.rest);
}
