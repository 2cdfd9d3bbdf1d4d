/*
 * heap/page_writer.c
 *		Rows for a new table, built in place on its pages.
 *
 * A row is made (see heap/row_image.h) and put into an image of its page, and a page is copied into shared buffers and logged as a whole:
 *
 *		row -> image: | header | places -> ...  <- row | row |		full -> buffer, write-ahead log
 *
 * Nobody else sees the table yet, so rows are frozen and their pages marked as visible to all, as with COPY FREEZE.  Workers of a
 * parallel query may not insert rows, since that assigns numbers of transactions and commands and takes part in what the
 * leader decides by them; here there is nothing to decide, and the numbers are the leader's.
 */
#include "heap/page_writer.h"

#include "access/heapam.h"
#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/visibilitymap.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "access/xloginsert.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/bufpage.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "base/compat_heap.h"
#include "heap/log_writing.h"
#include "heap/page_reserve.h"
#include "heap/row_image.h"

struct PageWriter
{
	Relation table;
	TransactionId xid;
	CommandId command;
	Size kept_free; /* bytes of a page, by the table's fillfactor */
	PageReserve *reserve;
	Buffer visibility_map;
	MemoryContext toasting;
	LogWriting log;
	TableVersion version;
	RowImage *row;
	Buffer buffer; /* the page that is being filled; InvalidBuffer if there is none */
	PGAlignedBlock image;
};

PageWriter *
page_writer_create(Relation table)
{
	PageWriter *writer = palloc0(sizeof(PageWriter));

	writer->table = table;
	writer->xid = GetCurrentTransactionId();
	writer->command = GetCurrentCommandId(false);
	writer->kept_free = RelationGetTargetPageFreeSpace(table, HEAP_DEFAULT_FILLFACTOR);
	writer->reserve = page_reserve_create(table, NULL);
	writer->visibility_map = InvalidBuffer;
	writer->toasting = AllocSetContextCreate(CurrentMemoryContext, "row being toasted", ALLOCSET_SMALL_SIZES);
	writer->log = log_writing_begin();
	writer->row = row_image_create(RelationGetDescr(table));
	writer->buffer = InvalidBuffer;
	return writer;
}

/* The image becomes the page. */
static void
write_page(PageWriter *writer)
{
	BlockNumber block = BufferGetBlockNumber(writer->buffer);

	visibilitymap_pin(writer->table, block, &writer->visibility_map);
	LockBuffer(writer->buffer, BUFFER_LOCK_EXCLUSIVE);
	START_CRIT_SECTION();
	memcpy(BufferGetPage(writer->buffer), writer->image.data, BLCKSZ);
	MarkBufferDirty(writer->buffer);
	if (RelationNeedsWAL(writer->table))
		(void) log_newpage_buffer(writer->buffer, true);
	END_CRIT_SECTION();
	ecom_mark_all_visible(writer->table, writer->buffer, writer->visibility_map);
	UnlockReleaseBuffer(writer->buffer);
	writer->buffer = InvalidBuffer;
	log_writing_go_on(&writer->log);
}

/* Is there room for a row on the page at hand? */
static bool
has_room(const PageWriter *writer, Size size)
{
	const PageHeaderData *header = (const PageHeaderData *) writer->image.data;
	Size free = header->pd_upper - header->pd_lower;
	int rows = PageGetMaxOffsetNumber((Page) writer->image.data);

	size = MAXALIGN(size) + sizeof(ItemIdData);
	return free >= size && (rows == 0 || free >= size + writer->kept_free) && rows < MaxHeapTuplesPerPage;
}

/* Zeros where the next row of the page is to be. */
static HeapTupleHeader
room_for(PageWriter *writer, Size size)
{
	if (BufferIsValid(writer->buffer) && !has_room(writer, size))
		write_page(writer);
	if (!BufferIsValid(writer->buffer))
	{
		writer->buffer = page_reserve_take(writer->reserve);
		PageInit((Page) writer->image.data, BLCKSZ, 0);
		PageSetAllVisible((Page) writer->image.data);
	}
	return (HeapTupleHeader) (writer->image.data + ((PageHeader) writer->image.data)->pd_upper -
							  MAXALIGN(size));
}

