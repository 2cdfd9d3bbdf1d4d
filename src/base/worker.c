/*
 * base/worker.c
 *		A background worker of this library's.
 *
 * The shared memory segment holds what the worker needs to know, and the queue.
 */
#include "base/worker.h"

#include <dlfcn.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "port/atomics.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "storage/shm_toc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/wait_event.h"

#define SEGMENT_MAGIC UINT64CONST(0x65636f6d776f726b)
#define KEY_STATE 1
#define KEY_ARGUMENT 2
#define KEY_QUEUE 3

typedef struct SharedState
{
	Oid database;			 /* of the process that started the worker */
	PGPROC *starter;		 /* that process */
	pg_atomic_uint32 pinned; /* the segment outlives its starter, until the worker has it */
	pg_atomic_uint32 done;	 /* pieces of work */
	pg_atomic_uint32 failed; /* of them */
} SharedState;

/* Makes the segment; false if there can be no more of them. */
static bool
create_segment(Worker *worker, const WorkerKind *kind, const char *argument)
{
	shm_toc_estimator estimator;
	shm_toc *toc;
	shm_mq *queue;
	SharedState *state;
	char *shared_argument;
	Size size;

	shm_toc_initialize_estimator(&estimator);
	shm_toc_estimate_chunk(&estimator, sizeof(SharedState));
	shm_toc_estimate_chunk(&estimator, strlen(argument) + 1);
	shm_toc_estimate_chunk(&estimator, kind->queue_size);
	shm_toc_estimate_keys(&estimator, 3);
	size = shm_toc_estimate(&estimator);
	worker->segment = dsm_create(size, DSM_CREATE_NULL_IF_MAXSEGMENTS);
	if (worker->segment == NULL)
		return false;
	toc = shm_toc_create(SEGMENT_MAGIC, dsm_segment_address(worker->segment), size);
	state = shm_toc_allocate(toc, sizeof(SharedState));
	state->database = MyDatabaseId;
	state->starter = MyProc;
	pg_atomic_init_u32(&state->pinned, 0);
	pg_atomic_init_u32(&state->done, 0);
	pg_atomic_init_u32(&state->failed, 0);
	shm_toc_insert(toc, KEY_STATE, state);
	shared_argument = shm_toc_allocate(toc, strlen(argument) + 1);
	strcpy(shared_argument, argument);
	shm_toc_insert(toc, KEY_ARGUMENT, shared_argument);
	queue = shm_mq_create(shm_toc_allocate(toc, kind->queue_size), kind->queue_size);
	shm_toc_insert(toc, KEY_QUEUE, queue);
	if (kind->sends)
		shm_mq_set_receiver(queue, MyProc);
	else
		shm_mq_set_sender(queue, MyProc);
	return true;
}

static shm_toc *
segment_toc(const Worker *worker)
{
	return shm_toc_attach(SEGMENT_MAGIC, dsm_segment_address(worker->segment));
}

static SharedState *
shared_state(const Worker *worker)
{
	return shm_toc_lookup(segment_toc(worker), KEY_STATE, false);
}

/* What is sent to a worker that has not started yet is to come to it, also if its starter is gone by then. */
static void
pin(Worker *worker)
{
	dsm_pin_segment(worker->segment);
	pg_atomic_write_u32(&shared_state(worker)->pinned, 1);
}

static void
unpin(const Worker *worker)
{
	if (pg_atomic_exchange_u32(&shared_state(worker)->pinned, 0) == 1)
		dsm_unpin_segment(dsm_segment_handle(worker->segment));
}

/*
 * Where this code was loaded from: the worker is to run the same, wherever dynamic_library_path or LOAD found it.  Before
 * 16 a worker's library has a short name only.
 */
static void
name_library(BackgroundWorker *registration)
{
	Dl_info own;

	if (dladdr(name_library, &own) == 0 ||
		strlcpy(registration->bgw_library_name, own.dli_fname, sizeof(registration->bgw_library_name)) >=
			sizeof(registration->bgw_library_name))
		strlcpy(registration->bgw_library_name, "$libdir/ecom_analytics",
				sizeof(registration->bgw_library_name));
}

