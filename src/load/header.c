/*
 * load/header.c
 *		Reads the header of a file.
 */
#include "load/header.h"

#include "catalog/pg_class.h"
#include "nodes/bitmapset.h"
#include "utils/rel.h"

#include "load/header_refusal.h"
#include "load/names.h"

/* What the first record behind the header shows of its fields. */
typedef struct FirstRecord
{
	int width; /* 0: there is none, or it is malformed */
	CsvField *fields;
} FirstRecord;

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

/* The same in their normal form, in the file's encoding. */
static char **
normal_names_of(const LoadInput *input, int width)
{
	char **names = palloc(sizeof(char *) * width);

	for (int i = 0; i < width; i++)
		names[i] =
			i < (int) input->line.n_fields
				? load_name_normal(pnstrdup(input->reader.fields[i].data, input->reader.fields[i].length))
				: "";
	return names;
}

/*
 * The first record behind the header, which is read again afterwards.  Empty lines before it are passed over where they
 * are no rows.
 */
static FirstRecord
first_record(LoadInput *input, bool empty_lines_are_rows)
{
	FirstRecord first = {0, NULL};
	CsvStatus status;

	do
		status = load_input_next(input);
	while (status == CSV_EMPTY_LINE && !empty_lines_are_rows);
	if (status == CSV_RECORD)
	{
		first.width = input->line.n_fields;
		first.fields = palloc(sizeof(CsvField) * first.width);
		for (int i = 0; i < first.width; i++)
		{
			first.fields[i] = input->reader.fields[i];
			first.fields[i].data = pnstrdup(first.fields[i].data, first.fields[i].length);
		}
	}
	if (status != CSV_END)
		csv_unread(&input->reader, &input->line);
	return first;
}

/* Is a field a whole number, as those that count rows? */
static bool
is_row_number(const CsvField *field)
{
	for (uint32 i = 0; i < field->length; i++)
		if (field->data[i] < '0' || field->data[i] > '9')
			return false;
	return field->length > 0;
}

