/*
 * refresh/row_bytes.h
 *		The bytes of a row, by which it is compared with another one of the same columns: 1.0 and 1.00 differ, and how a value is compressed,
 *		or where it is kept, makes no difference.
 *
 * Most rows are tuples that have just these bytes, in one piece: they need not be looked at value by value.
 */
#ifndef ECOM_REFRESH_ROW_BYTES_H
#define ECOM_REFRESH_ROW_BYTES_H

#include "base/compat.h"

#include "access/htup.h"
#include "executor/tuptable.h"

#include "heap/row_image.h"

typedef struct RowReader
{
	TupleDesc columns;
	RowImage *image; /* of a row that is no tuple yet */
	HeapTupleData row;
	MemoryContext copies; /* of rows that are stored otherwise */
} RowReader;

extern RowReader row_reader_create(TupleDesc columns);
extern void row_reader_free(RowReader *reader);

/* What was read is not needed any more. */
extern void row_reader_forget(RowReader *reader);

/*
 * The row in a slot, as the tuple that it is or is made; as long as the slot holds it and nothing is forgotten, and if it was none, until the
 * next one of that kind is read.
 */
extern HeapTuple row_read(RowReader *reader, TupleTableSlot *slot);

extern uint32 row_bytes_hash(HeapTuple row);
extern bool row_bytes_equal(HeapTuple one, HeapTuple other);

#endif /* ECOM_REFRESH_ROW_BYTES_H */
