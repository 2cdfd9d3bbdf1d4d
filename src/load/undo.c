/*
 * load/undo.c
 *		ecom.undo_load: takes the rows of one load away again.
 *
 * They are the rows that the load's transactions have written.  All of them must be there as they were written: then
 * nothing else is among them, and none is left behind.
 */
#include "base/compat.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/argument.h"
#include "base/distribution.h"
#include "base/identity.h"
#include "base/read_only.h"
#include "base/sql_as_owner.h"
#include "base/table_code.h"
#include "heap/written_by.h"
#include "load/target.h"

PG_FUNCTION_INFO_V1(ecom_undo_load);

/* A load, by its entry in the log. */
typedef struct LoadEntry
{
	int64 load_id;
	const char *target; /* as it was called then */
	Oid storage;		/* the table that has its rows; InvalidOid if it is gone */
	int64 rows;
	const char *undone;	   /* when and by whom; NULL if it was not */
	Writers *transactions; /* that wrote the rows; NULL if they are not known */
} LoadEntry;

static char *
entry_text(int column)
{
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);
}

/* Reads and locks the entry; one that is being undone is waited for. */
static LoadEntry
read_entry(Oid owner, int64 load_id)
{
	Oid types[1] = {INT8OID};
	Datum values[1] = {Int64GetDatum(load_id)};
	LoadEntry entry = {load_id};
	Datum table;
	bool is_null;
	char *transactions;

	sql_as_owner(
		owner,
		"SELECT target_table::pg_catalog.oid, rows_loaded, xmin, target, transactions::pg_catalog.text, "
		"pg_catalog.concat(pg_catalog.to_char(undone_at, 'YYYY-MM-DD HH24:MI:SS TZ'), ' by ', undone_by), "
		"undone_at::pg_catalog.text "
		"FROM raw.loads WHERE load_id OPERATOR(pg_catalog.=) $1 FOR UPDATE",
		1, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	if (SPI_processed == 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("there is no load %lld", (long long) load_id), errhint("raw.loads lists them."));
	table = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
	entry.storage = is_null ? InvalidOid : load_target_storage(DatumGetObjectId(table));
	entry.rows = DatumGetInt64(sql_first_row(2));
	entry.target = entry_text(4);
	entry.undone = entry_text(7) != NULL ? entry_text(6) : NULL;
	transactions = entry_text(5);
	if (transactions != NULL)
		entry.transactions = writers_read(transactions);
	/* one of them has written the entry itself, unless it was restored */
	if (entry.transactions != NULL &&
		!writers_have(entry.transactions, DatumGetTransactionId(sql_first_row(3))))
		entry.transactions = NULL;
	return entry;
}

pg_noreturn static void
refuse(const LoadEntry *entry, char *why)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("the rows of load %lld into %s cannot be taken away", (long long) entry->load_id,
				   entry->target),
			errdetail("%s", why),
			errhint("Delete them by what is in them, or empty the table and load its other files again."));
	pg_unreachable();
}

/* An error unless exactly the rows of the load can be told from others. */
static void
check_rows(const LoadEntry *entry)
{
	Snapshot snapshot;
	WrittenRows rows;

	if (entry->undone != NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("load %lld was undone already: %s", (long long) entry->load_id, entry->undone));
	if (!OidIsValid(entry->storage))
		refuse(entry, "The table is gone.");
	if (table_is_distributed(entry->storage))
		refuse(entry, "The table is distributed: its rows are on other servers, and do not tell which load "
					  "they are of.");
	if (entry->transactions == NULL)
		refuse(entry,
			   "The log was restored from a dump, or changed: which transactions wrote them is not known.");
	if (writers_are_too_old(entry->transactions))
		refuse(entry, "The load is so many transactions ago that their numbers are used again.");
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	rows = written_rows(entry->storage, snapshot, entry->transactions, false);
	UnregisterSnapshot(snapshot);
	if (!rows.known)
		refuse(entry, "They are not stored in a table of this server.");
	if (rows.theirs != (uint64) entry->rows)
		refuse(entry,
			   psprintf("Of %lld rows, %llu are as it wrote them: others were changed or deleted since, or "
						"triggers made something else of them.",
						(long long) entry->rows, (unsigned long long) rows.theirs));
}

/* Deletes the rows as the caller does, with all that a DELETE does. */
static void
delete_rows(const LoadEntry *entry)
{
	Oid types[1] = {get_array_type(XIDOID)};
	Datum values[1] = {writers_array(entry->transactions)};
	Relation table = table_open(entry->storage, RowExclusiveLock);
	char *statement =
		psprintf("DELETE FROM %s%s WHERE xmin OPERATOR(pg_catalog.=) ANY ($1)",
				 table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ", load_target_name(table));

	if (SPI_execute_with_args(statement, 1, types, values, NULL, false, 0) != SPI_OK_DELETE ||
		SPI_processed != (uint64) entry->rows)
		refuse(entry,
			   psprintf("DELETE reaches %llu of %lld rows: a policy, a trigger or a rule keeps others.",
						(unsigned long long) SPI_processed, (long long) entry->rows));
	table_close(table, NoLock);
}

static void
note_undone(Oid owner, int64 load_id, const char *user)
{
	Oid types[2] = {INT8OID, TEXTOID};
	Datum values[2] = {Int64GetDatum(load_id), CStringGetTextDatum(user)};

	sql_as_owner(owner,
				 "UPDATE raw.loads SET undone_at = pg_catalog.now(), undone_by = $2 "
				 "WHERE load_id OPERATOR(pg_catalog.=) $1",
				 2, types, values, NULL, InvalidSnapshot, SPI_OK_UPDATE);
}

Datum
ecom_undo_load(PG_FUNCTION_ARGS)
{
	Oid loads = get_relname_relid("loads", get_namespace_oid("raw", false));
	Oid owner = relation_owner(loads);
	LoadEntry entry;

	refuse_if_read_only("ecom.undo_load()");
	PreventCommandIfParallelMode("ecom.undo_load()");
	argument_check_not_null(fcinfo, 0, "load_id", false);
	if (table_runs_code(loads))
		refuse_temporary_objects(owner);
	SPI_connect();
	entry = read_entry(owner, PG_GETARG_INT64(0));
	if (OidIsValid(entry.storage) && pg_class_aclcheck(entry.storage, GetUserId(), ACL_DELETE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(entry.storage)),
					   get_rel_name(entry.storage));
	if (entry.rows > 0 || entry.undone != NULL)
	{
		check_rows(&entry);
		delete_rows(&entry);
	}
	note_undone(owner, entry.load_id, GetUserNameFromId(GetUserId(), false));
	SPI_finish();
	PG_RETURN_INT64(entry.rows);
}
