/*
 * load/input.c
 *		Reads the file of a load.
 */
#include "load/input.h"

#include "access/htup_details.h"

#include "files/kind.h"
#include "load/dialect.h"
#include "load/settings.h"

#define BYTES_AT_ONCE (256 * 1024)
#define DEFAULT_DELIMITER ","
#define SEPARATOR "sep="

/* CsvReadFunction; interrupts are checked with each block, errors are raised. */
static ptrdiff_t
read_block(void *input, char *buffer, size_t size)
{
	LoadInput *load = input;
	size_t got = file_source_read(load->file, buffer, size);
	size_t kept = Min(got, sizeof(load->head) - load->head_length);

	memcpy(load->head + load->head_length, buffer, kept);
	load->head_length += kept;
	return got;
}

/* CsvValidFunction */
static size_t
valid_bytes(void *input, const char *data, size_t length)
{
	return file_encoding_valid_bytes(((LoadInput *) input)->encoding, data, length);
}

static FileSource *
open_file(const char *path, bool worker_if_large)
{
	FileUse use = {.worker_if_large = worker_if_large,
				   .otherwise = "or use psql's \\copy, which reads the client's files",
				   .if_directory =
					   "Give the path of a file; ecom.load_directory() loads the three files of a folder.",
				   .if_special = "Pipes and devices can be loaded with COPY."};

	return file_source_open(path, &use);
}

static void
close_ahead(LoadInput *input)
{
	if (input->ahead != NULL)
		file_source_close(input->ahead);
	input->ahead = NULL;
}

/* CsvAheadFunction.  Records that are too long follow one another, so that the file is read once for them as a rule. */
static ptrdiff_t
look_ahead(void *source, uint64_t offset, char *buffer, size_t size)
{
	LoadInput *input = source;
	char *skipped;

	if (input->ahead != NULL && file_source_bytes(input->ahead) > offset)
		close_ahead(input);
	if (input->ahead == NULL)
		input->ahead = open_file(input->path, false);
	if (!file_source_is_same(input->ahead, input->file))
		return -1; /* nobody knows what is ahead */
	skipped = palloc(BYTES_AT_ONCE);
	while (file_source_bytes(input->ahead) < offset)
		if (file_source_read(input->ahead, skipped,
							 Min(BYTES_AT_ONCE, offset - file_source_bytes(input->ahead))) == 0)
			break; /* it was cut short, as finishing it will say */
	pfree(skipped);
	return file_source_read(input->ahead, buffer, size);
}

LoadInput *
load_input_open(const LoadRequest *request)
{
	LoadInput *input = palloc0(sizeof(LoadInput));
	size_t longest_line = (size_t) setting_max_line_length * 1024;
	size_t buffer_size = longest_line + strlen("\r\n");
	CsvDialect dialect;

	input->path = request->file;
	input->end_mark[0] = LOAD_END_MARK;
	input->longest_line = longest_line;
	input->may_name_delimiter = strcmp(request->delimiter, DEFAULT_DELIMITER) == 0;
	input->encoding = file_encoding_create(request->encoding);
	dialect = csv_dialect(input->encoding, request->delimiter, request->quote, request->escape);
	input->file = open_file(input->path, setting_read_ahead && !request->only_header);
	csv_reader_init(&input->reader, &dialect, read_block, valid_bytes, input,
					palloc(buffer_size + CSV_PADDING), buffer_size, BYTES_AT_ONCE,
					palloc(sizeof(CsvField) * MaxTupleAttributeNumber), MaxTupleAttributeNumber);
	csv_look_ahead(&input->reader, look_ahead);
	return input;
}

int64
load_input_hash(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	FileSource *file = input->file;
	char *block = palloc(BYTES_AT_ONCE);
	int64 bytes = 0;
	size_t got;

	while ((got = file_source_read(file, block, BYTES_AT_ONCE)) > 0)
		bytes += got;
	pfree(block);
	input->file = NULL;
	file_source_finish(file, sha256);
	input->file = open_file(input->path, setting_read_ahead);
	return bytes;
}

int64
load_input_skip(LoadInput *input, int64 lines)
{
	int64 skipped = 0;

	while (skipped < lines && csv_next_raw(&input->reader, &input->line) == CSV_RECORD)
		skipped++;
	return skipped;
}

