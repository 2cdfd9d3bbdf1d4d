/*
 * refresh/shared_subquery.h
 *		A subquery that queries of several models have in common, run once in a refresh.
 *
 * staging.stg_amazon_purchases and its rejected twin both begin with a pass over all raw lines, to find those that may
 * have to be rejected:
 *
 *		... WHERE l.line = ANY ((SELECT s.lines FROM staging.suspect_purchase_lines s)::tid[])
 *
 * What it gives for the one, under the same snapshot, it gives for the other.
 */
#ifndef ECOM_REFRESH_SHARED_SUBQUERY_H
#define ECOM_REFRESH_SHARED_SUBQUERY_H

#include "base/compat.h"

#include "nodes/params.h"
#include "nodes/parsenodes.h"

/*
 * A run begins: from here on results are kept, as long as the current memory context, and those of an earlier run are
 * forgotten.
 */
extern void shared_subqueries_begin(void);

/* From here on none is shared: what comes next may change what they are made from. */
extern void shared_subqueries_end(void);

/*
 * Puts a parameter in the place of each subquery of a rewritten query that gives one value, is made from many rows, and
 * from nothing outside of it; returns the parameters' values, NULL if there are none.  Those that are not known yet are
 * run, under the active snapshot and as the current user.  The values live as long as the run.
 */
extern ParamListInfo shared_subqueries_take(Query *query, const char *text);

#endif /* ECOM_REFRESH_SHARED_SUBQUERY_H */
