/*
 * load/known.c
 *		Tells whether a table has had the contents of a file before.
 */
#include "load/known.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/distribution.h"
#include "base/sql_as_owner.h"
#include "load/target.h"

/*
 * The locks: one for each table and contents, as an advisory lock of a kind that no function of the server takes.  One that
 * is forced to holds the weaker mode, which does not hold up others; who is not waits for it.
 */
#define LOCK_KIND 3
#define LOCK_OF_FORCED RowExclusiveLock
#define LOCK_OF_OTHERS ShareUpdateExclusiveLock
#define CONFLICT_OF_FORCED ShareLock

/* Columns of an entry, from 1. */
enum
{
	ENTRY_TABLE = 1,
	ENTRY_IS_SAME,
	ENTRY_TRANSACTIONS,
	ENTRY_XMIN,
	ENTRY_LOAD_ID,
	ENTRY_LOADED_AT,
	ENTRY_FILE,
	ENTRY_ROWS,
	ENTRY_LOADED_BY
};

static Datum
entry_value(uint64 row, int column, bool *is_null)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, is_null);
}

static char *
entry_text(uint64 row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

bool
known_may_be(Oid owner, Oid table, int64 bytes)
{
	Oid types[1] = {INT8OID};
	Datum values[1] = {Int64GetDatum(bytes)};
	Oid storage = load_target_storage(table);
	bool may_be = false;

	sql_as_owner(
		owner,
		"SELECT DISTINCT target_table::pg_catalog.oid FROM raw.loads "
		"WHERE (bytes OPERATOR(pg_catalog.=) $1 OR $1 OPERATOR(pg_catalog.<) 0) "
		"AND rows_loaded OPERATOR(pg_catalog.>) 0 AND undone_at IS NULL AND target_table IS NOT NULL",
		1, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed && !may_be; i++)
	{
		bool is_null;

		CHECK_FOR_INTERRUPTS();
		may_be = load_target_storage(DatumGetObjectId(entry_value(i, 1, &is_null))) == storage;
	}
	return may_be;
}

/* The transactions of an entry; NULL where they say nothing: it was restored from a dump, or they are too old. */
static Writers *
entry_writers(uint64 row)
{
	char *text = entry_text(row, ENTRY_TRANSACTIONS);
	bool is_null;
	Datum xmin = entry_value(row, ENTRY_XMIN, &is_null);
	Writers *writers;

	if (text == NULL)
		return NULL;
	writers = writers_read(text);
	/* one of them has written the entry itself */
	if (writers_are_too_old(writers) || !writers_have(writers, DatumGetTransactionId(xmin)))
		return NULL;
	return writers;
}

static KnownLoad *
entry_load(uint64 row)
{
	KnownLoad *known = palloc(sizeof(KnownLoad));
	bool is_null;

	known->load_id = DatumGetInt64(entry_value(row, ENTRY_LOAD_ID, &is_null));
	known->loaded_at = entry_text(row, ENTRY_LOADED_AT);
	known->file = entry_text(row, ENTRY_FILE);
	known->rows = DatumGetInt64(entry_value(row, ENTRY_ROWS, &is_null));
	known->loaded_by = entry_text(row, ENTRY_LOADED_BY);
	return known;
}

/*
 * May a table of Citus have any rows?  Asked as the user, or as its owner if not all of it may be read; not where policies, which
 * call anybody's functions, hide rows from the owner too.
 */
static bool
may_have_rows(Oid table)
{
	Relation relation = table_open(table, AccessShareLock);
	bool may_read =
		!relation->rd_rel->relrowsecurity && pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
	Oid reader = may_read ? GetUserId() : relation->rd_rel->relowner;
	char *query = psprintf("SELECT 1 FROM %s LIMIT 1", load_target_name(relation));
	bool is_hidden = relation->rd_rel->relforcerowsecurity;

	table_close(relation, NoLock);
	if (is_hidden)
		return true;
	sql_as_owner(reader, query, 0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_SELECT);
	return SPI_processed > 0;
}

/* May the table have rows that were not written by these transactions? */
static bool
may_have_others(Oid storage, Snapshot snapshot, const Writers *writers)
{
	WrittenRows rows = written_rows(storage, snapshot, writers, true);

	return !rows.known || rows.others > 0;
}

static bool
is_among(const List *loads, const KnownLoad *load)
{
	ListCell *cell;

	foreach (cell, loads)
		if (((const KnownLoad *) lfirst(cell))->load_id == load->load_id)
			return true;
	return false;
}

KnownLoad *
known_find(Oid owner, Oid table, const char *sha256, const Writers *own, KnownGone *gone)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid types[1] = {TEXTOID};
	Datum values[1] = {CStringGetTextDatum(sha256)};
	Oid storage = load_target_storage(table);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	Writers *others = writers_create();
	List *same = NIL;
	KnownLoad *known = NULL;

	sql_as_owner(
		owner,
		"SELECT target_table::pg_catalog.oid, sha256 OPERATOR(pg_catalog.=) $1, "
		"transactions::pg_catalog.text, xmin, load_id, "
		"pg_catalog.to_char(loaded_at, 'YYYY-MM-DD HH24:MI:SS TZ'), file, rows_loaded, loaded_by "
		"FROM raw.loads "
		"WHERE rows_loaded OPERATOR(pg_catalog.>) 0 AND undone_at IS NULL AND target_table IS NOT NULL "
		"ORDER BY load_id",
		1, types, values, NULL, snapshot, SPI_OK_SELECT);
	MemoryContextSwitchTo(caller); /* SPI has left its own */
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool is_null;
		Writers *writers;

		CHECK_FOR_INTERRUPTS();
		if (load_target_storage(DatumGetObjectId(entry_value(i, ENTRY_TABLE, &is_null))) != storage)
			continue;
		if (DatumGetBool(entry_value(i, ENTRY_IS_SAME, &is_null)))
		{
			KnownLoad *load = entry_load(i);

			same = lappend(same, load);
			if (known == NULL && !is_among(gone->loads, load))
				known = load;
		}
		else if ((writers = entry_writers(i)) != NULL)
			writers_add_all(others, writers);
	}
	/* its rows may have been changed since, so that only those of other loads are surely none of them */
	writers_add_all(others, own);
	if (known != NULL && !table_is_distributed(storage))
	{
		if (!may_have_others(storage, snapshot, others))
			known = NULL;
	}
	else if (known != NULL && !gone->has_written && !may_have_rows(storage))
	{
		gone->loads = same;
		known = NULL;
	}
	UnregisterSnapshot(snapshot);
	return known;
}

void
known_lock(Oid table, const char *sha256, bool forced)
{
	uint32 contents = 0;
	LOCKTAG tag;

	for (int i = 0; i < 8; i++)
		contents = contents << 4 | (sha256[i] <= '9' ? sha256[i] - '0' : sha256[i] - 'a' + 10);
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, load_target_storage(table), contents, LOCK_KIND);
	(void) LockAcquire(&tag, forced ? LOCK_OF_FORCED : LOCK_OF_OTHERS, false, false);
	if (!forced)
		WaitForLockers(tag, CONFLICT_OF_FORCED, false);
}

char *
known_sentence(const KnownLoad *known, const char *file, const char *target)
{
	return psprintf("the contents of file \"%s\" are in %s already: load_id %lld of %s", file, target,
					(long long) known->load_id, known->loaded_at);
}
