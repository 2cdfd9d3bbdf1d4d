/*
 * load/insert_writer.c
 *		Writes rows with INSERT statements, many rows each: right for every kind of table.
 *
 *		INSERT INTO t (a, b) SELECT x.c0, x.c1::varchar::integer FROM ROWS FROM (unnest($1), unnest($2)) AS x(c0, c1)
 *
 * Where the table refuses a statement because of its rows (a value that its type cannot read, a constraint, a
 * trigger's exception), they are inserted few by few, each few in a subtransaction, to find those at fault.
 *
 * Citus tells of a statement of many rows that one was refused, but not by which kind of error: it has another statement for a
 * row that is alone,
 *
 *		INSERT INTO t (a, b) VALUES ($1, $2::varchar::integer)
 */
#include "load/row_writer_ways.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"

#include "load/row_fault.h"
#include "load/target.h"

#define ROWS_OF_STATEMENT 500
#define BYTES_OF_STATEMENT (1024 * 1024)

typedef struct InsertWriter
{
	RowWriter writer;
	RowRejected rejected;
	void *rejected_context;
	SPIPlanPtr statement;
	SPIPlanPtr of_one_row; /* into a table of Citus; NULL: the same */
	Writers *transactions; /* that have written rows */
	int n_columns;		   /* values that go to a column, and which */
	int *field_of_column;
	int key;					/* which of them gets an empty text for NULL; -1: none */
	MemoryContext rows_context; /* what the rows held back consist of */
	Size bytes;
	int n;
	uint64 rows;		/* that the table took */
	ErrorData *refused; /* the first error of the statement that is being taken apart */
	bool refused_alike; /* each row of it was refused for the same reason, of names or rights */
	Datum *values[MaxHeapAttributeNumber]; /* of each of these, ROWS_OF_STATEMENT texts */
	bool *nulls[MaxHeapAttributeNumber];
	LoadLine lines[ROWS_OF_STATEMENT];
} InsertWriter;

