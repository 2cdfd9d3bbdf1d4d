/*
 * csv.c
 *		The CSV reader: see csv.h.
 *
 * A record is parsed only when all of it is in the window.  Where the window ends within a record, more is
 * read behind it and the record is parsed again from its start, so that no state has to survive a block's
 * end.  Reading as much again as there is keeps the work linear in a record's length.
 */
#include "csv.h"

#include <string.h>

#include "csv_scan.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define BYTE_ORDER_MARK_LENGTH 3

/* What became of the attempt to parse a record. */
typedef enum Outcome
{
	COMPLETE,  /* the line is filled in: a record, an empty line, or a rejected line */
	NEEDS_MORE /* the window ends first */
} Outcome;

/* What ends a field. */
typedef enum FieldEnd
{
	AT_DELIMITER,
	AT_LINE_END,
	AT_PROBLEM,
	AT_WINDOW_END
} FieldEnd;

/* A record that is being parsed. */
typedef struct Parse
{
	const CsvReader *reader;
	CsvScan scan;
	size_t next;		  /* where the next field or line starts */
	size_t line_end;	  /* after AT_LINE_END */
	uint64_t inner_lines; /* line ends within quoted fields */
	size_t nul;			  /* the first NUL byte, or SIZE_MAX */
	CsvProblem problem;	  /* after AT_PROBLEM */
	size_t problem_at;
} Parse;

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
csv_set_width(CsvReader *reader, uint32_t width)
{
	reader->width = width;
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
	ptrdiff_t got = 0;

	if (reader->at_end || length == reader->buffer_size)
		return false;
	memmove(reader->buffer, reader->buffer + reader->start, length);
	reader->start = 0;
	reader->end = length;
	if (wanted > reader->buffer_size - length)
		wanted = reader->buffer_size - length;
	got = reader->read(reader->source, reader->buffer + length, wanted);
	if (got <= 0)
	{
		reader->at_end = true;
		reader->failed = got < 0;
	}
	else
		reader->end += (size_t) got;
	scan_from(&reader->scan, reader->buffer, 0, reader->end);
	return got > 0;
}

/* The first fill; takes a byte order mark away. */
static void
begin(CsvReader *reader)
{
	reader->begun = true;
	while (reader->end < BYTE_ORDER_MARK_LENGTH && fill_window(reader))
		;
	if (reader->end >= BYTE_ORDER_MARK_LENGTH &&
		memcmp(reader->buffer, BYTE_ORDER_MARK, BYTE_ORDER_MARK_LENGTH) == 0)
	{
		reader->start = BYTE_ORDER_MARK_LENGTH;
		reader->offset = BYTE_ORDER_MARK_LENGTH;
		scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	}
}

/* The line end at or behind position: its own position, and where the next line starts. */
static bool
find_line_end(const CsvReader *reader, size_t position, size_t *line_end, size_t *next_line)
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

/* Fills in a line from the window's start to line_end; the window goes on at next_line. */
static void
take_line(CsvReader *reader, CsvLine *line, size_t line_end, size_t next_line, uint64_t physical_lines)
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

/* Rejects the first physical line of a malformed record, whose problem is at a position. */
static Outcome
reject_first_line(CsvReader *reader, CsvLine *line, CsvProblem problem, size_t position)
{
	size_t line_end;
	size_t next_line;

	if (!find_line_end(reader, reader->start, &line_end, &next_line))
		return NEEDS_MORE;
	line->problem = problem;
	line->problem_at = position - reader->start;
	line->is_ascii = false;
	take_line(reader, line, line_end, next_line, 1);
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	return COMPLETE;
}

/* Is it white space that may stand around a quoted field?  (Where it is the delimiter, nobody asks.) */
static inline bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The first byte in [from, to) that is no blank, or to. */
static inline size_t
skip_blanks(const CsvReader *reader, size_t from, size_t to)
{
	while (from < to && is_blank(reader->buffer[from]))
		from++;
	return from;
}

/* Does the whole delimiter stand at the position, where its first byte does? */
static inline bool
delimiter_at(const CsvReader *reader, size_t position)
{
	size_t length = (size_t) reader->dialect.delimiter_length;

	return length == 1 || (reader->end - position >= length &&
						   memcmp(reader->buffer + position, reader->dialect.delimiter, length) == 0);
}

/* Within quotes: do this byte and the next stand for the next alone? */
static inline bool
is_escaped(const CsvDialect *dialect, char byte, char next)
{
	if (dialect->escape == CSV_NO_BYTE)
		return false;
	if ((unsigned char) byte == dialect->escape)
		return (unsigned char) next == dialect->quote || (unsigned char) next == dialect->escape;
	return (unsigned char) byte == dialect->quote && (unsigned char) next == dialect->quote;
}

static FieldEnd
problem_at(Parse *parse, CsvProblem problem, size_t position)
{
	parse->problem = problem;
	parse->problem_at = position;
	return AT_PROBLEM;
}

