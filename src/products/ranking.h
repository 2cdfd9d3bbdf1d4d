/*
 * products/ranking.h
 *		The products with most revenue and those with most units, with their ranks in both orders.
 *
 * Nothing is sorted but what is at the top.  As products are added, the best of each order are kept, and what decides the
 * place of each goes into a temporary file, which is read once at the end to count, for each of the best, the products
 * that are ahead of it in the other order too:
 *
 *		by revenue	| best | second | ... | last |		by units	| best | second | ... | last |
 *		the file	| units, revenue, key | units, revenue, key | ...
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

/* Adds a product, each once; all of it is copied. */
extern void ranking_add(Ranking *ranking, TextSpan key, int64 units, const ExactAmount *revenue);

/* The products at the top, by revenue; returns their number.  Ends the ranking. */
extern int ranking_finish(Ranking *ranking, RankedProduct **products);

#endif /* ECOM_PRODUCTS_RANKING_H */
