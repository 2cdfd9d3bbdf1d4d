/*
 * compat.h
 *		The one place that knows how PostgreSQL 15 to 18 differ.
 */
#ifndef ECOM_COMPAT_H
#define ECOM_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "ecom_analytics supports PostgreSQL 15 to 18"
#endif

/* 16 moved the varlena access macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16 extends a table by many pages for a bulk insertion; 15 page by page */
#if PG_VERSION_NUM < 160000
#define ECOM_TABLES_GROW_PAGE_BY_PAGE
#endif

/* 16 took the permissions that a statement needs out of the range table, and made one function of all ACL checks */
#include "catalog/pg_namespace.h"
#include "executor/executor.h"
#include "parser/parse_relation.h"
#include "utils/acl.h"

static inline AclResult
ecom_namespace_aclcheck(Oid schema, Oid user, AclMode mode)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(NamespaceRelationId, schema, user, mode);
#else
	return pg_namespace_aclcheck(schema, user, mode);
#endif
}

/* 16 tells members of a role that may SET ROLE to it from others */
static inline bool
ecom_may_set_role(Oid user, Oid role)
{
#if PG_VERSION_NUM >= 160000
	return member_can_set_role(user, role);
#else
	return is_member_of_role(user, role);
#endif
}

/* An error unless the user may INSERT into these columns of the relation, by the same check that INSERT makes. */
static inline void
ecom_check_insert_permission(RangeTblEntry *relation, Bitmapset *columns)
{
#if PG_VERSION_NUM >= 160000
	List *permissions = NIL;
	RTEPermissionInfo *needed = addRTEPermissionInfo(&permissions, relation);

	needed->requiredPerms = ACL_INSERT;
	needed->insertedCols = columns;
	ExecCheckPermissions(list_make1(relation), permissions, true);
#else
	relation->requiredPerms = ACL_INSERT;
	relation->insertedCols = columns;
	ExecCheckRTPerms(list_make1(relation), true);
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

/* 18 lets a module say its name and version, which pg_get_loaded_modules() shows */
#ifdef PG_MODULE_MAGIC_EXT
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "ecom_analytics", .version = ECOM_VERSION)
#else
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif /* ECOM_COMPAT_H */
