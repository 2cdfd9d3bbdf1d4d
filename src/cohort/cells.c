/*
 * cohort/cells.c
 *		From a cohort state to the cells that users see.
 *
 * Users are sorted by cohort; each cohort is added up over its users in one row of totals, from its own
 * period to the newest, and written out before the next:
 *
 *		cohort 2019-03	|  0  |  1  |  2  | ... | newest |
 *		cohort 2019-04		  |  0  |  1  | ... | newest |
 *
 * By day, a gap of centuries makes millions of cells, so the array is written in place as it grows.
 */
#include "cohort/cells.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* The columns of ecom.cohort_cell. */
enum
{
	CELL_COHORT,
	CELL_PERIOD,
	CELL_ACTIVE_USERS,
	CELL_COHORT_SIZE,
	CELL_RETENTION_PCT,
	CELL_AMOUNT,
	CELL_IS_COMPLETE,
	CELL_COLUMNS
};

/* No cell takes less: the header, then date, integer, two bigints, two short numerics or one, boolean. */
#define MIN_CELL_SIZE MAXALIGN(MAXALIGN(SizeofHeapTupleHeader) + 4 + 4 + 8 + 8 + 3 + 1)

typedef struct Total
{
	int64 active_users;
	ExactAmount amount;
} Total;

/* What the array is written with. */
typedef struct CellWriter
{
	const CohortState *state;
	TupleDesc descriptor;
	int32 latest; /* the period of the newest date */
	bool latest_is_complete;
	Datum no_retention; /* most cells of a sparse table are zero: their numbers are made once */
	Datum no_amount;
	MemoryContext scratch; /* for one cell */
	int64 ncells;
	StringInfoData array;
} CellWriter;

static void
refuse_size(const CohortState *state, int64 ncells)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many cells for one array of cohort_retention: %lld", (long long) ncells),
			 errdetail("There is a cell for every %s from each cohort's first to the newest order date's.",
					   grain_name(state->shape.grain)),
			 errhint("Use a coarser grain, or leave out orders whose dates lie far from all others.")));
}

static int
compare_cohorts(const void *a, const void *b)
{
	int32 left = (*(CohortUser *const *) a)->periods[0];
	int32 right = (*(CohortUser *const *) b)->periods[0];

	CHECK_FOR_INTERRUPTS();
	return (left > right) - (left < right);
}

/* How many of the users, sorted by cohort, are in the first one's cohort. */
static uint32
count_cohort(CohortUser **users, uint32 nusers)
{
	uint32 size = 1;

	while (size < nusers && users[size]->periods[0] == users[0]->periods[0])
	{
		CHECK_FOR_INTERRUPTS();
		size++;
	}
	return size;
}

static int64
count_cells(CohortUser **users, uint32 nusers, int32 latest)
{
	int64 ncells = 0;
	uint32 size;

	for (uint32 i = 0; i < nusers; i += size)
	{
		size = count_cohort(users + i, nusers - i);
		ncells += (int64) latest - users[i]->periods[0] + 1;
	}
	return ncells;
}

/* 100 * active / size with one decimal, half a tenth rounded away from zero. */
static Datum
percentage(int64 active_users, int64 cohort_size)
{
	int64 tenths = (2000 * active_users + cohort_size) / (2 * cohort_size);

	return NumericGetDatum(int64_div_fast_to_numeric(tenths, 1));
}

/* Adds up the cohort's users; the amounts' rests are in the context. */
static void
add_up_cohort(CohortUser **users, uint32 size, Total *totals, int64 ntotals, MemoryContext context)
{
	int32 cohort = users[0]->periods[0];

	memset(totals, 0, sizeof(Total) * ntotals);
	for (uint32 i = 0; i < size; i++)
	{
		const CohortUser *user = users[i];

		for (int64 j = 0; j < user->nperiods; j++)
		{
			Total *total = &totals[(int64) user->periods[j] - cohort];

			CHECK_FOR_INTERRUPTS();
			total->active_users++;
			if (user->amounts != NULL)
				exact_amount_merge(&total->amount, &user->amounts[j], context);
		}
	}
}

