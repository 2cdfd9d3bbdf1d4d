/*
 * products/ranking_parts.c
 *		ecom.ranking_parts, a set-returning function: products, put together by what they are ranked in.
 *
 * Products are on the nodes by their codes (see sql/install/96-scale-out.sql), but the products of a category are ranked in one place, and so are all
 * products of a period:
 *
 *		A1 TEA 2018 2019, A2 PENS 2019 -> TEA: A1 | PENS: A2 | all: A1, A2 | 2018: A1 (2018) | 2019: A1 (2019), A2 (2019)
 */
#include "base/compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_ranking_parts);

#define MOST_BUCKETS 65536

enum
{
	ARG_PRODUCTS,
	ARG_NO_CATEGORY,
	ARG_TOGETHER,
	ARG_BUCKETS
};

enum
{
	COLUMN_BUCKET,
	COLUMN_OF_CATEGORIES,
	COLUMN_PERIOD,
	COLUMN_PRODUCTS,
	COLUMNS
};

/* The products of a period. */
typedef struct PeriodPart
{
	int32 period;
	StringInfoData products;
	char status;
} PeriodPart;

#define SH_PREFIX periods
#define SH_ELEMENT_TYPE PeriodPart
#define SH_KEY_TYPE int32
#define SH_KEY period
#define SH_HASH_KEY(table, key) murmurhash32((uint32) key)
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct Parts
{
	TextSpan no_category;
	int32 together;
	int32 buckets;
	StringInfoData *of_categories; /* by bucket; without data as long as there are none */
	periods_hash *of_periods;
} Parts;

static void
append(StringInfo to, TextSpan bytes)
{
	if (to->data == NULL)
	{
		initStringInfo(to);
		appendStringInfoSpaces(to, VARHDRSZ);
	}
	appendBinaryStringInfo(to, bytes.data, bytes.len);
}

static StringInfo
products_of_period(Parts *parts, int32 period)
{
	bool found;
	PeriodPart *part = periods_insert(parts->of_periods, period, &found);

	if (!found)
	{
		initStringInfo(&part->products);
		appendStringInfoSpaces(&part->products, VARHDRSZ);
	}
	return &part->products;
}

static int32
put_together(int32 period, int32 together)
{
	return period / together - (period % together < 0);
}

/* Adds a product to each of its periods, with what it sold in that. */
static void
add_to_periods(Parts *parts, const PackedProduct *product)
{
	PackedProduct of_period = *product;

	of_period.titles.n = 0;
	for (int i = 0; i < product->n_periods; i += of_period.n_periods)
	{
		int32 period = put_together(product->periods[i].period, parts->together);

		CHECK_FOR_INTERRUPTS();
		of_period.periods = &product->periods[i];
		of_period.n_periods = 1;
		while (i + of_period.n_periods < product->n_periods &&
			   put_together(product->periods[i + of_period.n_periods].period, parts->together) == period)
			of_period.n_periods++;
		packed_product_write(products_of_period(parts, period), &of_period);
	}
}

/* A row; period is NULL for all periods together, and for those of categories. */
static void
put_part(ReturnSetInfo *result, int32 bucket, bool of_categories, const int32 *period, StringInfo products)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {0};

	SET_VARSIZE(products->data, products->len);
	values[COLUMN_BUCKET] = Int32GetDatum(bucket);
	values[COLUMN_OF_CATEGORIES] = BoolGetDatum(of_categories);
	nulls[COLUMN_PERIOD] = period == NULL;
	values[COLUMN_PERIOD] = period == NULL ? (Datum) 0 : Int32GetDatum(*period);
	values[COLUMN_PRODUCTS] = PointerGetDatum(products->data);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static int32
positive_argument(FunctionCallInfo fcinfo, int argument, int32 most, const char *name)
{
	if (PG_GETARG_INT32(argument) < 1 || PG_GETARG_INT32(argument) > most)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be from 1 to %d", name, most));
	return PG_GETARG_INT32(argument);
}

Datum
ecom_ranking_parts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const bytea *packed = PG_GETARG_BYTEA_PP(ARG_PRODUCTS);
	const char *at = VARDATA_ANY(packed);
	const char *end = at + VARSIZE_ANY_EXHDR(packed);
	Parts parts = {.no_category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY)};
	PackedProduct product = {{0}};
	StringInfoData all;
	periods_iterator iterator;
	PeriodPart *of_period;

	parts.together = positive_argument(fcinfo, ARG_TOGETHER, PG_INT32_MAX, "periods_together");
	parts.buckets = positive_argument(fcinfo, ARG_BUCKETS, MOST_BUCKETS, "buckets");
	parts.of_categories = palloc0(parts.buckets * sizeof(StringInfoData));
	parts.of_periods = periods_create(CurrentMemoryContext, 64, NULL);
	InitMaterializedSRF(fcinfo, 0);
	while (at < end)
	{
		const char *begin = at;
		TextSpan category;

		CHECK_FOR_INTERRUPTS();
		packed_product_read(&product, &at, end);
		category = packed_product_category(&product, parts.no_category);
		append(&parts.of_categories[product_part(category) % parts.buckets], (TextSpan) {begin, at - begin});
		add_to_periods(&parts, &product);
	}
	for (int32 i = 0; i < parts.buckets; i++)
	{
		if (parts.of_categories[i].data != NULL)
			put_part(result, i, true, NULL, &parts.of_categories[i]);
	}
	periods_start_iterate(parts.of_periods, &iterator);
	while ((of_period = periods_iterate(parts.of_periods, &iterator)) != NULL)
		put_part(result, (int32) (murmurhash32(of_period->period) % parts.buckets), false, &of_period->period,
				 &of_period->products);
	all = (StringInfoData) {0};
	append(&all, (TextSpan) {VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)});
	if (all.len > VARHDRSZ)
		put_part(result, 0, false, NULL, &all);
	return (Datum) 0;
}
