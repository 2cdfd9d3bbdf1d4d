/*
 * refresh/model_merge.c
 *		Rebuilds a model while others read it: see refresh/model_merge.h.
 *
 * REFRESH ... CONCURRENTLY puts the new rows into a temporary table, sorts it to look for duplicates and joins it with the
 * old rows.  Here an image hash of each old row is kept, 12 bytes, and each new row looks for its equal:
 *
 *		old rows	| hash, place, - | hash, place, kept | ...		by hash
 *						   |
 *						   deleted if no new row is its equal
 *
 *		new rows	-> equal to one of them: nothing to do; else inserted
 */
#include "refresh/model_merge.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/tupdesc.h"
#include "access/xact.h"
#include "commands/tablecmds.h"
#include "common/hashfn.h"
#include "executor/tstoreReceiver.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "base/compat_executor.h"
#include "base/identity.h"
#include "refresh/model_query.h"

typedef struct OldRow
{
	uint32 hash;
	ItemPointerData place;
	bool kept;
} OldRow;

#define ST_SORT sort_old_rows
#define ST_ELEMENT_TYPE OldRow
#define ST_COMPARE(a, b) ((a)->hash < (b)->hash ? -1 : (a)->hash > (b)->hash)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct OldRows
{
	OldRow *rows;
	int64 n;
	int64 allocated;
} OldRows;

/* A hash of the row's values as they are stored: 1.0 and 1.00 differ. */
static uint32
image_hash(TupleTableSlot *slot)
{
	TupleDesc descriptor = slot->tts_tupleDescriptor;
	uint32 hash = 0;

	slot_getallattrs(slot);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		hash = hash_combine(hash, slot->tts_isnull[i] ? 0
													  : datum_image_hash(slot->tts_values[i],
																		 column->attbyval, column->attlen));
	}
	return hash;
}

static bool
is_same_image(TupleTableSlot *one, TupleTableSlot *other)
{
	TupleDesc descriptor = one->tts_tupleDescriptor;

	slot_getallattrs(one);
	slot_getallattrs(other);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (one->tts_isnull[i] != other->tts_isnull[i])
			return false;
		if (!one->tts_isnull[i] &&
			!datum_image_eq(one->tts_values[i], other->tts_values[i], column->attbyval, column->attlen))
			return false;
	}
	return true;
}

/* What is there, sorted by hash. */
static OldRows
read_old_rows(Relation model, Snapshot snapshot)
{
	OldRows old = {.allocated = 1024};
	TupleTableSlot *slot = table_slot_create(model, NULL);
	TableScanDesc scan = table_beginscan(model, snapshot, 0, NULL);

	old.rows = palloc(old.allocated * sizeof(OldRow));
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		if (old.n == old.allocated)
		{
			old.allocated *= 2;
			old.rows = repalloc_huge(old.rows, old.allocated * sizeof(OldRow));
		}
		old.rows[old.n++] = (OldRow){image_hash(slot), slot->tts_tid, false};
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	sort_old_rows(old.rows, old.n);
	return old;
}

/* The first old row with the hash; n if there is none. */
static int64
find_hash(const OldRows *old, uint32 hash)
{
	int64 low = 0;
	int64 high = old->n;

	while (low < high)
	{
		int64 middle = low + (high - low) / 2;

		if (old->rows[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Keeps an old row that equals the new one; false if there is none. */
static bool
keep_equal(Relation model, Snapshot snapshot, OldRows *old, TupleTableSlot *row, TupleTableSlot *old_slot)
{
	uint32 hash = image_hash(row);

	for (int64 i = find_hash(old, hash); i < old->n && old->rows[i].hash == hash; i++)
	{
		OldRow *candidate = &old->rows[i];

		if (candidate->kept || !table_tuple_fetch_row_version(model, &candidate->place, snapshot, old_slot))
			continue;
		candidate->kept = is_same_image(row, old_slot);
		ExecClearTuple(old_slot);
		if (candidate->kept)
			return true;
	}
	return false;
}

/* Puts the rows without an equal among the old ones aside. */
static Tuplestorestate *
find_new_rows(Relation model, Snapshot snapshot, OldRows *old, Tuplestorestate *rows)
{
	Tuplestorestate *added = tuplestore_begin_heap(false, false, work_mem);
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(model), &TTSOpsMinimalTuple);
	TupleTableSlot *old_slot = table_slot_create(model, NULL);

	while (tuplestore_gettupleslot(rows, true, false, row))
	{
		CHECK_FOR_INTERRUPTS();
		if (!keep_equal(model, snapshot, old, row, old_slot))
			tuplestore_puttupleslot(added, row);
	}
	ExecDropSingleTupleTableSlot(old_slot);
	ExecDropSingleTupleTableSlot(row);
	return added;
}

/* Deletes the old rows that were not kept. */
static void
delete_old_rows(Relation model, Snapshot snapshot, OldRows *old)
{
	CommandId command = GetCurrentCommandId(true);

	for (int64 i = 0; i < old->n; i++)
	{
		TM_FailureData failure;

		CHECK_FOR_INTERRUPTS();
		if (!old->rows[i].kept && table_tuple_delete(model, &old->rows[i].place, command, snapshot,
													 InvalidSnapshot, true, &failure, false) != TM_Ok)
			ereport(
				ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("could not serialize access due to concurrent update"),
				errhint("Another refresh has changed the model since this transaction began; try again."));
	}
}

static void
insert_new_rows(Relation model, Tuplestorestate *added)
{
	EState *estate = CreateExecutorState();
	ResultRelInfo *indexes = makeNode(ResultRelInfo);
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(model), &TTSOpsMinimalTuple);
	TupleTableSlot *slot = table_slot_create(model, NULL);
	BulkInsertState bulk_insert = GetBulkInsertState();
	CommandId command = GetCurrentCommandId(true);

	InitResultRelInfo(indexes, model, 1, NULL, 0);
	ExecOpenIndices(indexes, false);
	while (tuplestore_gettupleslot(added, true, false, row))
	{
		CHECK_FOR_INTERRUPTS();
		ExecCopySlot(slot, row);
		table_tuple_insert(model, slot, command, 0, bulk_insert);
		if (indexes->ri_NumIndices > 0)
			ecom_insert_index_tuples(indexes, slot, estate);
		ResetPerTupleExprContext(estate);
	}
	ExecCloseIndices(indexes);
	FreeBulkInsertState(bulk_insert);
	ExecDropSingleTupleTableSlot(slot);
	ExecDropSingleTupleTableSlot(row);
	FreeExecutorState(estate);
}

uint64
model_merge(Oid model)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "model merge", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Relation relation = table_open(model, ExclusiveLock);
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateTuplestoreDestReceiver();
	Snapshot snapshot = GetActiveSnapshot();
	Tuplestorestate *added;
	OldRows old;
	Identity before;
	uint64 n;

	CheckTableNotInUse(relation, "ecom.refresh()");
	SetTuplestoreDestReceiverParams(receiver, rows, context, false, NULL, NULL);
	n = model_query_run(relation, receiver, NULL);
	receiver->rDestroy(receiver);
	old = read_old_rows(relation, snapshot);
	added = find_new_rows(relation, snapshot, &old, rows);
	delete_old_rows(relation, snapshot, &old);

	/* indexes may hold functions of anybody's */
	before = identity_become(relation->rd_rel->relowner);
	insert_new_rows(relation, added);
	identity_restore(before);
	tuplestore_end(added);
	tuplestore_end(rows);
	table_close(relation, NoLock);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return n;
}
