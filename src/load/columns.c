/*
 * load/columns.c
 *		Matches the header of a file with the columns of a table.
 */
#include "load/columns.h"

#include "access/tupdesc.h"
#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* Can a file give the column its value? */
static bool
takes_a_field(Form_pg_attribute column)
{
	return !column->attisdropped && column->attgenerated == '\0';
}

LoadColumns
load_columns_by_position(Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	LoadColumns columns = {0, palloc0(sizeof(AttrNumber) * (descriptor->natts + 1))};

	for (int i = 0; i < descriptor->natts; i++)
		if (takes_a_field(TupleDescAttr(descriptor, i)))
			columns.of_field[columns.width++] = i + 1;
	if (columns.width == 0)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" has no column that a file could fill", RelationGetRelationName(table)),
				errhint("Load into a table with columns that are not generated."));
	return columns;
}

/* The form of a name in which header and columns are compared. */
static char *
normalize_name(const char *name)
{
	char *normal = palloc(strlen(name) + 1);
	char *to = normal;

	for (; *name != '\0'; name++)
	{
		unsigned char byte = *name;

		if ((byte >= 'A' && byte <= 'Z'))
			*to++ = byte - 'A' + 'a';
		else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80)
			*to++ = byte;
		else if (to > normal && to[-1] != '_')
			*to++ = '_';
	}
	if (to > normal && to[-1] == '_')
		to--;
	*to = '\0';
	return normal;
}

/*
 * The one column of the name that is not taken yet, or InvalidAttrNumber where there is none, or more than one.
 * normal_names has the columns' names in that form; NULL: the name must be exactly the column's.
 */
static AttrNumber
find_column(Relation table, const char *name, char *const *normal_names, const bool *taken)
{
	TupleDesc descriptor = RelationGetDescr(table);
	AttrNumber found = InvalidAttrNumber;

	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (!takes_a_field(column) || taken[i] ||
			strcmp(normal_names != NULL ? normal_names[i] : NameStr(column->attname), name) != 0)
			continue;
		if (found != InvalidAttrNumber)
			return InvalidAttrNumber;
		found = i + 1;
	}
	return found;
}

/* The column of each name, or InvalidAttrNumber. An exact name comes before one that is only alike. */
static AttrNumber *
find_columns(Relation table, List *names, bool *taken)
{
	TupleDesc descriptor = RelationGetDescr(table);
	AttrNumber *columns = palloc0(sizeof(AttrNumber) * (list_length(names) + 1));
	char **normal_names = palloc(sizeof(char *) * (descriptor->natts + 1));

	for (int i = 0; i < descriptor->natts; i++)
		normal_names[i] = normalize_name(NameStr(TupleDescAttr(descriptor, i)->attname));
	for (int exactly = 1; exactly >= 0; exactly--)
		for (int field = 0; field < list_length(names); field++)
		{
			const char *name = list_nth(names, field);

			if (columns[field] != InvalidAttrNumber)
				continue;
			columns[field] = exactly ? find_column(table, name, NULL, taken)
									 : find_column(table, normalize_name(name), normal_names, taken);
			if (columns[field] != InvalidAttrNumber)
				taken[columns[field] - 1] = true;
		}
	return columns;
}

/* Warns of columns that the file does not have and that have no default. */
static void
warn_of_missing_columns(Relation table, const char *path, const bool *taken)
{
	TupleDesc descriptor = RelationGetDescr(table);
	StringInfoData missing;

	initStringInfo(&missing);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (takes_a_field(column) && !taken[i] && !column->atthasdef && column->attidentity == '\0')
			appendStringInfo(&missing, "%s%s", missing.len > 0 ? ", " : "",
							 quote_identifier(NameStr(column->attname)));
	}
	if (missing.len > 0)
		ereport(
			WARNING, errmsg("file \"%s\" has no column for %s", path, missing.data),
			table->rd_rel->relkind == RELKIND_VIEW
				? errdetail("They are NULL in the rows loaded, or the defaults of what is under the view.")
				: errdetail("They are NULL in the rows loaded."));
}

