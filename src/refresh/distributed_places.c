/*
 * refresh/distributed_places.c
 *		Queries that tell rows of a table from each other by their places: see refresh/distributed_places.h.
 *
 * Models know a line of a table by its ctid.  Of a distributed table (Citus) that is a place in one of its shards: several rows
 * have the same one, and all but one of them would be taken for duplicates, without an error.
 */
#include "refresh/distributed_places.h"

#include "access/sysattr.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pg_list.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/distribution.h"

static void
refuse(Oid table)
{
	char *name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)), get_rel_name(table));

	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("cannot read places (ctid) of rows of distributed table %s", name),
			errdetail("They are places in its shards, and rows of different shards would be taken for the same one."),
			strcmp(name, "raw.amazon_purchases") == 0
				? errhint("SELECT * FROM ecom.distribute() has the models distributed, too.")
				: errhint("Bring its rows to this server: SELECT undistribute_table(%s).", quote_literal_cstr(name)));
}

/* Looks at a node; context is a list of range tables, that of the innermost query first. */
static bool
look_at(Node *node, void *context)
{
	List *range_tables = context;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		List *with_own = lcons(((Query *) node)->rtable, list_copy(range_tables));

		(void) query_tree_walker((Query *) node, look_at, with_own, 0);
		list_free(with_own);
		return false;
	}
	if (IsA(node, Var))
	{
		const Var *var = (const Var *) node;

		if (var->varattno == SelfItemPointerAttributeNumber)
		{
			const RangeTblEntry *entry =
				rt_fetch(var->varno, (List *) list_nth(range_tables, (int) var->varlevelsup));

			if (entry->rtekind == RTE_RELATION && table_is_distributed(entry->relid))
				refuse(entry->relid);
		}
	}
	return expression_tree_walker(node, look_at, context);
}

void
refuse_distributed_places(const Query *query)
{
	(void) look_at((Node *) query, NIL);
}

/* Stops at the first distributed table. */
static bool
find_distributed(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblEntry))
		return ((RangeTblEntry *) node)->rtekind == RTE_RELATION && table_is_distributed(((RangeTblEntry *) node)->relid);
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, find_distributed, context, QTW_EXAMINE_RTES_BEFORE);
	return expression_tree_walker(node, find_distributed, context);
}

bool
reads_distributed_tables(const Query *query)
{
	return find_distributed((Node *) query, NULL);
}
