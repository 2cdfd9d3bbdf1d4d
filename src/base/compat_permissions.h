/*
 * base/compat_permissions.h
 *		How questions for permissions differ between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_PERMISSIONS_H
#define ECOM_BASE_COMPAT_PERMISSIONS_H

#include "base/compat.h"

#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "executor/executor.h"
#include "parser/parse_relation.h"
#include "utils/acl.h"

/* 16 made one function of all ACL checks */
static inline AclResult
ecom_namespace_aclcheck(Oid schema, Oid user, AclMode mode)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(NamespaceRelationId, schema, user, mode);
#else
	return pg_namespace_aclcheck(schema, user, mode);
#endif
}

static inline AclResult
ecom_function_aclcheck(Oid function, Oid user)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(ProcedureRelationId, function, user, ACL_EXECUTE);
#else
	return pg_proc_aclcheck(function, user, ACL_EXECUTE);
#endif
}

/*
 * An error unless the user may INSERT into these columns of the relation, by the same check that INSERT makes.
 * 16 took the permissions that a statement needs out of the range table.
 */
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

#endif /* ECOM_BASE_COMPAT_PERMISSIONS_H */
