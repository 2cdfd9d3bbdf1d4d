/*
 * csv_reference.c
 *		A CSV reader to compare csv/csv.c with, and transcripts of both: see csv_reference.h.
 *
 * The reference reader follows csv/csv.h a byte at a time and has all of the input in memory.
 */
#include "csv_reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Memory, not one byte more, so that the sanitizer sees every overrun. */
static void *
allocate(size_t size)
{
	void *memory = malloc(size > 0 ? size : 1);

	if (memory == NULL)
	{
		fputs("out of memory\n", stderr);
		exit(2);
	}
	return memory;
}

/* How many bytes, from the first, are UTF-8: nothing overlong, no surrogates, nothing above U+10FFFF. */
static size_t
utf8_bytes(void *source, const char *data, size_t length)
{
	const unsigned char *start = (const unsigned char *) data;
	const unsigned char *at = start;
	const unsigned char *end = at + length;

	(void) source;
	while (at < end)
	{
		int continuation = *at < 0x80	? 0
						   : *at < 0xC2 ? -1
						   : *at < 0xE0 ? 1
						   : *at < 0xF0 ? 2
						   : *at < 0xF5 ? 3
										: -1;

		if (continuation < 0 || end - at <= continuation)
			return (size_t) (at - start);
		if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
			(at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
			return (size_t) (at - start);
		for (int i = 1; i <= continuation; i++)
			if ((at[i] & 0xC0) != 0x80)
				return (size_t) (at - start);
		at += 1 + continuation;
	}
	return length;
}

static bool
is_ascii(const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char) data[i] >= 0x80)
			return false;
	return true;
}

static bool
has_byte_order_mark(const char *input, size_t length)
{
	return length >= BOM_LENGTH && memcmp(input, BOM, BOM_LENGTH) == 0;
}

/* How many bytes of the input, which has length of them, are the line end at a position; 0: there is none. */
static size_t
line_end_at(const char *input, size_t length, size_t position)
{
	if (position >= length || (input[position] != '\n' && input[position] != '\r'))
		return 0;
	return input[position] == '\r' && position + 1 < length && input[position + 1] == '\n' ? 2 : 1;
}

/* The reference reader. */

typedef struct Reference
{
	const CsvTrial *trial;
	size_t position;   /* of the next line */
	uint64_t number;   /* and its number */
	bool in_long_line; /* no: position is within a line that was too long */
	CsvField *fields;  /* without escapes */
	char *text;		   /* of the fields */
} Reference;

/* Fills in a line up to line_end; the next one starts at next_line. */
static CsvStatus
take(Reference *reference, CsvLine *line, CsvStatus status, size_t line_end, size_t next_line)
{
	const CsvTrial *trial = reference->trial;
	size_t at = reference->position;

	line->number = reference->number;
	line->offset = at;
	line->data = trial->input + at;
	line->length = line_end - at;
	line->size = next_line - at;
	while (at < next_line)
	{
		size_t line_end_length = line_end_at(trial->input, trial->length, at);

		reference->number += line_end_length > 0;
		at += line_end_length > 0 ? line_end_length : 1;
	}
	reference->position = next_line;
	return status;
}

/* Takes the first physical line, or what of it fits the buffer, as a line of this status. */
static CsvStatus
take_physical_line(Reference *reference, CsvLine *line, CsvStatus status)
{
	const CsvTrial *trial = reference->trial;
	size_t line_end = reference->position;

	while (line_end < trial->length && line_end_at(trial->input, trial->length, line_end) == 0)
		line_end++;
	return take(reference, line, status, line_end,
				line_end + line_end_at(trial->input, trial->length, line_end));
}

/* Rejects the first physical line. */
static CsvStatus
reject(Reference *reference, CsvLine *line, CsvProblem problem, size_t problem_at)
{
	line->problem = problem;
	line->problem_at = problem_at - reference->position;
	return take_physical_line(reference, line, CSV_REJECTED);
}

/* Finds the start of the next line; false: there is none. */
static bool
start_line(Reference *reference)
{
	const CsvTrial *trial = reference->trial;
	CsvLine rest;

	if (reference->position == 0 && has_byte_order_mark(trial->input, trial->length))
		reference->position = BOM_LENGTH;
	if (reference->in_long_line)
		take_physical_line(reference, &rest, CSV_REJECTED);
	reference->in_long_line = false;
	return reference->position < trial->length;
}

