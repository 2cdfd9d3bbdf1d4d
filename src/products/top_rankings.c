/*
 * products/top_rankings.c
 *		Rankings of products: see products/top_rankings.h.
 */
#include "products/top_rankings.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "aggregate/partitions.h"
#include "products/packed_products.h"
#include "products/period_rankings.h"

typedef struct Category
{
	TextSpan name;
	PeriodRankings rankings;
	uint32 hash;
	char status;
} Category;

#define SH_PREFIX categories
#define SH_ELEMENT_TYPE Category
#define SH_KEY_TYPE TextSpan
#define SH_KEY name
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct TopRankings
{
	MemoryContext context;
	int top_of_category;
	TextSpan no_category;
	int32 together; /* so many periods of products are one of rankings */
	PeriodRankings all;
	Partitions *products; /* packed */
	TupleDesc ranking_type; /* ecom.product_ranking */
	TupleDesc product_type; /* ecom.ranked_product */
	ArrayBuildState *array;
};

TopRankings *
top_rankings_create(FunctionCallInfo fcinfo, MemoryContext context, int top, int top_of_category,
					TextSpan no_category, int32 together)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	TopRankings *rankings = palloc0(sizeof(TopRankings));

	rankings->context = context;
	rankings->all = period_rankings(top);
	rankings->top_of_category = top_of_category;
	rankings->together = together;
	if (no_category.len > 0)
		rankings->no_category = span_copy(no_category, context);
	rankings->products = partitions_create(fcinfo, context, 2);
	MemoryContextSwitchTo(caller);
	return rankings;
}

/*
 * The first look at the products, and the second one.
 */

typedef void (*ProductUse)(Ranking *ranking, const RankedProduct *product);

static void
use_sums(PeriodRankings *of, int64 period, TextSpan key, const PeriodSums *sums, ProductUse use)
{
	use(ranking_of_period(of, period),
		&(RankedProduct){.key = key, .units = sums->units, .revenue = sums->revenue});
}

/* Uses a product's sums in their rankings, and those of all periods together. */
static void
use_product(PeriodRankings *of, const ProductSums *product, const PeriodSums *all, ProductUse use)
{
	use_sums(of, ALL_PERIODS, product->key, all, use);
	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
		use_sums(of, sums->period, product->key, sums, use);
}

static PeriodSums
sum_of_periods(const ProductSums *product)
{
	PeriodSums all = {0};

	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
		period_sums_add(&all, sums->lines, sums->units, &sums->revenue);
	return all;
}

/* A packed product with its category, as it is read off the front of bytes. */
static ProductSums
read_product(const TopRankings *top, PackedProduct *packed, const char **at, const char *end)
{
	CHECK_FOR_INTERRUPTS();
	packed_product_read(packed, at, end);
	packed_product_put_together(packed, top->together);
	return packed_product_sums(packed, top->no_category);
}

void
top_rankings_add(TopRankings *top, const char *packed, Size size)
{
	const char *end = packed + size;
	PackedProduct room = {{0}};

	while (packed < end)
	{
		const char *at = packed;
		ProductSums product = read_product(top, &room, &packed, end);
		PeriodSums all;

		if (product.first == NULL)
			continue;
		all = sum_of_periods(&product);
		use_product(&top->all, &product, &all, ranking_add);
		exact_amount_clear(&all.revenue);
		/* products of a category in one partition; those of none anywhere */
		partitions_add(top->products, span_hash(product.category.len > 0 ? product.category : product.key),
					   &(RecordPart){at, packed - at}, 1);
	}
}

/* Ranks the products of a partition in their categories. */
static categories_hash *
rank_categories(const TopRankings *top, const char *at, const char *end)
{
	categories_hash *categories = categories_create(CurrentMemoryContext, 64, NULL);
	PeriodRankings none = period_rankings(top->top_of_category);
	PackedProduct room = {{0}};
	categories_iterator iterator;
	Category *category;

	while (at < end)
	{
		ProductSums product = read_product(top, &room, &at, end);
		PeriodSums all = sum_of_periods(&product);
		bool found;

		if (product.category.len == 0)
			continue;
		category = categories_insert(categories, product.category, &found);
		if (!found)
			category->rankings = none;
		use_product(&category->rankings, &product, &all, ranking_add);
		exact_amount_clear(&all.revenue);
	}
	categories_start_iterate(categories, &iterator);
	while ((category = categories_iterate(categories, &iterator)) != NULL)
		period_rankings_close(&category->rankings);
	return categories;
}

