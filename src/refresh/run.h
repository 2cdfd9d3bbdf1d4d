/*
 * refresh/run.h
 *		What a run of ecom.refresh() knows.
 */
#ifndef ECOM_REFRESH_RUN_H
#define ECOM_REFRESH_RUN_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

#include "heap/table_parts.h"

typedef struct Run
{
	Oid owner;		 /* of the log, and of what refreshing goes by */
	bool has_written; /* the transaction, before the run */
	SnapshotStart start; /* of the run's snapshot; without a place in the log where that says nothing */
	List *models;	 /* of Model, in their order */
	List *tables;	 /* of AppendedRows: those with rules for lines */
	List *locked;	 /* of WantedLock, see refresh/model_locks.c: what was locked before the run began */
	List *unfillable; /* OIDs of models that cannot be locked to be filled, and are compared */
	Snapshot before; /* sees the rows of all models as they were before the run */
} Run;

#endif /* ECOM_REFRESH_RUN_H */
