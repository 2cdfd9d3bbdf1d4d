/*
 * heap/page_reserve.c
 *		Extends a table by many pages at a time: see heap/page_reserve.h.
 *
 * Under the lock for extension, disk space is allocated behind the end of the file, buffers are pinned for the
 * pages that come to be, and only then the file gets its new length.  The order matters: as soon as a page is
 * within the file, others may put rows into it, and they must find it in the pinned buffer, which nobody evicts
 * and nobody overwrites on disk.  And since the space is allocated, a full disk shows now and not when a
 * checkpoint writes the pages.
 */
#include "heap/page_reserve.h"

#include <fcntl.h>

#include "access/heaptoast.h"
#include "common/relpath.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/bufpage.h"
#include "storage/fd.h"
#include "storage/freespace.h"
#include "storage/lmgr.h"
#include "storage/smgr.h"
#include "utils/rel.h"

#include "heap/bulk_insert.h"

#define MAX_PAGES 64

struct PageReserve
{
	Relation table;
	BulkInsertState bulk_insert;
	Size kept_free;				/* bytes of a page, by the table's fillfactor */
	BlockNumber pages_at_first; /* of the table */
	int pages;					/* made, of which some are used */
	int used;
	Buffer buffers[MAX_PAGES];
};

PageReserve *
page_reserve_create(Relation table, BulkInsertState bulk_insert)
{
	PageReserve *reserve = palloc0(sizeof(PageReserve));

	reserve->table = table;
	reserve->bulk_insert = bulk_insert;
	reserve->pages_at_first = RelationGetNumberOfBlocks(table);
	reserve->kept_free = RelationGetTargetPageFreeSpace(table, HEAP_DEFAULT_FILLFACTOR);
	return reserve;
}

/* So many are made at a time: more and more, so that a small table gets few that are left over. */
static int
pages_to_make(const PageReserve *reserve)
{
	BlockNumber made = RelationGetNumberOfBlocks(reserve->table) - reserve->pages_at_first;

	return Min(Min((int) (made / 8), MAX_PAGES), NBuffers / 64);
}

#ifdef ECOM_TABLES_GROW_PAGE_BY_PAGE

/* Allocates disk space for pages behind the end of a segment of the table; false where that cannot be done. */
static bool
allocate_space(Relation table, BlockNumber first, int pages)
{
#ifdef FALLOC_FL_KEEP_SIZE
	char *path = relpathperm(table->rd_node, MAIN_FORKNUM);
	BlockNumber segment = first / RELSEG_SIZE;
	int file = OpenTransientFile(segment == 0 ? path : psprintf("%s.%u", path, segment), O_RDWR | PG_BINARY);
	bool allocated;

	if (file < 0)
		return false;
	allocated = fallocate(file, FALLOC_FL_KEEP_SIZE, (off_t) (first % RELSEG_SIZE) * BLCKSZ,
						  (off_t) pages * BLCKSZ) == 0;
	CloseTransientFile(file);
	return allocated;
#else
	return false;
#endif
}

/* Makes new pages, or none where PostgreSQL had better extend the table itself. */
static void
make_pages(PageReserve *reserve)
{
	Relation table = reserve->table;
	BufferAccessStrategy turns =
		reserve->bulk_insert != NULL ? bulk_insert_turns(reserve->bulk_insert) : NULL;
	int pages = pages_to_make(reserve);
	BlockNumber first;

	reserve->pages = 0;
	reserve->used = 0;
	if (pages < 2 || RelationUsesLocalBuffers(table))
		return;
	LockRelationForExtension(table, ExclusiveLock);
	first = RelationGetNumberOfBlocks(table);
	/* within a segment that has begun: the file for a new one is not there yet */
	pages = Min(pages, (int) (RELSEG_SIZE - first % RELSEG_SIZE));
	if (first % RELSEG_SIZE > 0 && allocate_space(table, first, pages))
	{
		PGAlignedBlock zeros = {{0}};

		for (int i = 0; i < pages; i++)
		{
			reserve->buffers[i] =
				ReadBufferExtended(table, MAIN_FORKNUM, first + i, RBM_ZERO_AND_LOCK, turns);
			LockBuffer(reserve->buffers[i], BUFFER_LOCK_UNLOCK);
		}
		smgrextend(RelationGetSmgr(table), MAIN_FORKNUM, first + pages - 1, zeros.data, false);
		reserve->pages = pages;
	}
	UnlockRelationForExtension(table, ExclusiveLock);
}

