/*
 * baskets/basket_counts.c
 *		ecom.basket_counts, an aggregate: what the baskets of some users have together, as a value; and ecom.category_pairs of such values.
 *
 * Where the lines of a user are on one node, so are all of the user's baskets, which need not go to where pairs are put together:
 *
 *		baskets | categories | TEA 5 | PENS 3 | EGGS 1 | ... | pairs | PENS and TEA 2 | ...
 *
 * A category is a number in there, that of its place in the list.
 */
#include "base/compat.h"

#include "common/hashfn.h"
#include "common/int.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/packed_numbers.h"
#include "baskets/category_pairs.h"
#include "baskets/pair_rows.h"

PG_FUNCTION_INFO_V1(ecom_basket_counts_final);
PG_FUNCTION_INFO_V1(ecom_category_pairs_add_counts);
PG_FUNCTION_INFO_V1(ecom_category_pairs_final_of_counts);

#define BASKET_COUNTS "ecom.basket_counts"

/*
 * Writing.
 */

typedef struct PairList
{
	StringInfoData pairs;
	uint64 n;
} PairList;

static void
write_pair(void *argument, uint32 one, uint32 other, int64 baskets)
{
	PairList *list = argument;

	packed_number_write(&list->pairs, one);
	packed_number_write(&list->pairs, other);
	packed_number_write(&list->pairs, baskets);
	list->n++;
}

Datum
ecom_basket_counts_final(PG_FUNCTION_ARGS)
{
	const CategoryCounts *counts;
	PairList list = {.n = 0};
	StringInfoData bytes;

	(void) aggregate_context(fcinfo, BASKET_COUNTS);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	counts = category_pairs_count(fcinfo, (const CategoryPairs *) PG_GETARG_POINTER(0));
	initStringInfo(&bytes);
	appendStringInfoSpaces(&bytes, VARHDRSZ);
	packed_number_write(&bytes, counts->all);
	packed_number_write(&bytes, counts->categories);
	for (uint32 i = 0; i < counts->categories; i++)
	{
		CHECK_FOR_INTERRUPTS();
		packed_bytes_write(&bytes, counts->names[i]);
		packed_number_write(&bytes, counts->of_category[i]);
	}
	initStringInfo(&list.pairs);
	pair_counts_tell(counts->pairs, 1, write_pair, &list);
	packed_number_write(&bytes, list.n);
	appendBinaryStringInfo(&bytes, list.pairs.data, list.pairs.len);
	SET_VARSIZE(bytes.data, bytes.len);
	PG_RETURN_BYTEA_P(bytes.data);
}

/*
 * Adding up.
 */

typedef struct PairSum
{
	uint64 pair; /* the higher number above, the lower one below */
	int64 baskets;
	char status;
} PairSum;

#define SH_PREFIX pair_sums
#define SH_ELEMENT_TYPE PairSum
#define SH_KEY_TYPE uint64
#define SH_KEY pair
#define SH_HASH_KEY(table, key)                                                                              \
	hash_combine(murmurhash32((uint32) (key)), murmurhash32((uint32) ((key) >> 32)))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct Sums
{
	MemoryContext context;
	PairLimits limits;
	TextNumbers *categories;
	int64 all;
	uint32 room;
	int64 *of_category;
	pair_sums_hash *pairs;
} Sums;

static void
refuse_bytes(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("these bytes are no counts of baskets"), errhint(BASKET_COUNTS "() makes them."));
}

/* A count off the front, of which there are at most so many. */
static int64
read_count(TextSpan *from, int64 most)
{
	uint64 number;

	if (!packed_number_read(from, &number) || number > (uint64) most)
		refuse_bytes();
	return (int64) number;
}

static void
add_count(int64 *sum, int64 count)
{
	if (pg_add_s64_overflow(*sum, count, sum))
		refuse_bytes();
}

