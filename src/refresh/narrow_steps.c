/*
 * refresh/narrow_steps.c
 *		What a change of one source does to a model: see refresh/narrow_steps.h.
 */
#include "refresh/narrow_steps.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "refresh/model_query.h"
#include "refresh/model_rows.h"
#include "refresh/narrow_plan.h"
#include "refresh/narrow_sql.h"

#define FEW_PLACES 4	/* on a page: are looked up one by one */
#define FEW_ROWS 1000	/* are replaced whatever the size of the model */
#define LARGEST_PART 4	/* a fourth: to replace more of a model takes longer than to make all of it */

static const Places none = {0};

/* The name of a relation, for SQL. */
static char *
relation_name(Oid relation)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
									  get_rel_name(relation));
}

static int64
pages_between(const ItemPointerData *first, const ItemPointerData *last)
{
	return (int64) ItemPointerGetBlockNumberNoCheck(last) - ItemPointerGetBlockNumberNoCheck(first) + 1;
}

/* Of the source, only the rows at the places, which are sorted, count; behind the values that the narrowing has. */
static void
narrow_to_places(Narrowing *narrowing, Oid source, const Places *places)
{
	const Oid types[3] = {TIDARRAYOID, TIDOID, TIDOID};
	const Datum values[3] = {places_array(places), PointerGetDatum(&places->at[0]),
							 PointerGetDatum(&places->at[places->n - 1])};
	int n = narrowing->n;
	Oid *all_types = palloc((n + 3) * sizeof(Oid));
	Datum *all_values = palloc((n + 3) * sizeof(Datum));

	if (n > 0)
	{
		memcpy(all_types, narrowing->types, n * sizeof(Oid));
		memcpy(all_values, narrowing->values, n * sizeof(Datum));
	}
	memcpy(&all_types[n], types, sizeof(types));
	memcpy(&all_values[n], values, sizeof(values));
	narrowing->source = source;
	narrowing->n = n + 3;
	narrowing->types = all_types;
	narrowing->values = all_values;
	/* what was added lies where there was room, and behind all else: to scan what is between takes longer than to look up */
	narrowing->of_source = places->n / FEW_PLACES <= pages_between(&places->at[0], &places->at[places->n - 1])
							   ? psprintf("ctid = ANY ($%d)", n + 1)
							   : psprintf("ctid >= $%d AND ctid <= $%d AND ecom.is_among(ctid, $%d)", n + 2,
										  n + 3, n + 1);
}

/* Runs the model's query, narrowed. */
static Tuplestorestate *
run_narrowed(Relation model, const Narrowing *narrowing)
{
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateTuplestoreDestReceiver();

	SetTuplestoreDestReceiverParams(receiver, rows, CurrentMemoryContext, false, NULL, NULL);
	(void) model_query_run(model, narrowing, receiver, NULL);
	receiver->rDestroy(receiver);
	return rows;
}

static Tuplestorestate *
run_for_places(Relation model, Oid source, const Places *places)
{
	Narrowing narrowing = {0};

	narrow_to_places(&narrowing, source, places);
	return run_narrowed(model, &narrowing);
}

static bool
are_too_many(const Model *model, int64 rows)
{
	return rows > FEW_ROWS && rows > model->rows / LARGEST_PART;
}

/*
 * Lines.
 */

/* The rows of the model that agree with new ones on the rule's keys, and maybe some others; with their places in the source. */
static Places
find_rivals(Relation relation, const RowRule *rule, Tuplestorestate *rows, Places *in_source)
{
	const char *first = quote_identifier(linitial(rule->keys));
	char *keys = quoted_names(rule->keys, "");
	NarrowSql *sql = narrow_sql_begin();
	SqlValues values;
	Places rivals = {0};

	narrow_sql_name(sql, "added", relation, rows);
	values = narrow_sql_row(sql, psprintf("SELECT pg_catalog.array_agg(DISTINCT added.%s), "
										  "pg_catalog.array_agg(DISTINCT pg_catalog.hash_record_extended(ROW(%s), 0)) "
										  "FROM added WHERE NOT coalesce(%s, false)",
										  first, keys, rule->unless != NULL ? rule->unless : "false"));
	if (!values.nulls[0])
		rivals = narrow_sql_places(
			sql,
			psprintf("SELECT m.ctid, m.%s FROM %s m WHERE m.%s = ANY ($1) "
					 "AND pg_catalog.hash_record_extended(ROW(%s), 0) = ANY ($2)",
					 quote_identifier(rule->place), relation_name(RelationGetRelid(relation)), first, keys),
			&values, in_source);
	narrow_sql_end(sql);
	return rivals;
}

