/*
 * products/top_products.c
 *		ecom.top_products, an aggregate: the products at the top of each period, and of all periods, with their ranks; of lines, or of
 *		sums that are kept, and then also of each category; or only what is different since some of the products have changed.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "aggregate/text_limit.h"
#include "products/known_rankings.h"
#include "products/packed_products.h"
#include "products/product_sums.h"
#include "products/top_rankings.h"

PG_FUNCTION_INFO_V1(ecom_top_products_add);
PG_FUNCTION_INFO_V1(ecom_top_products_final);
PG_FUNCTION_INFO_V1(ecom_top_products_add_sums);
PG_FUNCTION_INFO_V1(ecom_top_products_final_of_sums);
PG_FUNCTION_INFO_V1(ecom_top_products_add_to_given);
PG_FUNCTION_INFO_V1(ecom_top_products_add_to_known);
PG_FUNCTION_INFO_V1(ecom_top_products_final_of_known);

#define MAX_TOP 1000

enum
{
	ARG_STATE,
	ARG_PRODUCT_KEY,
	ARG_PERIOD,
	ARG_UNITS,
	ARG_AMOUNT,
	ARG_TOP
};

/* Of the form for sums that are kept. */
enum
{
	ARG_OF_SUMS_STATE,
	ARG_OF_SUMS_PRODUCTS,
	ARG_OF_SUMS_TOP,
	ARG_OF_SUMS_TOP_OF_CATEGORY,
	ARG_OF_SUMS_NO_CATEGORY,
	ARG_OF_SUMS_TOGETHER,
	/* where rankings are known as they were */
	ARG_OF_SUMS_WAS,
	ARG_OF_SUMS_NOW,
	ARG_OF_SUMS_RANKINGS
};

typedef struct TopProducts
{
	int top;
	ProductLines *lines;
} TopProducts;

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
	state->lines = product_lines_create(fcinfo, context);
	return state;
}

Datum
ecom_top_products_add(PG_FUNCTION_ARGS)
{
	TopProducts *state = PG_ARGISNULL(ARG_STATE) ? NULL : (TopProducts *) PG_GETARG_POINTER(ARG_STATE);

	if (PG_ARGISNULL(ARG_PRODUCT_KEY) || PG_ARGISNULL(ARG_PERIOD) || PG_ARGISNULL(ARG_UNITS) ||
		PG_ARGISNULL(ARG_AMOUNT))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = create_state(fcinfo);
	product_lines_add(state->lines, PG_GETARG_TEXT_SPAN(ARG_PRODUCT_KEY), PG_GETARG_INT32(ARG_PERIOD),
					  PG_GETARG_INT64(ARG_UNITS), PG_GETARG_DATUM(ARG_AMOUNT));
	PG_RETURN_POINTER(state);
}

/* Packs the sums of lines. */
typedef struct Packing
{
	TopRankings *rankings;
	StringInfoData packed;
} Packing;

static void
add_product(void *taker, const ProductSums *product)
{
	Packing *packing = taker;
	PackedProduct packed = {.key = product->key};

	packed_product_set_periods(&packed, product->first);
	resetStringInfo(&packing->packed);
	packed_product_write(&packing->packed, &packed);
	top_rankings_add(packing->rankings, packing->packed.data, packing->packed.len);
}

Datum
ecom_top_products_final(PG_FUNCTION_ARGS)
{
	const TopProducts *state;
	Packing packing = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const TopProducts *) PG_GETARG_POINTER(0);
	packing.rankings = top_rankings_create(fcinfo, aggregate_context(fcinfo, "ecom.top_products"),
										   &(RankingForm){.top = state->top, .together = 1});
	initStringInfo(&packing.packed);
	product_lines_sum(state->lines, add_product, &packing);
	return top_rankings_finish(fcinfo, packing.rankings);
}

/*
 * Sums that are kept.
 */