/* Counts the products of a partition in all rankings. */
static void
count_products(TopRankings *top, categories_hash *categories, const char *at, const char *end)
{
	PackedProduct room = {{0}};

	while (at < end)
	{
		ProductSums product = read_product(top, &room, &at, end);
		PeriodSums all = sum_of_periods(&product);

		if (categories != NULL && product.category.len > 0)
			use_product(&categories_lookup(categories, product.category)->rankings, &product, &all,
						ranking_count);
		use_product(&top->all, &product, &all, ranking_count);
		exact_amount_clear(&all.revenue);
	}
}

/*
 * The result.
 */

enum
{
	RANKED_PRODUCT_KEY,
	RANKED_UNITS,
	RANKED_REVENUE,
	RANKED_BY_REVENUE,
	RANKED_BY_UNITS,
	RANKED_COLUMNS
};

enum
{
	RANKING_PERIOD,
	RANKING_CATEGORY,
	RANKING_PRODUCTS,
	RANKING_COLUMNS
};

/* The columns of a row type. */
static TupleDesc
row_type(Oid type, int columns)
{
	TupleDesc descriptor = lookup_rowtype_tupdesc_copy(type, -1);

	if (descriptor->natts != columns)
		elog(ERROR, "type %u has %d columns, not %d", type, descriptor->natts, columns);
	return descriptor;
}

static Datum
span_datum(TextSpan span)
{
	return PointerGetDatum(cstring_to_text_with_len(span.data, span.len));
}

static Datum
product_datum(const RankedProduct *product, TupleDesc descriptor)
{
	Datum values[RANKED_COLUMNS];
	bool nulls[RANKED_COLUMNS] = {0};

	values[RANKED_PRODUCT_KEY] = span_datum(product->key);
	values[RANKED_UNITS] = Int64GetDatum(product->units);
	values[RANKED_REVENUE] = NumericGetDatum(exact_amount_total(&product->revenue));
	values[RANKED_BY_REVENUE] = Int64GetDatum(product->ahead[BY_REVENUE] + 1);
	values[RANKED_BY_UNITS] = Int64GetDatum(product->ahead[BY_UNITS] + 1);
	return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

/* What a ranking gives, as an array. */
static Datum
products_datum(Ranking *ranking, TupleDesc descriptor)
{
	RankedProduct *products;
	int n = ranking_finish(ranking, &products);
	Datum *elements = palloc((n + 1) * sizeof(Datum));

	for (int i = 0; i < n; i++)
		elements[i] = product_datum(&products[i], descriptor);
	return PointerGetDatum(construct_array(elements, n, descriptor->tdtypeid, -1, false, TYPALIGN_DOUBLE));
}

/* Appends what rankings give; category is NULL for those of all products. */
static void
append_rankings(TopRankings *top, const PeriodRankings *of, const TextSpan *category)
{
	for (int i = 0; i < of->n; i++)
	{
		Datum values[RANKING_COLUMNS];
		bool nulls[RANKING_COLUMNS] = {0};
		HeapTuple tuple;

		nulls[RANKING_PERIOD] = of->periods[i] == ALL_PERIODS;
		values[RANKING_PERIOD] = Int32GetDatum((int32) of->periods[i]);
		nulls[RANKING_CATEGORY] = category == NULL;
		values[RANKING_CATEGORY] = category == NULL ? (Datum) 0 : span_datum(*category);
		values[RANKING_PRODUCTS] = products_datum(of->rankings[i], top->product_type);
		tuple = heap_form_tuple(top->ranking_type, values, nulls);
		top->array = accumArrayResult(top->array, HeapTupleGetDatum(tuple), false,
									  top->ranking_type->tdtypeid, top->context);
	}
}

/* Ranks and counts the products of a partition; what comes of its categories is appended. */
static void
finish_partition(TopRankings *top, int partition)
{
	Size size;
	const char *products = partitions_take(top->products, partition, &size);
	categories_hash *categories =
		top->top_of_category > 0 ? rank_categories(top, products, products + size) : NULL;
	categories_iterator iterator;
	const Category *category;

	count_products(top, categories, products, products + size);
	if (categories == NULL)
		return;
	categories_start_iterate(categories, &iterator);
	while ((category = categories_iterate(categories, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		append_rankings(top, &category->rankings, &category->name);
	}
}

Datum
top_rankings_finish(FunctionCallInfo fcinfo, TopRankings *top)
{
	MemoryContext partition;

	top->ranking_type = row_type(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), RANKING_COLUMNS);
	top->product_type = row_type(
		get_element_type(TupleDescAttr(top->ranking_type, RANKING_PRODUCTS)->atttypid), RANKED_COLUMNS);
	period_rankings_close(&top->all);
	partition = AllocSetContextCreate(CurrentMemoryContext, "products of categories", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < PARTITIONS; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(partition);

		finish_partition(top, i);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(partition);
	}
	append_rankings(top, &top->all, NULL);
	if (top->array == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(makeArrayResult(top->array, CurrentMemoryContext));
}
