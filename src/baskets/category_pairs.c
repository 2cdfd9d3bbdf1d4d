/*
 * baskets/category_pairs.c
 *		ecom.category_pairs: which categories are in a basket together, and how often.
 *
 * A join of the lines with themselves makes millions of pairs and sorts them.  Here lines are partitioned by their basket (what one user
 * orders on one day), the pairs of each basket by the pair, and each partition is small enough to be looked at in the processor's cache:
 *
 *		lines -> partitions by basket: | ann, 5 May: TEA | ann, 5 May: PENS | ... | -> partitions by pair: | TEA + PENS | ... | -> counts
 *
 * A category is a number in there.  Its name is in memory once; a shop has thousands of them at most.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "aggregate/partitions.h"
#include "aggregate/text_limit.h"
#include "aggregate/text_numbers.h"
#include "base/text_span.h"

PG_FUNCTION_INFO_V1(ecom_category_pairs_add);
PG_FUNCTION_INFO_V1(ecom_category_pairs_final);

#define AGGREGATE "ecom.category_pairs"

/* A basket with more is somebody's stock; its pairs say nothing of what goes together, and are many. */
#define MOST_CATEGORIES 50

enum
{
	ARG_STATE,
	ARG_USER_KEY,
	ARG_DAY,
	ARG_CATEGORY,
	ARG_FEWEST,
	ARG_ONE_OF
};

enum
{
	PAIR_CATEGORY,
	PAIR_OTHER_CATEGORY,
	PAIR_BASKETS,
	PAIR_CATEGORY_BASKETS,
	PAIR_OTHER_BASKETS,
	PAIR_ALL_BASKETS,
	PAIR_COLUMNS
};

typedef struct CategoryPairs
{
	MemoryContext context;
	int64 fewest;
	int64 one_of;
	TextNumbers *categories;
	Partitions *lines;
} CategoryPairs;

/* A line as a record; the user's bytes follow. */
typedef struct Line
{
	uint32 hash; /* of the basket */
	uint32 category;
	DateADT day;
	int32 user_length;
} Line;

typedef struct BasketKey
{
	TextSpan user;
	DateADT day;
} BasketKey;

typedef struct Basket
{
	BasketKey key;
	int n; /* one more than there is room for if there are too many */
	int room;
	uint32 *categories;
	uint32 hash;
	char status;
} Basket;

static inline uint32
basket_hash(BasketKey key)
{
	return hash_combine(span_hash(key.user), murmurhash32((uint32) key.day));
}

#define SH_PREFIX baskets
#define SH_ELEMENT_TYPE Basket
#define SH_KEY_TYPE BasketKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) basket_hash(key)
#define SH_EQUAL(table, a, b) ((a).day == (b).day && span_equals((a).user, (b).user))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Two categories, the one with the lower number first; as a record, too. */
typedef struct PairKey
{
	uint32 one;
	uint32 other;
} PairKey;

typedef struct Pair
{
	PairKey key;
	int64 baskets;
	char status;
} Pair;

static inline uint32
pair_hash(PairKey key)
{
	return hash_combine(murmurhash32(key.one), murmurhash32(key.other));
}

#define SH_PREFIX pairs
#define SH_ELEMENT_TYPE Pair
#define SH_KEY_TYPE PairKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) pair_hash(key)
#define SH_EQUAL(table, a, b) ((a).one == (b).one && (a).other == (b).other)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* What the final function counts. */
typedef struct Counts
{
	int64 fewest; /* baskets of a pair that is returned */
	int64 all_baskets;
	int64 *baskets;		/* by category */
	TextSpan *names;	/* by category */
	Partitions *pairs;
	TupleDesc pair_type; /* ecom.category_pair */
	ArrayBuildState *array;
} Counts;

/*
 * The lines.
 */

static int64
positive_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument) || PG_GETARG_INT64(argument) < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must be 1 or more", name),
				errhint("Pairs are returned that at least fewest baskets have, and at least one of one_of baskets."));
	return PG_GETARG_INT64(argument);
}