/* What the arguments ask for; texts stay where they are. */
static RankingForm
get_form(FunctionCallInfo fcinfo)
{
	RankingForm form;

	if (PG_ARGISNULL(ARG_OF_SUMS_TOGETHER) || PG_GETARG_INT32(ARG_OF_SUMS_TOGETHER) < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("periods_together must be at least 1"));
	form.top = get_top(fcinfo, ARG_OF_SUMS_TOP, "top");
	form.top_of_category = get_top(fcinfo, ARG_OF_SUMS_TOP_OF_CATEGORY, "top_of_category");
	form.no_category = PG_ARGISNULL(ARG_OF_SUMS_NO_CATEGORY) ? (TextSpan){NULL, 0}
															 : PG_GETARG_TEXT_SPAN(ARG_OF_SUMS_NO_CATEGORY);
	form.together = PG_GETARG_INT32(ARG_OF_SUMS_TOGETHER);
	return form;
}

Datum
ecom_top_products_add_sums(PG_FUNCTION_ARGS)
{
	TopRankings *rankings =
		PG_ARGISNULL(ARG_OF_SUMS_STATE) ? NULL : (TopRankings *) PG_GETARG_POINTER(ARG_OF_SUMS_STATE);
	const bytea *packed;

	if (PG_ARGISNULL(ARG_OF_SUMS_PRODUCTS))
	{
		if (rankings == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(rankings);
	}
	if (rankings == NULL)
	{
		RankingForm form = get_form(fcinfo);

		rankings = top_rankings_create(fcinfo, aggregate_context(fcinfo, "ecom.top_products"), &form);
	}
	packed = PG_GETARG_BYTEA_PP(ARG_OF_SUMS_PRODUCTS);
	top_rankings_add(rankings, VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed));
	PG_RETURN_POINTER(rankings);
}

Datum
ecom_top_products_final_of_sums(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return top_rankings_finish(fcinfo, (TopRankings *) PG_GETARG_POINTER(0));
}

/*
 * Rankings that are known as they were.
 */

static KnownRankings *
create_known(FunctionCallInfo fcinfo, bool find)
{
	RankingForm form = get_form(fcinfo);

	return known_rankings_create(fcinfo, aggregate_context(fcinfo, "ecom.top_products"), &form,
								 PG_ARGISNULL(ARG_OF_SUMS_WAS) ? NULL : PG_GETARG_BYTEA_PP(ARG_OF_SUMS_WAS),
								 PG_ARGISNULL(ARG_OF_SUMS_NOW) ? NULL : PG_GETARG_BYTEA_PP(ARG_OF_SUMS_NOW),
								 PG_ARGISNULL(ARG_OF_SUMS_RANKINGS)
									 ? NULL
									 : PG_GETARG_ARRAYTYPE_P(ARG_OF_SUMS_RANKINGS),
								 find);
}

static Datum
add_to_known(FunctionCallInfo fcinfo, bool find)
{
	KnownRankings *known =
		PG_ARGISNULL(ARG_OF_SUMS_STATE) ? NULL : (KnownRankings *) PG_GETARG_POINTER(ARG_OF_SUMS_STATE);
	const bytea *packed;

	if (PG_ARGISNULL(ARG_OF_SUMS_PRODUCTS))
	{
		if (known == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(known);
	}
	if (known == NULL)
		known = create_known(fcinfo, find);
	packed = PG_GETARG_BYTEA_PP(ARG_OF_SUMS_PRODUCTS);
	known_rankings_add(known, VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed));
	PG_RETURN_POINTER(known);
}

Datum
ecom_top_products_add_to_given(PG_FUNCTION_ARGS)
{
	return add_to_known(fcinfo, false);
}

/*
 * That of version 1.0, whose rule gives only rankings that there were: a database runs with this library before ALTER EXTENSION UPDATE
 * too.
 */
Datum
ecom_top_products_add_to_known(PG_FUNCTION_ARGS)
{
	return add_to_known(fcinfo, true);
}

Datum
ecom_top_products_final_of_known(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return known_rankings_finish(fcinfo, (KnownRankings *) PG_GETARG_POINTER(0));
}
