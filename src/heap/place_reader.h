/*
 * heap/place_reader.h
 *		Reads rows at known places, many of them: those that follow each other on a page take one look-up among the buffers.
 */
#ifndef ECOM_HEAP_PLACE_READER_H
#define ECOM_HEAP_PLACE_READER_H

#include "base/compat.h"

#include "executor/tuptable.h"
#include "storage/buf.h"
#include "storage/itemptr.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

typedef struct PlaceReader
{
	Relation table;
	Snapshot snapshot;
	Buffer buffer; /* that was read last, pinned */
} PlaceReader;

/* A page stays pinned until the end, so nothing may come between that runs queries, or code of others. */
extern PlaceReader place_reader_begin(Relation table, Snapshot snapshot);
extern void place_reader_end(PlaceReader *reader);

/* As table_tuple_fetch_row_version(): the row into a slot of the table's; false if the snapshot sees none there. */
extern bool place_read(PlaceReader *reader, const ItemPointerData *place, TupleTableSlot *slot);

#endif /* ECOM_HEAP_PLACE_READER_H */
