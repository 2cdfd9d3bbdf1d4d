/*
 * base/identity.c
 *		Doing something as another user.
 */
#include "base/identity.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* The owner of what a dependency on a schema is of, if names without a schema can lead to it; else InvalidOid. */
static Oid
owner_of_named(Form_pg_depend dependent)
{
	HeapTuple tuple;
	Oid owner = InvalidOid;

	if (dependent->classid == RelationRelationId)
	{
		tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(dependent->objid));
		if (HeapTupleIsValid(tuple))
		{
			owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
			ReleaseSysCache(tuple);
		}
	}
	else if (dependent->classid == TypeRelationId)
	{
		tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(dependent->objid));
		if (HeapTupleIsValid(tuple))
		{
			owner = ((Form_pg_type) GETSTRUCT(tuple))->typowner;
			ReleaseSysCache(tuple);
		}
	}
	return owner;
}

void
refuse_temporary_objects(Oid user)
{
	Oid schema;
	Oid toast_schema;
	Relation depend;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	GetTempNamespaceState(&schema, &toast_schema);
	if (!OidIsValid(schema))
		return;
	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(NamespaceRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend dependent = (Form_pg_depend) GETSTRUCT(tuple);
		Oid owner = owner_of_named(dependent);
		ObjectAddress object;

		if (!OidIsValid(owner) || has_privs_of_role(owner, user))
			continue;
		ObjectAddressSet(object, dependent->classid, dependent->objid);
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("cannot act as role \"%s\" in a session with temporary objects of role \"%s\"",
					   GetUserNameFromId(user, false), GetUserNameFromId(owner, false)),
				errdetail("A name without a schema could lead to %s.", getObjectDescription(&object, false)),
				errhint("Use a session without them: DISCARD TEMP drops them all."));
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
}

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
