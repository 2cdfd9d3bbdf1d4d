/*
 * baskets/handover.c
 *		How a process of a parallel plan hands over the lines that it has, for ecom.category_pairs.
 *
 *		head | name of category 0 | name of category 1 | ... | ann: her lines | bob: his lines | ...
 *
 * Lines are no counts yet: the rest of a basket may be with another process.  Each user is named once, in whatever order the lines
 * came, so that a process can hand over some hundred million lines.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "baskets/category_pairs.h"

PG_FUNCTION_INFO_V1(ecom_category_pairs_serialize);
PG_FUNCTION_INFO_V1(ecom_category_pairs_deserialize);
PG_FUNCTION_INFO_V1(ecom_category_pairs_combine);

/* A row with the bytes in it must fit into an allocation, too. */
#define MOST_BYTES (MaxAllocSize - 65536)

typedef struct Head
{
	PairLimits limits;
	uint32 categories;
} Head;

/* Room for so many bytes more, at the end of the others. */
static char *
more_bytes(StringInfo to, Size size)
{
	char *at;

	if (size > MOST_BYTES - to->len)
		ereport(
			ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("a process of a parallel plan has more lines for %s than it can hand over, which is 1 GB",
				   CATEGORY_PAIRS),
			errhint("SET max_parallel_workers_per_gather = 0."));
	enlargeStringInfo(to, (int) size);
	at = to->data + to->len;
	to->len += (int) size;
	return at;
}

static void
put_names(StringInfo to, const TextNumbers *categories)
{
	const TextSpan *names = text_numbers_texts(categories);

	for (uint32 i = 0; i < text_numbers_count(categories); i++)
	{
		int32 length = names[i].len;
		char *at = more_bytes(to, sizeof(length) + length);

		CHECK_FOR_INTERRUPTS();
		memcpy(at, &length, sizeof(length));
		memcpy(at + sizeof(length), names[i].data, length);
	}
}

Datum
ecom_category_pairs_serialize(PG_FUNCTION_ARGS)
{
	const CategoryPairs *state = (const CategoryPairs *) PG_GETARG_POINTER(0);
	Head head = {state->limits, text_numbers_count(state->categories)};
	StringInfoData bytes;
	MemoryContext partition;
	MemoryContext caller;

	(void) aggregate_context(fcinfo, CATEGORY_PAIRS);
	initStringInfo(&bytes);
	(void) more_bytes(&bytes, VARHDRSZ);
	memcpy(more_bytes(&bytes, sizeof(head)), &head, sizeof(head));
	put_names(&bytes, state->categories);
	partition = AllocSetContextCreate(CurrentMemoryContext, "lines of users", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(partition);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *runs = runs_by_user(state->runs, i, &size);

		memcpy(more_bytes(&bytes, size), runs, size);
		MemoryContextReset(partition);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(partition);
	SET_VARSIZE(bytes.data, bytes.len);
	PG_RETURN_BYTEA_P(bytes.data);
}

/* The bytes as they are: they are read where they are combined. */
Datum
ecom_category_pairs_deserialize(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo, CATEGORY_PAIRS);
	PG_RETURN_POINTER(PG_GETARG_BYTEA_PP(0));
}

/* The numbers in a state of the categories that are named next. */
static uint32 *
take_names(CategoryPairs *state, uint32 count, const char **at)
{
	uint32 *numbers = MemoryContextAllocHuge(CurrentMemoryContext, (count + (Size) 1) * sizeof(uint32));

	for (uint32 i = 0; i < count; i++)
	{
		int32 length;

		CHECK_FOR_INTERRUPTS();
		memcpy(&length, *at, sizeof(length));
		*at += sizeof(length);
		numbers[i] = text_number(state->categories, (TextSpan) {*at, length});
		*at += length;
	}
	return numbers;
}

static void
add_runs(CategoryPairs *state, const uint32 *numbers, const char *at, const char *end)
{
	while (at < end)
	{
		UserRun run;
		TextSpan user = run_take(&at, &run);

		for (uint32 i = 0; i < run.lines; i++)
		{
			Line line = line_take(&at);

			CHECK_FOR_INTERRUPTS();
			line.category = numbers[line.category];
			runs_add(state->runs, user, line);
		}
	}
}

/* Adds what has been handed over, as ecom_category_pairs_deserialize leaves it. */
Datum
ecom_category_pairs_combine(PG_FUNCTION_ARGS)
{
	CategoryPairs *state = PG_ARGISNULL(0) ? NULL : (CategoryPairs *) PG_GETARG_POINTER(0);
	const bytea *bytes;
	const char *at;
	const char *end;
	uint32 *numbers;
	Head head;

	(void) aggregate_context(fcinfo, CATEGORY_PAIRS);
	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	bytes = (const bytea *) PG_GETARG_POINTER(1);
	at = VARDATA_ANY(bytes);
	end = at + VARSIZE_ANY_EXHDR(bytes);
	memcpy(&head, at, sizeof(head));
	at += sizeof(head);
	if (state == NULL)
		state = category_pairs_create(fcinfo, head.limits);
	numbers = take_names(state, head.categories, &at);
	add_runs(state, numbers, at, end);
	pfree(numbers);
	PG_RETURN_POINTER(state);
}
