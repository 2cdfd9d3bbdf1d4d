/*
 * heap/table_parts.c
 *		Versions of parts of a table: see heap/table_parts.h.
 */
#include "heap/table_parts.h"

#include "access/visibilitymap.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#define FORMAT 1 /* of what is kept: another one with other sums, or other parts */

static Size
size_of(int n)
{
	return offsetof(TableParts, versions) + n * sizeof(TableVersion);
}

SnapshotStart
snapshot_start(void)
{
	/* in this order: whoever has written what is in the log by now has a number before the next one */
	XLogRecPtr log = GetXLogInsertRecPtr();

	return (SnapshotStart){log, ReadNextTransactionId()};
}

/*
 * Is nobody running who may have written before?  A snapshot lists those below its xmax only, which is behind the last that has ended: those
 * that began after that are running, too.
 */
static bool
is_of_nobody_else(Snapshot snapshot, SnapshotStart start)
{
	return !snapshot->takenDuringRecovery && !snapshot->suboverflowed && snapshot->xcnt == 0 && snapshot->subxcnt == 0 &&
		   !TransactionIdPrecedes(snapshot->xmax, start.next);
}

TableParts *
table_parts_create(Relation table, Snapshot snapshot, SnapshotStart start)
{
	BlockNumber pages = RelationGetNumberOfBlocks(table);
	int n = (int) (pages / PAGES_OF_PART) + 1;
	TableParts *parts;

	if (XLogRecPtrIsInvalid(start.log) || !is_of_nobody_else(snapshot, start) || !RelationNeedsWAL(table) ||
		!AllocSizeIsValid(VARHDRSZ + size_of(n)))
		return NULL;
	parts = palloc0(size_of(n));
	parts->format = FORMAT;
	parts->file = table->rd_rel->relfilenode;
	parts->server = GetSystemIdentifier();
	parts->started = PgStartTime;
	parts->log = start.log;
	parts->pages = pages;
	parts->n = n;
	return parts;
}

PartsReading
parts_reading_begin(Relation table, const TableParts *before)
{
	PartsReading reading = {.table = table, .map = InvalidBuffer};

	/* as a scan does */
	if (RelationGetNumberOfBlocks(table) > (BlockNumber) NBuffers / 4)
		reading.strategy = GetAccessStrategy(BAS_BULKREAD);
	if (before != NULL && before->file == table->rd_rel->relfilenode && before->server == GetSystemIdentifier() &&
		RelationNeedsWAL(table))
		reading.before = before;
	return reading;
}

void
parts_reading_end(PartsReading *reading)
{
	if (BufferIsValid(reading->map))
		ReleaseBuffer(reading->map);
	if (reading->strategy != NULL)
		FreeAccessStrategy(reading->strategy);
}

/* Was what it is of written to the log, and before?  Where nothing is logged, nothing can be told. */
static bool
is_of_before(Page page, XLogRecPtr log)
{
	return !XLogRecPtrIsInvalid(PageGetLSN(page)) && PageGetLSN(page) <= log;
}

/* One that was cut off and added again may not have been written to since: there is nothing on it. */
static bool
page_is_same(const PartsReading *reading, BlockNumber number)
{
	Buffer buffer = ReadBufferExtended(reading->table, MAIN_FORKNUM, number, RBM_NORMAL, reading->strategy);
	Page page = BufferGetPage(buffer);
	bool is_same;

	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	is_same = !PageIsNew(page) && is_of_before(page, reading->before->log);
	UnlockReleaseBuffer(buffer);
	return is_same;
}

/*
 * Do all pages say that their rows are seen by everybody, and has none come to say so since?  Then they did before, too, and whoever had
 * written to one would have taken it back.  The map says it of thousands of pages, which need not be read.  Not since the server was
 * started: what was restored from incremental backups may be an older map.
 */
static bool
pages_are_visible(PartsReading *reading, BlockNumber first, BlockNumber end)
{
	bool is_older;

	if (reading->before->started != PgStartTime)
		return false;
	for (BlockNumber number = first; number < end; number++)
	{
		if ((visibilitymap_get_status(reading->table, number, &reading->map) & VISIBILITYMAP_ALL_VISIBLE) == 0)
			return false;
	}
	LockBuffer(reading->map, BUFFER_LOCK_SHARE);
	is_older = is_of_before(BufferGetPage(reading->map), reading->before->log);
	LockBuffer(reading->map, BUFFER_LOCK_UNLOCK);
	return is_older;
}

bool
table_part_is_same(PartsReading *reading, int part)
{
	BlockNumber first = (BlockNumber) part * PAGES_OF_PART;
	BlockNumber end = first + PAGES_OF_PART;

	/* what is behind the pages that there were has been written since; what is gone of them, too */
	if (reading->before == NULL || part >= reading->before->n || end > reading->before->pages ||
		end > RelationGetNumberOfBlocks(reading->table))
		return false;
	if (pages_are_visible(reading, first, end))
		return true;
	for (BlockNumber number = first; number < end; number++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!page_is_same(reading, number))
			return false;
	}
	return true;
}

bytea *
table_parts_write(const TableParts *parts)
{
	Size size = size_of(parts->n);
	bytea *written = palloc(VARHDRSZ + size);

	SET_VARSIZE(written, VARHDRSZ + size);
	memcpy(VARDATA(written), parts, size);
	return written;
}

TableParts *
table_parts_read(const bytea *written)
{
	Size size = VARSIZE_ANY_EXHDR(written);
	TableParts *parts;

	if (size < offsetof(TableParts, versions))
		return NULL;
	parts = palloc(size);
	memcpy(parts, VARDATA_ANY(written), size);
	if (parts->format != FORMAT || parts->n < 0 || size != size_of(parts->n))
		return NULL;
	return parts;
}
