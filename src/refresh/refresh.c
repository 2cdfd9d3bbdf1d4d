/*
 * refresh/refresh.c
 *		ecom.refresh: rebuilds the models whose sources have changed, all from one snapshot.
 *
 * Each statement of a function in READ COMMITTED sees what was committed before it began, so a load that
 * commits in the middle of a refresh would be in some models and not in others, and marts would not
 * reconcile.  Therefore one snapshot is taken here and kept active for all models; only its command counter
 * moves on, so that each model sees those rebuilt before it.
 *
 * Models of the extension are rebuilt all or none.  One of somebody else's that fails keeps its rows, and stops nobody.
 *
 * Models that BI reads are merged, not replaced: their readers see the old rows until all of the run commits, and
 * wait for nothing.  Who reads one that is replaced sees the old rows too, and waits for the commit itself.
 */
#include "base/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/identity.h"
#include "base/read_only.h"
#include "checks/data_tests.h"
#include "heap/table_version.h"
#include "refresh/lock.h"
#include "refresh/log.h"
#include "refresh/model.h"
#include "refresh/model_locks.h"
#include "refresh/model_narrow.h"
#include "refresh/model_rebuild.h"
#include "refresh/model_shards.h"
#include "refresh/plan.h"
#include "refresh/run.h"
#include "refresh/shared_subquery.h"
#include "refresh/source_tables.h"

PG_FUNCTION_INFO_V1(ecom_refresh);

static void
report(ReturnSetInfo *result, const Model *model)
{
	Datum values[8] = {CStringGetTextDatum(model->schema),
					   CStringGetTextDatum(model->name),
					   Int64GetDatum(model->rows),
					   NumericGetDatum(model->seconds),
					   CStringGetTextDatum(model_action(model)),
					   CStringGetTextDatum(model_outcome(model)),
					   Int64GetDatum(model->change.added.n),
					   Int64GetDatum(model->change.removed.n)};
	bool nulls[8] = {0};

	/* of one that was written anew, or failed, nobody has compared them */
	nulls[6] = nulls[7] = !model->change.is_known;
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

typedef struct RefreshArguments
{
	ArrayType *models; /* NULL: all */
	bool force;
	bool check;
	bool wait;
	bool strict;
	bool has_written; /* the transaction, before */
} RefreshArguments;

/* Has nothing been committed between the two? */
static bool
is_same_snapshot(Snapshot one, Snapshot other)
{
	return one->xmin == other->xmin && one->xmax == other->xmax && one->xcnt == other->xcnt &&
		   one->subxcnt == other->subxcnt && !one->suboverflowed && !other->suboverflowed &&
		   (one->xcnt == 0 || memcmp(one->xip, other->xip, one->xcnt * sizeof(TransactionId)) == 0) &&
		   (one->subxcnt == 0 ||
			memcmp(one->subxip, other->subxip, one->subxcnt * sizeof(TransactionId)) == 0);
}

/*
 * The models to come to.  What is going to be rebuilt is locked, and the active snapshot, which is pushed here, was taken after
 * that: a REFRESH that committed before the lock was had has left rows that an older one would not see.  So where locks
 * had to be taken, it is looked at again what there is to do.
 */
static void
lock_and_plan(Run *run, const RefreshArguments *arguments, RefreshLog *log)
{
	Snapshot before = InvalidSnapshot;

	for (;;)
	{
		refresh_log_snapshot(log);
		/* what the transaction itself has written it may write again, or take back, and of an older snapshot it is too late to ask */
		run->start = (SnapshotStart){InvalidXLogRecPtr, InvalidTransactionId};
		if (!run->has_written && !IsolationUsesXactSnapshot())
			run->start = snapshot_start();
		PushCopiedSnapshot(GetTransactionSnapshot());
		if (before == InvalidSnapshot || !is_same_snapshot(before, GetActiveSnapshot()))
			refresh_plan(run, arguments->models, arguments->force);
		if (before != InvalidSnapshot)
			UnregisterSnapshot(before);
		if (model_locks_to_begin(run))
			return;
		before = RegisterSnapshot(GetActiveSnapshot());
		PopActiveSnapshot();
	}
}

/*
 * The run's snapshot may be older than its locks only under REPEATABLE READ: then it does not see what others have made of a
 * model since the transaction began, and what is not seen cannot be replaced.
 */
static void
require_that_all_is_seen(const Model *model)
{
	Snapshot latest;
	char *seen;
	char *there;

	if (!IsolationUsesXactSnapshot())
		return;
	seen = table_version(model->oid, GetActiveSnapshot(), false);
	latest = RegisterSnapshot(GetLatestSnapshot());
	there = table_version(model->oid, latest, false);
	UnregisterSnapshot(latest);
	if (seen != NULL && there != NULL && strcmp(seen, there) != 0)
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("could not serialize access due to concurrent update"),
				errdetail("Model %s was refreshed after this transaction began.",
						  quote_qualified_identifier(model->schema, model->name)),
				errhint("Begin a new transaction, or refresh under READ COMMITTED."));
}