static CategoryPairs *
create_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, AGGREGATE);
	CategoryPairs *state = MemoryContextAlloc(context, sizeof(CategoryPairs));

	state->context = context;
	state->fewest = positive_argument(fcinfo, ARG_FEWEST, "fewest");
	state->one_of = positive_argument(fcinfo, ARG_ONE_OF, "one_of");
	state->categories = text_numbers_create(context);
	state->lines = partitions_create(fcinfo, context, 2);
	return state;
}

Datum
ecom_category_pairs_add(PG_FUNCTION_ARGS)
{
	CategoryPairs *state = PG_ARGISNULL(ARG_STATE) ? NULL : (CategoryPairs *) PG_GETARG_POINTER(ARG_STATE);
	BasketKey basket;
	Line line;

	if (PG_ARGISNULL(ARG_USER_KEY) || PG_ARGISNULL(ARG_DAY) || PG_ARGISNULL(ARG_CATEGORY))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo);
	basket.user = span_within_limit(PG_GETARG_TEXT_SPAN(ARG_USER_KEY));
	basket.day = PG_GETARG_DATEADT(ARG_DAY);
	line.category = text_number(state->categories, span_within_limit(PG_GETARG_TEXT_SPAN(ARG_CATEGORY)));
	line.day = basket.day;
	line.user_length = basket.user.len;
	line.hash = basket_hash(basket);
	partitions_add(state->lines, line.hash,
				   (RecordPart[]){{&line, sizeof(line)}, {basket.user.data, basket.user.len}}, 2);
	PG_RETURN_POINTER(state);
}

/*
 * Baskets.
 */

static bool
has_category(const Basket *basket, uint32 category)
{
	for (int i = 0; i < basket->n; i++)
	{
		if (basket->categories[i] == category)
			return true;
	}
	return false;
}

static void
put_into(Basket *basket, uint32 category)
{
	if (basket->n > MOST_CATEGORIES || has_category(basket, category))
		return;
	if (basket->n == basket->room)
	{
		basket->room = basket->room == 0 ? 4 : 2 * basket->room;
		basket->categories = basket->categories == NULL
								 ? palloc(basket->room * sizeof(uint32))
								 : repalloc(basket->categories, basket->room * sizeof(uint32));
	}
	basket->categories[basket->n++] = category;
}

/* The baskets of a partition's lines. */
static baskets_hash *
fill_baskets(const char *at, Size size)
{
	baskets_hash *baskets = baskets_create(CurrentMemoryContext, 1024, NULL);
	const char *end = at + size;

	while (at < end)
	{
		Line line;
		Basket *basket;
		bool found;

		CHECK_FOR_INTERRUPTS();
		memcpy(&line, at, sizeof(line));
		at += sizeof(line);
		basket = baskets_insert_hash(baskets, (BasketKey){{at, line.user_length}, line.day}, line.hash, &found);
		at += line.user_length;
		if (!found)
		{
			basket->n = basket->room = 0;
			basket->categories = NULL;
		}
		put_into(basket, line.category);
	}
	return baskets;
}

/* Counts a basket that has several categories, and puts its pairs aside. */
static void
count_basket(Counts *counts, const Basket *basket)
{
	if (basket->n < 2 || basket->n > MOST_CATEGORIES)
		return;
	counts->all_baskets++;
	for (int i = 0; i < basket->n; i++)
	{
		counts->baskets[basket->categories[i]]++;
		for (int j = 0; j < i; j++)
		{
			PairKey pair = {Min(basket->categories[i], basket->categories[j]),
							Max(basket->categories[i], basket->categories[j])};

			partitions_add(counts->pairs, pair_hash(pair), &(RecordPart){&pair, sizeof(pair)}, 1);
		}
	}
}

/*
 * Pairs.
 */

static Datum
text_of(TextSpan span)
{
	return PointerGetDatum(cstring_to_text_with_len(span.data, span.len));
}

