/*
 * load.c
 *		Loads a CSV file: reads lines, hands records to the table, and keeps account of each line.
 */
#include "load.h"

#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/pg_authid.h"
#include "commands/progress.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/backend_progress.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "csv.h"
#include "csv_dialect.h"
#include "elapsed.h"
#include "file_encoding.h"
#include "load_columns.h"
#include "load_log.h"
#include "read_ahead.h"
#include "row_writer.h"
#include "settings.h"

#define BLOCK_SIZE (256 * 1024)
#define PROGRESS_LINES 1024
#define REASONS_SHOWN 5
#define SPREADSHEET_ROWS 1048576 /* of a sheet of Excel 2007 and later, its header among them */

typedef struct Load
{
	const LoadRequest *request;
	Relation table;
	char *target;			 /* its qualified name */
	bool force;				 /* contents may be known */
	const char *null_string; /* in the file's encoding */
	size_t null_length;
	ReadAhead *file;
	FileEncoding *encoding;
	CsvReader reader;
	CsvLine line; /* the latest */
	LoadColumns *columns;
	char *header; /* its bytes, to know it again */
	size_t header_length;
	RowValue *values; /* of a row */
	RowWriter *writer;
	LoadLog *log;
	int64 lines;			/* of data that were read: records and rejected lines */
	int64 rejected;			/* of them, or refused by the table */
	StringInfoData reasons; /* of the first lines rejected */
	MemoryContext line_context;
} Load;

/* Says where an error came up. */
static void
load_context(void *argument)
{
	const Load *load = argument;

	if (load->line.number > 0)
		errcontext("loading file \"%s\" into %s, having read up to line %llu", load->request->file,
				   load->target, (unsigned long long) load->line.number);
	else
		errcontext("loading file \"%s\" into %s", load->request->file, load->target);
}

/* May the user load files from the server, and into this table? */
static void
check_privileges(Oid target)
{
	file_source_check_privilege("or use psql's \\copy, which reads the client's files");
	if (ecom_namespace_aclcheck(get_rel_namespace(target), GetUserId(), ACL_USAGE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_SCHEMA, get_namespace_name(get_rel_namespace(target)));
	if (pg_class_aclcheck(target, GetUserId(), ACL_INSERT) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(target, GetUserId(), ACL_INSERT, ACLMASK_ANY) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(get_rel_relkind(target)), get_rel_name(target));
}

/* May the user insert into the columns that the file has?  What hooks ask of an INSERT is asked here too. */
static void
check_insert_privilege(const Load *load)
{
	RangeTblEntry *relation = makeNode(RangeTblEntry);
	Bitmapset *columns = NULL;

	relation->rtekind = RTE_RELATION;
	relation->relid = RelationGetRelid(load->table);
	relation->relkind = load->table->rd_rel->relkind;
	relation->rellockmode = RowExclusiveLock;
	for (int field = 0; field < load->columns->width; field++)
		columns =
			bms_add_member(columns, load->columns->of_field[field] - FirstLowInvalidHeapAttributeNumber);
	ecom_check_insert_permission(relation, columns);
}

static Relation
open_target(Oid target)
{
	Relation table = table_open(target, RowExclusiveLock);

	switch (table->rd_rel->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_FOREIGN_TABLE:
		case RELKIND_VIEW:
			break;
		default:
			ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
					errmsg("cannot load into \"%s\"", RelationGetRelationName(table)),
					errhint("Load into a table or a view."));
	}
	if (IsCatalogRelation(table))
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied: \"%s\" is a system catalog", RelationGetRelationName(table)));
	return table;
}

/* Refuses a file that the table has had, before anything of it is written. */
static void
refuse_known_file(Load *load)
{
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];
	ReadAhead *file = load->file;
	char *block;

	if (load->force || !load_log_may_know(load->log, read_ahead_contents_size(load->file)))
		return;
	block = palloc(BLOCK_SIZE);
	while (read_ahead_read(file, block, BLOCK_SIZE) > 0)
		;
	pfree(block);
	load->file = NULL;
	read_ahead_close(file, sha256);
	load_log_refuse_known(load->log, sha256);
	load->file = read_ahead_open(load->request->file);
}

