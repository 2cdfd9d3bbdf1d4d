/*
 * products/category_sums.c
 *		ecom.category_sums, an aggregate: what is kept of products (see products/packed_products.h), added up by category and
 *		period; or by how much that has changed since products have.
 *
 * A line's category is that of its product.  To look it up for each of millions of lines waits for memory each time; here both are
 * read from one place, one product after the other.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "aggregate/text_numbers.h"
#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_category_sums_add);
PG_FUNCTION_INFO_V1(ecom_category_sums_add_changes);
PG_FUNCTION_INFO_V1(ecom_category_sums_final);

#define AGGREGATE "ecom.category_sums"

/* A category's number in the upper half, a period in the lower. */
typedef uint64 CategoryPeriod;

typedef struct CategorySums
{
	CategoryPeriod key;
	PeriodSums sums;
	char status;
} CategorySums;

#define SH_PREFIX sums
#define SH_ELEMENT_TYPE CategorySums
#define SH_KEY_TYPE CategoryPeriod
#define SH_KEY key
#define SH_HASH_KEY(table, key) murmurhash32((uint32) (key) ^ (uint32) ((key) >> 32) * 0x9E3779B9)
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct State
{
	MemoryContext context;
	TextSpan no_category;
	TextNumbers *categories;
	sums_hash *sums;
} State;

/* Of two forms: with products; and with products as they are and as they were. */
enum
{
	ARG_STATE,
	ARG_PRODUCTS,
	ARG_NO_CATEGORY
};

enum
{
	ARG_NOW = 1,
	ARG_WAS,
	ARG_NO_CATEGORY_OF_CHANGES
};

static State *
create_state(FunctionCallInfo fcinfo, int argument)
{
	MemoryContext context = aggregate_context(fcinfo, AGGREGATE);
	State *state = MemoryContextAllocZero(context, sizeof(State));

	state->context = context;
	if (PG_ARGISNULL(argument))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("no_category must not be NULL"));
	state->no_category = span_copy(PG_GETARG_TEXT_SPAN(argument), context);
	state->categories = text_numbers_create(context);
	state->sums = sums_create(context, 1024, NULL);
	return state;
}

typedef void (*SumsUse)(PeriodSums *sums, int64 lines, int64 units, const ExactAmount *revenue);

/* Uses what a product adds up to with the sums of its category. */
static void
use_product(State *state, PackedProduct *product, SumsUse use)
{
	const ProductSums of = packed_product_sums(product, state->no_category);
	uint64 category;

	if (of.first == NULL)
		return;
	category = text_number(state->categories, of.category);
	for (const PeriodSums *used = of.first; used != NULL; used = used->next)
	{
		bool found;
		CategorySums *sums = sums_insert(state->sums, category << 32 | (uint32) used->period, &found);
		MemoryContext caller = MemoryContextSwitchTo(state->context);

		if (!found)
			sums->sums = (PeriodSums){.period = used->period};
		use(&sums->sums, used->lines, used->units, &used->revenue);
		MemoryContextSwitchTo(caller);
	}
}

Datum
ecom_category_sums_add(PG_FUNCTION_ARGS)
{
	State *state = PG_ARGISNULL(ARG_STATE) ? NULL : (State *) PG_GETARG_POINTER(ARG_STATE);
	PackedProduct product = {{0}};
	const bytea *packed;
	const char *at;
	const char *end;

	if (PG_ARGISNULL(ARG_PRODUCTS))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo, ARG_NO_CATEGORY);
	packed = PG_GETARG_BYTEA_PP(ARG_PRODUCTS);
	at = VARDATA_ANY(packed);
	end = at + VARSIZE_ANY_EXHDR(packed);
	while (at < end)
	{
		CHECK_FOR_INTERRUPTS();
		packed_product_read(&product, &at, end);
		use_product(state, &product, period_sums_add);
	}
	PG_RETURN_POINTER(state);
}

/* The same with products of a part as they are and as they were: of what they add up to now, that of before is taken away. */
Datum
ecom_category_sums_add_changes(PG_FUNCTION_ARGS)
{
	State *state = PG_ARGISNULL(ARG_STATE) ? NULL : (State *) PG_GETARG_POINTER(ARG_STATE);
	PackedDifferences differences = packed_differences_begin(fcinfo, ARG_NOW, ARG_WAS);

	if (PG_ARGISNULL(ARG_NOW) && PG_ARGISNULL(ARG_WAS))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo, ARG_NO_CATEGORY_OF_CHANGES);
	while (packed_differences_next(&differences))
	{
		if (differences.in_one)
			use_product(state, &differences.one.product, period_sums_add);
		if (differences.in_other)
			use_product(state, &differences.other.product, period_sums_subtract);
	}
	PG_RETURN_POINTER(state);
}

enum
{
	COLUMN_CATEGORY,
	COLUMN_PERIOD,
	COLUMN_LINES,
	COLUMN_UNITS,
	COLUMN_AMOUNT,
	COLUMNS
};

static Datum
sums_datum(const CategorySums *sums, Datum category, TupleDesc descriptor)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {0};

	values[COLUMN_CATEGORY] = category;
	values[COLUMN_PERIOD] = Int32GetDatum(sums->sums.period);
	values[COLUMN_LINES] = Int64GetDatum(sums->sums.lines);
	values[COLUMN_UNITS] = Int64GetDatum(sums->sums.units);
	values[COLUMN_AMOUNT] = NumericGetDatum(exact_amount_total(&sums->sums.revenue));
	return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

/* Has all been taken away again? */
static bool
is_nothing(const PeriodSums *sums)
{
	return sums->lines == 0 && sums->units == 0 && exact_amount_is_zero(&sums->revenue);
}

/* The names of all categories, by their numbers. */
static Datum *
category_names(const State *state)
{
	uint32 n = text_numbers_count(state->categories);
	const TextSpan *texts = text_numbers_texts(state->categories);
	Datum *names = MemoryContextAllocHuge(CurrentMemoryContext, (n + 1) * sizeof(Datum));

	for (uint32 i = 0; i < n; i++)
		names[i] = span_datum(texts[i]);
	return names;
}

Datum
ecom_category_sums_final(PG_FUNCTION_ARGS)
{
	Oid type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	const State *state;
	TupleDesc descriptor;
	Datum *names;
	Datum *elements;
	sums_iterator iterator;
	const CategorySums *sums;
	int n = 0;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const State *) PG_GETARG_POINTER(0);
	descriptor = lookup_rowtype_tupdesc_copy(type, -1);
	if (descriptor->natts != COLUMNS)
		elog(ERROR, "type %u has %d columns, not %d", type, descriptor->natts, COLUMNS);
	names = category_names(state);
	elements = palloc_extended((state->sums->members + 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	sums_start_iterate(state->sums, &iterator);
	while ((sums = sums_iterate(state->sums, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_nothing(&sums->sums))
			elements[n++] = sums_datum(sums, names[sums->key >> 32], descriptor);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, n, type, -1, false, TYPALIGN_DOUBLE));
}
