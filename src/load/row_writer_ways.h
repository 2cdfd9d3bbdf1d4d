/*
 * load/row_writer_ways.h
 *		The two ways to write rows.  Private to the row writer.
 */
#ifndef ECOM_LOAD_ROW_WRITER_WAYS_H
#define ECOM_LOAD_ROW_WRITER_WAYS_H

#include "load/row_writer.h"

/* What a way has at its beginning: row_writer_put and row_writer_finish. */
struct RowWriter
{
	void (*put)(RowWriter *writer, const RowValue *values, const LoadLine *line);
	uint64 (*finish)(RowWriter *writer);
};

/* Can tuples be put into the table directly, with nothing that an INSERT would do left out? */
extern bool tuple_writer_suits(Relation table);
extern RowWriter *tuple_writer_create(Relation table, const LoadColumns *columns);

extern RowWriter *insert_writer_create(Relation table, const LoadColumns *columns, Writers *transactions,
									   RowRejected rejected, void *context);

#endif /* ECOM_LOAD_ROW_WRITER_WAYS_H */
