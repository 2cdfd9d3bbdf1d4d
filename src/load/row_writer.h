/*
 * load/row_writer.h
 *		Writes rows of text into a table, in one of two ways.
 *
 * Heap tuples that are built in place and handed to the table many at a time are the fast way, and right for
 * a plain table of text columns only.  Whatever else a table may be (indexed, with triggers, constraints,
 * other types, row security, partitioned, foreign, distributed, a view) takes INSERT statements instead,
 * which do all that an INSERT by the same user does; a row that the table refuses is rejected, and the others
 * load.
 */
#ifndef ECOM_LOAD_ROW_WRITER_H
#define ECOM_LOAD_ROW_WRITER_H

#include "base/compat.h"

#include "csv/csv.h"
#include "load/columns.h"

/* Short values are copied in one piece of this size, so that many bytes must be readable where a value starts. */
#define ROW_VALUE_PADDING 16

/* A value of a row in the server's encoding; data is NULL for NULL. */
typedef struct RowValue
{
	const char *data;
	uint32 length;
} RowValue;

/* Where a row comes from, for the case that the table refuses it. */
typedef struct RowOrigin
{
	uint64 line_number;
	uint64 offset;
	const char *data;
	size_t length;
} RowOrigin;

/* Called with each row that the table refuses, and why. */
typedef void (*RowRefused)(void *context, const RowOrigin *origin, const char *why);

typedef struct RowWriter RowWriter;

/*
 * Starts to write into a table, which is open and locked.  SPI is connected, and stays so until row_writer_finish.
 * Memory is taken from the current context.
 */
extern RowWriter *
row_writer_start(Relation table, const LoadColumns *columns, RowRefused refused, void *context);

/* Writes a row: a value for each field of the columns.  They are copied. */
extern void row_writer_put(RowWriter *writer, const RowValue *values, const RowOrigin *origin);

/* Writes what is still held back; returns the number of rows that the table took. */
extern uint64 row_writer_finish(RowWriter *writer);

/* The two ways; each is used through its RowWriter only. */
struct RowWriter
{
	void (*put)(RowWriter *writer, const RowValue *values, const RowOrigin *origin);
	void (*finish)(RowWriter *writer);
	uint64 rows; /* that the table took */
};

/* Can tuples be put into the table directly, with nothing that an INSERT would do left out? */
extern bool tuple_writer_suits(Relation table);
extern RowWriter *tuple_writer_create(Relation table, const LoadColumns *columns);
extern RowWriter *
insert_writer_create(Relation table, const LoadColumns *columns, RowRefused refused, void *context);

#endif /* ECOM_LOAD_ROW_WRITER_H */
