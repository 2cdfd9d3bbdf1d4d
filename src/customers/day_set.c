/*
 * customers/day_set.c
 *		ecom.day_set, an aggregate: the days on which something was, of days that are bits of their months.
 *
 * What a user orders on one day is a basket, wherever it is sent.  Grouping by user and month to unite the days of several states makes
 * as many groups as there are months of users, hundreds of thousands; here the months of a user are in one value, in their order:
 *
 *		| 2018-01: 1, 5, 30 | 2018-02: 14 | 2018-04: 1, 2 |
 *
 * The value is the state itself, which can travel, so processes share the work.  It is asked for the days and months in it.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "port/pg_bitutils.h"
#include "utils/date.h"

#include "aggregate/aggregate.h"

PG_FUNCTION_INFO_V1(ecom_day_set_add);
PG_FUNCTION_INFO_V1(ecom_day_set_combine);
PG_FUNCTION_INFO_V1(ecom_days_in);
PG_FUNCTION_INFO_V1(ecom_months_in);

#define AGGREGATE "ecom.day_set"
#define FIRST_MONTHS 8

typedef struct DaysOfMonth
{
	DateADT month;
	uint32 days;
} DaysOfMonth;

/* As bytea: with room for as many months as its size says. */
typedef struct DaySet
{
	int32 size; /* as SET_VARSIZE() has it */
	int32 n;
	DaysOfMonth months[FLEXIBLE_ARRAY_MEMBER];
} DaySet;

enum
{
	ARG_STATE,
	ARG_MONTH,
	ARG_DAYS
};

static inline Size
size_for(int32 months)
{
	return offsetof(DaySet, months) + months * sizeof(DaysOfMonth);
}

static inline int32
room_of(const DaySet *state)
{
	return (VARSIZE(state) - offsetof(DaySet, months)) / sizeof(DaysOfMonth);
}

/* In the current context: what a function of an aggregate returns anew, the server copies to where it is kept. */
static DaySet *
create_state(int32 months)
{
	DaySet *state = palloc0(size_for(months));

	SET_VARSIZE(state, size_for(months));
	return state;
}

/* A set that may come from anywhere, since anybody's aggregate may begin with bytes of theirs; an error if it is none. */
static DaySet *
get_set(Datum value)
{
	DaySet *state = (DaySet *) PG_DETOAST_DATUM(value);

	if (VARSIZE(state) < offsetof(DaySet, months) || state->n < 0 || state->n > room_of(state))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("the bytes are no set of days"), errhint("%s gives them.", AGGREGATE));
	return state;
}

/* Adds days of a month; returns the state, or a larger one in its place. */
static DaySet *
add_days(DaySet *state, DaysOfMonth added)
{
	int32 low = 0;
	int32 high = state->n;

	while (low < high)
	{
		int32 middle = low + (high - low) / 2;

		if (state->months[middle].month < added.month)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < state->n && state->months[low].month == added.month)
	{
		state->months[low].days |= added.days;
		return state;
	}
	if (state->n == room_of(state))
	{
		DaySet *larger = create_state(2 * state->n + FIRST_MONTHS);

		larger->n = state->n;
		memcpy(larger->months, state->months, state->n * sizeof(DaysOfMonth));
		state = larger;
	}
	memmove(&state->months[low + 1], &state->months[low], (state->n - low) * sizeof(DaysOfMonth));
	state->months[low] = added;
	state->n++;
	return state;
}

Datum
ecom_day_set_add(PG_FUNCTION_ARGS)
{
	DaySet *state;

	(void) aggregate_context(fcinfo, AGGREGATE);
	if (PG_ARGISNULL(ARG_MONTH) || PG_ARGISNULL(ARG_DAYS))
	{
		if (PG_ARGISNULL(ARG_STATE))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	}
	state = PG_ARGISNULL(ARG_STATE) ? create_state(FIRST_MONTHS) : get_set(PG_GETARG_DATUM(ARG_STATE));
	PG_RETURN_POINTER(add_days(
		state, (DaysOfMonth){PG_GETARG_DATEADT(ARG_MONTH), (uint32) PG_GETARG_INT32(ARG_DAYS)}));
}

Datum
ecom_day_set_combine(PG_FUNCTION_ARGS)
{
	const DaySet *other;
	DaySet *state;

	(void) aggregate_context(fcinfo, AGGREGATE);
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	other = get_set(PG_GETARG_DATUM(1));
	state = PG_ARGISNULL(0) ? create_state(other->n + FIRST_MONTHS) : get_set(PG_GETARG_DATUM(0));
	for (int32 i = 0; i < other->n; i++)
		state = add_days(state, other->months[i]);
	PG_RETURN_POINTER(state);
}

/* How many days are in it, or in its months that begin until a day. */
Datum
ecom_days_in(PG_FUNCTION_ARGS)
{
	const DaySet *set = get_set(PG_GETARG_DATUM(0));
	DateADT until = PG_NARGS() > 1 ? PG_GETARG_DATEADT(1) : DATEVAL_NOEND;
	int64 days = 0;

	for (int32 i = 0; i < set->n && set->months[i].month <= until; i++)
		days += pg_popcount32(set->months[i].days);
	PG_RETURN_INT64(days);
}

Datum
ecom_months_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(get_set(PG_GETARG_DATUM(0))->n);
}
