/*
 * csv/csv.c
 *		The CSV reader: see csv/csv.h.
 *
 * A record is parsed only when all of it is in the window.  Where the window ends within a record, more is
 * read behind it and the record is parsed again from its start, so that no state has to survive a block's
 * end.  Reading as much again as there is, however little the source gives at a time, keeps the work linear in a record's
 * length.
 */
#include "csv/csv.h"

#include <string.h>

#include "csv/parts.h"
#include "csv/scan.h"

void
csv_reader_init(CsvReader *reader, const CsvDialect *dialect, CsvReadFunction read, CsvValidFunction valid,
				void *source, char *buffer, size_t buffer_size, size_t block_size, CsvField *fields,
				uint32_t max_fields)
{
	const int specials[CSV_NEEDLES] = {
		(unsigned char) dialect->delimiter[0], '\n', '\r', '\0', dialect->quote, dialect->escape};

	memset(reader, 0, sizeof(*reader));
	reader->dialect = *dialect;
	reader->read = read;
	reader->valid = valid;
	reader->source = source;
	reader->buffer = buffer;
	reader->buffer_size = buffer_size;
	reader->block_size = block_size;
	reader->fields = fields;
	reader->max_fields = max_fields;
	reader->line_number = 1;
	for (int i = 0; i < CSV_NEEDLES; i++)
		memset(reader->needles[i].bytes, specials[i] == CSV_NO_BYTE ? '\n' : specials[i],
			   sizeof(reader->needles[i].bytes));
	reader->scan.needles = reader->needles;
}

void
csv_look_ahead(CsvReader *reader, CsvAheadFunction ahead)
{
	reader->ahead = ahead;
}

void
csv_set_width(CsvReader *reader, uint32_t width)
{
	reader->width = width;
}

void
csv_set_delimiter(CsvReader *reader, char delimiter)
{
	reader->dialect.delimiter[0] = delimiter;
	reader->dialect.delimiter_length = 1;
	memset(reader->needles[0].bytes, delimiter, sizeof(reader->needles[0].bytes));
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
}

const char *
csv_problem_name(CsvProblem problem)
{
	switch (problem)
	{
		case CSV_NO_PROBLEM:
			break;
		case CSV_TOO_FEW_FIELDS:
			return "too few fields";
		case CSV_TOO_MANY_FIELDS:
			return "too many fields";
		case CSV_UNTERMINATED_QUOTE:
			return "unterminated quote";
		case CSV_TEXT_AFTER_QUOTE:
			return "text after closing quote";
		case CSV_STRAY_QUOTE:
			return "stray quote";
		case CSV_INVALID_ENCODING:
			return "invalid encoding";
		case CSV_NUL_BYTE:
			return "NUL byte";
		case CSV_LINE_TOO_LONG:
			return "line too long";
	}
	return "no problem";
}

/* Reads on behind the window, which moves to the front of the buffer.  False: there is no more, or no room. */
static bool
fill_window(CsvReader *reader)
{
	size_t length = reader->end - reader->start;
	size_t wanted = length > reader->block_size ? length : reader->block_size;
	if (reader->at_end || length == reader->buffer_size)
		return false;
	if (reader->start > 0)
		memmove(reader->buffer, reader->buffer + reader->start, length);
	reader->start = 0;
	reader->end = length;
	if (wanted > reader->buffer_size - length)
		wanted = reader->buffer_size - length;
	while (reader->end - length < wanted)
	{
		ptrdiff_t got =
			reader->read(reader->source, reader->buffer + reader->end, wanted - (reader->end - length));

		if (got > 0)
		{
			reader->end += (size_t) got;
			continue;
		}
		/* what came before a failure is given out first: it is met again then */
		if (got == 0 || reader->end == length)
			reader->at_end = true;
		reader->failed = reader->at_end && got < 0;
		break;
	}
	scan_from(&reader->scan, reader->buffer, 0, reader->end);
	return reader->end > length;
}

