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

Datum
ecom_changed_products(PG_FUNCTION_ARGS)
{
	PackedReading products = packed_reading_begin(PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0));
	PackedReading others = packed_reading_begin(PG_ARGISNULL(1) ? NULL : PG_GETARG_BYTEA_PP(1));
	StringInfoData changed;

	initStringInfo(&changed);
	appendStringInfoSpaces(&changed, VARHDRSZ);
	for (; packed_reading_is_open(&products); packed_reading_next(&products))
	{
		CHECK_FOR_INTERRUPTS();
		while (packed_reading_is_open(&others) && span_compare(others.product.key, products.product.key) < 0)
			packed_reading_next(&others);
		/* one that is the same has the same key */
		if (!packed_reading_is_open(&others) || !span_equals(others.bytes, products.bytes))
			appendBinaryStringInfo(&changed, products.bytes.data, products.bytes.len);
	}
	if (changed.len == VARHDRSZ)
		PG_RETURN_NULL();
	SET_VARSIZE(changed.data, changed.len);
	PG_RETURN_BYTEA_P(changed.data);
}
