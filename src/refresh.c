/*
 * refresh.c
 *		ecom.refresh: rebuilds every model, all from one snapshot.
 *
 * Each statement of a function in READ COMMITTED sees what was committed before it began, so a load that
 * commits in the middle of a refresh would be in some models and not in others, and marts would not
 * reconcile.  Therefore one snapshot is taken here and kept active for all models; only its command counter
 * moves on, so that each model sees those rebuilt before it.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "elapsed.h"

PG_FUNCTION_INFO_V1(ecom_refresh);

typedef struct Model
{
	char *schema;
	char *name;
} Model;

/* The models, each after all that it reads. */
static List *
models_in_order(void)
{
	MemoryContext caller = CurrentMemoryContext;
	List *models = NIL;

	SPI_connect();
	if (SPI_execute("SELECT o.schema::pg_catalog.text, o.model::pg_catalog.text FROM ecom.model_order o "
					"ORDER BY o.level, o.schema, o.model",
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.model_order");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		MemoryContext inner = MemoryContextSwitchTo(caller);
		Model *model = palloc(sizeof(Model));

		model->schema = SPI_getvalue(row, SPI_tuptable->tupdesc, 1);
		model->name = SPI_getvalue(row, SPI_tuptable->tupdesc, 2);
		models = lappend(models, model);
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	return models;
}

/* Runs a utility command as a part of this query; returns the number of rows it reports. */
static uint64
run_utility(Node *command, const char *text)
{
	PlannedStmt *statement = makeNode(PlannedStmt);
	QueryCompletion completion;

	statement->commandType = CMD_UTILITY;
	statement->utilityStmt = command;
	statement->stmt_len = strlen(text);
	InitializeQueryCompletion(&completion);
	ProcessUtility(statement, text, false, PROCESS_UTILITY_QUERY, NULL, NULL, None_Receiver, &completion);

	/* what comes next is to see what this one did */
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	return completion.nprocessed;
}

/* REFRESH MATERIALIZED VIEW; returns the model's number of rows. */
static uint64
refresh_model(const Model *model)
{
	RefreshMatViewStmt *refresh = makeNode(RefreshMatViewStmt);

	refresh->relation = makeRangeVar(model->schema, model->name, -1);
	return run_utility((Node *) refresh, psprintf("REFRESH MATERIALIZED VIEW %s",
												  quote_qualified_identifier(model->schema, model->name)));
}

/* ANALYZE: the models that read this one are planned by its new size. */
static void
analyze_model(const Model *model)
{
	VacuumStmt *analyze = makeNode(VacuumStmt);

	analyze->rels =
		list_make1(makeVacuumRelation(makeRangeVar(model->schema, model->name, -1), InvalidOid, NIL));
	run_utility((Node *) analyze,
				psprintf("ANALYZE %s", quote_qualified_identifier(model->schema, model->name)));
}

/* Names the model in the context of an error. */
static void
model_context(void *argument)
{
	const Model *model = argument;

	errcontext("refreshing model %s", quote_qualified_identifier(model->schema, model->name));
}

Datum
ecom_refresh(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	List *models;
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	models = models_in_order();
	PushCopiedSnapshot(GetTransactionSnapshot());
	foreach (cell, models)
	{
		Model *model = lfirst(cell);
		instr_time start;
		Datum values[4];
		bool nulls[4] = {0};
		ErrorContextCallback context = {error_context_stack, model_context, model};

		CHECK_FOR_INTERRUPTS();
		error_context_stack = &context;
		INSTR_TIME_SET_CURRENT(start);
		values[0] = CStringGetTextDatum(model->schema);
		values[1] = CStringGetTextDatum(model->name);
		values[2] = Int64GetDatum((int64) refresh_model(model));
		analyze_model(model);
		error_context_stack = context.previous;
		values[3] = NumericGetDatum(seconds_since(start));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	PopActiveSnapshot();
	return (Datum) 0;
}
