/*
 * load/mapping.c
 *		Maps the columns of a file to those of a table.
 */
#include "load/mapping.h"

#include "utils/builtins.h"
#include "utils/rel.h"

#include "load/json.h"
#include "load/names.h"
#include "load/target.h"

#define ALL_OTHERS "*"
#define MEMBERS "value, from, optional, as, country, divided_by, less"

/* What goes to one column of the table. */
typedef struct Mapped
{
	const char *name;  /* of the column, as it was given */
	const char *where; /* for people */
	AttrNumber column;
	bool is_constant;
	RowValue constant;
	List *from; /* names of the file's columns */
	List *beside;
	const char *beside_where;
	bool may_be_missing;
	bool is_made; /* else its one field is loaded as it is */
	Reading reading;
} Mapped;

struct LoadMapping
{
	List *mapped;
	bool passes_over;
};

/* The readings that "as" names. */
static const struct
{
	const char *name;
	Reading reading;
} readings[] = {
	{"date", {.kind = READ_DATE, .setting_decides_order = true}},
	{"date MDY", {.kind = READ_DATE, .order = MONTH_FIRST}},
	{"date DMY", {.kind = READ_DATE, .order = DAY_FIRST}},
	{"state", {.kind = READ_STATE}},
	{"address", {.kind = READ_ADDRESS}},
};

static Reading
reading_named(const char *name, const char *where)
{
	for (int i = 0; name != NULL && i < lengthof(readings); i++)
		if (strcmp(readings[i].name, name) == 0)
			return readings[i].reading;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s cannot be read as \"%s\"", where, name != NULL ? name : "null"),
			errhint("Give date, date MDY, date DMY, state or address."));
	pg_unreachable();
}

/* A constant, as a row writer may read it. */
static RowValue
constant_of(const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	if (text == NULL)
		return (RowValue){NULL, 0};
	return (RowValue){memcpy(palloc(length + ROW_VALUE_PADDING), text, length), (uint32) length};
}

/* A reading of an amount, a quantity or a state with another column. */
static void
take_beside(Mapped *mapped, ReadingKind kind, const JsonMember *member)
{
	if (mapped->beside != NIL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s cannot have \"%s\" beside another of country, divided_by and less", mapped->where,
					   member->name),
				errhint("Give one of them."));
	if (kind != READ_STATE)
		mapped->reading.kind = kind;
	mapped->beside_where = psprintf("%s \"%s\",", mapped->where, member->name);
	mapped->beside = load_json_texts(&member->value, mapped->beside_where, false);
}

/* Members that do not go together. */
static void
check_members(const Mapped *mapped, bool has_as)
{
	const char *problem = NULL;

	if (mapped->is_constant &&
		(mapped->from != NIL || has_as || mapped->beside != NIL || mapped->may_be_missing))
		problem = "has \"value\" and something else";
	else if (!mapped->is_constant && mapped->from == NIL)
		problem = "has neither \"value\" nor \"from\"";
	else if (has_as && mapped->beside != NIL && mapped->reading.kind != READ_STATE)
		problem = "has \"as\" and another reading";
	else if (mapped->beside != NIL && mapped->reading.kind == READ_AS_IT_IS)
		problem = "has \"country\" without \"as\": \"state\"";
	if (problem != NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s %s", mapped->where, problem),
				errhint("Give {\"value\": ...}, or {\"from\": ...} with what is to be made of it."));
}

static void
parse_object(Mapped *mapped, const JsonbValue *value)
{
	bool has_as = false;
	ListCell *cell;

	foreach (cell, load_json_members_of(value, mapped->where))
	{
		const JsonMember *member = lfirst(cell);
		const char *where = psprintf("%s \"%s\",", mapped->where, member->name);

		if (strcmp(member->name, "value") == 0)
		{
			mapped->is_constant = true;
			mapped->constant = constant_of(load_json_text(&member->value, where));
		}
		else if (strcmp(member->name, "from") == 0)
			mapped->from = load_json_texts(&member->value, where, false);
		else if (strcmp(member->name, "optional") == 0)
			mapped->may_be_missing = load_json_boolean(&member->value, where);
		else if (strcmp(member->name, "as") == 0)
		{
			mapped->reading = reading_named(load_json_text(&member->value, where), mapped->where);
			has_as = true;
		}
		else if (strcmp(member->name, "country") == 0)
			take_beside(mapped, READ_STATE, member);
		else if (strcmp(member->name, "divided_by") == 0)
			take_beside(mapped, READ_PRICE_OF_ONE, member);
		else if (strcmp(member->name, "less") == 0)
			take_beside(mapped, READ_QUANTITY_LEFT, member);
		else
			load_json_refuse_member(member, mapped->where, MEMBERS);
	}
	check_members(mapped, has_as);
}

static Mapped *
parse_member(const JsonMember *member)
{
	Mapped *mapped = palloc0(sizeof(Mapped));

	mapped->name = member->name;
	mapped->where = psprintf("columns, \"%s\",", member->name);
	if (member->value.type == jbvBinary && JsonContainerIsObject(member->value.val.binary.data))
		parse_object(mapped, &member->value);
	else
		mapped->from = load_json_texts(&member->value, mapped->where, false);
	return mapped;
}

