/*
 * refresh/narrow_query.c
 *		Narrows a query: see refresh/narrow_query.h.
 *
 * A condition on a relation is put where row security puts its own: at each place that the relation is named in the rewritten
 * query, in views too.  So the definition of a model stays the only one; the planner does the rest.
 */
#include "refresh/narrow_query.h"

#include "access/table.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_clause.h"
#include "parser/parse_collate.h"
#include "parser/parse_node.h"
#include "parser/parse_param.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "rewrite/rewriteManip.h"
#include "utils/rel.h"

#include "base/compat_executor.h"

/* Parses a condition on the columns of what the state has in its namespace. */
static Node *
parse_condition(ParseState *state, const char *condition)
{
	List *parsed = raw_parser(condition, RAW_PARSE_PLPGSQL_EXPR);
	SelectStmt *select = castNode(SelectStmt, linitial_node(RawStmt, parsed)->stmt);
	ResTarget *target = linitial_node(ResTarget, select->targetList);
	Node *result = transformWhereClause(state, target->val, EXPR_KIND_WHERE, "WHERE");

	assign_expr_collations(state, result);
	return result;
}

static ParseState *
state_for(const Narrowing *narrowing, const char *text)
{
	ParseState *state = make_parsestate(NULL);

	state->p_sourcetext = text;
	setup_parse_fixed_parameters(state, narrowing->types, narrowing->n);
	return state;
}

Query *
narrow_result(Query *query, const Narrowing *narrowing)
{
	ParseState *state = state_for(narrowing, narrowing->of_model);
	ParseNamespaceItem *rows =
		addRangeTableEntryForSubquery(state, query, makeAlias("model", NIL), false, true);
	Query *result = makeNode(Query);
	Node *condition;

	addNSItemToQuery(state, rows, true, true, true);
	condition = parse_condition(state, narrowing->of_model);
	result->commandType = CMD_SELECT;
	result->querySource = QSRC_ORIGINAL;
	result->canSetTag = true;
	result->targetList = expandNSItemAttrs(state, rows, 0, true, -1);
	result->rtable = state->p_rtable;
	result->jointree = makeFromExpr(state->p_joinlist, condition);
	result->hasSubLinks = state->p_hasSubLinks;
	ecom_take_permissions(result, state);
	free_parsestate(state);
	return result;
}

/* The condition on a relation, as one on the first entry of a range table. */
static Node *
condition_on_source(const Narrowing *narrowing)
{
	Relation source = table_open(narrowing->source, AccessShareLock);
	ParseState *state = state_for(narrowing, narrowing->of_source);
	ParseNamespaceItem *item =
		addRangeTableEntryForRelation(state, source, AccessShareLock, NULL, false, true);
	Node *condition;

	addNSItemToQuery(state, item, false, true, true);
	condition = parse_condition(state, narrowing->of_source);
	if (state->p_hasSubLinks)
		elog(ERROR, "a condition on the rows of a source has a query in it");
	free_parsestate(state);
	table_close(source, NoLock);
	return condition;
}

typedef struct SourceCondition
{
	Oid source;
	Node *condition;
} SourceCondition;

static bool
narrow_node(Node *node, void *context)
{
	const SourceCondition *on = context;
	Query *query;
	ListCell *cell;
	int place = 0;

	if (node == NULL)
		return false;
	if (!IsA(node, Query))
		return expression_tree_walker(node, narrow_node, context);
	query = (Query *) node;
	foreach (cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);
		Node *condition;

		place++;
		if (entry->rtekind != RTE_RELATION || entry->relid != on->source)
			continue;
		condition = copyObject(on->condition);
		ChangeVarNodes(condition, 1, place, 0);
		entry->securityQuals = lappend(entry->securityQuals, condition);
	}
	return query_tree_walker(query, narrow_node, context, 0);
}

void
narrow_source(Query *query, const Narrowing *narrowing)
{
	SourceCondition on = {narrowing->source, condition_on_source(narrowing)};

	(void) narrow_node((Node *) query, &on);
}

ParamListInfo
narrowing_values(const Narrowing *narrowing)
{
	ParamListInfo values = makeParamList(narrowing->n);

	for (int i = 0; i < narrowing->n; i++)
	{
		values->params[i].value = narrowing->values[i];
		values->params[i].isnull = false;
		values->params[i].pflags = PARAM_FLAG_CONST;
		values->params[i].ptype = narrowing->types[i];
	}
	return values;
}
