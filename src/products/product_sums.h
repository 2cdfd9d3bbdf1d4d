/*
 * products/product_sums.h
 *		What order lines add up to, by product and period.
 *
 * Grouping by product hashes millions of groups.  Here lines are partitioned by product, and each partition is added up by
 * itself:
 *
 *		lines -> partitions -> sums of a product: | 2018 | 2019 | ... |
 */
#ifndef ECOM_PRODUCTS_PRODUCT_SUMS_H
#define ECOM_PRODUCTS_PRODUCT_SUMS_H

#include "base/compat.h"

#include "fmgr.h"

#include "aggregate/exact_amount.h"
#include "base/text_span.h"

/* What the lines of a product add up to in a period. */
typedef struct PeriodSums
{
	struct PeriodSums *next; /* of another period; NULL for the last */
	int32 period;
	int64 lines;
	int64 units;
	ExactAmount revenue;
} PeriodSums;

typedef struct ProductSums
{
	TextSpan key;
	TextSpan category; /* without data if it is not known */
	PeriodSums *first; /* in no order, but for those of packed products; NULL without lines */
	uint32 hash;
	char status;
} ProductSums;

typedef struct ProductLines ProductLines;

/* No lines, in the state, whose context it is, of the aggregate that is being called; they are kept in temporary files. */
extern ProductLines *product_lines_create(FunctionCallInfo fcinfo, MemoryContext context);

extern void product_lines_add(ProductLines *lines, TextSpan key, int32 period, int64 units, Datum amount);

/* The sums of a period, new ones if there are none yet, in the current context. */
extern PeriodSums *period_sums_of(PeriodSums **first, int32 period);

/* Adds lines to sums; what has to be allocated is in the current context. */
extern void period_sums_add(PeriodSums *sums, int64 lines, int64 units, const ExactAmount *revenue);

/* Takes them away. */
extern void period_sums_subtract(PeriodSums *sums, int64 lines, int64 units, const ExactAmount *revenue);

/* The sums of all periods together: of most products there is one only, and nothing to add up. */
typedef struct AllPeriods
{
	const PeriodSums *sums;
	PeriodSums total; /* of several, or of none */
} AllPeriods;

extern void all_periods_add_up(AllPeriods *all, const ProductSums *product);

/* Frees what was allocated to add them up. */
static inline void
all_periods_clear(AllPeriods *all)
{
	if (unlikely(all->sums == &all->total))
		exact_amount_clear(&all->total.revenue);
}

/* Hands each product that has lines to the function, in no order; the lines are gone then. */
extern void
product_lines_sum(ProductLines *lines, void (*take)(void *taker, const ProductSums *product), void *taker);

#endif /* ECOM_PRODUCTS_PRODUCT_SUMS_H */
