/*
 * load/header_refusal.c
 *		Says why a header does not fit, and what to do.
 */
#include "load/header_refusal.h"

#include "access/htup_details.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/rel.h"

#include "base/text_excerpt.h"
#include "load/names.h"
#include "load/target.h"

#define LINES_SEARCHED 50 /* for a header behind other lines */

/* A line in memory, for a reader. */
typedef struct Memory
{
	const char *data;
	size_t length;
} Memory;

/* CsvReadFunction */
static ptrdiff_t
read_memory(void *source, char *buffer, size_t size)
{
	Memory *memory = source;
	size_t got = Min(size, memory->length);

	memcpy(buffer, memory->data, got);
	memory->data += got;
	memory->length -= got;
	return got;
}

/* The names in a line by another delimiter; NIL where it is no record. */
static List *
names_by(const LoadInput *input, const LoadLine *line, char delimiter)
{
	CsvDialect dialect = input->reader.dialect;
	Memory memory = {line->data, line->length};
	size_t size = line->length + 2;
	CsvField *fields = palloc(sizeof(CsvField) * MaxTupleAttributeNumber);
	CsvReader reader;
	CsvLine found;
	List *names = NIL;

	dialect.delimiter[0] = delimiter;
	dialect.delimiter_length = 1;
	csv_reader_init(&reader, &dialect, read_memory, NULL, &memory, palloc(size + CSV_PADDING), size, size,
					fields, MaxTupleAttributeNumber);
	if (csv_next(&reader, &found) == CSV_RECORD)
		for (uint32 i = 0; i < found.n_fields; i++)
			names = lappend(names, pnstrdup(fields[i].data, fields[i].length));
	return names;
}

/* Another delimiter by which more names are columns' and none is not, for people; NULL if there is none. */
static const char *
other_delimiter(const LoadInput *input, Relation table, const LoadLine *line, const LoadMatch *match)
{
	static const struct
	{
		char byte;
		const char *written;
	} delimiters[] = {{',', "','"}, {';', "';'"},		  {'\t', "E'\\t'"},		{'|', "'|'"},
					  {':', "':'"}, {'^', "'^'"},		  {'~', "'~'"},			{'!', "'!'"},
					  {'#', "'#'"}, {'\001', "E'\\x01'"}, {'\037', "E'\\x1f'"}, {' ', "' '"}};

	for (int i = 0; i < lengthof(delimiters); i++)
	{
		LoadMatch other;

		if (delimiters[i].byte == input->reader.dialect.quote ||
			(input->reader.dialect.delimiter_length == 1 &&
			 delimiters[i].byte == input->reader.dialect.delimiter[0]))
			continue;
		other = load_columns_match(table, names_by(input, line, delimiters[i].byte));
		if (other.known > match->known && other.unknown == 0)
			return delimiters[i].written;
	}
	return NULL;
}

/* How many lines to skip for a header that stands further down; -1 if there is none. */
static int64
lines_before_header(LoadInput *input, Relation table)
{
	for (int i = 0; i < LINES_SEARCHED; i++)
	{
		CsvStatus status = load_input_next(input);
		List *names = NIL;
		LoadMatch match;

		CHECK_FOR_INTERRUPTS();
		if (status == CSV_END)
			break;
		if (status != CSV_RECORD)
			continue;
		for (uint32 field = 0; field < input->line.n_fields; field++)
			names = lappend(names,
							pnstrdup(input->reader.fields[field].data, input->reader.fields[field].length));
		match = load_columns_match(table, names);
		if (match.known > 0 && match.unknown == 0)
			return (int64) input->line.number - 1;
	}
	return -1;
}

/* Which names are columns' and which are not, and which columns have none. */
static char *
describe(Relation table, List *names, const LoadMatch *match)
{
	StringInfoData known;
	StringInfoData unknown;
	StringInfoData sentence;
	const char *missing = load_columns_missing(table, match, true);

	initStringInfo(&known);
	initStringInfo(&unknown);
	for (int field = 0; field < list_length(names); field++)
	{
		const char *name = list_nth(names, field);

		if (match->by_name.of_field[field] != InvalidAttrNumber)
			load_name_list(&known, name, field + 1);
		else if (!load_name_is_missing(load_name_normal(name)))
			load_name_list(&unknown, name, field + 1);
	}
	initStringInfo(&sentence);
	if (unknown.len > 0)
		appendStringInfo(&sentence, "No column of the table is left for %s.", unknown.data);
	else
		appendStringInfoString(&sentence, "It names no column.");
	if (known.len > 0)
		appendStringInfo(&sentence, " Columns are found for %s.", known.data);
	if (missing[0] != '\0')
		appendStringInfo(&sentence, " Columns without a name in it: %s.", missing);
	return sentence.data;
}

void
load_header_refuse(LoadInput *input, Relation table, const LoadLine *line, List *names,
				   const LoadMatch *match, const char *problem)
{
	const char *delimiter = other_delimiter(input, table, line, match);
	const char *kind = load_input_kind(input);
	long long header_ends = (long long) input->reader.line_number - 1;
	int64 skip = delimiter == NULL && kind == NULL ? lines_before_header(input, table) : -1;

	ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
			errmsg("header of file \"%s\" does not match the columns of %s", input->path,
				   load_target_name(table)),
			problem != NULL ? errdetail("Line %llu, the header, is malformed: %s.",
										(unsigned long long) line->number, problem)
							: errdetail("Line %llu is taken for the header. %s",
										(unsigned long long) line->number, describe(table, names, match)),
			delimiter != NULL ? errhint("Its names seem to be separated by another delimiter: give delimiter "
										"=> %s.",
										delimiter)
			: kind != NULL	  ? errhint("The file seems to be %s, and no CSV file.", kind)
			: skip >= 0		  ? errhint("Line %lld seems to be the header: give skip => %lld.",
										(long long) skip + 1, (long long) skip)
			: match->known > 0
				? errhint("Mend its names, or load into a table with these columns. Where the fields are in "
						  "the order of the table's columns whatever the names, give header => false and "
						  "skip => %lld.",
						  header_ends)
				: errhint("Where the file has no header, give header => false; where its fields are in the "
						  "order of the table's columns whatever the names, also skip => %lld.",
						  header_ends));
	pg_unreachable();
}

void
load_header_refuse_nameless(const LoadInput *input, int number, const CsvField *field)
{
	char excerpt[EXCERPT_SIZE / 2];

	text_excerpt(excerpt, sizeof(excerpt), field->data, field->length);
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
			errmsg("column %d of file \"%s\" has no name, and is not empty", number, input->path),
			errdetail("The first line of data has \"%s\" there.", excerpt),
			errhint("Name it in the header, or take the column out of the file."));
	pg_unreachable();
}
