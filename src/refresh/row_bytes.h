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

typedef struct RowReader
{
	TupleDesc columns;
	MemoryContext copies; /* of rows that are stored otherwise */
} RowReader;

extern RowReader row_reader_create(TupleDesc columns);

/* What was read is not needed any more. */
extern void row_reader_forget(RowReader *reader);

/* The row in a slot that holds a tuple, which it is or is copied to; as long as the slot holds it and nothing is forgotten. */
extern HeapTuple row_read(RowReader *reader, TupleTableSlot *slot);

extern uint32 row_bytes_hash(HeapTuple row);
extern bool row_bytes_equal(HeapTuple one, HeapTuple other);

#endif /* ECOM_REFRESH_ROW_BYTES_H */
