/*
 * load/row_writer_ways.h
 *		The three ways to write rows.  Private to the row writer.
 *
 * Those that write into tables of Citus put an empty text into the key, a column that may not be NULL there, where a row has
 * nothing for it; InvalidAttrNumber where there is none.
 */
#ifndef ECOM_LOAD_ROW_WRITER_WAYS_H
#define ECOM_LOAD_ROW_WRITER_WAYS_H

#include "load/row_writer.h"

#include "base/distribution.h"

/* What a way has at its beginning: row_writer_put, and one of the others, of which the second is row_writer_run. */
struct RowWriter
{
	void (*put)(RowWriter *writer, const RowValue *values, const LoadLine *line);
	uint64 (*finish)(RowWriter *writer); /* when all rows were put; returns how many the table took */
	uint64 (*run)(RowWriter *writer, RowSource source, void *context);
};

/* Is it a table of text columns that takes every row, whatever its triggers and wherever its rows are? */
extern bool table_takes_all_texts(Relation table);

/* Can tuples be put into the table directly, with nothing that an INSERT would do left out? */
extern bool tuple_writer_suits(Relation table);
extern RowWriter *tuple_writer_create(Relation table, const LoadColumns *columns);

/* Can one statement insert all rows into the table, none of which is refused? */
extern bool stream_writer_suits(Relation table, const Distribution *distribution);
extern RowWriter *stream_writer_create(Relation table, const LoadColumns *columns, AttrNumber key);

extern RowWriter *
insert_writer_create(Relation table, const LoadColumns *columns, AttrNumber key, bool distributed,
					 Writers *transactions, RowRejected rejected, void *context);

#endif /* ECOM_LOAD_ROW_WRITER_WAYS_H */
