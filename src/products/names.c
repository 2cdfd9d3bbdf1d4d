/*
 * products/names.c
 *		ecom.products, a set-returning function: what the lines of a catalog call each product, one row per product.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "products/catalog.h"
#include "products/frequency.h"

PG_FUNCTION_INFO_V1(ecom_products);

typedef struct Product
{
	TextSpan code;
	TextCounts *categories;
	TextCounts *titles;
	uint32 hash;
	char status;
} Product;

#define SH_PREFIX products
#define SH_ELEMENT_TYPE Product
#define SH_KEY_TYPE TextSpan
#define SH_KEY code
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct ProductScan
{
	CatalogScan catalog;
	products_hash *products;
	products_iterator iterator;
} ProductScan;

/* Groups the records of the next partition by product; false if there is none. */
static bool
next_partition(ProductScan *scan)
{
	Size size;
	const char *at;
	const char *end;
	MemoryContext caller;

	if (!catalog_scan_next(&scan->catalog, &at, &size))
		return false;
	caller = MemoryContextSwitchTo(scan->catalog.context);
	end = at + size;
	scan->products = products_create(CurrentMemoryContext, 1024, NULL);
	while (at < end)
	{
		CatalogLine line;
		Product *product;
		bool found;

		CHECK_FOR_INTERRUPTS();
		catalog_take_line(&at, &line);
		product = products_insert(scan->products, line.code, &found);
		if (!found)
			product->categories = product->titles = NULL;
		if (line.category.data != NULL)
			product->categories = count_text(product->categories, line.category);
		if (line.title.data != NULL)
			product->titles = count_text(product->titles, line.title);
	}
	products_start_iterate(scan->products, &scan->iterator);
	MemoryContextSwitchTo(caller);
	return true;
}

static Datum
most_frequent(const TextCounts *counts, bool *is_null)
{
	*is_null = counts == NULL;
	if (counts == NULL)
		return (Datum) 0;
	return span_datum(most_frequent_text(counts));
}

Datum
ecom_products(PG_FUNCTION_ARGS)
{
	FuncCallContext *calls;
	ProductScan *scan;
	Product *product;
	Datum values[3];
	bool nulls[3] = {0};

	if (SRF_IS_FIRSTCALL())
	{
		calls = SRF_FIRSTCALL_INIT();
		calls->user_fctx = catalog_scan_begin(fcinfo, calls, sizeof(ProductScan));
	}
	calls = SRF_PERCALL_SETUP();
	scan = calls->user_fctx;
	while (scan->products == NULL || (product = products_iterate(scan->products, &scan->iterator)) == NULL)
	{
		if (!next_partition(scan))
			SRF_RETURN_DONE(calls);
	}
	values[0] = PointerGetDatum(cstring_to_text_with_len(product->code.data, product->code.len));
	values[1] = most_frequent(product->categories, &nulls[1]);
	values[2] = most_frequent(product->titles, &nulls[2]);
	SRF_RETURN_NEXT(calls, HeapTupleGetDatum(heap_form_tuple(calls->tuple_desc, values, nulls)));
}