/* Finds the quote that closes a quoted field; false where the window ends first. */
static inline bool
find_closing_quote(Parse *parse, CsvField *field, size_t *position)
{
	const CsvReader *reader = parse->reader;
	const char *buffer = reader->buffer;
	size_t at;

	while (scan_next(&parse->scan, buffer, reader->end, &at))
	{
		char next = at + 1 < reader->end ? buffer[at + 1] : '\0';

		if (at + 1 < reader->end && is_escaped(&reader->dialect, buffer[at], next))
		{
			field->escaped = true;
			scan_skip_to(&parse->scan, buffer, at + 2, reader->end);
		}
		else if ((unsigned char) buffer[at] == reader->dialect.quote)
		{
			*position = at;
			return true;
		}
		else if (buffer[at] == '\n' || (buffer[at] == '\r' && next != '\n'))
			parse->inner_lines++;
		else if (buffer[at] == '\0' && parse->nul == SIZE_MAX)
			parse->nul = at;
	}
	return false;
}

/* A line ends at the position, where '\n', '\r' or the end of the input is. */
static inline FieldEnd
end_line(Parse *parse, size_t position)
{
	const CsvReader *reader = parse->reader;
	size_t next = position + 1;

	parse->line_end = position;
	if (position == reader->end)
		next = position;
	else if (reader->buffer[position] == '\r')
	{
		if (next == reader->end && !reader->at_end)
			return AT_WINDOW_END; /* a line feed may follow */
		if (next < reader->end && reader->buffer[next] == '\n')
			scan_skip_to(&parse->scan, reader->buffer, ++next, reader->end);
	}
	parse->next = next;
	return AT_LINE_END;
}

/* Parses the field that starts at the position. */
static FieldEnd
parse_field(Parse *parse, CsvField *field, size_t position)
{
	const CsvReader *reader = parse->reader;
	const CsvDialect *dialect = &reader->dialect;
	const char *buffer = reader->buffer;
	const size_t end = reader->end;
	size_t closed = 0; /* the byte behind the closing quote */
	FieldEnd field_end = AT_WINDOW_END;
	size_t at;

	field->data = reader->buffer + position;
	field->quoted = false;
	field->escaped = false;
	for (;;)
	{
		char byte;

		if (!scan_next(&parse->scan, buffer, end, &at))
			at = end;
		if (closed != 0)
		{
			size_t text = skip_blanks(reader, closed, at);

			if (text != at)
				return problem_at(parse, CSV_TEXT_AFTER_QUOTE, text);
		}
		if (at == end)
		{
			if (!reader->at_end)
				return AT_WINDOW_END;
			field_end = end_line(parse, at);
			break;
		}
		byte = buffer[at];
		if (byte == dialect->delimiter[0])
		{
			if (end - at < (size_t) dialect->delimiter_length && !reader->at_end)
				return AT_WINDOW_END;
			if (delimiter_at(reader, at))
			{
				parse->next = at + (size_t) dialect->delimiter_length;
				scan_skip_to(&parse->scan, buffer, parse->next, end);
				field_end = AT_DELIMITER;
				break;
			}
		}
		else if (byte == '\n' || byte == '\r')
		{
			field_end = end_line(parse, at);
			break;
		}
		else if (closed != 0)
			return problem_at(parse, CSV_TEXT_AFTER_QUOTE, at);
		else if ((unsigned char) byte == dialect->quote)
		{
			if (skip_blanks(reader, position, at) != at)
				return problem_at(parse, CSV_STRAY_QUOTE, at);
			field->quoted = true;
			field->data = reader->buffer + at + 1;
			parse->problem_at = at;
			if (!find_closing_quote(parse, field, &closed))
				return reader->at_end ? problem_at(parse, CSV_UNTERMINATED_QUOTE, at) : AT_WINDOW_END;
			field->length = (uint32_t) (closed - at - 1);
			closed++;
		}
		else if (byte == '\0' && parse->nul == SIZE_MAX)
			parse->nul = at;
		/* an escape outside quotes is text */
	}
	if (field_end == AT_WINDOW_END)
		return field_end;
	if (closed == 0)
		field->length = (uint32_t) (at - position);
	return field_end;
}

/* Does a record have a wrong number of fields? */
static CsvProblem
check_width(const CsvReader *reader, uint32_t n_fields)
{
	if (n_fields > reader->max_fields || (reader->width > 0 && n_fields > reader->width))
		return CSV_TOO_MANY_FIELDS;
	return n_fields < reader->width ? CSV_TOO_FEW_FIELDS : CSV_NO_PROBLEM;
}

