/*
 * products/product_periods.c
 *		ecom.product_periods, a set-returning function: what is kept of products (see products/packed_products.h), as rows.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_product_periods);

enum
{
	ARG_PRODUCTS,
	ARG_NO_CATEGORY
};

enum
{
	COLUMN_PRODUCT_CODE,
	COLUMN_CATEGORY,
	COLUMN_PERIOD,
	COLUMN_LINES,
	COLUMN_UNITS,
	COLUMN_AMOUNT,
	COLUMNS
};

static void
put_product(ReturnSetInfo *result, const ProductSums *product)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {0};

	values[COLUMN_PRODUCT_CODE] = span_datum(product->key);
	nulls[COLUMN_CATEGORY] = product->category.data == NULL;
	values[COLUMN_CATEGORY] = nulls[COLUMN_CATEGORY] ? (Datum) 0 : span_datum(product->category);
	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
	{
		values[COLUMN_PERIOD] = Int32GetDatum(sums->period);
		values[COLUMN_LINES] = Int64GetDatum(sums->lines);
		values[COLUMN_UNITS] = Int64GetDatum(sums->units);
		values[COLUMN_AMOUNT] = NumericGetDatum(exact_amount_total(&sums->revenue));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

Datum
ecom_product_periods(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TextSpan no_category = {NULL, 0};
	PackedProduct product = {{0}};
	const bytea *packed;
	const char *at;
	const char *end;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(ARG_PRODUCTS))
		return (Datum) 0;
	if (!PG_ARGISNULL(ARG_NO_CATEGORY))
		no_category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY);
	packed = PG_GETARG_BYTEA_PP(ARG_PRODUCTS);
	at = VARDATA_ANY(packed);
	end = at + VARSIZE_ANY_EXHDR(packed);
	while (at < end)
	{
		ProductSums sums;

		CHECK_FOR_INTERRUPTS();
		packed_product_read(&product, &at, end);
		sums = packed_product_sums(&product, no_category);
		put_product(result, &sums);
	}
	return (Datum) 0;
}
