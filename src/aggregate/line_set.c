/*
 * aggregate/line_set.c
 *		ecom.suspect_lines and ecom.is_among: which lines of a table may be at fault, and is this one of them?
 *
 * To find the few lines that repeat an earlier one among millions, it is enough to look closely at those that share
 * a hash of what is compared.  The aggregate keeps a hash and a place of each line, partitioned by the hash:
 *
 *		| hash, line | hash, line | ...
 *
 * and at the end sorts each partition, small as it is, and gives the lines that do not have their hash for themselves.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/itemptr.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "aggregate/partitions.h"

PG_FUNCTION_INFO_V1(ecom_suspect_lines_add);
PG_FUNCTION_INFO_V1(ecom_suspect_lines_final);
PG_FUNCTION_INFO_V1(ecom_is_among);

#define FIRST_ALLOCATION 64

typedef struct HashedLine
{
	uint64 hash;
	ItemPointerData line;
} HashedLine;

typedef struct SuspectLines
{
	Partitions *lines;
	ItemPointerData *suspects;
	int64 n;
	int64 allocated;
} SuspectLines;

#define ST_SORT sort_by_hash
#define ST_ELEMENT_TYPE HashedLine
#define ST_COMPARE(a, b) ((a)->hash < (b)->hash ? -1 : (a)->hash > (b)->hash)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static void
add_suspect(SuspectLines *state, const ItemPointerData *line)
{
	if (state->n == state->allocated)
	{
		state->allocated *= 2;
		state->suspects = repalloc_huge(state->suspects, state->allocated * sizeof(ItemPointerData));
	}
	state->suspects[state->n++] = *line;
}

static SuspectLines *
create_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.suspect_lines");
	SuspectLines *state = MemoryContextAllocZero(context, sizeof(SuspectLines));

	state->lines = partitions_create(fcinfo, context, 1);
	state->allocated = FIRST_ALLOCATION;
	state->suspects = MemoryContextAlloc(context, FIRST_ALLOCATION * sizeof(ItemPointerData));
	return state;
}

Datum
ecom_suspect_lines_add(PG_FUNCTION_ARGS)
{
	SuspectLines *state = PG_ARGISNULL(0) ? create_state(fcinfo) : (SuspectLines *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		HashedLine hashed = {0};

		hashed.line = *(ItemPointer) PG_GETARG_POINTER(1);
		if (PG_ARGISNULL(2))
			add_suspect(state, &hashed.line);
		else
		{
			hashed.hash = (uint64) PG_GETARG_INT64(2);
			partitions_add(state->lines, (uint32) hashed.hash, &(RecordPart){&hashed, sizeof(hashed)}, 1);
		}
	}
	PG_RETURN_POINTER(state);
}

/* Adds the lines that share their hash with another one. */
static void
add_those_that_share(SuspectLines *state, HashedLine *lines, Size n)
{
	sort_by_hash(lines, n);
	for (Size i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if ((i > 0 && lines[i - 1].hash == lines[i].hash) ||
			(i + 1 < n && lines[i + 1].hash == lines[i].hash))
			add_suspect(state, &lines[i].line);
	}
}

/* An array of n lines, in their order. */
static ArrayType *
line_array(const ItemPointerData *lines, int64 n)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + n * sizeof(ItemPointerData);
	ArrayType *array;

	if (n == 0)
		return construct_empty_array(TIDOID);
	if (!AllocSizeIsValid(size))
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%lld lines are more than an array can hold", (long long) n));
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = TIDOID;
	ARR_DIMS(array)[0] = n;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), lines, n * sizeof(ItemPointerData));
	return array;
}

Datum
ecom_suspect_lines_final(PG_FUNCTION_ARGS)
{
	SuspectLines *state;

	if (PG_ARGISNULL(0))
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(TIDOID));
	state = (SuspectLines *) PG_GETARG_POINTER(0);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		char *lines = partitions_take(state->lines, i, &size);

		add_those_that_share(state, (HashedLine *) lines, size / sizeof(HashedLine));
		pfree(lines);
	}
	PG_RETURN_ARRAYTYPE_P(line_array(state->suspects, state->n));
}

/* Who asks for the lines of a table asks for one after the other: so where the last search ended is looked at first. */
Datum
ecom_is_among(PG_FUNCTION_ARGS)
{
	ItemPointer line = (ItemPointer) PG_GETARG_POINTER(0);
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(1);
	ItemPointerData *lines = (ItemPointerData *) ARR_DATA_PTR(array);
	int n = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	int low = 0;
	int high = n;
	int *ended = fcinfo->flinfo->fn_extra;

	if (ARR_NDIM(array) > 1 || ARR_HASNULL(array))
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("lines must be an array of one dimension without NULLs"));
	if (ended == NULL)
		fcinfo->flinfo->fn_extra = ended = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(int));

	/* in another array than the last one this may be anywhere, and is compared all the same */
	if (*ended < n && ItemPointerCompare(line, &lines[*ended]) > 0)
		low = *ended + 1;
	else
	{
		high = Min(*ended, n);
		if (high > 0 && ItemPointerCompare(line, &lines[high - 1]) > 0)
			low = high;
	}
	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (ItemPointerCompare(line, &lines[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ended = low;
	PG_RETURN_BOOL(low < n && ItemPointerEquals(line, &lines[low]));
}
