/*
 * refresh/narrow_groups.c
 *		Follows a change by a rule for groups: those that changed rows are in are made anew.  See refresh/narrow_steps.h.
 */
#include "refresh/narrow_steps.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "refresh/model_rows.h"
#include "refresh/narrow_run.h"
#include "refresh/narrow_sql.h"

/*
 * The rows of the source that the rule has an eye on, and that are not the same before and after; as SQL.  Where it has an eye on all
 * columns they differ anyhow: to compare them once more would take longer than it spares.
 */
static char *
net_change(const RowRule *rule, bool has_removed)
{
	char *columns = rule->reads != NIL ? quoted_names(rule->reads, "") : "*";
	char *refers_by = quoted_names(rule->refers_by, "");
	StringInfoData text;

	initStringInfo(&text);
	if (has_removed && rule->reads == NIL)
		appendStringInfoString(&text, "SELECT * FROM added UNION ALL SELECT * FROM removed");
	else if (has_removed)
		appendStringInfo(&text,
						 "(SELECT %s FROM added EXCEPT ALL SELECT %s FROM removed) UNION ALL "
						 "(SELECT %s FROM removed EXCEPT ALL SELECT %s FROM added)",
						 columns, columns, columns, columns);
	else
		appendStringInfo(&text, "SELECT %s FROM added", columns);
	if (rule->refers_by == NIL)
		return text.data;
	return psprintf("SELECT n.* FROM (%s) n WHERE %s", text.data,
					has_removed ? psprintf("(%s) IN (SELECT %s FROM removed)", refers_by, refers_by)
								: "false");
}

/*
 * New rows, but for those that leave the model's row as it is; "is there" tells whether it has one.  And those that are gone, if the rule
 * says which columns of them count.  As SQL.
 */
static char *
new_rows(Relation relation, const RowRule *rule, bool has_removed)
{
	StringInfoData keys;
	StringInfoData are_same;
	const char *first = quote_identifier(linitial(rule->keys));
	char *columns = rule->reads != NIL ? quoted_names(rule->reads, "") : "*";
	char *added = "added";
	char *gone = "";
	ListCell *key;
	ListCell *source_key;

	initStringInfo(&keys);
	initStringInfo(&are_same);
	forboth(key, rule->keys, source_key, rule->source_keys)
	{
		int number = foreach_current_index(key) + 1;
		Oid type = key_column(relation, lfirst(key))->atttypid;
		const char *equal = equality(type, type);

		/* the operator of a type that is not the server's may not know others */
		appendStringInfo(&keys, ", (%s)%s AS \"key %d\"", (char *) lfirst(source_key),
						 strcmp(equal, "=") == 0 ? "" : psprintf("::%s", format_type_be_qualified(type)), number);
		appendStringInfo(&are_same, "%smodel.%s %s source.\"key %d\"", number > 1 ? " AND " : "",
						 quote_identifier(lfirst(key)), equal, number);
	}
	if (has_removed)
	{
		added = psprintf("(SELECT %s FROM added EXCEPT ALL SELECT %s FROM removed) added", columns, columns);
		gone = psprintf(" UNION ALL SELECT %s%s, true FROM (SELECT %s FROM removed EXCEPT ALL SELECT %s FROM added) gone",
						columns, keys.data, columns, columns);
	}
	return psprintf("SELECT source.*, model.%s IS NOT NULL AS \"is there\" "
					"FROM (SELECT %s%s FROM %s) source LEFT JOIN %s model ON %s "
					"WHERE model.%s IS NULL OR NOT coalesce(%s, false)%s",
					first, columns, keys.data, added, relation_name(RelationGetRelid(relation)), are_same.data,
					first, rule->unless, gone);
}

/*
 * Several keys as one number, as SQL: as values of the model's columns, so that equal ones give the same, whatever they are of.  So not all
 * that agree with one changed row in one key and with another in the next have to be made anew.
 */
