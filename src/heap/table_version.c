/*
 * heap/table_version.c
 *		ecom.table_version: tells whether the rows of a table are the same as some time ago.
 *
 * A row version is known by the transaction that wrote it and its place.  The number of the rows that are visible and
 * the sum of these, hashed, change with every INSERT, UPDATE, DELETE and TRUNCATE that commits, and where rows are
 * moved (VACUUM FULL, CLUSTER); the rows' columns are not looked at, which makes it fast.  Freezing keeps the
 * transaction's number.
 */
#include "heap/table_version.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/compat_heap.h"
#include "base/distribution.h"
#include "heap/appended.h"

PG_FUNCTION_INFO_V1(ecom_table_version);

static inline uint64
hash_of_row(const ItemPointerData *place, TransactionId xmin)
{
	uint64 seed = (uint64) ItemPointerGetOffsetNumberNoCheck(place) << 32 | xmin;

	return hash_bytes_uint32_extended(ItemPointerGetBlockNumberNoCheck(place), seed);
}

void
table_version_add(TableVersion *version, const ItemPointerData *place, TransactionId xmin)
{
	version->rows++;
	version->sum += hash_of_row(place, xmin);
}

void
table_version_remove(TableVersion *version, const ItemPointerData *place, TransactionId xmin)
{
	version->rows--;
	version->sum -= hash_of_row(place, xmin);
}

char *
table_version_text(const TableVersion *version)
{
	return psprintf("%llu:%016llx", (unsigned long long) version->rows, (unsigned long long) version->sum);
}

bool
table_version_read(const char *text, TableVersion *version)
{
	unsigned long long rows;
	unsigned long long sum;
	int length = 0;

	if (text == NULL || sscanf(text, "%llu:%16llx%n", &rows, &sum, &length) != 2 || text[length] != '\0')
		return false;
	*version = (TableVersion){rows, sum};
	return true;
}

/* Can all its rows be seen in a heap of this server? */
static bool
has_version(Relation relation)
{
	Form_pg_class class = relation->rd_rel;

	return (class->relkind == RELKIND_RELATION || class->relkind == RELKIND_MATVIEW) &&
		   relation->rd_tableam == GetHeapamTableAmRoutine() && !class->relhassubclass &&
		   !table_is_distributed(RelationGetRelid(relation));
}

/* Asks for the headers of all rows of a page at once: each lies in another line of memory, for which the scan would wait. */
static void
ask_for_headers(TableScanDesc scan)
{
	HeapScanDesc heap = (HeapScanDesc) scan;
	Page page;

	if (!(scan->rs_flags & SO_ALLOW_PAGEMODE))
		return;
	page = BufferGetPage(heap->rs_cbuf);
	for (int i = 0; i < (int) heap->rs_ntuples; i++)
		__builtin_prefetch(PageGetItem(page, PageGetItemId(page, heap->rs_vistuples[i])));
}

/* What is summed up. */
typedef struct Sums
{
	bool mark_own;
	AppendedScan *appended; /* NULL: the table is not watched */
	TableVersion version;	/* then */
	TableVersion own;		/* by the number of the command */
} Sums;

static void
add_row(Sums *sums, HeapTuple tuple)
{
	TransactionId xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);

	if (sums->appended != NULL)
		appended_scan_add(sums->appended, &tuple->t_self, xmin);
	else
		table_version_add(&sums->version, &tuple->t_self, xmin);
	if (sums->mark_own && TransactionIdIsCurrentTransactionId(xmin) && !HeapTupleHeaderXminFrozen(tuple->t_data))
		table_version_add(&sums->own, &tuple->t_self, HeapTupleHeaderGetCmin(tuple->t_data));
}

/* Sums up the rows of so many pages from one on. */
static void
add_pages(Sums *sums, Relation relation, Snapshot snapshot, BlockNumber first, BlockNumber pages)
{
	TableScanDesc scan = table_beginscan_strat(relation, snapshot, 0, NULL, true, false);
	BlockNumber block = InvalidBlockNumber;
	HeapTuple tuple;

	heap_setscanlimits(scan, first, pages);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (block != ItemPointerGetBlockNumberNoCheck(&tuple->t_self))
		{
			block = ItemPointerGetBlockNumberNoCheck(&tuple->t_self);
			ask_for_headers(scan);
		}
		add_row(sums, tuple);
	}
	table_endscan(scan);
}

