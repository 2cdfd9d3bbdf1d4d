/*
 * refresh/model_locks.c
 *		The locks of a refresh on its models: see refresh/model_locks.h.
 *
 *		while it works	merged, narrowed	RowExclusiveLock, as for INSERT, UPDATE and DELETE
 *						filled				ShareUpdateExclusiveLock, as for VACUUM: files are changed that only the run sees
 *						by command			AccessExclusiveLock, which REFRESH MATERIALIZED VIEW takes
 *		as it ends		filled				AccessExclusiveLock: the commit takes the old files away
 *
 * So readers wait for the commit at most.  Who waits for one lock while it holds another can be a part of a deadlock, and a
 * nightly refresh that is ended for one is stale data in the morning; nor is others' work to be ended for it.  So the locks are
 * asked for all at once, and where one cannot be had, all are given back until the next try.  Only for readers to end a try
 * waits, since there may always be some, and no longer than others can be kept waiting behind it.
 *
 * A run cannot give back the snapshot of the statement that called.  Who waits for that one, as REINDEX CONCURRENTLY does, cannot
 * be waited for: a model that it works on is not filled but compared, which needs no lock that is in its way.
 */
#include "refresh/model_locks.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/resowner.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "heap/new_files.h"
#include "refresh/lock_holders.h"
#include "refresh/settings.h"

#define LONGEST_TRY 100 /* ms that others may queue behind one */
#define PAUSE 500		/* ms between tries */

typedef struct WantedLock
{
	Oid relation; /* the model, or what belongs to it */
	LOCKMODE mode;
	int patience; /* ms that it is waited for in a try, from the beginning of that */
	const Model *model;
} WantedLock;

/* Readers are waited for, so long at most that no deadlock is looked for among those who queue behind. */
static int
patience_for(LOCKMODE mode)
{
	return mode == AccessExclusiveLock ? Min(LONGEST_TRY, DeadlockTimeout / 2) : 0;
}

static List *
want(List *wanted, Oid relation, LOCKMODE mode, const Model *model)
{
	WantedLock *lock = palloc(sizeof(WantedLock));

	lock->relation = relation;
	lock->mode = mode;
	lock->patience = patience_for(mode);
	lock->model = model;
	return lappend(wanted, lock);
}

/*
 * Tries.
 */

/* Locks one after the other; false where one cannot be had, or would have to be waited for longer. */
static bool
take_locks(const List *wanted, bool waits, WantedLock *volatile *at)
{
	TimestampTz start = GetCurrentTimestamp();
	const ListCell *cell;

	foreach (cell, wanted)
	{
		WantedLock *lock = lfirst(cell);
		long left;

		*at = lock;
		if (ConditionalLockRelationOid(lock->relation, lock->mode))
			continue;
		left = lock->patience - TimestampDifferenceMilliseconds(start, GetCurrentTimestamp());
		if (!waits || left <= 0)
			return false;
		(void) set_config_option("lock_timeout", psprintf("%ld", left), PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
		LockRelationOid(lock->relation, lock->mode);
	}
	return true;
}

/* Locks them all, or none: gives the one that could not be had, or NULL.  Waits for none, or for so long as it is worth to. */
static WantedLock *
try_to_lock(const List *wanted, bool waits)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	WantedLock *volatile missing = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		int settings = NewGUCNestLevel();
		bool all = take_locks(wanted, waits, &missing);

		AtEOXact_GUC(false, settings);
		if (all)
		{
			missing = NULL;
			ReleaseCurrentSubTransaction();
		}
		else
			RollbackAndReleaseCurrentSubTransaction(); /* gives the locks back */
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
			error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED)
			ReThrowError(error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return missing;
}

