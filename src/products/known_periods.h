/*
 * products/known_periods.h
 *		Of a category, or of all products, the rankings of periods that may be different since some products have changed.
 */
#ifndef ECOM_PRODUCTS_KNOWN_PERIODS_H
#define ECOM_PRODUCTS_KNOWN_PERIODS_H

#include "base/compat.h"

#include "products/period_rankings.h"
#include "products/product_sums.h"
#include "products/ranking_rows.h"

/* A product, and what it adds up to in all periods together.  Not to be copied. */
typedef struct Sold
{
	ProductSums product;
	AllPeriods all;
} Sold;

/*
 * A ranking that a changed product is in, or was.  All products look at some of these: they are small, so that the processor's cache has
 * them.
 */
typedef struct Known
{
	int64 period;
	Ranking *ranking;
	RankingLeast least; /* of one that is complete */
	bool is_incomplete;
	RankedProduct *last[ORDERS]; /* of the top, as it was; NULL if there were fewer, and once it was looked at */
} Known;

/* Those of a category, or of all products; sorted by period. */
typedef struct KnownPeriods
{
	TextSpan category; /* without data: all products */
	MemoryContext context;
	int top;
	int n;
	int allocated;
	Known *known;
	bool is_incomplete; /* is one of them? */
	uint32 hash;
	char status;
} KnownPeriods;

/* The ranking of a period; NULL if it is none of them. */
extern Known *known_periods_find(const KnownPeriods *of, int64 period);

/* A ranking is among those that may be different. */
extern void known_periods_add(KnownPeriods *of, int64 period);

/* What one product has sold reaches the rankings in which the other, which may have sold nothing, has not sold the same. */
extern void known_periods_reach(KnownPeriods *of, const Sold *one, const Sold *other);

/* All that may be different are known: they can be filled from here on. */
extern void known_periods_open(KnownPeriods *of);

/* Uses a product with what it has sold in the ranking's period. */
typedef void (*RankingUse)(Known *ranking, TextSpan key, const PeriodSums *sums);

/* Uses a product in those of the rankings that it has sold something in. */
static inline void
known_periods_use(const KnownPeriods *of, const Sold *sold, RankingUse use)
{
	const PeriodSums *sums = sold->product.first;

	if (sums == NULL)
		return;
	for (int i = 0; i < of->n; i++)
	{
		Known *ranking = &of->known[i];
		const PeriodSums *used = sold->all.sums;

		if (ranking->period != ALL_PERIODS)
		{
			while (sums != NULL && sums->period < ranking->period)
				sums = sums->next;
			if (sums == NULL)
				return;
			if (sums->period != ranking->period)
				continue;
			used = sums;
		}
		use(ranking, sold->product.key, used);
	}
}

/*
 * Those at the top as they were that have not changed are in, and all that have changed: closes the rankings that have their top.  The
 * others are incomplete, and empty again for all products to be put into them.
 */
extern void known_periods_close_complete(KnownPeriods *of);

/* The incomplete ones have their top now, too. */
extern void known_periods_close_incomplete(const KnownPeriods *of);

/* All products are counted: appends the rankings, and ends them; category is NULL for those of all products. */
extern void known_periods_append(const KnownPeriods *of, RankingRows *rows, const TextSpan *category);

/*
 * What a process of a parallel plan hands over: rankings as they were opened and closed alike in each, with what it has put into them and
 * counted.
 */
extern void known_periods_write(StringInfo to, const KnownPeriods *of);

/* Those at the front of bytes that another process has written; category, context and top are given. */
extern void known_periods_read(KnownPeriods *of, TextSpan *from);

extern void known_periods_merge(const KnownPeriods *of, const KnownPeriods *other);

#endif /* ECOM_PRODUCTS_KNOWN_PERIODS_H */
