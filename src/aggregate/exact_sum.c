/*
 * aggregate/exact_sum.c
 *		ecom.exact_sum: sum(numeric), exact to the last digit, with a state of 16 bytes.
 *
 * sum(numeric) keeps a hundred bytes and more for each group; where millions of lines are summed up by product that
 * alone goes beyond what hashing may take of memory.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "nodes/execnodes.h"

#include "aggregate/sum_state.h"

PG_FUNCTION_INFO_V1(ecom_exact_sum_state_in);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_out);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_recv);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_send);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_add);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_combine);
PG_FUNCTION_INFO_V1(ecom_exact_sum_state_final);

/* As AggCheckCallContext() says it, but without a call. */
static inline bool
is_aggregate_call(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && (IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState));
}

/* The state in argument 0, to be changed: an aggregate's own, or a copy; an empty one for NULL. */
static inline SumState *
state_to_change(FunctionCallInfo fcinfo)
{
	struct varlena *state;

	if (unlikely(PG_ARGISNULL(0)))
		return sum_state_make();
	state = (struct varlena *) PG_GETARG_POINTER(0);
	if (likely(VARATT_IS_4B_U(state) && is_aggregate_call(fcinfo)))
		return (SumState *) state;
	return sum_state_copy(sum_state_from_datum(PointerGetDatum(state)));
}

Datum
ecom_exact_sum_state_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(sum_state_from_text(PG_GETARG_CSTRING(0)));
}

Datum
ecom_exact_sum_state_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(sum_state_to_text(sum_state_from_datum(PG_GETARG_DATUM(0))));
}

Datum
ecom_exact_sum_state_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(sum_state_from_bytes((StringInfo) PG_GETARG_POINTER(0)));
}

Datum
ecom_exact_sum_state_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(sum_state_to_bytes(sum_state_from_datum(PG_GETARG_DATUM(0))));
}

Datum
ecom_exact_sum_state_add(PG_FUNCTION_ARGS)
{
	if (unlikely(PG_ARGISNULL(1)))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	PG_RETURN_POINTER(sum_state_add(state_to_change(fcinfo), PG_GETARG_DATUM(1)));
}

Datum
ecom_exact_sum_state_combine(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
	{
		/* not copied: an aggregate does that */
		if (!PG_ARGISNULL(1))
			PG_RETURN_POINTER(sum_state_from_datum(PG_GETARG_DATUM(1)));
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	PG_RETURN_POINTER(sum_state_merge(state_to_change(fcinfo), sum_state_from_datum(PG_GETARG_DATUM(1))));
}

Datum
ecom_exact_sum_state_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(sum_state_total(sum_state_from_datum(PG_GETARG_DATUM(0))));
}
