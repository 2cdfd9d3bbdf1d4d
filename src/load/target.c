/*
 * load/target.c
 *		Opens the table that is loaded into.
 */
#include "load/target.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/objectaddress.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "nodes/parsenodes.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/compat_permissions.h"

/* May the user insert into the table, at least into one column?  Asked before anything waits for a lock. */
static void
check_privilege(Oid target)
{
	if (ecom_namespace_aclcheck(get_rel_namespace(target), GetUserId(), ACL_USAGE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_SCHEMA, get_namespace_name(get_rel_namespace(target)));
	if (pg_class_aclcheck(target, GetUserId(), ACL_INSERT) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(target, GetUserId(), ACL_INSERT, ACLMASK_ANY) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(target)), get_rel_name(target));
}

Relation
load_target_open(Oid target)
{
	Relation table;

	check_privilege(target);
	table = table_open(target, RowExclusiveLock);
	switch (table->rd_rel->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_FOREIGN_TABLE:
		case RELKIND_VIEW:
			break;
		default:
			ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
					errmsg("cannot load into \"%s\"", RelationGetRelationName(table)),
					errhint("Load into a table or a view."));
	}
	if (IsCatalogRelation(table))
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied: \"%s\" is a system catalog", RelationGetRelationName(table)));
	return table;
}

/* The relation under a view that INSERT passes rows on to; InvalidOid where triggers or rules do something else. */
static Oid
under_view(Oid view)
{
	Relation relation = try_relation_open(view, AccessShareLock);
	Oid under = InvalidOid;

	if (relation == NULL)
		return InvalidOid;
	if ((relation->trigdesc == NULL || !relation->trigdesc->trig_insert_instead_row) &&
		relation->rd_rules != NULL && relation->rd_rules->numLocks == 1)
	{
		Query *query = get_view_query(relation);

		if (view_query_is_auto_updatable(query, false) == NULL)
			under = rt_fetch(linitial_node(RangeTblRef, query->jointree->fromlist)->rtindex, query->rtable)
						->relid;
	}
	relation_close(relation, NoLock);
	return under;
}

Oid
load_target_storage(Oid target)
{
	check_stack_depth();
	switch (get_rel_relkind(target))
	{
		case '\0':
			return InvalidOid;
		case RELKIND_VIEW:
		{
			Oid under = under_view(target);

			return OidIsValid(under) ? load_target_storage(under) : target;
		}
		default:
			return get_rel_relispartition(target) ? llast_oid(get_partition_ancestors(target)) : target;
	}
}

char *
load_target_name(Relation table)
{
	return quote_qualified_identifier(get_namespace_name(RelationGetNamespace(table)),
									  RelationGetRelationName(table));
}

void
load_target_check(Relation table, const LoadColumns *columns)
{
	RangeTblEntry *relation = makeNode(RangeTblEntry);
	Bitmapset *inserted = NULL;

	relation->rtekind = RTE_RELATION;
	relation->relid = RelationGetRelid(table);
	relation->relkind = table->rd_rel->relkind;
	relation->rellockmode = RowExclusiveLock;
	for (int field = 0; field < columns->width + columns->made; field++)
		if (columns->of_field[field] != InvalidAttrNumber)
			inserted =
				bms_add_member(inserted, columns->of_field[field] - FirstLowInvalidHeapAttributeNumber);
	ecom_check_insert_permission(relation, inserted);
}
