/*
 * csv/measure.c
 *		Finds the end of a record that does not fit the window of a CSV reader, by looking ahead in the source.
 *
 *	the window	| record ... |
 *	ahead					 | ... closing quote , b LF | next record
 *
 * It reads a byte at a time, in little memory; few records are so long.
 */
#include "csv/csv.h"

#include <string.h>

#include "csv/parts.h"

#define BYTES_AHEAD 4096

/* The record's bytes: those of the window, then what is ahead. */
typedef struct Bytes
{
	const CsvReader *reader;
	uint64_t fetched; /* from the record's start */
	bool at_end;
	size_t from; /* bytes[from .. to) have been fetched and not been taken */
	size_t to;
	char bytes[BYTES_AHEAD];
} Bytes;

/* Fetches more behind what is left. */
static void
fetch(Bytes *bytes)
{
	const CsvReader *reader = bytes->reader;
	const size_t in_window = reader->end - reader->start;
	ptrdiff_t got;

	memmove(bytes->bytes, bytes->bytes + bytes->from, bytes->to - bytes->from);
	bytes->to -= bytes->from;
	bytes->from = 0;
	if (bytes->fetched < in_window)
	{
		size_t left = in_window - (size_t) bytes->fetched;
		size_t room = BYTES_AHEAD - bytes->to;

		got = (ptrdiff_t) (left < room ? left : room);
		memcpy(bytes->bytes + bytes->to, reader->buffer + reader->start + bytes->fetched, (size_t) got);
	}
	else
		got = reader->ahead(reader->source, reader->offset + bytes->fetched, bytes->bytes + bytes->to,
							BYTES_AHEAD - bytes->to);
	if (got <= 0)
	{
		bytes->at_end = true;
		return;
	}
	bytes->fetched += (uint64_t) got;
	bytes->to += (size_t) got;
}

/* The byte so many behind the next one, less than CSV_MAX_DELIMITER; CSV_NO_BYTE: the input ends before. */
static inline int
peek(Bytes *bytes, size_t behind)
{
	while (bytes->to - bytes->from <= behind && !bytes->at_end)
		fetch(bytes);
	return bytes->to - bytes->from > behind ? (unsigned char) bytes->bytes[bytes->from + behind]
											: CSV_NO_BYTE;
}

static bool
delimiter_comes(Bytes *bytes)
{
	const CsvDialect *dialect = &bytes->reader->dialect;

	for (int i = 0; i < dialect->delimiter_length; i++)
		if (peek(bytes, (size_t) i) != (unsigned char) dialect->delimiter[i])
			return false;
	return true;
}

/* Within quotes: how many bytes stand for one. */
static size_t
escaped_bytes(Bytes *bytes)
{
	const CsvDialect *dialect = &bytes->reader->dialect;
	const int byte = peek(bytes, 0);
	const int next = peek(bytes, 1);

	if (dialect->escape == CSV_NO_BYTE || next == CSV_NO_BYTE)
		return 1;
	if (byte == dialect->escape && (next == dialect->quote || next == dialect->escape))
		return 2;
	return byte == dialect->quote && next == dialect->quote ? 2 : 1;
}

bool
csv_measure_record(const CsvReader *reader, CsvExtent *extent)
{
	Bytes bytes = {.reader = reader};
	uint64_t taken = 0;
	uint64_t lines = 0;
	enum
	{
		BEFORE_FIELD,
		UNQUOTED,
		QUOTED,
		AFTER_QUOTED
	} state = BEFORE_FIELD;

	for (;;)
	{
		const int byte = peek(&bytes, 0);
		const bool is_crlf = byte == '\r' && peek(&bytes, 1) == '\n';
		size_t length = 1;

		if (state == QUOTED)
		{
			if (byte == CSV_NO_BYTE)
				return false;
			length = escaped_bytes(&bytes);
			if (length == 1 && byte == reader->dialect.quote)
				state = AFTER_QUOTED;
			else if (byte == '\n' || (byte == '\r' && !is_crlf))
				lines++;
		}
		else if (delimiter_comes(&bytes))
		{
			length = (size_t) reader->dialect.delimiter_length;
			state = BEFORE_FIELD;
		}
		else if (byte == '\n' || byte == '\r' || byte == CSV_NO_BYTE)
		{
			extent->length = taken;
			extent->size = taken + (byte == CSV_NO_BYTE ? 0 : is_crlf ? 2 : 1);
			extent->physical_lines = lines + 1;
			return lines > 0;
		}
		else if (byte == reader->dialect.quote)
		{
			if (state != BEFORE_FIELD)
				return false;
			state = QUOTED;
		}
		else if (byte != ' ' && byte != '\t')
		{
			if (state == AFTER_QUOTED)
				return false;
			state = UNQUOTED;
		}
		bytes.from += length;
		taken += length;
	}
}
