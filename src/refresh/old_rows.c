/*
 * refresh/old_rows.c
 *		The rows of a model that new ones are compared with: see refresh/old_rows.h.
 */
#include "refresh/old_rows.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/tupdesc.h"
#include "catalog/pg_index.h"
#include "common/hashfn.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "utils/datum.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "base/compat_heap.h"
#include "heap/place_reader.h"

#define MOST_ROWS ((int64) PG_UINT32_MAX / 2)

/* A hash of a value as it is stored: 1.0 and 1.00 differ. */
static uint32
value_hash(TupleTableSlot *slot, int column)
{
	Form_pg_attribute attribute = TupleDescAttr(slot->tts_tupleDescriptor, column);

	return slot->tts_isnull[column]
			   ? 0
			   : datum_image_hash(slot->tts_values[column], attribute->attbyval, attribute->attlen);
}

static uint32
key_hash(TupleTableSlot *slot, const Bitmapset *key)
{
	uint32 hash = 0;
	int column = -1;

	slot_getallattrs(slot);
	while ((column = bms_next_member(key, column)) >= 0)
		hash = hash_combine(hash, value_hash(slot, column - 1));
	return hash;
}

static bool
is_same_value(TupleTableSlot *one, TupleTableSlot *other, int column)
{
	Form_pg_attribute attribute = TupleDescAttr(one->tts_tupleDescriptor, column);

	if (one->tts_isnull[column] || other->tts_isnull[column])
		return one->tts_isnull[column] && other->tts_isnull[column];
	return datum_image_eq(one->tts_values[column], other->tts_values[column], attribute->attbyval,
						  attribute->attlen);
}

static bool
has_same_key(TupleTableSlot *one, TupleTableSlot *other, const Bitmapset *key)
{
	int column = -1;

	slot_getallattrs(one);
	slot_getallattrs(other);
	while ((column = bms_next_member(key, column)) >= 0)
	{
		if (!is_same_value(one, other, column - 1))
			return false;
	}
	return true;
}

/* The columns of a unique index that states the grain; NULL if there is none. */
static Bitmapset *
key_of(Relation model)
{
	List *indexes = RelationGetIndexList(model);
	Bitmapset *key = NULL;
	ListCell *cell;

	foreach (cell, indexes)
	{
		HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(lfirst_oid(cell)));
		Form_pg_index index = (Form_pg_index) GETSTRUCT(tuple);

		if (key == NULL && index->indisunique && index->indisvalid &&
			heap_attisnull(tuple, Anum_pg_index_indpred, NULL) &&
			heap_attisnull(tuple, Anum_pg_index_indexprs, NULL))
		{
			for (int i = 0; i < index->indnkeyatts; i++)
				key = bms_add_member(key, index->indkey.values[i]);
		}
		ReleaseSysCache(tuple);
	}
	list_free(indexes);
	return key;
}

static void
read_row(OldRows *old, Tuplestorestate *copies)
{
	HeapTuple tuple = ((HeapTupleTableSlot *) old->slot)->tuple;

	if (old->n == MOST_ROWS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("\"%s\" has more rows than can be compared", RelationGetRelationName(old->model)));
	if (old->n == old->allocated)
	{
		old->allocated *= 2;
		old->rows = repalloc_huge(old->rows, old->allocated * sizeof(OldRow));
	}
	row_reader_forget(&old->reader);
	old->rows[old->n++] = (OldRow){row_bytes_hash(row_read(&old->reader, old->slot)), 0,
								   HeapTupleHeaderGetRawXmin(tuple->t_data), old->slot->tts_tid, false};
	if (copies != NULL)
		tuplestore_puttupleslot(copies, old->slot);
}

static void
read_all(OldRows *old, Tuplestorestate *copies)
{
	TableScanDesc scan = ecom_scan_begin(old->model, old->snapshot);

	while (table_scan_getnextslot(scan, ForwardScanDirection, old->slot))
	{
		CHECK_FOR_INTERRUPTS();
		read_row(old, copies);
	}
	table_endscan(scan);
}

