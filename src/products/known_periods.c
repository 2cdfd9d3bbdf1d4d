/*
 * products/known_periods.c
 *		Rankings of periods that are known as they were: see products/known_periods.h.
 */
#include "products/known_periods.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/packed_numbers.h"
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

void
known_periods_add(KnownPeriods *of, int64 period)
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
		known_periods_add(of, ALL_PERIODS);
	/* the periods of both are in their order */
	for (const PeriodSums *sums = one->product.first; sums != NULL; sums = sums->next)
	{
		CHECK_FOR_INTERRUPTS();
		while (same != NULL && same->period < sums->period)
			same = same->next;
		if (same == NULL || same->period != sums->period || !are_same(sums, same))
			known_periods_add(of, sums->period);
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
		ranking->last[BY_REVENUE] = ranking->last[BY_UNITS] = NULL;
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

void
known_periods_write(StringInfo to, const KnownPeriods *of)
{
	packed_number_write(to, of->n);
	for (int i = 0; i < of->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		packed_signed_write(to, of->known[i].period);
		packed_number_write(to, of->known[i].is_incomplete);
		ranking_write(to, of->known[i].ranking);
	}
}

void
known_periods_read(KnownPeriods *of, TextSpan *from)
{
	MemoryContext caller = MemoryContextSwitchTo(of->context);
	uint64 n;

	if (!packed_number_read(from, &n) || n > (uint64) from->len)
		elog(ERROR, "rankings end too early");
	of->n = of->allocated = (int) n;
	of->known = palloc0((n + 1) * sizeof(Known));
	of->is_incomplete = false;
	for (int i = 0; i < of->n; i++)
	{
		Known *known = &of->known[i];
		uint64 is_incomplete;

		CHECK_FOR_INTERRUPTS();
		if (!packed_signed_read(from, &known->period) || !packed_number_read(from, &is_incomplete))
			elog(ERROR, "rankings end too early");
		known->is_incomplete = is_incomplete != 0;
		known->ranking = ranking_read(from, of->top);
		of->is_incomplete |= known->is_incomplete;
	}
	MemoryContextSwitchTo(caller);
}

void
known_periods_merge(const KnownPeriods *of, const KnownPeriods *other)
{
	if (of->n != other->n)
		elog(ERROR, "processes do not know the same rankings");
	for (int i = 0; i < of->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ranking_merge(of->known[i].ranking, other->known[i].ranking);
	}
}
