/*
 * products/packed_products.h
 *		Products with the categories and titles that lines give them and what these lines add up to, packed into the bytes of one value.
 *
 *		| key | TEA 3 | HERBS 1 |  | hash 3 | hash 1 |  | 2018: lines, units, revenue | 2019: ... |	| key | ...
 *
 * Products are in the order of their keys, categories in that of their names, titles in that of their hashes, periods in that of their
 * numbers, and a sum has one form only: so what was added up in whatever order is the same bytes.  Numbers take as many bytes as they
 * need, seven bits in each.
 */
#ifndef ECOM_PRODUCTS_PACKED_PRODUCTS_H
#define ECOM_PRODUCTS_PACKED_PRODUCTS_H

#include "base/compat.h"

#include "lib/stringinfo.h"

#include "products/frequency.h"
#include "products/product_sums.h"

/* How many lines say that the product is of a category, or has a title. */
typedef struct PackedCount
{
	TextSpan text; /* of a title its hash */
	int64 lines;
} PackedCount;

/* In the order of the texts. */
typedef struct PackedCounts
{
	int n;
	int room;
	PackedCount *counts;
} PackedCounts;

/* All zero is one that has room for nothing; room is made as it is read into. */
typedef struct PackedProduct
{
	TextSpan key;
	PackedCounts categories;
	PackedCounts titles;
	int n_periods;
	int room_for_periods;
	PeriodSums *periods;
	MemoryContext context; /* that room is made in; NULL: the current one */
} PackedProduct;

/* Its periods: those of a list, in their order. */
extern void packed_product_set_periods(PackedProduct *product, const PeriodSums *first);

/* What it adds up to, and the category that most of its lines give, else another one; of what the packed product holds. */
extern ProductSums packed_product_sums(PackedProduct *product, TextSpan no_category);

/* The category that most of its lines give, of equally frequent ones the first; else another one. */
extern TextSpan packed_product_category(const PackedProduct *product, TextSpan no_category);

/* The place of a text among counts; less than 0 if it is not there. */
extern int packed_counts_find(const PackedCounts *counts, TextSpan text);

/* Sets counts in the product to those of texts. */
extern void packed_product_set_counts(const PackedProduct *product, PackedCounts *counts, const TextCounts *texts);

/* Appends a product, behind those with lower keys. */
extern void packed_product_write(StringInfo to, const PackedProduct *product);

/*
 * Reads the product at the front of bytes that may come from anywhere, and moves on; its texts stay where they are.  An error if that is
 * no product.
 */
extern void packed_product_read(PackedProduct *product, const char **at, const char *end);

/* Moves on behind the product at the front of bytes, and gives its key. */
extern TextSpan packed_product_pass(const char **at, const char *end);

/*
 * Reads a product as packed_product_read() does, but only to give what it adds up to, and its category.  So many periods that come one
 * after the other are put together, 12 months to a year, say: the number of a period is divided by that.
 */
extern void packed_product_read_sums(ProductSums *sums, PackedProduct *product, const char **at, const char *end,
									 int32 together, TextSpan no_category);

/* One product after the other, of those that a part has. */
typedef struct PackedReading
{
	const char *at;
	const char *end;
	TextSpan bytes; /* that the product is; without data: there is none any more */
	PackedProduct product;
} PackedReading;

/* The first product; NULL has none. */
extern PackedReading packed_reading_begin(const bytea *packed);
extern void packed_reading_next(PackedReading *reading);

static inline bool
packed_reading_is_open(const PackedReading *reading)
{
	return reading->bytes.data != NULL;
}

/*
 * The products of a part that another state of it does not have, or not the same, and those that it has not, in the order of their
 * keys.
 */
typedef struct PackedDifferences
{
	PackedReading one;
	PackedReading other;
	bool in_one; /* is the product that is come to in there? */
	bool in_other;
} PackedDifferences;

/* Of two arguments of a function, either of which may be NULL. */
extern PackedDifferences packed_differences_begin(FunctionCallInfo fcinfo, int one, int other);

/* Goes on to the next; false if there is none. */
extern bool packed_differences_next(PackedDifferences *differences);

/* The part of all products that one is in, from its code: 0 to 262143.  Those of a part are in one partition of lines. */
extern int product_part(TextSpan code);

#endif /* ECOM_PRODUCTS_PACKED_PRODUCTS_H */
