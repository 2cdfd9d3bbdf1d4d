/*
 * load/row_writer.c
 *		Chooses the way that rows are written into a table.
 */
#include "load/row_writer_ways.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* The column that may not be NULL since it says where a row is stored, if it is one that an empty text can be put into. */
static AttrNumber
key_of(Relation table, const Distribution *distribution)
{
	char category;
	bool preferred;

	if (distribution->column == InvalidAttrNumber)
		return InvalidAttrNumber;
	get_type_category_preferred(TupleDescAttr(RelationGetDescr(table), distribution->column - 1)->atttypid,
								&category, &preferred);
	return category == TYPCATEGORY_STRING ? distribution->column : InvalidAttrNumber;
}

RowWriter *
row_writer_start(Relation table, const LoadColumns *columns, Writers *transactions, RowRejected rejected,
				 void *context)
{
	Distribution distribution;
	AttrNumber key;

	if (tuple_writer_suits(table))
		return tuple_writer_create(table, columns);
	distribution = table_distribution(RelationGetRelid(table));
	key = key_of(table, &distribution);
	if (stream_writer_suits(table, &distribution))
		return stream_writer_create(table, columns, key);
	return insert_writer_create(table, columns, key, distribution.method != '\0', transactions, rejected,
								context);
}

void
row_writer_put(RowWriter *writer, const RowValue *values, const LoadLine *line)
{
	writer->put(writer, values, line);
}

uint64
row_writer_run(RowWriter *writer, RowSource source, void *context)
{
	if (writer->run != NULL)
		return writer->run(writer, source, context);
	while (source(context))
		;
	return writer->finish(writer);
}
