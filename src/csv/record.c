/*
 * csv/record.c
 *		Parses one record in the window of a CSV reader, field by field.
 */
#include "csv/csv.h"

#include <string.h>

#include "csv/parts.h"
#include "csv/scan.h"

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

CsvOutcome
csv_parse_record(CsvReader *reader, CsvLine *line)
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
		return CSV_NEEDS_MORE;
	line->n_fields = n;
	if (field_end == AT_PROBLEM)
		return csv_reject_first_line(reader, line, parse.problem, parse.problem_at);

	line->problem = CSV_NO_PROBLEM;
	/* an empty line has no fields to count */
	if (parse.line_end > reader->start)
		line->problem = check_width(reader, n);
	line->problem_at = 0;
	if (line->problem == CSV_NO_PROBLEM && parse.nul != SIZE_MAX)
	{
		line->problem = CSV_NUL_BYTE;
		line->problem_at = parse.nul - reader->start;
	}
	line->is_ascii = scan_was_ascii(&parse.scan, parse.next);
	reader->scan = parse.scan;
	csv_take_line(reader, line, parse.line_end, parse.next, parse.inner_lines + 1);
	return CSV_COMPLETE;
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