static char *
hash_of_keys(Relation relation, const RowRule *rule, bool of_source)
{
	StringInfoData text;
	ListCell *key;
	ListCell *source_key;

	initStringInfo(&text);
	forboth(key, rule->keys, source_key, rule->source_keys)
	{
		Form_pg_attribute attribute = key_column(relation, lfirst(key));

		appendStringInfo(&text, "%s(%s)::%s", text.len > 0 ? ", " : "",
						 of_source ? (const char *) lfirst(source_key) : quote_identifier(lfirst(key)),
						 format_type_extended(attribute->atttypid, attribute->atttypmod,
											  FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY));
	}
	return psprintf("pg_catalog.hash_record_extended(ROW(%s), 0)", text.data);
}

/* Can the keys be hashed, more than one of them? */
static bool
can_hash_keys(Relation relation, const RowRule *rule)
{
	ListCell *cell;

	foreach (cell, rule->keys)
	{
		Oid type = key_column(relation, lfirst(cell))->atttypid;

		if (!OidIsValid(lookup_type_cache(type, TYPECACHE_HASH_EXTENDED_PROC)->hash_extended_proc))
			return false;
	}
	return list_length(rule->keys) > 1;
}

/* Can they be gathered, each once?  Of arrays array_agg() makes one of more dimensions. */
static bool
can_gather_keys(Relation relation, const RowRule *rule)
{
	ListCell *cell;

	foreach (cell, rule->keys)
	{
		if (OidIsValid(get_base_element_type(key_column(relation, lfirst(cell))->atttypid)))
			return false;
	}
	return keys_can_be_looked_up(relation, rule);
}

/* What is asked of changed rows: their keys, and where they have several these together. */
static List *
asked_of_keys(Relation relation, const RowRule *rule, bool of_source)
{
	List *asked = NIL;
	ListCell *cell;

	foreach (cell, of_source ? rule->source_keys : rule->keys)
		asked = lappend(asked, of_source ? pstrdup(lfirst(cell))
										 : unconstify(char *, quote_identifier(lfirst(cell))));
	if (can_hash_keys(relation, rule))
		asked = lappend(asked, hash_of_keys(relation, rule, of_source));
	return asked;
}

/*
 * What the keys of changed rows are, which a query gives: for each an array of them, behind the number of rows; first of rows of
 * which the model has some with these keys, or may have, then of those of which it has none.
 */
static void
find_keys(NarrowSql *sql, const List *asked, const char *changed, SqlValues found[2])
{
	static const char *const conditions[2] = {"\"is there\"", "NOT \"is there\""};
	SqlValues both;
	StringInfoData query;
	ListCell *cell;

	initStringInfo(&query);
	for (int i = 0; i < 2; i++)
	{
		appendStringInfo(&query, "%s pg_catalog.count(*) FILTER (WHERE %s)", i == 0 ? "SELECT" : ",",
						 conditions[i]);
		foreach (cell, asked)
			appendStringInfo(&query, ", pg_catalog.array_agg(DISTINCT %s) FILTER (WHERE (%s) IS DISTINCT FROM NULL AND %s)",
							 (char *) lfirst(cell), (char *) lfirst(cell), conditions[i]);
	}
	appendStringInfo(&query, " FROM (%s) net", changed);
	both = narrow_sql_row(sql, query.data);
	found[0] = both;
	found[0].n = both.n / 2;
	found[1] = (SqlValues){found[0].n, both.types + found[0].n, both.values + found[0].n,
						   both.nulls + found[0].n};
}

/* Each of what is asked of keys is one of those that changed, $1 and so on; NULL if it cannot be told which are equal. */
static char *
keys_condition(Relation relation, const RowRule *rule, bool of_source, const SqlValues *keys)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, asked_of_keys(relation, rule, of_source))
	{
		int i = foreach_current_index(cell);
		Oid type = get_element_type(keys->types[i]);
		bool is_key = i < list_length(rule->keys);
		char *equal = equality(type, is_key ? key_column(relation, list_nth(rule->keys, i))->atttypid : type);

		if (equal == NULL)
			return NULL;
		appendStringInfo(&text, "%s(%s) %s ANY ($%d)", text.len > 0 ? " AND " : "", (char *) lfirst(cell), equal,
						 i + 1);
	}
	return text.data;
}

