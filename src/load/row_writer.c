/*
 * load/row_writer.c
 *		Chooses the way that rows are written into a table.
 */
#include "load/row_writer.h"

RowWriter *
row_writer_start(Relation table, const LoadColumns *columns, RowRefused refused, void *context)
{
	if (tuple_writer_suits(table))
		return tuple_writer_create(table, columns);
	return insert_writer_create(table, columns, refused, context);
}

void
row_writer_put(RowWriter *writer, const RowValue *values, const RowOrigin *origin)
{
	writer->put(writer, values, origin);
}

uint64
row_writer_finish(RowWriter *writer)
{
	writer->finish(writer);
	return writer->rows;
}
