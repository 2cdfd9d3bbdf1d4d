/*
 * load/input.c
 *		Reads the file of a load.
 */
#include "load/input.h"

#include "access/htup_details.h"
#include "mb/pg_wchar.h"

#include "load/dialect.h"
#include "load/settings.h"

#define BYTES_AT_ONCE (256 * 1024)

/* CsvReadFunction; interrupts are checked with each block, errors are raised. */
static ptrdiff_t
read_block(void *input, char *buffer, size_t size)
{
	return file_source_read(((LoadInput *) input)->file, buffer, size);
}

/* CsvValidFunction */
static size_t
valid_bytes(void *input, const char *data, size_t length)
{
	return file_encoding_valid_bytes(((LoadInput *) input)->encoding, data, length);
}

static FileSource *
open_file(const char *path)
{
	FileUse use = {.worker_if_large = setting_read_ahead,
				   .otherwise = "or use psql's \\copy, which reads the client's files",
				   .if_directory =
					   "Give the path of a file; ecom.load_directory() loads the three files of a folder.",
				   .if_special = "Pipes and devices can be loaded with COPY."};

	return file_source_open(path, &use);
}

LoadInput *
load_input_open(const LoadRequest *request)
{
	LoadInput *input = palloc0(sizeof(LoadInput));
	size_t buffer_size = (size_t) setting_max_line_length * 1024;
	CsvDialect dialect;

	input->path = request->file;
	input->encoding = file_encoding_create(request->encoding);
	dialect = csv_dialect(input->encoding, request->delimiter, request->quote, request->escape);
	input->file = open_file(input->path);
	csv_reader_init(&input->reader, &dialect, read_block, valid_bytes, input,
					palloc(buffer_size + CSV_PADDING), buffer_size, BYTES_AT_ONCE,
					palloc(sizeof(CsvField) * MaxTupleAttributeNumber), MaxTupleAttributeNumber);
	return input;
}

void
load_input_hash(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	FileSource *file = input->file;
	char *block = palloc(BYTES_AT_ONCE);

	while (file_source_read(file, block, BYTES_AT_ONCE) > 0)
		;
	pfree(block);
	input->file = NULL;
	file_source_finish(file, sha256);
	input->file = open_file(input->path);
}

void
load_input_skip(LoadInput *input, int64 lines)
{
	CsvStatus status = CSV_RECORD;

	for (int64 i = 0; i < lines && status == CSV_RECORD; i++)
		status = csv_next_raw(&input->reader, &input->line);
}

CsvStatus
load_input_next(LoadInput *input)
{
	CsvStatus status = csv_next(&input->reader, &input->line);

	if (status == CSV_READ_FAILED)
		elog(ERROR, "could not read file \"%s\"", input->path);
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
			return psprintf("%u in place of %d", line->n_fields, width);
		case CSV_UNTERMINATED_QUOTE:
			return psprintf("the quote at byte %zu from the line's start is not closed",
							line->problem_at + 1);
		case CSV_INVALID_ENCODING:
			return psprintf("byte %zu from the line's start is not valid %s%s", line->problem_at + 1,
							pg_encoding_to_char(input->encoding->file),
							OidIsValid(input->encoding->conversion) ? ", or has no equal in the database"
																	: "");
		case CSV_LINE_TOO_LONG:
			return psprintf("longer than ecom_analytics.max_line_length; its first %zu bytes are kept",
							line->length);
		default:
			return psprintf("at byte %zu from the line's start", line->problem_at + 1);
	}
}

void
load_input_finish(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	FileSource *file = input->file;

	input->file = NULL;
	file_source_finish(file, sha256);
}
