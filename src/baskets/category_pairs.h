/*
 * baskets/category_pairs.h
 *		The state of ecom.category_pairs.
 */
#ifndef ECOM_BASKETS_CATEGORY_PAIRS_H
#define ECOM_BASKETS_CATEGORY_PAIRS_H

#include "aggregate/aggregate.h"
#include "aggregate/text_numbers.h"
#include "baskets/pair_counts.h"
#include "baskets/runs.h"

#define CATEGORY_PAIRS "ecom.category_pairs"

/* What pairs are returned. */
typedef struct PairLimits
{
	int64 fewest; /* those that at least so many baskets have, */
	int64 one_of; /* and at least one of so many */
} PairLimits;

typedef struct CategoryPairs
{
	PairLimits limits;
	TextNumbers *categories;
	Runs *runs; /* the lines, with the numbers of their categories */
} CategoryPairs;

/* Baskets with several categories, and what is in them together. */
typedef struct CategoryCounts
{
	int64 all;
	uint32 categories;
	int64 *of_category; /* by its number */
	TextSpan *names;	/* the same */
	PairCounts *pairs;
} CategoryCounts;

/* Two arguments of a function: fewest, and one_of behind it; an error where they are not positive. */
extern PairLimits category_pairs_limits(FunctionCallInfo fcinfo, int fewest);

/* How many baskets a pair must be in, of so many. */
extern int64 pair_limits_fewest(const PairLimits *limits, int64 all_baskets);

/* A state without lines. */
extern CategoryPairs *category_pairs_create(FunctionCallInfo fcinfo, PairLimits limits);

/* Counts its baskets, in the current context. */
extern CategoryCounts *category_pairs_count(FunctionCallInfo fcinfo, const CategoryPairs *state);

#endif /* ECOM_BASKETS_CATEGORY_PAIRS_H */
