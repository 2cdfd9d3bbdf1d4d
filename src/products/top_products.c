/*
 * products/top_products.c
 *		ecom.top_products: the products at the top of each period, and of all periods, with their ranks.
 *
 * Grouping by product and ranking with window functions hashes millions of groups and sorts them twice.  Here the
 * aggregate partitions the lines by product; at the end each partition is added up by product and period, and each sum is
 * put into the ranking of its period:
 *
 *		lines -> partitions -> sums of a product: | all | 2018 | 2019 | ... |
 *												    |      |      +---- ranking of 2019
 *												    |      +----------- ranking of 2018
 *												    +------------------ ranking of all
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "common/int.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "aggregate/partitions.h"
#include "aggregate/text_limit.h"
#include "products/ranking.h"

PG_FUNCTION_INFO_V1(ecom_top_products_add);
PG_FUNCTION_INFO_V1(ecom_top_products_final);

#define MAX_TOP 1000
#define MAX_PERIODS 1000

/* A line as a record; the key's bytes follow, and those of the amount. */
typedef struct Line
{
	int64 units;
	int32 period;
	int32 key_length;
	int32 amount_size;
} Line;

typedef struct TopProducts
{
	int top;
	Partitions *lines;
} TopProducts;

/* What the lines of a product add up to, in a period or in all. */
typedef struct Sums
{
	struct Sums *next; /* of another period; NULL for the last */
	int32 period;
	int64 units;
	ExactAmount revenue;
} Sums;

typedef struct Product
{
	TextSpan key;
	Sums *all; /* followed by those of the periods */
	uint32 hash;
	char status;
} Product;

#define SH_PREFIX products
#define SH_ELEMENT_TYPE Product
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

/* The rankings: of all periods first, then of each, sorted. */
typedef struct Rankings
{
	int top;
	MemoryContext context;
	Ranking *all;
	int n;
	int32 periods[MAX_PERIODS];
	Ranking *of_period[MAX_PERIODS];
} Rankings;

/*
 * The lines.
 */

static TopProducts *
create_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.top_products");
	TopProducts *state;

	if (PG_ARGISNULL(5) || PG_GETARG_INT32(5) < 1 || PG_GETARG_INT32(5) > MAX_TOP)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("top must be from 1 to %d", MAX_TOP));
	state = MemoryContextAllocZero(context, sizeof(TopProducts));
	state->top = PG_GETARG_INT32(5);
	state->lines = partitions_create(fcinfo, context);
	return state;
}

Datum
ecom_top_products_add(PG_FUNCTION_ARGS)
{
	TopProducts *state = PG_ARGISNULL(0) ? NULL : (TopProducts *) PG_GETARG_POINTER(0);
	ExactAmount amount = {0};
	char usual_amount[EXACT_AMOUNT_LEAST_SIZE];
	char *bytes = usual_amount;
	TextSpan key;
	Line line = {0};

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo);
	key = span_within_limit(PG_GETARG_TEXT_SPAN(1));
	exact_amount_add(&amount, PG_GETARG_DATUM(4), CurrentMemoryContext);
	line.units = PG_GETARG_INT64(3);
	line.period = PG_GETARG_INT32(2);
	line.key_length = key.len;
	line.amount_size = (int32) exact_amount_size(&amount);
	if (line.amount_size > sizeof(usual_amount))
		bytes = palloc(line.amount_size);
	(void) exact_amount_write(&amount, bytes);
	partitions_add(state->lines, span_hash(key),
				   (RecordPart[]){{&line, sizeof(line)}, {key.data, key.len}, {bytes, line.amount_size}}, 3);
	PG_RETURN_POINTER(state);
}

/*
 * Sums by product and period.
 */

static void
add_line(Sums *sums, int64 units, const ExactAmount *amount)
{
	if (pg_add_s64_overflow(sums->units, units, &sums->units))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("bigint out of range"));
	exact_amount_merge(&sums->revenue, amount, CurrentMemoryContext);
}

/* The product's sums of a period, new ones if there are none yet. */
static Sums *
sums_of(Product *product, int32 period)
{
	Sums *sums = product->all->next;

	while (sums != NULL && sums->period != period)
		sums = sums->next;
	if (sums == NULL)
	{
		sums = palloc0(sizeof(Sums));
		sums->period = period;
		sums->next = product->all->next;
		product->all->next = sums;
	}
	return sums;
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
		TextSpan key;
		ExactAmount amount;
		Product *product;
		bool found;

		CHECK_FOR_INTERRUPTS();
		memcpy(&line, at, sizeof(line));
		at += sizeof(line);
		key = (TextSpan){at, line.key_length};
		at += line.key_length;
		at += exact_amount_read_own(&amount, at, line.amount_size, CurrentMemoryContext);
		product = products_insert(products, key, &found);
		if (!found)
			product->all = palloc0(sizeof(Sums));
		add_line(product->all, line.units, &amount);
		add_line(sums_of(product, line.period), line.units, &amount);
		exact_amount_clear(&amount);
	}
	return products;
}

