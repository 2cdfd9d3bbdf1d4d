/*
 * refresh/model_fill.c
 *		Rebuilds a model as REFRESH MATERIALIZED VIEW does, in about two thirds of its time.
 *
 * REFRESH hands each row to the table by itself, with a record of its own in the write-ahead log.  Here rows that
 * come from a parallel plan's workers are copied as they arrive, and each page is filled and logged at once.
 */
#include "refresh/model_fill.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/multixact.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/tupdesc.h"
#include "commands/cluster.h"
#include "commands/matview.h"
#include "commands/tablecmds.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/lmgr.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/identity.h"
#include "heap/batch.h"
#include "refresh/model_query.h"

/*
 * The receiver of the query's rows.
 */
typedef struct RowReceiver
{
	DestReceiver receiver;
	Oid table;
	Relation relation;
	HeapBatch *batch;
	TableVersion version; /* of what was received */
} RowReceiver;

static void
row_receiver_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	RowReceiver *receiver = (RowReceiver *) self;

	receiver->relation = table_open(receiver->table, NoLock);
	/* as REFRESH does: nobody else sees the table before it is complete, so its rows need no second visit */
	receiver->batch = heap_batch_create(receiver->relation, TABLE_INSERT_SKIP_FSM | TABLE_INSERT_FROZEN,
										HEAP_READ_NEXT, &receiver->version);
}

/* Copies a row that is a tuple already. */
static void
put_minimal_tuple(HeapBatch *batch, MinimalTuple row)
{
	HeapTuple tuple = heap_batch_next(batch, row->t_len + MINIMAL_TUPLE_OFFSET);

	memcpy((char *) tuple->t_data + MINIMAL_TUPLE_OFFSET, row, row->t_len);
	memset(tuple->t_data, 0, offsetof(HeapTupleHeaderData, t_infomask2));
	tuple->t_len = row->t_len + MINIMAL_TUPLE_OFFSET;
	heap_batch_keep(batch, tuple);
}

/* Builds a tuple from a row's values. */
static void
put_values(HeapBatch *batch, TupleDesc descriptor, Datum *values, bool *nulls)
{
	Size data_size = heap_compute_data_size(descriptor, values, nulls);
	Size header_size = SizeofHeapTupleHeader;
	bool has_nulls = false;
	HeapTuple tuple;
	HeapTupleHeader header;

	for (int i = 0; i < descriptor->natts; i++)
		has_nulls |= nulls[i];
	if (has_nulls)
		header_size += BITMAPLEN(descriptor->natts);
	header_size = MAXALIGN(header_size);
	tuple = heap_batch_next(batch, header_size + data_size);
	header = tuple->t_data;
	HeapTupleHeaderSetNatts(header, descriptor->natts);
	header->t_hoff = header_size;
	/* alignment leaves gaps, and what lies in them goes to disk */
	memset((char *) header + header_size, 0, data_size);
	heap_fill_tuple(descriptor, values, nulls, (char *) header + header_size, data_size, &header->t_infomask,
					has_nulls ? header->t_bits : NULL);
	tuple->t_len = header_size + data_size;
	heap_batch_keep(batch, tuple);
}

static bool
row_receiver_receive(TupleTableSlot *slot, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	if (TTS_IS_MINIMALTUPLE(slot))
		put_minimal_tuple(receiver->batch, ExecFetchSlotMinimalTuple(slot, NULL));
	else
	{
		slot_getallattrs(slot);
		put_values(receiver->batch, RelationGetDescr(receiver->relation), slot->tts_values, slot->tts_isnull);
	}
	return true;
}

static void
row_receiver_shutdown(DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	(void) heap_batch_finish(receiver->batch);
	table_close(receiver->relation, NoLock);
}

static void
row_receiver_destroy(DestReceiver *self)
{
	pfree(self);
}

static RowReceiver *
row_receiver_create(Oid table)
{
	RowReceiver *receiver = palloc0(sizeof(RowReceiver));

	receiver->receiver.receiveSlot = row_receiver_receive;
	receiver->receiver.rStartup = row_receiver_startup;
	receiver->receiver.rShutdown = row_receiver_shutdown;
	receiver->receiver.rDestroy = row_receiver_destroy;
	receiver->receiver.mydest = DestTransientRel;
	receiver->table = table;
	return receiver;
}

TableVersion
model_fill(Oid model)
{
	Relation relation = table_open(model, AccessExclusiveLock);
	char persistence = relation->rd_rel->relpersistence;
	Identity before;
	Oid new_heap;
	uint64 rows;
	RowReceiver *receiver;
	TableVersion version;

	CheckTableNotInUse(relation, "ecom.refresh()");
	SetMatViewPopulatedState(relation, true);
	new_heap = make_new_heap(model, relation->rd_rel->reltablespace, relation->rd_rel->relam, persistence,
							 ExclusiveLock);
	LockRelationOid(new_heap, AccessExclusiveLock);
	receiver = row_receiver_create(new_heap);
	rows = model_query_run(relation, NULL, &receiver->receiver);
	version = receiver->version;
	receiver->receiver.rDestroy(&receiver->receiver);

	/* indexes may hold functions of anybody's */
	before = identity_become(relation->rd_rel->relowner);
	finish_heap_swap(model, new_heap, false, false, true, true, RecentXmin, ReadNextMultiXactId(),
					 persistence);
	identity_restore(before);
	pgstat_count_truncate(relation);
	pgstat_count_heap_insert(relation, rows);
	table_close(relation, NoLock);
	return version;
}
