/*
 * products/top_rankings.h
 *		Rankings of products by what they add up to: among all, and among those of their category, of all periods and of each.
 *
 * Ranking with window functions sorts millions of sums, once for each order.  Here each product is put into the rankings of all, and into
 * a partition by its category.  At the end each partition is read: there its categories are ranked, whose rankings are few enough for the
 * processor's cache, and the products counted that are ahead of those at the top:
 *
 *		products with sums -+-> rankings of all products: | all | 2018 | 2019 | ... |  <----- count -----+
 *							|                                                                            |
 *							+-> partitions: | TEA | TEA | PENS | ... ------------------------------------+
 *															 |
 *															 +-> rankings of PENS: | all | 2018 | 2019 | ... |
 */
#ifndef ECOM_PRODUCTS_TOP_RANKINGS_H
#define ECOM_PRODUCTS_TOP_RANKINGS_H

#include "base/compat.h"

#include "fmgr.h"

#include "base/text_span.h"

/* What is asked for. */
typedef struct RankingForm
{
	int top;
	int top_of_category;  /* 0 for no rankings of categories */
	TextSpan no_category; /* of products that no line gives one; without data or empty for none */
	int32 together;		  /* so many periods of products are one of rankings */
} RankingForm;

typedef struct TopRankings TopRankings;

/* Rankings without products, of the aggregate that is being called, in its context. */
extern TopRankings *top_rankings_create(FunctionCallInfo fcinfo, MemoryContext context, const RankingForm *form);

/* Adds products, each once, packed as products/packed_products.h has them; they are copied. */
extern void top_rankings_add(TopRankings *rankings, const char *packed, Size size);

/* All products are in: the rankings, as an array of the type that the aggregate's final function returns; NULL if there are none. */
extern Datum top_rankings_finish(FunctionCallInfo fcinfo, TopRankings *rankings);

#endif /* ECOM_PRODUCTS_TOP_RANKINGS_H */