/* CsvReadFunction; interrupts are checked with each block, errors are raised. */
static ptrdiff_t
read_block(void *load, char *buffer, size_t size)
{
	return read_ahead_read(((Load *) load)->file, buffer, size);
}

/* CsvValidFunction */
static size_t
valid_bytes(void *load, const char *data, size_t length)
{
	return file_encoding_valid_bytes(((Load *) load)->encoding, data, length);
}

/* Keeps a line that is not loaded; ends the load when there are too many. */
static void
reject(Load *load, const RowOrigin *origin, const char *reason, const char *detail)
{
	const LoadRequest *request = load->request;
	MemoryContext caller = MemoryContextSwitchTo(load->line_context);

	load_log_reject(load->log, origin->line_number, origin->offset, reason, detail, origin->data,
					origin->length);
	load->rejected++;
	if (load->rejected <= REASONS_SHOWN)
		appendStringInfo(&load->reasons, "%sline %llu: %s (%s)", load->rejected > 1 ? "\n" : "",
						 (unsigned long long) origin->line_number, reason, detail);
	if (request->max_rejects >= 0 && load->rejected > request->max_rejects)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("more than %lld lines of file \"%s\" were rejected", (long long) request->max_rejects,
					   request->file),
				errdetail("%s", load->reasons.data),
				errhint("Nothing was loaded. Mend the file, or allow more with max_rejects; NULL allows any "
						"number."));
	MemoryContextSwitchTo(caller);
	MemoryContextReset(load->line_context);
}

/* Shows in pg_stat_progress_copy how far the load is. */
static void
show_progress(const Load *load)
{
	const int parameters[] = {PROGRESS_COPY_BYTES_PROCESSED, PROGRESS_COPY_TUPLES_PROCESSED,
							  PROGRESS_COPY_TUPLES_EXCLUDED};
	const int64 values[] = {(int64) read_ahead_position(load->file), load->lines - load->rejected,
							load->rejected};

	pgstat_progress_update_multi_param(lengthof(parameters), parameters, values);
}

static void
start_progress(const Load *load)
{
	const int parameters[] = {PROGRESS_COPY_COMMAND, PROGRESS_COPY_TYPE, PROGRESS_COPY_BYTES_TOTAL};
	const int64 values[] = {PROGRESS_COPY_COMMAND_FROM, PROGRESS_COPY_TYPE_FILE,
							(int64) read_ahead_size(load->file)};

	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, RelationGetRelid(load->table));
	pgstat_progress_update_multi_param(lengthof(parameters), parameters, values);
	show_progress(load);
}

/* RowRefused */
static void
row_refused(void *load, const RowOrigin *origin, const char *why)
{
	start_progress(load); /* the subtransaction that the row was tried in has ended it */
	reject(load, origin, "refused by the table", why);
}

static RowOrigin
origin_of(const CsvLine *line)
{
	RowOrigin origin = {line->number, line->offset, line->data, line->length};

	return origin;
}

/* What exactly was wrong with a line. */
static char *
describe_problem(const Load *load)
{
	const CsvLine *line = &load->line;

	switch (line->problem)
	{
		case CSV_TOO_FEW_FIELDS:
		case CSV_TOO_MANY_FIELDS:
			return psprintf("%u in place of %d", line->n_fields, load->columns->width);
		case CSV_UNTERMINATED_QUOTE:
			return psprintf("the quote at byte %zu from the line's start is not closed",
							line->problem_at + 1);
		case CSV_INVALID_ENCODING:
			return psprintf("byte %zu from the line's start is not valid %s%s", line->problem_at + 1,
							pg_encoding_to_char(load->encoding->file),
							OidIsValid(load->encoding->conversion) ? ", or has no equal in the database"
																   : "");
		case CSV_LINE_TOO_LONG:
			return psprintf("longer than ecom_analytics.max_line_length; its first %zu bytes are kept",
							line->length);
		default:
			return psprintf("at byte %zu from the line's start", line->problem_at + 1);
	}
}

