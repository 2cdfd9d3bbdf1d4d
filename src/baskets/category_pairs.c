/*
 * baskets/category_pairs.c
 *		ecom.category_pairs: which categories are in a basket together, and how often.
 *
 * A join of the lines with themselves makes millions of pairs and sorts them.  Here lines are partitioned by their user, and a partition is
 * small enough to be looked at in the processor's cache:
 *
 *		lines -> partitions by user -> ann: 5 May TEA, 5 May PENS, 7 May TEA -> baskets -> TEA + PENS -> counts
 *
 * A basket is what one user orders on one day.  A user's lines mostly come in the order of their days; where they do not, they are sorted.
 *
 * A category is a number in there.  Its name is in memory once; a shop has thousands of them at most.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

#include "aggregate/text_limit.h"
#include "baskets/category_pairs.h"
#include "baskets/pair_counts.h"
#include "baskets/pair_rows.h"

PG_FUNCTION_INFO_V1(ecom_category_pairs_add);
PG_FUNCTION_INFO_V1(ecom_category_pairs_final);

/* A basket with more is somebody's stock; its pairs say nothing of what goes together, and are many. */
#define MOST_CATEGORIES 50

enum
{
	ARG_STATE,
	ARG_USER_KEY,
	ARG_DAY,
	ARG_CATEGORY,
	ARG_FEWEST /* and one_of; not of ecom.basket_counts, which has all pairs */
};

typedef struct Basket
{
	DateADT day;
	int n; /* one more than may be if there are too many */
	uint32 categories[MOST_CATEGORIES + 1];
} Basket;

#define ST_SORT sort_lines
#define ST_ELEMENT_TYPE Line
#define ST_COMPARE(a, b) (((a)->day > (b)->day) - ((a)->day < (b)->day))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The lines.
 */

static int64
positive_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument) || PG_GETARG_INT64(argument) < 1)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must be 1 or more", name),
			errhint(
				"Pairs are returned that at least fewest baskets have, and at least one of one_of baskets."));
	return PG_GETARG_INT64(argument);
}

PairLimits
category_pairs_limits(FunctionCallInfo fcinfo, int fewest)
{
	return (PairLimits) {positive_argument(fcinfo, fewest, "fewest"),
						 positive_argument(fcinfo, fewest + 1, "one_of")};
}

int64
pair_limits_fewest(const PairLimits *limits, int64 all_baskets)
{
	return Max(limits->fewest, (all_baskets - 1) / limits->one_of + 1);
}

CategoryPairs *
category_pairs_create(FunctionCallInfo fcinfo, PairLimits limits)
{
	MemoryContext context = aggregate_context(fcinfo, CATEGORY_PAIRS);
	CategoryPairs *state = MemoryContextAlloc(context, sizeof(CategoryPairs));

	state->limits = limits;
	state->categories = text_numbers_create(context);
	state->runs = runs_create(fcinfo, context);
	return state;
}

Datum
ecom_category_pairs_add(PG_FUNCTION_ARGS)
{
	CategoryPairs *state = PG_ARGISNULL(ARG_STATE) ? NULL : (CategoryPairs *) PG_GETARG_POINTER(ARG_STATE);
	Line line;

	if (PG_ARGISNULL(ARG_USER_KEY) || PG_ARGISNULL(ARG_DAY) || PG_ARGISNULL(ARG_CATEGORY))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state =
			category_pairs_create(fcinfo, ARG_FEWEST < PG_NARGS() ? category_pairs_limits(fcinfo, ARG_FEWEST)
																  : (PairLimits) {1, PG_INT64_MAX});
	line.day = PG_GETARG_DATEADT(ARG_DAY);
	line.category = text_number(state->categories, span_within_limit(PG_GETARG_TEXT_SPAN(ARG_CATEGORY)));
	runs_add(state->runs, span_within_limit(PG_GETARG_TEXT_SPAN(ARG_USER_KEY)), line);
	PG_RETURN_POINTER(state);
}

/*
 * Baskets.
 */

