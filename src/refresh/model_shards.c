/*
 * refresh/model_shards.c
 *		Makes a model anew whose rows are in a distributed table: see refresh/model_shards.h.
 *
 * Citus plans these statements, and has the nodes do their part of them.  Rows are deleted, and no table is emptied: that
 * would keep its readers out.
 */
#include "refresh/model_shards.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "base/sql_as_owner.h"

void
lock_distributed_sources(Oid owner)
{
	SPI_connect();
	sql_as_owner(owner, "SELECT ecom.lock_distributed_sources()", 0, NULL, NULL, NULL, InvalidSnapshot,
				 SPI_OK_SELECT);
	SPI_finish();
}

/* Runs a statement as who is current, under the run's snapshot. */
static uint64
run(const char *statement, int expected)
{
	SPIPlanPtr plan = SPI_prepare(statement, 0, NULL);
	int code = plan == NULL ? SPI_result : SPI_execute_snapshot(plan, NULL, NULL, GetActiveSnapshot(), InvalidSnapshot, false, true, 0);

	if (code != expected)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(code));
	return SPI_processed;
}

/* The version of the rows that are there now. */
static char *
contents_of(const char *storage, MemoryContext context)
{
	MemoryContext inner;
	char *version;

	(void) run(psprintf("SELECT ecom.table_version(%s::pg_catalog.regclass)", quote_literal_cstr(storage)), SPI_OK_SELECT);
	inner = MemoryContextSwitchTo(context);
	version = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	version = version == NULL ? NULL : MemoryContextStrdup(context, version);
	MemoryContextSwitchTo(inner);
	return version;
}

void
model_replace_on_shards(Model *model)
{
	MemoryContext caller = CurrentMemoryContext;

	SPI_connect();
	(void) run(psprintf("DELETE FROM %s", model->storage), SPI_OK_DELETE);
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	model->rows = (int64) run(psprintf("INSERT INTO %s SELECT * FROM %s", model->storage, model->definition), SPI_OK_INSERT);
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	model->contents = contents_of(model->storage, caller);
	model->change.is_known = false;
	model->action = MODEL_REBUILT;
	SPI_finish();
}
