/*
 * load/row_writer.h
 *		Writes rows of text into a table, in one of three ways.
 *
 * Heap tuples that are built in place and handed to the table many at a time are the fast way, and right for
 * a plain table of text columns only, which takes every row.  If Citus distributes such a table, one
 * statement inserts all rows.  Whatever else a table may be (indexed, with triggers,
 * constraints, other types, row security, partitioned, foreign, a view) takes INSERT statements of few rows instead,
 * which do all that an INSERT by the same user does; a row that the table refuses is rejected, and the others load.
 *
 * Citus stores no row without a value in the column that a table is distributed by: where that is a text, it gets an empty one.
 */
#ifndef ECOM_LOAD_ROW_WRITER_H
#define ECOM_LOAD_ROW_WRITER_H

#include "base/compat.h"

#include "utils/relcache.h"

#include "heap/written_by.h"
#include "load/columns.h"
#include "load/line.h"

/* Short values are copied in one piece of this size, so that many bytes must be readable where a value starts. */
#define ROW_VALUE_PADDING 16

/* A value of a row in the server's encoding; data is NULL for NULL. */
typedef struct RowValue
{
	const char *data;
	uint32 length;
} RowValue;

/* Called with the line of each row that the table refuses, and why. */
typedef void (*RowRejected)(void *context, const LoadLine *line, const char *why);

typedef struct RowWriter RowWriter;

/*
 * Starts to write into a table, which is open and locked.  The subtransactions that write rows are added to the
 * transactions, which have the current one.  Memory is taken from the current context.
 */
extern RowWriter *row_writer_start(Relation table, const LoadColumns *columns, Writers *transactions,
								   RowRejected rejected, void *context);

/* Reads a line, of which it may put a row; false if there was none left. */
typedef bool (*RowSource)(void *context);

/* Reads all lines, and writes their rows; returns the number of rows that the table took.  Nothing more can be put then. */
extern uint64 row_writer_run(RowWriter *writer, RowSource source, void *context);

/* For the source. Writes a row: a value for each field of the columns, and for those that are made.  They are copied, and so is the line, if it may be rejected. */
extern void row_writer_put(RowWriter *writer, const RowValue *values, const LoadLine *line);

#endif /* ECOM_LOAD_ROW_WRITER_H */