static bool
has_category(const Basket *basket, uint32 category)
{
	for (int i = 0; i < basket->n; i++)
	{
		if (basket->categories[i] == category)
			return true;
	}
	return false;
}

static void
put_into(Basket *basket, uint32 category)
{
	if (basket->n <= MOST_CATEGORIES && !has_category(basket, category))
		basket->categories[basket->n++] = category;
}

/* Counts a basket that has several categories, and its pairs. */
static void
count_basket(CategoryCounts *counts, const Basket *basket)
{
	if (basket->n < 2 || basket->n > MOST_CATEGORIES)
		return;
	counts->all++;
	for (int i = 0; i < basket->n; i++)
	{
		counts->of_category[basket->categories[i]]++;
		for (int j = 0; j < i; j++)
			pair_counts_add(counts->pairs, basket->categories[i], basket->categories[j]);
	}
}

static bool
are_in_order(const char *lines, uint32 n)
{
	DateADT last = DATEVAL_NOBEGIN;

	for (uint32 i = 0; i < n; i++)
	{
		Line line = line_take(&lines);

		CHECK_FOR_INTERRUPTS();
		if (line.day < last)
			return false;
		last = line.day;
	}
	return true;
}

/* A copy of a user's lines in the order of their days. */
static const char *
sorted_lines(const char *lines, uint32 n)
{
	Line *sorted = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(Line));

	memcpy(sorted, lines, n * sizeof(Line));
	sort_lines(sorted, n);
	return (const char *) sorted;
}

/* Counts the baskets of a user's lines. */
static void
count_lines(CategoryCounts *counts, const char *lines, uint32 n)
{
	Basket basket = {0};

	if (!are_in_order(lines, n))
		lines = sorted_lines(lines, n);
	for (uint32 i = 0; i < n; i++)
	{
		Line line = line_take(&lines);

		CHECK_FOR_INTERRUPTS();
		if (line.day != basket.day)
		{
			count_basket(counts, &basket);
			basket.day = line.day;
			basket.n = 0;
		}
		put_into(&basket, line.category);
	}
	count_basket(counts, &basket);
}

CategoryCounts *
category_pairs_count(FunctionCallInfo fcinfo, const CategoryPairs *state)
{
	CategoryCounts *counts = palloc0(sizeof(CategoryCounts));
	MemoryContext partition;
	MemoryContext caller;

	counts->categories = text_numbers_count(state->categories);
	counts->of_category = MemoryContextAllocExtended(CurrentMemoryContext, counts->categories * sizeof(int64),
													 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	counts->names = text_numbers_texts(state->categories);
	counts->pairs = pair_counts_create(fcinfo, counts->categories, runs_lines(state->runs));
	partition = AllocSetContextCreate(CurrentMemoryContext, "partition of baskets", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(partition);
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		const char *at = runs_by_user(state->runs, i, &size);
		const char *end = at + size;

		while (at < end)
		{
			UserRun run;

			(void) run_take(&at, &run);
			count_lines(counts, at, run.lines);
			at += run.lines * sizeof(Line);
		}
		MemoryContextReset(partition);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(partition);
	return counts;
}

/*
 * Pairs.
 */

static void
add_pair(void *rows, uint32 one, uint32 other, int64 baskets)
{
	pair_rows_add(rows, one, other, baskets);
}

Datum
ecom_category_pairs_final(PG_FUNCTION_ARGS)
{
	const CategoryPairs *state;
	CategoryCounts *counts;
	PairRows *rows;

	(void) aggregate_context(fcinfo, CATEGORY_PAIRS);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const CategoryPairs *) PG_GETARG_POINTER(0);
	counts = category_pairs_count(fcinfo, state);
	rows = pair_rows_create(fcinfo, &(BasketCounts) {counts->all, counts->of_category, counts->names});
	pair_counts_tell(counts->pairs, pair_limits_fewest(&state->limits, counts->all), add_pair, rows);
	PG_RETURN_DATUM(pair_rows_array(rows));
}
