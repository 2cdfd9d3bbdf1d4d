/*
 * base/table_code.c
 *		What runs when a row is written to a table.
 */
#include "base/table_code.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/tupdesc.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pg_list.h"
#include "utils/rel.h"
#include "utils/relcache.h"

static bool
is_not_of_the_server(Oid function, void *context)
{
	return function >= FirstNormalObjectId;
}

static bool
calls_others(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return check_functions_in_node(node, is_not_of_the_server, NULL) ||
		   expression_tree_walker(node, calls_others, NULL);
}

static bool
constraints_call_others(const TupleConstr *constraints)
{
	if (constraints == NULL)
		return false;
	for (int i = 0; i < constraints->num_check; i++)
		if (calls_others(stringToNode(constraints->check[i].ccbin), NULL))
			return true;
	for (int i = 0; i < constraints->num_defval; i++)
		if (calls_others(stringToNode(constraints->defval[i].adbin), NULL))
			return true;
	return false;
}

static bool
indexes_call_others(Relation relation)
{
	List *indexes = RelationGetIndexList(relation);
	ListCell *cell;
	bool found = false;

	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		found = found || calls_others((Node *) RelationGetIndexExpressions(index), NULL) ||
				calls_others((Node *) RelationGetIndexPredicate(index), NULL);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return found;
}

bool
table_runs_code(Oid table)
{
	Relation relation = table_open(table, AccessShareLock);
	bool runs = relation->trigdesc != NULL || relation->rd_rules != NULL ||
				relation->rd_rel->relrowsecurity ||
				constraints_call_others(RelationGetDescr(relation)->constr) || indexes_call_others(relation);

	table_close(relation, AccessShareLock);
	return runs;
}