/* Counts in the row whose values are there. */
static void
keep(PageWriter *writer, HeapTupleHeader row, Size size)
{
	PageHeader header = (PageHeader) writer->image.data;
	OffsetNumber place = PageGetMaxOffsetNumber((Page) writer->image.data) + 1;

	row->t_infomask &= ~HEAP_XACT_MASK;
	row->t_infomask2 &= ~HEAP2_XACT_MASK;
	row->t_infomask |= HEAP_XMAX_INVALID;
	HeapTupleHeaderSetXmin(row, writer->xid);
	HeapTupleHeaderSetXminFrozen(row);
	HeapTupleHeaderSetCmin(row, writer->command);
	HeapTupleHeaderSetXmax(row, InvalidTransactionId);
	ItemPointerSet(&row->t_ctid, BufferGetBlockNumber(writer->buffer), place);
	header->pd_upper -= MAXALIGN(size);
	header->pd_lower += sizeof(ItemIdData);
	ItemIdSetNormal(PageGetItemId((Page) writer->image.data, place), header->pd_upper, size);
	table_version_add(&writer->version, &row->t_ctid, writer->xid);
}

/* A row that is a tuple already. */
static bool
put_tuple(PageWriter *writer, MinimalTuple tuple)
{
	Size size = tuple->t_len + MINIMAL_TUPLE_OFFSET;
	HeapTupleHeader row;

	if (size > TOAST_TUPLE_THRESHOLD || (tuple->t_infomask & HEAP_HASEXTERNAL) != 0)
		return false;
	row = room_for(writer, size);
	memcpy(&row->t_infomask2, &tuple->t_infomask2, tuple->t_len - offsetof(MinimalTupleData, t_infomask2));
	keep(writer, row, size);
	return true;
}

/* A row of values. */
static bool
put_values(PageWriter *writer, const Datum *values, const bool *nulls)
{
	Size size;
	HeapTupleHeader made = row_image_make(writer->row, values, nulls, &size);
	HeapTupleHeader row;

	if (made == NULL)
		return false;
	row = room_for(writer, size);
	memcpy(row, made, size);
	keep(writer, row, size);
	return true;
}

bool
page_writer_put(PageWriter *writer, TupleTableSlot *row)
{
	if (TTS_IS_MINIMALTUPLE(row))
		return put_tuple(writer, ExecFetchSlotMinimalTuple(row, NULL));
	slot_getallattrs(row);
	return put_values(writer, row->tts_values, row->tts_isnull);
}

void
page_writer_put_toasted(PageWriter *writer, TupleTableSlot *slot)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->toasting);
	HeapTuple tuple = heap_toast_insert_or_update(writer->table, ExecCopySlotHeapTuple(slot), NULL,
												  HEAP_INSERT_SKIP_FSM | HEAP_INSERT_FROZEN);
	HeapTupleHeader row;

	if (tuple->t_len > MaxHeapTupleSize)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("row is too big: size %zu, maximum size %zu", (Size) tuple->t_len,
					   (Size) MaxHeapTupleSize));
	row = room_for(writer, tuple->t_len);
	memcpy(row, tuple->t_data, tuple->t_len);
	keep(writer, row, tuple->t_len);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(writer->toasting);
}

TableVersion
page_writer_finish(PageWriter *writer)
{
	TableVersion version = writer->version;

	if (BufferIsValid(writer->buffer))
		write_page(writer);
	if (BufferIsValid(writer->visibility_map))
		ReleaseBuffer(writer->visibility_map);
	page_reserve_release(writer->reserve);
	row_image_free(writer->row);
	MemoryContextDelete(writer->toasting);
	pfree(writer);
	return version;
}