/* The delimiter that a line of the file names; '\0' where it names none. */
static char
separator_of(const LoadInput *input)
{
	const CsvDialect *dialect = &input->reader.dialect;
	const char *data = input->line.data;
	const char *end = data + input->line.length;
	char delimiter;

	if (data < end && (unsigned char) *data == dialect->quote)
		data++;
	if (end - data <= (ptrdiff_t) strlen(SEPARATOR) ||
		pg_strncasecmp(data, SEPARATOR, strlen(SEPARATOR)) != 0)
		return '\0';
	delimiter = data[strlen(SEPARATOR)];
	data += strlen(SEPARATOR) + 1;
	if (data < end && (unsigned char) *data == dialect->quote)
		data++;
	/* a spreadsheet that has saved the file again fills the line up */
	while (data < end && *data == delimiter)
		data++;
	if (data < end || strchr(",;|\t:^~", delimiter) == NULL || (unsigned char) delimiter == dialect->quote)
		return '\0';
	return delimiter;
}

void
load_input_take_separator(LoadInput *input)
{
	CsvStatus status = load_input_next(input);
	char delimiter = status == CSV_RECORD || status == CSV_REJECTED ? separator_of(input) : '\0';

	if (delimiter == '\0')
	{
		if (status != CSV_END)
			csv_unread(&input->reader, &input->line);
	}
	else if (input->may_name_delimiter)
		csv_set_delimiter(&input->reader, delimiter);
}

bool
load_input_is_blank(LoadInput *input)
{
	const CsvDialect *dialect = &input->reader.dialect;
	const char *data = input->line.data;
	const char *end = data + input->line.length;
	const size_t length = dialect->delimiter_length;

	if (input->line.length == 1 && *data == LOAD_END_MARK)
	{
		bool ends = csv_at_end(&input->reader);

		/* to look may have moved what the line was in */
		input->line.data = input->reader.fields[0].data = input->end_mark;
		return ends;
	}
	while (data < end)
	{
		if ((size_t) (end - data) >= length && memcmp(data, dialect->delimiter, length) == 0)
			data += length;
		else if (csv_is_blank(data, 1))
			data++;
		else
			return false;
	}
	return true;
}

const char *
load_input_kind(const LoadInput *input)
{
	return file_text_kind(input->head, input->head_length);
}

CsvStatus
load_input_next(LoadInput *input)
{
	CsvStatus status = csv_next(&input->reader, &input->line);

	if (status == CSV_READ_FAILED)
		elog(ERROR, "could not read file \"%s\"", input->path);
	if (input->line.length > input->longest_line &&
		(status == CSV_RECORD || input->line.problem == CSV_LINE_TOO_LONG))
	{
		/* the buffer had room for it, since it has some for line ends */
		input->line.problem = CSV_LINE_TOO_LONG;
		input->line.problem_at = input->longest_line;
		input->line.length = input->longest_line;
		status = CSV_REJECTED;
	}
	return status;
}

char *
load_input_problem(const LoadInput *input, int width)
{
	const CsvLine *line = &input->line;

	switch (line->problem)
	{
		case CSV_TOO_FEW_FIELDS:
		case CSV_TOO_MANY_FIELDS:
			return psprintf("%u in place of %d%s", line->n_fields, width,
							memchr(line->data, '\n', line->length) != NULL ||
									memchr(line->data, '\r', line->length) != NULL
								? "; it goes on over more than one line, within quotes"
								: "");
		case CSV_UNTERMINATED_QUOTE:
			return psprintf("the quote at byte %zu from the line's start is not closed",
							line->problem_at + 1);
		case CSV_INVALID_ENCODING:
			return psprintf("byte %zu from the line's start is not valid %s%s", line->problem_at + 1,
							file_encoding_name(input->encoding),
							OidIsValid(input->encoding->conversion) ? ", or has no equal in the database"
																	: "");
		case CSV_LINE_TOO_LONG:
			if (line->size > input->longest_line + strlen("\r\n"))
				return psprintf("a record of %zu bytes over more than one line, longer than "
								"ecom_analytics.max_line_length; its first %zu bytes are kept",
								line->size, line->length);
			return psprintf("longer than ecom_analytics.max_line_length; its first %zu bytes are kept",
							line->length);
		case CSV_STRAY_QUOTE:
			return psprintf("at byte %zu from the line's start; where a file quotes nothing, give quote => "
							"NULL",
							line->problem_at + 1);
		default:
			return psprintf("at byte %zu from the line's start", line->problem_at + 1);
	}
}

void
load_input_close(LoadInput *input)
{
	close_ahead(input);
	file_source_close(input->file);
}

void
load_input_finish(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	FileSource *file = input->file;

	close_ahead(input);
	input->file = NULL;
	file_source_finish(file, sha256);
}
