/*
 * products/catalog_sums.c
 *		ecom.product_sums, a set-returning function: what the lines of a catalog add up to, in parts of all products.
 *
 * A part holds some of the products, by a hash of their codes, packed into one value: a row for each product would take an index of a million
 * texts to find those that a few lines have to do with.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"

#include "products/catalog.h"
#include "products/frequency.h"
#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_product_sums);

typedef struct Product
{
	TextSpan code;
	int part;
	TextCounts *categories;
	TextCounts *titles; /* of their hashes */
	PeriodSums *first;
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

typedef const Product *ProductPointer;

static inline int
compare_products(const Product *a, const Product *b)
{
	return a->part != b->part ? a->part - b->part : span_compare(a->code, b->code);
}

#define ST_SORT sort_products
#define ST_ELEMENT_TYPE ProductPointer
#define ST_COMPARE(a, b) compare_products(*(a), *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct PartScan
{
	CatalogScan catalog;
	int n;
	int at; /* the first product of the next part */
	ProductPointer *products;
	PackedProduct packed;
} PartScan;

/* Adds up the lines of a partition. */
static products_hash *
add_up(const char *at, Size size)
{
	products_hash *products = products_create(CurrentMemoryContext, 1024, NULL);
	const char *end = at + size;

	while (at < end)
	{
		CatalogLine line;
		Product *product;
		bool found;

		CHECK_FOR_INTERRUPTS();
		catalog_take_line(&at, &line);
		product = products_insert(products, line.code, &found);
		if (!found)
		{
			product->part = product_part(line.code);
			product->categories = product->titles = NULL;
			product->first = NULL;
		}
		if (line.category.data != NULL)
			product->categories = count_text(product->categories, line.category);
		if (line.title_hash.data != NULL)
			product->titles = count_text(product->titles, line.title_hash);
		if (line.has_amount)
		{
			period_sums_add(period_sums_of(&product->first, line.period), 1, line.units,
							&line.amount);
			exact_amount_clear(&line.amount);
		}
	}
	return products;
}

/* The products of the next partition, in the order of parts and codes; false if there is none. */
static bool
next_partition(PartScan *scan)
{
	MemoryContext caller;
	products_hash *products;
	products_iterator iterator;
	Product *product;
	const char *records;
	Size size;

	if (!catalog_scan_next(&scan->catalog, &records, &size))
		return false;
	memset(&scan->packed, 0, sizeof(scan->packed));
	caller = MemoryContextSwitchTo(scan->catalog.context);
	products = add_up(records, size);
	scan->n = scan->at = 0;
	scan->products = palloc_extended((Size) products->members * sizeof(ProductPointer) + 1, MCXT_ALLOC_HUGE);
	products_start_iterate(products, &iterator);
	while ((product = products_iterate(products, &iterator)) != NULL)
		scan->products[scan->n++] = product;
	sort_products(scan->products, scan->n);
	MemoryContextSwitchTo(caller);
	return true;
}

/* What is written of a product. */
static void
gather(PackedProduct *packed, const Product *product)
{
	packed->key = product->code;
	packed_product_set_counts(packed, &packed->categories, product->categories);
	packed_product_set_counts(packed, &packed->titles, product->titles);
	packed_product_set_periods(packed, product->first);
}

/* The products of the next part, packed. */
static Datum
pack_part(PartScan *scan, MemoryContext context)
{
	int part = scan->products[scan->at]->part;
	MemoryContext caller = MemoryContextSwitchTo(scan->catalog.context);
	StringInfoData packed;
	bytea *result;

	initStringInfo(&packed);
	while (scan->at < scan->n && scan->products[scan->at]->part == part)
	{
		CHECK_FOR_INTERRUPTS();
		gather(&scan->packed, scan->products[scan->at++]);
		packed_product_write(&packed, &scan->packed);
	}
	MemoryContextSwitchTo(caller);
	result = MemoryContextAlloc(context, VARHDRSZ + packed.len);
	SET_VARSIZE(result, VARHDRSZ + packed.len);
	memcpy(VARDATA(result), packed.data, packed.len);
	pfree(packed.data);
	return PointerGetDatum(result);
}

Datum
ecom_product_sums(PG_FUNCTION_ARGS)
{
	FuncCallContext *calls;
	PartScan *scan;
	Datum values[2];
	bool nulls[2] = {0};

	if (SRF_IS_FIRSTCALL())
	{
		calls = SRF_FIRSTCALL_INIT();
		calls->user_fctx = catalog_scan_begin(fcinfo, calls, sizeof(PartScan));
	}
	calls = SRF_PERCALL_SETUP();
	scan = calls->user_fctx;
	while (scan->at == scan->n)
	{
		if (!next_partition(scan))
			SRF_RETURN_DONE(calls);
	}
	values[0] = Int32GetDatum(scan->products[scan->at]->part);
	values[1] = pack_part(scan, CurrentMemoryContext);
	SRF_RETURN_NEXT(calls, HeapTupleGetDatum(heap_form_tuple(calls->tuple_desc, values, nulls)));
}
