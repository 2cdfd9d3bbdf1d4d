/*
 * products/top_products.c
 *		ecom.top_products: the products at the top of each period, and of all periods, with their ranks; among all products,
 *		and among those of their category.
 *
 * Ranking with window functions sorts millions of sums, once for each order.  Here lines are added up by product (see
 * products/product_sums.h), each sum is put into the ranking of its period, and each product into a partition by its category.  At the
 * end each partition is read: there its categories are ranked, and the products counted that are ahead of those at the top:
 *
 *		products with sums -+-> rankings of all products: | all | 2018 | 2019 | ... |  <----- count -----+
 *							|                                                                            |
 *							+-> partitions: | TEA | TEA | PENS | ... ------------------------------------+
 *															 |
 *															 +-> rankings of PENS: | all | 2018 | 2019 | ... |
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
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
#include "products/period_rankings.h"
#include "products/product_sums.h"

PG_FUNCTION_INFO_V1(ecom_top_products_add);
PG_FUNCTION_INFO_V1(ecom_top_products_final);

#define MAX_TOP 1000

enum
{
	ARG_STATE,
	ARG_PRODUCT_KEY,
	ARG_PERIOD,
	ARG_UNITS,
	ARG_AMOUNT,
	ARG_TOP,
	ARG_CATEGORY, /* of the form with categories, as what follows */
	ARG_TOP_OF_CATEGORY
};

typedef struct TopProducts
{
	int top;
	int top_of_category; /* 0: no categories */
	ProductLines *lines;
} TopProducts;

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

/*
 * A product as a record: the key's bytes follow, those of the category, and its sums.  The sum of all periods comes first;
 * where there is one period only, that is all there is.
 */
typedef struct StoredProduct
{
	int32 key_length;
	int32 category_length; /* 0 if it has none */
	int32 sums;
} StoredProduct;

/* The revenue's bytes follow. */
typedef struct StoredSums
{
	int64 units;
	int32 period;
	int32 revenue_size;
} StoredSums;

/* What the final function makes of the lines. */
typedef struct TopRankings
{
	int top_of_category;
	PeriodRankings all;
	Partitions *products;
	StringInfoData record;
	TupleDesc ranking_type; /* ecom.product_ranking */
	TupleDesc product_type; /* ecom.ranked_product */
	ArrayBuildState *array;
} TopRankings;

/*
 * The lines.
 */

/* An argument that says how many products are wanted. */
static int
get_top(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument) || PG_GETARG_INT32(argument) < 1 || PG_GETARG_INT32(argument) > MAX_TOP)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be from 1 to %d", name, MAX_TOP));
	return PG_GETARG_INT32(argument);
}

static TopProducts *
create_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.top_products");
	TopProducts *state;

	state = MemoryContextAllocZero(context, sizeof(TopProducts));
	state->top = get_top(fcinfo, ARG_TOP, "top");
	if (PG_NARGS() > ARG_TOP_OF_CATEGORY)
		state->top_of_category = get_top(fcinfo, ARG_TOP_OF_CATEGORY, "top_of_category");
	state->lines = product_lines_create(fcinfo, context);
	return state;
}

Datum
ecom_top_products_add(PG_FUNCTION_ARGS)
{
	TopProducts *state = PG_ARGISNULL(ARG_STATE) ? NULL : (TopProducts *) PG_GETARG_POINTER(ARG_STATE);
	bool is_line = !PG_ARGISNULL(ARG_PERIOD) && !PG_ARGISNULL(ARG_UNITS) && !PG_ARGISNULL(ARG_AMOUNT);
	bool is_category = PG_NARGS() > ARG_CATEGORY && !PG_ARGISNULL(ARG_CATEGORY);

	if (PG_ARGISNULL(ARG_PRODUCT_KEY) || !(is_line || is_category))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo);
	if (is_category)
		product_lines_add_category(state->lines, PG_GETARG_TEXT_SPAN(ARG_PRODUCT_KEY),
								   PG_GETARG_TEXT_SPAN(ARG_CATEGORY));
	if (is_line)
		product_lines_add(state->lines, PG_GETARG_TEXT_SPAN(ARG_PRODUCT_KEY), PG_GETARG_INT32(ARG_PERIOD),
						  PG_GETARG_INT64(ARG_UNITS), PG_GETARG_DATUM(ARG_AMOUNT));
	PG_RETURN_POINTER(state);
}

/*
 * The first look at the products.
 */

/* Puts sums into their rankings, and into the record. */
static void
add_sums(TopRankings *top, TextSpan key, int64 period, const PeriodSums *sums)
{
	RankedProduct product = {.key = key, .units = sums->units, .revenue = sums->revenue};
	StoredSums stored = {sums->units, sums->period, (int32) exact_amount_size(&sums->revenue)};

	ranking_add(ranking_of_period(&top->all, period), &product);
	appendBinaryStringInfo(&top->record, (const char *) &stored, sizeof(stored));
	enlargeStringInfo(&top->record, stored.revenue_size);
	top->record.len += exact_amount_write(&sums->revenue, top->record.data + top->record.len);
}