static Sums *
create_sums(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, CATEGORY_PAIRS);
	Sums *sums = MemoryContextAllocZero(context, sizeof(Sums));

	sums->context = context;
	sums->limits = category_pairs_limits(fcinfo, 2);
	sums->categories = text_numbers_create(context);
	sums->pairs = pair_sums_create(context, 1024, NULL);
	return sums;
}

/* Adds to the baskets of the category that is named next; returns its number. */
static uint32
add_category(Sums *sums, TextSpan *from, int64 all)
{
	TextSpan name;
	uint32 number;

	if (!packed_bytes_read(from, &name))
		refuse_bytes();
	pg_verifymbstr(name.data, name.len, false);
	number = text_number(sums->categories, name);
	if (number >= sums->room)
	{
		uint32 room = Max(1024, number + number / 2);
		int64 *larger = MemoryContextAllocExtended(sums->context, room * sizeof(int64),
												   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

		if (sums->room > 0)
		{
			memcpy(larger, sums->of_category, sums->room * sizeof(int64));
			pfree(sums->of_category);
		}
		sums->of_category = larger;
		sums->room = room;
	}
	add_count(&sums->of_category[number], read_count(from, all));
	return number;
}

static void
add_pairs(Sums *sums, TextSpan *from, const uint32 *numbers, int64 categories, int64 all)
{
	/* of fewer than two categories there are none, and no number of one */
	int64 n = read_count(from, categories < 2 ? 0 : from->len);

	for (int64 i = 0; i < n; i++)
	{
		uint32 one = numbers[read_count(from, categories - 1)];
		uint32 other = numbers[read_count(from, categories - 1)];
		int64 baskets = read_count(from, all);
		PairSum *sum;
		bool found;

		CHECK_FOR_INTERRUPTS();
		if (one == other)
			refuse_bytes();
		sum = pair_sums_insert(sums->pairs, (uint64) Max(one, other) << 32 | Min(one, other), &found);
		if (!found)
			sum->baskets = 0;
		add_count(&sum->baskets, baskets);
	}
}

Datum
ecom_category_pairs_add_counts(PG_FUNCTION_ARGS)
{
	Sums *sums = PG_ARGISNULL(0) ? NULL : (Sums *) PG_GETARG_POINTER(0);
	TextSpan bytes;
	uint32 *numbers;
	int64 categories;
	int64 all;

	if (PG_ARGISNULL(1))
	{
		if (sums == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(sums);
	}
	if (sums == NULL)
		sums = create_sums(fcinfo);
	bytes = text_span((const struct varlena *) PG_GETARG_BYTEA_PP(1));
	all = read_count(&bytes, PG_INT64_MAX);
	add_count(&sums->all, all);
	categories = read_count(&bytes, bytes.len);
	numbers = palloc_extended((categories + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < categories; i++)
	{
		CHECK_FOR_INTERRUPTS();
		numbers[i] = add_category(sums, &bytes, all);
	}
	add_pairs(sums, &bytes, numbers, categories, all);
	if (bytes.len > 0)
		refuse_bytes();
	pfree(numbers);
	PG_RETURN_POINTER(sums);
}

Datum
ecom_category_pairs_final_of_counts(PG_FUNCTION_ARGS)
{
	Sums *sums;
	BasketCounts counts;
	PairRows *rows;
	pair_sums_iterator iterator;
	const PairSum *sum;
	int64 fewest;

	(void) aggregate_context(fcinfo, CATEGORY_PAIRS);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	sums = (Sums *) PG_GETARG_POINTER(0);
	counts = (BasketCounts) {sums->all, sums->of_category, text_numbers_texts(sums->categories)};
	rows = pair_rows_create(fcinfo, &counts);
	fewest = pair_limits_fewest(&sums->limits, sums->all);
	pair_sums_start_iterate(sums->pairs, &iterator);
	while ((sum = pair_sums_iterate(sums->pairs, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (sum->baskets >= fewest)
			pair_rows_add(rows, (uint32) (sum->pair >> 32), (uint32) sum->pair, sum->baskets);
	}
	PG_RETURN_DATUM(pair_rows_array(rows));
}
