/*
 * refresh/model_fill.c
 *		Rebuilds a model as REFRESH MATERIALIZED VIEW does, in about two thirds of its time.
 *
 * REFRESH hands each row to the table by itself, with a record of its own in the write-ahead log, and all rows of a parallel
 * plan to one process.  Here each process fills pages, and each page is logged at once.  They are pages of files that only this
 * transaction sees, while others read the old ones: see heap/new_files.h.
 */
#include "refresh/model_fill.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/matview.h"
#include "commands/tablecmds.h"
#include "executor/tuptable.h"
#include "pgstat.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/identity.h"
#include "heap/new_files.h"
#include "heap/page_writer.h"
#include "refresh/model_query.h"

/*
 * The receiver of the query's rows: those that no process of a parallel plan has put itself.
 */
typedef struct RowReceiver
{
	DestReceiver receiver;
	Oid table;
	Relation relation;
	PageWriter *writer;
	TableVersion version; /* of what was received */
} RowReceiver;

static void
row_receiver_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	RowReceiver *receiver = (RowReceiver *) self;

	receiver->relation = table_open(receiver->table, NoLock);
	(void) GetCurrentCommandId(true);
	receiver->writer = page_writer_create(receiver->relation);
}

static bool
row_receiver_receive(TupleTableSlot *slot, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	if (!page_writer_put(receiver->writer, slot))
		page_writer_put_toasted(receiver->writer, slot);
	return true;
}

static void
row_receiver_shutdown(DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	receiver->version = page_writer_finish(receiver->writer);
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
	Relation relation = table_open(model, NoLock);
	RowReceiver *receiver = row_receiver_create(model);
	FilledTable table = {.oid = model};
	TableVersion version;
	Identity before;

	CheckTableNotInUse(relation, "ecom.refresh()");
	SetMatViewPopulatedState(relation, true);
	/* indexes may hold functions of anybody's */
	before = identity_become(relation->rd_rel->relowner);
	new_files_begin(relation);
	identity_restore(before);

	(void) model_query_run(relation, NULL, &receiver->receiver, &table);
	version = receiver->version;
	table_version_add_all(&version, table.version);
	receiver->receiver.rDestroy(&receiver->receiver);

	before = identity_become(relation->rd_rel->relowner);
	new_files_build_indexes(relation);
	identity_restore(before);
	pgstat_count_truncate(relation);
	pgstat_count_heap_insert(relation, version.rows);
	table_close(relation, NoLock);
	return version;
}
