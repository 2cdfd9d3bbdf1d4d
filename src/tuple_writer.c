/*
 * tuple_writer.c
 *		Writes rows of text as heap tuples, built in place and inserted many at a time.
 *
 *	one row		| header | NULLs? | text | text | text | ...	each text: 1 byte of length, or 4 if over 126 bytes
 *	the arena	| row | row | row | ...							inserted when full
 */
#include "row_writer.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/catalog.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "distributed_table.h"
#include "page_reserve.h"

#define ARENA_SIZE (64 * 1024)
#define MAX_ROWS 1000
#define MAX_COLUMNS                                                                                          \
	300 /* so many fit a page however long their values are: TOAST leaves at most 24 bytes of one */

typedef struct TupleWriter
{
	RowWriter writer;
	Relation table;
	int natts;
	int *field_of; /* the field that each column takes, or -1 for NULL */
	BulkInsertState bulk_insert;
	PageReserve *reserve;
	MemoryContext insert_context; /* for what an insertion allocates, such as compressed values */
	char *arena;
	Size used;
	int n;
	HeapTupleData *tuples;
	TupleTableSlot **slots;
} TupleWriter;

bool
tuple_writer_suits(Relation table)
{
	Form_pg_class properties = table->rd_rel;
	TupleDesc descriptor = RelationGetDescr(table);

	if (properties->relkind != RELKIND_RELATION || table->rd_tableam != GetHeapamTableAmRoutine() ||
		properties->relispartition || properties->relrowsecurity || properties->relhasindex ||
		table->trigdesc != NULL || table->rd_rules != NULL || descriptor->constr != NULL ||
		RELATION_IS_OTHER_TEMP(table) || IsCatalogRelation(table) || descriptor->natts > MAX_COLUMNS)
		return false;
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (!column->attisdropped && column->atttypid != TEXTOID &&
			(column->atttypid != VARCHAROID || column->atttypmod >= 0))
			return false;
	}
	return !table_is_distributed(RelationGetRelid(table));
}

/* Inserts the rows in the arena. */
static void
flush(TupleWriter *writer)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->insert_context);
	int done = 0;

	for (int i = 0; i < writer->n; i++)
		ExecStoreHeapTuple(&writer->tuples[i], writer->slots[i], false);
	while (done < writer->n)
	{
		int count = page_reserve_tuples(writer->reserve, writer->tuples + done, writer->n - done);

		table_multi_insert(writer->table, writer->slots + done, count, GetCurrentCommandId(true), 0,
						   writer->bulk_insert);
		writer->writer.rows += count;
		done += count;
	}
	for (int i = 0; i < writer->n; i++)
		ExecClearTuple(writer->slots[i]);
	writer->n = 0;
	writer->used = 0;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(writer->insert_context);
}

/* Writes a text at to, short or long as its length asks for; returns where it ends.  Bytes behind it may change. */
static inline char *
put_text(char *to, const RowValue *value)
{
	if (value->length + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		SET_VARSIZE_SHORT(to, value->length + VARHDRSZ_SHORT);
		to += VARHDRSZ_SHORT;
	}
	else
	{
		/* the bytes skipped to align it must be zero: that tells them from a short text */
		char *aligned = (char *) INTALIGN((uintptr_t) to);

		memset(to, 0, aligned - to);
		SET_VARSIZE(aligned, value->length + VARHDRSZ);
		to = aligned + VARHDRSZ;
	}
	if (value->length <= ROW_VALUE_PADDING)
		memcpy(to, value->data, ROW_VALUE_PADDING); /* a size known to the compiler: no call */
	else
		memcpy(to, value->data, value->length);
	return to + value->length;
}

/* Builds the tuple of a row in the arena. */
static void
put_tuple(RowWriter *base, const RowValue *values, const RowOrigin *origin)
{
	TupleWriter *writer = (TupleWriter *) base;
	Size size = MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(writer->natts));
	bool has_nulls = false;
	bool alone;
	HeapTuple tuple;
	HeapTupleHeader header;
	char *to;

	for (int i = 0; i < writer->natts; i++)
	{
		int field = writer->field_of[i];

		if (field < 0 || values[field].data == NULL)
			has_nulls = true;
		else
			size += values[field].length + VARHDRSZ + sizeof(int32);
	}
	size = MAXALIGN(size + ROW_VALUE_PADDING);
	if (writer->n == MAX_ROWS || writer->used + size > ARENA_SIZE)
		flush(writer);

	/* a row that is larger than the arena has a place of its own, and is inserted at once */
	alone = size > ARENA_SIZE;
	tuple = &writer->tuples[writer->n++];
	header = (HeapTupleHeader) (alone ? palloc(size) : writer->arena + writer->used);
	memset(header, 0, MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(writer->natts)));
	header->t_hoff = MAXALIGN(SizeofHeapTupleHeader + (has_nulls ? BITMAPLEN(writer->natts) : 0));
	header->t_infomask = HEAP_HASVARWIDTH | (has_nulls ? HEAP_HASNULL : 0);
	HeapTupleHeaderSetNatts(header, writer->natts);
	to = (char *) header + header->t_hoff;
	for (int i = 0; i < writer->natts; i++)
	{
		int field = writer->field_of[i];

		if (field < 0 || values[field].data == NULL)
			continue;
		if (has_nulls)
			header->t_bits[i >> 3] |= 1 << (i & 7);
		to = put_text(to, &values[field]);
	}
	tuple->t_data = header;
	tuple->t_len = to - (char *) header;
	ItemPointerSetInvalid(&tuple->t_self);
	tuple->t_tableOid = RelationGetRelid(writer->table);
	writer->used += MAXALIGN(tuple->t_len);
	if (alone)
	{
		flush(writer);
		pfree(header);
	}
}

static void
finish_tuples(RowWriter *base)
{
	TupleWriter *writer = (TupleWriter *) base;

	flush(writer);
	table_finish_bulk_insert(writer->table, 0);
	page_reserve_release(writer->reserve);
	FreeBulkInsertState(writer->bulk_insert);
	for (int i = 0; i < MAX_ROWS; i++)
		ExecDropSingleTupleTableSlot(writer->slots[i]);
	MemoryContextDelete(writer->insert_context);
}

RowWriter *
tuple_writer_create(Relation table, const LoadColumns *columns)
{
	TupleWriter *writer = palloc0(sizeof(TupleWriter));

	writer->writer.put = put_tuple;
	writer->writer.finish = finish_tuples;
	writer->table = table;
	writer->natts = RelationGetDescr(table)->natts;
	writer->field_of = palloc(sizeof(int) * (writer->natts + 1));
	for (int i = 0; i < writer->natts; i++)
		writer->field_of[i] = -1;
	for (int field = 0; field < columns->width; field++)
		writer->field_of[columns->of_field[field] - 1] = field;
	writer->bulk_insert = GetBulkInsertState();
	writer->reserve = page_reserve_create(table, writer->bulk_insert);
	writer->insert_context =
		AllocSetContextCreate(CurrentMemoryContext, "rows being inserted", ALLOCSET_DEFAULT_SIZES);
	writer->arena = palloc(ARENA_SIZE);
	writer->tuples = palloc0(sizeof(HeapTupleData) * MAX_ROWS);
	writer->slots = palloc(sizeof(TupleTableSlot *) * MAX_ROWS);
	for (int i = 0; i < MAX_ROWS; i++)
		writer->slots[i] = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
	return &writer->writer;
}
