/*
 * aggregate/exact_sum_released.c
 *		ecom.exact_sum as version 1.0 declares it, with a state that is internal.
 *
 * A database runs with this library before ALTER EXTENSION UPDATE too, and its functions are bound by these names.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "aggregate/aggregate.h"
#include "aggregate/exact_amount.h"

PG_FUNCTION_INFO_V1(ecom_exact_sum_add);
PG_FUNCTION_INFO_V1(ecom_exact_sum_combine);
PG_FUNCTION_INFO_V1(ecom_exact_sum_serialize);
PG_FUNCTION_INFO_V1(ecom_exact_sum_deserialize);
PG_FUNCTION_INFO_V1(ecom_exact_sum_final);

/* The state in argument 0, or an empty one. */
static ExactAmount *
state_of(FunctionCallInfo fcinfo, MemoryContext context)
{
	return PG_ARGISNULL(0) ? MemoryContextAllocZero(context, sizeof(ExactAmount))
						   : (ExactAmount *) PG_GETARG_POINTER(0);
}

Datum
ecom_exact_sum_add(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.exact_sum");
	ExactAmount *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = state_of(fcinfo, context);
	exact_amount_add(state, PG_GETARG_DATUM(1), context);
	PG_RETURN_POINTER(state);
}

Datum
ecom_exact_sum_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.exact_sum");
	ExactAmount *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = state_of(fcinfo, context);
	exact_amount_merge(state, (ExactAmount *) PG_GETARG_POINTER(1), context);
	PG_RETURN_POINTER(state);
}

Datum
ecom_exact_sum_serialize(PG_FUNCTION_ARGS)
{
	ExactAmount *state = (ExactAmount *) PG_GETARG_POINTER(0);
	Size size = VARHDRSZ + exact_amount_size(state);
	bytea *serialized = palloc(size);

	(void) aggregate_context(fcinfo, "ecom.exact_sum");
	(void) exact_amount_write(state, VARDATA(serialized));
	SET_VARSIZE(serialized, size);
	PG_RETURN_BYTEA_P(serialized);
}

Datum
ecom_exact_sum_deserialize(PG_FUNCTION_ARGS)
{
	bytea *serialized = PG_GETARG_BYTEA_PP(0);
	ExactAmount *state = palloc(sizeof(ExactAmount));

	(void) aggregate_context(fcinfo, "ecom.exact_sum");
	(void) exact_amount_read_own(state, VARDATA_ANY(serialized), VARSIZE_ANY_EXHDR(serialized),
								 CurrentMemoryContext);
	PG_RETURN_POINTER(state);
}

Datum
ecom_exact_sum_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(exact_amount_total((ExactAmount *) PG_GETARG_POINTER(0)));
}
