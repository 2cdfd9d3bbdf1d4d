/*
 * base/compat_executor.h
 *		How calls of the executor differ between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_EXECUTOR_H
#define ECOM_BASE_COMPAT_EXECUTOR_H

#include "base/compat.h"

#include "access/tableam.h"
#include "executor/executor.h"
#include "parser/parse_node.h"
#include "tcop/tcopprot.h"

/* 19 can explain how it came to the plan */
static inline PlannedStmt *
ecom_plan_query(Query *query, const char *text, ParamListInfo values, bool in_parallel)
{
	int options = in_parallel ? CURSOR_OPT_PARALLEL_OK : 0;

#if PG_VERSION_NUM >= 190000
	return pg_plan_query(query, text, options, values, NULL);
#else
	return pg_plan_query(query, text, options, values);
#endif
}

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

/* 16 added an argument to insert into summarizing indexes only, and 19 made flags of all of them */
static inline void
ecom_insert_index_tuples(ResultRelInfo *indexes, TupleTableSlot *slot, EState *estate)
{
#if PG_VERSION_NUM >= 190000
	(void) ExecInsertIndexTuples(indexes, estate, 0, slot, NIL, NULL);
#elif PG_VERSION_NUM >= 160000
	(void) ExecInsertIndexTuples(indexes, slot, estate, false, false, NULL, NIL, false);
#else
	(void) ExecInsertIndexTuples(indexes, slot, estate, false, false, NULL, NIL);
#endif
}

/* 16 took the permissions that a query needs out of its range table */
static inline void
ecom_take_permissions(Query *query, ParseState *state)
{
#if PG_VERSION_NUM >= 160000
	query->rteperminfos = state->p_rteperminfos;
#endif
}

/*
 * Puts the row in the slot in the place of another one, with what is to be done in the indexes; 16 tells of more than all and
 * none, and 19 takes options.  Fails where somebody else has changed that row.
 */
static inline bool
ecom_update_tuple(Relation relation, ItemPointer place, TupleTableSlot *slot, CommandId command,
				  Snapshot snapshot, bool *new_in_indexes)
{
	TM_FailureData failure;
	LockTupleMode lock;
#if PG_VERSION_NUM >= 160000
	TU_UpdateIndexes indexes = TU_None;
#if PG_VERSION_NUM >= 190000
	TM_Result result = table_tuple_update(relation, place, slot, command, 0, snapshot, InvalidSnapshot, true,
										  &failure, &lock, &indexes);
#else
	TM_Result result = table_tuple_update(relation, place, slot, command, snapshot, InvalidSnapshot, true,
										  &failure, &lock, &indexes);
#endif

	*new_in_indexes = indexes != TU_None;
#else
	TM_Result result = table_tuple_update(relation, place, slot, command, snapshot, InvalidSnapshot, true,
										  &failure, &lock, new_in_indexes);
#endif
	return result == TM_Ok;
}

/* Deletes the row at that place; 19 has options.  Fails where somebody else has changed that row. */
static inline bool
ecom_delete_tuple(Relation relation, ItemPointer place, CommandId command, Snapshot snapshot)
{
	TM_FailureData failure;
#if PG_VERSION_NUM >= 190000
	return table_tuple_delete(relation, place, command, 0, snapshot, InvalidSnapshot, true, &failure) ==
		   TM_Ok;
#else
	return table_tuple_delete(relation, place, command, snapshot, InvalidSnapshot, true, &failure, false) ==
		   TM_Ok;
#endif
}

#endif /* ECOM_BASE_COMPAT_EXECUTOR_H */
