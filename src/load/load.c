/*
 * load/load.c
 *		Loads a CSV file: reads lines, hands records to the table, and keeps account of each line.
 *
 * A load has three parts: to open what it needs, which also tells whether it may be; to read all lines; to enter it in
 * the log, which makes it one.  They are a subtransaction: by its number the rows are known as those of this load, whatever
 * else the transaction writes.
 */
#include "load/load.h"

#include "access/table.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"

#include "base/elapsed.h"
#include "base/read_only.h"
#include "base/text_excerpt.h"
#include "load/header.h"
#include "load/input.h"
#include "load/log.h"
#include "load/meaning.h"
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
	LoadMeaning *meaning; /* NULL: names say it all, and every record is wanted */
	LoadValues *values;
	RowWriter *writer;
	Writers *transactions; /* that have written rows */
	MemoryContext line_context;
	bool reading;
	int64 hashed; /* bytes that were read to know the contents */
	int64 lines;  /* of data that were read: records and rejected lines */
	int64 blank;  /* lines that hold nothing, but are not empty */
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

/* The load by which the table has had the contents, before anything of them is written; NULL if there is none. */
static const KnownLoad *
find_known(Load *load)
{
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];
	const KnownLoad *known;

	if (load->may_repeat || !load_log_may_know(load->log, file_source_contents_size(load->input->file)))
		return NULL;
	load->hashed = load_input_hash(load->input, sha256);
	known = load_log_find(load->log, sha256, load->transactions);
	if (known != NULL && !load->request->pass_over_known)
		load_log_refuse(load->log, known, sha256);
	return known;
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

/* A field that goes to no column holds something. */
static void
reject_stray_value(Load *load, int field)
{
	LoadLine line = load_input_line(load->input);
	char excerpt[EXCERPT_SIZE / 2];

	text_excerpt(excerpt, sizeof(excerpt), load->input->reader.fields[field].data,
				 load->input->reader.fields[field].length);
	load_rejects_add(load->rejects, &line, "value without a column",
					 psprintf("\"%s\" in column %d, which has no name", excerpt, field + 1));
}

/* The values of the record that was read; NULL if what they mean turns it away. */
static const RowValue *
wanted_values(Load *load, const LoadLine *line)
{
	RowValue *values = load_values_read(load->values);
	Refusal refusal;

	if (load->meaning == NULL ||
		load_meaning_apply(load->meaning, values, load->header->columns.width, &refusal))
		return values;
	load_rejects_add(load->rejects, line, refusal.reason, refusal.detail);
	return NULL;
}

/* Loads the record that was read. */
static void
load_record(Load *load)
{
	LoadLine line = load_input_line(load->input);
	int stray = load_header_stray_value(load->header, load->input);
	const RowValue *values;
	MemoryContext caller;

	if (load_header_repeats(load->header, load->input))
	{
		load_rejects_add(load->rejects, &line, "repeated header",
						 load->header->line != NULL ? "the same line as in the header's place"
													: "each field is the name of its column");
		return;
	}
	if (stray >= 0)
	{
		reject_stray_value(load, stray);
		return;
	}
	caller = MemoryContextSwitchTo(load->line_context);
	values = wanted_values(load, &line);
	MemoryContextSwitchTo(caller);
	if (values != NULL)
		row_writer_put(load->writer, values, &line);
	MemoryContextReset(load->line_context);
}

/* Is the line blank, and no row? */
static inline bool
is_blank(Load *load)
{
	const CsvLine *line = &load->input->line;
	const char first = line->length > 0 ? line->data[0] : '\0';

	/* most lines begin with what tells it; of a table with one column, only the end mark is none */
	if ((load->header->table_is_narrow && (line->length != 1 || first != LOAD_END_MARK)) ||
		(first > ' ' && first != load->input->reader.dialect.delimiter[0] && (signed char) first > 0))
		return false;
	return load_input_is_blank(load->input);
}

/* Loads or rejects the line that was read. */
static void
take_line(Load *load, CsvStatus status)
{
	if (is_blank(load))
	{
		load->blank++;
		return;
	}
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

/* Where the last line has no end, but others have, the file may have been cut off. */
static void
warn_of_cut_end(const Load *load)
{
	const CsvLine *line = &load->input->line;

	if (line->number > 1 && line->problem == CSV_NO_PROBLEM && line->size == line->length &&
		load->lines > 0 && !load_input_is_blank(load->input))
		ereport(WARNING,
				errmsg("the last line of file \"%s\", line %llu, has no line end", load->request->file,
					   (unsigned long long) line->number),
				errdetail("The others have: the file may have been cut off, within a value perhaps."),
				errhint("Compare it with its source."));
}

/* RowSource: the next line; false at the end. */
static bool
take_next_line(void *argument)
{
	Load *load = argument;
	CsvStatus status = load_input_next(load->input);

	switch (status)
	{
		case CSV_EMPTY_LINE:
			/* a row of a table with one column, and nothing elsewhere */
			if (load->header->table_is_narrow)
				take_line(load, status);
			break;
		case CSV_RECORD:
		case CSV_REJECTED:
			take_line(load, status);
			break;
		case CSV_END:
		case CSV_READ_FAILED: /* was an error */
			warn_of_cut_end(load);
			return false;
	}
	return true;
}

/* Opens file, table and log; errors that can be told before a line is read. */
static void
open_load(Load *load)
{
	const LoadRequest *request = load->request;

	load->meaning = load_meaning_parse(request->columns, request->lines);
	load->input = load_input_open(request);
	load->table = load_target_open(request->target);
	load->target = load_target_name(load->table);
	/* another session's temporary table may have had the same name */
	load->may_repeat = request->force || RelationUsesLocalBuffers(load->table);
	load->log = load_log_open(request->target, load->target, request->file);
	load->rejects = load_rejects_start(load->log, request->file, request->max_rejects);
	load->line_context = AllocSetContextCreate(CurrentMemoryContext, "a line", ALLOCSET_DEFAULT_SIZES);
	load->transactions = writers_create();
	writers_add(load->transactions, GetCurrentFullTransactionId());
	start_progress(load);
}

/* Passes over the lines before the header. */
static void
skip_lines(Load *load)
{
	const LoadRequest *request = load->request;
	int64 skipped = load_input_skip(load->input, request->skip);

	/* an empty file has nothing to tell */
	if (skipped > 0 && (skipped < request->skip || (request->header == HEADER_OF_COLUMNS &&
													request->skip > 0 && csv_at_end(&load->input->reader))))
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("skip => %lld passes over all lines of file \"%s\"", (long long) request->skip,
					   request->file),
				errdetail("It has %lld.", (long long) skipped),
				errhint("Give the number of lines before the header."));
}

