/*
 * products/ranking.h
 *		The products with most revenue and those with most units, with their ranks in both orders.
 *
 * Nothing is sorted but what is at the top.  As products are added, the best of each order are kept; then all are shown to
 * the ranking once more, to count, for each of the best, the products that are ahead of it in the other order too:
 *
 *		by revenue	| best | second | ... | last |		by units	| best | second | ... | last |
 *
 * Memory is that of the best, whatever the number of products.
 */
#ifndef ECOM_PRODUCTS_RANKING_H
#define ECOM_PRODUCTS_RANKING_H

#include "base/compat.h"

#include "lib/stringinfo.h"
#include "port/pg_bswap.h"

#include "aggregate/exact_amount.h"
#include "base/text_span.h"

/* The orders; of products with equal measures the one with the lower key, by its bytes, comes first. */
typedef enum Order
{
	BY_REVENUE,
	BY_UNITS
} Order;

#define ORDERS 2

/* A product, and how many are ahead of it in each order. */
typedef struct RankedProduct
{
	TextSpan key;
	uint64 key_begin;
	int64 units;
	ExactAmount revenue;
	int64 ahead[ORDERS];
} RankedProduct;

/* The first eight bytes of a key, as a number that is in their order. */
static inline uint64
key_begin(TextSpan key)
{
	uint64 begin = 0;

	if (likely(key.len >= (int) sizeof(uint64)))
		memcpy(&begin, key.data, sizeof(uint64));
	else
		memcpy(&begin, key.data, key.len);
	return pg_ntoh64(begin);
}

/* A product that none is ahead of; key and revenue are not copied. */
static inline RankedProduct
ranked_product(TextSpan key, int64 units, const ExactAmount *revenue)
{
	return (RankedProduct){.key = key, .key_begin = key_begin(key), .units = units, .revenue = *revenue};
}

/* Which of two products comes first in an order: as with memcmp(). */
extern int ranked_product_compare(Order order, const RankedProduct *a, const RankedProduct *b);

typedef struct Ranking Ranking;

/* A ranking of the top by either order, in the current context. */
extern Ranking *ranking_create(int top);

/* Adds a product, each once; what is kept of it is copied. */
extern void ranking_add(Ranking *ranking, const RankedProduct *product);

/* The last of the top of an order; NULL as long as there are fewer. */
extern const RankedProduct *ranking_last(const Ranking *ranking, Order order);

/* No more are added: those at the top are known. */
extern void ranking_close(Ranking *ranking);

/* What the last of all that are at the top have: who has less is ahead of none of them, as most products are. */
typedef struct RankingLeast
{
	int64 revenue; /* in 1/10000 */
	int64 units;
	uint64 key_begin; /* of the last by units: many have as many */
} RankingLeast;

/* Of one that is closed. */
extern RankingLeast ranking_least(const Ranking *ranking);

/* May a product be ahead of any of them in an order?  If not in either, it need not be counted. */
static inline bool
may_be_ahead_by_revenue(const RankingLeast *least, const ExactAmount *amount)
{
	int64 revenue;

	return !exact_amount_units(amount, &revenue) || revenue >= least->revenue;
}

static inline bool
may_be_ahead_by_units(const RankingLeast *least, int64 units, uint64 begin)
{
	return units > least->units || (units == least->units && begin <= least->key_begin);
}

/* Counts a product as ahead of those at the top that it is ahead of; to be called with each that was added, but for those that need not be. */
extern void ranking_count(Ranking *ranking, const RankedProduct *product);

/* The products at the top, by revenue, once all are counted; returns their number.  Ends the ranking. */
extern int ranking_finish(Ranking *ranking, RankedProduct **products);

/*
 * What a process of a parallel plan has added, or counted after that.
 */

/* Appends a ranking, with what was counted if it is closed. */
extern void ranking_write(StringInfo to, const Ranking *ranking);

/* The ranking at the front of bytes that another process has written, in the current context. */
extern Ranking *ranking_read(TextSpan *from, int top);

/* Adds what the other one has: of open ones products; of closed ones, which have the same at their top, how many were counted. */
extern void ranking_merge(Ranking *ranking, const Ranking *other);

#endif /* ECOM_PRODUCTS_RANKING_H */
