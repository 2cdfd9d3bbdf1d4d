/*
 * base/worker.h
 *		A background worker of this library's, and the queue between it and the process that started it.
 */
#ifndef ECOM_BASE_WORKER_H
#define ECOM_BASE_WORKER_H

#include "base/compat.h"

#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/shm_mq.h"
#include "utils/timestamp.h"

/* One end of the queue. */
typedef struct Worker
{
	dsm_segment *segment; /* NULL: there is no worker */
	shm_mq_handle *queue;
	BackgroundWorkerHandle *handle; /* of the process that started it only */
} Worker;

typedef struct WorkerKind
{
	const char *function; /* of this library: void function(Datum), which calls worker_attach */
	const char *name;	  /* in the list of processes; in pg_stat_activity, too, if it uses a database */
	bool sends;			  /* the worker sends and its starter receives; else the other way round */
	bool uses_database;	  /* it will connect to one */
	Size queue_size;
} WorkerKind;

/* Starts a worker.  False, and nothing started, where none is to be had. */
extern bool worker_start(Worker *worker, const WorkerKind *kind, const char *argument);

/* In the worker's function: its end of the queue, and the argument.  NULL if nobody waits any more. */
extern const char *worker_attach(Worker *worker, const WorkerKind *kind, Datum segment);

/* Connects the worker to the database of its starter, as a superuser. */
extern void worker_connect(const Worker *worker);

/* In the worker: a piece of its work is done, well or not, as its starter is told. */
extern void worker_count(Worker *worker, bool well);

/* In its starter: waits until so many pieces are done, some seconds at most; are they, and all of them well? */
extern bool worker_wait(const Worker *worker, uint32 pieces);

/* The longest that anybody waits for a worker. */
#define WORKER_LONGEST_WAIT 5000 /* ms */

/* Waits for a moment, to look again then whether there is something to do; false if the time is over. */
extern bool worker_pause(TimestampTz end);

/* Is there a worker?  Not before it is started, and not after it was let go of. */
static inline bool
worker_is_there(const Worker *worker)
{
	return worker->segment != NULL;
}

/* Lets go of the worker, or its starter; the other one notices.  Does nothing where there is none. */
extern void worker_abandon(Worker *worker);

#endif /* ECOM_BASE_WORKER_H */
