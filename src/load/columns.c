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

/* The column of each name, or InvalidAttrNumber. An exact name comes before one that is only alike. */
static AttrNumber *
find_columns(Relation table, List *names, bool *taken)
{
	TupleDesc descriptor = RelationGetDescr(table);
	AttrNumber *columns = palloc0(sizeof(AttrNumber) * (list_length(names) + 1));
	char **normal_names = palloc(sizeof(char *) * (descriptor->natts + 1));

	for (int i = 0; i < descriptor->natts; i++)
		normal_names[i] = load_name_normal(NameStr(TupleDescAttr(descriptor, i)->attname));
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
	return columns;
}

LoadMatch
load_columns_match(Relation table, List *names)
{
	LoadMatch match = {{list_length(names), NULL, 0}, 0, 0, NULL};

	match.taken = palloc0(sizeof(bool) * (RelationGetDescr(table)->natts + 1));
	match.by_name.of_field = find_columns(table, names, match.taken);
	for (int field = 0; field < match.by_name.width; field++)
	{
		if (match.by_name.of_field[field] != InvalidAttrNumber)
			match.known++;
		else if (load_name_is_missing(load_name_normal(list_nth(names, field))))
			match.by_name.passed_over++;
		else
			match.unknown++;
	}
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
