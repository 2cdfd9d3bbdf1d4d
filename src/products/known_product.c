/*
 * products/known_product.c
 *		ecom.known_product: the category and the title of a product, by what is kept of it.
 *
 * Of titles only hashes are kept, and how many lines have them: which of some titles leads can be told, not which of all.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "products/catalog.h"
#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_known_product);

enum
{
	ARG_PRODUCTS,
	ARG_CODE,
	ARG_TITLES,
	ARG_NO_CATEGORY
};

enum
{
	COLUMN_CATEGORY,
	COLUMN_TITLE,
	COLUMN_IS_CERTAIN,
	COLUMNS
};

/* Comes to the product with the code; false if there is none. */
static bool
find_product(PackedReading *reading, TextSpan code)
{
	while (packed_reading_is_open(reading) && !span_equals(reading->product.key, code))
	{
		CHECK_FOR_INTERRUPTS();
		packed_reading_next(reading);
	}
	return packed_reading_is_open(reading);
}

/* The title that leads of those that are known, and whether it leads of all. */
typedef struct LeadingTitle
{
	TextSpan text; /* without data: no line has one of these */
	bool is_certain;
} LeadingTitle;

/* Does a title that is not known have as many lines? */
static bool
has_rival(const PackedCounts *titles, const bool *are_known, int64 lines)
{
	for (int i = 0; i < titles->n; i++)
	{
		if (!are_known[i] && titles->counts[i].lines >= lines)
			return true;
	}
	return false;
}

/* Of titles (NULL: none) the one that most lines have, of equally frequent ones the first in byte order. */
static LeadingTitle
leading_title(const PackedProduct *product, ArrayType *titles)
{
	LeadingTitle leading = {{NULL, 0}, true};
	bool *are_known = palloc0(product->titles.n + 1);
	int64 most = 0;
	Datum *elements;
	bool *nulls;
	int n = 0;

	if (titles != NULL)
		deconstruct_array(titles, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		TextSpan title;
		TitleHash hash;
		int at;
		int64 lines;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		title = text_span((struct varlena *) DatumGetPointer(elements[i]));
		hash = title_hash(title);
		at = packed_counts_find(&product->titles, (TextSpan){hash.bytes, sizeof(hash.bytes)});
		if (at < 0)
			continue;
		are_known[at] = true;
		lines = product->titles.counts[at].lines;
		if (lines > most || (lines == most && span_compare(title, leading.text) < 0))
		{
			leading.text = title;
			most = lines;
		}
	}
	leading.is_certain = !has_rival(&product->titles, are_known, most);
	return leading;
}

Datum
ecom_known_product(PG_FUNCTION_ARGS)
{
	TextSpan category = {NULL, 0};
	PackedReading reading;
	LeadingTitle title;
	TupleDesc descriptor;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {0};

	if (PG_ARGISNULL(ARG_PRODUCTS) || PG_ARGISNULL(ARG_CODE))
		PG_RETURN_NULL();
	reading = packed_reading_begin(PG_GETARG_BYTEA_PP(ARG_PRODUCTS));
	if (!find_product(&reading, PG_GETARG_TEXT_SPAN(ARG_CODE)))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "ecom.known_product() must return a row type");
	if (!PG_ARGISNULL(ARG_NO_CATEGORY))
		category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY);
	category = packed_product_category(&reading.product, category);
	title = leading_title(&reading.product, PG_ARGISNULL(ARG_TITLES) ? NULL : PG_GETARG_ARRAYTYPE_P(ARG_TITLES));
	nulls[COLUMN_CATEGORY] = category.data == NULL;
	if (category.data != NULL)
		values[COLUMN_CATEGORY] = span_datum(category);
	nulls[COLUMN_TITLE] = title.text.data == NULL;
	if (title.text.data != NULL)
		values[COLUMN_TITLE] = span_datum(title.text);
	values[COLUMN_IS_CERTAIN] = BoolGetDatum(title.is_certain);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
