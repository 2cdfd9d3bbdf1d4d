/*
 * base/compat_executor.h
 *		How calls of the executor differ between PostgreSQL 15 and 18.
 */
#ifndef ECOM_BASE_COMPAT_EXECUTOR_H
#define ECOM_BASE_COMPAT_EXECUTOR_H

#include "base/compat.h"

#include "executor/executor.h"

/* 18 dropped an argument that says that a query is run only once */
static inline void
ecom_executor_run(QueryDesc *execution)
{
#if PG_VERSION_NUM >= 180000
	ExecutorRun(execution, ForwardScanDirection, 0);
#else
	ExecutorRun(execution, ForwardScanDirection, 0, true);
#endif
}

/* 16 added an argument to insert into summarizing indexes only */
static inline void
ecom_insert_index_tuples(ResultRelInfo *indexes, TupleTableSlot *slot, EState *estate)
{
#if PG_VERSION_NUM >= 160000
	(void) ExecInsertIndexTuples(indexes, slot, estate, false, false, NULL, NIL, false);
#else
	(void) ExecInsertIndexTuples(indexes, slot, estate, false, false, NULL, NIL);
#endif
}

#endif /* ECOM_BASE_COMPAT_EXECUTOR_H */
