/*
 * refresh/model_rebuild.c
 *		Rebuilds one model: see refresh/model_rebuild.h.
 */
#include "refresh/model_rebuild.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "portability/instr_time.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/compat_heap.h"
#include "base/elapsed.h"
#include "base/identity.h"
#include "base/interrupt.h"
#include "base/result_settings.h"
#include "heap/free_space.h"
#include "heap/table_version.h"
#include "refresh/model_fill.h"
#include "refresh/model_locks.h"
#include "refresh/model_merge.h"
#include "refresh/model_narrow.h"
#include "refresh/model_shards.h"
#include "refresh/plan_settings.h"
#include "refresh/shared_subquery.h"

#define CHANGE_OF_SIZE_TO_ANALYZE 10 /* a tenth of the rows, as autovacuum has it */

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

static void
fill_model(Model *model)
{
	TableVersion version = model_fill(model->oid);

	model->change.is_known = false;
	model->rows = (int64) version.rows;
	model->contents = table_version_text(&version);
	model->action = MODEL_REBUILT;
}

static void
merge_model(Model *model)
{
	bool has_version = model->is_intact && (model->change.has_version ||
											table_version_read(model->contents_before, &model->change.version));

	model->rows = (int64) model_merge(model->oid, &model->change);
	model->change.is_known = true;
	change_settle(&model->change);
	model->action = MODEL_MERGED;
	see_what_was_done();
	model->contents = has_version ? table_version_text(&model->change.version)
								  : table_version(model->oid, GetActiveSnapshot(), false);
}

static void
command_model(Model *model)
{
	model->rows = (int64) refresh_by_command(model);
	model->change.is_known = false;
	model->action = MODEL_REBUILT;
	model->contents = table_version(model->oid, GetActiveSnapshot(), false);
}

/*
 * Was it written anew in this transaction before?  Once more, rows of the same sizes would be in the same places, by the same transaction:
 * a version would not tell them from those that were there.
 */
static bool
was_filled_before(const Model *model)
{
	Relation relation;
	bool result;

	if (model->contents_before == NULL)
		return false;
	relation = table_open(model->oid, NoLock);
	/* one that was created again has nothing to compare with */
	result = RelationIsPopulated(relation) && ecom_has_own_file(relation);
	table_close(relation, NoLock);
	return result;
}

/* Makes all of the model anew. */
static void
make_whole_model(const Run *run, Model *model)
{
	switch (model->method)
	{
		case MODEL_MERGE:
			merge_model(model);
			break;
		case MODEL_FILL:
			/* if it was to be narrowed and there are readers, who would have to be waited for, the rows are compared */
			if (model_locks_rule_out_filling(run, model) || was_filled_before(model) ||
				(model->may_narrow && (model->compares || !model_locks_to_fill(model))))
				merge_model(model);
			else
				fill_model(model);
			break;
		case MODEL_COMMAND:
			command_model(model);
			break;
		case MODEL_SHARDS:
			model_replace_on_shards(run, model);
			break;
		case MODEL_SKIP:
			break;
	}
}

/* What is replaced while others read it would grow without end where nobody vacuums. */
static void
gather_free_space(const Model *model)
{
	Relation relation = table_open(model->oid, NoLock);

	free_space_gather(relation);
	table_close(relation, NoLock);
}

/* By its rules as far as that goes. */
static void
make_model(const Run *run, Model *model)
{
	bool may_narrow = model->method == MODEL_MERGE || model->may_narrow;

	if (model->method == MODEL_MERGE && model->is_bloated)
		gather_free_space(model);
	if (model->forced || !model->is_intact || !may_narrow || !model_narrow(run, model))
		make_whole_model(run, model);
	see_what_was_done();
}

/*
 * ANALYZE of a distributed table is more than a read to Citus, which refuses it where shards with the same place were read by more than one
 * process of a node before.  Then it is left to autovacuum there.  Was it done?
 */
static bool
analyze_if_citus_can(VacuumStmt *analyze, const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		run_utility((Node *) analyze, text);
		ReleaseCurrentSubTransaction();
		done = true;
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
		if (error->sqlerrcode != ERRCODE_ACTIVE_SQL_TRANSACTION)
			ReThrowError(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return done;
}

/* Is the model of another size than when it was analysed, or made of other rows? */
static bool
needs_analyze(const Model *model)
{
	int64 changes = model->changes + model->change.added.n + model->change.removed.n;
	HeapTuple tuple;
	double rows_then;

	if (model->action == MODEL_REBUILT || model->storage != NULL)
		return model->action == MODEL_REBUILT;
	/* a row that is another one now counts twice */
	if (changes > 2 * model->rows)
		return true;
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(model->oid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", model->oid);
	rows_then = ((Form_pg_class) GETSTRUCT(tuple))->reltuples;
	ReleaseSysCache(tuple);
	return fabs(model->rows - rows_then) > rows_then / CHANGE_OF_SIZE_TO_ANALYZE;
}

/* ANALYZE: the models that read this one are planned by its new size.  Where that has not changed much, plans by what was there are as good. */
static void
analyze_model(Model *model)
{
	VacuumStmt *analyze;
	RangeVar *storage;

	if (!needs_analyze(model))
		return;
	/* small, and Citus would refuse it after this process has written what is on this node, too */
	if (model->is_on_every_node)
		return;
	storage = model_storage(model);
	/* who has it may wait for what this run has done to the model, as REINDEX CONCURRENTLY does */
	if (!ConditionalLockRelationOid(RangeVarGetRelid(storage, NoLock, false), ShareUpdateExclusiveLock))
		return;
	analyze = makeNode(VacuumStmt);
	analyze->rels = list_make1(makeVacuumRelation(storage, InvalidOid, NIL));
	model->is_analysed = true;
	if (model->storage == NULL)
		run_utility((Node *) analyze, psprintf("ANALYZE %s", model->full_name));
	else
		model->is_analysed = analyze_if_citus_can(analyze, psprintf("ANALYZE %s", model->storage));
}

/* What is said of it while the run goes on. */
static void
tell_of(const Model *model)
{
	char *name = quote_qualified_identifier(model->schema, model->name);

	if (!model->change.is_known)
		ereport(NOTICE, errmsg("%s: %lld rows in %s s", name, (long long) model->rows, seconds_text(model->seconds)));
	else
		ereport(NOTICE, errmsg("%s: %lld rows, of which %lld are new and %lld were removed, in %s s", name,
							   (long long) model->rows, (long long) model->change.added.n,
							   (long long) model->change.removed.n, seconds_text(model->seconds)));
}

/* Names the model in the context of an error. */
static void
model_context(void *argument)
{
	const Model *model = argument;

	errcontext("refreshing model %s", quote_qualified_identifier(model->schema, model->name));
}

void
model_rebuild(const Run *run, Model *model)
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
	plan_settings_for_models();
	error_context_stack = &context;
	INSTR_TIME_SET_CURRENT(start);
	make_model(run, model);
	analyze_model(model);
	model->seconds = seconds_since(start);
	error_context_stack = context.previous;
	identity_restore(before);
	tell_of(model);
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
model_try_to_rebuild(const Run *run, Model *model)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		model_rebuild(run, model);
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
		model->action = MODEL_FAILED;
		model->change.is_known = false;
		ereport(WARNING, errcode(error->sqlerrcode),
				errmsg("model %s keeps its rows, since it failed: %s",
					   quote_qualified_identifier(model->schema, model->name), error->message),
				errhint("%s", hint_for(error)));
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}
