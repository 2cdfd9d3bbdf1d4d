/*
 * base/identity.c
 *		Doing something as another user.
 */
#include "base/identity.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/syscache.h"

Identity
identity_become(Oid user)
{
	Identity before;

	GetUserIdAndSecContext(&before.user, &before.security);
	SetUserIdAndSecContext(user,
						   before.security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	before.settings = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	return before;
}

void
identity_restore(Identity before)
{
	AtEOXact_GUC(false, before.settings);
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
