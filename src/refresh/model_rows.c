/*
 * refresh/model_rows.c
 *		Puts other rows in the place of a model's: see refresh/model_rows.h.
 */
#include "refresh/model_rows.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat_executor.h"
#include "base/identity.h"
#include "refresh/old_rows.h"

#define ROWS_AT_ONCE 500

/* What writing into a model takes. */
typedef struct Writer
{
	Relation model;
	Snapshot snapshot;
	CommandId command;
	RowChange *change;
	EState *estate;
	ResultRelInfo *indexes;
	BulkInsertState bulk_insert;
	TupleTableSlot *slots[ROWS_AT_ONCE];
	int n;
} Writer;

static void
refuse_concurrent_change(void)
{
	ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("could not serialize access due to concurrent update"),
			errhint("Another refresh has changed the model since this transaction began; try again."));
}

/* Deletes the old rows whose place no new one takes. */
static void
delete_rows(Writer *writer, const OldRows *old)
{
	for (int64 i = 0; i < old->n; i++)
	{
		const OldRow *row = &old->rows[i];
		ItemPointerData place = row->place;

		CHECK_FOR_INTERRUPTS();
		if (row->kept)
			continue;
		if (!ecom_delete_tuple(writer->model, &place, writer->command, writer->snapshot))
			refuse_concurrent_change();
		change_remove(writer->change, &row->place, row->writer);
	}
}

static void
update_row(Writer *writer, const OldRow *row, TupleTableSlot *slot)
{
	ItemPointerData place = row->place;
	bool new_in_indexes;

	if (!ecom_update_tuple(writer->model, &place, slot, writer->command, writer->snapshot, &new_in_indexes))
		refuse_concurrent_change();
	change_remove(writer->change, &row->place, row->writer);
	change_add(writer->change, &slot->tts_tid, GetCurrentTransactionId());
	if (new_in_indexes && writer->indexes->ri_NumIndices > 0)
		ecom_insert_index_tuples(writer->indexes, slot, writer->estate);
	ResetPerTupleExprContext(writer->estate);
}

/* Inserts the rows in the slots. */
static void
flush(Writer *writer)
{
	MemoryContext caller = MemoryContextSwitchTo(GetPerTupleMemoryContext(writer->estate));

	if (writer->n > 0)
		table_multi_insert(writer->model, writer->slots, writer->n, writer->command, 0, writer->bulk_insert);
	MemoryContextSwitchTo(caller);
	for (int i = 0; i < writer->n; i++)
	{
		change_add(writer->change, &writer->slots[i]->tts_tid, GetCurrentTransactionId());
		if (writer->indexes->ri_NumIndices > 0)
			ecom_insert_index_tuples(writer->indexes, writer->slots[i], writer->estate);
		ExecClearTuple(writer->slots[i]);
	}
	ResetPerTupleExprContext(writer->estate);
	writer->n = 0;
}

static TupleTableSlot *
next_slot(Writer *writer)
{
	if (writer->n == ROWS_AT_ONCE)
		flush(writer);
	if (writer->slots[writer->n] == NULL)
		writer->slots[writer->n] = table_slot_create(writer->model, NULL);
	return writer->slots[writer->n];
}

static Writer *
writer_begin(Relation model, RowChange *change)
{
	Writer *writer = palloc0(sizeof(Writer));

	writer->model = model;
	writer->snapshot = GetActiveSnapshot();
	writer->command = GetCurrentCommandId(true);
	writer->change = change;
	writer->estate = CreateExecutorState();
	writer->indexes = makeNode(ResultRelInfo);
	writer->bulk_insert = GetBulkInsertState();
	InitResultRelInfo(writer->indexes, model, 1, NULL, 0);
	ExecOpenIndices(writer->indexes, false);
	return writer;
}

static void
writer_end(Writer *writer)
{
	flush(writer);
	ExecCloseIndices(writer->indexes);
	FreeBulkInsertState(writer->bulk_insert);
	for (int i = 0; i < ROWS_AT_ONCE && writer->slots[i] != NULL; i++)
		ExecDropSingleTupleTableSlot(writer->slots[i]);
	FreeExecutorState(writer->estate);
}

