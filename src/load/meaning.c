/*
 * load/meaning.c
 *		Applies what the arguments columns and lines say.
 */
#include "load/meaning.h"

#include "utils/rel.h"

#include "load/names.h"
#include "load/target.h"

LoadMeaning *
load_meaning_parse(Jsonb *columns, Jsonb *lines)
{
	LoadMeaning *meaning;

	if (columns == NULL && lines == NULL)
		return NULL;
	meaning = palloc0(sizeof(LoadMeaning));
	meaning->mapping = load_mapping_parse(columns);
	meaning->rules = line_rules_parse(lines);
	return meaning;
}

/* The names that go nowhere and are read by nobody: an error, unless they are passed over. */
static void
refuse_unknown(const LoadMapping *mapping, Relation table, const char *path, List *names,
			   const LoadMatch *match)
{
	const char *missing = load_columns_missing(table, match, true);
	StringInfoData unknown;

	if (match->unknown == 0 || load_mapping_passes_over(mapping))
		return;
	initStringInfo(&unknown);
	for (int i = 0; i < list_length(names); i++)
		if (load_columns_is_nameless(&match->by_name, i) &&
			!load_name_is_missing(load_name_normal(list_nth(names, i))))
			load_name_list(&unknown, list_nth(names, i), i + 1);
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
			errmsg("columns of file \"%s\" go nowhere: %s", path, unknown.data),
			missing[0] != '\0'
				? errdetail("Columns of %s without one of the file: %s.", load_target_name(table), missing)
				: 0,
			errhint("Say in columns where they go; \"*\": null passes over all that are left."));
}

LoadMatch
load_meaning_match(LoadMeaning *meaning, Relation table, const char *path, List *names)
{
	FileColumns *file = file_columns_create(path, names);
	LoadMatch match = load_columns_match_none(table, names);

	load_mapping_resolve(meaning->mapping, table, file, &match);
	line_rules_resolve(meaning->rules, file);
	match.by_name.use = palloc0(sizeof(FieldUse) * (list_length(names) + 1));
	for (int i = 0; i < list_length(names); i++)
		match.by_name.use[i] = file->read[i] ? FIELD_READ : FIELD_NAMELESS;
	load_columns_match_rest(table, names, &match);
	refuse_unknown(meaning->mapping, table, path, names, &match);
	for (int i = 0; i < list_length(names); i++)
		if (!file->read[i] && !load_name_is_missing(load_name_normal(list_nth(names, i))))
			match.by_name.use[i] = FIELD_PASSED_OVER;
	return match;
}

void
load_meaning_add_made(const LoadMeaning *meaning, LoadColumns *columns)
{
	load_mapping_add_made(meaning->mapping, columns);
}

bool
load_meaning_apply(LoadMeaning *meaning, RowValue *values, int width, Refusal *refusal)
{
	line_rules_complete(meaning->rules, values);
	return line_rules_allow(meaning->rules, values, refusal) &&
		   load_mapping_make(meaning->mapping, values, width, refusal);
}