/* Gives back what try_to_lock() has locked: its subtransaction has left that to the transaction, as the owner. */
static void
unlock_all(const List *held)
{
	ResourceOwner owner = CurrentResourceOwner;
	const ListCell *cell;

	CurrentResourceOwner = CurTransactionResourceOwner;
	foreach (cell, held)
	{
		const WantedLock *lock = lfirst(cell);

		UnlockRelationOid(lock->relation, lock->mode);
	}
	CurrentResourceOwner = owner;
}

static void
pause_between_tries(void)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, PAUSE, PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* Autovacuum gives way to who waits for it longer than deadlock_timeout: nobody else is kept waiting meanwhile. */
static void
wait_for_autovacuum(const WantedLock *lock)
{
	WantedLock patient = *lock;
	List *alone = list_make1(&patient);

	patient.patience = DeadlockTimeout + 1000;
	if (try_to_lock(alone, true) == NULL)
		unlock_all(alone);
}

/*
 * For how long.
 */

typedef struct Wait
{
	Oid owner; /* of the log: sees who is in the way */
	TimestampTz start;
	bool is_told;
} Wait;

static bool
is_over(const Wait *wait)
{
	int limit = setting_refresh_lock_timeout;

	if (LockTimeout > 0 && (limit == 0 || LockTimeout < limit))
		limit = LockTimeout;
	return limit > 0 && TimestampDifferenceExceeds(wait->start, GetCurrentTimestamp(), limit);
}

static void
fail_to_lock(const WantedLock *lock, const char *detail, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_LOCK_NOT_AVAILABLE),
			errmsg("could not lock model %s", quote_qualified_identifier(lock->model->schema, lock->model->name)),
			errdetail("%s", detail != NULL ? detail : "It was given back just now."), errhint("%s", hint));
}

/* Before the next try. */
static void
wait_for(Wait *wait, const WantedLock *missing)
{
	if (is_over(wait))
		fail_to_lock(missing, lock_holders(wait->owner, missing->relation, missing->mode),
					 "Refresh when it has ended, or raise ecom_analytics.refresh_lock_timeout, and lock_timeout where "
					 "that is set.");
	if (!wait->is_told)
		ereport(NOTICE, errmsg("waiting for a lock on model %s",
							   quote_qualified_identifier(missing->model->schema, missing->model->name)));
	wait->is_told = true;
	if (missing->mode != AccessExclusiveLock &&
		lock_holder_is_autovacuum(wait->owner, missing->relation, missing->mode))
		wait_for_autovacuum(missing);
	else
		pause_between_tries();
}

/*
 * Before the work.
 */

bool
model_locks_rule_out_filling(const Run *run, const Model *model)
{
	return list_member_oid(run->unfillable, model->oid);
}

/* A relation as the catalog has it now, which others may be about to change; false if it is gone. */
static bool
find_relation(Oid oid, FormData_pg_class *relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(oid));

	if (!HeapTupleIsValid(tuple))
		return false;
	memcpy(relation, GETSTRUCT(tuple), CLASS_TUPLE_SIZE);
	ReleaseSysCache(tuple);
	return true;
}

static List *
want_to_fill(List *wanted, const Model *model)
{
	FormData_pg_class relation;

	wanted = want(wanted, model->oid, ShareUpdateExclusiveLock, model);
	/* VACUUM works on it by itself */
	if (find_relation(model->oid, &relation) && OidIsValid(relation.reltoastrelid))
		wanted = want(wanted, relation.reltoastrelid, ShareUpdateExclusiveLock, model);
	return wanted;
}

static int
compare_models(const ListCell *left, const ListCell *right)
{
	Oid a = ((const WantedLock *) lfirst(left))->model->oid;
	Oid b = ((const WantedLock *) lfirst(right))->model->oid;

	return a < b ? -1 : a > b;
}

