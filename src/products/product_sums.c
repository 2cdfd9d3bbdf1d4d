/*
 * products/product_sums.c
 *		What order lines add up to, by product and period: see products/product_sums.h.
 */
#include "products/product_sums.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/partitions.h"
#include "aggregate/text_limit.h"

/* A line as a record; the key's bytes follow, and those of the amount. */
typedef struct Line
{
	int64 units;
	int32 period;
	int32 key_length;
	int32 amount_size;
} Line;

struct ProductLines
{
	Partitions *partitions;
};

#define SH_PREFIX products
#define SH_ELEMENT_TYPE ProductSums
#define SH_KEY_TYPE TextSpan
#define SH_KEY key
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

ProductLines *
product_lines_create(FunctionCallInfo fcinfo, MemoryContext context)
{
	ProductLines *lines = MemoryContextAllocZero(context, sizeof(ProductLines));

	lines->partitions = partitions_create(fcinfo, context, 2);
	return lines;
}

void
product_lines_add(ProductLines *lines, TextSpan key, int32 period, int64 units, Datum amount)
{
	ExactAmount exact = {0};
	char usual_amount[EXACT_AMOUNT_LEAST_SIZE];
	char *bytes = usual_amount;
	Line line = {.units = units, .period = period};

	key = span_within_limit(key);
	exact_amount_add(&exact, amount, CurrentMemoryContext);
	line.key_length = key.len;
	line.amount_size = (int32) exact_amount_size(&exact);
	if (line.amount_size > sizeof(usual_amount))
		bytes = palloc(line.amount_size);
	(void) exact_amount_write(&exact, bytes);
	partitions_add(lines->partitions, span_hash(key),
				   (RecordPart[]){{&line, sizeof(line)}, {key.data, key.len}, {bytes, line.amount_size}}, 3);
}

static void
refuse_range(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("bigint out of range"));
}

void
period_sums_add(PeriodSums *sums, int64 lines, int64 units, const ExactAmount *revenue)
{
	sums->lines += lines;
	if (pg_add_s64_overflow(sums->units, units, &sums->units))
		refuse_range();
	exact_amount_merge(&sums->revenue, revenue, CurrentMemoryContext);
}

void
period_sums_subtract(PeriodSums *sums, int64 lines, int64 units, const ExactAmount *revenue)
{
	sums->lines -= lines;
	if (pg_sub_s64_overflow(sums->units, units, &sums->units))
		refuse_range();
	exact_amount_subtract(&sums->revenue, revenue, CurrentMemoryContext);
}

PeriodSums *
period_sums_of(PeriodSums **first, int32 period)
{
	PeriodSums *sums = *first;

	while (sums != NULL && sums->period != period)
		sums = sums->next;
	if (sums == NULL)
	{
		sums = palloc0(sizeof(PeriodSums));
		sums->period = period;
		sums->next = *first;
		*first = sums;
	}
	return sums;
}

void
all_periods_add_up(AllPeriods *all, const ProductSums *product)
{
	const PeriodSums *first = product->first;

	if (first != NULL && first->next == NULL)
	{
		all->sums = first;
		return;
	}
	all->total = (PeriodSums){0};
	for (const PeriodSums *sums = first; sums != NULL; sums = sums->next)
		period_sums_add(&all->total, sums->lines, sums->units, &sums->revenue);
	all->sums = &all->total;
}

/* The product with the key, a new one if there is none yet. */
static ProductSums *
product_of(products_hash *products, TextSpan key)
{
	bool found;
	ProductSums *product = products_insert(products, key, &found);

	if (!found)
	{
		product->category = (TextSpan){NULL, 0};
		product->first = NULL;
	}
	return product;
}

/* Adds up a partition's lines. */
static products_hash *
add_up(const char *at, Size size)
{
	products_hash *products = products_create(CurrentMemoryContext, 1024, NULL);
	const char *end = at + size;

	while (at < end)
	{
		Line line;
		ExactAmount amount;
		ProductSums *product;

		CHECK_FOR_INTERRUPTS();
		memcpy(&line, at, sizeof(line));
		at += sizeof(line);
		product = product_of(products, (TextSpan){at, line.key_length});
		at += line.key_length;
		at += exact_amount_read_own(&amount, at, line.amount_size, CurrentMemoryContext);
		period_sums_add(period_sums_of(&product->first, line.period), 1, line.units, &amount);
		exact_amount_clear(&amount);
	}
	return products;
}

void
product_lines_sum(ProductLines *lines, void (*take)(void *taker, const ProductSums *product), void *taker)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "products", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *records = partitions_take(lines->partitions, i, &size);
		products_hash *products = add_up(records, size);
		products_iterator iterator;
		const ProductSums *product;

		products_start_iterate(products, &iterator);
		while ((product = products_iterate(products, &iterator)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			if (product->first != NULL)
				take(taker, product);
		}
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}