/* Makes the groups with these keys anew, of all rows of the source or of those at some places. */
static bool
replace_groups(Model *model, Relation relation, const SourceChange *change, const SqlValues *keys,
			   const Places *places)
{
	const RowRule *rule = change->rule;
	NarrowSql *sql = narrow_sql_begin();
	Narrowing narrowing = {0};
	DestReceiver *receiver;
	Places old;
	Places found;

	narrowing.source = change->source;
	narrowing.n = keys->n;
	narrowing.types = keys->types;
	narrowing.values = keys->values;
	narrowing.of_model = keys_condition(relation, rule, false, keys);
	narrowing.of_source = keys_condition(relation, rule, true, keys);
	if (narrowing.of_model == NULL || narrowing.of_source == NULL)
	{
		narrow_sql_end(sql);
		return false;
	}
	if (rule->also != NULL)
		narrowing.of_source = psprintf("%s OR (%s)", narrowing.of_source, rule->also);
	old = narrow_sql_places(sql,
							psprintf("SELECT ctid FROM %s WHERE %s",
									 relation_name(RelationGetRelid(relation)), narrowing.of_model),
							keys, NULL);
	if (model->method == MODEL_FILL ? are_too_many(model, old.n) : are_most(model, old.n))
	{
		narrow_sql_end(sql);
		return false;
	}
	if (places == NULL && model->method == MODEL_FILL && model_query_reads_again(relation, change->source))
	{
		/* looked for once, instead of each time that the query reads the source */
		found = narrow_sql_places(sql, psprintf("SELECT ctid FROM %s WHERE %s", relation_name(change->source),
												narrowing.of_source),
								  keys, NULL);
		places = &found;
	}
	narrow_sql_end(sql);
	if (places != NULL && places->n > 0)
		narrow_to_places(&narrowing, change->source, places);
	receiver = model_rows_receiver(relation, &old, NULL);
	(void) model_query_run(relation, &narrowing, receiver, NULL);
	model_rows_replace_received(receiver, &model->change);
	return true;
}

/* What comes of the rows whose keys were found. */
static bool
follow_keys(Model *model, Relation relation, const SourceChange *change, SqlValues keys, const Places *places)
{
	int64 n = DatumGetInt64(keys.values[0]);
	bool reaches_none = false;

	keys.values++;
	keys.types++;
	keys.nulls++;
	keys.n--;
	for (int i = 0; i < keys.n; i++)
		reaches_none |= keys.nulls[i];
	if (n == 0 || (change->rule->source_keys != NIL && reaches_none))
		return true;
	return change->rule->keys != NIL && replace_groups(model, relation, change, &keys, places);
}

bool
narrow_by_groups(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	bool has_removed = change->removed != NULL && change->removed->n > 0;
	Relation source;
	Tuplestorestate *added;
	Tuplestorestate *removed;
	NarrowSql *sql;
	SqlValues keys[2];

	if (!can_gather_keys(relation, rule))
		return false;
	source = relation_open(change->source, AccessShareLock);
	added = places_rows(source, change->added, GetActiveSnapshot());
	removed = has_removed ? places_rows(source, change->removed, run->before) : NULL;
	sql = narrow_sql_begin();
	narrow_sql_name(sql, "added", source, added);
	if (has_removed)
		narrow_sql_name(sql, "removed", source, removed);
	find_keys(sql, asked_of_keys(relation, rule, true),
			  rule->unless != NULL && rule->keys != NIL && (!has_removed || rule->reads != NIL)
				  ? new_rows(relation, rule, has_removed)
				  : psprintf("SELECT n.*, true AS \"is there\" FROM (%s) n", net_change(rule, has_removed)),
			  keys);
	narrow_sql_end(sql);
	tuplestore_end(added);
	if (has_removed)
		tuplestore_end(removed);
	relation_close(source, NoLock);

	if (!follow_keys(model, relation, change, keys[0], NULL))
		return false;
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	return follow_keys(model, relation, change, keys[1], change->added);
}
