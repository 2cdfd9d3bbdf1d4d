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
	int64 units;
	ExactAmount revenue;
	int64 ahead[ORDERS];
} RankedProduct;

typedef struct Ranking Ranking;

/* A ranking of the top by either order, in the current context. */
extern Ranking *ranking_create(int top);

/* Adds a product, each once; what is kept of it is copied. */
extern void ranking_add(Ranking *ranking, const RankedProduct *product);

/* No more are added: those at the top are known. */
extern void ranking_close(Ranking *ranking);

/* Counts a product as ahead of those at the top that it is ahead of; to be called with each that was added. */
extern void ranking_count(Ranking *ranking, const RankedProduct *product);

/* The products at the top, by revenue, once all are counted; returns their number.  Ends the ranking. */
extern int ranking_finish(Ranking *ranking, RankedProduct **products);

#endif /* ECOM_PRODUCTS_RANKING_H */
