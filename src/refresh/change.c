/*
 * refresh/change.c
 *		Which rows of a table or model a run has found, or made, different: see refresh/change.h.
 */
#include "refresh/change.h"

#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "heap/place_reader.h"

#define FIRST_PLACES 64

void
places_add(Places *places, const ItemPointerData *place)
{
	if (places->at == NULL)
	{
		places->allocated = FIRST_PLACES;
		places->at = palloc(places->allocated * sizeof(ItemPointerData));
	}
	if (places->n == places->allocated)
	{
		places->allocated *= 2;
		places->at = repalloc_huge(places->at, places->allocated * sizeof(ItemPointerData));
	}
	places->at[places->n++] = *place;
}

static int
compare_places(const void *a, const void *b)
{
	return ItemPointerCompare(unconstify(ItemPointerData *, (const ItemPointerData *) a),
							  unconstify(ItemPointerData *, (const ItemPointerData *) b));
}

void
places_sort(Places *places)
{
	if (places->n > 1)
		qsort(places->at, places->n, sizeof(ItemPointerData), compare_places);
}

Datum
places_array(const Places *places)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + places->n * sizeof(ItemPointerData);
	ArrayType *array;

	if (places->n == 0)
		return PointerGetDatum(construct_empty_array(TIDOID));
	if (!AllocSizeIsValid(size))
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%lld rows are more than an array can hold", (long long) places->n));
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = TIDOID;
	ARR_DIMS(array)[0] = (int) places->n;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), places->at, places->n * sizeof(ItemPointerData));
	return PointerGetDatum(array);
}

void
change_add(RowChange *change, const ItemPointerData *place, TransactionId writer)
{
	MemoryContext caller = MemoryContextSwitchTo(change->context);

	places_add(&change->added, place);
	MemoryContextSwitchTo(caller);
	table_version_add(&change->version, place, writer);
}

void
change_remove(RowChange *change, const ItemPointerData *place, TransactionId writer)
{
	MemoryContext caller = MemoryContextSwitchTo(change->context);

	places_add(&change->removed, place);
	MemoryContextSwitchTo(caller);
	table_version_remove(&change->version, place, writer);
}

/* Drops from both what is in both. */
static void
cancel(Places *added, Places *removed)
{
	int64 kept_added = 0;
	int64 kept_removed = 0;
	int64 i = 0;
	int64 j = 0;

	while (i < added->n || j < removed->n)
	{
		int order = i == added->n ? 1
					: j == removed->n
						? -1
						: compare_places(&added->at[i], &removed->at[j]);

		if (order < 0)
			added->at[kept_added++] = added->at[i++];
		else if (order > 0)
			removed->at[kept_removed++] = removed->at[j++];
		else
		{
			i++;
			j++;
		}
	}
	added->n = kept_added;
	removed->n = kept_removed;
}

void
change_settle(RowChange *change)
{
	places_sort(&change->added);
	places_sort(&change->removed);
	cancel(&change->added, &change->removed);
}

Tuplestorestate *
places_rows(Relation relation, const Places *places, Snapshot snapshot)
{
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	PlaceReader reader = place_reader_begin(relation, snapshot);

	for (int64 i = 0; i < places->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!place_read(&reader, &places->at[i], slot))
			elog(ERROR, "row (%u,%u) of \"%s\" is not there", ItemPointerGetBlockNumber(&places->at[i]),
				 ItemPointerGetOffsetNumber(&places->at[i]), RelationGetRelationName(relation));
		tuplestore_puttupleslot(rows, slot);
		ExecClearTuple(slot);
	}
	place_reader_end(&reader);
	ExecDropSingleTupleTableSlot(slot);
	return rows;
}
