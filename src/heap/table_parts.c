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

static Size
size_of(int n)
{
	return offsetof(TableParts, versions) + n * sizeof(TableVersion);
}

TableParts *
table_parts_create(Relation table, Snapshot snapshot, XLogRecPtr log)
{
	BlockNumber pages = RelationGetNumberOfBlocks(table);
	int n = (int) (pages / PAGES_OF_PART) + 1;
	TableParts *parts;

	/* what was running then may have written before, and may be seen later */
	if (XLogRecPtrIsInvalid(log) || snapshot->takenDuringRecovery || snapshot->suboverflowed || snapshot->xcnt > 0 ||
		snapshot->subxcnt > 0 || !RelationIsPermanent(table) || !AllocSizeIsValid(size_of(n)))
		return NULL;
	parts = palloc0(size_of(n));
	parts->server = GetSystemIdentifier();
	parts->file = table->rd_rel->relfilenode;
	parts->log = log;
	parts->pages = pages;
	parts->n = n;
	return parts;
}

/* One that was cut off and added again may not have been written to since: there is nothing on it. */
static bool
page_is_same(Relation table, BlockNumber number, XLogRecPtr log)
{
	Buffer buffer = ReadBuffer(table, number);
	Page page = BufferGetPage(buffer);
	bool is_same;

	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	is_same = !PageIsNew(page) && PageGetLSN(page) <= log;
	UnlockReleaseBuffer(buffer);
	return is_same;
}

/*
 * Do all pages say that their rows are seen by everybody, and has none come to say so since?  Then they did before, too, and whoever had
 * written to one would have taken it back.  The map says it of thousands of pages, which need not be read.
 */
static bool
pages_are_visible(Relation table, BlockNumber first, BlockNumber end, XLogRecPtr log, Buffer *map)
{
	bool is_older;

	for (BlockNumber number = first; number < end; number++)
	{
		if ((visibilitymap_get_status(table, number, map) & VISIBILITYMAP_ALL_VISIBLE) == 0)
			return false;
	}
	LockBuffer(*map, BUFFER_LOCK_SHARE);
	is_older = PageGetLSN(BufferGetPage(*map)) <= log;
	LockBuffer(*map, BUFFER_LOCK_UNLOCK);
	return is_older;
}

bool
table_part_is_same(Relation table, const TableParts *before, int part, Buffer *map)
{
	BlockNumber first = (BlockNumber) part * PAGES_OF_PART;
	BlockNumber end = first + PAGES_OF_PART;

	if (before == NULL || part >= before->n || before->file != table->rd_rel->relfilenode ||
		before->server != GetSystemIdentifier() || !RelationIsPermanent(table))
		return false;
	/* what is behind the pages that there were has been written since; what is gone of them, too */
	if (end > before->pages || end > RelationGetNumberOfBlocks(table))
		return false;
	if (pages_are_visible(table, first, end, before->log, map))
		return true;
	for (BlockNumber number = first; number < end; number++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!page_is_same(table, number, before->log))
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
	if (parts->n < 0 || size != size_of(parts->n))
		return NULL;
	return parts;
}
