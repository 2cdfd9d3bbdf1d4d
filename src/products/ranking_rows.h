/*
 * products/ranking_rows.h
 *		Rankings of products as SQL has them: an array of ecom.product_ranking, each with an array of ecom.ranked_product.
 */
#ifndef ECOM_PRODUCTS_RANKING_ROWS_H
#define ECOM_PRODUCTS_RANKING_ROWS_H

#include "base/compat.h"

#include "fmgr.h"
#include "utils/array.h"

#include "products/ranking.h"

/*
 * Writing.
 */

typedef struct RankingRows RankingRows;

/* No rankings yet, for an aggregate's final function, whose result type it is; what is kept is in the context. */
extern RankingRows *ranking_rows_create(FunctionCallInfo fcinfo, MemoryContext context);

/*
 * Appends a ranking, and ends it: of a period or of ALL_PERIODS, and of a category or (NULL) of all products.  One without products has
 * NULL for them.
 */
extern void ranking_rows_add(RankingRows *rows, int64 period, const TextSpan *category, Ranking *ranking);

/* All of them, in the current context. */
extern Datum ranking_rows_array(RankingRows *rows);

/*
 * Reading.
 */

typedef struct RankingRow
{
	int64 period;
	TextSpan category; /* without data: all products together */
	ArrayType *products; /* NULL: none */
} RankingRow;

/* The rankings of an array; returns their number.  What they point to is in the array, or in the current context. */
extern int ranking_rows_read(ArrayType *array, RankingRow **rows);

/* The products of one of them, in the same way; returns their number. */
extern int ranked_products_read(const RankingRow *row, RankedProduct **products);

#endif /* ECOM_PRODUCTS_RANKING_ROWS_H */
