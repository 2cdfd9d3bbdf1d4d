/*
 * heap/batch.h
 *		Rows for a heap table, built in place in an arena and inserted many at a time.
 *
 *	the arena	| row | row | row | ...		each: header | NULLs? | values
 *
 * For each row: heap_batch_next() gives room, the caller builds the tuple there, heap_batch_keep() counts it in.
 */
#ifndef ECOM_HEAP_BATCH_H
#define ECOM_HEAP_BATCH_H

#include "base/compat.h"

#include "access/htup.h"
#include "utils/rel.h"

#include "heap/table_version.h"

typedef struct HeapBatch HeapBatch;

/* When the new pages are read: that decides how many of them stay in shared buffers. */
typedef enum HeapReading
{
	HEAP_READ_NEXT, /* right away: all stay */
	HEAP_READ_LATER /* as many stay as fill a quarter; those beyond take turns in a few buffers, as with COPY, and the
				* write-ahead log has to be flushed for each */
} HeapReading;

/*
 * The options are those of table_multi_insert: 0, or TABLE_INSERT_FROZEN and its like for a table that nobody else sees
 * yet.  The rows are counted into a version, where one is given.
 */
extern HeapBatch *heap_batch_create(Relation table, int options, HeapReading reading, TableVersion *version);

/*
 * A tuple whose t_data has room for so many bytes, of which the header and the NULLs' bits are zero.  The caller
 * fills in t_data, and t_len with what it took.
 */
extern HeapTuple heap_batch_next(HeapBatch *batch, Size room);

extern void heap_batch_keep(HeapBatch *batch, HeapTuple tuple);

/* Inserts what is left, and frees the batch; returns the number of rows in all. */
extern uint64 heap_batch_finish(HeapBatch *batch);

#endif /* ECOM_HEAP_BATCH_H */
