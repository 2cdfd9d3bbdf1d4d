/*
 * refresh/model_shards.c
 *		Makes a model anew whose rows are in a distributed table: see refresh/model_shards.h.
 *
 * Citus plans these statements, and has the nodes do their part of them.  Rows are deleted, and no table is emptied: that
 * would keep its readers out.
 */
#include "refresh/model_shards.h"

#include "catalog/namespace.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/sql_as_owner.h"

bool
has_distributed_models(void)
{
	Oid schema = get_namespace_oid("ecom", true);

	return OidIsValid(schema) && OidIsValid(get_relname_relid("distributed_models", schema));
}

void
lock_distributed_sources(Oid owner)
{
	if (!has_distributed_models())
		return;
	SPI_connect();
	sql_as_owner(owner, "SELECT ecom.lock_distributed_sources()", 0, NULL, NULL, NULL, InvalidSnapshot,
				 SPI_OK_SELECT);
	SPI_finish();
}

/* Runs a statement as who is current, under the run's snapshot. */
static uint64
run_statement(const char *statement, int expected)
{
	SPIPlanPtr plan = SPI_prepare(statement, 0, NULL);
	int code = plan == NULL ? SPI_result
							: SPI_execute_snapshot(plan, NULL, NULL, GetActiveSnapshot(), InvalidSnapshot,
												   false, true, 0);

	if (code != expected)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(code));
	return SPI_processed;
}

/* The version of the rows that are there now, in a memory context. */
static char *
contents_of(const char *storage, MemoryContext context)
{
	(void) run_statement(
		psprintf("SELECT ecom.table_version(%s::pg_catalog.regclass)", quote_literal_cstr(storage)),
		SPI_OK_SELECT);
	return MemoryContextStrdup(context, SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1));
}

/* Has the table other rows than it is to have? */
static bool
has_other_rows(const Model *model)
{
	return run_statement(psprintf("SELECT FROM ((TABLE %1$s EXCEPT ALL TABLE %2$s) UNION ALL "
								  "(TABLE %2$s EXCEPT ALL TABLE %1$s)) d LIMIT 1",
								  model->storage, model->definition),
						 SPI_OK_SELECT) > 0;
}

/* What comes next sees what was done. */
static uint64
change_rows(const char *statement, int expected)
{
	uint64 rows = run_statement(statement, expected);

	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	return rows;
}

static void
replace_rows(Model *model)
{
	(void) change_rows(psprintf("DELETE FROM %s", model->storage), SPI_OK_DELETE);
	model->rows = (int64) change_rows(
		psprintf("INSERT INTO %s SELECT * FROM %s", model->storage, model->definition), SPI_OK_INSERT);
}

void
model_replace_on_shards(Model *model)
{
	MemoryContext caller = CurrentMemoryContext;

	SPI_connect();
	/* once a table that is on every node was written to, Citus has one process of each node do what follows: so only if it has to be */
	if (!model->is_on_every_node || has_other_rows(model))
	{
		replace_rows(model);
		model->action = MODEL_REBUILT;
	}
	else
		model->action = MODEL_MERGED;
	model->change.is_known = model->action == MODEL_MERGED;
	model->contents = contents_of(model->storage, caller);
	SPI_finish();
}