static void
write_cell(CellWriter *writer, int32 cohort, int32 period, uint32 cohort_size, const Total *total)
{
	const CohortState *state = writer->state;
	Datum values[CELL_COLUMNS];
	bool nulls[CELL_COLUMNS] = {false};
	MemoryContext caller = MemoryContextSwitchTo(writer->scratch);
	HeapTuple tuple;
	Size padding;

	values[CELL_COHORT] = DateADTGetDatum(period_first_day(state->shape.grain, cohort));
	values[CELL_PERIOD] = Int32GetDatum(period - cohort);
	values[CELL_ACTIVE_USERS] = Int64GetDatum(total->active_users);
	values[CELL_COHORT_SIZE] = Int64GetDatum((int64) cohort_size);
	values[CELL_IS_COMPLETE] = BoolGetDatum(period < writer->latest || writer->latest_is_complete);
	values[CELL_RETENTION_PCT] = writer->no_retention;
	values[CELL_AMOUNT] = writer->no_amount;
	nulls[CELL_AMOUNT] = !state->shape.has_amount;
	if (total->active_users > 0)
	{
		values[CELL_RETENTION_PCT] = percentage(total->active_users, cohort_size);
		if (state->shape.has_amount)
			values[CELL_AMOUNT] = NumericGetDatum(exact_amount_total(&total->amount));
	}

	tuple = heap_form_tuple(writer->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);

	/* elements of a composite type are aligned as its header is */
	padding = MAXALIGN(tuple->t_len) - tuple->t_len;
	if (writer->array.len + tuple->t_len + padding >= MaxAllocSize)
		refuse_size(state, writer->ncells);
	appendBinaryStringInfo(&writer->array, (char *) tuple->t_data, tuple->t_len);
	for (Size i = 0; i < padding; i++)
		appendStringInfoCharMacro(&writer->array, '\0');
	MemoryContextReset(writer->scratch);
}

/* The array's header, for which room was left at the front. */
static ArrayType *
finish_array(CellWriter *writer, Oid cell_type)
{
	ArrayType *array = (ArrayType *) writer->array.data;

	SET_VARSIZE(array, writer->array.len);
	array->ndim = 1;
	array->dataoffset = 0; /* no NULL among the elements */
	array->elemtype = cell_type;
	ARR_DIMS(array)[0] = writer->ncells;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

static void
start_array(CellWriter *writer)
{
	Size header_size = ARR_OVERHEAD_NONULLS(1);

	initStringInfo(&writer->array);
	enlargeStringInfo(&writer->array, header_size + writer->ncells * MIN_CELL_SIZE);
	memset(writer->array.data, 0, header_size);
	writer->array.len = header_size;
}

Datum
cohort_cells(const CohortState *state, Oid cell_type)
{
	uint32 nusers = cohort_state_count_users(state);
	CohortUser **users = cohort_state_list_users(state);
	CellWriter writer = {.state = state};
	MemoryContext cohort_context;
	Total *totals;
	uint32 size;

	writer.latest = period_of_date(state->shape.grain, state->newest_date);
	writer.latest_is_complete =
		period_first_day(state->shape.grain, writer.latest + 1) - 1 <= state->newest_date;

	qsort(users, nusers, sizeof(CohortUser *), compare_cohorts);
	writer.ncells = count_cells(users, nusers, writer.latest);
	if (writer.ncells >= MaxAllocSize / MIN_CELL_SIZE)
		refuse_size(state, writer.ncells);

	writer.descriptor = lookup_rowtype_tupdesc(cell_type, -1);
	if (writer.descriptor->natts != CELL_COLUMNS)
		elog(ERROR, "type %u has %d columns, not %d", cell_type, writer.descriptor->natts, CELL_COLUMNS);
	writer.no_retention = percentage(0, 1);
	writer.no_amount = NumericGetDatum(int64_to_numeric(0));
	writer.scratch = AllocSetContextCreate(CurrentMemoryContext, "cohort cell", ALLOCSET_SMALL_SIZES);
	cohort_context = AllocSetContextCreate(CurrentMemoryContext, "cohort", ALLOCSET_SMALL_SIZES);
	start_array(&writer);

	/* the first cohort has the most periods */
	totals = palloc(sizeof(Total) * ((int64) writer.latest - users[0]->periods[0] + 1));
	for (uint32 i = 0; i < nusers; i += size)
	{
		int32 cohort = users[i]->periods[0];
		int64 ntotals = (int64) writer.latest - cohort + 1;

		size = count_cohort(users + i, nusers - i);
		add_up_cohort(users + i, size, totals, ntotals, cohort_context);
		for (int64 j = 0; j < ntotals; j++)
		{
			CHECK_FOR_INTERRUPTS();
			write_cell(&writer, cohort, cohort + j, size, &totals[j]);
		}
		MemoryContextReset(cohort_context);
	}

	ReleaseTupleDesc(writer.descriptor);
	MemoryContextDelete(writer.scratch);
	MemoryContextDelete(cohort_context);
	pfree(totals);
	pfree(users);
	return PointerGetDatum(finish_array(&writer, cell_type));
}