bool
worker_start(Worker *worker, const WorkerKind *kind, const char *argument)
{
	BackgroundWorker registration = {0};

	if (!create_segment(worker, kind, argument))
		return false;
	registration.bgw_flags =
		BGWORKER_SHMEM_ACCESS | (kind->uses_database ? BGWORKER_BACKEND_DATABASE_CONNECTION : 0);
	registration.bgw_start_time =
		kind->uses_database ? BgWorkerStart_RecoveryFinished : BgWorkerStart_ConsistentState;
	registration.bgw_restart_time = BGW_NEVER_RESTART;
	name_library(&registration);
	strlcpy(registration.bgw_function_name, kind->function, sizeof(registration.bgw_function_name));
	snprintf(registration.bgw_type, sizeof(registration.bgw_type), "ecom_analytics %s", kind->name);
	snprintf(registration.bgw_name, sizeof(registration.bgw_name), "ecom_analytics %s for PID %d", kind->name,
			 MyProcPid);
	registration.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(worker->segment));
	registration.bgw_notify_pid = MyProcPid;
	/* attached first: whatever error comes once the worker is there, it notices that its starter is gone */
	worker->queue =
		shm_mq_attach(shm_toc_lookup(segment_toc(worker), KEY_QUEUE, false), worker->segment, NULL);
	if (!kind->sends)
		pin(worker);
	if (!RegisterDynamicBackgroundWorker(&registration, &worker->handle))
	{
		unpin(worker);
		worker_abandon(worker);
		return false;
	}
	shm_mq_set_handle(worker->queue, worker->handle);
	return true;
}

const char *
worker_attach(Worker *worker, const WorkerKind *kind, Datum segment)
{
	shm_mq *queue;

	*worker = (Worker){0};
	pqsignal(SIGTERM, die); /* at the next check for interrupts, and not within the signal's handler */
	BackgroundWorkerUnblockSignals();
	CurrentResourceOwner = ResourceOwnerCreate(NULL, "ecom_analytics worker");
	CurrentMemoryContext =
		AllocSetContextCreate(TopMemoryContext, "ecom_analytics worker", ALLOCSET_DEFAULT_SIZES);
	worker->segment = dsm_attach(DatumGetUInt32(segment));
	if (worker->segment == NULL)
		return NULL;
	unpin(worker);
	queue = shm_toc_lookup(segment_toc(worker), KEY_QUEUE, false);
	if (kind->sends)
		shm_mq_set_sender(queue, MyProc);
	else
		shm_mq_set_receiver(queue, MyProc);
	worker->queue = shm_mq_attach(queue, worker->segment, NULL);
	return shm_toc_lookup(segment_toc(worker), KEY_ARGUMENT, false);
}

void
worker_connect(const Worker *worker)
{
	BackgroundWorkerInitializeConnectionByOid(shared_state(worker)->database, InvalidOid, 0);
}

void
worker_count(Worker *worker, bool well)
{
	SharedState *state = shared_state(worker);

	if (!well)
		pg_atomic_fetch_add_u32(&state->failed, 1);
	pg_atomic_fetch_add_u32(&state->done, 1);
	SetLatch(&state->starter->procLatch);
}

bool
worker_pause(TimestampTz end)
{
	long left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), end);

	if (left <= 0)
		return false;
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, left, PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
	return true;
}

/*
 * Not for ever: the worker may wait for a lock that this process holds, which the search for deadlocks does not see.
 */
bool
worker_wait(const Worker *worker, uint32 pieces)
{
	SharedState *state = shared_state(worker);
	TimestampTz end = GetCurrentTimestamp() + WORKER_LONGEST_WAIT * INT64CONST(1000);
	bool stopped = false;
	pid_t pid;

	while (pg_atomic_read_u32(&state->done) < pieces && !stopped)
	{
		/* one that has stopped may have done it all before; that shows when the loop looks again */
		stopped = GetBackgroundWorkerPid(worker->handle, &pid) == BGWH_STOPPED;
		if (!stopped && !worker_pause(end))
			break;
	}
	return pg_atomic_read_u32(&state->done) >= pieces && pg_atomic_read_u32(&state->failed) == 0;
}

/* The worker is taken from its user first, for whom there is none from then on, whatever error comes. */
void
worker_abandon(Worker *worker)
{
	Worker taken = *worker;
	pid_t pid;

	*worker = (Worker){0};
	if (taken.segment == NULL)
		return;
	/* one that could not even start will not take the segment */
	if (taken.handle != NULL && GetBackgroundWorkerPid(taken.handle, &pid) == BGWH_STOPPED)
		unpin(&taken);
	dsm_detach(taken.segment);
}
