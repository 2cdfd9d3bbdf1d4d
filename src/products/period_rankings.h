/*
 * products/period_rankings.h
 *		A ranking of products for all periods together, and one for each.
 */
#ifndef ECOM_PRODUCTS_PERIOD_RANKINGS_H
#define ECOM_PRODUCTS_PERIOD_RANKINGS_H

#include "base/compat.h"

#include "products/ranking.h"

/* The number of all periods together. */
#define ALL_PERIODS PG_INT64_MIN

/* Sorted by period. */
typedef struct PeriodRankings
{
	MemoryContext context;
	int top;
	int n;
	int allocated;
	int64 *periods;
	Ranking **rankings;
} PeriodRankings;

/* No rankings yet, each of the top so many products; in the current context. */
extern PeriodRankings period_rankings(int top);

/* The ranking of a period, a new one in its place if there is none yet. */
extern Ranking *ranking_of_period(PeriodRankings *of, int64 period);

/* No products come any more: see ranking_close(). */
extern void period_rankings_close(PeriodRankings *of);

#endif /* ECOM_PRODUCTS_PERIOD_RANKINGS_H */
