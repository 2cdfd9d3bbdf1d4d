/*
 * refresh/lock.c
 *		The locks of a refresh: see refresh/lock.h.
 *
 * Whoever waits for one lock while it holds another can be a part of a deadlock, and a nightly refresh that is ended for one
 * is stale data in the morning.  So the models' locks are asked for all at once, each for a short while; where one cannot be
 * had, all are given back, and after a pause the run begins again: nothing is held while it waits, but for the snapshot of
 * the statement that called.  Who waits for that one, as REINDEX CONCURRENTLY does, could not be waited for: that is an error
 * before anything was done.
 */
#include "refresh/lock.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "base/compat_lock.h"
#include "base/identity.h"
#include "refresh/model.h"

/* The advisory lock that a run holds until its transaction ends: pg_locks shows it with these two keys. */
#define LOCK_CLASS 0x65636f6d /* ecom */
#define LOCK_OBJECT 1

PG_FUNCTION_INFO_V1(ecom_is_refreshing);

/*
 * One run at a time.
 */
static LOCKTAG
lock_of_runs(void)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, LOCK_CLASS, LOCK_OBJECT, 2);
	return tag;
}
/* The one value that a query gives, as the owner of the log, since not everybody sees others' sessions; NULL for none. */
static char *
ask(Oid owner, const char *query, int n, Oid *types, Datum *values)
{
	Identity before = identity_become(owner);
	char *answer = NULL;

	SPI_connect();
	if (SPI_execute_with_args(query, n, types, values, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", query);
	if (SPI_processed > 0)
	{
		char *found = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

		if (found != NULL)
		{
			answer = SPI_palloc(strlen(found) + 1);
			strcpy(answer, found);
		}
	}
	SPI_finish();
	identity_restore(before);
	return answer;
}

/* Who holds the lock of runs, in a sentence.  A prepared transaction has no process, and ends only when somebody ends it. */
static char *
holder(Oid owner)
{
	Oid types[2] = {INT8OID, INT8OID};
	Datum values[2] = {Int64GetDatum(LOCK_CLASS), Int64GetDatum(LOCK_OBJECT)};
	char *sentence =
		ask(owner,
			"SELECT CASE WHEN a.pid IS NOT NULL "
			"THEN pg_catalog.format('Process %s of %s, whose transaction began at %s.', a.pid, a.usename, "
			"pg_catalog.to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ')) "
			"WHEN p.gid IS NOT NULL "
			"THEN pg_catalog.format('Transaction %L of %s, prepared at %s: it goes on until COMMIT PREPARED "
			"or ROLLBACK PREPARED ends it.', p.gid, p.owner, "
			"pg_catalog.to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS TZ')) END "
			"FROM pg_catalog.pg_locks l "
			"LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid "
			"LEFT JOIN (pg_catalog.pg_locks t JOIN pg_catalog.pg_prepared_xacts p "
			"ON p.transaction OPERATOR(pg_catalog.=) t.transactionid) "
			"ON l.pid IS NULL AND t.pid IS NULL "
			"AND t.virtualtransaction OPERATOR(pg_catalog.=) l.virtualtransaction "
			"WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted "
			"AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d "
			"WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) "
			"AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) $1 "
			"AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) $2",
			2, types, values);

	return sentence != NULL ? sentence : "It has just ended.";
}

bool
refresh_lock_out_others(Oid owner, bool wait)
{
	LOCKTAG tag = lock_of_runs();

	if (LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL)
		return true;
	if (!wait)
		return false;
	ereport(NOTICE, errmsg("waiting for another refresh"), errdetail("%s", holder(owner)));
	(void) LockAcquire(&tag, ExclusiveLock, false, false);
	return true;
}

void
refresh_lock_refuse(Oid owner)
{
	ereport(ERROR, errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("another refresh is running"),
			errdetail("%s", holder(owner)),
			errhint("Try again when it has ended, or wait for it: wait => true."));
}

Datum
ecom_is_refreshing(PG_FUNCTION_ARGS)
{
	LOCKTAG tag = lock_of_runs();

	int others;

	(void) GetLockConflicts(&tag, ExclusiveLock, &others);
	PG_RETURN_BOOL(others > 0 || ecom_lock_held_by_me(&tag, ExclusiveLock));
}

/*
 * The models.
 */

#define LONGEST_TRY "100ms" /* for one lock; others queue behind it meanwhile */
#define PAUSE 500			/* ms between tries */

static int
compare_oids(const ListCell *left, const ListCell *right)
{
	Oid a = ((Model *) lfirst(left))->oid;
	Oid b = ((Model *) lfirst(right))->oid;

	return a < b ? -1 : a > b;
}

/* The lock that keeps out whoever must be: readers too, but where they see the old rows until the run commits. */
static LOCKMODE
lock_mode(const Model *model)
{
	return model->method == MODEL_MERGE || model->may_narrow ? ExclusiveLock : AccessExclusiveLock;
}

/* Those that are going to be rebuilt and are not locked yet, in the order of pg_dump, which locks many too. */
static List *
models_to_lock(List *models)
{
	List *result = NIL;
	ListCell *cell;

	foreach (cell, models)
	{
		Model *model = lfirst(cell);

		if (model->method != MODEL_SKIP && !CheckRelationOidLockedByMe(model->oid, lock_mode(model), true))
			result = lappend(result, model);
	}
	list_sort(result, compare_oids);
	return result;
}

/* Locks them all, or none: gives the one that could not be had. */
static Model *
try_to_lock(List *models)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	Model *volatile wanted = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		int settings = NewGUCNestLevel();
		ListCell *cell;

		(void) set_config_option("lock_timeout", LONGEST_TRY, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
		foreach (cell, models)
		{
			wanted = lfirst(cell);
			LockRelationOid(wanted->oid, lock_mode(wanted));
		}
		wanted = NULL;
		AtEOXact_GUC(false, settings);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction(); /* gives the locks back */
		if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
			error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED)
			ReThrowError(error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return wanted;
}

/*
 * Who has a lock on the model that is in the way, in a sentence; or, if so asked, only those who wait for this process
 * themselves.  NULL for nobody.
 */
static char *
in_the_way(Oid owner, const Model *model, bool waits_for_us)
{
	Oid types[2] = {OIDOID, INT4OID};
	Datum values[2] = {ObjectIdGetDatum(model->oid), Int32GetDatum(MyProcPid)};

	return ask(owner,
			   psprintf("SELECT pg_catalog.string_agg(pg_catalog.format('Process %%s of %%s has it, since "
						"%%s: %%s', l.pid, coalesce(a.usename, 'the server'), "
						"pg_catalog.to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ'), "
						"pg_catalog.left(a.query, 100)), E'\\n') "
						"FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) "
						"WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted "
						"AND l.relation OPERATOR(pg_catalog.=) $1 AND l.pid OPERATOR(pg_catalog.<>) $2 "
						"AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d "
						"WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) %s",
						waits_for_us
							? "AND $2 OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(l.pid))"
							: ""),
			   2, types, values);
}

static void
fail_to_lock(const Model *model, const char *detail, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_LOCK_NOT_AVAILABLE),
			errmsg("could not lock model %s", quote_qualified_identifier(model->schema, model->name)),
			errdetail("%s", detail != NULL ? detail : "It was given back just now."), errhint("%s", hint));
}