/* The new lines and the rivals together. */
static Places
unite(const Places *lines, const Places *rivals)
{
	Places all = {0};

	for (int64 i = 0; i < lines->n; i++)
		places_add(&all, &lines->at[i]);
	for (int64 i = 0; i < rivals->n; i++)
		places_add(&all, &rivals->at[i]);
	places_sort(&all);
	return all;
}

bool
narrow_by_lines(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	Places lines = unite(change->added, &none);
	Places old = {0};
	Tuplestorestate *rows;

	if (rule->beside != NULL)
	{
		const Model *beside = run_model(run, rule->beside);

		/* made of the same lines, in this run */
		if (beside == NULL || !beside->is_narrowed || !rule->is_in_step)
			return false;
		lines = unite(change->added, &beside->rivals);
	}
	rows = run_for_places(relation, change->source, &lines);
	if (rule->keys != NIL)
	{
		old = find_rivals(relation, rule, rows, &model->rivals);
		if (are_too_many(model, old.n))
			return false;
	}
	if (old.n > 0)
	{
		/* which of them is first, they show together: mostly the old one, but new lines may lie in space that was free before it */
		tuplestore_end(rows);
		lines = unite(change->added, &model->rivals);
		rows = run_for_places(relation, change->source, &lines);
	}
	model_rows_replace(relation, &old, rows, &model->change);
	tuplestore_end(rows);
	return true;
}

/*
 * Sums.
 */

/* Has a group a key that is NULL?  Such a one would not be found among those that are there. */
static bool
has_null_key(NarrowSql *sql, const RowRule *rule)
{
	SqlValues values =
		narrow_sql_row(sql, psprintf("SELECT EXISTS (SELECT FROM added a "
									 "WHERE pg_catalog.num_nulls(%s) > 0)",
									 quoted_names(rule->keys, "a.")));

	return DatumGetBool(values.values[0]);
}

bool
narrow_by_sums(Model *model, Relation relation, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	Tuplestorestate *added = run_for_places(relation, change->source, change->added);
	char *name = relation_name(RelationGetRelid(relation));
	char *there = psprintf("(%s) IN (SELECT %s FROM added a)", quoted_names(rule->keys, "m."),
						   quoted_names(rule->keys, "a."));
	NarrowSql *sql = narrow_sql_begin();
	Tuplestorestate *rows;
	Places old;
	bool is_done = false;

	narrow_sql_name(sql, "added", relation, added);
	if (!has_null_key(sql, rule))
	{
		old = narrow_sql_places(sql, psprintf("SELECT m.ctid FROM %s m WHERE %s", name, there), NULL, NULL);
		if (!are_too_many(model, old.n))
		{
			rows = narrow_sql_rows(sql, relation,
								   psprintf("SELECT %s FROM (SELECT m.* FROM %s m WHERE %s "
											"UNION ALL SELECT a.* FROM added a) part GROUP BY %s",
											rule->sums, name, there, quoted_names(rule->keys, "part.")));
			model_rows_replace(relation, &old, rows, &model->change);
			tuplestore_end(rows);
			is_done = true;
		}
	}
	narrow_sql_end(sql);
	tuplestore_end(added);
	return is_done;
}

/*
 * Groups.
 */

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

