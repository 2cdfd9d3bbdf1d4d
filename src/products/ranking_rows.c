/*
 * products/ranking_rows.c
 *		Rankings of products as SQL has them: see products/ranking_rows.h.
 */
#include "products/ranking_rows.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "products/period_rankings.h"

enum
{
	RANKED_PRODUCT_KEY,
	RANKED_UNITS,
	RANKED_REVENUE,
	RANKED_BY_REVENUE,
	RANKED_BY_UNITS,
	RANKED_COLUMNS
};

enum
{
	RANKING_PERIOD,
	RANKING_CATEGORY,
	RANKING_PRODUCTS,
	RANKING_COLUMNS
};

struct RankingRows
{
	MemoryContext context;
	TupleDesc ranking_type; /* ecom.product_ranking */
	TupleDesc product_type; /* ecom.ranked_product */
	ArrayBuildState *array;
};

/* The columns of a row type. */
static TupleDesc
row_type(Oid type, int columns)
{
	TupleDesc descriptor = lookup_rowtype_tupdesc_copy(type, -1);

	if (descriptor->natts != columns)
		elog(ERROR, "type %u has %d columns, not %d", type, descriptor->natts, columns);
	return descriptor;
}

/*
 * Writing.
 */

RankingRows *
ranking_rows_create(FunctionCallInfo fcinfo, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	RankingRows *rows = palloc0(sizeof(RankingRows));

	rows->context = context;
	rows->ranking_type =
		row_type(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), RANKING_COLUMNS);
	rows->product_type = row_type(
		get_element_type(TupleDescAttr(rows->ranking_type, RANKING_PRODUCTS)->atttypid), RANKED_COLUMNS);
	rows->array = initArrayResult(rows->ranking_type->tdtypeid, context, false);
	MemoryContextSwitchTo(caller);
	return rows;
}

static Datum
product_datum(const RankedProduct *product, TupleDesc descriptor)
{
	Datum values[RANKED_COLUMNS];
	bool nulls[RANKED_COLUMNS] = {0};

	values[RANKED_PRODUCT_KEY] = span_datum(product->key);
	values[RANKED_UNITS] = Int64GetDatum(product->units);
	values[RANKED_REVENUE] = NumericGetDatum(exact_amount_total(&product->revenue));
	values[RANKED_BY_REVENUE] = Int64GetDatum(product->ahead[BY_REVENUE] + 1);
	values[RANKED_BY_UNITS] = Int64GetDatum(product->ahead[BY_UNITS] + 1);
	return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

/* What a ranking gives, as an array; false if that is nothing. */
static bool
products_datum(Ranking *ranking, TupleDesc descriptor, Datum *array)
{
	RankedProduct *products;
	int n = ranking_finish(ranking, &products);
	Datum *elements = palloc((n + 1) * sizeof(Datum));

	for (int i = 0; i < n; i++)
		elements[i] = product_datum(&products[i], descriptor);
	*array =
		PointerGetDatum(construct_array(elements, n, descriptor->tdtypeid, -1, false, TYPALIGN_DOUBLE));
	return n > 0;
}

void
ranking_rows_add(RankingRows *rows, int64 period, const TextSpan *category, Ranking *ranking)
{
	Datum values[RANKING_COLUMNS];
	bool nulls[RANKING_COLUMNS] = {0};
	HeapTuple tuple;

	nulls[RANKING_PERIOD] = period == ALL_PERIODS;
	values[RANKING_PERIOD] = Int32GetDatum((int32) period);
	nulls[RANKING_CATEGORY] = category == NULL;
	values[RANKING_CATEGORY] = category == NULL ? (Datum) 0 : span_datum(*category);
	nulls[RANKING_PRODUCTS] = !products_datum(ranking, rows->product_type, &values[RANKING_PRODUCTS]);
	tuple = heap_form_tuple(rows->ranking_type, values, nulls);
	rows->array = accumArrayResult(rows->array, HeapTupleGetDatum(tuple), false,
								   rows->ranking_type->tdtypeid, rows->context);
}

Datum
ranking_rows_array(RankingRows *rows)
{
	return makeArrayResult(rows->array, CurrentMemoryContext);
}

/*
 * Reading.
 */

/* The elements of an array of rows, with what their columns are; returns the number of those that are not NULL. */
static int
read_elements(ArrayType *array, int columns, TupleDesc *descriptor, HeapTupleData **tuples)
{
	Datum *elements;
	bool *nulls;
	int n;
	int count = 0;

	*descriptor = row_type(ARR_ELEMTYPE(array), columns);
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE, &elements, &nulls, &n);
	*tuples = palloc0((n + 1) * sizeof(HeapTupleData));
	for (int i = 0; i < n; i++)
	{
		HeapTupleHeader row;

		if (nulls[i])
			continue;
		row = DatumGetHeapTupleHeader(elements[i]);
		(*tuples)[count].t_len = HeapTupleHeaderGetDatumLength(row);
		(*tuples)[count++].t_data = row;
	}
	return count;
}

int
ranking_rows_read(ArrayType *array, RankingRow **rows)
{
	TupleDesc descriptor;
	HeapTupleData *tuples;
	int n = read_elements(array, RANKING_COLUMNS, &descriptor, &tuples);

	*rows = palloc((n + 1) * sizeof(RankingRow));
	for (int i = 0; i < n; i++)
	{
		RankingRow *row = &(*rows)[i];
		Datum values[RANKING_COLUMNS];
		bool nulls[RANKING_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(&tuples[i], descriptor, values, nulls);
		row->period = nulls[RANKING_PERIOD] ? ALL_PERIODS : DatumGetInt32(values[RANKING_PERIOD]);
		row->category = (TextSpan){NULL, 0};
		if (!nulls[RANKING_CATEGORY])
			row->category = text_span(DatumGetTextPP(values[RANKING_CATEGORY]));
		row->products = nulls[RANKING_PRODUCTS] ? NULL : DatumGetArrayTypeP(values[RANKING_PRODUCTS]);
	}
	return n;
}

int
ranked_products_read(const RankingRow *row, RankedProduct **products)
{
	TupleDesc descriptor;
	HeapTupleData *tuples;
	int n = read_elements(row->products, RANKED_COLUMNS, &descriptor, &tuples);

	*products = palloc0((n + 1) * sizeof(RankedProduct));
	for (int i = 0; i < n; i++)
	{
		RankedProduct *product = &(*products)[i];
		ExactAmount revenue = {0};
		Datum values[RANKED_COLUMNS];
		bool nulls[RANKED_COLUMNS];

		heap_deform_tuple(&tuples[i], descriptor, values, nulls);
		for (int column = 0; column < RANKED_COLUMNS; column++)
		{
			if (nulls[column])
				ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("a ranked product must not have a NULL in it"));
		}
		exact_amount_add(&revenue, values[RANKED_REVENUE], CurrentMemoryContext);
		*product = ranked_product(text_span(DatumGetTextPP(values[RANKED_PRODUCT_KEY])),
								  DatumGetInt64(values[RANKED_UNITS]), &revenue);
		product->ahead[BY_REVENUE] = DatumGetInt64(values[RANKED_BY_REVENUE]) - 1;
		product->ahead[BY_UNITS] = DatumGetInt64(values[RANKED_BY_UNITS]) - 1;
	}
	return n;
}