/* A load of which nothing was loaded is none. */
static void
check_rows(const Load *load, int64 rows)
{
	const char *kind = load_input_kind(load->input);

	if (rows > 0 || load->lines == 0)
		return;
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("no line of file \"%s\" could be loaded", load->request->file),
			errdetail("%lld %s rejected.\n%s", (long long) load->lines,
					  load->lines == 1 ? "line was" : "lines were", load_rejects_first(load->rejects)),
			kind != NULL ? errhint("The file seems to be %s, and no CSV file.", kind)
						 : errhint("Compare delimiter, quote, encoding, header and skip with the file."));
}

/* Reads and loads line by line; returns the number of rows that the table took. */
static int64
read_load(Load *load)
{
	const LoadColumns *columns;
	int64 rows;

	load->reading = true;
	skip_lines(load);
	load->header =
		load_header_read(load->input, load->table, load->request->header, load->meaning, load->rejects);
	load->lines += load_rejects_count(load->rejects); /* what stands in its place and is none */
	columns = &load->header->columns;
	load_target_check(load->table, columns);
	csv_set_width(&load->input->reader, columns->width);
	load->values = load_values_create(load->input, columns, load->request->null_string);
	load->writer = row_writer_start(load->table, columns, load->transactions, reject_row, load);
	rows = row_writer_run(load->writer, take_next_line, load);
	load->reading = false;
	check_rows(load, rows);
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
	report->lines_blank = load->blank;
	report->bytes = (int64) file_source_bytes(load->input->file);
	load_input_finish(load->input, sha256);
	load_log_enter(load->log, sha256, report, load->transactions, load->may_repeat,
				   RelationUsesLocalBuffers(load->table));
	if (report->bytes == 0)
		ereport(WARNING, errmsg("file \"%s\" is empty", request->file));
	if (report->lines_blank > 0)
		ereport(NOTICE, errmsg_plural("%lld line of file \"%s\" holds no value and is passed over",
									  "%lld lines of file \"%s\" hold no value and are passed over",
									  (unsigned long) report->lines_blank, (long long) report->lines_blank,
									  request->file));
	if (report->lines_read + (request->header == HEADER_NONE ? 0 : 1) == SPREADSHEET_ROWS)
		ereport(WARNING, errmsg("file \"%s\" has exactly as many rows as a spreadsheet holds", request->file),
				errdetail("%d with the header: a spreadsheet program may have cut off the rest.",
						  SPREADSHEET_ROWS),
				errhint("Compare it with its source."));
}

/* Leaves the contents that the table has had, and reports which load they are of. */
static void
report_known(Load *load, const KnownLoad *known, LoadReport *report)
{
	*report = (LoadReport) {.load_id = known->load_id,
							.bytes = load->hashed,
							.known = known_sentence(known, load->request->file, load->target)};
	ereport(NOTICE, errmsg("%s", report->known));
	load_input_close(load->input);
}

/* All parts of a load; what the report holds lives on in the context given. */
static void
run_load(Load *load, LoadReport *report, MemoryContext results)
{
	const KnownLoad *known;

	open_load(load);
	known = find_known(load);
	if (known == NULL)
	{
		report->rows_loaded = read_load(load);
		enter_load(load, report);
	}
	else
	{
		MemoryContext caller = MemoryContextSwitchTo(results);

		report_known(load, known, report);
		MemoryContextSwitchTo(caller);
	}
	load_log_close(load->log);
	load_progress_end();
	table_close(load->table, NoLock);
}

void
load_csv_file(const LoadRequest *request, LoadReport *report)
{
	Load load = {request};
	ErrorContextCallback context = {error_context_stack, load_context, &load};
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext memory;
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	refuse_if_read_only("ecom.load_csv()");
	PreventCommandIfParallelMode("ecom.load_csv()");
	*report = (LoadReport) {0};
	memory = AllocSetContextCreate(CurrentMemoryContext, "ecom.load_csv", ALLOCSET_DEFAULT_SIZES);
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(memory);
	PG_TRY();
	{
		error_context_stack = &context;
		run_load(&load, report, caller);
		error_context_stack = context.previous;
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
		ReThrowError(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	MemoryContextDelete(memory);
	report->seconds = seconds_since(start);
}
