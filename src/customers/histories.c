/*
 * customers/histories.c
 *		A list of customers that grows, and is sorted once.
 */
#include "customers/histories.h"

#include "miscadmin.h"
#include "utils/memutils.h"

static int
compare_histories(const History *one, const History *other)
{
	if (one->frequency != other->frequency)
		return one->frequency < other->frequency ? -1 : 1;
	if (one->recency != other->recency)
		return one->recency < other->recency ? -1 : 1;
	if (one->age != other->age)
		return one->age < other->age ? -1 : 1;
	return 0;
}

#define ST_SORT sort_histories
#define ST_ELEMENT_TYPE History
#define ST_COMPARE(a, b) compare_histories(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Where memory runs short, many are alike: they are put together before the list grows. */
#define FIRST_ALLOCATED 1024
#define MOST_HISTORIES ((int64) (MaxAllocSize / sizeof(History)))

static void
grow(Histories *histories)
{
	if (histories->n > FIRST_ALLOCATED)
	{
		histories_sort(histories);
		if (histories->n <= histories->allocated / 2)
			return;
	}
	if (histories->allocated == MOST_HISTORIES)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many customers to fit a model to"),
				errdetail("More than %lld of them differ.", (long long) MOST_HISTORIES),
				errhint("Take a sample of them: some thousands are enough for its parameters."));
	histories->allocated = Min(histories->allocated * 2, MOST_HISTORIES);
	histories->rows = repalloc(histories->rows, histories->allocated * sizeof(History));
}

Histories *
histories_add(Histories *histories, MemoryContext context, History history)
{
	MemoryContext caller = MemoryContextSwitchTo(context);

	if (histories == NULL)
	{
		histories = palloc0(sizeof(Histories));
		histories->allocated = FIRST_ALLOCATED;
		histories->rows = palloc(FIRST_ALLOCATED * sizeof(History));
	}
	if (histories->n == histories->allocated)
		grow(histories);
	history.customers = 1;
	histories->rows[histories->n++] = history;
	MemoryContextSwitchTo(caller);
	return histories;
}

void
histories_sort(Histories *histories)
{
	int64 n = 0;

	sort_histories(histories->rows, histories->n);
	for (int64 i = 0; i < histories->n; i++)
	{
		if (n > 0 && compare_histories(&histories->rows[n - 1], &histories->rows[i]) == 0)
			histories->rows[n - 1].customers += histories->rows[i].customers;
		else
			histories->rows[n++] = histories->rows[i];
	}
	histories->n = n;
}

double
histories_customers(const Histories *histories)
{
	double customers = 0;

	for (int64 i = 0; i < histories->n; i++)
		customers += histories->rows[i].customers;
	return customers;
}
