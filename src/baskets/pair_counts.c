/*
 * baskets/pair_counts.c
 *		How often two numbers come together: see baskets/pair_counts.h.
 *
 * Of a few thousand numbers all pairs have a place in a triangle that fits into memory:
 *
 *		1-0 | 2-0 2-1 | 3-0 3-1 3-2 | ...
 *
 * Most of what is counted are some thousand frequent pairs, whose places the processor's cache keeps.  Of more numbers the pairs that come are
 * partitioned by a hash, and counted one partition after the other.
 */
#include "baskets/pair_counts.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"

/* The higher number first; as a record, too. */
typedef struct PairKey
{
	uint32 one;
	uint32 other;
} PairKey;

typedef struct Pair
{
	PairKey key;
	int64 count;
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

struct PairCounts
{
	uint32 numbers;
	uint32 *triangle; /* NULL if it does not fit into memory */
	Partitions *pairs;
};

/* Where the pairs of a number with lower ones begin. */
static inline Size
row_of(uint32 number)
{
	return number * ((Size) number - 1) / 2;
}

PairCounts *
pair_counts_create(FunctionCallInfo fcinfo, uint32 numbers, int64 most)
{
	PairCounts *counts = palloc0(sizeof(PairCounts));
	Size pairs = row_of(numbers);

	counts->numbers = numbers;
	if (most <= PG_UINT32_MAX && pairs <= get_hash_memory_limit() / 2 / sizeof(uint32))
		counts->triangle = MemoryContextAllocExtended(CurrentMemoryContext, (pairs + 1) * sizeof(uint32),
													  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	else
		counts->pairs = partitions_create(fcinfo, aggregate_context(fcinfo, "an aggregate"), 2);
	return counts;
}

void
pair_counts_add(PairCounts *counts, uint32 one, uint32 other)
{
	PairKey key = {Max(one, other), Min(one, other)};

	if (counts->triangle != NULL)
		counts->triangle[row_of(key.one) + key.other]++;
	else
		partitions_add(counts->pairs, pair_hash(key), &(RecordPart) {&key, sizeof(key)}, 1);
}

static void
tell_triangle(const PairCounts *counts, int64 fewest, PairFunction function, void *argument)
{
	const uint32 *count = counts->triangle;

	for (uint32 one = 1; one < counts->numbers; one++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 other = 0; other < one; other++, count++)
		{
			if (*count >= fewest)
				function(argument, one, other, *count);
		}
	}
}

static void
tell_partition(const char *at, Size size, int64 fewest, PairFunction function, void *argument)
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
		pair->count = found ? pair->count + 1 : 1;
	}
	pairs_start_iterate(pairs, &iterator);
	while ((pair = pairs_iterate(pairs, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (pair->count >= fewest)
			function(argument, pair->key.one, pair->key.other, pair->count);
	}
}

void
pair_counts_tell(PairCounts *counts, int64 fewest, PairFunction function, void *argument)
{
	MemoryContext partition;
	MemoryContext caller;

	if (counts->triangle != NULL)
	{
		tell_triangle(counts, fewest, function, argument);
		return;
	}
	partition = AllocSetContextCreate(CurrentMemoryContext, "partition of pairs", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(partition);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *pairs = partitions_take(counts->pairs, i, &size);

		tell_partition(pairs, size, fewest, function, argument);
		MemoryContextReset(partition);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(partition);
}