static void
read_at(OldRows *old, const Places *places, Tuplestorestate *copies)
{
	PlaceReader reader = place_reader_begin(old->model, old->snapshot);

	for (int64 i = 0; i < places->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!place_read(&reader, &places->at[i], old->slot))
			elog(ERROR, "a row of \"%s\" is not there", RelationGetRelationName(old->model));
		read_row(old, copies);
		ExecClearTuple(old->slot);
	}
	place_reader_end(&reader);
}

/* Has rows found by their hashes; those that are found first come first. */
static void
index_rows(OldRows *old)
{
	old->bits = 1;
	while (old->bits < old->n)
		old->bits = old->bits << 1 | 1;
	old->first = palloc_extended((old->bits + (Size) 1) * sizeof(uint32), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = old->n - 1; i >= 0; i--)
	{
		uint32 *first = &old->first[old->rows[i].hash & old->bits];

		CHECK_FOR_INTERRUPTS();
		old->rows[i].next = *first;
		*first = (uint32) i + 1;
	}
}

OldRows *
old_rows_read(Relation model, const Places *places, Snapshot snapshot, Tuplestorestate *copies)
{
	OldRows *old = palloc0(sizeof(OldRows));

	old->model = model;
	old->snapshot = snapshot;
	old->slot = table_slot_create(model, NULL);
	old->reader = row_reader_create(RelationGetDescr(model));
	old->key = key_of(model);
	old->allocated = places != NULL ? Max(places->n, 1) : 1024;
	old->rows = palloc_extended(old->allocated * sizeof(OldRow), MCXT_ALLOC_HUGE);
	if (places != NULL)
		read_at(old, places, copies);
	else
		read_all(old, copies);
	index_rows(old);
	return old;
}

static bool
fetch(OldRows *old, const OldRow *row)
{
	ItemPointerData place = row->place;

	return table_tuple_fetch_row_version(old->model, &place, old->snapshot, old->slot);
}

/* Is the row in the slot another one's equal?  As a whole where that is given, else in the key. */
static bool
is_equal(OldRows *old, TupleTableSlot *row, HeapTuple whole)
{
	return whole != NULL ? row_bytes_equal(whole, row_read(&old->reader, old->slot))
						 : has_same_key(row, old->slot, old->key);
}

/* Keeps an old row that equals the new one, by the hash of which it is found, and is not found again; NULL if none does. */
static OldRow *
keep_equal(OldRows *old, TupleTableSlot *row, HeapTuple whole, uint32 hash)
{
	uint32 *link = &old->first[hash & old->bits];

	while (*link != 0)
	{
		OldRow *candidate = &old->rows[*link - 1];

		CHECK_FOR_INTERRUPTS();
		if (candidate->hash == hash && fetch(old, candidate))
		{
			candidate->kept = is_equal(old, row, whole);
			ExecClearTuple(old->slot);
			if (candidate->kept)
			{
				*link = candidate->next;
				return candidate;
			}
		}
		link = &candidate->next;
	}
	return NULL;
}

bool
old_rows_keep(OldRows *old, TupleTableSlot *row)
{
	HeapTuple whole;

	row_reader_forget(&old->reader);
	whole = row_read(&old->reader, row);
	return keep_equal(old, row, whole, row_bytes_hash(whole)) != NULL;
}

void
old_rows_leave_unkept(OldRows *old)
{
	PlaceReader reader = place_reader_begin(old->model, old->snapshot);
	int64 n = 0;

	for (int64 i = 0; i < old->n; i++)
	{
		OldRow *row = &old->rows[i];

		CHECK_FOR_INTERRUPTS();
		if (row->kept)
			continue;
		if (old->key != NULL && place_read(&reader, &row->place, old->slot))
		{
			row->hash = key_hash(old->slot, old->key);
			ExecClearTuple(old->slot);
		}
		old->rows[n++] = *row;
	}
	place_reader_end(&reader);
	old->n = n;
	pfree(old->first);
	index_rows(old);
}

OldRow *
old_rows_take(OldRows *old, TupleTableSlot *row)
{
	return old->key == NULL ? NULL : keep_equal(old, row, NULL, key_hash(row, old->key));
}

void
old_rows_free(OldRows *old)
{
	ExecDropSingleTupleTableSlot(old->slot);
	row_reader_free(&old->reader);
	pfree(old->first);
	pfree(old->rows);
	pfree(old);
}
