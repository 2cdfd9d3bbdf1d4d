/*
 * prices/matching.h
 *		Products matched with themselves, in a period and in the one before; what they say of prices is added up by category.
 *
 * Sums are of whole numbers, of billionths of a logarithm and of parts of a cent, and so the same in whatever order products come.
 */
#ifndef ECOM_PRICES_MATCHING_H
#define ECOM_PRICES_MATCHING_H

#include "base/compat.h"

#include "base/text_span.h"

/* Logarithms are counted in 1/1000000000; money in 1/10000, and parts of it in 1/100000000. */
#define LOGARITHM_DECIMALS 9
#define MONEY_DECIMALS 4
#define PART_DECIMALS 8

/* What a product sold in a month: pieces, and money in 1/10000; both above 0. */
typedef struct PeriodSold
{
	int32 period; /* 12 * year + month - 1; of a year, the year */
	int64 units;
	int128 revenue;
} PeriodSold;

typedef struct ChangeKey
{
	TextSpan category;
	bool is_year;
	int32 period;
} ChangeKey;

/* What the matched products of a category add up to. */
typedef struct PriceChange
{
	ChangeKey key;
	int64 products;
	int64 log_relatives; /* sum of logarithms of prices, divided by those before */
	int128 previous_revenue;
	int128 revenue;
	int128 twice_price_effect; /* sum of (p1 - p0) * (q0 + q1), in parts of money */
	uint32 hash;
	char status;
} PriceChange;

typedef struct PriceChanges PriceChanges;

/* None yet, in the current context. */
extern PriceChanges *price_changes_create(void);

/*
 * Adds what a product of a category says, by month and by year; or with a sign of -1 takes it away.  The months are in their order, and are
 * overwritten.
 */
extern void price_changes_match(PriceChanges *changes, TextSpan category, PeriodSold *months, int n, int sign);

/* Adds what other products of the same category and period say. */
extern void price_changes_add(PriceChanges *changes, const PriceChange *added);

/* Hands each to the function, in no order. */
extern void
price_changes_each(PriceChanges *changes, void (*take)(void *taker, const PriceChange *change), void *taker);

#endif /* ECOM_PRICES_MATCHING_H */