/* Sums up the rows of a watched table, part by part: those of which something has been written are read. */
static void
add_parts(Sums *sums, Relation relation, Snapshot snapshot, AppendedRows *watched)
{
	BlockNumber pages = RelationGetNumberOfBlocks(relation);
	PartsReading reading = parts_reading_begin(relation, watched->parts_before);

	for (int i = 0; i < (int) ((pages + PAGES_OF_PART - 1) / PAGES_OF_PART); i++)
	{
		BlockNumber first = (BlockNumber) i * PAGES_OF_PART;
		TableVersion before = appended_scan_sum(sums->appended);

		if (table_part_is_same(&reading, i))
			appended_scan_add_seen(sums->appended, watched->parts_before->versions[i]);
		else
		{
			add_pages(sums, relation, snapshot, first, Min(PAGES_OF_PART, pages - first));
			watched->parts_are_new |= first + PAGES_OF_PART <= pages;
		}
		if (watched->parts != NULL && i < watched->parts->n)
			watched->parts->versions[i] = table_version_difference(appended_scan_sum(sums->appended), before);
	}
	parts_reading_end(&reading);
}

static char *
version_of_rows(Relation relation, Snapshot snapshot, bool mark_own)
{
	AppendedRows *watched = mark_own ? appended_watched(RelationGetRelid(relation)) : NULL;
	Sums sums = {.mark_own = mark_own};
	uint64 rows;
	bool is_own;

	if (watched == NULL)
		add_pages(&sums, relation, snapshot, 0, RelationGetNumberOfBlocks(relation));
	else
	{
		sums.appended = appended_scan_begin(watched, relation, snapshot);
		add_parts(&sums, relation, snapshot, watched);
	}
	rows = watched != NULL ? appended_scan_sum(sums.appended).rows : sums.version.rows;
	/* a file that this transaction has made it may make again, with rows that are nobody's if they are frozen as they come */
	is_own = sums.own.rows > 0 || (mark_own && rows > 0 && ecom_has_own_file(relation));
	if (watched != NULL)
		sums.version = appended_scan_end(sums.appended, is_own);
	return is_own ? psprintf("%s+%s", table_version_text(&sums.version), table_version_text(&sums.own))
				  : table_version_text(&sums.version);
}

char *
table_version(Oid table, Snapshot snapshot, bool mark_own)
{
	Relation relation;
	char *version = NULL;

	/* who asks how fresh a model is does not wait until it has been rebuilt */
	if (get_rel_relkind(table) == RELKIND_MATVIEW && !ConditionalLockRelationOid(table, AccessShareLock))
		return NULL;
	relation = try_relation_open(table, AccessShareLock);
	if (relation == NULL)
		return NULL;
	if (has_version(relation))
		version = version_of_rows(relation, snapshot, mark_own);
	relation_close(relation, NoLock);
	return version;
}

/*
 * That of a distributed table: each shard sums up its own rows.  A place is one in a shard, and that rows of different shards may add the
 * same does no harm.  A table that is on every node is small, and its rows lie elsewhere on each: what they hold is summed up.
 */
static char *
version_on_shards(Oid table)
{
	static const char by_place[] =
		"pg_catalog.hashtidextended(t.ctid, (t.xmin::pg_catalog.text::pg_catalog.int8 OPERATOR(pg_catalog.<<) 32) "
		"OPERATOR(pg_catalog.#) t.cmin::pg_catalog.text::pg_catalog.int8)";
	static const char by_contents[] = "pg_catalog.hashtextextended(t.*::pg_catalog.text, 0)";
	MemoryContext caller = CurrentMemoryContext;
	char *name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)), get_rel_name(table));
	char *version;

	SPI_connect();
	if (SPI_execute(
			psprintf("SELECT pg_catalog.count(*) OPERATOR(pg_catalog.||) ':' OPERATOR(pg_catalog.||) coalesce(pg_catalog.sum(%s), 0) FROM %s t",
					 table_distribution(table).method == DISTRIBUTED_BY_NOTHING ? by_contents : by_place, name),
			true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read rows of %s", name);
	version = MemoryContextStrdup(caller, SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1));
	SPI_finish();
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
	version = table_is_distributed(table) ? version_on_shards(table)
										  : table_version(table, GetActiveSnapshot(), true);
	if (version == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(version));
}
