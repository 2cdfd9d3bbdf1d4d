/*
 * base/compat_heap.h
 *		How calls of the heap differ between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_HEAP_H
#define ECOM_BASE_COMPAT_HEAP_H

#include "base/compat.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "access/visibilitymap.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/rel.h"

/* 19 takes flags of the caller's */
static inline TableScanDesc
ecom_scan_begin(Relation relation, Snapshot snapshot)
{
#if PG_VERSION_NUM >= 190000
	return table_beginscan(relation, snapshot, 0, NULL, SO_NONE);
#else
	return table_beginscan(relation, snapshot, 0, NULL);
#endif
}

/* Has the transaction made the table, or its file?  16 has another name for a file */
static inline bool
ecom_has_own_file(Relation relation)
{
#if PG_VERSION_NUM >= 160000
	SubTransactionId file = relation->rd_firstRelfilelocatorSubid;
#else
	SubTransactionId file = relation->rd_firstRelfilenodeSubid;
#endif

	return relation->rd_createSubid != InvalidSubTransactionId || file != InvalidSubTransactionId;
}

/* Up to 16, pages may have lost what an old snapshot saw, where the server is set so */
static inline void
ecom_refuse_old_snapshot(Relation heap, Buffer buffer, Snapshot snapshot)
{
#if PG_VERSION_NUM < 170000
	TestForOldSnapshot(snapshot, heap, BufferGetPage(buffer));
#endif
}

/* 19 may pin the page's place in the visibility map, which is given back here */
static inline void
ecom_prune_page(Relation heap, Buffer buffer)
{
#if PG_VERSION_NUM >= 190000
	Buffer visibility_map = InvalidBuffer;

	heap_page_prune_opt(heap, buffer, &visibility_map, false);
	if (BufferIsValid(visibility_map))
		ReleaseBuffer(visibility_map);
#else
	heap_page_prune_opt(heap, buffer);
#endif
}

/*
 * Marks a page that says of itself that all its rows are visible, and which is locked, as such in the map.  19 leaves the
 * map's lock and the record in the write-ahead log to the caller.
 */
static inline void
ecom_mark_all_visible(Relation heap, Buffer buffer, Buffer visibility_map)
{
	uint8 flags = VISIBILITYMAP_ALL_VISIBLE | VISIBILITYMAP_ALL_FROZEN;
#if PG_VERSION_NUM >= 190000
	LockBuffer(visibility_map, BUFFER_LOCK_EXCLUSIVE);
	START_CRIT_SECTION();
	visibilitymap_set(BufferGetBlockNumber(buffer), visibility_map, flags, heap->rd_locator);
	/* the record is one of both pages */
	MarkBufferDirty(buffer);
	if (RelationNeedsWAL(heap))
		log_heap_prune_and_freeze(heap, buffer, visibility_map, flags, InvalidTransactionId, false,
								  PRUNE_VACUUM_SCAN, NULL, 0, NULL, 0, NULL, 0, NULL, 0);
	END_CRIT_SECTION();
	LockBuffer(visibility_map, BUFFER_LOCK_UNLOCK);
#else
	visibilitymap_set(heap, BufferGetBlockNumber(buffer), buffer, InvalidXLogRecPtr, visibility_map,
					  InvalidTransactionId, flags);
#endif
}

#endif /* ECOM_BASE_COMPAT_HEAP_H */
