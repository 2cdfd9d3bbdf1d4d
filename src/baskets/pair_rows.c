/*
 * baskets/pair_rows.c
 *		Pairs of categories as SQL has them: see baskets/pair_rows.h.
 */
#include "baskets/pair_rows.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

enum
{
	PAIR_CATEGORY,
	PAIR_OTHER_CATEGORY,
	PAIR_BASKETS,
	PAIR_CATEGORY_BASKETS,
	PAIR_OTHER_BASKETS,
	PAIR_ALL_BASKETS,
	PAIR_COLUMNS
};

struct PairRows
{
	const BasketCounts *counts;
	TupleDesc pair_type; /* ecom.category_pair */
	MemoryContext context;
	ArrayBuildState *array;
};

PairRows *
pair_rows_create(FunctionCallInfo fcinfo, const BasketCounts *counts)
{
	PairRows *rows = palloc0(sizeof(PairRows));

	rows->counts = counts;
	rows->context = CurrentMemoryContext;
	rows->pair_type =
		lookup_rowtype_tupdesc_copy(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), -1);
	if (rows->pair_type->natts != PAIR_COLUMNS)
		elog(ERROR, "ecom.category_pair has %d columns, not %d", rows->pair_type->natts, PAIR_COLUMNS);
	rows->array = initArrayResult(rows->pair_type->tdtypeid, rows->context, true);
	return rows;
}

void
pair_rows_add(PairRows *rows, uint32 one, uint32 another, int64 baskets)
{
	const BasketCounts *counts = rows->counts;
	bool in_order = span_compare(counts->names[one], counts->names[another]) < 0;
	uint32 category = in_order ? one : another;
	uint32 other = in_order ? another : one;
	Datum values[PAIR_COLUMNS];
	bool nulls[PAIR_COLUMNS] = {0};
	HeapTuple tuple;

	values[PAIR_CATEGORY] = span_datum(counts->names[category]);
	values[PAIR_OTHER_CATEGORY] = span_datum(counts->names[other]);
	values[PAIR_BASKETS] = Int64GetDatum(baskets);
	values[PAIR_CATEGORY_BASKETS] = Int64GetDatum(counts->of_category[category]);
	values[PAIR_OTHER_BASKETS] = Int64GetDatum(counts->of_category[other]);
	values[PAIR_ALL_BASKETS] = Int64GetDatum(counts->all);
	tuple = heap_form_tuple(rows->pair_type, values, nulls);
	rows->array = accumArrayResult(rows->array, HeapTupleGetDatum(tuple), false, rows->pair_type->tdtypeid,
								   rows->context);
	pfree(tuple);
	pfree(DatumGetPointer(values[PAIR_CATEGORY]));
	pfree(DatumGetPointer(values[PAIR_OTHER_CATEGORY]));
}

Datum
pair_rows_array(PairRows *rows)
{
	return makeArrayResult(rows->array, CurrentMemoryContext);
}
