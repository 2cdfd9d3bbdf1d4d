/*
 * products/catalog.c
 *		ecom.product_catalog and ecom.products: what many lines say of products, one row per product.
 *
 *		lines: code, category, title -> product_catalog (aggregate) -> products (set-returning): code, category, title
 *
 * GROUP BY would do it, and takes three times as long: a million groups, each with texts, do not fit the memory that
 * hashing may take, and every line waits for memory that is not in the cache.  Here the aggregate only partitions the
 * lines by product; products() takes one partition after the other, and returns its products as it goes.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "aggregate/partitions.h"
#include "aggregate/text_limit.h"
#include "products/frequency.h"

PG_FUNCTION_INFO_V1(ecom_product_catalog_in);
PG_FUNCTION_INFO_V1(ecom_product_catalog_out);
PG_FUNCTION_INFO_V1(ecom_product_catalog_add);
PG_FUNCTION_INFO_V1(ecom_product_catalog_final);
PG_FUNCTION_INFO_V1(ecom_products);

#define AGGREGATE "ecom.product_catalog"

/* A line as a record: lengths, and the texts behind them.  A length of -1 is NULL. */
typedef struct LineHead
{
	int32 code_length;
	int32 category_length;
	int32 title_length;
} LineHead;

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

/*
 * The catalog between the two: an expanded object, of which only a pointer is handed on.
 */
typedef struct Catalog
{
	ExpandedObjectHeader header;
	Partitions *lines; /* only read, so that any number of scans sees all of them */
} Catalog;

static Size
refuse_flat_size(ExpandedObjectHeader *header)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a value of type ecom.product_catalog cannot be stored"),
			errhint("Give it to ecom.products() in the query that made it."));
	return 0;
}

static void
refuse_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	(void) refuse_flat_size(header);
}

static const ExpandedObjectMethods catalog_methods = {refuse_flat_size, refuse_flatten};

Datum
ecom_product_catalog_in(PG_FUNCTION_ARGS)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a value of type ecom.product_catalog cannot be read"),
			errhint("The aggregate ecom.product_catalog() makes one."));
	PG_RETURN_NULL();
}

Datum
ecom_product_catalog_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup("a product catalog"));
}

/*
 * The aggregate.
 */

/* The text of an argument; NULL data for NULL. */
static TextSpan
text_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		return (TextSpan){NULL, 0};
	return span_within_limit(PG_GETARG_TEXT_SPAN(argument));
}

static int32
stored_length(TextSpan text)
{
	return text.data == NULL ? -1 : text.len;
}

Datum
ecom_product_catalog_add(PG_FUNCTION_ARGS)
{
	TextSpan code = text_argument(fcinfo, 1);
	TextSpan category = text_argument(fcinfo, 2);
	TextSpan title = text_argument(fcinfo, 3);
	LineHead head = {stored_length(code), stored_length(category), stored_length(title)};
	RecordPart parts[] = {
		{&head, sizeof(head)}, {code.data, code.len}, {category.data, category.len}, {title.data, title.len}};
	Partitions *lines;

	if (code.data == NULL)
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	lines = PG_ARGISNULL(0) ? partitions_create(fcinfo, aggregate_context(fcinfo, AGGREGATE), 1)
							: (Partitions *) PG_GETARG_POINTER(0);
	partitions_add(lines, span_hash(code), parts, lengthof(parts));
	PG_RETURN_POINTER(lines);
}

Datum
ecom_product_catalog_final(PG_FUNCTION_ARGS)
{
	MemoryContext aggregate = aggregate_context(fcinfo, AGGREGATE);
	MemoryContext context;
	Catalog *catalog;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	context = AllocSetContextCreate(aggregate, "product catalog", ALLOCSET_SMALL_SIZES);
	catalog = MemoryContextAllocZero(context, sizeof(Catalog));
	EOH_init_header(&catalog->header, &catalog_methods, context);
	catalog->lines = (Partitions *) PG_GETARG_POINTER(0);
	/* a pointer of its own in the current context: the object's would be taken for one to copy, until 16 */
	PG_RETURN_POINTER(
		memcpy(palloc(EXPANDED_POINTER_SIZE), catalog->header.eoh_ro_ptr, EXPANDED_POINTER_SIZE));
}

