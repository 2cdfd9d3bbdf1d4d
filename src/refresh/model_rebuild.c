/*
 * refresh/model_rebuild.c
 *		Rebuilds one model: see refresh/model_rebuild.h.
 */
#include "refresh/model_rebuild.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "portability/instr_time.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "base/elapsed.h"
#include "base/identity.h"
#include "base/interrupt.h"
#include "base/result_settings.h"
#include "heap/table_version.h"
#include "refresh/model_fill.h"
#include "refresh/model_merge.h"
#include "refresh/shared_subquery.h"

/* What comes next is to see what was done so far. */
static void
see_what_was_done(void)
{
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
}

/* Runs a utility command as a part of this query, under its snapshot, as SPI would not; returns the number of rows it reports. */
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
	return run_utility((Node *) refresh, psprintf("REFRESH MATERIALIZED VIEW %s",
												  quote_qualified_identifier(model->schema, model->name)));
}

/* Runs the model's query and replaces its rows. */
static void
refresh_model(Model *model)
{
	TableVersion version = {0};

	switch (model->method)
	{
		case MODEL_MERGE:
			model->rows = (int64) model_merge(model->oid);
			break;
		case MODEL_FILL:
			version = model_fill(model->oid);
			model->rows = (int64) version.rows;
			break;
		case MODEL_COMMAND:
			model->rows = (int64) refresh_by_command(model);
			break;
		case MODEL_SKIP:
			break;
	}
	see_what_was_done();
	model->contents = model->method == MODEL_FILL ? table_version_text(&version)
												  : table_version(model->oid, GetActiveSnapshot(), false);
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
 * How queries of models are planned.  A row that a parallel worker hands over takes less time here than the planner thinks of one
 * operator: the default of parallel_tuple_cost is a hundred times that, and keeps most models from being made in parallel.  To compile
 * their expressions takes each process longer than it saves.
 */
static void
fix_plan_settings(void)
{
	static const char *const settings[][2] = {{"parallel_tuple_cost", "0.001"}, {"jit", "off"}};

	for (int i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1], PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
}

void
model_rebuild(Model *model)
{
	ErrorContextCallback context = {error_context_stack, model_context, model};
	Oid owner = relation_owner(model->oid);
	Identity before;
	instr_time start;

	refuse_temporary_objects(owner);
	/* its functions may write tables */
	if (!model->is_of_extension)
		shared_subqueries_end();
	before = identity_become(owner);
	fix_result_settings(time_zone_of_results());
	fix_plan_settings();
	error_context_stack = &context;
	INSTR_TIME_SET_CURRENT(start);
	refresh_model(model);
	analyze_model(model);
	model->seconds = seconds_since(start);
	error_context_stack = context.previous;
	identity_restore(before);
	ereport(NOTICE, errmsg("%s: %lld rows in %s s", quote_qualified_identifier(model->schema, model->name),
						   (long long) model->rows, seconds_text(model->seconds)));
}

/* Is it the model's own fault?  Not where somebody ends the run, or the run has to be tried again as a whole. */
static bool
is_own_fault(const ErrorData *error)
{
	return !error_is_interrupt(error) &&
		   ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_TRANSACTION_ROLLBACK;
}

/* What was not found might have been found by the search_path of who made the model. */
static const char *
hint_for(const ErrorData *error)
{
	switch (error->sqlerrcode)
	{
		case ERRCODE_UNDEFINED_FUNCTION:
		case ERRCODE_UNDEFINED_TABLE:
		case ERRCODE_UNDEFINED_OBJECT:
		case ERRCODE_UNDEFINED_SCHEMA:
			return "Models are refreshed with search_path pg_catalog: functions that they call have to name "
				   "schemas, or set a search_path of their own.";
		default:
			return error->hint != NULL ? error->hint : "REFRESH MATERIALIZED VIEW shows the error in full.";
	}
}

void
model_try_to_rebuild(Model *model)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		model_rebuild(model);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (!is_own_fault(error))
			ReThrowError(error);
		model->error = error;
		ereport(WARNING, errcode(error->sqlerrcode),
				errmsg("model %s keeps its rows, since it failed: %s",
					   quote_qualified_identifier(model->schema, model->name), error->message),
				errhint("%s", hint_for(error)));
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}
