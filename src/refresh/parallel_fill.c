/*
 * refresh/parallel_fill.c
 *		A node for parallel plans, by which each process writes the rows that it makes.
 *
 * A parallel plan hands all rows to the process that leads it, each formed by a worker, copied into a queue, and out of it.  Where
 * they are only to be stored, the leader is what all wait for.  So a node goes between:
 *
 *		Gather	<- nothing, or a row for TOAST
 *		  ParallelFill	-> pages of the new table
 *			<the plan of each process>
 *
 * How many rows each process has put is added up in shared memory.
 */
#include "refresh/parallel_fill.h"

#include "access/parallel.h"
#include "access/table.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/extensible.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "storage/spin.h"
#include "utils/rel.h"

#include "heap/page_writer.h"

#define NODE_NAME "ecom_analytics parallel fill"

/* No plan has so many nodes. */
#define PLAN_NODE_ID 1000000

/* What workers have put. */
typedef struct SharedVersion
{
	slock_t lock;
	TableVersion version;
} SharedVersion;

typedef struct ParallelFillState
{
	CustomScanState node;
	Relation table;
	PageWriter *writer;	   /* NULL before the first row, and after the last */
	SharedVersion *shared; /* NULL without workers */
	TableVersion version;  /* of this process; at the end, in the leader, of all */
} ParallelFillState;

static void
begin(CustomScanState *node, EState *estate, int flags)
{
	ParallelFillState *state = (ParallelFillState *) node;
	CustomScan *scan = (CustomScan *) node->ss.ps.plan;

	outerPlanState(node) = ExecInitNode(outerPlan(scan), estate, flags);
	state->table = table_open(linitial_oid(scan->custom_private), RowExclusiveLock);
}

/* The last row was put. */
static void
finish(ParallelFillState *state)
{
	if (state->writer == NULL)
		return;
	state->version = page_writer_finish(state->writer);
	state->writer = NULL;
	if (IsParallelWorker())
	{
		SpinLockAcquire(&state->shared->lock);
		table_version_add_all(&state->shared->version, state->version);
		SpinLockRelease(&state->shared->lock);
	}
}

/* Puts rows until there is one that cannot be. */
static TupleTableSlot *
put_rows(CustomScanState *node)
{
	ParallelFillState *state = (ParallelFillState *) node;
	PlanState *rows = outerPlanState(node);
	TupleTableSlot *row;

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		row = ExecProcNode(rows);
		if (TupIsNull(row))
			break;
		if (state->writer == NULL)
		{
			MemoryContext caller = MemoryContextSwitchTo(node->ss.ps.state->es_query_cxt);

			state->writer = page_writer_create(state->table);
			MemoryContextSwitchTo(caller);
		}
		if (!page_writer_put(state->writer, row))
			return row;
	}
	finish(state);
	return NULL;
}

static void
end(CustomScanState *node)
{
	ExecEndNode(outerPlanState(node));
	table_close(((ParallelFillState *) node)->table, NoLock);
}

static void
rescan(CustomScanState *node)
{
	elog(ERROR, "rows of a model cannot be put twice");
}

static Size
estimate_shared(CustomScanState *node, ParallelContext *context)
{
	return sizeof(SharedVersion);
}

static void
initialize_shared(CustomScanState *node, ParallelContext *context, void *memory)
{
	SharedVersion *shared = memory;

	SpinLockInit(&shared->lock);
	shared->version = (TableVersion){0};
	((ParallelFillState *) node)->shared = shared;
}

static void
initialize_worker(CustomScanState *node, shm_toc *toc, void *memory)
{
	((ParallelFillState *) node)->shared = memory;
}

/* All workers are done, and what they share is about to go. */
static void
shut_down(CustomScanState *node)
{
	ParallelFillState *state = (ParallelFillState *) node;

	if (IsParallelWorker() || state->shared == NULL)
		return;
	table_version_add_all(&state->version, state->shared->version);
	state->shared = NULL;
}

