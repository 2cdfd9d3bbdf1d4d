/*
 * refresh/notification.c
 *		Tells listeners that runs are done: see refresh/notification.h.
 *
 * A NOTIFY within the run would keep its transaction from being prepared.  So it is done at the last moment, when it is known that the
 * transaction commits.  Runs that failed are told of by a trigger on ecom.refresh_runs, in the transaction that writes of them.
 */
#include "refresh/notification.h"

#include "access/xact.h"
#include "commands/async.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#define CHANNEL "ecom_refresh"

/* A run of this transaction that is done. */
typedef struct DoneRun
{
	int64 run_id;
	SubTransactionId subtransaction; /* the innermost that is to commit */
} DoneRun;

static List *done_runs; /* in the memory of the transaction */

static void
at_transaction_end(XactEvent event, void *argument)
{
	ListCell *cell;

	if (event == XACT_EVENT_PRE_COMMIT)
	{
		foreach (cell, done_runs)
			Async_Notify(CHANNEL, psprintf("{\"run\": %lld, \"outcome\": \"done\"}",
										   (long long) ((const DoneRun *) lfirst(cell))->run_id));
	}
	if (event != XACT_EVENT_PRE_PREPARE)
		done_runs = NIL;
}

static void
at_subtransaction_end(SubXactEvent event, SubTransactionId subtransaction, SubTransactionId parent, void *argument)
{
	ListCell *cell;

	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	foreach (cell, done_runs)
	{
		DoneRun *run = lfirst(cell);

		if (run->subtransaction != subtransaction)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			run->subtransaction = parent;
		else
			done_runs = foreach_delete_current(done_runs, cell);
	}
}

void
notify_at_commit(int64 run_id)
{
	static bool is_registered = false;
	MemoryContext caller;
	DoneRun *run;

	if (!is_registered)
	{
		RegisterXactCallback(at_transaction_end, NULL);
		RegisterSubXactCallback(at_subtransaction_end, NULL);
		is_registered = true;
	}
	caller = MemoryContextSwitchTo(TopTransactionContext);
	run = palloc(sizeof(DoneRun));
	*run = (DoneRun){run_id, GetCurrentSubTransactionId()};
	done_runs = lappend(done_runs, run);
	MemoryContextSwitchTo(caller);
}
