/*
 * products/known_rankings.h
 *		Rankings of products that are known as they were, brought up to date after some products have changed.
 *
 * Only the rankings that a changed product is in, or was, can be different now.  Who is at the top of one is mostly known before any product
 * is looked at: those who were there and have not changed, and those who have, as they are now; all others are behind the one that was the
 * last of the top.  If the new last one is not behind that one, the top is complete.  Else all products of the ranking are put into it, and looked
 * at twice:
 *
 *		rankings as they were -+-> top -------------------+
 *		changed products ------+    |                     |
 *									| incomplete          | complete
 *									v                     v
 *		all products ----------> put into it            count who is ahead: ranks
 *						 |
 *						 +-----> kept -> count who is ahead
 *
 * Processes of a parallel plan each look at some of the products; all find the same rankings, of the same top if it is complete, and what they
 * have counted, put in and kept is put together: see products/known_handover.c.
 */
#ifndef ECOM_PRODUCTS_KNOWN_RANKINGS_H
#define ECOM_PRODUCTS_KNOWN_RANKINGS_H

#include "base/compat.h"

#include "fmgr.h"
#include "utils/array.h"

#include "products/top_rankings.h"

typedef struct KnownRankings KnownRankings;

/* category is NULL for the ranking of all products */
typedef void (*ReachedFunction)(void *argument, int64 period, const TextSpan *category);

/*
 * Tells of each ranking that products are or were in which have changed; packed, NULL for none.  Of none if they are more than hash memory
 * allows.  Takes memory of the current context.
 */
extern void reached_rankings(const RankingForm *form, const bytea *was, const bytea *now, ReachedFunction function,
							 void *argument);

/*
 * The rankings that changed products are or were in, in the context, that of the aggregate that is being called.  Products as they were and as they
 * are now are packed; NULL for none.  The rankings as they were (NULL: none) are ecom.product_ranking[]: those that reached_rankings()
 * tells of, without products where there was none yet.  Others than these are told only if they are to be found here, too.  If the changed
 * products are more than hash memory allows, nothing is told in the end.
 */
extern KnownRankings *known_rankings_create(FunctionCallInfo fcinfo, MemoryContext context, const RankingForm *form,
											const bytea *was, const bytea *now, ArrayType *rankings, bool find);

/* Looks at products as they are now, each once, packed. */
extern void known_rankings_add(KnownRankings *known, const char *packed, Size size);

/*
 * All products were looked at: the rankings, as an array of the type that the aggregate's final function returns, NULL if nothing can be
 * told; one that nothing is left of has NULL for products.
 */
extern Datum known_rankings_finish(FunctionCallInfo fcinfo, KnownRankings *known);

#endif /* ECOM_PRODUCTS_KNOWN_RANKINGS_H */