/* Appends a pair, its category the first in byte order. */
static void
append_pair(Counts *counts, const Pair *pair)
{
	bool in_order = span_compare(counts->names[pair->key.one], counts->names[pair->key.other]) < 0;
	uint32 category = in_order ? pair->key.one : pair->key.other;
	uint32 other = in_order ? pair->key.other : pair->key.one;
	Datum values[PAIR_COLUMNS];
	bool nulls[PAIR_COLUMNS] = {0};
	HeapTuple tuple;

	values[PAIR_CATEGORY] = text_of(counts->names[category]);
	values[PAIR_OTHER_CATEGORY] = text_of(counts->names[other]);
	values[PAIR_BASKETS] = Int64GetDatum(pair->baskets);
	values[PAIR_CATEGORY_BASKETS] = Int64GetDatum(counts->baskets[category]);
	values[PAIR_OTHER_BASKETS] = Int64GetDatum(counts->baskets[other]);
	values[PAIR_ALL_BASKETS] = Int64GetDatum(counts->all_baskets);
	tuple = heap_form_tuple(counts->pair_type, values, nulls);
	counts->array = accumArrayResult(counts->array, HeapTupleGetDatum(tuple), false,
									 counts->pair_type->tdtypeid, CurrentMemoryContext);
}

/* Counts the pairs of a partition, and returns those that are in enough baskets. */
static void
count_pairs(Counts *counts, const char *at, Size size)
{
	pairs_hash *pairs = pairs_create(CurrentMemoryContext, 1024, NULL);
	const char *end = at + size;
	pairs_iterator iterator;
	Pair *pair;

	while (at < end)
	{
		PairKey key;
		bool found;

		CHECK_FOR_INTERRUPTS();
		memcpy(&key, at, sizeof(key));
		at += sizeof(key);
		pair = pairs_insert(pairs, key, &found);
		pair->baskets = found ? pair->baskets + 1 : 1;
	}
	pairs_start_iterate(pairs, &iterator);
	while ((pair = pairs_iterate(pairs, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (pair->baskets >= counts->fewest)
			append_pair(counts, pair);
	}
}

static Counts *
start_counts(FunctionCallInfo fcinfo, const CategoryPairs *state)
{
	Counts *counts = palloc0(sizeof(Counts));

	counts->pair_type =
		lookup_rowtype_tupdesc_copy(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), -1);
	if (counts->pair_type->natts != PAIR_COLUMNS)
		elog(ERROR, "ecom.category_pair has %d columns, not %d", counts->pair_type->natts, PAIR_COLUMNS);
	counts->baskets =
		MemoryContextAllocExtended(CurrentMemoryContext, text_numbers_count(state->categories) * sizeof(int64),
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	counts->names = text_numbers_texts(state->categories);
	counts->pairs = partitions_create(fcinfo, aggregate_context(fcinfo, AGGREGATE), 2);
	counts->array = initArrayResult(counts->pair_type->tdtypeid, CurrentMemoryContext, true);
	return counts;
}

Datum
ecom_category_pairs_final(PG_FUNCTION_ARGS)
{
	const CategoryPairs *state;
	Counts *counts;
	MemoryContext partition;
	MemoryContext caller;

	(void) aggregate_context(fcinfo, AGGREGATE);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const CategoryPairs *) PG_GETARG_POINTER(0);
	counts = start_counts(fcinfo, state);
	partition = AllocSetContextCreate(CurrentMemoryContext, "partition of baskets", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(partition);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *lines = partitions_take(state->lines, i, &size);
		baskets_hash *baskets = fill_baskets(lines, size);
		baskets_iterator iterator;
		const Basket *basket;

		baskets_start_iterate(baskets, &iterator);
		while ((basket = baskets_iterate(baskets, &iterator)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			count_basket(counts, basket);
		}
		MemoryContextReset(partition);
	}
	counts->fewest = Max(state->fewest, (counts->all_baskets - 1) / state->one_of + 1);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *pairs = partitions_take(counts->pairs, i, &size);

		count_pairs(counts, pairs, size);
		MemoryContextReset(partition);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(partition);
	PG_RETURN_DATUM(makeArrayResult(counts->array, CurrentMemoryContext));
}