/* How far the buffer reaches that starts with this line; and does the reader see the input end there? */
static size_t
end_of_sight(const Reference *reference, bool *input_ends)
{
	const CsvTrial *trial = reference->trial;

	*input_ends = trial->length - reference->position < trial->buffer_size;
	return *input_ends ? trial->length : reference->position + trial->buffer_size;
}

static CsvStatus reference_next(Reference *reference, CsvLine *line);

/*
 * Where the record does not fit the buffer, goes on over more than one line and is well formed: rejects all of it.  The
 * record is parsed once more, as if the buffer had room for everything.
 */
static bool
take_too_long_record(Reference *reference, CsvLine *line)
{
	const CsvTrial *trial = reference->trial;
	CsvTrial roomy = *trial;
	Reference whole = {.trial = &roomy, .position = reference->position, .number = reference->number};
	CsvLine record;
	CsvStatus status;
	bool input_ends;
	size_t end = end_of_sight(reference, &input_ends);

	if (input_ends)
		return false;
	roomy.buffer_size = trial->length + 2;
	roomy.width = 0;
	whole.fields = allocate(trial->max_fields * sizeof(CsvField));
	whole.text = allocate(trial->length);
	status = reference_next(&whole, &record);
	free(whole.fields);
	free(whole.text);
	if (status == CSV_EMPTY_LINE || record.problem == CSV_UNTERMINATED_QUOTE ||
		record.problem == CSV_STRAY_QUOTE || record.problem == CSV_TEXT_AFTER_QUOTE)
		return false;
	/* within the buffer, with what tells that the line end is complete */
	if (whole.position < end || (whole.position == end && trial->input[end - 1] == '\n'))
		return false;
	if (memchr(record.data, '\n', record.length) == NULL && memchr(record.data, '\r', record.length) == NULL)
		return false;
	line->problem = CSV_LINE_TOO_LONG;
	line->problem_at = end - reference->position;
	if (end > reference->position + record.length)
		end = reference->position + record.length;
	take(reference, line, CSV_REJECTED, end, whole.position);
	return true;
}

/* Where the first physical line does not fit the buffer, takes what does. */
static bool
take_too_long(Reference *reference, CsvLine *line, CsvStatus status)
{
	const CsvTrial *trial = reference->trial;
	bool input_ends;
	size_t end = end_of_sight(reference, &input_ends);
	size_t line_end = reference->position;

	while (line_end < end && line_end_at(trial->input, trial->length, line_end) == 0)
		line_end++;
	/* what follows a carriage return tells whether the line end is complete */
	if (input_ends || line_end + 1 < end || (line_end < end && trial->input[line_end] == '\n'))
		return false;
	line->problem_at = line_end - reference->position;
	take(reference, line, status, line_end, line_end);
	reference->in_long_line = true;
	return true;
}

static CsvStatus
reference_next_raw(Reference *reference, CsvLine *line)
{
	if (!start_line(reference))
		return CSV_END;
	if (take_too_long(reference, line, CSV_RECORD))
		return CSV_RECORD;
	return take_physical_line(reference, line, CSV_RECORD);
}

