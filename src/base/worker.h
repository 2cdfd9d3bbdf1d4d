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
	const char *name;	  /* as pg_stat_activity shows it */
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

/* In the worker: its work is done. */
extern void worker_finish(Worker *worker);

/* Is there a worker?  Not before it is started, and not after it was let go of, be it by a call that an error ended. */
static inline bool
worker_is_there(const Worker *worker)
{
	return worker->segment != NULL;
}

/* Lets go of the worker, which notices; does not wait for it.  Does nothing where there is none. */
extern void worker_abandon(Worker *worker);

/*
 * Lets go of the queue and waits for the worker to end, some seconds at most; was its work done?  Yes, where there is
 * no worker.  The wait can be interrupted: the worker is let go of then, too.
 */
extern bool worker_join(Worker *worker);

#endif /* ECOM_BASE_WORKER_H */
