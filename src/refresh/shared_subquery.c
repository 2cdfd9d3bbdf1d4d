/*
 * refresh/shared_subquery.c
 *		A subquery that queries of several models have in common, run once in a refresh: see refresh/shared_subquery.h.
 *
 * After rewriting, a subquery holds the queries of the views that it reads.  So two that are equal as trees, and are run
 * by the same user under the same snapshot, give the same.
 */
#include "refresh/shared_subquery.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat_executor.h"

/* A subquery that was run, and what it gave. */
typedef struct SharedSubquery
{
	Query *query;
	Oid user;
	Oid type;
	Datum value;
	bool is_null;
} SharedSubquery;

/* NULL: none is shared */
static MemoryContext kept_in = NULL;
static List *kept = NIL;

void
shared_subqueries_end(void)
{
	kept_in = NULL;
	kept = NIL;
}

/* The run is over, one way or the other. */
static void
forget(void *context)
{
	if (kept_in == context)
		shared_subqueries_end();
}

void
shared_subqueries_begin(void)
{
	MemoryContextCallback *callback = palloc0(sizeof(MemoryContextCallback));

	callback->func = forget;
	callback->arg = CurrentMemoryContext;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	kept_in = CurrentMemoryContext;
	kept = NIL;
}

/*
 * Which subqueries.
 */

typedef struct Look
{
	int depth; /* of the query that is looked at: 1 for the subquery itself */
	bool reaches_out;
	bool has_aggregate;
} Look;

/* Looks for what makes a subquery depend on queries around it, and for aggregates. */
static bool
look_at(Node *node, void *context)
{
	Look *look = context;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Query:
		{
			bool stopped;

			look->depth++;
			stopped = query_tree_walker((Query *) node, look_at, look, QTW_EXAMINE_RTES_BEFORE);
			look->depth--;
			return stopped;
		}
		case T_RangeTblEntry:
			look->reaches_out |= ((RangeTblEntry *) node)->rtekind == RTE_CTE &&
								 (int) ((RangeTblEntry *) node)->ctelevelsup >= look->depth;
			return false; /* query_tree_walker goes on with what it holds */
		case T_Var:
			look->reaches_out |= (int) ((Var *) node)->varlevelsup >= look->depth;
			return false;
		case T_Param:
			look->reaches_out = true;
			return false;
		case T_Aggref:
			look->has_aggregate = true;
			look->reaches_out |= (int) ((Aggref *) node)->agglevelsup >= look->depth;
			break;
		case T_GroupingFunc:
			look->reaches_out |= (int) ((GroupingFunc *) node)->agglevelsup >= look->depth;
			break;
		default:
			break;
	}
	return expression_tree_walker(node, look_at, look);
}

/* Is it worth to be run once, and does it give the same each time?  One without an aggregate reads a row. */
static bool
can_be_shared(const SubLink *link)
{
	Look look = {0};

	if (link->subLinkType != EXPR_SUBLINK || !IsA(link->subselect, Query))
		return false;
	(void) look_at(link->subselect, &look);
	return look.has_aggregate && !look.reaches_out && !contain_volatile_functions(link->subselect);
}

/*
 * Their values.
 */

typedef struct ValueReceiver
{
	DestReceiver receiver;
	SharedSubquery *subquery;
	int rows;
} ValueReceiver;

static void
value_receiver_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
}

/* Keeps the value of the first row. */
static bool
value_receiver_receive(TupleTableSlot *slot, DestReceiver *self)
{
	ValueReceiver *receiver = (ValueReceiver *) self;
	SharedSubquery *subquery = receiver->subquery;
	int16 length;
	bool by_value;
	Datum value;

	if (++receiver->rows > 1)
		ereport(ERROR, errcode(ERRCODE_CARDINALITY_VIOLATION),
				errmsg("more than one row returned by a subquery used as an expression"));
	value = slot_getattr(slot, 1, &subquery->is_null);
	get_typlenbyval(subquery->type, &length, &by_value);
	if (!subquery->is_null)
	{
		MemoryContext caller = MemoryContextSwitchTo(kept_in);

		subquery->value = datumCopy(value, by_value, length);
		MemoryContextSwitchTo(caller);
	}
	return true;
}