/* Writes what differs; what has no place is inserted last, so that no key is there twice. */
static void
write_rows(Writer *writer, OldRows *old, Tuplestorestate *rows, TupleTableSlot *row)
{
	Tuplestorestate *without_place = tuplestore_begin_heap(false, false, work_mem);
	TupleTableSlot *slot = table_slot_create(writer->model, NULL);

	while (tuplestore_gettupleslot(rows, true, false, row))
	{
		const OldRow *place = old_rows_take(old, row);

		CHECK_FOR_INTERRUPTS();
		if (place == NULL)
		{
			tuplestore_puttupleslot(without_place, row);
			continue;
		}
		ExecCopySlot(slot, row);
		update_row(writer, place, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
	delete_rows(writer, old);
	while (tuplestore_gettupleslot(without_place, true, false, row))
	{
		CHECK_FOR_INTERRUPTS();
		ExecCopySlot(next_slot(writer), row);
		writer->n++;
	}
	flush(writer);
	tuplestore_end(without_place);
}

/* New rows that are compared; those without an equal among the old ones are put aside. */
typedef struct NewRows
{
	DestReceiver receiver;
	MemoryContext context;
	Relation model;
	OldRows *old;
	Tuplestorestate *added;
} NewRows;

static NewRows *
new_rows_begin(Relation model, const Places *old_places, Tuplestorestate *copies)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "rows of a model", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	NewRows *rows = palloc0(sizeof(NewRows));

	rows->context = context;
	rows->model = model;
	rows->old = old_rows_read(model, old_places, GetActiveSnapshot(), copies);
	rows->added = tuplestore_begin_heap(false, false, work_mem);
	MemoryContextSwitchTo(caller);
	return rows;
}

static bool
compare_row(TupleTableSlot *row, DestReceiver *receiver)
{
	NewRows *rows = (NewRows *) receiver;

	if (!old_rows_keep(rows->old, row))
		tuplestore_puttupleslot(rows->added, row);
	return true;
}

/* All were compared. */
static void
new_rows_write(NewRows *rows, RowChange *change)
{
	MemoryContext caller = MemoryContextSwitchTo(rows->context);
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(rows->model), &TTSOpsMinimalTuple);
	Writer *writer;
	Identity before;

	old_rows_leave_unkept(rows->old);
	/* indexes may hold functions of anybody's */
	before = identity_become(rows->model->rd_rel->relowner);
	writer = writer_begin(rows->model, change);
	write_rows(writer, rows->old, rows->added, row);
	writer_end(writer);
	identity_restore(before);
	tuplestore_end(rows->added);
	ExecDropSingleTupleTableSlot(row);
	old_rows_free(rows->old);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(rows->context);
}

/* The old ones are there from the beginning to the end. */
static void
ignore_startup(DestReceiver *receiver, int operation, TupleDesc columns)
{
}

static void
ignore_end(DestReceiver *receiver)
{
}

DestReceiver *
model_rows_receiver(Relation model, const Places *old, Tuplestorestate *copies)
{
	NewRows *rows = new_rows_begin(model, old, copies);

	rows->receiver.receiveSlot = compare_row;
	rows->receiver.rStartup = ignore_startup;
	rows->receiver.rShutdown = ignore_end;
	rows->receiver.rDestroy = ignore_end;
	rows->receiver.mydest = DestTransientRel;
	return &rows->receiver;
}

void
model_rows_receive(DestReceiver *receiver, Tuplestorestate *rows)
{
	TupleDesc columns = RelationGetDescr(((NewRows *) receiver)->model);
	TupleTableSlot *row = MakeSingleTupleTableSlot(columns, &TTSOpsMinimalTuple);

	/* a query may have read them by a pointer of its own */
	tuplestore_select_read_pointer(rows, 0);
	tuplestore_rescan(rows);
	while (tuplestore_gettupleslot(rows, true, false, row))
	{
		CHECK_FOR_INTERRUPTS();
		(void) compare_row(row, receiver);
	}
	ExecDropSingleTupleTableSlot(row);
}

void
model_rows_replace_received(DestReceiver *receiver, RowChange *change)
{
	new_rows_write((NewRows *) receiver, change);
}

void
model_rows_replace(Relation model, const Places *old, Tuplestorestate *rows, RowChange *change)
{
	DestReceiver *receiver = model_rows_receiver(model, old, NULL);

	model_rows_receive(receiver, rows);
	model_rows_replace_received(receiver, change);
}