static void
reject_line(Load *load)
{
	MemoryContext caller = MemoryContextSwitchTo(load->line_context);
	RowOrigin origin = origin_of(&load->line);
	const char *detail = describe_problem(load);

	MemoryContextSwitchTo(caller);
	reject(load, &origin, csv_problem_name(load->line.problem), detail);
}

/* The names of a header, in the server's encoding. */
static List *
header_names(Load *load)
{
	List *names = NIL;

	for (uint32 i = 0; i < load->line.n_fields; i++)
	{
		CsvField field = load->reader.fields[i];
		char *name;

		csv_unescape(&load->reader.dialect, &field);
		name = file_encoding_to_server(load->encoding, field.data, &field.length);
		names = lappend(names, pnstrdup(name, field.length));
	}
	return names;
}

/* Reads the header, if there is one, and decides which field goes where. */
static void
read_header(Load *load)
{
	CsvStatus status = CSV_END;
	List *names;
	CsvLine header;
	RowOrigin origin;
	int line_width;

	if (load->request->header)
		do
			status = csv_next(&load->reader, &load->line);
		while (status == CSV_EMPTY_LINE);
	if (status == CSV_END)
	{
		load->columns = load_columns_by_position(load->table);
		return;
	}
	header = load->line;
	load->header = palloc(header.length);
	load->header_length = header.length;
	memcpy(load->header, header.data, header.length);
	names = status == CSV_RECORD ? header_names(load) : NIL;

	/* a look at the line behind it */
	status = csv_next(&load->reader, &load->line);
	line_width = status == CSV_RECORD ? (int) load->line.n_fields : 0;
	if (status != CSV_END)
		csv_unread(&load->reader, &load->line);

	load->columns = load_columns_by_header(load->table, load->request->file, names, line_width);
	if (load->columns->no_header_because != NULL)
	{
		header.data = load->header;
		origin = origin_of(&header);
		load->header = NULL;
		load->lines++;
		reject(load, &origin, "unrecognized header", load->columns->no_header_because);
	}
}

/* Is it the header again, as where files with headers were put one behind the other, perhaps with their byte order marks? */
static bool
repeats_header(const Load *load)
{
	const char *line = load->line.data;
	size_t length = load->line.length;

	if (load->header == NULL)
		return false;
	if (length == load->header_length + CSV_BYTE_ORDER_MARK_LENGTH &&
		memcmp(line, CSV_BYTE_ORDER_MARK, CSV_BYTE_ORDER_MARK_LENGTH) == 0)
	{
		line += CSV_BYTE_ORDER_MARK_LENGTH;
		length -= CSV_BYTE_ORDER_MARK_LENGTH;
	}
	return length == load->header_length && memcmp(line, load->header, length) == 0;
}

/* Is the field one that says NULL? */
static bool
is_null(const Load *load, const CsvField *field)
{
	return load->null_string != NULL && !field->quoted && field->length == load->null_length &&
		   memcmp(field->data, load->null_string, load->null_length) == 0;
}

/* A copy that a row writer may read from. */
static char *
copy_value(const char *data, uint32 length)
{
	char *copy = palloc(length + ROW_VALUE_PADDING);

	memcpy(copy, data, length);
	return copy;
}

/* The values of the record that was read.  The line stays as it is, since the table may refuse the row. */
static void
read_values(Load *load)
{
	const bool convert = !load->line.is_ascii && OidIsValid(load->encoding->conversion);

	for (int i = 0; i < load->columns->width; i++)
	{
		CsvField field = load->reader.fields[i];
		RowValue *value = &load->values[i];

		if (is_null(load, &field))
			field.data = NULL;
		else
		{
			if (field.escaped)
			{
				field.data = copy_value(field.data, field.length);
				csv_unescape(&load->reader.dialect, &field);
			}
			if (convert)
			{
				field.data = file_encoding_to_server(load->encoding, field.data, &field.length);
				field.data = copy_value(field.data, field.length);
			}
		}
		value->data = field.data;
		value->length = field.length;
	}
}

