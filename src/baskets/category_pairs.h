/*
 * baskets/category_pairs.h
 *		The state of ecom.category_pairs.
 */
#ifndef ECOM_BASKETS_CATEGORY_PAIRS_H
#define ECOM_BASKETS_CATEGORY_PAIRS_H

#include "aggregate/aggregate.h"
#include "aggregate/text_numbers.h"
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

/* A state without lines. */
extern CategoryPairs *category_pairs_create(FunctionCallInfo fcinfo, PairLimits limits);

#endif /* ECOM_BASKETS_CATEGORY_PAIRS_H */