/* Prepares a statement whose parameters, one a column, are all of a type. */
static SPIPlanPtr
prepare(const InsertWriter *writer, const char *statement, Oid type)
{
	Oid *types = palloc(sizeof(Oid) * (writer->n_columns + 1));
	SPIPlanPtr plan;

	for (int i = 0; i < writer->n_columns; i++)
		types[i] = type;
	plan = SPI_prepare(statement, writer->n_columns, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", statement, SPI_result_code_string(SPI_result));
	return plan;
}

/*
 * Prepares the statement that inserts the rows of $1, $2, ..., each an array of one column's values, and that of one row; an
 * empty text into the key, if no values go there.
 */
static void
prepare_statements(InsertWriter *writer, Relation table, const LoadColumns *columns, AttrNumber key,
				   bool distributed)
{
	TupleDesc descriptor = RelationGetDescr(table);
	StringInfoData into;
	StringInfoData selected;
	StringInfoData given;
	StringInfoData arrays;
	StringInfoData names;

	initStringInfo(&into);
	initStringInfo(&selected);
	initStringInfo(&given);
	initStringInfo(&arrays);
	initStringInfo(&names);
	appendStringInfo(&into, "INSERT INTO %s (", load_target_name(table));
	for (int i = 0; i < writer->n_columns; i++)
	{
		Form_pg_attribute column =
			TupleDescAttr(descriptor, columns->of_field[writer->field_of_column[i]] - 1);
		const char *comma = i > 0 ? ", " : "";
		const char *cast = "";
		char category;
		bool preferred;

		/*
		 * strings are assigned, so that one that is too long is refused and not cut; other types are cast, by their input
		 * function as in COPY: by way of varchar, since somebody may have created a cast from text
		 */
		get_type_category_preferred(column->atttypid, &category, &preferred);
		if (category != TYPCATEGORY_STRING)
			cast = psprintf("::pg_catalog.varchar::%s",
							format_type_extended(column->atttypid, -1,
												 FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY));
		appendStringInfo(&into, "%s%s", comma, quote_identifier(NameStr(column->attname)));
		appendStringInfo(&selected, "%sx.c%d%s", comma, i, cast);
		appendStringInfo(&given, "%s$%d%s", comma, i + 1, cast);
		appendStringInfo(&arrays, "%spg_catalog.unnest($%d::pg_catalog.text[])", comma, i + 1);
		appendStringInfo(&names, "%sc%d", comma, i);
	}
	if (key != InvalidAttrNumber)
	{
		appendStringInfo(&into, ", %s",
						 quote_identifier(NameStr(TupleDescAttr(descriptor, key - 1)->attname)));
		appendStringInfoString(&selected, ", ''");
		appendStringInfoString(&given, ", ''");
	}
	appendStringInfoString(&into, ") OVERRIDING SYSTEM VALUE");
	writer->statement = prepare(writer,
								psprintf("%s SELECT %s FROM ROWS FROM (%s) AS x(%s)", into.data,
										 selected.data, arrays.data, names.data),
								TEXTARRAYOID);
	if (distributed)
		writer->of_one_row = prepare(writer, psprintf("%s VALUES (%s)", into.data, given.data), TEXTOID);
}

/* Inserts one row, into a table of Citus. */
static void
insert_row(InsertWriter *writer, int row)
{
	Datum *values = palloc(sizeof(Datum) * writer->n_columns);
	char *nulls = palloc(writer->n_columns + 1);

	for (int i = 0; i < writer->n_columns; i++)
	{
		values[i] = writer->values[i][row];
		nulls[i] = writer->nulls[i][row] ? 'n' : ' ';
	}
	if (SPI_execute_plan(writer->of_one_row, values, nulls, false, 0) < 0)
		elog(ERROR, "could not insert a row");
}

/* Inserts the rows from first up to last. */
static void
insert_rows(InsertWriter *writer, int first, int last)
{
	Datum *arrays = palloc(sizeof(Datum) * writer->n_columns);
	int count = last - first;
	int lower_bound = 1;

	for (int i = 0; i < writer->n_columns; i++)
		arrays[i] =
			PointerGetDatum(construct_md_array(writer->values[i] + first, writer->nulls[i] + first, 1, &count,
											   &lower_bound, TEXTOID, -1, false, TYPALIGN_INT));
	if (SPI_execute_plan(writer->statement, arrays, NULL, false, 0) < 0)
		elog(ERROR, "could not insert rows");
}

/*
 * Adds the current subtransaction, if it has a number, to those that write rows.  So also one that fails: it leaves no rows, and
 * without gaps there is less to keep.
 */
static void
note_transaction(InsertWriter *writer)
{
	FullTransactionId current = GetCurrentFullTransactionIdIfAny();

	if (FullTransactionIdIsValid(current))
		writers_add(writer->transactions, current);
}

/* Inserts rows in a subtransaction; NULL on success.  Where the table refuses them: the error, and none is inserted. */
static ErrorData *
try_to_insert(InsertWriter *writer, int first, int last)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile error = NULL;
	bool is_alone = writer->of_one_row != NULL && last - first == 1;
	bool may_be_any = writer->of_one_row != NULL && !is_alone; /* what Citus calls an internal error */

	CHECK_FOR_INTERRUPTS();
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		if (is_alone)
			insert_row(writer, first);
		else
			insert_rows(writer, first, last);
		note_transaction(writer);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		note_transaction(writer);
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	if (error == NULL)
		writer->rows += last - first;
	else if (!is_fault_of_rows(error->sqlerrcode) &&
			 !(may_be_any && error->sqlerrcode == ERRCODE_INTERNAL_ERROR))
		ReThrowError(error);
	return error;
}

/* Rejects a row that is refused by itself. */
static void
reject(InsertWriter *writer, int row, ErrorData *error)
{
	if (writer->refused == NULL)
		writer->refused = error;
	writer->refused_alike = writer->refused_alike && is_fault_of_all_alike(writer->refused->sqlerrcode) &&
							strcmp(error->message, writer->refused->message) == 0;
	writer->rejected(writer->rejected_context, &writer->lines[row], error->message);
}

