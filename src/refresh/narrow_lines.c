/*
 * refresh/narrow_lines.c
 *		Follows a change by a rule for lines: rows of the source give rows of their own.  See refresh/narrow_steps.h.
 */
#include "refresh/narrow_steps.h"

#include "utils/builtins.h"

#include "refresh/model_rows.h"
#include "refresh/narrow_plan.h"
#include "refresh/narrow_run.h"
#include "refresh/narrow_sql.h"

static const Places none = {0};

/* The rows of the model that agree with new ones on the rule's keys, and maybe some others; with their places in the source. */
static Places
find_rivals(Relation relation, const RowRule *rule, Tuplestorestate *rows, Places *in_source)
{
	const char *first = quote_identifier(linitial(rule->keys));
	Oid type = key_column(relation, linitial(rule->keys))->atttypid;
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
			psprintf("SELECT m.ctid, m.%s FROM %s m WHERE m.%s %s ANY ($1) "
					 "AND pg_catalog.hash_record_extended(ROW(%s), 0) = ANY ($2)",
					 quote_identifier(rule->place), relation_name(RelationGetRelid(relation)), first,
					 equality(type, type), keys),
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
