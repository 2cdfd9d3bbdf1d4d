/*
 * refresh/lock.c
 *		One run at a time: see refresh/lock.h.
 */
#include "refresh/lock.h"

#include "access/xlog.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"

#include "base/compat_lock.h"
#include "refresh/lock_holders.h"

PG_FUNCTION_INFO_V1(ecom_is_refreshing);

static LOCKTAG
lock_of_runs(void)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, LOCK_OF_RUNS_CLASS, LOCK_OF_RUNS_OBJECT, 2);
	return tag;
}

bool
refresh_lock_out_others(Oid owner, bool wait)
{
	LOCKTAG tag = lock_of_runs();

	if (LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL)
		return true;
	if (!wait)
		return false;
	ereport(NOTICE, errmsg("waiting for another refresh"), errdetail("%s", lock_holder_of_runs(owner)));
	(void) LockAcquire(&tag, ExclusiveLock, false, false);
	return true;
}

void
refresh_lock_refuse(Oid owner)
{
	ereport(ERROR, errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("another refresh is running"),
			errdetail("%s", lock_holder_of_runs(owner)),
			errhint("Try again when it has ended, or wait for it: wait => true."));
}

Datum
ecom_is_refreshing(PG_FUNCTION_ARGS)
{
	LOCKTAG tag = lock_of_runs();
	int others;

	/* runs are the primary's, and so are their locks */
	if (RecoveryInProgress())
		PG_RETURN_NULL();
	(void) GetLockConflicts(&tag, ExclusiveLock, &others);
	PG_RETURN_BOOL(others > 0 || ecom_lock_held_by_me(&tag, ExclusiveLock));
}
