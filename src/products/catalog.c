/*
 * products/catalog.c
 *		ecom.product_catalog, an aggregate: see products/catalog.h.
 */
#include "products/catalog.h"

#include "fmgr.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "aggregate/text_limit.h"

PG_FUNCTION_INFO_V1(ecom_product_catalog_in);
PG_FUNCTION_INFO_V1(ecom_product_catalog_out);
PG_FUNCTION_INFO_V1(ecom_product_catalog_add);
PG_FUNCTION_INFO_V1(ecom_product_catalog_final);

#define AGGREGATE "ecom.product_catalog"

/* Between nodes of a cluster it would have to be both written and read. */
#define HINT_OF_CLUSTERS " Copy lines of a distributed table into a temporary one first."

enum
{
	ARG_STATE,
	ARG_CODE,
	ARG_CATEGORY,
	ARG_TITLE,
	ARG_PERIOD, /* of the form with amounts, as what follows */
	ARG_UNITS,
	ARG_AMOUNT
};

#define TITLE_IS_HASHED (-2)

/* A line as a record: lengths, what it adds to sums, and the texts behind that.  A length of -1 is NULL. */
typedef struct LineHead
{
	int32 code_length;
	int32 category_length;
	int32 title_length; /* TITLE_IS_HASHED: the hash's bytes are there instead */
	int32 amount_size; /* 0 for a line that adds nothing */
} LineHead;

/* The amount's bytes follow. */
typedef struct LineSums
{
	int64 units;
	int32 period;
} LineSums;

/*
 * The catalog between the two: an expanded object, of which only a pointer is handed on.
 */
typedef struct Catalog
{
	ExpandedObjectHeader header;
	Partitions *lines;
} Catalog;

static Size
refuse_flat_size(ExpandedObjectHeader *header)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a value of type ecom.product_catalog cannot be stored"),
			errhint("Give it to ecom.products() in the query that made it." HINT_OF_CLUSTERS));
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
			errhint("The aggregate ecom.product_catalog() makes one." HINT_OF_CLUSTERS));
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

/* What a line adds to sums, as bytes; returns how many, 0 if it adds nothing. */
static int32
write_amount(FunctionCallInfo fcinfo, LineSums *sums, char *usual, char **bytes)
{
	ExactAmount amount = {0};
	int32 size;

	if (PG_NARGS() <= ARG_AMOUNT || PG_ARGISNULL(ARG_PERIOD) || PG_ARGISNULL(ARG_UNITS) ||
		PG_ARGISNULL(ARG_AMOUNT))
		return 0;
	sums->period = PG_GETARG_INT32(ARG_PERIOD);
	sums->units = PG_GETARG_INT64(ARG_UNITS);
	exact_amount_add(&amount, PG_GETARG_DATUM(ARG_AMOUNT), CurrentMemoryContext);
	size = (int32) exact_amount_size(&amount);
	*bytes = size > EXACT_AMOUNT_LEAST_SIZE ? palloc(size) : usual;
	(void) exact_amount_write(&amount, *bytes);
	return size;
}

TitleHash
title_hash(TextSpan title)
{
	uint64 hash = hash_bytes_extended((const unsigned char *) title.data, title.len, 0);
	TitleHash result;

	memcpy(result.bytes, &hash, sizeof(hash));
	return result;
}

Datum
ecom_product_catalog_add(PG_FUNCTION_ARGS)
{
	TextSpan code = text_argument(fcinfo, ARG_CODE);
	TextSpan category = text_argument(fcinfo, ARG_CATEGORY);
	TextSpan title = text_argument(fcinfo, ARG_TITLE);
	TitleHash hash;
	LineHead head;
	LineSums sums = {0};
	char usual[EXACT_AMOUNT_LEAST_SIZE];
	char *amount = NULL;
	Partitions *lines;

	if (code.data == NULL)
	{
		if (PG_ARGISNULL(ARG_STATE))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	}
	lines = PG_ARGISNULL(ARG_STATE) ? partitions_create(fcinfo, aggregate_context(fcinfo, AGGREGATE), 1)
									: (Partitions *) PG_GETARG_POINTER(ARG_STATE);
	head = (LineHead){stored_length(code), stored_length(category), stored_length(title),
					  write_amount(fcinfo, &sums, usual, &amount)};
	if (PG_NARGS() > ARG_AMOUNT && title.data != NULL)
	{
		hash = title_hash(title);
		title = (TextSpan){hash.bytes, sizeof(hash.bytes)};
		head.title_length = TITLE_IS_HASHED;
	}
	partitions_add(lines, span_hash(code),
				   (RecordPart[]){{&head, sizeof(head)},
								  {&sums, head.amount_size > 0 ? sizeof(sums) : 0},
								  {amount, head.amount_size},
								  {code.data, code.len},
								  {category.data, category.len},
								  {title.data, title.len}},
				   6);
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
 * Its lines.
 */

static Partitions *
lines_of(Datum catalog)
{
	ExpandedObjectHeader *header =
		VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(catalog)) ? DatumGetEOHP(catalog) : NULL;

	if (header == NULL || header->eoh_methods != &catalog_methods)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("this value is no product catalog"),
				errhint("The aggregate ecom.product_catalog() makes one." HINT_OF_CLUSTERS));
	return ((Catalog *) header)->lines;
}

void *
catalog_scan_begin(FunctionCallInfo fcinfo, FuncCallContext *calls, Size size)
{
	MemoryContext caller = MemoryContextSwitchTo(calls->multi_call_memory_ctx);
	CatalogScan *scan = palloc0(size);

	scan->lines = lines_of(PG_GETARG_DATUM(0));
	scan->context = AllocSetContextCreate(CurrentMemoryContext, "products", ALLOCSET_DEFAULT_SIZES);
	if (get_call_result_type(fcinfo, NULL, &calls->tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "a scan of a product catalog must return a row type");
	calls->tuple_desc = BlessTupleDesc(calls->tuple_desc);
	MemoryContextSwitchTo(caller);
	return scan;
}

bool
catalog_scan_next(CatalogScan *scan, const char **records, Size *size)
{
	MemoryContext caller;

	if (scan->partition == PARTITIONS)
		return false;
	MemoryContextReset(scan->context);
	caller = MemoryContextSwitchTo(scan->context);
	*records = partitions_read(scan->lines, scan->partition++, size);
	MemoryContextSwitchTo(caller);
	return true;
}

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

void
catalog_take_line(const char **at, CatalogLine *line)
{
	LineHead head;

	memcpy(&head, *at, sizeof(head));
	*at += sizeof(head);
	line->has_amount = head.amount_size > 0;
	if (line->has_amount)
	{
		LineSums sums;

		memcpy(&sums, *at, sizeof(sums));
		*at += sizeof(sums);
		line->period = sums.period;
		line->units = sums.units;
		*at += exact_amount_read_own(&line->amount, *at, head.amount_size, CurrentMemoryContext);
	}
	line->code = take_text(at, head.code_length);
	line->category = take_text(at, head.category_length);
	line->title_hash = (TextSpan){NULL, 0};
	if (head.title_length == TITLE_IS_HASHED)
		line->title_hash = take_text(at, sizeof(TitleHash));
	line->title = take_text(at, head.title_length);
}
