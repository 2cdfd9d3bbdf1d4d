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

#define ST_SORT sort_by_hash
#define ST_ELEMENT_TYPE OldRow
#define ST_COMPARE(a, b) ((a)->hash < (b)->hash ? -1 : (a)->hash > (b)->hash)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_by_key
#define ST_ELEMENT_TYPE OldRow
#define ST_COMPARE(a, b) ((a)->key_hash < (b)->key_hash ? -1 : (a)->key_hash > (b)->key_hash)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

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
image_hash(TupleTableSlot *slot)
{
	uint32 hash = 0;

	slot_getallattrs(slot);
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
		hash = hash_combine(hash, value_hash(slot, i));
	return hash;
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
is_same_image(TupleTableSlot *one, TupleTableSlot *other)
{
	slot_getallattrs(one);
	slot_getallattrs(other);
	for (int i = 0; i < one->tts_tupleDescriptor->natts; i++)
	{
		if (!is_same_value(one, other, i))
			return false;
	}
	return true;
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
read_row(OldRows *old)
{
	HeapTuple tuple = ((HeapTupleTableSlot *) old->slot)->tuple;

	if (old->n == old->allocated)
	{
		old->allocated *= 2;
		old->rows = repalloc_huge(old->rows, old->allocated * sizeof(OldRow));
	}
	old->rows[old->n++] = (OldRow){image_hash(old->slot), key_hash(old->slot, old->key),
								   HeapTupleHeaderGetRawXmin(tuple->t_data), old->slot->tts_tid, false};
}

static void
read_all(OldRows *old)
{
	TableScanDesc scan = ecom_scan_begin(old->model, old->snapshot);

	while (table_scan_getnextslot(scan, ForwardScanDirection, old->slot))
	{
		CHECK_FOR_INTERRUPTS();
		read_row(old);
	}
	table_endscan(scan);
}

static void
read_at(OldRows *old, const Places *places)
{
	for (int64 i = 0; i < places->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!table_tuple_fetch_row_version(old->model, &places->at[i], old->snapshot, old->slot))
			elog(ERROR, "a row of \"%s\" is not there", RelationGetRelationName(old->model));
		read_row(old);
		ExecClearTuple(old->slot);
	}
}

OldRows *
old_rows_read(Relation model, const Places *places, Snapshot snapshot)
{
	OldRows *old = palloc0(sizeof(OldRows));

	old->model = model;
	old->snapshot = snapshot;
	old->slot = table_slot_create(model, NULL);
	old->key = key_of(model);
	old->allocated = places != NULL ? Max(places->n, 1) : 1024;
	old->rows = palloc_extended(old->allocated * sizeof(OldRow), MCXT_ALLOC_HUGE);
	if (places != NULL)
		read_at(old, places);
	else
		read_all(old);
	sort_by_hash(old->rows, old->n);
	return old;
}

static uint32
hash_of(const OldRow *row, bool by_key)
{
	return by_key ? row->key_hash : row->hash;
}

/* Keeps an old row that equals the new one, in the key or as a whole, by whose hash they are sorted; NULL if none does. */
static OldRow *
keep_equal(OldRows *old, TupleTableSlot *row, bool by_key)
{
	uint32 hash = by_key ? key_hash(row, old->key) : image_hash(row);
	int64 low = 0;
	int64 high = old->n;

	while (low < high)
	{
		int64 middle = low + (high - low) / 2;

		if (hash_of(&old->rows[middle], by_key) < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < old->n && hash_of(&old->rows[low], by_key) == hash; low++)
	{
		OldRow *candidate = &old->rows[low];

		if (candidate->kept ||
			!table_tuple_fetch_row_version(old->model, &candidate->place, old->snapshot, old->slot))
			continue;
		candidate->kept = by_key ? has_same_key(row, old->slot, old->key) : is_same_image(row, old->slot);
		ExecClearTuple(old->slot);
		if (candidate->kept)
			return candidate;
	}
	return NULL;
}

bool
old_rows_keep(OldRows *old, TupleTableSlot *row)
{
	return keep_equal(old, row, false) != NULL;
}

void
old_rows_leave_unkept(OldRows *old)
{
	int64 n = 0;

	for (int64 i = 0; i < old->n; i++)
	{
		if (!old->rows[i].kept)
			old->rows[n++] = old->rows[i];
	}
	old->n = n;
	sort_by_key(old->rows, n);
}

OldRow *
old_rows_take(OldRows *old, TupleTableSlot *row)
{
	return old->key == NULL ? NULL : keep_equal(old, row, true);
}

void
old_rows_free(OldRows *old)
{
	ExecDropSingleTupleTableSlot(old->slot);
	pfree(old->rows);
	pfree(old);
}
