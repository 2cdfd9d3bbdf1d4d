/*
 * refresh/narrow_query.h
 *		Narrows a query: of a relation that it reads, or of what it gives, only some rows count.
 */
#ifndef ECOM_REFRESH_NARROW_QUERY_H
#define ECOM_REFRESH_NARROW_QUERY_H

#include "base/compat.h"

#include "nodes/params.h"
#include "nodes/parsenodes.h"

#include "refresh/model_query.h"

/* A query for those rows of another one that fulfil narrowing->of_model; before it is rewritten. */
extern Query *narrow_result(Query *query, const Narrowing *narrowing);

/* Lets a query that has been rewritten see only those rows of narrowing->source that fulfil narrowing->of_source. */
extern void narrow_source(Query *query, const Narrowing *narrowing);

/* The values, for the planner to put in their places. */
extern ParamListInfo narrowing_values(const Narrowing *narrowing);

#endif /* ECOM_REFRESH_NARROW_QUERY_H */