static void
value_receiver_end(DestReceiver *self)
{
}

static void
run_subquery(SharedSubquery *subquery, const char *text)
{
	ValueReceiver receiver = {
		.receiver = {.receiveSlot = value_receiver_receive,
					 .rStartup = value_receiver_startup,
					 .rShutdown = value_receiver_end,
					 .rDestroy = value_receiver_end,
					 .mydest = DestNone},
		.subquery = subquery,
	};
	PlannedStmt *plan = ecom_plan_query(copyObject(subquery->query), text, NULL, true);
	QueryDesc *execution =
		CreateQueryDesc(plan, text, GetActiveSnapshot(), InvalidSnapshot, &receiver.receiver, NULL, NULL, 0);

	ExecutorStart(execution, 0);
	ecom_executor_run(execution);
	ExecutorFinish(execution);
	ExecutorEnd(execution);
	FreeQueryDesc(execution);
}

/* The subquery with its value: one that is kept, or that is run now. */
static const SharedSubquery *
shared_subquery(const SubLink *link, const char *text)
{
	Query *query = castNode(Query, link->subselect);
	SharedSubquery *subquery;
	MemoryContext caller;
	ListCell *cell;

	foreach (cell, kept)
	{
		subquery = lfirst(cell);
		if (subquery->user == GetUserId() && equal(subquery->query, query))
			return subquery;
	}
	caller = MemoryContextSwitchTo(kept_in);
	subquery = palloc0(sizeof(SharedSubquery));
	subquery->query = copyObject(query);
	subquery->user = GetUserId();
	subquery->type = exprType((const Node *) link);
	subquery->is_null = true;
	MemoryContextSwitchTo(caller);
	run_subquery(subquery, text);
	caller = MemoryContextSwitchTo(kept_in);
	kept = lappend(kept, subquery);
	MemoryContextSwitchTo(caller);
	return subquery;
}

/*
 * Parameters in their place.
 */

typedef struct Taking
{
	const char *text;
	List *subqueries; /* of the parameters */
} Taking;

static Node *
parameter_for(const SubLink *link, int number)
{
	Param *param = makeNode(Param);

	param->paramkind = PARAM_EXTERN;
	param->paramid = number;
	param->paramtype = exprType((const Node *) link);
	param->paramtypmod = exprTypmod((const Node *) link);
	param->paramcollid = exprCollation((const Node *) link);
	param->location = -1;
	return (Node *) param;
}

/* The innermost first: one around it then holds a parameter, and is left as it is. */
static Node *
take(Node *node, void *context)
{
	Taking *taking = context;

	if (node == NULL)
		return NULL;
	CHECK_FOR_INTERRUPTS();
	if (IsA(node, Query))
		return (Node *) query_tree_mutator((Query *) node, take, taking, QTW_DONT_COPY_QUERY);
	node = expression_tree_mutator(node, take, taking);
	if (!IsA(node, SubLink) || !can_be_shared((SubLink *) node))
		return node;
	taking->subqueries =
		lappend(taking->subqueries, (void *) shared_subquery((SubLink *) node, taking->text));
	return parameter_for((SubLink *) node, list_length(taking->subqueries));
}

ParamListInfo
shared_subqueries_take(Query *query, const char *text)
{
	Taking taking = {.text = text};
	ParamListInfo values;

	if (kept_in == NULL)
		return NULL;
	(void) take((Node *) query, &taking);
	if (taking.subqueries == NIL)
		return NULL;
	values = makeParamList(list_length(taking.subqueries));
	for (int i = 0; i < values->numParams; i++)
	{
		const SharedSubquery *subquery = list_nth(taking.subqueries, i);

		values->params[i].value = subquery->value;
		values->params[i].isnull = subquery->is_null;
		values->params[i].ptype = subquery->type;
		values->params[i].pflags = PARAM_FLAG_CONST;
	}
	return values;
}
