/*
 * base/read_only.c
 *		Refuses what writes where it cannot be: see base/read_only.h.
 */
#include "base/compat.h"

#include "access/xact.h"
#include "access/xlog.h"

#include "base/distribution.h"
#include "base/read_only.h"

void
refuse_if_read_only(const char *command)
{
	refuse_on_citus_worker(command);
	/* on a standby every transaction is */
	if (!XactReadOnly)
		return;
	ereport(ERROR, errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
			errmsg("cannot execute %s in a read-only transaction", command),
			RecoveryInProgress()
				? errhint("This server is a standby: run it on the primary; what it changes comes here by itself.")
				: errhint("Run it in a transaction that may write: BEGIN READ WRITE."));
}
