/*
 * heap/temporary_table.c
 *		An empty temporary table: see heap/temporary_table.h.
 *
 * CREATE TEMPORARY TABLE asks whether its user may, and refuses where a function must not leave anything behind. This one is
 * gone before the function ends, as that of REFRESH MATERIALIZED VIEW CONCURRENTLY is, and is made the same way.
 */
#include "heap/temporary_table.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/heap.h"
#include "catalog/namespace.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "commands/defrem.h"
#include "commands/tablespace.h"
#include "miscadmin.h"
#include "utils/rel.h"

#include "base/identity.h"

/* The schema of the session's temporary tables. */
static Oid
temporary_schema(Oid owner)
{
	Identity before = identity_become(owner);
	Oid schema = LookupCreationNamespace("pg_temp");

	identity_restore(before);
	return schema;
}

Relation
temporary_table_create(Relation like, Oid owner)
{
	Oid schema = temporary_schema(owner);
	/* a name that nothing has */
	char *name = ChooseRelationName("ecom", NULL, "rows", schema, false);
	Oid table = heap_create_with_catalog(
		name, schema, GetDefaultTablespace(RELPERSISTENCE_TEMP, false), InvalidOid, InvalidOid, InvalidOid,
		GetUserId(), HEAP_TABLE_AM_OID, RelationGetDescr(like), NIL, RELKIND_RELATION, RELPERSISTENCE_TEMP,
		false, false, ONCOMMIT_NOOP, (Datum) 0, false, false, true, InvalidOid, NULL);

	CommandCounterIncrement();
	return table_open(table, AccessExclusiveLock);
}

void
temporary_table_drop(Relation table)
{
	ObjectAddress object;

	ObjectAddressSet(object, RelationRelationId, RelationGetRelid(table));
	table_close(table, NoLock);
	performDeletion(&object, DROP_RESTRICT, PERFORM_DELETION_INTERNAL | PERFORM_DELETION_QUIETLY);
}