/* Loads the record that was read. */
static void
load_record(Load *load)
{
	RowOrigin origin = origin_of(&load->line);
	MemoryContext caller;

	if (repeats_header(load))
	{
		reject(load, &origin, "repeated header", "the same line as the header");
		return;
	}
	caller = MemoryContextSwitchTo(load->line_context);
	read_values(load);
	MemoryContextSwitchTo(caller);
	row_writer_put(load->writer, load->values, &origin);
	MemoryContextReset(load->line_context);
}

/* Reads and loads line by line; returns the number of rows that the table took. */
static int64
load_lines(Load *load)
{
	CsvReader *reader = &load->reader;
	CsvStatus status = CSV_RECORD;

	for (int64 i = 0; i < load->request->skip && status == CSV_RECORD; i++)
		status = csv_next_raw(reader, &load->line);
	read_header(load);
	check_insert_privilege(load);
	csv_set_width(reader, load->columns->width);
	load->values = palloc(sizeof(RowValue) * load->columns->width);
	load->writer = row_writer_start(load->table, load->columns, row_refused, load);
	while ((status = csv_next(reader, &load->line)) < CSV_END)
	{
		/* an empty line is a row of a table with one column, and nothing elsewhere */
		if (status == CSV_EMPTY_LINE && load->columns->width != 1)
			continue;
		load->lines++;
		if (status == CSV_REJECTED)
			reject_line(load);
		else
			load_record(load);
		if (load->lines % PROGRESS_LINES == 0)
		{
			CHECK_FOR_INTERRUPTS();
			show_progress(load);
		}
	}
	return row_writer_finish(load->writer);
}

void
load_csv_file(const LoadRequest *request, LoadReport *report)
{
	Load load = {request};
	ErrorContextCallback context = {error_context_stack, load_context, &load};
	size_t buffer_size = (size_t) setting_max_line_length * 1024;
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];
	CsvDialect dialect;
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	PreventCommandIfReadOnly("ecom.load_csv()");
	PreventCommandIfParallelMode("ecom.load_csv()");
	check_privileges(request->target);

	/* everything that is allocated from here on goes with SPI_finish */
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	load.encoding = file_encoding_create(request->encoding);
	dialect = csv_dialect(load.encoding, request->delimiter, request->quote, request->escape);
	if (request->null_string != NULL)
	{
		load.null_string = file_encoding_from_server(load.encoding, pstrdup(request->null_string));
		load.null_length = strlen(load.null_string);
	}
	load.file = read_ahead_open(request->file);
	load.table = open_target(request->target);
	load.target = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(load.table)),
											 RelationGetRelationName(load.table));
	/* another session's temporary table may have had the same name */
	load.force = request->force || RelationUsesLocalBuffers(load.table);
	error_context_stack = &context;
	load.log = load_log_open(load.target, request->file);
	refuse_known_file(&load);
	start_progress(&load);

	initStringInfo(&load.reasons);
	load.line_context = AllocSetContextCreate(CurrentMemoryContext, "a line", ALLOCSET_DEFAULT_SIZES);
	csv_reader_init(&load.reader, &dialect, read_block, valid_bytes, &load, palloc(buffer_size + CSV_PADDING),
					buffer_size, BLOCK_SIZE, palloc(sizeof(CsvField) * MaxTupleAttributeNumber),
					MaxTupleAttributeNumber);
	report->rows_loaded = load_lines(&load);
	load.line.number = 0;
	report->lines_read = load.lines;
	report->rows_rejected = load.rejected;
	report->load_id = load_log_id(load.log);
	report->bytes = (int64) read_ahead_bytes(load.file);
	read_ahead_close(load.file, sha256);
	load_log_enter(load.log, sha256, report, load.force);
	if (report->lines_read + (request->header ? 1 : 0) == SPREADSHEET_ROWS)
		ereport(WARNING, errmsg("file \"%s\" has exactly as many rows as a spreadsheet holds", request->file),
				errdetail("%d with the header: a spreadsheet program may have cut off the rest.",
						  SPREADSHEET_ROWS),
				errhint("Compare it with its source."));

	error_context_stack = context.previous;
	pgstat_progress_end_command();
	table_close(load.table, NoLock);
	SPI_finish();
	report->seconds = seconds_since(start);
}
