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

/*
 * For aggregates whose result uses up their state: once is right.  A hashed aggregation that is the inner side of a nested loop is asked for
 * its groups again and again.
 */
static inline void
refuse_second_result(bool *is_finished)
{
	if (*is_finished)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("the plan asks an aggregate for its result more than once"),
				errhint("Put the query with the aggregate into WITH ... AS MATERIALIZED."));
	*is_finished = true;
}

#endif /* ECOM_AGGREGATE_AGGREGATE_H */
