/*
 * identity.c
 *		Doing something as another user.
 */
#include "identity.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/syscache.h"

Identity
identity_become(Oid user, int restrictions)
{
	Identity before;

	GetUserIdAndSecContext(&before.user, &before.security);
	SetUserIdAndSecContext(user, before.security | SECURITY_LOCAL_USERID_CHANGE | restrictions);
	return before;
}

void
identity_restore(Identity before)
{
	SetUserIdAndSecContext(before.user, before.security);
}

Oid
relation_owner(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "there is no relation with OID %u", relation);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}