/* Adds all periods' sums up, if there are several, and puts them aside. */
static void
add_product(void *taker, const ProductSums *product)
{
	TopRankings *top = taker;
	StoredProduct stored = {product->key.len, product->category.len, 0};
	PeriodSums all = {0};

	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
	{
		stored.sums++;
		period_sums_add(&all, sums->units, &sums->revenue);
	}
	resetStringInfo(&top->record);
	if (stored.sums > 1)
	{
		stored.sums++;
		add_sums(top, product->key, ALL_PERIODS, &all);
	}
	else
		ranking_add(ranking_of_period(&top->all, ALL_PERIODS),
					&(RankedProduct){.key = product->key, .units = all.units, .revenue = all.revenue});
	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
		add_sums(top, product->key, sums->period, sums);

	/* products of a category in one partition; those of none anywhere */
	partitions_add(top->products, span_hash(product->category.len > 0 ? product->category : product->key),
				   (RecordPart[]){{&stored, sizeof(stored)},
								  {product->key.data, product->key.len},
								  {product->category.data, product->category.len},
								  {top->record.data, top->record.len}},
				   4);
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
									  top->ranking_type->tdtypeid, top->all.context);
	}
}

/*
 * The second look at the products.
 */

typedef void (*ProductUse)(Ranking *ranking, const RankedProduct *product);

/* Reads a record's sums, for a use in their rankings if there is one; returns where it ends. */
static const char *
use_sums(const char *at, int n, TextSpan key, PeriodRankings *of, ProductUse use)
{
	for (int i = 0; i < n; i++)
	{
		StoredSums stored;
		RankedProduct product = {.key = key};

		memcpy(&stored, at, sizeof(stored));
		at += sizeof(stored);
		at += exact_amount_read_own(&product.revenue, at, stored.revenue_size, CurrentMemoryContext);
		product.units = stored.units;
		if (i == 0 && use != NULL)
			use(ranking_of_period(of, ALL_PERIODS), &product);
		if ((i > 0 || n == 1) && use != NULL)
			use(ranking_of_period(of, stored.period), &product);
		exact_amount_clear(&product.revenue);
	}
	return at;
}

/* A record's head; returns where its sums begin. */
static const char *
read_product(const char *at, StoredProduct *stored, TextSpan *key, TextSpan *category)
{
	memcpy(stored, at, sizeof(StoredProduct));
	at += sizeof(StoredProduct);
	*key = (TextSpan){at, stored->key_length};
	at += stored->key_length;
	*category = (TextSpan){at, stored->category_length};
	return at + stored->category_length;
}

/* Ranks the products of a partition in their categories. */
static categories_hash *
rank_categories(const TopRankings *top, const char *at, const char *end)
{
	categories_hash *categories = categories_create(CurrentMemoryContext, 64, NULL);
	categories_iterator iterator;
	PeriodRankings none = period_rankings(top->top_of_category);
	Category *category;

	while (at < end)
	{
		StoredProduct stored;
		TextSpan key;
		TextSpan name;
		bool found;

		CHECK_FOR_INTERRUPTS();
		at = read_product(at, &stored, &key, &name);
		if (name.len == 0)
		{
			at = use_sums(at, stored.sums, key, NULL, NULL);
			continue;
		}
		category = categories_insert(categories, name, &found);
		if (!found)
			category->rankings = none;
		at = use_sums(at, stored.sums, key, &category->rankings, ranking_add);
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
	while (at < end)
	{
		StoredProduct stored;
		TextSpan key;
		TextSpan name;

		CHECK_FOR_INTERRUPTS();
		at = read_product(at, &stored, &key, &name);
		if (name.len > 0)
			(void) use_sums(at, stored.sums, key, &categories_lookup(categories, name)->rankings,
							ranking_count);
		at = use_sums(at, stored.sums, key, &top->all, ranking_count);
	}
}

static void
look_again(TopRankings *top, int partition)
{
	Size size;
	const char *records = partitions_take(top->products, partition, &size);
	categories_hash *categories = rank_categories(top, records, records + size);
	categories_iterator iterator;
	const Category *category;

	count_products(top, categories, records, records + size);
	categories_start_iterate(categories, &iterator);
	while ((category = categories_iterate(categories, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		append_rankings(top, &category->rankings, &category->name);
	}
}

Datum
ecom_top_products_final(PG_FUNCTION_ARGS)
{
	const TopProducts *state;
	TopRankings *top;
	MemoryContext partition;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const TopProducts *) PG_GETARG_POINTER(0);
	top = palloc0(sizeof(TopRankings));
	top->all = period_rankings(state->top);
	top->top_of_category = state->top_of_category;
	top->products = partitions_create(fcinfo, aggregate_context(fcinfo, "ecom.top_products"), 2);
	initStringInfo(&top->record);
	top->ranking_type = row_type(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), RANKING_COLUMNS);
	top->product_type = row_type(
		get_element_type(TupleDescAttr(top->ranking_type, RANKING_PRODUCTS)->atttypid), RANKED_COLUMNS);
	product_lines_sum(state->lines, add_product, top);
	period_rankings_close(&top->all);
	partition = AllocSetContextCreate(CurrentMemoryContext, "products of categories", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < PARTITIONS; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(partition);

		look_again(top, i);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(partition);
	}
	append_rankings(top, &top->all, NULL);
	if (top->array == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(makeArrayResult(top->array, CurrentMemoryContext));
}