bool
csv_at_end(CsvReader *reader)
{
	if (reader->start == reader->end)
		fill_window(reader);
	return reader->start == reader->end && reader->rest == 0;
}

/* The first fill; takes a byte order mark away. */
static void
begin(CsvReader *reader)
{
	reader->begun = true;
	while (reader->end < CSV_BYTE_ORDER_MARK_LENGTH && fill_window(reader))
		;
	if (reader->end >= CSV_BYTE_ORDER_MARK_LENGTH &&
		memcmp(reader->buffer, CSV_BYTE_ORDER_MARK, CSV_BYTE_ORDER_MARK_LENGTH) == 0)
	{
		reader->start = CSV_BYTE_ORDER_MARK_LENGTH;
		reader->offset = CSV_BYTE_ORDER_MARK_LENGTH;
		scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	}
}

bool
csv_find_line_end(const CsvReader *reader, size_t position, size_t *line_end, size_t *next_line)
{
	const char *buffer = reader->buffer;

	while (position < reader->end && buffer[position] != '\n' && buffer[position] != '\r')
		position++;
	*line_end = position;
	*next_line = position;
	if (position == reader->end)
		return reader->at_end;
	if (buffer[position] == '\n')
		*next_line = position + 1;
	else if (position + 1 < reader->end)
		*next_line = position + (buffer[position + 1] == '\n' ? 2 : 1);
	else if (reader->at_end)
		*next_line = position + 1;
	else
		return false; /* a line feed may follow */
	return true;
}

void
csv_take_line(CsvReader *reader, CsvLine *line, size_t line_end, size_t next_line, uint64_t physical_lines)
{
	line->number = reader->line_number;
	line->offset = reader->offset;
	line->data = reader->buffer + reader->start;
	line->length = line_end - reader->start;
	line->size = next_line - reader->start;
	reader->offset += line->size;
	reader->line_number += physical_lines;
	reader->start = next_line;
}

/* As csv_take_line, for a line that was not parsed: the search for bytes that mean something goes on behind it. */
static void
take_unparsed_line(CsvReader *reader, CsvLine *line, size_t line_end, size_t next_line,
				   uint64_t physical_lines)
{
	csv_take_line(reader, line, line_end, next_line, physical_lines);
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
}

CsvOutcome
csv_reject_first_line(CsvReader *reader, CsvLine *line, CsvProblem problem, size_t position)
{
	size_t line_end;
	size_t next_line;

	if (!csv_find_line_end(reader, reader->start, &line_end, &next_line))
		return CSV_NEEDS_MORE;
	line->problem = problem;
	line->problem_at = position - reader->start;
	line->is_ascii = false;
	take_unparsed_line(reader, line, line_end, next_line, 1);
	return CSV_COMPLETE;
}

/* The window is full and holds no whole record. */
static void
reject_overlong(CsvReader *reader, CsvLine *line)
{
	CsvExtent extent;
	size_t line_end;
	size_t next_line;

	if (reader->ahead != NULL && csv_measure_record(reader, &extent))
	{
		const size_t in_window = reader->end - reader->start;

		line->problem = CSV_LINE_TOO_LONG;
		line->problem_at = in_window;
		line->is_ascii = false;
		take_unparsed_line(reader, line, reader->end, reader->end, 0);
		if (line->length > extent.length)
			line->length = (size_t) extent.length;
		line->size = (size_t) extent.size;
		reader->rest = extent.size - in_window;
		reader->rest_lines = extent.physical_lines;
		return;
	}
	/* a line end in it stands in a quoted field: that the record goes on so long is taken for a quote never closed */
	if (csv_reject_first_line(reader, line, CSV_UNTERMINATED_QUOTE, reader->start + line->problem_at) ==
		CSV_COMPLETE)
		return;
	/* a carriage return at its very end stays: a line feed may follow */
	csv_find_line_end(reader, reader->start, &line_end, &next_line);
	line->problem = CSV_LINE_TOO_LONG;
	line->problem_at = line_end - reader->start;
	line->is_ascii = false;
	take_unparsed_line(reader, line, line_end, line_end, 0);
	reader->in_long_line = true;
}