/*
 * Inserts the rows that are held back: all at once, and after each statement that is refused half as many, until the row at
 * fault is alone; then more again.  What a statement has inserted before its bad row is dead space in the table, so that
 * statements stay short where bad rows are many.
 */
static void
insert_or_reject(InsertWriter *writer)
{
	int first = 0;
	int size = writer->n;

	while (first < writer->n)
	{
		int last = first + Min(size, writer->n - first);
		ErrorData *error = try_to_insert(writer, first, last);

		if (error != NULL && last - first > 1)
		{
			size = (last - first) / 2;
			continue;
		}
		if (error != NULL)
			reject(writer, first, error);
		else
		{
			writer->refused_alike = false;
			size *= 2;
		}
		first = last;
	}
}

static void
flush(InsertWriter *writer)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->rows_context);

	if (writer->n > 0)
	{
		writer->refused = NULL;
		writer->refused_alike = true;
		insert_or_reject(writer);
		if (writer->n > 1 && writer->refused_alike)
			ReThrowError(writer->refused);
	}
	writer->n = 0;
	writer->bytes = 0;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(writer->rows_context);
}

static void
put_row(RowWriter *base, const RowValue *values, const LoadLine *line)
{
	InsertWriter *writer = (InsertWriter *) base;
	MemoryContext caller = MemoryContextSwitchTo(writer->rows_context);
	LoadLine *kept = &writer->lines[writer->n];

	*kept = *line;
	kept->data = memcpy(palloc(line->length), line->data, line->length);
	for (int i = 0; i < writer->n_columns; i++)
	{
		const RowValue *value = &values[writer->field_of_column[i]];

		const char *data = value->data == NULL && i == writer->key ? "" : value->data;

		writer->nulls[i][writer->n] = data == NULL;
		if (data != NULL)
			writer->values[i][writer->n] =
				PointerGetDatum(cstring_to_text_with_len(data, value->data != NULL ? value->length : 0));
	}
	MemoryContextSwitchTo(caller);
	writer->n++;
	writer->bytes += line->length;
	if (writer->n == ROWS_OF_STATEMENT || writer->bytes >= BYTES_OF_STATEMENT)
		flush(writer);
}

static uint64
finish_rows(RowWriter *base)
{
	InsertWriter *writer = (InsertWriter *) base;

	flush(writer);
	SPI_finish();
	return writer->rows;
}

RowWriter *
insert_writer_create(Relation table, const LoadColumns *columns, AttrNumber key, bool distributed,
					 Writers *transactions, RowRejected rejected, void *context)
{
	InsertWriter *writer = palloc0(sizeof(InsertWriter));
	MemoryContext caller = CurrentMemoryContext;
	bool has_key = key != InvalidAttrNumber;

	writer->writer.put = put_row;
	writer->writer.finish = finish_rows;
	writer->key = -1;
	writer->rejected = rejected;
	writer->rejected_context = context;
	writer->transactions = transactions;
	writer->field_of_column = palloc(sizeof(int) * (columns->width + columns->made + 1));
	for (int field = 0; field < columns->width + columns->made; field++)
		if (columns->of_field[field] != InvalidAttrNumber)
		{
			if (has_key && columns->of_field[field] == key)
				writer->key = writer->n_columns;
			writer->field_of_column[writer->n_columns++] = field;
		}
	if (writer->key >= 0 || !has_key || TupleDescAttr(RelationGetDescr(table), key - 1)->atthasdef)
		key = InvalidAttrNumber;
	SPI_connect(); /* until finish_rows: the plan lives as long */
	prepare_statements(writer, table, columns, key, distributed);
	MemoryContextSwitchTo(caller);
	writer->rows_context =
		AllocSetContextCreate(CurrentMemoryContext, "rows held back", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < writer->n_columns; i++)
	{
		writer->values[i] = palloc(sizeof(Datum) * ROWS_OF_STATEMENT);
		writer->nulls[i] = palloc(sizeof(bool) * ROWS_OF_STATEMENT);
	}
	return &writer->writer;
}