/*
 * The products, one by one.
 */
typedef struct ProductScan
{
	Catalog *catalog;
	MemoryContext context; /* of one partition's products */
	int partition;		   /* the next to read */
	products_hash *products;
	products_iterator iterator;
} ProductScan;

/* Takes a text off the records; NULL data for NULL. */
static TextSpan
take_text(const char **at, int32 length)
{
	TextSpan text = {NULL, 0};

	if (length >= 0)
	{
		text = (TextSpan){*at, length};
		*at += length;
	}
	return text;
}

/* Groups the records of the next partition by product. */
static void
next_partition(ProductScan *scan)
{
	Size size;
	const char *at;
	const char *end;
	MemoryContext caller;

	MemoryContextReset(scan->context);
	caller = MemoryContextSwitchTo(scan->context);
	at = partitions_read(scan->catalog->lines, scan->partition++, &size);
	end = at + size;
	scan->products = products_create(scan->context, 1024, NULL);
	while (at < end)
	{
		LineHead head;
		TextSpan category;
		TextSpan title;
		Product *product;
		bool found;

		CHECK_FOR_INTERRUPTS();
		memcpy(&head, at, sizeof(head));
		at += sizeof(head);
		product = products_insert(scan->products, take_text(&at, head.code_length), &found);
		category = take_text(&at, head.category_length);
		title = take_text(&at, head.title_length);
		if (!found)
			product->categories = product->titles = NULL;
		if (category.data != NULL)
			product->categories = count_text(product->categories, category);
		if (title.data != NULL)
			product->titles = count_text(product->titles, title);
	}
	products_start_iterate(scan->products, &scan->iterator);
	MemoryContextSwitchTo(caller);
}

static Datum
most_frequent(const TextCounts *counts, bool *is_null)
{
	TextSpan text;

	*is_null = counts == NULL;
	if (counts == NULL)
		return (Datum) 0;
	text = most_frequent_text(counts);
	return PointerGetDatum(cstring_to_text_with_len(text.data, text.len));
}

static Catalog *
catalog_of_datum(Datum datum)
{
	ExpandedObjectHeader *header =
		VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)) ? DatumGetEOHP(datum) : NULL;

	if (header == NULL || header->eoh_methods != &catalog_methods)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("this value is no product catalog"),
				errhint("The aggregate ecom.product_catalog() makes one."));
	return (Catalog *) header;
}

static ProductScan *
start_scan(FunctionCallInfo fcinfo, FuncCallContext *calls)
{
	MemoryContext caller = MemoryContextSwitchTo(calls->multi_call_memory_ctx);
	ProductScan *scan = palloc0(sizeof(ProductScan));

	scan->catalog = catalog_of_datum(PG_GETARG_DATUM(0));
	scan->context = AllocSetContextCreate(CurrentMemoryContext, "products", ALLOCSET_DEFAULT_SIZES);
	if (get_call_result_type(fcinfo, NULL, &calls->tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "ecom.products must return a row type");
	calls->tuple_desc = BlessTupleDesc(calls->tuple_desc);
	MemoryContextSwitchTo(caller);
	return scan;
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
		calls->user_fctx = start_scan(fcinfo, calls);
	}
	calls = SRF_PERCALL_SETUP();
	scan = calls->user_fctx;
	while (scan->products == NULL || (product = products_iterate(scan->products, &scan->iterator)) == NULL)
	{
		if (scan->partition == PARTITIONS)
			SRF_RETURN_DONE(calls);
		next_partition(scan);
	}
	values[0] = PointerGetDatum(cstring_to_text_with_len(product->code.data, product->code.len));
	values[1] = most_frequent(product->categories, &nulls[1]);
	values[2] = most_frequent(product->titles, &nulls[2]);
	SRF_RETURN_NEXT(calls, HeapTupleGetDatum(heap_form_tuple(calls->tuple_desc, values, nulls)));
}