/* Is it a number or a date: digits, and no letters?  No name is. */
static bool
looks_like_data(const char *name)
{
	bool has_digit = false;

	for (; *name != '\0'; name++)
	{
		unsigned char byte = *name;

		if (byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_')
			return false;
		has_digit = has_digit || (byte >= '0' && byte <= '9');
	}
	return has_digit;
}

/*
 * Can the line in the header's place only be one of data?  Of one value nobody can say, and the same one may come often.
 */
static bool
is_data(List *names, const LoadMatch *match, int width, const FirstRecord *first)
{
	ListCell *cell;

	if (match->known > 0 || width == 1 || list_length(names) != width ||
		(first->width != 0 && first->width != width))
		return false;
	foreach (cell, names)
		if (looks_like_data(lfirst(cell)))
			return true;
	return false;
}

/*
 * Fits the fields to those of the lines: there may be fewer than names, or more than names, where what is too many
 * has no name and holds nothing.
 */
static void
fit_width(LoadColumns *columns, const FirstRecord *first)
{
	int width = first->width;

	if (width == 0 || width == columns->width)
		return;
	for (int i = width; i < columns->width; i++)
		if (!load_columns_is_nameless(columns, i))
			return;
	for (int i = columns->width; i < width; i++)
		if (!csv_is_blank(first->fields[i].data, first->fields[i].length))
			return;
	columns->of_field = repalloc(columns->of_field, sizeof(AttrNumber) * (width + 1));
	for (int i = columns->width; i < width; i++)
		columns->of_field[i] = InvalidAttrNumber;
	if (columns->use != NULL)
		columns->use = repalloc(columns->use, sizeof(FieldUse) * (width + 1));
	for (int i = columns->width; columns->use != NULL && i < width; i++)
		columns->use[i] = FIELD_NAMELESS;
	columns->passed_over += width - columns->width;
	columns->width = width;
}

/* Takes the columns by name.  Fields without a name hold nothing, or number the rows; any other is an error. */
static void
take_by_name(LoadHeader *header, LoadInput *input, const FirstRecord *first)
{
	LoadColumns *columns = &header->columns;

	fit_width(columns, first);
	for (int i = 0; i < columns->width; i++)
	{
		if (!load_columns_is_nameless(columns, i))
			continue;
		if (i == header->row_numbers &&
			(first->width == 0 ? i == 0 : i < first->width && is_row_number(&first->fields[i])))
			header->row_numbers++;
		else if (i < first->width && !csv_is_blank(first->fields[i].data, first->fields[i].length))
			load_header_refuse_nameless(input, i + 1, &first->fields[i]);
	}
	if (columns->passed_over > 0)
		ereport(WARNING,
				errmsg("columns without a name in file \"%s\" are passed over: %d", input->path,
					   columns->passed_over),
				header->row_numbers > 1	   ? errdetail("The first %d number the rows.", header->row_numbers)
				: header->row_numbers == 1 ? errdetail("The first numbers the rows.")
										   : errdetail("They hold nothing."),
				errhint("A line that holds more there is rejected."));
}

/* Keeps the names of the columns that are taken, to know them again. */
static void
remember_names(LoadHeader *header, char **names)
{
	header->names = palloc0(sizeof(char *) * header->columns.width);
	header->first_named = -1;
	for (int i = 0; i < header->columns.width; i++)
		if (load_columns_reads(&header->columns, i))
		{
			header->names[i] = names[i];
			header->begins[(unsigned char) names[i][0]] = true;
			if (header->first_named < 0)
				header->first_named = i;
		}
}

/* Warns of columns that the file does not have and that have no default. */
static void
warn_of_missing_columns(Relation table, const char *path, const LoadMatch *match)
{
	const char *missing = load_columns_missing(table, match, false);

	if (missing[0] != '\0')
		ereport(
			WARNING, errmsg("file \"%s\" has no column for %s", path, missing),
			table->rd_rel->relkind == RELKIND_VIEW
				? errdetail("They are NULL in the rows loaded, or the defaults of what is under the view.")
				: errdetail("They are NULL in the rows loaded."));
}

/* Rejects the line in the header's place, and takes the columns by their position. */
static void
reject_header(LoadHeader *header, LoadInput *input, LoadRejects *rejects, const LoadLine *line)
{
	header->line = line->data;
	header->length = line->length;
	ereport(WARNING, errmsg("columns of file \"%s\" are taken by their position", input->path),
			errdetail("Line %llu, where the header is expected, names no column and looks like data.",
					  (unsigned long long) line->number),
			errhint("The line is kept in raw.rejected_lines. Where the file has no header, give header => "
					"false."));
	load_rejects_add(rejects, line, "unrecognized header", "It names no column of the table.");
}

/* Passes over empty lines; what then stands in the header's place. */
static CsvStatus
next_line_with_text(LoadInput *input)
{
	CsvStatus status;

	do
		status = load_input_next(input);
	while (status == CSV_EMPTY_LINE || (status != CSV_END && load_input_is_blank(input)));
	return status;
}

List *
load_header_names(LoadInput *input)
{
	load_input_take_separator(input);
	return next_line_with_text(input) == CSV_RECORD ? names_of(input) : NIL;
}

/* Takes the columns by the names of the header, as its match has them. */
static void
take_columns(LoadHeader *header, LoadInput *input, Relation table, const LoadMatch *match)
{
	char **normal_names = normal_names_of(input, input->line.n_fields);
	FirstRecord first = first_record(input, header->table_is_narrow);

	header->columns = match->by_name;
	take_by_name(header, input, &first);
	remember_names(header, normal_names);
	warn_of_missing_columns(table, input->path, match);
}

/* The header of a file whose columns mean what the arguments say: any names, if those are among them that they ask for. */
static void
take_meaning(LoadHeader *header, LoadInput *input, Relation table, LoadMeaning *meaning, List *names)
{
	LoadMatch match;

	if (names == NIL)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the header of file \"%s\", line %llu, is malformed: %s", input->path,
					   (unsigned long long) input->line.number, csv_problem_name(input->line.problem)),
				errhint("Compare delimiter, quote, encoding and skip with the file."));
	header->table_is_narrow = false; /* a file of several columns has no empty lines that mean something */
	match = load_meaning_match(meaning, table, input->path, names);
	take_columns(header, input, table, &match);
	load_meaning_add_made(meaning, &header->columns);
}

