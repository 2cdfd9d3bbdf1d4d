/*
 * products/changed_products.c
 *		ecom.changed_products: those products of a part that another state of it does not have, or not the same.
 *
 * A part holds some products (see products/packed_products.h), of which a line changes one.
 */
#include "base/compat.h"

#include "fmgr.h"

#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_changed_products);

Datum
ecom_changed_products(PG_FUNCTION_ARGS)
{
	PackedDifferences differences = packed_differences_begin(fcinfo, 0, 1);
	StringInfoData changed;

	initStringInfo(&changed);
	appendStringInfoSpaces(&changed, VARHDRSZ);
	while (packed_differences_next(&differences))
	{
		if (differences.in_one)
			appendBinaryStringInfo(&changed, differences.one.bytes.data, differences.one.bytes.len);
	}
	if (changed.len == VARHDRSZ)
		PG_RETURN_NULL();
	SET_VARSIZE(changed.data, changed.len);
	PG_RETURN_BYTEA_P(changed.data);
}
