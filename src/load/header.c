/*
 * load/header.c
 *		Reads the header of a file.
 */
#include "load/header.h"

/* The names of a header, in the server's encoding. */
static List *
names_of(LoadInput *input)
{
	List *names = NIL;

	for (uint32 i = 0; i < input->line.n_fields; i++)
	{
		CsvField field = input->reader.fields[i];
		char *name;

		csv_unescape(&input->reader.dialect, &field);
		name = file_encoding_to_server(input->encoding, field.data, &field.length);
		names = lappend(names, pnstrdup(name, field.length));
	}
	return names;
}

/* The number of fields of the line behind the header, which is read again afterwards; 0 if it is no record. */
static int
next_width(LoadInput *input)
{
	CsvStatus status = load_input_next(input);
	int width = status == CSV_RECORD ? (int) input->line.n_fields : 0;

	if (status != CSV_END)
		csv_unread(&input->reader, &input->line);
	return width;
}

LoadHeader *
load_header_read(LoadInput *input, Relation table, bool expected, LoadRejects *rejects)
{
	LoadHeader *header = palloc0(sizeof(LoadHeader));
	CsvStatus status = CSV_END;
	LoadLine line;
	List *names;
	const char *why_none;

	if (expected)
		do
			status = load_input_next(input);
		while (status == CSV_EMPTY_LINE);
	if (status == CSV_END)
	{
		header->columns = load_columns_by_position(table);
		return header;
	}
	line = load_input_line(input);
	line.data = memcpy(palloc(line.length), line.data, line.length);
	names = status == CSV_RECORD ? names_of(input) : NIL;
	header->columns = load_columns_by_header(table, input->path, names, next_width(input), &why_none);
	header->rejected = why_none != NULL;
	if (header->rejected)
		load_rejects_add(rejects, &line, "unrecognized header", why_none);
	else
	{
		header->line = line.data;
		header->length = line.length;
	}
	return header;
}

bool
load_header_is(const LoadHeader *header, const CsvLine *line)
{
	const char *data = line->data;
	size_t length = line->length;

	if (header->line == NULL)
		return false;
	/* perhaps with the byte order mark of a file of its own */
	if (length == header->length + CSV_BYTE_ORDER_MARK_LENGTH &&
		memcmp(data, CSV_BYTE_ORDER_MARK, CSV_BYTE_ORDER_MARK_LENGTH) == 0)
	{
		data += CSV_BYTE_ORDER_MARK_LENGTH;
		length -= CSV_BYTE_ORDER_MARK_LENGTH;
	}
	return length == header->length && memcmp(data, header->line, length) == 0;
}
