/*
 * products/catalog.h
 *		Lines about products, partitioned by product, between the aggregate that takes them and the functions that group them.
 *
 * GROUP BY would do it, and takes three times as long: a million groups, each with texts, do not fit the memory that
 * hashing may take, and every line waits for memory that is not in the cache.  Here the aggregate only partitions the
 * lines by product; the functions take one partition after the other, and return what is of its products as they go:
 *
 *		lines -> product_catalog (aggregate) -+-> products: code, category, title
 *											  +-> product_sums: part, products with what they add up to
 *
 * Of titles only hashes go into sums: what leads among titles that are known can be told by how many lines have them.
 */
#ifndef ECOM_PRODUCTS_CATALOG_H
#define ECOM_PRODUCTS_CATALOG_H

#include "base/compat.h"

#include "funcapi.h"

#include "aggregate/exact_amount.h"
#include "aggregate/partitions.h"
#include "base/text_span.h"

/* A line; NULL is without data. */
typedef struct CatalogLine
{
	TextSpan code;
	TextSpan category;
	TextSpan title;		 /* of lines without sums */
	TextSpan title_hash; /* of those with sums */
	bool has_amount;	 /* and what comes next */
	int32 period;
	int64 units;
	ExactAmount amount;
} CatalogLine;

/* What a set-returning function over a catalog, its first argument, is at; what else it keeps is behind that. */
typedef struct CatalogScan
{
	Partitions *lines;	   /* only read, so that any number of scans sees all of them */
	MemoryContext context; /* of one partition's products */
	int partition;		   /* the next to read */
} CatalogScan;

/* A hash of a title.  Two titles of a product share one by a chance of 1 in 2^64, or if somebody has made them so. */
typedef struct TitleHash
{
	char bytes[sizeof(uint64)];
} TitleHash;

extern TitleHash title_hash(TextSpan title);

/* Begins one, of so many bytes, all else of which is zero, for calls that return rows; an error if the argument is no catalog. */
extern void *catalog_scan_begin(FunctionCallInfo fcinfo, FuncCallContext *calls, Size size);

/* The records of the next partition, in the context, where nothing else is left then; false behind the last one. */
extern bool catalog_scan_next(CatalogScan *scan, const char **records, Size *size);

/* Takes a line off the records of a partition; what has to be allocated is in the current context. */
extern void catalog_take_line(const char **at, CatalogLine *line);

#endif /* ECOM_PRODUCTS_CATALOG_H */
