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

#include "load/names.h"

/* Can a file give the column its value? */
static bool
takes_a_field(Form_pg_attribute column)
{
	return !column->attisdropped && column->attgenerated == '\0';
}

int *
load_columns_fields(const LoadColumns *columns, int natts)
{
	int *fields = palloc(sizeof(int) * (natts + 1));

	for (int i = 0; i < natts; i++)
		fields[i] = -1;
	for (int field = 0; field < columns->width + columns->made; field++)
		if (columns->of_field[field] != InvalidAttrNumber)
			fields[columns->of_field[field] - 1] = field;
	return fields;
}

LoadColumns
load_columns_by_position(Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	LoadColumns columns = {.of_field = palloc0(sizeof(AttrNumber) * (descriptor->natts + 1))};

	for (int i = 0; i < descriptor->natts; i++)
		if (takes_a_field(TupleDescAttr(descriptor, i)))
			columns.of_field[columns.width++] = i + 1;
	if (columns.width == 0)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" has no column that a file could fill", RelationGetRelationName(table)),
				errhint("Load into a table with columns that are not generated."));
	return columns;
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

	if (normal_names != NULL && name[0] == '\0')
		return InvalidAttrNumber; /* not alike: nothing of it counts */
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

/* The names of a table's columns in their normal form. */
static char **
normal_names_of(Relation table)
{
	TupleDesc descriptor = RelationGetDescr(table);
	char **normal_names = palloc(sizeof(char *) * (descriptor->natts + 1));

	for (int i = 0; i < descriptor->natts; i++)
		normal_names[i] = load_name_normal(NameStr(TupleDescAttr(descriptor, i)->attname));
	return normal_names;
}

/* Finds the column of each name that has none yet. An exact name comes before one that is only alike. */
static void
find_columns(Relation table, List *names, AttrNumber *columns, bool *taken)
{
	char **normal_names = normal_names_of(table);

	for (int exactly = 1; exactly >= 0; exactly--)
		for (int field = 0; field < list_length(names); field++)
		{
			const char *name = list_nth(names, field);

			if (columns[field] != InvalidAttrNumber)
				continue;
			columns[field] = exactly ? find_column(table, name, NULL, taken)
									 : find_column(table, load_name_normal(name), normal_names, taken);
			if (columns[field] != InvalidAttrNumber)
				taken[columns[field] - 1] = true;
		}
}

AttrNumber
load_columns_find(Relation table, const char *name)
{
	bool *taken = palloc0(sizeof(bool) * (RelationGetDescr(table)->natts + 1));
	AttrNumber column = find_column(table, name, NULL, taken);

	return column != InvalidAttrNumber
			   ? column
			   : find_column(table, load_name_normal(name), normal_names_of(table), taken);
}

LoadMatch
load_columns_match_none(Relation table, List *names)
{
	LoadMatch match = {{.width = list_length(names)}, 0, 0, NULL};

	match.by_name.of_field = palloc0(sizeof(AttrNumber) * (list_length(names) + 1));
	match.taken = palloc0(sizeof(bool) * (RelationGetDescr(table)->natts + 1));
	return match;
}

void
load_columns_match_rest(Relation table, List *names, LoadMatch *match)
{
	find_columns(table, names, match->by_name.of_field, match->taken);
	for (int field = 0; field < match->by_name.width; field++)
	{
		if (load_columns_reads(&match->by_name, field))
			match->known++;
		else if (load_name_is_missing(load_name_normal(list_nth(names, field))))
			match->by_name.passed_over++;
		else
			match->unknown++;
	}
}

LoadMatch
load_columns_match(Relation table, List *names)
{
	LoadMatch match = load_columns_match_none(table, names);

	load_columns_match_rest(table, names, &match);
	return match;
}

char *
load_columns_missing(Relation table, const LoadMatch *match, bool with_default)
{
	TupleDesc descriptor = RelationGetDescr(table);
	StringInfoData missing;

	initStringInfo(&missing);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (takes_a_field(column) && !match->taken[i] &&
			(with_default || (!column->atthasdef && column->attidentity == '\0')))
			appendStringInfo(&missing, "%s%s", missing.len > 0 ? ", " : "",
							 quote_identifier(NameStr(column->attname)));
	}
	return missing.data;
}
