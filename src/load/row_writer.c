/*
 * load/row_writer.c
 *		Chooses the way that rows are written into a table.
 */
#include "load/row_writer_ways.h"

RowWriter *
row_writer_start(Relation table, const LoadColumns *columns, Writers *transactions, RowRejected rejected,
				 void *context)
{
	if (tuple_writer_suits(table))
		return tuple_writer_create(table, columns);
	return insert_writer_create(table, columns, transactions, rejected, context);
}

void
row_writer_put(RowWriter *writer, const RowValue *values, const LoadLine *line)
{
	writer->put(writer, values, line);
}

uint64
row_writer_finish(RowWriter *writer)
{
	return writer->finish(writer);
}