/* Makes one new page, as PostgreSQL does. */
static void
make_page(PageReserve *reserve)
{
	LockRelationForExtension(reserve->table, ExclusiveLock);
	reserve->buffers[0] = ReadBufferExtended(reserve->table, MAIN_FORKNUM, P_NEW, RBM_NORMAL, NULL);
	UnlockRelationForExtension(reserve->table, ExclusiveLock);
	reserve->pages = 1;
	reserve->used = 0;
}

/*
 * Has the table a page with room for a tuple of this size?  The page at hand has none; what is left of it others
 * may use.
 */
static bool
has_free_page(const PageReserve *reserve, Size size)
{
	Buffer at_hand = bulk_insert_page(reserve->bulk_insert);
	Page page;

	if (!BufferIsValid(at_hand))
		return GetPageWithFreeSpace(reserve->table, size) != InvalidBlockNumber;
	page = BufferGetPage(at_hand);
	return RecordAndGetPageWithFreeSpace(reserve->table, BufferGetBlockNumber(at_hand),
										 PageIsNew(page) ? 0 : PageGetHeapFreeSpace(page),
										 size) != InvalidBlockNumber;
}

/* Makes a new page the one that the bulk insertion goes on with; false if there is none. */
static bool
take_page(PageReserve *reserve)
{
	if (reserve->used == reserve->pages)
		make_pages(reserve);
	if (reserve->pages == 0)
		return false;
	bulk_insert_go_on(reserve->bulk_insert, reserve->buffers[reserve->used++]);
	return true;
}

/* What the page at hand can take. */
static Size
free_space(const PageReserve *reserve)
{
	Buffer at_hand = bulk_insert_page(reserve->bulk_insert);
	Page page;
	Size free;

	if (!BufferIsValid(at_hand))
		return 0;
	page = BufferGetPage(at_hand);
	free = PageIsNew(page) ? BLCKSZ - SizeOfPageHeaderData : PageGetExactFreeSpace(page);
	return free > reserve->kept_free ? free - reserve->kept_free : 0;
}

/* How many of the tuples fit into so many bytes.  A tuple to be toasted has no size yet. */
static int
tuples_that_fit(const HeapTupleData *tuples, int n, Size space)
{
	int fitting = 0;

	while (fitting < n && tuples[fitting].t_len <= TOAST_TUPLE_THRESHOLD &&
		   MAXALIGN(tuples[fitting].t_len) + sizeof(ItemIdData) <= space)
		space -= MAXALIGN(tuples[fitting++].t_len) + sizeof(ItemIdData);
	return fitting;
}

int
page_reserve_tuples(PageReserve *reserve, const HeapTupleData *tuples, int n)
{
	int fitting = tuples_that_fit(tuples, n, free_space(reserve));

	if (fitting > 0)
		return fitting;
	if (tuples[0].t_len > TOAST_TUPLE_THRESHOLD ||
		has_free_page(reserve, MAXALIGN(tuples[0].t_len) + reserve->kept_free))
		return 1;
	if (!take_page(reserve))
		return n;
	return Max(tuples_that_fit(tuples, n, free_space(reserve)), 1);
}

#else

static void
make_pages(PageReserve *reserve)
{
	uint32 pages;

	(void) ExtendBufferedRelBy(BMR_REL(reserve->table), MAIN_FORKNUM, NULL, 0, Max(pages_to_make(reserve), 1),
							   reserve->buffers, &pages);
	reserve->pages = (int) pages;
	reserve->used = 0;
}

static void
make_page(PageReserve *reserve)
{
	elog(ERROR, "a table did not grow");
}

int
page_reserve_tuples(PageReserve *reserve, const HeapTupleData *tuples, int n)
{
	return n;
}

#endif

Buffer
page_reserve_take(PageReserve *reserve)
{
	if (reserve->used == reserve->pages)
		make_pages(reserve);
	if (reserve->used == reserve->pages)
		make_page(reserve);
	return reserve->buffers[reserve->used++];
}

void
page_reserve_release(PageReserve *reserve)
{
	if (reserve->used < reserve->pages)
	{
		BlockNumber first = BufferGetBlockNumber(reserve->buffers[reserve->used]);
		int left = reserve->pages - reserve->used;

		for (int i = 0; i < left; i++)
		{
			RecordPageWithFreeSpace(reserve->table, first + i, BLCKSZ - SizeOfPageHeaderData);
			ReleaseBuffer(reserve->buffers[reserve->used + i]);
		}
		FreeSpaceMapVacuumRange(reserve->table, first, first + left);
	}
	pfree(reserve);
}
