/*
 * refresh/row_bytes.c
 *		The bytes of a row: see refresh/row_bytes.h.
 */
#include "refresh/row_bytes.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/memutils.h"

RowReader
row_reader_create(TupleDesc columns)
{
	return (RowReader){columns, AllocSetContextCreate(CurrentMemoryContext, "row", ALLOCSET_SMALL_SIZES)};
}

void
row_reader_forget(RowReader *reader)
{
	MemoryContextReset(reader->copies);
}

/* Is a value stored as heap_form_tuple() stores one that is neither compressed nor elsewhere? */
static bool
is_plain(const struct varlena *value, char storage)
{
	/* one that is elsewhere has the mark of a short one, too */
	if (VARATT_IS_EXTERNAL(value))
		return false;
	if (storage == TYPSTORAGE_PLAIN)
		return VARATT_IS_4B_U(value);
	return VARATT_IS_SHORT(value) || (VARATT_IS_4B_U(value) && !VARATT_CAN_MAKE_SHORT(value));
}

static bool
is_stored_plainly(TupleDesc columns, TupleTableSlot *slot, HeapTuple tuple)
{
	/* a table's older rows lack columns that it was given later */
	if (HeapTupleHeaderGetNatts(tuple->t_data) != columns->natts)
		return false;
	if (!HeapTupleHasVarWidth(tuple))
		return true;
	slot_getallattrs(slot);
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (column->attlen == -1 && !slot->tts_isnull[i] &&
			!is_plain((const struct varlena *) DatumGetPointer(slot->tts_values[i]), column->attstorage))
			return false;
	}
	return true;
}

static HeapTuple
plain_copy(RowReader *reader, TupleTableSlot *slot)
{
	MemoryContext caller = MemoryContextSwitchTo(reader->copies);
	Datum *values = palloc(reader->columns->natts * sizeof(Datum));
	HeapTuple copy;

	slot_getallattrs(slot);
	for (int i = 0; i < reader->columns->natts; i++)
	{
		values[i] = slot->tts_values[i];
		if (TupleDescAttr(reader->columns, i)->attlen == -1 && !slot->tts_isnull[i])
			values[i] = PointerGetDatum(PG_DETOAST_DATUM(values[i]));
	}
	copy = heap_form_tuple(reader->columns, values, slot->tts_isnull);
	MemoryContextSwitchTo(caller);
	return copy;
}

HeapTuple
row_read(RowReader *reader, TupleTableSlot *slot)
{
	/* of a tuple of this kind, too, all but the header of a heap's is there */
	HeapTuple tuple = TTS_IS_MINIMALTUPLE(slot) ? ((MinimalTupleTableSlot *) slot)->tuple : ((HeapTupleTableSlot *) slot)->tuple;

	return is_stored_plainly(reader->columns, slot, tuple) ? tuple : plain_copy(reader, slot);
}

static const char *
values_of(HeapTuple row)
{
	return (const char *) row->t_data + row->t_data->t_hoff;
}

static uint32
values_size(HeapTuple row)
{
	return row->t_len - row->t_data->t_hoff;
}

uint32
row_bytes_hash(HeapTuple row)
{
	return hash_bytes((const unsigned char *) values_of(row), (int) values_size(row));
}

bool
row_bytes_equal(HeapTuple one, HeapTuple other)
{
	if (values_size(one) != values_size(other) || HeapTupleHasNulls(one) != HeapTupleHasNulls(other) ||
		(HeapTupleHasNulls(one) &&
		 memcmp(one->t_data->t_bits, other->t_data->t_bits, BITMAPLEN(HeapTupleHeaderGetNatts(one->t_data))) != 0))
		return false;
	return memcmp(values_of(one), values_of(other), values_size(one)) == 0;
}
