/*
 * load/tuple_writer.c
 *		Writes rows of text as heap tuples, built in place and inserted many at a time.
 *
 *	one row		| header | NULLs? | text | text | text | ...	each text: 1 byte of length, or 4 if over 126 bytes
 */
#include "load/row_writer_ways.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/tupdesc.h"
#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/rel.h"

#include "base/distribution.h"
#include "heap/batch.h"

#define MAX_COLUMNS                                                                                          \
	300 /* so many fit a page however long their values are: TOAST leaves at most 24 bytes of one */

typedef struct TupleWriter
{
	RowWriter writer;
	Relation table;
	int natts;
	int *field_of; /* the field that each column takes, or -1 for NULL */
	HeapBatch *batch;
} TupleWriter;

bool
table_takes_all_texts(Relation table)
{
	Form_pg_class properties = table->rd_rel;
	TupleDesc descriptor = RelationGetDescr(table);

	if (properties->relkind != RELKIND_RELATION || properties->relispartition || properties->relrowsecurity ||
		properties->relhasindex || table->rd_rules != NULL || descriptor->constr != NULL ||
		RELATION_IS_OTHER_TEMP(table) || IsCatalogRelation(table) || descriptor->natts > MAX_COLUMNS)
		return false;
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (!column->attisdropped &&
			((column->atttypid != TEXTOID && (column->atttypid != VARCHAROID || column->atttypmod >= 0)) ||
			 column->attstorage == TYPSTORAGE_PLAIN)) /* it may be too long for a page */
			return false;
	}
	return true;
}

bool
tuple_writer_suits(Relation table)
{
	return table_takes_all_texts(table) && table->rd_tableam == GetHeapamTableAmRoutine() &&
		   table->trigdesc == NULL && !table_is_distributed(RelationGetRelid(table));
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
put_tuple(RowWriter *base, const RowValue *values, const LoadLine *line)
{
	TupleWriter *writer = (TupleWriter *) base;
	Size size = MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(writer->natts));
	bool has_nulls = false;
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
	tuple = heap_batch_next(writer->batch, size + ROW_VALUE_PADDING);
	header = tuple->t_data;
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
	tuple->t_len = to - (char *) header;
	heap_batch_keep(writer->batch, tuple);
}

static uint64
finish_tuples(RowWriter *base)
{
	return heap_batch_finish(((TupleWriter *) base)->batch);
}

RowWriter *
tuple_writer_create(Relation table, const LoadColumns *columns)
{
	TupleWriter *writer = palloc0(sizeof(TupleWriter));

	writer->writer.put = put_tuple;
	writer->writer.finish = finish_tuples;
	writer->table = table;
	writer->natts = RelationGetDescr(table)->natts;
	writer->field_of = load_columns_fields(columns, writer->natts);
	writer->batch = heap_batch_create(table);
	return &writer->writer;
}
