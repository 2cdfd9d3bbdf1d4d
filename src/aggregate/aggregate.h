/*
 * aggregate/aggregate.h
 *		What functions of aggregates have in common.
 */
#ifndef ECOM_AGGREGATE_AGGREGATE_H
#define ECOM_AGGREGATE_AGGREGATE_H

#include "base/compat.h"

#include "fmgr.h"

/* The memory that the state of the aggregate lives in; an error if somebody else has called its function. */
static inline MemoryContext
aggregate_context(FunctionCallInfo fcinfo, const char *aggregate)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("only an aggregate can call this function"), errhint("Call %s.", aggregate));
	return context;
}

#endif /* ECOM_AGGREGATE_AGGREGATE_H */
