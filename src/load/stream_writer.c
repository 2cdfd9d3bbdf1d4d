/*
 * load/stream_writer.c
 *		Writes rows into a table of Citus by one statement, which takes them while the file is read.
 *
 *		INSERT INTO t (a, b) SELECT x.a, x.b FROM pg_temp_3.ecom_rows x
 *
 * Citus passes the rows of such a statement on to its nodes as COPY does, while each of many statements costs a message to every
 * node, and an answer.  That is for tables that take every row: if one is refused, so is the statement.  The temporary table
 * is always empty: it stands for the rows of the file, each of which is read when the statement asks for it.
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
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"

#include "base/identity.h"
#include "heap/table_feed.h"
#include "heap/temporary_table.h"
#include "load/target.h"

typedef struct StreamWriter
{
	RowWriter writer;
	TableFeed feed;
	Relation rows;
	int natts;
	int *field_of; /* the field that each column takes, or -1 for NULL */
	int key;	   /* the column that takes an empty text for NULL, from 0; -1: none */
	char *statement;
	/* while the statement runs */
	RowSource source;
	void *source_context;
	MemoryContext memory;
	ResourceOwner owner;
	TupleTableSlot *slot; /* for the row that is asked for; NULL once it was put */
	char *texts;		  /* of that row */
	Size room;
	uint64 put;
} StreamWriter;

bool
stream_writer_suits(Relation table, const Distribution *distribution)
{
	const TriggerDesc *triggers = table->trigdesc; /* Citus has one of its own for TRUNCATE */

	return (distribution->method == DISTRIBUTED_BY_HASH || distribution->method == DISTRIBUTED_BY_NOTHING) &&
		   table_takes_all_texts(table) &&
		   (triggers == NULL ||
			!(triggers->trig_insert_before_row || triggers->trig_insert_after_row ||
			  triggers->trig_insert_instead_row || triggers->trig_insert_before_statement ||
			  triggers->trig_insert_after_statement || triggers->trig_insert_new_table));
}

/* The statement names the columns that values go to: the user may have no right to others. */
static char *
inserting_statement(const StreamWriter *writer, Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	StringInfoData into;
	StringInfoData selected;

	initStringInfo(&into);
	initStringInfo(&selected);
	for (int i = 0; i < writer->natts; i++)
	{
		const char *comma = into.len > 0 ? ", " : "";
		const char *name = quote_identifier(NameStr(TupleDescAttr(descriptor, i)->attname));

		if (writer->field_of[i] < 0 && i != writer->key)
			continue;
		appendStringInfo(&into, "%s%s", comma, name);
		appendStringInfo(&selected, "%sx.%s", comma, name);
	}
	return psprintf("INSERT INTO %s (%s) SELECT %s FROM %s x", load_target_name(table), into.data,
					selected.data, load_target_name(writer->rows));
}

/* Room for the texts of a row. */
static char *
room_for(StreamWriter *writer, Size size)
{
	if (size > writer->room)
	{
		pfree(writer->texts);
		writer->room = size * 2;
		writer->texts = MemoryContextAllocHuge(writer->memory, writer->room);
	}
	return writer->texts;
}

static void
put_into_slot(RowWriter *base, const RowValue *values, const LoadLine *line)
{
	StreamWriter *writer = (StreamWriter *) base;
	TupleTableSlot *slot = writer->slot;
	Size size = 0;
	char *to;

	for (int i = 0; i < writer->natts; i++)
		if (writer->field_of[i] >= 0)
			size += INTALIGN(VARHDRSZ + values[writer->field_of[i]].length);
	to = room_for(writer, size + VARHDRSZ);
	for (int i = 0; i < writer->natts; i++)
	{
		const RowValue *value = writer->field_of[i] >= 0 ? &values[writer->field_of[i]] : NULL;
		uint32 length = value != NULL && value->data != NULL ? value->length : 0;

		slot->tts_isnull[i] = i != writer->key && (value == NULL || value->data == NULL);
		if (slot->tts_isnull[i])
			continue;
		SET_VARSIZE(to, VARHDRSZ + length);
		if (length > 0)
			memcpy(to + VARHDRSZ, value->data, length);
		slot->tts_values[i] = PointerGetDatum(to);
		to += INTALIGN(VARHDRSZ + length);
	}
	writer->slot = NULL;
	writer->put++;
}

/* TableFeed: reads lines until one of them has put a row. */
static bool
next_row(TableFeed *feed, TupleTableSlot *slot)
{
	StreamWriter *writer = (StreamWriter *) ((char *) feed - offsetof(StreamWriter, feed));
	MemoryContext caller = MemoryContextSwitchTo(writer->memory);
	ResourceOwner owner = CurrentResourceOwner;
	bool more = true;

	/* what reading holds is not the statement's */
	CurrentResourceOwner = writer->owner;
	writer->slot = slot;
	while (more && writer->slot != NULL)
		more = writer->source(writer->source_context);
	CurrentResourceOwner = owner;
	MemoryContextSwitchTo(caller);
	return writer->slot == NULL;
}

/* Executes the statement, as the user who loads. */
static uint64
run_statement(RowWriter *base, RowSource source, void *context)
{
	StreamWriter *writer = (StreamWriter *) base;

	writer->source = source;
	writer->source_context = context;
	SPI_connect();
	table_feed_begin(&writer->feed);
	PG_TRY();
	{
		if (SPI_execute(writer->statement, false, 0) != SPI_OK_INSERT || SPI_processed != writer->put)
			elog(ERROR, "\"%s\" has inserted %llu of %llu rows", writer->statement,
				 (unsigned long long) SPI_processed, (unsigned long long) writer->put);
	}
	PG_FINALLY();
	{
		table_feed_end(&writer->feed);
	}
	PG_END_TRY();
	SPI_finish();
	temporary_table_drop(writer->rows);
	return writer->put;
}

RowWriter *
stream_writer_create(Relation table, const LoadColumns *columns, AttrNumber key)
{
	StreamWriter *writer = palloc0(sizeof(StreamWriter));
	Oid loads = get_relname_relid("loads", get_namespace_oid("raw", false));

	writer->writer.put = put_into_slot;
	writer->writer.run = run_statement;
	writer->natts = RelationGetDescr(table)->natts;
	writer->field_of = load_columns_fields(columns, writer->natts);
	writer->key = key == InvalidAttrNumber ? -1 : key - 1;
	writer->memory = CurrentMemoryContext;
	writer->owner = CurrentResourceOwner;
	writer->room = BLCKSZ;
	writer->texts = palloc(writer->room);
	writer->rows = temporary_table_create(table, relation_owner(loads));
	writer->feed.table = RelationGetRelid(writer->rows);
	writer->feed.next = next_row;
	writer->statement = inserting_statement(writer, table);
	return &writer->writer;
}