/* Passes over what is left of a line that was too long. */
static void
skip_rest_of_line(CsvReader *reader)
{
	CsvLine rest;
	size_t line_end;
	size_t next_line;

	while (!csv_find_line_end(reader, reader->start, &line_end, &next_line))
	{
		/* what has been searched can go, save a carriage return that a line feed may follow */
		csv_take_line(reader, &rest, line_end, line_end, 0);
		fill_window(reader);
	}
	take_unparsed_line(reader, &rest, line_end, next_line, 1);
	reader->in_long_line = false;
}

/* Passes over what is left of a record that was too long. */
static void
skip_rest_of_record(CsvReader *reader)
{
	while (reader->rest > 0)
	{
		size_t length = reader->end - reader->start;

		if (length == 0 && !fill_window(reader))
			break;
		length = reader->end - reader->start;
		if (length > reader->rest)
			length = (size_t) reader->rest;
		reader->start += length;
		reader->offset += length;
		reader->rest -= length;
	}
	reader->rest = 0;
	reader->line_number += reader->rest_lines;
	reader->rest_lines = 0;
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
}

/* Makes ready for a line; false at the end of the input, status says which. */
static bool
next_line_starts(CsvReader *reader, CsvStatus *status)
{
	if (!reader->begun)
		begin(reader);
	if (reader->in_long_line)
		skip_rest_of_line(reader);
	if (reader->rest_lines > 0)
		skip_rest_of_record(reader);
	if (reader->start == reader->end)
		fill_window(reader);
	if (reader->failed)
		*status = CSV_READ_FAILED;
	else if (reader->start == reader->end)
		*status = CSV_END;
	else
		return true;
	return false;
}

CsvStatus
csv_next(CsvReader *reader, CsvLine *line)
{
	CsvStatus status;

	if (!next_line_starts(reader, &status))
		return status;
	line->problem_at = 0;
	while (csv_parse_record(reader, line) == CSV_NEEDS_MORE)
	{
		if (!fill_window(reader) && !reader->at_end)
		{
			reject_overlong(reader, line);
			break;
		}
		if (reader->failed)
			return CSV_READ_FAILED;
	}
	if (line->problem == CSV_NO_PROBLEM && !line->is_ascii && reader->valid != NULL)
	{
		size_t valid = reader->valid(reader->source, line->data, line->length);

		if (valid < line->length)
		{
			line->problem = CSV_INVALID_ENCODING;
			line->problem_at = valid;
		}
	}
	if (line->problem != CSV_NO_PROBLEM)
		return CSV_REJECTED;
	return line->length == 0 ? CSV_EMPTY_LINE : CSV_RECORD;
}

CsvStatus
csv_next_raw(CsvReader *reader, CsvLine *line)
{
	CsvStatus status;
	size_t line_end;
	size_t next_line;

	if (!next_line_starts(reader, &status))
		return status;
	line->n_fields = 0;
	line->problem = CSV_NO_PROBLEM;
	line->problem_at = 0;
	line->is_ascii = false;
	while (!csv_find_line_end(reader, reader->start, &line_end, &next_line))
	{
		if (!fill_window(reader) && !reader->at_end)
		{
			csv_take_line(reader, line, line_end, line_end, 0);
			reader->in_long_line = true;
			return CSV_RECORD;
		}
		if (reader->failed)
			return CSV_READ_FAILED;
	}
	take_unparsed_line(reader, line, line_end, next_line, 1);
	return CSV_RECORD;
}

void
csv_unread(CsvReader *reader, const CsvLine *line)
{
	reader->start = (size_t) (line->data - reader->buffer);
	reader->offset = line->offset;
	reader->line_number = line->number;
	reader->in_long_line = false;
	reader->rest = 0;
	reader->rest_lines = 0;
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
}
