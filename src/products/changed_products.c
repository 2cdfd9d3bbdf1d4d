/*
 * products/changed_products.c
 *		ecom.changed_products: those products of a part that another state of it does not have, or not the same.
 *
 * A part holds some products (see products/packed_products.h), of which a line changes one.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_changed_products);

/* A product, and the bytes that it is. */
typedef struct Reading
{
	const char *at;
	const char *end;
	TextSpan bytes; /* without data: there is no other one */
	PackedProduct product;
} Reading;

static void
read_next(Reading *reading)
{
	const char *begin = reading->at;

	reading->bytes = (TextSpan){NULL, 0};
	if (begin == reading->end)
		return;
	packed_product_read(&reading->product, &reading->at, reading->end);
	reading->bytes = (TextSpan){begin, reading->at - begin};
}

static Reading
begin_reading(const bytea *packed)
{
	Reading reading = {0};

	if (packed == NULL)
		return reading;
	reading.at = VARDATA_ANY(packed);
	reading.end = reading.at + VARSIZE_ANY_EXHDR(packed);
	read_next(&reading);
	return reading;
}

Datum
ecom_changed_products(PG_FUNCTION_ARGS)
{
	Reading products = begin_reading(PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0));
	Reading others = begin_reading(PG_ARGISNULL(1) ? NULL : PG_GETARG_BYTEA_PP(1));
	StringInfoData changed;

	initStringInfo(&changed);
	appendStringInfoSpaces(&changed, VARHDRSZ);
	for (; products.bytes.data != NULL; read_next(&products))
	{
		CHECK_FOR_INTERRUPTS();
		while (others.bytes.data != NULL && span_compare(others.product.key, products.product.key) < 0)
			read_next(&others);
		/* one that is the same has the same key */
		if (others.bytes.data == NULL || !span_equals(others.bytes, products.bytes))
			appendBinaryStringInfo(&changed, products.bytes.data, products.bytes.len);
	}
	if (changed.len == VARHDRSZ)
		PG_RETURN_NULL();
	SET_VARSIZE(changed.data, changed.len);
	PG_RETURN_BYTEA_P(changed.data);
}
