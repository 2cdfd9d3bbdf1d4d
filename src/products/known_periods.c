/*
 * products/known_periods.c
 *		Rankings of periods that are known as they were: see products/known_periods.h.
 */
#include "products/known_periods.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "products/period_rankings.h"

/* The place of a period's ranking, or where it would be. */
static int
place_of(const KnownPeriods *of, int64 period)
{
	int low = 0;
	int high = of->n;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (of->known[middle].period < period)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

Known *
known_periods_find(const KnownPeriods *of, int64 period)
{
	int at = place_of(of, period);

	return at < of->n && of->known[at].period == period ? &of->known[at] : NULL;
}

/* A ranking is among those that may be different. */
static void
reach(KnownPeriods *of, int64 period)
{
	MemoryContext caller;
	int at = place_of(of, period);

	if (at < of->n && of->known[at].period == period)
		return;
	caller = MemoryContextSwitchTo(of->context);
	if (of->n == of->allocated)
	{
		int allocated = of->allocated == 0 ? 4 : 2 * of->allocated;
		Known *larger = palloc(allocated * sizeof(Known));

		if (of->n > 0)
			memcpy(larger, of->known, of->n * sizeof(Known));
		of->known = larger;
		of->allocated = allocated;
	}
	memmove(&of->known[at + 1], &of->known[at], (of->n - at) * sizeof(Known));
	of->n++;
	of->known[at] = (Known){.period = period};
	MemoryContextSwitchTo(caller);
}

static bool
are_same(const PeriodSums *a, const PeriodSums *b)
{
	return a->units == b->units && exact_amount_is_same(&a->revenue, &b->revenue);
}

void
known_periods_reach(KnownPeriods *of, const Sold *one, const Sold *other)
{
	const PeriodSums *same = other->product.first;

	if (one->product.first == NULL)
		return;
	if (same == NULL || !are_same(one->all.sums, other->all.sums))
		reach(of, ALL_PERIODS);
	/* the periods of both are in their order */
	for (const PeriodSums *sums = one->product.first; sums != NULL; sums = sums->next)
	{
		CHECK_FOR_INTERRUPTS();
		while (same != NULL && same->period < sums->period)
			same = same->next;
		if (same == NULL || same->period != sums->period || !are_same(sums, same))
			reach(of, sums->period);
	}
}

void
known_periods_open(KnownPeriods *of)
{
	MemoryContext caller = MemoryContextSwitchTo(of->context);

	for (int i = 0; i < of->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		of->known[i].ranking = ranking_create(of->top);
	}
	MemoryContextSwitchTo(caller);
}

/* Is everybody who is not among the best behind them? */
static bool
is_complete(const Known *ranking)
{
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
	{
		const RankedProduct *was = ranking->last[order];
		const RankedProduct *now = ranking_last(ranking->ranking, order);

		if (was != NULL && (now == NULL || ranked_product_compare(order, now, was) > 0))
			return false;
	}
	return true;
}

void
known_periods_close_complete(KnownPeriods *of)
{
	MemoryContext caller = MemoryContextSwitchTo(of->context);

	for (int i = 0; i < of->n; i++)
	{
		Known *ranking = &of->known[i];

		ranking->is_incomplete = !is_complete(ranking);
		if (ranking->is_incomplete)
		{
			/* all products are put into it: each once */
			ranking->ranking = ranking_create(of->top);
			of->is_incomplete = true;
		}
		else
		{
			ranking_close(ranking->ranking);
			ranking->least = ranking_least(ranking->ranking);
		}
	}
	MemoryContextSwitchTo(caller);
}

void
known_periods_close_incomplete(const KnownPeriods *of)
{
	for (int i = 0; i < of->n; i++)
	{
		if (of->known[i].is_incomplete)
			ranking_close(of->known[i].ranking);
	}
}

void
known_periods_append(const KnownPeriods *of, RankingRows *rows, const TextSpan *category)
{
	for (int i = 0; i < of->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ranking_rows_add(rows, of->known[i].period, category, of->known[i].ranking);
	}
}