/* Parses the record at the window's start. */
static Outcome
parse_record(CsvReader *reader, CsvLine *line)
{
	const char *buffer = reader->buffer;
	const char delimiter = reader->dialect.delimiter[0];
	/* plain fields, that a delimiter of one byte ends, are taken right here: most are such */
	const uint32_t plain_fields = reader->dialect.delimiter_length == 1 ? reader->max_fields : 0;
	CsvField *fields = reader->fields;
	Parse parse = {.reader = reader, .scan = reader->scan, .nul = SIZE_MAX, .problem_at = reader->start};
	FieldEnd field_end = AT_DELIMITER;
	size_t position = reader->start;
	uint32_t n = 0;

	scan_begin_line(&parse.scan, position);
	while (field_end == AT_DELIMITER)
	{
		CsvField field;
		size_t at;

		while (n < plain_fields && scan_next_is(&parse.scan, buffer, reader->end, delimiter, &at))
		{
			fields[n].data = reader->buffer + position;
			fields[n].length = (uint32_t) (at - position);
			fields[n].quoted = false;
			fields[n].escaped = false;
			n++;
			position = at + 1;
		}
		field_end = parse_field(&parse, &field, position);
		if (n < reader->max_fields)
			fields[n] = field;
		n++;
		position = parse.next;
	}
	line->problem_at = parse.problem_at - reader->start;
	if (field_end == AT_WINDOW_END)
		return NEEDS_MORE;
	line->n_fields = n;
	if (field_end == AT_PROBLEM)
		return reject_first_line(reader, line, parse.problem, parse.problem_at);

	line->problem = CSV_NO_PROBLEM;
	/* an empty line has no fields to count */
	if (parse.line_end > reader->start)
		line->problem = check_width(reader, n);
	if (line->problem != CSV_NO_PROBLEM && parse.inner_lines > 0)
		return reject_first_line(reader, line, line->problem, reader->start);
	line->problem_at = 0;
	if (line->problem == CSV_NO_PROBLEM && parse.nul != SIZE_MAX)
	{
		line->problem = CSV_NUL_BYTE;
		line->problem_at = parse.nul - reader->start;
	}
	line->is_ascii = scan_was_ascii(&parse.scan, parse.next);
	reader->scan = parse.scan;
	take_line(reader, line, parse.line_end, parse.next, parse.inner_lines + 1);
	return COMPLETE;
}

/* The window is full and holds no whole record. */
static void
reject_overlong(CsvReader *reader, CsvLine *line)
{
	size_t line_end;
	size_t next_line;

	/* a line end in it stands in a quoted field: that the record goes on so long is taken for a quote never closed */
	if (reject_first_line(reader, line, CSV_UNTERMINATED_QUOTE, reader->start + line->problem_at) == COMPLETE)
		return;
	/* a carriage return at its very end stays: a line feed may follow */
	find_line_end(reader, reader->start, &line_end, &next_line);
	line->problem = CSV_LINE_TOO_LONG;
	line->problem_at = line_end - reader->start;
	line->is_ascii = false;
	take_line(reader, line, line_end, line_end, 0);
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	reader->in_long_line = true;
}

/* Passes over what is left of a line that was too long. */
static void
skip_rest_of_line(CsvReader *reader)
{
	CsvLine rest;
	size_t line_end;
	size_t next_line;

	while (!find_line_end(reader, reader->start, &line_end, &next_line))
	{
		/* what has been searched can go, save a carriage return that a line feed may follow */
		take_line(reader, &rest, line_end, line_end, 0);
		fill_window(reader);
	}
	take_line(reader, &rest, line_end, next_line, 1);
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	reader->in_long_line = false;
}

/* Makes ready for a line; false at the end of the input, status says which. */
static bool
next_line_starts(CsvReader *reader, CsvStatus *status)
{
	if (!reader->begun)
		begin(reader);
	if (reader->in_long_line)
		skip_rest_of_line(reader);
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
	while (parse_record(reader, line) == NEEDS_MORE)
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
	while (!find_line_end(reader, reader->start, &line_end, &next_line))
	{
		if (!fill_window(reader) && !reader->at_end)
		{
			take_line(reader, line, line_end, line_end, 0);
			reader->in_long_line = true;
			return CSV_RECORD;
		}
		if (reader->failed)
			return CSV_READ_FAILED;
	}
	take_line(reader, line, line_end, next_line, 1);
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
	return CSV_RECORD;
}

void
csv_unread(CsvReader *reader, const CsvLine *line)
{
	reader->start = (size_t) (line->data - reader->buffer);
	reader->offset = line->offset;
	reader->line_number = line->number;
	reader->in_long_line = false;
	scan_from(&reader->scan, reader->buffer, reader->start, reader->end);
}

void
csv_unescape(const CsvDialect *dialect, CsvField *field)
{
	char *to = field->data;
	const char *from = field->data;
	const char *end = field->data + field->length;

	if (!field->escaped)
		return;
	while (from < end)
	{
		if (from + 1 < end && is_escaped(dialect, from[0], from[1]))
			from++;
		*to++ = *from++;
	}
	field->length = (uint32_t) (to - field->data);
	field->escaped = false;
}
