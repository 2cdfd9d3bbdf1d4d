/*
 * heap/table_feed.c
 *		A node that stands where a plan would read a table, and asks a function for rows: see heap/table_feed.h.
 */
#include "heap/table_feed.h"

#include "executor/executor.h"
#include "nodes/extensible.h"
#include "nodes/pathnodes.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/restrictinfo.h"
#include "utils/rel.h"

#define NODE_NAME "ecom_analytics table feed"

typedef struct FeedState
{
	CustomScanState node;
	TableFeed *feed;
} FeedState;

static TableFeed *innermost;
static set_rel_pathlist_hook_type hook_before;

/* The feed of a table; NULL if it has none. */
static TableFeed *
feed_of(Oid table)
{
	TableFeed *feed = innermost;

	while (feed != NULL && feed->table != table)
		feed = feed->outer;
	return feed;
}

static void
begin(CustomScanState *node, EState *estate, int flags)
{
	FeedState *state = (FeedState *) node;

	state->feed = feed_of(RelationGetRelid(node->ss.ss_currentRelation));
	if (state->feed == NULL)
		elog(ERROR, "there are no rows to be read");
}

static TupleTableSlot *
next_row(ScanState *scan)
{
	TableFeed *feed = ((FeedState *) scan)->feed;
	TupleTableSlot *slot = scan->ss_ScanTupleSlot;

	ExecClearTuple(slot);
	if (feed->next(feed, slot))
		ExecStoreVirtualTuple(slot);
	return slot;
}

/* A row that was read stays as it is. */
static bool
recheck(ScanState *scan, TupleTableSlot *slot)
{
	return true;
}

static TupleTableSlot *
read_row(CustomScanState *node)
{
	return ExecScan(&node->ss, next_row, recheck);
}

static void
end(CustomScanState *node)
{
}

static void
rescan(CustomScanState *node)
{
	elog(ERROR, "rows cannot be read a second time");
}

static const CustomExecMethods exec_methods = {
	.CustomName = NODE_NAME,
	.BeginCustomScan = begin,
	.ExecCustomScan = read_row,
	.EndCustomScan = end,
	.ReScanCustomScan = rescan,
};

static Node *
create_state(CustomScan *scan)
{
	FeedState *state = palloc0(sizeof(FeedState));

	NodeSetTag(state, T_CustomScanState);
	state->node.methods = &exec_methods;
	return (Node *) state;
}

static const CustomScanMethods scan_methods = {NODE_NAME, create_state};

static Plan *
create_plan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *targets, List *clauses, List *plans)
{
	CustomScan *scan = makeNode(CustomScan);

	scan->scan.plan.targetlist = targets;
	scan->scan.plan.qual = extract_actual_clauses(clauses, false);
	scan->scan.scanrelid = rel->relid;
	scan->flags = path->flags;
	scan->methods = &scan_methods;
	return &scan->scan.plan;
}

static const CustomPathMethods path_methods = {.CustomName = NODE_NAME, .PlanCustomPath = create_plan};

/* The only way to read a table that has a feed. */
static void
add_feed(PlannerInfo *root, RelOptInfo *rel, Index index, RangeTblEntry *entry)
{
	CustomPath *path;

	if (hook_before != NULL)
		hook_before(root, rel, index, entry);
	if (innermost == NULL || entry->rtekind != RTE_RELATION || feed_of(entry->relid) == NULL)
		return;
	path = makeNode(CustomPath);
	path->path.pathtype = T_CustomScan;
	path->path.parent = rel;
	path->path.pathtarget = rel->reltarget;
	path->path.rows = rel->rows;
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->methods = &path_methods;
	rel->pathlist = NIL;
	rel->partial_pathlist = NIL;
	add_path(rel, &path->path);
}

void
table_feed_define(void)
{
	RegisterCustomScanMethods(&scan_methods);
	hook_before = set_rel_pathlist_hook;
	set_rel_pathlist_hook = add_feed;
}

void
table_feed_begin(TableFeed *feed)
{
	feed->outer = innermost;
	innermost = feed;
}

void
table_feed_end(TableFeed *feed)
{
	innermost = feed->outer;
}