static CsvStatus
reference_next(Reference *reference, CsvLine *line)
{
	const CsvTrial *trial = reference->trial;
	const CsvDialect *dialect = &trial->dialect;
	const char *input = trial->input;
	const size_t delimiter_length = (size_t) dialect->delimiter_length;
	enum
	{
		BEFORE_FIELD, /* with nothing but blanks so far */
		UNQUOTED,
		QUOTED,
		AFTER_QUOTED
	} state = BEFORE_FIELD;
	CsvField field = {reference->text, 0, false, false};
	bool input_ends;
	size_t end;
	size_t quote_at = 0;
	size_t nul_at = SIZE_MAX;
	size_t at;

	if (!start_line(reference))
		return CSV_END;
	line->problem = CSV_NO_PROBLEM;
	if (take_too_long_record(reference, line))
		return CSV_REJECTED;
	if (take_too_long(reference, line, CSV_REJECTED))
	{
		line->problem = CSV_LINE_TOO_LONG;
		return CSV_REJECTED;
	}

	end = end_of_sight(reference, &input_ends);
	at = reference->position;
	line->n_fields = 0;
	for (;;)
	{
		const int byte = at < end ? (unsigned char) input[at] : CSV_NO_BYTE;
		const bool is_line_end = byte == '\n' || byte == '\r' || byte == CSV_NO_BYTE;
		bool is_delimiter;

		/* a record that outgrows the buffer is one whose quote is not closed in time */
		if ((at == end || (byte == '\r' && at + 1 == end)) && !input_ends)
			return reject(reference, line, CSV_UNTERMINATED_QUOTE, quote_at);
		if (byte == '\0' && nul_at == SIZE_MAX)
			nul_at = at;

		if (state == QUOTED)
		{
			const int next = at + 1 < end ? (unsigned char) input[at + 1] : CSV_NO_BYTE;

			if (byte == CSV_NO_BYTE)
				return reject(reference, line, CSV_UNTERMINATED_QUOTE, quote_at);
			if (next != CSV_NO_BYTE && dialect->escape != CSV_NO_BYTE &&
				((byte == dialect->escape && next == dialect->escape) ||
				 ((byte == dialect->escape || byte == dialect->quote) && next == dialect->quote)))
				field.data[field.length++] = input[++at];
			else if (byte == dialect->quote)
				state = AFTER_QUOTED;
			else
				field.data[field.length++] = input[at];
			at++;
			continue;
		}

		is_delimiter = byte == (unsigned char) dialect->delimiter[0];
		if (is_delimiter && end - at < delimiter_length && !input_ends)
			return reject(reference, line, CSV_UNTERMINATED_QUOTE, quote_at);
		is_delimiter = is_delimiter && end - at >= delimiter_length &&
					   memcmp(input + at, dialect->delimiter, delimiter_length) == 0;
		if (is_delimiter || is_line_end)
		{
			if (line->n_fields < trial->max_fields)
				reference->fields[line->n_fields] = field;
			line->n_fields++;
			if (is_line_end)
				break;
			at += delimiter_length;
			field = (CsvField){field.data + field.length, 0, false, false};
			state = BEFORE_FIELD;
			continue;
		}

		if (byte == dialect->quote && state == BEFORE_FIELD)
		{
			quote_at = at;
			field.quoted = true;
			field.length = 0; /* the blanks before it */
			state = QUOTED;
		}
		else if (byte == dialect->quote && state == UNQUOTED)
			return reject(reference, line, CSV_STRAY_QUOTE, at);
		else if (state == AFTER_QUOTED)
		{
			if (byte != ' ' && byte != '\t')
				return reject(reference, line, CSV_TEXT_AFTER_QUOTE, at);
		}
		else
		{
			if (byte != ' ' && byte != '\t')
				state = UNQUOTED;
			field.data[field.length++] = input[at];
		}
		at++;
	}

	if (at == reference->position)
		return take_physical_line(reference, line, CSV_EMPTY_LINE);
	line->problem = CSV_NO_PROBLEM;
	line->problem_at = 0;
	if (line->n_fields > trial->max_fields || (trial->width > 0 && line->n_fields > trial->width))
		line->problem = CSV_TOO_MANY_FIELDS;
	else if (line->n_fields < trial->width)
		line->problem = CSV_TOO_FEW_FIELDS;
	else if (nul_at != SIZE_MAX)
	{
		line->problem = CSV_NUL_BYTE;
		line->problem_at = nul_at - reference->position;
	}
	else if (!trial->any_encoding && utf8_bytes(NULL, input + reference->position, at - reference->position) <
										 at - reference->position)
	{
		line->problem = CSV_INVALID_ENCODING;
		line->problem_at = utf8_bytes(NULL, input + reference->position, at - reference->position);
	}
	return take(reference, line, line->problem == CSV_NO_PROBLEM ? CSV_RECORD : CSV_REJECTED, at,
				at + line_end_at(input, trial->length, at));
}

/* Transcripts. */

typedef struct Transcript
{
	char *text;
	size_t length;
	size_t size;
} Transcript;

static void
append(Transcript *transcript, const char *data, size_t length)
{
	if (transcript->length + length + 1 > transcript->size)
	{
		transcript->size = 2 * (transcript->length + length + 1);
		transcript->text = realloc(transcript->text, transcript->size);
		if (transcript->text == NULL)
		{
			fputs("out of memory\n", stderr);
			exit(2);
		}
	}
	memcpy(transcript->text + transcript->length, data, length);
	transcript->length += length;
	transcript->text[transcript->length] = '\0';
}

static void __attribute__((format(printf, 2, 3)))
append_format(Transcript *transcript, const char *format, ...)
{
	char text[200];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	append(transcript, text, (size_t) length);
}

/* Appends bytes within a pair of brackets, with names for those that do not show. */
static void
append_bytes(Transcript *transcript, const char *brackets, const char *data, size_t length)
{
	append(transcript, brackets, 1);
	for (size_t i = 0; i < length; i++)
	{
		const unsigned char byte = (unsigned char) data[i];

		if (byte == '\n')
			append(transcript, "<LF>", 4);
		else if (byte == '\r')
			append(transcript, "<CR>", 4);
		else if (byte == '\t')
			append(transcript, "<TAB>", 5);
		else if (byte < ' ' || byte > '~' || strchr("[]{}<", byte) != NULL)
			append_format(transcript, "<%02X>", byte);
		else
			append(transcript, data + i, 1);
	}
	append(transcript, brackets + 1, 1);
}