static const CustomExecMethods exec_methods = {
	.CustomName = NODE_NAME,
	.BeginCustomScan = begin,
	.ExecCustomScan = put_rows,
	.EndCustomScan = end,
	.ReScanCustomScan = rescan,
	.EstimateDSMCustomScan = estimate_shared,
	.InitializeDSMCustomScan = initialize_shared,
	.InitializeWorkerCustomScan = initialize_worker,
	.ShutdownCustomScan = shut_down,
};

static Node *
create_state(CustomScan *scan)
{
	ParallelFillState *state = palloc0(sizeof(ParallelFillState));

	NodeSetTag(state, T_CustomScanState);
	state->node.methods = &exec_methods;
	return (Node *) state;
}

static const CustomScanMethods scan_methods = {NODE_NAME, create_state};

void
parallel_fill_define(void)
{
	RegisterCustomScanMethods(&scan_methods);
}

/* The columns of a node, just as another one has them. */
static List *
same_columns(const List *columns, int where)
{
	List *same = NIL;
	const ListCell *cell;

	foreach (cell, columns)
	{
		const TargetEntry *column = lfirst(cell);
		Var *var = makeVar(where, column->resno, exprType((Node *) column->expr),
						   exprTypmod((Node *) column->expr), exprCollation((Node *) column->expr), 0);

		same = lappend(same, makeTargetEntry((Expr *) var, column->resno, column->resname, column->resjunk));
	}
	return same;
}

/* Are the rows of the model those of the processes?  What workers may not compute, the node above them does, and a column that only
 * orders is taken out above all. */
static bool
hands_rows_on(const Gather *gather)
{
	const ListCell *cell;
	int place = 0;

	foreach (cell, gather->plan.targetlist)
	{
		const TargetEntry *entry = lfirst(cell);
		const Var *column = (const Var *) entry->expr;

		if (entry->resjunk || !IsA(column, Var) || column->varno != OUTER_VAR || column->varattno != ++place)
			return false;
	}
	return gather->plan.qual == NIL && place == list_length(outerPlan(gather)->targetlist);
}

void
parallel_fill_plan(PlannedStmt *plan, Oid table)
{
	Gather *gather = (Gather *) plan->planTree;
	Plan *rows;
	CustomScan *scan;

	if (!IsA(gather, Gather) || gather->single_copy || !hands_rows_on(gather))
		return;
	rows = outerPlan(gather);
	scan = makeNode(CustomScan);
	scan->scan.plan.startup_cost = rows->startup_cost;
	scan->scan.plan.total_cost = rows->total_cost;
	scan->scan.plan.plan_rows = rows->plan_rows;
	scan->scan.plan.plan_width = rows->plan_width;
	scan->scan.plan.parallel_aware = true;
	scan->scan.plan.parallel_safe = true;
	scan->scan.plan.plan_node_id = PLAN_NODE_ID;
	outerPlan(scan) = rows;
	/* what explains the plan follows them down to where they are made */
	scan->scan.plan.targetlist = same_columns(rows->targetlist, INDEX_VAR);
	scan->custom_scan_tlist = same_columns(rows->targetlist, OUTER_VAR);
	scan->scan.plan.extParam = bms_copy(rows->extParam);
	scan->scan.plan.allParam = bms_copy(rows->allParam);
	scan->custom_private = list_make1_oid(table);
	scan->methods = &scan_methods;
	outerPlan(gather) = (Plan *) scan;
	(void) GetCurrentCommandId(true);
}

TableVersion
parallel_fill_version(const QueryDesc *execution)
{
	PlanState *top = execution->planstate;

	if (IsA(top, GatherState) && IsA(outerPlanState(top), CustomScanState) &&
		((CustomScanState *) outerPlanState(top))->methods == &exec_methods)
		return ((ParallelFillState *) outerPlanState(top))->version;
	return (TableVersion){0};
}
