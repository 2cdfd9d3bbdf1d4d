/*
 * products/period_rankings.c
 *		A ranking of products for all periods together, and one for each.
 */
#include "products/period_rankings.h"

#include "utils/memutils.h"

#define MAX_PERIODS 1000

PeriodRankings
period_rankings(int top)
{
	return (PeriodRankings){.context = CurrentMemoryContext, .top = top};
}

/* Makes place for one more. */
static void
grow(PeriodRankings *of)
{
	if (of->n > MAX_PERIODS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("there are more than %d periods", MAX_PERIODS));
	if (of->n < of->allocated)
		return;
	if (of->allocated == 0)
	{
		of->allocated = 8;
		of->periods = MemoryContextAlloc(of->context, of->allocated * sizeof(int64));
		of->rankings = MemoryContextAlloc(of->context, of->allocated * sizeof(Ranking *));
		return;
	}
	of->allocated *= 2;
	of->periods = repalloc(of->periods, of->allocated * sizeof(int64));
	of->rankings = repalloc(of->rankings, of->allocated * sizeof(Ranking *));
}

Ranking *
ranking_of_period(PeriodRankings *of, int64 period)
{
	MemoryContext caller;
	int at = 0;

	while (at < of->n && of->periods[at] < period)
		at++;
	if (at < of->n && of->periods[at] == period)
		return of->rankings[at];
	grow(of);
	memmove(&of->periods[at + 1], &of->periods[at], (of->n - at) * sizeof(int64));
	memmove(&of->rankings[at + 1], &of->rankings[at], (of->n - at) * sizeof(Ranking *));
	of->n++;
	of->periods[at] = period;
	caller = MemoryContextSwitchTo(of->context);
	of->rankings[at] = ranking_create(of->top);
	MemoryContextSwitchTo(caller);
	return of->rankings[at];
}

void
period_rankings_close(PeriodRankings *of)
{
	for (int i = 0; i < of->n; i++)
		ranking_close(of->rankings[i]);
}