LoadHeader *
load_header_read(LoadInput *input, Relation table, HeaderExpected expected, LoadMeaning *meaning,
				 LoadRejects *rejects)
{
	LoadHeader *header = palloc0(sizeof(LoadHeader));
	CsvStatus status;
	LoadLine line;
	List *names = NIL;
	LoadMatch match;
	FirstRecord first;

	header->columns = load_columns_by_position(table);
	header->table_is_narrow = header->columns.width == 1;
	load_input_take_separator(input);
	if (expected == HEADER_NONE)
		return header;
	status = next_line_with_text(input);
	if (status == CSV_END)
		return header;
	line = load_input_line(input);
	line.data = memcpy(palloc(line.length), line.data, line.length);
	if (status == CSV_RECORD)
		names = names_of(input);
	if (meaning != NULL)
	{
		take_meaning(header, input, table, meaning, names);
		return header;
	}
	match = load_columns_match(table, names);
	if (expected == HEADER_OF_ANY_NAMES && match.known == 0)
		return header;
	if (status != CSV_RECORD || match.unknown > 0 || match.known == 0)
	{
		const char *problem = status == CSV_RECORD ? NULL : csv_problem_name(input->line.problem);

		first = first_record(input, header->table_is_narrow);
		if (problem != NULL || !is_data(names, &match, header->columns.width, &first))
			load_header_refuse(input, table, &line, names, &match, problem);
		reject_header(header, input, rejects, &line);
		return header;
	}
	take_columns(header, input, table, &match);
	return header;
}

/* A field of the record that was read, without the byte order mark that a file put behind another one may have. */
static CsvField
field_of(const LoadInput *input, int number)
{
	CsvField field = input->reader.fields[number];

	if (number == 0 && field.length >= CSV_BYTE_ORDER_MARK_LENGTH &&
		memcmp(field.data, CSV_BYTE_ORDER_MARK, CSV_BYTE_ORDER_MARK_LENGTH) == 0)
	{
		field.data += CSV_BYTE_ORDER_MARK_LENGTH;
		field.length -= CSV_BYTE_ORDER_MARK_LENGTH;
	}
	return field;
}

/* Can the record that was read be a header, by the first byte of its first name?  Most are none. */
static inline bool
begins_as_header(const LoadHeader *header, const LoadInput *input)
{
	CsvField field = field_of(input, header->first_named);

	return header->begins[load_name_first_byte(field.data, field.length)];
}

/* The column of the header, from 0, that a field is the name of; -1 if there is none. */
static int
column_named(const LoadHeader *header, const CsvField *field)
{
	for (int i = 0; i < header->columns.width; i++)
		if (header->names[i] != NULL && load_name_is(field->data, field->length, header->names[i]))
			return i;
	return -1;
}

bool
load_header_repeats(const LoadHeader *header, const LoadInput *input)
{
	const CsvLine *line = &input->line;
	Bitmapset *elsewhere = NULL;

	if (header->line != NULL)
		return line->length == header->length && memcmp(line->data, header->line, header->length) == 0;
	if (header->names == NULL || header->first_named < 0 || !begins_as_header(header, input))
		return false;
	for (int i = 0; i < header->columns.width; i++)
	{
		CsvField field = field_of(input, i);
		int column;

		if (header->names[i] == NULL || load_name_is(field.data, field.length, header->names[i]))
			continue;
		column = column_named(header, &field);
		if (column < 0 || bms_is_member(column, elsewhere))
			return false;
		elsewhere = bms_add_member(elsewhere, column);
	}
	if (elsewhere != NULL)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("line %llu of file \"%s\" is another header, with the columns in another order",
					   (unsigned long long) line->number, input->path),
				errhint("Two files were put one behind the other: load them one by one."));
	return true;
}

int
load_header_stray_value(const LoadHeader *header, const LoadInput *input)
{
	if (header->columns.passed_over == 0)
		return -1;
	for (int i = 0; i < header->columns.width; i++)
	{
		const CsvField *field = &input->reader.fields[i];

		if (!load_columns_is_nameless(&header->columns, i) || csv_is_blank(field->data, field->length) ||
			(i < header->row_numbers && is_row_number(field)))
			continue;
		return i;
	}
	return -1;
}