LoadMapping *
load_mapping_parse(Jsonb *columns)
{
	LoadMapping *mapping = palloc0(sizeof(LoadMapping));
	ListCell *cell;

	if (columns == NULL)
		return mapping;
	foreach (cell, load_json_members(&columns->root, "columns"))
	{
		const JsonMember *member = lfirst(cell);

		if (strcmp(member->name, ALL_OTHERS) != 0)
			mapping->mapped = lappend(mapping->mapped, parse_member(member));
		else if (member->value.type == jbvNull)
			mapping->passes_over = true;
		else
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("columns, \"*\", can only be null"),
					errhint("\"*\": null passes over all other columns of the file."));
	}
	return mapping;
}

bool
load_mapping_passes_over(const LoadMapping *mapping)
{
	return mapping->passes_over;
}

/* The column of the table that is named, which counts as taken then. */
static AttrNumber
take_column(const Mapped *mapped, Relation table, LoadMatch *match)
{
	AttrNumber column = load_columns_find(table, mapped->name);

	if (column == InvalidAttrNumber)
	{
		LoadMatch none = {.taken = palloc0(sizeof(bool) * (RelationGetDescr(table)->natts + 1))};

		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("columns names \"%s\", which is no column of %s that a file could fill", mapped->name,
					   load_target_name(table)),
				errdetail("It has %s.", load_columns_missing(table, &none, true)),
				errhint("The names of the table's columns stand in front, those of the file's behind: "
						"'{\"order_date\": \"Order Date\"}'."));
	}
	if (match->taken[column - 1])
		ereport(
			ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
			errmsg("columns names the column %s twice",
				   quote_identifier(NameStr(TupleDescAttr(RelationGetDescr(table), column - 1)->attname))),
			errdetail("The second time as \"%s\".", mapped->name), errhint("Give it once."));
	match->taken[column - 1] = true;
	return column;
}

/* The one field of several numbers that the file has; -1 if there is another number of them. */
static int
only_field(const Reading *reading)
{
	int only = -1;

	for (int i = 0; i < reading->n_fields; i++)
		if (reading->fields[i] >= 0)
		{
			if (only >= 0)
				return -1;
			only = reading->fields[i];
		}
	return only;
}

/* Two columns of the table that ask for the same field as it is. */
static void
refuse_second_use(const Mapped *mapped, Relation table, const FileColumns *file, int field, AttrNumber first)
{
	ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
			errmsg("columns gives column \"%s\" of file \"%s\" twice", (char *) list_nth(file->names, field),
				   file->path),
			errdetail("To %s and to \"%s\".",
					  quote_identifier(NameStr(TupleDescAttr(RelationGetDescr(table), first - 1)->attname)),
					  mapped->name),
			errhint("Give each column of the file to one column of the table."));
}

/* Finds the columns of the file; a field that is loaded as it is goes to its column at once. */
static void
resolve_fields(Mapped *mapped, Relation table, FileColumns *file, LoadMatch *match)
{
	Reading *reading = &mapped->reading;
	int field;

	reading->fields =
		file_columns_find_all(file, mapped->from, mapped->may_be_missing, mapped->where, &reading->n_fields);
	if (mapped->beside != NIL)
		reading->beside = file_columns_find_all(file, mapped->beside, mapped->may_be_missing,
												mapped->beside_where, &reading->n_beside);
	reading_take_settings(reading);
	field = only_field(reading);
	mapped->is_made = reading->kind != READ_AS_IT_IS || field < 0;
	if (mapped->is_made)
		return;
	if (match->by_name.of_field[field] != InvalidAttrNumber)
		refuse_second_use(mapped, table, file, field, match->by_name.of_field[field]);
	match->by_name.of_field[field] = mapped->column;
}

void
load_mapping_resolve(LoadMapping *mapping, Relation table, FileColumns *file, LoadMatch *match)
{
	ListCell *cell;

	foreach (cell, mapping->mapped)
	{
		Mapped *mapped = lfirst(cell);

		mapped->column = take_column(mapped, table, match);
		if (mapped->is_constant)
			mapped->is_made = true;
		else
			resolve_fields(mapped, table, file, match);
	}
}

void
load_mapping_add_made(const LoadMapping *mapping, LoadColumns *columns)
{
	ListCell *cell;

	columns->of_field =
		repalloc(columns->of_field, sizeof(AttrNumber) * (columns->width + list_length(mapping->mapped) + 1));
	foreach (cell, mapping->mapped)
	{
		const Mapped *mapped = lfirst(cell);

		if (mapped->is_made)
			columns->of_field[columns->width + columns->made++] = mapped->column;
	}
}

bool
load_mapping_make(const LoadMapping *mapping, RowValue *values, int width, Refusal *refusal)
{
	RowValue *made = values + width;
	ListCell *cell;

	foreach (cell, mapping->mapped)
	{
		const Mapped *mapped = lfirst(cell);

		if (!mapped->is_made)
			continue;
		if (mapped->is_constant)
			*made = mapped->constant;
		else if (!reading_make(&mapped->reading, values, made, refusal))
			return false;
		made++;
	}
	return true;
}
