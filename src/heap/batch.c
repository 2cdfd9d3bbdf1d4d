/*
 * heap/batch.c
 *		Rows for a heap table, built in place in an arena and inserted many at a time: see heap/batch.h.
 */
#include "heap/batch.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/memutils.h"

#include "heap/bulk_insert.h"
#include "heap/log_writing.h"
#include "heap/page_reserve.h"

#define ARENA_SIZE (64 * 1024) /* stays in the processor's cache */
#define ROWS_AT_ONCE 1000

struct HeapBatch
{
	MemoryContext context;
	Relation table;
	Size header_size;
	BulkInsertState bulk_insert;
	BlockNumber last_to_keep; /* in shared buffers */
	PageReserve *reserve;
	MemoryContext insert_context; /* for what an insertion allocates, such as compressed values */
	char *arena;
	Size used;
	char *alone; /* the row that is larger than the arena; NULL if there is none */
	int n;
	HeapTupleData *tuples;
	TupleTableSlot **slots;
	uint64 rows;
	LogWriting log;
};

/* Once as many pages were filled as are to stay in shared buffers, those that follow take turns. */
static void
take_turns_if_large(HeapBatch *batch)
{
	Buffer at_hand = bulk_insert_page(batch->bulk_insert);

	if (BufferIsValid(at_hand) && BufferGetBlockNumber(at_hand) > batch->last_to_keep)
		bulk_insert_take_turns(batch->bulk_insert);
}

/* Inserts the rows in the arena. */
static void
flush(HeapBatch *batch)
{
	MemoryContext caller = MemoryContextSwitchTo(batch->insert_context);
	int done = 0;

	for (int i = 0; i < batch->n; i++)
		ExecStoreHeapTuple(&batch->tuples[i], batch->slots[i], false);
	while (done < batch->n)
	{
		int count = page_reserve_tuples(batch->reserve, batch->tuples + done, batch->n - done);

		table_multi_insert(batch->table, batch->slots + done, count, GetCurrentCommandId(true),
						   0, batch->bulk_insert);
		batch->rows += count;
		done += count;
	}
	for (int i = 0; i < batch->n; i++)
		ExecClearTuple(batch->slots[i]);
	batch->n = 0;
	batch->used = 0;
	MemoryContextReset(batch->insert_context);
	MemoryContextSwitchTo(batch->context);
	take_turns_if_large(batch);
	MemoryContextSwitchTo(caller);
	log_writing_go_on(&batch->log);
}

HeapTuple
heap_batch_next(HeapBatch *batch, Size room)
{
	HeapTuple tuple;

	room = MAXALIGN(Max(room, batch->header_size));
	if (batch->n == ROWS_AT_ONCE || batch->used + room > ARENA_SIZE)
		flush(batch);
	if (room > ARENA_SIZE)
		batch->alone = palloc(room);
	tuple = &batch->tuples[batch->n];
	tuple->t_data = (HeapTupleHeader) (batch->alone != NULL ? batch->alone : batch->arena + batch->used);
	memset(tuple->t_data, 0, batch->header_size);
	ItemPointerSetInvalid(&tuple->t_self);
	tuple->t_tableOid = RelationGetRelid(batch->table);
	return tuple;
}

void
heap_batch_keep(HeapBatch *batch, HeapTuple tuple)
{
	batch->n++;
	if (batch->alone == NULL)
		batch->used += MAXALIGN(tuple->t_len);
	else
	{
		flush(batch);
		pfree(batch->alone);
		batch->alone = NULL;
	}
}

uint64
heap_batch_finish(HeapBatch *batch)
{
	uint64 rows;

	flush(batch);
	table_finish_bulk_insert(batch->table, 0);
	page_reserve_release(batch->reserve);
	FreeBulkInsertState(batch->bulk_insert);
	for (int i = 0; i < ROWS_AT_ONCE; i++)
		ExecDropSingleTupleTableSlot(batch->slots[i]);
	MemoryContextDelete(batch->insert_context);
	rows = batch->rows;
	pfree(batch->slots);
	pfree(batch->tuples);
	pfree(batch->arena);
	pfree(batch);
	return rows;
}

HeapBatch *
heap_batch_create(Relation table)
{
	HeapBatch *batch = palloc0(sizeof(HeapBatch));

	batch->context = CurrentMemoryContext;
	batch->table = table;
	batch->log = log_writing_begin();
	batch->header_size = MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(RelationGetDescr(table)->natts));
	batch->bulk_insert = bulk_insert_create();
	batch->last_to_keep = RelationGetNumberOfBlocks(table) + NBuffers / 4;
	batch->reserve = page_reserve_create(table, batch->bulk_insert);
	batch->insert_context =
		AllocSetContextCreate(CurrentMemoryContext, "rows being inserted", ALLOCSET_DEFAULT_SIZES);
	batch->arena = palloc(ARENA_SIZE);
	batch->tuples = palloc0(sizeof(HeapTupleData) * ROWS_AT_ONCE);
	batch->slots = palloc(sizeof(TupleTableSlot *) * ROWS_AT_ONCE);
	for (int i = 0; i < ROWS_AT_ONCE; i++)
		batch->slots[i] = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
	return batch;
}