/* What is wanted of the models that are going to be made anew, in the order of pg_dump, which locks many too. */
static List *
locks_to_begin(const Run *run)
{
	List *wanted = NIL;
	ListCell *cell;

	foreach (cell, run->models)
	{
		const Model *model = lfirst(cell);

		if (model->method == MODEL_COMMAND)
			wanted = want(wanted, model->oid, AccessExclusiveLock, model);
		else if (model->method == MODEL_FILL && !model->may_narrow && !model_locks_rule_out_filling(run, model))
			wanted = want_to_fill(wanted, model);
		else if (model->method != MODEL_SKIP)
			wanted = want(wanted, model->oid, RowExclusiveLock, model);
	}
	list_sort(wanted, compare_models);
	return wanted;
}

static bool
are_all_held(const List *wanted)
{
	const ListCell *cell;

	foreach (cell, wanted)
	{
		const WantedLock *lock = lfirst(cell);

		if (!CheckRelationOidLockedByMe(lock->relation, lock->mode, true))
			return false;
	}
	return true;
}

/* Can it be compared instead?  There must be rows to compare with. */
static bool
can_be_compared(const Model *model)
{
	FormData_pg_class relation;

	return model->method == MODEL_FILL && find_relation(model->oid, &relation) && relation.relispopulated;
}

bool
model_locks_to_begin(Run *run)
{
	List *wanted = locks_to_begin(run);
	Wait wait = {.owner = run->owner, .start = GetCurrentTimestamp()};
	WantedLock *missing;

	if (are_all_held(wanted))
		return true;
	/* more than before: what is held meanwhile could be what another waits for */
	unlock_all(run->locked);
	run->locked = NIL;
	for (missing = try_to_lock(wanted, false); missing != NULL; missing = try_to_lock(wanted, true))
	{
		char *waiting;

		wait_for(&wait, missing);
		waiting = lock_holders_who_wait_for_us(run->owner, missing->relation, missing->mode);
		if (waiting == NULL)
			continue;
		if (missing->mode != ShareUpdateExclusiveLock || !can_be_compared(missing->model))
			fail_to_lock(missing, waiting,
						 "It waits for this statement to end: refresh again when it has done its work.");
		run->unfillable = lappend_oid(run->unfillable, missing->model->oid);
		wanted = locks_to_begin(run);
	}
	run->locked = wanted;
	return false;
}

/*
 * In between.
 */

bool
model_locks_to_fill(const Model *model)
{
	if (!ConditionalLockRelationOid(model->oid, AccessExclusiveLock))
		return false;
	/* nobody reads it now, and who does later is waited for in the end */
	UnlockRelationOid(model->oid, AccessExclusiveLock);
	return try_to_lock(want_to_fill(NIL, model), false) == NULL;
}

/*
 * After it.
 */

static List *
locks_to_commit(const Run *run)
{
	List *wanted = NIL;
	ListCell *cell;

	foreach (cell, run->models)
	{
		const Model *model = lfirst(cell);
		Relation relation;
		List *relations;
		ListCell *one;

		if (model->action != MODEL_REBUILT)
			continue;
		relation = table_open(model->oid, NoLock);
		relations = new_files_relations(relation);
		table_close(relation, NoLock);
		foreach (one, relations)
			wanted = want(wanted, lfirst_oid(one), AccessExclusiveLock, model);
	}
	return wanted;
}

void
model_locks_to_commit(const Run *run)
{
	List *wanted = locks_to_commit(run);
	Wait wait = {.owner = run->owner, .start = GetCurrentTimestamp()};
	WantedLock *missing;

	for (missing = try_to_lock(wanted, false); missing != NULL; missing = try_to_lock(wanted, true))
	{
		char *waiting;

		wait_for(&wait, missing);
		/* just before the try, so that it is over when somebody who begins to wait only then looks for a deadlock */
		waiting = lock_holders_who_wait_for_us(run->owner, missing->relation, missing->mode);
		if (waiting != NULL)
			fail_to_lock(missing, waiting,
						 "It waits for this refresh to end, which would have to wait for it: refresh again.");
		/* nothing else is held while it is waited for */
		wanted = lcons(missing, list_delete_ptr(wanted, missing));
	}
}
