/*
 * heap/row_image.c
 *		Values of a row as a tuple: see heap/row_image.h.
 *
 * As heap_fill_tuple does it: values are aligned as their types ask for, with zeros in between, and a varying length of up to 126 bytes takes
 * one byte and no alignment, where the column's storage allows that.
 */
#include "heap/row_image.h"

#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "catalog/pg_type.h"

/* What a column does to the value that it stores. */
typedef struct Column
{
	int16 length; /* -1: varying, -2: up to a zero byte */
	uint8 alignment;
	bool by_value;
	bool may_be_short;
} Column;

/* Behind the end, a value of fixed length and the zeros in front of it do no harm. */
#define SLACK (2 * MAXIMUM_ALIGNOF)

struct RowImage
{
	int natts;
	Column *columns;
	char *values; /* of all tuples; a header ends there */
	char *end;	  /* of what a tuple may take */
	char *start;
};

static uint8
alignment_of(char attalign)
{
	switch (attalign)
	{
		case TYPALIGN_CHAR:
			return 1;
		case TYPALIGN_SHORT:
			return ALIGNOF_SHORT;
		case TYPALIGN_INT:
			return ALIGNOF_INT;
		default:
			return ALIGNOF_DOUBLE;
	}
}

RowImage *
row_image_create(TupleDesc descriptor)
{
	RowImage *image = palloc0(sizeof(RowImage));
	Size header = MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(descriptor->natts));

	image->natts = descriptor->natts;
	image->columns = palloc0(sizeof(Column) * (descriptor->natts + 1));
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, i);

		image->columns[i] = (Column){.length = attribute->attlen,
									 .alignment = alignment_of(attribute->attalign),
									 .by_value = attribute->attbyval,
									 .may_be_short = attribute->attstorage != TYPSTORAGE_PLAIN};
	}
	image->start = palloc0(header + TOAST_TUPLE_THRESHOLD + SLACK);
	image->values = image->start + header;
	image->end = image->values + TOAST_TUPLE_THRESHOLD;
	return image;
}

/* Where a value may begin; zeros up to there. */
static inline char *
align(const RowImage *image, char *to, int alignment)
{
	char *aligned = image->values + TYPEALIGN(alignment, to - image->values);

	if (aligned != to)
		memset(to, 0, MAXIMUM_ALIGNOF);
	return aligned;
}

/* Writes bytes; returns where they end, NULL if they are too many. */
static inline char *
put_bytes(const RowImage *image, char *to, const void *bytes, Size size)
{
	if (unlikely(to > image->end || size > (Size) (image->end - to)))
		return NULL;
	memcpy(to, bytes, size);
	return to + size;
}

/* A value of varying length. */
static inline char *
put_varying(const RowImage *image, const Column *column, char *to, const struct varlena *value)
{
	if (VARATT_IS_EXTERNAL(value))
		return NULL;
	if (VARATT_IS_SHORT(value))
		return put_bytes(image, to, value, VARSIZE_SHORT(value));
	if (column->may_be_short && VARATT_CAN_MAKE_SHORT(value))
	{
		Size size = VARATT_CONVERTED_SHORT_SIZE(value);

		SET_VARSIZE_SHORT(to, size);
		return put_bytes(image, to + VARHDRSZ_SHORT, VARDATA(value), size - VARHDRSZ_SHORT);
	}
	return put_bytes(image, align(image, to, column->alignment), value, VARSIZE(value));
}

HeapTupleHeader
row_image_make(RowImage *image, const Datum *values, const bool *nulls, Size *size)
{
	bool has_nulls = memchr(nulls, true, image->natts) != NULL;
	Size header_size = MAXALIGN(SizeofHeapTupleHeader + (has_nulls ? BITMAPLEN(image->natts) : 0));
	HeapTupleHeader row = (HeapTupleHeader) (image->values - header_size);
	char *to = image->values;

	memset(row, 0, header_size);
	HeapTupleHeaderSetNatts(row, image->natts);
	row->t_hoff = header_size;
	row->t_infomask = has_nulls ? HEAP_HASNULL : 0;
	for (int i = 0; i < image->natts; i++)
	{
		const Column *column = &image->columns[i];

		if (nulls[i])
			continue;
		if (has_nulls)
			row->t_bits[i >> 3] |= 1 << (i & 7);
		if (column->length == -1)
		{
			row->t_infomask |= HEAP_HASVARWIDTH;
			to = put_varying(image, column, to, (const struct varlena *) DatumGetPointer(values[i]));
		}
		else if (column->by_value)
		{
			to = align(image, to, column->alignment);
			store_att_byval(to, values[i], column->length);
			to += column->length;
		}
		else if (column->length > 0)
			to = put_bytes(image, align(image, to, column->alignment), DatumGetPointer(values[i]), column->length);
		else
		{
			row->t_infomask |= HEAP_HASVARWIDTH;
			to = put_bytes(image, to, DatumGetCString(values[i]), strlen(DatumGetCString(values[i])) + 1);
		}
		if (to == NULL || to > image->end)
			return NULL;
	}
	*size = header_size + (to - image->values);
	return *size > TOAST_TUPLE_THRESHOLD ? NULL : row;
}

void
row_image_free(RowImage *image)
{
	pfree(image->start);
	pfree(image->columns);
	pfree(image);
}
