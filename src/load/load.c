/*
 * load/load.c
 *		Loads a CSV file: reads lines, hands records to the table, and keeps account of each line.
 *
 * A load has three parts: to open what it needs, which also tells whether it may be; to read all lines; to enter it in
 * the log, which makes it one.
 */
#include "load/load.h"

#include "access/table.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "base/elapsed.h"
#include "load/header.h"
#include "load/input.h"
#include "load/log.h"
#include "load/progress.h"
#include "load/rejects.h"
#include "load/row_writer.h"
#include "load/target.h"
#include "load/values.h"

#define PROGRESS_LINES 1024
#define SPREADSHEET_ROWS 1048576 /* of a sheet of Excel 2007 and later, its header among them */

typedef struct Load
{
	const LoadRequest *request;
	LoadInput *input;
	Relation table;
	const char *target; /* its qualified name */
	bool may_repeat;	/* contents that the table has had before */
	LoadLog *log;
	LoadRejects *rejects;
	LoadHeader *header;
	LoadValues *values;
	RowWriter *writer;
	MemoryContext line_context;
	bool reading;
	int64 lines; /* of data that were read: records and rejected lines */
} Load;

/* Says where an error came up. */
static void
load_context(void *argument)
{
	const Load *load = argument;

	if (load->target == NULL)
		return; /* it is not known yet */
	if (load->reading && load->input->line.number > 0)
		errcontext("loading file \"%s\" into %s, having read up to line %llu", load->request->file,
				   load->target, (unsigned long long) load->input->line.number);
	else
		errcontext("loading file \"%s\" into %s", load->request->file, load->target);
}

/* An error for contents that the table has had, before anything of them is written. */
static void
check_contents_are_new(Load *load)
{
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];

	if (load->may_repeat || !load_log_may_know(load->log, file_source_contents_size(load->input->file)))
		return;
	load_input_hash(load->input, sha256);
	load_log_check_new(load->log, sha256);
}

static void
show_progress(const Load *load)
{
	int64 rejected = load_rejects_count(load->rejects);

	load_progress_show(file_source_position(load->input->file), load->lines - rejected, rejected);
}

static void
start_progress(const Load *load)
{
	load_progress_start(RelationGetRelid(load->table), file_source_size(load->input->file));
	show_progress(load);
}

/* RowRejected */
static void
reject_row(void *argument, const LoadLine *line, const char *why)
{
	Load *load = argument;

	start_progress(load); /* the subtransaction that the row was tried in has ended it */
	load_rejects_add(load->rejects, line, "refused by the table", why);
}

static void
reject_line(Load *load)
{
	MemoryContext caller = MemoryContextSwitchTo(load->line_context);
	LoadLine line = load_input_line(load->input);

	load_rejects_add(load->rejects, &line, csv_problem_name(load->input->line.problem),
					 load_input_problem(load->input, load->header->columns.width));
	MemoryContextSwitchTo(caller);
	MemoryContextReset(load->line_context);
}

/* Loads the record that was read. */
static void
load_record(Load *load)
{
	LoadLine line = load_input_line(load->input);
	const RowValue *values;
	MemoryContext caller;

	if (load_header_is(load->header, &load->input->line))
	{
		load_rejects_add(load->rejects, &line, "repeated header", "the same line as the header");
		return;
	}
	caller = MemoryContextSwitchTo(load->line_context);
	values = load_values_read(load->values);
	MemoryContextSwitchTo(caller);
	row_writer_put(load->writer, values, &line);
	MemoryContextReset(load->line_context);
}

/* Loads or rejects the line that was read. */
static void
take_line(Load *load, CsvStatus status)
{
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

static void
take_lines(Load *load)
{
	for (;;)
	{
		CsvStatus status = load_input_next(load->input);

		switch (status)
		{
			case CSV_EMPTY_LINE:
				/* a row of a table with one column, and nothing elsewhere */
				if (load->header->columns.width == 1)
					take_line(load, status);
				break;
			case CSV_RECORD:
			case CSV_REJECTED:
				take_line(load, status);
				break;
			case CSV_END:
			case CSV_READ_FAILED: /* was an error */
				return;
		}
	}
}

/* Opens file, table and log; errors that can be told before a line is read. */
static void
open_load(Load *load)
{
	const LoadRequest *request = load->request;

	load->input = load_input_open(request);
	load->table = load_target_open(request->target);
	load->target = load_target_name(load->table);
	/* another session's temporary table may have had the same name */
	load->may_repeat = request->force || RelationUsesLocalBuffers(load->table);
	load->log = load_log_open(load->target, request->file);
	load->rejects = load_rejects_start(load->log, request->file, request->max_rejects);
	load->line_context = AllocSetContextCreate(CurrentMemoryContext, "a line", ALLOCSET_DEFAULT_SIZES);
	check_contents_are_new(load);
	start_progress(load);
}

/* Reads and loads line by line; returns the number of rows that the table took. */
static int64
read_load(Load *load)
{
	const LoadColumns *columns;
	int64 rows;

	load->reading = true;
	load_input_skip(load->input, load->request->skip);
	load->header = load_header_read(load->input, load->table, load->request->header, load->rejects);
	if (load->header->rejected)
		load->lines++;
	columns = &load->header->columns;
	load_target_check(load->table, columns);
	csv_set_width(&load->input->reader, columns->width);
	load->values = load_values_create(load->input, columns->width, load->request->null_string);
	load->writer = row_writer_start(load->table, columns, reject_row, load);
	take_lines(load);
	rows = row_writer_finish(load->writer);
	load->reading = false;
	return rows;
}

/* Enters the load in the log. */
static void
enter_load(Load *load, LoadReport *report)
{
	const LoadRequest *request = load->request;
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];

	report->load_id = load_log_id(load->log);
	report->lines_read = load->lines;
	report->rows_rejected = load_rejects_count(load->rejects);
	report->bytes = (int64) file_source_bytes(load->input->file);
	load_input_finish(load->input, sha256);
	load_log_enter(load->log, sha256, report, load->may_repeat);
	load_log_close(load->log);
	if (report->lines_read + (request->header ? 1 : 0) == SPREADSHEET_ROWS)
		ereport(WARNING, errmsg("file \"%s\" has exactly as many rows as a spreadsheet holds", request->file),
				errdetail("%d with the header: a spreadsheet program may have cut off the rest.",
						  SPREADSHEET_ROWS),
				errhint("Compare it with its source."));
}

void
load_csv_file(const LoadRequest *request, LoadReport *report)
{
	Load load = {request};
	ErrorContextCallback context = {error_context_stack, load_context, &load};
	MemoryContext caller;
	MemoryContext memory;
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	PreventCommandIfReadOnly("ecom.load_csv()");
	PreventCommandIfParallelMode("ecom.load_csv()");
	memory = AllocSetContextCreate(CurrentMemoryContext, "ecom.load_csv", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(memory);
	error_context_stack = &context;
	open_load(&load);
	report->rows_loaded = read_load(&load);
	enter_load(&load, report);
	error_context_stack = context.previous;
	load_progress_end();
	table_close(load.table, NoLock);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
	report->seconds = seconds_since(start);
}