static void
append_line(Transcript *transcript, bool raw, CsvStatus status, const CsvLine *line, const CsvField *fields)
{
	append_format(transcript, "%llu @%llu ", (unsigned long long) line->number,
				  (unsigned long long) line->offset);
	if (raw)
	{
		append(transcript, "raw ", 4);
		append_bytes(transcript, "[]", line->data, line->length);
	}
	else if (status == CSV_EMPTY_LINE)
		append(transcript, "empty", 5);
	else if (status == CSV_RECORD)
	{
		append(transcript, "record", 6);
		for (uint32_t i = 0; i < line->n_fields; i++)
		{
			append(transcript, " ", 1);
			append_bytes(transcript, fields[i].quoted ? "{}" : "[]", fields[i].data, fields[i].length);
		}
	}
	else
	{
		append_format(transcript, "rejected: %s", csv_problem_name(line->problem));
		if (line->problem == CSV_TOO_FEW_FIELDS || line->problem == CSV_TOO_MANY_FIELDS)
			append_format(transcript, " (%u)", line->n_fields);
		append_format(transcript, " at %zu ", line->problem_at);
		append_bytes(transcript, "[]", line->data, line->length);
	}
	append(transcript, "\n", 1);
}

char *
csv_reference_transcript(const CsvTrial *trial)
{
	Reference reference = {.trial = trial, .number = 1};
	Transcript transcript = {NULL, 0, 0};
	CsvStatus status;
	CsvLine line;

	reference.fields = allocate(trial->max_fields * sizeof(CsvField));
	reference.text = allocate(trial->length);
	append(&transcript, "", 0);
	for (uint32_t i = 0;; i++)
	{
		const bool raw = i < trial->raw_lines;

		status = raw ? reference_next_raw(&reference, &line) : reference_next(&reference, &line);
		if (status == CSV_END)
			break;
		append_line(&transcript, raw, status, &line, reference.fields);
	}
	free(reference.fields);
	free(reference.text);
	return transcript.text;
}

/* The input of the reader in csv/csv.c, and what is found out about its use. */
typedef struct Source
{
	const CsvTrial *trial;
	char *input; /* the trial's, behind the prefix */
	size_t length;
	size_t position;
	const char *buffer_end; /* of the reader's buffer, before its padding */
	Transcript transcript;

	size_t accounted; /* input up to here belongs to a line */
	bool rest_lacks;  /* of the latest line, which was too long */
} Source;

static ptrdiff_t
read_source(void *pointer, char *buffer, size_t size)
{
	Source *source = pointer;
	size_t length = source->length - source->position;

	if (size == 0 || buffer + size > source->buffer_end)
		append_format(&source->transcript, "broken: asks for %zu bytes\n", size);
	if (length == 0 && source->trial->fails)
		return -1;
	if (length > source->trial->block_size)
		length = source->trial->block_size;
	if (length > size)
		length = size;
	memcpy(buffer, source->input + source->position, length);
	source->position += length;
	return (ptrdiff_t) length;
}

/* CsvAheadFunction */
static ptrdiff_t
look_ahead(void *pointer, uint64_t offset, char *buffer, size_t size)
{
	Source *source = pointer;
	size_t length = offset < source->length ? source->length - (size_t) offset : 0;

	if (offset < source->position)
		append_format(&source->transcript, "broken: looks ahead at what was read\n");
	if (length > source->trial->block_size)
		length = source->trial->block_size;
	if (length > size)
		length = size;
	memcpy(buffer, source->input + offset, length);
	return (ptrdiff_t) length;
}

/* The lines go on at a position of the input: has nothing been lost? */
static void
account_for_gap(Source *source, size_t position)
{
	size_t at = source->accounted;

	if (source->rest_lacks)
	{
		while (at < source->length && line_end_at(source->input, source->length, at) == 0)
			at++;
		at += line_end_at(source->input, source->length, at);
	}
	if (at != position)
		append_format(&source->transcript, "broken: a line starts or ends at %zu, not at %zu\n", position,
					  at);
}

