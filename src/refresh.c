/*
 * refresh.c
 *		ecom.refresh: rebuilds the models whose sources have changed, all from one snapshot.
 *
 * Each statement of a function in READ COMMITTED sees what was committed before it began, so a load that
 * commits in the middle of a refresh would be in some models and not in others, and marts would not
 * reconcile.  Therefore one snapshot is taken here and kept active for all models; only its command counter
 * moves on, so that each model sees those rebuilt before it.
 *
 * Models that BI reads are merged, not replaced: their readers see the old rows until all of the run commits, and
 * wait for nothing.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "data_tests.h"
#include "elapsed.h"
#include "identity.h"
#include "model_fill.h"
#include "model_merge.h"
#include "refresh_log.h"

PG_FUNCTION_INFO_V1(ecom_refresh);

/* The advisory lock that a run holds until its transaction ends: pg_locks shows it with these two keys. */
#define LOCK_CLASS 0x65636f6d /* ecom */
#define LOCK_OBJECT 1

/*
 * One run at a time.
 */

/* Who holds the lock, in a sentence; looked up as the owner of the log, since not everybody sees others' sessions. */
static char *
holder(Oid owner)
{
	Identity before = identity_become(owner);
	Oid types[2] = {INT8OID, INT8OID};
	Datum values[2] = {Int64GetDatum(LOCK_CLASS), Int64GetDatum(LOCK_OBJECT)};
	char *sentence = NULL;

	SPI_connect();
	if (SPI_execute_with_args(
			"SELECT pg_catalog.format('Process %s of %s, whose transaction began at %s.', l.pid, a.usename, "
			"pg_catalog.to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ')) "
			"FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a "
			"ON l.pid OPERATOR(pg_catalog.=) a.pid "
			"WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted "
			"AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d "
			"WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) "
			"AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) $1 "
			"AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) $2",
			2, types, values, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_locks");
	if (SPI_processed > 0)
	{
		char *found = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

		sentence = SPI_palloc(strlen(found) + 1);
		strcpy(sentence, found);
	}
	SPI_finish();
	identity_restore(before);
	return sentence != NULL ? sentence : "It has just ended.";
}

/* Waits until no other run is going on, or fails. */
static void
lock_out_others(Oid owner, bool wait)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, LOCK_CLASS, LOCK_OBJECT, 2);
	if (LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL)
		return;
	if (!wait)
		ereport(ERROR, errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("another refresh is running"),
				errdetail("%s", holder(owner)),
				errhint("Try again when it has ended, or wait for it: wait => true."));
	ereport(NOTICE, errmsg("waiting for another refresh"), errdetail("%s", holder(owner)));
	(void) LockAcquire(&tag, ExclusiveLock, false, false);
}

/*
 * The plan.
 */

/* The models to come to, in their order. */
static List *
plan(Oid owner, Datum models, bool all, bool force)
{
	MemoryContext caller = CurrentMemoryContext;
	Identity before = identity_become(owner);
	Oid types[2] = {REGCLASSARRAYOID, BOOLOID};
	Datum values[2] = {models, BoolGetDatum(force)};
	char nulls[2] = {all ? 'n' : ' ', ' '};
	List *result = NIL;

	SPI_connect();
	if (SPI_execute_with_args(
			"SELECT p.model_oid, p.schema, p.model, p.concurrently, p.reason, p.inputs, p.rows "
			"FROM ecom.plan_refresh($1, $2) p",
			2, types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.plan_refresh()");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		TupleDesc descriptor = SPI_tuptable->tupdesc;
		MemoryContext inner = MemoryContextSwitchTo(caller);
		Model *model = palloc0(sizeof(Model));
		bool is_null;
		Datum rows;

		model->oid = DatumGetObjectId(SPI_getbinval(row, descriptor, 1, &is_null));
		model->schema = SPI_getvalue(row, descriptor, 2);
		model->name = SPI_getvalue(row, descriptor, 3);
		model->concurrently = DatumGetBool(SPI_getbinval(row, descriptor, 4, &is_null));
		model->reason = SPI_getvalue(row, descriptor, 5);
		/* versions are those that the snapshot sees; under another one, as of REPEATABLE READ, too */
		model->inputs = SPI_getvalue(row, descriptor, 6);
		rows = SPI_getbinval(row, descriptor, 7, &is_null);
		model->rows = is_null ? 0 : DatumGetInt64(rows);
		model->seconds = int64_to_numeric(0);
		result = lappend(result, model);
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	return result;
}

/* Each relation that was asked for must be a model; gives their names, NULL if all were. */
static char *
asked_for(ArrayType *models)
{
	StringInfoData names;
	Datum *elements;
	bool *nulls;
	int n;

	if (models == NULL)
		return NULL;
	initStringInfo(&names);
	deconstruct_array(models, REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("models cannot hold NULL"));
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "",
						 DatumGetCString(DirectFunctionCall1(regclassout, elements[i])));
	}
	if (n == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no models are named"),
				errhint("Leave models out for all of them."));
	return names.data;
}

/* An error if a relation that was asked for is not among the models of the plan. */
static void
require_models(ArrayType *asked, List *models)
{
	Datum *elements;
	int n;

	deconstruct_array(asked, REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &elements, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		bool found = false;
		ListCell *cell;

		foreach (cell, models)
			found = found || ((Model *) lfirst(cell))->oid == DatumGetObjectId(elements[i]);
		if (!found)
			ereport(
				ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("%s is not a model", DatumGetCString(DirectFunctionCall1(regclassout, elements[i]))),
				errhint(
					"Models are the materialized views of staging, refinement and mart: TABLE ecom.models."));
	}
}

