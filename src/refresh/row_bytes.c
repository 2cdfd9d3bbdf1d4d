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
	return (RowReader){.columns = columns,
					   .image = row_image_create(columns),
					   .copies = AllocSetContextCreate(CurrentMemoryContext, "row", ALLOCSET_SMALL_SIZES)};
}

void
row_reader_free(RowReader *reader)
{
	row_image_free(reader->image);
	MemoryContextDelete(reader->copies);
}

void
row_reader_forget(RowReader *reader)
{
	MemoryContextReset(reader->copies);
}

/* May a value of varying length be stored as it is?  It is not compressed or elsewhere, and as long as the column's storage has it. */
static bool
is_plain(const struct varlena *value, char storage)
{
	/* one that is elsewhere has the mark of a short one, too */
	if (VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value))
		return false;
	return storage != TYPSTORAGE_PLAIN || !VARATT_IS_SHORT(value);
}

/* Did heap_form_tuple() store it like that?  It makes short what can be. */
static bool
is_stored_plainly(const struct varlena *value, char storage)
{
	return is_plain(value, storage) &&
		   (storage == TYPSTORAGE_PLAIN || VARATT_IS_SHORT(value) || !VARATT_CAN_MAKE_SHORT(value));
}

static bool
all_are(bool (*check)(const struct varlena *value, char storage), TupleDesc columns, const TupleTableSlot *slot)
{
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (column->attlen == -1 && !slot->tts_isnull[i] &&
			!check((const struct varlena *) DatumGetPointer(slot->tts_values[i]), column->attstorage))
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

/* The tuple that the slot has; NULL if it has values only. */
static HeapTuple
tuple_of(TupleTableSlot *slot)
{
	/* of a tuple of the first kind, too, all but the header of a heap's is there */
	if (TTS_IS_MINIMALTUPLE(slot))
		return ((MinimalTupleTableSlot *) slot)->mintuple != NULL ? ((MinimalTupleTableSlot *) slot)->tuple : NULL;
	return TTS_IS_HEAPTUPLE(slot) || TTS_IS_BUFFERTUPLE(slot) ? ((HeapTupleTableSlot *) slot)->tuple : NULL;
}

/* NULL if its values cannot be stored as they are. */
static HeapTuple
image_of(RowReader *reader, TupleTableSlot *slot)
{
	Size size;

	slot_getallattrs(slot);
	if (!all_are(is_plain, reader->columns, slot))
		return NULL;
	reader->row.t_data = row_image_make(reader->image, slot->tts_values, slot->tts_isnull, &size);
	reader->row.t_len = (uint32) size;
	return reader->row.t_data != NULL ? &reader->row : NULL;
}

HeapTuple
row_read(RowReader *reader, TupleTableSlot *slot)
{
	HeapTuple row = tuple_of(slot);

	if (row == NULL)
		row = image_of(reader, slot);
	/* a table's older rows lack columns that it was given later */
	else if (HeapTupleHeaderGetNatts(row->t_data) != reader->columns->natts)
		row = NULL;
	else if (HeapTupleHasVarWidth(row))
	{
		slot_getallattrs(slot);
		if (!all_are(is_stored_plainly, reader->columns, slot))
			row = NULL;
	}
	return row != NULL ? row : plain_copy(reader, slot);
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