/* The names of a header beside the columns of a table. */
typedef struct Match
{
	LoadColumns by_name; /* InvalidAttrNumber where a name is no column's */
	LoadColumns by_position;
	bool *taken;			/* the columns that a name has */
	int known;				/* names that are a column's */
	bool in_place;			/* each of those stands where its column does */
	StringInfoData unknown; /* the other names, for people */
} Match;

static void
match_names(Match *match, Relation table, List *names)
{
	match->by_position = load_columns_by_position(table);
	match->taken = palloc0(sizeof(bool) * (RelationGetDescr(table)->natts + 1));
	match->by_name.width = list_length(names);
	match->by_name.of_field = find_columns(table, names, match->taken);
	match->known = 0;
	match->in_place = true;
	initStringInfo(&match->unknown);
	for (int field = 0; field < match->by_name.width; field++)
	{
		AttrNumber column = match->by_name.of_field[field];

		if (column == InvalidAttrNumber)
			appendStringInfo(&match->unknown, "%s\"%s\" (column %d)", match->unknown.len > 0 ? ", " : "",
							 (char *) list_nth(names, field), field + 1);
		else
		{
			match->known++;
			match->in_place = match->in_place && field < match->by_position.width &&
							  match->by_position.of_field[field] == column;
		}
	}
}

/* What the line in a header's place is. */
typedef enum HeaderVerdict
{
	HEADER_FITS,	  /* each name is a column's */
	HEADER_IN_PLACE,  /* some names are none's, but the others stand where their columns do */
	HEADER_IS_NONE,	  /* a line of data, or damaged, of a file whose fields are as many as the columns */
	HEADER_OF_ANOTHER /* table, or in another order */
} HeaderVerdict;

static HeaderVerdict
judge(const Match *match, bool readable, int next_width)
{
	int expected = match->by_position.width;

	if (!readable)
		return next_width == 0 || next_width == expected ? HEADER_IS_NONE : HEADER_OF_ANOTHER;
	if (match->known == match->by_name.width)
		return HEADER_FITS;
	if (next_width == expected && next_width != match->by_name.width)
		return HEADER_IS_NONE;
	if (match->by_name.width == expected && match->in_place)
		return match->known > 0 ? HEADER_IN_PLACE : HEADER_IS_NONE;
	return HEADER_OF_ANOTHER;
}

/* Why a header does not fit. */
static char *
describe(const Match *match, bool readable, int next_width)
{
	if (!readable)
		return "Its header is malformed.";
	if (next_width == match->by_position.width && next_width != match->by_name.width)
		return psprintf("Its header has %d names, and the line behind it %d fields.", match->by_name.width,
						next_width);
	return psprintf("No column of the table is left for %s.", match->unknown.data);
}

LoadColumns
load_columns_by_header(Relation table, const char *path, List *names, int next_width, const char **why_none)
{
	Match match;
	HeaderVerdict verdict;
	char *why;

	match_names(&match, table, names);
	verdict = judge(&match, names != NIL, next_width);
	why = describe(&match, names != NIL, next_width);
	*why_none = verdict == HEADER_IS_NONE ? why : NULL;
	switch (verdict)
	{
		case HEADER_FITS:
			warn_of_missing_columns(table, path, match.taken);
			return match.by_name;
		case HEADER_IN_PLACE:
			ereport(WARNING, errmsg("columns of file \"%s\" are taken by their position", path),
					errdetail("%s", why),
					errhint("Compare the header with the columns of %s.", RelationGetRelationName(table)));
			break;
		case HEADER_IS_NONE:
			ereport(
				WARNING, errmsg("columns of file \"%s\" are taken by their position", path),
				errdetail("%s", why),
				errhint("The line in the header's place is kept in raw.rejected_lines. Where the file has "
						"no header, give header => false."));
			break;
		case HEADER_OF_ANOTHER:
			ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("header of file \"%s\" does not match the columns of %s", path,
						   quote_qualified_identifier(get_namespace_name(RelationGetNamespace(table)),
													  RelationGetRelationName(table))),
					names == NIL ? errdetail("The header is malformed.")
								 : errdetail("No column of the table is left for %s.", match.unknown.data),
					errhint("Load into a table with these columns, or by position with header => false and "
							"skip => 1."));
	}
	return match.by_position;
}
