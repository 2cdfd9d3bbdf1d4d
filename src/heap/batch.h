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

typedef struct HeapBatch HeapBatch;

/*
 * As many of the new pages stay in shared buffers as fill a quarter of them; those beyond take turns in a few buffers, as with
 * COPY, and the write-ahead log has to be flushed for each.
 */
extern HeapBatch *heap_batch_create(Relation table);

/*
 * A tuple whose t_data has room for so many bytes, of which the header and the NULLs' bits are zero.  The caller
 * fills in t_data, and t_len with what it took.
 */
extern HeapTuple heap_batch_next(HeapBatch *batch, Size room);

extern void heap_batch_keep(HeapBatch *batch, HeapTuple tuple);

/* Inserts what is left, and frees the batch; returns the number of rows in all. */
extern uint64 heap_batch_finish(HeapBatch *batch);

#endif /* ECOM_HEAP_BATCH_H */