/* Does the line say of itself what the input says? */
static void
account_for_line(Source *source, bool raw, CsvStatus status, const CsvLine *line)
{
	const size_t line_end = (size_t) line->offset + line->length;
	const bool may_be_cut = raw || (status == CSV_REJECTED && line->problem == CSV_LINE_TOO_LONG);

	account_for_gap(source, line->offset);
	source->accounted = (size_t) line->offset + line->size;
	source->rest_lacks = may_be_cut && line->size == line->length;
	if (line->size == 0 || source->accounted > source->length)
	{
		append_format(&source->transcript, "broken: %zu bytes\n", line->size);
		return;
	}
	if (memcmp(line->data, source->input + line->offset, line->length) != 0)
		append_format(&source->transcript, "broken: not the input's bytes\n");
	if (!source->rest_lacks && !(line->problem == CSV_LINE_TOO_LONG && status == CSV_REJECTED) &&
		line->size - line->length != line_end_at(source->input, source->length, line_end))
		append_format(&source->transcript, "broken: a line end of %zu bytes\n", line->size - line->length);
	if (line->is_ascii && !is_ascii(line->data, line->length))
		append_format(&source->transcript, "broken: not ASCII\n");
	/* no line would be wrong for it, but each would be looked at */
	if (status == CSV_RECORD && !raw && !line->is_ascii && is_ascii(line->data, line->length))
		append_format(&source->transcript, "broken: not known to be ASCII\n");
	if ((status == CSV_REJECTED) != (line->problem != CSV_NO_PROBLEM))
		append_format(&source->transcript, "broken: status and problem differ\n");
}

/* Writes down what the reader says of each line. */
static void
transcribe(CsvReader *reader, Source *source)
{
	const CsvTrial *trial = source->trial;
	CsvStatus status;
	CsvLine line;

	source->accounted = has_byte_order_mark(source->input, source->length) ? BOM_LENGTH : 0;
	if (trial->prefix > 0)
	{
		status = csv_next(reader, &line);
		source->accounted = trial->prefix;
	}
	for (uint32_t i = 0;; i++)
	{
		const bool raw = i < trial->raw_lines;

		if (trial->twice && !raw)
		{
			csv_set_width(reader, 0);
			status = csv_next(reader, &line);
			if (status != CSV_END && status != CSV_READ_FAILED)
				csv_unread(reader, &line);
		}
		csv_set_width(reader, trial->width);
		status = raw ? csv_next_raw(reader, &line) : csv_next(reader, &line);
		if (status == CSV_END || status == CSV_READ_FAILED)
			break;
		account_for_line(source, raw, status, &line);
		if (line.size == 0)
			return;
		if (status == CSV_RECORD && !raw)
		{
			for (uint32_t field = 0; field < line.n_fields; field++)
				csv_unescape(&trial->dialect, &reader->fields[field]);
		}
		line.offset -= trial->prefix;
		line.number -= trial->prefix > 0;
		append_line(&source->transcript, raw, status, &line, reader->fields);
	}
	if (csv_next(reader, &line) != status || csv_next_raw(reader, &line) != status)
		append_format(&source->transcript, "broken: goes on behind the end\n");
	if (status == CSV_READ_FAILED)
		append_format(&source->transcript, "read failed\n");
	else
		account_for_gap(source, source->length);
}

char *
csv_reader_transcript(const CsvTrial *trial)
{
	char *buffer = allocate(trial->buffer_size + CSV_PADDING);
	CsvField *fields = allocate(trial->max_fields * sizeof(CsvField));
	Source source = {.trial = trial, .length = trial->prefix + trial->length};
	CsvReader reader;

	append(&source.transcript, "", 0);
	source.buffer_end = buffer + trial->buffer_size;
	source.input = allocate(source.length);
	if (trial->prefix > 0)
	{
		memset(source.input, 'x', trial->prefix);
		source.input[trial->prefix - 1] = '\n';
	}
	memcpy(source.input + trial->prefix, trial->input, trial->length);
	memset(buffer, trial->junk, trial->buffer_size + CSV_PADDING);

	csv_reader_init(&reader, &trial->dialect, read_source, trial->any_encoding ? NULL : utf8_bytes, &source,
					buffer, trial->buffer_size, trial->block_size, fields, trial->max_fields);
	csv_look_ahead(&reader, look_ahead);
	transcribe(&reader, &source);
	for (size_t i = 0; i < CSV_PADDING; i++)
	{
		if (buffer[trial->buffer_size + i] != trial->junk)
			append_format(&source.transcript, "broken: padding byte %zu was written\n", i);
	}
	free(buffer);
	free(fields);
	free(source.input);
	return source.transcript.text;
}
