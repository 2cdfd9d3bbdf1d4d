/*
 * refresh/table_version.c
 *		ecom.table_version: tells whether the rows of a table are the same as some time ago.
 *
 * A row version is known by the transaction that wrote it and its place.  The number of the rows that are visible and
 * the sum of these, hashed, change with every INSERT, UPDATE, DELETE and TRUNCATE that commits, and with nothing
 * else; the rows' columns are not looked at, which makes it fast.  Freezing keeps the transaction's number.
 */
#include "refresh/table_version.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/distributed_table.h"

PG_FUNCTION_INFO_V1(ecom_table_version);

static inline uint64
tuple_hash(HeapTuple tuple)
{
	uint64 seed =
		(uint64) ItemPointerGetOffsetNumber(&tuple->t_self) << 32 | HeapTupleHeaderGetRawXmin(tuple->t_data);

	return hash_bytes_uint32_extended(ItemPointerGetBlockNumber(&tuple->t_self), seed);
}

char *
table_version(Oid table, Snapshot snapshot)
{
	Relation relation = table_open(table, AccessShareLock);
	char *version = NULL;

	if (relation->rd_rel->relkind == RELKIND_RELATION && relation->rd_tableam == GetHeapamTableAmRoutine() &&
		!table_is_distributed(table))
	{
		TableScanDesc scan = table_beginscan(relation, snapshot, 0, NULL);
		uint64 sum = 0;
		uint64 rows = 0;
		HeapTuple tuple;

		while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			sum += tuple_hash(tuple);
			rows++;
		}
		table_endscan(scan);
		version = psprintf("%llu:%016llx", (unsigned long long) rows, (unsigned long long) sum);
	}
	table_close(relation, NoLock);
	return version;
}

Datum
ecom_table_version(PG_FUNCTION_ARGS)
{
	Oid table = PG_GETARG_OID(0);
	char *version;

	if (get_rel_name(table) == NULL)
		PG_RETURN_NULL();
	if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(table)), get_rel_name(table));
	version = table_version(table, GetActiveSnapshot());
	if (version == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(version));
}