/*
 * Rankings.
 */

static Ranking *
new_ranking(const Rankings *rankings)
{
	MemoryContext caller = MemoryContextSwitchTo(rankings->context);
	Ranking *ranking = ranking_create(rankings->top);

	MemoryContextSwitchTo(caller);
	return ranking;
}

/* The ranking of a period, a new one in its place if there is none yet. */
static Ranking *
ranking_of(Rankings *rankings, int32 period)
{
	int at = 0;

	while (at < rankings->n && rankings->periods[at] < period)
		at++;
	if (at < rankings->n && rankings->periods[at] == period)
		return rankings->of_period[at];
	if (rankings->n == MAX_PERIODS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("there are more than %d periods", MAX_PERIODS));
	memmove(&rankings->periods[at + 1], &rankings->periods[at], (rankings->n - at) * sizeof(int32));
	memmove(&rankings->of_period[at + 1], &rankings->of_period[at], (rankings->n - at) * sizeof(Ranking *));
	rankings->n++;
	rankings->periods[at] = period;
	return rankings->of_period[at] = new_ranking(rankings);
}

static void
rank_products(Rankings *rankings, products_hash *products)
{
	products_iterator iterator;
	Product *product;

	products_start_iterate(products, &iterator);
	while ((product = products_iterate(products, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		ranking_add(rankings->all, product->key, product->all->units, &product->all->revenue);
		for (Sums *sums = product->all->next; sums != NULL; sums = sums->next)
			ranking_add(ranking_of(rankings, sums->period), product->key, sums->units, &sums->revenue);
	}
}

/*
 * The result.
 */

enum
{
	TOP_PERIOD,
	TOP_PRODUCT_KEY,
	TOP_UNITS,
	TOP_REVENUE,
	TOP_RANK_BY_REVENUE,
	TOP_RANK_BY_UNITS,
	TOP_COLUMNS
};

/* Appends what a ranking gives; period is NULL for that of all. */
static ArrayBuildState *
append_products(ArrayBuildState *array, Ranking *ranking, const int32 *period, TupleDesc descriptor)
{
	RankedProduct *products;
	int n = ranking_finish(ranking, &products);

	for (int i = 0; i < n; i++)
	{
		Datum values[TOP_COLUMNS];
		bool nulls[TOP_COLUMNS] = {0};

		nulls[TOP_PERIOD] = period == NULL;
		values[TOP_PERIOD] = Int32GetDatum(period == NULL ? 0 : *period);
		values[TOP_PRODUCT_KEY] =
			PointerGetDatum(cstring_to_text_with_len(products[i].key.data, products[i].key.len));
		values[TOP_UNITS] = Int64GetDatum(products[i].units);
		values[TOP_REVENUE] = NumericGetDatum(exact_amount_total(&products[i].revenue));
		values[TOP_RANK_BY_REVENUE] = Int64GetDatum(products[i].ahead[BY_REVENUE] + 1);
		values[TOP_RANK_BY_UNITS] = Int64GetDatum(products[i].ahead[BY_UNITS] + 1);
		array = accumArrayResult(array, HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls)), false,
								 descriptor->tdtypeid, CurrentMemoryContext);
	}
	return array;
}

Datum
ecom_top_products_final(PG_FUNCTION_ARGS)
{
	TopProducts *state;
	Rankings *rankings;
	MemoryContext partition;
	TupleDesc descriptor;
	ArrayBuildState *array;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (TopProducts *) PG_GETARG_POINTER(0);
	rankings = palloc0(sizeof(Rankings));
	rankings->top = state->top;
	rankings->context = CurrentMemoryContext;
	rankings->all = new_ranking(rankings);
	partition = AllocSetContextCreate(CurrentMemoryContext, "products", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < PARTITIONS; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(partition);
		Size size;
		char *lines = partitions_take(state->lines, i, &size);

		rank_products(rankings, add_up(lines, size));
		MemoryContextSwitchTo(caller);
		MemoryContextReset(partition);
	}
	descriptor = lookup_rowtype_tupdesc(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), -1);
	if (descriptor->natts != TOP_COLUMNS)
		elog(ERROR, "ecom.ranked_product has %d columns, not %d", descriptor->natts, TOP_COLUMNS);
	array = append_products(NULL, rankings->all, NULL, descriptor);
	for (int i = 0; i < rankings->n; i++)
		array = append_products(array, rankings->of_period[i], &rankings->periods[i], descriptor);
	ReleaseTupleDesc(descriptor);
	PG_RETURN_DATUM(makeArrayResult(array, CurrentMemoryContext));
}
