/*
 * baskets/pair_rows.h
 *		Pairs of categories as SQL has them: an array of ecom.category_pair.
 */
#ifndef ECOM_BASKETS_PAIR_ROWS_H
#define ECOM_BASKETS_PAIR_ROWS_H

#include "base/compat.h"

#include "fmgr.h"

#include "base/text_span.h"

/* What is known of the baskets that have several categories. */
typedef struct BasketCounts
{
	int64 all;
	const int64 *of_category; /* by the number of a category */
	const TextSpan *names;	  /* the same */
} BasketCounts;

typedef struct PairRows PairRows;

/* No pairs yet, of the final function that is being called, in the current context. */
extern PairRows *pair_rows_create(FunctionCallInfo fcinfo, const BasketCounts *counts);

/* Appends a pair: the first in byte order first. */
extern void pair_rows_add(PairRows *rows, uint32 one, uint32 another, int64 baskets);

extern Datum pair_rows_array(PairRows *rows);

#endif /* ECOM_BASKETS_PAIR_ROWS_H */