/* Makes the model what it is to be, if it is not. */
static void
refresh_model(const Run *run, RefreshLog *log, Model *model, bool strict)
{
	if (model->method == MODEL_SKIP)
		return;
	if (!model->forced && model->is_intact)
	{
		model_look_again(run, model);
		if (model->changed == NIL)
		{
			/* it was stale for models that came out the same; the newest order behind it may be another one */
			model->change.is_known = true;
			model->contents = model->contents_before;
			return;
		}
	}
	refresh_log_making(log, model);
	require_that_all_is_seen(model);
	if (model->is_of_extension || strict)
		model_rebuild(run, model);
	else
		model_try_to_rebuild(run, model);
}

/* The run itself. */
static void
refresh(const RefreshArguments *arguments, RefreshLog *log, ReturnSetInfo *result)
{
	Run run = {.owner = refresh_log_owner(log), .has_written = arguments->has_written};
	ListCell *cell;

	refuse_temporary_objects(run.owner);
	/* first: who holds the lock of runs is not to wait for writers who may wait for it */
	lock_distributed_sources(run.owner);
	have_nodes_work_in_turn(run.owner);
	if (!refresh_lock_out_others(run.owner, arguments->wait))
	{
		refresh_log_refused(log);
		refresh_lock_refuse(run.owner);
	}
	lock_and_plan(&run, arguments, log);
	/* the copy moves on, the other one goes on seeing what the models held before */
	run.before = GetActiveSnapshot();
	PushCopiedSnapshot(run.before);
	shared_subqueries_begin();
	foreach (cell, run.models)
	{
		Model *model = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		refresh_model(&run, log, model, arguments->strict);
		refresh_log_model(log, &run, model);
		report(result, model);
	}
	shared_subqueries_end();
	source_tables_keep(&run);
	if (arguments->check)
		require_data_tests(refresh_log_checks(log));
	model_locks_to_commit(&run);
	PopActiveSnapshot();
	PopActiveSnapshot();
}

/* An argument that may not be NULL. */
static bool
flag(FunctionCallInfo fcinfo, int argument, const char *name)
{
	argument_check_not_null(fcinfo, argument, name, true);
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
		.strict = flag(fcinfo, 4, "strict"),
		.has_written = TransactionIdIsValid(GetTopTransactionIdIfAny()),
	};
	RefreshLog *log;

	refuse_if_read_only("ecom.refresh()");
	PreventCommandIfParallelMode("ecom.refresh()");
	InitMaterializedSRF(fcinfo, 0);
	log = refresh_log_begin(refresh_plan_asked_for(arguments.models), arguments.force);
	PG_TRY();
	{
		refresh(&arguments, log, (ReturnSetInfo *) fcinfo->resultinfo);
		refresh_log_done(log);
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		/* workers of a parallel query that failed may still come and go: what they say now is not why the run has failed */
		HOLD_INTERRUPTS();
		refresh_log_failed(log, error);
		RESUME_INTERRUPTS();
		ReThrowError(error);
	}
	PG_END_TRY();
	return (Datum) 0;
}
