/*
 * load/columns.c
 *		Matches the header of a file with the columns of a table.
 */
#include "load/columns.h"

#include "access/tupdesc.h"
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

LoadColumns *
load_columns_by_position(Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	LoadColumns *columns = palloc0(sizeof(LoadColumns));

	columns->of_field = palloc0(sizeof(AttrNumber) * (descriptor->natts + 1));
	for (int i = 0; i < descriptor->natts; i++)
		if (takes_a_field(TupleDescAttr(descriptor, i)))
			columns->of_field[columns->width++] = i + 1;
	if (columns->width == 0)
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
		ereport(WARNING, errmsg("file \"%s\" has no column for %s", path, missing.data),
				errdetail("They are NULL in the rows loaded."));
}

/* Goes by position, with a warning; the header is none if it is to be kept as a rejected line. */
static LoadColumns *
believe_position(LoadColumns *by_position, Relation table, const char *path, const char *why, bool is_header)
{
	by_position->no_header_because = is_header ? NULL : why;
	ereport(WARNING, errmsg("columns of file \"%s\" are taken by their position", path), errdetail("%s", why),
			is_header
				? errhint("Compare the header with the columns of %s.", RelationGetRelationName(table))
				: errhint("The line in the header's place is kept in raw.rejected_lines. Where the file has "
						  "no header, give header => false."));
	return by_position;
}

LoadColumns *
load_columns_by_header(Relation table, const char *path, List *names, int line_width)
{
	int natts = RelationGetDescr(table)->natts;
	LoadColumns *by_position = load_columns_by_position(table);
	LoadColumns *by_name = palloc0(sizeof(LoadColumns));
	bool *taken = palloc0(sizeof(bool) * (natts + 1));
	bool in_place = true; /* every name that is known stands where its column does */
	int known = 0;
	StringInfoData unknown;

	initStringInfo(&unknown);
	by_name->width = list_length(names);
	by_name->of_field = find_columns(table, names, taken);
	for (int field = 0; field < by_name->width; field++)
	{
		AttrNumber column = by_name->of_field[field];

		if (column == InvalidAttrNumber)
			appendStringInfo(&unknown, "%s\"%s\" (column %d)", unknown.len > 0 ? ", " : "",
							 (char *) list_nth(names, field), field + 1);
		else
		{
			known++;
			in_place = in_place && field < by_position->width && by_position->of_field[field] == column;
		}
	}

	if (names != NIL && known == by_name->width)
	{
		warn_of_missing_columns(table, path, taken);
		return by_name;
	}
	if (names == NIL && (line_width == 0 || line_width == by_position->width))
		return believe_position(by_position, table, path, "Its header is malformed.", false);
	if (line_width == by_position->width && line_width != by_name->width)
		return believe_position(by_position, table, path,
								psprintf("Its header has %d names, and the line behind it %d fields.",
										 by_name->width, line_width),
								false);
	if (by_name->width == by_position->width && in_place)
		return believe_position(by_position, table, path,
								psprintf("No column of the table is left for %s.", unknown.data), known > 0);
	ereport(
		ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
		errmsg("header of file \"%s\" does not match the columns of %s", path,
			   quote_qualified_identifier(get_namespace_name(RelationGetNamespace(table)),
										  RelationGetRelationName(table))),
		names == NIL ? errdetail("The header is malformed.")
					 : errdetail("No column of the table is left for %s.", unknown.data),
		errhint("Load into a table with these columns, or by position with header => false and skip => 1."));
}