/* New rows, but for those that leave the model's row as it is; "is there" tells whether it has one.  As SQL. */
static char *
new_rows(Relation relation, const RowRule *rule)
{
	StringInfoData keys;
	StringInfoData are_same;
	const char *first = quote_identifier(linitial(rule->keys));
	ListCell *key;
	ListCell *source_key;

	initStringInfo(&keys);
	initStringInfo(&are_same);
	forboth(key, rule->keys, source_key, rule->source_keys)
	{
		int number = foreach_current_index(key) + 1;

		appendStringInfo(&keys, ", (%s) AS \"key %d\"", (char *) lfirst(source_key), number);
		appendStringInfo(&are_same, "%smodel.%s = source.\"key %d\"", number > 1 ? " AND " : "",
						 quote_identifier(lfirst(key)), number);
	}
	return psprintf("SELECT source.*, model.%s IS NOT NULL AS \"is there\" "
					"FROM (SELECT %s%s FROM added) source LEFT JOIN %s model ON %s "
					"WHERE model.%s IS NULL OR NOT coalesce(%s, false)",
					first, rule->reads != NIL ? quoted_names(rule->reads, "") : "*", keys.data,
					relation_name(RelationGetRelid(relation)), are_same.data, first, rule->unless);
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
		AttrNumber column = get_attnum(RelationGetRelid(relation), lfirst(key));
		Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(relation), column - 1);

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
		AttrNumber column = get_attnum(RelationGetRelid(relation), lfirst(cell));
		Oid type = TupleDescAttr(RelationGetDescr(relation), column - 1)->atttypid;

		if (!OidIsValid(lookup_type_cache(type, TYPECACHE_HASH_EXTENDED_PROC)->hash_extended_proc))
			return false;
	}
	return list_length(rule->keys) > 1;
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
			appendStringInfo(&query, ", pg_catalog.array_agg(DISTINCT %s) FILTER (WHERE (%s) IS NOT NULL AND %s)",
							 (char *) lfirst(cell), (char *) lfirst(cell), conditions[i]);
	}
	appendStringInfo(&query, " FROM (%s) net", changed);
	both = narrow_sql_row(sql, query.data);
	found[0] = both;
	found[0].n = both.n / 2;
	found[1] = (SqlValues){found[0].n, both.types + found[0].n, both.values + found[0].n,
						   both.nulls + found[0].n};
}

/* Each of what is asked of keys is one of those that changed, $1 and so on. */
static char *
keys_condition(const List *asked)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, asked)
		appendStringInfo(&text, "%s(%s) = ANY ($%d)", text.len > 0 ? " AND " : "", (char *) lfirst(cell),
						 foreach_current_index(cell) + 1);
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
	Tuplestorestate *rows;
	Places old;

	narrowing.source = change->source;
	narrowing.n = keys->n;
	narrowing.types = keys->types;
	narrowing.values = keys->values;
	narrowing.of_model = keys_condition(asked_of_keys(relation, rule, false));
	narrowing.of_source = keys_condition(asked_of_keys(relation, rule, true));
	if (rule->also != NULL)
		narrowing.of_source = psprintf("%s OR (%s)", narrowing.of_source, rule->also);
	old = narrow_sql_places(sql,
							psprintf("SELECT ctid FROM %s WHERE %s",
									 relation_name(RelationGetRelid(relation)), narrowing.of_model),
							keys, NULL);
	narrow_sql_end(sql);
	if (model->method == MODEL_FILL && are_too_many(model, old.n))
		return false;
	if (places != NULL)
		narrow_to_places(&narrowing, change->source, places);
	rows = run_narrowed(relation, &narrowing);
	model_rows_replace(relation, &old, rows, &model->change);
	tuplestore_end(rows);
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
	Relation source = relation_open(change->source, AccessShareLock);
	Tuplestorestate *added = places_rows(source, change->added, GetActiveSnapshot());
	Tuplestorestate *removed = has_removed ? places_rows(source, change->removed, run->before) : NULL;
	NarrowSql *sql = narrow_sql_begin();
	SqlValues keys[2];

	narrow_sql_name(sql, "added", source, added);
	if (has_removed)
		narrow_sql_name(sql, "removed", source, removed);
	find_keys(sql, asked_of_keys(relation, rule, true),
			  rule->unless != NULL && rule->keys != NIL && !has_removed
				  ? new_rows(relation, rule)
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
