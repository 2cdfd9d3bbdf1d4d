/*
 * heap/place_reader.c
 *		Reads rows at known places: see heap/place_reader.h.
 */
#include "heap/place_reader.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "storage/bufmgr.h"
#include "storage/predicate.h"
#include "utils/rel.h"

#include "base/compat_heap.h"

PlaceReader
place_reader_begin(Relation table, Snapshot snapshot)
{
	return (PlaceReader){table, snapshot, InvalidBuffer};
}

void
place_reader_end(PlaceReader *reader)
{
	if (BufferIsValid(reader->buffer))
		ReleaseBuffer(reader->buffer);
	reader->buffer = InvalidBuffer;
}

/* What is at the place in the page, which is locked; false if it is no row. */
static bool
find_tuple(const PlaceReader *reader, const ItemPointerData *place, HeapTuple tuple)
{
	Page page = BufferGetPage(reader->buffer);
	OffsetNumber number = ItemPointerGetOffsetNumber(place);
	ItemId item;

	if (number < FirstOffsetNumber || number > PageGetMaxOffsetNumber(page))
		return false;
	item = PageGetItemId(page, number);
	if (!ItemIdIsNormal(item))
		return false;
	tuple->t_data = (HeapTupleHeader) PageGetItem(page, item);
	tuple->t_len = ItemIdGetLength(item);
	tuple->t_tableOid = RelationGetRelid(reader->table);
	tuple->t_self = *place;
	return true;
}

/* Does the snapshot see the row?  That is told to who looks out for conflicts of serializable transactions, as heap_fetch() does. */
static bool
is_visible(const PlaceReader *reader, HeapTuple tuple)
{
	bool visible = HeapTupleSatisfiesVisibility(tuple, reader->snapshot, reader->buffer);

	if (visible)
		PredicateLockTID(reader->table, &tuple->t_self, reader->snapshot,
						 HeapTupleHeaderGetXmin(tuple->t_data));
	HeapCheckForSerializableConflictOut(visible, reader->table, tuple, reader->buffer, reader->snapshot);
	return visible;
}

bool
place_read(PlaceReader *reader, const ItemPointerData *place, TupleTableSlot *slot)
{
	HeapTupleData *tuple = &((BufferHeapTupleTableSlot *) slot)->base.tupdata;
	ItemPointerData copy = *place;
	bool is_there;

	/* another kind of table has pages of its own */
	if (reader->table->rd_tableam != GetHeapamTableAmRoutine())
		return table_tuple_fetch_row_version(reader->table, &copy, reader->snapshot, slot);
	ExecClearTuple(slot);
	reader->buffer = ReleaseAndReadBuffer(reader->buffer, reader->table, ItemPointerGetBlockNumber(place));
	LockBuffer(reader->buffer, BUFFER_LOCK_SHARE);
	ecom_refuse_old_snapshot(reader->table, reader->buffer, reader->snapshot);
	is_there = find_tuple(reader, place, tuple) && is_visible(reader, tuple);
	LockBuffer(reader->buffer, BUFFER_LOCK_UNLOCK);
	if (is_there)
	{
		slot->tts_tableOid = RelationGetRelid(reader->table);
		(void) ExecStoreBufferHeapTuple(tuple, slot, reader->buffer);
	}
	return is_there;
}
