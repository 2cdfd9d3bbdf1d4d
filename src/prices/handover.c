/*
 * prices/handover.c
 *		How a process of a parallel plan hands over what its products say of prices, for ecom.price_changes.
 *
 *		| length of the category | category, year or month, sums | length | ... |
 *
 * What two processes say of the same category and period is added up.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "aggregate/aggregate.h"
#include "prices/matching.h"

PG_FUNCTION_INFO_V1(ecom_price_changes_serialize);
PG_FUNCTION_INFO_V1(ecom_price_changes_deserialize);
PG_FUNCTION_INFO_V1(ecom_price_changes_combine);

#define AGGREGATE "ecom.price_changes"

static void
put_change(void *taker, const PriceChange *change)
{
	StringInfo to = taker;
	int32 length = change->key.category.len;

	appendBinaryStringInfo(to, (const char *) &length, sizeof(length));
	appendBinaryStringInfo(to, change->key.category.data, length);
	appendBinaryStringInfo(to, (const char *) change, sizeof(PriceChange));
}

Datum
ecom_price_changes_serialize(PG_FUNCTION_ARGS)
{
	StringInfoData bytes;

	(void) aggregate_context(fcinfo, AGGREGATE);
	initStringInfo(&bytes);
	appendStringInfoSpaces(&bytes, VARHDRSZ);
	price_changes_each((PriceChanges *) PG_GETARG_POINTER(0), put_change, &bytes);
	SET_VARSIZE(bytes.data, bytes.len);
	PG_RETURN_BYTEA_P(bytes.data);
}

/* Moves so many bytes to where they are wanted; an error if there are not so many. */
static void
take_bytes(const char **at, const char *end, void *to, Size size)
{
	if (size > (Size) (end - *at))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("the bytes are no state of %s", AGGREGATE));
	memcpy(to, *at, size);
	*at += size;
}

Datum
ecom_price_changes_deserialize(PG_FUNCTION_ARGS)
{
	const bytea *bytes = PG_GETARG_BYTEA_PP(0);
	const char *at = VARDATA_ANY(bytes);
	const char *end = at + VARSIZE_ANY_EXHDR(bytes);
	PriceChanges *changes;

	(void) aggregate_context(fcinfo, AGGREGATE);
	changes = price_changes_create();
	while (at < end)
	{
		PriceChange change;
		int32 length;
		char *name;

		CHECK_FOR_INTERRUPTS();
		take_bytes(&at, end, &length, sizeof(length));
		if (length < 0 || length > end - at)
			ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					errmsg("the bytes are no state of %s", AGGREGATE));
		name = palloc(length + 1);
		take_bytes(&at, end, name, length);
		take_bytes(&at, end, &change, sizeof(change));
		change.key.category = (TextSpan){name, length};
		price_changes_add(changes, &change);
		pfree(name);
	}
	PG_RETURN_POINTER(changes);
}

static void
add_change(void *taker, const PriceChange *change)
{
	price_changes_add(taker, change);
}

Datum
ecom_price_changes_combine(PG_FUNCTION_ARGS)
{
	MemoryContext caller = MemoryContextSwitchTo(aggregate_context(fcinfo, AGGREGATE));
	PriceChanges *sum;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	sum = PG_ARGISNULL(0) ? price_changes_create() : (PriceChanges *) PG_GETARG_POINTER(0);
	if (!PG_ARGISNULL(1))
		price_changes_each((PriceChanges *) PG_GETARG_POINTER(1), add_change, sum);
	MemoryContextSwitchTo(caller);
	PG_RETURN_POINTER(sum);
}