static void
pause_between_tries(void)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, PAUSE, PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

static void
unlock_models(List *models)
{
	ListCell *cell;

	foreach (cell, models)
	{
		Model *model = lfirst(cell);

		UnlockRelationOid(model->oid, lock_mode(model));
	}
}

List *
refresh_lock_models(Oid owner, List *held, List *models)
{
	List *wanted = models_to_lock(models);
	TimestampTz start = GetCurrentTimestamp();
	bool is_told = false;
	Model *missing;

	if (wanted == NIL)
		return held;
	/* more than before: what is held meanwhile could be what another waits for */
	unlock_models(held);
	wanted = models_to_lock(models);
	while ((missing = try_to_lock(wanted)) != NULL)
	{
		char *waiting = in_the_way(owner, missing, true);

		if (waiting != NULL)
			fail_to_lock(missing, waiting,
						 "It waits for this statement to end: refresh again when it has done its work.");
		if (LockTimeout > 0 && TimestampDifferenceExceeds(start, GetCurrentTimestamp(), LockTimeout))
			fail_to_lock(missing, in_the_way(owner, missing, false),
						 "Raise lock_timeout, or refresh when it has ended.");
		if (!is_told)
			ereport(NOTICE, errmsg("waiting for a lock on model %s",
								   quote_qualified_identifier(missing->schema, missing->name)));
		is_told = true;
		pause_between_tries();
	}
	return wanted;
}
