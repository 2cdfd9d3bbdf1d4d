/*
 * load/staged_writer.c
 *		Writes rows into a table of Citus by way of a temporary one, which takes heap tuples.
 *
 *		INSERT INTO t (a, b) SELECT x.a, x.b FROM pg_temp_3.ecom_rows x
 *
 * Citus passes all rows of such a statement on to its nodes as COPY does, while each of many statements costs a message to
 * every node, and an answer.  That is for tables that take every row: if one is refused, so is the statement.
 */
#include "load/row_writer_ways.h"

#include "access/tupdesc.h"
#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/identity.h"
#include "heap/temporary_table.h"
#include "load/target.h"

/* So many bytes of lines are on their way at most. */
#define BYTES_AT_ONCE (64 * 1024 * 1024)

typedef struct StagedWriter
{
	RowWriter writer;
	const LoadColumns *columns;
	AttrNumber key;
	Relation stage;
	RowWriter *tuples; /* into it */
	Size bytes;		   /* of the lines whose rows are there */
	char *statement;   /* that moves them */
	uint64 rows;	   /* that were moved */
} StagedWriter;

bool
staged_writer_suits(Relation table, const Distribution *distribution)
{
	const TriggerDesc *triggers = table->trigdesc; /* Citus has one of its own for TRUNCATE */

	return (distribution->method == DISTRIBUTED_BY_HASH || distribution->method == DISTRIBUTED_BY_NOTHING) &&
		   table_takes_all_texts(table) &&
		   (triggers == NULL ||
			!(triggers->trig_insert_before_row || triggers->trig_insert_after_row ||
			  triggers->trig_insert_instead_row || triggers->trig_insert_before_statement ||
			  triggers->trig_insert_after_statement || triggers->trig_insert_new_table));
}

/* The statement names the columns that values go to: the user may have to have the right to each. */
static char *
moving_statement(const StagedWriter *writer, Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	Bitmapset *filled = bms_make_singleton(writer->key); /* of no column where that is 0 */
	StringInfoData into;
	StringInfoData selected;

	for (int field = 0; field < writer->columns->width + writer->columns->made; field++)
		filled = bms_add_member(filled, writer->columns->of_field[field]);
	initStringInfo(&into);
	initStringInfo(&selected);
	for (int i = 0; i < descriptor->natts; i++)
	{
		const char *comma = into.len > 0 ? ", " : "";
		const char *name = quote_identifier(NameStr(TupleDescAttr(descriptor, i)->attname));

		if (!bms_is_member(i + 1, filled))
			continue;
		appendStringInfo(&into, "%s%s", comma, name);
		appendStringInfo(&selected, "%sx.%s", comma, name);
	}
	return psprintf("INSERT INTO %s (%s) SELECT %s FROM %s x", load_target_name(table), into.data,
					selected.data, load_target_name(writer->stage));
}

/* Moves the rows on, as the user who loads. */
static void
move_rows(StagedWriter *writer)
{
	uint64 rows = row_writer_finish(writer->tuples);

	writer->tuples = NULL;
	writer->bytes = 0;
	if (rows == 0)
		return;
	SPI_connect();
	if (SPI_execute(writer->statement, false, 0) != SPI_OK_INSERT || SPI_processed != rows)
		elog(ERROR, "\"%s\" has moved %llu of %llu rows", writer->statement,
			 (unsigned long long) SPI_processed, (unsigned long long) rows);
	SPI_finish();
	writer->rows += rows;
}

static void
put_staged(RowWriter *base, const RowValue *values, const LoadLine *line)
{
	StagedWriter *writer = (StagedWriter *) base;

	if (writer->bytes >= BYTES_AT_ONCE)
	{
		move_rows(writer);
		temporary_table_empty(writer->stage);
		writer->tuples = tuple_writer_create(writer->stage, writer->columns, writer->key);
	}
	row_writer_put(writer->tuples, values, line);
	writer->bytes += line->length;
}

static uint64
finish_staged(RowWriter *base)
{
	StagedWriter *writer = (StagedWriter *) base;

	move_rows(writer);
	temporary_table_drop(writer->stage);
	return writer->rows;
}

RowWriter *
staged_writer_create(Relation table, const LoadColumns *columns, AttrNumber key)
{
	StagedWriter *writer = palloc0(sizeof(StagedWriter));
	Oid loads = get_relname_relid("loads", get_namespace_oid("raw", false));

	writer->writer.put = put_staged;
	writer->writer.finish = finish_staged;
	writer->columns = columns;
	writer->key = key;
	writer->stage = temporary_table_create(table, relation_owner(loads));
	writer->tuples = tuple_writer_create(writer->stage, columns, key);
	writer->statement = moving_statement(writer, table);
	return &writer->writer;
}
