/*
 * heap/free_space.c
 *		Room that rows have left: see heap/free_space.h.
 */
#include "heap/free_space.h"

#include "access/table.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/bufpage.h"
#include "storage/freespace.h"
#include "utils/rel.h"

#include "base/compat_heap.h"

static void
gather_of_heap(Relation heap)
{
	BlockNumber pages = RelationGetNumberOfBlocks(heap);

	for (BlockNumber i = 0; i < pages; i++)
	{
		Buffer buffer = ReadBuffer(heap, i);
		Size room;

		CHECK_FOR_INTERRUPTS();
		/* only a page that is taken to be full is looked at */
		LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
		PageSetFull(BufferGetPage(buffer));
		LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
		ecom_prune_page(heap, buffer);
		LockBuffer(buffer, BUFFER_LOCK_SHARE);
		room = PageGetHeapFreeSpace(BufferGetPage(buffer));
		UnlockReleaseBuffer(buffer);
		RecordPageWithFreeSpace(heap, i, room);
	}
	FreeSpaceMapVacuum(heap);
}

void
free_space_gather(Relation table)
{
	Oid toast = table->rd_rel->reltoastrelid;

	gather_of_heap(table);
	if (OidIsValid(toast))
	{
		Relation toasted = table_open(toast, RowExclusiveLock);

		gather_of_heap(toasted);
		table_close(toasted, NoLock);
	}
}