static int
compare_oids(const ListCell *left, const ListCell *right)
{
	Oid a = ((Model *) lfirst(left))->oid;
	Oid b = ((Model *) lfirst(right))->oid;

	return a < b ? -1 : a > b;
}

/*
 * Locks what is going to be rebuilt as REFRESH does, all at once and in the order of pg_dump, with which a
 * refresh might deadlock otherwise.
 */
static void
lock_models(List *models)
{
	List *by_oid = list_copy(models);
	ListCell *cell;

	list_sort(by_oid, compare_oids);
	foreach (cell, by_oid)
	{
		Model *model = lfirst(cell);

		if (model->reason != NULL)
			LockRelationOid(model->oid, model->concurrently ? ExclusiveLock : AccessExclusiveLock);
	}
	list_free(by_oid);
}

/*
 * The work.
 */

/* What comes next is to see what was done so far. */
static void
see_what_was_done(void)
{
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
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
	see_what_was_done();
	return completion.nprocessed;
}

/* REFRESH MATERIALIZED VIEW; returns the model's number of rows. */
static uint64
refresh_by_command(const Model *model)
{
	RefreshMatViewStmt *refresh = makeNode(RefreshMatViewStmt);

	refresh->relation = makeRangeVar(model->schema, model->name, -1);
	refresh->concurrent = model->concurrently;
	return run_utility((Node *) refresh,
					   psprintf("REFRESH MATERIALIZED VIEW %s%s", model->concurrently ? "CONCURRENTLY " : "",
								quote_qualified_identifier(model->schema, model->name)));
}

/* Runs the model's query and replaces its rows; returns their number. */
static uint64
refresh_model(const Model *model)
{
	uint64 rows;

	if (!model_fill_suits(model->oid))
		return refresh_by_command(model);
	rows = model->concurrently ? model_merge(model->oid) : model_fill(model->oid);
	see_what_was_done();
	return rows;
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

/*
 * A row that a parallel worker hands over takes less time here than the planner thinks of one operator.  The default of
 * parallel_tuple_cost is a hundred times that, and keeps most models from being made in parallel.
 */
#define PARALLEL_TUPLE_COST "0.001"

/* Rebuilds a model, as its owner: REFRESH runs the model's query as that anyway. */
static void
rebuild(Model *model)
{
	ErrorContextCallback context = {error_context_stack, model_context, model};
	Identity before = identity_become(relation_owner(model->oid));
	int settings = NewGUCNestLevel();
	instr_time start;

	(void) set_config_option("parallel_tuple_cost", PARALLEL_TUPLE_COST, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	error_context_stack = &context;
	INSTR_TIME_SET_CURRENT(start);
	model->rows = (int64) refresh_model(model);
	analyze_model(model);
	model->seconds = seconds_since(start);
	error_context_stack = context.previous;
	AtEOXact_GUC(false, settings);
	identity_restore(before);
	ereport(NOTICE,
			errmsg("%s: %lld rows in %s s", quote_qualified_identifier(model->schema, model->name),
				   (long long) model->rows,
				   DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(model->seconds)))));
}

static void
report(ReturnSetInfo *result, const Model *model)
{
	bool rebuilt = model->reason != NULL;
	Datum values[6] = {CStringGetTextDatum(model->schema),
					   CStringGetTextDatum(model->name),
					   Int64GetDatum(model->rows),
					   NumericGetDatum(model->seconds),
					   CStringGetTextDatum(rebuilt ? "rebuilt" : "skipped"),
					   CStringGetTextDatum(rebuilt ? model->reason : "nothing that it reads has changed")};
	bool nulls[6] = {0};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

typedef struct RefreshArguments
{
	ArrayType *models; /* NULL: all */
	bool force;
	bool check;
	bool wait;
} RefreshArguments;

/* The run itself. */
static void
run(const RefreshArguments *arguments, RefreshLog *log, ReturnSetInfo *result)
{
	Oid owner = refresh_log_owner(log);
	List *models;
	ListCell *cell;

	lock_out_others(owner, arguments->wait);
	refresh_log_snapshot(log);
	PushCopiedSnapshot(GetTransactionSnapshot());
	models = plan(owner, PointerGetDatum(arguments->models), arguments->models == NULL, arguments->force);
	if (arguments->models != NULL)
		require_models(arguments->models, models);
	lock_models(models);
	foreach (cell, models)
	{
		Model *model = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (model->reason != NULL)
			rebuild(model);
		refresh_log_model(log, model);
		report(result, model);
	}
	if (arguments->check)
		require_data_tests();
	PopActiveSnapshot();
}

/* An argument that may not be NULL. */
static bool
flag(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s cannot be NULL", name),
				errhint("Leave it out for its default."));
	return PG_GETARG_BOOL(argument);
}

Datum
ecom_refresh(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	RefreshArguments arguments = {
		.models = PG_ARGISNULL(0) ? NULL : PG_GETARG_ARRAYTYPE_P(0),
		.force = flag(fcinfo, 1, "force"),
		.check = flag(fcinfo, 2, "check"),
		.wait = flag(fcinfo, 3, "wait"),
	};
	RefreshLog *log;

	PreventCommandIfReadOnly("ecom.refresh()");
	PreventCommandIfParallelMode("ecom.refresh()");
	InitMaterializedSRF(fcinfo, 0);
	log = refresh_log_begin(asked_for(arguments.models), arguments.force);
	PG_TRY();
	{
		run(&arguments, log, (ReturnSetInfo *) fcinfo->resultinfo);
		refresh_log_done(log);
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		refresh_log_failed(log, error);
		ReThrowError(error);
	}
	PG_END_TRY();
	return (Datum) 0;
}
